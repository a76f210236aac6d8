"""The literal commands are read however a phone writes them, and nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import CommandName, read

CARRIER_STOPS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "opt-out")
SPANISH_STOPS = ("alto", "parar", "pare", "cancelar", "baja", "no más", "no mas", "basta", "darme de baja")


@pytest.mark.parametrize("word", CARRIER_STOPS)
def test_every_stop_word_of_the_carriers_stops(word: str) -> None:
    command = read(word)
    assert command is not None
    assert (command.name, command.language) == (CommandName.STOP, "en")


@pytest.mark.parametrize("word", SPANISH_STOPS)
def test_spanish_stop_words_stop_in_spanish(word: str) -> None:
    command = read(word)
    assert command is not None
    assert (command.name, command.language) == (CommandName.STOP, "es")


@pytest.mark.parametrize(("word", "language"), [("HELP", "en"), ("info", "en"), ("Ayuda", "es"), ("información", "es")])
def test_help_and_its_kin_ask_for_help(word: str, language: str) -> None:
    command = read(word)
    assert command is not None
    assert (command.name, command.language) == (CommandName.HELP, language)


@pytest.mark.parametrize("word", ["start", "UNSTOP", "Empezar"])
def test_start_and_its_kin_start(word: str) -> None:
    command = read(word)
    assert command is not None
    assert command.name is CommandName.START


@pytest.mark.parametrize("text", ["yes", "YES", "Sí", "si", "ok", "y"])
def test_yes_is_never_an_opt_in(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "  StOp.  ",
        '"STOP"',
        "S.T.O.P",
        "stop stop stop",
        "STOOOOP!!!",
        "STOP 🛑",
        "st\u200bop",  # zero-width space
        "\u202estop",  # right-to-left override
        "stop\x00",
        "ｓｔｏｐ",  # full-width
        "ЅТОР",  # Cyrillic
        "stóp",
        "/stop",
        "\nSTOP\r\n",
    ],
)
def test_decoration_does_not_hide_a_stop(text: str) -> None:
    command = read(text)
    assert command is not None
    assert command.name is CommandName.STOP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🛑",
        "i will stop by the office",
        "stop taking money out of my account",
        "when does it end",
        "can i cancel my payment",
        "quiero cancelar mi deuda",
        "help me understand the fees",
        "start date",
        "50",
        "stop" * 200,
    ],
)
def test_what_is_more_than_the_word_is_no_command(text: str) -> None:
    assert read(text) is None


@given(st.text(max_size=400))
def test_no_text_makes_reading_fail(text: str) -> None:
    command = read(text)
    assert command is None or command.name in CommandName


@given(
    st.sampled_from(CARRIER_STOPS + SPANISH_STOPS),
    st.sampled_from(["upper", "title", "lower"]),
    st.text(alphabet=" .!?\"'\t\n🛑\u200b\u00a0", max_size=8),
    st.text(alphabet=" .!?\"'\t\n🛑\u200b\u00a0", max_size=8),
)
def test_a_stop_stays_a_stop_in_any_case_between_any_marks(word: str, case: str, before: str, after: str) -> None:
    written: str = getattr(word, case)()
    command = read(before + written + after)
    assert command is not None
    assert command.name is CommandName.STOP
