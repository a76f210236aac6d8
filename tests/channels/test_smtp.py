"""The e-mail wire against real SMTP: what arrives, and what is known when something goes wrong."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.contact import Medium, Message
from accounts.errors import ApprovalSpent, BadInput, BadSettings
from accounts.record import new_id
from channels.links import OptOutLinks
from channels.mime import MailForm
from channels.simulator.mailbox import Mailbox
from channels.smtp import SmtpChannel, SmtpServer
from compliance.approval import Approval

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LINKS = OptOutLinks("https://pay.example.com", b"a secret of sixteen bytes or more")
SENDER = "Example Collections <hello@collector.example>"


def clock() -> datetime:
    return NOON


def mail(**changes: Any) -> Message:
    facts = {
        "id": new_id(),
        "consumer": new_id(),
        "medium": Medium.EMAIL,
        "to": "ana@example.com",
        "subject": "About your account",
        "text": "Hello Ana,\nplease call us.\n",
    }
    return Message(**{**facts, **changes})


def approve(message: Any, valid_until: datetime = NOON + timedelta(seconds=60)) -> Approval:
    return Approval(message, new_id(), new_id(), valid_until)


@pytest.fixture
def mailbox() -> Iterator[Any]:
    with Mailbox(clock) as box:
        yield box


@contextlib.asynccontextmanager
async def wire(url: str, **options: Any) -> AsyncIterator[Any]:
    channel = SmtpChannel(url, SENDER, LINKS, clock, **options)
    try:
        yield channel
    finally:
        await channel.aclose()


ONE_BY_ONE, TOGETHER = "250 odd", "250-odd\r\n250 PIPELINING"


class OddServer:
    """A server that follows a script: command -> answer; None hangs up, "" says nothing."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {
            "CONNECT": "220 odd", "EHLO": "250 odd", "MAIL": "250 ok", "RCPT": "250 ok",
            "DATA": "354 go on", "BODY": "250 kept", "RSET": "250 ok", "QUIT": "221 bye", **answers,
        }  # fmt: skip
        self.connections = 0
        self.heard: list[str] = []
        self.bodies: list[bytes] = []

    async def __aenter__(self) -> Any:
        self.server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        self.url = f"smtp://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            going = await self.say(writer, "CONNECT")
            while going:
                line = await reader.readline()
                if not line:
                    return
                verb = line[:4].decode().upper()
                self.heard.append(verb)
                going = await self.say(writer, verb)
                if verb == "DATA" and going and self.said.startswith("354"):
                    self.bodies.append(await reader.readuntil(b"\r\n.\r\n"))
                    going = await self.say(writer, "BODY")
        except asyncio.IncompleteReadError:
            pass  # the words never came
        finally:
            writer.close()

    async def say(self, writer: asyncio.StreamWriter, verb: str) -> Any:
        answer = self.answers[verb]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        self.said = answer or ""
        if answer is None:
            return False
        if answer:
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
        return not answer.startswith("421")


async def test_a_mail_arrives_with_its_words_and_its_reference(mailbox: Mailbox) -> None:
    link = LINKS.url(new_id())
    approval = approve(mail(text=f"Hola Peña,\nllámenos.\nStop: {link}\n", html="<p>Hola <b>Peña</b></p>"))
    async with wire(mailbox.url) as channel:
        receipt = await channel.deliver(approval)
    (arrived,) = mailbox.list()
    assert (receipt.state, receipt.reference) == ("sent", f"<{approval.attempt}@collector.example>")
    assert arrived.message_id == receipt.reference
    assert arrived.recipients == ("ana@example.com",)
    assert arrived.sender == "hello@collector.example"
    assert arrived.subject == "About your account"
    assert arrived.text == f"Hola Peña,\nllámenos.\nStop: {link}\n"
    assert arrived.html == "<p>Hola <b>Peña</b></p>\n"


async def test_a_mail_program_can_opt_out_with_one_click(mailbox: Mailbox) -> None:
    link = LINKS.url(new_id())
    async with wire(mailbox.url) as channel:
        await channel.deliver(approve(mail(text=f"Stop: {link}")))
    headers = mailbox.list()[0].parsed
    token = link.rpartition("/")[2]
    assert headers["List-Unsubscribe"] == f"<{link}>, <mailto:hello@collector.example?subject=unsubscribe%20{token}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


async def test_a_mail_without_a_link_promises_no_one_click(mailbox: Mailbox) -> None:
    async with wire(mailbox.url) as channel:
        await channel.deliver(approve(mail()))
    headers = mailbox.list()[0].parsed
    assert headers["List-Unsubscribe"] == "<mailto:hello@collector.example?subject=unsubscribe>"
    assert headers["List-Unsubscribe-Post"] is None


