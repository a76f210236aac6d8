"""Awaiting: the consumers with whom a debt was spoken of and to whom no validation notice about it is on file."""

from __future__ import annotations

import sqlalchemy as sa

from accounts import tables as t
from accounts.reading import Reading
from accounts.record import Id


def notice(reading: Reading) -> list[Id]:
    """Return who may await a validation notice: more of them than do, for whether one is owed is for the law.

    A notice of all debts, or one that came back, is not looked into here.
    """
    first, facts, told = t.first_communications.c, t.facts.c, t.facts.alias()
    text = sa.cast(told.c.body, sa.Text)
    noticed = sa.select(told.c.id).where(
        told.c.consumer_id == first.consumer_id,
        told.c.kind == "validation_sent",
        sa.or_(text.contains(first.debt_id), told.c.body["debts"].as_string().is_(None)),
    )
    returned = sa.select(told.c.id).where(told.c.consumer_id == first.consumer_id, told.c.kind == "undeliverable")
    spoken_of = sa.select(first.consumer_id).where(sa.or_(~noticed.exists(), returned.exists()))
    by_others = sa.select(facts.consumer_id).where(facts.kind.in_(("first_contact", "spanish_request")))
    return list(reading.connection.scalars(sa.union(spoken_of, by_others)))
