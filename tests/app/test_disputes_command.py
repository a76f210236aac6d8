"""`duly disputes`: who waits, the letter in the print queue, what was mailed; and that nothing is put down before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.consumer import Representation
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest, SpanishRequest, ValidationSent
from accounts.record import Id, new_id
from app import settings, wiring
from channels.letter import queued
from tests.app.conftest import Duly

HEADER = (
    "creditor,original_creditor,account_number,balance,name,email,street,city,state,zip,"
    "itemization_kind,itemization_date,itemization_amount"
)
ROW = "A Bank,A Bank,55501234,10.00,Ann Bo,ann@mail.example,1 Elm Street,Cleveland,OH,44113,charge_off,2026-01-02,10.00"


@pytest.fixture
def disputed(made: Duly, tmp_path: Path) -> tuple[Duly, Id]:
    """Return how to run a command, and the dispute of a consumer."""
    (tmp_path / "file.csv").write_text(f"{HEADER}\n{ROW}\n")
    placed = made("place", tmp_path / "file.csv", "--json")
    assert placed.status == 0, placed.out
    dispute = Dispute(id=new_id(), at=wiring.system_clock() - timedelta(days=7), via="mail")
    put(dispute)
    return made, dispute.id


def put(*facts: Any) -> None:
    store = wiring.open_store(settings.load())
    with store.transaction() as unit:
        (consumer,) = unit.consumer_ids()
        for fact in facts:
            unit.add_fact(consumer, fact, by="test")
    store.close()


@pytest.fixture(autouse=True)
def addressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the collector an address, without which no letter can come back."""
    monkeypatch.setenv("DULY_COLLECTOR_ADDRESS", "PO Box 12, Albany, NY 12201")


def answers() -> list[tuple[str, str]]:
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        (dossier,) = reading.dossiers(reading.consumer_ids(), wiring.system_clock()).values()
    store.close()
    return [(fact.of, fact.kind) for fact in dossier.of(DisputeAnswered)]


def test_who_waits_is_listed_until_a_person_has_mailed_the_answer(disputed: tuple[Duly, Id]) -> None:
    duly, dispute = disputed
    (waits,) = duly("disputes", "list", "--json").json
    assert (waits["of"], waits["what"]) == (dispute, "verification")
    assert "waits for 7 days" in waits["says"]
    assert dispute in duly("disputes", "list").out
    assert answers() == []
    said = duly("disputes", "mailed", dispute, "--as", "verification", "--agent", "Ana")
    assert said.status == 0, said.err
    assert answers() == [(dispute, "verification_sent")]
    assert "Nobody waits" in duly("disputes", "list").out
    again = duly("disputes", "mailed", dispute, "--as", "verification", "--agent", "Ana")
    assert again.status == 2


