"""Printing: a letter as it leaves the printer: a PDF, or a page for a browser where there is no Typst."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.contact import Letter, Message
from channels import typesetting, validation_layout
from channels.figures import day
from channels.validation_form import fill

_BLANK = re.compile(r"\n{2,}")
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper of a letter that is no form."""

    language: str
    title: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    dated: str
    paragraphs: tuple[tuple[str, ...], ...]
    """Each as its lines."""


class Printed(NamedTuple):
    """A letter before it is in the queue."""

    ending: str
    content: bytes
    pages: int | None


def print_out(message: Message, letter: Letter, at: datetime) -> Printed:
    """Return the letter, whole: a validation notice as its form, anything else as a sheet with both addresses.

    Raises:
        RuntimeError: Typst cannot set it.
    """
    if not typesetting.available():
        page = message.html if message.notice else validation_layout.sheet_html(sheet(message, letter))
        return Printed("html", page.encode(), None)
    if message.notice:
        made = typesetting.pdf(fill(message.notice), at)
    else:
        made = typesetting.compiled("letter.typ", {"sheet": asdict(sheet(message, letter))}, at)
    return Printed("pdf", made, len(_PAGE.findall(made)))


def sheet(message: Message, letter: Letter) -> Sheet:
    """Return what stands on the paper; every word of it is the message's, or an address."""
    return Sheet(
        language=message.language,
        title=letter.sender,
        sender=(letter.sender, *letter.return_address),
        recipient=letter.address,
        dated=day(letter.dated, message.language) if letter.dated else "",
        paragraphs=tuple(tuple(part.split("\n")) for part in _BLANK.split(message.text)),
    )
