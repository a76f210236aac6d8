"""Paying: on a call, the address of the page where cards are taken is offered in writing; only a yes sends it.

An address cannot be told by ear. It goes to the telephone they speak on, as a text, or to the one e-mail address on
file. The yes is a consent to be written to there about this debt on this day, and to no more (1006.6(d)(4)(i)(B) and
(5)(ii)); where the guard refuses the message all the same, they are offered what is left.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from accounts.consent import Consent, OptOut
from accounts.consumer import PointKind
from accounts.contact import Medium
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.record import Id, new_id
from bot import answers, matter, safety
from bot.nlu.text import fold
from bot.step import AddFact, Heard, Reply, Step, Written, hand_over, say
from compliance.parameters import load_yaml

QUESTION = "link"
OF_CARDS = frozenset({"link_by_sms", "link_by_email", "link_sent", "link_not_sent", "how_to_pay", "no_card"})
"""What is said where a card may be told next."""
_BESIDE = frozenset({"affirm", "opt_in", "ask_how_to_pay"})
"""As what a yes is read that names the way: "text it to me"."""


def is_now(heard: Heard, wish: str, slots: dict[str, Any]) -> bool:
    """Whether they want to pay at once, on a call, and no other terms: then they want the page, and no promise."""
    named = heard.understanding.entities if heard.understanding is not None and heard.proof is None else ()
    terms = "day" in slots or any(entity.name in ("amount", "date") for entity in named)
    return wish == "make_payment" and not terms and _is_asked_by_ear(heard)


def offer(heard: Heard, debt: Debt, tried: tuple[Medium, ...] = (), *, refused: bool = False) -> Step:
    """Return the step that offers the next way by which the address can be sent, or calls a person.

    Args:
        heard: what was said.
        debt: what would be paid.
        tried: by which ways it is not to go.
        refused: whether it could not go by the last of them; then that is said.
    """
    left = next((way for way in _ways(heard) if way not in tried), None)
    if left is None or heard.policy.payment_link(debt.id) is None:
        template = "link_not_sent" if refused else "how_to_pay"
        reason = "asks how to pay, and the link could not be sent" if refused else "asks how to pay"
        return hand_over(heard, reason, template=template, debts=(debt.id,))
    slots = {"debt": debt.id, "way": left, "tried": [*tried]}
    values = {"instead": refused}
    return say(heard, f"link_by_{left}", debts=(debt.id,), values=values, question=QUESTION, slots=slots,
               pending="ask_how_to_pay")  # fmt: skip


def answer(heard: Heard) -> Step | None:
    """Return the step for the answer to an offer: it is sent, or offered by another way; None where it is none."""
    assert heard.understanding is not None
    slots = heard.conversation.slots
    way, tried = Medium(slots["way"]), tuple(Medium(one) for one in slots["tried"])
    debt = of(heard, slots["debt"])
    if debt is None or not heard.is_verified:
        return hand_over(heard, "asks how to pay, and the debt is not open to be spoken of any more")
    no, named = answers.is_no(heard.understanding), _named(heard.text)
    if not no and named & (_ways(heard).keys() - {way, *tried}):  # they would rather have it the other way
        return offer(heard, debt, (*tried, way))
    if no:
        return offer(heard, debt, (*tried, way))
    if answers.is_yes(heard.understanding) or (named == {way} and heard.acts_on in _BESIDE):
        return _sent(heard, debt, way, tried)
    return None


def instead(heard: Heard, written: Written) -> Step:
    """Return the step where it did not leave: what is left, or a person; why is for the desk, and not for the ear."""
    debt = of(heard, written.words.debts[0])
    if debt is None:
        return hand_over(heard, "asks how to pay, and the link could not be sent")
    return offer(heard, debt, written.tried, refused=True)


def of(heard: Heard, id: Id) -> Debt | None:
    """Return the debt that would be paid, if it may still be spoken of."""
    return next((debt for debt in matter.payable(heard.dossier) if debt.id == id), None)


def _sent(heard: Heard, debt: Debt, way: Medium, tried: tuple[Medium, ...]) -> Step:
    to, link = _ways(heard).get(way), heard.policy.payment_link(debt.id)
    if to is None or link is None:  # closed, or taken away, while it was asked
        return offer(heard, debt, (*tried, way), refused=True)
    words = Reply(template="pay_here", values={"link": link}, debts=(debt.id,))
    step = say(heard, "link_sent", debts=(debt.id,))
    written = Written(medium=way, to=to, words=words, tried=(*tried, way))
    consent = Consent(
        id=new_id(), at=heard.at, scope="sms" if way is Medium.SMS else "email", debts=(debt.id,), address=to,
        via=heard.conversation.medium, during=heard.inbound.id, until=matter.today(heard),
    )  # fmt: skip
    return step.adding(AddFact(fact=consent)).model_copy(update={"written": written})


def _ways(heard: Heard) -> dict[Medium, str]:
    """Return by which media it can be sent to whom they are, and where to, the most handy first."""
    dossier, number = heard.dossier, heard.conversation.address
    here = dossier.point(number)
    found: list[tuple[Medium, str]] = []
    if here is not None and here.person is None and here.line != "landline":
        found.append((Medium.SMS, number))
    mails = [point.address for point in dossier.points if point.kind is PointKind.EMAIL and point.person is None]
    if len(mails) == 1:  # of several, which one is theirs to choose, and an address is not read out
        found.append((Medium.EMAIL, mails[0]))
    return {way: to for way, to in found if way in heard.writes and not _is_closed(dossier, way, to)}


def _is_closed(dossier: Dossier, way: Medium, to: str) -> bool:
    """Whether they ever asked not to be written to so, anywhere, or there: a yes in passing takes none of that back."""
    asked = any(o.medium in (way, None) and o.address is None for o in dossier.of(OptOut))
    return asked or safety.is_closed(dossier, way, to)


def _is_asked_by_ear(heard: Heard) -> bool:
    return heard.conversation.medium is Medium.CALL and bool(heard.policy.pay_at)


def _named(text: str) -> set[Medium]:
    said = set(fold(text).replace("-", "").split())
    return {medium for medium, words in _words().items() if said & words}


@cache
def _words() -> dict[Medium, frozenset[str]]:
    return {Medium(way): frozenset(words) for way, words in load_yaml(Path(__file__).with_suffix(".yaml")).items()}
