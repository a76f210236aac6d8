"""Carrier: what Twilio and the phones behind it do: takes texts, reports on them, brings what people answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import uuid4

from accounts.errors import BadInput, BadSettings
from channels.simulator.callers import Callers
from channels.simulator.faults import Dice, Faults
from channels.simulator.journal import Journal, read
from channels.simulator.postman import Dialect, Postman
from channels.simulator.telephones import Call
from compliance.segments import segments

T = TypeVar("T")

_UNDELIVERED = range(30000, 40300)  # codes that come after acceptance; the others refuse at once


@dataclass
class Text:
    """One text message, whichever way it went."""

    sid: str
    direction: Literal["outbound-api", "inbound"]
    sender: str
    to: str
    body: str
    at: datetime
    status: str
    callback: str | None = None
    service: str | None = None
    error_code: int | None = None
    dialect: Dialect | None = None
    """Whose wire it travels by, where that is not Twilio's."""
    changed: int = 0
    """The carrier's count of changes when this one last changed: a cursor for those that watch."""

    @property
    def phone(self) -> str:
        """The number of the person."""
        return self.to if self.direction == "outbound-api" else self.sender

    @property
    def ours(self) -> str:
        """The collector's number."""
        return self.sender if self.direction == "outbound-api" else self.to


