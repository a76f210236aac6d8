"""Mail through real servers, postfix and dovecot: out, back, bounced, answered by a machine, brought and fetched."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import smtplib
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import dkim
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accounts import tables
from accounts.basis import AddressFailed
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import State
from accounts.errors import ChannelFailed
from accounts.notice import Undeliverable
from accounts.record import Id, new_id
from accounts.store import Store
from channels.gateway import in_thread
from channels.imap import READ, Imap
from channels.lmtp import Lmtp
from channels.port import Came
from channels.return_paths import ReturnPaths
from channels.signing import Signer
from tests.channels.post_office import PATHS, SECRET, PostOffice, opened, written
from tests.mail_servers import PASSWORD, MailServers, lacking, mail_servers, wait_until
from tests.walks.world import NOON

pytestmark = [pytest.mark.skipif(bool(lacking()), reason=lacking() or "they are here"), pytest.mark.slow]


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    with mail_servers() as running:
        yield running


@pytest.fixture(autouse=True)
def trusted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the certificate of the servers, as the operator's own authority would have it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(request.getfixturevalue("servers").certificate))


@asynccontextmanager
async def office_at(
    servers: MailServers, store: Store, folder: Path, address: str, **options: Any
) -> AsyncIterator[tuple[PostOffice, Id]]:
    """Open an office whose consumer has that address; a mail to it has left, and the attempt is returned."""
    url = f"smtp://accounts%40collector.test:{PASSWORD}@127.0.0.1:{servers.smtp}?starttls=required"
    async with opened(store, folder, url, **options) as office:
        point = ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open")
        with store.transaction() as unit:
            unit.add_points(office.consumer, [point], NOON)
            agreed = next(fact for fact in office.dossier.facts if fact.kind == "consent")
            unit.add_fact(office.consumer, agreed.model_copy(update={"id": new_id(), "address": address}), by="test")
        outcome = await office.send(to=address)
        assert outcome.left, (outcome.decision.objections, outcome.receipt)
        yield office, str(outcome.attempt)


def somebody(domain: str) -> str:
    """Return an address that no other test uses."""
    return f"ana.{new_id()[-12:]}@{domain}"


def fetched(servers: MailServers, office: PostOffice, user: str) -> Imap:
    return Imap(servers.imap_url(user), office.mail_in.take, lambda: office.now)


def state(office: PostOffice, attempt: Id) -> State:
    return next(one.state for one in office.dossier.attempts if one.id == attempt)


def texts(store: Store) -> list[str]:
    with store.reading() as reading:
        return [body["text"] for body in reading.connection.scalars(sa.select(tables.inbounds.c.body))]


async def test_a_mail_is_signed_over_what_mail_programs_act_on_and_the_signature_holds_where_it_arrives(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "dkim.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    signer = Signer("collector.test", "duly", tmp_path / "dkim.pem")
    name, record = signer.record()

    def dns(asked: bytes, **_: Any) -> bytes:
        assert asked.rstrip(b".").decode() == name == "duly._domainkey.collector.test"
        return record.encode()

    address = somebody("consumer.test")
    async with office_at(servers, sqlite_store, tmp_path, address, signer=signer) as (_, attempt):
        (raw,) = await asyncio.to_thread(wait_until, lambda: servers.mails(address))
    assert dkim.verify(raw, dnsfunc=dns)
    assert not dkim.verify(raw.replace(b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Last"), dnsfunc=dns)
    assert not dkim.verify(raw.replace(b"\r\nSubject: ", b"\r\nSubject: Urgent "), dnsfunc=dns)
    assert not dkim.verify(b"From: other@elsewhere.test\r\n" + raw, dnsfunc=dns)
    parsed = message_from_bytes(raw, policy=SMTP)
    signed = re.sub(r"\s", "", re.search(r"h=([^;]*);", str(parsed["DKIM-Signature"]))[1]).split(":")  # type: ignore[index]  # it verified above
    assert {"list-unsubscribe", "list-unsubscribe-post", "reply-to", "message-id"} <= set(signed)
    assert parsed["Return-Path"] == f"<{PATHS.address('bounce', attempt)}>"
    assert parsed["Reply-To"] == PATHS.address("reply", attempt)
    assert parsed["Auto-Submitted"] == "auto-generated"


async def test_a_reply_by_its_token_is_fetched_marked_and_not_fetched_again(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    address, inbox = somebody("consumer.test"), "reply@collector.test"
    async with office_at(servers, sqlite_store, tmp_path, address) as (office, attempt):
        (ours,) = await asyncio.to_thread(wait_until, lambda: servers.mails(address))
        parsed = message_from_bytes(ours, policy=SMTP)
        said = office.reply(attempt, f"I dispute this.\n\n> {office.message().text.replace(chr(10), chr(10) + '> ')}")
        said.replace_header("From", address)
        said["In-Reply-To"] = parsed["Message-ID"]
        with smtplib.SMTP("127.0.0.1", servers.smtp) as server:
            server.send_message(said, address, parsed["Reply-To"])
        imap = fetched(servers, office, inbox)
        assert await asyncio.to_thread(wait_until, imap.poll) == 1
        assert texts(sqlite_store) == ["I dispute this."]
        assert [(one.kind, one.consumer, one.attempt) for one in office.kept()] == [("words", office.consumer, attempt)]
        assert READ in servers.flags(inbox)[-1]
        assert "\\Seen" not in servers.flags(inbox)[-1]  # a person sees what a person has opened
        assert (imap.poll(), imap.check()) == (0, 0)
        imap.close()
        again = fetched(servers, office, inbox)
        assert again.poll() == 0
        again.close()


@pytest.mark.parametrize(
    ("domain", "code", "lasting"),
    [("nobody.test", "5.1.1", True), ("full.test", "5.2.2", False), ("later.test", "4.2.1", False)],
)
async def test_a_real_bounce_finds_its_attempt_and_changes_the_address(
    servers: MailServers, sqlite_store: Store, tmp_path: Path, domain: str, code: str, lasting: bool
) -> None:
    address = somebody(domain)
    async with office_at(servers, sqlite_store, tmp_path, address) as (office, attempt):
        imap = fetched(servers, office, "bounce@collector.test")

        def came_back() -> bool:
            imap.poll()
            return state(office, attempt) is State.UNDELIVERED

        await asyncio.to_thread(wait_until, came_back, 40)
        imap.close()
        assert [fact.of for fact in office.dossier.of(Undeliverable)] == [attempt]
        found = [(fact.code, fact.lasting, fact.address) for fact in office.dossier.of(AddressFailed)]
        assert found == [(code, lasting, address)]


async def test_a_refusal_for_policy_is_shown_to_a_person_and_blames_no_address(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    async with office_at(servers, sqlite_store, tmp_path, somebody("policy.test")) as (office, attempt):
        imap = fetched(servers, office, "bounce@collector.test")

        def came_back() -> Any:
            imap.poll()
            return [one for one in office.kept() if one.attempt == attempt]

        (kept,) = await asyncio.to_thread(wait_until, came_back)
        imap.close()
        assert (kept.kind, kept.code, kept.attention) == ("bounce", "5.7.1", True)
        assert office.dossier.of(AddressFailed) == ()


async def test_a_mailbox_that_answers_by_itself_says_nothing_for_its_owner(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    address = somebody("consumer.test")
    servers.goes_away(address)
    async with office_at(servers, sqlite_store, tmp_path, somebody("consumer.test")) as (office, attempt):
        # It keeps the rules, and does not answer what says that a program wrote it, as ours does.
        plain = written("hello", From="accounts@collector.test", To=address, Subject="About your account")
        with smtplib.SMTP("127.0.0.1", servers.smtp) as server:
            server.send_message(plain, PATHS.address("bounce", attempt), address)
        imap = fetched(servers, office, "bounce@collector.test")

        def answered() -> Any:
            imap.poll()
            return [one for one in office.kept() if one.attempt == attempt]

        (kept,) = await asyncio.to_thread(wait_until, answered)
        imap.close()
        assert (kept.kind, kept.says) == ("auto", "its Auto-Submitted says that a program wrote it")
        assert (texts(sqlite_store), office.dossier.inbounds, state(office, attempt)) == ([], (), State.SENT)


async def test_a_mail_server_brings_mail_keeps_it_while_the_store_is_away_and_brings_it_again(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    brought = ReturnPaths("brought.test", SECRET)
    async with office_at(servers, sqlite_store, tmp_path, somebody("consumer.test")) as (office, attempt):
        office.mail_in.paths = brought
        tried: list[str] = []

        def take(came: Came) -> Any:
            tried.append(came.via)
            return office.mail_in.take(came)

        lmtp = Lmtp(f"127.0.0.1:{servers.ours}", take, office.mail_in.expects, lambda: NOON, in_thread)
        await lmtp.open()
        with sqlite_store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE mails RENAME TO elsewhere")
        said = office.reply(attempt, "I want proof")
        to = [brought.address("reply", attempt), "nobody@brought.test"]

        def post() -> None:
            with smtplib.SMTP("127.0.0.1", servers.smtp) as server:
                server.send_message(said, "sender@consumer.test", to)

        try:
            await asyncio.to_thread(post)
            await asyncio.to_thread(wait_until, lambda: tried)
            assert texts(sqlite_store) == []
            with sqlite_store.engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO mails")
            await asyncio.to_thread(wait_until, lambda: texts(sqlite_store))
            assert texts(sqlite_store) == ["I want proof"]
            assert [(one.via, one.attempt) for one in office.kept()] == [("lmtp", attempt)]
            # the other recipient was refused for good, and its sender is told so
            (bounce,) = await asyncio.to_thread(wait_until, lambda: servers.mails("sender@consumer.test"))
            assert b"nobody@brought.test" in bounce
            assert b"5.1.1" in bounce
        finally:
            await lmtp.close()


async def test_who_is_killed_between_storing_a_mail_and_marking_it_takes_it_once(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    inbox = somebody("collector.test")
    async with office_at(servers, sqlite_store, tmp_path, somebody("consumer.test")) as (office, attempt):
        with smtplib.SMTP("127.0.0.1", servers.smtp) as server:
            server.send_message(office.reply(attempt, "stop calling me"), "x@consumer.test", inbox)
        await asyncio.to_thread(wait_until, lambda: servers.mails(inbox))
        url = str(sqlite_store.engine.url)
        command = [sys.executable, "-m", "tests.channels.dying_reader", url, servers.imap_url(inbox)]
        dying = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[2])
        assert await dying.wait() == -signal.SIGKILL
        assert texts(sqlite_store) == ["stop calling me"]
        assert READ not in "".join(servers.flags(inbox))
        imap = fetched(servers, office, inbox)
        assert imap.poll() == 1  # it is looked at again, and known
        assert texts(sqlite_store) == ["stop calling me"]
        assert READ in "".join(servers.flags(inbox))
        imap.close()


async def test_a_folder_is_read_over_tls_and_a_wrong_password_is_said_without_repeating_it(
    servers: MailServers, sqlite_store: Store, tmp_path: Path
) -> None:
    async with office_at(servers, sqlite_store, tmp_path, somebody("consumer.test")) as (office, _):
        take = office.mail_in.take
        user = somebody("collector.test").replace("@", "%40")
        for url in (
            f"imaps://{user}:{PASSWORD}@127.0.0.1:{servers.imaps}",
            f"imap://{user}:{PASSWORD}@127.0.0.1:{servers.imap}/INBOX?starttls=required",
        ):
            imap = Imap(url, take, lambda: NOON)
            assert imap.check() == 0
            imap.close()
        wrong = Imap(f"imap://{user}:hush-hush@127.0.0.1:{servers.imap}", take, lambda: NOON)
        with pytest.raises(ChannelFailed, match="cannot be read") as refused:
            wrong.poll()
        assert "hush-hush" not in str(refused.value)


async def test_without_trust_in_its_certificate_nothing_is_said_to_a_server(
    servers: MailServers, sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    imap = Imap(f"imaps://x:{PASSWORD}@127.0.0.1:{servers.imaps}", lambda came: None, lambda: NOON)
    with pytest.raises(ChannelFailed, match=r"(?i)certificate"):
        imap.poll()
    url = f"smtp://x:{PASSWORD}@127.0.0.1:{servers.smtp}?starttls=required"
    async with opened(sqlite_store, tmp_path, url) as office:
        outcome = await office.send()
    assert outcome.receipt is not None
    assert outcome.receipt.state == "failed"
