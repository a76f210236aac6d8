"""The itemisation date is one of five, and the same for all that is said of a debt to a consumer: 1006.34(b)(3)."""

from __future__ import annotations

from datetime import date

from accounts.notice import ReferenceDate
from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.parameters import Parameters
from compliance.rule import objection


class ReferenceDates(Parameters):
    """The five dates, and whose statement is none."""

    kinds: frozenset[str]
    no_statement_by: frozenset[str]


@contents(
    ShownNotice,
    ReferenceDates,
    id="regf.34b3-itemization-date",
    cites="12 CFR 1006.34(b)(3)",
    since=date(2021, 11, 30),
)
def itemization_date(notice: ShownNotice, values: ReferenceDates) -> tuple[Objection, ...]:
    """Object to an itemisation date that is none of the five, or another than we used before.

    > Itemization date means any one of the following five reference dates for which a debt collector can ascertain the
    > amount of the debt:

    > Once a debt collector uses a reference date for a debt in a communication with a consumer, the debt collector must
    > use that reference date for that debt consistently when providing the information required by §1006.34(c) to that
    > consumer.

    > However, a statement or invoice provided by a debt collector is not a last statement for purposes of
    > §1006.34(b)(3)(i), unless the debt collector is also a creditor.

    Reading: a third party's payment can be the last one; a prior debt collector's choice binds nobody else.
    Reading: the same kind with another date is another date: of two transactions, the one chosen first.
    Not modelled: whether a judgment is final and fixes the amount; a person answers for the date it was entered with.
    """
    used = notice.itemization_date
    if used is None:
        return ()
    if used.kind not in values.kinds:
        says = f"{used.kind.replace('_', ' ')} is none of the five reference dates"
    elif used.kind == "last_statement" and used.by in values.no_statement_by:
        says = "a statement by a debt collector that is no creditor is not the last statement"
    elif used.date > notice.on:
        says = f"the itemization date {used.date} is still to come"
    elif any(_differs(used, before) for before in notice.earlier):
        says = "another itemization date was used for the debt before"
    else:
        return ()
    return (objection(itemization_date.id, itemization_date.cites, says),)


def _differs(one: ReferenceDate, other: ReferenceDate) -> bool:
    return (one.kind, one.date) != (other.kind, other.date)
