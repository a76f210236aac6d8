"""Paragraphs of the official text: those of Regulation F and the comments on them, by their designations."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

TEXT = Path(__file__).parent / "law" / "us" / "reg_f" / "12cfr1006.txt"
COMMENTARY = "Supplement I to Part 1006"

_SECTION = re.compile(r"§1006\.(\d+) (.*)")
_MARKED = re.compile(r"\(([a-z]+|\d+|[A-Z])\)\s*(.*)")
_HEADING = re.compile(r"Section 1006\.(\d+)-|(?:Paragraph )?(\d+) ?((?:\([A-Za-z0-9]+\))+)")
_COMMENT = re.compile(r"(\d+|[ivx]+|[A-Z])\. (?!m\. )(.*)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_DIGITS = tuple(map(str, range(1, 40)))
_LEVELS = (tuple("abcdefghijklmnopqrstuvwxyz"), _DIGITS, _ROMAN, tuple("ABCDEFGHIJ"), _DIGITS)
"""How the paragraphs of each level are called, in order."""

_NUMBER = r"\d+(?:\.(?:[ivx]+|[A-Z])\b)*"
_CITED = re.compile(
    rf"(?<![\w(.)-])(?:(\d+(?:\([A-Za-z0-9]+\))*)(?:-({_NUMBER}))?|-({_NUMBER})|((?:\([A-Za-z0-9]+\))+))"
)
"""A paragraph, perhaps with a comment on it; another comment on the same; another paragraph of the same section."""


@lru_cache(maxsize=1)
def regulation() -> dict[str, str]:
    """Return the words of every paragraph down to the second level, such as `6(b)(1)`, with those of what it holds."""
    found: dict[str, str] = {}
    section, stack = "", list[str]()
    for line in _lines()[0]:
        if begun := _SECTION.fullmatch(line):
            section, stack = begun[1], []
            continue
        marked = _MARKED.match(line)
        stack = (_placed(stack, marked[1]) if marked else None) or stack
        if section and stack:
            name = section + "".join(f"({mark})" for mark in stack[:2])
            says = marked[2] if marked and name not in found else line
            found[name] = f"{found.get(name, '')} {says}".strip()
    return found


@lru_cache(maxsize=1)
def commentary() -> dict[str, str]:
    """Return the words of every comment and of every part of one, such as `6(b)(1)-1.i`."""
    found: dict[str, str] = {}
    about, parts = "", list[str]()
    for line in _lines()[1]:
        if heading := _HEADING.match(line):
            about, parts = (heading[1] or heading[2]) + (heading[3] or ""), []
        elif about and (comment := _COMMENT.match(line)):
            level = 0 if comment[1].isdigit() else 1 if comment[1].islower() else 2
            parts = [*parts[:level], comment[1]]
            found[f"{about}-{'.'.join(parts)}"] = comment[2]
        elif parts:
            found[f"{about}-{'.'.join(parts)}"] += f" {line}"
    return found


def cited(text: str) -> tuple[str, ...]:
    """Return the paragraphs and comments that a citation of Regulation F names, as they are called here."""
    about, found = "", list[str]()
    for match in _CITED.finditer(text.replace("12 CFR 1006.", "").replace("§1006.", "")):
        paragraph, comment, another, beside = match.groups()
        about = paragraph or (_beside(about, beside) if beside else about)
        number = comment or another
        if about:
            found.append(f"{about}-{number}" if number else about)
    return tuple(found)


def _beside(about: str, marks: str) -> str:
    """Return what further marks name: after 18(c)(3), `(b)(1)` is 18(b)(1); "" where they fit nowhere."""
    section, *known = re.split(r"[()]+", about.rstrip(")"))
    first = marks.strip("()").partition(")")[0]
    level = next((level for level in reversed(range(len(known))) if first in _LEVELS[level]), None)
    return "" if level is None else section + "".join(f"({mark})" for mark in known[:level]) + marks


def concerns(designation: str, paragraph: str) -> bool:
    """Return whether what is designated is that paragraph, is in it, is a comment on it, or has it within."""
    named = designation.partition("-")[0]
    return "(" in named and (f"{named}(".startswith(f"{paragraph}(") or f"{paragraph}(".startswith(f"{named}("))


def heading(words: str, most: int = 90) -> str:
    """Return the words a paragraph begins with: its heading where it has one."""
    first = re.split(r"(?<=[a-z)])[.;] |(?<=[a-z])-(?: \(|$)| means ", words, maxsplit=1)[0].rstrip(".;: ")
    return first if len(first) <= most else f"{first[:most].rpartition(' ')[0].rstrip(',;')} …"


def _placed(stack: list[str], mark: str) -> list[str] | None:
    """Return where a paragraph of that mark stands: as the first below, or as the next on a level above it."""
    if len(stack) < len(_LEVELS) and mark == _LEVELS[len(stack)][0]:
        return [*stack, mark]
    for level in reversed(range(len(stack))):
        names = _LEVELS[level]
        if mark in names and names.index(mark) == names.index(stack[level]) + 1:
            return [*stack[:level], mark]
    return None


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of the sections, and those of the commentary."""
    text = TEXT.read_text("utf-8")
    sections, _, comments = text.partition(COMMENTARY)
    return tuple(sections.partition("\nAppendix A to Part 1006")[0].splitlines()), tuple(comments.splitlines())
