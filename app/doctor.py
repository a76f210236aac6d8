"""The doctor: what is configured, what is missing, what is unsafe."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Literal

from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from accounts import deliveries, mails, migrations
from accounts.errors import BadSettings, DulyError, LedgerBroken
from accounts.store import Store
from app import settings, wires, wiring
from app.commands import clock_in_use
from app.settings import Settings
from app.terminal import out, plain, print_json, said
from channels import typesetting
from channels.compose import Composer
from channels.imap import Imap
from channels.letter import MANIFEST, queued
from compliance import house_policy, zones
from compliance.book import whole
from compliance.guard import Guard
from compliance.law.us.reg_f.s34_b_5_validation_period import leaves_by
from compliance.voicemail import is_limited_content
from outreach.notices import all_alarms
from outreach.waiting import waiting

Grade = Literal["good", "missing", "unsafe"]


@dataclass(frozen=True)
class Found:
    """One thing the doctor looked at."""

    what: str
    grade: Grade
    says: str


def examine(*, keys: bool, as_json: bool) -> int:
    """Look at everything; exit status 1 when something is unsafe."""
    if keys:
        out.print(f"DULY_SECRET_KEY={secrets.token_urlsafe(32)}\nDULY_DATA_KEY={settings.fresh_key()}", soft_wrap=True)
        return 0
    found = _look()
    if as_json:
        print_json([asdict(f) for f in found])
    else:
        table = Table("what", "", "", box=None, padding=(0, 2, 0, 0))
        colours = {"good": "green", "missing": "yellow", "unsafe": "red"}
        for f in found:
            table.add_row(f.what, f"[{colours[f.grade]}]{f.grade}[/]", plain(f.says))
        out.print(table)
    return 1 if any(f.grade == "unsafe" for f in found) else 0


def _look() -> list[Found]:
    try:
        read = settings.load()
    except (DulyError, OSError) as error:
        return [Found("settings", "unsafe", said(error))]
    book = whole()
    found = [Found("law", "good", f"{len(book.provisions)} provisions, each with its source")]
    found += _keys(read) + _collector(read) + _wires(read)
    try:
        store = wiring.open_store(read)
        return found + _letters(read, store) + _store(store)
    except (DulyError, OSError, SQLAlchemyError) as error:
        return [*found, Found("store", "unsafe", said(error))]


def _keys(read: Settings) -> list[Found]:
    kept = read.var / "keys.json"
    if not kept.exists():
        return [Found("keys", "good", "taken from the environment")]
    readable = kept.stat().st_mode & 0o077
    if readable:
        return [Found("keys", "unsafe", f"{kept} can be read by others: chmod 600 it")]
    return [Found("keys", "good", f"kept in {kept}; back it up, for without it nothing sealed can be read")]


def _collector(read: Settings) -> list[Found]:
    found = []
    if not read.collector_address:
        found.append(Found("collector", "missing", "DULY_COLLECTOR_ADDRESS: a validation notice must carry it"))
    if read.public_url.startswith("http://127.") or "localhost" in read.public_url:
        says = f"DULY_PUBLIC_URL is {read.public_url}: no provider and no consumer can reach it"
        found.append(Found("public address", "missing", says))
    elif not read.public_url.startswith("https://"):
        found.append(Found("public address", "unsafe", "DULY_PUBLIC_URL is not https"))
    return found or [Found("collector", "good", f"{read.collector_name}, {read.collector_role}, {read.public_url}")]


def _wires(read: Settings) -> list[Found]:
    found = []
    if not read.smtp_url:
        found.append(Found("e-mail", "missing", "DULY_SMTP_URL is not set"))
    else:
        found += _mail_out(read) + _mail_in(read)
    texts = [name for name, is_set in (("Twilio", read.twilio_from), ("Telnyx", read.telnyx_from)) if is_set]
    if not texts:
        says = "neither DULY_TWILIO_FROM nor DULY_TELNYX_FROM is set"
        found.append(Found("text messages", "missing", says))
    elif read.collector_role != "first_party" and not read.carrier_approval:
        says = (
            "US carriers refuse third-party collection by text: DULY_CARRIER_APPROVAL is not set, the wire stays shut"
        )
        found.append(Found("text messages", "missing", says))
    else:
        found.append(Found("text messages", "good", f"set up: {' and '.join(texts)}"))
    return [*found, _calls(read)]


def _calls(read: Settings) -> Found:
    """Say whether calls are set up, and what on them is not."""
    if read.twilio_voice is None:
        return Found("calls", "missing", "DULY_TWILIO_VOICE is not set: no calls are placed, and none is answered")
    words = Composer(lambda _: "", person=read.voice_person).voicemail(read.collector_name, read.collector_phone)
    if not is_limited_content(words):
        says = (
            "no voicemail can be left: DULY_VOICE_PERSON must name a natural person, DULY_COLLECTOR_NAME must not show "
            "that it collects debts, and DULY_COLLECTOR_PHONE must be set (12 CFR 1006.2(j))"
        )
        return Found("calls", "missing", says)
    heard = "a relay" if read.voice_relay else "gathered speech"
    passed = f"passed on to {read.voice_agents}" if read.voice_agents else "a person calls back"
    recorded = "recorded, which is said" if read.voice_recording else "not recorded"
    return Found("calls", "good", f"from {read.twilio_voice}, by {heard}; {passed}; {recorded}")


def _mail_out(read: Settings) -> list[Found]:
    """Say whether mail is signed, and who reads what comes back of it."""
    try:
        signer = wires.signer_of(read)
    except BadSettings as wrong:
        return [Found("e-mail", "unsafe", said(wrong))]
    if signer is None:
        says = "DULY_DKIM_SELECTOR is not set: unless the SMTP server signs mail (DKIM), many will not take it"
        return [Found("e-mail", "good", "SMTP is set up"), Found("e-mail's signature", "missing", says)]
    name, record = signer.record()
    says = f"by DKIM; the name server must have {name} TXT {record[:40]}… (duly mail record)"
    return [Found("e-mail", "good", "SMTP is set up"), Found("e-mail's signature", "good", says)]


def _mail_in(read: Settings) -> list[Found]:
    """Say by which doors mail comes in, and whether the one that can be tried opens."""
    found = []
    paths = wires.return_paths(read)
    if read.imap_url is not None:
        try:
            waiting = _mails_waiting(read)
            found.append(Found("mail in", "good", f"by IMAP, {waiting} to fetch; it must get reply+…@{paths.domain}"))
        except DulyError as error:
            found.append(Found("mail in", "unsafe", said(error)))
    if read.lmtp_listen is not None:
        says = f"by LMTP at {read.lmtp_listen}, for reply+…@{paths.domain} and bounce+…@{paths.domain}"
        found.append(Found("mail in", "good", says))
    if read.sendgrid_keys is not None:
        found.append(Found("mail in", "good", "by SendGrid's webhooks"))
    if found:
        return found
    if read.bounces_watched:
        return [Found("mail in", "missing", f"answers to {read.smtp_from} are read by people only")]
    instead = "as letters" if read.letters else "to nobody, for DULY_LETTERS is not set either"
    says = (
        f"nobody is known to read what comes back to {read.smtp_from} (set DULY_IMAP_URL, or DULY_BOUNCES_WATCHED): "
        f"notices that the law requires go {instead}"
    )
    return [Found("mail in", "missing", says)]


def _mails_waiting(read: Settings) -> int:
    assert read.imap_url is not None
    imap = Imap(read.imap_url.get_secret_value(), lambda _: None, clock_in_use(), timeout=5)
    try:
        return imap.check()
    finally:
        imap.close()


def _mails(store: Store) -> list[Found]:
    """Say how many mails wait for a person."""
    with store.reading() as reading:
        unseen, count = mails.listed(reading, unseen=True), mails.waiting(reading)
    if not unseen:
        return []
    says = f"{count} that came in need a person, the latest: {unseen[0].says or unseen[0].kind} (duly mail list)"
    ours = any(mail.kind == "bounce" and mail.attempt is not None for mail in unseen)
    return [Found("mails", "unsafe" if ours else "missing", says)]


def _letters(read: Settings, store: Store) -> list[Found]:
    """Say where the print queue is, what is in it, and since when."""
    if read.letters is None:
        return [Found("letters", "missing", "DULY_LETTERS is not set: who has no e-mail is sent no validation notice")]
    letters, wrong = queued(read.letters)
    found = [Found("letters", "unsafe", says) for says in wrong]
    if not typesetting.available():
        found.append(Found("letters", "missing", f"{typesetting.NOT_INSTALLED}; they are pages to print meanwhile"))
    if not letters:
        return [*found, Found("letters", "good", f"none waits in the print queue {read.letters}")]
    zone = store.collector.zone
    first = zones.local(min(letter.created_at for letter in letters), zone).date()
    today = zones.local(clock_in_use()(), zone).date()
    says = f"{len(letters)} to print and mail in {read.letters / MANIFEST}, the first of {first}"
    if today > leaves_by(first, "mail"):
        return [
            *found,
            Found("letters", "unsafe", f"{says}: it states an end of the validation period that is too early"),
        ]
    return [*found, Found("letters", "good", f"{says}, by {leaves_by(first, 'mail')}")]


def _alarms(store: Store) -> list[Found]:
    alarms = all_alarms(store, Guard(whole()).owed, clock_in_use()())
    return [Found("notice", "unsafe", f"{one.name}, debt {one.debt}: {one.says}") for one in alarms]


def _waiting(store: Store) -> list[Found]:
    """Say how many disputes and requests wait for a person's answer, and how long the oldest has."""
    at = clock_in_use()()
    found = waiting(store, Guard(whole()).awaited, at)
    if not found:
        return [Found("disputes", "good", "none waits for an answer")]
    today, first = (zones.local(one, store.collector.zone).date() for one in (at, found[0].since))
    ours = "waits" if len(found) == 1 else "wait"
    says = f"{len(found)} {ours} for an answer, the oldest for {(today - first).days} days: duly disputes list"
    return [Found("disputes", "missing", says)]


