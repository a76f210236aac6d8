"""Settings: read once from the environment (prefix DULY_) and .env, frozen, and refused when unsafe."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from pathlib import Path
from typing import Any, Literal

import pytz
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from accounts.errors import BadSettings

_LEAST_SECRET = 16  # bytes


class Settings(BaseSettings):
    """Every setting there is; docs/operating.md describes each."""

    model_config = SettingsConfigDict(
        env_prefix="DULY_", env_file=".env", frozen=True, extra="forbid", validate_default=True
    )

    database_url: str = "sqlite:///var/duly.db"
    """SQLAlchemy URL: sqlite:///file or postgresql+psycopg://user@host/database."""
    var: Path = Path("var")
    """Where the send journal and the trained model are kept."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    """As consumers and providers see us: opt-out links and webhook signatures are made of it."""
    collector_name: str = "Example Collections"
    collector_role: Literal["first_party", "third_party", "debt_buyer"] = "third_party"
    collector_zone: str = "America/New_York"
    """Where the collector's staff and logs are (IANA)."""
    collector_address: str = ""
    """Postal address for disputes, in one line; a validation notice must carry it."""
    collector_phone: str = ""
    carrier_approval: str = ""
    """The carrier's recorded approval of a collector's text messages; without it a third party's SMS stays shut."""
    smtp_url: str | None = None
    """smtp://user:password@host:587; none: no e-mail."""
    smtp_from: str = "Accounts <accounts@example.invalid>"
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = None
    """Our number in E.164, or a messaging service (MG…)."""
    twilio_api_base_url: str | None = None
    """Another server that speaks Twilio's API; none is Twilio."""
    nlu_engine: Literal["embedded"] = "embedded"
    secret_key: SecretStr = SecretStr("")
    """Signs opt-out links; at least 16 characters."""
    data_key: SecretStr = SecretStr("")
    """Seals dates of birth and the like: `1:<base64 of 32 bytes>`, further keys after commas."""

    @field_validator("collector_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in pytz.all_timezones_set:
            raise ValueError(f"{value!r} is no IANA time zone; one is America/New_York")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
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
        given = _of_demo(first) | given
        first = first.model_copy(update={"database_url": given.get("database_url", first.database_url)})
        if first.database_url.startswith("sqlite"):
            keys = _kept_keys(first.var)
            given = {name: key for name, key in keys.items() if f"DULY_{name.upper()}" not in os.environ} | given
        return Settings(**given)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "_".join(["DULY", *(str(part).upper() for part in wrong["loc"])])
        raise BadSettings(f"{name}: {wrong['msg'].removeprefix('Value error, ')}") from error


_NOT_OURS = {"DULY_TEST_POSTGRES_URL", "DULY_CI_PYTHONS"}
"""Names that tests and continuous integration use."""


class _Location(BaseSettings):
    """The two settings that say where the others may be found."""

    model_config = SettingsConfigDict(env_prefix="DULY_", env_file=".env", frozen=True, extra="ignore")

    database_url: str = Settings.model_fields["database_url"].default
    var: Path = Path("var")


def demo_file(var: Path) -> Path:
    """Return where a demo keeps its settings, so that other commands can look at its store."""
    return var / "demo.json"


def uses_demo() -> bool:
    """Whether commands look at the demo's store: no other was named, none was made, and a demo was run."""
    return bool(_of_demo(_Location()))


def _of_demo(where: _Location) -> dict[str, Any]:
    """Return the demo's settings where its store is the one to look at."""
    default = Path(where.database_url.removeprefix("sqlite:///"))
    if "database_url" in where.model_fields_set or default.exists() or not demo_file(where.var).exists():
        return {}
    kept: dict[str, Any] = json.loads(demo_file(where.var).read_text())
    return kept


def _kept_keys(var: Path) -> dict[str, str]:
    """Return the keys kept under `var`, making them if there are none; two processes may try at once."""
    path = var / "keys.json"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        made = var / f"keys.{secrets.token_hex(8)}"
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"secret_key": secrets.token_urlsafe(32), "data_key": fresh_key()}, file)
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was first; its keys are the ones
        finally:
            made.unlink()
    try:
        return {str(name): str(key) for name, key in json.loads(path.read_text()).items()}
    except (ValueError, AttributeError) as error:
        raise BadSettings(
            f"{path} is damaged; restore it from a backup: without it nothing sealed can be read"
        ) from error


def data_keys(text: str) -> dict[int, bytes]:
    """Return the keys of `1:<base64>,2:<base64>` by id.

    Raises:
        ValueError: the text has another form, or a key is not 32 bytes long.
    """
    keys: dict[int, bytes] = {}
    try:
        for part in text.split(","):
            number, _, key = part.strip().partition(":")
            keys[int(number)] = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("must be `1:<base64 of 32 bytes>`; `duly doctor --keys` makes one") from error
    if any(len(key) != 32 for key in keys.values()):
        raise ValueError("holds a key that is not 32 bytes long; `duly doctor --keys` makes one")
    return keys


def fresh_key() -> str:
    """Return a new DULY_DATA_KEY."""
    return f"1:{base64.b64encode(os.urandom(32)).decode()}"
