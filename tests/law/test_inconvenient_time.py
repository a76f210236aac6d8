"""1006.6(b)(1)(i), (b)(4): when the consumer may be contacted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.consent import Consent, Convenience, OptOut, Preference, Revocation
from accounts.consumer import (
    ContactPoint,
    CourtPermission,
    EmployerProhibits,
    LocationStated,
    PointKind,
    Representation,
)
from accounts.contact import Attempt, Inbound, Medium, Purpose, Session, State
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import designated_time, location_conflict, presumed_hours
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
    text_out,
    until,
)

LOS_ANGELES, PHOENIX, HONOLULU = "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu"
WEDNESDAY = "2026-05-13"


def shut(**fields: Any) -> Preference:
    return made(Preference, fields, id="i", at=at("2026-05-04 12:00"))


def opened(**fields: Any) -> Convenience:
    return made(Convenience, fields, id="k", at=at("2026-05-05 12:00"))


def agreed(**fields: Any) -> Consent:
    noon = at("2026-05-05 12:00")
    return made(Consent, fields, id="c", at=noon, scope="time", via="call", from_=time(21), to=time(22))


# (b)(1)(i), the presumed hours: "regf.6b1i-presumed-hours"


@pytest.mark.parametrize(
    ("shown", "closed"),
    [
        ("07:59:59", True),
        ("08:00:00", True),
        ("08:00:01", False),
        ("20:59:59", False),
        ("21:00:00", True),
        ("23:59:59", True),
    ],
)
def test_the_presumed_hours_are_an_open_interval(shown: str, closed: bool) -> None:
    assert objects(presumed_hours, proposal(dossier(), at(f"2026-04-15 {shown}"))) is closed


def test_a_fraction_of_a_second_belongs_to_its_second() -> None:
    instant = at("2026-04-15 08:00:00") + timedelta(microseconds=999_999)
    assert until(presumed_hours, proposal(dossier(), instant)) == at("2026-04-15 08:00:01")


@pytest.mark.parametrize("medium", [m for m in Medium if m is not Medium.MAIL])
def test_every_medium_but_the_mail_keeps_the_hours(medium: Medium) -> None:
    assert objects(presumed_hours, proposal(dossier(), at("2026-04-15 21:30"), medium))


def test_a_letter_has_no_hour() -> None:
    assert not objects(presumed_hours, proposal(dossier(), at("2026-04-15 21:30"), Medium.MAIL))


@pytest.mark.parametrize(("person", "closed"), [("spouse", True), ("coworker", True), ("attorney", False)])
def test_who_acts_for_a_party_may_be_called_late_and_nobody_else(person: str, closed: bool) -> None:
    assert objects(presumed_hours, proposal(dossier(), at("2026-04-15 21:30"), person=person)) is closed


def test_the_objection_says_the_clock_time_and_no_name() -> None:
    found = judge(presumed_hours, proposal(dossier(), at("2026-04-15 21:30")))
    assert found is not None
    assert found.says == "it is Wednesday 2026-04-15 21:30:00 in America/New_York, outside 08:00 to 21:00 there"


# comment 6(b)(1)(i)-2, conflicting places: "regf.6b1i-location-conflict"


@pytest.mark.parametrize(
    ("shown", "by"),
    [
        ("07:30:00", "presumed"),
        ("08:30:00", "conflict"),
        ("11:00:00", "conflict"),
        ("11:00:01", None),
        ("20:59:59", None),
        ("21:00:00", "conflict"),
    ],
)
def test_only_a_time_convenient_in_every_place_is_open(shown: str, by: str | None) -> None:
    asked = proposal(dossier(points=in_zones(NEW_YORK, LOS_ANGELES)), at(f"2026-04-15 {shown}"))
    assert objects(presumed_hours, asked) is (by == "presumed")
    assert objects(location_conflict, asked) is (by == "conflict")


def test_the_places_of_every_address_count_whatever_medium_is_used() -> None:
    home = ContactPoint(id="h", kind=PointKind.POSTAL, address="home", place="home", zones=(LOS_ANGELES,))
    everywhere = dossier(points=(*in_zones(NEW_YORK), home))
    assert objects(location_conflict, proposal(everywhere, at("2026-04-15 09:00"), Medium.EMAIL))


def test_where_no_place_is_known_no_time_is_open_and_none_is_promised() -> None:
    asked = proposal(dossier(points=()), at("2026-04-15 15:00"), Medium.EMAIL)
    assert until(location_conflict, asked) is None
    assert not objects(presumed_hours, asked)


def test_where_the_consumer_says_to_be_replaces_what_the_addresses_indicate() -> None:
    stated = LocationStated(id="s", at=at("2026-04-01 12:00"), zones=(PHOENIX,))
    known = dossier(stated, points=in_zones(NEW_YORK))
    assert not objects(presumed_hours, proposal(known, at("2026-04-15 22:00")))
    assert objects(presumed_hours, proposal(known, at("2026-04-15 08:30")))


def test_an_address_learned_after_the_statement_counts_again() -> None:
    stated = LocationStated(id="s", at=at("2026-04-01 12:00"), zones=(PHOENIX,))
    new = in_zones(NEW_YORK)[0].model_copy(update={"since": at("2026-04-02 12:00")})
    assert objects(location_conflict, proposal(dossier(stated, points=(new,)), at("2026-04-15 22:00")))


def test_the_recipients_own_place_counts_beside_the_consumers() -> None:
    theirs = ContactPoint(id="s", kind=PointKind.PHONE, address=WORK, person="spouse", zones=(LOS_ANGELES,))
    known = dossier(points=(*in_zones(NEW_YORK), theirs))
    assert objects(location_conflict, proposal(known, at("2026-04-15 09:00"), person="spouse", to=WORK))
    assert not objects(location_conflict, proposal(known, at("2026-04-15 09:00")))


@pytest.mark.parametrize(
    ("instant", "closed"),
    [
        ("2026-03-08T12:00:00+00:00", True),
        ("2026-03-08T12:00:01+00:00", False),
        ("2026-11-01T12:59:59+00:00", True),
        ("2026-11-01T13:00:01+00:00", False),
    ],
)
def test_the_clocks_of_the_day_of_change_are_used(instant: str, closed: bool) -> None:
    assert objects(presumed_hours, proposal(dossier(), datetime.fromisoformat(instant))) is closed


# comment 6(b)(1)-1, designated times: "regf.6b1i-designated-time"


@pytest.mark.parametrize(
    ("shown", "closed"),
    [
        (f"{WEDNESDAY} 14:59:59", False),
        (f"{WEDNESDAY} 15:00:00", True),
        (f"{WEDNESDAY} 17:00:00", True),
        (f"{WEDNESDAY} 17:00:01", False),
        ("2026-05-16 16:00:00", False),
    ],
)
def test_both_ends_of_a_designated_time_belong_to_it(shown: str, closed: bool) -> None:
    said = shut(days=("mon", "tue", "wed", "thu", "fri"), from_=time(15), to=time(17))
    assert objects(designated_time, proposal(dossier(said), at(shown))) is closed


@pytest.mark.parametrize(
    ("shown", "closed"),
    [
        ("2026-05-15 21:59:59", False),
        ("2026-05-15 22:00:00", True),
        ("2026-05-16 02:00:00", True),
        ("2026-05-16 02:00:01", False),
        ("2026-05-15 01:00:00", False),
        ("2026-05-16 23:00:00", False),
    ],
)
def test_a_time_past_midnight_belongs_to_the_day_on_which_it_begins(shown: str, closed: bool) -> None:
    said = shut(days=("fri",), from_=time(22), to=time(2))
    assert objects(designated_time, proposal(dossier(said), at(shown))) is closed


def test_a_designated_day_holds_for_letters_and_for_every_debt() -> None:
    known = dossier(shut(days=("wed",)))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"), Medium.MAIL))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"), debts=("B",)))
    assert until(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"))) == at("2026-05-14 00:00")


@pytest.mark.parametrize("missing", ["from_", "to"])
def test_a_time_with_one_end_reaches_to_the_end_of_the_day(missing: str) -> None:
    said = shut(**{"to" if missing == "from_" else "from_": time(12)})
    morning, evening = proposal(dossier(said), at("2026-05-13 09:00")), proposal(dossier(said), at("2026-05-13 18:00"))
    assert objects(designated_time, morning) is (missing == "from_")
    assert objects(designated_time, evening) is (missing == "to")


def test_a_designation_of_no_particular_time_holds_at_every_time_and_has_no_end() -> None:
    assert until(designated_time, proposal(dossier(shut()), at("2026-05-13 12:00"))) is None


def test_a_designation_ends_with_its_last_day() -> None:
    known = dossier(shut(until=date(2026, 5, 13)))
    assert until(designated_time, proposal(known, at("2026-05-06 12:00"))) == at("2026-05-14 00:00")
    assert not objects(designated_time, proposal(known, at("2026-05-14 00:00:00")))


def test_a_designated_time_is_read_in_the_zone_the_consumer_meant() -> None:
    known = dossier(shut(from_=time(12), to=time(13), zone=HONOLULU))
    assert not objects(designated_time, proposal(known, at("2026-05-13 12:30")))
    assert objects(designated_time, proposal(known, at("2026-05-13 18:30")))
    assert until(designated_time, proposal(known, at("2026-05-13 18:30"))) == at("2026-05-13 19:00:01")


def test_without_a_zone_it_is_read_wherever_the_consumer_may_be() -> None:
    known = dossier(shut(from_=time(12), to=time(13)), points=in_zones(NEW_YORK, LOS_ANGELES))
    assert objects(designated_time, proposal(known, at("2026-05-13 12:30")))
    assert objects(designated_time, proposal(known, at("2026-05-13 15:30")))
    assert not objects(designated_time, proposal(known, at("2026-05-13 14:00")))


def test_where_no_place_is_known_it_is_read_on_the_collectors_clock() -> None:
    known = dossier(shut(from_=time(12), to=time(13)), points=())
    assert objects(designated_time, proposal(known, at("2026-05-13 12:30")))


@pytest.mark.parametrize(("source", "closed"), [("consumer", False), ("creditor", True)])
def test_only_the_consumer_takes_a_designation_back(source: str, closed: bool) -> None:
    known = dossier(shut(days=("wed",), source="creditor"), opened(clears="i", source=source))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"))) is closed


@pytest.mark.parametrize(("told", "closed"), [("2026-05-05 12:00", False), ("2026-05-03 12:00", True)])
def test_the_later_of_two_words_of_the_consumer_counts(told: str, closed: bool) -> None:
    known = dossier(shut(from_=time(9), to=time(12)), opened(at=at(told), from_=time(10), to=time(11)))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 10:30"))) is closed
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 11:30")))


def test_third_parties_are_not_bound_to_the_consumers_times() -> None:
    known = dossier(shut(days=("wed",)))
    assert not objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"), person="coworker"))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"), person="spouse"))


# knowledge to the contrary


@pytest.mark.parametrize(
    ("shown", "closed"), [("21:00:01", False), ("22:00:00", False), ("23:29:59", False), ("23:30:00", True)]
)
def test_a_time_the_consumer_calls_convenient_is_open(shown: str, closed: bool) -> None:
    known = dossier(opened(from_=time(21), to=time(23, 30)))
    assert objects(presumed_hours, proposal(known, at(f"{WEDNESDAY} {shown}"))) is closed


def test_a_time_past_midnight_may_be_convenient() -> None:
    known = dossier(opened(from_=time(22), to=time(2)))
    assert not objects(presumed_hours, proposal(known, at("2026-05-14 01:00")))
    assert until(presumed_hours, proposal(known, at("2026-05-14 03:00"))) == at("2026-05-14 08:00:01")


# comment 6(b)(1)-2, one response to the consumer's own contact


def reply(known: Any, shown: str, medium: Medium = Medium.SMS, **fields: Any) -> Any:
    return proposal(known, at(shown), medium, **({"in_reply_to": "m1", "purpose": Purpose.REPLY} | fields))


NIGHT_TEXT = text_in(at("2026-05-13 22:15"))


def test_a_text_of_the_night_is_answered_once_by_text() -> None:
    assert not objects(presumed_hours, reply(dossier(inbounds=(NIGHT_TEXT,)), "2026-05-13 22:16"))


@pytest.mark.parametrize(
    "change",
    [
        {"medium": Medium.EMAIL, "to": EMAIL},
        {"to": LANDLINE},
        {"purpose": Purpose.COLLECT},
        {"in_reply_to": "unknown"},
        {"in_reply_to": None},
        {"person": "spouse"},
    ],
    ids=["medium", "address", "purpose", "unknown contact", "no contact", "somebody else"],
)
def test_what_is_not_that_one_answer_waits_for_the_morning(change: dict[str, Any]) -> None:
    asked = reply(dossier(inbounds=(NIGHT_TEXT,)), "2026-05-13 22:16", **change)
    assert until(presumed_hours, asked) == at("2026-05-14 08:00:01")


@pytest.mark.parametrize(("state", "closed"), [(State.SENT, True), (State.IN_DOUBT, True), (State.RELEASED, False)])
def test_the_answer_is_used_up_by_what_may_have_been_sent(state: State, closed: bool) -> None:
    sent = text_out(at("2026-05-13 22:15:30"), in_reply_to="m1", state=state)
    asked = reply(dossier(inbounds=(NIGHT_TEXT,), attempts=(sent,)), "2026-05-13 22:16")
    assert objects(presumed_hours, asked) is closed


def test_a_text_from_where_it_is_early_in_one_place_only_is_answered_then() -> None:
    early = "2026-05-13 08:30"  # half past five in Los Angeles
    known = dossier(points=in_zones(NEW_YORK, LOS_ANGELES), inbounds=(text_in(at(early)),))
    assert not objects(location_conflict, reply(known, "2026-05-13 08:31"))
    assert objects(location_conflict, reply(known, "2026-05-13 08:31", purpose=Purpose.COLLECT))


def test_a_new_text_invites_a_new_answer() -> None:
    sent = text_out(at("2026-05-13 22:15:30"), in_reply_to="m1")
    again = text_in(at("2026-05-13 22:20"), "m2")
    known = dossier(inbounds=(NIGHT_TEXT, again), attempts=(sent,))
    assert not objects(presumed_hours, reply(known, "2026-05-13 22:21", in_reply_to="m2"))


def test_a_text_that_came_in_the_hours_is_not_answered_after_them() -> None:
    known = dossier(inbounds=(text_in(at("2026-05-13 20:58")),))
    assert objects(presumed_hours, reply(known, "2026-05-13 21:02"))


def test_the_answer_is_given_at_that_time_and_not_on_the_next_such_day() -> None:
    known = dossier(shut(from_=time(15), to=time(17)), inbounds=(text_in(at(f"{WEDNESDAY} 15:30")),))
    assert not objects(designated_time, reply(known, f"{WEDNESDAY} 17:00:00"))
    assert objects(designated_time, reply(known, "2026-05-14 15:10"))


def test_the_answer_is_given_within_a_day() -> None:
    known = dossier(shut(), inbounds=(text_in(at("2026-05-13 12:00")),))
    assert not objects(designated_time, reply(known, "2026-05-14 12:00:00"))
    assert objects(designated_time, reply(known, "2026-05-14 12:00:01"))


def test_a_stop_at_night_is_confirmed_at_once() -> None:
    stop = OptOut(id="o1", at=at("2026-05-13 22:15"), medium=Medium.SMS, address=MOBILE, via="sms")
    fields: dict[str, Any] = {"in_reply_to": "o1", "purpose": Purpose.OPTOUT_CONFIRMATION}
    assert not objects(presumed_hours, reply(dossier(stop), "2026-05-13 22:16", **fields))
    assert objects(presumed_hours, reply(dossier(stop), "2026-05-13 22:16", **fields | {"purpose": Purpose.REPLY}))
    assert objects(presumed_hours, reply(dossier(stop), "2026-05-13 22:16", Medium.EMAIL, **fields))


# on a call


THEIR_CALL = Inbound(
    id="c1", at=at("2026-05-13 22:00"), medium=Medium.CALL, from_address=MOBILE, outcome="conversation"
)


def test_on_a_call_they_place_at_night_we_may_speak_while_it_lasts() -> None:
    over = THEIR_CALL.model_copy(update={"end": at("2026-05-13 22:10")})
    assert not objects(presumed_hours, proposal(dossier(inbounds=(THEIR_CALL,)), at("2026-05-13 22:05"), on_call="c1"))
    assert objects(presumed_hours, proposal(dossier(inbounds=(over,)), at("2026-05-13 22:11"), on_call="c1"))
    asked = proposal(dossier(inbounds=(over,)), at("2026-05-13 22:11"), in_reply_to="c1", purpose=Purpose.REPLY)
    assert objects(presumed_hours, asked)


def test_a_call_that_runs_past_nine_must_end_but_for_a_question_of_time() -> None:
    ours = Attempt(id="c1", at=at("2026-05-13 20:50"), medium=Medium.CALL, to=MOBILE, outcome="conversation")
    known = dossier(attempts=(ours,))
    assert not objects(presumed_hours, proposal(known, at("2026-05-13 20:59:59"), on_call="c1"))
    assert objects(presumed_hours, proposal(known, at("2026-05-13 21:00"), on_call="c1"))
    late = at("2026-05-13 21:00")
    assert not objects(presumed_hours, proposal(known, late, on_call="c1", includes=["asks_convenient_time"]))
    both = ["asks_convenient_time", "payment_request"]
    assert objects(presumed_hours, proposal(known, late, on_call="c1", includes=both))
    assert objects(presumed_hours, proposal(known, late, on_call="other", includes=["asks_convenient_time"]))


# comment 6(b)(1)-2.iii, on our own site


def test_on_our_site_we_may_speak_until_the_consumer_leaves_it() -> None:
    visit = Session(id="s1", at=at(f"{WEDNESDAY} 10:00"), end=at(f"{WEDNESDAY} 10:25"))
    known = dossier(shut(days=("wed",)), visit)
    for shown, closed in [("10:00:00", False), ("10:24:59", False), ("10:25:00", True), ("09:59:59", True)]:
        asked = proposal(known, at(f"{WEDNESDAY} {shown}"), Medium.CHAT, in_session="s1")
        assert objects(designated_time, asked) is closed, shown
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 10:10"), Medium.SMS, in_session="s1"))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 10:10"), Medium.CHAT))


def test_a_visit_whose_end_is_not_known_ends_half_an_hour_after_the_last_sign() -> None:
    visit = Session(id="s1", at=at(f"{WEDNESDAY} 10:00"))
    sign = Inbound(id="m", at=at(f"{WEDNESDAY} 10:20"), medium=Medium.CHAT)
    known = dossier(shut(days=("wed",)), visit, inbounds=(sign,))
    assert not objects(designated_time, proposal(known, at(f"{WEDNESDAY} 10:49:59"), Medium.CHAT, in_session="s1"))
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 10:50"), Medium.CHAT, in_session="s1"))


# (b)(4)(i), prior consent


@pytest.mark.parametrize(
    ("shown", "closed"), [("21:00:01", False), ("21:59:59", False), ("22:00:00", True), ("22:30:00", True)]
)
def test_prior_consent_opens_the_hours_it_names(shown: str, closed: bool) -> None:
    assert objects(presumed_hours, proposal(dossier(agreed()), at(f"{WEDNESDAY} {shown}"))) is closed


def test_prior_consent_without_hours_opens_the_day_it_names() -> None:
    known = dossier(agreed(from_=None, to=None, only_on=date(2026, 5, 13)))
    assert not objects(presumed_hours, proposal(known, at("2026-05-13 23:00")))
    assert objects(presumed_hours, proposal(known, at("2026-05-14 23:00")))


@pytest.mark.parametrize(
    "change",
    [
        {"given_to": "creditor"},
        {"given_to": "prior_collector"},
        {"by": "friend"},
        {"provided_only": True},
        {"debts": ("B",)},
        {"until": date(2026, 5, 12)},
        {"scope": "calls"},
        {"during": "nobody-knows"},
        {"at": at("2026-05-05 21:30")},
    ],
)
def test_consent_that_is_not_the_consumers_direct_and_proper_word_opens_nothing(change: dict[str, Any]) -> None:
    assert not objects(presumed_hours, proposal(dossier(agreed()), at(f"{WEDNESDAY} 21:30")))
    assert objects(presumed_hours, proposal(dossier(agreed(**change)), at(f"{WEDNESDAY} 21:30")))


def test_revoked_consent_opens_nothing() -> None:
    back = Revocation(id="r", at=at("2026-05-06 12:00"), of="c")
    assert objects(presumed_hours, proposal(dossier(agreed(), back), at(f"{WEDNESDAY} 21:30")))


def call(shown: str, to: str = MOBILE) -> Attempt:
    return Attempt(id="c1", at=at(shown), medium=Medium.CALL, to=to, outcome="conversation")


@pytest.mark.parametrize(
    ("call", "facts", "closed"),
    [
        (call("2026-05-05 11:55"), (), False),
        (call("2026-05-05 11:55"), (shut(from_=time(11), to=time(13)),), True),
        (call("2026-05-05 11:55"), (Representation(id="a", at=at("2026-05-04 12:00")),), True),
        (call("2026-05-05 11:55", LANDLINE), (shut(place="home"),), True),
        (call("2026-05-05 11:55", LANDLINE), (), False),
    ],
    ids=["proper", "at a designated time", "represented", "at a designated place", "at home"],
)
def test_consent_counts_if_the_call_on_which_it_was_given_was_itself_lawful(
    call: Attempt, facts: tuple[Any, ...], closed: bool
) -> None:
    known = dossier(agreed(during="c1"), *facts, attempts=(call,))
    assert objects(presumed_hours, proposal(known, at(f"{WEDNESDAY} 21:30"))) is closed


def test_consent_given_on_a_call_to_a_forbidden_work_line_does_not_count() -> None:
    told = EmployerProhibits(id="x", at=at("2026-05-04 12:00"))
    known = dossier(told, agreed(during="c1"), attempts=(call("2026-05-05 11:55", WORK),))
    assert objects(presumed_hours, proposal(known, at(f"{WEDNESDAY} 21:30")))


def test_consent_in_the_consumers_own_late_call_or_letter_counts() -> None:
    late = THEIR_CALL.model_copy(update={"at": at("2026-05-05 22:00")})
    by_call = dossier(agreed(during="c1", at=at("2026-05-05 22:01")), inbounds=(late,))
    by_mail = dossier(agreed(via="email", at=at("2026-05-05 22:01")))
    assert not objects(presumed_hours, proposal(by_call, at(f"{WEDNESDAY} 21:30")))
    assert not objects(presumed_hours, proposal(by_mail, at(f"{WEDNESDAY} 21:30")))


def test_on_an_inconvenient_call_one_may_not_ask_to_go_on() -> None:
    known = dossier(shut(from_=time(15), to=time(17)), attempts=(call(f"{WEDNESDAY} 14:50"),))
    for shown, ends in [("14:59:59", None), ("15:10:00", "17:00:01")]:
        asked = proposal(known, at(f"{WEDNESDAY} {shown}"), on_call="c1", includes=["asks_to_continue"])
        assert objects(prior_consent, asked) is (ends is not None)
        if ends:
            assert until(prior_consent, asked) == at(f"{WEDNESDAY} {ends}")
    assert not objects(prior_consent, proposal(known, at(f"{WEDNESDAY} 15:10"), on_call="c1"))


def test_where_a_place_was_designated_one_may_not_ask_to_go_on() -> None:
    known = dossier(shut(place="home"), attempts=(call(f"{WEDNESDAY} 14:50"),))
    asked = proposal(known, at(f"{WEDNESDAY} 14:51"), on_call="c1", includes=["asks_to_continue"])
    assert until(prior_consent, asked) is None


def test_a_place_designated_until_a_day_bars_asking_to_go_on_no_longer_than_that_day() -> None:
    known = dossier(shut(place="home", until=date(2026, 5, 13)), attempts=(call(f"{WEDNESDAY} 14:50"),))
    asked = proposal(known, at(f"{WEDNESDAY} 14:51"), on_call="c1", includes=["asks_to_continue"])
    assert until(prior_consent, asked) == at("2026-05-14 00:00")
    assert not objects(prior_consent, asked.moved_to(at("2026-05-14 12:00")))


# (b)(4)(ii), a court


@pytest.mark.parametrize(
    ("fields", "closed"), [({}, False), ({"for_person": "C"}, False), ({"for_person": "spouse"}, True)]
)
def test_a_court_opens_every_time_for_whom_it_names(fields: dict[str, Any], closed: bool) -> None:
    permitted = made(CourtPermission, fields, id="x", at=at("2026-05-04 12:00"), scope="time")
    known = dossier(permitted, shut(days=("wed",)))
    assert objects(presumed_hours, proposal(known, at(f"{WEDNESDAY} 21:30"))) is closed
    assert objects(designated_time, proposal(known, at(f"{WEDNESDAY} 12:00"))) is closed


def test_leave_to_speak_to_a_third_party_opens_no_time() -> None:
    permitted = CourtPermission(id="x", at=at("2026-05-04 12:00"), scope="third_party")
    assert objects(presumed_hours, proposal(dossier(permitted), at(f"{WEDNESDAY} 21:30")))


def test_the_midnight_after_the_short_day_is_not_passed_over() -> None:
    known = dossier(shut(at=at("2026-03-02 12:00"), days=("sat", "sun")))
    assert until(designated_time, proposal(known, at("2026-03-07 23:30"))) == at("2026-03-09 00:00")
    assert until(designated_time, proposal(known, at("2026-03-06 23:59:59") + timedelta(seconds=1))) == at(
        "2026-03-09 00:00"
    )


def test_the_midnight_after_the_long_day_is_not_passed_over() -> None:
    known = dossier(shut(at=at("2026-03-02 12:00"), days=("sat", "sun")))
    assert until(designated_time, proposal(known, at("2026-10-31 23:30"))) == at("2026-11-02 00:00")
    assert until(designated_time, proposal(known, at("2026-10-31 00:30"))) == at("2026-11-02 00:00")


def test_the_change_of_clocks_itself_may_open_a_time() -> None:
    skipped = dossier(shut(at=at("2026-03-02 12:00"), from_=time(1), to=time(2, 30)))
    assert until(designated_time, proposal(skipped, at("2026-03-08 01:30"))) == at("2026-03-08 03:00")
    repeated = dossier(shut(at=at("2026-03-02 12:00"), from_=time(1, 30), to=time(2, 15)))
    summer_time, change = datetime.fromisoformat("2026-11-01T05:45Z"), datetime.fromisoformat("2026-11-01T06:00Z")
    assert until(designated_time, proposal(repeated, summer_time)) == change
    assert not objects(designated_time, proposal(repeated, change))
    assert objects(designated_time, proposal(repeated, change + timedelta(minutes=30)))
