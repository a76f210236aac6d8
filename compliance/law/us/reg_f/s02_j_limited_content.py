"""What a limited-content message must say, may say, and nothing else: 1006.2(j).

> (j) Limited-content message means a voicemail message for a consumer that includes all of the content described in
> paragraph (j)(1) of this section, that may include any of the content described in paragraph (j)(2) of this section,
> and that includes no other content.

The voicemails of this program are of a closed form, `compliance.voicemail`, which reads a text into these items.
"""

from __future__ import annotations

from datetime import date

from accounts.record import Record
from compliance.contents import contents
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)


class Voicemail(Record):
    """A message as the law sees it: by which medium, for whom, and the items it says."""

    medium: str
    callee: str
    """For whom it is knowingly left."""
    items: tuple[str, ...]


class Allowed(Parameters):
    """The media that are voicemail, and every item that this paragraph or another one judges."""

    voicemail: frozenset[str]
    judged: frozenset[str]


class Required(Parameters):
    """What must be said, each with its name; and what is said in its place."""

    items: dict[str, str]
    not_one: dict[str, str]


class Beyond(Parameters):
    """What goes beyond an optional item."""

    items: dict[str, str]


class Consumers(Parameters):
    """Who is the consumer."""

    consumers: frozenset[str]


@contents(Voicemail, Allowed, id="regf.2j-limited-content", cites="12 CFR 1006.2(j)", since=SINCE)
def nothing_else(voicemail: Voicemail, allowed: Allowed) -> tuple[Objection, ...]:
    """List what makes it another message: a medium that is no voicemail, and every other item.

    > Any other message is not a limited-content message.

    Reading: AMB-20, what is neutral but not listed ("an important matter", "may be recorded") is other content.
    Reading: a ringless voicemail is a voicemail message.
    """
    other = [] if voicemail.medium in allowed.voicemail else [f"it goes by {voicemail.medium}, which is no voicemail"]
    other += [f"it says more: {item.replace('_', ' ')}" for item in voicemail.items if item not in allowed.judged]
    return tuple(objection(nothing_else.id, nothing_else.cites, says) for says in other)


@contents(Voicemail, Required, id="regf.2j1-required-elements", cites="12 CFR 1006.2(j)(1)", since=SINCE)
def required(voicemail: Voicemail, needs: Required) -> tuple[Objection, ...]:
    """List what it lacks of the four items that it must say.

    > (i) A business name for the debt collector that does not indicate that the debt collector is in the debt
    > collection business;
    > (ii) A request that the consumer reply to the message;
    > (iii) The name or names of one or more natural persons whom the consumer can contact to reply to the debt
    > collector; and
    > (iv) A telephone number or numbers that the consumer can use to reply to the debt collector.

    Reading: AMB-21, a name that reveals debt collection is not mended by another one beside it.
    Reading: a machine is no natural person, whatever its name.
    """
    lacks = [f"it lacks {name}" for item, name in needs.items.items() if item not in voicemail.items]
    lacks += [f"it has {name}" for item, name in needs.not_one.items() if item in voicemail.items]
    return tuple(objection(required.id, required.cites, says) for says in lacks)


@contents(Voicemail, Beyond, id="regf.2j2-optional-elements", cites="12 CFR 1006.2(j)(2)", since=SINCE)
def optional(voicemail: Voicemail, beyond: Beyond) -> tuple[Objection, ...]:
    """List what goes beyond the four items that it may say: a salutation, its time, times to reply, any representative.

    > (i) A salutation;
    > (ii) The date and time of the message;
    > (iii) Suggested dates and times for the consumer to reply to the message; and
    > (iv) A statement that if the consumer replies, the consumer may speak to any of the company's representatives or
    > associates.

    > A message that includes a more detailed description of the representative or associate group is not a
    > limited-content message.

    Reading: AMB-22, a salutation does not name the consumer.
    """
    found = [f"it has {name}" for item, name in beyond.items.items() if item in voicemail.items]
    return tuple(objection(optional.id, optional.cites, says) for says in found)


@contents(Voicemail, Consumers, id="regf.2j-for-consumer-only", cites="12 CFR 1006.2(j)", since=SINCE)
def for_the_consumer(voicemail: Voicemail, values: Consumers) -> tuple[Objection, ...]:
    """Object to one that is knowingly left for somebody else.

    > A message knowingly left for a third party is not a limited-content message because it is not for a consumer.

    Reading: the consumer here is who owes (1006.2(e)), without the persons of 1006.6(a).
    """
    if voicemail.callee in values.consumers:
        return ()
    says = f"it is left for the {voicemail.callee.replace('_', ' ')}, who is not the consumer"
    return (objection(for_the_consumer.id, for_the_consumer.cites, says),)
