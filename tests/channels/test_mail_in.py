"""Mail in: what each mail is, what follows from it and what does not; once, whatever is repeated, forged or broken."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import mails, tables
from accounts.basis import AddressFailed
from accounts.consent import OptOut
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Medium, Purpose, State
from accounts.notice import Undeliverable
from accounts.record import Id, new_id
from accounts.store import Store
from channels.mail_in import LARGEST
from channels.port import Came, Unstored
from channels.simulator.mailbox import Mailbox
from tests.channels.post_office import LINKS, PATHS, PostOffice, complaint, delivery_report, opened, written
from tests.channels.test_smtp import OddServer
from tests.walks.world import NOON, add_consumer


@pytest.fixture
async def office(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[PostOffice]:
    with Mailbox(lambda: NOON) as mailbox:
        async with opened(sqlite_store, tmp_path, mailbox.url) as office:
            yield office


@pytest.fixture
async def both(store: Store, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """An office over each database."""
    with Mailbox(lambda: NOON) as mailbox:
        async with opened(store, tmp_path, mailbox.url) as office:
            yield office


async def sent(office: PostOffice, **changes: Any) -> Id:
    outcome = await office.send(**changes)
    assert outcome.left, outcome
    return str(outcome.attempt)


def state(office: PostOffice, attempt: Id) -> State:
    return next(one.state for one in office.dossier.attempts if one.id == attempt)


def words(office: PostOffice) -> list[str]:
    with office.store.reading() as reading:
        bodies = reading.connection.scalars(sa.select(tables.inbounds.c.body).order_by(tables.inbounds.c.id))
        return [body["text"] for body in bodies]


# --- what somebody wrote ---------------------------------------------------------------------------------------


async def test_a_reply_finds_its_consumer_its_thread_and_only_its_own_words(both: PostOffice) -> None:
    attempt = await sent(both)
    quoted = "\n".join(f"> {line}" for line in both.message().text.split("\n"))
    said = both.reply(attempt, f"I already paid this.\n\nOn Monday Harbor Street Credit wrote:\n{quoted}")
    kept = both.take(said)
    assert kept is not None
    assert (kept.kind, kept.consumer, kept.attempt) == ("words", both.consumer, attempt)
    assert words(both) == ["I already paid this."]
    with both.store.reading() as reading:
        inbound = reading.inbound(str(kept.inbound))
        assert inbound is not None
        assert inbound.heading is not None
        assert inbound.heading.message_id == said["Message-ID"]
        assert mails.found(reading, str(kept.inbound))[1] == said.as_bytes()
    both.store.verify_ledger()


async def test_a_mail_is_taken_once_by_whatever_door_and_however_often_it_comes(both: PostOffice) -> None:
    attempt = await sent(both)
    raw = both.reply(attempt, "I dispute this").as_bytes()
    again = b"Received: by another server\r\n" + raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda one: both.take(one), [raw, again] * 4))
    assert sum(mail is not None for mail in taken) == 1
    assert (len(both.kept()), words(both)) == (1, ["I dispute this"])


async def test_two_mails_under_one_message_id_are_two(office: PostOffice) -> None:
    attempt = await sent(office)
    for said in ("thank you", "stop"):
        assert office.take(office.reply(attempt, said, Message_ID="<same@mail.example>")) is not None
    assert words(office) == ["thank you", "stop"]


async def test_a_reply_from_another_address_of_theirs_is_taken_to_come_from_where_we_wrote(office: PostOffice) -> None:
    attempt = await sent(office)
    kept = office.take(
        written("stop", From="alias@elsewhere.example", To=PATHS.address("reply", attempt), Subject="Re: x")
    )
    assert kept is not None
    assert (kept.from_address, kept.consumer) == ("alias@elsewhere.example", office.consumer)
    assert [one.from_address for one in office.dossier.inbounds] == [office.address]


async def test_somebody_unknown_without_a_token_is_nobody(office: PostOffice) -> None:
    attempt = await sent(office)
    forged = PATHS.address("reply", attempt).replace("reply+", "reply+a")
    for to in ("accounts@collector.test", forged):
        kept = office.take(written("who are you?", From="stranger@elsewhere.example", To=to, Subject=f"hello {to}"))
        assert kept is not None
        assert (kept.kind, kept.consumer) == ("words", None)
    assert not office.dossier.inbounds


async def test_an_address_that_two_consumers_share_is_told_apart_by_what_is_answered(office: PostOffice) -> None:
    attempt = await sent(office)
    other, _ = add_consumer(office.store)
    shared = ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=office.address)
    with office.store.transaction() as unit:
        unit.add_points(other, [shared], NOON)
    assert office.take(written("hello", From=office.address, To="accounts@collector.test", Subject="hi")) is not None
    assert not office.dossier.inbounds
    assert office.take(office.reply(attempt, "hello again")) is not None
    assert len(office.dossier.inbounds) == 1
    assert not office.store.dossier(other, NOON).inbounds


async def test_a_subject_of_their_own_is_among_their_words_and_ours_is_not(office: PostOffice) -> None:
    attempt = await sent(office)
    subject = office.message().subject
    office.take(office.reply(attempt, "", Subject="Stop emailing me"))
    office.take(office.reply(attempt, "Yes", Subject=f"RE: {subject}"))
    office.take(office.reply(attempt, "No", Subject=subject))
    assert words(office) == ["Stop emailing me", "Yes", "No"]


async def test_what_a_mail_says_is_not_in_the_ledger_nor_readable_in_the_table(office: PostOffice) -> None:
    attempt = await sent(office)
    office.take(office.reply(attempt, "born 02/03/1980", Subject="02/03/1980 again"))
    with office.store.reading() as reading:
        ledger = list(reading.connection.scalars(sa.select(tables.ledger.c.body)))
        sealed = reading.connection.scalar(sa.select(tables.mails.c.raw_sealed))
    assert not any("02/03/1980" in body for body in ledger)
    assert b"1980" not in (sealed or b"")


async def test_attachments_are_named_and_not_opened(office: PostOffice) -> None:
    attempt = await sent(office)
    said = office.reply(attempt, "Here is the receipt.")
    said.add_attachment(b"%PDF-1.7 not really", maintype="application", subtype="pdf", filename="../../receipt.pdf")
    said.add_attachment("<script>", subtype="html", filename="page.html")
    kept = office.take(said)
    assert kept is not None
    with office.store.reading() as reading:
        inbound = reading.inbound(str(kept.inbound))
    assert inbound is not None
    assert inbound.heading is not None
    assert inbound.heading.attachments == (".. .. receipt.pdf (19 bytes)", "page.html (10 bytes)")
    assert inbound.text == "Here is the receipt."


async def test_a_mail_in_html_alone_is_read_without_what_it_quotes(office: PostOffice) -> None:
    attempt = await sent(office)
    said = office.reply(attempt, "x")
    said.set_content(
        "<p>Please <b>call</b> me</p><blockquote>To stop, reply STOP</blockquote><style>STOP</style>", subtype="html"
    )
    office.take(said)
    assert words(office) == ["Please call me"]


@pytest.mark.parametrize(
    ("charset", "written_as"),
    [
        ("iso-8859-1", "iso-8859-1"),
        ("utf-8", "utf-8"),
        ("x-unknown", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("windows-1252", "cp1252"),
    ],
)
async def test_a_charset_that_is_named_wrongly_or_not_at_all_costs_no_words(
    office: PostOffice, charset: str, written_as: str
) -> None:
    attempt = await sent(office)
    head = f"From: {office.address}\r\nTo: {PATHS.address('reply', attempt)}\r\nSubject: Re: x\r\n"
    raw = f"{head}Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    office.take(raw + "ya pagué mañana".encode(written_as))
    assert words(office) == ["ya pagué mañana"]


# --- what no person wrote ---------------------------------------------------------------------------------------

AUTOMATIC: list[dict[str, str]] = [
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated (rejected)"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"X-Autoreply": "yes"},
    {"X-Auto-Response-Suppress": "All", "Subject": "Automatic reply: About your account"},
    {"Subject": "Out of Office: About your account"},
    {"Subject": "Respuesta automática: Sobre su cuenta"},
    {"Return-Path": "<>"},
    {"From": "noreply@mail.example"},
    {"List-Id": "<news.mail.example>"},
]


@pytest.mark.parametrize("headers", AUTOMATIC, ids=str)
async def test_an_automatic_reply_is_no_word_of_the_consumers(office: PostOffice, headers: dict[str, str]) -> None:
    attempt = await sent(office)
    facts = len(office.dossier.facts)
    mail = office.reply(attempt, "STOP. I am away until Monday.")
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    kept = office.take(mail)
    assert kept is not None
    assert (kept.kind, kept.inbound, bool(kept.says)) == ("auto", None, True)
    assert (words(office), len(office.dossier.facts), office.dossier.inbounds) == ([], facts, ())


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "no"}, {"Precedence": "normal"}, {"Subject": "Re: auto insurance"}], ids=str
)
async def test_a_person_who_only_looks_a_little_like_a_program_is_heard(
    office: PostOffice, headers: dict[str, str]
) -> None:
    attempt = await sent(office)
    mail = office.reply(attempt, "hello")
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    kept = office.take(mail)
    assert kept is not None
    assert kept.kind == "words"


async def test_what_comes_to_a_return_path_and_reports_nothing_is_heard_by_nobody(office: PostOffice) -> None:
    attempt = await sent(office)
    kept = office.take(written("stop", From=office.address, To=PATHS.address("bounce", attempt), Subject="Re: x"))
    assert kept is not None
    assert kept.kind == "auto"


async def test_our_own_mail_that_comes_back_to_us_begins_no_conversation(office: PostOffice) -> None:
    kept = office.take(written("hello", From="accounts@collector.test", To="accounts@collector.test", Subject="x"))
    assert kept is not None
    assert kept.kind == "auto"


# --- what servers say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "lasting", "attention"),
    [
        ("5.1.1", True, False),
        ("5.1.10", True, False),
        ("5.2.1", True, False),
        ("5.2.2", False, False),
        ("4.2.1", False, False),
        ("4.4.7", False, False),
        ("5.4.4", False, False),
        ("5.7.1", None, True),
        ("5.1.8", None, True),
        ("5.0.0", None, True),
    ],
)
async def test_what_came_back_changes_the_address_by_its_status(
    office: PostOffice, status: str, lasting: bool | None, attention: bool
) -> None:
    attempt = await sent(office)
    kept = office.take(delivery_report(attempt, status=status))
    assert kept is not None
    assert (kept.kind, kept.code, kept.attention) == ("bounce", status, attention)
    assert state(office, attempt) is State.UNDELIVERED
    assert [fact.of for fact in office.dossier.of(Undeliverable)] == [attempt]
    failed = office.dossier.of(AddressFailed)
    assert [fact.lasting for fact in failed] == ([] if lasting is None else [lasting])
    assert all(status in fact.says and fact.address == office.address for fact in failed)


@pytest.mark.parametrize(
    ("action", "ends"), [("delayed", State.SENT), ("relayed", State.SENT), ("delivered", State.DELIVERED)]
)
async def test_a_report_that_is_no_failure_returns_nothing(office: PostOffice, action: str, ends: State) -> None:
    attempt = await sent(office)
    office.take(delivery_report(attempt, action=action, status="4.4.1" if action == "delayed" else "2.0.0"))
    assert state(office, attempt) is ends
    assert not office.dossier.of(Undeliverable)


async def test_what_was_delivered_does_not_come_back_afterwards(office: PostOffice) -> None:
    attempt = await sent(office)
    office.take(delivery_report(attempt, action="delivered", status="2.0.0"))
    office.take(delivery_report(attempt))
    assert state(office, attempt) is State.DELIVERED


async def test_no_more_mail_goes_to_an_address_at_which_nobody_is(office: PostOffice) -> None:
    attempt = await sent(office)
    office.take(delivery_report(attempt))
    refused = await office.send(purpose=Purpose.REPLY)
    assert "house.dead-address" in {objection.rule for objection in refused.decision.objections}


async def test_a_refusal_at_the_door_marks_the_address_as_well(sqlite_store: Store, tmp_path: Path) -> None:
    async with (
        OddServer(RCPT="550 5.1.1 no such person") as server,
        opened(sqlite_store, tmp_path, server.url) as office,
    ):
        outcome = await office.send()
        assert outcome.receipt is not None
        assert outcome.receipt.state == "failed"
        assert [(fact.code, fact.lasting) for fact in office.dossier.of(AddressFailed)] == [("5.1.1", True)]
        assert not office.dossier.of(Undeliverable)  # it never left


async def test_a_report_that_proves_no_attempt_changes_nothing_and_is_shown(office: PostOffice) -> None:
    attempt = await sent(office)
    facts = len(office.dossier.facts)
    forged = PATHS.address("bounce", attempt)
    forged = forged[:-20] + ("a" if forged[-20] != "a" else "b") + forged[-19:]
    for to in (forged, "bounce+nothing@collector.test", "accounts@collector.test", PATHS.address("bounce", new_id())):
        kept = office.take(delivery_report(attempt, to=to))
        assert kept is not None
        assert (kept.kind, kept.attempt, kept.attention) == ("bounce", None, True)
    assert (state(office, attempt), len(office.dossier.facts)) == (State.SENT, facts)
    with office.store.reading() as reading:
        assert len(mails.listed(reading, unseen=True)) == 4


async def test_a_report_that_brings_our_mail_back_is_believed_without_a_token(office: PostOffice) -> None:
    attempt = await sent(office)
    report = delivery_report(attempt, to="accounts@collector.test").removesuffix(b"--b--\r\n")
    headers = f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{attempt}@collector.test>\r\n\r\n--b--\r\n"
    office.take(report + headers.encode())
    assert state(office, attempt) is State.UNDELIVERED


async def test_somebody_who_forwards_a_report_to_us_reports_nothing(office: PostOffice) -> None:
    attempt = await sent(office)
    mail = office.reply(attempt, "what is this?")
    mail.add_attachment(delivery_report(attempt), maintype="application", subtype="octet-stream", filename="report.eml")
    office.take(mail)
    assert (words(office), state(office, attempt)) == (["what is this?"], State.SENT)


async def test_a_report_in_prose_is_read_for_its_status(office: PostOffice) -> None:
    attempt = await sent(office)
    said = written(
        "550-5.1.1 The account does not exist.", From="Mailer-Daemon@mx.example", To=PATHS.address("bounce", attempt)
    )
    kept = office.take(said, sender="")
    assert kept is not None
    assert (kept.kind, kept.code) == ("bounce", "5.1.1")
    assert [fact.lasting for fact in office.dossier.of(AddressFailed)] == [True]


async def test_a_complaint_closes_the_address_to_mail_once(office: PostOffice) -> None:
    attempt = await sent(office)
    original = f"Message-ID: <{attempt}@collector.test>\r\nFrom: accounts@collector.test\r\n\r\nwords"
    for _ in range(2):
        kept = office.take(complaint(original))
        assert kept is not None
        assert kept.kind == "complaint"
    (out,) = office.dossier.of(OptOut)
    assert (out.medium, out.address, out.via) == (Medium.EMAIL, office.address, "complaint")
    assert state(office, attempt) is State.SENT


async def test_a_complaint_about_nothing_of_ours_closes_nothing_and_is_shown(office: PostOffice) -> None:
    await sent(office)
    kept = office.take(complaint(f"Message-ID: <{new_id()}@collector.test>\r\n\r\nwords"))
    assert kept is not None
    assert (kept.kind, kept.attention, office.dossier.of(OptOut)) == ("complaint", True, ())


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
async def test_feedback_that_is_no_complaint_closes_nothing(office: PostOffice, kind: str) -> None:
    attempt = await sent(office)
    office.take(complaint(f"Message-ID: <{attempt}@collector.test>\r\n\r\nwords", kind))
    assert office.dossier.of(OptOut) == ()


async def test_a_mail_programs_unsubscribe_closes_the_address_without_any_word(office: PostOffice) -> None:
    attempt = await sent(office)
    token = opt_out_token(office)
    for subject in (
        "unsubscribe",
        f"Unsubscribe {token}",
        f"unsubscribe {'aB3_' * 10}-x9",
    ):  # as they were spelt before
        kept = office.take(
            office.reply(attempt, "Sent by a mail program", Subject=subject, **{"Auto-Submitted": "auto-generated"})
        )
        assert kept is not None
        assert kept.kind == "unsubscribe"
    (out,) = office.dossier.of(OptOut)
    assert (out.medium, out.address, out.via) == (Medium.EMAIL, office.address, "mailto")
    assert words(office) == []


def opt_out_token(office: PostOffice) -> str:
    point = next(point for point in office.dossier.points if point.address == office.address)
    return LINKS.url(point.id).rpartition("/")[2]


# --- what is broken ---------------------------------------------------------------------------------------------

BROKEN = [
    b"",
    b"\r\n\r\n",
    b"not a mail at all",
    b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
    b"From: =?utf-8?q?=ff=fe?= <a@b.c>\r\nSubject: =?x-none?b?AAAA?=\r\n\r\nx",
    b'Content-Type: text/plain; charset="\xff"\r\n\r\n\xff\x00\xfe',
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--b--",
    b"From: a@b.c, d@e.f\r\nTo: <<<>>>\r\nMessage-ID: <\r\nReferences: <<>> <a b>\r\n\r\nx",
    b"Content-Type: " + b"multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: " * 500 + b"text/plain\r\n\r\nx",
    b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain\r\n\r\n!!!!====",
    b"Date: " + b"x" * 100_000 + b"\r\n\r\nx",
]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_mail_is_kept_and_breaks_nothing(office: PostOffice, raw: bytes) -> None:
    kept = office.take(raw)
    assert kept is not None
    with office.store.reading() as reading:
        assert mails.found(reading, kept.id)[1] == raw
    assert office.take(raw) is None


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.binary(max_size=300), body=st.binary(max_size=300))
async def test_no_bytes_whatever_keep_a_mail_from_being_taken(office: PostOffice, head: bytes, body: bytes) -> None:
    raw = b"From: x@y.z\r\nContent-Type: multipart/mixed; boundary=a\r\n" + head + b"\r\n\r\n--a\r\n" + body
    office.take(raw)
    assert office.take(raw) is None


async def test_a_mail_that_is_too_big_is_for_a_person(office: PostOffice) -> None:
    attempt = await sent(office)
    beginning = office.reply(attempt, "stop").as_bytes()[:200]
    kept = office.mail_in.take(Came(via="imap", at=NOON, raw=beginning, size=LARGEST + 1))
    assert kept is not None
    assert (kept.kind, kept.attention) == ("unread", True)
    assert f"{LARGEST + 1:,} bytes" in kept.says


async def test_a_store_that_is_away_takes_no_mail(office: PostOffice) -> None:
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE mails RENAME TO elsewhere")
    raw = written("hello", From="a@b.example", To="accounts@collector.test").as_bytes()
    with pytest.raises(Unstored):
        office.take(raw)
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO mails")
    assert words(office) == []  # whole or not at all
    assert office.take(raw) is not None


async def test_a_person_sees_what_needs_one_and_puts_it_away(both: PostOffice) -> None:
    kept = both.take(b"\xff")
    assert kept is not None
    with both.store.transaction() as unit:
        assert mails.see(unit, kept, "Ann", NOON) is False  # words of somebody unknown need nobody here
    stray = both.take(delivery_report(new_id()))
    assert stray is not None
    with both.store.transaction() as unit:
        assert mails.listed(unit, unseen=True) == [stray]
        assert mails.listed(unit, before=stray.id) == [kept]
        assert mails.waiting(unit) == 1
        assert mails.see(unit, stray, "Ann", NOON)
        assert not mails.see(unit, stray, "Bo", NOON)
        assert (mails.listed(unit, unseen=True), mails.waiting(unit)) == ([], 0)
        assert mails.found(unit, stray.id)[0].seen_by == "Ann"


async def test_the_ledger_tells_of_every_mail_without_whose_it_was(office: PostOffice) -> None:
    attempt = await sent(office)
    office.take(delivery_report(attempt))
    with office.store.reading() as reading:
        bodies = [
            json.loads(b)
            for b in reading.connection.scalars(sa.select(tables.ledger.c.body).where(tables.ledger.c.kind == "mail"))
        ]
    assert [(body["mail"]["kind"], body["mail"]["attempt"], "from_address" in body["mail"]) for body in bodies] == [
        ("bounce", attempt, False)
    ]
    office.store.verify_ledger()
