"""Form: what many messages have in common; a rule that is silent knowing only that is silent for all of that form.

Most rules look at little: the medium, a trait of the words, whether there is any fact of some kind. Asking them again
for each message of a template tells nothing new. So a rule is asked once about the form alone, and if that suffices for
it to be silent it is not asked about the messages of that form. Why nothing is let through by it:

1. A rule is pure: what it says follows from its values and from what it read of the proposal.
2. Asked about a form, it is given a proposal that holds the form and nothing else (`Bare`). Whatever else it wants to
   read, the instant included, ends the asking (`Beyond`). So what it did say follows from the form, and is what it
   would say of every proposal of that form.
3. Only silence is remembered, under the whole form, and by the page of the book whose values were used. A rule that
   objects, advises, fails or looks further is asked about each message.

What a form holds is named here, field by field: one that is added elsewhere is beyond every form until it is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, cast

from accounts.consumer import Role
from accounts.contact import Message
from accounts.dossier import Collector, Dossier, Fact
from accounts.record import Id, Instant
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import Rule
from compliance.words import Words

Rules = tuple[tuple[Rule, Parameters], ...]

WORDS = ("disclosure", "disclosure_languages", "languages", "opt_out", "includes", "limited_content", "subject")
MESSAGE = (
    *("medium", "purpose", "required_by_law", "ordinarily_invoked", "intended", "suit_date", "assumed_name", "covers"),
    *("postjudgment_remedy", "known_at_place", "letter", "post", "inquiry", "template", "author", "language", "voice"),
)
ABSENT_WORDS = ("amounts",)
ABSENT_MESSAGE = (
    *("debts", "to", "person", "addressed_to", "in_reply_to", "in_session", "on_call", "offers", "notice", "settles"),
    *("asked_on", "reason", "text", "html"),
)
ABSENT_DOSSIER = ("people", "points", "debts", "attempts", "inbounds")
"""Of these a form holds only that there is nothing; what there is, is beyond it."""

_words, _message = attrgetter(*WORDS), attrgetter(*MESSAGE)
_absent_message, _absent_dossier = attrgetter(*ABSENT_MESSAGE), attrgetter(*ABSENT_DOSSIER)
THERE = object()
"""Stands for whatever there is."""


class Form(NamedTuple):
    """What is held in common; two proposals have one form only if every part is equal."""

    words: tuple[Any, ...]
    quotes: tuple[tuple[str, str], ...]
    message: tuple[Any, ...]
    absent: tuple[Any, ...]
    collector: Collector
    role: Role
    """Who the recipient is to the consumer."""
    facts: frozenset[type]
    """The kinds of which any fact is known."""
    underived: bool
    """Whether the proposal's views are empty: nothing was derived, or told, that a rule might find there."""


def of(proposal: Proposal) -> Form:
    """Return the form of a proposal."""
    words, message, dossier = proposal.words, proposal.message, proposal.dossier
    personal = (words.amounts, *_absent_message(message), *_absent_dossier(dossier))
    return Form(
        words=_words(words),
        quotes=tuple(words.quotes.items()),
        message=_message(message),
        absent=tuple([THERE if value else value for value in personal]),
        collector=dossier.collector,
        role=proposal.role,
        facts=dossier.kinds,
        underived=not proposal.views,
    )


def unanswered(rules: Rules, form: Form) -> Rules:
    """Return the rules that must be asked about each message of that form; the others are silent about all."""
    return tuple((rule, values) for rule, values in rules if not _is_silent(rule, values, form))


def _is_silent(rule: Rule, values: Parameters, form: Form) -> bool:
    """Return whether the form suffices for a rule to be silent; each is asked afresh, and finds no other's views."""
    bare = Bare(form)
    try:
        said = rule.written(bare, values)
    except (Beyond, Exception):  # noqa: BLE001  # whatever went wrong in it, it has not been silent
        return False
    return said is None and not bare.went_beyond


class Beyond(BaseException):
    """A form does not hold what a rule asked for; no Exception, so that a rule which catches those cannot go on."""


class Bare(Proposal):
    """A proposal that holds its form and nothing else."""

    def __init__(self, form: Form) -> None:
        self.went_beyond = False
        self._form = form
        absent = iter(form.absent)
        words = _held(WORDS, form.words) | _held(ABSENT_WORDS, absent) | {"quotes": dict(form.quotes)}
        message = _held(MESSAGE, form.message) | _held(ABSENT_MESSAGE, absent)
        dossier = _held(ABSENT_DOSSIER, absent) | {"collector": form.collector, "of": self._of, "role": self._role_of}
        self.words = cast(Words, Only(words, self.beyond))
        self.message = cast(Message, Only(message, self.beyond))
        self.dossier = cast(Dossier, Only(dossier, self.beyond))

    def beyond(self) -> NoReturn:
        """End the asking, and note it, lest a rule go on all the same."""
        self.went_beyond = True
        raise Beyond

    def __getattr__(self, _name: str) -> NoReturn:
        self.beyond()

    @property
    def at(self) -> Instant:
        """The instant is of no form."""
        self.beyond()

    @cached_property
    def role(self) -> Role:
        """Who the recipient is to the consumer."""
        return self._form.role

    @cached_property
    def views(self) -> dict[str, Any]:
        """What provisions derive from the form."""
        return {} if self._form.underived else self.beyond()

    def _of(self, kind: type[Fact]) -> tuple[Fact, ...]:
        return self.beyond() if kind in self._form.facts else ()

    def _role_of(self, person: Id | None) -> Role:
        return Role.CONSUMER if person is None else self.beyond()


class Only:
    """Something of which only what is held can be read; and it is compared with nothing."""

    def __init__(self, held: dict[str, Any], beyond: Callable[[], NoReturn]) -> None:
        object.__setattr__(self, "held", held)
        object.__setattr__(self, "beyond", beyond)

    def __getattribute__(self, name: str) -> Any:
        held = object.__getattribute__(self, "held")
        return held[name] if name in held else object.__getattribute__(self, "beyond")()

    def __eq__(self, _other: object) -> NoReturn:
        _end(self)

    def __hash__(self) -> int:
        return _end(self)

    def __bool__(self) -> bool:
        return _end(self)


def _end(part: Only) -> NoReturn:
    beyond: Callable[[], NoReturn] = object.__getattribute__(part, "beyond")
    beyond()


def _held(names: tuple[str, ...], values: Iterable[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(names, values) if value is not THERE}  # noqa: B905  # of more values
