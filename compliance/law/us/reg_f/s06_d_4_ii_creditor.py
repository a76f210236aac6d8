"""When an e-mail address may be used because the creditor used it, and told the consumer that we might: (d)(4)(ii).

> (A) A creditor obtained the email address from the consumer; (B) The creditor used the email address to communicate
> with the consumer about the account and the consumer did not ask the creditor to stop using it; (C) Before the debt
> collector used the email address to communicate with the consumer about the debt, the creditor sent the consumer a
> written or electronic notice, to an address the creditor obtained from the consumer and used to communicate with the
> consumer about the account, that clearly and conspicuously disclosed:

> (D) The opt-out period provided under paragraph (d)(4)(ii)(C)(5) of this section has expired and the consumer has not
> opted out; and (E) The email address has a domain name that is available for use by the general public, unless the
> debt collector knows the address is provided by the consumer's employer.

Covers: regf.6d4ii-creditor-email, regf.6d4ii.B-account-use, regf.6d4ii.C-creditor-notice
Covers: regf.6d4ii.C5-35-days, regf.6d4ii.D-optout-expired, regf.6d4ii.E-public-domain

Reading: the tests are tried in the order of the text, the running period last: it alone passes by itself.
Reading: AMB-06, the day of the notice and the end of its period are counted in every zone that may matter.
"""

from __future__ import annotations

from datetime import date, timedelta

from accounts.basis import AccountUse, CreditorNotice, CreditorStop, EmployerAddress
from accounts.contact import Medium, Purpose
from accounts.dossier import Dossier
from accounts.notice import FirstContact
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f.s06_d_limb import Limb, places
from compliance.law.us.reg_f.s14_h_media import standing
from compliance.parameters import Parameters
from compliance.proposal import Proposal

CITES = "12 CFR 1006.6(d)(4)(ii)"
LIMB = "regf.6d4ii-creditor-email"


class Creditors(Parameters):
    """What the creditor must have done, and which domains are open to the public."""

    obtained_from: frozenset[str]
    account_contents: frozenset[str]
    ways_out: dict[str, frozenset[str]]
    reply_to: frozenset[str]
    least_days: int
    public_domains: frozenset[str]
    reserved_endings: frozenset[str]


def noticed(proposal: Proposal, debt: Id, values: Creditors) -> Limb | None:
    """Try whether the creditor used it for the account and gave the consumer the chance to keep it from us."""
    dossier, to = proposal.dossier, proposal.to
    uses = [use for use in dossier.of(AccountUse) if use.address == to]
    notices = [notice for notice in dossier.of(CreditorNotice) if notice.address == to]
    if not uses and not notices:
        return None
    point = proposal.point
    if point is None or point.source not in values.obtained_from:
        return Limb(LIMB, f"{CITES}(A)", "it is not known that the creditor had it from the consumer")
    if (why := _unused(dossier, uses, debt, values)) is not None:
        return Limb("regf.6d4ii.B-account-use", f"{CITES}(B)", why)
    if (why := closed_domain(dossier, to, values)) is not None:
        return Limb("regf.6d4ii.E-public-domain", f"{CITES}(E)", why)
    told = [_told(proposal, debt, n, values) for n in notices if n.debts is None or debt in n.debts]
    if not told:
        says = "the creditor did not tell the consumer that we might use it"
        return Limb("regf.6d4ii.C-creditor-notice", f"{CITES}(C)", says)
    return min(told, key=lambda limb: (not limb.passes, limb.until is None))


def _unused(dossier: Dossier, uses: list[AccountUse], debt: Id, values: Creditors) -> str | None:
    """Return why the creditor did not use it for the account; None if it did.

    > communications about the account include, for example, required disclosures, bills, invoices, periodic statements,
    > payment reminders, and payment confirmations. Communications about the account do not include, for example,
    > marketing or advertising materials unrelated to the consumer's account.

    Reading: once the consumer asked the creditor to stop, no later use by the creditor heals it.
    """
    account = [u for u in uses if u.content in values.account_contents and (u.debts is None or debt in u.debts)]
    if not account:
        return "the creditor is not known to have used it for the account"
    if any(stop.address == account[0].address for stop in dossier.of(CreditorStop)):
        return "the consumer asked the creditor to stop using it"
    return None


def closed_domain(dossier: Dossier, address: str | None, values: Creditors) -> str | None:
    """Return why the domain does not count as open to the general public; None if it does.

    > the domain name of an email address is available for use by the general public when multiple members of the
    > general public are permitted to use the same domain name, whether for free or through a paid subscription.

    Reading: AMB-17, open is what is known or listed as open; nobody guesses at any other domain.
    """
    if employer_provided(dossier, address):
        return "an employer is known to provide it"
    point = dossier.point(address)
    domain = (address or "").rpartition("@")[2].lower()
    known = point.domain if point else "unknown"
    if known == "reserved" or domain.rpartition(".")[2] in values.reserved_endings:
        return f"the domain {domain} is reserved to an organisation"
    if known == "open" or domain in values.public_domains:
        return None
    return f"the domain {domain} is not known to be open to the public"


