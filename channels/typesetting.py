"""Typesetting: a validation notice as a PDF, by Typst, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import json
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
    typst = _typst()
    if typst is None:
        raise BadSettings(NOT_INSTALLED)
    made: bytes = typst.compile(
        (FORMS / "validation_notice.typ").read_bytes(),
        format="pdf",
        sys_inputs={"forms": json.dumps([asdict(form) for form in forms])},
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
