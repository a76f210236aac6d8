"""A machine says that it is one, and calls only numbers that are known to be still the consumer's."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field

from accounts.basis import NumberCheck
from accounts.calling import SaidOnCall
from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.tcpa.s227_b_1_artificial_voice import is_artificial
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Says(Parameters):
    """Who must say it, and where."""

    authors: frozenset[str]
    trait: str
    lets_through: frozenset[Purpose]

    @property
    def is_empty(self) -> bool:
        """Whether nobody must say it."""
        return not self.authors or self.lets_through >= set(Purpose)


class Fresh(Parameters):
    """How old the answer of the database may be."""

    days: int = Field(ge=0, le=3660)
    databases: frozenset[str]


@rule(Says, id="house.says-automated", cites="house policy, automation", since=date(2021, 11, 30))
def says_automated(proposal: Proposal, values: Says) -> Objection | None:
    """Object to words of the assistant that do not say that an automated assistant wrote them.

    Reading: Utah, Maine, California and others ask for it in their own ways; said at the outset and throughout it
    satisfies them all, and nobody is ever in doubt whom they are talking to.
    Reading: on one call the first words say it, and the voice is the same until it ends.
    """
    message = proposal.message
    if message.author not in values.authors or message.purpose in values.lets_through or not message.text:
        return None
    if values.trait in proposal.words.includes or _said_before(proposal, values.trait):
        return None
    return objection(says_automated.id, says_automated.cites, "it does not say that an automated assistant wrote it")


def _said_before(proposal: Proposal, trait: str) -> bool:
    call = proposal.message.on_call
    return call is not None and any(said.of == call and trait in said.says for said in proposal.dossier.of(SaidOnCall))


@rule(Fresh, id="house.fresh-number", cites="house policy, automation", since=date(2021, 11, 30))
def fresh_number(proposal: Proposal, values: Fresh) -> Objection | None:
    """Object to an artificial voice on a number that was not lately found to be the consumer's still.

    Covers: us.tcpa.reassigned_numbers_db
    Reading: a wrong "no" of the FCC's database is a safe harbour (47 CFR 64.1200(m)); not having asked is none.
    """
    if not is_artificial(proposal):
        return None
    oldest = proposal.at - timedelta(days=values.days)
    asked = [
        check
        for check in proposal.dossier.of(NumberCheck)
        if check.number == proposal.to and check.database in values.databases and oldest <= check.at <= proposal.at
    ]
    if asked and asked[-1].result == "not_reassigned":
        return None
    says = f"the number was not found to be the consumer's within {values.days} days"
    return objection(fresh_number.id, fresh_number.cites, says)
