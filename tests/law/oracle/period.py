"""The validation period: 12 CFR 1006.34(b)(5), for one debt."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.dossier import Dossier
from accounts.notice import ReceiptProven, Undeliverable, ValidationSent
from tests.law.oracle.days import assumed_receipt, day_of

THIRTY_DAYS = timedelta(days=30)


def last_day_to_dispute(known: Dossier, debt: str) -> date | None:
    """Return the last day of the period, the latest of those that may be meant; None: the information was not given."""
    returned = {fact.of for fact in known.facts if isinstance(fact, Undeliverable)}
    ends = []
    for sent in known.facts:
        if not isinstance(sent, ValidationSent) or sent.id in returned:
            continue
        if sent.debts is not None and debt not in sent.debts:
            continue
        on = day_of(sent.at, known.collector.zone)
        receipt = on if sent.via == "oral" else assumed_receipt(on)
        ends.append(receipt + THIRTY_DAYS)
        if sent.end_date is not None:
            ends.append(sent.end_date)
        ends += [
            day_of(proven.at, known.collector.zone) + THIRTY_DAYS
            for proven in known.facts
            if isinstance(proven, ReceiptProven) and proven.of == sent.id
        ]
    return max(ends, default=None)
