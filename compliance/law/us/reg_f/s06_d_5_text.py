"""Which telephone numbers may be texted about a debt: 1006.6(d)(5).

> (i) The consumer used the telephone number to communicate with the debt collector about the debt by text message, the
> consumer has not since opted out of text message communications to that telephone number, and within the past 60 days
> either: (A) The consumer sent the text message described in paragraph (d)(5)(i) of this section or a new text message
> to the debt collector from that telephone number; or (B) The debt collector confirmed, using a complete and accurate
> database, that the telephone number has not been reassigned from the consumer to another user since the date of the
> consumer's most recent text message to the debt collector from that telephone number; or (ii) The debt collector
> received directly from the consumer prior consent to use the telephone number to communicate with the consumer about
> the debt by text message, the consumer has not since withdrawn that consent, and within the past 60 days the debt
> collector either: (A) Obtained the prior consent described in paragraph (d)(5)(ii) of this section or renewed consent
> from the consumer; or

Covers: regf.6d5i-text-used, regf.6d5ii-text-consent, regf.6d5-60-day, regf.6d5-database

Reading: comment 6(d)(5)(i)-1, a telephone call from the number is no text from it.
Reading: AMB-18, the day of the text, the consent or the check is the first of the sixty.
Reading: no creditor and no collector before us can hand on the right to text.
Not modelled: a text that is older than what a dossier holds; it is not relied on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accounts.basis import NumberCheck
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f.s06_d_limb import Limb, about, age, agreed, closed_since, places, unfit, written
from compliance.parameters import Parameters
from compliance.proposal import Proposal

CITES = "12 CFR 1006.6(d)(5)"


class Texts(Parameters):
    """How long a text, a consent or a check counts, and which databases confirm anything."""

    fresh_days: int
    databases: frozenset[str]


def limbs(proposal: Proposal, debt: Id, values: Texts) -> Iterator[Limb]:
    """Yield every limb that something in the dossier speaks of, tried for that debt."""
    if limb := _used(proposal, debt, values):
        yield limb
    if limb := _consented(proposal, debt, values):
        yield limb


def _used(proposal: Proposal, debt: Id, values: Texts) -> Limb | None:
    """Try whether the consumer texted us from it about the debt, and it is still theirs."""
    wrote = written(proposal)
    if not wrote:
        return None
    limb, cites = "regf.6d5i-text-used", f"{CITES}(i)"
    on_it = [text for text in wrote if about(text, debt)]
    if not on_it:
        return Limb(limb, cites, "what the consumer texted from it was not about this debt")
    if closed_since(proposal, on_it[-1].at):
        return Limb(limb, cites, "the consumer texted from it and asked us since not to text there")
    says = f"the consumer texted from it on {wrote[-1].at:%Y-%m-%d}"
    return _stale(proposal, wrote[-1].at, cites, says, values) or Limb(limb, cites, says, passes=True)


def _consented(proposal: Proposal, debt: Id, values: Texts) -> Limb | None:
    """Try whether the consumer agreed, directly with us, to texts about the debt, and it is still theirs."""
    given = agreed(proposal)
    if not given:
        return None
    limb, cites = "regf.6d5ii-text-consent", f"{CITES}(ii)"
    fit = [consent for consent in given if unfit(proposal, consent, debt) is None]
    if not fit:
        return Limb(limb, cites, f"the consent of {given[-1].at:%Y-%m-%d} {unfit(proposal, given[-1], debt)}")
    says = f"the consumer consented on {fit[-1].at:%Y-%m-%d} ({fit[-1].via})"
    return _stale(proposal, fit[-1].at, cites, says, values) or Limb(limb, cites, says, passes=True)


def _stale(proposal: Proposal, since: datetime, cites: str, says: str, values: Texts) -> Limb | None:
    """Return why the number may no longer be the consumer's; None if text, consent or check is recent enough.

    > the database established by the FCC in In re Advanced Methods to Target & Eliminate Unlawful Robocalls (33 FCC
    > Rcd. 12024 (Dec. 12, 2018)) qualifies as a complete and accurate database, as does any commercially available
    > database that is substantially similar in terms of completeness and accuracy to the FCC's database.

    Reading: only "not reassigned" confirms; it must cover the time since the consumer's last text or consent.
    Reading: a check that finds the number reassigned closes it, however recent the text or consent before it.
    """
    checks = [check for check in proposal.dossier.of(NumberCheck) if check.number == proposal.to]
    if any(check.result == "reassigned" and check.at >= since for check in checks):
        return Limb("regf.6d5-database", cites, f"{says}, and the number was found to be reassigned since")
    if age(proposal, since) < values.fresh_days:
        return None
    confirming = [check for check in checks if _confirms(proposal, check, since, values)]
    if any(age(proposal, check.at) < values.fresh_days for check in confirming):
        return None
    too_old = f"{says}: {values.fresh_days} days ago or more"
    if confirming:
        last = f"{confirming[-1].at:%Y-%m-%d}"
        return Limb("regf.6d5-60-day", cites, f"{too_old}, and so is the last check of the number ({last})")
    if checks:
        return Limb("regf.6d5-database", cites, f"{too_old}, and no database that counts shows it still theirs since")
    return Limb("regf.6d5-60-day", cites, f"{too_old}, and nobody has checked since that the number is still theirs")


def _confirms(proposal: Proposal, check: NumberCheck, since: datetime, values: Texts) -> bool:
    """Return whether a check shows that the number was not reassigned since that instant."""
    covered = check.since
    return (
        check.result == "not_reassigned"
        and check.database in values.databases
        and covered is not None
        and all(covered <= day for day in zones.dates(since, places(proposal)))
    )
