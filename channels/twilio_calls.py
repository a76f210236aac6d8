"""What Twilio reports of calls, in words of no provider: who calls us, who answered, and how a call went on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from accounts.calling import CallNews
from accounts.contact import Medium, Outcome
from accounts.errors import BadInput
from channels.codes import rebuff
from channels.port import Received, StatusUpdate
from channels.twilio_sms import attempt_of, fields_of

SID = re.compile(r"CA[0-9a-f]{32}")

_STATES: dict[str, Literal["sent", "delivered", "undelivered", "failed"]] = {
    "queued": "sent",
    "initiated": "sent",
    "ringing": "sent",
    "in-progress": "delivered",
    "answered": "delivered",
    "completed": "delivered",
    "busy": "delivered",
    "no-answer": "delivered",
    "canceled": "delivered",
    "failed": "undelivered",
}
"""A telephone that rang has been reached, answered or not; one that could not be rung has not."""

_OUTCOMES: dict[str, Outcome] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "not_in_service",
    "completed": "unknown",
}
"""What is known of a call that ended so, if nothing better was learnt while it lasted."""

AnsweredBy = Literal["human", "machine", "silence"]


def parse_call(form: Mapping[str, object], at: datetime) -> Received:
    """Return the call of a verified form that somebody placed to us.

    Raises:
        BadInput: a field every call has is missing.
    """
    fields = fields_of(form)
    key = fields.get("CallSid", "")
    if not SID.fullmatch(key):
        raise BadInput("the CallSid of a call is CA and 32 hexadecimal digits")
    if not fields.get("To"):
        raise BadInput("a call from Twilio lacks To")
    return Received(
        provider="twilio",
        key=key,
        medium=Medium.CALL,
        at=at,
        from_address=fields.get("From", ""),  # none where the number is withheld
        to_address=fields["To"],
    )


def parse_status(form: Mapping[str, object], query: Mapping[str, str], at: datetime) -> StatusUpdate:
    """Return what a verified callback says became of a call; a status that is not in Twilio's list is only kept.

    Raises:
        BadInput: it names no call or no status.
    """
    fields = fields_of(form)
    reference, status = fields.get("CallSid", ""), fields.get("CallStatus", "")
    if not SID.fullmatch(reference) or not status:
        raise BadInput("a status of a call lacks CallSid or CallStatus")
    ended, code = status in _OUTCOMES, fields.get("ErrorCode") or None
    return StatusUpdate(
        provider="twilio",
        key=f"{reference}:{status}",
        at=at,
        reference=reference,
        attempt=attempt_of(query.get("ref", "")),
        state=_STATES.get(status, "sent"),
        status=status,
        code=code,
        rebuff=rebuff("twilio", code) if status == "failed" and code else None,
        raw={name: fields[name] for name in _KEPT if name in fields},
        call=CallNews(outcome=_OUTCOMES[status], end=at) if ended else CallNews(),
    )


def parse_report(form: Mapping[str, object], query: Mapping[str, str], of: str, at: datetime) -> StatusUpdate:
    """Return a verified report that is only kept: what answered, where a recording is.

    Args:
        form: as posted.
        query: of the address.
        of: the field that says what is reported.
        at: when it came.

    Raises:
        BadInput: it names no call.
    """
    fields = fields_of(form)
    reference, says = fields.get("CallSid", ""), fields.get(of, "")
    if not SID.fullmatch(reference) or not says:
        raise BadInput(f"a report of a call lacks CallSid or {of}")
    return StatusUpdate(
        provider="twilio",
        key=f"{reference}:{of}:{fields.get('RecordingSid', '')}:{says}",
        at=at,
        reference=reference,
        attempt=attempt_of(query.get("ref", "")),
        state="sent",
        status=says[:40],
        raw={name: fields[name] for name in _KEPT if name in fields},
        call=CallNews(),
    )


_KEPT = (
    *("CallSid", "CallStatus", "CallDuration", "SequenceNumber", "Timestamp", "SipResponseCode", "AnsweredBy"),
    *("RecordingSid", "RecordingUrl", "RecordingStatus", "RecordingDuration"),
)
"""What is kept of a report: never what was said or keyed."""


def answered_by(form: Mapping[str, object]) -> AnsweredBy:
    """Return who answered, by what Twilio has heard; a fax, and whatever is not known, is told nothing."""
    heard = fields_of(form).get("AnsweredBy", "unknown")
    if heard == "human":
        return "human"
    return "machine" if heard in ("machine_end_beep", "machine_end_silence", "machine_end_other") else "silence"
