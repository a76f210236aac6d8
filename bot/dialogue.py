"""The dialogue: what is said and done in answer to one text; pure, commands first, then what cannot wait, then talk."""

from __future__ import annotations

from accounts.consent import OptIn
from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation, HandOff, Status
from accounts.dossier import Dossier
from accounts.record import Instant, new_id
from bot import arrangement, bargaining, calling_back, cards, details, safety, summary, translation
from bot.commands import Command, CommandName
from bot.nlu.port import Understanding
from bot.offer_policy import Policy
from bot.offer_policy import policy as shipped
from bot.step import AddToAddress, Effect, HandOver, Heard, Priority, Step, aside, hand_over, say, silent

MISSES = 2
"""Texts in a row that were not understood, after which a person takes over."""

FOR_A_PERSON: dict[str, tuple[str, Priority]] = {
    "speak_to_human": ("asks for a person", "normal"),
    "legal_threat": ("speaks of taking us to court", "high"),
    "complaint": ("complains", "high"),
    "abusive_language": ("is angry", "normal"),
    "update_contact": ("has new contact details", "normal"),
    "callback_later": (calling_back.REASON, "normal"),
    "request_documents": ("asks for documents", "normal"),
    "disability_accommodation": ("has a disability: arrange what they need to deal with us", "high"),
    "translation": ("asks for papers in another language, or an interpreter", "normal"),
    "credit_reporting": ("asks about their credit report", "normal"),
    "inform": ("tells us something that a person should read", "normal"),
}
"""Intents that people deal with, with the reason in the words of the desk."""

SMALL_TALK = {
    "greet": "menu",
    "help": "menu",
    "repeat": "menu",
    "unsure": "menu",
    "provide_identity": "menu",
    "request_language": "menu",
    "bot_challenge": "automated",
    "ask_who_is_this": "who_we_are",
    "opt_in": "how_to_start",
}
"""Intents that are answered in a word, to anybody; none of these answers names a debt."""

SILENT = frozenset({"thank", "goodbye"})


def next_step(
    conversation: Conversation,
    command: Command | None,
    understanding: Understanding | None,
    dossier: Dossier | None,
    proofs_held: frozenset[str],
    at: Instant,
    *,
    inbound: Inbound,
    proof: bool | None = None,
    policy: Policy | None = None,
    writes: frozenset[Medium] = frozenset(),
) -> Step:
    """Return what follows from one text.

    Args:
        conversation: the thread as it was.
        command: the literal command that the text is, if it is one; then nothing else was read.
        understanding: what the engine made of it.
        dossier: of the consumer who has the address; None where nobody or more than one has it.
        proofs_held: which proofs of identity could be checked.
        at: now.
        inbound: the text itself.
        proof: whether the proof of identity in it is right; None where it has none.
        policy: the terms that may be offered; None is what is shipped.
        writes: by which media we can write.
    """
    if dossier is None:
        return _stranger(conversation, command, understanding, inbound, at)
    conversation = _brought_up_to_date(conversation, command, understanding, at)
    known = (conversation, inbound, at, dossier, command, understanding, proofs_held, proof)
    heard = Heard(*known, policy=policy or shipped(), writes=writes)
    return translation.noted(heard, _answer(heard))


def _answer(heard: Heard) -> Step:
    step = _command(heard) or safety.react(heard)
    if step is not None:
        return step
    dossier, inbound, conversation = heard.dossier, heard.inbound, heard.conversation
    if safety.is_wrong(dossier, conversation.address):
        return _not_theirs(heard)
    if (told := details.answer(heard)) is not None:
        return told
    if inbound.person is not None:
        return hand_over(heard, "was written by somebody else whom the consumer's file names", template=None)
    if conversation.status is Status.AGENT or (conversation.status is Status.WAITING and not _goes_on(conversation)):
        return _not_ours(heard)
    if cards.KEPT_INSTEAD in inbound.text:
        return hand_over(heard, "wrote a card's number: send a link to pay", template="no_card")
    if inbound.enclosed:
        return hand_over(heard, "sent a picture or a file: it is for people to look at")
    return translation.answer(heard) or arrangement.answer(heard) or _wish(heard) or _missed(heard)


def _brought_up_to_date(
    conversation: Conversation, command: Command | None, understanding: Understanding | None, at: Instant
) -> Conversation:
    language = conversation.language
    if command is not None and command.language == "es":
        language = "es"  # STOP is said in every language, ALTO only in one
    elif understanding is not None and understanding.ranking:
        language = understanding.language
    status = Status.BOT if conversation.status is Status.DONE else conversation.status
    return conversation.model_copy(update={"language": language, "status": status, "updated_at": at})


