"""The port every wire fits: an Approval in, a Receipt out; and what comes back, in words of no provider."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

from pydantic import BeforeValidator, ConfigDict

from accounts.calling import CallNews
from accounts.contact import Medium, Receipt
from accounts.heading import Heading
from accounts.provider import Enclosure, Keyword, Rebuff
from accounts.record import Id, Instant, Record
from compliance.approval import Approval


class Channel(Protocol):
    """A wire to one provider for one medium."""

    @property
    def name(self) -> str:
        """What is on the other end: smtp, twilio_sms, memory …"""

    @property
    def medium(self) -> Medium:
        """The medium it carries."""

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and hand its message over, once, without ever trying again.

        Returns:
            a receipt: `sent` when the provider has accepted it, `failed` when it certainly has not,
            `in_doubt` when that cannot be known (a connection lost after the words were out, a time-out), and
            `released` when it was given to nobody.

        Raises:
            ApprovalSpent: the approval was used, is for another medium, or is too old; nothing was sent.
        """

    async def aclose(self) -> None:
        """Close its connections."""


def _whole(text: Any) -> Any:
    """Return a text whose letters can be written down: JSON may bring halves of letters (RFC 8259, 8.2)."""
    if not isinstance(text, str):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Received(Record):
    """Something a provider says somebody sent us, once it is known to be the provider that says it."""

    provider: str
    key: str
    """What makes a repetition the same: the provider's id of the message."""
    medium: Medium
    at: Instant
    """When we received it."""
    from_address: str
    to_address: str
    text: Annotated[str, BeforeValidator(_whole)] = ""
    enclosed: tuple[Enclosure, ...] = ()
    keyword: Keyword | None = None
    heading: Heading | None = None
    """Of an e-mail."""
    attempt: Id | None = None
    """The attempt it answers, where it proves that by what only who has got that one can know."""
    raw: dict[str, Annotated[str, BeforeValidator(_whole)]] = {}


class StatusUpdate(Record):
    """What a provider says became of an Attempt. Callbacks come in any order and more than once."""

    provider: str
    key: str
    """Provider id and status; what makes a repetition the same."""
    at: Instant
    reference: str | None = None
    """The provider's identifier of the message."""
    attempt: Id | None = None
    """Our own identifier, where the callback carries it; it may come before the create call has returned."""
    state: Literal["reserved", "sent", "delivered", "undelivered", "failed"]
    status: str
    """The provider's own word."""
    code: str | None = None
    rebuff: Rebuff | None = None
    """Why it was not delivered, where it was not."""
    says: str = ""
    """In the words of whoever could not deliver it."""
    raw: dict[str, str] = {}
    call: CallNews | None = None
    """Of a call: what is learnt of it beside its state; None is no call."""


class MailUpdate(StatusUpdate):
    """What a provider says became of a mail of ours; what a person must know of it is listed among the mails."""

    complaint: bool
    """Whether somebody called it spam, or asked the provider for no more."""


class Came(Record):
    """A mail as it came through one of the doors for mail, whatever door that is."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    via: str
    """The door: imap, lmtp, sendgrid."""
    at: Instant
    """When we received it."""
    raw: bytes
    """The mail as it stands; of one that is too big, its beginning."""
    to: tuple[str, ...] = ()
    """The addresses of the envelope it came for, where the door knows them."""
    sender: str | None = None
    """The envelope's sender, where the door knows it; empty is nobody, who may not be answered (RFC 5321, 4.5.5)."""
    size: int | None = None
    """Of a mail that is too big: how many bytes there are."""


class Unstored(Exception):
    """A mail could not be stored: whoever brought it must bring it again."""
