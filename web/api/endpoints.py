"""Endpoints: where integrators want to be told of events; made, listed, rotated, looked into and replayed."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field, StringConstraints, field_validator

from accounts import deliveries
from accounts.errors import BadInput
from accounts.integrator import Delivery, Endpoint
from accounts.record import Id, new_id
from accounts.store import Store
from web.api.gate import allows
from web.api.given import UUID, Given, GivenId, GivenInstant, Limit, Parts
from web.api.problems import Problem
from web.events import herald, kinds, signing
from web.events.posting import Network, checked_url

BOTH = timedelta(hours=24)
"""How long the old secret signs beside the new one."""

MOST = 50
"""Endpoints that there may be: each reads the ledger on."""

EndpointId = Annotated[str, Path(pattern=UUID, description="An endpoint's id.")]


class EndpointGiven(Given):
    """An address that is to be told of events."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    """https, on the public internet."""
    events: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """The kinds of event; none named is every kind there is now."""

    @field_validator("events")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return checked_events(value)


class EndpointMade(BaseModel):
    """An endpoint with its secret, which is shown this once."""

    endpoint: Endpoint
    secret: str = Field(examples=["whsec_…"])


class ReplayGiven(Given):
    """What is to be sent again: everything from an instant on, or one event."""

    since: GivenInstant | None = None
    event: GivenId | None = None


class Replayed(BaseModel):
    """How many events are on their way again."""

    replayed: int


class DeliveryPage(BaseModel):
    """Deliveries, the newest first."""

    items: list[Delivery]
    before: int | None
    """Give it as `before` for older ones; null: there are none."""


def checked_events(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds of event that were named; none is all.

    Raises:
        ValueError: there is no such kind.
    """
    if unknown := [one for one in given if one not in kinds.kinds()]:
        raise ValueError(f"there is no event {unknown[0][:60]!r}; there are {', '.join(kinds.kinds())}")
    return tuple(dict.fromkeys(given)) or tuple(kinds.kinds())


def register(
    store: Store, url: str, events: tuple[str, ...], at: Any, networks: tuple[Network, ...], *, words: bool = False
) -> tuple[Endpoint, str]:
    """Make an endpoint; returns it with its secret, which nobody is shown again.

    Raises:
        BadInput: the address may not be posted to, there is no such kind of event, or there are too many endpoints.
    """
    try:
        told = checked_events(events)
    except ValueError as error:
        raise BadInput(f"events: {error}") from error
    made = Endpoint(id=new_id(), url=checked_url(url, networks), events=told, words=words, made_at=at)
    secret = signing.new_secret()
    with store.transaction() as unit:
        if len(deliveries.everywhere(unit)) >= MOST:
            raise BadInput(f"there are {MOST} endpoints already; remove one first")
        deliveries.add(unit, made, secret)
    return made, secret


def rotate(store: Store, id: Id, at: Any) -> str:
    """Give an endpoint a new secret and return it; for a day both sign.

    Raises:
        NotFound: there is no such endpoint.
    """
    secret = signing.new_secret()
    with store.transaction() as unit:
        deliveries.rotate(unit, id, secret, at, at + BOTH)
    return secret


def router(parts: Parts) -> APIRouter:
    """Return the addresses at which integrators look after their endpoints."""
    routes = APIRouter(prefix="/webhooks", tags=["webhooks"], dependencies=[Depends(allows("write"))])

    @routes.post("", status_code=201, response_model=EndpointMade)
    def add(given: EndpointGiven) -> Any:
        """Register an address; it is told of what happens from now on. Keep the secret: it is shown this once."""
        made, secret = register(parts.store, given.url, given.events, parts.real(), parts.networks)
        return {"endpoint": made, "secret": secret}

    @routes.get("", response_model=list[Endpoint])
    def every() -> Any:
        """See all endpoints, and how each is doing."""
        with parts.store.reading() as reading:
            return deliveries.everywhere(reading)

    @routes.delete("/{endpoint}", status_code=204)
    def remove(endpoint: EndpointId) -> None:
        """Forget an endpoint, and what was on its way there."""
        with parts.store.transaction() as unit:
            deliveries.remove(unit, endpoint, parts.real())

    @routes.post("/{endpoint}/secret", response_model=EndpointMade)
    def new_secret(endpoint: EndpointId, _: Given) -> Any:
        """Change the secret: for 24 hours the old one signs beside it. The body is `{}`."""
        secret = rotate(parts.store, endpoint, parts.real())
        with parts.store.reading() as reading:
            return {"endpoint": deliveries.find(reading, endpoint), "secret": secret}

    @routes.post("/{endpoint}/enable", response_model=Endpoint)
    def enable(endpoint: EndpointId, _: Given) -> Any:
        """Be told again after an endpoint was disabled, beginning where it stood. The body is `{}`."""
        with parts.store.transaction() as unit:
            deliveries.enable(unit, endpoint, parts.real())
            return deliveries.find(unit, endpoint)

    @routes.get("/{endpoint}/deliveries", response_model=DeliveryPage)
    def log(
        endpoint: EndpointId, before: Annotated[int | None, Query(ge=0, lt=2**62)] = None, limit: Limit = 50
    ) -> Any:
        """See what was sent, what waits and what was given up."""
        with parts.store.reading() as reading:
            deliveries.find(reading, endpoint)
            found = deliveries.log(reading, endpoint, before=before, limit=limit)
        return {"items": found, "before": found[-1].sequence if len(found) == limit else None}

    @routes.post("/{endpoint}/replay", response_model=Replayed)
    def replay(endpoint: EndpointId, given: ReplayGiven) -> Any:
        """Be sent again what you missed, also from before you registered; know repetitions by their `webhook-id`."""
        if (given.since is None) == (given.event is None):
            raise Problem(422, "name either since or event", at="#/since")
        with parts.store.transaction() as unit:
            found = deliveries.find(unit, endpoint)
            return {"replayed": herald.replay(unit, found, parts.real(), since=given.since, event=given.event)}

    return routes
