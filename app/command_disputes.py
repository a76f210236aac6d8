"""`duly disputes`: who waits for an answer and how long, the answer itself, and what a person mailed."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Medium
from accounts.dossier import Dossier
from accounts.errors import BadInput, NotFound
from accounts.notice import DisputeAnswered
from accounts.record import Id, new_id
from app import commands
from app.commands import AsJson, AtInstant
from app.terminal import masked, out, plain, print_json, when
from app.wiring import House
from bot.desk import why_not
from channels.answering import KINDS, compose, prepare
from compliance.duty import Owed
from outreach.cadence import door

disputes = typer.Typer(help="Disputes and requests for the original creditor.", no_args_is_help=True)


class As(StrEnum):
    """What a dispute or request is answered with."""

    VERIFICATION = "verification"
    ORIGINAL_CREDITOR = "original_creditor_response"
    SAME_CREDITOR = "same_creditor_notice"
    DUPLICATE = "duplicative_dispute_notice"


Of = Annotated[str, typer.Argument(help="The id of the dispute or request, as `duly disputes list` shows it.")]
Kind = Annotated[As, typer.Option("--as", help="What it is answered with.")]
Agent = Annotated[str, typer.Option(help="Who answers.")]
Evidence = Annotated[str, typer.Option(help="The copy of the verification or judgment, in words.")]
Address = Annotated[str, typer.Option(help="The original creditor's address.")]


@disputes.command("list")
def listing(at: AtInstant = None, json: AsJson = False) -> None:
    """List what waits for a person's answer, the longest waiting first."""
    joined = commands.house(commands.instant(at))
    found = [(dossier, one) for dossier in _dossiers(joined) for one in joined.guard.awaited(dossier, joined.clock())]
    found.sort(key=lambda row: row[1].since or joined.clock())
    if json:
        print_json([{"consumer": dossier.consumer.id, **one.model_dump(mode="json")} for dossier, one in found])
        return
    table = Table("id", "consumer", "since", "what", "answer", box=None, padding=(0, 2, 0, 0))
    for dossier, one in found:
        since = when(one.since, dossier.collector.zone)
        table.add_row(one.of, plain(dossier.consumer.name), since, one.says, one.what)
    out.print(table if found else "Nobody waits for an answer.")


@disputes.command("answer")
def answer(
    of: Of, kind: Kind, agent: Agent, evidence: Evidence = "", address: Address = "", at: AtInstant = None
) -> None:
    """Send the answer by e-mail, through the gateway; only once it has left may collection go on."""
    joined = commands.house(commands.instant(at))
    dossier, _ = _awaited(joined, of)
    point = door(dossier, Medium.EMAIL)
    if point is None:
        raise BadInput("no e-mail address of the consumer is known that may be used: send a letter")
    told = prepare(dossier, of, KINDS[kind], evidence=evidence, address=address)
    message = compose(
        joined.composer, joined.guard.lacks, dossier, told, medium=Medium.EMAIL, to=point.address, agent=agent
    )

    async def send() -> str:
        try:
            (sent,) = await joined.gateway.send([message])
        finally:
            await joined.aclose()
        return why_not(sent) or ("" if sent.left else "nobody knows whether it has left; see the console")

    if failed := asyncio.run(send()):
        out.print(f"Not sent: {failed}", soft_wrap=True, markup=False)
        raise typer.Exit(1)
    out.print(f"Sent to {masked(point.address)}.")


@disputes.command("letter")
def letter(
    of: Of, kind: Kind, agent: Agent, evidence: Evidence = "", address: Address = "", at: AtInstant = None
) -> None:
    """Print the answer as a letter, for a person to mail; tell `duly disputes mailed` when it is on its way."""
    joined = commands.house(commands.instant(at))
    dossier, _ = _awaited(joined, of)
    told = prepare(dossier, of, KINDS[kind], evidence=evidence, address=address)
    home = _home(dossier)
    message = compose(
        joined.composer, joined.guard.lacks, dossier, told, medium=Medium.MAIL, to=home.address, agent=agent
    )
    (decision,) = joined.gateway.preview([message])
    if not decision.approved:
        out.print("\n".join(f"{o.says} ({o.citation})" for o in decision.objections), soft_wrap=True, markup=False)
        raise typer.Exit(1)
    lines = (dossier.consumer.name, *(line for line in home.postal if line), f"{home.state or ''} {home.zip or ''}")
    out.print("\n".join(lines), message.text, sep="\n\n", soft_wrap=True, markup=False, highlight=False)


@disputes.command("mailed")
def mailed(of: Of, kind: Kind, agent: Agent, at: AtInstant = None) -> None:
    """Put down that a person has mailed the answer; say it only once the letter is on its way."""
    joined = commands.house(commands.instant(at))
    dossier, _ = _awaited(joined, of)
    prepare(dossier, of, KINDS[kind])
    fact = DisputeAnswered(id=new_id(), at=joined.clock(), of=of, kind=KINDS[kind], via=Medium.MAIL)
    with joined.store.transaction() as unit:
        unit.lock([dossier.consumer.id])
        unit.add_fact(dossier.consumer.id, fact, by=f"agent:{agent}")
    out.print("Put down: the answer was mailed.")


def _awaited(joined: House, of: Id) -> tuple[Dossier, Owed]:
    """Return whose dispute or request it is.

    Raises:
        NotFound: none of that id waits for an answer.
    """
    for dossier in _dossiers(joined):
        for one in joined.guard.awaited(dossier, joined.clock()):
            if one.of == of:
                return dossier, one
    raise NotFound(f"no dispute or request of the id {of} waits for an answer")


def _dossiers(joined: House) -> list[Dossier]:
    """Return the dossier of every consumer of whom a dispute or request is on file."""
    with joined.store.reading() as reading:
        whom = reading.consumers_with(("dispute", "oc_request"))
        return list(reading.dossiers(whom, joined.clock()).values())


def _home(dossier: Dossier) -> ContactPoint:
    found = [p for p in dossier.points if p.kind is PointKind.POSTAL and p.person is None and p.place != "work"]
    if not found:
        raise BadInput("no postal address of the consumer is known")
    return found[0]
