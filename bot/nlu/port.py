"""The port of understanding: what an engine is given, and what it may answer.

An engine guesses what was meant; it never decides what is done. Two engines stand behind this port
(`bot.nlu.embedded`, and Rasa over HTTP), so that the dialogue cannot tell which one read the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, Protocol

from accounts.record import Cents, Record

Language = Literal["en", "es"]

SEVERAL_AT = 0.15
"""An intent at or above this probability is named in `Understanding.intents`: people say several things at once."""

SAFETY_AT, BESIDE = 0.2, 0.6
"""The probability, and the share of the likeliest one's, from which a safety intent counts: it takes effect at once."""

CRISIS_BESIDE = 0.5
"""The share for a crisis, for which `SEVERAL_AT` is probable enough."""

CRISIS = "self_harm_crisis"
SAFETY_INTENTS = (
    CRISIS,
    "cease_contact",
    "opt_out_channel",
    "attorney_represented",
    "bankruptcy",
    "deceased",
    "wrong_number",
    "dispute_identity_theft",
)
"""The intents whose miss harms a person or breaks the law; their recall is reported apart."""


class Entity(Record):
    """One value read in the text.

    `value` is canonical text: integer cents for an amount, ISO 8601 for a date or a date of birth, HH:MM for a time,
    E.164 for a phone number. `start` and `end` index `Understanding.text`; `text` is what stands there.
    """

    name: str
    value: str
    text: str
    start: int
    end: int
    role: str | None = None

    @property
    def cents(self) -> Cents:
        """Return the amount in cents; an entity of another kind raises ValueError."""
        if self.name != "amount":
            raise ValueError(f"{self.name} is not an amount")
        return int(self.value)

    @property
    def day(self) -> date:
        """Return the calendar date; an entity that is no date raises ValueError."""
        return date.fromisoformat(self.value)


class Understanding(Record):
    """What an engine and the rules of layer 0 made of one text.

    `text` is the prepared text, `ranking` every intent with its probability, the likeliest first. `intents` are those
    that count here: the rules' hits and what `several` finds likely enough. `acts_on` is the one to act on: the
    gravest rule that was hit, else the likeliest intent, else None, when the engine abstains and a person or a
    question back is better. An empty ranking marks a text without words, which no engine was asked about.
    """

    text: str
    ranking: tuple[tuple[str, float], ...] = ()
    intents: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    acts_on: str | None = None
    entities: tuple[Entity, ...] = ()
    language: Language
    engine: str
    model: str = ""
    """Which trained model answered; empty where none was asked."""

    @property
    def confidence(self) -> float:
        """Return the probability of the likeliest intent, 0 where none was ranked."""
        return self.ranking[0][1] if self.ranking else 0.0

    def probability(self, intent: str) -> float:
        """Return the probability given to `intent`, 0 where it was not ranked."""
        return dict(self.ranking).get(intent, 0.0)

    def named(self, name: str, role: str | None = None) -> tuple[Entity, ...]:
        """Return the entities called `name`, in the order of the text; with a role, only those of that role."""
        return tuple(found for found in self.entities if found.name == name and role in (None, found.role))


def several(ranking: Iterable[tuple[str, float]]) -> list[str]:
    """Return the intents of a ranking, the likeliest first, that are likely enough to have been meant."""
    likely = [(intent, p) for intent, p in ranking if p >= SEVERAL_AT]
    best = likely[0][1] if likely else 0.0
    bars = {intent: max(SAFETY_AT, BESIDE * best) for intent in SAFETY_INTENTS} | {CRISIS: CRISIS_BESIDE * best}
    return [intent for intent, p in likely if p >= bars.get(intent, 0.0)]


def kin(intent: str) -> str:
    """Return what an intent is one kind of: whichever dispute is meant, it is put down and collection stops.

    A stolen identity is a matter of its own, with papers to send.
    """
    return "dispute" if intent.startswith("dispute_") and intent not in SAFETY_INTENTS else intent


def surely(ranking: Iterable[tuple[str, float]], *, surest: float, ahead: float) -> str | None:
    """Return the likeliest intent where it and its kin are likely enough, and far enough ahead of any other.

    Args:
        ranking: intents with their probabilities, the likeliest first.
        surest: the least probability that is acted on.
        ahead: by how much it must be above that of the next.
    """
    ranking = list(ranking)
    likely: dict[str, float] = {}
    for intent, p in ranking:
        likely[kin(intent)] = likely.get(kin(intent), 0.0) + p
    best = ranking[0][0]
    p = likely.pop(kin(best))
    return best if p >= surest and p - max(likely.values(), default=0.0) >= ahead else None


class Nlu(Protocol):
    """An engine of understanding."""

    name: str

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        """Say what `text` may mean; any string is accepted.

        `today` is the consumer's calendar day, which `tomorrow` and `the 15th` are counted from. `language` is the
        consumer's preference, used where the text itself does not tell.
        """
        ...
