"""What goes between us and people: Medium, Message, Attempt, Receipt, Inbound."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from accounts.heading import Heading
from accounts.notice import Settles, Stated
from accounts.promise import Offer
from accounts.provider import Enclosure, Keyword, Rebuff
from accounts.record import Id, Instant, Record
from accounts.validation_notice import ValidationNotice


class Medium(StrEnum):
    """The law's word for the way a contact takes (1006.14(h)); a Channel is our wire to a provider."""

    CALL = "call"
    RVM = "rvm"
    SMS = "sms"
    EMAIL = "email"
    MAIL = "mail"
    PUSH = "push"
    CHAT = "chat"
    SOCIAL = "social"

    @property
    def is_telephone_call(self) -> bool:
        """Whether it is "placing a telephone call" (comment 14(b)-1: ringless voicemail is)."""
        return self in (Medium.CALL, Medium.RVM)

    @property
    def is_electronic(self) -> bool:
        """Whether it goes to an electronic-medium address or number (1006.6(e))."""
        return self in (Medium.SMS, Medium.EMAIL, Medium.PUSH, Medium.CHAT, Medium.SOCIAL)


class Purpose(StrEnum):
    """What a message is for; some provisions except some purposes."""

    COLLECT = "collect"
    REPLY = "reply"
    OPTOUT_CONFIRMATION = "optout_confirmation"
    TERMINATION_NOTICE = "termination_notice"
    REMEDY_MAY = "remedy_may"
    REMEDY_INTENDS = "remedy_intends"
    VALIDATION_NOTICE = "validation_notice"
    VERIFICATION = "verification"
    PERIODIC_STATEMENT = "periodic_statement"
    EARLY_INTERVENTION = "early_intervention"
    LOCATION_INFO = "location_info"
    RIGHT_PARTY = "right_party"
    """On a live call: asks who is on the line, or says what tells nothing of a debt, until that is proven."""


class AssumedName(Record):
    """The name by which an employee goes instead of their own (1006.18(f)); what is not recorded is not so."""

    used_consistently: bool = False
    """One employee uses it, always, and nobody else does."""
    employer_can_identify: bool = False
    """The collector can readily tell who that is."""


class Letter(Record):
    """How a message by mail looks from outside (1006.10(b)(3) and (4), 1006.22(f)(1) and (2))."""

    format: Literal["letter", "postcard"] = "letter"
    envelope: tuple[str, ...] = ()
    """What stands on the envelope or shows through its window: collector_address, postage, debtor_name_and_address …"""
    address: tuple[str, ...] = ()
    """To whom it goes, line by line: the name, the street, and the city with its state and ZIP code."""
    return_address: tuple[str, ...] = ()
    """Where it comes back to, line by line; without our name, which may tell that we collect debts."""
    sender: str = ""
    """Who writes; it stands in the letter, and not on the envelope."""
    dated: date | None = None
    """The collector's calendar day on which it was written."""


class Post(Record):
    """How a message on a social platform is sent (1006.18(d), 1006.22(f)(4))."""

    visible_to: Literal["private", "contacts", "public"]
    contact_request: bool = False
    """Whether it asks to be added to the person's contacts."""
    profile_name: str = "unknown"
    """Whose name the profile bears: individual, company, pseudonym …"""


class Inquiry(Record):
    """What an agent asks of somebody else to find the consumer, and believes of the earlier answer (1006.10)."""

    asks_for: frozenset[str] = frozenset()
    """home_address, home_telephone, place_of_employment …"""
    earlier_wrong: bool = False
    """The agent has reason to believe that what this person said before was erroneous or incomplete."""
    now_complete: bool = False
    """The agent has reason to believe that this person now has correct or complete information."""


class Message(Record):
    """Words for one person about one debt or more, not yet approved."""

    id: Id
    consumer: Id
    debts: tuple[Id, ...] = ()
    """The debts it is about; empty only where it is about none (a bare confirmation)."""
    medium: Medium
    to: str | None = None
    """E.164, e-mail address, or the place of a postal address."""
    person: Id | None = None
    """To whom; None is the consumer."""
    addressed_to: str = ""
    """The name on the letter or in the greeting, where it is another than that person's own."""
    purpose: Purpose = Purpose.COLLECT
    in_reply_to: Id | None = None
    """The Inbound it answers."""
    in_session: Id | None = None
    """The conversation on our own site in which it is said."""
    on_call: Id | None = None
    """The connected call (Attempt or Inbound) in which it is said; no new call is placed for it."""
    asked_on: Id | None = None
    """The call, live still, on which who was verified said yes to being sent it, by another medium."""
    voice: Literal["person", "bot", "recorded"] | None = None
    """Whose voice a call will have; None is not known, and read as an artificial one."""
    required_by_law: bool | None = None
    """Whether, as a person has recorded, applicable law requires it (1006.14(h)(2)(iii)); None: nobody has said."""
    ordinarily_invoked: bool = False
    """The remedy it speaks of is ordinarily invoked (1006.6(c)(2)(ii))."""
    intended: bool = False
    """The remedy it speaks of is intended (1006.6(c)(2)(iii))."""
    suit_date: date | None = None
    """The day of the suit it speaks of, where one is named."""
    offers: tuple[Offer, ...] = ()
    """The offers within policy whose figures it may state."""
    assumed_name: AssumedName | None = None
    """The assumed name under which it is said; None: the speaker's own, or none."""
    covers: Literal["whole", "disputed", "undisputed"] = "whole"
    """Of a debt of which a part is disputed: what it asks for; a person records that it is only the undisputed part."""
    postjudgment_remedy: bool = False
    """A person has recorded that a remedy granted by a judgment makes it necessary (1006.6(d)(2)(iv))."""
    known_at_place: str | None = None
    """home, work, or another place, where a person knows the recipient to be at this moment (comment 6(b)(1)(ii)-1)."""
    letter: Letter | None = None
    """By mail: how it looks from outside; None is a letter in an envelope that bears our address only."""
    post: Post | None = None
    """On a social platform: how it is sent; None is not known."""
    inquiry: Inquiry | None = None
    """Where it asks somebody else for the consumer's whereabouts: what for, and why again."""
    reason: str = ""
    """Why a person thinks it urgent; never lifts a rule by itself."""
    template: str = "none"
    """The file of messages/ its words come from, or 'agent'."""
    author: str = "campaign"
    """campaign, duty, bot, agent:NAME or api:NAME."""
    language: Literal["en", "es"] = "en"
    subject: str = ""
    references: tuple[str, ...] = ()
    """By e-mail: the Message-IDs of the thread it goes on with, the last one of the mail that it answers."""
    text: str = ""
    html: str = ""
    notice: ValidationNotice | None = None
    """What a validation notice says, as data; its words are rendered from this."""
    settles: Settles | None = None
    """The dispute or request that it answers; only once it has left is that answered."""


