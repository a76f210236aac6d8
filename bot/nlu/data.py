"""Reads training data in the Rasa 3.1 form, and says what is wrong with it as `rasa data validate` would."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from accounts.errors import BadInput
from accounts.record import Record
from bot.nlu.language import detect
from bot.nlu.port import Language

_MARK = re.compile(r"\[(?P<text>[^\]\[]+)\](?:\((?P<name>[\w-]+)\)|(?P<json>\{[^{}]*\}))")
_ITEM = re.compile(r"^\s*-\s+(?P<text>.*\S)\s*$")
_LANGUAGE = re.compile(r"\.(en|es)\.ya?ml$")


class BadTrainingData(BadInput):
    """Training data that no engine can be trained from: which file, which line of it, and what to write instead."""


class Mark(Record):
    """An entity marked in an example: its name, its place in the plain text, and what Rasa would be told it means."""

    name: str
    start: int
    end: int
    value: str | None = None
    role: str | None = None


class Example(Record):
    """One thing a consumer may say, as plain text, with the intent it was labelled with."""

    text: str
    intent: str
    language: Language
    marks: tuple[Mark, ...] = ()
    file: str


def read(directory: Path) -> tuple[Example, ...]:
    """Return every example under `directory`/nlu, by file name and then in order; an unreadable file raises."""
    paths = sorted((directory / "nlu").glob("*.y*ml"))
    if not paths:
        raise BadTrainingData(f"{directory / 'nlu'} holds no training data: expected *.yml files in Rasa 3.1 form")
    return tuple(example for path in paths for example in _examples(path))


def inventory(directory: Path) -> tuple[str, ...]:
    """Return the names of the intents that domain.yml declares, in its order."""
    return tuple(_domain(directory)["intents"])


def problems(directory: Path) -> list[str]:
    """Return what `rasa data validate` would complain about, a sentence each; none when the data is fit."""
    domain = _domain(directory)
    intents, entities = set(domain["intents"]), set(domain.get("entities", ()))
    labels: dict[str, set[str]] = defaultdict(set)
    times: dict[tuple[str, str], int] = defaultdict(int)
    found: list[str] = []
    for example in read(directory):
        labels[example.text.casefold()].add(example.intent)
        times[example.intent, example.text.casefold()] += 1
        found += [
            f"{example.file}: entity {mark.name!r} in {example.text!r} is not in domain.yml"
            for mark in example.marks
            if mark.name not in entities
        ]
    used = {intent for names in labels.values() for intent in names}
    found += [f"intent {name!r} has examples but is not in domain.yml" for name in sorted(used - intents)]
    found += [f"intent {name!r} is in domain.yml but has no example" for name in sorted(intents - used)]
    found += [f"{text!r} is labelled {' and '.join(sorted(names))}" for text, names in labels.items() if len(names) > 1]
    found += [f"{text!r} is written {n} times under {intent}" for (intent, text), n in times.items() if n > 1]
    return found


def fingerprint(directory: Path) -> str:
    """Return the SHA-256 of what an engine learns from, so that a trained model knows when its data has changed."""
    digest = hashlib.sha256()
    for example in read(directory):
        digest.update(json.dumps(example.model_dump(exclude={"file"}), sort_keys=True).encode())
    return digest.hexdigest()


def plain(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Return `[fifty](amount) a month` as its plain text and its marks; a bad mark raises BadTrainingData."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        start = len(text)
        text += match["text"]
        marks.append(_mark(match, start))
        at = match.end()
    return text + marked[at:], tuple(marks)


def _mark(match: re.Match[str], start: int) -> Mark:
    place = {"start": start, "end": start + len(match["text"])}
    if match["name"]:
        return Mark.model_validate({**place, "name": match["name"]})
    try:
        given = json.loads(match["json"])
        named = {"name": given["entity"], "value": given.get("value"), "role": given.get("role")}
        return Mark.model_validate({**place, **named})
    except (ValueError, KeyError) as wrong:
        raise BadTrainingData(f'{match.group()!r} is no entity mark: write [text]{{"entity": "name"}}') from wrong


def _examples(path: Path) -> Iterator[Example]:
    match = _LANGUAGE.search(path.name)
    language = cast(Language, match[1]) if match else None
    for block in _yaml(path).get("nlu") or ():
        if not isinstance(block, dict):
            raise BadTrainingData(f"{path.name}: every item under nlu must be a mapping, not {block!r}")
        if "intent" not in block:
            continue  # regex, synonym and lookup blocks are Rasa's own and no examples
        for marked in _items(path, block):
            text, marks = plain(marked)
            yield Example(
                text=text, intent=str(block["intent"]), language=language or detect(text), marks=marks, file=path.name
            )


def _items(path: Path, block: dict[str, Any]) -> Iterator[str]:
    """Yield the marked texts of a block, written as a literal block of dashes or as a list of `text:`."""
    examples = block.get("examples")
    if isinstance(examples, str):
        for line in filter(str.strip, examples.splitlines()):
            match = _ITEM.match(line)
            if match is None:
                raise BadTrainingData(f"{path.name}: {line.strip()!r} under {block['intent']} must begin with '- '")
            yield match["text"]
    elif isinstance(examples, list) and all(isinstance(item, dict) and "text" in item for item in examples):
        yield from (str(item["text"]).strip() for item in examples)
    else:
        raise BadTrainingData(f"{path.name}: intent {block['intent']} has no readable examples")


def _domain(directory: Path) -> dict[str, Any]:
    domain = _yaml(directory / "domain.yml")
    if not isinstance(domain.get("intents"), list):
        raise BadTrainingData("domain.yml has no list of intents")
    return domain


def _yaml(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise BadTrainingData(f"{path} is missing") from missing
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise BadTrainingData(f"{path.name} is not readable YAML: {' '.join(str(wrong).split())}") from wrong
    if not isinstance(loaded, dict):
        raise BadTrainingData(f"{path.name} is not a mapping")
    return loaded
