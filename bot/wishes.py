"""Wishes: reads what a consumer says of terms: how much each time, with how much in all, how often, from when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from accounts.record import Cents
from bot.negotiation import Wish
from bot.nlu.port import Understanding
from bot.nlu.text import fold
from compliance.parameters import load_yaml

FOR_LESS = "propose_settlement"
"""The wish in which an amount is meant to be all; in every other it is so much each time."""

_BARE = re.compile(r"\D{0,3}(\d{1,5})(?:[.,](\d\d))?\D{0,3}")


def read(understanding: Understanding, about: str, balance: Cents, today: date) -> Wish:
    """Return what a text says of terms; nothing of it counts before it was read back.

    Args:
        understanding: of the text.
        about: the wish that is talked of, or `afford`, where a bare number answers how much.
        balance: what is owed, of which a share is a share.
        today: the consumer's calendar day; a day that is past is none.
    """
    amounts = [amount for amount in understanding.named("amount") if amount.role != "paid"]
    named = amounts[0].cents if len(amounts) == 1 else None
    if named is None and not amounts and about == "afford" and (bare := _BARE.fullmatch(understanding.text)):
        named = int(bare[1]) * 100 + int(bare[2] or 0) or None
    each_time = bool(amounts) and amounts[0].role == "plan"
    shares = understanding.named("percent")
    total = named if about == FOR_LESS and not each_time else None
    if about == FOR_LESS and named is None and len(shares) == 1:
        total = int((balance * Decimal(shares[0].value) / 100).quantize(Decimal(1), ROUND_HALF_UP))
    often = [_data()["every"].get(found.value) for found in understanding.named("frequency")]
    counted = re.search(_data()["count"][understanding.language], fold(understanding.text))
    coming = [found.day for found in understanding.named("date") if today < found.day <= today + timedelta(days=366)]
    return Wish(
        each=named if total is None else None,
        total=total,
        count=int(counted["count"]) if counted else None,
        every=often[0] if often else None,
        first=coming[0] if coming else None,
    )


def joined(before: Wish, now: Wish) -> Wish:
    """Return what was said before with what is said now; of two ways to say how much the newer counts."""
    told = now.model_dump(exclude_none=True, exclude={"hardship"})
    how_much = {"each", "total", "count"}
    kept = before.model_dump(exclude=how_much if told.keys() & how_much else set())
    return Wish.model_validate(kept | told)


def withdraws(understanding: Understanding) -> bool:
    """Whether a text about an arrangement takes it back, rather than wanting another."""
    return re.search(_data()["withdraws"][understanding.language], fold(understanding.text)) is not None


@cache
def _data() -> dict[str, Any]:
    found = load_yaml(Path(__file__).with_suffix(".yaml"))
    assert isinstance(found, dict)
    return found
