"""Retention: until when a record is kept, may it be deleted, and what is a record at all."""

from __future__ import annotations

from datetime import datetime

from accounts.contact import Attempt, Inbound
from accounts.dossier import Dossier
from accounts.record import Instant
from compliance.acts import DeleteRecord
from compliance.cases.answers.acts import judged
from compliance.cases.facts import Given
from compliance.cases.question import Answer, Question, debts
from compliance.law.us.reg_f import s100_retention as retention


def _keep_until(dossier: Dossier, ask: Given, _: datetime) -> Answer:
    last = retention.keep_until(dossier, _act(dossier, ask))
    return {"date": last.isoformat() if last else None}


def _delete_record(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return judged(dossier, _act(dossier, ask), ask, at)


def _act(dossier: Dossier, ask: Given) -> DeleteRecord:
    """Return the act; all that ever happened is in a case, so the clock runs from what it tells."""
    about = debts(dossier, ask)
    of_recording = ask.get("record") == "recording"
    return DeleteRecord(
        debts=about,
        record="recording" if of_recording else "log",
        of=ask.get("of"),
        runs_from=_call(dossier, ask) if of_recording else retention.last_activity(dossier, about),
    )


def _call(dossier: Dossier, ask: Given) -> Instant | None:
    calls: tuple[Attempt | Inbound, ...] = (*dossier.attempts, *dossier.inbounds)
    return next((call.at for call in calls if call.id == ask.get("of")), None)


def _is_record(_: Dossier, ask: Given, __: datetime) -> Answer:
    return {"is": retention.is_evidence(ask["thing"]), "because": "regf.100a-retain"}


def _is_recording_required(_: Dossier, __: Given, ___: datetime) -> Answer:
    """Answer no: nothing in 1006.100 requires a recording (comment 100(b)-1)."""
    return {"is": False, "because": "regf.100b-recordings"}


ANSWERS = {
    "keep_until": Question(_keep_until, frozenset({"debts", "record", "of"})),
    "delete_record": Question(_delete_record, frozenset({"debts", "record", "of"})),
    "is_record_to_keep": Question(_is_record, frozenset({"debts", "thing"})),
    "is_recording_required": Question(_is_recording_required, frozenset({"debts", "thing"})),
}
