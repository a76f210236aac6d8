"""Which particular debts a call is placed about, and which a telephone conversation is about.

> For student loan debt, §1006.14(b)(4) provides that the term particular debt means all student loan debts that a
> consumer owes or allegedly owes that were serviced under a single account number at the time the debts were obtained
> by a debt collector.

> If a debt collector places a telephone call to a person but neither initiates a conversation about a particular debt
> nor leaves a voicemail that refers to a particular debt, or if the debt collector's telephone call is unanswered, the
> debt collector counts the telephone call as a telephone call in connection with the collection of at least one
> particular debt, unless an exclusion in §1006.14(b)(3) applies.

> If a debt collector and a person discuss more than one particular debt during a telephone conversation, the debt
> collector has engaged in a telephone conversation in connection with the collection of each such particular debt,
> regardless of which party initiated the discussion about the particular debts, subject to the exclusions in
> §1006.14(b)(3).

Covers: regf.14b4-particular-debt, regf.14b4-student-loans

Reading: AMB-29, a call that named no debt counts for those it was allocated to when it was placed; without such
a record for all it was meant for; without that for all debts. A call whose outcome is not known yet counts for all.
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.contact import Attempt, Inbound
from accounts.dossier import Dossier
from accounts.record import Id

STUDENT_LOAN = "student_loan"
NAMING = frozenset({"conversation", "voicemail_debt"})
"""The outcomes of a call in which we may have named a debt."""


def particular(dossier: Dossier, debt: Id) -> str:
    """Return what tells the particular debt apart: a student loan's account when obtained, else the debt's id."""
    known = dossier.debt(debt)
    if known is not None and known.kind == STUDENT_LOAN and known.account_at_placement:
        return f"account {known.account_at_placement}"
    return debt


def placed_about(dossier: Dossier, call: Attempt) -> frozenset[str]:
    """Return the particular debts that a placed call counts for."""
    if call.outcome in NAMING and call.raised:
        return _particular(dossier, call.raised)
    if call.outcome is None:
        return _particular(dossier, (*call.debts, *call.allocated))
    return _particular(dossier, call.allocated or call.debts)


def talked_about(dossier: Dossier, call: Attempt | Inbound) -> frozenset[str]:
    """Return the particular debts that a telephone conversation counts for, whoever raised them."""
    if isinstance(call, Inbound):
        return _particular(dossier, call.debts)
    return _particular(dossier, (*call.raised, *call.consumer_raised) or call.allocated or call.debts)


def _particular(dossier: Dossier, debts: Iterable[Id]) -> frozenset[str]:
    named = tuple(debts) or tuple(debt.id for debt in dossier.debts)
    return frozenset(particular(dossier, debt) for debt in named)
