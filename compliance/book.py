"""Book: all rules and duties, and which of them, with which values, are in force on a day."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from accounts.errors import BadLaw
from compliance.duty import Duty
from compliance.parameters import Parameters
from compliance.rule import Rule

PACKAGES = ("compliance.law", "compliance.policy")


@dataclass(frozen=True)
class Page:
    """The book as it stands on one day."""

    rules: tuple[tuple[Rule, Parameters], ...]
    duties: tuple[tuple[Duty, Parameters], ...]
    fingerprint: str


class Book:
    """All rules and duties, each id once."""

    def __init__(self, provisions: Iterable[Rule | Duty]) -> None:
        known: dict[str, Rule | Duty] = {}
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

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty, by id."""
        return tuple(p for p in self.provisions.values() if isinstance(p, Duty))

    def on(self, day: date) -> Page:
        """Return what is in force on that day: of each provision that has begun, its latest values."""
        page = self._pages.get(day)
        if page is None:
            page = self._pages[day] = self._page(day)
        return page

    def _page(self, day: date) -> Page:
        rules: list[tuple[Rule, Parameters]] = []
        duties: list[tuple[Duty, Parameters]] = []
        digest = hashlib.sha256(_text().encode())
        for provision in self.provisions.values():
            begun = [v for v in provision.versions if v.since <= day]
            if not begun:
                continue
            values = begun[-1].values
            # Which version; the values themselves are in the text. Dumped, a set has another order in every process.
            digest.update(f"{provision.id} {begun[-1].since}\n".encode())
            if isinstance(provision, Rule):
                rules.append((provision, values))
            else:
                duties.append((provision, values))
        return Page(tuple(rules), tuple(duties), digest.hexdigest()[:16])


@lru_cache(maxsize=1)
def _text() -> str:
    """Return the digest of all code and data of compliance: provisions share clocks, counts and phrases."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(path for path in here.rglob("*") if path.suffix in (".py", ".yaml")):
        digest.update(str(path.relative_to(here)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def whole() -> Book:
    """Open the book: every provision found in the law and policy packages.

    Raises:
        BadLaw: a provision or its values do not fit their form.
    """
    return Book(_found(PACKAGES))


def modules(packages: Iterable[str] = PACKAGES) -> Iterator[ModuleType]:
    """Yield every module of the law and of policy, by name."""
    for name in packages:
        package = importlib.import_module(name)
        for module in sorted(m.name for m in pkgutil.walk_packages(package.__path__, f"{name}.")):
            yield importlib.import_module(module)


def _found(packages: Iterable[str]) -> Iterable[Rule | Duty]:
    for module in modules(packages):
        for value in vars(module).values():
            if isinstance(value, Rule | Duty) and value.module == module.__name__:
                yield value
