"""1006.14(h): "regf.14h1-medium", "regf.14h1-address", "regf.14h2i-confirmation": media a person refused."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.basis import CreditorOptOut
from accounts.consent import CeaseRequest, CeaseWithdrawn, Consent, OptIn, OptOut, Revocation
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from accounts.debt import Debt
from compliance.law.us.reg_f.s14_h_media import address, confirmation, medium
from compliance.proposal import Proposal
from tests.law.known import EMAIL, LANDLINE, MOBILE, at, dossier, made, objects, proposal, text_in, text_out, until

NOON = at("2026-05-20 12:00")
ASKED = at("2026-05-04 12:00")


def out(**fields: Any) -> OptOut:
    return made(OptOut, fields, id="o1", at=ASKED, via="sms")


def back(when: str = "2026-05-06 12:00", **fields: Any) -> OptIn:
    return made(OptIn, fields, id="i1", at=at(when))


# (h)(1), a medium


@pytest.mark.parametrize(
    ("refused", "used", "closed"),
    [
        (Medium.CALL, Medium.CALL, True),
        (Medium.CALL, Medium.RVM, True),
        (Medium.RVM, Medium.CALL, True),
        (Medium.CALL, Medium.SMS, False),
        (Medium.SMS, Medium.SMS, True),
        (Medium.SMS, Medium.CALL, False),
        (Medium.EMAIL, Medium.EMAIL, True),
        (Medium.EMAIL, Medium.MAIL, False),
        (Medium.MAIL, Medium.MAIL, True),
        (Medium.CHAT, Medium.CHAT, True),
        (None, Medium.PUSH, True),
    ],
)
def test_the_medium_refused_is_closed_for_every_address_and_debt(
    refused: Medium | None, used: Medium, closed: bool
) -> None:
    known = dossier(out(medium=refused))
    for debts in (("A",), ("B",), ()):
        assert objects(medium, proposal(known, NOON, used, debts=debts)) is closed
    if closed:
        assert until(medium, proposal(known, NOON, used)) is None


@pytest.mark.parametrize(
    ("by", "person", "closed"),
    [
        (None, None, True),
        (None, "C", True),
        ("C", None, True),
        ("coworker", "coworker", True),
        ("coworker", None, False),
        (None, "coworker", False),
        ("attorney", "attorney", True),
    ],
)
def test_the_request_protects_whoever_made_it(by: str | None, person: str | None, closed: bool) -> None:
    asked = proposal(dossier(out(medium=Medium.CALL, by=by)), NOON, person=person)
    assert objects(medium, asked) is closed


# (h)(1), an address


@pytest.mark.parametrize(
    ("fields", "used", "to", "closed"),
    [
        ({"address": MOBILE, "medium": Medium.SMS}, Medium.SMS, MOBILE, True),
        ({"address": MOBILE, "medium": Medium.SMS}, Medium.CALL, MOBILE, False),
        ({"address": MOBILE, "medium": Medium.CALL}, Medium.RVM, MOBILE, True),
        ({"address": MOBILE, "medium": Medium.CALL}, Medium.CALL, LANDLINE, False),
        ({"address": MOBILE}, Medium.SMS, MOBILE, True),
        ({"address": MOBILE}, Medium.CALL, MOBILE, True),
        ({"address": EMAIL}, Medium.EMAIL, EMAIL, True),
        ({"address": EMAIL}, Medium.EMAIL, "pat.alt@mail.example", False),
    ],
)
def test_the_address_refused_is_closed_and_no_other(
    fields: dict[str, Any], used: Medium, to: str, closed: bool
) -> None:
    known = dossier(out(**fields))
    for debts in (("A",), ("B",)):
        asked = proposal(known, NOON, used, to=to, debts=debts)
        assert objects(address, asked) is closed
        assert not objects(medium, asked)


def test_the_objection_shows_only_the_end_of_the_address() -> None:
    found = address(proposal(dossier(out(address=MOBILE)), NOON), address.versions[-1].values)
    assert found is not None
    assert "0101" in found.says
    assert MOBILE not in found.says


# coming back


@pytest.mark.parametrize(
    ("refused", "wanted", "closed"),
    [
        ({"medium": Medium.SMS}, {"medium": Medium.SMS}, False),
        ({"medium": Medium.SMS}, {"medium": Medium.SMS, "address": MOBILE}, False),
        ({"medium": Medium.SMS}, {"medium": Medium.SMS, "address": LANDLINE}, True),
        ({"medium": Medium.SMS}, {"medium": Medium.EMAIL}, True),
        ({"medium": Medium.SMS}, {}, True),
        ({"medium": Medium.SMS}, {"medium": Medium.SMS, "by": "spouse"}, True),
        ({"medium": Medium.SMS, "address": MOBILE}, {"address": MOBILE}, False),
        ({"medium": Medium.SMS, "address": MOBILE}, {"medium": Medium.SMS}, False),
    ],
)
def test_the_persons_later_wish_opens_again_what_it_names(
    refused: dict[str, Any], wanted: dict[str, Any], closed: bool
) -> None:
    asked = proposal(dossier(out(**refused), back(**wanted)), NOON, Medium.SMS)
    assert (objects(medium, asked) or objects(address, asked)) is closed


def test_an_earlier_wish_opens_nothing_and_a_second_refusal_closes_again() -> None:
    wish = back("2026-05-03 12:00", medium=Medium.SMS)
    assert objects(medium, proposal(dossier(wish, out(medium=Medium.SMS)), NOON, Medium.SMS))
    again = out(id="o2", at=at("2026-05-08 12:00"), medium=Medium.SMS)
    known = dossier(out(medium=Medium.SMS), back(medium=Medium.SMS), again)
    assert objects(medium, proposal(known, NOON, Medium.SMS))


def agreed(**fields: Any) -> Consent:
    return made(Consent, fields, id="k", at=at("2026-05-06 12:00"), scope="sms", address=MOBILE, via="call")


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        ({}, False),
        ({"at": at("2026-05-03 12:00")}, True),
        ({"address": LANDLINE}, True),
        ({"address": None}, True),
        ({"scope": "email"}, True),
        ({"given_to": "creditor"}, True),
        ({"provided_only": True}, True),
        ({"by": "spouse"}, True),
        ({"debts": ("A",)}, False),
        ({"debts": ("B",)}, True),
    ],
)
def test_later_direct_consent_to_be_written_to_opens_that_address(change: dict[str, Any], closed: bool) -> None:
    for refusal in (out(medium=Medium.SMS), out(medium=Medium.SMS, address=MOBILE)):
        asked = proposal(dossier(refusal, agreed(**change)), NOON, Medium.SMS)
        assert (objects(medium, asked) or objects(address, asked)) is closed
    taken_back = Revocation(id="r", at=at("2026-05-07 12:00"), of="k")
    assert objects(medium, proposal(dossier(out(medium=Medium.SMS), agreed(**change), taken_back), NOON, Medium.SMS))


# a spoken "leave me alone"


SPOKEN = CeaseRequest(id="z", at=ASKED, debts=("A",), via="oral")


@pytest.mark.parametrize("used", list(Medium))
def test_a_spoken_plea_pauses_every_medium_for_every_debt(used: Medium) -> None:
    assert until(medium, proposal(dossier(SPOKEN), NOON, used, debts=("B",))) is None


def test_the_pause_is_for_the_consumer_and_ends_as_they_say() -> None:
    assert not objects(medium, proposal(dossier(SPOKEN), NOON, person="coworker"))
    assert not objects(medium, proposal(dossier(SPOKEN, back(medium=Medium.EMAIL)), NOON, Medium.EMAIL))
    assert objects(medium, proposal(dossier(SPOKEN, back(medium=Medium.EMAIL)), NOON, Medium.SMS))
    withdrawn = CeaseWithdrawn(id="w", at=at("2026-05-06 12:00"), of="z", by="agent")
    assert not objects(medium, proposal(dossier(SPOKEN, withdrawn), NOON))


def test_a_written_notice_or_a_spoken_refusal_to_pay_is_no_request_about_media() -> None:
    assert not objects(medium, proposal(dossier(SPOKEN.model_copy(update={"via": "mail"})), NOON))
    assert not objects(medium, proposal(dossier(SPOKEN.model_copy(update={"kind": "refusal"})), NOON))


# comment 14(h)(1)-1, follow-up questions


def test_on_the_same_call_one_may_ask_what_was_meant_and_nothing_else() -> None:
    ours = Attempt(id="c1", at=at("2026-05-04 11:58"), medium=Medium.CALL, to=MOBILE, outcome="conversation")
    for rule, fact in ((medium, out(medium=Medium.CALL)), (address, out(address=MOBILE))):
        known = dossier(fact, attempts=(ours,))
        said: dict[str, Any] = {"on_call": "c1"}
        assert objects(rule, proposal(known, at("2026-05-04 12:00:30"), **said))
        assert not objects(rule, proposal(known, at("2026-05-04 12:00:30"), includes=["asks_clarification"], **said))
        assert objects(rule, proposal(known, at("2026-05-04 12:00:30"), includes=["asks_clarification"]))


# (h)(2)(ii), one response


def reply(known: Any, used: Medium = Medium.SMS, **fields: Any) -> Proposal:
    return proposal(known, NOON, used, **({"in_reply_to": "m1", "purpose": Purpose.REPLY} | fields))


@pytest.mark.parametrize(
    "refused", [{"medium": Medium.SMS}, {"address": MOBILE}, {"address": MOBILE, "medium": Medium.SMS}]
)
def test_who_writes_by_a_refused_medium_is_answered_there_once(refused: dict[str, Any]) -> None:
    wrote = text_in(at("2026-05-11 10:00"))
    sent = text_out(at("2026-05-11 11:00"), in_reply_to="m1")
    for known, closed in [
        (dossier(out(**refused), inbounds=(wrote,)), False),
        (dossier(out(**refused), inbounds=(wrote,), attempts=(sent,)), True),
        (dossier(out(**refused)), True),
    ]:
        assert (objects(medium, reply(known)) or objects(address, reply(known))) is closed


def test_a_message_older_than_the_refusal_is_not_answered_there() -> None:
    for when, closed in [("2026-05-04 12:00:00", True), ("2026-05-04 12:00:01", False)]:
        known = dossier(out(medium=Medium.SMS), inbounds=(text_in(at(when)),))
        assert objects(medium, reply(known)) is closed


def test_an_answer_by_a_refused_medium_needs_the_message_to_have_come_by_it() -> None:
    known = dossier(out(medium=Medium.EMAIL), inbounds=(text_in(at("2026-05-11 10:00")),))
    assert objects(medium, reply(known, Medium.EMAIL))


def test_who_calls_after_refusing_calls_is_spoken_to_on_that_call() -> None:
    theirs = Inbound(id="c1", at=at("2026-05-20 11:58"), medium=Medium.CALL, from_address=MOBILE)
    known = dossier(out(medium=Medium.CALL), inbounds=(theirs,))
    assert not objects(medium, proposal(known, NOON, on_call="c1"))
    assert objects(medium, proposal(known, NOON))


# (h)(2)(iii), what the law requires


@pytest.mark.parametrize(
    ("used", "by_medium", "by_address"),
    [(Medium.MAIL, False, False), (Medium.CALL, False, True), (Medium.EMAIL, True, True), (Medium.SMS, True, True)],
)
def test_what_the_law_requires_goes_by_mail_or_call_but_never_to_a_refused_electronic_address(
    used: Medium, by_medium: bool, by_address: bool
) -> None:
    to = {Medium.MAIL: "home", Medium.EMAIL: EMAIL}.get(used, MOBILE)
    required: dict[str, Any] = {"required_by_law": True, "purpose": Purpose.PERIODIC_STATEMENT}
    assert objects(medium, proposal(dossier(out(medium=used)), NOON, used, **required)) is by_medium
    assert objects(address, proposal(dossier(out(address=to)), NOON, used, **required)) is by_address


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"required_by_law": None, "servicer": True}, False),
        ({"required_by_law": False, "servicer": True}, True),
        ({"required_by_law": None, "servicer": False}, True),
    ],
    ids=["its purpose says so", "somebody says it does not", "who sends it services nothing"],
)
def test_of_a_servicers_periodic_statement_nobody_need_say_that_the_law_requires_it(
    fields: dict[str, Any], closed: bool
) -> None:
    known = dossier(out(medium=Medium.MAIL), debts=(Debt(id="A", kind="mortgage", servicer=fields["servicer"]),))
    required = {"required_by_law": fields["required_by_law"], "purpose": Purpose.PERIODIC_STATEMENT}
    assert objects(medium, proposal(known, NOON, Medium.MAIL, **required)) is closed


# (h)(2)(i), the confirmation


STOP = out(medium=Medium.SMS, address=MOBILE)


def confirms(known: Any, used: Medium = Medium.SMS, **fields: Any) -> Proposal:
    row = {"in_reply_to": "o1", "purpose": Purpose.OPTOUT_CONFIRMATION, "debts": ()} | fields
    return proposal(known, at("2026-05-04 12:01"), used, **row)


def refused(asked: Proposal) -> list[str]:
    return [rule.id for rule in (confirmation, medium, address) if objects(rule, asked)]


@pytest.mark.parametrize(
    "asked_for",
    [STOP, out(address=EMAIL), out(medium=Medium.SMS), out(), out(address=MOBILE)],
    ids=["number", "e-mail", "texts", "everything", "number for anything"],
)
def test_an_electronic_opt_out_is_confirmed_once(asked_for: OptOut) -> None:
    used = Medium.EMAIL if asked_for.address == EMAIL else Medium.SMS
    sent = text_out(at("2026-05-04 12:00:30"), purpose=Purpose.OPTOUT_CONFIRMATION, medium=used)
    assert refused(confirms(dossier(asked_for), used)) == []
    assert "regf.14h2i-confirmation" in refused(confirms(dossier(asked_for, attempts=(sent,)), used))
    failed = sent.model_copy(update={"state": State.FAILED})
    assert refused(confirms(dossier(asked_for, attempts=(failed,)), used)) == []


@pytest.mark.parametrize(
    "words",
    [{"opt_out": "reply_stop"}, {"disclosure": "e2"}, {"includes": ["payment_link"]}, {"includes": ["optout_footer"]}],
    ids=["way out", "disclosure", "link", "footer"],
)
def test_a_confirmation_says_nothing_else(words: dict[str, Any]) -> None:
    words = dict(words)
    asked = confirms(dossier(STOP), includes=words.pop("includes", ()), words=words)
    assert refused(asked) == ["regf.14h2i-confirmation"]


def test_a_second_opt_out_is_confirmed_again() -> None:
    sent = text_out(at("2026-05-01 12:00"), purpose=Purpose.OPTOUT_CONFIRMATION)
    assert refused(confirms(dossier(STOP, attempts=(sent,)))) == []


def test_what_is_no_electronic_opt_out_is_not_confirmed() -> None:
    assert refused(confirms(dossier())) == ["regf.14h2i-confirmation"]
    assert refused(confirms(dossier(out(medium=Medium.CALL)))) == ["regf.14h2i-confirmation"]
    assert refused(confirms(dossier(out(address="home")))) == ["regf.14h2i-confirmation"]
    assert refused(confirms(dossier(out(medium=Medium.SMS, by="spouse")))) == ["regf.14h2i-confirmation"]


def test_another_open_medium_may_carry_the_confirmation_but_no_refused_one() -> None:
    assert refused(confirms(dossier(out(address=EMAIL)), Medium.SMS)) == []
    texts = out(id="o0", at=at("2026-05-01 12:00"), medium=Medium.SMS)
    assert refused(confirms(dossier(texts, out(address=EMAIL)), Medium.SMS)) == ["regf.14h1-medium"]


def test_a_confirmation_by_telephone_or_letter_does_not_pass_a_refusal() -> None:
    known = dossier(out(medium=Medium.CALL, id="o0"), STOP)
    assert refused(confirms(known, Medium.CALL)) == ["regf.14h1-medium"]


def test_other_messages_are_no_confirmations() -> None:
    assert not objects(confirmation, proposal(dossier(), NOON, Medium.SMS, includes=["balance"]))


# an answer to the creditor's notice


@pytest.mark.parametrize(
    ("used", "to", "closed"),
    [
        (Medium.EMAIL, EMAIL, True),
        (Medium.EMAIL, "other@mail.example", False),
        (Medium.CALL, EMAIL, False),
    ],
)
def test_a_no_to_the_creditors_notice_closes_the_address_to_us_for_every_debt(
    used: Medium, to: str, closed: bool
) -> None:
    answer = CreditorOptOut(id="c", at=ASKED, address=EMAIL)
    assert objects(address, proposal(dossier(answer), NOON, used, to=to, debts=("B",))) is closed
    assert not objects(medium, proposal(dossier(answer), NOON, used, to=to))


def test_who_said_no_to_the_creditor_may_still_agree_with_us() -> None:
    answer = CreditorOptOut(id="c", at=ASKED, address=EMAIL)
    assert not objects(address, proposal(dossier(answer, back(address=EMAIL)), NOON, Medium.EMAIL))
    assert objects(address, proposal(dossier(answer, back("2026-05-03 12:00", address=EMAIL)), NOON, Medium.EMAIL))
