"""A postdated instrument is deposited not before its date and, where far ahead, after a notice: 1006.22(c)."""

from __future__ import annotations

from datetime import date, timedelta

from compliance import zones
from compliance.acts import Deposit
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.law.us.reg_f.s34_b_5_validation_period import counts
from compliance.parameters import Nothing, Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)
DAY = timedelta(days=1)


class Notice(Parameters):
    """When a notice is needed, and in which days before the deposit it is sent."""

    postdated_days: int
    """Postdated by more than so many calendar days, it needs the notice."""
    fewest_days: int
    most_days: int
    """Days without Saturdays, Sundays and holidays; neither end is used."""


@deed_rule(of=Deposit, parameters=Notice, id="regf.22c1-postdated-notice", cites="12 CFR 1006.22(c)(1)", since=SINCE)
def postdated_notice(deed: Deed[Deposit], notice: Notice) -> Objection | None:
    """Object to depositing what was postdated by more than five days, without a notice in the days before.

    > Accept from any person a check or other payment instrument postdated by more than five days unless such person is
    > notified in writing of the debt collector's intent to deposit such check or instrument not more than ten, nor less
    > than three, days (excluding legal public holidays identified in 5 U.S.C. 6103(a), Saturdays, and Sundays) prior to
    > such deposit.

    Reading: AMB-32, a payment by card or from a bank account that is set for a later day is such an instrument.
    Reading: AMB-33, whether the end days belong to the count is open, so neither is used: four to nine days before.
    Reading: AMB-39, both counts must fit: with and without the weekdays off in lieu of a holiday on a weekend.
    Reading: the five days are calendar days; what was taken on a day we do not know was postdated by more.
    """
    act = deed.act
    if act.accepted_on is not None and (act.instrument_date - act.accepted_on).days <= notice.postdated_days:
        return None
    if act.notice_sent is None:
        says = "it was postdated by more than five days, and no notice of the deposit was sent"
        return objection(postdated_notice.id, postdated_notice.cites, says)
    found = {n for day in deed.dates for n in days_before(day, act.notice_sent)}
    if all(notice.fewest_days < n < notice.most_days for n in found):
        return None
    says = f"its notice was sent {' or '.join(map(str, sorted(found)))} business days before the deposit"
    return objection(postdated_notice.id, postdated_notice.cites, says)


@deed_rule(of=Deposit, parameters=Nothing, id="regf.22c3-early-deposit", cites="12 CFR 1006.22(c)(3)", since=SINCE)
def early_deposit(deed: Deed[Deposit], _: Nothing) -> Objection | None:
    """Object to depositing an instrument before the date on it.

    > Deposit or threaten to deposit any postdated check or other postdated payment instrument prior to the date on such
    > check or instrument.

    Not modelled: that one is solicited in order to threaten prosecution, 1006.22(c)(2); no message of ours may do that.
    """
    dated = deed.act.instrument_date
    if deed.dates[0] >= dated:
        return None
    lawful = zones.after(dated - DAY, (*zones.of(deed.dossier), deed.dossier.collector.zone))
    return objection(early_deposit.id, early_deposit.cites, f"it is dated {dated:%B %-d}", lawful)


def days_before(deposit: date, sent: date) -> tuple[int, int]:
    """Return how many days that count lie from a notice up to the deposit: with days off in lieu left out, and not."""
    days = [sent + n * DAY for n in range((deposit - sent).days)]
    return sum(map(counts, days)), sum(counts(day, in_lieu=False) for day in days)