async def test_thirty_mails_at_once_share_a_few_connections_and_none_is_lost() -> None:
    async with OddServer() as server, wire(server.url, pool=4) as channel:
        receipts = await asyncio.gather(*(channel.deliver(approve(mail())) for _ in range(30)))
    assert [receipt.state for receipt in receipts] == ["sent"] * 30
    assert len(server.bodies) == 30
    assert 1 <= server.connections <= 4


async def test_an_approval_carries_one_mail_only(mailbox: Mailbox) -> None:
    approval = approve(mail())
    async with wire(mailbox.url) as channel:
        await channel.deliver(approval)
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)
        assert (await channel.deliver(approve(mail()))).state == "sent"  # the wire is still good
    assert len(mailbox.list()) == 2


@pytest.mark.parametrize("seconds", [0, -1])
async def test_an_approval_that_has_ended_sends_nothing(mailbox: Mailbox, seconds: int) -> None:
    async with wire(mailbox.url) as channel:
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approve(mail(), valid_until=NOON + timedelta(seconds=seconds)))
    assert mailbox.list() == ()


async def test_an_approval_that_ends_in_a_moment_still_sends(mailbox: Mailbox) -> None:
    async with wire(mailbox.url) as channel:
        receipt = await channel.deliver(approve(mail(), valid_until=NOON + timedelta(microseconds=1)))
    assert receipt.state == "sent"


async def test_an_approval_for_a_text_message_sends_no_mail(mailbox: Mailbox) -> None:
    async with wire(mailbox.url) as channel:
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approve(mail(medium=Medium.SMS)))
    assert mailbox.list() == ()


async def test_a_server_that_is_not_there_is_a_certain_failure_and_uses_the_approval_up() -> None:
    async with OddServer() as server:
        url = server.url
    approval = approve(mail())
    async with wire(url) as channel:
        receipt = await channel.deliver(approval)
        assert receipt.state == "failed"
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approval)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"CONNECT": "554 no"}, "554"),
        ({"CONNECT": None}, None),
        ({"MAIL": "550 no such sender"}, "550"),
        ({"MAIL": None}, None),
        ({"RCPT": "550 5.1.1 no such person"}, "550"),
        ({"RCPT": "451 later"}, "451"),
        ({"RCPT": None}, None),
        ({"DATA": "554 no"}, "554"),
        ({"DATA": None}, None),
        ({"BODY": "554 5.7.1 refused"}, "554"),
        ({"BODY": "452 full"}, "452"),
    ],
)
@pytest.mark.parametrize("hello", [ONE_BY_ONE, TOGETHER])
async def test_what_the_server_refuses_or_never_hears_has_failed(
    answers: dict[str, Any], code: str | None, hello: str
) -> None:
    async with OddServer(EHLO=hello, **answers) as server, wire(server.url) as channel:
        receipt = await channel.deliver(approve(mail()))
    assert (receipt.state, receipt.code) == ("failed", code)
    assert receipt.says


@pytest.mark.parametrize("hello", [ONE_BY_ONE, TOGETHER])
@pytest.mark.parametrize("answers", [{"BODY": None}, {"BODY": ""}, {"BODY": "299 odd"}, {"BODY": "no SMTP"}])
async def test_a_connection_lost_or_silent_after_the_words_is_in_doubt_and_is_not_tried_again(
    answers: dict[str, Any], hello: str
) -> None:
    async with OddServer(EHLO=hello, **answers) as server, wire(server.url, timeout=0.2) as channel:
        receipt = await channel.deliver(approve(mail()))
    assert receipt.state == "in_doubt"
    assert server.heard.count("DATA") == 1


async def test_a_time_out_before_data_is_a_certain_failure() -> None:
    async with OddServer(RCPT="") as server, wire(server.url, timeout=0.2) as channel:
        receipt = await channel.deliver(approve(mail()))
    assert receipt.state == "failed"
    assert "DATA" not in server.heard


async def test_a_refused_mail_leaves_nothing_behind_for_the_next_one() -> None:
    async with OddServer(RCPT=["550 no", "250 ok"]) as server, wire(server.url, pool=1) as channel:
        states = [(await channel.deliver(approve(mail()))).state for _ in range(2)]
    assert states == ["failed", "sent"]
    assert server.connections == 1
    assert server.heard[:6] == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT"]


