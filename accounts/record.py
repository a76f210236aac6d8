"""Record: the frozen base of everything the store holds, and the identifiers it gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict
from uuid_utils import uuid7


class Record(BaseModel):
    """A frozen value; an unknown field is refused, so that a misspelt fact cannot pass unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An aware instant, kept in UTC and judged in the consumer's zones."""

Cents = int
"""Money in integer cents of a US dollar."""

Id = str
"""A time-ordered UUIDv7 (RFC 9562) in its usual text form."""


def new_id() -> Id:
    """Return a fresh time-ordered identifier."""
    return str(uuid7())
