"""Sample basis: why the sample's numbers and e-mail addresses may be used about a debt, or may not."""

from __future__ import annotations

from datetime import date, timedelta

TODAY = date(2026, 11, 20)
"""The day on which the creditors wrote the file."""

Cells = dict[str, str]


def ago(days: int) -> str:
    """Return the day that was so many days before the file was written."""
    return (TODAY - timedelta(days=days)).isoformat()


def texting(number: int) -> Cells:
    """Return consents to texts of every age, to us and to others; some of the old ones with a check of the number."""
    days = {0: 8, 1: 25, 2: 45, 3: 90, 4: 400}.get(number % 7)
    if days is None:
        return {}
    given_to = {3: "creditor", 8: "prior_collector"}.get(number % 12, "collector")
    consent = {"sms_consent_date": ago(days), "sms_consent_given_to": given_to}
    if days < 60 or number % 4 == 3:
        return consent
    found = "reassigned" if number % 8 == 2 else "not_reassigned"
    database = "other" if number % 16 == 4 else "fcc"
    return consent | {
        "number_check_date": ago(6),
        "number_check_database": database,
        "number_check_since": ago(days + 1),
        "number_check_result": found,
    }


def mailing(number: int) -> Cells:
    """Return consents to e-mail, or what the creditor did instead: used the address, and gave notice of our use."""
    if number % 5 == 0:
        return {"email_consent_date": ago(30 + number % 200), "email_consent_given_to": "collector"}
    if number % 10 == 9:
        return {}
    # For some the time to answer still runs, for some the notice was not whole, some answered no.
    sent = 20 if number % 15 == 8 else 50
    says = "to_account_address names_us may_use others_may_see"
    cells = {
        "email_domain": "open",
        "email_used_for": "statement" if number % 3 else "payment_reminder",
        "email_notice_date": ago(sent),
        "email_notice_via": "mail" if number % 2 else "email",
        "email_notice_says": says.removesuffix(" others_may_see") if number % 30 == 14 else says,
        "email_notice_opt_out": "form_and_envelope" if number % 2 else "link",
        "email_notice_reply_to": "creditor",
        "email_notice_deadline": ago(sent - 40),
    }
    return cells | {"email_notice_refused": ago(15)} if number % 30 == 22 else cells
