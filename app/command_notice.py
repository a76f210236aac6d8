"""`duly notice`: the validation notice of a debt, as it would be sent; on the terminal, as a PDF or as a page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.errors import NotFound
from accounts.notice_making import home, lacks, make
from accounts.validation_notice import Language, NoticeMedium, ValidationNotice
from app import commands
from app.files import whole_file
from app.terminal import err, out, print_json
from channels import typesetting
from channels.compose import Composer
from channels.validation_form import fill
from compliance import zones
from compliance.law.us.reg_f.s34_b_4_document import as_shown
from compliance.law.us.reg_f.s34_b_5_validation_period import stated_end
from outreach.cadence import door


def show(
    consumer: str, debt: str, language: Language | None, pdf: Path | None, html: Path | None, *, as_json: bool
) -> int:
    """Print the notice, or write it into files; sends nothing and records nothing.

    What it lacks comes first, each with its citation, and then the exit status is 1; where a fact is missing
    without which none can be made, only that.

    Raises:
        NotFound: there is no such consumer or debt.
        BadSettings: a PDF is asked for and cannot be made here.
    """
    at = commands.clock_in_use()()
    joined = commands.house(at)
    dossier = joined.store.dossier(consumer, at)
    if dossier.debt(debt) is None:
        raise NotFound(f"consumer {consumer} has no debt {debt}; theirs are {', '.join(d.id for d in dossier.debts)}")
    medium = _medium(dossier, on_paper=pdf is not None)
    missing = [{"citation": _FACTS, "says": says} for says in lacks(dossier, debt, medium)]
    if missing:
        _complain(missing)
        if as_json:
            print_json({"lacks": missing})
        return 1
    today = zones.local(at, dossier.collector.zone).date()
    notice = make(
        dossier,
        debt,
        medium=medium,
        made_on=today,
        end_date=stated_end(today, medium),
        language=language or dossier.consumer.language,
    )
    objections = joined.guard.lacks(as_shown(notice, dossier), today)
    missing = [{"citation": one.citation, "says": one.says} for one in objections]
    _complain(missing)
    _print(_message(joined.composer, notice, dossier), notice, missing, at, pdf, html, as_json=as_json)
    return 1 if missing else 0


_FACTS = "12 CFR 1006.34(c)"
"""What asks for the facts without which no notice can be made."""


def _complain(missing: list[dict[str, str]]) -> None:
    for one in missing:
        err.print(f"lacks ({one['citation']}): {one['says']}", markup=False, soft_wrap=True)


def _print(
    message: Message,
    notice: ValidationNotice,
    missing: list[dict[str, str]],
    at: datetime,
    pdf: Path | None,
    html: Path | None,
    *,
    as_json: bool,
) -> None:
    files = [file for file in (pdf, html) if file is not None]
    if pdf is not None:
        printed = typesetting.pdf(fill(notice), at)
        with whole_file(pdf) as stream:
            stream.write(printed)
    if html is not None:
        with whole_file(html) as stream:
            stream.write(message.html.encode())
    if as_json:
        shown = message.model_dump(mode="json", include={"medium", "to", "language", "subject", "text"})
        print_json(shown | {"notice": notice.flat(), "lacks": missing, "files": [str(file) for file in files]})
        return
    way = f"an e-mail to {message.to}" if message.medium is Medium.EMAIL else f"a letter to {message.to}"
    err.print(f"As {way}; nothing is sent.", markup=False, soft_wrap=True)
    for file in files:
        err.print(f"Written to {file}", markup=False, soft_wrap=True)
    if not files:
        out.print(f"{message.subject}\n\n{message.text}", markup=False, soft_wrap=True)


def _medium(dossier: Dossier, *, on_paper: bool) -> NoticeMedium:
    """Return the way we would rather take: e-mail where it is set up and watched, and an address is known."""
    collector = dossier.collector
    fit = collector.email and collector.bounce_monitoring and door(dossier, Medium.EMAIL) is not None
    return "email" if fit and not on_paper else "mail"


def _message(composer: Composer, notice: ValidationNotice, dossier: Dossier) -> Message:
    point = home(dossier) if notice.medium == "mail" else door(dossier, Medium.EMAIL)
    return composer.validation_notice(notice, dossier, to=point.address if point else "")
