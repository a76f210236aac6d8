"""Reading: finds in the finished words of a message what the provisions ask about, in English and Spanish.

It recognises phrases; it does not understand. So it errs toward finding a threat and toward missing a
disclosure or a way out: what is not said in a known form is read as not said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, Literal

from accounts.contact import Medium, Message
from compliance import voicemail
from compliance.figures import stated
from compliance.folding import folded
from compliance.letters import plain
from compliance.phrases import patterns, phrases, threats
from compliance.words import OptOutMethod, Words

LONGEST = 100_000
"""Characters; a longer text is not read, and what is not read is refused (12 CFR 1006.18(a))."""

Disclosure = Literal["e1", "e2", "none"]
ByLanguage = dict[str, list[re.Pattern[str]]]


def normal(text: str) -> str:
    """Return the text in lower case, without accents, with straight quotes and single spaces."""
    return " ".join(filter(None, map(_normal, text.split("\n"))))


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    if text.isascii():  # most texts: nothing to decompose
        return " ".join(text.replace("`", "'").lower().split())
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = "".join(mark for mark in text if not unicodedata.combining(mark)).casefold()
    return " ".join(text.split())


_QUOTES = str.maketrans("“”„«»‘’‚´`", "\"\"\"\"\"'''''", "\u200b\u200c\u200d\u2060\ufeff\u00ad")


class _Html(HTMLParser):
    """The words a reader sees, a line a block, each link followed by its address."""

    BLOCKS = frozenset(
        {"p", "div", "br", "tr", "td", "th", "li", "h1", "h2", "h3", "h4", "table", "section", "hr", "ul"}
    )
    UNSEEN = frozenset({"style", "script", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.link: str | None = None
        self.unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNSEEN and self.unseen is None:
            self.unseen = tag
        if tag == "a":
            self.link = dict(attrs).get("href")
        if tag in self.BLOCKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.unseen = None
        if tag == "a" and self.link:
            self.seen.append(f" {self.link} ")
            self.link = None
        if tag in self.BLOCKS:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if self.unseen is None:
            self.seen.append(" ".join(data.split("\n")))


_UNENDED = re.compile("<[^<>]*<")
"""A tag that does not end: browsers guess what is seen of it, and a parser takes long to."""


def visible(html: str) -> str:
    """Return the words that a reader of the HTML sees."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    return "".join(parser.seen)


@dataclass(frozen=True, eq=False)
class _Heard:
    """What one sentence says; each is itself only, so that what sentences say together is quickly found again."""

    initial: frozenset[tuple[str, int]]
    """Of the (e)(1) disclosure: language and number of the part that is said."""
    subsequent: frozenset[tuple[str, int]]
    speaks: bool
    """Whether it speaks of opting out."""
    ways: frozenset[str]
    traits: frozenset[str]
    forbidden: tuple[tuple[str, str], ...]
    """The traits that some provision forbids, each with the words that were read so."""
    shown: tuple[tuple[str, str], ...]
    """The traits that it would have as a subject."""
    small: tuple[tuple[str, int], ...]
    """How many small words of each language it has."""


_Part = tuple[_Heard, ...]
"""The sentences of a text, of its HTML, or of a subject."""


@lru_cache(maxsize=4096)
def _heard(sentence: str) -> _Heard:
    """Return what a sentence says; messages share most of their sentences, so this is remembered."""
    known = patterns()
    addressed = known.address.search(sentence) is not None
    traits = {trait for trait, pattern in known.traits.items() if pattern.search(sentence)}
    if any(known.payment.search(address) for address in known.address.findall(sentence)):
        traits.add("payment_link")
    speaks = known.speaks.search(sentence) is not None
    ways = {way for way, pattern in known.ways.items() if pattern.search(sentence)} if speaks else set()
    words = known.words.findall(known.address.sub(" ", sentence))
    forbidden = tuple(_forbidden(sentence))
    shown = [(trait, found[0]) for trait, p in known.in_subject.items() if (found := p.search(sentence))]
    return _Heard(
        initial=_said(known.initial, sentence),
        subsequent=_said(known.subsequent, sentence),
        speaks=speaks,
        ways=frozenset(ways if addressed else ways - {"link"}),
        traits=frozenset(traits | {trait for trait, _ in forbidden}),
        forbidden=forbidden,
        shown=tuple((trait, _words_of(hit)) for trait, hit in shown),
        small=tuple((k, sum(word in small for word in words)) for k, small in known.small.items()),
    )