class Carrier:
    """Keep texts and calls, and post signed webhooks as Twilio does. It lives in one event loop."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        numbers: Sequence[str],
        clock: Callable[[], datetime],
        sms_webhook: str | None = None,
        journal: Path | None = None,
        faults: Faults | None = None,
        fates: Mapping[str, int] | None = None,
        pace: float = 0.2,
        voice_webhook: str | None = None,
    ) -> None:
        """Take an account and what surrounds it.

        Args:
            account_sid: the one account, AC….
            auth_token: its token; signs every webhook.
            numbers: the collector's own numbers, E.164; the first one is used for a messaging service.
            clock: when things happen, by the simulated world's time.
            sms_webhook: where answers are posted, as it is set for a number in Twilio's console.
            journal: gets a line for each text and call accepted; one that is there already is read back.
            faults: what goes wrong, and how often; `dice.change` takes others later.
            fates: phone number to Twilio error code: 3xxxx is accepted and not delivered, others are refused.
            pace: seconds between a text's statuses, and a call's.
            voice_webhook: where calls to us are posted.
        """
        if not numbers:
            raise BadSettings("the simulated carrier needs at least one number of the collector's")
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.numbers = tuple(numbers)
        self.clock = clock
        self.sms_webhook = sms_webhook
        self.fates = dict(fates or {})
        self.pace = pace
        self.texts: dict[str, Text] = {}
        """By SID, the oldest first."""
        self.changes = 0
        self.dice = Dice(faults or Faults())
        self.postman = Postman(auth_token, clock, self.dice)
        self.callers = Callers(account_sid, auth_token, self.postman, clock, voice_webhook, pace=pace)
        self._tasks: set[asyncio.Task[None]] = set()
        for line in read(journal, "sms"):
            self._read_back(line)
        self._journal = Journal(journal)

    def accept(
        self,
        sender: str,
        to: str,
        body: str,
        callback: str | None = None,
        service: str | None = None,
        dialect: Dialect | None = None,
    ) -> Text:
        """Take a text from the collector: queued at once, sent and delivered a little later."""
        text = self._keep("outbound-api", sender, to, body, "queued", callback, service, dialect)
        self._later(self._progress(text))
        return text

    def answer(self, phone: str, body: str, to: str | None = None) -> Text:
        """Take a text that a person types, and bring it to the collector.

        Args:
            phone: the person's number, E.164.
            body: what they typed.
            to: the collector's number; None is the one that wrote to them last, or the first.
        """
        if not body.strip():
            raise BadInput("write something before you send it")
        thread = self.thread(phone)
        ours = to or (thread[-1].ours if thread else self.numbers[0])
        dialect = next((text.dialect for text in reversed(thread) if text.ours == ours), None)
        text = self._keep("inbound", phone, ours, body, "received", dialect=dialect)
        webhook = dialect.webhook if dialect else self.sms_webhook
        if webhook is not None:
            fields = dialect.inbound(text) if dialect else self._inbound_fields(text)
            self._later(self.postman.post(webhook, fields, dialect))
        return text

    def dial(self, sender: str, to: str, asked: dict[str, str]) -> Call:
        """Take a call from the collector; the telephone rings a little later."""
        call = self.callers.dial(sender, to, asked)
        at = call.at.isoformat()
        self._journal.add("call", {"sid": call.sid, "from": sender, "to": to, "at": at, "asked": asked})
        return call

    async def meet(self, take: Callable[[], T], refuse: Callable[[int], T]) -> T:
        """Meet a request as providers do on bad days: take it, refuse it in a rush, break before or after, be slow."""
        dice, faults = self.dice, self.dice.faults
        if dice.rolls(faults.too_many):
            return refuse(429)
        if dice.rolls(faults.broken):
            return refuse(503)
        others = set(self._tasks)
        answer = take()
        if dice.rolls(faults.early):
            await asyncio.gather(*(self._tasks - others))
        if dice.rolls(faults.slow):
            await asyncio.sleep(faults.slow_seconds)
        return refuse(503) if dice.rolls(faults.lost) else answer

    def thread(self, phone: str, after: int = 0) -> list[Text]:
        """Return the texts with a phone that changed after the cursor `after`, the oldest first."""
        return [text for text in self.texts.values() if text.phone == phone and text.changed > after]

    def phones(self) -> list[Text]:
        """Return the last text with each phone, the latest first."""
        last = {text.phone: text for text in self.texts.values()}
        return sorted(last.values(), key=lambda text: text.changed, reverse=True)

    async def settle(self) -> None:
        """Wait until no webhook is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        """Stop what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.callers.aclose()
        await self.postman.aclose()
        self._journal.close()

    def _keep(
        self,
        direction: Literal["outbound-api", "inbound"],
        sender: str,
        to: str,
        body: str,
        status: str,
        callback: str | None = None,
        service: str | None = None,
        dialect: Dialect | None = None,
    ) -> Text:
        sid = str(uuid4()) if dialect else "SM" + secrets.token_hex(16)
        text = Text(sid, direction, sender, to, body, self.clock(), status, callback, service, dialect=dialect)
        at = text.at.isoformat()
        line = {"sid": sid, "direction": direction, "from": sender, "to": to, "body": body, "at": at}
        self._journal.add("sms", {**line, "callback": callback})  # before anybody is told that it was accepted
        self.texts[sid] = text
        self._changed(text)
        return text

    def _read_back(self, line: dict[str, Any]) -> None:
        status = "received" if line["direction"] == "inbound" else "delivered"
        at = datetime.fromisoformat(line["at"])
        text = Text(line["sid"], line["direction"], line["from"], line["to"], line["body"], at, status)
        self.texts[text.sid] = text
        self._changed(text)

    def _changed(self, text: Text) -> None:
        self.changes += 1
        text.changed = self.changes

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _progress(self, text: Text) -> None:
        """Bring a text to its phone, and report every step but the first."""
        code = self.fates.get(text.to)
        steps = ["sent", "undelivered" if code in _UNDELIVERED else "delivered"]
        reports = []
        for status in steps:
            await asyncio.sleep(self.pace)
            text.status = status
            text.error_code = code if status == "undelivered" else None
            self._changed(text)
            if text.callback:
                reports.append(text.dialect.status(text) if text.dialect else self._status_fields(text))
                if not self.dice.faults.reorder:
                    await self.postman.post(text.callback, reports.pop(), text.dialect)
        if reports and text.callback:
            if self.dice.rolls(self.dice.faults.reorder):
                reports.reverse()
            for fields in reports:
                await self.postman.post(text.callback, fields, text.dialect)

    def _status_fields(self, text: Text) -> dict[str, str]:
        fields = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": text.sender,
            "MessageSid": text.sid,
            "MessageStatus": text.status,
            "SmsSid": text.sid,
            "SmsStatus": text.status,
            "To": text.to,
        }
        if text.service:
            fields["MessagingServiceSid"] = text.service
        if text.error_code:
            fields["ErrorCode"] = str(text.error_code)
        if text.status in ("delivered", "undelivered"):
            fields["RawDlrDoneDate"] = self.clock().strftime("%y%m%d%H%M")
        return fields

    def _inbound_fields(self, text: Text) -> dict[str, str]:
        places = {f"{who}{what}": "" for who in ("From", "To") for what in ("City", "State", "Zip")}
        return {
            **places,  # often empty on real ones as well, and signed all the same
            "FromCountry": "US",
            "ToCountry": "US",
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "Body": text.body,
            "From": text.sender,
            "MessageSid": text.sid,
            "NumMedia": "0",
            "NumSegments": str(segments(text.body)),
            "SmsMessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsStatus": "received",
            "To": text.to,
        }
