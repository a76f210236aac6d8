"""Said: what a text may not say, trait by trait, and how a person would call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from compliance.parameters import Parameters
from compliance.proposal import Proposal


class Said(Parameters):
    """The traits that a provision forbids, each with what it is called: "threatens violence"."""

    says: dict[str, str]


def said(proposal: Proposal, forbidden: Mapping[str, str], within: Iterable[str] | None = None) -> str | None:
    """Return what it says of what is forbidden, in words and with its own; None where it says nothing of it.

    Args:
        proposal: the message and what was read in it.
        forbidden: the traits, and what each is called.
        within: the traits that were found; None is those of the whole message.
    """
    found = proposal.words.includes if within is None else within
    parts = [f"{what}{_quoted(proposal, trait)}" for trait, what in forbidden.items() if trait in found]
    return f"it {' and '.join(parts)}" if parts else None


def _quoted(proposal: Proposal, trait: str) -> str:
    words = proposal.words.quotes.get(trait)
    return f' ("{words}")' if words else ""
