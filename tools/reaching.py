"""Which test reaches which line and which value of the law, and how long it takes; measured once and kept."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

from tools.mutants import ROOT, WHERE

IMPORT = ""
"""The test that is none: what is reached before the first one begins."""


class Reaching:
    """The tests with their seconds; and for each place, as bits, which of them reach it."""

    def __init__(self, seconds: dict[str, float] | None = None, places: dict[str, int] | None = None) -> None:
        self.seconds = seconds or {IMPORT: 0.0}
        self.places = places or {}
        self.tests = list(self.seconds)

    @classmethod
    def read(cls, path: Path) -> Reaching:
        """Read what was measured before; nothing, where nothing was."""
        if not path.exists():
            return cls()
        known = json.loads(path.read_text("utf-8"))
        return cls(known["seconds"], {place: int(bits, 16) for place, bits in known["places"].items()})

    def write(self, path: Path) -> None:
        """Keep it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        places = {place: hex(bits) for place, bits in self.places.items()}
        path.write_text(json.dumps({"seconds": self.seconds, "places": places}), "utf-8")

    def add(self, test: str, seconds: float, places: Iterable[str]) -> None:
        """Add a test, or where it is known already what else it reaches."""
        if test not in self.seconds:
            self.tests.append(test)
        self.seconds[test] = seconds
        bit = 1 << self.tests.index(test)
        for place in places:
            self.places[place] = self.places.get(place, 0) | bit

    def of(self, places: Iterable[str]) -> list[str]:
        """Return the tests that reach one of the places, cheapest first; `IMPORT` is the first, if it does.

        A place that ends in @ is that of all versions.
        """
        bits = 0
        for at in places:
            for one in [name for name in self.places if name.startswith(at)] if at.endswith("@") else [at]:
                bits |= self.places.get(one, 0)
        found = [test for n, test in enumerate(self.tests) if bits >> n & 1]
        return sorted(found, key=lambda test: self.seconds[test])

    def of_files(self, files: Iterable[str]) -> list[str]:
        """Return the tests that reach anything of those files, cheapest first."""
        begins = tuple(f"{file}:" for file in files)
        return self.of(at for at in self.places if at.startswith(begins))[1:]


class Values:
    """The dated values as they were loaded, each with its place; and which of them are read."""

    def __init__(self) -> None:
        from compliance import parameters  # only here: whoever imports us may want them unloaded

        self.parameters = parameters
        self.load = parameters.versions
        self.loaded: list[tuple[Path, str, Any, Any, tuple[Any, ...]]] = []
        self.read: set[tuple[int, str]] = set()
        self._names: dict[int, str] = {}

        def versions(path: Path, rule: str, kind: Any, since: Any) -> Any:
            found = self.load(path, rule, kind, since)
            self.loaded.append((path, rule, kind, since, found))
            return found

        parameters.versions = versions

    def watch(self) -> None:
        """Note from now on each field that is read of any values; who asks for all of them, reads all."""

        def reading(values: Any, name: str) -> Any:
            if name[0] != "_" or name == "__dict__":
                self.read.add((id(values), name))
            return object.__getattribute__(values, name)

        setattr(self.parameters.Parameters, "__getattribute__", reading)  # noqa: B010  # until `unwatch`

    def unwatch(self) -> None:
        """Read undisturbed again."""
        del self.parameters.Parameters.__getattribute__

    def seen(self) -> set[str]:
        """Return the places of what was read since the last call."""
        if not self._names:
            for path, rule, _, _, found in self.loaded:
                for version in found:
                    self._names |= dict(_objects(version.values, place(path, rule, version.since)))
        read, self.read = self.read, set()
        return {f"{self._names[of]}.{name}" for of, name in read if of in self._names}

    def changed(self, path: Path) -> set[str]:
        """Load the values of a file again, into those that everybody holds, and return the places that changed."""
        found: set[str] = set()
        for of, rule, kind, since, olds in self.loaded:
            if of != path:
                continue
            for old, new in zip(olds, self.load(path, rule, kind, since), strict=True):
                found |= set(_replaced(old.values, new.values, place(path, rule, old.since)))
                if old.since != new.since:
                    vars(old)["since"] = new.since  # who had the one before, may have this
                    found.add(place(path, rule, ""))
        return found


def place(path: Path, rule: str, since: Any) -> str:
    """Return how the values of a version are called."""
    return f"{path.relative_to(ROOT)}:{rule}@{since}"


def _objects(values: Any, at: str) -> Iterator[tuple[int, str]]:
    yield id(values), at
    for name, value in object.__getattribute__(values, "__dict__").items():
        for key, one in _parts(value):
            yield from _objects(one, f"{at}.{name}{key}")


def _replaced(old: Any, new: Any, at: str) -> Iterator[str]:
    """Put each changed field of new values into the old ones, and yield its place."""
    for name, value in vars(old).items():
        other = vars(new)[name]
        before, after = dict(_parts(value)), dict(_parts(other))
        if before and before.keys() == after.keys():
            for key, one in before.items():
                yield from _replaced(one, after[key], f"{at}.{name}{key}")
        elif value != other:
            vars(old)[name] = other
            yield f"{at}.{name}"
            yield f"{at}.__dict__"


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the values within a value, each with its key."""
    if hasattr(type(value), "model_fields"):
        yield "", value
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from ((f"[{n}]{key}", part) for key, part in _parts(one))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from ((f"[{name}]{key}", part) for key, part in _parts(one))


def measured(items: list[pytest.Item], known: Reaching, values: Values, lines: coverage.Coverage) -> Reaching:
    """Run the tests one after the other, and return what was known with what each reaches.

    One that fails as it is would kill every mutant: it reaches nothing, and is named.
    """
    known.add(IMPORT, 0.0, values.seen())
    remembered = list(memories())
    for item, following in zip(items, [*items[1:], None], strict=False):
        for forget in remembered:
            forget()
        lines.switch_context(str(len(known.tests)))
        began, failed = time.process_time(), item.session.testsfailed
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed == failed:
            known.add(item.nodeid, round(time.process_time() - began, 4), values.seen())
        else:
            lines.switch_context(str(0))
            print(f"fails as it is: {item.nodeid}", file=sys.stderr)
    lines.stop()
    data = lines.get_data()
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            at = f"{Path(file).relative_to(ROOT)}:{line}"
            known.places[at] = known.places.get(at, 0) | sum(1 << int(context or 0) for context in set(contexts))
    return known


def watched_lines() -> coverage.Coverage:
    """Return what notes the lines that are reached in the law and in policy."""
    return coverage.Coverage(data_file=None, config_file=False, source=[str(ROOT / where) for where in WHERE])


def memories() -> Iterator[Callable[[], None]]:
    """Yield what empties each thing that the law remembers: what one test has read and kept, the next must read too."""
    for one in gc.get_objects():
        if type(one).__name__ == "Book":
            yield one._pages.clear  # noqa: SLF001  # a test of the tests
    for name, module in [*sys.modules.items()]:
        if name.startswith(tuple(where.replace("/", ".") for where in WHERE)):
            yield from (value.cache_clear for value in vars(module).values() if hasattr(value, "cache_clear"))
