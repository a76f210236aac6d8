"""House policy: hours, caps, spacing, silence, work and templates; both sides of each bound, and what is left free."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from accounts.basis import AddressFailed, EmployerAddress
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from compliance.policy import caps, dead_address, hours, length, templates, work
from compliance.proposal import Proposal
from tests.law import known
from tests.law.known import NEW_YORK, at, objects, until

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEDNESDAY = at("2026-04-15 12:00")
EAST = known.in_zones(NEW_YORK)


def asked(when: datetime, medium: Medium = Medium.SMS, *made: Attempt, **fields: Any) -> Proposal:
    """Return a message to a consumer in New York, after those attempts."""
    dossier = known.dossier(attempts=made, points=fields.pop("points", EAST), inbounds=fields.pop("inbounds", ()))
    return known.proposal(dossier, when, medium, **fields)


def sent(when: datetime, medium: Medium = Medium.SMS, **fields: Any) -> Attempt:
    """Return an attempt of ours."""
    return known.made(Attempt, fields, id=f"a{when.isoformat()}{medium}", at=when, medium=medium, debts=("B",))


@pytest.mark.parametrize(
    ("shown", "open_"),
    [
        ("2026-04-15 08:59:59", False),
        ("2026-04-15 09:00:00", True),
        ("2026-04-15 19:59:59", True),
        ("2026-04-15 20:00:00", False),
        ("2026-04-18 09:00:00", True),
        ("2026-04-19 11:59:59", False),
        ("2026-04-19 12:00:00", True),
        ("2026-04-19 20:00:00", False),
    ],
)
def test_the_hours_of_the_house_are_narrower_than_the_law_and_begin_on_sundays_at_noon(shown: str, open_: bool) -> None:
    assert objects(hours.hours, asked(at(shown))) is not open_


@pytest.mark.parametrize(
    ("shown", "opens"),
    [
        ("2026-04-15 20:00:00", "2026-04-16 09:00:00"),
        ("2026-04-18 23:00:00", "2026-04-19 12:00:00"),
        ("2026-03-07 21:00:00", "2026-03-08 12:00:00"),  # the clocks go forward in that night
        ("2026-10-31 21:00:00", "2026-11-01 12:00:00"),
    ],
)
def test_the_hours_say_when_they_open_again(shown: str, opens: str) -> None:
    assert until(hours.hours, asked(at(shown))) == at(opens)


def test_the_hours_hold_in_every_place_the_consumer_may_be_in() -> None:
    both = known.in_zones(NEW_YORK, "America/Los_Angeles")
    assert until(hours.hours, asked(at("2026-04-15 11:59:59"), points=both)) == at("2026-04-15 12:00:00")
    assert not objects(hours.hours, asked(at("2026-04-15 12:00:00"), points=both))


@pytest.mark.parametrize(
    "free",
    [
        {"purpose": Purpose.VALIDATION_NOTICE},
        {"purpose": Purpose.OPTOUT_CONFIRMATION},
        {"in_reply_to": "m1", "purpose": Purpose.REPLY, "inbounds": (known.text_in(at("2026-04-15 20:59")),)},
    ],
    ids=["a notice", "a confirmation", "an answer"],
)
def test_what_is_owed_or_answers_keeps_the_law_alone(free: dict[str, Any]) -> None:
    made = [sent(at("2026-04-15 20:30"), medium) for medium in (Medium.SMS, Medium.EMAIL, Medium.CALL)]
    evening = asked(at("2026-04-15 20:59:30"), Medium.SMS, *made, **free)
    for rule in (hours.hours, caps.caps, caps.spacing):
        assert not objects(rule, evening)


@pytest.mark.parametrize(
    ("shown", "open_"), [("20:44:59", True), ("20:45:00", False), ("20:59:59", False), ("21:00:00", True)]
)
def test_the_last_minutes_of_the_lawful_day_are_left_to_the_provider(shown: str, open_: bool) -> None:
    assert objects(hours.provider_lag, asked(at(f"2026-04-15 {shown}"))) is not open_


def test_a_late_provider_has_the_minutes_until_the_law_closes() -> None:
    assert until(hours.provider_lag, asked(at("2026-04-15 20:50"))) == at("2026-04-15 21:00")


def test_one_text_or_call_a_day_and_two_a_week_over_all_debts() -> None:
    before = at("2026-04-14 23:59:59")
    assert not objects(caps.caps, asked(WEDNESDAY, Medium.SMS, sent(before)))
    assert until(caps.caps, asked(WEDNESDAY, Medium.SMS, sent(at("2026-04-15 00:00:00"), Medium.CALL))) == at(
        "2026-04-16 00:00"
    )
    week = [sent(at("2026-04-09 08:00")), sent(at("2026-04-14 08:00"), Medium.CALL)]
    assert until(caps.caps, asked(WEDNESDAY, Medium.SMS, *week)) == at("2026-04-16 00:00")
    older = [sent(at("2026-04-08 23:59:59")), week[1]]
    assert not objects(caps.caps, asked(WEDNESDAY, Medium.SMS, *older))


def test_three_contacts_of_all_kinds_a_week() -> None:
    letters = [sent(at(f"2026-04-{day} 09:00"), Medium.MAIL) for day in (10, 12, 13)]
    assert until(caps.caps, asked(WEDNESDAY, Medium.EMAIL, *letters)) == at("2026-04-17 00:00")
    assert not objects(caps.caps, asked(WEDNESDAY, Medium.EMAIL, *letters[1:]))


@pytest.mark.parametrize(
    "free",
    [
        {"state": State.RELEASED},
        {"state": State.FAILED},
        {"in_reply_to": "m1"},
        {"in_session": "s1"},
        {"purpose": Purpose.VALIDATION_NOTICE},
    ],
    ids=["released", "failed", "an answer", "in a session", "a notice"],
)
def test_what_was_not_begun_by_us_or_not_made_is_not_counted(free: dict[str, Any]) -> None:
    made = sent(WEDNESDAY - HOUR, **free)
    assert not objects(caps.caps, asked(WEDNESDAY, Medium.SMS, made))
    assert not objects(caps.spacing, asked(WEDNESDAY, Medium.SMS, made))


def test_a_night_lies_between_two_contacts_by_whatever_medium() -> None:
    made = sent(WEDNESDAY - 20 * HOUR + SECOND, Medium.MAIL)
    assert until(caps.spacing, asked(WEDNESDAY, Medium.EMAIL, made)) == WEDNESDAY + SECOND
    assert not objects(caps.spacing, asked(WEDNESDAY + SECOND, Medium.EMAIL, made))


@pytest.mark.parametrize("theirs", [False, True], ids=["we called", "they called"])
def test_after_a_conversation_about_any_debt_nobody_calls_for_seven_days_that_day_counted(theirs: bool) -> None:
    talk: dict[str, Any] = {"id": "c", "at": at("2026-04-09 10:00"), "medium": Medium.CALL, "outcome": "conversation"}
    calls: dict[str, Any] = {"inbounds": (Inbound(**talk),)} if theirs else {}
    made = () if theirs else (Attempt(**talk),)
    assert until(caps.silence, asked(WEDNESDAY, Medium.CALL, *made, **calls)) == at("2026-04-16 00:00")
    assert not objects(caps.silence, asked(at("2026-04-16 00:00"), Medium.CALL, *made, **calls))
    assert not objects(caps.silence, asked(WEDNESDAY, Medium.SMS, *made, **calls))


def test_nobody_is_contacted_at_work() -> None:
    dossier = known.dossier(EmployerAddress(id="x", at=at("2026-01-01 12:00"), address=known.EMAIL))
    assert objects(work.no_work, known.proposal(dossier, WEDNESDAY, Medium.CALL, to=known.WORK))
    assert objects(work.no_work, known.proposal(dossier, WEDNESDAY, Medium.EMAIL))
    assert not objects(work.no_work, known.proposal(dossier, WEDNESDAY, Medium.CALL, to=known.MOBILE))
    assert not objects(work.no_work, known.proposal(known.dossier(), WEDNESDAY, Medium.EMAIL))


def test_a_template_begins_a_contact_only_by_the_media_it_was_read_for() -> None:
    assert not objects(templates.templates, asked(WEDNESDAY, template="reminder"))
    assert objects(templates.templates, asked(WEDNESDAY, template="balance"))
    assert not objects(templates.templates, asked(WEDNESDAY, Medium.PUSH, template="balance"))
    answer = asked(WEDNESDAY, template="balance", in_reply_to="m1", inbounds=(known.text_in(WEDNESDAY - HOUR),))
    assert not objects(templates.templates, answer)


def first_open(proposal: Proposal, rule: Any, end: datetime) -> datetime | None:
    """Return the first quarter of an hour at which a rule is silent, by asking at each."""
    moment = proposal.at
    while moment <= end:
        if not objects(rule, proposal.moved_to(moment)):
            return moment
        moment += 15 * MINUTE
    return None


media = st.sampled_from([Medium.SMS, Medium.EMAIL, Medium.CALL])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9 * 24 * 4), st.sampled_from([Medium.SMS, Medium.EMAIL, Medium.CALL])), max_size=6
    ),
    st.sampled_from([Medium.SMS, Medium.EMAIL, Medium.CALL]),
    st.lists(st.sampled_from([NEW_YORK, "America/Los_Angeles", "Pacific/Guam"]), min_size=1, unique=True),
    st.sampled_from([WEDNESDAY, at("2026-03-08 12:00"), at("2026-11-01 12:00")]),
)
def test_each_limit_opens_exactly_when_it_says(
    ago: list[tuple[int, Medium]], medium: Medium, places: list[str], now: datetime
) -> None:
    made = [
        sent(now - quarters * 15 * MINUTE, kind) for quarters, kind in sorted(ago, reverse=True, key=lambda a: a[0])
    ]
    proposal = asked(now, medium, *made, points=known.in_zones(*places))
    for rule in (caps.caps, caps.spacing, hours.hours):
        if not objects(rule, proposal):
            continue
        opens = until(rule, proposal)
        assert opens is not None
        assert first_open(proposal, rule, opens) == opens
        assert objects(rule, proposal.moved_to(opens - SECOND))


def test_a_work_number_is_known_by_its_place() -> None:
    desk = ContactPoint(id="d", kind=PointKind.PHONE, address=known.MOBILE, place="work", zones=(NEW_YORK,))
    assert objects(work.no_work, asked(WEDNESDAY, Medium.SMS, points=(desk,)))


@pytest.mark.parametrize(
    ("text", "medium", "closed"),
    [
        ("a" * 1530, Medium.SMS, False),
        ("a" * 1531, Medium.SMS, True),
        ("á" * 670, Medium.SMS, False),
        ("á" * 671, Medium.SMS, True),
        ("a" * 1531, Medium.EMAIL, False),
    ],
)
def test_a_text_of_more_parts_than_carriers_join_is_refused_whatever_it_answers(
    text: str, medium: Medium, closed: bool
) -> None:
    for purpose in (Purpose.COLLECT, Purpose.REPLY):
        assert objects(length.text_length, asked(WEDNESDAY, medium, text=text, purpose=purpose)) is closed


# --- dead addresses -------------------------------------------------------------------------------------------

MAIL = "ana@mail.example"


def back(when: datetime, *, lasting: bool = False, address: str = MAIL) -> AddressFailed:
    """Return what came back from an address."""
    return AddressFailed(
        id=f"f{when.isoformat()}",
        at=when,
        address=address,
        of="a",
        lasting=lasting,
        code="5.1.1" if lasting else "4.2.1",
    )


def mail_after(when: datetime, *facts: AddressFailed, **known_of: Any) -> Proposal:
    """Return an e-mail to that address, after those returns."""
    points = (ContactPoint(id="m", kind=PointKind.EMAIL, address=MAIL, since=known_of.pop("since", None)), *EAST)
    dossier = known.dossier(facts=facts, points=points, **known_of)
    return known.proposal(dossier, when, Medium.EMAIL, to=MAIL)


def test_no_mail_goes_to_where_nobody_is_until_the_address_is_known_to_work_again() -> None:
    dead, rule = WEDNESDAY - 40 * DAY, dead_address.dead_address
    assert objects(rule, mail_after(WEDNESDAY, back(dead, lasting=True)))
    assert until(rule, mail_after(WEDNESDAY, back(dead, lasting=True))) is None
    assert not objects(rule, mail_after(WEDNESDAY, back(dead, lasting=True, address="other@mail.example")))
    for moment, lives in ((dead - SECOND, False), (dead, False), (dead + SECOND, True)):
        wrote = Inbound(id="i", at=moment, medium=Medium.EMAIL, from_address=MAIL)
        arrived = sent(moment, Medium.EMAIL, to=MAIL, state=State.DELIVERED)
        for shown in ({"inbounds": (wrote,)}, {"attempts": (arrived,)}, {"since": moment}):
            assert objects(rule, mail_after(WEDNESDAY, back(dead, lasting=True), **shown)) is not lives, shown


def test_a_dead_mailbox_closes_no_other_way() -> None:
    asked_ = known.proposal(known.dossier(facts=(back(WEDNESDAY, lasting=True),), points=EAST), WEDNESDAY, Medium.SMS)
    assert not objects(dead_address.dead_address, asked_)


def test_no_text_goes_to_a_number_that_takes_none_until_a_text_comes_from_or_arrives_there() -> None:
    rule, number = dead_address.dead_address, "+12125550123"
    landline = back(WEDNESDAY, lasting=True, address=number).model_copy(update={"medium": "sms"})

    def to_it(medium: Medium, **known_of: Any) -> Proposal:
        dossier = known.dossier(facts=(landline,), points=EAST, **known_of)
        return known.proposal(dossier, WEDNESDAY + DAY, medium, to=number)

    assert objects(rule, to_it(Medium.SMS))
    assert not objects(rule, to_it(Medium.CALL))
    for medium in (Medium.SMS, Medium.CALL):
        came = Inbound(id="i", at=WEDNESDAY + SECOND, medium=medium, from_address=number)
        arrived = sent(WEDNESDAY + SECOND, medium, to=number, state=State.DELIVERED)
        for shown in ({"inbounds": (came,)}, {"attempts": (arrived,)}):
            assert objects(rule, to_it(Medium.SMS, **shown)) is (medium is Medium.CALL), (medium, shown)


def test_three_passing_returns_in_thirty_days_close_an_address_until_one_of_them_is_older() -> None:
    rule = dead_address.dead_address
    first, others = WEDNESDAY, [back(WEDNESDAY + DAY), back(WEDNESDAY + 2 * DAY)]
    at_once = WEDNESDAY + 3 * DAY
    assert not objects(rule, mail_after(at_once, *others))
    assert objects(rule, mail_after(at_once, back(first), *others))
    assert until(rule, mail_after(at_once, back(first), *others)) == first + 30 * DAY
    assert objects(rule, mail_after(first + 30 * DAY - SECOND, back(first), *others))
    assert not objects(rule, mail_after(first + 30 * DAY, back(first), *others))
