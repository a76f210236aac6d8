"""Facts of a placement: what a row says of the consumer's addresses, choices, attorney and standing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from accounts import places
from accounts.basis import AccountUse, CreditorNotice, CreditorOptOut, CreditorStop, NumberCheck, StateNotice
from accounts.consent import CeaseRequest, Consent, OptOut, Preference
from accounts.consumer import ContactPoint, EmployerProhibits, Hold, PointKind, Representation
from accounts.contact import Medium
from accounts.dossier import Fact
from accounts.notice import ValidationSent
from accounts.placement_rows import PlacementRow
from accounts.record import Id, new_id


def points(row: PlacementRow, at: datetime) -> list[ContactPoint]:
    """Return the contact points of a row, each address once.

    A number given twice, once at work, is at work: that is the stricter of the two.
    """
    found: dict[tuple[PointKind, str], ContactPoint] = {}
    for point in (*_phones(row, at), *_emails(row, at), *_addresses(row, at)):
        key = (point.kind, point.address)
        held = found.get(key)
        if held is None:
            found[key] = point
        elif point.place == "work":
            found[key] = held.model_copy(update={"place": "work", "domain": point.domain})
    return list(found.values())


def _phones(row: PlacementRow, at: datetime) -> Iterator[ContactPoint]:
    for number, line, place in (
        (row.mobile_phone, "mobile", None),
        (row.home_phone, "unknown", "home"),
        (row.work_phone, "unknown", "work"),
        (row.other_phone, "unknown", None),
    ):
        if number:
            yield _point(at, kind="phone", address=number, line=line, place=place, zones=places.phone_zones(number))


def _emails(row: PlacementRow, at: datetime) -> Iterator[ContactPoint]:
    for address, place, domain in (
        (row.email, None, row.email_domain or "unknown"),
        (row.other_email, None, "unknown"),
        (row.work_email, "work", "reserved"),
    ):
        if address:
            yield _point(at, kind="email", address=address, place=place, domain=domain)


def _addresses(row: PlacementRow, at: datetime) -> Iterator[ContactPoint]:
    for place, street, second, city, given, code in (
        ("home", row.street, row.street_2, row.city, row.state, row.zip),
        ("work", row.work_street, None, row.work_city, row.work_state, row.work_zip),
    ):
        known = places.zip_place(code) if code else None
        state = given or (known[0] if known else None)
        lines = (street or "", second or "", city or "")
        if any(lines) or state:
            end = " ".join(part for part in (state, code) if part)
            yield _point(
                at,
                kind="postal",
                address=", ".join(part for part in (*lines, end) if part),
                place=place,
                state=state,
                zip=code,
                postal=lines,
                zones=row.zones(state, code),
            )


def _point(at: datetime, **known: Any) -> ContactPoint:
    return ContactPoint.model_validate({"id": new_id(), "since": at, **known})


def facts(row: PlacementRow, debt: Id, at: datetime) -> Iterator[tuple[Fact, bool]]:
    """Yield (fact, whether the row dates it) for everything a row says beside addresses and amounts.

    A day is taken from its first instant in UTC, which is earlier than anywhere in the United States: a
    consent is never held for more recent than it is, a request never for later. What has no date is known
    since the placement.
    """
    yield from _choices(row, debt, at)
    yield from _basis(row, debt, at)
    if row.validation_notice_date:
        sent = _begin(row.validation_notice_date, at)
        yield ValidationSent(id=new_id(), at=sent, debts=(debt,), via="mail", in_initial=True), True
    if row.state_notice:
        given = _begin(row.state_notice_date, at)
        told = {"id": new_id(), "at": given, "notice": row.state_notice, "debts": (debt,), "via": row.state_notice_via}
        yield StateNotice.model_validate(told), True
    if row.attorney_name or row.attorney_address:
        yield (
            Representation(
                id=new_id(),
                at=_begin(row.attorney_date, at),
                debts=(debt,),
                identified=bool(row.attorney_name and row.attorney_address),
                ascertainable=not (row.attorney_name and row.attorney_address),
                name=row.attorney_name,
                address=row.attorney_address,
                source="creditor",
            ),
            row.attorney_date is not None,
        )
    if row.employer_prohibits:
        yield EmployerProhibits(id=new_id(), at=at), False
    if row.hold:
        told = {"id": new_id(), "at": at, "why": row.hold, "says": "told by the creditor"}
        yield Hold.model_validate(told), False


def _choices(row: PlacementRow, debt: Id, at: datetime) -> Iterator[tuple[Fact, bool]]:
    for scope, address, day, giver in (
        ("sms", row.mobile_phone or row.other_phone, row.sms_consent_date, row.sms_consent_given_to),
        ("email", row.email, row.email_consent_date, row.email_consent_given_to),
    ):
        if day:
            yield (
                Consent.model_validate(
                    {
                        "id": new_id(),
                        "at": _begin(day, at),
                        "scope": scope,
                        "address": address,
                        "via": "placement",
                        "given_to": giver,
                    }
                ),
                True,
            )
    for medium, refused in (
        (Medium.SMS, row.opt_out_sms),
        (Medium.EMAIL, row.opt_out_email),
        (Medium.CALL, row.opt_out_calls),
    ):
        if refused:
            yield OptOut(id=new_id(), at=at, medium=medium, via="placement"), False
    if row.cease_date:
        yield CeaseRequest(id=new_id(), at=_begin(row.cease_date, at), debts=(debt,), via=row.cease_via), True
    if row.inconvenient_days or row.inconvenient_from or row.inconvenient_place:
        yield (
            Preference.model_validate(
                {
                    "id": new_id(),
                    "at": at,
                    "days": row.inconvenient_days,
                    "from": row.inconvenient_from,
                    "to": row.inconvenient_to,
                    "place": row.inconvenient_place,
                    "source": "creditor",
                }
            ),
            False,
        )


def _basis(row: PlacementRow, debt: Id, at: datetime) -> Iterator[tuple[Fact, bool]]:
    """Yield what lets us use an e-mail address or a number, or speaks against it (1006.6(d)(4) and (5))."""
    if row.email and row.email_used_for:
        used = AccountUse(id=new_id(), at=at, address=row.email, content=row.email_used_for, debts=(debt,))
        yield used, False
    if row.email and row.email_stopped:
        yield CreditorStop(id=new_id(), at=at, address=row.email), False
    if row.email and row.email_notice_date:
        yield (
            CreditorNotice(
                id=new_id(),
                at=_begin(row.email_notice_date, at),
                debts=(debt,),
                medium=row.email_notice_via,
                address=row.email,
                sent_to_account_address="to_account_address" in row.email_notice_says,
                collector_named="names_us" in row.email_notice_says,
                says_may_use="may_use" in row.email_notice_says,
                says_others_may_see="others_may_see" in row.email_notice_says,
                opt_out_method=row.email_notice_opt_out or "none",
                reply_to=row.email_notice_reply_to,
                deadline=row.email_notice_deadline,
            ),
            True,
        )
    if row.email and row.email_notice_refused:
        yield CreditorOptOut(id=new_id(), at=_begin(row.email_notice_refused, at), address=row.email), True
    number = row.mobile_phone or row.other_phone
    if number and row.number_check_date:
        yield (
            NumberCheck.model_validate(
                {
                    "id": new_id(),
                    "at": _begin(row.number_check_date, at),
                    "number": number,
                    "database": row.number_check_database,
                    "since": row.number_check_since,
                    "result": row.number_check_result,
                }
            ),
            True,
        )


def fact_key(fact: Fact, dated: bool) -> str:
    """Return what two tellings of the same thing share: everything but their ids and, undated, their instant."""
    left_out = {"id"} if dated else {"id", "at"}
    return fact.model_dump_json(exclude=left_out, by_alias=True)


def _begin(day: date | None, at: datetime) -> datetime:
    return at if day is None else min(at, datetime.combine(day, time.min, UTC))
