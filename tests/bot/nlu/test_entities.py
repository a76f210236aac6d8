"""Amounts, days and the rest are read as people write them; what could mean two things is left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.days import coming, day_of_month, full_year, in_week, last, without_year
from bot.nlu.entities import extract, level
from bot.nlu.port import Entity
from bot.nlu.text import prepare

SUNDAY = date(2026, 11, 22)
WEDNESDAY = date(2026, 11, 25)


def values(text: str, name: str, language: str = "en", today: date = SUNDAY) -> list[str]:
    return [entity.value for entity in extract(text, today, language) if entity.name == name]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("i can pay $50 today", 5000),
        ("$1,200.50", 120050),
        ("put $ 45.5 on my card", 4550),
        ("50 dollars", 5000),
        ("25 bucks", 2500),
        ("40$ today", 4000),
        ("two hundred fifty dollars", 25000),
        ("5 hundred dollars", 50000),
        ("i have $2k", 200000),
        ("20 dollars and 50 cents", 2050),
        ("i can do 50 a month", 5000),
        ("25 every two weeks", 2500),
        ("i can pay 100 on the 15th", 10000),
        ("i can give you only 30 today", 3000),
        ("75", 7500),
        ("two hundred", 20000),
    ],
)
def test_an_amount_is_read_in_cents(text: str, cents: int) -> None:
    assert values(text, "amount") == [str(cents)]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("puedo pagar 50 al mes", 5000),
        ("le doy 30 dólares hoy", 3000),
        ("cien dólares", 10000),
        ("treinta y cinco dolares mensuales", 3500),
        ("dos mil quinientos dolares", 250000),
        ("puedo dar 20 cada quincena", 2000),
    ],
)
def test_an_amount_is_read_in_spanish(text: str, cents: int) -> None:
    assert values(text, "amount", "es") == [str(cents)]


@pytest.mark.parametrize(
    "text",
    [
        "you call me 10 times a day",
        "i have lived here 5 years",
        "call me at 5",
        "between $50 and $100",
        "50 or 60 dollars",
        "$50-60",
        "$50 to $75",
        "$1.200",
        "two fifty",
        "$0",
        "$2 million",
        "apt 4 at 120 main st",
        "chapter 7",
        "24/7",
        "my account is 778812",
        "it was in 2019",
        "take 2 to 3 weeks",
    ],
)
def test_a_digit_is_no_price_and_a_choice_is_no_amount(text: str) -> None:
    assert values(text, "amount") == []


def test_an_amount_each_time_is_told_from_one_already_paid() -> None:
    plan = extract("i can do $40 every two weeks", SUNDAY, "en")
    assert [(e.name, e.value, e.role) for e in plan] == [
        ("amount", "4000", "plan"),
        ("frequency", "every_two_weeks", None),
    ]
    paid = extract("i paid $300 on march 3", SUNDAY, "en")
    assert [(e.name, e.value, e.role) for e in paid] == [("amount", "30000", "paid"), ("date", "2026-03-03", "paid")]


@pytest.mark.parametrize(
    ("text", "percent"), [("50%", "50"), ("60 percent", "60"), ("half of it", "50"), ("12.5 %", "12.5")]
)
def test_a_percentage_is_read(text: str, percent: str) -> None:
    assert values(text, "percent") == [percent]


@pytest.mark.parametrize("text", ["half an hour", "150%", "0%", "half hour"])
def test_what_is_no_share_of_the_money_is_no_percentage(text: str) -> None:
    assert values(text, "percent") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("friday", "2026-11-27"),
        ("this friday", "2026-11-27"),
        ("next friday", "2026-12-04"),
        ("tmrw", "2026-11-23"),
        ("the day after tomorrow", "2026-11-24"),
        ("the 15th", "2026-12-15"),
        ("the 23rd", "2026-11-23"),
        ("the 22nd", "2026-12-22"),
        ("on the third", "2026-12-03"),
        ("december 5", "2026-12-05"),
        ("5th of december", "2026-12-05"),
        ("june 3rd", "2027-06-03"),
        ("12/15", "2026-12-15"),
        ("12/15/26", "2026-12-15"),
        ("2026-12-15", "2026-12-15"),
        ("in two weeks", "2026-12-06"),
        ("in 3 days", "2026-11-25"),
        ("end of the month", "2026-11-30"),
        ("friday the 27th", "2026-11-27"),
        ("friday december 4", "2026-12-04"),
        ("the 5th of next month", "2026-12-05"),
        ("i get paid on the 15th", "2026-12-15"),
    ],
)
def test_a_day_is_the_next_one(text: str, day: str) -> None:
    assert values(text, "date") == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("el viernes", "2026-11-27"),
        ("el próximo viernes", "2026-11-27"),
        ("mañana", "2026-11-23"),
        ("mañana por la mañana", "2026-11-23"),
        ("pasado mañana", "2026-11-24"),
        ("el 15", "2026-12-15"),
        ("el día 5 le pago", "2026-12-05"),
        ("5 de diciembre", "2026-12-05"),
        ("en dos semanas", "2026-12-06"),
        ("a fin de mes", "2026-11-30"),
        ("12/15", "2026-12-15"),
    ],
)
def test_a_day_is_read_in_spanish(text: str, day: str) -> None:
    assert values(text, "date", "es") == [day]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("next week", "en"),
        ("this weekend", "en"),
        ("friday or monday", "en"),
        ("the 5th or the 20th", "en"),
        ("friday december 5", "en"),  # a Saturday
        ("11/15", "en"),  # a week ago
        ("5 years ago", "en"),
        ("every friday", "en"),
        ("the third time", "en"),
        ("3rd party", "en"),
        ("second wednesday", "en"),
        ("13/13", "en"),
        ("february 30", "en"),
        ("24/7", "en"),
        ("sat and sun", "en"),
        ("5/12", "es"),
        ("en la mañana", "es"),
        ("los viernes", "es"),
    ],
)
def test_what_may_be_another_day_is_left_out(text: str, language: str) -> None:
    assert values(text, "date", language) == []


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("i paid last friday", "en", "2026-11-20"),
        ("i sent it on friday", "en", "2026-11-20"),
        ("he died on march 3", "en", "2026-03-03"),
        ("yesterday", "en", "2026-11-21"),
        ("pagué el lunes", "es", "2026-11-16"),
    ],
)
def test_the_day_of_a_thing_done_is_the_last_one_and_says_so(text: str, language: str, day: str) -> None:
    (found,) = [entity for entity in extract(text, SUNDAY, language) if entity.name == "date"]
    assert found.value == day
    assert found.role in ("past", "paid")


@pytest.mark.parametrize(
    "text", ["05/14/1975", "my dob is 5/14/75", "may 14 1975", "05141975", "14 de mayo de 1975", "1975-05-14"]
)
def test_a_full_date_long_ago_is_a_date_of_birth(text: str) -> None:
    assert values(text, "date_of_birth") == ["1975-05-14"]
    assert values(text, "date") == []


def test_no_living_person_was_born_so_long_ago() -> None:
    assert extract("05/14/1875", SUNDAY, "en") == ()


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("weekly", "weekly"),
        ("every week", "weekly"),
        ("biweekly", "every_two_weeks"),
        ("every other friday", "every_two_weeks"),
        ("twice a month", "twice_a_month"),
        ("monthly", "monthly"),
        ("mensual", "monthly"),
        ("quincenal", "every_two_weeks"),
        ("cada semana", "weekly"),
        ("$20 a week", "weekly"),
    ],
)
def test_how_often_is_read(text: str, frequency: str) -> None:
    assert values(text, "frequency") == [frequency]


def test_calls_a_week_are_no_payments_a_week() -> None:
    assert values("you call 10 times a week", "frequency") == []


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("call (212) 555-0188", "phone", "+12125550188"),
        ("it is sam.w+x@example.com now", "email", "sam.w+x@example.com"),
        ("my zip is 60614", "zip", "60614"),
        ("dallas TX 75201", "zip", "75201"),
        ("60614", "zip", "60614"),
        ("last four are 5521", "last4", "5521"),
        ("ssn ends in 7 7 4 1", "last4", "7741"),
        ("0932", "last4", "0932"),
        ("los últimos cuatro son 3321", "last4", "3321"),
        ("account number AC-100293", "account_ref", "AC-100293"),
        ("after 5pm", "time", "17:00"),
        ("a las 3 de la tarde", "time", "15:00"),
        ("at noon", "time", "12:00"),
        ("12 am", "time", "00:00"),
    ],
)
def test_how_a_person_is_reached_or_known_is_read(text: str, name: str, value: str) -> None:
    assert values(text, name) == [value]


def test_places_point_into_the_text_with_accents_and_emoji() -> None:
    text = "señor 🙂 le pago $50 mañana"
    for entity in extract(text, SUNDAY, "es"):
        assert text[entity.start : entity.end] == entity.text


def test_levelling_keeps_every_character_in_its_place() -> None:
    assert level("Mañana ÉL İ") == "manana el i"


def test_an_entity_of_another_kind_is_no_amount_and_no_day() -> None:
    entity = Entity(name="percent", value="50", text="50%", start=0, end=3)
    with pytest.raises(ValueError, match="not an amount"):
        _ = entity.cents


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.sampled_from(["en", "es"]))
def test_no_text_makes_extraction_fail(text: str, today: date, language: str) -> None:
    prepared = prepare(text).text
    check(prepared, extract(prepared, today, language), today)


WORDS = [
    *("i", "can", "pay", "paid", "$", "50", "1,200.50", "two", "hundred", "fifty", "dollars", "a", "month", "every"),
    *("friday", "next", "the", "15th", "31st", "12/15", "2/29", "5/12/1980", "december", "febrero", "29", "de", "or"),
    *("and", "to", "half", "%", "50%", "tomorrow", "mañana", "el", "viernes", "pasado", "en", "dos", "semanas", "end"),
    *("of", "last", "four", "1234", "60614", "zip"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.dates(date(2020, 1, 1), date(2039, 12, 31)))
def test_no_mixture_of_our_own_words_makes_extraction_fail(words: list[str], today: date) -> None:
    text = " ".join(words)
    for language in ("en", "es"):
        check(text, extract(text, today, language), today)


def check(text: str, entities: tuple[Entity, ...], today: date) -> None:
    end = 0
    for entity in entities:
        assert entity.start >= end, "entities stand in order and do not overlap"
        end = entity.end
        assert text[entity.start : entity.end] == entity.text != ""
        if entity.name == "amount":
            assert 0 < entity.cents < 100_000_000
        if entity.name == "date":
            assert entity.role in ("past", "paid") if entity.day < today else entity.role in (None, "start")


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.integers(0, 6))
def test_weekdays_are_reckoned_around_today(today: date, weekday: int) -> None:
    assert 1 <= (coming(weekday, today) - today).days <= 7
    assert 1 <= (today - last(weekday, today)).days <= 7
    assert coming(weekday, today).weekday() == last(weekday, today).weekday() == weekday
    assert in_week(weekday, today, 1).weekday() == weekday
    assert 1 <= (in_week(weekday, today, 1) - today).days <= 13


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.integers(1, 31))
def test_a_day_of_the_month_is_strictly_ahead_or_already_here(today: date, which: int) -> None:
    ahead, gone = day_of_month(which, today, done=False), day_of_month(which, today, done=True)
    assert ahead is not None
    assert gone is not None
    assert gone <= today < ahead
    assert ahead.day == gone.day == which


def test_a_date_without_a_year_is_uncertain_for_45_days_after_it() -> None:
    assert without_year(10, 8, SUNDAY, done=False) is None  # 45 days ago
    assert without_year(10, 7, SUNDAY, done=False) == date(2027, 10, 7)
    assert without_year(11, 22, SUNDAY, done=False) == SUNDAY


@pytest.mark.parametrize(
    ("said", "year"), [("26", 2026), ("29", 2029), ("23", 2023), ("88", 1988), ("05", 2005), ("15", None)]
)
def test_two_digits_of_a_year_are_a_plan_or_a_birth(said: str, year: int | None) -> None:
    assert full_year(said, SUNDAY) == year


def test_next_week_begins_on_sunday() -> None:
    assert values("next friday", "date", today=WEDNESDAY) == ["2026-12-04"]
    assert values("this friday", "date", today=WEDNESDAY) == ["2026-11-27"]
    assert values("this monday", "date", today=WEDNESDAY) == []
    assert values("friday next week", "date", today=WEDNESDAY) == ["2026-12-04"]
    assert values("friday next week", "date", today=SUNDAY) == []
