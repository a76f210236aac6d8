"""Massachusetts: two calls or texts in seven days about a debt, and two in thirty anywhere but home and cell."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import NearAndFar, both
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(NearAndFar, id="ma.209cmr18.frequency", cites="209 CMR 18.16(1)(d)", since=date(2021, 11, 30), place="US-MA")
def collectors(proposal: Proposal, row: NearAndFar) -> Objection | None:
    """Object to a third call or text about a debt in seven days, or in thirty to a place that is not home or cell.

    Reading: calls, voicemails, texts and recorded messages share one count; an attempt that leaves no message counts
    by Armata v. Target, 480 Mass. 14, from knowledge.
    Reading: contact that the consumer began, and our answer to it, is not initiated by us.
    """
    return both(collectors, proposal, row)


@rule(NearAndFar, id="ma.940cmr7.frequency", cites="940 CMR 7.04(1)(f)", since=date(2021, 11, 30), place="US-MA")
def creditors_too(proposal: Proposal, row: NearAndFar) -> Objection | None:
    """Object to a third call or text about a debt in seven days, whoever collects, creditors included.

    Reading: the paragraph speaks of initiating a communication; an answer initiates none.
    Not modelled: a call that could truly neither reach nor leave a message is excepted by guidance; it counts here.
    """
    return both(creditors_too, proposal, row)
