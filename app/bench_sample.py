"""The bench's sample: an invented consumer in Ohio who may be written to, with as many past attempts as wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Attempt, Medium, Message, Purpose, State
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from accounts.notice import ValidationSent
from accounts.record import new_id
from channels.compose import Composer
from channels.links import OptOutLinks

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday, 13:00 in New York and 10:00 in Los Angeles: nothing is closed."""

COLLECTOR = Collector(role="first_party", mailing_address="100 Harbor Street, Albany, NY 12207")


def a_dossier(events: int) -> Dossier:
    """Return everything known of a consumer to whom so many attempts were made before."""
    debt = a_debt()
    attempts = tuple(
        Attempt(
            id=new_id(),
            at=NOON - timedelta(hours=events - i + 24 * 8),
            medium=Medium.CALL if i % 3 == 0 else Medium.EMAIL,
            to="+16145550101" if i % 3 == 0 else "p@mail.example",
            debts=(debt.id,),
            allocated=(debt.id,) if i % 3 == 0 else (),
            outcome="no_answer" if i % 3 == 0 else None,
            state=State.DELIVERED,
        )
        for i in range(events)
    )
    return Dossier(
        at=NOON,
        collector=COLLECTOR,
        consumer=Consumer(id=new_id(), name="Sample Person"),
        points=points("p@mail.example"),
        debts=(debt,),
        facts=facts("p@mail.example"),
        attempts=attempts,
        first_communications={debt.id: NOON - timedelta(days=60)},
    )


def an_email(dossier: Dossier) -> Message:
    """Return a reminder to that consumer."""
    links = OptOutLinks("http://127.0.0.1:8000", b"a secret of the bench only")
    return composed(Composer(links.url), dossier)


def composed(composer: Composer, dossier: Dossier) -> Message:
    """Return a reminder in the words of the house."""
    return composer.compose(
        "reminder",
        dossier,
        medium=Medium.EMAIL,
        to=dossier.points[0].address,
        debts=tuple(debt.id for debt in dossier.debts),
        purpose=Purpose.COLLECT,
    )


def points(address: str) -> tuple[ContactPoint, ...]:
    """Return an address with a home in Ohio: without one, the law of every state with their clock would be asked."""
    return (
        ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open"),
        ContactPoint(
            id=new_id(), kind=PointKind.POSTAL, address=f"{address}, 1 Notreal Street, Columbus, OH 43215",
            place="home", state="OH", zip="43215", zones=("America/New_York",),
        ),
    )  # fmt: skip


def a_debt() -> Debt:
    """Return a debt with an account number of its own."""
    return Debt(id=new_id(), kind="credit_card", creditor="Bench Bank", account_number=_figures(), balance=12_345)


def a_name(number: int) -> str:
    """Return another name for every number: one that differs only in its figures would be read but once."""
    return "Sample " + "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def _figures() -> str:
    """Return an account number as creditors give them."""
    return str(UUID(new_id()).int)[-12:]


def facts(address: str) -> tuple[Fact, ...]:
    """Return why the address may be used: the notice has left, and the consumer agreed to e-mail."""
    before = NOON - timedelta(days=60)
    return (
        ValidationSent(id=new_id(), at=before, via="email", in_initial=True),
        Consent(id=new_id(), at=before, scope="email", via="web_form", address=address),
    )