def test_an_answer_by_letter_waits_in_the_print_queue_and_is_put_down(
    disputed: tuple[Duly, Id], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duly, dispute = disputed
    asked = ("disputes", "letter", dispute, "--as", "verification", "--agent", "Ana")
    shown = ("--evidence", "A copy of the contract of 3 May 2024.")
    assert "lacks what shows the debt" in duly(*asked).err
    assert "no channel is set up for mail" in duly(*asked, *shown).err
    assert answers() == []
    monkeypatch.setenv("DULY_LETTERS", str(tmp_path / "letters"))
    said = duly(*asked, *shown)
    assert said.status == 0, said.out + said.err
    (letter,), wrong = queued(tmp_path / "letters")
    assert wrong == []
    assert letter.file in said.out
    assert letter.address == ("Ann Bo", "1 Elm Street", "Cleveland, OH 44113")
    assert answers() == [(dispute, "verification_sent")]
    assert "Nobody waits" in duly("disputes", "list").out
    assert duly(*asked, *shown).status == 2


def test_a_letter_that_the_post_brings_back_was_not_sent_and_is_waited_for_again(
    disputed: tuple[Duly, Id], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duly, dispute = disputed
    assert "no letters are set up" in duly("letters", "list").err
    monkeypatch.setenv("DULY_LETTERS", str(tmp_path / "letters"))
    assert "No letter waits" in duly("letters", "list").out
    duly("disputes", "letter", dispute, "--as", "verification", "--agent", "Ana", "--evidence", "A contract.")
    (letter,) = duly("letters", "list", "--json").json["letters"]
    assert letter["file"] in duly("letters", "list").out
    assert duly("letters", "returned", "another.pdf").status == 2
    assert "came back" in duly("letters", "returned", letter["file"]).out
    assert "put down before" in duly("letters", "returned", letter["attempt"]).out
    (waits,) = duly("disputes", "list", "--json").json
    assert waits["of"] == dispute
    assert "collection has stopped by law" in waits["says"]


def test_the_doctor_says_how_many_wait_and_how_long_the_oldest_has(disputed: tuple[Duly, Id]) -> None:
    duly, dispute = disputed

    def doctor() -> tuple[str, str]:
        (found,) = (one for one in duly("doctor", "--json").json if one["what"] == "disputes")
        return found["grade"], found["says"]

    assert doctor() == ("missing", "1 waits for an answer, the oldest for 7 days: duly disputes list")
    request = OriginalCreditorRequest(id=new_id(), at=wiring.system_clock(), via="email")
    put(request)
    assert doctor() == ("missing", "2 wait for an answer, the oldest for 7 days: duly disputes list")
    put(
        DisputeAnswered(id=new_id(), at=wiring.system_clock(), of=dispute),
        DisputeAnswered(id=new_id(), at=wiring.system_clock(), of=request.id, kind="oc_response_sent"),
    )
    assert doctor() == ("good", "none waits for an answer")


def test_a_letter_that_the_guard_refuses_is_not_in_the_queue(
    disputed: tuple[Duly, Id], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duly, dispute = disputed
    monkeypatch.setenv("DULY_LETTERS", str(tmp_path / "letters"))
    put(Representation(id=new_id(), at=wiring.system_clock()))
    said = duly("disputes", "letter", dispute, "--as", "verification", "--agent", "Ana", "--evidence", "A contract.")
    assert said.status == 1
    assert said.out.startswith("Not sent: ")
    assert queued(tmp_path / "letters") == ([], [])
    assert answers() == []


def test_without_a_wire_or_consent_no_answer_leaves_and_none_is_put_down(disputed: tuple[Duly, Id]) -> None:
    duly, dispute = disputed
    said = duly("disputes", "answer", dispute, "--as", "verification", "--agent", "Ana", "--evidence", "A contract.")
    assert said.status == 2
    assert "no channel is set up" in said.err
    assert answers() == []


def test_a_request_is_answered_as_one(
    disputed: tuple[Duly, Id], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duly, _ = disputed
    request = OriginalCreditorRequest(id=new_id(), at=wiring.system_clock(), via="email")
    put(request, ValidationSent(id=new_id(), at=wiring.system_clock(), via="mail"))
    wrong = duly("disputes", "mailed", request.id, "--as", "verification", "--agent", "Ana")
    assert "is a request" in wrong.err
    monkeypatch.setenv("DULY_LETTERS", str(tmp_path / "letters"))
    said = duly("disputes", "letter", request.id, "--as", "same_creditor_notice", "--agent", "Ana")
    assert said.status == 0, said.out + said.err
    assert answers() == [(request.id, "same_creditor_notice_sent")]
    assert duly("disputes", "mailed", "another", "--as", "verification", "--agent", "Ana").status == 2


# --- what came by letter or telephone ---------------------------------------------------------------------------------


def facts(kind: type[Any]) -> list[Any]:
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        (dossier,) = reading.dossiers(reading.consumer_ids(), wiring.system_clock()).values()
    store.close()
    return list(dossier.of(kind))


def whose() -> Id:
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        (consumer,) = reading.consumer_ids()
    store.close()
    return consumer


def record(duly: Duly, *args: str, what: str = "dispute", via: str = "mail", consumer: str = "") -> Any:
    told = ("--what", what, "--via", via, "--agent", "Ana")
    return duly("disputes", "record", consumer or whose(), *told, *args)


def test_a_request_for_the_spanish_notice_that_came_by_telephone_is_put_down(disputed: tuple[Duly, Id]) -> None:
    duly, _ = disputed
    put_down = record(duly, "--json", what="spanish", via="call").json
    (fact,) = facts(SpanishRequest)
    assert (fact.id, fact.via, fact.debts) == (put_down["id"], "call", None)
    assert record(duly, what="original_creditor").status == 0
    assert [one.via for one in facts(OriginalCreditorRequest)] == ["mail"]


def test_a_dispute_repeated_in_other_words_waits_as_one_that_may_be_duplicative(disputed: tuple[Duly, Id]) -> None:
    duly, first = disputed
    now = wiring.system_clock()
    put(DisputeAnswered(id=new_id(), at=now - timedelta(days=3), of=first))
    again = record(duly, "--same-as", first, "--nothing-new", "--text", "Not mine!", "--why", "not_mine", "--json").json
    (waits,) = duly("disputes", "list", "--json").json
    assert (waits["of"], waits["what"]) == (again["id"], "duplicative_dispute_notice")
    new = record(duly, "--same-as", first, "--new-material", "--json").json
    wanted = {one["of"]: one["what"] for one in duly("disputes", "list", "--json").json}
    assert wanted[new["id"]] == "verification"


def test_when_it_was_posted_and_received_and_about_what_is_kept(disputed: tuple[Duly, Id]) -> None:
    duly, _ = disputed
    days = ("--received", "2026-05-08T09:00:00-04:00", "--sent", "2026-05-04T12:00:00-04:00")
    assert record(duly, *days, "--portion", "the late fees", "--json").status == 0
    dispute = next(one for one in facts(Dispute) if one.portion)
    assert dispute.sent_at is not None
    assert (dispute.at.date().isoformat(), dispute.sent_at.date().isoformat()) == ("2026-05-08", "2026-05-04")


@pytest.mark.parametrize(
    ("args", "changes", "says"),
    [
        ((), {"what": "plea"}, "'plea' is not one of dispute, original_creditor, spanish"),
        ((), {"via": "pigeon"}, "'pigeon' is not one of"),
        (("--why", "moon"), {}, "'moon' is not one of"),
        ((), {"consumer": "nobody"}, "no consumer has the id nobody"),
        (("--debt", "none"), {}, "has no debt none"),
        (("--received", "2999-01-01T00:00:00+00:00"), {}, "received before now"),
        (
            ("--received", "2026-05-04T12:00:00-04:00", "--sent", "2026-05-05T12:00:00-04:00"),
            {},
            "before it was received",
        ),
        (("--same-as", "none"), {}, "no earlier dispute"),
        (("--new-material",), {}, "say which it repeats"),
        (("--portion", "x"), {"what": "spanish"}, "only a dispute"),
        (("--text", "x" * 4001), {}, "longer than 4000"),
        (("--agent", " "), {}, "gives their name"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    disputed: tuple[Duly, Id], args: tuple[str, ...], changes: dict[str, str], says: str
) -> None:
    said = record(disputed[0], *args, **changes)
    assert (said.status, said.err.count("\n")) == (2, 1), said.err
    assert says in said.err
    assert (len(facts(Dispute)), facts(SpanishRequest)) == (1, [])