def _forbidden(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each forbidden trait that a sentence has and does not deny, with the words."""
    known = patterns()
    for trait, pattern in known.forbidden.items():
        for hit in pattern.finditer(sentence):
            if trait in known.never_denied or not known.negation.denied(sentence, *hit.span()):
                yield trait, _words_of(hit[0])
                break


def _words_of(hit: str) -> str:
    """Return the words of a hit as a person may read them: what was folded away is left out."""
    return re.sub(r"\b(_|0[0-]*)\b", "…", hit)


def _said(by_language: ByLanguage, sentence: str) -> frozenset[tuple[str, int]]:
    return frozenset(
        (language, number)
        for language, groups in by_language.items()
        for number, group in enumerate(groups)
        if group.search(sentence)
    )


def read(message: Message) -> Words:
    """Return what the finished words of a message say.

    The plain text and the HTML are alternatives of which a person sees one: a disclosure or a way out counts
    only if each that is there has it, a trait counts if any has it, and the subject is read for traits.
    """
    if len(message.subject) + len(message.text) + len(message.html) > LONGEST:
        return Words(includes=frozenset({"unread"}))
    if _UNENDED.search(message.html):
        return Words(includes=frozenset({"unread"}))
    subject, text, html = map(plain, (message.subject, message.text, visible(message.html) if message.html else ""))
    if subject is None or text is None or html is None or (amounts := stated(f"{subject}\n{text}\n{html}")) is None:
        return Words(includes=frozenset({"unread"}))
    parts = tuple(_sentences(part) for part in (text, html) if part.strip())
    found = _words(_sentences(subject), parts, message.language, message.medium is Medium.PUSH)
    more: dict[str, Any] = {}
    if amounts:
        more["amounts"] = amounts
    if message.medium.is_telephone_call and message.on_call is None and voicemail.is_limited_content(message.text):
        more["limited_content"] = True
    return found.model_copy(update=more) if more else found


@lru_cache(maxsize=1024)
def _words(subject: _Part, parts: tuple[_Part, ...], stated: Literal["en", "es"], seen: bool) -> Words:
    """Return what sentences say together; the messages of one template say the same. Of a push all may be seen."""
    heard = [one for part in (subject, *parts) for one in part]
    seen_first = heard if seen else subject
    traits = frozenset[str]().union(*(one.traits for one in heard))
    quotes = dict(pair for one in reversed(heard) for pair in one.forbidden)
    quotes |= dict(pair for one in seen_first for pair in one.shown)
    shown = frozenset(trait for one in seen_first for trait in (*one.traits, *dict(one.shown)))
    if not parts:
        return Words(languages=frozenset({stated}), includes=traits, subject=shown, quotes=quotes)
    disclosures = [_disclosure(part) for part in parts]
    ways = [_opt_out(part) for part in parts]
    return Words(
        disclosure=max((kind for kind, _ in disclosures), key=_DISCLOSURES.index),
        disclosure_languages=frozenset.intersection(*(languages for _, languages in disclosures)),
        languages=frozenset[str]().union(*(_languages(part, stated) for part in parts)),
        opt_out=_worst(ways),
        includes=traits if "none" in ways else traits | {"optout_footer"},
        subject=shown,
        quotes=quotes,
    )


def _sentences(text: str) -> _Part:
    """Return what the sentences of a text say; none goes on after an empty line, so what messages share is cut once."""
    return tuple(heard for block in text.split("\n\n") for heard in _block(block))


@lru_cache(maxsize=4096)
def _block(text: str) -> _Part:
    return tuple(_sentence(sentence) for sentence in patterns().sentences.split(text) if sentence.strip())


@lru_cache(maxsize=4096)
def _sentence(sentence: str) -> _Heard:
    whole = normal(sentence)
    # What a law makes us tell of what collectors may not do is no threat of ours.
    return _heard("" if whole.rstrip(".") in threats().of_the_law else folded(whole))


_DISCLOSURES: tuple[Disclosure, ...] = ("e1", "e2", "none")


def _disclosure(part: _Part) -> tuple[Disclosure, frozenset[str]]:
    """Return the fullest disclosure that stands in it, and the languages in which it stands."""
    known = patterns()
    initial = frozenset[tuple[str, int]]().union(*(heard.initial for heard in part))
    if whole := _whole(known.initial, initial):
        return "e1", whole
    subsequent = frozenset[tuple[str, int]]().union(*(heard.subsequent for heard in part))
    if whole := _whole(known.subsequent, subsequent):
        return "e2", whole
    return "none", frozenset()


def _whole(by_language: ByLanguage, said: frozenset[tuple[str, int]]) -> frozenset[str]:
    """Return the languages of which every part is said."""
    return frozenset(k for k, groups in by_language.items() if all((k, n) in said for n in range(len(groups))))


def _languages(part: _Part, stated: str) -> frozenset[str]:
    """Return the languages it is written in: those with their share of its small words."""
    hits: dict[str, int] = {}
    for heard in part:
        for language, count in heard.small:
            hits[language] = hits.get(language, 0) + count
    total = sum(hits.values())
    if not total:
        return frozenset({stated})
    return frozenset(k for k, count in hits.items() if count / total >= patterns().least_share)


def _opt_out(part: _Part) -> OptOutMethod:
    """Return the way out that the sentences about opting out state: a burden, else a simple way, else another."""
    stated = frozenset[str]().union(*(heard.ways for heard in part))
    return next((method for method in patterns().methods if method in stated), "none")


def _worst(ways: list[OptOutMethod]) -> OptOutMethod:
    """Return the one way of all alternatives, or the worst of them: a person may see only that one."""
    data = phrases().opt_out
    order: list[str] = [*data.simple, *data.not_simple, *data.burdens, "none"]
    return max(ways, key=order.index)
