"""The validation notice goes by the way that is open to it, once; what the machine cannot send, a person is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import awaiting
from accounts.consent import OptOut
from accounts.consumer import Consumer, WrongParty
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from accounts.dossier import Dossier, Fact
from accounts.notice import FirstContact, ReferenceDate, SpanishRequest, Stated, Undeliverable, ValidationSent
from accounts.record import Id, new_id
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.letter import LetterQueue, queued
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import Channel
from compliance.book import whole
from compliance.guard import Guard
from outreach import cadence, rounds
from outreach.notices import Unmet, Ways, alarms, all_alarms, ways
from outreach.rounds import Round
from tests.accounts.owing import COLLECTOR, EMAIL, HOME, MONDAY, known
from tests.walks.world import NOON, add_consumer

DAY = timedelta(days=1)
BOTH = (Medium.EMAIL, Medium.MAIL)
LINKS = OptOutLinks("https://northbay.example", b"only for tests, of thirty-two by")
COMPOSER = Composer(LINKS.url)
GUARD = Guard(whole())


def found(dossier: Dossier, media: Iterable[Medium] = BOTH) -> list[Ways | Unmet]:
    return list(ways(dossier, GUARD.owed(dossier, MONDAY), MONDAY, COMPOSER, tuple(media)))


def media(dossier: Dossier, wires: Iterable[Medium] = BOTH) -> list[str]:
    """Return by which media the one notice that is owed could go; where a person must see to it, why."""
    (way,) = found(dossier, wires)
    return [way.says] if isinstance(way, Unmet) else [str(message.medium) for message in way.messages]


def attempt(**fields: Any) -> Attempt:
    usual = {"id": "n", "at": MONDAY - DAY, "medium": "email", "to": EMAIL.address, "debts": ("A",)}
    return Attempt.model_validate(usual | {"purpose": Purpose.VALIDATION_NOTICE} | fields)


# --- which ways are open ----------------------------------------------------------------------------------


def test_an_e_mail_is_rather_sent_than_a_letter_and_each_only_where_its_wire_and_address_are_known() -> None:
    assert media(known()) == ["email", "mail"]
    assert media(known(), [Medium.EMAIL]) == ["email"]
    assert media(known(points=(HOME,))) == ["mail"]
    assert media(known(points=(HOME,)), [Medium.EMAIL]) == ["no e-mail address is known, and no letters are set up"]
    assert media(known(points=(EMAIL,))) == ["no mailing address of the consumer is known"]


def test_a_notice_says_its_own_end_by_each_way_and_in_the_language_of_the_consumer() -> None:
    (way,) = found(known(consumer=Consumer(id="C", name="Pat", language="es")))
    assert isinstance(way, Ways)
    email, letter = way.messages
    assert email.notice is not None
    assert letter.notice is not None
    assert (email.notice.end_date, letter.notice.end_date) == (date(2027, 1, 1), date(2027, 1, 3))
    assert (email.language, letter.language) == ("es", "es")
    assert (email.to, letter.to) == (EMAIL.address, HOME.address)


@pytest.mark.parametrize("state", [State.RESERVED, State.SENT, State.DELIVERED])
def test_one_that_is_under_way_is_not_repeated(state: State) -> None:
    dossier = known(attempts=(attempt(state=state),))
    owed = GUARD.owed(known(), MONDAY)
    assert list(ways(dossier, owed, MONDAY, COMPOSER, BOTH)) == []


def test_one_in_doubt_is_for_a_person() -> None:
    (says,) = media(known(attempts=(attempt(state=State.IN_DOUBT),)))
    assert "in doubt" in says


@pytest.mark.parametrize("state", [State.FAILED, State.RELEASED])
def test_one_that_certainly_did_not_go_is_made_again(state: State) -> None:
    assert media(known(attempts=(attempt(state=state),))) == ["email", "mail"]


def test_one_that_came_back_goes_by_another_way() -> None:
    assert media(known(attempts=(attempt(state=State.UNDELIVERED),))) == ["mail"]
    back = Undeliverable(id="u", at=MONDAY, of="n")
    assert media(known(attempts=(attempt(),), facts=(back,))) == ["mail"]
    letter = attempt(medium="mail", to=HOME.address)
    dossier = known(points=(HOME,), attempts=(letter,), facts=(back,))
    assert media(dossier) == ["no mailing address of the consumer is known"]


# --- which of them goes -----------------------------------------------------------------------------------


def chosen(dossier: Dossier, at: Any = MONDAY) -> str:
    (way,) = [w for w in ways(dossier, GUARD.owed(dossier, at), at, COMPOSER, BOTH) if isinstance(w, Ways)]
    decisions = {m.id: GUARD.decide(GUARD.propose(m, dossier, at)) for m in way.messages}
    return str(way.choose(decisions, at).medium)


def test_the_e_mail_goes_where_the_guard_allows_it_or_will_by_the_next_day() -> None:
    wrote = Inbound(id="i", at=MONDAY - DAY, medium=Medium.EMAIL, from_address=EMAIL.address)
    assert chosen(known(inbounds=(wrote,))) == "email"
    night = MONDAY + timedelta(hours=10)  # Monday, 23:00 in New York
    assert chosen(known(at=night, inbounds=(wrote,)), night) == "email"


def test_the_letter_goes_where_nobody_would_see_that_an_e_mail_came_back() -> None:
    wrote = Inbound(id="i", at=MONDAY - DAY, medium=Medium.EMAIL, from_address=EMAIL.address)
    blind = COLLECTOR.model_copy(update={"bounce_monitoring": False})
    assert chosen(known(inbounds=(wrote,), collector=blind)) == "mail"


def test_the_letter_goes_where_the_guard_allows_no_e_mail() -> None:
    assert chosen(known(facts=(OptOut(id="o", at=MONDAY - DAY, medium=Medium.EMAIL, via="email"),))) == "mail"


# --- in Spanish, where it was asked for -------------------------------------------------------------------


ASKED = SpanishRequest(id="s", at=MONDAY, via="sms")


def stated(**fields: Any) -> Stated:
    items = ReferenceDate(kind="charge_off", date=date(2025, 3, 1))
    return Stated(end_date=date(2027, 1, 1), itemization_date=items, **fields)


def test_who_asks_for_spanish_gets_the_english_notice_beside_it_though_it_was_sent_before() -> None:
    (way,) = found(known(attempts=(attempt(states=stated(spanish_offer=True)),), facts=(ASKED,)))
    assert isinstance(way, Ways)
    for message in way.messages:
        assert message.notice is not None
        assert (message.language, message.notice.english) == ("es", "beside")
        assert "How do you want to respond?" in message.text


def test_who_asked_for_spanish_before_any_notice_gets_the_first_one_in_it() -> None:
    (way,) = found(known(facts=(ASKED,)))
    assert isinstance(way, Ways)
    assert {message.language for message in way.messages} == {"es"}


@pytest.mark.parametrize(
    ("fields", "repeated"),
    [
        ({"language": "es"}, False),
        ({"language": "es", "at": MONDAY - timedelta(seconds=1)}, True),
        ({"language": "en"}, True),
    ],
)
def test_a_spanish_notice_under_way_since_the_request_is_not_repeated(fields: dict[str, Any], repeated: bool) -> None:
    english = attempt(id="e", states=stated(spanish_offer=True))
    at = fields.pop("at", MONDAY)
    under_way = attempt(at=at, state=State.RESERVED, states=stated(**fields))
    assert bool(found(known(attempts=(english, under_way), facts=(ASKED,)))) is repeated


def test_a_person_is_told_of_a_request_for_spanish_that_waits() -> None:
    dossier, at = known(attempts=(attempt(),), facts=(ASKED,)), MONDAY + 3 * DAY
    (alarm,) = alarms(dossier, GUARD.owed(dossier, at), at)
    assert alarm.says == (
        "the consumer asked for the validation notice in Spanish, and none has been sent since, and its last safe day "
        "is tomorrow, 2026-11-27"
    )


# --- a round ----------------------------------------------------------------------------------------------


def go_round(store: Store, folder: Path, *, dry: bool = False) -> tuple[Round, list[str]]:
    """Run one round with a mailbox and a print queue; return it, and to whom mails went."""
    mail, journal = MemoryChannel(Medium.EMAIL, lambda: NOON), Journal(folder / "journal")
    wires: list[Channel] = [mail, LetterQueue(folder / "letters", lambda: NOON)]
    gateway = Gateway(store, GUARD, wires, lambda: NOON, journal, in_place)
    done = asyncio.run(rounds.run(store, gateway, COMPOSER, GUARD.owed, cadence.load(), NOON, dry=dry))
    gateway.close()
    return done, [str(message.to) for message in mail.sent]


def learn(store: Store, consumer: Id, *facts: Fact) -> None:
    with store.transaction() as unit:
        for fact in facts:
            unit.add_fact(consumer, fact, by="test")


def test_a_round_mails_whom_it_may_and_puts_the_others_letters_into_the_print_queue_once(
    store: Store, tmp_path: Path
) -> None:
    mailed, _ = add_consumer(store, name="Ann Mail", noticed=False)
    on_paper, debt = add_consumer(store, name="Ben Paper", noticed=False)
    learn(store, on_paper, OptOut(id=new_id(), at=NOON, medium=Medium.EMAIL, via="email"))
    assert go_round(store, tmp_path, dry=True)[0].summary()["approved"] == 2
    assert queued(tmp_path / "letters") == ([], [])
    done, mails = go_round(store, tmp_path)
    assert done.summary()["sent"] == 2
    assert mails == [f"{mailed}@mail.example"]
    (letter,), wrong = queued(tmp_path / "letters")
    assert (letter.consumer, letter.debts, letter.address[0], wrong) == (on_paper, (debt,), "Ben Paper", [])
    (sent,) = store.dossier(on_paper, NOON).of(ValidationSent)
    assert (sent.via, sent.attempt) == ("mail", letter.attempt)
    again, mails = go_round(store, tmp_path)
    assert (again.summary()["proposed"], mails, len(queued(tmp_path / "letters")[0])) == (0, [], 1)


# --- what a person is told --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "says"),
    [(2, None), (3, "tomorrow, 2026-11-27"), (4, "today, 2026-11-27"), (5, "2026-11-27, has passed")],
)
def test_a_person_is_told_from_the_third_day_after_the_first_communication(days: int, says: str | None) -> None:
    spoken = FirstContact(id="f", at=MONDAY, via="call")
    dossier, at = known(facts=(spoken,)), MONDAY + days * DAY
    found = alarms(dossier, GUARD.owed(dossier, at), at)
    assert [one.name for one in found] == (["Pat Q. Sample Jr."] if says else [])
    assert not says or says in found[0].says


def test_nobody_is_told_of_a_notice_that_is_owed_before_anything_is_said() -> None:
    later = MONDAY + 30 * DAY
    assert alarms(known(), GUARD.owed(known(), later), later) == ()


def test_the_alarms_of_all_consumers_are_found_and_end_with_the_notice(store: Store, tmp_path: Path) -> None:
    quiet, _ = add_consumer(store, name="Quiet", noticed=False)
    done, _ = add_consumer(store, name="Done")
    late, debt = add_consumer(store, name="Late", noticed=False)
    called, _ = add_consumer(store, name="Called", noticed=False)
    asks, _ = add_consumer(store, name="Asks for Spanish")
    learn(store, asks, SpanishRequest(id=new_id(), at=NOON - DAY, via="sms"))
    returned, theirs = add_consumer(store, name="Returned", noticed=False)
    sent = ValidationSent(id=new_id(), at=NOON, debts=(theirs,), via="mail")
    learn(store, called, FirstContact(id=new_id(), at=NOON - DAY, via="call"))
    learn(store, returned, sent, Undeliverable(id=new_id(), at=NOON, of=sent.id))
    with store.transaction() as unit:
        unit.communicated([(late, debt, NOON), (returned, theirs, NOON)])
    with store.reading() as reading:
        assert {late, called, returned, asks} <= set(awaiting.notice(reading)) <= {late, called, returned, asks, done}
    at = NOON + 3 * DAY
    assert [one.name for one in all_alarms(store, GUARD.owed, at)] == ["Asks for Spanish", "Called", "Late", "Returned"]
    assert all_alarms(store, GUARD.owed, NOON + DAY) == ()
    learn(store, late, ValidationSent(id=new_id(), at=at, debts=(debt,), via="mail"))
    assert [one.name for one in all_alarms(store, GUARD.owed, at)] == ["Asks for Spanish", "Called", "Returned"]
    round_, _ = go_round(store, tmp_path, dry=True)
    assert round_.summary()["alarms"] == []
    assert quiet not in {one.consumer for one in all_alarms(store, GUARD.owed, at)}


def test_what_a_notice_lacks_is_in_the_summary_of_the_round(store: Store, tmp_path: Path) -> None:
    consumer, _ = add_consumer(store, name="Nobody Home", noticed=False)
    point = next(point for point in store.dossier(consumer, NOON).points if point.kind == "postal")
    learn(store, consumer, WrongParty(id=new_id(), at=NOON, address=point.address))
    done, mails = go_round(store, tmp_path)
    assert mails == []
    (unmet,) = done.summary()["unmet"]
    assert (unmet["name"], unmet["says"]) == ("Nobody Home", "no mailing address of the consumer is known")
