"""Which words may leave by which medium: those a lawyer has read for it."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Templates(Parameters):
    """Which templates may be used, by medium; a medium that is not named has no limit.

    `agent` is what a person typed. `none` is no template at all: by call, a call that is dialled and says nothing of
    its own, for whoever picks up speaks with a person.
    """

    begun: dict[Medium, frozenset[str]]
    """Of messages that we begin; an answer may have any template there is."""

    @property
    def is_empty(self) -> bool:
        """Whether no medium has a limit."""
        return not self.begun


@rule(Templates, id="house.templates", cites="house policy, templates", since=date(2021, 11, 30))
def templates(proposal: Proposal, values: Templates) -> Objection | None:
    """Object to a template that has not been read for the medium by which we would begin with it.

    Reading: the assistant's and an agent's answers are judged by what they say; what begins a contact by its name too.
    Reading: words on a live call begin none, and neither does what somebody on it asked for.
    """
    allowed = values.begun.get(proposal.medium)
    if allowed is None or proposal.answers or proposal.message.template in allowed:
        return None
    if proposal.message.on_call is not None or proposal.asked_for:
        return None
    says = f"the template {proposal.message.template!r} may not begin a contact by {proposal.medium}"
    return objection(templates.id, templates.cites, says)