def employer_provided(dossier: Dossier, address: str | None) -> bool:
    """Return whether we know that an employer provides the address.

    > a debt collector knows that an email address is provided by the consumer's employer if any person has informed the
    > debt collector that the address is employer provided.
    """
    point = dossier.point(address)
    return (point is not None and point.place == "work") or any(
        told.address == address for told in dossier.of(EmployerAddress)
    )


def _told(proposal: Proposal, debt: Id, notice: CreditorNotice, values: Creditors) -> Limb:
    """Try one notice of the creditor: what it says, its deadline, and whether that has passed in silence."""
    if lacks := _lacks(proposal, debt, notice, values):
        says = f"the creditor's notice of {notice.at:%Y-%m-%d} {', '.join(lacks)}"
        return Limb("regf.6d4ii.C-creditor-notice", f"{CITES}(C)", says)
    deadline = notice.deadline
    if deadline is None or notice.reply_to not in values.reply_to or deadline < _earliest(proposal, notice, values):
        says = f"the creditor's notice left less than {values.least_days} days, or no one place, to opt out"
        return Limb("regf.6d4ii.C5-35-days", f"{CITES}(C)(5)", says)
    if asked := standing(proposal):
        late = all(day > deadline for day in zones.dates(asked[0].at, places(proposal)))
        limb = "regf.6d4ii.D-late-optout" if late else "regf.6d4ii.D-optout-expired"
        return Limb(limb, f"{CITES}(D)", "the consumer opted out")
    if any(day <= deadline for day in proposal.dates):
        says = f"the consumer may still opt out until {deadline}"
        after = zones.after(deadline, places(proposal))
        return Limb("regf.6d4ii.D-optout-expired", f"{CITES}(D)", says, until=after)
    return Limb(LIMB, CITES, f"the creditor's notice of {notice.at:%Y-%m-%d} was not answered", passes=True)


def _lacks(proposal: Proposal, debt: Id, notice: CreditorNotice, values: Creditors) -> list[str]:
    """Return what a notice lacks.

    > To satisfy this requirement, the notice must identify the name of the specific debt collector to which the debt
    > has been or will be transferred.

    > (3) That, if others have access to the email address, then it is possible they may see the emails; (4)
    > Instructions for a reasonable and simple method by which the consumer could opt out of such communications; and

    > Requiring a consumer to call or write to obtain a form for opting out, rather than including the form with the
    > opt-out notice, does not meet the requirement to provide a reasonable and simple method for opting out.

    > may be contained in a larger communication that conveys other information, as long as the notice is clear and
    > conspicuous.
    """
    asks = {
        "was not sent to an address used for the account": notice.sent_to_account_address,
        "does not name us": notice.collector_named,
        "does not say that we may use the address": notice.says_may_use,
        "does not say that others may see the e-mails": notice.says_others_may_see,
        "states no simple way to opt out": notice.opt_out_method in values.ways_out.get(notice.medium, ()),
        "is not clear and conspicuous": notice.conspicuous,
        "came after we had used the address": not _used_before(proposal, debt, notice),
    }
    return [what for what, there in asks.items() if not there]


def _used_before(proposal: Proposal, debt: Id, notice: CreditorNotice) -> bool:
    """Return whether we wrote to the address about the debt before the notice, or may have."""
    dossier = proposal.dossier
    first = dossier.first_communications.get(debt)
    told = {fact.at: fact.via for fact in dossier.of(FirstContact) if fact.debts is None or debt in fact.debts}
    known = {*(made.at for made in dossier.attempts), *(received.at for received in dossier.inbounds)}
    unseen = (
        first is not None
        and first < notice.at
        and first not in known
        and told.get(first, "unknown") in ("email", "unknown")
    )
    return unseen or any(
        a.medium is Medium.EMAIL
        and a.to == notice.address
        and a.counts
        and a.at < notice.at
        and debt in (a.debts or (debt,))
        and a.purpose is not Purpose.OPTOUT_CONFIRMATION
        for a in dossier.attempts
    )


def _earliest(proposal: Proposal, notice: CreditorNotice, values: Creditors) -> date:
    return earliest_deadline(max(zones.dates(notice.at, places(proposal))), values)


def earliest_deadline(sent: date, values: Creditors) -> date:
    """Return the earliest day on which the right to opt out may end.

    > (5) The date by which the debt collector or the creditor must receive the consumer's request to opt out, which
    > must be at least 35 days after the date the notice is sent;

    > The notice may instruct the consumer to respond to the debt collector or to the creditor but not to both.
    """
    return sent + timedelta(days=values.least_days)
