"""TwiML: what Twilio is told to do on a call, as pure functions from what is said to a document."""

from __future__ import annotations

from typing import Literal, NamedTuple

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

Language = Literal["en", "es"]

_LOCALES: dict[Language, str] = {"en": "en-US", "es": "es-US"}
KEYS = {"born": 8, "ssn4": 4, "afford": 5}
"""How many keys an answer has at most, where it is not one; a pause ends fewer."""
_PAUSE = 6
"""Seconds of silence after which somebody is asked again."""
RINGS = 20
"""Seconds for which a person's telephone rings."""


class Addresses(NamedTuple):
    """Where a call goes on: our addresses for it, and the telephones on both sides."""

    heard: str
    """Where what is said or keyed next is posted."""
    passed: str
    """Where it is posted how passing it on went."""
    recorded: str | None = None
    """Where a recording is reported; None records nothing."""
    relay: str | None = None
    """The address of the websocket; None goes without."""
    call: str = ""
    """Our identifier of the call, which the websocket is told."""
    ours: str = ""
    person: str | None = None
    """The telephone of the people at the desk."""


def voicemail(words: str, language: Language) -> str:
    """Return what a machine is told after its beep: these words, and nothing else."""
    document = VoiceResponse()
    document.pause(length=1)
    document.say(words, language=_LOCALES[language])
    document.hangup()
    return str(document)


def silence() -> str:
    """Return the document that says nothing and ends the call: to a fax, or to what nobody knows what it is."""
    document = VoiceResponse()
    document.hangup()
    return str(document)


def listen(words: str, language: Language, go: Addresses, question: str | None = None, *, first: bool = False) -> str:
    """Return the document that says something, and hears speech and keys meanwhile and after it.

    Args:
        words: what is said; empty only listens.
        language: of both sides.
        go: where it goes on.
        question: what was asked, for the number of keys.
        first: whether the call begins with it; a recording then begins after it, for it announces it.
    """
    document = VoiceResponse()
    if first and go.recorded is not None:
        document.say(words, language=_LOCALES[language])
        document.start().recording(recording_status_callback=go.recorded, recording_status_callback_event="completed")
        words = ""
    if first and go.relay is not None:
        _relay(document, words, language, go)
        return str(document)
    gather = Gather(
        input="speech dtmf",
        action=go.heard,
        action_on_empty_result=True,
        timeout=_PAUSE,
        speech_timeout="auto",
        language=_LOCALES[language],
        num_digits=KEYS.get(question or "", 1),
    )
    if words:
        gather.say(words, language=_LOCALES[language])
    document.append(gather)
    return str(document)


def to_a_person(words: str, language: Language, go: Addresses) -> str:
    """Return the document that passes the call on to a person's telephone, or ends it where there is none."""
    document = VoiceResponse()
    if words:
        document.say(words, language=_LOCALES[language])
    if go.person is None:
        document.hangup()
    else:
        dial = Dial(action=go.passed, timeout=RINGS, caller_id=go.ours)
        dial.number(go.person)
        document.append(dial)
    return str(document)


def farewell(words: str, language: Language) -> str:
    """Return the document that ends the call, after these words where there are any."""
    document = VoiceResponse()
    if words:
        document.say(words, language=_LOCALES[language])
    document.hangup()
    return str(document)


def _relay(document: VoiceResponse, words: str, language: Language, go: Addresses) -> None:
    connect = Connect(action=go.passed)
    relay = connect.conversation_relay(
        url=go.relay,
        welcome_greeting=words or None,
        welcome_greeting_interruptible="any",
        interruptible="any",
        dtmf_detection=True,
        language=_LOCALES[language],
    )
    relay.parameter(name="call", value=go.call)
    document.append(connect)
