"""Compose: makes a Message of the words in messages/, with figures from the store and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.exceptions import TemplateNotFound

from accounts.calling import SaidOnCall
from accounts.contact import Letter, Medium, Message, Purpose, State
from accounts.dossier import Collector, Dossier, Licence
from accounts.errors import BadInput
from accounts.heading import Heading
from accounts.notice_making import lines
from accounts.promise import Offer
from accounts.record import Id, new_id
from accounts.validation_notice import Language, ValidationNotice, address_lines
from channels import validation_layout
from channels.figures import clock, day, money
from channels.validation_form import fill
from compliance import places, zones
from compliance.law.us.states import prescribed
from compliance.law.us.states.prescribed import Wanted
from compliance.parameters import load_yaml

WORDS = Path(__file__).parent.parent / "messages"

ENVELOPE = ("collector_address", "debtor_name_and_address", "postage")
"""What we let stand on an envelope, which has no window (1006.22(f)(2))."""


class Composer:
    """Renders `messages/<language>/<template>.<medium>.txt`; the first line of an e-mail is its subject.

    A chat is worded as a text is, where there is no `<template>.chat.txt`.

    Every text ends in the closing of its medium (`_closing.<medium>.txt`), which carries what the law
    wants in each message: who writes and what for, and the way out. A template cannot leave it away.
    """

    def __init__(self, opt_out_url: Callable[[Id], str], words: Path = WORDS, person: str = "") -> None:
        """Take where one opts out, the words, and the natural person whom a voicemail names."""
        self._opt_out_url = opt_out_url
        self._person = person
        self._environment = Environment(
            loader=FileSystemLoader(words),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name and name.endswith(".html")),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._written = frozenset(self._environment.list_templates())

    def compose(
        self,
        template: str,
        dossier: Dossier,
        *,
        medium: Medium,
        to: str,
        debts: tuple[Id, ...] = (),
        purpose: Purpose = Purpose.COLLECT,
        in_reply_to: Id | None = None,
        on_call: Id | None = None,
        author: str = "campaign",
        language: Language | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Message:
        """Return the message in the consumer's language, with its closing.

        Args:
            template: the name of the file without language, medium and ending.
            dossier: of whom; its debts and balances are the figures.
            medium: by which medium; it chooses the file and the closing.
            to: the address, which must be one of the dossier's contact points for a way out to be named.
            debts: the debts it is about; the first is `debt` in the template.
            purpose: what it is for.
            in_reply_to: the Inbound it answers.
            on_call: the live call in which it is said; a call of ours that it begins has an artificial voice.
            author: who wrote it: campaign, duty, bot, agent:NAME.
            language: None is the consumer's.
            values: what else the template names; StrictUndefined refuses a template that names more.

        Raises:
            BadInput: there is no such template in that language and medium.
        """
        language = language or dossier.consumer.language
        facts = self._facts(dossier, to, debts, language)
        facts |= {
            "template": template,
            "person": self._person,
            "bare": purpose in (Purpose.OPTOUT_CONFIRMATION, Purpose.RIGHT_PARTY),
            "disclosed": _disclosed(dossier, on_call),
            "automated": author == "bot",
        } | dict(values or {})
        text = self._render(self._file(language, template, medium), facts)
        subject = ""
        if medium is Medium.EMAIL:
            subject, _, text = text.partition("\n")
        closing = self._render(f"{language}/_closing.{medium}.txt", facts)
        gap = "\n" if medium in (Medium.SMS, Medium.CALL, Medium.CHAT) else "\n\n"
        message = Message(
            id=new_id(),
            consumer=dossier.consumer.id,
            debts=debts,
            medium=medium,
            to=to,
            purpose=purpose,
            in_reply_to=in_reply_to,
            in_session=to if medium is Medium.CHAT else None,
            on_call=on_call,
            voice="bot" if medium is Medium.CALL and on_call is None else None,
            template=template,
            author=author,
            language=language,
            offers=_offers(values or {}),
            letter=_letter(dossier, to) if medium is Medium.MAIL else None,
            subject=subject.strip(),
        )
        # On the telephone the disclosure comes first: who hears a figure has heard what it is for.
        parts = (closing, text) if medium is Medium.CALL else (text, closing)
        message = message.model_copy(update={"text": _joined(parts, gap)})
        wanted = written_out(prescribed.of(message, dossier), language)
        between = (" " if medium in (Medium.SMS, Medium.CHAT) else "\n").join(wanted)
        return message.model_copy(update={"text": _joined((parts[0], between, parts[1]), gap)}) if wanted else message

    def voicemail(self, name: str, phone: str) -> str:
        """Return the words of a voicemail for a collector of that name and number, to see whether they may be left."""
        return self.to_anybody("limited_content", Collector(name=name, phone=phone), "en", person=self._person)

    def to_anybody(
        self, template: str, collector: Collector, language: Language, medium: Medium = Medium.CALL, **values: Any
    ) -> str:
        """Return words for somebody of whom nothing is known; they hold nothing but our own name and numbers."""
        return self._render(f"{language}/{template}.{medium}.txt", {"collector": collector, **values})

    def validation_notice(self, notice: ValidationNotice, dossier: Dossier, *, to: str) -> Message:
        """Return a validation notice as a message: an e-mail with its closing below the notice, or a letter.

        What the law of the consumer's places wants in it stands on its reverse, or below it in an e-mail; what it
        wants of a debt's age, on its front.
        """
        closing = ""
        if notice.medium == "email":
            facts = self._facts(dossier, to, (notice.debt,), notice.language) | {"bare": False, "automated": False}
            closing = self._render(f"{notice.language}/_closing.email.txt", facts).strip()
        message = _noticed(notice, dossier, to, closing)
        wanted = prescribed.of(message, dossier)
        if not wanted:
            return message
        age = [notice.time_barred or "", *written_out([one for one in wanted if one.of_age], notice.language)]
        others = written_out([one for one in wanted if not one.of_age], notice.language)
        changes = {"time_barred": _joined(age, " ") or None, "reverse": (*notice.reverse, *others)}
        return _noticed(notice.model_copy(update=changes), dossier, to, closing)

    def _file(self, language: Language, template: str, medium: Medium) -> str:
        """Return the file of a template; in a chat what a text would say is said, where no file has other words."""
        file = f"{language}/{template}.{medium}.txt"
        if medium is Medium.CHAT and file not in self._written:
            return f"{language}/{template}.{Medium.SMS}.txt"
        return file

    def _facts(self, dossier: Dossier, to: str, debts: tuple[Id, ...], language: Language) -> dict[str, Any]:
        point = dossier.point(to)
        about = [debt for debt in (dossier.debt(id) for id in debts) if debt is not None]
        return {
            "collector": dossier.collector,
            "consumer": dossier.consumer,
            "debts": about,
            "debt": about[0] if about else None,
            "opt_out_url": self._opt_out_url(point.id) if point else "",
            "first": is_first(dossier, debts),
            "licences": _licences(dossier),
            "money": lambda cents: money(cents, language),
            "day": lambda value: day(value, language),
            "clock": lambda value: clock(value, language),
        }

    def _render(self, name: str, facts: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(facts)
        except TemplateNotFound as error:
            raise BadInput(f"there are no words for messages/{name}; write the file") from error


def in_answer(message: Message, heading: Heading | None) -> Message:
    """Return an e-mail as part of the thread that it answers, under its subject; any other message as it is."""
    if heading is None or message.medium is not Medium.EMAIL:
        return message
    return message.model_copy(update={"references": heading.thread, "subject": heading.subject or message.subject})


def written_out(wanted: Iterable[Wanted], language: Language) -> tuple[str, ...]:
    """Return what the law of a place wants as sentences to read: a bare number or name is told what it is."""
    labels: dict[str, str] = load_yaml(WORDS / language / "prescribed.yaml")
    said = (labels.get(one.wording, "{}").format(one.text) for one in wanted)
    return tuple(one if one.endswith((".", "!", "?")) else f"{one}." for one in said)


def _joined(parts: Iterable[str], gap: str) -> str:
    return gap.join(part.strip() for part in parts if part.strip())


def _noticed(notice: ValidationNotice, dossier: Dossier, to: str, closing: str) -> Message:
    forms, mail = fill(notice), notice.medium == "email"
    return Message(
        id=new_id(),
        consumer=dossier.consumer.id,
        debts=(notice.debt,),
        medium=Medium(notice.medium),
        to=to,
        purpose=Purpose.VALIDATION_NOTICE,
        template="validation_notice",
        author="duty",
        language=notice.language,
        subject=forms[0].subject,
        text=_joined((validation_layout.plain(forms, mail=mail), closing), "\n\n"),
        html=validation_layout.mail_html(forms, closing) if mail else validation_layout.print_html(forms),
        letter=None if mail else _letter_of(notice),
        notice=notice,
    )


def is_first(dossier: Dossier, debts: tuple[Id, ...]) -> bool:
    """Whether the whole disclosure is due: until a writing about each debt is known to have carried it.

    A message that names no debt may be about any of them. The whole wording is always true, so doubt chooses it.
    """
    written = [
        attempt
        for attempt in dossier.attempts
        if attempt.state in (State.SENT, State.DELIVERED)
        and not attempt.medium.is_telephone_call
        and attempt.purpose is not Purpose.OPTOUT_CONFIRMATION
    ]
    return any(
        debt not in dossier.first_communications or not any(not a.debts or debt in a.debts for a in written)
        for debt in debts or tuple(debt.id for debt in dossier.debts)
    )


def _disclosed(dossier: Dossier, call: Id | None) -> bool:
    """Whether that a debt is being collected was said earlier on a call."""
    return call is not None and any(
        said.of == call and not {"e1", "e2"}.isdisjoint(said.says) for said in dossier.of(SaidOnCall)
    )


def _licences(dossier: Dossier) -> tuple[Licence, ...]:
    """Return the collector's licences, in force now, of every place the consumer may be in."""
    here, today = places.of(dossier), zones.local(dossier.at, dossier.collector.zone).date()
    held = (one for one in dossier.collector.licences if one.place in here and one.what == "collection")
    return tuple(one for one in held if one.since <= today <= (one.until or today))


def _letter(dossier: Dossier, to: str) -> Letter:
    return Letter(
        envelope=ENVELOPE,
        address=(dossier.consumer.name, *lines(dossier.point(to))),
        return_address=address_lines(dossier.collector.mailing_address),
        sender=dossier.collector.name,
        dated=zones.local(dossier.at, dossier.collector.zone).date(),
    )


def _letter_of(notice: ValidationNotice) -> Letter:
    return Letter(
        envelope=ENVELOPE,
        address=(notice.consumer_name, *notice.consumer_address),
        return_address=notice.collector_address,
        sender=notice.collector_name,
        dated=notice.made_on,
    )


def _offers(values: Mapping[str, Any]) -> tuple[Offer, ...]:
    """Return the offers whose figures the words may state: those that were handed over to be rendered."""
    handed = (*values.get("offers", ()), values.get("offer"))
    return tuple(dict.fromkeys(offer for offer in handed if isinstance(offer, Offer)))
