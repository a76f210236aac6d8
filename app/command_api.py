"""`duly api keys` and `duly webhooks`: who may come in as an integrator, and where integrators are told of events."""

from __future__ import annotations

import re
from typing import Annotated, get_args

import typer
from rich.table import Column, Table

from accounts import api_keys, deliveries
from accounts.errors import BadInput
from accounts.integrator import ApiKey, Delivery, Scope, State
from accounts.record import new_id
from app import settings, wiring
from app.commands import AsJson, clock_in_use, instant, opened_store
from app.terminal import out, plain, print_json
from web.api import endpoints, gate
from web.events import herald, kinds
from web.events.posting import read_networks

api = typer.Typer(help="The API for integrators.", no_args_is_help=True)
keys = typer.Typer(
    help="Keys by which integrators come in; each is shown once and kept as a hash.", no_args_is_help=True
)
api.add_typer(keys, name="keys")
webhooks = typer.Typer(help="Where integrators are told of events, and what arrived there.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Who comes with it: small letters, digits and hyphens.")]
EndpointId = Annotated[str, typer.Argument(metavar="ENDPOINT", help="An id of `duly webhooks list`.")]

_SCOPES: tuple[Scope, ...] = get_args(Scope)


@keys.command("add")
def add_key(
    name: Name,
    scopes: Annotated[
        str, typer.Option("--scopes", help="What it may do, by commas: read, decide, write.")
    ] = "read,decide",
    json: AsJson = False,
) -> None:
    """Make a key and show it, this once."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise BadInput(f"{name[:60]!r} is no name of a key: use at most 40 small letters, digits and hyphens")
    wanted = {one.strip() for one in scopes.split(",")}
    if unknown := sorted(wanted - {*_SCOPES}):
        raise BadInput(f"--scopes: there is no scope {unknown[0]!r}; there are {', '.join(_SCOPES)}")
    key = gate.new_key()
    granted = tuple(one for one in _SCOPES if one in wanted)
    made = ApiKey(id=new_id(), name=name, scopes=granted, made_at=clock_in_use()())
    with opened_store() as store, store.transaction() as unit:
        api_keys.add(unit, made, gate.digest(key))
    if json:
        print_json(made.model_dump(mode="json") | {"key": key})
        return
    out.print(f"{name} may {', '.join(granted)}. This key is shown once:", markup=False)
    out.print(key, markup=False, soft_wrap=True)


@keys.command("list")
def list_keys(json: AsJson = False) -> None:
    """Show every key there ever was: its scopes, when it was used last, whether it was revoked."""
    with opened_store() as store, store.reading() as reading:
        found = api_keys.everybody(reading)
    if json:
        print_json([key.model_dump(mode="json") for key in found])
        return
    table = Table("name", "scopes", "made", "last used", "revoked", box=None, padding=(0, 2, 0, 0))
    for key in found:
        days = (f"{at:%Y-%m-%d %H:%M} UTC" if at else "-" for at in (key.made_at, key.last_used_at, key.revoked_at))
        table.add_row(plain(key.name), " ".join(key.scopes), *days)
    out.print(table if found else "There is no key yet: duly api keys add NAME")


@keys.command("revoke")
def revoke_key(name: Name, json: AsJson = False) -> None:
    """End a key at once; its name is not given again."""
    with opened_store() as store, store.transaction() as unit:
        revoked = api_keys.revoke(unit, name, clock_in_use()())
    if json:
        print_json(revoked.model_dump(mode="json"))
        return
    out.print(f"{name} is revoked: from now on it is answered 401.", markup=False)


@webhooks.command("add")
def add_endpoint(
    url: Annotated[str, typer.Argument(help="https, on the public internet.")],
    events: Annotated[str, typer.Option("--events", help="Kinds of event, by commas; none is all of them.")] = "",
    words: Annotated[bool, typer.Option("--words", help="Tell it what people wrote as well.")] = False,
    json: AsJson = False,
) -> None:
    """Register an address and show its secret, this once; it is told of what happens from now on."""
    networks = read_networks(settings.load().webhook_networks)
    named = tuple(one.strip() for one in events.split(",") if one.strip())
    with opened_store() as store:
        made, secret = endpoints.register(store, url, named, wiring.system_clock(), networks, words=words)
    if json:
        print_json({"endpoint": made.model_dump(mode="json"), "secret": secret})
        return
    out.print(f"{made.id} is told of {len(made.events)} kinds of event. Its secret is shown once:", markup=False)
    out.print(secret, markup=False, soft_wrap=True)


@webhooks.command("events")
def list_events(json: AsJson = False) -> None:
    """Show the kinds of event there are."""
    if json:
        print_json({name: kind.says for name, kind in kinds.kinds().items()})
        return
    table = Table("event", "", box=None, padding=(0, 2, 0, 0))
    for name, kind in kinds.kinds().items():
        table.add_row(name, kind.says)
    out.print(table)


@webhooks.command("list")
def list_endpoints(json: AsJson = False) -> None:
    """Show every endpoint, and how it is doing."""
    with opened_store() as store, store.reading() as reading:
        found, counts = deliveries.everywhere(reading), deliveries.counts(reading)
    if json:
        print_json([e.model_dump(mode="json") | {s: counts.get((e.id, s), 0) for s in get_args(State)} for e in found])
        return
    for one in found:
        out.print(f"[bold]{one.id}[/bold]  {plain(one.url)}", soft_wrap=True)
        numbers = ", ".join(f"{counts.get((one.id, state), 0)} {state}" for state in get_args(State))
        says = f"; disabled: {one.disabled_because}" if one.disabled_at else "; failing" if one.failing_since else ""
        out.print(f"    {numbers}{says}", soft_wrap=True, markup=False)
        out.print(f"    {' '.join(one.events)}{' and what people wrote' if one.words else ''}", soft_wrap=True)
    if not found:
        out.print("There is no endpoint yet: duly webhooks add URL")


@webhooks.command("log")
def show_log(
    endpoint: Annotated[str | None, typer.Argument(metavar="[ENDPOINT]", help="None: all of them.")] = None,
    state: Annotated[str | None, typer.Option("--state", help="waiting, delivered or parked.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
    json: AsJson = False,
) -> None:
    """Show what was sent, what waits and what was given up, the newest first."""
    if state not in (None, *get_args(State)):
        raise BadInput(f"--state {state!r} is none; there are {', '.join(get_args(State))}")
    with opened_store() as store, store.reading() as reading:
        if endpoint is not None:
            deliveries.find(reading, endpoint)
        found = deliveries.log(reading, endpoint, state=state, limit=limit)
    if json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    whole = Column("webhook-id", no_wrap=True, min_width=36)
    table = Table(whole, "event", "state", "tries", "last", "answer", box=None, padding=(0, 2, 0, 0))
    for one in found:
        table.add_row(
            one.event, one.kind, one.state, str(one.tries), _day(one), plain(one.says or str(one.status or ""))
        )
    out.print(table)


@webhooks.command("replay")
def replay(
    endpoint: EndpointId,
    since: Annotated[str | None, typer.Option("--since", help="An instant, ISO 8601 with an offset.")] = None,
    event: Annotated[str | None, typer.Option("--id", help="One event, by its webhook-id.")] = None,
    json: AsJson = False,
) -> None:
    """Send again what an endpoint missed, also from before it was registered; it knows repetitions by their id."""
    if (since is None) == (event is None):
        raise BadInput("name either --since INSTANT or --id EVENT")
    with opened_store() as store, store.transaction() as unit:
        found = deliveries.find(unit, endpoint)
        at = wiring.system_clock()
        count = herald.replay(unit, found, at, since=instant(since, "--since"), event=event)
    if json:
        print_json({"replayed": count})
        return
    out.print(f"{count} events are on their way again." + (" The endpoint is disabled." if found.disabled_at else ""))


@webhooks.command("rotate")
def rotate(endpoint: EndpointId, json: AsJson = False) -> None:
    """Give an endpoint a new secret; for 24 hours the old one signs beside it."""
    with opened_store() as store:
        secret = endpoints.rotate(store, endpoint, wiring.system_clock())
    if json:
        print_json({"secret": secret})
        return
    out.print(secret, markup=False, soft_wrap=True)


@webhooks.command("enable")
def enable(endpoint: EndpointId, json: AsJson = False) -> None:
    """Tell a disabled endpoint again, beginning where it stood."""
    with opened_store() as store, store.transaction() as unit:
        deliveries.enable(unit, endpoint, wiring.system_clock())
    _done("enabled", json=json)


@webhooks.command("remove")
def remove(endpoint: EndpointId, json: AsJson = False) -> None:
    """Forget an endpoint, and what was on its way there."""
    with opened_store() as store, store.transaction() as unit:
        deliveries.remove(unit, endpoint, wiring.system_clock())
    _done("removed", json=json)


def _done(what: str, *, json: bool) -> None:
    if json:
        print_json({what: True})
    else:
        out.print(f"The endpoint is {what}.")


def _day(one: Delivery) -> str:
    return f"{one.last_at:%Y-%m-%d %H:%M:%S} UTC" if one.last_at else "-"
