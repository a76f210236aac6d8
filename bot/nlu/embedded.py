"""The embedded engine: understands a text on this machine, with no network and no pickle.

Words are read first, in about a millisecond. Only where they leave a doubt is the encoder asked what the text means.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.nlu import meanings
from bot.nlu.clauses import both_said
from bot.nlu.encoder import Encoder
from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.model import Calibration, Model, UnreadableModel, load, save, set_aside
from bot.nlu.port import Understanding, several, surely
from bot.nlu.rules import fused, heard, unread
from bot.nlu.text import prepare
from bot.nlu.training import fingerprint, train

CLEAR = 0.9
"""How likely words alone must find an intent for the encoder not to be asked; asked of all, it gains nothing."""

Ranking = tuple[tuple[str, float], ...]


class Embedded:
    """An engine over one trained model; implements `bot.nlu.port.Nlu`."""

    name = "embedded"

    def __init__(self, model: Model, encoder: Encoder | None = None, kept: meanings.Meanings | None = None) -> None:
        """Take what was trained; what says what a text means, and how that is shortened: else words alone are read."""
        self._model, self._encoder, self._meanings = model, encoder, kept

    @property
    def calibration(self) -> Calibration:
        """Return what cross-validation settled when the model was trained."""
        return self._model.words.calibration

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        """Say what `text` may mean: the rules of layer 0 first, then the engine, then the entities."""
        prepared = prepare(text)
        if prepared.unreadable:
            return unread(prepared, language)
        spoken = detect(prepared.text, language)
        rules = heard(prepared.text, spoken)
        guessed, bar = self._guessed(prepared.text, spoken)
        likely = several(guessed)
        if not rules:
            likely += both_said(prepared.text, guessed, lambda half: self._model.ranking(half, spoken))
        return Understanding(
            text=prepared.text,
            ranking=fused(guessed, rules),
            intents=tuple(dict.fromkeys((*rules, *likely))),
            rules=rules,
            acts_on=rules[0] if rules else surely(guessed, surest=bar.surest, ahead=bar.ahead),
            entities=extract(prepared.text, today, spoken),
            language=spoken,
            engine=self.name,
            model=self._model.fingerprint[:16],
        )

    def _guessed(self, text: str, language: str) -> tuple[Ranking, Calibration]:
        """Return the ranking, and the bar above which it is acted on."""
        by_words = self._model.ranking(text, language)
        if self._encoder is None or self._meanings is None or self._model.meaning is None or by_words[0][1] >= CLEAR:
            return by_words, self._model.words.calibration
        vector = self._encoder.encode(text)
        if vector is None:
            return by_words, self._model.words.calibration
        return self._model.ranking(text, language, self._meanings.of(vector)), self._model.meaning.calibration


def load_or_train(data_dir: Path, model_dir: Path, encoder: Encoder | None = None) -> Embedded:
    """Return the engine trained from `data_dir`, from the cache under `model_dir` when nothing has changed since.

    Training takes seconds. Two processes may start at once: each trains, one writes, both answer the same.
    """
    wanted = fingerprint(data_dir)
    place = model_dir / f"embedded-{wanted[:16]}"
    if place.exists():
        try:
            model = load(place)
            if model.fingerprint == wanted:
                return Embedded(model, encoder, meanings.read(data_dir))
        except UnreadableModel:
            pass  # trained again below
        set_aside(place)
    model = train(data_dir)
    save(model, place)
    return Embedded(model, encoder, meanings.read(data_dir))
