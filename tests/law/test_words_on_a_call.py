"""Words on a live call: nothing of a debt before the proof, what is said once, and what goes on until the call ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.calling import RecordingAnnounced, RightPartyVerified, SaidOnCall
from accounts.consumer import Hold
from accounts.contact import Attempt, Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Collector, Fact
from compliance.law.us.reg_f.s18_e_disclosure import initial, subsequent
from compliance.law.us.states.recording import announced
from compliance.policy.automation import says_automated
from compliance.policy.hold import hold
from compliance.policy.right_party import right_party
from compliance.policy.templates import templates
from compliance.proposal import Proposal
from compliance.rule import Rule
from tests.law.known import MOBILE, NOTICE, at, dossier, objects, proposal

NOON = at("2026-04-15 12:00")
LIVE = Attempt(id="c", at=NOON, medium=Medium.CALL, to=MOBILE, debts=("A",))
PROOF = RightPartyVerified(id="v", at=NOON, of="c")
NOW = NOON + timedelta(minutes=1)


def said(*facts: Fact, known: dict[str, Any] | None = None, **fields: Any) -> Proposal:
    asked = {"on_call": "c", "author": "bot", "voice": None, "debts": (), "purpose": Purpose.RIGHT_PARTY, **fields}
    return proposal(dossier(*facts, attempts=(LIVE,), **(known or {})), NOW, **asked)


def test_who_is_not_proven_is_asked_and_told_of_no_debt() -> None:
    assert not objects(right_party, said(text="Am I speaking with Pat Doe?"))
    assert objects(right_party, said(purpose=Purpose.REPLY, text="Hello."))
    assert objects(right_party, said(debts=("A",), text="Hello."))
    assert not objects(right_party, said(PROOF, purpose=Purpose.REPLY, debts=("A",), text="You owe $5."))


@pytest.mark.parametrize("trait", ["states_debt", "balance", "payment_request", "payment_link"])
def test_asking_for_the_right_party_does_not_hide_what_tells_of_a_debt(trait: str) -> None:
    assert objects(right_party, said(text="x", includes=[trait]))
    assert not objects(right_party, said(PROOF, text="x", includes=[trait]))


@pytest.mark.parametrize("words", ["It is about Alder Bank.", "It ends in 4471.", "It was with Quartz Stores."])
def test_nor_what_names_one(words: str) -> None:
    debts = (Debt(id="A", creditor="Alder Bank", original_creditor="Quartz Stores", account_number="99994471"),)
    assert objects(right_party, said(known={"debts": debts}, text=words))
    assert not objects(right_party, said(PROOF, known={"debts": debts}, text=words))


def test_our_own_name_is_no_creditor_s_where_the_creditor_is_ourselves() -> None:
    ours = {"debts": (Debt(id="A", creditor="Harbor Street"),), "collector": Collector(name="Harbor Street Credit")}
    assert not objects(right_party, said(known=ours, text="This is Harbor Street Credit."))


def test_a_disclosure_is_of_a_debt_too() -> None:
    assert objects(right_party, said(text="x", words={"disclosure": "e2"}))


def test_the_proof_is_good_for_its_own_call_only_and_people_are_not_held_to_it() -> None:
    other = RightPartyVerified(id="v", at=NOON, of="another call")
    assert objects(right_party, said(other, purpose=Purpose.REPLY, text="x"))
    assert not objects(right_party, said(purpose=Purpose.REPLY, author="agent:Bo", text="x"))
    assert not objects(right_party, proposal(dossier(), NOW, Medium.SMS, author="bot", text="x"))
    assert not objects(right_party, proposal(dossier(), NOW, author="bot", text="x"))


@pytest.mark.parametrize(("rule", "says"), [(initial, ("e1",)), (subsequent, ("e1",)), (subsequent, ("e2",))])
def test_a_disclosure_is_said_once_on_a_call(rule: Rule, says: Any) -> None:
    asked: dict[str, Any] = {"purpose": Purpose.REPLY, "debts": ("A",), "text": "x"}

    def after(*facts: Fact) -> Proposal:
        return said(known=_first(*facts) if rule is initial else {"facts": (NOTICE, *facts)}, **asked)

    assert objects(rule, after())
    assert not objects(rule, after(SaidOnCall(id="s", at=NOON, of="c", says=says)))
    assert objects(rule, after(SaidOnCall(id="s", at=NOON, of="another call", says=says)))


def test_saying_from_whom_it_comes_is_not_the_whole_disclosure() -> None:
    known = _first(SaidOnCall(id="s", at=NOON, of="c", says=("e2",)))
    assert objects(initial, said(known=known, purpose=Purpose.REPLY, debts=("A",), text="x"))


def _first(*facts: Fact) -> dict[str, Any]:
    """What is known where nothing about the debt was communicated before, not even by its notice."""
    return {"facts": facts}


def test_asking_who_is_there_carries_none() -> None:
    assert not objects(initial, said(text="Am I speaking with Pat Doe?"))


def test_that_a_machine_speaks_is_said_once_on_a_call() -> None:
    assert objects(says_automated, said(text="x"))
    assert not objects(says_automated, said(SaidOnCall(id="s", at=NOON, of="c", says=("says_automated",)), text="x"))
    assert objects(says_automated, said(SaidOnCall(id="s", at=NOON, of="other", says=("says_automated",)), text="x"))
    assert objects(says_automated, said(SaidOnCall(id="s", at=NOON, of="c", says=("e1",)), text="x"))


def test_any_template_may_be_said_on_a_live_call_but_not_begin_one() -> None:
    assert not objects(templates, said(template="balance", text="x"))
    assert objects(templates, proposal(dossier(), NOW, template="balance", text="x"))


def test_a_hold_that_is_put_on_a_call_lets_its_last_words_be_said() -> None:
    assert not objects(hold, said(Hold(id="h", at=NOW, why="crisis"), text="Please call 988."))
    assert objects(hold, said(Hold(id="h", at=NOON - timedelta(seconds=1), why="crisis"), text="x"))
    older, crisis = Hold(id="o", at=NOON - timedelta(days=9), why="bankruptcy"), Hold(id="h", at=NOW, why="crisis")
    assert not objects(hold, said(older, crisis, template="crisis", text="Please call 988."))
    assert objects(hold, said(older, crisis, template="balance", text="x"))
    over = Attempt(id="c", at=NOON, medium=Medium.CALL, to=MOBILE, end=NOON + timedelta(seconds=5))
    late = proposal(dossier(Hold(id="h", at=NOON, why="crisis"), attempts=(over,)), NOW, on_call="c", text="x")
    assert objects(hold, late)


def test_a_voicemail_of_the_closed_form_announces_no_recording() -> None:
    recorded = {"collector": Collector(records_calls=True)}
    known = dossier(**recorded, attempts=(LIVE,))
    left = proposal(known, NOW, text="Hi, this is Dana.", words={"limited_content": True})
    assert not objects(announced, left)
    assert objects(announced, proposal(known, NOW, text="Hello."))
    assert objects(announced, proposal(known, NOW, on_call="c", text="Hello."))
    told = dossier(RecordingAnnounced(id="r", at=NOON, of="c"), **recorded, attempts=(LIVE,))
    assert not objects(announced, proposal(told, NOW, on_call="c", text="Hello."))
