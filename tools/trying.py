"""Trying mutants out, each in a process of its own: put in the place of what everybody holds, or imported anew."""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

from tools.mutants import Mutant
from tools.reaching import IMPORT, Reaching, Values

OPTIONS = ("-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-W", "ignore")
MEMORY = 8 << 30


class Came(NamedTuple):
    """What came of a mutant: `killed`, `survived`, `anew` (it must be imported anew), or `broken` (our own fault)."""

    how: str
    by: str = ""
    tests: int = 0


def each(todo: Iterable[Mutant], try_out: Callable[[Mutant], Came], workers: int) -> Iterator[tuple[Mutant, Came]]:
    """Try each in a fork of this process, and yield what came of it; one that takes too long has been noticed."""
    waiting = list(reversed([*todo]))
    live: dict[int, tuple[Mutant, int]] = {}
    while waiting or live:
        if waiting and len(live) < workers:
            mutant = waiting.pop()
            out, into = os.pipe()
            if not (child := os.fork()):
                _in_the_fork(mutant, try_out, into)
            os.close(into)
            live[child] = (mutant, out)
            continue
        child, status = os.wait()
        mutant, out = live.pop(child)
        with os.fdopen(out) as told:
            said = told.read()
        if said:
            yield mutant, Came(*json.loads(said))
        elif os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            yield mutant, Came("killed", "it takes too long")
        else:
            yield mutant, Came("broken", f"status {status}")


def _in_the_fork(mutant: Mutant, try_out: Callable[[Mutant], Came], into: int) -> None:
    silence(1, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        os.write(into, json.dumps(try_out(mutant)).encode())
    except BaseException as error:  # noqa: BLE001  # whatever it is, this process may not go on as its parent
        os.write(into, json.dumps(Came("broken", repr(error))).encode())
    os._exit(0)


def silence(*outputs: int) -> None:
    """Say nothing more there; only in a process of its own."""
    null = os.open(os.devnull, os.O_WRONLY)
    for output in outputs:
        os.dup2(null, output)


def at_most(seconds: float) -> None:
    """End this process when it has used so many seconds of a processor."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))


class InPlace:
    """Tries mutants out in the place of what all the collected tests already hold."""

    def __init__(self, items: dict[str, pytest.Item], reaching: Reaching, values: Values, slowest: float) -> None:
        self.items, self.reaching, self.values, self.slowest = items, reaching, values, slowest
        self.killers: dict[str, list[str]] = {}
        self.functions: dict[str, list[FunctionType]] = {}
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                self.functions.setdefault(one.__code__.co_filename, []).append(one)

    def __call__(self, mutant: Mutant) -> Came:
        """Run the tests that reach it, until one fails: first those that killed another of the same file."""
        try:
            places = self.put(mutant)
        except Exception as error:  # noqa: BLE001  # whatever breaks while loading has been noticed
            return Came("killed", f"loading: {error!r}")
        tests = self.reaching.of(places)
        if IMPORT in tests:
            return breaks(mutant) or Came("anew")
        tests = [test for test in tests if test in self.items and self.reaching.seconds[test] <= self.slowest]
        at_most(20 + 5 * sum(self.reaching.seconds[test] for test in tests))
        first = [test for test in reversed(self.killers.get(mutant.file, ())) if test in tests]
        items = [self.items[test] for test in dict.fromkeys([*first, *tests])]
        for n, (item, following) in enumerate(zip(items, [*items[1:], None], strict=False), start=1):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                return Came("killed", item.nodeid, n)
        return Came("survived", "", len(items))

    def put(self, mutant: Mutant) -> set[str]:
        """Put the changed code or values into the place of what is there, and return the places that are changed."""
        if mutant.path.suffix == ".yaml":
            reads_instead(mutant)
            return self.values.changed(mutant.path)
        file = str(mutant.path)
        old = compile(mutant.path.read_text("utf-8"), file, "exec", dont_inherit=True)
        new = dict(_pairs(old, compile(mutant.text, file, "exec", dont_inherit=True)))
        for function in self.functions.get(file, ()):
            function.__code__ = new[_name(function.__code__)]
        return {f"{mutant.file}:{line}" for line in mutant.lines}

    def killed(self, mutant: Mutant, by: str) -> None:
        """Remember what killed a mutant of a file: it may kill the next."""
        killers = self.killers.setdefault(mutant.file, [])
        if by in killers:
            killers.remove(by)
        killers.append(by)


def breaks(mutant: Mutant) -> Came | None:
    """Return that a module cannot even be imported, as where its first day is not that of its values."""
    if mutant.path.suffix == ".py":
        module = ModuleType(".".join(Path(mutant.file).with_suffix("").parts))
        module.__file__ = str(mutant.path)
        try:
            exec(compile(mutant.text, module.__file__, "exec", dont_inherit=True), vars(module))  # noqa: S102  # our law
        except Exception as error:  # noqa: BLE001  # whatever breaks while loading has been noticed
            return Came("killed", f"loading: {error!r}")
    return None


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    yield _name(old), new
    within = [[one for one in code.co_consts if isinstance(one, CodeType)] for code in (old, new)]
    for before, after in zip(*within, strict=True):
        yield from _pairs(before, after)


def _name(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


class Anew:
    """Tries mutants out by importing all that is ours: the tests that reach anything of the file, or of its module."""

    def __init__(self, reaching: Reaching, slowest: float) -> None:
        self.reaching, self.slowest = reaching, slowest

    def __call__(self, mutant: Mutant) -> Came:
        """Open the book, and run the tests until one fails."""
        reads_instead(mutant)
        try:
            from compliance.book import whole  # not before the mutant is there

            whole()
        except Exception as error:  # noqa: BLE001  # whatever breaks while loading has been noticed
            return Came("killed", f"loading: {error!r}")
        files = [mutant.file, str(Path(mutant.file).with_suffix(".py"))]
        tests = [test for test in self.reaching.of_files(files) if self.reaching.seconds[test] <= self.slowest]
        chosen = Chosen(tests)
        at_most(60 + 5 * sum(self.reaching.seconds[test] for test in tests))
        if not tests:
            return Came("survived")
        came = pytest.main(["-x", *OPTIONS, *sorted({test.split("::")[0] for test in tests})], plugins=[chosen])
        if came in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return Came("survived", "", len(tests))
        if came in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            return Came("killed", chosen.failed or "collecting the tests", len(tests))
        return Came("broken", f"pytest ends with {came}")


class Chosen:
    """A plug-in of pytest: only the chosen tests, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: n for n, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the test that fails."""
        if report.failed:
            self.failed = report.nodeid


def reads_instead(mutant: Mutant) -> None:
    """From now on whoever imports or opens the file of a mutant gets the mutant; only in a process of its own."""
    get_code, opened = SourceFileLoader.get_code, Path.open

    def code(loader: SourceFileLoader, name: str) -> Any:
        of_mutant = Path(loader.path) == mutant.path
        return compile(mutant.text, loader.path, "exec", dont_inherit=True) if of_mutant else get_code(loader, name)

    def file(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if path != mutant.path:
            return opened(path, mode, *args, **kwargs)
        return io.BytesIO(mutant.text.encode()) if "b" in mode else io.StringIO(mutant.text)

    setattr(SourceFileLoader, "get_code", code)  # noqa: B010  # only here, in the forked process
    setattr(Path, "open", file)  # noqa: B010  # only here, in the forked process
