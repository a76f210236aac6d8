"""What is read in a finished text: it errs toward a threat, and against a disclosure or a way out."""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from accounts.contact import Medium, Message
from accounts.errors import BadLaw
from compliance.phrases import DATA, Example, load, phrases
from compliance.reading import normal, read
from compliance.words import Words

E1 = "This is an attempt to collect a debt. Any information obtained will be used for that purpose."
E1_ES = "Este es un intento de cobrar una deuda. Cualquier información obtenida se usará para ese fin."
E2 = "This is from a debt collector."
STOP = "Reply STOP to stop texts to this number."


def reading(text: str, *, html: str = "", subject: str = "", language: str = "en") -> Words:
    fields = {"language": language, "text": text, "html": html, "subject": subject}
    return read(Message.model_validate({"id": "m", "consumer": "C", "medium": Medium.SMS} | fields))


@pytest.mark.parametrize("example", phrases().examples, ids=lambda example: example.text)
def test_every_wording_meant_to_be_used_is_read_as_it_is_meant(example: Example) -> None:
    words = reading(example.text, language=example.language)
    assert {key: getattr(words, key) for key in example.reads} == example.reads
    assert words.languages == {example.language}


def test_half_of_the_first_disclosure_is_not_the_first_disclosure() -> None:
    assert reading(E1).disclosure == "e1"
    assert reading("This is an attempt to collect a debt.").disclosure == "none"
    assert reading("Any information obtained will be used for that purpose.").disclosure == "none"


def test_a_text_may_be_wrapped_and_may_shout() -> None:
    assert (
        reading(
            "THIS IS AN ATTEMPT TO\ncollect a   debt. Any information\nobtained will be used for that purpose."
        ).disclosure
        == "e1"
    )


def test_a_disclosure_in_two_languages_stands_in_both() -> None:
    words = reading(f"{E1}\n\n{E1_ES}")
    assert words.disclosure_languages == words.languages == {"en", "es"}


def test_a_spanish_text_with_an_english_disclosure_lacks_the_spanish_one() -> None:
    words = reading(f"Hola. Le escribimos por su cuenta con el banco, para que nos llame cuando pueda. {E1}")
    assert words.languages == {"en", "es"}
    assert words.disclosure_languages == {"en"}


def test_a_name_in_another_language_is_no_language() -> None:
    words = reading(f"Please call us about your account with Clínica de la Paz of El Paso. {E1} {E2} {STOP}")
    assert words.languages == {"en"}


def test_a_text_without_any_known_word_is_in_the_language_it_claims() -> None:
    assert reading("12345", language="es").languages == {"es"}
    assert reading("", language="es").languages == {"es"}


def test_what_the_html_lacks_is_lacking() -> None:
    whole = f"<p>Hello</p><p>{E1}</p><p><a href='https://x.example/o/1'>Click here to opt out of further emails</a></p>"
    text = f"{E1}\n\nClick here to opt out of further emails to this address: https://x.example/o/1"
    words = reading(text, html=whole)
    assert (words.disclosure, words.opt_out) == ("e1", "link")
    bare = reading(text, html="<p>Hello</p>")
    assert (bare.disclosure, bare.opt_out, bare.disclosure_languages) == ("none", "none", frozenset())
    assert reading("Hello", html=whole).disclosure == "none"


def test_what_html_hides_is_not_said() -> None:
    assert reading("", html=f"<style>{E1}</style><p>Hello</p>").disclosure == "none"


def test_a_link_needs_an_address() -> None:
    assert reading("Click here to opt out of further emails.").opt_out == "none"
    assert reading("Click here to opt out of further emails: https://x.example/o/1").opt_out == "link"


def test_a_burden_outweighs_a_simple_way() -> None:
    assert reading("To opt out, reply STOP with your account number.").opt_out == "requires_account_number"
    assert reading(f"Account number ending 1234.\n{STOP}").opt_out == "reply_stop"


def test_a_way_to_do_something_else_is_no_way_out() -> None:
    assert reading("Reply PAY to pay. Call us at 1-800-555-0100 with questions.").opt_out == "none"


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("Your balance is $412.50.", "balance"),
        ("Su saldo es de 412 dólares.", "balance"),
        ("Pay now at https://x.example/pay/1", "payment_link"),
        ("Please pay today.", "payment_request"),
        ("Por favor haga un pago.", "payment_request"),
        ("We will take legal action.", "threat_of_suit"),
        ("Vamos a demandarlo.", "threat_of_suit"),
        ("You will be arrested.", "threat_of_arrest"),
        ("Irá a la cárcel.", "threat_of_arrest"),
        ("We know where you live.", "threat_of_violence"),
        ("You deadbeat.", "obscene"),
        ("I am an attorney.", "claims_to_be_attorney"),
        ("Since you did not dispute the debt, you owe it.", "silence_is_admission"),
        ("Please pay within ten days.", "pay_sooner_than_period"),
        ("Can we continue?", "asks_to_continue"),
        ("¿Podemos seguir hablando?", "asks_to_continue"),
        ("What time would be convenient?", "asks_convenient_time"),
        ("Could you clarify what you mean?", "asks_clarification"),
        ("Please call us.", "please_call_us"),
        ("Llámenos, por favor.", "please_call_us"),
        ("You owe us.", "states_debt"),
        ("You will receive no more: you have been unsubscribed.", "optout_confirmation"),
        (STOP, "optout_footer"),
    ],
)
def test_a_trait_is_found_in_either_language(text: str, trait: str) -> None:
    assert trait in reading(text).includes
    assert trait not in reading("Hello, and thank you.").includes


def test_a_trait_of_the_subject_is_one_of_the_message() -> None:
    assert "threat_of_arrest" in reading(E1, subject="Arrest warrant").includes


def test_an_ordinary_first_text_says_nothing_it_should_not() -> None:
    words = reading(f"Hi Pat, this is North Bay Recovery about your account with Alder Bank. {E1} {STOP}")
    assert words.includes == {"optout_footer", "states_debt"}


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_reads_the_same_twice(text: str) -> None:
    assert reading(text) == reading(text)
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [(("least_share: 0.2", "least: 0.2"), "least_share"), (("site_no_link:", "pigeon:"), "pigeon")],
)
def test_a_file_of_phrases_that_has_not_its_form_is_refused(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    other = tmp_path / "reading.yaml"
    other.write_text(DATA.read_text("utf-8").replace(*change, 1), "utf-8")
    with pytest.raises(BadLaw, match=complaint):
        load(other)
