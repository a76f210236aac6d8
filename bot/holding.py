"""Holding: what pauses everything until a person has looked: a crisis, a death, a bankruptcy, service, and the like."""

from __future__ import annotations

from typing import Literal

from accounts.consumer import Hold
from accounts.record import new_id
from bot import matter
from bot.step import AddFact, Heard, Priority, Step, hand_over

_Held = Literal["bankruptcy", "deceased", "crisis", "military", "minor", "review"]


def crisis(heard: Heard, _: str) -> Step:
    """Name the lifeline, as often as it takes, and call a person at once."""
    return _held(heard, "crisis", "may be thinking of harming themselves: read at once", "urgent", "crisis")


def deceased(heard: Heard, _: str) -> Step:
    """Say that we are sorry, and ask who acts for the estate; whoever was verified here, it is not who writes now."""
    step = _held(heard, "deceased", "somebody says that the consumer has died", "high", "sorry_for_loss")
    nobody = {"verified": False, "verified_until": None}
    return step.model_copy(update={"conversation": step.conversation.model_copy(update=nobody)})


def bankruptcy(heard: Heard, _: str) -> Step:
    """Pause, and ask for what finds the case."""
    return _held(heard, "bankruptcy", "speaks of a bankruptcy", "high", "bankruptcy")


def military(heard: Heard, _: str) -> Step:
    """Pause, and ask for the branch and since when: the protections of the SCRA run from the first day of duty."""
    return _held(heard, "military", "says that they serve in the armed forces", "high", "military")


def minor(heard: Heard, _: str) -> Step:
    """Pause: whether it is a child, a person finds out."""
    return _held(heard, "minor", "may be a child, or a child's telephone", "high", "noted")


def incarcerated(heard: Heard, _: str) -> Step:
    """Pause: whoever is held can be reached by letter at best, and whoever says so of another may be a third party."""
    return _held(heard, "review", "says that the consumer is in prison or detained", "normal", "noted")


def disaster(heard: Heard, _: str) -> Step:
    """Pause, for a postponement that a person offers."""
    return _held(heard, "review", "was struck by a disaster: offer a postponement", "high", "disaster")


def inconvenient(heard: Heard, _: str) -> Step:
    """Pause until a person has put the time or the place down."""
    return _held(heard, "review", "names a time or place that is inconvenient: put it down", "normal", "inconvenient")


def _held(heard: Heard, why: _Held, reason: str, priority: Priority, template: str) -> Step:
    """Return the step that places a hold, once while it stands: a second would hold back the answer to the first.

    What was answered is not answered again, nor asked again by another medium. Of a crisis each text has its hold and
    its answer: nobody is left alone in one.
    """
    # It bears the instant of the text, by which the guard knows the one answer to it from anything later.
    hold = Hold(id=new_id(), at=heard.inbound.at, why=why, says=reason)
    values = {"gentle": why in ("crisis", "deceased")}
    if why != "crisis" and matter.is_held(heard.dossier, hold):
        return hand_over(heard, reason, priority, template=None)
    step = hand_over(heard, reason, priority, template=template, facts=(hold,), values=values)
    return step.adding(AddFact(fact=hold))
