"""The mailbox keeps every mail that it accepts."""

import json
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from accounts.errors import BadSettings
from channels.simulator.journal import read
from channels.simulator.mailbox import Mailbox

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOON


def send(box: Mailbox, subject: str = "Hola", text: Any = "¿Qué tal?\n", html: str = "") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@collector.example", "ana@example.com", subject
    mail["Message-ID"] = "<1@collector.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    with smtplib.SMTP(box.host, box.port, timeout=10) as server:
        server.send_message(mail)


def test_a_mail_of_any_client_is_kept_and_can_be_read() -> None:
    with Mailbox(clock) as box:
        send(box, html="<p>¿Qué tal?</p>")
        send(box, subject="Two")
        first, second = box.list()
    assert (first.number, first.subject, first.text, first.html) == (1, "Hola", "¿Qué tal?\n", "<p>¿Qué tal?</p>\n")
    assert (first.recipients, first.at, first.message_id) == (
        ("ana@example.com",),
        NOON.isoformat(),
        "<1@collector.example>",
    )
    assert (second.html, box.get(2)) == ("", second)
    assert box.get(0) is None
    assert box.get(3) is None


def test_a_mailbox_that_begins_again_has_its_mails_and_another_process_can_count_them(tmp_path: Path) -> None:
    journal = tmp_path / "var" / "journal.jsonl"
    with Mailbox(clock, journal=journal) as box:
        send(box)
    with Mailbox(clock, journal=journal) as again:
        send(again, subject="Two")
        assert [mail.subject for mail in again.list()] == ["Hola", "Two"]
    assert len(list(read(journal, "mail"))) == 2


def test_a_journal_line_is_whole_json_even_for_a_mail_that_is_not_text(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    with Mailbox(clock, journal=journal) as box, smtplib.SMTP(box.host, box.port, timeout=10) as server:
        server.sendmail("a@x.example", ["b@x.example"], b"\xff\xfe no header\r\n")
    (line,) = journal.read_text().splitlines()
    assert json.loads(line)["to"] == ["b@x.example"]
    assert (box.list()[0].subject, box.list()[0].message_id) == ("", "")


def test_a_port_that_is_taken_is_a_clear_error() -> None:
    with Mailbox(clock) as box, pytest.raises(BadSettings, match=str(box.port)):
        Mailbox(clock, port=box.port).open()


def test_a_mailbox_that_is_closed_takes_nothing_more() -> None:
    with Mailbox(clock) as box:
        send(box)
    with pytest.raises(ConnectionRefusedError):
        send(box)
    assert len(box.list()) == 1