def _command(heard: Heard) -> Step | None:
    if heard.command is None:
        return None
    if heard.command.name is CommandName.STOP:
        return safety.opt_out(heard)
    thread = heard.conversation
    if safety.is_wrong(heard.dossier, thread.address):
        return None  # a stranger opens no address of the consumer's, and is told of nothing
    if heard.command.name is CommandName.START and safety.is_closed(heard.dossier, thread.medium, thread.address):
        opened = OptIn(
            id=new_id(), at=heard.inbound.at, medium=thread.medium, address=thread.address, via=thread.medium
        )
        return aside(heard, "started").adding(AddToAddress(fact=opened))
    return aside(heard, "help")


def _stranger(
    conversation: Conversation,
    command: Command | None,
    understanding: Understanding | None,
    inbound: Inbound,
    at: Instant,
) -> Step:
    """Say nothing to an address that nobody, or more than one consumer, has; but whatever stops is put down for all."""
    conversation = conversation.model_copy(update={"updated_at": at})
    said = set(understanding.intents) | set(understanding.rules) if understanding else set()
    stops = said & {"opt_out_channel", "cease_contact", "wrong_number", "third_party"}
    effects: list[Effect] = []
    if stops or (command is not None and command.name is CommandName.STOP):
        effects.append(AddToAddress(fact=safety.closing(conversation, inbound)))
    elif command is not None and command.name is CommandName.START:
        opened = OptIn(
            id=new_id(), at=inbound.at, medium=conversation.medium, address=conversation.address, via=inbound.medium
        )
        effects.append(AddToAddress(fact=opened))
    if conversation.status is Status.AGENT:
        return Step(conversation=conversation, effects=tuple(effects))
    urgent = "self_harm_crisis" in said
    reason = "somebody unknown wrote" + (" and may be thinking of harming themselves: read at once" if urgent else "")
    priority: Priority = "urgent" if urgent else "normal"
    handoff = HandOff(
        at=at,
        reason=reason,
        summary=summary.lines(conversation, None, inbound, understanding),
        priority=priority,
    )
    called = conversation.model_copy(update={"status": Status.WAITING, "handoff": handoff})
    return Step(conversation=called, effects=(*effects, HandOver(reason=reason, priority=priority)))


def _not_theirs(heard: Heard) -> Step:
    """Say nothing where somebody said that the address is not the consumer's; who writes now, a person finds out."""
    if heard.conversation.status in (Status.WAITING, Status.AGENT):
        return silent(heard)
    return hand_over(heard, "wrote after somebody there said that the number is not the consumer's", template=None)


def _not_ours(heard: Heard) -> Step:
    """Acknowledge once what is written while a person is awaited; say nothing while one holds the thread.

    Who asks for a person is promised one, once, even if something else was acknowledged before.
    """
    thread = heard.conversation
    asks = heard.acts_on == "speak_to_human" and not thread.slots.get("promised_person")
    if thread.status is Status.AGENT or (thread.slots.get("acknowledged") and not asks):
        return silent(heard)
    slots = {**thread.slots, "acknowledged": True, "promised_person": True}
    return say(heard, "handed_over", question=thread.question, slots=slots)


def _goes_on(thread: Conversation) -> bool:
    """Whether the talk goes on until a person comes: terms for who cannot pay are not left to wait."""
    return bool(thread.slots.get("goes_on")) and thread.question is not None


def _wish(heard: Heard) -> Step | None:
    wish = heard.acts_on
    if wish is None:
        return None
    if wish in arrangement.WISHES:
        return arrangement.begin(heard.changed(question=None, slots={}), wish)
    if wish == "callback_later" and (asked := calling_back.ask(heard)):
        return asked
    if wish in FOR_A_PERSON:
        reason, priority = FOR_A_PERSON[wish]
        return hand_over(heard, reason, priority)
    if wish in SILENT:
        return silent(heard, misses=0)
    if heard.conversation.question is None and wish in SMALL_TALK:
        return say(heard, SMALL_TALK[wish])
    if wish in ("bot_challenge", "ask_who_is_this"):
        return aside(heard, SMALL_TALK[wish])
    return None


def _missed(heard: Heard) -> Step:
    """Ask once more what was not understood; the second time in a row call a person.

    Of a mail whose words are in an attachment, or in what it quotes, a person makes sense at once.
    """
    thread, heading = heard.conversation, heard.inbound.heading
    if heading is not None and (heading.attachments or not heard.inbound.text):
        what = ", ".join(heading.attachments) or "a mail without words of their own"
        return hand_over(heard, f"sent what a person must read: {what}")
    if thread.question == "afford" and (shown := bargaining.what_there_is(heard)):
        return shown  # who says no figure is shown what there is
    misses = thread.misses + 1
    if misses >= MISSES:
        return hand_over(heard, f"was not understood {MISSES} times in a row")
    template = f"ask_{thread.question}" if thread.question in ("born", "ssn4") else "not_understood"
    return aside(heard, template, values={"asked": thread.question is not None}, misses=misses)