async def test_what_one_server_takes_together_is_said_to_another_one_by_one() -> None:
    for hello, said in ((ONE_BY_ONE, ["MAIL"]), (TOGETHER, ["MAIL", "RCPT", "DATA"])):
        async with OddServer(EHLO=hello, MAIL="550 no") as server, wire(server.url) as channel:
            server.answers["DATA"] = "503 no recipient"
            assert (await channel.deliver(approve(mail()))).code == "550"
        assert server.heard == ["EHLO", *said, "RSET", "QUIT"]


@pytest.mark.parametrize(("data", "connections"), [("554 no recipient", 1), ("354 go on", 2)])
async def test_a_refused_recipient_among_what_was_said_together_sends_no_words(data: str, connections: int) -> None:
    answers = {"EHLO": TOGETHER, "RCPT": ["550 no", "250 ok"], "DATA": [data, "354 go on"]}
    async with OddServer(**answers) as server, wire(server.url, pool=1) as channel:
        receipts = [await channel.deliver(approve(mail(text=text))) for text in ("first", "second")]
    assert [(receipt.state, receipt.code) for receipt in receipts] == [("failed", "550"), ("sent", "250")]
    assert [b"second" in body for body in server.bodies] == [True]
    assert server.connections == connections


async def test_answers_that_come_in_pieces_or_lines_are_put_together() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for asked, pieces in (
            (b"", ["220 sl", "ow\r\n"]),
            (b"EHLO", ["250-slow\r\n250-SIZE\r\n250 PIPE", "LINING\r\n"]),
            (b"DATA", ["250 ok\r\n2", "50-who\r\n250 ok\r\n354", " go on\r\n"]),
            (b".\r\n", ["250-kept\r", "\n250 it\r\n"]),
        ):
            while asked and not (await reader.readline()).startswith(asked):
                pass
            for piece in pieces:
                writer.write(piece.encode())
                await asyncio.sleep(0.01)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server, wire(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}") as channel:
        receipt = await channel.deliver(approve(mail()))
    assert (receipt.state, receipt.code, receipt.says) == ("sent", "250", "kept\nit")


async def test_a_server_that_says_something_unasked_is_not_heard_any_more() -> None:
    async with OddServer(EHLO=TOGETHER, BODY="250 kept\r\n250 and again") as server, wire(server.url) as channel:
        states = [(await channel.deliver(approve(mail()))).state for _ in range(2)]
    assert (states, server.connections) == (["sent", "sent"], 2)


async def test_an_approval_that_ends_while_the_server_is_asked_is_not_used() -> None:
    now = NOON

    class Slow(OddServer):
        async def say(self, writer: asyncio.StreamWriter, verb: str) -> Any:
            nonlocal now
            now += timedelta(seconds=30) if verb == "DATA" else timedelta()
            return await super().say(writer, verb)

    async with Slow() as server:
        channel = SmtpChannel(server.url, SENDER, LINKS, lambda: now)
        with pytest.raises(ApprovalSpent):
            await channel.deliver(approve(mail(), valid_until=NOON + timedelta(seconds=30)))
        assert server.bodies == []


@pytest.mark.parametrize("hello", [ONE_BY_ONE, TOGETHER])
async def test_a_server_that_ends_a_connection_after_some_mails_costs_none(hello: str) -> None:
    mails = ["250 ok", "421 enough", "250 ok"]
    async with OddServer(EHLO=hello, MAIL=mails) as server, wire(server.url, pool=1) as channel:
        states = [(await channel.deliver(approve(mail()))).state for _ in range(2)]
    assert states == ["sent", "sent"]
    assert server.connections == 2


@pytest.mark.parametrize("hello", [ONE_BY_ONE, TOGETHER])
async def test_a_connection_that_died_idle_costs_no_mail(hello: str) -> None:
    async with OddServer(EHLO=hello) as server, wire(server.url, pool=1) as channel:
        await channel.deliver(approve(mail()))
        server.answers["MAIL"] = [None, "250 ok"]
        assert (await channel.deliver(approve(mail()))).state == "sent"


async def test_a_line_break_in_a_subject_cannot_add_a_header() -> None:
    async with OddServer() as server, wire(server.url) as channel:
        receipt = await channel.deliver(approve(mail(subject="Hi\r\nBcc: all@example.com")))
    assert (receipt.state, server.bodies) == ("failed", [])
    assert "line break" in receipt.says


@pytest.mark.parametrize("to", [None, "", "ana@example.com>\r\nRCPT TO:<b@example.com", "niña@example.com", "ana"])
async def test_an_address_that_cannot_be_written_to_is_a_certain_failure(to: str | None) -> None:
    async with OddServer() as server, wire(server.url) as channel:
        receipt = await channel.deliver(approve(mail(to=to)))
    assert (receipt.state, server.bodies) == ("failed", [])


