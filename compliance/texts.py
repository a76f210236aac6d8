"""Texts: a wording that law prescribes stands in a message, word for word, where and by which media it must.

For a provision that says "every written message to a consumer in this place carries the licence number": it has a
`Prescribed` among its values, asks `lacks`, and objects where that is true. A wording names what is filled in by
`{collector}`, `{phone}`, `{address}` and `{email}`, of the collector, and by `{licence}`, which the provision gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from accounts.contact import Medium
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import normal, visible

Language = Literal["en", "es"]


class Prescribed(Parameters):
    """A wording that messages by some media must carry."""

    media: frozenset[Medium]
    wording: dict[Language, str]
    """In each language it is prescribed in; one that is prescribed in one language stands in that."""


class Missing(NamedTuple):
    """A wording that a message should carry and does not."""

    wording: str
    filled: str | None
    """The words to put there; None where something that it names is not known."""


def lacks(proposal: Proposal, prescribed: Prescribed, filled: Mapping[str, str] | None = None) -> str | None:
    """Return the first wording that a message should carry and does not; None where it carries it, or need not."""
    return next((one.wording for one in missing(proposal, prescribed, filled)), None)


def missing(proposal: Proposal, prescribed: Prescribed, filled: Mapping[str, str] | None = None) -> tuple[Missing, ...]:
    """Return the wordings that a message should carry and does not.

    It must stand in the plain text and in the HTML, where there are both: a person sees one of them. What is not
    known and should be filled in is lacking. Only capitals, accents, quotes and line ends may differ.
    """
    if proposal.medium not in prescribed.media:
        return ()
    wordings = prescribed.wording
    # Of a wording in one language there is no choice; else it is wanted in each language that the text is in.
    wanted = [wordings[k] for k in sorted(proposal.words.languages) if k in wordings] or list(wordings.values())[:1]
    parts = [normal(part) for part in (proposal.message.text, visible(proposal.message.html)) if part.strip()] or [""]
    found = (Missing(wording, _filled(proposal, wording, filled or {})) for wording in wanted)
    return tuple(one for one in found if one.filled is None or not all(normal(one.filled) in part for part in parts))


def _filled(proposal: Proposal, wording: str, given: Mapping[str, str]) -> str | None:
    """Return the wording with what it names filled in; None where something of it is not known."""
    collector = proposal.dossier.collector
    known = {
        "collector": collector.name,
        "phone": collector.phone,
        "address": collector.mailing_address,
        "email": collector.email,
        **given,
    }
    if any(f"{{{name}}}" in wording and not value for name, value in known.items()):
        return None
    try:
        return wording.format(**known)
    except KeyError:  # it names something that the provision did not give
        return None
