"""Debt, its creditor and its itemisation, in integer cents."""

from __future__ import annotations

from datetime import date
from typing import Literal

from accounts.record import Cents, Id, Instant, Record

ItemizationKind = Literal["last_statement", "charge_off", "last_payment", "transaction", "judgment"]
"""The five reference dates of 1006.34(b)(3)."""

DebtForm = Literal["written", "oral", "open_account", "credit_card", "sale_of_goods_ucc"]
"""What kind of obligation it is, where periods of limitation differ by that."""


class Itemization(Record):
    """What was owed on the itemisation date and what changed since (1006.34(c)(2)(vi)-(viii))."""

    kind: ItemizationKind
    date: date
    amount: Cents
    """Owed on that date, with the interest and fees it then had."""
    interest: Cents = 0
    fees: Cents = 0
    payments: Cents = 0
    credits: Cents = 0

    @property
    def total(self) -> Cents:
        """What is owed now, if the itemisation is true."""
        return self.amount + self.interest + self.fees - self.payments - self.credits


class PriorCollector(Record):
    """A debt collector that had a debt before us, and its use of an e-mail address (1006.6(d)(4)(iii))."""

    name: str = ""
    address: str | None = None
    obtained_under: str | None = None
    """The paragraph under which it obtained the address; None is not known."""
    used: bool = False
    opted_out: bool = False
    returned_to_creditor: bool = False
    """Whether the debt went back to the creditor before it came on; it changes nothing (comment 6(d)(4)(iii)-1)."""


class Debt(Record):
    """An obligation of a consumer (1006.2(h)); it has an id of its own for every counting rule."""

    id: Id
    kind: str = "other"
    """credit_card, medical, auto, student_loan, personal_loan, utility, telecom, rent, other."""
    creditor: str = ""
    """To whom it is currently owed."""
    original_creditor: str = ""
    """To whom it was owed on the itemisation date."""
    account_number: str = ""
    """The creditor's account number; shown truncated."""
    account_at_placement: str | None = None
    """The single account number under which student loans were serviced when obtained (1006.14(b)(4))."""
    balance: Cents = 0
    """Owed now, as last told by the creditor."""
    balance_as_of: Instant | None = None
    itemization: Itemization | None = None
    consumer_financial_product: bool = True
    """Whether it relates to a consumer financial product or service (1006.34(c)(2)(iii))."""
    secured_lien: bool = False
    """Whether an enforceable lien secures it (1006.30(b)(2)(i)(A))."""
    periodic_statement_required: bool = False
    """Whether a periodic statement must be sent (1006.34(c)(5))."""
    prior_collectors: tuple[PriorCollector, ...] = ()
    """Oldest first."""
    servicer: bool = False
    """Whether we service it as a mortgage servicer (comments 6(c)(2)-1, -2)."""
    limitations_last_day: date | None = None
    """The last day a suit is timely; None is unknown and treated as past."""
    defaulted_on: date | None = None
    """When the cause of action accrued, as far as known."""
    form: DebtForm | None = None
    """What kind of obligation it is for a period of limitation; None is not known, and the shortest counts."""
    status: Literal["open", "paid", "settled", "recalled", "discharged"] = "open"
    placed_at: Instant | None = None

    @property
    def account_tail(self) -> str:
        """The last four characters of the account number: enough to recognise, too little to use."""
        return self.account_number[-4:]
