"""12 CFR 1006.34(b)(3), (c), (d) and (e): what a validation notice lacks, and what may not go with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.contact import Attempt, Medium
from accounts.debt import Debt
from accounts.notice import FirstContact, ReferenceDate, Stated, ValidationSent
from accounts.validation_notice import PROMPTS
from compliance.book import whole
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.law.us.reg_f.s34_a_whole import CONTENTS
from compliance.law.us.reg_f.s34_a_whole import whole as whole_notice
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice, as_shown
from tests.accounts import owing
from tests.law.known import judge, objects, proposal

GUARD = Guard(whole("compliance.law.us.reg_f"))
DATE = {"kind": "charge_off", "date": date(2025, 3, 1)}
BLANK_FORM = {
    "segregated": True,
    "at_bottom": True,
    "headings": True,
    "dispute_prompts": PROMPTS,
    "original_creditor_prompt": True,
    "addresses": True,
}
NO_ITEMS = {"itemization_date": None, "amount_then": None, "itemization": None}
STATEMENT = {"periodic_statement_enclosed": True, "pointer_to_statement": True}
MORTGAGE = (Debt(id="A", kind="mortgage", account_number="5550007319", periodic_statement_required=True),)


def found(**changes: Any) -> tuple[Objection, ...]:
    """Return what the guard holds against our notice of owing.py, with such changes."""
    shown = as_shown(owing.notice(), owing.known())
    return GUARD.lacks(ShownNotice.model_validate(shown.model_dump() | changes), owing.TODAY)


def against(**changes: Any) -> list[str]:
    return sorted({one.rule for one in found(**changes)})


def item(**changes: Any) -> dict[str, Any]:
    return {"interest": "75.00", "fees": "25.00", "payments": "40.00", "credits": "10.00"} | changes


# A notice that production code makes


def test_our_own_notice_lacks_nothing_by_letter_and_by_email_in_english_and_spanish() -> None:
    for medium in ("mail", "email"):
        for language, english in (("en", None), ("es", "beside"), ("es", "earlier")):
            made = owing.notice(medium=medium, language=language, english=english)
            assert GUARD.lacks(as_shown(made, owing.known()), owing.TODAY) == ()


def test_our_own_notice_with_every_option_lacks_nothing() -> None:
    options = {
        "amount_enclosed": True,
        "reference": "R1",
        "brand": "XYZ",
        "time_barred": "The law …",
        "reverse": ("…",),
    }
    for medium in ("mail", "email"):
        made = owing.notice(medium=medium, **options)
        assert GUARD.lacks(as_shown(made, owing.known()), owing.TODAY) == ()


def test_our_own_notice_is_judged_by_what_the_dossier_knows() -> None:
    def judged(known: Any) -> list[str]:
        return [one.rule for one in GUARD.lacks(as_shown(owing.notice(), known), owing.TODAY)]

    known = owing.known()
    named = known.consumer.model_copy(update={"name": "Pat Quinn Sample Jr."})
    assert judged(owing.known(consumer=named)) == ["regf.34c2-debt-info"]
    assert judged(owing.known(debts=(owing.DEBT.model_copy(update={"balance": 228_457}),))) == [
        "regf.34c2viii-itemization-fields"
    ]
    assert judged(owing.known(debts=())) == []
    before = ValidationSent(
        id="v",
        at=owing.MONDAY,
        debts=("A",),
        itemization_date=ReferenceDate(kind="last_payment", date=date(2025, 3, 1)),
    )
    assert judged(owing.known(facts=(before,))) == ["regf.34b3-itemization-date"]
    assert judged(owing.known(facts=(before.model_copy(update={"debts": ("B",)}),))) == []
    assert judged(owing.known(facts=(before.model_copy(update={"debts": None}),))) == ["regf.34b3-itemization-date"]


@pytest.mark.parametrize(
    ("changes", "used"),
    [
        ({}, True),
        ({"state": "in_doubt"}, True),
        ({"state": "failed"}, False),
        ({"debts": ("B",)}, False),
        ({"states": None}, False),
    ],
)
def test_a_notice_of_ours_that_may_have_gone_has_used_its_itemization_date(changes: Any, used: bool) -> None:
    other = ReferenceDate(kind="last_payment", date=date(2025, 3, 1))
    row = {"id": "n", "at": owing.MONDAY, "medium": "mail", "debts": ("A",), "purpose": "validation_notice"}
    stated = Stated(end_date=owing.END, itemization_date=other)
    attempt = Attempt.model_validate(row | {"states": stated} | changes)
    shown = as_shown(owing.notice(), owing.known(attempts=(attempt,)))
    assert shown.earlier == ((other,) if used else ())


def test_a_notice_after_the_first_contact_is_one_within_five_days() -> None:
    begun = FirstContact(id="f", at=owing.MONDAY, via="call")
    assert as_shown(owing.notice(), owing.known()).mode == "initial"
    assert as_shown(owing.notice(), owing.known(facts=(begun,))).mode == "within_five_days"


# In paragraph (c)(1): the disclosure


@pytest.mark.parametrize(
    ("mode", "disclosure", "whole"),
    [
        ("initial", "e1", True),
        ("initial", "e2", False),
        ("initial", "none", False),
        ("within_five_days", "e1", True),
        ("within_five_days", "e2", True),
        ("within_five_days", "none", False),
    ],
)
def test_the_initial_notice_bears_the_whole_disclosure_and_a_later_one_either(
    mode: str, disclosure: str, whole: bool
) -> None:
    assert against(mode=mode, disclosure=disclosure) == ([] if whole else ["regf.34c1-disclosure"])


# In paragraph (c)(2): information about the debt


@pytest.mark.parametrize("blank", [None, ""])
@pytest.mark.parametrize(
    ("field", "paragraph"),
    [
        ("collector_name", "(i)"),
        ("collector_address", "(i)"),
        ("consumer_name", "(ii)"),
        ("consumer_address", "(ii)"),
        ("itemization_creditor", "(iii)"),
        ("account_number", "(iv)"),
        ("current_creditor", "(v)"),
        ("amount_then", "(vii)"),
        ("amount_now", "(ix)"),
    ],
)
def test_each_item_is_missed_by_its_paragraph(field: str, paragraph: str, blank: str | None) -> None:
    (one,) = found(**{field: blank})
    assert (one.rule, one.citation) == ("regf.34c2-debt-info", f"12 CFR 1006.34(c)(2){paragraph}")


def test_the_itemization_date_is_missed() -> None:
    assert [one.citation for one in found(itemization_date=None)] == ["12 CFR 1006.34(c)(2)(vi)"]


def test_what_concerns_financial_products_may_be_left_out_of_other_debts_and_may_be_there() -> None:
    other = (owing.DEBT.model_copy(update={"consumer_financial_product": False}),)
    without = {"itemization_creditor": None, "cfpb_web_address": False}
    assert against(debts=other) == []
    assert against(debts=other, **without) == []
    assert against(debts=(*other, owing.DEBT.model_copy(update={"balance": 0})), **without) == [
        "regf.34c2-debt-info",
        "regf.34c3-protections",
    ]


@pytest.mark.parametrize(
    ("shown", "recognised"), [("7319", True), ("xxxx-7319", True), ("xxxx", False), ("xx-319", False), ("****", False)]
)
def test_a_truncated_account_number_can_be_recognised_by_four_characters(shown: str, recognised: bool) -> None:
    assert against(account_number=shown) == ([] if recognised else ["regf.34c2-debt-info"])


def test_a_debt_without_an_account_number_shows_none_and_a_short_one_is_shown_whole() -> None:
    assert against(account_number=None, debts=(owing.DEBT.model_copy(update={"account_number": ""}),)) == []
    short = (owing.DEBT.model_copy(update={"account_number": "319"}),)
    assert against(account_number="319", debts=short) == []
    assert against(account_number="19", debts=short) == ["regf.34c2-debt-info"]


@pytest.mark.parametrize(
    ("shown", "complete"),
    [
        ("Pat Q. Sample Jr.", True),
        (("Pat", "Q", "Sample", "Jr."), True),
        ("SAMPLE JR, PAT Q", True),
        ("Pat Q. Sample", False),
        ("Pat Sample Jr.", False),
    ],
)
def test_the_name_is_the_most_complete_one_that_is_known(shown: Any, complete: bool) -> None:
    assert against(consumer_name=shown) == ([] if complete else ["regf.34c2-debt-info"])


# In paragraph (b)(3): the itemisation date


@pytest.mark.parametrize("kind", ["last_statement", "charge_off", "last_payment", "transaction", "judgment"])
def test_the_five_reference_dates_serve(kind: str) -> None:
    assert against(itemization_date=DATE | {"kind": kind}) == []
    before = [{"kind": kind, "date": DATE["date"]}]
    assert against(itemization_date=DATE | {"kind": kind}, earlier=before) == []


@pytest.mark.parametrize(
    ("changed", "serves"),
    [
        ({"kind": "placement"}, False),
        ({"date": owing.TODAY}, True),
        ({"date": date(2026, 11, 24)}, False),
        ({"kind": "last_statement", "by": "debt_collector"}, False),
        ({"kind": "last_statement", "by": "creditor_service_provider"}, True),
        ({"kind": "last_payment", "by": "insurer"}, True),
        ({"kind": "last_payment", "by": "debt_collector"}, True),
    ],
)
def test_another_date_or_a_collectors_statement_does_not(changed: dict[str, Any], serves: bool) -> None:
    assert against(itemization_date=DATE | changed) == ([] if serves else ["regf.34b3-itemization-date"])


@pytest.mark.parametrize("before", [DATE | {"kind": "last_payment"}, DATE | {"date": date(2025, 3, 2)}])
def test_a_date_once_used_is_used_consistently(before: dict[str, Any]) -> None:
    assert against(earlier=[before]) == ["regf.34b3-itemization-date"]


# In paragraph (c)(2)(viii) and (ix): the itemisation

FIELDS = ["regf.34c2viii-itemization-fields"]


@pytest.mark.parametrize("field", ["interest", "fees", "payments", "credits"])
def test_no_field_may_be_blank_missing_or_unreadable(field: str) -> None:
    whole = item()
    assert against(itemization={name: says for name, says in whole.items() if name != field}) == FIELDS
    for says in ("", "  ", "see below", "NaN", "1.005"):
        assert against(itemization=whole | {field: says}) == FIELDS


@pytest.mark.parametrize("says", ["0", "0.00", "$0.00", "none", "None assessed", "No fees have been assessed."])
def test_a_field_may_say_that_there_is_nothing(says: str) -> None:
    assert against(itemization=item(fees=says), amount_now="2259.56", debts=MORTGAGE) == []


def test_the_itemization_comes_to_the_current_amount_and_that_is_what_is_owed() -> None:
    assert against(itemization=item(interest="75.01")) == FIELDS
    assert against(amount_then="2,234.56", amount_now="$2,284.56") == []
    assert against(amount_now="2284.57", debts=MORTGAGE) == FIELDS
    assert against(debts=(owing.DEBT.model_copy(update={"balance": 1}),)) == FIELDS
    assert against(amount_then="much", amount_now="much") == FIELDS
    assert against(itemization=None) == FIELDS


@pytest.mark.parametrize(
    ("place", "pointer", "whole"), [("front", False, True), ("page", True, True), ("page", False, False)]
)
def test_an_itemization_on_a_separate_page_needs_a_pointer(place: str, pointer: bool, whole: bool) -> None:
    changes = {"itemization_place": place, "pointer_to_separate_page": pointer}
    assert against(**changes) == ([] if whole else FIELDS)


@pytest.mark.parametrize(("similar", "whole"), [(True, True), (False, False)])
def test_the_itemization_of_other_law_stands_in_if_it_is_similar(similar: bool, whole: bool) -> None:
    changes = {"itemization": None, "itemization_kind": "required_by_other_law", "substantially_similar": similar}
    assert against(**changes) == ([] if whole else FIELDS)


def test_several_debts_have_one_itemization_of_all_or_one_of_each_on_separate_pages() -> None:
    two = (Debt(id="A", account_number="5550007319"), Debt(id="B"))
    now = {"A": "2000.00", "B": "284.56"}
    assert against(debts=two, itemization_kind="cumulative", per_debt_now=now) == []
    assert against(debts=two, itemization_kind="cumulative", per_debt_now=now | {"B": "284.55"}) == FIELDS
    nothing = dict.fromkeys(("interest", "fees", "payments", "credits"), "none")
    each = {"debts": two, "itemization_kind": "per_debt", "itemization": {"A": item(), "B": nothing}}
    page = {"itemization_place": "separate_page", "pointer_to_separate_page": True}
    assert against(**each, **page) == []
    assert against(**each) == FIELDS
    assert against(**(each | {"itemization": {"A": item(), "B": nothing | {"fees": ""}}}), **page) == FIELDS


# In paragraph (c)(5): the periodic statement of a mortgage


def test_the_periodic_statement_of_a_mortgage_stands_in_for_three_items() -> None:
    assert against(debts=MORTGAGE, **STATEMENT, **NO_ITEMS) == []
    assert against(debts=MORTGAGE, **STATEMENT) == []
    assert against(debts=MORTGAGE, **STATEMENT, **NO_ITEMS, amount_now=None) == ["regf.34c2-debt-info"]


@pytest.mark.parametrize(
    "changes",
    [
        {"periodic_statement_enclosed": False},
        {"pointer_to_statement": False},
        {"debts": (MORTGAGE[0].model_copy(update={"kind": "credit_card"}),)},
        {"debts": (MORTGAGE[0].model_copy(update={"periodic_statement_required": False}),)},
        {"debts": ()},
    ],
)
def test_but_only_if_it_is_required_enclosed_and_pointed_to(changes: dict[str, Any]) -> None:
    wrong = {"debts": MORTGAGE} | STATEMENT | NO_ITEMS | changes
    assert "regf.34c5-mortgage" in against(**wrong)
    assert "regf.34c2-debt-info" in against(**wrong)
    assert against(debts=MORTGAGE, **NO_ITEMS) == ["regf.34c2-debt-info", *FIELDS]


# In paragraph (c)(3): consumer protections


@pytest.mark.parametrize(
    "field",
    [
        "says_written_dispute_stops_collection",
        "says_original_creditor_request_stops_collection",
        "says_assumed_valid_unless_disputed",
        "cfpb_web_address",
    ],
)
def test_each_statement_of_protections_is_missed(field: str) -> None:
    assert against(**{field: False}) == ["regf.34c3-protections"]


@pytest.mark.parametrize(
    ("end", "right"), [(None, False), (date(2026, 12, 30), False), (date(2026, 12, 31), True), (owing.END, True)]
)
def test_the_end_date_is_there_and_not_too_early(end: date | None, right: bool) -> None:
    assert against(end_date=end) == ([] if right else ["regf.34c3-protections"])


@pytest.mark.parametrize(
    ("medium", "how", "right"), [("mail", None, True), ("email", None, False), ("email", "x@y", True)]
)
def test_an_electronic_notice_says_how_to_dispute_electronically(medium: str, how: str | None, right: bool) -> None:
    assert against(medium=medium, electronic_dispute_how=how) == ([] if right else ["regf.34c3-protections"])


# In paragraph (c)(4): the response form


@pytest.mark.parametrize("field", ["segregated", "at_bottom", "headings", "original_creditor_prompt", "addresses"])
def test_each_part_of_the_response_form_is_missed(field: str) -> None:
    assert against(response_form=BLANK_FORM) == []
    assert against(response_form=BLANK_FORM | {field: False}) == ["regf.34c4-response-form"]


def test_the_dispute_prompts_are_all_there_in_their_order() -> None:
    first, second, *rest = PROMPTS
    for wrong in ((second, first, *rest), (first, *rest), ()):
        assert against(response_form=BLANK_FORM | {"dispute_prompts": wrong}) == ["regf.34c4-response-form"]


def test_the_form_may_be_elsewhere_to_facilitate_mailing() -> None:
    moved = {"at_bottom": False, "relocated_to_facilitate_mailing": True}
    assert against(response_form=BLANK_FORM | moved) == []


# In paragraph (d)(3): what may go with it


def goes(medium: str = "mail", **statement: Any) -> bool:
    how = "x@y" if medium == "email" else None
    result = against(medium=medium, electronic_dispute_how=how, optional=[statement])
    assert set(result) <= {"regf.34d3-optional", "regf.34d4-electronic-format"}
    return not result


def test_what_is_on_the_list_may_go_and_nothing_else() -> None:
    assert goes(kind="telephone")
    assert goes(kind="merchant_brand")
    assert goes(kind="barcode")
    assert not goes(kind="settlement_offer")
    assert not goes(kind="pay_within_ten_days")
    assert not goes(kind="telephone", more_prominent=True)


def test_the_amount_enclosed_is_asked_for_below_the_prompts() -> None:
    assert goes(kind="amount_enclosed")
    assert not goes(kind="amount_enclosed", place="front")


@pytest.mark.parametrize(
    ("medium", "changes", "may"),
    [
        ("mail", {}, True),
        ("mail", {"pointer_on_front": False}, False),
        ("mail", {"behind_response_form": True}, False),
        ("mail", {"place": "front"}, False),
        ("mail", {"place": "below"}, False),
        ("email", {"place": "below"}, True),
        ("email", {"place": "below", "pointer_on_front": False}, False),
        ("mail", {"kind": "time_barred_disclosure"}, True),
    ],
)
def test_what_other_law_requires_is_on_the_reverse_with_a_pointer(
    medium: str, changes: dict[str, Any], may: bool
) -> None:
    required = {"kind": "required_by_law", "place": "reverse", "pointer_on_front": True}
    assert goes(medium, **(required | changes)) is may


@pytest.mark.parametrize(
    ("last_day", "specified", "may"),
    [
        (None, True, True),
        (date(2026, 11, 22), True, True),
        (owing.TODAY, True, False),
        (date(2026, 11, 22), False, False),
    ],
)
def test_a_time_bar_disclosure_is_on_the_front_in_the_words_of_the_law(
    last_day: date | None, specified: bool, may: bool
) -> None:
    shown = {"kind": "time_barred_disclosure", "place": "front", "content_specified_by_law": specified}
    debts = (owing.DEBT.model_copy(update={"limitations_last_day": last_day}),)
    assert against(debts=debts, optional=[shown]) == ([] if may else ["regf.34d3-optional"])


@pytest.mark.parametrize(
    ("medium", "to", "may"),
    [
        ("email", "collector_website", True),
        ("email", "response_prompts", True),
        ("email", "cfpb_website", True),
        ("email", "payment_page", False),
        ("email", None, False),
        ("mail", "collector_website", False),
    ],
)
def test_a_link_leads_to_one_of_three_places(medium: str, to: str | None, may: bool) -> None:
    assert goes(medium, kind="hyperlink", links_to=to) is may


# In paragraph (e): translations


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({"english_copy": "same_communication"}, True),
        ({"english_copy": "earlier"}, True),
        ({"english_copy": None}, False),
        ({"english_copy": "later"}, False),
        ({"english_copy": "earlier", "translation_complete": False}, False),
        ({"english_copy": "earlier", "translation_accurate": False}, False),
    ],
)
@pytest.mark.parametrize("language", ["es", "vi"])
def test_a_translation_is_complete_and_goes_with_or_after_the_english_one(
    language: str, changes: dict[str, Any], may: bool
) -> None:
    assert against(language=language, **changes) == ([] if may else ["regf.34e-translation"])


# What leaves


def leaves(notice: Any, known: Any, medium: Medium = Medium.EMAIL, **fields: Any) -> bool:
    message = {"purpose": "validation_notice", "notice": notice, "to": None} | fields
    return not objects(whole_notice, proposal(known, owing.MONDAY, medium, **message))


def test_a_whole_notice_leaves_and_one_that_lacks_something_does_not() -> None:
    assert leaves(owing.notice(medium="email"), owing.known())
    assert not leaves(owing.notice(medium="email", electronic=None), owing.known())
    assert not leaves(owing.notice(end_date=date(2026, 12, 30)), owing.known(), Medium.MAIL)
    two = judge(
        whole_notice,
        proposal(
            owing.known(),
            owing.MONDAY,
            Medium.MAIL,
            purpose="validation_notice",
            notice=owing.notice(end_date=date(2026, 12, 30), collector_name=""),
        ),
    )
    assert isinstance(two, Objection)
    assert two.says.count(";") == 2


def test_a_notice_that_is_not_known_item_by_item_does_not_leave_and_other_messages_need_none() -> None:
    assert not leaves(None, owing.known())
    assert leaves(None, owing.known(), purpose="collect")
    assert leaves(None, owing.known(), Medium.CALL)


def test_a_notice_made_before_the_regulation_is_asked_nothing() -> None:
    old = owing.notice(made_on=date(2021, 11, 29), collector_name="")
    assert leaves(old, owing.known())
    assert not leaves(old.model_copy(update={"made_on": date(2021, 11, 30)}), owing.known())


def test_what_leaves_is_asked_every_provision_about_contents() -> None:
    page = whole("compliance.law.us.reg_f").on(owing.TODAY)
    assert {one.id for one, _ in page.of(ShownNotice)} == {one.id for one in CONTENTS}
