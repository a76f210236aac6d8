"""Disputes: must collection cease, must the debt be marked, and is a dispute duplicative."""

from __future__ import annotations

from datetime import datetime

from accounts.dossier import Dossier
from accounts.notice import Dispute
from compliance.cases.facts import Given
from compliance.cases.question import Answer, Question, debts
from compliance.law.us.reg_f.s18_c_2_disputed_credit import must_mark
from compliance.law.us.reg_f.s38_d_2_dispute_pause import is_duplicative, stopping

DUPLICATIVE = "regf.38d2-duplicative"


def _must_cease(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    found = stopping(dossier, debts(dossier, ask), at)
    requested = found and not isinstance(found[0], Dispute)
    return {
        "is": bool(found),
        "because": "regf.38c-original-creditor" if requested else "regf.38d2-cease-until-verified",
    }


def _must_mark(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return {"is": bool(must_mark(dossier, debts(dossier, ask), at)), "because": "regf.18c2-disputed-credit"}


def _is_duplicative(dossier: Dossier, ask: Given, _: datetime) -> Answer:
    dispute = next(dispute for dispute in dossier.of(Dispute) if dispute.id == ask["dispute"])
    return {"is": is_duplicative(dossier, dispute), "because": DUPLICATIVE}


ANSWERS = {
    "must_cease_for_dispute": Question(_must_cease, frozenset({"debts"})),
    "must_mark_disputed": Question(_must_mark, frozenset({"debts"})),
    "is_duplicative": Question(_is_duplicative, frozenset({"debts", "dispute"})),
}
