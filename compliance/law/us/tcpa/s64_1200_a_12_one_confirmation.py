"""One text confirms an opt-out, within five minutes: 47 CFR 64.1200(a)(12)."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.consent import OptOut
from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Confirmation(Parameters):
    """How many, and how soon."""

    most: int
    minutes: int


@rule(Confirmation, id="tcpa.one-confirmation", cites="47 CFR 64.1200(a)(12)", since=date(2024, 4, 4))
def one_confirmation(proposal: Proposal, values: Confirmation) -> Objection | None:
    """Object to a confirmation by text of an opt-out that comes late, or a second time.

    Covers: us.tcpa.revocation.one_confirmation_text
    Reading: later than five minutes the law asks for a reason why; we have none, and are silent.
    Reading: that it says nothing else is for 1006.14(h)(2)(i), which asks as much of every medium.
    """
    if proposal.medium is not Medium.SMS or proposal.message.purpose is not Purpose.OPTOUT_CONFIRMATION:
        return None
    asked = [f.at for f in proposal.dossier.of(OptOut) if f.at <= proposal.at and f.address in (None, proposal.to)]
    if not asked:
        return objection(one_confirmation.id, one_confirmation.cites, "nobody is known to have opted out of it")
    confirmed = [
        attempt
        for attempt in proposal.dossier.attempts
        if attempt.purpose is Purpose.OPTOUT_CONFIRMATION
        and attempt.counts
        and attempt.to == proposal.to
        and max(asked) <= attempt.at <= proposal.at
    ]
    if len(confirmed) >= values.most:
        return objection(one_confirmation.id, one_confirmation.cites, "the opt-out was confirmed already")
    if proposal.at - max(asked) > timedelta(minutes=values.minutes):
        says = f"the opt-out is older than {values.minutes} minutes, too old to be confirmed by text"
        return objection(one_confirmation.id, one_confirmation.cites, says)
    return None
