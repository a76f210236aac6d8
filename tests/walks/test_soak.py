"""A small soak: killed again and again, through the worst mix of faults, over all media."""

from __future__ import annotations

from pathlib import Path

from app.soak.run import soak


def test_nothing_is_sent_twice_lost_or_moved_back_however_providers_and_processes_behave(trained: Path) -> None:
    found = soak(140, 10, trained, speed=4)
    assert found["wrong"] == {}
    assert found["kills"] >= 1
    assert found["came in"] >= 5  # who writes depends on whose text was in doubt when it was killed
    # One that was killed before its call was placed leaves a doubt, and no second call.
    assert 20 - found["in doubt, shown to a person"] <= found["arrived"]["call"] <= 20
