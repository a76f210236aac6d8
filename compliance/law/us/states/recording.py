"""Where calls are recorded, that is said at their start: everywhere, and in all-party states it is put down."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.calling import RecordingAnnounced
from accounts.contact import Medium
from compliance.decision import Objection
from compliance.law.us.states.tables import Row, Table
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Consents(Row):
    """Whose consent a recording needs."""

    consent: Literal["one_party", "all_party"]


class Recordings(Table[Consents]):
    """Every state's law of recording."""


@rule(Recordings, id="states.recording", cites="state laws of recording", since=date(2021, 11, 30))
def announced(proposal: Proposal, recordings: Recordings) -> Objection | None:
    """Object to words on a recorded call on which it has not been said that it is recorded.

    Reading: it is announced in one-party states too, for where the other side is is never sure.
    Reading: a voicemail of the closed form may not say it, and need not: our recording begins after the announcement.
    Reading: where all parties must consent, who stays on the line after the announcement consents.
    """
    if not proposal.dossier.collector.records_calls or proposal.medium is not Medium.CALL:
        return None
    here = recordings.of(proposal.places)
    left_behind = proposal.words.limited_content
    speaks = proposal.message.on_call is not None or (bool(proposal.message.text) and not left_behind)
    if not here or not speaks or "recording_announcement" in proposal.words.includes:
        return None
    said = {fact.of for fact in proposal.dossier.of(RecordingAnnounced)}
    if proposal.message.on_call in said:
        return None
    row = max(here, key=lambda one: one.consent == "all_party")
    return objection(announced.id, row.cite, f"the call is recorded, and that has not been said ({row.place})")
