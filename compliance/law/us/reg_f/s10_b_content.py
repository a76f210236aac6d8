"""How somebody else may be asked where the consumer is: 1006.10(b)(1) through (4)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Letter, Medium, Message
from compliance.decision import Objection
from compliance.law.us.reg_f.s10_a_location_information import asks_elsewhere
from compliance.parameters import Nothing, Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)


class Identity(Parameters):
    """Who may ask, under which profiles, and what may not be said of the employer."""

    person: str
    profiles: frozenset[str]
    assumed: frozenset[str]
    unasked: frozenset[str]


class Said(Parameters):
    """What tells of a debt."""

    debt: frozenset[str]


class Outside(Parameters):
    """What may stand on an envelope, and what not in the letter."""

    envelope: frozenset[str]
    contents: frozenset[str]


@rule(Identity, id="regf.10b1-identify", cites="12 CFR 1006.10(b)(1)", since=SINCE)
def identify(proposal: Proposal, values: Identity) -> Objection | None:
    """Object to a location contact by anything without a name of its own, or that names the employer unasked.

    > (1) Identify himself or herself individually by name, state that he or she is confirming or correcting the
    > consumer's location information, and, only if expressly requested, identify his or her employer;

    > To avoid violating §1006.18(d), the debt collector must communicate using a profile that accurately identifies the
    > debt collector's individual name.

    Reading: an automated agent is nobody individually and has no name; a person asks, or nobody does.
    Not modelled: whether the words give the agent's name and say what is confirmed; the agent answers for it.
    """
    if not asks_elsewhere(proposal):
        return None
    message = proposal.message
    if not message.author.startswith(values.person):
        says = f"it would come from no person who can give a name ({message.author})"
    elif proposal.medium is Medium.SOCIAL and not _is_own_profile(message, values):
        says = "the profile does not bear the agent's own name"
    elif not values.unasked.isdisjoint(proposal.words.includes):
        says = "it names the employer without having been asked"
    else:
        return None
    return objection(identify.id, identify.cites, says)


def _is_own_profile(message: Message, values: Identity) -> bool:
    """Return whether the profile bears the agent's own name, or the assumed one that 1006.18(f) allows."""
    if message.post is None:
        return False
    assumed = message.assumed_name
    if message.post.profile_name in values.assumed:
        return assumed is not None and assumed.used_consistently and assumed.employer_can_identify
    return message.post.profile_name in values.profiles


@rule(Said, id="regf.10b2-no-debt", cites="12 CFR 1006.10(b)(2)", since=SINCE)
def no_debt(proposal: Proposal, values: Said) -> Objection | None:
    """Object to a location contact that says that the consumer owes something.

    > (2) Not state that the consumer owes any debt;

    > the debt collector does not violate §1006.10(b)(2) by stating that the debt collector is seeking to identify and
    > locate the person who is authorized to act on behalf of the deceased consumer's estate.

    Reading: to say that one collects debts, or to ask for payment, says it too.
    """
    tells = values.debt & proposal.words.includes or proposal.words.disclosure != "none"
    if not tells or not asks_elsewhere(proposal):
        return None
    return objection(no_debt.id, no_debt.cites, "it tells somebody else of a debt")


@rule(Nothing, id="regf.10b3-postcard", cites="12 CFR 1006.10(b)(3)", since=SINCE)
def postcard(proposal: Proposal, _: Nothing) -> Objection | None:
    """Object to asking somebody else by postcard.

    > (3) Not communicate by postcard;
    """
    letter = proposal.message.letter
    if letter is None or letter.format != "postcard" or proposal.medium is not Medium.MAIL:
        return None
    if not asks_elsewhere(proposal):
        return None
    return objection(postcard.id, postcard.cites, "it would go to somebody else by postcard")


@rule(Outside, id="regf.10b4-envelope", cites="12 CFR 1006.10(b)(4)", since=SINCE)
def envelope(proposal: Proposal, values: Outside) -> Objection | None:
    """Object to a location letter that shows, outside or inside, that it is about the collection of a debt.

    > (4) Not use any language or symbol on any envelope or in the contents of any communication by mail indicating that
    > the debt collector is in the debt collection business or that the communication relates to the collection of a
    > debt; and

    Reading: on an envelope only what is known to show nothing may stand.
    """
    if proposal.medium is not Medium.MAIL or not asks_elsewhere(proposal):
        return None
    shown = set((proposal.message.letter or Letter()).envelope) - values.envelope
    shown |= values.contents & proposal.words.includes
    if not shown and proposal.words.disclosure == "none":
        return None
    return objection(envelope.id, envelope.cites, "the letter shows that it is about the collection of a debt")
