"""The embedded engine trains itself, keeps its model safely, and knows when it does not know."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.nlu.data import BadTrainingData, read
from bot.nlu.embedded import Embedded, load_or_train
from bot.nlu.model import Model, UnreadableModel, load, save
from bot.nlu.port import SAFETY_INTENTS, SEVERAL_AT
from bot.nlu.text import fold, prepare
from bot.nlu.training import train

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
SAID = {
    "greet": "hello there|hi there|good morning|hey you|hello again|hi",
    "bye": "goodbye now|see you later|bye bye|good night|later then|bye",
    "pay": "i want to pay|can i pay now|pay my bill|quiero pagar|puedo pagar hoy|pay today",
}


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """Training data of three intents, on which training takes a blink."""
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "domain.yml").write_text(f"intents: [{', '.join(SAID)}]\n", encoding="utf-8")
    write(tmp_path / "data", SAID)
    return tmp_path / "data"


def write(data: Path, said: dict[str, str]) -> None:
    blocks = [
        f"- intent: {name}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines.split("|"))
        for name, lines in said.items()
    ]
    (data / "nlu" / "all.en.yml").write_text("nlu:\n" + "".join(blocks), encoding="utf-8")


def models(directory: Path) -> list[Path]:
    return sorted(directory.iterdir())


def test_a_kept_model_answers_exactly_as_the_fresh_one(little: Path, tmp_path: Path) -> None:
    fresh = load_or_train(little, tmp_path / "var")
    kept = load_or_train(little, tmp_path / "var")
    for text in ("hello you", "pagar", "zzz", "bye now i will pay"):
        assert fresh.understand(text, today=TODAY) == kept.understand(text, today=TODAY)


def test_a_model_is_kept_without_pickle_and_used_without_scikit_learn(little: Path, tmp_path: Path) -> None:
    load_or_train(little, tmp_path / "var")
    (place,) = models(tmp_path / "var")
    assert [path.name for path in models(place)] == ["model.json", "weights.npz"]
    with np.load(place / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays)
    script = (
        "import sys; from pathlib import Path; from bot.nlu.embedded import load_or_train\n"
        f"load_or_train(Path({str(little)!r}), Path({str(tmp_path / 'var')!r}))\n"
        "print([name for name in ('sklearn', 'scipy', 'joblib') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]", ran.stderr


def test_changed_data_is_learnt_anew_and_unchanged_data_is_not(little: Path, tmp_path: Path) -> None:
    load_or_train(little, tmp_path / "var")
    (first,) = models(tmp_path / "var")
    written_at = (first / "model.json").stat().st_mtime_ns
    load_or_train(little, tmp_path / "var")
    assert models(tmp_path / "var") == [first]
    assert (first / "model.json").stat().st_mtime_ns == written_at
    write(little, {**SAID, "bye": SAID["bye"] + "|farewell"})
    assert load_or_train(little, tmp_path / "var").understand("farewell", today=TODAY).ranking[0][0] == "bye"
    assert len(models(tmp_path / "var")) == 2


def test_a_damaged_model_is_refused_and_trained_again(little: Path, tmp_path: Path) -> None:
    before = load_or_train(little, tmp_path / "var").understand("hello you", today=TODAY)
    (place,) = models(tmp_path / "var")
    whole = (place / "weights.npz").read_bytes()
    for spoil in (b"", whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]):
        (place / "weights.npz").write_bytes(spoil)
        with pytest.raises(UnreadableModel):
            load(place)
        assert load_or_train(little, tmp_path / "var").understand("hello you", today=TODAY) == before
        assert models(tmp_path / "var") == [place]


def test_a_missing_model_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModel, match="holds no readable model"):
        load(tmp_path / "nowhere")


def test_two_processes_may_train_at_once(little: Path, tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from datetime import date; from bot.nlu.embedded import load_or_train\n"
        f"engine = load_or_train(Path({str(little)!r}), Path({str(tmp_path / 'var')!r}))\n"
        "print(engine.understand('hello you', today=date(2026, 11, 23)).model_dump_json())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert said[0] == said[1] != ""
    assert len(models(tmp_path / "var")) == 1


def test_the_second_to_save_leaves_the_first_ones_model_and_no_litter(little: Path, tmp_path: Path) -> None:
    model = train(little)
    save(model, tmp_path / "var" / "m")
    save(model, tmp_path / "var" / "m")
    assert models(tmp_path / "var") == [tmp_path / "var" / "m"]


def test_data_with_a_problem_is_not_learnt(little: Path) -> None:
    write(little, {**SAID, "bye": "hi|see you|so long"})
    with pytest.raises(BadTrainingData, match="'hi' is labelled bye and greet"):
        train(little)


def with_bar(model: Model, surest: float, ahead: float) -> Embedded:
    bar = model.words.calibration.model_copy(update={"surest": surest, "ahead": ahead})
    return Embedded(model.model_copy(update={"words": model.words.model_copy(update={"calibration": bar})}))


def test_it_acts_at_the_bar_and_abstains_just_above(little: Path) -> None:
    model = train(little)
    (_, first), (_, second), *_ = with_bar(model, 0, 0).understand("hello now", today=TODAY).ranking
    for surest, ahead, acts in (
        (first, 0, True),
        (first + 1e-6, 0, False),
        (0, first - second, True),
        (0, first - second + 1e-6, False),
    ):
        acted = with_bar(model, surest, ahead).understand("hello now", today=TODAY).acts_on
        assert (acted == "greet") is acts, (surest, ahead)
        assert acts or acted is None


def test_a_rule_acts_however_unsure_the_engine_is(engine: Embedded) -> None:
    understood = engine.understand("qwx zzkj stop texting me zzpq", today=TODAY)
    assert understood.acts_on == "opt_out_channel"
    assert understood.rules == ("opt_out_channel",)
    assert "opt_out_channel" in understood.intents


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d", "🙂🙂", "?!...", "\x00\x07"])
def test_a_text_without_words_never_reaches_the_engine(engine: Embedded, text: str) -> None:
    understood = engine.understand(text, today=TODAY, language="es")
    assert not understood.ranking + understood.entities
    assert not understood.intents + understood.rules
    assert understood.acts_on is None
    assert understood.confidence == 0.0
    assert (understood.language, understood.model) == ("es", "")


def test_a_slash_orders_nothing(engine: Embedded) -> None:
    told = engine.understand('/nosuchintent{"amount":"0"}', today=TODAY)
    assert not told.text.startswith("/")
    assert "nosuchintent" not in dict(told.ranking)
    assert told.confidence < 1.0


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("this isnt mine i already paid that", "dispute_already_paid"),
        ("thats not my debt never had that account", "dispute_not_mine"),
        ("esa cuenta no es mia", "dispute_not_mine"),
        ("ya les pague todo en enero", "dispute_already_paid"),
        ("can i do 40 a month", "request_payment_plan"),
        ("me gustaria un plan de pagos", "request_payment_plan"),
        ("i wanna make a payment today", "make_payment"),
        ("plz stop txting my phone", "opt_out_channel"),
        ("dejen de mandarme textos por favor", "opt_out_channel"),
        ("u have the wrong number bro", "wrong_number"),
        ("numero equivocado no conozco a esa persona", "wrong_number"),
        ("let me speak to a real person", "speak_to_human"),
        ("quiero hablar con un agente", "speak_to_human"),
    ],
)
def test_the_five_conversations_begin_as_people_begin_them(engine: Embedded, text: str, intent: str) -> None:
    understood = engine.understand(text, today=TODAY)
    assert understood.acts_on == intent, understood.ranking[:3]


def test_several_things_said_at_once_are_all_named(engine: Embedded) -> None:
    understood = engine.understand("my dad died and i have a lawyer stop calling me", today=TODAY)
    assert {"deceased", "attorney_represented", "opt_out_channel"} <= set(understood.intents)


def test_it_abstains_from_what_it_never_heard(engine: Embedded) -> None:
    acted = [
        engine.understand(text, today=TODAY).acts_on
        for text in ("the blue one", "page 7", "kjhgf", "over the river", "siete ranas verdes", "42")
    ]
    assert all(intent in (None, "out_of_scope", "inform") for intent in acted), acted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_any_text_is_understood_or_abstained_from(engine: Embedded, text: str) -> None:
    understood = engine.understand(text, today=TODAY)
    if understood.ranking:
        assert abs(sum(p for _, p in understood.ranking) - 1) < 1e-3
        assert [p for _, p in understood.ranking] == sorted((p for _, p in understood.ranking), reverse=True)
        assert {intent for intent, _ in understood.ranking} >= set(understood.intents) >= set(understood.rules)
    assert not understood.text.startswith("/")
    for entity in understood.entities:
        assert understood.text[entity.start : entity.end] == entity.text


def test_a_rule_only_ever_adds_to_what_the_engine_found(engine: Embedded) -> None:
    understood = engine.understand("i want to pay but stop texting me", today=TODAY)
    assert understood.rules[0] == understood.acts_on == "opt_out_channel"
    guessed = engine.understand("i want to pay", today=TODAY)
    assert guessed.confidence > SEVERAL_AT
    assert guessed.rules == ()


def test_ten_thousand_characters_are_read_like_any_text(engine: Embedded) -> None:
    understood = engine.understand("stop texting me " * 700, today=TODAY)
    assert len(understood.text) <= 1600
    assert understood.acts_on == "opt_out_channel"


def prose() -> list[dict[str, str]]:
    """Return lines written to be hard (prose, idiom, no keyword), measured on and never learnt or tuned from."""
    lines = (Path(__file__).parent / "held_out_prose.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_hard_lines_are_not_learnt_from() -> None:
    learnt = {fold(prepare(example.text).text) for example in read(ROOT / "nlu_data")}
    assert not [line["text"] for line in prose() if fold(prepare(line["text"]).text) in learnt]


def test_hard_prose_is_mostly_understood_and_wrong_actions_are_few(engine: Embedded) -> None:
    lines = prose()
    heard = [engine.understand(line["text"], today=TODAY) for line in lines]
    right = [u.ranking[0][0] == line["intent"] for u, line in zip(heard, lines, strict=True)]
    near = [line["intent"] in dict(u.ranking[:3]) for u, line in zip(heard, lines, strict=True)]
    acted = [u.acts_on == line["intent"] for u, line in zip(heard, lines, strict=True) if u.acts_on]
    spoken = [u.language == line["lang"] for u, line in zip(heard, lines, strict=True)]
    assert sum(right) / len(lines) > 0.68
    assert sum(near) / len(lines) > 0.82
    assert sum(acted) / len(acted) > 0.78
    assert sum(spoken) / len(lines) > 0.93


def test_hard_prose_hides_few_safety_intents_and_fakes_few(engine: Embedded) -> None:
    named = [(line["intent"], engine.understand(line["text"], today=TODAY)) for line in prose()]
    meant = [intent in u.intents for intent, u in named if intent in SAFETY_INTENTS]
    faked = [bool({*u.rules} & {*SAFETY_INTENTS}) for intent, u in named if intent not in SAFETY_INTENTS]
    assert sum(meant) / len(meant) > 0.75
    assert sum(faked) / len(faked) < 0.08
