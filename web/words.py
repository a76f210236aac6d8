"""The words of pages: a consumer's from messages/, an agent's for what the machine calls by a name."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from starlette.requests import Request

from channels.figures import telephone
from compliance import zones
from compliance.parameters import load_yaml

MESSAGES = Path(__file__).parent.parent / "messages"
NAMES = Path(__file__).with_name("names.yaml")

Language = Literal["en", "es"]


@cache
def of_consumer(language: Language) -> dict[str, str]:
    """Return what the consumer's pages say in a language."""
    found: dict[str, str] = load_yaml(MESSAGES / language / "web.yaml")
    return found


def asked(request: Request) -> Language:
    """Return the language somebody unknown asks for: by the page's own link, or else by their browser."""
    wish = request.query_params.get("language") or request.headers.get("accept-language", "")
    return "es" if wish.lower().startswith("es") else "en"


@cache
def _names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load_yaml(NAMES)
    return found


def named(name: str, kind: str = "intents") -> str:
    """Return in words what the machine calls by a name; a name without words is at least spelt as words."""
    return _names()[kind].get(name, name.replace("_", " "))


def intents() -> dict[str, str]:
    """Return what agents call the intents, by their names."""
    return _names()["intents"]


_QUOTE = re.compile(r"“.*”", re.DOTALL)
_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|(?<=[ (])(?:sms|email)(?=[ ,])|\+\d{8,15}\b")


def in_words(line: str) -> str:
    """Return a line of a hand-over's summary without the machine's names; what somebody said stays as said."""
    quote = _QUOTE.search(line)
    if quote is None:
        return _NAME.sub(_spelt, line)
    return _NAME.sub(_spelt, line[: quote.start()]) + quote[0] + _NAME.sub(_spelt, line[quote.end() :])


def _spelt(found: re.Match[str]) -> str:
    name = found[0]
    if name.startswith("+"):
        return telephone(name)
    kind = next((kind for kind in ("intents", "facts", "media") if name in _names()[kind]), "intents")
    return named(name, kind)


def sentence(words: str) -> str:
    """Return words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def waited(since: datetime, now: datetime) -> str:
    """Return how long ago something was, as one would say it."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def moment(at: datetime, zone: str) -> str:
    """Return an instant as the clocks of a zone show it, never earlier than it is: 'Tue Nov 24, 08:00 EST'."""
    shown = zones.local(at, zone)
    if shown.second or shown.microsecond:
        shown = zones.local(at + timedelta(minutes=1), zone)
    return f"{shown:%a %b} {shown.day}, {shown:%H:%M %Z}"


def past(at: datetime, zone: str) -> str:
    """Return an instant that has passed, as the clocks of a zone showed it."""
    return moment(at.replace(second=0, microsecond=0), zone)
