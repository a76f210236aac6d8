"""Typesetting: a validation notice or any other letter as a PDF, by Typst, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from accounts.errors import BadSettings
from channels.validation_layout import FORMS, Forms

NOT_INSTALLED = "PDF files need the extra `pdf`, which is not installed: pip install 'duly[pdf]'"


def available() -> bool:
    """Return whether PDF files can be made here."""
    return _typst() is not None


def pdf(forms: Forms, at: datetime) -> bytes:
    """Return the notice as a tagged PDF, the same bytes for the same notice and instant.

    Raises:
        BadSettings: the extra `pdf` is not installed.
    """
    return compiled("validation_notice.typ", {"forms": [asdict(form) for form in forms]}, at)


def compiled(form: str, values: Mapping[str, Any], at: datetime) -> bytes:
    """Return a form of `channels/forms` as a tagged PDF, given what is put into it.

    Raises:
        BadSettings: the extra `pdf` is not installed.
        RuntimeError: Typst cannot set it.
    """
    typst = _typst()
    if typst is None:
        raise BadSettings(NOT_INSTALLED)
    made: bytes = typst.compile(
        (FORMS / form).read_bytes(),
        format="pdf",
        sys_inputs={name: json.dumps(value) for name, value in values.items()},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made


@cache
def _typst() -> Any:
    try:
        import typst
    except ImportError:
        return None
    return typst
