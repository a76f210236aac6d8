"""An approval is good for one attempt by one medium in one minute, and for nothing that outlives it."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta

import pytest

from accounts.contact import Medium
from accounts.errors import ApprovalSpent
from compliance.approval import Approval
from compliance.book import whole
from compliance.guard import Guard
from tests.law import known

NOON = known.at("2026-05-13 12:00")
GUARD = Guard(whole("compliance.law.us.reg_f"))


def approved() -> Approval:
    decision, approval = GUARD.review(known.proposal(known.dossier(), NOON, words={"disclosure": "e1"}), "attempt")
    assert approval is not None, decision.findings
    return approval


def test_it_gives_the_message_once() -> None:
    approval = approved()
    assert approval.spend(Medium.CALL, NOON).id == "p"
    with pytest.raises(ApprovalSpent, match="used already"):
        approval.spend(Medium.CALL, NOON)


def test_it_is_for_its_own_medium_and_another_does_not_use_it_up() -> None:
    approval = approved()
    with pytest.raises(ApprovalSpent, match="approved for call, not sms"):
        approval.spend(Medium.SMS, NOON)
    assert approval.spend(Medium.CALL, NOON).id == "p"


def test_too_late_is_used_up_as_well() -> None:
    approval = approved()
    with pytest.raises(ApprovalSpent, match="ended at"):
        approval.spend(Medium.CALL, NOON + timedelta(minutes=1))
    with pytest.raises(ApprovalSpent, match="used already"):
        approval.spend(Medium.CALL, NOON)


@pytest.mark.parametrize("away", [copy.copy, copy.deepcopy, pickle.dumps])
def test_it_can_be_neither_copied_nor_stored(away: object) -> None:
    assert callable(away)
    with pytest.raises(TypeError, match="cannot be copied or stored"):
        away(approved())


def test_what_is_refused_has_no_approval() -> None:
    decision, approval = GUARD.review(known.proposal(known.dossier(), known.at("2026-05-13 03:00")), "attempt")
    assert (decision.approved, approval) == (False, None)
    assert decision.objections
