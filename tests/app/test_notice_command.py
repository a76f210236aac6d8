"""`duly notice` shows what would be sent, and says in one line what is wrong; the doctor says where the letters are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.contact import Attempt, Medium
from accounts.dossier import Fact
from accounts.notice import FirstContact, ReferenceDate, ValidationSent
from accounts.record import Id, new_id
from app import settings, wiring
from app.letters import settle
from channels import typesetting
from channels.gateway import FORGOTTEN
from channels.letter import MANIFEST, queued
from tests.app.conftest import Duly
from tests.channels.test_letter import approval, deliver, message
from tests.walks.world import NOON, add_consumer

ADDRESS = "100 Harbor Street, Albany, NY 12207"


@pytest.fixture
def owing(made: Duly, var: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Id, Id]:
    """Return a consumer who is owed the notice of a debt, in a store whose collector can be written to."""
    monkeypatch.setenv("DULY_COLLECTOR_ADDRESS", ADDRESS)
    monkeypatch.setenv("DULY_LETTERS", str(var / "letters"))
    store = wiring.open_store(settings.load())
    found = add_consumer(store, noticed=False, at=wiring.system_clock())
    store.close()
    return found


def test_the_notice_is_shown_as_the_letter_it_would_be_where_no_e_mail_is_set_up(
    made: Duly, owing: tuple[Id, Id]
) -> None:
    said = made("notice", *owing)
    assert (said.status, said.out.count("How do you want to respond?")) == (0, 1)
    assert "As a letter to 5 Elm Street" in said.err


def test_the_notice_is_shown_as_the_e_mail_it_would_be_where_one_is_set_up(
    made: Duly, owing: tuple[Id, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DULY_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("DULY_SMTP_FROM", "Desk <desk@harborstreet.example>")
    assert "As a letter" in made("notice", *owing).err  # for nobody would see that it came back
    monkeypatch.setenv("DULY_BOUNCES_WATCHED", "true")
    said = made("notice", *owing, "--json").json
    assert (said["medium"], said["to"]) == ("email", f"{owing[0]}@mail.example")
    assert "We accept disputes electronically at desk@harborstreet.example." in said["text"]
    assert said["notice"]["electronic_dispute_how"] == "desk@harborstreet.example"


def test_in_spanish_it_goes_with_the_english_one(made: Duly, owing: tuple[Id, Id]) -> None:
    said = made("notice", *owing, "--language", "es")
    assert said.out.index("¿Cómo quiere responder?") < said.out.index("How do you want to respond?")


def test_it_is_written_into_a_pdf_and_a_page(made: Duly, owing: tuple[Id, Id], tmp_path: Path) -> None:
    if not typesetting.available():
        pytest.skip("the extra `pdf` is not installed")
    said = made("notice", *owing, "--pdf", tmp_path / "n.pdf", "--html", tmp_path / "n.html")
    assert (said.status, said.out) == (0, "")
    assert (tmp_path / "n.pdf").read_bytes().startswith(b"%PDF")
    assert "</html>" in (tmp_path / "n.html").read_text("utf-8")


def test_wrong_input_is_one_clear_line(made: Duly, owing: tuple[Id, Id], monkeypatch: pytest.MonkeyPatch) -> None:
    consumer, debt = owing
    for args, says in (
        (("nobody", debt), "no consumer has the id nobody"),
        ((consumer, "none"), f"consumer {consumer} has no debt none; theirs are {debt}"),
        ((consumer, debt, "--language", "fr"), "'fr' is not one of"),
        ((consumer, debt, "--html", "/nowhere/n.html"), "/nowhere/n.html: No such file or directory"),
    ):
        said = made("notice", *args)
        assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
        assert says in said.err


def test_what_the_notice_lacks_comes_first_a_line_each_with_its_citation(
    made: Duly, owing: tuple[Id, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made("notice", *owing, "--json").json["lacks"] == []
    other = ReferenceDate(kind="charge_off", date=date(2026, 2, 1))
    learn(owing[0], ValidationSent(id=new_id(), at=wiring.system_clock(), via="mail", itemization_date=other))
    says = "another itemization date was used for the debt before"
    said = made("notice", *owing)
    assert said.status == 1
    assert said.err.splitlines()[0] == f"lacks (12 CFR 1006.34(b)(3)): {says}"
    assert "How do you want to respond?" in said.out
    said = made("notice", *owing, "--json")
    assert (said.status, said.json["lacks"]) == (1, [{"citation": "12 CFR 1006.34(b)(3)", "says": says}])
    monkeypatch.delenv("DULY_COLLECTOR_ADDRESS")
    said = made("notice", *owing)
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith("lacks (12 CFR 1006.34(c)): the collector has no complete mailing address (DULY_COLLE")
    assert [one["citation"] for one in made("notice", *owing, "--json").json["lacks"]] == ["12 CFR 1006.34(c)"]


def doctor(duly: Duly, what: str) -> list[tuple[str, str]]:
    return [(f["grade"], f["says"]) for f in duly("doctor", "--json").json if f["what"] == what]


def test_the_doctor_says_where_the_letters_are_and_when_they_are_late(
    made: Duly, owing: tuple[Id, Id], var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not typesetting.available():
        pytest.skip("the extra `pdf` is not installed")
    assert doctor(made, "letters") == [("good", f"none waits in the print queue {var / 'letters'}")]
    deliver(var / "letters", approval(message()))
    ((grade, says),) = doctor(made, "letters")
    assert f"1 to print and mail in {var / 'letters' / MANIFEST}, the first of 2026-11-23" in says
    late = wiring.system_clock() > NOON + timedelta(days=5)
    assert grade == ("unsafe" if late else "good")
    (var / "letters" / queued(var / "letters")[0][0].file).unlink()
    assert doctor(made, "letters")[0][0] == "unsafe"
    monkeypatch.delenv("DULY_LETTERS")
    assert doctor(made, "letters")[0][0] == "missing"


def test_the_doctor_names_a_notice_that_is_nearly_late(made: Duly, owing: tuple[Id, Id]) -> None:
    assert doctor(made, "notice") == []
    spoken(owing[0], days=3)
    ((grade, says),) = doctor(made, "notice")
    assert grade == "unsafe"
    assert f"Alex Sample, debt {owing[1]}: no validation notice has been sent" in says


def test_the_doctor_says_whether_anybody_would_see_that_an_e_mail_came_back(
    made: Duly, owing: tuple[Id, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor(made, "e-mail") == [("missing", "DULY_SMTP_URL is not set")]
    monkeypatch.setenv("DULY_SMTP_URL", "smtp://127.0.0.1:1")
    ((grade, says),) = doctor(made, "mail in")
    assert (grade, "DULY_BOUNCES_WATCHED" in says, "as letters" in says) == ("missing", True, True)
    assert not wiring.open_store(settings.load()).collector.bounce_monitoring
    monkeypatch.delenv("DULY_LETTERS")
    assert "to nobody" in doctor(made, "mail in")[0][1]
    monkeypatch.setenv("DULY_BOUNCES_WATCHED", "true")
    assert "read by people only" in doctor(made, "mail in")[0][1]
    assert wiring.open_store(settings.load()).collector.bounce_monitoring


def test_bounces_are_watched_wherever_mail_comes_in(
    made: Duly, owing: tuple[Id, Id], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DULY_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("DULY_LMTP_LISTEN", "127.0.0.1:10024")
    ((grade, says),) = doctor(made, "mail in")
    assert (grade, "bounce+…@example.invalid" in says) == ("good", True)
    assert wiring.open_store(settings.load()).collector.bounce_monitoring
    monkeypatch.setenv("DULY_IMAP_URL", "imap://us:hush-hush@127.0.0.1:1/INBOX")
    ((grade, says), _) = doctor(made, "mail in")
    assert (grade, "cannot be read" in says, "hush-hush" in says) == ("unsafe", True, False)


def learn(consumer: Id, fact: Fact) -> None:
    store = wiring.open_store(settings.load())
    with store.transaction() as unit:
        unit.add_fact(consumer, fact, by="test")
    store.close()


def spoken(consumer: Id, days: int) -> None:
    learn(consumer, FirstContact(id=new_id(), at=wiring.system_clock() - timedelta(days=days), via="call"))


@pytest.mark.parametrize(
    ("there", "waited", "state"),
    [(True, timedelta(0), "sent"), (False, FORGOTTEN, "failed"), (False, timedelta(0), "in_doubt")],
)
def test_a_letter_in_doubt_is_settled_by_whether_it_is_in_the_queue(
    made: Duly, owing: tuple[Id, Id], var: Path, there: bool, waited: timedelta, state: str
) -> None:
    consumer, debt = owing
    leave = approval(message())
    if there:
        deliver(var / "letters", leave)
    house = wiring.build(settings.load(), lambda: NOON + waited)
    doubt: dict[str, Any] = {
        "medium": Medium.MAIL,
        "debts": (debt,),
        "purpose": "validation_notice",
        "state": "in_doubt",
    }
    with house.store.transaction() as unit:
        unit.reserve([(consumer, Attempt(id=leave.attempt, at=NOON, **doubt))], new_id())
    assert settle(house) == (state != "in_doubt")
    dossier = house.store.dossier(consumer, NOON)
    assert [attempt.state for attempt in dossier.attempts] == [state]
    assert bool(house.guard.owed(dossier, NOON)) is (state != "sent")
    house.store.close()
