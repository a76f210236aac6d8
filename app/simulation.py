"""Simulation: the web served with providers of our own behind every wire, for trials and for integrators' tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from pydantic import SecretStr

from accounts.errors import BadSettings
from app.settings import Settings
from app.wiring import system_clock
from channels.simulator import faults as faulty
from channels.simulator import pages
from channels.simulator.carrier import Carrier
from channels.simulator.mailbox import Mailbox
from channels.simulator.telnyx import Telnyx

OUR_NUMBER = "+18005550142"
BY_TELNYX = "+18005550143"
_HERE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Simulation:
    """The other side of the wires, and the settings by which they lead there."""

    settings: Settings
    pages: APIRouter
    says: tuple[str, ...]
    """For whoever started it."""


@contextmanager
def simulating(read: Settings, faults: Path | None) -> Iterator[Simulation]:
    """Yield providers of our own for as long as the block lasts; whatever providers are set up are not used.

    Args:
        read: the settings as they are.
        faults: a file that says what the providers do wrong; None: nothing.

    Raises:
        BadSettings: others than this machine could reach it.
        BadInput: the file holds something else.
    """
    if read.host not in _HERE:
        raise BadSettings(
            f"DULY_HOST is {read.host}: the simulator lies open, so it serves this machine only, 127.0.0.1"
        )
    host = f"[{read.host}]" if ":" in read.host else read.host
    url = f"http://{host}:{read.port}"
    sid, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    wrong = faulty.read(faults) if faults else None
    numbers = [OUR_NUMBER]
    hooks = f"{url}/webhooks/twilio"
    carrier = Carrier(
        sid, token, numbers, system_clock, f"{hooks}/sms", faults=wrong, voice_webhook=f"{hooks}/voice/answer"
    )
    telnyx = Telnyx(carrier, f"KEY{secrets.token_hex(16)}", BY_TELNYX, webhook=f"{url}/webhooks/telnyx")
    with Mailbox(system_clock, dice=carrier.dice) as mailbox:
        named = {
            "public_url": url,
            "smtp_url": mailbox.url,
            "twilio_account_sid": sid,
            "twilio_auth_token": SecretStr(token),
            "twilio_from": OUR_NUMBER,
            "twilio_api_base_url": f"{url}/simulator/carrier",
            "twilio_signing_key": None,
            "telnyx_api_key": SecretStr(telnyx.api_key),
            "telnyx_public_key": telnyx.public_key,
            "telnyx_from": BY_TELNYX,
            "telnyx_api_base_url": f"{url}/simulator/telnyx/v2",
        }
        says = [f"Simulator: {url}/simulator", *_for_others(named)]
        if read.collector_role != "first_party" and not read.carrier_approval:
            named |= {"twilio_from": None, "telnyx_from": None}
            says.append(
                "No texts leave: set DULY_COLLECTOR_ROLE=first_party, or DULY_CARRIER_APPROVAL for a third party."
            )
        yield Simulation(read.model_copy(update=named), pages.build(carrier, mailbox, telnyx), tuple(says))


def _for_others(named: dict[str, object]) -> Iterator[str]:
    """Yield the settings by which a round in another terminal leaves by the same providers."""
    yield "For `duly round` or `duly worker` in another terminal:"
    for name, value in named.items():
        if value is not None:
            plain = value.get_secret_value() if isinstance(value, SecretStr) else value
            yield f"  export DULY_{name.upper()}='{plain}'"
