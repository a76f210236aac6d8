"""No artificial or prerecorded voice to a mobile number without consent, and few to a landline: 47 USC 227(b)(1)."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.consent import Consent, Revocation
from accounts.contact import Attempt, Medium
from compliance.decision import Objection
from compliance.law.us.reg_f.s14_b_2_days import since
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)


class Consented(Parameters):
    """Whose consent counts."""

    scopes: frozenset[str]
    given_to: frozenset[str]


class Residential(Parameters):
    """How many such calls a landline may get without consent."""

    most: int
    days: int


def is_artificial(call: Attempt | Proposal) -> bool:
    """Return whether a call speaks with an artificial or prerecorded voice, or may do so for all that is known.

    Reading: a voice generated as it speaks is artificial (FCC 24-17, 8 February 2024); so is one nobody told us of.
    """
    if isinstance(call, Proposal):
        return call.message.on_call is None and _speaks(call.medium, call.message.voice)
    return _speaks(call.medium, call.voice)


def _speaks(medium: Medium, voice: str | None) -> bool:
    return medium is Medium.RVM or (medium is Medium.CALL and voice != "person")


def consented(proposal: Proposal, values: Consented) -> bool:
    """Return whether such a call to this very number was agreed to, for every debt it is about, and not taken back."""
    taken_back = {fact.of for fact in proposal.dossier.of(Revocation) if fact.at <= proposal.at}
    return any(
        consent.scope in values.scopes
        and consent.given_to in values.given_to
        and consent.address is not None
        and consent.address == proposal.to
        and consent.at <= proposal.at
        and consent.id not in taken_back
        and (consent.debts is None or (bool(proposal.debts) and set(proposal.debts) <= set(consent.debts)))
        for consent in proposal.dossier.of(Consent)
    )


@rule(Consented, id="tcpa.artificial-voice", cites="47 USC 227(b)(1)(A)(iii); 47 CFR 64.1200(a)(1)(iii)", since=SINCE)
def artificial_voice(proposal: Proposal, values: Consented) -> Objection | None:
    """Object to an artificial or prerecorded voice on a mobile number that nobody agreed to have called so.

    Covers: us.tcpa.consent.artificial_voice_cell, us.tcpa.consent.number_given_to_creditor
    Covers: us.tcpa.exempt.financial_free_to_end_user, us.tcpa.gov_debt_exception_void
    Reading: a number of which nothing says that it is a landline is a mobile one.
    Reading: a number given to the creditor in the transaction carries consent for that debt (FCC 07-232), where it is
    on record as a consent; a number found or captured carries none. A court may see it otherwise since 2025.
    Reading: no exemption for banks' alerts or for debts to the government helps a collector.
    """
    point = proposal.point
    if not is_artificial(proposal) or (point is not None and point.line == "landline"):
        return None
    if consented(proposal, values):
        return None
    says = "an artificial voice would call a mobile number for which no consent to such calls is on record"
    return objection(artificial_voice.id, artificial_voice.cites, says)


@rule(Residential, id="tcpa.residential-calls", cites="47 CFR 64.1200(a)(3)(iii)", since=date(2023, 7, 20))
def residential_calls(proposal: Proposal, values: Residential) -> Objection | None:
    """Object to more artificial or prerecorded voices on a landline in thirty days than need no consent.

    Covers: us.tcpa.exempt.residential_informational
    Reading: whoever is called there counts; the days are days of 24 hours, rolling.
    Reading: consent lifts the number, oral or written (`tcpa.artificial-voice` says whose).
    Not modelled: that the message itself offers the way out, within two seconds; the voice walk must.
    """
    point = proposal.point
    if not is_artificial(proposal) or point is None or point.line != "landline":
        return None
    consent = artificial_voice.versions[-1].values
    if isinstance(consent, Consented) and consented(proposal, consent):
        return None
    days = timedelta(days=values.days)
    recent = since(proposal.dossier.attempts, proposal.at - days + timedelta(microseconds=1))
    made = [a for a in recent if a.counts and a.to == proposal.to and a.at <= proposal.at and is_artificial(a)]
    if len(made) < values.most:
        return None
    says = f"{len(made)} artificial voices have called this landline within {values.days} days"
    return objection(residential_calls.id, residential_calls.cites, says, made[-values.most].at + days)
