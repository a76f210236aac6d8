"""What a finished text says, as far as the provisions ask: disclosures, ways out, languages, and traits."""

from __future__ import annotations

from typing import Literal

from accounts.record import Record

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
