"""The stories of `nlu_data/`: whole conversations, through the real store, guard, gateway and inbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts.notice import Dispute
from accounts.store import Store
from bot.nlu.embedded import Embedded
from tests.bot.talk import NOON, Talk, ToldNlu

ROOT = Path(__file__).parents[2]
STORIES = {path.stem: path for path in sorted((ROOT / "nlu_data" / "stories").glob("*.yml"))}


def load(name: str) -> dict[str, Any]:
    """Return a story: its metadata, and its turns, each what is said, what it means, and the reply that follows.

    Rasa's form has one intent a text: what the text read as that means besides stands in the metadata, under `also`.
    """
    (story,) = yaml.safe_load(STORIES[name].read_text("utf-8"))["stories"]
    turns: list[dict[str, Any]] = []
    also = story["metadata"].get("also", {})

    def means(intent: str | None) -> list[str] | str | None:
        return [intent, *also[intent]] if intent is not None and intent in also else intent

    for step in story["steps"]:
        if "user" in step:
            turns.append({"says": step["user"], "means": means(step.get("intent")), "reply": "nothing"})
        else:
            assert turns[-1]["reply"] == "nothing", f"{name}: one reply follows a text"
            turns[-1]["reply"] = step["action"]
    wanted = story["metadata"].get("replies", {})
    assert wanted.keys() <= {turn["reply"] for turn in turns}
    return {**story["metadata"], "turns": [turn | wanted.get(turn["reply"], {}) for turn in turns]}


async def play(story: dict[str, Any], talk: Talk) -> None:
    talk.meet(language=story["language"])
    for turn in story["turns"]:
        reply = await talk.says(turn["says"])
        got = reply.template if reply else "nothing"
        assert got == turn["reply"], f"to {turn['says']!r}: {got}; {[t.refused for t in talk.turns() if t.refused]}"
        if reply is None:
            continue
        assert reply.language == story["language"]
        for words in turn.get("has", ()):
            assert words in reply.text
        for words in turn.get("lacks", ()):
            assert words not in reply.text
        assert turn.get("exactly", reply.text) == reply.text
    assert talk.told() == story["facts"]
    disputes = talk.dossier().of(Dispute)
    if "portions" in story:
        assert [dispute.portion for dispute in disputes] == story["portions"]
    else:
        assert not any(dispute.portion for dispute in disputes)
    if "why" in story:
        assert [dispute.why for dispute in disputes] == story["why"]
    thread = talk.thread()
    assert thread.status == story["status"]
    if "keeps" in story:
        assert thread.handoff is not None
        assert [line for line in thread.handoff.named if "in their words" in line] == story["keeps"]
    if "priority" in story:
        assert thread.handoff is not None
        assert thread.handoff.priority == story["priority"]


@pytest.mark.parametrize("name", STORIES)
async def test_a_story_goes_as_written_when_every_text_is_understood(
    name: str, talk_store: Store, tmp_path: Path
) -> None:
    story = load(name)
    meanings = {turn["says"]: turn["means"] for turn in story["turns"]}
    at = datetime.fromisoformat(story["at"]) if "at" in story else NOON
    await play(story, Talk(talk_store, tmp_path, ToldNlu(meanings), at))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in STORIES if "embedded" in load(name).get("engines", ["embedded"])])
async def test_a_story_goes_as_written_with_the_embedded_engine(
    name: str, talk_store: Store, tmp_path: Path, engine: Embedded
) -> None:
    story = load(name)
    at = datetime.fromisoformat(story["at"]) if "at" in story else NOON
    await play(story, Talk(talk_store, tmp_path, engine, at))
