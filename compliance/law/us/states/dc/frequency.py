"""The District of Columbia: four calls a week about a debt, none in the week after talking, five texts and e-mails."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Cap, id="dc.frequency.calls", cites="D.C. Code 28-3814(d)(4)(A)(i)", since=date(2023, 1, 1), place="US-DC")
def calls(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a fifth call about a debt in seven days, whatever the number.

    Reading: a call that reached no line, or a stranger, is not counted.
    Not modelled: one callback that the consumer asked for is allowed beyond the four.
    """
    return capped(calls, proposal, row)


@rule(
    Cap,
    id="dc.frequency.after_conversation",
    cites="D.C. Code 28-3814(d)(4)(A)(ii)",
    since=date(2023, 1, 1),
    place="US-DC",
)
def after_conversation(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a call about a debt within seven days of a telephone conversation about it.

    Reading: the days begin when the conversation ended, whoever placed the call.
    Not modelled: a call that the consumer asked for is allowed earlier.
    """
    return capped(after_conversation, proposal, row)


@rule(Cap, id="dc.frequency.electronic", cites="D.C. Code 28-3814(d)(4)(B)(iii)", since=date(2023, 1, 1), place="US-DC")
def electronic(proposal: Proposal, row: Cap) -> Objection | None:
    """Object to a sixth text, e-mail or direct message about a debt in seven days.

    Reading: the way out in every message is asked for by 1006.6(e), whoever collects.
    Not modelled: the consumer may agree to more.
    """
    return capped(electronic, proposal, row)
