"""Mail in: what one mail is and what follows from it, once, through whichever door it came, in one transaction."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from email.utils import parseaddr

from accounts import ledger, mails
from accounts.consumer import PointKind
from accounts.contact import Attempt, Medium, Message
from accounts.errors import Busy
from accounts.heading import Heading
from accounts.mails import Kind, Mail
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from channels import inbox, mail_codes, mail_html, mail_reports, mail_words, opting_out
from channels.links import TOKEN
from channels.mail_read import Read, read
from channels.mail_reports import Report
from channels.port import Came, MailUpdate, Received, StatusUpdate, Unstored
from channels.return_paths import ReturnPaths

log = logging.getLogger("duly.mail")

LARGEST = 20 * 1024 * 1024
"""Bytes of a mail that is read; of a larger one a person is told."""

_MOST_WORDS = 8_000
"""Letters that the assistant reads; people have the whole mail."""

_UNSUBSCRIBE = re.compile(rf"unsubscribe( ({TOKEN}))?", re.IGNORECASE)
"""The subject that our List-Unsubscribe header asks mail programs for; what they write below it says nothing."""

_ANSWER = re.compile(r"^\s*((re|fw|fwd|aw|rv|rif|sv|antw|tr)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)

_UPWARD = {"failed": "undelivered", "delayed": "sent", "relayed": "sent", "expanded": "sent", "delivered": "delivered"}


@dataclass(frozen=True)
class _Found:
    """The attempt that a mail belongs to, and what proves it."""

    way: str = ""
    """reply or bounce, by whose token; empty: by a Message-ID of ours that came back, or by nothing."""
    consumer: Id | None = None
    attempt: Attempt | None = None
    sent: Message | None = None


class MailIn:
    """Takes mail from every door. A mail that it has taken is stored; one that it cannot store it does not take."""

    def __init__(self, store: Store, paths: ReturnPaths, sender: str) -> None:
        """Take the account store, what reads our addresses, and the sender of our mail as it is shown."""
        self.store = store
        self.paths = paths
        self._address = parseaddr(sender)[1].lower()

    def expects(self, address: str) -> bool:
        """Whether mail to an address is for us."""
        return self.paths.is_ours(address) or address.lower() == self._address

    def take(self, came: Came) -> Mail | None:
        """Take a mail, and let it take effect; None if it came before.

        Raises:
            Unstored: it could not be stored; it must be brought again.
        """
        try:
            return self.put(came)
        except Busy as busy:
            raise Unstored(str(busy)) from busy
        except Exception as error:  # whatever keeps us from storing it, whoever brought it must keep it
            log.exception("a mail could not be stored")
            raise Unstored(f"{type(error).__name__}: {error}") from error

    def put(self, came: Came) -> Mail | None:
        """Take a mail as `take` does; what keeps it from being stored is raised as it is."""
        with self.store.transaction() as unit:
            return self._put(unit, came)

    def _put(self, unit: Transaction, came: Came) -> Mail | None:
        try:
            parsed = read(came.raw, came.to, came.sender)
        except Exception as error:  # noqa: BLE001  # the standard library fails on mails in ways that nobody lists
            return self._unread(unit, came, f"it cannot be read ({type(error).__name__})")
        if came.size is not None:
            return self._unread(unit, came, f"it is too big: {came.size:,} bytes; only its beginning was kept", parsed)
        found = self._belongs(unit, parsed)
        report = mail_reports.report(parsed, at_return_path=found.way == "bounce" or self._is_return_path(parsed))
        if report is not None:
            return self._report(unit, came, parsed, found, report)
        if found.attempt is not None and found.way == "reply" and _UNSUBSCRIBE.fullmatch(parsed.subject):
            return self._unsubscribe(unit, came, parsed, found, found.attempt)
        automatic = self._automatic(parsed, found)
        if automatic:
            return self._kept(unit, came, parsed, found, "auto", says=automatic)
        return self._words(unit, came, parsed, found)

    def learn(self, update: MailUpdate) -> bool:
        """Let what a provider says of a mail of ours take effect; False when it said so before.

        What a person must know of is listed among the mails, though no mail came.

        Raises:
            Busy: it could not be written down; the provider must say it again.
        """
        with self.store.transaction() as unit:
            found = _attempt(unit, update.attempt, update.reference)
            if not inbox.put_status(unit, update):
                return False
            of_us = update.rebuff in ("ours", "unclear")
            if found is None or of_us or update.complaint:
                told = Mail(
                    id=new_id(),
                    at=update.at,
                    via=update.provider,
                    key=f"{update.provider}:{update.key}",
                    kind="complaint" if update.complaint else "bounce",
                    from_address="",
                    consumer=found[0] if found else None,
                    attempt=found[1].id if found else None,
                    code=update.code or "",
                    says=update.says if found else f"no mail of ours is known by it: {update.says or update.status}",
                    attention=found is None or of_us,
                )
                self._list(unit, told, None)
            if found is not None and update.complaint:
                opting_out.close(
                    unit, PointKind.EMAIL, found[1].to or "", update.at, via="complaint", medium=Medium.EMAIL
                )
            return True

    # --- what it belongs to -----------------------------------------------------------------------------

    def _belongs(self, unit: Transaction, mail: Read) -> _Found:
        """Find the attempt a mail belongs to: by our token in an address, or by a Message-ID of ours it brings back."""
        for address in mail.to:
            named = self.paths.read(address)
            if named is not None:
                found = _attempt(unit, named[1], None)
                if found is not None:
                    return _Found(named[0], *found, mails.sent(unit, found[0], found[1].id))
        for id in (*mail_reports.returned(mail.parsed), *reversed(mail.thread)):
            found = _attempt(unit, None, id)
            if found is not None:
                return _Found("", *found, mails.sent(unit, found[0], found[1].id))
        return _Found()

    def _is_return_path(self, mail: Read) -> bool:
        return any(self.paths.is_ours(one) and one.startswith("bounce+") for one in mail.to)

    def _automatic(self, mail: Read, found: _Found) -> str:
        if found.way == "bounce" or self._is_return_path(mail):
            return mail.automatic or "it came to a return path, to which no person writes"
        if mail.sender and mail.sender == self._address:
            return "it bears our own address as its sender"
        return mail.automatic

    # --- what follows -----------------------------------------------------------------------------------

    def _report(self, unit: Transaction, came: Came, mail: Read, found: _Found, report: Report) -> Mail | None:
        """Let what a server says take effect; without proof of the attempt it changes nothing and is shown."""
        kind: Kind = "complaint" if report.action == "complaint" else "bounce"
        attempt = found.attempt
        if attempt is None:
            says = f"no mail of ours is known by it: {report.says or report.action}"
            return self._kept(unit, came, mail, found, kind, code=report.code, says=says, attention=True)
        of_us = report.action == "failed" and mail_codes.rebuff(report.code) in ("ours", "unclear")
        kept = self._kept(unit, came, mail, found, kind, code=report.code, says=report.says, attention=of_us)
        if kept is not None and kind == "complaint":
            opting_out.close(unit, PointKind.EMAIL, attempt.to or "", came.at, via="complaint", medium=Medium.EMAIL)
        elif kept is not None:
            inbox.put_status(unit, _status(came, mail.key, attempt, report))
        return kept

    def _unsubscribe(self, unit: Transaction, came: Came, mail: Read, found: _Found, attempt: Attempt) -> Mail | None:
        kept = self._kept(unit, came, mail, found, "unsubscribe", says="a mail program asked for no more mail")
        if kept is not None:
            opting_out.close(unit, PointKind.EMAIL, attempt.to or "", came.at, via="mailto", medium=Medium.EMAIL)
        return kept

    def _words(self, unit: Transaction, came: Came, mail: Read, found: _Found) -> Mail | None:
        """Put down what somebody wrote, for the assistant."""
        inbound = inbox.put_received(
            unit,
            Received(
                provider="mail",
                key=mail.key,
                medium=Medium.EMAIL,
                at=came.at,
                from_address=mail.sender,
                to_address=next(iter(mail.to), self._address),
                text=words(mail, found.sent),
                heading=Heading(
                    message_id=mail.message_id,
                    references=mail.thread,
                    subject=_ours(mail.subject, found.sent),
                    attachments=mail.attachments,
                ),
                attempt=found.attempt.id if found.attempt and found.way else None,
            ),
        )
        return None if inbound is None else self._kept(unit, came, mail, found, "words", inbound=inbound)

    def _unread(self, unit: Transaction, came: Came, says: str, mail: Read | None = None) -> Mail | None:
        return self._kept(unit, came, mail, _Found(), "unread", says=says, attention=True)

    def _kept(
        self,
        unit: Transaction,
        came: Came,
        mail: Read | None,
        found: _Found,
        kind: Kind,
        *,
        code: str = "",
        says: str = "",
        inbound: Id | None = None,
        attention: bool = False,
    ) -> Mail | None:
        """Keep a mail as a whole, and put down in the ledger that it came; None where it was kept before."""
        kept = Mail(
            id=new_id(),
            at=came.at,
            via=came.via,
            key=mail.key if mail else mails.fingerprint(came.raw),
            kind=kind,
            from_address=mail.sender if mail else "",
            to_address=next(iter(mail.to), "") if mail else "",
            consumer=found.consumer,
            attempt=found.attempt.id if found.attempt else None,
            inbound=inbound,
            code=code,
            says=says,
            attention=attention,
        )
        return kept if self._list(unit, kept, came.raw) else None

    def _list(self, unit: Transaction, mail: Mail, raw: bytes | None) -> bool:
        if not mails.keep(unit, mail, raw):
            return False
        body = mail.model_dump(mode="json", exclude={"from_address", "to_address", "says", "at", "seen_by"})
        unit.note(ledger.entry("mail", mail.at, mail.consumer, mail=body))
        return True


def words(mail: Read, sent: Message | None) -> str:
    """Return what the sender says, a subject of their own included, without what is ours or quoted."""
    known = f"{sent.subject}\n{sent.text}\n{mail_html.plain(sent.html)}" if sent else ""
    said = mail_words.theirs(mail.text, known)
    if not mail.subject or _ANSWER.match(mail.subject) or _ours(mail.subject, sent):
        return said[:_MOST_WORDS]
    return f"{mail.subject}\n{said}".strip()[:_MOST_WORDS]


def _ours(subject: str, sent: Message | None) -> str:
    """Return the subject as an answer to it has it, where it is the one of the mail of ours that is answered."""
    bare = _ANSWER.sub("", subject).strip()
    return f"Re: {bare}" if sent is not None and bare and bare == _ANSWER.sub("", sent.subject).strip() else ""


def _attempt(unit: Transaction, id: Id | None, reference: str | None) -> tuple[Id, Attempt] | None:
    found = unit.find_attempt(id, reference)
    return found if found is not None and found[1].medium is Medium.EMAIL else None


def _status(came: Came, key: str, attempt: Attempt, report: Report) -> StatusUpdate:
    return StatusUpdate.model_validate(
        {
            "provider": came.via,
            "key": key,
            "at": came.at,
            "attempt": attempt.id,
            "state": _UPWARD[report.action],
            "status": report.action,
            "code": report.code or None,
            "rebuff": mail_codes.rebuff(report.code) if report.action == "failed" else None,
            "says": report.says,
        }
    )
