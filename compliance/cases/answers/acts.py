"""Acts: may this be furnished, sued on, filed, sold, deposited, accepted, applied; by the guard's own path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from accounts.dossier import Dossier
from compliance import acts
from compliance.acts import Act, Venue
from compliance.cases.facts import Given, cents
from compliance.cases.question import Answer, Question, debts, guard
from compliance.decision import Finding, Objection
from compliance.deed import Deed
from compliance.law.us.reg_f import s30_a_furnish

RULEBOOK = {
    "regf.26b-suit": "regf.26b-time-barred",
    "regf.38-cease-suit": "regf.38d2-cease-until-verified",
    "regf.38-cease-furnishing": "regf.38d2-cease-until-verified",
}
"""The rulebook has one id where a message and an act are two provisions of ours."""

KINDS = {
    "to_owner": "transfer_to_owner",
    "previous_owner": "transfer_to_previous_owner",
    "merger": "merger",
    "acquisition": "acquisition",
    "assumption": "purchase_and_assumption",
    "assets": "substantially_all_assets",
    "securiti": "securitization",
    "pledge": "portfolio_pledge",
    "analytic": "analytics",
    "scrub": "scrubbing",
    "archiv": "archiving",
    "report": "report_status_to_cra",
}
"""The kinds of transfer, by what a case's word for one contains."""

VENUES = {"propert": "property", "resid": "residence", "home": "residence", "sign": "contract", "contract": "contract"}
"""The venues, by what a case's word for one contains."""


def judged(dossier: Dossier, act: Act, ask: Given, at: datetime) -> Answer:
    """Answer whether an act may be done, with every objection and every piece of advice."""
    found = guard(ask).objects_to(Deed(act, dossier, at))
    objections = [f for f in found if isinstance(f, Objection)]
    return {
        "allowed": not objections,
        "because": RULEBOOK.get(objections[0].rule, objections[0].rule) if objections else None,
        "objections": [objection.model_dump(mode="json", exclude={"kind"}) for objection in objections],
        "flags": [f.rule for f in found if isinstance(f, Finding)],
    }


def _furnish(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    told = {key: ask[key] for key in ("cra", "marks_disputed") if key in ask}
    return judged(dossier, acts.Furnish(debts=debts(dossier, ask), **told), ask, at)


def _earliest_furnish(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    days = [s30_a_furnish.earliest(dossier, debt, at) for debt in debts(dossier, ask)]
    known = [day for day in days if day is not None]
    return {"date": max(known).isoformat() if known and len(known) == len(days) else None}


def _sue(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    of_property = "propert" in str(ask.get("enforces") or "")
    lawful: Venue = "property" if of_property else "residence"
    where = cast(Venue, _worded(ask["venue"], VENUES, "elsewhere")) if ask.get("venue") else lawful
    act = acts.Sue(debts=debts(dossier, ask), venue=where, enforces="real_property" if of_property else "debt")
    return judged(dossier, act, ask, at)


def _file_proof_of_claim(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return judged(dossier, acts.FileProofOfClaim(debts=debts(dossier, ask)), ask, at)


def _sell(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    told = {key: ask[key] for key in ("original_contract_allows", "tells_transferee_of_discharge") if key in ask}
    kind = ask.get("kind", "sale")
    kind = kind if "other" in kind else _worded(kind, KINDS, kind)
    return judged(dossier, acts.Sell(debts=debts(dossier, ask), kind=kind, **told), ask, at)


def _deposit(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    told = {key: ask[key] for key in ("instrument_date", "accepted_on", "notice_sent") if key in ask}
    return judged(dossier, acts.Deposit(debts=debts(dossier, ask), **told), ask, at)


def _accept_payment(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    amounts, allowed = _named(ask["amounts"]), ask.get("authorized")
    authorized = amounts if allowed is True else _named(allowed or ()) - _exceeding(ask["amounts"], allowed)
    act = acts.AcceptPayment(debts=debts(dossier, ask), amounts=amounts, authorized=authorized)
    return judged(dossier, act, ask, at)


def _apply_payment(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    directed = ask.get("directions")
    act = acts.ApplyPayment(
        debts=debts(dossier, ask),
        apply_to=tuple(sorted(_named(ask["apply_to"]))),
        directions=None if directed is None else tuple(sorted(_named(directed))),
    )
    return judged(dossier, act, ask, at)


def _worded(word: str, known: Mapping[str, str], otherwise: str) -> str:
    return next((ours for part, ours in known.items() if part in word), otherwise)


def _named(told: str | Iterable[Any] | Mapping[str, Any]) -> frozenset[str]:
    """Return what is named: one name, several, or the keys of a table whose values do not deny them."""
    if isinstance(told, str):
        return frozenset({told})
    if isinstance(told, Mapping):
        return frozenset(name for name, value in told.items() if value not in (False, None))
    return frozenset(told)


def _exceeding(asked: object, allowed: object) -> frozenset[str]:
    """Return the names of which more is asked than allowed, where both are tables of amounts."""
    if not (isinstance(asked, Mapping) and isinstance(allowed, Mapping)):
        return frozenset()
    figures = {name: [cents(table[name]) for table in (asked, allowed)] for name in _figures(asked) & _figures(allowed)}
    return frozenset(name for name, (wanted, most) in figures.items() if wanted > most)


def _figures(table: Mapping[str, Any]) -> set[str]:
    return {name for name, value in table.items() if isinstance(value, str | int) and not isinstance(value, bool)}


_DEBTS = frozenset({"debts"})

ANSWERS = {
    "furnish": Question(_furnish, _DEBTS | {"cra", "marks_disputed"}),
    "earliest_furnish": Question(_earliest_furnish, _DEBTS | {"cra", "marks_disputed"}),
    "sue": Question(_sue, _DEBTS | {"venue", "enforces", "believes_timely"}),
    "file_proof_of_claim": Question(_file_proof_of_claim, _DEBTS),
    "sell": Question(_sell, _DEBTS | {"kind", "original_contract_allows", "tells_transferee_of_discharge"}),
    "deposit_instrument": Question(_deposit, _DEBTS | {"instrument_date", "accepted_on", "notice_sent"}),
    "accept_payment": Question(_accept_payment, _DEBTS | {"amounts", "authorized"}),
    "apply_payment": Question(_apply_payment, _DEBTS | {"apply_to", "directions"}),
}
