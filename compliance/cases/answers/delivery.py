"""Delivery: whether a required disclosure is sent as 1006.42 asks; by the same rules as a message of ours."""

from __future__ import annotations

from datetime import datetime

from accounts.contact import Medium
from accounts.dossier import Dossier
from accounts.notice import Undeliverable
from compliance.cases.answers.contact import proposal
from compliance.cases.facts import Given, Unsupported
from compliance.cases.question import Answer, Question, guard
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.law.us.reg_f.s42_sending import Documents, assume, undeliverable

ASKED_OF = ("regf.42", "regf.14h1")
"""By the beginning of their ids, the rules that say how a disclosure is sent, and to where not (comment 42(a)(1)-4)."""

VIA = {medium.value: medium.value for medium in Medium} | {"portal": "chat", "letter": "mail"}


def _check_delivery(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer whether the disclosure is sent as it must be.

    Raises:
        Unsupported: it is sent in a way, or is a document, of which nothing is written.
    """
    document, via = ask["document"], VIA.get(ask["via"])
    known = Documents.model_validate(undeliverable.versions[-1].values.model_dump())
    if via is None or document not in known.excepted | known.others:
        raise Unsupported(f"the delivery of {document!r} by {ask['via']!r} is not written yet")
    asked = proposal(dossier, {**ask, "action": via, "message": {"purpose": "verification"}}, at)
    assume(
        asked,
        document=document,
        subject=frozenset(ask.get("subject", ())),
        recognised=ask.get("sender") == "recognised_name",
        returned=any(fact.of == ask.get("already_sent") for fact in dossier.of(Undeliverable)),
        lives_elsewhere=ask.get("knows_not_resident", False),
    )
    rules = guard(ask).book.on(Guard.day(asked)).rules
    found = [said for rule, values in rules if rule.id.startswith(ASKED_OF) for said in [rule(asked, values)]]
    objections = [said for said in found if isinstance(said, Objection)]
    first = next((said for said in objections if said.rule.startswith("regf.14h1")), next(iter(objections), None))
    return {"is": not objections, "because": first.rule if first else None}


ANSWERS = {
    "check_delivery": Question(
        _check_delivery,
        frozenset(
            {"debts", "document", "knows_not_resident", "already_sent", "person", "sender", "subject", "to", "via"}
        ),
    )
}
