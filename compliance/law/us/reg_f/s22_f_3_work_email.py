"""No e-mail to an address that an employer provides, unless the consumer brought it to us: 1006.22(f)(3)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_d_4_email import Prior, apart_from_creditor
from compliance.law.us.reg_f.s06_d_4_ii_creditor import employer_provided
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.22(f)(3)"


class Brought(Prior):
    """What lets an employer's address be used, and what goes out all the same."""

    without: frozenset[Purpose]


@rule(Brought, id="regf.22f3-work-email", cites=CITES, since=date(2021, 11, 30))
def work_email(proposal: Proposal, values: Brought) -> Objection | None:
    """Object to e-mail to an address known to be the employer's that neither the consumer nor a collector before used.

    > (3) Communicate or attempt to communicate with a consumer by sending an email to an email address that the debt
    > collector knows is provided to the consumer by the consumer's employer, unless the email address is one described
    > in §1006.6(d)(4)(i) or (iii).

    > the procedures in §1006.6(d)(4)(ii) do not permit debt collectors to send emails to email addresses that the debt
    > collector knows are employer provided.

    Reading: every debt it is about must pass; a message about none needs a basis for all.
    Reading: the one confirmation of an opt-out answers the consumer where they wrote from (1006.14(h)(2)(i)).
    """
    message, dossier = proposal.message, proposal.dossier
    if proposal.medium is not Medium.EMAIL or message.purpose in values.without:
        return None
    if not employer_provided(dossier, proposal.to) or not persons.is_protected(dossier, message.person):
        return None
    debts = proposal.debts or tuple(debt.id for debt in dossier.debts)
    if debts and all(any(limb.passes for limb in apart_from_creditor(proposal, debt, values)) for debt in debts):
        return None
    says = "the address is provided by an employer, and the consumer neither wrote from it nor agreed to its use"
    return objection("regf.22f3-work-email", CITES, says)
