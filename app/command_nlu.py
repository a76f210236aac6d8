"""`duly nlu`: train the engine, parse a text, evaluate on labelled lines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import settings, wiring
from app.commands import AsJson
from app.terminal import out, print_json
from bot.nlu.port import Nlu

nlu = typer.Typer(help="The assistant's understanding.", no_args_is_help=True)


Which = Annotated[
    Literal["embedded", "rasa", "llm"] | None, typer.Option(help="Which engine; by default the one set up.")
]


def _engine(which: str | None = None) -> Nlu:
    return wiring.engine_of(settings.load(**({"nlu_engine": which} if which else {})))


@nlu.command("train")
def train() -> None:
    """Train the embedded engine anew from nlu_data/; Rasa's is trained by `make rasa`."""
    shutil.rmtree(settings.load().var / "nlu", ignore_errors=True)
    engine = _engine("embedded")
    out.print(f"Trained {engine.name}.")


@nlu.command("parse")
def parse(
    text: Annotated[str, typer.Argument(help="What the consumer wrote.")], engine: Which = None, json: AsJson = False
) -> None:
    """Show how a text is understood."""
    found = _engine(engine).understand(text, today=wiring.system_clock().date())
    if json:
        print_json(
            {
                "intent": found.ranking[0][0] if found.ranking else None,
                "confidence": found.confidence,
                "acts_on": found.acts_on,
                "rules": found.rules,
                "entities": [e.model_dump(mode="json") for e in found.entities],
                "language": found.language,
                "engine": found.engine,
            }
        )
        return
    out.print(f"acts on {found.acts_on or 'nothing: a person is asked'} ({found.language}, {found.engine})")
    for intent, probability in found.ranking[:3]:
        out.print(f"  {intent} {probability:.2f}")
    for rule in found.rules:
        out.print(f"  by rule: {rule}")
    for entity in found.entities:
        out.print(f"  {entity.name}: {entity.value}", markup=False)


@nlu.command("evaluate")
def evaluate(
    file: Annotated[Path, typer.Argument(help="JSON lines of text and intent.")],
    engine: Which = None,
    predictions: Annotated[Path | None, typer.Option(help="Write one line per input here.")] = None,
    json: AsJson = False,
) -> None:
    """Measure on labelled lines."""
    from bot.nlu import evaluate as evaluation

    report = evaluation.evaluate_file(_engine(engine), file, predictions, today=wiring.system_clock().date())
    if json:
        print_json(report)
    else:
        out.print(evaluation.told(report), markup=False)
