"""The setting of the payment page: an https address with a place for the reference, or a sentence that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.errors import BadSettings
from app.settings import load


@pytest.mark.parametrize("page", ["", "https://pay.creditor.example/{reference}", "https://a.example/p?r={reference}"])
def test_a_page_with_a_place_for_the_reference_is_taken_and_so_is_none(tmp_path: Path, page: str) -> None:
    assert load(var=tmp_path, payment_link=page).payment_link == page


@pytest.mark.parametrize(
    "page",
    [
        "http://pay.creditor.example/{reference}", "https://pay.creditor.example/", "https:///{reference}",
        "https://us:me@pay.creditor.example/{reference}", "https://a.example/{reference}/{name}",
        "https://a.example/ {reference}", "{reference}",
    ],
)  # fmt: skip
def test_any_other_is_refused_by_name(tmp_path: Path, page: str) -> None:
    with pytest.raises(BadSettings, match="DULY_PAYMENT_LINK"):
        load(var=tmp_path, payment_link=page)
