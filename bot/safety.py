"""Safety: what must take effect whoever holds the conversation: stop, cease, wrong person, dispute, lawyer, crisis."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from accounts.consent import CeaseRequest, OptIn, OptOut
from accounts.consumer import Representation, WrongParty
from accounts.contact import Inbound, Medium, Purpose
from accounts.conversation import Conversation, Status
from accounts.dossier import Dossier
from accounts.promise import PaymentAuthorizationRevoked
from accounts.record import new_id
from bot import answers, details, disputing, holding, matter
from bot.disputing import DISPUTES, ORIGINAL_CREDITOR
from bot.nlu.port import SAFETY_INTENTS, Understanding
from bot.nlu.text import fold
from bot.step import AddFact, AddToAddress, Heard, Reply, Step, hand_over, say, silent

GRAVITY = (
    "self_harm_crisis",
    "cease_contact",
    "opt_out_channel",
    "deceased",
    "wrong_number",
    "third_party",
    "attorney_represented",
    "bankruptcy",
    "military_service",
    "minor",
    "incarcerated",
    *DISPUTES,
    ORIGINAL_CREDITOR,
    "refuse_to_pay",
    "inconvenient_time_place",
    "cancel_payment_authorization",
    "disaster",
)
"""What is done first where several are said at once; all of them are put down."""

_AT_ONCE = frozenset(SAFETY_INTENTS) | {"military_service", "minor"}
"""Acted on wherever an engine finds them likely at all: a false alarm costs less than a miss."""

_LIKELY = 0.30
"""How likely the other ones must be beside a surer intent."""

_CALLS = re.compile(r"\b(call(s|ing|ed)?|phon(e|ing) me|ring(ing)?|llam\w+|marc\w+)\b")
_WRITING = re.compile(
    r"\b(text\w*|txt\w*|messag\w*|msg\w*|sms|e ?mail\w*|writ\w+|mensaj\w*|correo\w*|escrib\w*|mand\w*|envi\w*)\b"
)


def found(heard: Heard) -> tuple[str, ...]:
    """Return what was said that must take effect, the gravest first."""
    understanding = heard.understanding
    if understanding is None:
        return ()
    # A plain answer to the question that is open is that, unless a rule heard something graver in it.
    answers_question = heard.conversation.question is not None and (
        heard.proof is not None or answers.is_yes(understanding) or answers.is_no(understanding)
    )
    said = set(understanding.rules) if answers_question else _said(understanding)
    if heard.proof is not None and understanding.acts_on is not None:
        said.add(understanding.acts_on)  # "05/21/1980, but I paid this": a proof says little, so what is sure is meant
    said = disputing.with_particulars(said, understanding)
    if said & {"deceased", *DISPUTES}:
        # "This is not mine" from the right person is a dispute, and of a death somebody else tells; only a rule makes
        # it a wrong number as well.
        said -= {"wrong_number", "third_party"} - set(understanding.rules)
    elif heard.conversation.question == "deceased":
        # "I'm his daughter Ana" answers who acts for the estate; "don't know him" does not.
        sure = {"wrong_number"} & {understanding.acts_on}
        said -= {"wrong_number", "third_party"} - (sure | set(understanding.rules))
    return tuple(intent for intent in GRAVITY if intent in said - _implied(said))


def _implied(said: set[str]) -> set[str]:
    """Return what another thing said already does, so that nothing is put down twice."""
    implied: set[str] = set()
    if said & {"wrong_number", "third_party"}:
        implied |= {"opt_out_channel", "cease_contact", "refuse_to_pay"}
        if "wrong_number" in said:
            implied.add("third_party")
    if "cease_contact" in said:
        implied.add("opt_out_channel")
    return implied | set([intent for intent in DISPUTES if intent in said][1:])


def _said(understanding: Understanding) -> set[str]:
    sure = set(understanding.rules) | ({understanding.acts_on} if understanding.acts_on else set())
    likely = {
        intent
        for intent in understanding.intents
        if intent in _AT_ONCE
        or (
            (intent in DISPUTES or intent == "third_party")
            and (understanding.acts_on is None or understanding.probability(intent) >= _LIKELY)
        )
    }
    return sure | likely


def react(heard: Heard) -> Step | None:
    """Return the step for what must take effect at once; None where nothing of it was said."""
    said = found(heard)
    if not said:
        return None
    thread, before = heard.conversation, heard
    silenced = thread.status in (Status.WAITING, Status.AGENT) or is_wrong(heard.dossier, thread.address)
    steps: list[Step] = []
    for intent in said:
        steps.append(_REACTIONS.get(intent, disputing.dispute)(heard, intent))
        heard = replace(heard, conversation=steps[-1].conversation)
    step = Step(
        conversation=heard.conversation,
        replies=_words(steps, silenced=silenced),
        effects=tuple(effect for step in steps for effect in step.effects),
    )
    return details.followed(before, said, step)


def _words(steps: list[Step], *, silenced: bool) -> tuple[Reply, ...]:
    """Return the one answer to several things: a stop leaves no other word, a refusal none, else the gravest has it."""
    bare = next((step.replies for step in steps if _is_bare(step)), None)
    if bare is not None:
        return bare
    if any(isinstance(e, AddFact) and isinstance(e.fact, CeaseRequest) for step in steps for e in step.effects):
        return ()
    said = steps[0].replies
    return said if not silenced or any(reply.template == "crisis" for reply in said) else ()


def _is_bare(step: Step) -> bool:
    return any(reply.purpose is Purpose.OPTOUT_CONFIRMATION for reply in step.replies)


def opt_out(heard: Heard, template: str = "optout_confirmed") -> Step:
    """Return the step that closes this address to this medium and confirms it, once and with no other word."""
    if is_closed(heard.dossier, heard.conversation.medium, heard.conversation.address):
        return silent(heard, question=None, pending=None, slots={}, misses=0)
    bare = say(heard, template, purpose=Purpose.OPTOUT_CONFIRMATION, slots=dict(heard.conversation.slots))
    return bare.adding(AddToAddress(fact=closing(heard.conversation, heard.inbound)))


def closing(thread: Conversation, inbound: Inbound) -> OptOut:
    """Return the opt-out of the address from which was written."""
    return OptOut(
        id=new_id(),
        at=inbound.at,
        medium=thread.medium,
        address=thread.address,
        via=thread.medium,
        by=inbound.person,
    )


def is_wrong(dossier: Dossier, address: str) -> bool:
    """Whether somebody at this address said that it does not reach the consumer."""
    return any(wrong.address == address for wrong in dossier.of(WrongParty))


def is_closed(dossier: Dossier, medium: Medium, address: str) -> bool:
    """Whether somebody opted this address out of this medium and not in again."""
    outs = [o.at for o in dossier.of(OptOut) if o.address == address and o.medium in (medium, None)]
    ins = [i.at for i in dossier.of(OptIn) if i.address == address and i.medium in (medium, None)]
    return bool(outs) and not any(at > max(outs) for at in ins)


def _cease(heard: Heard, _: str) -> Step:
    asked = CeaseRequest(
        id=new_id(),
        at=heard.inbound.at,
        via=heard.conversation.medium,
        debts=matter.covered(heard.dossier, heard.text) if _names_a_debt(heard) else None,
        text=heard.inbound.text,
    )
    told = opt_out(heard)
    called = hand_over(heard, "asks in writing that we cease contact", "high", template=None, facts=(asked,))
    return Step(
        conversation=called.conversation,
        replies=told.replies,
        effects=(AddFact(fact=asked), *told.effects, *called.effects),
    )


def _names_a_debt(heard: Heard) -> bool:
    """Whether the text itself names one of several debts; that there is only one narrows nothing."""
    return len(heard.dossier.debts) > 1 and matter.covered(heard.dossier, heard.text) is not None


def _opt_out_in_words(heard: Heard, _: str) -> Step:
    text = fold(heard.text)
    if heard.conversation.medium is not Medium.CALL and _CALLS.search(text):
        calls = OptOut(id=new_id(), at=heard.inbound.at, medium=Medium.CALL, via=heard.conversation.medium)
        if not _WRITING.search(text):
            return say(heard, "no_calls").adding(AddFact(fact=calls))
        return opt_out(heard).adding(AddFact(fact=calls))
    return opt_out(heard)


def _wrong_party(heard: Heard, _: str) -> Step:
    wrong = WrongParty(id=new_id(), at=heard.inbound.at, address=heard.conversation.address, told_by="recipient")
    step = opt_out(heard, "wrong_number").adding(AddToAddress(fact=wrong))
    held = heard.conversation.status in (Status.WAITING, Status.AGENT)
    # Whoever was verified here, it is not who writes now.
    nobody = {"verified": False, "verified_until": None}
    over = {"status": heard.conversation.status if held else Status.DONE, **nobody}
    return step.model_copy(update={"conversation": step.conversation.model_copy(update=over)})


def _attorney(heard: Heard, _: str) -> Step:
    lawyer = Representation(id=new_id(), at=heard.inbound.at)
    step = hand_over(heard, "is represented by an attorney", "high", template="attorney", facts=(lawyer,))
    return step.adding(AddFact(fact=lawyer))


def _take_nothing(heard: Heard, _: str) -> Step:
    """Put down that nothing may be taken, whoever says so: it adds caution; a person tells who takes payments."""
    revoked = PaymentAuthorizationRevoked(id=new_id(), at=heard.inbound.at, via=heard.conversation.medium)
    reason = "withdraws a permission to take payments: stop them today"
    step = hand_over(heard, reason, "high", template="take_nothing", facts=(revoked,))
    return step.adding(AddFact(fact=revoked))


def _refusal(heard: Heard, _: str) -> Step:
    """Put the refusal down and say nothing: after it the law leaves us no reply (1006.6(c))."""
    refused = CeaseRequest(
        kind="refusal",
        id=new_id(),
        at=heard.inbound.at,
        via=heard.conversation.medium,
        debts=matter.covered(heard.dossier, heard.text) if _names_a_debt(heard) else None,
        text=heard.inbound.text,
    )
    step = hand_over(heard, "refuses in writing to pay", "normal", template=None, facts=(refused,))
    return step.adding(AddFact(fact=refused))


_REACTIONS: dict[str, Callable[[Heard, str], Step]] = {
    "self_harm_crisis": holding.crisis,
    "cease_contact": _cease,
    "opt_out_channel": _opt_out_in_words,
    "deceased": holding.deceased,
    "wrong_number": _wrong_party,
    "third_party": _wrong_party,
    "attorney_represented": _attorney,
    "bankruptcy": holding.bankruptcy,
    "military_service": holding.military,
    "minor": holding.minor,
    "incarcerated": holding.incarcerated,
    ORIGINAL_CREDITOR: disputing.original_creditor,
    "refuse_to_pay": _refusal,
    "inconvenient_time_place": holding.inconvenient,
    "cancel_payment_authorization": _take_nothing,
    "disaster": holding.disaster,
}
