"""A notice in another language goes with the English one, or after it; who asks for the Spanish one gets it."""

from __future__ import annotations

from datetime import date

from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.parameters import Parameters
from compliance.rule import objection


class Languages(Parameters):
    """The language of the notice that every consumer gets."""

    first: str
    english_copy: frozenset[str]
    """Where that one may be."""


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
    Not modelled: the request for a Spanish notice that must be answered (1006.34(e)(2)); it goes to a person.
    """
    if notice.language == values.first:
        return ()
    found = []
    if notice.english_copy not in values.english_copy:
        found.append("the English notice is neither in the same communication nor was it provided before")
    if not (notice.translation_complete and notice.translation_accurate):
        found.append("the translation is not complete and accurate")
    return tuple(objection(translation.id, translation.cites, says) for says in found)
