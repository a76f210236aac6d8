"""Wiring: the one place where settings, clock, store, guard, wires and assistant are joined."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import TypeAdapter, ValidationError

from accounts import migrations
from accounts.contact import Medium
from accounts.dossier import Collector, Licence
from accounts.errors import BadLaw, BadSettings
from accounts.store import Store
from accounts.vault import Vault
from app.settings import Settings, data_keys
from app.wires import return_paths, wires_of
from bot.nlu.port import Nlu
from bot.offer_policy import Policy, policy
from bot.respond import Assistant
from bot.telephone import Telephone
from channels.chat import ChatChannel
from channels.compose import Composer
from channels.gateway import Gateway, in_thread
from channels.imap import Imap
from channels.inbox import Inbox
from channels.intake import Intake
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.lmtp import Lmtp
from channels.mail_in import MailIn
from channels.port import Channel
from channels.reconcile import Reconciler
from channels.sendgrid import Verifier
from channels.twilio_voice import TwilioVoice
from compliance.book import whole
from compliance.guard import Guard
from outreach import cadence

NLU_DATA = Path(__file__).parent.parent / "nlu_data"

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present instant: the only place where the machine's clock is read."""
    return datetime.now(UTC)


@dataclass
class House:
    """Everything joined; what is costly is built when it is first asked for."""

    settings: Settings
    clock: Clock
    store: Store
    guard: Guard
    links: OptOutLinks
    composer: Composer
    channels: tuple[Channel, ...]
    offload: Callable[[Callable[[], Any]], Awaitable[Any]]

    @cached_property
    def gateway(self) -> Gateway:
        """The only door out, with a send journal of its own."""
        journal = Journal(self.settings.var / "journal")
        at_once = self.settings.at_once
        return Gateway(self.store, self.guard, self.channels, self.clock, journal, self.offload, at_once)

    @cached_property
    def inbox(self) -> Inbox:
        """The only door in."""
        return Inbox(self.store, self.clock)

    @cached_property
    def intake(self) -> Intake:
        """The door in for what providers post, with a spool of its own."""
        return Intake(self.inbox, self.mail_in, self.settings.var / "spool")

    @cached_property
    def reconciler(self) -> Reconciler:
        """Who asks the providers."""
        return Reconciler(self.inbox, self.channels, self.clock, self.offload)

    @cached_property
    def mail_in(self) -> MailIn:
        """The door for mail, behind every way by which it comes."""
        return MailIn(self.store, return_paths(self.settings), self.settings.smtp_from)

    @cached_property
    def imap(self) -> Imap | None:
        """Where mail is fetched."""
        url = self.settings.imap_url
        return Imap(url.get_secret_value(), self.mail_in.take, self.clock) if url else None

    @cached_property
    def lmtp(self) -> Lmtp | None:
        """Where mail is brought."""
        listen = self.settings.lmtp_listen
        return Lmtp(listen, self.mail_in.take, self.mail_in.expects, self.clock, in_thread) if listen else None

    @cached_property
    def sendgrid(self) -> Verifier | None:
        """What knows the provider's requests."""
        return Verifier(self.settings.sendgrid_keys) if self.settings.sendgrid_keys else None

    @cached_property
    def nlu(self) -> Nlu:
        """The engine; trained on first use and kept under `var`."""
        return engine_of(self.settings)

    @cached_property
    def assistant(self) -> Assistant:
        """Who answers."""
        return Assistant(self.store, self.gateway, self.composer, self.nlu, self.clock, policy=self.policy)

    @cached_property
    def policy(self) -> Policy:
        """Which terms may be offered, and where one pays."""
        return replace(read_offers(self.settings.offers), pay_at=self.settings.payment_link)

    @cached_property
    def voice(self) -> TwilioVoice | None:
        """The wire of calls, where it is set up."""
        return next((channel for channel in self.channels if isinstance(channel, TwilioVoice)), None)

    @cached_property
    def telephone(self) -> Telephone:
        """Who speaks on calls."""
        connects = self.settings.voice_agents is not None
        return Telephone(
            self.store, self.gateway, self.composer, self.nlu, self.clock, policy=self.policy, connects=connects
        )

    @cached_property
    def steps(self) -> tuple[cadence.Step, ...]:
        """The campaign; it calls only where calls are set up."""
        return cadence.load(calls=any(channel.medium is Medium.CALL for channel in self.channels))

    async def aclose(self) -> None:
        """Close the wires, the journal and the store."""
        for channel in self.channels:
            await channel.aclose()
        if "imap" in self.__dict__ and self.imap is not None:
            await in_thread(self.imap.close)
        if "gateway" in self.__dict__:
            self.gateway.close()
        if "intake" in self.__dict__:
            await self.intake.aclose()
        self.store.close()