ELSEWHERE = "elsewhere"
"""The channel of a contact that was made by somebody else's system and told to us: no provider of ours knows it."""


class State(StrEnum):
    """The life of an Attempt. Everything but RELEASED and FAILED counts towards every cap."""

    RESERVED = "reserved"
    """Recorded, not yet handed over."""
    SENT = "sent"
    """A provider has accepted it."""
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """Accepted, and then not delivered."""
    IN_DOUBT = "in_doubt"
    """It may have gone; it is never sent again by itself."""
    FAILED = "failed"
    """The provider certainly refused it."""
    RELEASED = "released"
    """Given back unsent: too late, or stopped meanwhile."""


Outcome = Literal[
    "no_answer",
    "busy",
    "not_in_service",
    "dropped",
    "recorded_message",
    "mailbox_full",
    "voicemail_general",
    "voicemail_debt",
    "conversation",
    "unknown",
]
"""How a call ended, in the words of 1006.14(b) and its commentary; None for everything but calls."""


class Attempt(Record):
    """An act to start a communication or other contact about a debt (1006.2(b)), counted before it is made."""

    id: Id
    at: Instant
    medium: Medium
    to: str | None = None
    person: Id | None = None
    """To whom; None is the consumer."""
    debts: tuple[Id, ...] = ()
    """The debts the message was about."""
    allocated: tuple[Id, ...] = ()
    """For a call that names no debt: the debts it counts towards (1006.14(b)(4)), written once."""
    raised: tuple[Id, ...] = ()
    """For a call: the debts we named."""
    consumer_raised: tuple[Id, ...] = ()
    purpose: Purpose = Purpose.COLLECT
    in_reply_to: Id | None = None
    in_session: Id | None = None
    template: str = "none"
    message: Id | None = None
    """The Message it carries, or carried."""
    settles: Settles | None = None
    """The dispute or request that the message answers."""
    states: Stated | None = None
    """What it states, of a validation notice: the message may be gone when the news of it comes."""
    state: State = State.SENT
    outcome: Outcome | None = None
    voice: Literal["person", "bot", "recorded"] | None = None
    """Whose voice a call had: an agent's, an artificial one that answers, or a recording; None is not known."""
    automated: bool = False
    """Sent without a person's act, as an automatic reply is."""
    limited_content: bool = False
    """A voicemail that is only a limited-content message (1006.2(j))."""
    end: Instant | None = None
    """When a conversation ended."""

    @property
    def counts(self) -> bool:
        """Whether it was made, or may have been."""
        return self.state not in _NEVER_LEFT


_NEVER_LEFT = frozenset({State.RELEASED, State.FAILED})  # named once: to name a member of an enum costs a call


class Receipt(Record):
    """What a channel knows after handing a message over."""

    attempt: Id
    state: Literal["sent", "failed", "in_doubt", "released"]
    at: Instant
    channel: str = ""
    reference: str | None = None
    """The provider's own identifier: a Message SID, a Message-ID."""
    code: str | None = None
    rebuff: Rebuff | None = None
    """Why the provider refused it, where it did."""
    says: str = ""


class Inbound(Record):
    """Something received from somebody: a text, a mail, a call."""

    id: Id
    at: Instant
    medium: Medium
    from_address: str | None = None
    person: Id | None = None
    """Who wrote; None is the consumer."""
    debts: tuple[Id, ...] = ()
    about_debt: bool = True
    text: str = ""
    enclosed: tuple[Enclosure, ...] = ()
    keyword: Keyword | None = None
    """The command that the carrier took it for, and has answered."""
    heading: Heading | None = None
    """Of an e-mail."""
    outcome: Literal["conversation", "voicemail_left"] | None = None
    """For a call they placed."""
    end: Instant | None = None


class Session(Record):
    """A time during which the consumer was on our site or application (comment 6(b)(1)-2.iii)."""

    kind: Literal["session"] = "session"
    id: Id
    at: Instant
    end: Instant | None = None
