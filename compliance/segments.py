"""Segments: in how many parts a text travels, by the letters it is written with (3GPP TS 23.038)."""

from __future__ import annotations

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
"""The letters of the extension table: an escape stands before each."""


def segments(body: str) -> int:
    """Return in how many parts a text travels: in GSM-7 if all its letters are there, otherwise in UCS-2.

    What takes two places (an extension letter, a pair of surrogates) is not torn in two at the end of a part.
    """
    if all(letter in _GSM or letter in _GSM_TWICE for letter in body):
        sizes, alone, joined = [2 if letter in _GSM_TWICE else 1 for letter in body], 160, 153
    else:
        sizes, alone, joined = [2 if ord(letter) > 0xFFFF else 1 for letter in body], 70, 67
    if sum(sizes) <= alone:
        return 1
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > joined:
            parts, filled = parts + 1, 0
        filled += size
    return parts
