"""1006.14, 18, 22 and 30 at the instant, in the other zone, for one of two debts: what one changed sign would turn."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.consent import CeaseRequest, Consent, OptIn, OptOut
from accounts.consumer import WrongParty
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from accounts.notice import Dispute
from compliance.acts import Furnish
from compliance.decision import Finding, Objection
from compliance.deed import Deed
from compliance.law.us.reg_f import s30_a_furnish as furnishing
from compliance.law.us.reg_f.s14_a_harassment import cumulative
from compliance.law.us.reg_f.s14_b_2_call_frequency import (
    counts,
    is_excluded,
    post_conversation,
    seven_in_seven,
)
from compliance.law.us.reg_f.s14_b_2_factors import may_rebut_compliance
from compliance.law.us.reg_f.s14_h_media import address, confirmation
from compliance.law.us.reg_f.s18_c_2_disputed_credit import must_mark
from tests.law.known import (
    EMAIL,
    LANDLINE,
    MOBILE,
    NEW_YORK,
    WORK,
    at,
    dossier,
    in_zones,
    judge,
    objects,
    proposal,
    until,
)

HONOLULU, LOS_ANGELES = "Pacific/Honolulu", "America/Los_Angeles"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOON = at("2026-04-07 12:00")
ROWS = iter(range(1_000_000))


def call(when: datetime, outcome: Any = "no_answer", **fields: Any) -> Attempt:
    row: dict[str, Any] = {"id": f"c{next(ROWS)}", "at": when, "medium": Medium.CALL, "to": MOBILE, "debts": ("A",)}
    return Attempt(**(row | {"outcome": outcome} | fields))


def after(*calls: Attempt, facts: Any = (), **fields: Any) -> Dossier:
    return dossier(*facts, attempts=tuple(sorted(calls, key=lambda one: one.at)), **fields)


def daily(count: int, last: datetime = NOON - HOUR, **fields: Any) -> tuple[Attempt, ...]:
    return tuple(call(last - n * DAY, **fields) for n in range(count))


# calls: the instant itself, the widest calendar, the last of two debts


def test_a_call_of_this_very_instant_counts() -> None:
    assert objects(seven_in_seven, proposal(after(*daily(6), call(NOON)), NOON))
    assert counts(after(*daily(6), call(NOON)), NOON, ("A",))["A"].calls == 7
    assert objects(post_conversation, proposal(after(call(NOON, "conversation", raised=("A",))), NOON))


def test_a_call_that_is_within_the_days_on_one_calendar_only_counts() -> None:
    first = at("2026-04-01 00:30")  # on the clocks of Honolulu still the day before
    known = after(call(first), *daily(6), points=in_zones(NEW_YORK, HONOLULU))
    assert objects(seven_in_seven, proposal(known, NOON, to="+12125550101"))
    assert counts(known, NOON, ("A",))["A"].calls == 7


def test_of_two_debts_the_one_that_is_closed_longer_is_named_and_decides_the_end() -> None:
    named = (Debt(id="A", account_number="9991111"), Debt(id="B"))
    orders: tuple[tuple[str, str], ...] = (("A", "B"), ("B", "A"))
    for debts in orders:
        talks = (
            call(NOON - 3 * DAY, "conversation", raised=(debts[0],)),
            call(NOON - 2 * DAY, "conversation", raised=(debts[1],)),
        )
        for order in orders:
            asked = proposal(after(*talks, debts=named), NOON, debts=order)
            assert until(post_conversation, asked) == at("2026-04-12 00:00")
            found = judge(post_conversation, asked)
            assert found is not None
            assert ("1111" in found.says) is (debts[1] == "A")
        often = (*daily(7, NOON - 2 * HOUR, debts=(debts[0],)), *daily(7, debts=(debts[1],)))
        later = after(*often, *daily(1, debts=(debts[1],)), debts=named)
        found = judge(seven_in_seven, proposal(later, NOON, debts=("A", "B")))
        assert isinstance(found, Objection)
        assert ("1111" in found.says) is (debts[1] == "A")
        assert found.until == at("2026-04-09 00:00")


def test_a_debt_without_a_number_is_named_by_the_last_four_of_its_id() -> None:
    known = after(*daily(7, debts=("debt-12345",)), debts=(Debt(id="debt-12345"),))
    found = judge(seven_in_seven, proposal(known, NOON, debts=("debt-12345",)))
    assert found is not None
    assert "the debt ending 2345" in found.says


def test_calls_are_counted_before_the_regulation_took_effect_too() -> None:
    early = at("2021-11-29 12:00")
    assert counts(after(*daily(3, early)), early, ("A",))["A"].calls == 3


def test_a_call_is_excluded_only_where_it_is_for_each_of_its_debts() -> None:
    agreed = Consent(id="k", at=NOON - HOUR, scope="calls", address=MOBILE, debts=("A",))
    assert is_excluded(dossier(agreed), NOON, ("A",), MOBILE)
    assert not is_excluded(dossier(agreed), NOON, ("A", "B"), MOBILE)


def test_a_number_is_a_stranger_s_if_somebody_says_so_of_it_in_the_call_or_later() -> None:
    calls = daily(7, to=LANDLINE)
    for when, whose, closed in (
        (NOON, LANDLINE, False),
        (calls[0].at, LANDLINE, False),
        (calls[0].at - SECOND, LANDLINE, True),
        (NOON, WORK, True),
    ):
        told = WrongParty(id="w", at=when, address=whose)
        last_only = after(*daily(6), calls[0], facts=(told,))
        assert objects(seven_in_seven, proposal(last_only, NOON + MINUTE)) is closed


def test_only_talks_by_telephone_with_others_than_professionals_begin_the_days() -> None:
    chat = Inbound(id="i", at=NOON - HOUR, medium=Medium.CHAT, from_address=None, outcome="conversation")
    assert not objects(post_conversation, proposal(dossier(inbounds=(chat,)), NOON))
    lawyer = call(NOON - HOUR, "conversation", person="attorney")
    assert not objects(post_conversation, proposal(after(lawyer), NOON))
    assert objects(post_conversation, proposal(after(call(NOON - HOUR, "conversation")), NOON))


def test_a_consent_to_a_later_day_lifts_the_objection_from_its_hour_on_also_in_the_last_days() -> None:
    last = NOON - HOUR
    terms: dict[str, Any] = {"only_on": date(2026, 4, 13), "from": time(10)}
    agreed = Consent(id="k", at=last, scope="calls", address=MOBILE, **terms)
    talked = call(last - MINUTE, "conversation", raised=("A",))
    assert until(post_conversation, proposal(after(talked, facts=(agreed,)), NOON)) == at("2026-04-13 10:00")
    often = after(*daily(7, last - 2 * MINUTE), *(call(last - MINUTE) for _ in range(7)), facts=(agreed,))
    assert until(seven_in_seven, proposal(often, NOON)) == at("2026-04-13 10:00")


def test_a_consent_counts_from_its_instant_on_its_day_and_by_the_clocks_of_the_consumer() -> None:
    calls = daily(7, NOON - HOUR)
    agreed = Consent(id="k", at=NOON, scope="calls", address=MOBILE)
    assert not objects(seven_in_seven, proposal(after(*calls, facts=(agreed,)), NOON))
    morning = agreed.model_copy(update={"at": NOON - MINUTE, "from_": time(8), "to": time(10)})
    western = after(*calls, facts=(morning,), points=in_zones(LOS_ANGELES))
    asked = proposal(western, NOON, to="+12125550101")
    anywhere = morning.model_copy(update={"address": None})
    western = after(*calls, facts=(anywhere,), points=in_zones(LOS_ANGELES))
    assert not objects(seven_in_seven, proposal(western, NOON, to=MOBILE))
    assert objects(seven_in_seven, proposal(western, NOON + 90 * MINUTE, to=MOBILE))
    assert asked.zones == (LOS_ANGELES,)


def test_a_consent_is_used_up_by_a_talk_at_that_number_or_with_that_person_but_not_in_this_instant() -> None:
    calls = daily(7, NOON - 3 * HOUR)
    agreed = Consent(id="k", at=NOON - 2 * HOUR, scope="calls", address=MOBILE, debts=("A",))

    def used(*more: Attempt, inbounds: tuple[Inbound, ...] = ()) -> bool:
        return objects(seven_in_seven, proposal(after(*calls, *more, facts=(agreed,), inbounds=inbounds), NOON))

    assert used(call(NOON - HOUR, "conversation", person="friend"))
    assert not used(call(NOON - HOUR, "conversation", person="friend", to=LANDLINE))
    assert used(call(NOON - HOUR, "conversation", to=LANDLINE))
    theirs = Inbound(id="i", at=NOON, medium=Medium.CALL, from_address=MOBILE, outcome="conversation", debts=("A",))
    assert not used(inbounds=(theirs,))
    assert used(inbounds=(theirs.model_copy(update={"at": NOON - SECOND}),))


def test_what_was_raised_counts_only_where_somebody_heard_it() -> None:
    unheard = daily(7, debts=("A",), raised=("B",))
    assert objects(seven_in_seven, proposal(after(*unheard), NOON, debts=("A",)))
    assert not objects(seven_in_seven, proposal(after(*unheard), NOON, debts=("B",)))
    silent = daily(7, outcome="voicemail_debt", debts=("A",))
    assert objects(seven_in_seven, proposal(after(*silent), NOON, debts=("A",)))


# advice on calls and messages


def advice(rule: Any, known: Dossier, when: datetime = NOON, *args: Any, **fields: Any) -> str:
    found = judge(rule, proposal(known, when, *args, **fields))
    assert found is None or isinstance(found, Finding)
    return found.says if found else ""


def test_a_call_of_five_minutes_ago_or_of_this_instant_is_rapid_and_no_text_is() -> None:
    known = after(call(NOON))
    assert "unanswered call" in advice(may_rebut_compliance, known)
    assert advice(may_rebut_compliance, known, NOON, Medium.SMS) == ""
    assert advice(may_rebut_compliance, known, NOON, on_call=known.attempts[0].id) == ""
    lawyer = after(call(NOON, person="attorney"), facts=())
    assert advice(may_rebut_compliance, lawyer, NOON, person="attorney") == ""
    assert advice(may_rebut_compliance, after(call(NOON - MINUTE, "conversation"))) == ""
    assert advice(may_rebut_compliance, after(call(NOON - MINUTE, "dropped"))) == ""


@pytest.mark.parametrize(("outcome", "counted"), [("busy", False), ("not_in_service", False), ("no_answer", True)])
def test_the_calls_of_one_day_are_counted_from_its_midnight_on_the_widest_calendar(outcome: str, counted: bool) -> None:
    midnight = at("2026-04-07 00:00")
    calls = [call(midnight), *(call(midnight + n * HOUR) for n in range(1, 4)), call(midnight + 4 * HOUR, outcome)]
    for places in ((NEW_YORK,), (NEW_YORK, HONOLULU), (HONOLULU, NEW_YORK)):
        known = after(*calls, points=in_zones(*places), collector=Collector(zone=NEW_YORK))
        assert ("call 6" in advice(may_rebut_compliance, known)) is counted


def test_the_advice_says_what_the_person_said() -> None:
    for kind, says in (("refusal", "the person refused to pay"), ("cease", "the person asked not to be contacted")):
        told = CeaseRequest.model_validate({"id": "x", "at": NOON - DAY, "kind": kind, "via": "oral"})
        assert advice(may_rebut_compliance, dossier(told)) == says


def written(when: datetime, medium: Medium = Medium.EMAIL, **fields: Any) -> Attempt:
    row: dict[str, Any] = {"id": f"w{next(ROWS)}", "at": when, "medium": medium, "to": EMAIL, "debts": ("A",)}
    return Attempt(**(row | fields))


def heard(when: datetime, person: str | None = None) -> Inbound:
    return Inbound(id="h", at=when, medium=Medium.EMAIL, from_address=EMAIL, person=person)


def test_contacts_over_several_media_are_counted_since_the_person_answered_in_whatever_instant() -> None:
    seven = [call(NOON - n * HOUR) for n in range(1, 8)]
    many = [written(NOON), *(written(NOON - n * MINUTE) for n in range(1, 4))]

    def says(*sent: Attempt, **fields: Any) -> str:
        return advice(cumulative, after(*sent, **fields), NOON, Medium.EMAIL)

    values = cumulative.versions[-1].values.plain()
    sent = [*seven, *many][: values["in_total"] - 1]
    assert says(*sent) == (
        f"this would be unanswered contact {values['in_total']} in {values['days']} days, over several media"
    )
    assert says(*sent[:-1]) == ""
    assert says(*sent[:-1], written(NOON)) != ""
    assert says(*sent, inbounds=(heard(NOON),)) == ""
    assert says(*sent, inbounds=(heard(NOON + SECOND),)) != ""
    assert says(*sent, inbounds=(heard(NOON - MINUTE, "friend"),)) != ""
    assert says(*sent, call(NOON, "conversation")) == ""


# requests about media


def test_a_word_of_the_same_instant_does_not_reopen_what_was_closed() -> None:
    closed = OptOut(id="o", at=NOON - DAY, medium=Medium.SMS, address=MOBILE)
    for when, still in ((closed.at, True), (closed.at + SECOND, False)):
        again = OptIn(id="i", at=when, medium=Medium.SMS, address=MOBILE)
        assert objects(address, proposal(dossier(closed, again), NOON, Medium.SMS)) is still


def test_the_address_is_named_by_its_last_four() -> None:
    closed = OptOut(id="o", at=NOON - DAY, medium=Medium.SMS, address=MOBILE)
    found = judge(address, proposal(dossier(closed), NOON, Medium.SMS))
    assert found is not None
    assert found.says.endswith("not to use the address ending 0101")


def test_an_opt_out_is_confirmed_once_also_in_the_instant_of_the_first_confirmation() -> None:
    asked = OptOut(id="o", at=NOON, medium=Medium.SMS, address=MOBILE, via="sms")
    sent = written(NOON, Medium.SMS, to=MOBILE, debts=(), purpose=Purpose.OPTOUT_CONFIRMATION)
    bare: dict[str, Any] = {"purpose": Purpose.OPTOUT_CONFIRMATION, "in_reply_to": "o", "debts": ()}
    assert not objects(confirmation, proposal(dossier(asked), NOON, Medium.SMS, **bare))
    assert objects(confirmation, proposal(after(sent, facts=(asked,)), NOON, Medium.SMS, **bare))
    before = sent.model_copy(update={"at": NOON - SECOND})
    assert not objects(confirmation, proposal(after(before, facts=(asked,)), NOON, Medium.SMS, **bare))


# acts: marked, furnished


def test_a_dispute_of_this_very_instant_is_marked() -> None:
    disputed = Dispute(id="d", at=NOON, via="oral", debts=("A",))
    assert must_mark(dossier(disputed), ("A", "B"), NOON) == ("A",)
    assert must_mark(dossier(disputed), ("A",), NOON - SECOND) == ()


def furnish(known: Dossier, when: datetime) -> Any:
    return furnishing.furnish(
        Deed(act=Furnish(debts=("A",)), dossier=known, at=when), furnishing.furnish.versions[-1].values
    )


def test_of_two_letters_the_wait_for_the_first_is_told_and_ends_it() -> None:
    sent = [written(at(f"2026-04-0{day} 12:00"), Medium.MAIL, to="home", state="sent") for day in (1, 3)]
    found = furnish(dossier(facts=(), attempts=tuple(sent)), at("2026-04-05 12:00"))
    assert found is not None
    assert found.until == at("2026-04-16 00:00")
    assert "until April 15" in found.says


def test_a_letter_of_this_very_instant_is_waited_for_and_one_that_came_back_in_it_has() -> None:
    sent = written(NOON, Medium.MAIL, to="home", state="sent")
    found = furnish(dossier(facts=(), attempts=(sent,)), NOON)
    assert found is not None
    assert found.until == at("2026-04-22 00:00")
