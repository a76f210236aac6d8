"""Settings: read once from the environment (prefix DULY_) and .env, frozen, and refused when unsafe."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytz
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from accounts.errors import BadSettings
from app.keys import data_keys as data_keys  # noqa: PLC0414  # with the settings for whoever reads those
from app.keys import fresh_key as fresh_key  # noqa: PLC0414  # the same
from app.keys import kept_keys
from web.events.posting import read_networks

_LEAST_SECRET = 16  # bytes


class Settings(BaseSettings):
    """Every setting there is; docs/operating.md describes each."""

    model_config = SettingsConfigDict(
        env_prefix="DULY_", env_file=".env", env_ignore_empty=True, frozen=True, extra="forbid", validate_default=True
    )

    database_url: str = ""
    """SQLAlchemy URL: sqlite:///file or postgresql+psycopg://user@host/database; none is the file duly.db in `var`."""
    var: Path = Path("var")
    """Where the store, its keys, the send journal and the trained model are kept."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    """As consumers and providers see us: opt-out links and webhook signatures are made of it; none is our own port."""
    collector_name: str = "Example Collections"
    collector_role: Literal["first_party", "third_party", "debt_buyer"] = "third_party"
    collector_zone: str = "America/New_York"
    """Where the collector's staff and logs are (IANA)."""
    collector_address: str = ""
    """Postal address for disputes, in one line; a validation notice must carry it."""
    collector_phone: str = ""
    collector_hours: str = ""
    """When the office answers, in words, as `Monday to Friday, 9 a.m. to 5 p.m.`; some states want it in letters."""
    licences: Path | None = None
    """A YAML file: a list of licences and permits by place, each with its number and its days."""
    carrier_approval: str = ""
    """The carrier's recorded approval of a collector's text messages; without it a third party's SMS stays shut."""
    offers: Path | None = None
    """A YAML file of the terms that may be offered, in the form of bot/offers.yaml; none is that file itself."""
    payment_link: str = ""
    """Where the creditor takes cards, as https://pay.creditor.example/{reference}; none: a person says how to pay."""
    letters: Path | None = None
    """The folder of the print queue; none: no letters. Somebody must print and mail what is in it each working day."""
    at_once: int = Field(default=16, ge=1, le=500)
    """Messages handed over at once, and connections to the mail server; a killed worker leaves so many in doubt."""
    chat_origins: str = ""
    """Origins whose pages may show the web chat in a frame, after commas: https://www.example.com; none is our own."""
    smtp_url: str | None = None
    """smtp://user:password@host:587; none: no e-mail."""
    smtp_from: str = "Accounts <accounts@example.invalid>"
    dkim_selector: str | None = None
    """The name under which the public key is published; none: mail is signed by the SMTP server, or by nobody."""
    dkim_domain: str = ""
    """Whose signature it is; none is the domain of `smtp_from`."""
    dkim_key: Path | None = None
    """The PEM file of the private key (RSA)."""
    imap_url: SecretStr | None = None
    """imaps://user:password@host/INBOX; what is there is read, and marked when it is stored."""
    lmtp_listen: str | None = None
    """host:port at which our own mail server hands mail over (RFC 2033); none: by this way none comes."""
    sendgrid_keys: str | None = None
    """The public keys by which SendGrid's webhooks are known, after commas; none: they are refused."""
    mail_domain: str = ""
    """Where mail to `reply+…@` and `bounce+…@` reaches us; none is the domain of `smtp_from`."""
    bounces_watched: bool = False
    """Whether people read what comes back to `smtp_from`, where no mail comes in; without either no notice that the law
    requires goes by e-mail."""
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = None
    """Our number in E.164, or a messaging service (MG…)."""
    twilio_api_base_url: str | None = None
    """Another server that speaks Twilio's API, as https://SPACE.signalwire.com/api/laml; none is Twilio."""
    twilio_signing_key: SecretStr | None = None
    """What signs webhooks, where it is not the auth token: SignalWire's signing key, or Twilio's shared key."""
    telnyx_api_key: SecretStr | None = None
    telnyx_public_key: str | None = None
    """The key that Telnyx's webhooks are checked with, base64."""
    telnyx_from: str | None = None
    """Our number in E.164, or a messaging profile (a UUID)."""
    telnyx_api_base_url: str | None = None
    """Another server that speaks Telnyx's API; none is Telnyx."""
    sms_first: Literal["twilio", "telnyx"] = "twilio"
    """Where both are set up: by which texts leave while it is up."""
    api_rate: int = Field(default=1200, ge=1, le=1_000_000)
    """How many questions a minute each key of an integrator may ask, in each process."""
    webhook_networks: str = ""
    """Networks that endpoints of integrators may be in beside the public internet, as `10.1.0.0/16,127.0.0.0/8`."""
    twilio_voice: str | None = None
    """Our number from which calls are placed, E.164; none: no calls."""
    voice_person: str = ""
    """The natural person whom a voicemail names; without one no voicemail is left."""
    voice_agents: str | None = None
    """The telephone of the people at the desk, E.164, to which a call is passed on; none: they call back."""
    voice_relay: bool = False
    voice_recording: bool = False
    """Whether calls are recorded; then it is said at their beginning."""
    nlu_engine: Literal["embedded", "rasa", "llm"] = "embedded"
    rasa_url: str = ""
    """Where a Rasa server listens (`make rasa`), on this machine or a network of ours: texts go there in full."""
    rasa_token: SecretStr = SecretStr("")
    llm_url: str = ""
    """Where a language model is asked, in the form of OpenAI's API, for understanding only: masked texts go there."""
    llm_model: str = ""
    llm_key: SecretStr = SecretStr("")
    """The server's --auth-token."""
    secret_key: SecretStr = SecretStr("")
    """Signs opt-out links; at least 16 characters."""
    data_key: SecretStr = SecretStr("")
    """Seals dates of birth and the like: `1:<base64 of 32 bytes>`, further keys after commas."""

    @property
    def reads_mail(self) -> bool:
        """Whether mail comes in: answers, and what servers say became of ours."""
        return self.imap_url is not None or self.lmtp_listen is not None or self.sendgrid_keys is not None

    @property
    def sender_domain(self) -> str:
        """The domain of `smtp_from`."""
        return parseaddr(self.smtp_from)[1].rpartition("@")[2].lower()

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str, info: ValidationInfo) -> str:
        url = (value or f"http://127.0.0.1:{info.data.get('port')}").rstrip("/")
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} is no address of the web; one is https://collector.example")
        return url

    @field_validator("payment_link")
    @classmethod
    def _a_payment_page(cls, value: str) -> str:
        page = urlsplit(value.replace("{reference}", "reference", 1))
        plain = re.fullmatch(r"[!-z|~]*", page.geturl()) and page.username is None
        if value and not (page.scheme == "https" and page.hostname and plain and "{reference}" in value):
            raise ValueError(f"{value!r} is no payment page; one is https://pay.creditor.example/{{reference}}")
        return value

    @field_validator("collector_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in pytz.all_timezones_set:
            raise ValueError(f"{value!r} is no IANA time zone; one is America/New_York")
        return value

    @field_validator("telnyx_public_key")
    @classmethod
    def _a_key(cls, value: str | None) -> str | None:
        if value is not None and len(_of_base64(value)) != 32:
            raise ValueError("is no public key: Telnyx's portal shows it, as base64 of 32 bytes")
        return value

    @field_validator("webhook_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        read_networks(value)
        return value

    @field_validator("twilio_voice", "voice_agents")
    @classmethod
    def _a_number(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"\+[1-9]\d{7,14}", value):
            raise ValueError(f"{value!r} is no telephone number in E.164; one is +18005550142")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            raise ValueError(
                "is not set, and must be where the store is not a SQLite file; `duly doctor --keys` makes one"
            )
        if len(value.get_secret_value()) < _LEAST_SECRET:
            raise ValueError(f"needs at least {_LEAST_SECRET} characters; `duly doctor --keys` makes one")
        return value

    @field_validator("data_key")
    @classmethod
    def _readable(cls, value: SecretStr) -> SecretStr:
        data_keys(value.get_secret_value())
        return value


def load(**given: Any) -> Settings:
    """Read the settings; values given here win over the environment.

    With nothing set, a single machine works at once: the store is a SQLite file under `var`, and the two
    keys it needs are made once and kept beside it, readable by its owner only. Where the store is a
    PostgreSQL server, which several machines may use, both keys must be set.

    Raises:
        BadSettings: one is unknown, missing or unsafe; the sentence names it.
    """
    known = {f"DULY_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("DULY_") and name not in known | _NOT_OURS)
    if unknown:
        raise BadSettings(f"{unknown[0]} is no setting of Duly; docs/operating.md lists them")
    try:
        first = _Location(**{name: given[name] for name in _Location.model_fields if name in given})
        given = {"database_url": first.url} | _of_demo(first) | given
        chosen = {name for name in ("secret_key", "data_key") if name in first.model_fields_set | given.keys()}
        if given["database_url"].startswith("sqlite") and len(chosen) < 2:
            kept = kept_keys(first.var, _file(given["database_url"]))
            given = {name: key for name, key in kept.items() if name not in chosen} | given
        return Settings(**given)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "_".join(["DULY", *(str(part).upper() for part in wrong["loc"])])
        raise BadSettings(f"{name}: {wrong['msg'].removeprefix('Value error, ')}") from error


_NOT_OURS = {"DULY_TEST_POSTGRES_URL", "DULY_CI_PYTHONS"}
"""Names that tests and continuous integration use."""


class _Location(BaseSettings):
    """The settings that say where the others may be found."""

    model_config = SettingsConfigDict(
        env_prefix="DULY_", env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    database_url: str = ""
    var: Path = Path("var")
    secret_key: SecretStr = SecretStr("")
    data_key: SecretStr = SecretStr("")

    @property
    def url(self) -> str:
        """The database that was named, or else a file beside its keys."""
        return self.database_url or f"sqlite:///{self.var / 'duly.db'}"


def demo_file(var: Path) -> Path:
    """Return where a demo keeps its settings, so that other commands can look at its store."""
    return var / "demo.json"


def uses_demo() -> bool:
    """Whether commands look at the demo's store: no other was named, none was made, and a demo was run."""
    return bool(_of_demo(_Location()))


def _of_demo(where: _Location) -> dict[str, Any]:
    """Return the demo's settings where its store is the one to look at."""
    path = demo_file(where.var)
    if where.database_url or _file(where.url).exists() or not path.exists():
        return {}
    try:
        return {str(name): value for name, value in json.loads(path.read_text()).items()}
    except (ValueError, AttributeError) as error:
        raise BadSettings(f"{path} is damaged; remove it, or run the demo anew") from error


def _file(url: str) -> Path:
    return Path(url.partition(":///")[2].partition("?")[0])


def _of_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
