"""Integrators: what the API is made of, and who tells integrators what happened, joined from the house."""

from __future__ import annotations

from app import wiring
from app.wiring import House
from web.api.asking import Asking
from web.api.gate import Rates
from web.api.given import Parts
from web.events.herald import Herald
from web.events.posting import Poster, read_networks


def herald(house: House) -> Herald:
    """Return who tells integrators; by the machine's clock, for receivers hold our times against theirs."""
    poster = Poster(read_networks(house.settings.webhook_networks))
    return Herald(house.store, wiring.system_clock, poster, house.offload)


def parts(house: House, told_by: Herald) -> Parts:
    """Return what the API is made of."""
    return Parts(
        store=house.store,
        clock=house.clock,
        asking=Asking(house.guard, house.composer),
        gateway=house.gateway,
        templates=frozenset((step.template, step.medium) for step in house.steps),
        rates=Rates(house.settings.api_rate, house.clock),
        real=told_by.clock,
        networks=told_by.poster.networks,
    )
