"""A week at a glance: which hours are lawful for a message and which rule closes the others, exact to the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from string import ascii_uppercase
from typing import Any

from rich.text import Text

from accounts.errors import BadInput, NotFound
from app.commands import clock_in_use, house
from app.terminal import out, print_json, say
from compliance import zones
from compliance.book import BEGINS
from compliance.decision import Objection
from compliance.spans import Span, over
from web.api.asking import MEDIA, Way, example

DAYS, HALF, MINUTE = 7, timedelta(minutes=30), timedelta(minutes=1)
LAWFUL = "."
COLOURS = ("red", "magenta", "blue", "yellow", "cyan")


def week(consumer: str, debt: str, way: Way, begin: str | None, *, as_json: bool) -> int:
    """Show seven days of a message, in each zone where the consumer may be."""
    now = clock_in_use()()
    joined = house(now)
    dossier = joined.store.dossier(consumer, now)
    if dossier.debt(debt) is None:
        raise NotFound(f"consumer {consumer} has no debt {debt}; theirs are {', '.join(d.id for d in dossier.debts)}")
    places = zones.of(dossier) or (joined.settings.collector_zone,)
    first = _day(begin) or min(zones.local(now, zone).date() for zone in places)
    if first < BEGINS:
        raise BadInput(f"--from {begin!r} is before {BEGINS}, when Regulation F comes into force, and with it the book")
    bounds = [(zones.midnight(first, zone), zones.midnight(first + timedelta(days=DAYS), zone)) for zone in places]
    with joined.store.reading() as reading:
        guard = joined.guard.under(reading.policy_changes())
    proposal = guard.propose(example(joined.composer, dossier, debt, MEDIA[way]), dossier, now)
    spans, told = over(guard, proposal, min(b for b, _ in bounds), max(e for _, e in bounds))
    if as_json:
        print_json(_document(spans, told, places, first) | {"consumer": consumer, "debt": debt, "medium": way})
        return 0
    out.print(f"[bold]A week of {way} from {first}[/bold], if the facts stay as they are")
    letters = _letters(spans)
    for zone in places:
        _grid(zone, first, spans, letters)
    _legend(told, letters)
    return 0


def _grid(zone: str, first: date, spans: Sequence[Span], letters: dict[str, str]) -> None:
    """Print a row for each day and a sign for each half hour by the clocks of that zone, and the exact times."""
    out.print(f"\n{zone}", style="bold")
    out.print(Text(" " * 12 + "".join(f"{hour:<4}" for hour in range(0, 24, 2)).rstrip()))
    days = [first + timedelta(days=n) for n in range(DAYS)]
    for day in days:
        row = Text(f"{day:%a %b %d}  ")
        for half in range(48):
            row.append(*_sign(_half_hour(day, half, zone), spans, letters))
        out.print(row)
    for shown, group in groupby(days, key=lambda day: ", ".join(map("-".join, lawful_times(day, zone, spans)))):
        of_days = list(group)
        name = f"{of_days[0]:%a}" if len(of_days) == 1 else f"{of_days[0]:%a}-{of_days[-1]:%a}"
        say(shown or "at no time", 0, mark=f"{name + ':':<9}lawful ")


def _sign(
    shown: Iterable[tuple[datetime, datetime]], spans: Sequence[Span], letters: dict[str, str]
) -> tuple[str, str]:
    """Return the sign of a half hour and its style: a point where it is lawful, else the letter of what closes it.

    A small letter: closed for a part of it. What lasts less than a minute is told in the exact times only.
    """
    there, closing = timedelta(), timedelta()
    by_letter: Counter[str] = Counter()
    for begin, end in shown:
        there += end - begin
        for span in _within(begin, end, spans):
            length = min(span.end, end) - max(span.begin, begin)
            closing += length if span.rules else timedelta()
            by_letter.update({letters[rule]: int(length.total_seconds()) for rule in span.rules})
    if not there:
        return " ", ""
    if closing < MINUTE:
        return LAWFUL, "green"
    letter = min(by_letter, key=lambda one: (-by_letter[one], one))
    style = COLOURS[ascii_uppercase.find(letter) % len(COLOURS)]
    return (letter, style) if there - closing < MINUTE else (letter.lower(), f"bold {style}")


def _legend(told: Iterable[Objection], letters: dict[str, str]) -> None:
    out.print()
    out.print(Text.assemble((LAWFUL, "green"), "  lawful"))
    by_rule = {objection.rule: objection for objection in told}
    for rule, letter in letters.items():
        objection = by_rule[rule]
        why = f"for example, {objection.says}" if objection.until else f"{objection.says}; time alone does not lift it"
        say(f"{rule}, {objection.citation}: {why}", 0, mark=f"{letter}  ")
    if letters:
        out.print("A small letter is a half hour of which a part is closed.")


def _letters(spans: Iterable[Span]) -> dict[str, str]:
    """Return a letter for each rule that objects, first for the one that closes most."""
    closed: Counter[str] = Counter()
    for span in spans:
        for rule in span.rules:
            closed[rule] += int((span.end - span.begin).total_seconds())
    signs = [*ascii_uppercase, *["#"] * len(closed)]
    return {rule: sign for (rule, _), sign in zip(closed.most_common(), signs, strict=False)}


def lawful_times(day: date, zone: str, spans: Sequence[Span]) -> list[tuple[str, str]]:
    """Return from when to when one may send on that day, as the clocks of the zone show it; 24:00 is its end."""
    begin, end = zones.midnight(day, zone), zones.midnight(day + timedelta(days=1), zone)
    found: list[tuple[str, str]] = []
    for span in _within(begin, end, spans):
        if not span.rules:
            until = "24:00" if span.end >= end else _clock(span.end, zone)
            found.append((_clock(max(span.begin, begin), zone), until))
    return found


def _document(spans: Sequence[Span], told: Iterable[Objection], places: Sequence[str], first: date) -> dict[str, Any]:
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return {
        "from": first,
        "zones": {zone: {f"{day}": lawful_times(day, zone, spans) for day in days} for zone in places},
        "spans": [{**span.model_dump(mode="json"), "lawful": not span.rules} for span in spans],
        "rules": [objection.model_dump(mode="json", include={"rule", "citation", "says"}) for objection in told],
    }


def _within(begin: datetime, end: datetime, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.begin < end and span.end > begin]


def _half_hour(day: date, half: int, zone: str) -> list[tuple[datetime, datetime]]:
    """Return when the clocks of the zone show that half hour: not at all where they leap over it, or twice."""
    shown = datetime.combine(day, time()) + half * HALF
    known = zones.named(zone)
    begins = {known.normalize(known.localize(shown, is_dst=summer)) for summer in (True, False)}
    return [(begin, begin + HALF) for begin in sorted(begins) if begin.replace(tzinfo=None) == shown]


def _clock(at: datetime, zone: str) -> str:
    return f"{zones.local(at, zone):%H:%M:%S}".removesuffix(":00")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--from {text!r} is not a day; write 2026-01-31") from error
    if not 1970 <= day.year <= 2999:  # beyond, calendars of zones run out
        raise BadInput(f"--from {text!r} is not in the years 1970 to 2999")
    return day
