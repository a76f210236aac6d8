"""Change one number, comparison or date of the law after the other, and see whether a test notices.

A mutant that no test kills is printed as file:line with what was changed. Those that cannot be told from the
original are listed in `mutants.yaml` beside this file, each with the reason. `python -m tools.mutate --help`.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import coverage
import pytest
import yaml

from tools.mutants import ROOT, Mutant, mutants

EQUIVALENT = Path(__file__).with_name("mutants.yaml")
TESTS = "tests/law"


def reaching(data: Path) -> dict[str, list[str]]:
    """Return, for each module, the tests that execute a line of one of its functions, fewest-reaching first."""
    known = coverage.CoverageData(str(data))
    known.read()
    found: dict[str, list[str]] = {}
    spread: dict[str, int] = {}
    for file in known.measured_files():
        tests = {context.split("|")[0] for contexts in known.contexts_by_lineno(file).values() for context in contexts}
        found[str(Path(file).relative_to(ROOT))] = [test for test in tests if test.startswith(TESTS)]
        for test in tests:
            spread[test] = spread.get(test, 0) + 1
    return {file: sorted(tests, key=lambda test: (spread[test], test)) for file, tests in found.items()}


def tests_of(mutant: Mutant, reached: dict[str, list[str]]) -> list[str]:
    """Return the tests that reach what it changes: of values, those of the module beside them, or of its neighbours."""
    modules = [mutant.path.with_suffix(".py")]
    if not modules[0].exists():
        modules = sorted(mutant.path.parent.glob("*.py"))
    found = [test for module in modules for test in reached.get(str(module.relative_to(ROOT)), ())]
    return list(dict.fromkeys(found))


class Chosen:
    """A plug-in of pytest: only the chosen tests, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: n for n, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda item: self.order[item.nodeid])


def try_out(mutant: Mutant, tests: list[str]) -> None:
    """In a process of its own: put the mutant in the place of its file, run the tests, and exit with what came."""
    os.setsid()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    get_code, opened = SourceFileLoader.get_code, Path.open

    def code(loader: SourceFileLoader, name: str) -> Any:
        of_mutant = Path(loader.path) == mutant.path
        return compile(mutant.text, loader.path, "exec") if of_mutant else get_code(loader, name)

    def file(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if path != mutant.path:
            return opened(path, mode, *args, **kwargs)
        return io.BytesIO(mutant.text.encode()) if "b" in mode else io.StringIO(mutant.text)

    setattr(SourceFileLoader, "get_code", code)  # noqa: B010  # only here, in the forked process
    setattr(Path, "open", file)  # noqa: B010  # only here, in the forked process
    files = sorted({test.split("::")[0] for test in tests})
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-W", "ignore"]
    try:
        came = pytest.main([*options, *files], plugins=[Chosen(tests)])
    except BaseException:  # noqa: BLE001  # whatever breaks at import has been noticed
        came = 1
    os._exit(int(came))


def unnoticed(path: Path, reached: dict[str, list[str]]) -> bool:
    """Return whether the tests pass on the file as it is: else every mutant of it would seem to be killed."""
    return all(lives for _, lives in run([Mutant(path, 1, "nothing", path.read_text("utf-8"))], reached, 1, 600))


def run(todo: list[Mutant], reached: dict[str, list[str]], workers: int, seconds: int) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant with whether it survived; one that takes too long has been noticed."""
    fork = get_context("fork")
    waiting = list(reversed(todo))
    live: dict[Any, tuple[Mutant, float]] = {}
    while waiting or live:
        while waiting and len(live) < workers:
            mutant = waiting.pop()
            tests = tests_of(mutant, reached)
            if not tests:
                yield mutant, True
                continue
            process = fork.Process(target=try_out, args=(mutant, tests))
            process.start()
            live[process] = (mutant, time.monotonic())
        for process, (mutant, began) in [*live.items()]:
            if process.is_alive() and time.monotonic() - began > seconds:
                process.kill()
            if not process.is_alive():
                process.join()
                del live[process]
                yield mutant, process.exitcode in (0, 5)
        time.sleep(0.02)


def main() -> int:
    """Run the mutants asked for, and print those that no test notices."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("names", nargs="*", help="parts of paths: s14_b, policy, states/ma …; none is all")
    asks.add_argument("--sample", type=int, help="only so many, drawn by lot")
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--workers", type=int, default=2)
    asks.add_argument("--timeout", type=int, default=60, help="seconds that a mutant may take")
    asks.add_argument("--list", action="store_true", help="only list them")
    asks.add_argument(
        "--data", type=Path, help="coverage data with a context for each test; made first where not given"
    )
    told = asks.parse_args()
    todo = mutants(told.names)
    if told.sample and told.sample < len(todo):
        todo = sorted(random.Random(told.seed).sample(todo, told.sample))  # noqa: S311  # a lot, no secret
    known = yaml.safe_load(EQUIVALENT.read_text("utf-8")) or {}
    equal = [mutant for mutant in todo if mutant.name in known]
    todo = [mutant for mutant in todo if mutant.name not in known]
    if told.list:
        print(*todo, sep="\n")
        return 0
    reached = reaching(told.data or measured())
    if broken := [path for path in sorted({mutant.path for mutant in todo}) if not unnoticed(path, reached)]:
        print("these files fail as they are:", *broken, sep="\n")
        return 2
    survived = []
    for n, (mutant, lives) in enumerate(run(todo, reached, told.workers, told.timeout), start=1):
        if lives:
            survived.append(mutant)
            print(f"[{n}/{len(todo)}] survived: {mutant}", flush=True)
    killed = len(todo) - len(survived)
    print(f"{len(todo) + len(equal)} mutants: {killed} killed, {len(survived)} survived, {len(equal)} equivalent")
    return int(bool(survived))


def measured() -> Path:
    """Run the tests once, noting which of them reach which module."""
    data = Path(tempfile.mkdtemp()) / "reached"
    options = ["-q", "-n", "2", "-p", "no:cacheprovider", "--cov=compliance", "--cov-context=test", "--cov-report="]
    environment = {**os.environ, "COVERAGE_FILE": str(data)}
    subprocess.run([sys.executable, "-m", "pytest", *options, TESTS], cwd=ROOT, env=environment, check=True)
    return data


if __name__ == "__main__":
    sys.exit(main())
