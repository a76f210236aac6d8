"""Folding: what no phrase can hold is made the same for all, so that what many messages share is read once."""

from __future__ import annotations

import re
from functools import lru_cache

from compliance.phrases import patterns

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


def alike(text: str) -> str:
    """Return the text with a nought for every digit: which one it is tells nothing of how what stands there is read.

    So lines and sentences that differ in their figures only are looked at once.
    """
    return text.encode(errors="surrogatepass").translate(_DIGITS).decode(errors="surrogatepass")


def folded(sentence: str) -> str:
    """Return the sentence with what no phrase can hold (names, figures, addresses) made the same for all.

    So the sentences of one template are heard once, not once a consumer.
    """
    if "{{" in sentence:  # a name in braces stands for an address, with spaces about it or without
        sentence = re.sub(r"{{\s*(\w+)\s*}}", r"{{\1}}", sentence)
    return " ".join(map(_piece, alike(sentence).split(" ")))


@lru_cache(maxsize=8192)
def _piece(piece: str) -> str:
    """Return what stands between two spaces as it is folded; an address apart from a word it is written on to."""
    known = patterns()
    return known.token.sub(_kept, " ".join(known.address.sub(_address, piece).split()))


def _address(found: re.Match[str]) -> str:
    return f" {patterns().PAYING if patterns().payment.search(found[0]) else patterns().ADDRESS} "


def _kept(token: re.Match[str]) -> str:
    word, known = token[0], patterns()
    if word[0].isdigit():
        return re.sub(r"\d", "0", word)
    return word if len(word) < 3 or any(word[:size] in known.stems for size in known.stem_sizes) else "_"
