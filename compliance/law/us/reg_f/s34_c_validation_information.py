"""What the validation information is: who, how much, until when, and what the consumer may do: 1006.34(c)(1)-(3)."""

from __future__ import annotations

import re
from datetime import date

from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.law.us.reg_f.s34_b_5_validation_period import period_end
from compliance.parameters import Nothing, Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)

ITEMS = {
    "collector_name": ("(i)", "the debt collector's name"),
    "collector_address": ("(i)", "the mailing address at which disputes and requests are accepted"),
    "consumer_name": ("(ii)", "the consumer's name"),
    "consumer_address": ("(ii)", "the consumer's mailing address"),
    "itemization_creditor": ("(iii)", "the creditor on the itemization date"),
    "account_number": ("(iv)", "the account number"),
    "current_creditor": ("(v)", "the current creditor"),
    "itemization_date": ("(vi)", "the itemization date"),
    "amount_then": ("(vii)", "the amount on the itemization date"),
    "amount_now": ("(ix)", "the current amount"),
}
"""The information about the debt by its paragraph; (viii) has a provision of its own."""

IN_STATEMENT = frozenset({"itemization_date", "amount_then"})
"""What a periodic statement may say instead (1006.34(c)(5))."""


class Disclosures(Parameters):
    """Which statement of 1006.18(e) serves in which notice."""

    initial: frozenset[str]
    within_five_days: frozenset[str]


class DebtInformation(Parameters):
    """What of an account number must be left for it to be recognised."""

    recognisable: int


class Protections(Parameters):
    """By which media a notice is not electronic."""

    on_paper: frozenset[str]


@contents(ShownNotice, Disclosures, id="regf.34c1-disclosure", cites="12 CFR 1006.34(c)(1)", since=SINCE)
def disclosure(notice: ShownNotice, values: Disclosures) -> tuple[Objection, ...]:
    """Ask for the statement of 1006.18(e): in the initial communication the whole one.

    > A debt collector who provides a validation notice as described in §1006.34(a)(1)(i)(A) complies with
    > §1006.34(c)(1) by providing on the validation notice the disclosure required by §1006.18(e)(1). A debt collector
    > who provides a validation notice as described in §1006.34(a)(1)(i)(B) complies with §1006.34(c)(1) by providing
    > either the disclosure required by §1006.18(e)(1) or the disclosure required by §1006.18(e)(2).
    """
    serves = values.initial if notice.mode == "initial" else values.within_five_days
    if notice.disclosure in serves:
        return ()
    which = "the whole statement" if notice.mode == "initial" else "the statement"
    return (objection(disclosure.id, disclosure.cites, f"it lacks {which} that it is from a debt collector"),)


@contents(ShownNotice, DebtInformation, id="regf.34c2-debt-info", cites="12 CFR 1006.34(c)(2)", since=SINCE)
def debt_information(notice: ShownNotice, values: DebtInformation) -> tuple[Objection, ...]:
    """List what the notice lacks of the information about the debt.

    > (iii) If the debt collector is collecting a debt related to a consumer financial product or service as defined in
    > §1006.2(f), the name of the creditor to whom the debt was owed on the itemization date.
    > (iv) The account number, if any, associated with the debt on the itemization date, or a truncated version of that
    > number.

    > If the debt collector omits any of this information, the debt collector has not satisfied the requirement to
    > provide the consumer's name pursuant to §1006.34(c)(2)(ii).

    > If a debt collector uses a truncated account number, the account number must remain recognizable.

    Reading: a trade name of the collector or a creditor, and a vendor's address, serve as well as their own.
    Reading: every known part of the name stands on the notice; an initial does not stand for the name.
    """
    found = [_lacks(paragraph, what) for item, (paragraph, what) in ITEMS.items() if _is_missing(notice, item)]
    if notice.consumer_name and not _parts(notice.name) <= _parts(notice.consumer_name):
        omitted = " ".join(sorted(_parts(notice.name) - _parts(notice.consumer_name)))
        found.append(_lacks("(ii)", f"a part of the consumer's name that is known: {omitted}"))
    if notice.account_number and not _is_recognisable(notice, notice.account_number, values.recognisable):
        found.append(_lacks("(iv)", "an account number that can be recognised"))
    return tuple(found)


