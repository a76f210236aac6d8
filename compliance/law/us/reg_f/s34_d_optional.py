"""What may go with the validation information, where it may stand, and to what it may lead: 1006.34(d)(3) and (4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice, Statement
from compliance.parameters import Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)


class Optional(Parameters):
    """What is permitted, by the paragraph that permits it."""

    permitted: dict[str, frozenset[str]]
    """Statements that may stand among the items of the notice."""
    below_prompts: frozenset[str]
    """(d)(3)(iii)(B): below the prompts of the response form."""
    not_below: frozenset[str]
    required_by_law: frozenset[str]
    """(d)(3)(iv)(A): on the reverse, or below the notice in the body of an e-mail."""
    time_barred: frozenset[str]
    """(d)(3)(iv)(B): also on the front, where law specifies the words."""
    links: frozenset[str]
    """(d)(4)(ii): judged by `links`."""


class Links(Parameters):
    """What a hyperlink is called, to what it may lead, and where there can be none."""

    called: frozenset[str]
    lead_to: frozenset[str]
    on_paper: frozenset[str]


@contents(ShownNotice, Optional, id="regf.34d3-optional", cites="12 CFR 1006.34(d)(3)", since=SINCE)
def optional(notice: ShownNotice, values: Optional) -> tuple[Objection, ...]:
    """Object to what goes with the validation information and is not permitted, or not there.

    > (3) Optional disclosures. A debt collector may include any of the following information when providing the
    > validation information required by paragraph (c) of this section.

    > On the reverse of the validation notice, any disclosures that are specifically required by, or that provide safe
    > harbors under, applicable law and, if any such disclosures are included, a statement on the front of the
    > validation notice referring to those disclosures. Any such disclosures must not appear directly on the reverse of
    > the consumer-response information required by paragraph (c)(4) of this section.

    > If a debt collector is collecting time-barred debt, on the front of the validation notice below the disclosure
    > required by paragraph (c)(2)(ix) of this section, any time-barred debt disclosure that is specifically required
    > by, or that provides a safe harbor under, applicable law, provided that applicable law specifies the content of
    > the disclosure.

    > During the validation period, a debt collector must not engage in any collection activities or communications that
    > overshadow or are inconsistent with the disclosure of the consumer's rights to dispute the debt and to request the
    > name and address of the original creditor.

    Reading: (d)(3) only keeps the safe harbour; to us whatever it does not permit is forbidden, so that the notice is
    always the model form, which is clear and conspicuous, and overshadows nothing (1006.38(b)(2)).
    Reading: a debt of which the last day for a suit is not known may be time-barred.
    Not modelled: a form that differs from the model form and is yet as clear; it gets no leave here.
    Covers: regf.34d1-clear, regf.34d2-safe-harbor
    """
    found = [says for one in notice.optional for says in _against(notice, one, values)]
    return tuple(objection(optional.id, optional.cites, says) for says in found)


def _against(notice: ShownNotice, one: Statement, values: Optional) -> Iterator[str]:
    what = one.kind.replace("_", " ")
    if one.more_prominent:
        yield f"the {what} is more prominent than the validation information"
    if one.kind in values.links or any(one.kind in kinds for kinds in values.permitted.values()):
        return
    if one.kind in values.below_prompts:
        if one.place in values.not_below:
            yield f"the {what} may stand only below the prompts of the response form"
    elif one.kind in values.time_barred and one.place == "front":
        yield from _on_front(notice, one)
    elif one.kind in values.required_by_law | values.time_barred:
        yield from _on_reverse(notice, one, what)
    else:
        yield f"the {what} is none of the statements that may go with the validation information"


def _on_front(notice: ShownNotice, one: Statement) -> Iterator[str]:
    if not one.content_specified_by_law:
        yield "a time-bar disclosure stands on the front only where the law specifies its words"
    if not any(debt.limitations_last_day is None or debt.limitations_last_day < notice.on for debt in notice.debts):
        yield "there is a time-bar disclosure, and no debt is time-barred"


def _on_reverse(notice: ShownNotice, one: Statement, what: str) -> Iterator[str]:
    if one.place != "reverse" and not (one.place == "below" and notice.medium == "email"):
        yield f"the {what} may stand only on the reverse, or below the notice in an e-mail"
    if one.behind_response_form:
        yield f"the {what} may not stand behind the response form"
    if not one.pointer_on_front:
        yield f"nothing on the front refers to the {what}"


@contents(ShownNotice, Links, id="regf.34d4-electronic-format", cites="12 CFR 1006.34(d)(4)", since=SINCE)
def links(notice: ShownNotice, values: Links) -> tuple[Objection, ...]:
    """Object to a hyperlink that leads elsewhere than the regulation permits.

    > (ii) Hyperlinks. Hyperlinks may be embedded that, when clicked:
    > (A) Connect a consumer to the debt collector's website;
    > (B) Connect a consumer to the Bureau's debt collection website as disclosed pursuant to paragraph (c)(3)(iv) of
    > this section; or
    > (C) Permit a consumer to respond to the dispute and original-creditor information prompts required by paragraphs
    > (c)(4)(i) and (ii) of this section.

    Reading: a link of which it is not known where it leads is not permitted; prompts may be fields to fill in.
    """
    found = [
        f"it has a link to {one.links_to or 'somewhere unknown'}".replace("_", " ")
        for one in notice.optional
        if one.kind in values.called and (one.links_to not in values.lead_to or notice.medium in values.on_paper)
    ]
    return tuple(objection(links.id, links.cites, says) for says in found)
