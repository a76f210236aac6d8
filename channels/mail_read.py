"""Mail reading: what stands in a mail that came, whatever is wrong with it; it never fails and opens no attachment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Part
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from channels.mail_html import plain
from channels.mime import MESSAGE_ID

_TABLE = Path(__file__).with_suffix(".yaml")
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
"""Where it says for whom a mail came, if the door does not know: what servers wrote, then what senders did."""

_HEAD = 64 * 1024
"""Bytes of a mail among which its subject is looked for."""

_MOST_PARTS = 200
_MOST_ATTACHMENTS = 20
_THREAD = 20
"""Message-IDs of a thread that are kept, the latest."""


@dataclass(frozen=True)
class Read:
    """One mail, read."""

    parsed: Part
    sender: str
    """The address in From, in small letters; empty where there is none, or several."""
    to: tuple[str, ...]
    subject: str
    message_id: str
    thread: tuple[str, ...]
    """The Message-IDs it names, the oldest first, the one it answers last."""
    text: str
    """The words of its plain part, or else of its HTML, with all it quotes."""
    attached: tuple[Part, ...]
    """What is in it besides, unopened."""
    attachments: tuple[str, ...]
    """The names of that, each with its size."""
    automatic: str
    """Why no person wrote it, in one sentence; empty where a person may have."""
    key: str
    """What makes a repetition the same, through whatever door it comes."""


def read(raw: bytes, to: tuple[str, ...] = (), sender: str | None = None) -> Read:
    """Read a mail.

    Args:
        raw: the mail as it came.
        to: the addresses of the envelope it came for, where they are known.
        sender: the envelope's sender, where it is known.
    """
    parsed = message_from_bytes(raw)
    words = _Words(parsed)
    text, attached = words.text, tuple(words.attached)
    return Read(
        parsed=parsed,
        sender=_sender(parsed),
        to=tuple(one.lower() for one in to) or _recipients(parsed),
        subject=header(parsed, "Subject"),
        message_id=next(iter(MESSAGE_ID.findall(header(parsed, "Message-ID"))), ""),
        thread=_thread(parsed),
        text=text,
        attached=attached,
        attachments=tuple(f"{filename(part)} ({len(content(part))} bytes)" for part in attached),
        automatic=_automatic(parsed, sender),
        key=_key(raw, parsed),
    )


def header(part: Part, name: str) -> str:
    """Return a header as one line of text, decoded as far as it can be."""
    value = part.get(name)
    return "" if value is None else _decoded(str(value))


def subject(raw: bytes) -> str:
    """Return the subject of a mail of which nothing else is read."""
    return header(BytesHeaderParser().parsebytes(raw[:_HEAD]), "Subject")


def filename(part: Part) -> str:
    """Return what an attachment calls itself, as one short name that names no folder and turns no writing around."""
    name = " ".join(_decoded(part.get_filename() or part.get_content_type()).split("/"))
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)[:80]


def content(part: Part) -> bytes:
    """Return an attachment's bytes; of a mail inside the mail, the whole of it."""
    inside = part.get_payload()
    return (
        b"".join(one.as_bytes() for one in inside if isinstance(one, Part))
        if isinstance(inside, list)
        else _payload(part)
    )


def _decoded(value: str) -> str:
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    said = "".join(piece if isinstance(piece, str) else _text(piece, charset or "utf-8") for piece, charset in pieces)
    return " ".join(said.replace("\x00", "").encode("utf-8", "replace").decode().split())


def addresses(part: Part, name: str) -> tuple[str, ...]:
    """Return the addresses of a header, in small letters."""
    values = [str(value) for value in part.get_all(name, [])]
    return tuple(address.strip().lower() for _, address in getaddresses(values) if "@" in address)


def _sender(parsed: Part) -> str:
    found = set(addresses(parsed, "From"))
    return found.pop() if len(found) == 1 else ""


def _recipients(parsed: Part) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for name in _ADDRESSED for address in addresses(parsed, name)))


def _thread(parsed: Part) -> tuple[str, ...]:
    named = MESSAGE_ID.findall(f"{header(parsed, 'References')} {header(parsed, 'In-Reply-To')}")
    latest_last = dict.fromkeys(reversed(named))
    return tuple(reversed(latest_last))[-_THREAD:]


def _key(raw: bytes, parsed: Part) -> str:
    """Return a fingerprint of what the sender wrote; what servers add on the way is not part of it.

    The Message-ID alone would not do: there are programs that use one twice, and the second mail may say STOP.
    """
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    written = (str(parsed.get(name, "")) for name in ("Message-ID", "From", "Date", "Subject"))
    whole = "\x1f".join(written).encode("utf-8", "replace") + b"\x1f" + body.replace(b"\r\n", b"\n").rstrip()
    return hashlib.sha256(whole).hexdigest()


# --- whether a person wrote it ---------------------------------------------------------------------------------


def _automatic(parsed: Part, sender: str | None) -> str:
    """Return what says that no person wrote a mail (RFC 3834, 2, and what programs do that never heard of it)."""
    table = _table()
    for name, rule in table["headers"].items():
        if any(_says(rule, _decoded(str(value)).lower()) for value in parsed.get_all(name, [])):
            return f"its {name} says that a program wrote it"
    returns = header(parsed, "Return-Path") if sender is None else f"<{sender}>"
    if returns == "<>":
        return "it comes from nobody who could be answered"
    local = _sender(parsed).partition("@")[0]
    if local in table["mailboxes"]:
        return f"a program writes from {local}"
    if any(header(parsed, "Subject").lower().startswith(subject) for subject in table["subjects"]):
        return "its subject is an automatic reply's"
    return ""


def _says(rule: Any, value: str) -> bool:
    word = re.split(r"[;\s]", value, maxsplit=1)[0]
    if "is" in rule:
        return word in rule["is"]
    return word not in rule["is_not"]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table


# --- its words ------------------------------------------------------------------------------------------------


@dataclass
class _Words:
    """Looks through the parts of a mail for words and attachments."""

    parsed: Part
    attached: list[Part] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The words, the plain ones where there are any, in lines that end in a line feed."""
        said: dict[str, list[str]] = {"plain": [], "html": []}
        for part in self._parts():
            kind = part.get_content_subtype() if part.get_content_maintype() == "text" else ""
            if kind in said and not _is_attached(part):
                said[kind].append(_text(_payload(part), part.get_content_charset() or "utf-8"))
            elif len(self.attached) < _MOST_ATTACHMENTS:
                self.attached.append(part)
        words = "\n\n".join(said["plain"])
        if not words.strip():
            words = "\n\n".join(plain(html) for html in said["html"])
        return words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")

    def _parts(self) -> Iterator[Part]:
        """Yield the leaves; a mail inside the mail is one of them, and is not looked into."""
        waiting, seen = [self.parsed], 0
        while waiting and seen < _MOST_PARTS:
            part = waiting.pop(0)
            seen += 1
            inside = part.get_payload()
            if part.get_content_maintype() == "multipart" and isinstance(inside, list):
                waiting[:0] = [one for one in inside if isinstance(one, Part)]
            else:
                yield part


def _is_attached(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _payload(part: Part) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(written: bytes, charset: str) -> str:
    """Return bytes as text by the charset they claim, or another that fits; what is no letter becomes a mark."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return written.decode(name)
        except (LookupError, ValueError):
            continue
    return written.decode("utf-8", "replace")
