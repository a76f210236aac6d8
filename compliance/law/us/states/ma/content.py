"""Massachusetts: who calls, the office hours, and the notice of important rights."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Sentence, id="ma.caller_identity", cites="940 CMR 7.04(1)(d)", since=date(2021, 11, 30), place="US-MA")
def caller(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to words on a call or voicemail that do not say who calls, and for which business.

    Reading: an assistant is named by the business and as the automated assistant; it has no human name.
    """
    return says(caller, proposal, row)


@rule(
    Sentence,
    id="ma.notice_rights",
    cites="209 CMR 18.16(1); 940 CMR 7.04(1)(h)",
    since=date(2021, 11, 30),
    place="US-MA",
)
def rights(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a first letter or e-mail without the notice of important rights.

    Reading: it goes with the first notice.
    """
    return says(rights, proposal, row)


@rule(Sentence, id="ma.office_hours", cites="209 CMR 18.21", since=date(2021, 11, 30), place="US-MA")
def office_hours(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a letter or e-mail without the office hours."""
    return says(office_hours, proposal, row)
