"""Twilio's OpenAPI file, made usable by a proxy that holds requests and answers to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def made_usable(source: Path, target: Path) -> None:
    """Write the file once more with what the proxy lacks, and without what Twilio's own answers break.

    A form's lists are posted as repeated names, which the file does not say; and an answer's addresses are
    declared as URIs, although that of the next page is a relative one.
    """
    spec = json.loads(source.read_text("utf-8"))
    for path in spec["paths"].values():
        for act in path.values():
            if isinstance(act, dict) and "responses" in act:
                for form in act.get("requestBody", {}).get("content", {}).values():
                    names = [
                        n for n, what in form["schema"].get("properties", {}).items() if what.get("type") == "array"
                    ]
                    form["encoding"] = {name: {"style": "form", "explode": True} for name in names}
                _without_uris(act["responses"])
    _without_uris(spec["components"]["schemas"])
    target.write_text(json.dumps(spec), "utf-8")


def _without_uris(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("format") == "uri":
            del part["format"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _without_uris(inner)
