"""What a finished text says, as far as the provisions ask: disclosures, ways out, languages, and traits."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from accounts.record import Cents, Record

OptOutMethod = Literal[
    "reply_stop",
    "link",
    "subject_stop",
    "postal_mail",
    "telephone",
    "site_no_link",
    "requires_login",
    "requires_account_number",
    "charges_fee",
    "none",
]


class Words(Record):
    """The traits of a text that a provision may turn on; read from the text itself by `compliance.reading`."""

    disclosure: Literal["e1", "e2", "none"] = "none"
    """Whether it carries the initial (1006.18(e)(1)) or the subsequent (e)(2) disclosure."""
    disclosure_languages: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"en"})
    opt_out: OptOutMethod = "none"
    """The way out it states (1006.6(e)); 'none' where it states none."""
    includes: frozenset[str] = frozenset()
    """Open list of traits: payment_request, payment_link, balance, threat_of_suit, asks_to_continue …"""
    limited_content: bool = False
    """Whether it is a voicemail of the closed form of a limited-content message (1006.2(j))."""
    amounts: frozenset[Cents] = frozenset()
    """Every sum of money that it states."""
    subject: frozenset[str] = frozenset()
    """The traits of what others may see beside or before the words: the subject of an e-mail."""
    quotes: dict[str, str] = Field(default_factory=dict)
    """For the traits that some provision forbids: the words that were read so."""
