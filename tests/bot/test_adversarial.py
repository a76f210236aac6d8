"""Two hundred texts that want the assistant to break, to tell, or to do what it may not (`adversarial.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.promise import Promise
from accounts.store import Store
from bot.nlu.embedded import Embedded
from bot.nlu.port import Nlu
from compliance.parameters import load_yaml
from tests.bot.talk import Talk

FAMILIES: dict[str, list[Any]] = load_yaml(Path(__file__).with_name("adversarial.yaml"))
SECRETS = ("Alder", "1,050", "1050", "105050", "4471", "credit_card", "1980", "6789")
"""What a message to somebody who has proven nothing may not hold."""
MANY = 20


def texts() -> Iterator[tuple[str, str]]:
    for family, found in FAMILIES.items():
        for one in found:
            yield family, one if isinstance(one, str) else one["text"] * one["times"]


ALL = [*texts()]
PARTS = [ALL[n : n + MANY] for n in range(0, len(ALL), MANY)]


def test_there_are_two_hundred_and_no_text_twice() -> None:
    assert len(ALL) >= 200
    assert len({text for _, text in ALL}) == len(ALL)


@pytest.mark.parametrize("part", PARTS, ids=[f"{part[0][0]}-{n}" for n, part in enumerate(PARTS)])
async def test_nothing_breaks_nothing_is_told_and_nothing_is_promised(
    talk_store: Store, tmp_path: Path, engine: Nlu, part: list[tuple[str, str]]
) -> None:
    for n, (_, text) in enumerate(part):
        talk = Talk(talk_store, tmp_path, engine)
        phone = f"+1212555{n:04}"
        talk.meet(phone=phone, email=f"p{n}@mail.example")
        for said in (text, "yes", text):
            reply = await talk.says(said, sender=phone)
            if reply is not None:
                assert not reply.debts, (text[:80], reply.text)
                assert not [secret for secret in SECRETS if secret in reply.text], (text[:80], reply.text)
        assert talk.dossier().of(Promise) == ()
        talk.journal.close()


@pytest.mark.parametrize("part", PARTS, ids=[f"{part[0][0]}-{n}" for n, part in enumerate(PARTS)])
def test_a_text_that_names_an_intent_is_understood_no_better_for_it(
    engine: Embedded, part: list[tuple[str, str]]
) -> None:
    known = {intent for intent, _ in engine.understand("hello", today=date(2026, 11, 24)).ranking}
    for family, text in part:
        found = engine.understand(text, today=date(2026, 11, 24))
        assert {intent for intent, _ in found.ranking} <= known
        assert all(0.0 <= sure <= 1.0 for _, sure in found.ranking)
        if family == "commands" and text.startswith("/"):
            plain = engine.understand(text.lstrip("/"), today=date(2026, 11, 24))
            assert (found.acts_on, found.ranking[:1]) == (plain.acts_on, plain.ranking[:1]), text
