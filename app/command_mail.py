"""`duly mail`: what came in by e-mail, whole, and what of it a person must see to."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from accounts import mails
from accounts.errors import BadInput, BadSettings
from app import commands, settings, wires
from app.commands import AsJson
from app.terminal import masked, out, passage, plain, print_json, when
from bot import kept_mail

mail = typer.Typer(help="E-mail that came in: all of it, and what a person must see to.", no_args_is_help=True)

Mail = Annotated[str, typer.Argument(help="The mail's id, or that of the inbound made of it.")]


@mail.command("list")
def listing(
    every: Annotated[bool, typer.Option("--all", help="All, and not only what a person must see to.")] = False,
    json: AsJson = False,
) -> None:
    """List the mails that need a person, or all; the newest first."""
    joined = commands.house()
    with joined.store.reading() as reading:
        found = mails.listed(reading, unseen=not every)
    if json:
        print_json({"mails": [one.model_dump(mode="json") for one in found]})
        return
    if not found:
        out.print("No mail has come in." if every else "No mail needs a person.")
    for one in found:
        is_ = f"{one.kind} {one.code}".strip()
        out.print(f"{one.id}  {is_}, {when(one.at, joined.store.collector.zone)}", soft_wrap=True, markup=False)
        sender = masked(one.from_address) if one.from_address else "nobody"
        out.print(f"    from {sender}{': ' if one.says else ''}{one.says}", soft_wrap=True, markup=False)


@mail.command("show")
def show(id: Mail, raw: Annotated[bool, typer.Option("--raw", help="As it came, byte for byte.")] = False) -> None:
    """Show a mail, whole: its headers and words; attachments are named and not opened."""
    with commands.house().store.reading() as reading:
        if raw:
            sys.stdout.buffer.write(kept_mail.whole(reading, id))
            return
        shown = kept_mail.shown(reading, id)
    if shown.text is None:
        raise BadInput(f"of {id} nothing can be read but what is listed: {shown.mail.says or shown.mail.kind}")
    for name, value in shown.headers.items():
        out.print(f"{plain(name)}: {plain(value)}", soft_wrap=True)
    for attachment in shown.attachments:
        out.print(f"Attachment: {plain(attachment)}", soft_wrap=True)
    out.print(f"\n{passage(shown.text)}", markup=False, soft_wrap=True)


@mail.command("seen")
def seen(
    id: Mail,
    by: Annotated[str, typer.Option(help="Who has looked at it.")],
) -> None:
    """Put down that a person has dealt with a mail: it is listed no more."""
    joined = commands.house()
    with joined.store.transaction() as unit:
        found, _ = mails.found(unit, id)
        is_new = mails.see(unit, found, by, joined.clock())
    out.print("Put down." if is_new else "It waited for nobody.")


@mail.command("record")
def record() -> None:
    """Print the DNS record by which others check the signature of our mail (DKIM)."""
    signer = wires.signer_of(settings.load())
    if signer is None:
        raise BadSettings("DULY_DKIM_SELECTOR and DULY_DKIM_KEY are not set: mail is not signed here")
    name, text = signer.record()
    out.print(f"{name}. TXT {text}", soft_wrap=True, markup=False)
