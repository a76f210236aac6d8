"""`duly notice`: the validation notice of a debt, as it would be sent; on the terminal, as a PDF or as a page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.errors import NotFound
from accounts.notice_making import home, make
from accounts.validation_notice import Language, NoticeMedium, ValidationNotice
from app import commands
from app.terminal import err, out, print_json
from channels import typesetting
from channels.compose import Composer
from channels.validation_form import fill
from compliance import zones
from compliance.law.us.reg_f.s34_b_5_validation_period import stated_end
from outreach.cadence import door


def show(
    consumer: str, debt: str, language: Language | None, pdf: Path | None, html: Path | None, *, as_json: bool
) -> int:
    """Print the notice, or write it into files; sends nothing and records nothing.

    Raises:
        NotFound: there is no such consumer or debt.
        BadInput: a fact is missing.
        BadSettings: a PDF is asked for and cannot be made here.
    """
    at = commands.clock_in_use()()
    joined = commands.house(at)
    dossier = joined.store.dossier(consumer, at)
    if dossier.debt(debt) is None:
        raise NotFound(f"consumer {consumer} has no debt {debt}; theirs are {', '.join(d.id for d in dossier.debts)}")
    notice = _notice(dossier, debt, language, at, on_paper=pdf is not None)
    message = _message(joined.composer, notice, dossier)
    if pdf is not None:
        pdf.write_bytes(typesetting.pdf(fill(notice), at))
    if html is not None:
        html.write_text(message.html, "utf-8")
    if as_json:
        shown = message.model_dump(mode="json", include={"medium", "to", "language", "subject", "text"})
        print_json(shown | {"notice": notice.flat(), "files": [str(file) for file in (pdf, html) if file]})
        return 0
    way = f"an e-mail to {message.to}" if message.medium is Medium.EMAIL else f"a letter to {message.to}"
    err.print(f"As {way}; nothing is sent.", markup=False, soft_wrap=True)
    for file in (pdf, html):
        if file is not None:
            err.print(f"Written to {file}", markup=False, soft_wrap=True)
    if pdf is None and html is None:
        out.print(f"{message.subject}\n\n{message.text}", markup=False, soft_wrap=True)
    return 0


def _notice(
    dossier: Dossier, debt: str, language: Language | None, at: datetime, *, on_paper: bool
) -> ValidationNotice:
    """Make it for the way we would rather take: e-mail where it is set up and an address is known; else a letter."""
    by_mail = on_paper or door(dossier, Medium.EMAIL) is None or not dossier.collector.email
    medium: NoticeMedium = "mail" if by_mail else "email"
    today = zones.local(at, dossier.collector.zone).date()
    return make(
        dossier,
        debt,
        medium=medium,
        made_on=today,
        end_date=stated_end(today, medium),
        language=language or dossier.consumer.language,
    )


def _message(composer: Composer, notice: ValidationNotice, dossier: Dossier) -> Message:
    point = home(dossier) if notice.medium == "mail" else door(dossier, Medium.EMAIL)
    return composer.validation_notice(notice, dossier, to=point.address if point else "")
