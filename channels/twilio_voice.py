"""TwilioVoice: telephone calls by Twilio's own SDK, and the words that are said on them while they last."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urlencode

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from twilio.base import values
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.rest import Client

from accounts.contact import Medium, Message, Receipt
from accounts.errors import BadSettings
from accounts.record import Id
from channels.port import StatusUpdate
from channels.twilio_calls import parse_status
from channels.twilio_client import TwilioClient
from channels.twilio_sms import said_by
from compliance.approval import Approval

log = logging.getLogger("duly.calls")

RINGS = 25
"""Seconds for which we let it ring."""
LONGEST = timedelta(minutes=30)
"""After which Twilio ends a call: so an end that nobody told of is found."""

_NONE_RUNS = 404


class Ear(Protocol):
    """What takes the words that are said on a live call, to bring them to the other side."""

    async def say(self, message: Message) -> None:
        """Say it.

        Raises:
            OSError: the call is over.
        """


class TwilioVoice:
    """Place calls by Twilio, or by what speaks its API; and say on live calls what was approved for them.

    The words that a machine may be told are approved with the call, and travel in the address that Twilio asks for what
    to do: it signs that address, and no other process needs to know them. What a person is told is approved
    sentence by sentence, while the call lasts.
    """

    name = "twilio_voice"
    medium = Medium.CALL

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        webhooks: str,
        clock: Callable[[], datetime],
        base_url: str | None = None,
        timeout: float = 10.0,
    ) -> None:
        """Take the account, from which number we call, and where calls are steered.

        Args:
            account_sid: AC….
            auth_token: the account's token; also signs its webhooks.
            sender: a number of the account in E.164.
            webhooks: our public address of calls, without `/answer`, `/status` …
            clock: the instant at which an approval is spent.
            base_url: another server that speaks the API, a path prefix included; None is Twilio.
            timeout: seconds for a whole request.
        """
        if not account_sid or not auth_token or not sender.startswith("+"):
            raise BadSettings("calls need a Twilio account SID, an auth token and a number of ours, as +18005550142")
        self.sender = sender
        self._twilio = TwilioClient(account_sid, auth_token, base_url, timeout)
        self._webhooks = webhooks
        self._clock = clock
        self._ears: dict[Id, Ear] = {}

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval: place its call, or say its words on the live call they are for; once."""
        message = approval.spend(self.medium, self._clock())
        if message.on_call is not None:
            return await self._say(message, message.on_call)
        client = self._twilio.inside_the_loop()
        attempt = approval.attempt
        try:
            return await self._place(client, message, attempt)
        except (TwilioRestException, TwilioServiceException) as no:
            state: Literal["failed", "in_doubt"] = "in_doubt" if no.status >= 500 else "failed"
            return self._receipt(attempt, state, code=str(no.code or no.status), says=said_by(no))
        except (ClientConnectorError, ConnectionTimeoutError) as unreached:
            return self._receipt(attempt, "failed", says=f"Twilio was not reached: {unreached}")
        except (ClientError, TimeoutError, OSError) as lost:
            return self._receipt(attempt, "in_doubt", says=str(lost) or f"no answer: {type(lost).__name__}")
        except (ValueError, TypeError, AttributeError) as odd:  # a 2xx whose body is no JSON object
            return self._receipt(attempt, "in_doubt", says=f"an answer that cannot be read: {odd}")

    @contextmanager
    def heard_by(self, call: Id, ear: Ear) -> Iterator[None]:
        """Let words for a call go to this ear, until the end of the block."""
        before = self._ears.get(call)
        self._ears[call] = ear
        try:
            yield
        finally:
            if self._ears.get(call) is ear:
                del self._ears[call]
                if before is not None:
                    self._ears[call] = before

    async def look_up(self, attempt: Id, reference: str | None, to: str, at: datetime) -> StatusUpdate | None:
        """Ask Twilio what became of a call; None where it does not know, or does not say.

        Without its identifier, the call is the one that was placed to that number at about that time.
        """
        client = self._twilio.inside_the_loop()
        try:
            if reference is not None:
                found = [await client.calls(reference).fetch_async()]
            else:
                found = await client.calls.list_async(
                    to=to,
                    from_=self.sender,
                    start_time_after=at - timedelta(minutes=1),
                    start_time_before=at + timedelta(minutes=2),
                    limit=2,
                )
        except (TwilioRestException, TwilioServiceException, ClientError, TimeoutError, OSError, ValueError):
            return None
        if len(found) != 1:
            return None
        told = {"CallSid": str(found[0].sid), "CallStatus": str(found[0].status)}
        return parse_status(told, {"ref": attempt}, self._clock())

    async def stop_recording(self, sid: str) -> bool:
        """Let nothing more of a call be recorded: pause what runs, or end it; return whether that is certain.

        A recording that was paused is not gone on with: nobody can tell when the last figure of a card was said.
        """
        if not sid:
            return False
        running = self._twilio.inside_the_loop().calls(sid).recordings("Twilio.CURRENT")
        for status, behaviour in (("paused", "skip"), ("stopped", values.unset)):
            try:
                await running.update_async(status=status, pause_behavior=behaviour)  # type: ignore[arg-type]  # its constants are strings
            except TwilioRestException as no:
                if no.status == _NONE_RUNS:
                    return True
                log.warning("the recording of a call could not be %s: %s", status, no.code)
            except (TwilioServiceException, ClientError, TimeoutError, OSError, ValueError) as no:
                log.warning("the recording of a call could not be %s: %s", status, type(no).__name__)
            else:
                return True
        return False

    async def aclose(self) -> None:
        """Close its connections."""
        await self._twilio.aclose()

    async def _say(self, message: Message, call: Id) -> Receipt:
        ear = self._ears.get(call)
        if ear is None:
            return self._receipt(call, "failed", says="the call is over, or is held by another process")
        try:
            await ear.say(message)
        except OSError as gone:
            return self._receipt(call, "failed", says=f"the call is over: {gone}")
        return self._receipt(call, "sent")

    async def _place(self, client: Client, message: Message, attempt: Id) -> Receipt:
        reference = urlencode({"ref": attempt})
        words = urlencode({"ref": attempt, "language": message.language, "voicemail": message.text})
        made = await client.calls.create_async(
            to=message.to or "",
            from_=self.sender,
            url=f"{self._webhooks}/answer?{words}",
            status_callback=f"{self._webhooks}/status?{reference}",
            status_callback_event=["initiated", "ringing", "answered", "completed"],
            # What listens is known before anything is said: the first words differ for a person and a machine.
            machine_detection="DetectMessageEnd",
            timeout=RINGS,
            time_limit=int(LONGEST.total_seconds()),
        )
        return self._receipt(attempt, "sent", reference=made.sid, says=str(made.status))

    def _receipt(
        self,
        attempt: Id,
        state: Literal["sent", "failed", "in_doubt"],
        *,
        reference: str | None = None,
        code: str | None = None,
        says: str = "",
    ) -> Receipt:
        return Receipt(
            attempt=attempt,
            state=state,
            at=self._clock(),
            channel=self.name,
            reference=reference,
            code=code,
            says=says[:500],
        )
