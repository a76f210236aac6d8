"""Book: all provisions, and which of them, with which values, are in force on a day."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from accounts.errors import BadLaw
from accounts.record import Record
from compliance import form
from compliance.contents import Contents
from compliance.deed import DeedRule
from compliance.duty import Duty
from compliance.form import Form, Rules
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import Rule

L = TypeVar("L", bound=Provision)

BEGINS = date(2021, 11, 30)
"""The day Regulation F took effect: of no earlier day does the book say anything."""

PACKAGES = ("compliance.law", "compliance.policy")

MOST_FORMS = 4096
"""How many forms of messages a page remembers; it begins anew when there are more."""


@dataclass(frozen=True)
class Page:
    """The book as it stands on one day."""

    rules: Rules
    duties: tuple[tuple[Duty, Parameters], ...]
    deed_rules: tuple[tuple[DeedRule, Parameters], ...]
    contents: tuple[tuple[Contents, Parameters], ...]
    fingerprint: str
    _by_places: dict[frozenset[str], Rules] = field(default_factory=dict, init=False, compare=False)
    _by_form: dict[tuple[frozenset[str], Form], Rules] = field(default_factory=dict, init=False, compare=False)

    def rules_for(self, proposal: Proposal) -> Rules:
        """Return the rules in its places that its form does not answer, by id; the others are silent (`form`)."""
        key = (proposal.places, form.of(proposal))
        found = self._by_form.get(key)
        if found is None:
            if len(self._by_form) >= MOST_FORMS:
                self._by_form.clear()
            found = self._by_form[key] = form.unanswered(self.rules_in(proposal.places), key[1])
        return found

    def rules_in(self, places: frozenset[str]) -> Rules:
        """Return the rules that are law everywhere or in one of those places, by id."""
        found = self._by_places.get(places)
        if found is None:
            found = self._by_places[places] = _lawful_in(places, self.rules)
        return found

    def duties_in(self, places: frozenset[str]) -> tuple[tuple[Duty, Parameters], ...]:
        """Return the duties that are law everywhere or in one of those places."""
        return _lawful_in(places, self.duties)

    def about(self, act: type[Record], places: frozenset[str]) -> tuple[tuple[DeedRule, Parameters], ...]:
        """Return the rules about acts of that kind that are law everywhere or in one of those places."""
        return _lawful_in(places, tuple(one for one in self.deed_rules if one[0].of is act))

    def of(self, document: type[Record]) -> tuple[tuple[Contents, Parameters], ...]:
        """Return what documents of that kind must hold."""
        return tuple(one for one in self.contents if one[0].of is document)


def _lawful_in(
    places: frozenset[str], all_of_them: tuple[tuple[L, Parameters], ...]
) -> tuple[tuple[L, Parameters], ...]:
    return tuple(one for one in all_of_them if one[0].place is None or one[0].place in places)


class Book:
    """All provisions, each id once."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        known: dict[str, Provision] = {}
        for provision in provisions:
            if provision.id in known:
                raise BadLaw(f"{provision.path.name}: the id {provision.id} is already taken")
            known[provision.id] = provision
        self.provisions = dict(sorted(known.items()))
        self._pages: dict[date, Page] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, by id."""
        return tuple(p for p in self.provisions.values() if isinstance(p, Rule))

    def on(self, day: date) -> Page:
        """Return what is in force on that day: of each provision that has begun, its latest values."""
        page = self._pages.get(day)
        if page is None:
            page = self._pages[day] = self._page(day)
        return page

    def _page(self, day: date) -> Page:
        begun: list[tuple[Provision, Parameters]] = []
        digest = hashlib.sha256(_text().encode())
        for provision in self.provisions.values():
            in_force = [v for v in provision.versions if v.since <= day]
            if in_force:
                begun.append((provision, in_force[-1].values))
                # Which version; the values are in the text, or follow from the change of policy that the source names.
                digest.update(f"{provision.id} {in_force[-1].since} {in_force[-1].source}\n".encode())
        return Page(
            rules=tuple((p, v) for p, v in begun if isinstance(p, Rule)),
            duties=tuple((p, v) for p, v in begun if isinstance(p, Duty)),
            deed_rules=tuple((p, v) for p, v in begun if isinstance(p, DeedRule)),
            contents=tuple((p, v) for p, v in begun if isinstance(p, Contents)),
            fingerprint=digest.hexdigest()[:16],
        )


@lru_cache(maxsize=1)
def _text() -> str:
    """Return the digest of all code and data of compliance: provisions share clocks, counts and phrases."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(path for path in here.rglob("*") if path.suffix in (".py", ".yaml")):
        digest.update(str(path.relative_to(here)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def whole(*packages: str) -> Book:
    """Open the book: every provision found in the law and policy packages, or in those named only.

    Raises:
        BadLaw: a provision or its values do not fit their form.
    """
    return Book(_found(packages or PACKAGES))


def modules(packages: Iterable[str] = PACKAGES) -> Iterator[ModuleType]:
    """Yield every module of the law and of policy, by name."""
    for name in packages:
        package = importlib.import_module(name)
        for module in sorted(m.name for m in pkgutil.walk_packages(package.__path__, f"{name}.")):
            yield importlib.import_module(module)


def _found(packages: Iterable[str]) -> Iterable[Provision]:
    for module in modules(packages):
        for value in vars(module).values():
            if isinstance(value, Provision) and value.module == module.__name__:
                yield value
