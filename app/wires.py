"""Wires: which channels the settings ask for, each built once; nobody else knows which there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from accounts.errors import BadSettings
from app.settings import Settings
from channels.letter import LetterQueue
from channels.links import OptOutLinks
from channels.port import Channel
from channels.return_paths import ReturnPaths
from channels.signing import Signer
from channels.smtp import SmtpChannel
from channels.switch import Switch, Wire
from channels.telnyx_sms import TelnyxSms
from channels.twilio_sms import TwilioSms, signed_url
from channels.twilio_voice import TwilioVoice

Clock = Callable[[], datetime]


def wires_of(settings: Settings, links: OptOutLinks, clock: Clock) -> tuple[Channel, ...]:
    """Return the channels that are set up.

    Raises:
        BadSettings: text messages are set up for a third-party collector without a carrier's approval:
            US carriers refuse third-party collection.
    """
    wires: list[Channel] = []
    if settings.letters:
        wires.append(LetterQueue(settings.letters, clock))
    if settings.smtp_url:
        wires.append(
            SmtpChannel(
                settings.smtp_url,
                settings.smtp_from,
                links,
                clock,
                pool=settings.at_once,
                paths=return_paths(settings) if settings.reads_mail else None,
                signer=signer_of(settings),
            )
        )
    if texts := texts_of(settings, clock):
        if settings.collector_role != "first_party" and not settings.carrier_approval:
            raise BadSettings(
                "DULY_CARRIER_APPROVAL: US carriers refuse third-party collection by text; record their approval or "
                "unset DULY_TWILIO_FROM and DULY_TELNYX_FROM"
            )
        wires.append(Switch(texts, clock))
    if settings.twilio_voice:
        wires.append(calls_of(settings, settings.twilio_voice, clock))
    return tuple(wires)


def texts_of(settings: Settings, clock: Clock) -> list[Wire]:
    """Return the wires for text messages that are set up, the one to be used first in front."""
    wires: list[Wire] = []
    if settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from:
        wires.append(
            TwilioSms(
                settings.twilio_account_sid,
                settings.twilio_auth_token.get_secret_value(),
                settings.twilio_from,
                signed_url(settings.public_url, "/webhooks/twilio/status"),
                clock,
                base_url=settings.twilio_api_base_url,
            )
        )
    if settings.telnyx_api_key and settings.telnyx_from:
        if settings.telnyx_public_key is None:
            raise BadSettings("DULY_TELNYX_PUBLIC_KEY is not set: without it no webhook of Telnyx's can be believed")
        wires.append(
            TelnyxSms(
                settings.telnyx_api_key.get_secret_value(),
                settings.telnyx_from,
                signed_url(settings.public_url, "/webhooks/telnyx"),
                clock,
                base_url=settings.telnyx_api_base_url,
            )
        )
    return sorted(wires, key=lambda wire: not wire.name.startswith(settings.sms_first))


def return_paths(settings: Settings) -> ReturnPaths:
    """Return the addresses under which what comes back by mail finds its attempt."""
    return ReturnPaths(settings.mail_domain or settings.sender_domain, settings.secret_key.get_secret_value().encode())


def signer_of(settings: Settings) -> Signer | None:
    """Return what signs mail, where that is set up.

    Raises:
        BadSettings: only a half of it is, or the key cannot be used.
    """
    if settings.dkim_selector is None and settings.dkim_key is None:
        return None
    if settings.dkim_selector is None or settings.dkim_key is None:
        raise BadSettings("DULY_DKIM_SELECTOR and DULY_DKIM_KEY belong together: set both, or neither")
    return Signer(settings.dkim_domain or settings.sender_domain, settings.dkim_selector, settings.dkim_key)


def calls_of(settings: Settings, number: str, clock: Clock) -> TwilioVoice:
    """Return the wire of calls from a number of ours.

    Raises:
        BadSettings: the account of the number is not set.
    """
    if not settings.twilio_account_sid or not settings.twilio_auth_token:
        raise BadSettings("DULY_TWILIO_VOICE: calls need DULY_TWILIO_ACCOUNT_SID and DULY_TWILIO_AUTH_TOKEN too")
    return TwilioVoice(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        number,
        signed_url(settings.public_url, "/webhooks/twilio/voice"),
        clock,
        base_url=settings.twilio_api_base_url,
    )
