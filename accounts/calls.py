"""Calls: what is learnt of a telephone call while it lasts and after it, by whomever it was placed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts import tables as t
from accounts.adding import Adding
from accounts.calling import CallNews
from accounts.contact import ELSEWHERE, Attempt, Inbound, Medium
from accounts.ledger import entry
from accounts.reading import attempt_of
from accounts.record import Id

Call = Attempt | Inbound


class Calls(Adding):
    """What a transaction may learn of calls; the Store commits it together with `entries`."""

    def call(self, id: Id) -> tuple[Id | None, Call] | None:
        """Return (consumer, call) by our identifier; the consumer is None where nobody has the caller's number."""
        c = t.attempts.c
        row = self.connection.execute(sa.select(t.attempts).where(c.id == id, c.medium == Medium.CALL)).first()
        if row is not None:
            return row.consumer_id, attempt_of(row)
        i = t.inbounds.c
        came = self.connection.execute(
            sa.select(i.consumer_id, i.body).where(i.id == id, i.medium == Medium.CALL)
        ).first()
        return None if came is None else (came.consumer_id, Inbound.model_validate(came.body))

    def inbound_call(self, provider: str, key: str) -> Id | None:
        """Return the call that a provider knows by that key, if somebody placed it to us."""
        c = t.inbounds.c
        query = sa.select(c.id).where(c.provider == provider, c.key == key, c.medium == Medium.CALL)
        return self.connection.scalar(query)

    def learn(self, id: Id, news: CallNews, at: datetime) -> None:
        """Put down what was learnt of a call, if it tells anything new; an outcome only moves up."""
        found = self.call(id)
        if found is None:
            return
        consumer, call = found
        after = news.told_of(call) if isinstance(call, Attempt) else _told(call, news)
        if after == call:
            return
        if isinstance(after, Attempt):
            body = after.model_dump(mode="json", exclude={"id", "at", "medium", "state"})
            self.connection.execute(t.attempts.update().where(t.attempts.c.id == id).values(body=body))
        else:
            body = after.model_dump(mode="json")
            self.connection.execute(t.inbounds.update().where(t.inbounds.c.id == id).values(body=body))
        self.note(entry("call", at, consumer, call=id, news=news.model_dump(mode="json", exclude_defaults=True)))

    def unended_calls(self, after: datetime, before: datetime) -> list[tuple[Id, Attempt, str | None]]:
        """Return (consumer, call, the provider's identifier) of ours between two instants that were never ended.

        Also of those that a killed worker left, of which it is not known by which channel they went.
        """
        c = t.attempts.c
        query = sa.select(t.attempts).where(
            c.medium == Medium.CALL,
            c.at >= after,
            c.at < before,
            c.state.in_(("sent", "in_doubt", "delivered")),
            c.body["end"].as_string().is_(None),
            sa.or_(c.channel.is_(None), c.channel != ELSEWHERE),
        )
        found = self.connection.execute(query.order_by(c.at).limit(100))
        return [(row.consumer_id, attempt_of(row), row.reference) for row in found]

    def doubt_call(self, id: Id) -> bool:
        """Leave a call of which nobody can say how it ended to a person; False where it was left so already."""
        c = t.attempts.c
        doubted = t.attempts.update().where(c.id == id, c.state.in_(("sent", "delivered"))).values(state="in_doubt")
        return bool(self.connection.execute(doubted).rowcount)


def _told(call: Inbound, news: CallNews) -> Inbound:
    """Return a call they placed, with the news that there can be of it."""
    changes = {
        "outcome": "conversation" if news.outcome == "conversation" else call.outcome,
        "end": call.end or news.end,
        "debts": tuple(dict.fromkeys((*call.debts, *news.raised))),
    }
    return call.model_copy(update=changes)
