"""Review: texts that agents marked as understood wrongly, as examples that a person may add to the training data.

An engine is never trained on them by itself: they are masked, decided on by a person, and written to a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from accounts.conversation import Turn
from bot.nlu.text import data, prepare
from bot.nlu.unnamed import masked


def example(turn: Turn) -> str:
    """Return a marked text as an example: what tells who somebody is stands as something invented of the same kind."""
    text = masked(prepare(turn.text).text)
    for name, invented in _invented().items():
        text = text.replace(f"[{name}]", invented)
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def exported(turns: Iterable[Turn]) -> str:
    """Return the accepted ones in the Rasa 3.1 form, by intent, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for turn in turns:
        if turn.mark is not None and turn.mark.state == "accepted" and (text := example(turn)):
            found[turn.mark.meant][text] = None
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in sorted(found.items())
    ]
    return "version: '3.1'\nnlu:\n" + "".join(blocks) if blocks else "version: '3.1'\nnlu: []\n"


@cache
def _invented() -> dict[str, str]:
    return {name: str(value) for name, value in data("invented.yaml").items()}
