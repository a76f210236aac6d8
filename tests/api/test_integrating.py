"""What docs/integrating.md shows is true: its lines verify what we send, and its questions are taken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from web.events import kinds, signing

PAGE = (Path(__file__).parents[2] / "docs" / "integrating.md").read_text("utf-8")


@pytest.fixture
def verified() -> Callable[..., bool]:
    """Return the function of the page."""
    (lines,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(lines.splitlines()) <= 15
    made: dict[str, Any] = {}
    exec(lines, made)
    return made["verified"]  # type: ignore[no-any-return]  # what the page defines


def test_the_lines_of_the_page_verify_what_is_signed_and_nothing_else(verified: Callable[..., bool]) -> None:
    old, new, body, now = signing.new_secret(), signing.new_secret(), b'{"type":"x"}', datetime.now(UTC)
    headers = signing.headers("id-1", now, body, [new, old])
    assert verified(new, headers, body)
    assert verified(old, headers, body)
    assert not verified(signing.new_secret(), headers, body)
    assert not verified(new, headers, body + b" ")
    assert not verified(new, {**headers, "webhook-id": "id-2"}, body)
    assert not verified(new, {**headers, "webhook-signature": ""}, body)
    assert not verified(new, {**headers, "webhook-timestamp": "x"}, body)
    stale = signing.headers("id-1", now - timedelta(minutes=6), body, [new])
    assert not verified(new, stale, body)


def test_the_events_of_the_page_exist_and_its_documents_are_json() -> None:
    (named,) = re.findall(r"--events (\S+)", PAGE)
    assert set(named.split(",")) <= set(kinds.kinds())
    for document in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL):
        assert json.loads(document)["type"] in kinds.kinds()
