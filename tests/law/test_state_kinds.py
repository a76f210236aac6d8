"""What each cap of a state counts and holds, and whom it binds, kind by kind, beside the rows as researched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.contact import Attempt, Medium
from accounts.dossier import Collector, Dossier
from tests.law import known
from tests.law.test_state_caps import ROWS, rule

NOW = datetime(2026, 11, 3, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALLS = {"call_attempt"}
KINDS: dict[str, tuple[Medium, str | None, dict[str, Any]]] = {
    "call": (Medium.CALL, known.MOBILE, {"outcome": "no_answer"}),
    "voicemail": (Medium.CALL, known.MOBILE, {"outcome": "voicemail_general"}),
    "recorded call": (Medium.CALL, known.MOBILE, {"outcome": "no_answer", "voice": "recorded"}),
    "ringless voicemail": (Medium.RVM, known.MOBILE, {}),
    "sms_out": (Medium.SMS, known.MOBILE, {}),
    "email_out": (Medium.EMAIL, known.EMAIL, {}),
    "social_dm_out": (Medium.SOCIAL, None, {}),
    "webchat_out": (Medium.CHAT, None, {}),
    "push": (Medium.PUSH, None, {}),
    "letter_out": (Medium.MAIL, "home", {}),
}
IS = {"push": "webchat_out"} | dict.fromkeys(
    ("call", "voicemail", "recorded call", "ringless voicemail"), "call_attempt"
)
EVERY_FORM = {"call_attempt", "sms_out", "email_out", "social_dm_out", "webchat_out", "letter_out"}
"""The row says "any form" and lists them; a message on social media is one (the list of the row left it out)."""
COUNTS: dict[str, set[str]] = {
    "ma.209cmr18.frequency": {"call_attempt", "sms_out"},
    "ma.940cmr7.frequency": {"call_attempt", "sms_out"},
    "wa.frequency.any": EVERY_FORM,
    "wa.frequency.work": EVERY_FORM,
    "wa.frequency.cell_day": {"call_attempt", "sms_out"},
    "dc.frequency.calls": {"call_attempt"},
    "dc.frequency.electronic": {"sms_out", "email_out", "social_dm_out"},
    "nyc.frequency": EVERY_FORM - {"webchat_out"},
}
ROLES: tuple[Any, ...] = ("first_party", "third_party", "debt_buyer")


def full(kind: str, times: int, role: Any, *, to: str | None = None, back: timedelta = HOUR) -> Dossier:
    medium, usual, fields = KINDS[kind]
    made = tuple(
        Attempt(id=f"a{n}", at=NOW - back - n * HOUR / 60, medium=medium, to=to or usual, debts=("A",), **fields)
        for n in reversed(range(times))
    )
    return known.dossier(attempts=made, collector=Collector(role=role))


def most(id: str) -> int:
    limit: int = ROWS[id]["params"]["max"]
    return limit


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id", COUNTS)
def test_a_cap_counts_each_kind_that_its_row_names_and_no_other(id: str, kind: str) -> None:
    where = known.WORK if id == "wa.frequency.work" else None
    held = next(one for one in ("call", "sms_out") if IS.get(one, one) in COUNTS[id])
    medium, to, _ = KINDS[held]
    for times, reached in ((most(id), True), (most(id) - 1, False)):
        dossier = full(kind, times, "third_party", to=where)
        asked = known.proposal(dossier, NOW, medium, to=where or to)
        assert known.objects(rule(id), asked) is (reached and IS.get(kind, kind) in COUNTS[id])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id", COUNTS)
def test_a_cap_once_reached_holds_each_kind_that_its_row_names_and_no_other(id: str, kind: str) -> None:
    where = known.WORK if id == "wa.frequency.work" else None
    counted = next(one for one in ("call", "sms_out") if IS.get(one, one) in COUNTS[id])
    medium, to, _ = KINDS[kind]
    asked = known.proposal(full(counted, most(id), "third_party", to=where), NOW, medium, to=where or to)
    assert known.objects(rule(id), asked) is (IS.get(kind, kind) in COUNTS[id])


@pytest.mark.parametrize("place", ["near", "far"])
@pytest.mark.parametrize("id", ["ma.209cmr18.frequency", "ma.940cmr7.frequency"])
def test_both_caps_of_massachusetts_count_calls_and_texts_for_their_own_days(id: str, place: str) -> None:
    to = known.MOBILE if place == "near" else known.WORK
    row = ROWS[id]["params"]
    days = timedelta(days=row["window_days"] if place == "near" else row["elsewhere"]["window_days"])
    for counted in ("call", "sms_out"):
        for medium in (Medium.CALL, Medium.SMS):
            for role in row["applies_to"]:
                within = full(counted, 2, role, to=to, back=days - HOUR)
                assert known.objects(rule(id), known.proposal(within, NOW, medium, to=to))
                over = full(counted, 2, role, to=to, back=days)
                assert not known.objects(rule(id), known.proposal(over, NOW, medium, to=to))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("id", [*COUNTS, "wv.frequency", "dc.frequency.after_conversation"])
def test_a_cap_binds_the_collectors_of_its_row(id: str, role: Any) -> None:
    row = ROWS[id]["params"]
    where = known.WORK if id == "wa.frequency.work" else None
    if id == "dc.frequency.after_conversation":
        talk = Attempt(id="a", at=NOW - HOUR, medium=Medium.CALL, to=known.MOBILE, outcome="conversation")
        dossier = known.dossier(attempts=(talk,), collector=Collector(role=role))
    else:
        counted = "sms_out" if id == "dc.frequency.electronic" else "call"
        dossier = full(counted, row["max"], role, to=where)
    medium = Medium.SMS if id == "dc.frequency.electronic" else Medium.CALL
    asked = known.proposal(dossier, NOW, medium, to=where or known.MOBILE)
    assert known.objects(rule(id), asked) is (role in row["applies_to"])


@pytest.mark.parametrize("role", ROLES)
def test_ten_conversations_a_week_close_the_telephone_in_west_virginia_and_nine_do_not(role: Any) -> None:
    for times, closed in ((10, True), (9, False)):
        for days, within in ((6, True), (7, False)):
            talks = tuple(
                Attempt(
                    id=f"a{n}", at=NOW - timedelta(days=days, minutes=n), medium=Medium.CALL, outcome="conversation"
                )
                for n in reversed(range(times))
            )
            asked = known.proposal(known.dossier(attempts=talks, collector=Collector(role=role)), NOW)
            assert known.objects(rule("wv.frequency"), asked) is (closed and within)
