"""Who is protected as the consumer in 1006.6, who acts for a party, and who is a third party.

> (a) Definition. For purposes of this section, the term consumer includes:
> (1) The consumer's spouse;
> (2) The consumer's parent, if the consumer is a minor;
> (3) The consumer's legal guardian;
> (4) The executor or administrator of the consumer's estate, if the consumer is deceased; and
> (5) A confirmed successor in interest, as defined in Regulation X, 12 CFR 1024.31, or Regulation Z,
> 12 CFR 1026.2(a)(27)(ii).

> The surviving spouse of a deceased consumer is a spouse as that term is used in §1006.6(a)(1).

> A parent of a deceased minor consumer is a parent as that term is used in §1006.6(a)(2).

> A personal representative is any person who is authorized to act on behalf of the deceased consumer's estate.

Covers: regf.6a-consumer-extended

The definition cuts both ways. To be told of the debt somebody must be one of these (`is_consumer`). To be
protected it is enough that they may be one (`is_protected`): a parent whose child is not known to be a minor,
an executor before we know of the death, somebody of whom we know nothing.
"""

from __future__ import annotations

from accounts.consumer import Role
from accounts.dossier import Dossier
from accounts.record import Id

ALWAYS = frozenset({Role.CONSUMER, Role.SPOUSE, Role.GUARDIAN, Role.SUCCESSOR_IN_INTEREST})
"""1006.6(a), the consumer and (a)(1), (3) and (5)."""

OF_THE_DECEASED = frozenset({Role.EXECUTOR, Role.INFORMAL_REPRESENTATIVE})
"""1006.6(a)(4) with comment 6(a)(4)-1."""

MAYBE = ALWAYS | OF_THE_DECEASED | {Role.PARENT, Role.UNKNOWN}
"""Those whom, in doubt, 1006.6(a) makes the consumer."""

PROFESSIONALS = frozenset({Role.ATTORNEY, Role.CRA, Role.CREDITOR, Role.CREDITOR_ATTORNEY, Role.COLLECTOR_ATTORNEY})
"""1006.6(d)(1)(ii) through (vi)."""


def is_consumer(dossier: Dossier, person: Id | None) -> bool:
    """Return whether 1006.6(a) makes that person the consumer; in doubt it does not."""
    role = dossier.role(person)
    return (
        role in ALWAYS
        or (role is Role.PARENT and dossier.consumer.minor)
        or (role in OF_THE_DECEASED and dossier.consumer.deceased)
    )


def is_protected(dossier: Dossier, person: Id | None) -> bool:
    """Return whether 1006.6(b) and (c) may protect the contact with that person; in doubt they do."""
    return dossier.role(person) in MAYBE


def may_speak(dossier: Dossier, person: Id | None) -> bool:
    """Return whether that person may speak for the consumer when contact is to end; in doubt they may."""
    return is_protected(dossier, person) or dossier.role(person) is Role.ATTORNEY


def is_professional(dossier: Dossier, person: Id | None) -> bool:
    """Return whether that person acts for a party or reports on credit (1006.6(d)(1)(ii) through (vi))."""
    return dossier.role(person) in PROFESSIONALS


def is_third_party(dossier: Dossier, person: Id | None) -> bool:
    """Return whether that person is anybody else: neither surely the consumer nor a professional."""
    return not is_consumer(dossier, person) and not is_professional(dossier, person)


def same(dossier: Dossier, one: Id | None, other: Id | None) -> bool:
    """Return whether two references mean the same person; None and the consumer's own id are the consumer."""
    return (one or dossier.consumer.id) == (other or dossier.consumer.id)
