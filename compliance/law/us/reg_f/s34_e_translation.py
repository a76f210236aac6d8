"""A notice in another language goes with the English one, or after it; who asks for the Spanish one gets it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from accounts.contact import Attempt
from accounts.dossier import Dossier
from accounts.notice import SpanishRequest
from accounts.record import Id, Instant
from compliance import zones
from compliance.contents import contents
from compliance.decision import Objection
from compliance.duty import Owed, duty
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.law.us.reg_f.s34_b_5_validation_period import gives
from compliance.parameters import Parameters
from compliance.rule import objection


class Languages(Parameters):
    """The language of the notice that every consumer gets."""

    first: str
    english_copy: frozenset[str]
    """Where that one may be."""


class SpanishNotice(Parameters):
    """What answers the request."""

    days: int
    """Days after the date of the request by which we send it (house); the law names none."""
    template: str
    language: Literal["es"]


@contents(ShownNotice, Languages, id="regf.34e-translation", cites="12 CFR 1006.34(e)(1)", since=date(2021, 11, 30))
def translation(notice: ShownNotice, values: Languages) -> tuple[Objection, ...]:
    """Object to a translated notice without the English one, or that is not complete and accurate.

    > A debt collector may send a consumer a validation notice completely and accurately translated into any language if
    > the debt collector:
    > (i) Sends the consumer an English-language validation notice in the same communication as the translated
    > validation notice; or
    > (ii) Previously provided the consumer an English-language validation notice, in which case the debt collector need
    > not send the consumer an English-language validation notice in the same communication as the translated validation
    > notice.

    Reading: the Bureau's own translation is complete and accurate (comment 34(e)-1); of ours a person answers for it.
    """
    if notice.language == values.first:
        return ()
    found = []
    if notice.english_copy not in values.english_copy:
        found.append("the English notice is neither in the same communication nor was it provided before")
    if not (notice.translation_complete and notice.translation_accurate):
        found.append("the translation is not complete and accurate")
    return tuple(objection(translation.id, translation.cites, says) for says in found)


@duty(SpanishNotice, id="regf.34e2-spanish", cites="12 CFR 1006.34(e)(2)", since=date(2021, 11, 30))
def spanish(dossier: Dossier, _at: Instant, values: SpanishNotice) -> tuple[Owed, ...]:
    """Owe the Spanish notice to the consumer who asks for one after a notice has offered it.

    > A debt collector who includes in the validation information either or both of the optional disclosures described
    > in paragraph (d)(3)(vi) of this section, and who thereafter receives a request from the consumer for a
    > Spanish-language validation notice, must provide the consumer a validation notice completely and accurately
    > translated into Spanish.

    Reading: a notice of which it is not known whether it held the offer did hold it.
    Reading: it is new: it states its own end of the validation period, which is never earlier than the English one's.
    Reading: the law names no day; in our practice it has as many as the English notice (AMB-36).
    Not modelled: another copy for whom has got one since the offer; it goes to a person.
    """
    return tuple(
        Owed(
            duty=spanish.id,
            citation=spanish.cites,
            what=values.template,
            debt=debt.id,
            by=min(zones.dates(asked.at, zones.of(dossier), dossier.collector.zone)) + timedelta(days=values.days),
            says="the consumer asked for the validation notice in Spanish",
            since=asked.at,
            language=values.language,
        )
        for debt in dossier.debts
        for asked in requests(dossier, debt.id)[:1]
    )


def requests(dossier: Dossier, debt: Id) -> tuple[SpanishRequest, ...]:
    """Return the requests for a Spanish notice of a debt that came after an offer and that no such notice answered."""
    offered = offer(dossier, debt)
    return tuple(
        one
        for one in dossier.of(SpanishRequest)
        if offered is not None and offered <= one.at and (one.debts is None or debt in one.debts)
    )


def offer(dossier: Dossier, debt: Id) -> Instant | None:
    """Return when a notice of a debt first offered one in Spanish, if none in Spanish was given since."""
    offered = None
    for one in sorted(gives(dossier, debt), key=lambda one: one.at):
        stated = one.states if isinstance(one, Attempt) else one
        if stated is not None and stated.language == "es":
            offered = None
        elif stated is None or stated.spanish_offer is not False:
            offered = offered or one.at
    return offered