async def test_a_line_with_a_single_dot_does_not_end_the_mail(mailbox: Mailbox) -> None:
    async with wire(mailbox.url) as channel:
        await channel.deliver(approve(mail(text="one\n.\ntwo\n..three\n")))
    assert mailbox.list()[0].text == "one\n.\ntwo\n..three\n"


letters = st.characters(codec="utf-8")
subjects = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), max_size=200)


@settings(deadline=None)  # the machine may be busy
@given(subject=subjects, text=st.text(letters, max_size=1500), html=st.text(letters, max_size=300))
def test_a_rendered_mail_means_what_the_standard_librarys_would(subject: str, text: Any, html: str) -> None:
    attempt = new_id()
    message = mail(subject=subject, text=text, html=html)
    ours = message_from_bytes(MailForm(SENDER).render(message, attempt, NOON), policy=SMTP)

    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = SENDER, "ana@example.com", subject
    made["Date"], made["Message-ID"] = format_datetime(NOON), f"<{attempt}@collector.example>"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    theirs = message_from_bytes(made.as_bytes(), policy=SMTP)

    for header in ("From", "To", "Subject", "Date", "Message-ID"):
        assert ours[header] == theirs[header], header
    assert ours.get_content_type() == theirs.get_content_type()
    for kind in ("plain", "html"):
        mine, other = ours.get_body((kind,)), theirs.get_body((kind,))
        assert (mine is None) == (other is None)
        if mine is not None and other is not None:
            assert mine.get_content() == other.get_content()
    assert not [part.defects for part in ours.walk() if part.defects]


@settings(deadline=None)
@given(subject=subjects, text=st.text(letters, max_size=3000))
def test_a_rendered_mail_is_seven_bit_in_lines_that_any_server_takes(subject: str, text: Any) -> None:
    raw = MailForm(SENDER).render(mail(subject=subject, text=text, html=text), new_id(), NOON, LINKS.url(new_id()))
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("x" * 998, "7bit"), ("x" * 999, "quoted-printable"), ("tab\there~", "7bit"), ("\x7f", "quoted-printable")],
)
def test_only_what_needs_an_encoding_gets_one(words: str, encoding: str) -> None:
    parsed = message_from_bytes(MailForm(SENDER).render(mail(text=f"a\n{words}\nb"), new_id(), NOON), policy=SMTP)
    assert parsed["Content-Transfer-Encoding"] == encoding
    assert parsed.get_content() == f"a\r\n{words}\r\nb\r\n"


def test_a_text_that_holds_the_mark_between_parts_is_not_cut_there() -> None:
    attempt = new_id()
    text = f"a\n--=_{attempt}\nb\n"
    raw = MailForm(SENDER).render(mail(text=text, html="<p>x</p>"), attempt, NOON)
    part = message_from_bytes(raw, policy=SMTP).get_body(("plain",))
    assert part is not None
    assert part.get_content() == text.replace("\n", "\r\n")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(BadInput, match="half a character"):
        MailForm(SENDER).render(mail(text="broken \ud83d"), new_id(), NOON)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", {"host": "localhost", "port": None, "tls": False, "starttls": "auto"}),
        ("smtp://u:p%40ss@127.0.0.1:2525", {"username": "u", "password": "p@ss", "port": 2525, "starttls": "auto"}),
        ("smtp://u:p@mail.example.com", {"starttls": "required"}),
        ("smtp://u:p@mail.example.com?starttls=auto", {"starttls": "auto"}),
        ("smtp://mail.example.com?starttls=never", {"starttls": "never"}),
        ("smtps://u:p@mail.example.com", {"tls": True, "starttls": "auto"}),
    ],
)
def test_the_address_of_a_server_says_how_to_reach_it(url: str, expected: Any) -> None:
    server = SmtpServer.at(url)
    assert {name: getattr(server, name) for name in expected} == expected


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com:25",
        "http://mail.example.com",
        "smtp://u:hush-hush@",
        "smtp://u:hush-hush@mail.example.com:port",
        "smtp://u:hush-hush@mail.example.com?starttls=maybe",
        "smtp://u:hush-hush@mail.example.com?startls=never",
        "smtps://u:hush-hush@mail.example.com?starttls=required",
    ],
)
def test_an_address_of_a_server_that_cannot_be_used_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(BadSettings) as refused:
        SmtpServer.at(url)
    assert "hush-hush" not in str(refused.value)
