"""The form at the bottom of the notice by which the consumer answers: 1006.34(c)(4)."""

from __future__ import annotations

from datetime import date

from compliance.contents import contents
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_4_document import ShownNotice
from compliance.parameters import Parameters
from compliance.rule import objection


class Form(Parameters):
    """The dispute prompts, in their order."""

    dispute_prompts: tuple[str, ...]


@contents(ShownNotice, Form, id="regf.34c4-response-form", cites="12 CFR 1006.34(c)(4)", since=date(2021, 11, 30))
def response_form(notice: ShownNotice, values: Form) -> tuple[Objection, ...]:
    """List what the consumer-response information lacks.

    > located at the bottom of the notice under the headings, “How do you want to respond?” and “Check all that apply:”:

    > (i) Dispute prompts. The following statements, listed in the following order, and using the following phrasing or
    > substantially similar phrasing, each next to a prompt:

    > ii. Relocating the consumer-response information required by §1006.34(c)(4) to facilitate mailing;

    Reading: elsewhere than at the bottom only to facilitate mailing.
    """
    form = notice.response_form
    asked = {
        "it is segregated from the other information": form.segregated,
        "it is at the bottom, or where it is to facilitate mailing": (
            form.at_bottom or form.relocated_to_facilitate_mailing
        ),
        "it stands under its two headings": form.headings,
        "its dispute prompts are the four, in their order": form.dispute_prompts == values.dispute_prompts,
        "it has the prompt to ask for the original creditor": form.original_creditor_prompt,
        "it has both names and mailing addresses": form.addresses,
    }
    missing = [what for what, there in asked.items() if not there]
    return tuple(
        objection(response_form.id, response_form.cites, f"of the response form it is not true that {what}")
        for what in missing
    )
