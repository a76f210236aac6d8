"""What somebody on a call said yes to: no limit of the house on beginning holds it up; provisions of law may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.calling import RightPartyVerified
from accounts.consent import Consent, OptOut
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from accounts.record import Record
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import presumed_hours
from compliance.law.us.reg_f.s06_d_3_procedures import procedures
from compliance.law.us.reg_f.s14_h_media import medium
from compliance.law.us.tcpa.s64_1200_a_10_revocation import revocation
from compliance.policy.caps import caps, spacing
from compliance.policy.hours import hours
from compliance.policy.templates import templates
from compliance.proposal import Proposal
from compliance.rule import Rule
from tests.law.known import MOBILE, at, dossier, objects, proposal

NOON = at("2026-04-15 12:00")
MINUTE = timedelta(minutes=1)
LIVE = Attempt(id="c", at=NOON, medium=Medium.CALL, to=MOBILE, debts=("A",), state=State.DELIVERED)
PROOF = RightPartyVerified(id="v", at=NOON + MINUTE, of="c")
OURS = (caps, spacing, templates)


def link(*facts: Any, calls: tuple[Any, ...] = (LIVE,), when: Any = NOON + 2 * MINUTE, **fields: Any) -> Proposal:
    made = [call for call in calls if isinstance(call, Attempt)]
    came = [call for call in calls if isinstance(call, Inbound)]
    given = {"asked_on": "c", "template": "pay_here", "author": "bot", "purpose": Purpose.REPLY, **fields}
    return proposal(dossier(*facts, attempts=tuple(made), inbounds=tuple(came)), when, Medium.SMS, **given)


def holds_up(asked: Proposal) -> set[str]:
    return {rule.id for rule in OURS if objects(rule, asked)}


ALL = {rule.id for rule in OURS}


def test_what_was_asked_for_on_a_live_call_by_who_is_proven_is_not_begun_by_us() -> None:
    assert holds_up(link(PROOF)) == set()
    assert holds_up(link(PROOF, asked_on=None)) == ALL


def test_so_it_is_on_a_call_that_they_placed() -> None:
    theirs = Inbound(id="c", at=NOON, medium=Medium.CALL, from_address=MOBILE)
    assert not objects(templates, link(PROOF, calls=(theirs,)))
    assert objects(templates, link(PROOF, calls=(theirs,), asked_on="another"))


@pytest.mark.parametrize(
    "facts", [(), (RightPartyVerified(id="v", at=NOON, of="another"),)], ids=["no proof", "the proof of another call"]
)
def test_without_a_proof_on_that_very_call_it_is(facts: tuple[Any, ...]) -> None:
    assert holds_up(link(*facts)) == ALL


def test_a_call_that_is_over_or_no_call_asks_for_nothing() -> None:
    ended = LIVE.model_copy(update={"end": NOON + 2 * MINUTE})
    assert holds_up(link(PROOF, calls=(ended,))) == set()
    assert holds_up(link(PROOF, calls=(ended,), when=NOON + 2 * MINUTE + timedelta(microseconds=1))) == ALL
    assert holds_up(link(PROOF, when=NOON)) == set()
    text = LIVE.model_copy(update={"medium": Medium.SMS})
    assert holds_up(link(PROOF, calls=(text,))) == ALL


def test_it_goes_once_by_a_medium_on_a_call_and_what_has_certainly_not_gone_is_none() -> None:
    gone = Attempt(
        id="t", at=NOON + MINUTE, medium=Medium.SMS, to=MOBILE, template="pay_here", purpose=Purpose.REPLY,
        state=State.IN_DOUBT,
    )  # fmt: skip
    for changes, again in (
        ({}, False), ({"state": State.FAILED}, True), ({"template": "reminder"}, True),
        ({"medium": Medium.EMAIL}, True),
        ({"at": NOON - MINUTE}, True),
    ):  # fmt: skip
        asked = link(PROOF, calls=(LIVE, gone.model_copy(update=changes)))
        assert objects(templates, asked) is not again, changes


@pytest.mark.parametrize(("rule", "when"), [(presumed_hours, "2026-04-15 21:05"), (presumed_hours, "2026-04-15 07:55")])
def test_the_law_s_hours_hold_all_the_same(rule: Rule, when: str) -> None:
    began = at(when)
    call = LIVE.model_copy(update={"at": began})
    late = link(PROOF.model_copy(update={"at": began}), calls=(call,), when=began + MINUTE)
    assert objects(rule, late)
    assert not objects(hours, late)


YES = Consent(
    id="y", at=NOON + MINUTE, scope="sms", debts=("A",), address=MOBILE, via="call", during="c", until=date(2026, 4, 15)
)
STOP = OptOut(id="o", at=NOON - timedelta(days=9), medium=Medium.SMS, via=Medium.SMS)


@pytest.mark.parametrize(
    ("rule", "before"), [(procedures, ()), (medium, (STOP,)), (revocation, (STOP,))], ids=["6d", "14h", "tcpa"]
)
def test_the_yes_is_a_consent_until_the_end_of_its_day_and_not_after(rule: Rule, before: tuple[Record, ...]) -> None:
    today, tomorrow = at("2026-04-15 15:00"), at("2026-04-16 15:00")
    assert objects(rule, link(PROOF, *before))
    assert not objects(rule, link(PROOF, *before, YES, when=today, asked_on=None))
    assert objects(rule, link(PROOF, *before, YES, when=tomorrow, asked_on=None))
    lasting = YES.model_copy(update={"until": None})
    assert not objects(rule, link(PROOF, *before, lasting, when=tomorrow, asked_on=None))
