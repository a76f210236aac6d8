"""An artificial voice says whose it is at the beginning, and a number to call: 47 CFR 64.1200(b)."""

from __future__ import annotations

import re
from datetime import date

from compliance.decision import Objection
from compliance.law.us.tcpa.s227_b_1_artificial_voice import is_artificial
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule


class Identity(Parameters):
    """Where the name must stand."""

    within_letters: int
    """The beginning: the name stands wholly in so many letters."""


@rule(Identity, id="tcpa.identity", cites="47 CFR 64.1200(b)(1), (2)", since=date(2021, 11, 30))
def identity(proposal: Proposal, values: Identity) -> Objection | None:
    """Object to a recorded or artificial message that does not begin with our name or gives no number.

    Covers: us.tcpa.id_and_optout_in_message
    Reading: the name and the number say nothing of a debt, so they may be said before anybody is verified.
    Not modelled: what is said live, sentence by sentence, has no finished text; the voice walk must begin so.
    """
    if not is_artificial(proposal) or not proposal.message.text.strip():
        return None
    text, collector = normal(proposal.message.text), proposal.dossier.collector
    if not collector.name or normal(collector.name) not in text[: values.within_letters]:
        return objection(identity.id, identity.cites, f"it does not begin with the name {collector.name!r}")
    digits = re.sub(r"\D", "", collector.phone)[-10:]
    if not digits or digits not in re.sub(r"\D", "", text):
        return objection(identity.id, identity.cites, "it gives no telephone number to call back")
    return None
