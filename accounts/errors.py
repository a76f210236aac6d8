"""The error tree of the project: what can go wrong, and who may see it.

DulyError                     every error of ours; its message is one line that a person can act on
├── BadInput                  what was given cannot be used: which input, and what to do
│   ├── BadPlacement          a placement file that cannot be read at all
│   ├── BadSettings           a setting that is unknown, missing or unsafe
│   └── BadLaw                a provision, parameter or case file that does not fit its form
├── NotFound                  a consumer, debt or conversation that is not in the store
├── Conflict                  somebody else changed it first
├── Busy                      the database did not let us write in time; nothing was changed
├── ForgedRequest             a webhook whose signature does not match
├── LedgerBroken              the chain does not verify; names the first broken record
├── ApprovalSpent             an Approval used twice, too late or for another channel
└── ChannelFailed             a wire could not hand a message over
    ├── NotHandedOver         the provider certainly did not take it
    └── InDoubt               the provider may have taken it; it is never sent again by itself

A refusal of the guard is not an error: it is a Decision.
"""

from __future__ import annotations


class DulyError(Exception):
    """Every error of ours; its message is one line that a person can act on."""


class BadInput(DulyError):
    """What was given cannot be used."""


class BadPlacement(BadInput):
    """A placement file that cannot be read at all."""


class BadSettings(BadInput):
    """A setting that is unknown, missing or unsafe."""


class BadLaw(BadInput):
    """A provision, parameter or case file that does not fit its form."""


class NotFound(DulyError):
    """A consumer, debt or conversation that is not in the store."""


class Conflict(DulyError):
    """Somebody else changed it first."""


class Busy(DulyError):
    """The database did not let us write in time; nothing was changed."""


class ForgedRequest(DulyError):
    """A webhook whose signature does not match."""


class LedgerBroken(DulyError):
    """The chain does not verify."""


class ApprovalSpent(DulyError):
    """An Approval used twice, too late or for another channel."""


class ChannelFailed(DulyError):
    """A wire could not hand a message over."""

    def __init__(self, says: str, code: str | None = None) -> None:
        super().__init__(says)
        self.code = code


class NotHandedOver(ChannelFailed):
    """The provider certainly did not take it."""


class InDoubt(ChannelFailed):
    """The provider may have taken it."""