def _lacks(paragraph: str, what: str) -> Objection:
    return objection(debt_information.id, f"{debt_information.cites}{paragraph}", f"it lacks {what}")


def _is_missing(notice: ShownNotice, item: str) -> bool:
    if getattr(notice, item):
        return False
    if item == "itemization_creditor":
        return notice.of_financial_products
    if item == "account_number":
        return any(debt.account_number for debt in notice.debts)
    return item not in IN_STATEMENT or not notice.statement_serves


def _parts(name: str) -> set[str]:
    return set(re.sub(r"[^\w\s'-]", " ", name.casefold()).split())


def _is_recognisable(notice: ShownNotice, shown: str, enough: int) -> bool:
    left = re.sub(r"[\W_xX]", "", shown)
    return len(left) >= enough or any(
        bool(debt.account_number) and debt.account_number == shown for debt in notice.debts
    )


@contents(ShownNotice, Protections, id="regf.34c3-protections", cites="12 CFR 1006.34(c)(3)", since=SINCE)
def protections(notice: ShownNotice, values: Protections) -> tuple[Objection, ...]:
    """List what the notice lacks of the information about consumer protections.

    > (i) The date that the debt collector will consider the end date of the validation period and a statement that, if
    > the consumer notifies the debt collector in writing on or before that date that the debt, or any portion of the
    > debt, is disputed, the debt collector must cease collection of the debt, or the disputed portion of the debt,
    > until the debt collector sends the consumer either verification of the debt or a copy of a judgment.

    > (v) If the debt collector sends the validation notice electronically, a statement explaining how a consumer can,
    > as described in paragraphs (c)(4)(i) and (ii) of this section, dispute the debt or request original-creditor
    > information electronically.

    Reading: one medium suffices for (v); a date earlier than assumed receipt allows is not the end of the period.
    """
    asked = {
        "(i) a statement that a dispute in writing stops collection": notice.says_written_dispute_stops_collection,
        "(ii) a statement that a request for the original creditor stops collection": (
            notice.says_original_creditor_request_stops_collection
        ),
        "(iii) a statement that the debt is assumed valid unless disputed": notice.says_assumed_valid_unless_disputed,
        "(iv) the Bureau's web address": notice.cfpb_web_address or not notice.of_financial_products,
        "(v) how to dispute electronically": notice.electronic_dispute_how or notice.medium in values.on_paper,
    }
    found = [f"it lacks {what}" for what, there in asked.items() if not there]
    earliest = period_end(notice.on)
    if notice.end_date is None:
        found.append("it lacks (i) the end date of the validation period")
    elif notice.end_date < earliest:
        found.append(f"the validation period cannot end on {notice.end_date}; {earliest} is the earliest day")
    return tuple(objection(protections.id, protections.cites, says) for says in found)


@contents(ShownNotice, Nothing, id="regf.34c5-mortgage", cites="12 CFR 1006.34(c)(5)", since=SINCE)
def mortgage(notice: ShownNotice, _values: Nothing) -> tuple[Objection, ...]:
    """Object to a periodic statement in place of the itemisation, where the conditions for it are not met.

    > For residential mortgage debt, if a periodic statement is required under Regulation Z, 12 CFR 1026.41, at the time
    > a debt collector provides the validation notice, a debt collector need not provide the validation information
    > required by paragraphs (c)(2)(vi) through (viii) of this section if the debt collector:

    > (ii) Includes on the validation notice, where the validation information required by paragraphs (c)(2)(vi) through
    > (viii) of this section would have appeared, a statement referring to that periodic statement.

    Reading: the current amount stays; the total balance of the mortgage serves (comment 34(c)(2)(ix)-1).
    """
    whole = notice.itemization_date and notice.amount_then and notice.itemization
    relies = notice.periodic_statement_enclosed or notice.pointer_to_statement
    if whole or not relies or notice.statement_serves:
        return ()
    says = "a periodic statement stands in only for a mortgage that requires one, enclosed, and with a pointer to it"
    return (objection(mortgage.id, mortgage.cites, says),)
