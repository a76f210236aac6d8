"""The documents of a call: each is what Twilio's schema allows, whatever is said and wherever a call is at."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import twiml
from channels.twiml import Addresses
from tests.channels.twiml_schema import faults

HERE = Addresses("https://x.example/gather?call=1&n=2", "https://x.example/gather?call=1&passed=1", ours="+18005550142")
EVERYTHING = HERE._replace(
    recorded="https://x.example/recording?ref=1", relay="wss://x.example/relay", call="1", person="+18005550177"
)


def tags(document: str) -> list[str]:
    return [element.tag for element in ET.fromstring(document)]


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ("<Response><Gather><Dial>+1</Dial></Gather></Response>", "Response/Gather: no <Dial>"),
        ("<Response><Say voise='x'>a</Say></Response>", "Response/Say: there is no attribute voise"),
        ("<Response><Gather speachTimeout='1'/></Response>", "no attribute speachTimeout"),
        ("<Response><Sai>x</Sai></Response>", "no <Sai>"),
        ("<Response><Say>x</Response>", "it is no XML"),
        ("<Say>x</Say>", "it begins with <Say>"),
        ("<Response><Connect><ConversationRelay><Param/></ConversationRelay></Connect></Response>", "no <Param>"),
    ],
)
def test_the_schema_finds_what_the_sdk_would_let_through(document: str, wrong: str) -> None:
    assert wrong in faults(document)[0]


@given(
    words=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200),
    language=st.sampled_from(["en", "es"]),
    go=st.sampled_from([HERE, EVERYTHING, EVERYTHING._replace(relay=None), EVERYTHING._replace(recorded=None)]),
    question=st.sampled_from([None, "party", "born", "ssn4", "offer", "a question of next year"]),
    first=st.booleans(),
)
def test_whatever_is_said_wherever_a_call_is_at_the_document_is_whole(
    words: str, language: Any, go: Addresses, question: str | None, first: bool
) -> None:
    made = [
        twiml.voicemail(words, language), twiml.silence(), twiml.farewell(words, language),
        twiml.to_a_person(words, language, go), twiml.listen(words, language, go, question, first=first),
    ]  # fmt: skip
    assert [faults(document) for document in made] == [[]] * len(made)


def test_a_machine_is_told_the_words_and_nothing_else() -> None:
    document = twiml.voicemail("Hi, this is Dana Reyes from North Bay. & <b>", "en")
    assert tags(document) == ["Pause", "Say", "Hangup"]
    assert "".join(ET.fromstring(document).itertext()) == "Hi, this is Dana Reyes from North Bay. & <b>"


def test_silence_says_nothing() -> None:
    assert tags(twiml.silence()) == ["Hangup"]


def test_speech_and_keys_are_heard_while_we_speak_and_silence_comes_back_to_us() -> None:
    (gather,) = ET.fromstring(twiml.listen("How can I help?", "en", HERE, "born"))
    assert gather.get("input") == "speech dtmf"
    assert gather.get("actionOnEmptyResult") == "true"
    assert gather.get("numDigits") == "8"
    assert gather[0].tag == "Say"
    assert gather.get("bargeIn") is None  # Twilio lets people speak into our words unless told otherwise


def test_a_recording_begins_after_it_was_announced() -> None:
    gathered = twiml.listen("This call is recorded.", "en", EVERYTHING._replace(relay=None), first=True)
    relayed = twiml.listen("This call is recorded.", "en", EVERYTHING, first=True)
    assert tags(gathered) == ["Say", "Start", "Gather"]
    assert tags(relayed) == ["Say", "Start", "Connect"]
    assert 'welcomeGreeting="' not in relayed


def test_nothing_is_recorded_later_or_where_that_is_off() -> None:
    assert tags(twiml.listen("And now?", "en", EVERYTHING)) == ["Gather"]
    assert tags(twiml.listen("Hello.", "en", HERE, first=True)) == ["Gather"]


def test_the_relay_is_told_which_call_it_is() -> None:
    (connect,) = ET.fromstring(twiml.listen("Hello.", "en", EVERYTHING._replace(recorded=None), first=True))
    (relay,) = connect
    assert relay.get("url") == "wss://x.example/relay"
    assert relay.get("welcomeGreeting") == "Hello."
    assert [(one.get("name"), one.get("value")) for one in relay] == [("call", "1")]
    assert connect.get("action") == HERE.passed


def test_without_a_person_s_telephone_the_call_ends_after_the_words() -> None:
    assert tags(twiml.to_a_person("A person will call you back.", "en", HERE)) == ["Say", "Hangup"]
    assert tags(twiml.to_a_person("", "en", EVERYTHING)) == ["Dial"]
