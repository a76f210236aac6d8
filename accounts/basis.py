"""What lets an e-mail address or a number be used about a debt, and what ends it (12 CFR 1006.6(d)(4) and (5))."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.record import Id, Instant, Record


class AccountUse(Record):
    """The creditor used an address for communications about the account (1006.6(d)(4)(ii)(B))."""

    kind: Literal["account_use"] = "account_use"
    id: Id
    at: Instant
    address: str
    content: str
    """statement, bill, payment_reminder, marketing …"""
    debts: tuple[Id, ...] | None = None


class CreditorStop(Record):
    """The consumer asked the creditor to stop using an address."""

    kind: Literal["creditor_stop"] = "creditor_stop"
    id: Id
    at: Instant
    address: str


class CreditorOptOut(Record):
    """The consumer opted out of the collector's use of an address, as the creditor's notice offered."""

    kind: Literal["creditor_opt_out"] = "creditor_opt_out"
    id: Id
    at: Instant
    address: str


class CreditorNotice(Record):
    """The creditor told the consumer that the collector may use an address (1006.6(d)(4)(ii)(C))."""

    kind: Literal["creditor_notice"] = "creditor_notice"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    medium: str
    """mail or email."""
    address: str
    """The e-mail address it names."""
    sent_to_account_address: bool = False
    """Whether it went to an address that the creditor had from the consumer and used for the account."""
    collector_named: bool = False
    says_may_use: bool = False
    says_others_may_see: bool = False
    opt_out_method: str = "none"
    """form_and_envelope, link, reply_stop, call_for_form, postal_mail, telephone, website_no_link."""
    reply_to: str = "none"
    """collector, creditor or both."""
    deadline: date | None = None
    """By when a request to opt out must be received."""
    part_of_larger_letter: bool = False
    conspicuous: bool = True


class AddressFailed(Record):
    """What went to an address came back, from a mail server, a telephone carrier or by the post."""

    kind: Literal["address_failed"] = "address_failed"
    id: Id
    at: Instant
    address: str
    of: Id
    """The attempt."""
    lasting: bool
    """Whether nobody is reached there any more; otherwise it may work another day, as a full mailbox may."""
    code: str = ""
    """The status a mail server gave, as 5.1.1 (RFC 3463)."""
    says: str = ""
    """The server's own words, or what the post wrote on the envelope."""
    medium: Literal["sms"] | None = None
    """By which medium nobody is reached, where the address has another: a number that takes no texts may ring."""


class NumberCheck(Record):
    """A database was asked whether a number was reassigned since a day (comment 6(d)(5)-1)."""

    kind: Literal["number_check"] = "number_check"
    id: Id
    at: Instant
    number: str
    database: Literal["fcc", "equivalent", "other"] = "other"
    since: date | None = None
    """The day from which the answer counts."""
    result: Literal["not_reassigned", "reassigned", "no_data"] = "no_data"


class EmployerAddress(Record):
    """Somebody told us that an employer provides an address (1006.6(d)(4)(ii)(E), 1006.22(f)(3))."""

    kind: Literal["employer_address"] = "employer_address"
    id: Id
    at: Instant
    address: str
    told_by: str = "unknown"


class LocationTalk(Record):
    """Somebody was spoken to who may know where the consumer is (1006.10(c))."""

    kind: Literal["location_talk"] = "location_talk"
    id: Id
    at: Instant
    person: Id
    complete: bool = True
    """Whether they told all that was asked, as it seemed then."""


class InvitedBack(Record):
    """Such a person asked to be contacted again (1006.10(c))."""

    kind: Literal["invited_back"] = "invited_back"
    id: Id
    at: Instant
    person: Id


class StateNotice(Record):
    """A notice that a state or city wants before something else was given: `notice` names it as the provision does."""

    kind: Literal["state_notice"] = "state_notice"
    id: Id
    at: Instant
    notice: str
    debts: tuple[Id, ...] | None = None
    via: str = "unknown"
