"""A schema of TwiML, read from the SDK's own builders: which verb may stand in which, with which attributes.

Twilio's published schema is of 2008, and the builders accept anything as an attribute. But each of them names, as the
parameters of the method that nests it, every attribute that its verb has.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

from twilio.twiml import voice_response

ROOT = "Response"


class Verb(NamedTuple):
    """What may stand in a verb: by tag, the builder of the child and the child's attributes."""

    children: dict[str, tuple[str, frozenset[str]]]


def faults(document: str) -> list[str]:
    """Return what is wrong with a document; empty where Twilio would do it."""
    try:
        root = ET.fromstring(document)
    except ET.ParseError as error:
        return [f"it is no XML: {error}"]
    if root.tag != ROOT or root.attrib:
        return [f"it begins with <{root.tag}>"]
    return list(_faults(root, "VoiceResponse", ROOT))


def _faults(element: ET.Element, builder: str, path: str) -> list[str]:
    verb, found = _schema()[builder], list[str]()
    for child in element:
        if child.tag not in verb.children:
            found.append(f"{path}: no <{child.tag}> may stand here")
            continue
        inner, attributes = verb.children[child.tag]
        found += [
            f"{path}/{child.tag}: there is no attribute {name}" for name in child.attrib if name not in attributes
        ]
        found += _faults(child, inner, f"{path}/{child.tag}")
    return found


@cache
def _schema() -> dict[str, Verb]:
    builders = {
        name: kind
        for name, kind in inspect.getmembers(voice_response, inspect.isclass)
        if kind.__module__ == voice_response.__name__
    }
    tags = {name: found[1] for name, kind in builders.items() if (found := _TAG.search(_source(kind)))}
    return {name: Verb(dict(_nested(builders[name], tags))) for name in tags}


_TAG = re.compile(r'self\.name = "([^"]+)"')
_NESTS = re.compile(r"self\.nest\(\s*(\w+)\(")
_GIVEN = re.compile(r"(\w+)=\w")


def _nested(kind: type, tags: dict[str, str]) -> list[tuple[str, tuple[str, frozenset[str]]]]:
    found = []
    for _, method in inspect.getmembers(kind, inspect.isfunction):
        source = _source(method)
        nests = _NESTS.search(source)
        if method.__module__ != voice_response.__name__ or nests is None or nests[1] not in tags:
            continue
        given = _GIVEN.findall(source[nests.start() :])
        found.append((tags[nests[1]], (nests[1], frozenset(map(_attribute, given)))))
    return found


def _attribute(name: str) -> str:
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part.capitalize() for part in rest)


def _source(what: object) -> str:
    return textwrap.dedent(inspect.getsource(what))  # type: ignore[arg-type]  # classes and functions only
