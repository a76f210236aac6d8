"""ValidationForm: Model Form B-1 filled in, the words of a validation notice in the order of 12 CFR 1006.34(c), (d)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from accounts.record import Cents
from accounts.validation_notice import PROMPTS, Language, ValidationNotice
from channels.figures import day, money, telephone
from compliance.parameters import load_yaml

WORDS = Path(__file__).parent.parent / "messages"


class Run(NamedTuple):
    """A piece of a paragraph."""

    text: str
    strong: bool


class Point(NamedTuple):
    """One point of a list, and the language it is in: the offer of a Spanish form is made in Spanish."""

    runs: tuple[Run, ...]
    language: Language


class Row(NamedTuple):
    """A line of the itemisation: what happened, and the amount with its sign; a heading has no amount."""

    text: str
    amount: str
    kind: str
    """then, between, item or total."""


class Prompt(NamedTuple):
    """A box to check, and what checking it says."""

    text: str
    inner: bool
    """Whether it stands under the one before."""
    language: Language
    note: str = ""
    """What to do when it is checked."""


@dataclass(frozen=True)
class ValidationForm:
    """A validation notice in one language, as every layout shows it: in this order, in these words."""

    language: Language
    subject: str
    title: str
    labels: dict[str, str]
    """Words of the form that take no facts."""
    collector: tuple[str, ...]
    consumer: tuple[str, ...]
    dated: tuple[str, ...]
    """The date and, where there are such, the reference, and that the English notice follows."""
    heading: str
    collecting: str
    shows: tuple[str, ...]
    table: str
    rows: tuple[Row, ...]
    time_barred: str
    dispute: tuple[Point, ...]
    more: tuple[Point, ...]
    pointer: str
    prompts: tuple[Prompt, ...]
    reply_to: tuple[str, ...]
    """The collector's name and mailing address, on the form that is sent back."""
    sender: tuple[str, ...]
    """The consumer's."""
    reverse: tuple[str, ...]


@cache
def words(language: Language) -> dict[str, str]:
    """Return the words of the form in a language."""
    found: dict[str, str] = load_yaml(WORDS / language / "validation_notice.yaml")
    return found


def fill(notice: ValidationNotice) -> tuple[ValidationForm, ...]:
    """Return the forms of which a notice consists: beside a translation also the English one (1006.34(e)(1))."""
    own = _fill(notice)
    if notice.english != "beside":
        return (own,)
    return own, _fill(notice.model_copy(update={"language": "en", "english": None}))


def _fill(notice: ValidationNotice) -> ValidationForm:
    said = words(notice.language)
    facts = _facts(notice)

    def say(name: str) -> str:
        return said[name].format_map(facts)

    def point(*names: str) -> Point:
        parts = " ".join(said[name] for name in names if name).split("**")
        runs = (Run(part.format_map(facts), bool(n % 2)) for n, part in enumerate(parts) if part)
        return Point(tuple(runs), _language(names[0], notice))

    def prompt(name: str) -> Prompt:
        note = say("payable_reference" if notice.reference else "payable") if name == "amount_enclosed" else ""
        return Prompt(said[name], name in PROMPTS[1:], _language(name, notice), note)

    electronic = bool(notice.electronic)
    collector = (notice.collector_name, *notice.collector_address)
    return ValidationForm(
        language=notice.language,
        subject=say("subject" if notice.account_number else "subject_without_account"),
        title=say("title"),
        labels={name: text for name, text in said.items() if "{" not in text},
        collector=tuple(line for line in (*collector, telephone(notice.phone or ""), notice.electronic) if line),
        consumer=(notice.consumer_name, *notice.consumer_address),
        dated=tuple(say(name) for name in _dated(notice)),
        heading=say("writes" if notice.first_party else "collects"),
        collecting=say("collecting"),
        shows=tuple(say(name) for name in _shows(notice)),
        table=say("table"),
        rows=tuple(_rows(notice, say("as_of"), said, say("between"))),
        time_barred=notice.time_barred or "",
        dispute=(point("assumed"), point("written", "electronic_dispute" if electronic else "")),
        more=tuple(point(*names) for names in _more(notice, electronic=electronic)),
        pointer=say("see_reverse" if notice.medium == "mail" else "see_below") if notice.reverse else "",
        prompts=tuple(prompt(name) for name in _prompts(notice)),
        reply_to=collector,
        sender=(notice.consumer_name, *notice.consumer_address),
        reverse=notice.reverse,
    )


def _facts(notice: ValidationNotice) -> dict[str, str]:
    return {
        "collector": notice.collector_name,
        "creditor": notice.current_creditor,
        "consumer_address": ", ".join(notice.consumer_address),
        "itemization_creditor": notice.itemization_creditor or "",
        "account": notice.account_number or "",
        "brand": notice.brand or "",
        "reference": notice.reference or "",
        "electronic": notice.electronic or "",
        "made_on": day(notice.made_on, notice.language),
        "itemization_date": day(notice.itemization.date, notice.language),
        "end_date": day(notice.end_date, notice.language),
    }


def _dated(notice: ValidationNotice) -> Iterator[str]:
    yield "made_on"
    if notice.reference:
        yield "reference"
    if notice.english == "beside":
        yield "beside"


def _shows(notice: ValidationNotice) -> Iterator[str]:
    """Yield what names the debt (1006.34(c)(2)(iii)-(v), (d)(3)(vii)); the current creditor by its name in any case."""
    names = {
        (True, True): "account",
        (True, False): "account_without_number",
        (False, True): "account_without_creditor",
        (False, False): "account_unnamed",
    }
    yield names[bool(notice.itemization_creditor), bool(notice.account_number)]
    if notice.brand:
        yield "brand"
    yield "owed_now_to"


def _rows(notice: ValidationNotice, as_of: str, said: dict[str, str], between: str) -> Iterator[Row]:
    """Yield the itemisation; a field of nothing says 0, none is ever blank (comment 34(c)(2)(viii)-1)."""

    def amount(cents: Cents, sign: str = "") -> str:
        return f"{sign}{money(cents, notice.language)}"

    items = notice.itemization
    yield Row(as_of, amount(items.amount), "then")
    yield Row(between, "", "between")
    yield Row(said["interest"], amount(items.interest, "+ "), "item")
    yield Row(said["fees"], amount(items.fees, "+ "), "item")
    yield Row(said["payments"], amount(items.payments, "- "), "item")
    yield Row(said["credits"], amount(items.credits, "- "), "item")
    yield Row(said["total"], amount(notice.amount_now), "total")


def _more(notice: ValidationNotice, *, electronic: bool) -> Iterator[tuple[str, ...]]:
    yield ("original_creditor", "electronic_request" if electronic else "")
    yield ("cfpb",)
    if notice.payment_options:
        yield ("payment_options",)
    if notice.spanish_offer:
        yield ("spanish_offer",)


def _prompts(notice: ValidationNotice) -> Iterator[str]:
    """Yield the prompts in the order of (c)(4)(i) and (ii), then those of (d)(3)(iii)(B) and (vi)(B)."""
    yield from PROMPTS
    yield "send_original_creditor"
    if notice.amount_enclosed:
        yield "amount_enclosed"
    if notice.spanish_offer:
        yield "spanish_form"


def _language(name: str, notice: ValidationNotice) -> Language:
    return "es" if name.startswith("spanish_") else notice.language
