"""Notice making: gathers from a dossier what a validation notice says, or says which fact of which debt is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.basis import AddressFailed
from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Medium
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.errors import BadInput
from accounts.notice import Undeliverable
from accounts.postal import wrong_with
from accounts.reachable import is_dead
from accounts.record import Id
from accounts.validation_notice import Language, NoticeMedium, ValidationNotice, address_lines, dollars


def make(
    dossier: Dossier,
    debt: Id,
    *,
    medium: NoticeMedium,
    made_on: date,
    end_date: date,
    language: Language = "en",
) -> ValidationNotice:
    """Return the validation notice of a debt.

    Args:
        dossier: of whom.
        debt: about which debt.
        medium: by which medium it will go; an electronic one must say how to answer electronically.
        made_on: the collector's calendar day.
        end_date: the end of the validation period, by `s34_b_5_validation_period`.
        language: in which language; a Spanish one goes with the English one in the same communication.

    Raises:
        BadInput: a fact is missing; it says which, of which debt.
    """
    missing = lacks(dossier, debt, medium)
    known = dossier.debt(debt)
    if missing or known is None or known.itemization is None:
        raise BadInput(f"there can be no validation notice of debt {debt}: {'; '.join(missing)}")
    collector = dossier.collector
    return ValidationNotice(
        debt=debt,
        medium=medium,
        language=language,
        english=None if language == "en" else "beside",
        made_on=made_on,
        first_party=collector.role == "first_party",
        collector_name=collector.name,
        collector_address=address_lines(collector.mailing_address),
        consumer_name=dossier.consumer.name,
        consumer_address=lines(home(dossier)),
        itemization_creditor=_owed_then(dossier, known) or None,
        account_number=known.account_tail or None,
        current_creditor=known.creditor,
        itemization=known.itemization,
        amount_now=known.balance,
        end_date=end_date,
        consumer_financial_product=known.consumer_financial_product,
        electronic=collector.email or None,
        phone=collector.phone or None,
        payment_options=True,
        spanish_offer=language == "en",
    )


def lacks(dossier: Dossier, debt: Id, medium: NoticeMedium) -> tuple[str, ...]:
    """Return in words each fact that a notice of the debt needs and that is not known; none, if it can be made."""
    known = dossier.debt(debt)
    if known is None:
        return ("the consumer has no such debt",)
    return (*_lacks_of_parties(dossier, medium), *_lacks_of_debt(dossier, known))


def lacks_of_letter(dossier: Dossier, to: ContactPoint | None) -> tuple[str, ...]:
    """Return what any letter to that address would lack, so that it arrives, or comes back to us."""
    return (*_lacks_of_collector(dossier), *unfit_for_post(to))


def _lacks_of_collector(dossier: Dossier) -> Iterator[str]:
    if not address_lines(dossier.collector.mailing_address):
        yield "the collector has no complete mailing address (DULY_COLLECTOR_ADDRESS: street, city, ST 12345)"


def _lacks_of_parties(dossier: Dossier, medium: NoticeMedium) -> Iterator[str]:
    yield from _lacks_of_collector(dossier)
    if medium == "email" and not dossier.collector.email:
        yield "the collector has no e-mail address at which disputes are accepted (DULY_SMTP_FROM)"
    if not dossier.consumer.name:
        yield "the consumer's name is not known"
    yield from unfit_for_post(home(dossier)) if medium == "mail" else lacks_of_address(home(dossier))


def _lacks_of_debt(dossier: Dossier, debt: Debt) -> Iterator[str]:
    if not debt.creditor:
        yield "the current creditor is not known"
    if debt.consumer_financial_product and not _owed_then(dossier, debt):
        yield "the creditor on the itemization date is not known (original_creditor)"
    if debt.itemization is None:
        yield "the itemization is not known (itemization_kind, itemization_date, itemization_amount)"
    elif debt.itemization.total != debt.balance:
        yield f"the itemization comes to ${dollars(debt.itemization.total)}, the balance is ${dollars(debt.balance)}"


def _owed_then(dossier: Dossier, debt: Debt) -> str:
    """Return the creditor on the itemisation date; one who collects its own debts has owned them all the time."""
    return debt.original_creditor or (debt.creditor if dossier.collector.role == "first_party" else "")


# --- the consumer's mailing address -----------------------------------------------------------------------


def home(dossier: Dossier) -> ContactPoint | None:
    """Return the consumer's last known mailing address: the newest that is not at work, wrong, or known to fail.

    A letter that came back says that they do not receive mail there (comments 42(a)(1)-2, -3).
    """
    failed = {fact.of for fact in dossier.of(Undeliverable)}
    wrong = {fact.address for fact in dossier.of(WrongParty)}
    wrong |= {a.to for a in dossier.attempts if a.medium is Medium.MAIL and a.id in failed and a.to}
    wrong |= {fact.address for fact in dossier.of(AddressFailed) if is_dead(dossier, fact.address)}
    known = [
        point
        for point in dossier.points
        if point.kind is PointKind.POSTAL and point.person is None and point.place != "work"
    ]
    fit = [point for point in known if point.address not in wrong]
    return max(fit, key=lambda point: (not unfit_for_post(point), point.since or dossier.at), default=None)


def lacks_of_address(point: ContactPoint | None) -> tuple[str, ...]:
    """Return what a letter to that address would lack: street, city, state, ZIP code."""
    if point is None:
        return ("no mailing address of the consumer is known",)
    street, *_, city = point.postal if len(point.postal) > 1 else ("", "")
    parts = {"street": street, "city": city, "state": point.state, "ZIP code": point.zip}
    missing = [name for name, part in parts.items() if not part]
    return (f"the consumer's mailing address has no {', no '.join(missing)}",) if missing else ()


def unfit_for_post(point: ContactPoint | None) -> tuple[str, ...]:
    """Return what a letter to that address would lack, or why it could not arrive there."""
    lacking = lacks_of_address(point)
    if lacking or point is None:
        return lacking
    wrong = wrong_with(" ".join(point.postal[:-1]), point.state, point.zip)
    return tuple(f"the consumer's mailing address {one}" for one in wrong)


def lines(point: ContactPoint | None) -> tuple[str, ...]:
    """Return a complete address as the lines of a letter."""
    if point is None or lacks_of_address(point):
        return ()
    *street, city = point.postal
    return (*(line for line in street if line), f"{city}, {point.state} {point.zip}")