def _policy(store: Store) -> list[Found]:
    """Name the limits of the house that two persons have emptied."""
    with store.reading() as reading:
        try:
            changes = reading.policy_changes()
        except LedgerBroken:
            return []  # which is said of the ledger
    today = zones.local(clock_in_use()(), store.collector.zone).date()
    found = [
        Found(
            "house policy",
            "missing",
            f"{one.provision} {'stops nothing since' if one.since <= today else 'will stop nothing from'} {one.since}: "
            f"{one.proposed_by} proposed it, {one.decided_by} approved it ({one.because})",
        )
        for one in house_policy.emptied(whole(), changes, today)
    ]
    return found or [Found("house policy", "good", f"{len(changes)} changes by two persons; no limit is empty")]


def _integrators(store: Store) -> list[Found]:
    """Say which endpoints are told nothing any more, and what was given up."""
    with store.reading() as reading:
        endpoints, counts = deliveries.everywhere(reading), deliveries.counts(reading)
    found = []
    for one in endpoints:
        parked = counts.get((one.id, "parked"), 0)
        if one.disabled_at is not None:
            says = f"{one.url} is told nothing since {one.disabled_at:%Y-%m-%d}: {one.disabled_because}"
            found.append(Found("webhooks", "missing", f"{says}; duly webhooks enable {one.id}"))
        elif parked or one.failing_since:
            since = f", and nothing has arrived since {one.failing_since:%Y-%m-%d %H:%M}" if one.failing_since else ""
            says = f"{parked} events to {one.url} were given up{since}: duly webhooks log {one.id}"
            found.append(Found("webhooks", "missing", says))
    if endpoints and not found:
        found.append(Found("webhooks", "good", f"{len(endpoints)} endpoints are told of events"))
    return found


def _store(store: Store) -> list[Found]:
    lacking = migrations.lacks(store.engine)
    if lacking:
        return [Found("store", "missing", lacking[0])]
    with store.reading() as reading:
        consumers, doubts, waiting = reading.count("consumers"), reading.in_doubt(), reading.waiting_inbounds()
    found = [
        Found("store", "good", f"{store.engine.dialect.name}, {consumers} consumers, {len(waiting)} texts waiting")
    ]
    found += _alarms(store) + _waiting(store) + _mails(store) + _policy(store) + _integrators(store)
    if doubts:
        found.append(Found("attempts", "missing", f"{len(doubts)} in doubt: look at them in the console"))
    try:
        found.append(Found("ledger", "good", f"{store.verify_ledger().records} records hold"))
    except LedgerBroken as broken:
        found.append(Found("ledger", "unsafe", str(broken)))
    return found
