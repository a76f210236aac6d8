"""California: what a message says once a debt is time-barred."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.sentences import Sentence, says
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(
    Sentence,
    id="ca.tbd_notice",
    cites="Cal. Civ. Code 1788.14(d)-(e); CCP 337(d)",
    since=date(2021, 11, 30),
    place="US-CA",
)
def time_barred(proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a written message about a debt that may be time-barred without the notice.

    Reading: asked for in every written message, not in the first only; a suit is barred by states.limitation.
    Not modelled: which of the two endings is true, by obsolescence; their common words are looked for.
    """
    return says(time_barred, proposal, row)
