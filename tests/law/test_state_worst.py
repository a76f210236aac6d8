"""A message at its worst: which provisions of a place refuse it, by which media and to which collectors (`worst.yaml`).

It comes at three in the night, from the assistant, after forty calls and as many of everything else, asks for money,
threatens a suit and the credit, lacks every sentence, licence and consent, about a medical debt that is barred.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.consent import CeaseRequest, Preference
from accounts.consumer import EmployerProhibits, LocationStated
from accounts.contact import Attempt, Medium
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from compliance.parameters import load_yaml
from compliance.rule import Rule
from tests.law import known
from tests.law.test_state_caps import BOOK

NIGHT = datetime(2026, 11, 3, 8, tzinfo=UTC)  # three in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROLES: tuple[Any, ...] = ("debt_buyer", "first_party", "third_party")
TO = {Medium.EMAIL: known.EMAIL, Medium.MAIL: "home", Medium.PUSH: None, Medium.CHAT: None, Medium.SOCIAL: None}
MEANT: dict[str, dict[str, Any]] = {
    "the consumer": {"person": None, "to": known.MOBILE},
    "the consumer at work": {"person": None, "to": known.WORK},
    "somebody else": {"person": "friend", "to": known.MOBILE},
    "somebody else at work": {"person": "friend", "to": known.WORK},
}
RULES = [rule for rule in BOOK.rules if rule.place is not None]
WORST = load_yaml(Path(__file__).with_name("worst.yaml"))


def dossier(place: str, role: Any, person: str | None, to: str) -> Dossier:
    made = [
        Attempt(
            id=f"{medium}{n}",
            at=NIGHT - HOUR - n * timedelta(minutes=1),
            medium=medium,
            to=TO.get(medium, to),
            debts=("A",),
            outcome="conversation" if medium is Medium.CALL else None,
            person=person,
        )
        for medium in Medium
        for n in range(40)
    ]
    facts = (
        LocationStated(id="l", at=NIGHT - 9 * DAY, zones=(known.NEW_YORK,), places=(place,)),
        CeaseRequest(id="c", at=NIGHT - DAY, via="certified_mail"),
        EmployerProhibits(id="e", at=NIGHT - DAY),
        Preference(id="p", at=NIGHT - DAY, place="work"),
    )
    return known.dossier(
        *facts,
        attempts=tuple(sorted(made, key=lambda one: one.at)),
        collector=Collector(role=role),
        debts=(Debt(id="A", kind="medical", limitations_last_day=date(2020, 1, 1)),),
    )


def refuses(rule: Rule, meant: str) -> dict[str, list[str]]:
    """Return by which media a provision refuses it, for each collector of whom it refuses any."""
    person, to = MEANT[meant]["person"], MEANT[meant]["to"]
    found: dict[str, list[str]] = {}
    for role in ROLES:
        there = dossier(str(rule.place), role, person, to)
        for medium in Medium:
            says: dict[str, Any] = {
                "text": "Hello.",
                "includes": ("payment_request", "threat_of_suit", "threat_to_credit"),
            }
            asked = known.proposal(
                there, NIGHT, medium, to=TO.get(medium, to), person=person, author="bot", voice="bot", **says
            )
            if known.objects(rule, asked):
                found.setdefault(role, []).append(str(medium))
    return found


def short(found: dict[str, list[str]]) -> list[str]:
    """Return it as it is written down: the collectors that share their media in one line."""
    by: dict[str, list[str]] = {}
    for role, media in found.items():
        by.setdefault(" ".join(sorted(media)), []).append(role)
    return sorted(f"{', '.join(roles)}: {media}" for media, roles in by.items())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_message_at_its_worst_is_refused_where_the_row_says_and_nowhere_else(rule: Rule) -> None:
    found = {meant: short(refuses(rule, meant)) for meant in MEANT}
    assert {meant: rows for meant, rows in found.items() if rows} == (WORST[rule.id] or {})


def test_what_is_written_down_is_of_provisions_that_there_are() -> None:
    assert set(WORST) == {rule.id for rule in RULES}
