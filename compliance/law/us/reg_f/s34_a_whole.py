"""A validation notice leaves only if it is whole: every provision about its contents is asked, and none objects."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.contact import Purpose
from compliance.contents import Contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_3_itemization_date import itemization_date
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice, as_shown
from compliance.law.us.reg_f.s34_c_2_viii_itemization import itemization
from compliance.law.us.reg_f.s34_c_4_response_form import response_form
from compliance.law.us.reg_f.s34_c_validation_information import debt_information, disclosure, mortgage, protections
from compliance.law.us.reg_f.s34_d_optional import links, optional
from compliance.law.us.reg_f.s34_e_translation import translation
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CONTENTS: tuple[Contents, ...] = (
    *(itemization_date, disclosure, debt_information, itemization, protections),
    *(response_form, mortgage, optional, links, translation),
)
"""Every provision about the contents of a validation notice, in the order of the regulation."""

TOLD = "whole notice"
"""The view by which a case, which has no finished notice, tells that it is whole."""


@rule(Nothing, id="duly.34c-whole-notice", cites="12 CFR 1006.34(c)", since=date(2021, 11, 30))
def whole(proposal: Proposal, _values: Nothing) -> Objection | None:
    """Object to a validation notice that lacks what it must hold or holds what it must not.

    > Pursuant to paragraph (a)(1) of this section, a debt collector must provide the following validation information.

    Reading: a notice that is not there as data cannot be judged, and does not leave.
    """
    message = proposal.message
    if message.purpose is not Purpose.VALIDATION_NOTICE or proposal.medium.is_telephone_call or TOLD in proposal.views:
        return None
    if message.notice is None:
        return objection(whole.id, whole.cites, "what the notice says is not known item by item")
    shown = as_shown(message.notice, proposal.dossier)
    found = [one for provision in CONTENTS for one in _asked(provision, shown)]
    return objection(whole.id, whole.cites, "; ".join(one.says for one in found)) if found else None


def _asked(provision: Contents, shown: ShownNotice) -> tuple[Any, ...]:
    in_force = [version for version in provision.versions if version.since <= shown.on]
    return provision(shown, in_force[-1].values) if in_force else ()
