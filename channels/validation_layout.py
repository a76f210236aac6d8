"""Layouts of the validation notice: plain text, an e-mail's HTML with its style inlined; and of any letter to print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from channels.validation_form import ValidationForm

FORMS = Path(__file__).parent / "forms"

Forms = Sequence[ValidationForm]


def plain(forms: Forms, *, mail: bool) -> str:
    """Return the notice as plain text, with everything that the HTML says."""
    return _layouts().get_template("validation_notice.txt").render(forms=forms, mail=mail).strip()


def mail_html(forms: Forms, closing: str) -> str:
    """Return the notice as the HTML of an e-mail: one file that asks for nothing else, its style in every element.

    Some mail programs throw the style sheet away; it stays in the head as well, for what cannot be inlined:
    the colours in the dark.
    """
    lines = [line for line in closing.splitlines() if line.strip()]
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
    return inliner.inline(_html(forms, "mail.css", mail=True, closing=lines))


def print_html(forms: Forms) -> str:
    """Return the notice as a page to print, the form to detach at its bottom."""
    return _html(forms, "print.css", mail=False, closing=[])


def sheet_html(sheet: object) -> str:
    """Return a letter that is no form as a page to print."""
    return _layouts().get_template("letter.html").render(sheet=sheet, css=_css("letter.css"))


def _html(forms: Forms, style: str, **facts: Any) -> str:
    return _layouts().get_template("validation_notice.html").render(forms=forms, css=_css(style), **facts)


def _css(style: str) -> Markup:
    return Markup((FORMS / style).read_text("utf-8"))  # noqa: S704  # a file of ours, with nothing put in


@cache
def _layouts() -> Environment:
    return Environment(
        loader=FileSystemLoader(FORMS),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
    )
