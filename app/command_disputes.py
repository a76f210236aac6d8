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
