"""Change one number, comparison or date of the law after the other, and see whether a test notices.

All tests of the law are collected once, in one process; for each mutant a fork of it puts the changed code or values
into the place of those that everybody holds, and runs the tests that reach what is changed until one fails. What is
used already while importing cannot be replaced so: those mutants are imported anew, afterwards.

A mutant that no test kills is printed as file:line with what was changed. Those that cannot be told from the
original are listed in `mutants.yaml` beside this file, each with the reason. What came of each is kept under
`var/mutation`, so that a run can be broken off, and goes on where it stopped.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings

from tools.mutants import ROOT, Mutant, mutants
from tools.reaching import Reaching, Values, measured, memories, watched_lines
from tools.trying import OPTIONS, Anew, Came, InPlace, each, silence

EQUIVALENT = Path(__file__).with_name("mutants.yaml")
HERE = ROOT / "var" / "mutation"
TESTS = "tests/law"
OURS = ("accounts", "app", "bot", "channels", "compliance", "outreach", "tests", "tools", "web")

NOT_ASKED = (
    # these compare the law with pages that are made of it: they notice all, and know nothing
    "tests/law/test_catalogue.py::test_the_pages_of_the_law_and_the_index_of_cases_are_current",
    "tests/law/test_catalogue.py::test_what_is_not_current_is_named",
    # these start another process, which has the file as it is
    "tests/law/test_provisions.py::test_the_fingerprint_of_the_book_is_the_same_in_every_process",
    # these measure time and memory, and may fail for want of them
    "tests/law/test_hidden_words.py::test_no_text_is_slow_to_read",
    "tests/law/test_replay.py::test_memory_does_not_grow_with_the_number_of_decisions",
    # these ask again, all at once, what is asked case by case
    "tests/law/test_cases.py::test_all_cases_are_judged_and_what_is_not_written_yet_is_of_other_topics",
    "tests/law/test_state_cases.py::test_no_case_is_unsupported_and_no_id_is_used_twice",
)


class Results:
    """What came of each mutant, a line each; the last of several counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.how: dict[str, str] = {}
        with suppress(FileNotFoundError):
            for line in path.read_text("utf-8").splitlines():
                came = json.loads(line)
                self.how[came["mutant"]] = came["how"]

    def add(self, mutant: Mutant, came: Came) -> None:
        """Keep one."""
        row = {"mutant": mutant.name, **came._asdict()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.how[mutant.name] = came.how
        if came.how in ("survived", "broken"):
            print(f"{came.how}: {mutant} {came.by}", flush=True)


class Session:
    """A plug-in of pytest: instead of running the collected tests once, it tries the mutants out on them."""

    def __init__(self, todo: list[Mutant], told: argparse.Namespace, results: Results) -> None:
        self.todo, self.told, self.results = todo, told, results
        self.values = Values()
        self.values.watch()
        self.lines = watched_lines()
        self.lines.start()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure the tests that are new, and try each mutant in its place."""
        without = (*NOT_ASKED, *self.told.without)
        items = {item.nodeid: item for item in session.items if not item.nodeid.startswith(without)}
        reaching = Reaching.read(HERE / "reached.json")
        new = [item for item in items.values() if item.nodeid not in reaching.seconds]
        if new and in_a_fork(lambda: self.measure(new, reaching)):
            raise pytest.UsageError("the tests could not be measured")
        self.values.unwatch()
        self.lines.stop()
        for forget in memories():
            forget()
        in_place = InPlace(items, Reaching.read(HERE / "reached.json"), self.values, self.told.slowest)
        for mutant, came in each(self.todo, in_place, self.told.workers):
            in_place.killed(mutant, came.by)
            self.results.add(mutant, came)
        names = sorted(name for name in sys.modules if name.split(".")[0] not in OURS)
        (HERE / "libraries.json").write_text(json.dumps(names), "utf-8")
        return True

    def measure(self, items: list[pytest.Item], reaching: Reaching) -> None:
        """Find out what the tests reach, and keep it."""
        print(f"measuring {len(items)} tests", flush=True)
        silence(1)
        measured(items, reaching, self.values, self.lines).write(HERE / "reached.json")


def in_a_fork(do: Callable[[], object]) -> int:
    """Do it in a fork of this process, and return how that ended."""
    if not (child := os.fork()):
        status = 1
        try:
            do()
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_place(todo: list[Mutant], told: argparse.Namespace) -> None:
    """Try the mutants in the place of what all tests hold."""
    pytest.main([*OPTIONS, TESTS], plugins=[Session(todo, told, Results(HERE / "results.jsonl"))])


def anew(todo: list[Mutant], told: argparse.Namespace, results: Results) -> None:
    """Try the mutants by importing all that is ours, with every library already there."""
    for name in json.loads((HERE / "libraries.json").read_text("utf-8")):
        with suppress(Exception):
            importlib.import_module(name)
    for mutant, came in each(todo, Anew(Reaching.read(HERE / "reached.json"), told.slowest), told.workers):
        results.add(mutant, came)


def main() -> int:
    """Run the mutants asked for, and print those that no test notices."""
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("names", nargs="*", help="parts of paths: s14_b, policy, states/ma …; none is all")
    asks.add_argument("--sample", type=int, help="only so many, drawn by lot")
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--workers", type=int, default=2)
    asks.add_argument("--slowest", type=float, default=60, help="leave out tests that take longer, in seconds")
    asks.add_argument(
        "--without", action="append", default=[], metavar="TEST", help="leave out these tests, such as copies"
    )
    asks.add_argument("--again", action="store_true", help="try those that survived once more")
    asks.add_argument("--afresh", action="store_true", help="forget what came of all, and which test reaches what")
    asks.add_argument("--list", action="store_true", help="only list them")
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
    HERE.mkdir(parents=True, exist_ok=True)
    if told.afresh:
        for path in HERE.iterdir():
            path.unlink()
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutants")
    done = ("killed",) if told.again else ("killed", "survived", "anew")
    results = Results(HERE / "results.jsonl")
    if waiting := [mutant for mutant in todo if results.how.get(mutant.name) not in done]:
        in_a_fork(lambda: in_place(waiting, told))
    results = Results(HERE / "results.jsonl")
    if waiting := [mutant for mutant in todo if results.how.get(mutant.name) == "anew"]:
        anew(waiting, told, results)
    return report(todo, equal, results)


def report(todo: list[Mutant], equal: list[Mutant], results: Results) -> int:
    """Print what came of all, those that survived by name, and return 1 if there are any."""
    how = Counter(results.how.get(mutant.name, "not tried") for mutant in todo)
    print(*(m for m in todo if results.how.get(m.name) == "survived"), sep="\n")
    print(f"{len(todo) + len(equal)} mutants: {len(equal)} equivalent", *(f"{n} {h}" for h, n in how.items()), sep=", ")
    return int(how["killed"] < len(todo))


if __name__ == "__main__":
    sys.exit(main())
