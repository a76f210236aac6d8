"""Negotiation: the lattice of offers within a creditor's policy of the day; the assistant utters no other terms."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from accounts.activity import Payment
from accounts.debt import Debt
from accounts.promise import Every, Instalment, Offer, OfferKind, Promise, unpaid
from accounts.record import Cents, Record
from bot.offer_policy import Discount, Terms

NEAR = 2
"""How many times as much as they can pay is still put to them as the least that may be agreed."""
_WEEKS: dict[Every, int] = {"week": 1, "two_weeks": 2}
_APART: dict[Every, int] = {"week": 7, "two_weeks": 14, "month": 31}


class Wish(Record):
    """What the consumer said of terms; None is what they did not say."""

    each: Cents | None = None
    """What they can pay each time."""
    total: Cents | None = None
    """With how much they would be done."""
    count: int | None = None
    every: Every | None = None
    first: date | None = None
    hardship: bool = False
    """Whether they cannot pay now, so that the first payment may be later than usual."""


def is_fresh(debt: Debt, today: date, terms: Terms) -> bool:
    """Whether its balance was told recently enough to be spoken of as owed; one of unknown age was not."""
    told = debt.balance_as_of
    return told is not None and (today - told.date()).days <= terms.fresh


def is_payable(debt: Debt, today: date, terms: Terms) -> bool:
    """Whether terms may be offered for a debt at all."""
    return debt.status == "open" and debt.balance > 0 and is_fresh(debt, today, terms)


def offers(debt: Debt, today: date, terms: Terms, wish: Wish | None = None, *, rounds: int = 0) -> tuple[Offer, ...]:
    """Return what may be offered to a wish, the soonest paid first; nothing where nothing of the policy comes near it.

    Args:
        debt: its balance is what every offer but a settlement adds up to, to the cent.
        today: the consumer's calendar day.
        terms: those of its creditor on that day.
        wish: what the consumer said; None is nothing. A day that may not be is moved to the nearest that may.
        rounds: how often a discount was named already; the first time it is the opening one.
    """
    wish = wish or Wish()
    if not is_payable(debt, today, terms):
        return ()
    first = _first(today, terms, wish)
    every = wish.every if wish.every in terms.every else terms.every[0]
    if wish.total is not None and wish.total < debt.balance and terms.discount is not None:
        made = _settlements(debt, terms.discount, wish, first, rounds)
    elif wish.each is not None:
        made = _affordable(debt, terms, wish.each, every, first)
    elif wish.count is not None:
        made = [_equal(debt, debt.balance, wish.count, every, first)]
    else:
        made = [_equal(debt, debt.balance, count, every, first) for count in terms.instalments]
    if (first - today).days > terms.first_before:
        made = [offer.model_copy(update={"kind": "postponement", "id": f"later-{offer.id}"}) for offer in made]
    return tuple(offer for offer in made if within(offer, debt, today, terms))


def within(offer: Offer, debt: Debt, today: date, terms: Terms) -> bool:
    """Whether an offer, whoever made it, is of the lattice: for this balance, on this day, in these terms."""
    amounts = [part.amount for part in offer.instalments]
    latest = terms.postponed_before if offer.kind == "postponement" else terms.first_before
    return (
        is_payable(debt, today, terms)
        and (offer.debt, offer.balance) == (debt.id, debt.balance)
        and terms.first_after <= (offer.first - today).days <= latest
        and [part.due for part in offer.instalments]
        == [_later(offer.first, offer.every, n) for n in range(len(amounts))]
        and (offer.instalments[-1].due - offer.first).days <= terms.longest
        and (len(amounts) == 1 or (offer.every in terms.every and amounts[0] >= terms.minimum))
        and set(amounts[:-1]) <= {amounts[0]}
        and amounts[-1] < amounts[0] + len(amounts)
        and _comes_to(offer, debt, terms)
    )


def _comes_to(offer: Offer, debt: Debt, terms: Terms) -> bool:
    count = len(offer.instalments)
    match offer.kind:
        case "full":
            return offer.total == debt.balance and count == 1
        case "plan":
            return offer.total == debt.balance and count > 1
        case "postponement":
            return offer.total == debt.balance
        case "settlement":
            less = terms.discount
            return (
                less is not None and _share(debt, less.floor) <= offer.total < debt.balance and count <= less.payments
            )
    return False  # an extension belongs to a promise: `extensions`


def extensions(
    promise: Promise,
    earlier: Iterable[Promise],
    payments: Iterable[Payment],
    debt: Debt,
    today: date,
    terms: Terms,
    to: date | None,
) -> tuple[Offer, ...]:
    """Return the promise with its next unpaid instalment later, by as many days as may be; else nothing.

    Args:
        promise: the one that stands.
        earlier: every promise on the debt; those that were extensions of it count.
        payments: what was received.
        debt: of which it is a promise.
        today: the consumer's calendar day.
        terms: those of its creditor on that day.
        to: the day asked for; None, and a day too late, is the latest that may be.
    """
    rest = unpaid(promise, payments)
    if (
        not rest
        or not is_payable(debt, today, terms)
        or sum(part.amount for part in rest) != promise.offer.total - ((promise.offer.balance or 0) - debt.balance)
    ):
        return ()
    used, chain = 0, {one.id: one for one in earlier}
    link: Promise | None = promise
    while link is not None and link.offer.kind == "extension":
        used, link = used + 1, chain.get(link.replaces or "")
    latest = rest[0].due + timedelta(days=terms.extends)
    if len(rest) > 1:
        latest = min(latest, rest[1].due - timedelta(days=1))
    day = min(to or latest, latest)
    if used >= terms.extensions or day <= max(today, rest[0].due):
        return ()
    moved = (rest[0].model_copy(update={"due": day}), *rest[1:])
    made = {"id": f"moved-to-{day.isoformat()}", "kind": "extension", "instalments": moved, "balance": debt.balance}
    return (promise.offer.model_copy(update=made),)


def _first(today: date, terms: Terms, wish: Wish) -> date:
    latest = terms.postponed_before if wish.hardship else terms.first_before
    usual = terms.postponed_before if wish.hardship and wish.each is None else terms.first_usual
    asked = wish.first or today + timedelta(days=usual)
    return min(max(asked, today + timedelta(days=terms.first_after)), today + timedelta(days=latest))


def _affordable(debt: Debt, terms: Terms, each: Cents, every: Every, first: date) -> list[Offer]:
    """Return the plan in parts of what they can pay, all at once where that is enough, or the smallest parts allowed.

    Much smaller parts than those are for a person: nobody is talked up to what they have just said is too much.
    """
    if each >= debt.balance:
        return [_equal(debt, debt.balance, 1, every, first)]
    count, rest = divmod(debt.balance, each)
    if each >= terms.minimum and count * _APART[every] <= terms.longest + _APART[every]:
        made = _made(debt, "plan", every, first, [each] * count + [rest] * bool(rest))
        if (made.instalments[-1].due - first).days <= terms.longest:
            return [made]
    most = min(debt.balance // terms.minimum, terms.longest // _APART[every] + 1)
    least = _equal(debt, debt.balance, most, every, first)
    return [least] if least.instalments[0].amount <= NEAR * each else []


def _settlements(debt: Debt, less: Discount, wish: Wish, first: date, rounds: int) -> list[Offer]:
    """Return what settles: what they name where the floor allows it and the opening was named, else what is nearest."""
    least = _share(debt, less.floor if rounds else less.opens)
    total = max(wish.total or 0, least)
    counts = sorted({1, less.payments})
    return (
        [_equal(debt, total, count, "month", first, "settlement") for count in counts] if total < debt.balance else []
    )


def _share(debt: Debt, percent: int) -> Cents:
    return -(-debt.balance * percent // 100)


def _equal(debt: Debt, total: Cents, count: int, every: Every, first: date, kind: OfferKind | None = None) -> Offer:
    """Return equal instalments; the odd cents are in the last one."""
    count = min(max(count, 1), total)
    each = total // count
    amounts = [each] * (count - 1) + [total - each * (count - 1)]
    return _made(debt, kind or ("full" if count == 1 else "plan"), every, first, amounts)


def _made(debt: Debt, kind: OfferKind, every: Every, first: date, amounts: list[Cents]) -> Offer:
    parts = (Instalment(due=_later(first, every, n), amount=amount) for n, amount in enumerate(amounts))
    return Offer(
        id=f"{kind}-{sum(amounts)}-{len(amounts)}-{every}-from-{first.isoformat()}",
        debt=debt.id,
        kind=kind,
        every=every,
        instalments=tuple(parts),
        balance=debt.balance,
    )


def _later(day: date, every: Every, times: int) -> date:
    """Return the day so many times later; of months the same day, or that month's last."""
    if every in _WEEKS:
        return day + timedelta(weeks=_WEEKS[every] * times)
    years, month = divmod(day.month - 1 + times, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
