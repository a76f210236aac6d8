"""Reads the literal commands (STOP, HELP, START and their kin) before any engine is asked.

A command is the whole message and nothing else: a sentence that asks for the same is for `bot.nlu.rules`. What counts
is read as generously as a phone writes it: case, accents, punctuation, emoji, zero-width marks, full-width and
look-alike letters, doubled words and drawn-out letters do not hide a STOP.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from accounts.contact import Inbound
from accounts.record import Record
from bot.nlu.port import Language
from bot.nlu.text import fold, prepare

_LONGEST = 80
"""No command is longer, however it is decorated; longer texts are not looked at."""


class CommandName(StrEnum):
    """What a command asks for."""

    STOP = "stop"
    HELP = "help"
    START = "start"


class Command(Record):
    """A literal command and the language of its word."""

    name: CommandName
    language: Language


def of(inbound: Inbound) -> Command | None:
    """Return the command that a text is, to us or to the carrier, which may know other words for it; a stop wins."""
    taken = None if inbound.keyword is None else Command(name=CommandName(inbound.keyword), language="en")
    ours = read(inbound.text)
    stops = [one for one in (ours, taken) if one is not None and one.name is CommandName.STOP]
    return next(iter(stops), ours or taken)


def read(text: str) -> Command | None:
    """Return the command that `text` is, or None when it is anything else."""
    prepared = prepare(text)
    if prepared.unreadable or len(prepared.text) > _LONGEST:
        return None
    return _commands().get(_closed_up(prepared.text))


def _closed_up(text: str) -> str:
    """Return the letters of `text` alone: `S.T.O.P.!`, `stop stop` and `STOOOOP` all become `stop`."""
    words = re.findall(r"[^\W_]+", fold(text).replace("'", ""))
    said = [word for n, word in enumerate(words) if n == 0 or word != words[n - 1]]
    return re.sub(r"([^\W\d])\1{2,}", r"\1", "".join(said))


@cache
def _commands() -> dict[str, Command]:
    lists = yaml.safe_load(files("bot").joinpath("commands.yaml").read_text(encoding="utf-8"))
    languages: tuple[Language, Language] = ("en", "es")
    return {
        _closed_up(words): Command(name=name, language=language)
        for name in CommandName
        for language in languages
        for words in lists[name.value][language]
    }
