"""1006.6(b), at the instant, with one end only, in the other zone: what a change of one sign would turn around."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.consent import Consent, Convenience, OptOut, Preference
from accounts.consumer import (
    AttorneyConsents,
    EmployerProhibits,
    Representation,
    RepresentationEnded,
)
from accounts.contact import Attempt, Inbound, Medium, Purpose, Session
from accounts.dossier import Fact
from compliance.law.us.reg_f.s06_b_1_ii_inconvenient_place import designated_place
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import designated_time, location_conflict, presumed_hours
from compliance.law.us.reg_f.s06_b_2_attorney import attorney
from compliance.law.us.reg_f.s06_b_3_employer import employer
from compliance.law.us.reg_f.s06_b_4_prior_consent import prior_consent
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
    made,
    objects,
    proposal,
    text_in,
    until,
)

LOS_ANGELES = "America/Los_Angeles"
TOLD = at("2026-05-04 12:00")
NOON = at("2026-05-13 12:00")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def shut(**fields: Any) -> Preference:
    return made(Preference, fields, id="i", at=TOLD)


def opened(**fields: Any) -> Convenience:
    return made(Convenience, fields, id="k", at=at("2026-05-05 12:00"))


def agreed(**fields: Any) -> Consent:
    usual: dict[str, Any] = {"id": "c", "at": at("2026-05-05 12:00"), "scope": "time", "via": "call"}
    return made(Consent, fields, **usual)


def late(shown: str, *facts: Fact, **fields: Any) -> bool:
    return objects(presumed_hours, proposal(dossier(*facts, **fields), at(f"2026-05-13 {shown}"), debts=("A",)))


def ruled_out(shown: str, *facts: Fact) -> bool:
    return objects(designated_time, proposal(dossier(*facts), at(f"2026-05-13 {shown}")))


def on_a_call(to: str = MOBILE, when: datetime = NOON) -> dict[str, Any]:
    call = Attempt(id="c1", at=when - MINUTE, medium=Medium.CALL, to=to, outcome="conversation")
    return {"attempts": (call,)}


# times with one end, with none, with both in one instant


def test_a_time_opened_from_an_hour_on_or_up_to_one_has_no_other_end() -> None:
    for opening in (agreed, opened):
        assert [late(shown, opening(from_=time(21))) for shown in ("06:00", "21:00:01", "23:59")] == [
            True,
            False,
            False,
        ]
        assert [late(shown, opening(to=time(7))) for shown in ("00:01", "06:59", "07:00", "22:00")] == [
            False,
            False,
            True,
            True,
        ]
    assert late("06:00", agreed(from_=time(21), to=time(22)))


def test_a_consent_to_a_day_opens_its_first_instant_too() -> None:
    assert not late("00:00:00", agreed(only_on=date(2026, 5, 13)))


def test_a_convenience_that_names_no_time_opens_none() -> None:
    assert late("22:00", opened(clears="another"))


def test_both_ends_belong_to_a_designated_time_also_where_they_are_one() -> None:
    lunch = shut(from_=time(12), to=time(13))
    assert [ruled_out(t, lunch) for t in ("11:59:59", "12:00", "13:00", "13:00:01")] == [False, True, True, False]
    instant = shut(from_=time(12), to=time(12))
    assert [ruled_out(shown, instant) for shown in ("11:59:59", "12:00", "12:00:01")] == [False, True, False]


def test_of_two_words_of_one_instant_the_one_that_closes_counts() -> None:
    morning = shut(from_=time(9), to=time(11))
    word = opened(from_=time(8), to=time(12), at=TOLD)
    assert ruled_out("10:00", morning, word)
    assert not ruled_out("10:00", morning, word.model_copy(update={"at": TOLD + SECOND}))


# consent that counts: given in a proper call


def test_consent_for_some_debts_opens_for_each_of_them_and_for_no_other() -> None:
    ours = agreed(from_=time(21), to=time(22), debts=("A",))
    assert not late("21:30", ours)
    assert late("21:30", agreed(from_=time(21), to=time(22), debts=("B",)))


def test_a_time_opened_in_the_same_instant_as_the_consent_did_not_make_that_call_proper() -> None:
    night = at("2026-05-05 21:30")
    consent = agreed(from_=time(21), to=time(22), at=night)
    for told, counts in ((night, False), (night - SECOND, True)):
        opening = opened(from_=time(21, 15), to=time(21, 45), at=told)
        assert late("21:50", consent, opening) is not counts


def test_a_time_ruled_out_in_the_same_instant_as_the_consent_did_not_make_that_call_improper() -> None:
    noon = at("2026-05-05 12:00")
    consent = agreed(from_=time(21), to=time(22), at=noon)
    for told, counts in ((noon, True), (noon - SECOND, False)):
        assert late("21:30", consent, shut(from_=time(11), to=time(13), at=told)) is not counts


def test_consent_given_on_a_call_in_the_hours_of_one_place_only_does_not_count() -> None:
    both = in_zones(NEW_YORK, LOS_ANGELES)
    early = agreed(from_=time(1), to=time(23, 30), at=at("2026-05-05 09:00"))
    assert late("07:30", early, points=both)
    assert not late("07:30", early.model_copy(update={"at": at("2026-05-05 12:00")}), points=both)


@pytest.mark.parametrize(
    ("to", "fact"),
    [
        (MOBILE, Representation(id="x", at=TOLD)),
        (LANDLINE, Preference(id="x", at=TOLD, place="home")),
        (WORK, EmployerProhibits(id="x", at=TOLD)),
    ],
)
def test_what_was_told_in_the_instant_of_the_consent_did_not_forbid_that_call_and_what_was_told_before_did(
    to: str, fact: Any
) -> None:
    noon = at("2026-05-05 12:00")
    consent = agreed(from_=time(21), to=time(22), at=noon, during="c1")
    calls = on_a_call(to=to, when=noon)
    for told, counts in ((noon, True), (noon - SECOND, False)):
        assert late("21:30", consent, fact.model_copy(update={"at": told}), **calls) is not counts
    other = EmployerProhibits(id="later", at=noon + HOUR)
    assert late("21:30", consent, fact.model_copy(update={"at": noon - SECOND}), other, **calls)
    if not isinstance(fact, EmployerProhibits):
        assert not late("21:30", consent, EmployerProhibits(id="x", at=TOLD), **calls)


# who began it: one response


def test_a_contact_begun_in_this_very_instant_may_be_answered_now() -> None:
    asked = text_in(at("2026-05-13 22:00"))
    known = dossier(inbounds=(asked,))
    answer: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    assert not objects(presumed_hours, proposal(known, asked.at, Medium.SMS, **answer))
    assert objects(presumed_hours, proposal(known, asked.at - SECOND, Medium.SMS, **answer))


@pytest.mark.parametrize(
    ("of", "to", "lifted"),
    [(MOBILE, MOBILE, True), (MOBILE, LANDLINE, False), (None, LANDLINE, True), (MOBILE, None, True)],
)
def test_an_opt_out_is_confirmed_at_night_where_it_was_made(of: str | None, to: str | None, lifted: bool) -> None:
    night = at("2026-05-13 22:00")
    asked = OptOut(id="o", at=night, medium=Medium.SMS, address=of, via="sms")
    confirmed = proposal(
        dossier(asked), night + MINUTE, Medium.SMS, to=to, in_reply_to="o", purpose=Purpose.OPTOUT_CONFIRMATION
    )
    assert objects(presumed_hours, confirmed) is not lifted


def test_a_response_is_given_until_the_hours_open_and_not_from_their_opening_on() -> None:
    asked = text_in(at("2026-05-13 22:00"))
    known = dossier(shut(from_=time(21), to=time(23)), inbounds=(asked,))
    answer: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    assert not objects(designated_time, proposal(known, at("2026-05-13 23:00"), Medium.SMS, **answer))
    next_night = proposal(known, at("2026-05-14 21:30"), Medium.SMS, **answer)
    assert objects(designated_time, next_night)


@pytest.mark.parametrize("rule", [presumed_hours, designated_time])
def test_a_response_is_given_for_a_day_and_not_a_second_longer(rule: Any) -> None:
    asked = text_in(at("2026-05-13 22:00"))
    always = shut()
    known = dossier(always, inbounds=(asked,), points=in_zones(NEW_YORK))
    answer: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    nights = [asked.at + 24 * HOUR, asked.at + 24 * HOUR + SECOND]
    found = [objects(designated_time, proposal(known, night, Medium.SMS, **answer)) for night in nights]
    assert found == [False, True]


@pytest.mark.parametrize("medium", [Medium.CHAT, Medium.PUSH])
@pytest.mark.parametrize("rule", [presumed_hours, location_conflict, designated_time])
def test_on_our_own_site_we_answer_for_half_an_hour_after_the_last_sign(rule: Any, medium: Medium) -> None:
    begun = at("2026-05-13 22:00")
    sign = Inbound(id="s", at=begun + 10 * MINUTE, medium=medium, from_address=None)
    places = in_zones(NEW_YORK, LOS_ANGELES) if rule is location_conflict else in_zones(NEW_YORK)
    known = dossier(shut(), Session(id="w", at=begun), inbounds=(sign,), points=places)
    for minutes, closed in ((39, False), (40, True)):
        assert objects(rule, proposal(known, begun + minutes * MINUTE, medium, in_session="w")) is closed


@pytest.mark.parametrize("question", ["asks_convenient_time", "asks_clarification"])
def test_on_a_live_call_at_an_inconvenient_time_or_place_one_may_ask_which_would_be_better(question: str) -> None:
    night = at("2026-05-13 22:00")
    there: dict[str, Any] = {"on_call": "c1", "includes": (question,)}
    for rule, to in (
        (presumed_hours, MOBILE),
        (designated_time, MOBILE),
        (designated_place, LANDLINE),
        (employer, WORK),
    ):
        facts = (shut(), Preference(id="h", at=TOLD, place="home"), EmployerProhibits(id="p", at=TOLD))
        known = dossier(*facts, **on_a_call(to=to, when=night))
        assert not objects(rule, proposal(known, night, **there))
        assert objects(rule, proposal(known, night, **(there | {"includes": (question, "balance")})))


def test_the_zone_that_is_named_is_one_in_which_it_is_not_convenient() -> None:
    found = judge(location_conflict, proposal(dossier(points=in_zones(NEW_YORK, LOS_ANGELES)), at("2026-05-13 09:00")))
    assert found is not None
    assert (
        found.says
        == "it is Wednesday 2026-05-13 06:00:00 in America/Los_Angeles, one of 2 zones the consumer may be in"
    )


# what is looked for ahead


def test_a_time_ruled_out_until_a_day_ends_with_it_and_one_that_lasts_for_years_has_no_end_in_sight() -> None:
    soon = shut(until=date(2026, 7, 31))
    assert until(designated_time, proposal(dossier(soon), NOON)) == at("2026-08-01 00:00")
    assert until(designated_time, proposal(dossier(shut(until=date(2036, 7, 31))), NOON)) is None


@pytest.mark.parametrize("medium", list(Medium))
def test_a_designated_time_closes_every_medium(medium: Medium) -> None:
    assert objects(designated_time, proposal(dossier(shut()), NOON, medium))


@pytest.mark.parametrize(
    ("shown", "closed"), [("08:00:00", True), ("08:00:01", False), ("20:59:59", False), ("21:00:00", True)]
)
def test_one_may_ask_to_go_on_within_the_presumed_hours_only(shown: str, closed: bool) -> None:
    when = at(f"2026-05-13 {shown}")
    asked = proposal(dossier(**on_a_call(when=when)), when, on_call="c1", includes=("asks_to_continue",))
    assert objects(prior_consent, asked) is closed


def test_the_later_of_two_places_ruled_out_until_a_day_decides_when_that_is_over() -> None:
    one, two = (shut(id=f"i{n}", place="home", until=date(2026, 6, n)) for n in (1, 9))
    for known in (dossier(one, two), dossier(two, one)):
        assert until(designated_place, proposal(known, NOON, to=LANDLINE)) == at("2026-06-10 00:00")


def test_a_place_ruled_out_until_a_day_is_open_after_it_in_our_zone_where_theirs_is_not_known() -> None:
    known = dossier(shut(place="home", until=date(2026, 5, 12)), points=())
    assert objects(designated_place, proposal(known, at("2026-05-12 23:59:59"), Medium.MAIL, to="home"))
    assert not objects(designated_place, proposal(known, at("2026-05-13 00:00"), Medium.MAIL, to="home"))


@pytest.mark.parametrize("rule", [designated_place, employer])
def test_a_text_to_a_number_at_the_place_is_held_as_a_call_is(rule: Any) -> None:
    facts = (Preference(id="h", at=TOLD, place="work"), EmployerProhibits(id="p", at=TOLD))
    for medium in (Medium.CALL, Medium.RVM, Medium.SMS):
        assert objects(rule, proposal(dossier(*facts), NOON, medium, to=WORK))
    assert objects(rule, proposal(dossier(*facts), NOON, Medium.MAIL, to="work"))
    assert not objects(rule, proposal(dossier(*facts), NOON, Medium.EMAIL, to=EMAIL))


def test_work_is_open_to_whatever_goes_elsewhere() -> None:
    known = dossier(EmployerProhibits(id="p", at=TOLD))
    assert not objects(employer, proposal(known, NOON, to=MOBILE))
    assert objects(employer, proposal(known, NOON, Medium.EMAIL, to=EMAIL, known_at_place="work"))


# the attorney


def test_what_ends_a_representation_may_come_in_the_same_instant() -> None:
    known = Representation(id="r", at=TOLD, identified=True)
    for end in (RepresentationEnded(id="e", at=TOLD, source="consumer"), AttorneyConsents(id="e", at=TOLD)):
        assert not objects(attorney, proposal(dossier(known, end), NOON))
        earlier = end.model_copy(update={"at": TOLD - SECOND})
        assert objects(attorney, proposal(dossier(known, earlier), NOON))


@pytest.mark.parametrize("question", ["asks_clarification", "asks_attorney"])
def test_one_asks_who_an_unknown_attorney_is_but_not_where_one_of_two_is_known(question: str) -> None:
    unknown, known = Representation(id="u", at=TOLD), Representation(id="r", at=TOLD, identified=True)
    ask: dict[str, Any] = {"on_call": "c1", "includes": (question,)}
    assert not objects(attorney, proposal(dossier(unknown, **on_a_call()), NOON, **ask))
    assert objects(attorney, proposal(dossier(unknown, known, **on_a_call()), NOON, **ask))
