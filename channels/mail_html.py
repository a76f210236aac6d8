"""Mail HTML: the words of an HTML mail as lines, without what it quotes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_BREAKS = frozenset({"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_EMPTY = frozenset({"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "wbr"})
_QUOTES = re.compile(
    r"\b(gmail_quote|gmail_signature|moz-cite-prefix|moz-signature|yahoo_quoted|protonmail_quote|"
    r"zmail_extra|divRplyFwdMsg|appendonsend|OutlookMessageHeader|tutanota_quote)\b"
)
"""What mail programs call the element in which they quote, or sign."""

_DEEPEST = 200
_LONGEST = 400_000
_SPACE = re.compile(r"[ \t\r\n\f]+")


class _Reader(HTMLParser):
    """Collects what is seen; an element that is never closed hides nothing beyond its parent's end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """The open elements, and whether each hides what is in it."""
        self._hiding = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag in _BREAKS:
            self.said.append("\n")
        if tag not in _EMPTY and len(self._open) < _DEEPEST:
            names = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
            hides = tag in _UNSEEN or tag == "blockquote" or _QUOTES.search(names) is not None
            self._open.append((tag, hides))
            self._hiding += hides

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of that name, and what is open inside it."""
        names = [name for name, _ in self._open]
        if tag in names:
            begins = len(names) - 1 - names[::-1].index(tag)
            self._hiding -= sum(hides for _, hides in self._open[begins:])
            del self._open[begins:]
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words that are seen."""
        if not self._hiding:
            self.said.append(_SPACE.sub(" ", data))


def plain(html: str) -> str:
    """Return the words of an HTML mail, a line to each block, without script, style and what it quotes."""
    reader = _Reader()
    reader.feed(html[:_LONGEST])
    reader.close()
    lines = (line.strip() for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
