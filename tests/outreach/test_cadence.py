"""The cadence: what is owed comes first, then each step once and in its time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.consent import Consent, Revocation
from accounts.consumer import WrongParty
from accounts.contact import Attempt, Medium, State
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from accounts.store import Store
from compliance.duty import Owed
from outreach import cadence
from tests.walks.world import NOON, PHONE, add_consumer

STEPS = cadence.load()
DAY = timedelta(days=1)


def consented(store: Store, consumer: Id) -> Consent:
    """Let a consumer agree to texts."""
    given = Consent(id=new_id(), at=NOON - 60 * DAY, scope="sms", address=PHONE, via="web")
    with store.transaction() as unit:
        unit.add_fact(consumer, given, by="test")
    return given


def templates(store: Store, consumer: Id, days: int = 0, owed: tuple[Owed, ...] = ()) -> list[tuple[str, Medium]]:
    """Return what would be proposed so many days from now."""
    at = NOON + days * DAY
    return [(s.template, s.medium) for s in cadence.suggest(store.dossier(consumer, at), owed, at, STEPS)]


def take(store: Store, consumer: Id, debt: Id, days: int, state: State = State.SENT) -> None:
    """Make a step."""
    made = Attempt(id=new_id(), at=NOON + days * DAY, medium=Medium.EMAIL, debts=(debt,), state=state)
    with store.transaction() as unit:
        unit.reserve([(consumer, made)], new_id())


def test_nothing_is_proposed_while_a_notice_is_owed(sqlite_store: Store) -> None:
    consumer, debt = add_consumer(sqlite_store)
    consented(sqlite_store, consumer)
    owed = Owed(duty="d", citation="c", what="validation_notice", debt=debt, by=date(2026, 11, 25), says="")
    assert templates(sqlite_store, consumer) == [("reminder", Medium.SMS)]
    assert templates(sqlite_store, consumer, owed=(owed,)) == []


@pytest.mark.parametrize(("via", "attempt", "first"), [("email", "a", 2), ("mail", None, 2), ("mail", "a", 10)])
def test_no_step_overtakes_a_letter_of_ours_before_it_may_be_assumed_to_be_there(
    sqlite_store: Store, via: str, attempt: str | None, first: int
) -> None:
    consumer, _ = add_consumer(sqlite_store, noticed=False)
    consented(sqlite_store, consumer)
    sent = ValidationSent(id=new_id(), at=NOON, via=via, in_initial=True, attempt=attempt)
    with sqlite_store.transaction() as unit:
        unit.add_fact(consumer, sent, by="test")
    # Five days without Thanksgiving, Saturday and Sunday: the letter of Monday is assumed to be there on the Tuesday.
    assert [bool(templates(sqlite_store, consumer, days=day)) for day in (first - 1, first)] == [False, True]


def test_the_next_step_comes_when_its_days_have_passed_and_not_before(sqlite_store: Store) -> None:
    consumer, debt = add_consumer(sqlite_store, at=NOON + 60 * DAY)  # its notice is of this day
    consented(sqlite_store, consumer)
    assert [templates(sqlite_store, consumer, days) for days in (1, 2)] == [[], [("reminder", Medium.SMS)]]
    take(sqlite_store, consumer, debt, 2)
    assert [templates(sqlite_store, consumer, days) for days in (6, 7)] == [[], [("reminder", Medium.EMAIL)]]


@pytest.mark.parametrize(("state", "again"), [(State.RELEASED, True), (State.FAILED, True), (State.IN_DOUBT, False)])
def test_a_step_that_certainly_was_not_made_is_made_again(sqlite_store: Store, state: State, again: bool) -> None:
    consumer, debt = add_consumer(sqlite_store)
    consented(sqlite_store, consumer)
    take(sqlite_store, consumer, debt, 0, state)
    assert bool(templates(sqlite_store, consumer)) is again


def test_each_step_is_made_once_although_a_dossier_forgets_old_attempts(sqlite_store: Store) -> None:
    consumer, debt = add_consumer(sqlite_store, at=NOON + 60 * DAY)
    consented(sqlite_store, consumer)
    made = 0
    for days in range(200):
        if templates(sqlite_store, consumer, days):
            take(sqlite_store, consumer, debt, days)
            made += 1
    assert made == len(STEPS)


def test_who_cannot_be_texted_is_mailed_at_each_step_by_mail_and_no_oftener(sqlite_store: Store) -> None:
    consumer, debt = add_consumer(sqlite_store, at=NOON + 60 * DAY)  # its notice is of this day
    made = []
    for days in range(61):
        if found := templates(sqlite_store, consumer, days):
            take(sqlite_store, consumer, debt, days)
            made += [(days, *one) for one in found]
    assert made == [(5, "reminder", Medium.EMAIL), (19, "reminder", Medium.EMAIL)]


def test_texts_go_to_a_number_with_consent_and_nothing_goes_to_a_wrong_address(sqlite_store: Store) -> None:
    consumer, _ = add_consumer(sqlite_store)
    assert templates(sqlite_store, consumer) == [("reminder", Medium.EMAIL)]
    given = consented(sqlite_store, consumer)
    assert templates(sqlite_store, consumer) == [("reminder", Medium.SMS)]
    for fact in (
        Revocation(id=new_id(), at=NOON, of=given.id),
        WrongParty(id=new_id(), at=NOON, address=f"{consumer}@mail.example"),
    ):
        with sqlite_store.transaction() as unit:
            unit.add_fact(consumer, fact, by="test")
    dossier = sqlite_store.dossier(consumer, NOON)
    assert cadence.door(dossier, Medium.SMS) is None
    assert cadence.door(dossier, Medium.EMAIL) is None
