"""The itemisation says what became of each of its four items, and comes to the current amount: 1006.34(c)(2)(viii)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.record import Cents
from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.parameters import Parameters
from compliance.rule import objection


class Itemised(Parameters):
    """The fields of an itemisation, how it may be given, and how it says that there is nothing."""

    adds: tuple[str, ...]
    subtracts: tuple[str, ...]
    nothing: frozenset[str]
    """The first word of a statement that nothing was assessed or applied."""
    by_other_law: frozenset[str]
    of_each_debt: frozenset[str]
    """On a separate page or pages only (comment 34(c)(2)(viii)-4)."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field."""
        return self.adds + self.subtracts


@contents(
    ShownNotice,
    Itemised,
    id="regf.34c2viii-itemization-fields",
    cites="12 CFR 1006.34(c)(2)(viii)",
    since=date(2021, 11, 30),
)
def itemization(notice: ShownNotice, values: Itemised) -> tuple[Objection, ...]:
    """List what is wrong with the itemisation, and with the sum that it comes to.

    > If providing a validation notice, a debt collector must include fields in the notice for all of these items even
    > if none of the items have been assessed or applied to the debt since the itemization date. A debt collector may
    > indicate that the value of a required field is “0,” “none,” or may state that no interest, fees, payments, or
    > credits have been assessed or applied to the debt; a debt collector may not leave a required field blank.

    > A debt collector may disclose the itemization on a separate page provided in the same communication with a
    > validation notice, if the debt collector includes on the validation notice, where the itemization would have
    > appeared, a statement referring to that separate page.

    > A debt collector who combines multiple debts on a single validation notice complies with §1006.34(c)(2)(ix) by
    > disclosing on the validation notice a single cumulative figure that is the sum of the current amount of all the
    > debts.

    Reading: what does not come to the current amount is no itemisation of it, nor may it differ from what we know.
    Reading: of several debts, one cumulative itemisation, or one of each on a separate page.
    """
    if notice.itemization is None and notice.statement_serves:
        found: list[str] = []
    elif notice.itemization_kind in values.by_other_law:
        found = [] if notice.substantially_similar else ["the itemization of other law is not like the model form's"]
    else:
        found = [*_fields(notice, values), *_sum(notice, values)]
    if notice.itemization_place != "front" and not notice.pointer_to_separate_page:
        found.append("the itemization is on a separate page, and nothing in its place points to it")
    if notice.itemization_kind in values.of_each_debt and notice.itemization_place == "front":
        found.append("an itemization of each debt stands on separate pages; on the notice there may be one of all")
    found += _total(notice, values)
    return tuple(objection(itemization.id, itemization.cites, says) for says in found)


def _each(notice: ShownNotice) -> Iterator[Mapping[str, Any]]:
    """Yield the itemisation, or that of each debt."""
    shown = notice.itemization or {}
    nested = [one for one in shown.values() if isinstance(one, Mapping)]
    yield from nested or [shown]


def _fields(notice: ShownNotice, values: Itemised) -> Iterator[str]:
    for shown in _each(notice):
        for field in values.fields:
            if not str(shown.get(field, "")).strip():
                yield f"the itemization says nothing of {field}, not even that there are none"
            elif cents(shown[field], values) is None:
                yield f"the itemization says {shown[field]!r} of {field}, which is no amount"


def _sum(notice: ShownNotice, values: Itemised) -> Iterator[str]:
    then, now = cents(notice.amount_then, values), cents(notice.amount_now, values)
    signs = dict.fromkeys(values.adds, 1) | dict.fromkeys(values.subtracts, -1)
    changes = [
        sign * amount
        for shown in _each(notice)
        for field, sign in signs.items()
        if (amount := cents(shown.get(field), values)) is not None
    ]
    whole = len(changes) == len(signs) * len(list(_each(notice)))
    if whole and then is not None and now is not None and then + sum(changes) != now:
        yield f"the itemization comes to {_dollars(then + sum(changes))}, the current amount is {_dollars(now)}"


def _total(notice: ShownNotice, values: Itemised) -> Iterator[str]:
    """Yield what is wrong with the one figure of the current amount of all the debts."""
    now = cents(notice.amount_now, values)
    for name, shown in (("then", notice.amount_then), ("now", notice.amount_now)):
        if shown and cents(shown, values) is None:
            yield f"the amount {name} is {shown!r}, which is no amount"
    parts = [cents(one, values) or 0 for one in (notice.per_debt_now or {}).values()]
    known = sum(debt.balance for debt in notice.debts)
    if now is not None and parts and sum(parts) != now:
        yield f"the debts come to {_dollars(sum(parts))}, the notice says {_dollars(now)}"
    if now is not None and known and known != now:
        yield f"{_dollars(known)} is owed, the notice says {_dollars(now)}"


def cents(shown: object, values: Itemised) -> Cents | None:
    """Return an amount as it is shown, in cents; None where there is none, or it cannot be read."""
    text = str(shown or "").strip().casefold()
    if text.partition(" ")[0] in values.nothing:
        return 0
    try:
        amount = Decimal(text.replace("$", "").replace(",", "")) * 100
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and amount == int(amount) else None


def _dollars(amount: Cents) -> str:
    return f"${amount / 100:,.2f}"
