"""Reads calendar days, dates of birth and times of day, in English and Spanish, relative to a given day.

A day without a year is the next one, unless something was done on it. What may be two days is left out: `next week`,
`friday or monday`, `11/15` said on 22 November, `5/12` in Spanish. The text must be levelled
(`bot.nlu.entities.level`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from bot.nlu import days
from bot.nlu.amounts import number
from bot.nlu.port import Entity
from bot.nlu.text import data

Span = tuple[int, int, date | None]
"""Where a day is named, and which; None where the words are taken but the day is not certain."""

_FRACTIONS = frozenset({"24/7", "1/2", "50/50", "1/3", "1/4", "3/4"})
_CLAUSE = 60
"""Characters before a day in which it is said that something was done on it."""

_TIME = re.compile(
    r"(?<![\w:/$.])(?:"
    r"(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?"
    r"|(?:a )?las? (?P<las>\d{1,2})(?::(?P<past>[0-5]\d))? (?:de|en|por) la (?P<part>manana|tarde|noche)"
    r"|(?P<named>noon|midnight|mediodia|medianoche)\b"
    r")"
)
_DONE_PAYING = re.compile(r"\b(?:paid|payed|sent|payment|pague|pagado|deposite|abone|mande)\b")
_STARTING = re.compile(r"\b(?:start(?:ing)?|begin(?:ning)?|a partir del?|desde|empezando|comenzando)(?: \w+){0,2} ?$")
_WEEKS_FROM = re.compile(r"\b(?:week|weeks|semanas?) (?:from|de|after)(?: el)? $")
_CHOICE = re.compile(r" ?(?:or|o|-|to)(?: maybe| on| by| the| el)* ?")
_BESIDE = re.compile(r" ?(?:,|the|el|on the|dia)? ?(?:the |el )?")


def find_days(text: str, today: date, language: str) -> list[Entity]:
    """Return the days and dates of birth in levelled `text`; those of things done carry the role `past` or `paid`."""
    spans: list[Span] = []
    for found in (
        _births(text, today),
        _numeric(text, today, language),
        _month_days(text, today),
        _relative(text, today, language),
        _weekdays(text, today),
        _days_of_month(text, today),
    ):
        spans += [span for span in found if not any(span[0] < end and start < span[1] for start, end, _ in spans)]
    certain = _agreeing(text, sorted(spans, key=lambda span: span[0]))
    return [_entity(text, today, start, end, day) for start, end, day in certain if day]


def find_times(text: str) -> list[Entity]:
    """Return the times of day in levelled `text` that say which half of the day they mean, as HH:MM."""
    found = []
    for match in _TIME.finditer(text):
        hour, minute = int(match["hour"] or match["las"] or 12), int(match["minute"] or match["past"] or 0)
        if not 1 <= hour <= 12:
            continue
        late = (match["half"] or match["part"] or match["named"])[:1] in ("p", "t", "n") or match["named"] == "mediodia"
        value = f"{hour % 12 + 12 * late:02}:{minute:02}"
        found.append(Entity(name="time", value=value, text=match.group(), start=match.start(), end=match.end()))
    return found


def _entity(text: str, today: date, start: int, end: int, day: date) -> Entity:
    name, role = "date", None
    if days.long_ago(day, today):
        name = "date_of_birth"
    elif day < today:
        role = "paid" if _DONE_PAYING.search(_clause(text, start)) else "past"
    elif _STARTING.search(text[:start]):
        role = "start"
    return Entity(name=name, value=day.isoformat(), text=text[start:end], start=start, end=end, role=role)


def _clause(text: str, start: int) -> str:
    return re.split(r"[.;!?]", text[:start])[-1][-_CLAUSE:]


def _done(text: str, start: int) -> bool:
    """Say whether the clause before `start` tells what was done, so that the day named is the last such day."""
    done, not_done = _patterns()["done"], _patterns()["not_done"]
    return bool(done.search(not_done.sub("", _clause(text, start).replace("'", ""))))


def _births(text: str, today: date) -> Iterator[Span]:
    """Yield a message that is nothing but MMDDYYYY, as people answer when asked for a date of birth."""
    match = re.fullmatch(r"\s*(\d{2})(\d{2})((?:19|20)\d{2})[\s.]*", text)
    day = days.day_of(int(match[3]), int(match[1]), int(match[2])) if match else None
    if match and day and days.long_ago(day, today):
        yield match.start(1), match.end(3), day


def _numeric(text: str, today: date, language: str) -> Iterator[Span]:
    for match in re.finditer(r"(?<![\w/.$-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w/-])", text):
        yield *match.span(), days.plausible(days.day_of(int(match[1]), int(match[2]), int(match[3])), today)
    for match in re.finditer(r"(?<![\w/.$-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)", text):
        month, day_number, year = int(match[1]), int(match[3]), days.full_year(match[4], today)
        # Month and day stand in this order here; the other order is read where only it is possible.
        day = (days.day_of(year, month, day_number) or days.day_of(year, day_number, month)) if year else None
        # In Spanish the order is uncertain. A birth is only compared with what we hold, so there it may stand.
        certain = day and (days.long_ago(day, today) or not _either_order(month, day_number, language))
        yield *match.span(), days.plausible(day, today) if certain else None
    for match in re.finditer(r"(?<![\w/.$-])(\d{1,2})/(\d{1,2})(?![\w/%-]|\.\d)(?! (?:of|de)\b)", text):
        month, day_number = int(match[1]), int(match[2])
        if match.group() in _FRACTIONS or _either_order(month, day_number, language):
            yield *match.span(), None
        else:
            done = _done(text, match.start())
            yield *match.span(), days.without_year(month, day_number, today, done=done)


def _either_order(first: int, second: int, language: str) -> bool:
    return language == "es" and first <= 12 and second <= 12 and first != second


def _month_days(text: str, today: date) -> Iterator[Span]:
    words = _words()
    for form in ("month_first", "day_first"):
        for match in _patterns()[form].finditer(text):
            month, day = words["months"][match["month"]], _which(match["day"])
            if match["year"]:
                yield *match.span(), days.plausible(days.day_of(int(match["year"]), month, day), today)
            else:
                yield *match.span(), days.without_year(month, day, today, done=_done(text, match.start()))


def _relative(text: str, today: date, language: str) -> Iterator[Span]:
    near = _words()["today"]
    for match in _patterns()["near"].finditer(text):
        if not (language == "es" and text[: match.start()].endswith(" de ")):  # las 8 de mañana
            yield *match.span(), today + timedelta(days=near[match.group()])
    for form in ("in_a_while", "from_now"):
        for match in _patterns()[form].finditer(text):
            count = 1 if match["count"] in ("a", "an") else int(number(match["count"]) or 0)
            unit = match["unit"][0].replace("s", "w")
            yield *match.span(), days.later(today, count, unit) if count else None
    for match in _patterns()["month_end"].finditer(text):
        month = days.later(today.replace(day=1), 1, "m") if match["next"] or match["que"] else today
        yield *match.span(), days.month_end(month)


def _weekdays(text: str, today: date) -> Iterator[Span]:
    known = _words()["weekdays"]
    for match in _patterns()["weekday"].finditer(text):
        weekday = known.get(match["day"], 5 if match["day"] == "sat" else 6)
        yield *match.span(), _weekday(text, match, weekday, today)


def _weekday(text: str, match: re.Match[str], weekday: int, today: date) -> date | None:
    before, after = (match["before"] or "").strip(), (match["after"] or "").strip()
    if _WEEKS_FROM.search(text[: match.start()]) or after in ("after next", "week", "or so"):
        return None
    if before == "next":
        return days.in_week(weekday, today, 1)
    if before == "next week" or "next week" in after or "semana" in after:
        # Those whose week begins on Monday mean another week on a Sunday, and another Sunday on any day.
        return None if 6 in (today.weekday(), weekday) else days.in_week(weekday, today, 1)
    if before in ("last", "past", "ultimo", "pasado") or after == "pasado":
        return days.last(weekday, today)
    if before == "this" or after == "this week":
        day = days.in_week(weekday, today, 0)
        return day if day >= today else None
    if before in ("", "this coming", "coming", "proximo", "este"):
        return days.last(weekday, today) if not after and _done(text, match.start()) else days.coming(weekday, today)
    return None


def _days_of_month(text: str, today: date) -> Iterator[Span]:
    for form in ("the_day", "on_day", "on_the_number", "el_dia", "day_alone"):
        for match in _patterns()[form].finditer(text):
            start = match.start("from") if "from" in match.groupdict() else match.start()
            led = not text[: match.start()].strip() or _patterns()["leads"].search(text[: match.start()])
            # "the third" alone may be the third of anything.
            uncertain = match["day"] in _words()["ordinals"] and not match["month"] and not led
            yield start, match.end(), None if uncertain else _of_month(text, match, today)


def _of_month(text: str, match: re.Match[str], today: date) -> date | None:
    which, month = _which(match["day"]), match["month"] or ""
    if "next" in month or "proximo" in month or "que viene" in month:
        following = days.later(today.replace(day=1), 1, "m")
        return days.day_of(following.year, following.month, which)
    if "this" in month or "este" in month:
        return days.day_of(today.year, today.month, which)
    return days.day_of_month(which, today, done=_done(text, match.start())) if 1 <= which <= 31 else None


def _agreeing(text: str, spans: list[Span]) -> list[Span]:
    """Drop what contradicts itself: a weekday beside a day that falls on another, and days offered as a choice."""
    dropped: set[int] = set()
    for n, ((_, end, day), (start, _, other)) in enumerate(pairwise(spans)):
        between = text[end:start]
        if _BESIDE.fullmatch(between) and day and other:
            dropped |= {n} if day.weekday() == other.weekday() else {n, n + 1}
        elif _CHOICE.fullmatch(between):
            dropped |= {n, n + 1}
    return [span for n, span in enumerate(spans) if n not in dropped]


def _which(said: str) -> int:
    ordinal: int | None = _words()["ordinals"].get(said)
    return ordinal if ordinal is not None else int(re.sub(r"\D", "", said))


@cache
def _words() -> dict[str, Any]:
    return data("entities.yaml")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of entities.yaml, with the word lists they name written into them."""
    words = _words()
    lists = {name: words[name] for name in ("months", "ordinals", "weekdays", "today", "numbers")}
    named = {name: "|".join(sorted(map(re.escape, known), key=len, reverse=True)) for name, known in lists.items()}
    named |= {name: words[name] for name in ("counted", "before_day", "done", "not_done")}
    patterns = {}
    for name, pattern in words["days"].items():
        for word, meaning in named.items():
            pattern = pattern.replace(f"<{word}>", f"(?:{meaning})")
        patterns[name] = re.compile(pattern)
    return patterns
