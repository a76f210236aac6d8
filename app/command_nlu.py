"""`duly nlu`: train the engine, parse a text, evaluate on labelled lines."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from accounts.errors import BadInput
from accounts.store import Store
from app import commands, files, settings, wiring
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

    evaluation.read_lines(file)  # what is wrong with it is said before an engine is trained
    report = evaluation.evaluate_file(_engine(engine), file, predictions, today=wiring.system_clock().date())
    if json:
        print_json(report)
    else:
        out.print(evaluation.told(report), markup=False)


@nlu.command("review")
def review(
    accept: Annotated[str, typer.Option(help="Accept the marked text of this id as an example.")] = "",
    refuse: Annotated[str, typer.Option(help="Refuse it.")] = "",
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    export: Annotated[
        Path | None, typer.Option(help="Write what was accepted to this file, to be added by hand.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Decide on texts that agents marked as understood wrongly; no engine learns of them by itself."""
    from bot.nlu import review as reviewing

    joined = commands.house()
    if accept or refuse:
        if not by.strip():
            raise BadInput("who decides is missing: --by NAME")
        _decided(joined.store, accept or refuse, "accepted" if accept else "refused", by.strip())
        out.print("Put down.")
        return
    with joined.store.reading() as reading:
        marked = [turn for _, turn in reading.read_turns(BEGINNING, marked=True)]
    if export is not None:
        with files.whole_file(export) as file:
            file.write(reviewing.exported(marked).encode())
        accepted = sum(turn.mark is not None and turn.mark.state == "accepted" for turn in marked)
        out.print(f"{accepted} accepted texts written to {export}: read them, then add them to nlu_data/", markup=False)
        return
    waiting = [(turn, turn.mark) for turn in marked if turn.mark is not None and turn.mark.state == "waiting"]
    if json:
        print_json(
            {
                "waiting": [
                    {
                        "id": turn.id,
                        "text": reviewing.example(turn),
                        "understood": turn.understood,
                        **mark.model_dump(mode="json"),
                    }
                    for turn, mark in waiting
                ]
            }
        )
        return
    if not waiting:
        out.print("No marked text waits for a decision.")
    for turn, mark in waiting:
        understood = ", ".join(turn.understood) or "nothing"
        out.print(f"{turn.id}  {reviewing.example(turn)}", markup=False, soft_wrap=True)
        told = f"    understood as {understood} ({turn.read_by}); {mark.by} says that it means {mark.meant}"
        out.print(told, markup=False, soft_wrap=True)


def _decided(store: Store, id: str, state: Literal["accepted", "refused"], by: str) -> None:
    with store.transaction() as unit:
        found = next((turn for _, turn in unit.read_turns(BEGINNING, marked=True) if turn.id == id), None)
        if found is None or found.mark is None:
            raise BadInput(f"no marked text has the id {id}; `duly nlu review` lists them")
        if found.mark.by.casefold() == by.casefold() and state == "accepted":
            raise BadInput(f"{by} marked it: somebody else accepts it")
        decided = found.mark.model_copy(update={"state": state, "decided_by": by})
        unit.settle_turn(found.model_copy(update={"mark": decided}))


@nlu.command("drift")
def drift(
    days: Annotated[int, typer.Option(min=1, max=365, help="How many days each span has.")] = 28, json: AsJson = False
) -> None:
    """Compare how texts were read in the last days with the days before."""
    from bot.nlu.drift import compared

    joined, now = commands.house(), wiring.system_clock()
    border = now - timedelta(days=days)
    with joined.store.reading() as reading:
        read = [turn for _, turn in reading.read_turns(border - timedelta(days=days))]
    found = compared((t for t in read if t.at < border), (t for t in read if t.at >= border))
    if json:
        print_json(found.model_dump(mode="json"))
        return
    out.print(f"                     {days} days before   last {days} days")
    for name, says in _FIGURES.items():
        before, after = getattr(found.before, name), getattr(found.now, name)
        shown = (f"{before:>12}", f"{after:>12}") if name == "texts" else (f"{before:>12.1%}", f"{after:>12.1%}")
        out.print(f"  {says:<18} {shown[0]}     {shown[1]}")
    out.print(f"  what people write of, stability index: {found.stability:.2f}")
    for warning in found.warnings:
        out.print(f"  ! {warning}")


_FIGURES = {
    "texts": "texts",
    "not_acted_on": "not acted on",
    "marked_wrong": "marked as wrong",
    "spanish": "in Spanish",
    "sure": "mean confidence",
}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
