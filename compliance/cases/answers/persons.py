"""Persons: who is the consumer for contact, and what may be asked of somebody else (1006.6(a), 1006.10(a))."""

from __future__ import annotations

from datetime import datetime

from accounts.dossier import Dossier
from compliance.cases.answers.basis import values
from compliance.cases.facts import Given, someone
from compliance.cases.question import Answer, Question
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s10_a_location_information import Whereabouts, is_location


def _is_consumer_for_contact(dossier: Dossier, ask: Given, _: datetime) -> Answer:
    return {"is": persons.is_consumer(dossier, someone(ask.get("person"))), "because": "regf.6a-consumer-extended"}


def _is_location_information(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    held = values("regf.10a-location-definition", Whereabouts, at, dossier)
    found = is_location(ask["thing"], held, deceased=dossier.consumer.deceased)
    return {"is": found, "because": "regf.10a-location-definition"}


ANSWERS = {
    "is_consumer_for_contact": Question(_is_consumer_for_contact, frozenset({"person"})),
    "is_location_information": Question(_is_location_information, frozenset({"thing"})),
}
