"""The training data is what both engines can learn from, and mistakes in it are named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.nlu.data import BadTrainingData, Mark, fingerprint, inventory, plain, problems, read
from bot.nlu.language import detect
from bot.nlu.port import SAFETY_INTENTS
from bot.nlu.rules import heard
from bot.nlu.text import prepare

NLU_DATA = Path(__file__).parents[3] / "nlu_data"
CONVERSATIONS = (
    "make_payment", "promise_to_pay", "request_payment_plan", "dispute_not_mine", "dispute_already_paid",
    "dispute_amount", "dispute_other", "opt_out_channel", "cease_contact", "wrong_number", "speak_to_human",
)  # fmt: skip


def written(directory: Path, examples: dict[str, str], domain: str = "intents: [greet, bye]\n") -> Path:
    (directory / "nlu").mkdir(parents=True, exist_ok=True)
    (directory / "domain.yml").write_text(domain, encoding="utf-8")
    for name, text in examples.items():
        (directory / "nlu" / name).write_text(text, encoding="utf-8")
    return directory


def intent(name: str, *lines: str) -> str:
    return f"- intent: {name}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines)


def test_the_data_has_nothing_that_rasa_would_complain_about() -> None:
    assert problems(NLU_DATA) == []


def test_there_are_56_intents_and_each_speaks_both_languages() -> None:
    intents = inventory(NLU_DATA)
    assert len(intents) == len(set(intents)) == 56
    said = Counter((example.intent, example.language) for example in read(NLU_DATA))
    for name in intents:
        assert said[name, "en"] >= 40, name
        assert said[name, "es"] >= 40, name
    for name in (*SAFETY_INTENTS, *CONVERSATIONS):
        assert said[name, "en"] >= 60, name


def test_no_example_is_longer_than_what_an_engine_is_given() -> None:
    assert all(prepare(example.text).text == " ".join(example.text.split()) for example in read(NLU_DATA))


def test_no_example_has_a_telephone_number_or_mailbox_that_could_be_somebodys() -> None:
    for example in read(NLU_DATA):
        for mark in example.marks:
            value = example.text[mark.start : mark.end]
            assert mark.name != "phone" or "555" in value, example.text
            assert mark.name != "email" or "@example." in value, example.text


def test_the_language_of_nearly_every_example_is_heard() -> None:
    examples = read(NLU_DATA)
    for language in ("en", "es"):
        own = [detect(prepare(e.text).text) == language for e in examples if e.language == language]
        assert sum(own) / len(own) > 0.97


def test_rules_hear_most_of_what_is_labelled_for_safety() -> None:
    examples = [e for e in read(NLU_DATA) if e.intent in SAFETY_INTENTS]
    hit = [e.intent in heard(prepare(e.text).text, e.language) for e in examples]
    assert sum(hit) / len(hit) > 0.8  # many were written to have no word that a rule could know


def test_marks_are_taken_out_of_the_text_and_kept_with_their_places() -> None:
    text, marks = plain('pay [half]{"entity": "amount", "role": "offer"} on [friday](date) ok')
    assert text == "pay half on friday ok"
    assert marks == (Mark(name="amount", start=4, end=8, role="offer"), Mark(name="date", start=12, end=18))


def test_brackets_that_mark_nothing_stay_in_the_text() -> None:
    assert plain("call [me] (later)") == ("call [me] (later)", ())


@pytest.mark.parametrize("marked", ['[x]{"name": "amount"}', "[x]{entity: amount}", '[x]{"entity": 5}'])
def test_a_broken_mark_is_named(marked: str) -> None:
    with pytest.raises(BadTrainingData, match="x"):
        plain(marked)


def test_a_text_under_two_intents_is_a_problem(tmp_path: Path) -> None:
    body = "nlu:\n" + intent("greet", "hey", "hi") + intent("bye", "Hey")
    assert problems(written(tmp_path, {"a.en.yml": body})) == ["'hey' is labelled bye and greet"]


def test_unknown_and_unused_names_and_repetitions_are_problems(tmp_path: Path) -> None:
    body = "nlu:\n" + intent("greet", "hey", "hey") + intent("hum", "[x](amount)")
    assert sorted(problems(written(tmp_path, {"a.yml": body}))) == [
        "'hey' is written 2 times under greet",
        "a.yml: entity 'amount' in 'x' is not in domain.yml",
        "intent 'bye' is in domain.yml but has no example",
        "intent 'hum' has examples but is not in domain.yml",
    ]


def test_both_of_rasas_ways_to_list_examples_are_read(tmp_path: Path) -> None:
    body = "nlu:\n- intent: greet\n  examples:\n  - text: hola\n- regex: x\n  examples: |\n    - y\n" + intent(
        "bye", "ciao"
    )
    found = read(written(tmp_path, {"a.es.yml": body}))
    assert [(e.text, e.intent, e.language) for e in found] == [("hola", "greet", "es"), ("ciao", "bye", "es")]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("nlu: [1]", "mapping"),
        ("nlu:\n- intent: greet\n  examples: 5", "no readable examples"),
        ("nlu:\n- intent: greet\n  examples: |\n    hi", "must begin with"),
        ("nlu: [", "not readable YAML"),
        ("- a", "not a mapping"),
    ],
)
def test_a_file_in_another_form_is_refused_by_name(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(BadTrainingData, match=f"a.yml.*{says}"):
        read(written(tmp_path, {"a.yml": body}))


def test_a_folder_without_data_or_domain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTrainingData, match="no training data"):
        read(tmp_path)
    with pytest.raises(BadTrainingData, match=r"domain\.yml is missing"):
        inventory(tmp_path)


def test_the_fingerprint_changes_with_a_label_and_not_with_a_comment(tmp_path: Path) -> None:
    body = "nlu:\n" + intent("greet", "hey") + intent("bye", "ciao")
    first = fingerprint(written(tmp_path, {"a.en.yml": body}))
    assert fingerprint(written(tmp_path, {"a.en.yml": "# why\n" + body})) == first
    assert fingerprint(written(tmp_path, {"a.en.yml": body.replace("ciao", "hey")})) != first
