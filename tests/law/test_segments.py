"""A text travels in as many parts as its letters need, and no letter is torn in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.segments import segments


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("ñ" * 160, 1),
        ("€" * 80, 1), ("€" * 81, 2), ("[" + "a" * 158, 1), ("[" + "a" * 159, 2),
        ("á" * 70, 1), ("á" * 71, 2), ("á" * 134, 2), ("á" * 135, 3), ("✅" * 70, 1),
        ("😀" * 35, 1), ("😀" * 36, 2), ("a" * 159 + "á", 3),
        ("a" * 152 + "€" + "a" * 152, 3), ("á" * 66 + "😀" + "á" * 66, 3),
    ],
)  # fmt: skip
def test_a_text_travels_in_as_many_parts_as_its_letters_need(body: str, parts: int) -> None:
    assert segments(body) == parts


@given(st.text(st.characters(codec="utf-8"), max_size=700), st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_longer_text_never_travels_in_fewer_parts(body: str, more: str) -> None:
    assert 1 <= segments(body) <= segments(body + more)
