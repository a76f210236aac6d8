"""Parameters: the numbers, hours and lists of a provision, as dated data with a source each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_jsonable_python

from accounts.errors import BadLaw


class Parameters(BaseModel):
    """The dated values of one provision; unknown or missing keys fail when the book is opened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def is_empty(self) -> bool:
        """Whether a limit of the house stops nothing with these values; of law nobody asks."""
        return False

    def plain(self) -> dict[str, Any]:
        """Return the values as plain JSON, sets in order: a set has another order in every process."""
        found: dict[str, Any] = to_jsonable_python(_ordered(self.model_dump()))
        return found


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted((_ordered(one) for one in value), key=str)
    if isinstance(value, tuple):
        return [_ordered(one) for one in value]
    return value


class Nothing(Parameters):
    """A provision that has no value of its own."""


class Version(BaseModel):
    """One version of a provision's values: from when, on what authority."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    source: str
    confidence: Literal["verified", "knowledge"] = "verified"
    """Checked against a text of the law or a page about it; or written from knowledge, and shown as unconfirmed."""
    values: Parameters


class _NoDuplicates(yaml.SafeLoader):
    """YAML in which a repeated key is an error: the second value would silently win."""


def _mapping(loader: _NoDuplicates, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise BadLaw(f"{Path(node.start_mark.name).name}: the key {min(map(str, twice))!r} stands twice; keep one")
    return loader.construct_mapping(node, deep=True)


_NoDuplicates.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(path: Path, *, aliases: bool = True) -> Any:
    """Read a YAML file, refusing repeated keys; in one that is not ours aliases too: nested, they make much of little.

    Raises:
        BadLaw: the file is not YAML, repeats a key, or has an alias where it may have none.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if not aliases and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(file)):
                raise BadLaw(f"{path.name}: an alias stands in it; write its value out")
            file.seek(0)
            return yaml.load(file, Loader=_NoDuplicates)  # noqa: S506  # a SafeLoader that also refuses duplicates
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadLaw(f"{path.name}: not readable as YAML: {error}") from error


def versions(path: Path, rule: str, kind: type[Parameters], since: date) -> tuple[Version, ...]:
    """Return the dated values of one rule from the YAML file beside its module, oldest first.

    Each is in force from its day until the next begins; the first begins on the day the provision does.

    Raises:
        BadLaw: the rule is missing, a key is unknown or missing, a source is empty, or the days do not fit.
    """
    found = load_yaml(path)
    if not isinstance(found, dict) or rule not in found:
        raise BadLaw(f"{path.name}: no values for {rule}")
    result: list[Version] = []
    for row in found[rule]:
        row = dict(row)
        try:
            start, source, confidence = row.pop("since"), row.pop("source"), row.pop("confidence", "verified")
            values = kind.model_validate(row)
            result.append(Version(since=start, source=source, confidence=confidence, values=values))
        except (KeyError, ValidationError) as error:
            raise BadLaw(f"{path.name}: {rule}: {error}") from error
        if not source.strip():
            raise BadLaw(f"{path.name}: {rule}: the version of {start} names no source")
    days = [version.since for version in result]
    if days != sorted(set(days)) or not days or days[0] != since:
        raise BadLaw(f"{path.name}: {rule}: versions must begin on {since} and go forward, one a day; found {days}")
    return tuple(result)
