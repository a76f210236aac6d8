"""`duly disputes`: who waits for an answer, the answer by e-mail or letter, and what was mailed from elsewhere."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Column, Table

from accounts.contact import Medium
from accounts.notice import DisputeAnswered
from accounts.record import new_id
from app import commands
from app.commands import AsJson, AtInstant
from app.terminal import masked, out, plain, print_json, when
from bot.desk import why_not
from channels.answering import KINDS, prepare
from channels.gateway import Sent
from outreach import waiting
from outreach.received import VIAS, WHATS, WHYS, Told, put_down

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
    found = waiting.waiting(joined.store, joined.guard.awaited, joined.clock())
    if json:
        print_json([{"consumer": one.dossier.consumer.id, **one.owed.model_dump(mode="json")} for one in found])
        return
    table = Table(Column("id", no_wrap=True), "consumer", "since", "what", "answer", box=None, padding=(0, 2, 0, 0))
    for one in found:
        since = when(one.since, one.dossier.collector.zone)
        table.add_row(one.id, plain(one.dossier.consumer.name), since, one.owed.says, one.owed.what)
    out.print(table if found else "Nobody waits for an answer.")


@disputes.command("answer")
def answer(
    of: Of, kind: Kind, agent: Agent, evidence: Evidence = "", address: Address = "", at: AtInstant = None
) -> None:
    """Send the answer by e-mail, through the gateway; only once it has left may collection go on."""
    sent = _send(Medium.EMAIL, of, kind, agent, evidence, address, at)
    out.print(f"Sent to {masked(sent.message.to or '')}.")


@disputes.command("letter")
def letter(
    of: Of, kind: Kind, agent: Agent, evidence: Evidence = "", address: Address = "", at: AtInstant = None
) -> None:
    """Put the answer into the print queue as a letter, through the gateway; it is then printed and mailed."""
    sent = _send(Medium.MAIL, of, kind, agent, evidence, address, at)
    assert sent.receipt is not None
    out.print(f"In the print queue: {sent.receipt.reference}", soft_wrap=True, markup=False)


@disputes.command("mailed")
def mailed(of: Of, kind: Kind, agent: Agent, at: AtInstant = None) -> None:
    """Put down that a person mailed an answer that was printed elsewhere; say it only once it is on its way."""
    joined = commands.house(commands.instant(at))
    one = waiting.find(joined.store, joined.guard.awaited, of, joined.clock())
    prepare(one.dossier, of, KINDS[kind])
    fact = DisputeAnswered(id=new_id(), at=joined.clock(), of=of, kind=KINDS[kind], via=Medium.MAIL)
    with joined.store.transaction() as unit:
        unit.lock([one.dossier.consumer.id])
        unit.add_fact(one.dossier.consumer.id, fact, by=f"agent:{agent}")
    out.print("Put down: the answer was mailed.")


@disputes.command("record")
def record(
    consumer: Annotated[str, typer.Argument(help="The id of the consumer.")],
    what: Annotated[str, typer.Option(help=f"{', '.join(WHATS)}: the last asks for the notice in Spanish.")],
    via: Annotated[str, typer.Option(help=f"How it came: {', '.join(VIAS)}. By call it is not in writing.")],
    agent: Annotated[str, typer.Option(help="Who took it.")],
    received: Annotated[str | None, typer.Option(help="When it was received, ISO 8601; none is now.")] = None,
    sent: Annotated[str | None, typer.Option(help="When it was posted, as the postmark says; ISO 8601.")] = None,
    debt: Annotated[list[str] | None, typer.Option(help="Which debt; may be said again. None is all.")] = None,
    why: Annotated[str, typer.Option(help=f"Of a dispute: {', '.join(WHYS)}.")] = "other",
    portion: Annotated[str, typer.Option(help="Of a dispute: the part of the debt, if not the whole.")] = "",
    text: Annotated[str, typer.Option(help="Of a dispute: the consumer's words.")] = "",
    same_as: Annotated[
        str, typer.Option(help="The id of the earlier dispute that it repeats, in whatever words.")
    ] = "",
    new_material: Annotated[
        bool | None,
        typer.Option(
            "--new-material/--nothing-new", help="Of a repetition: whether it brings what is new and material."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Put down a dispute or request that came by letter, telephone or in person; it takes effect at once."""
    joined = commands.house()
    now = joined.clock()
    told = Told(
        what=what,
        via=via,
        received=commands.instant(received, "--received") or now,
        sent=commands.instant(sent, "--sent"),
        debts=tuple(debt or ()),
        why=why,
        portion=portion,
        text=text,
        same_as=same_as,
        new_material=new_material,
    )
    fact = put_down(joined.store, consumer, told, by=f"agent:{agent}", at=now)
    if json:
        print_json(fact.model_dump(mode="json"))
        return
    out.print(f"Put down: {fact.id}", soft_wrap=True, markup=False)


def _send(medium: Medium, of: str, kind: As, agent: str, evidence: str, address: str, at: str | None) -> Sent:
    """Let the answer leave; what did not leave is told, and the command fails."""
    joined = commands.house(commands.instant(at))
    one = waiting.find(joined.store, joined.guard.awaited, of, joined.clock())
    told = {"evidence": evidence, "address": address}
    message = waiting.write(joined.composer, joined.guard.lacks, one, KINDS[kind], medium=medium, agent=agent, **told)

    async def send() -> Sent:
        try:
            return (await joined.gateway.send([message]))[0]
        finally:
            await joined.aclose()

    sent = asyncio.run(send())
    if failed := why_not(sent) or ("" if sent.left else "nobody knows whether it has left; see the console"):
        out.print(f"Not sent: {failed}", soft_wrap=True, markup=False)
        raise typer.Exit(1)
    return sent
