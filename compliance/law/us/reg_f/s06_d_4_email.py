"""Which e-mail addresses may be used about a debt: 1006.6(d)(4).

> (A) The consumer used the email address to communicate with the debt collector about the debt and the consumer has not
> since opted out of communications to that email address; or
> (B) The debt collector has received directly from the consumer prior consent to use the email address

> For purposes of §1006.6(d)(4)(i)(B), a consumer may provide consent directly to a debt collector through any medium of
> communication, such as in writing, electronically, or orally.

> (A) Any prior debt collector obtained the email address in accordance with paragraph (d)(4)(i) or (ii) of this
> section; (B) The immediately prior debt collector used the email address to communicate with the consumer about the
> debt; and (C) The consumer did not opt out of such communications.

> the immediately prior debt collector is the debt collector immediately preceding the current debt collector.

Covers: regf.6d4i.A-email-used-by-consumer, regf.6d4i.B-email-consent, regf.6d4iii-prior-collector
Not modelled: an e-mail of the consumer that is older than what a dossier holds; it is not relied on.
"""

from __future__ import annotations

from collections.abc import Iterator

from accounts.record import Id
from compliance.law.us.reg_f.s06_d_4_ii_creditor import Creditors, noticed
from compliance.law.us.reg_f.s06_d_limb import Limb, about, agreed, closed_since, unfit, written
from compliance.law.us.reg_f.s14_h_media import standing
from compliance.parameters import Parameters
from compliance.proposal import Proposal

CITES = "12 CFR 1006.6(d)(4)"


class Prior(Parameters):
    """Under which paragraphs a prior debt collector may have obtained an address."""

    obtained_under: frozenset[str]


class Emails(Prior, Creditors):
    """What lets an e-mail address be used."""


def limbs(proposal: Proposal, debt: Id, values: Emails) -> Iterator[Limb]:
    """Yield every limb that something in the dossier speaks of, tried for that debt."""
    yield from apart_from_creditor(proposal, debt, values)
    if limb := noticed(proposal, debt, values):
        yield limb


def apart_from_creditor(proposal: Proposal, debt: Id, values: Prior) -> Iterator[Limb]:
    """Yield the limbs of paragraphs (i) and (iii): they let an employer's address be used too (1006.22(f)(3))."""
    if limb := _used(proposal, debt):
        yield limb
    if limb := _consented(proposal, debt):
        yield limb
    if limb := _handed_on(proposal, debt, values):
        yield limb


def _used(proposal: Proposal, debt: Id) -> Limb | None:
    """Try whether the consumer wrote to us from it about the debt."""
    wrote = written(proposal)
    if not wrote:
        return None
    limb, cites = "regf.6d4i.A-email-used-by-consumer", f"{CITES}(i)(A)"
    on_it = [mail for mail in wrote if about(mail, debt)]
    if not on_it:
        return Limb(limb, cites, "what the consumer wrote from it was not about this debt")
    if closed_since(proposal, on_it[-1].at):
        return Limb(limb, cites, "the consumer wrote from it and asked us since not to write there")
    return Limb(limb, cites, f"the consumer wrote from it about the debt on {on_it[-1].at:%Y-%m-%d}", passes=True)


def _consented(proposal: Proposal, debt: Id) -> Limb | None:
    """Try whether the consumer agreed, directly with us, to its use about the debt."""
    given = agreed(proposal)
    if not given:
        return None
    limb, cites = "regf.6d4i.B-email-consent", f"{CITES}(i)(B)"
    fit = [consent for consent in given if unfit(proposal, consent, debt) is None]
    if not fit:
        return Limb(limb, cites, f"the consent of {given[-1].at:%Y-%m-%d} {unfit(proposal, given[-1], debt)}")
    return Limb(limb, cites, f"the consumer consented on {fit[-1].at.date()} ({fit[-1].via})", passes=True)


def _handed_on(proposal: Proposal, debt: Id, values: Prior) -> Limb | None:
    """Try whether a collector before us obtained it properly and the last one used it, without an opt-out."""
    known = proposal.dossier.debt(debt)
    before = known.prior_collectors if known else ()
    had = [one for one in before if one.address == proposal.to]
    if not had:
        return None
    limb, cites = "regf.6d4iii-prior-collector", f"{CITES}(iii)"
    if not any(way in (one.obtained_under or "") for one in had for way in values.obtained_under):
        return Limb(
            limb, f"{cites}(A)", "no collector before us is known to have obtained it from consumer or creditor"
        )
    last = before[-1]
    if last.address != proposal.to or not last.used:
        return Limb(limb, f"{cites}(B)", f"the collector just before us ({last.name}) did not use it")
    if any(one.opted_out for one in before if one.address in (None, proposal.to)) or standing(proposal):
        return Limb(limb, f"{cites}(C)", "the consumer opted out of e-mail to it")
    return Limb(limb, cites, f"the collector just before us ({last.name}) used it without an opt-out", passes=True)
