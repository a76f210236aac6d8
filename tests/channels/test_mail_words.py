"""What somebody wrote, apart from what they quote, how they sign, and what we wrote ourselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail_html import plain
from channels.mail_words import theirs

SENT = """About your account
Hello Ana,

Harbor Street Credit writes to you about an account of yours.
You can pay, agree on a plan, dispute it, or ask for proof.

To stop these mails, reply
STOP
or open https://pay.example/o/abc"""

MARKED = "\n".join(f"> {line}" for line in SENT.split("\n"))
INTRODUCED = "On Mon, Nov 23, 2026 at 1:00 PM Harbor Street Credit <reply+abc@collector.example> wrote:"

WRAPPED = """Harbor Street Credit writes to you about
an account of yours. You can pay,
agree on a plan, dispute it, or ask for proof."""

OUTLOOK = """From: Harbor Street Credit <x@collector.example>
Sent: Monday, November 23, 2026 1:00 PM
To: ana@example.com
Subject: About your account"""

EN_OUTLOOK = """De: Harbor Street Credit <x@collector.example>
Enviado el: lunes, 23 de noviembre de 2026 13:00
Para: ana@example.com
Asunto: About your account"""

REPLIES = {
    "above the quotation": (f"I already paid this.\n\n{INTRODUCED}\n{MARKED}", "I already paid this."),
    "below the quotation": (f"{INTRODUCED}\n{MARKED}\n\nI already paid this.", "I already paid this."),
    "between what is quoted": (
        f"{INTRODUCED}\n> Hello Ana,\n\nHello yourself.\n\n> You can pay, agree on a plan\n\nI dispute it.",
        "Hello yourself.\n\nI dispute it.",
    ),
    "a broken introduction": (
        "No.\n\nOn Mon, Nov 23, 2026 at 1:00 PM Harbor Street Credit\n<reply+abc@collector.example> wrote:\n" + MARKED,
        "No.",
    ),
    "in Spanish": (
        f"Ya pagué.\n\nEl lun, 23 nov 2026 a las 13:00, Harbor (<x@collector.example>) escribió:\n{MARKED}",
        "Ya pagué.",
    ),
    "Outlook, nothing marked": (
        f"Please send proof.\n\n{OUTLOOK}\n\n{SENT}",
        "Please send proof.",
    ),
    "Outlook in Spanish": (
        f"Mándenme pruebas.\n\n{EN_OUTLOOK}\n\n{SENT}",
        "Mándenme pruebas.",
    ),
    "below what nobody marked": (f"-----Original Message-----\n{SENT}\n\nStop", "Stop"),
    "an older mail of the thread below": (
        f"Thanks.\n\n-----Original Message-----\n{SENT}\n\n-----Original Message-----\nFrom: Ana\nStop writing to me",
        "Thanks.",
    ),
    "a telephone's signature": (f"Stop emailing me\n\nSent from my iPhone\n\n{MARKED}", "Stop emailing me"),
    "a signature": (f"Call me.\n-- \nAna Diaz\nStop Street 5\n\n{MARKED}", "Call me."),
    "our words wrapped anew": (f"I dispute it\n\n{WRAPPED}", "I dispute it"),
    "nothing but a quotation": (f"{INTRODUCED}\n{MARKED}", ""),
    "nothing but our own words": (SENT, ""),
}


@pytest.mark.parametrize("how", REPLIES)
def test_only_the_senders_own_words_are_read(how: str) -> None:
    written, said = REPLIES[how]
    assert theirs(written, SENT) == said
    assert theirs(written.replace("\n", "\r\n").replace("\r\n", "\n"), SENT) == said


def test_what_we_wrote_about_stopping_stops_nothing_however_it_is_quoted() -> None:
    for quoted in (MARKED, f"{INTRODUCED}\n{SENT}", f"-----Original Message-----\n{SENT}"):
        assert "stop" not in theirs(f"I will pay on Friday.\n\n{quoted}", SENT).lower()


@pytest.mark.parametrize("wish", ["stop", "Stop emailing me", "STOP.", "please stop emailing me at this address"])
@pytest.mark.parametrize("quoted", [MARKED, f"{INTRODUCED}\n{MARKED}", f"-----Original Message-----\n{SENT}"])
def test_a_wish_to_stop_is_heard_above_and_below_what_is_quoted(wish: str, quoted: str) -> None:
    assert theirs(f"{wish}\n\n{quoted}", SENT) == wish
    assert theirs(f"{quoted}\n\n{wish}", SENT) == wish


def test_without_knowing_what_was_sent_a_quotation_that_nobody_marked_ends_the_words() -> None:
    assert theirs(f"Send proof.\n\n-----Original Message-----\n{SENT}") == "Send proof."
    assert theirs(f"Send proof.\n\n{INTRODUCED}\n{MARKED}\nToday.") == "Send proof.\n\nToday."


@given(st.text(max_size=400), st.text(max_size=200))
def test_no_text_breaks_it_and_no_quoted_line_comes_through(text: str, sent: str) -> None:
    said = theirs(text, sent)
    assert not any(line.lstrip().startswith(">") for line in said.split("\n"))


@given(st.lists(st.sampled_from(SENT.split("\n")[:6]), min_size=1, max_size=6))
def test_whole_lines_of_ours_never_come_back_as_words_of_theirs(lines: list[str]) -> None:
    long = [line for line in lines if len(line.split()) >= 3]
    assert not any(line in theirs("\n".join(lines), SENT) for line in long)


def test_html_is_read_a_line_to_a_block_without_what_it_quotes_hides_or_runs() -> None:
    html = """<html><head><title>t</title><style>p {color: red}</style></head><body><script>alert("STOP")</script>
      <div>I already&nbsp;paid&#33;<br>Ask <b>my bank</b>.</div><p>Ana</p>
      <div class="gmail_quote"><div>On Monday we wrote:</div><blockquote>To stop, reply STOP</blockquote></div>
      <blockquote type="cite">STOP</blockquote></body></html>"""
    assert plain(html) == "I already\xa0paid!\nAsk my bank.\n\nAna"


@pytest.mark.parametrize(
    "html", ["<div>" * 5000 + "x", "</div>" * 100 + "x", "<blockquote>x", "<b", "&#x110000; x", ""]
)
def test_html_that_is_broken_is_read_as_far_as_it_goes(html: str) -> None:
    assert plain(html) in ("x", "", "� x", "<b")