def read_licences(path: Path | None) -> tuple[Licence, ...]:
    """Return the collector's licences from their file; none where there is no file.

    Raises:
        BadSettings: the file is not there, or not a list of licences.
    """
    if path is None:
        return ()
    try:
        return TypeAdapter(tuple[Licence, ...]).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BadSettings(f"DULY_LICENCES: {path} is no list of licences: {error}") from error


def read_offers(path: Path | None) -> Policy:
    """Return the terms that may be offered: those of the file, or those that are shipped.

    Raises:
        BadSettings: the file cannot be read, or its terms cannot be meant.
    """
    if path is None:
        return policy()
    try:
        return policy(path)
    except (OSError, BadLaw) as error:
        raise BadSettings(f"DULY_OFFERS: {path} holds no terms: {error}") from error


def open_store(settings: Settings) -> Store:
    """Return the account store of these settings, whatever revision its database is at."""
    collector = Collector(
        name=settings.collector_name,
        role=settings.collector_role,
        carrier_approval=settings.carrier_approval,
        zone=settings.collector_zone,
        bounce_monitoring=settings.bounces_watched or settings.reads_mail,
        mailing_address=settings.collector_address,
        phone=settings.collector_phone,
        hours=settings.collector_hours,
        records_calls=settings.voice_recording,
        licences=read_licences(settings.licences),
        email=parseaddr(settings.smtp_from)[1] if settings.smtp_url else "",
    )
    return Store.open(settings.database_url, Vault(data_keys(settings.data_key.get_secret_value())), collector)


def build(
    settings: Settings,
    clock: Clock = system_clock,
    channels: Iterable[Channel] | None = None,
    offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
) -> House:
    """Join everything.

    Args:
        settings: as read from the environment.
        clock: what time it is.
        channels: the wires; None builds those that are set up.
        offload: how transactions are run beside an event loop.

    Raises:
        BadSettings: the database is not at the revision of the code, or a wire may not be opened.
    """
    store = open_store(settings)
    lacking = migrations.lacks(store.engine)
    if lacking:
        store.close()
        raise BadSettings(lacking[0])
    links = OptOutLinks(settings.public_url, settings.secret_key.get_secret_value().encode())
    composer = Composer(links.url, person=settings.voice_person)
    wires = tuple(channels) if channels is not None else (*wires_of(settings, links, clock), ChatChannel(store, clock))
    return House(settings, clock, store, Guard(whole()), links, composer, wires, offload)


def engine_of(settings: Settings) -> Nlu:
    """Return the engine that is set up; behind Rasa stands the embedded one, trained on first use and kept under `var`.

    Raises:
        BadSettings: Rasa or a language model is wanted, and nothing says where it is asked.
    """
    from bot.nlu.data import inventory
    from bot.nlu.embedded import load_or_train
    from bot.nlu.encoder import Encoder

    embedded = load_or_train(NLU_DATA, settings.var / "nlu", Encoder() if Encoder.is_installed() else None)
    if settings.nlu_engine == "embedded":
        return embedded
    if settings.nlu_engine == "llm":
        return _language_model(settings, embedded)
    if not settings.rasa_url.startswith(("http://", "https://")):
        raise BadSettings("DULY_RASA_URL does not say where Rasa listens; write http://127.0.0.1:5005")
    from bot.nlu.rasa import Rasa

    return Rasa(settings.rasa_url, settings.rasa_token.get_secret_value(), embedded, inventory(NLU_DATA))


def _language_model(settings: Settings, embedded: Nlu) -> Nlu:
    from bot.nlu.data import inventory
    from bot.nlu.llm import LanguageModel

    url = settings.llm_url
    asked, here = urlsplit(url), ("127.0.0.1", "localhost", "::1")
    if not asked.hostname or not (asked.scheme == "https" or (asked.scheme == "http" and asked.hostname in here)):
        raise BadSettings(
            "DULY_LLM_URL does not say where a model is asked; write https://…/v1, http on this machine only"
        )
    if not settings.llm_model:
        raise BadSettings("DULY_LLM_MODEL is missing: the name of the model at DULY_LLM_URL")
    return LanguageModel(url, settings.llm_model, settings.llm_key.get_secret_value(), embedded, inventory(NLU_DATA))


def missing(channels: Iterable[Channel]) -> list[Medium]:
    """Return the media for which no wire is set up, of those the assistant and the campaign use."""
    there = {channel.medium for channel in channels}
    return [medium for medium in (Medium.EMAIL, Medium.SMS) if medium not in there]
