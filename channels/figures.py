"""Figures: amounts and days as people write them, in the consumer's language."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import phonenumbers
from babel.dates import format_date, format_time
from babel.numbers import format_currency

from accounts.record import Cents
from accounts.validation_notice import Language

_LOCALES = {"en": "en_US", "es": "es_US"}


def money(cents: Cents, language: Language) -> str:
    """Return an amount as people write it: $1,234.56."""
    return format_currency(Decimal(cents) / 100, "USD", locale=_LOCALES[language])


def day(value: date, language: Language) -> str:
    """Return a date in full, with the weekday, so that nobody mistakes it."""
    return format_date(value, "full", locale=_LOCALES[language])


def clock(value: time, language: Language) -> str:
    """Return a time of day as clocks and people in the United States tell it: 5:30 PM."""
    return format_time(value, "short", locale=_LOCALES[language]).replace("\u202f", " ")


def telephone(number: str) -> str:
    """Return a phone number as people write it; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if parsed.country_code == 1 else form.INTERNATIONAL)
