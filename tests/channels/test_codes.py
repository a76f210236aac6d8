"""The tables of error codes: every row says why and where it stands; what is in none is for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from channels import codes
from channels.codes import rebuff, table

PROVIDERS = ("twilio", "telnyx")


@pytest.mark.parametrize(
    ("provider", "code", "why"),
    [
        ("twilio", "21610", "opted_out"), ("twilio", "30006", "unreachable"), ("twilio", "30003", "for_now"),
        ("twilio", "30007", "ours"), ("telnyx", "40300", "opted_out"), ("telnyx", "40001", "unreachable"),
        ("telnyx", "10011", "for_now"), ("telnyx", "10009", "ours"),
    ],
)  # fmt: skip
def test_a_known_code_says_why_a_message_was_refused(provider: str, code: str, why: Any) -> None:
    assert rebuff(provider, code) == why


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("code", ["99999", None, "", "unknown", "-1", "9" * 5000, "²"])
def test_a_code_that_is_in_no_table_is_unclear_and_never_tried_again(provider: str, code: str | None) -> None:
    assert rebuff(provider, code) == "unclear"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_row_has_its_source_and_every_source_the_day_it_was_read(provider: str) -> None:
    read = yaml.safe_load((Path(codes.__file__).parent / f"{provider}_codes.yaml").read_text("utf-8"))
    assert all(
        source["url"].startswith("https://") and source["read"].year >= 2026 for source in read["sources"].values()
    )
    assert {source for _, source, _ in table(provider).values()} == set(read["sources"])
    assert all(says.endswith(".") for _, _, says in table(provider).values())
