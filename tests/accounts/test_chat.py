"""Lines of a chat have numbers without a gap, and whoever has read up to one of them has missed nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import chat
from accounts.errors import NotFound
from accounts.record import new_id
from accounts.store import Store
from tests.walks.world import NOON


@pytest.fixture
def session(store: Store) -> str:
    with store.transaction() as unit:
        return chat.opened(unit, "d" * 64, "en", NOON).id


def said(store: Store, session: str, text: str, key: str) -> int | None:
    with store.transaction() as unit:
        return chat.append(unit, session, "visitor", text, NOON, key)


def test_a_line_said_again_under_its_key_is_there_once(store: Store, session: str) -> None:
    assert said(store, session, "one", "a") == 1
    assert said(store, session, "one", "a") is None
    assert said(store, session, "two", "b") == 2
    with store.reading() as reading:
        assert [(line.number, line.text) for line in chat.lines(reading, session)] == [(1, "one"), (2, "two")]


def test_lines_are_asked_for_after_a_number(store: Store, session: str) -> None:
    for n in range(3):
        said(store, session, str(n), str(n))
    with store.reading() as reading:
        assert [line.number for line in chat.lines(reading, session, 1)] == [2, 3]
        assert chat.lines(reading, session, 3) == []


def test_a_session_that_is_not_there_takes_no_line(store: Store) -> None:
    with pytest.raises(NotFound, match="no chat session"):
        said(store, new_id(), "hello", "a")


def test_a_cookie_has_one_session_however_often_it_is_opened(store: Store, session: str) -> None:
    with store.transaction() as unit:
        assert chat.opened(unit, "d" * 64, "es", NOON + timedelta(days=1)).id == session
        assert chat.opened(unit, "e" * 64, "es", NOON).id != session


def test_who_reads_while_many_write_misses_nothing(store: Store, session: str) -> None:
    """Four write at the same time; two tabs read by their numbers until each has all."""
    many, writers = 15, 4

    def write(who: int) -> None:
        for n in range(many):
            said(store, session, f"{who}.{n}", f"{who}.{n}")

    threads = [threading.Thread(target=write, args=(who,)) for who in range(writers)]
    for thread in threads:
        thread.start()
    tabs: list[list[chat.ChatLine]] = [[], []]
    while any(len(tab) < many * writers for tab in tabs):
        for tab in tabs:
            with store.reading() as reading:
                tab += chat.lines(reading, session, tab[-1].number if tab else 0, limit=7)
    for thread in threads:
        thread.join()
    for tab in tabs:
        assert [line.number for line in tab] == list(range(1, many * writers + 1))
        assert len({line.key for line in tab}) == many * writers


_digests = count()


@pytest.fixture(scope="module")
def one(sqlite_template: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    import shutil

    from tests.walks.world import open_store

    path = tmp_path_factory.mktemp("chat") / "chat.db"
    shutil.copy(str(sqlite_template), path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


@given(st.lists(st.sampled_from(["say", "again", "hear", "cut"]), max_size=12))
def test_however_a_stream_is_cut_its_lines_are_heard_once_and_in_order(one: Store, what: list[str]) -> None:
    with one.transaction() as unit:
        session = chat.opened(unit, f"{next(_digests):064}", "en", NOON).id
    wrote: list[str] = []
    heard: list[int] = []
    for n, act in enumerate([*what, "hear"]):
        if act == "say":
            wrote.append(f"k{n}")
            said(one, session, "x", wrote[-1])
        elif act == "again" and wrote:
            said(one, session, "x", wrote[0])
        elif act in ("hear", "cut"):
            with one.reading() as reading:
                news = chat.lines(reading, session, heard[-1] if heard else 0)
            # Of a stream that is cut only the beginning has arrived; the next one asks from there.
            heard += [line.number for line in news[: len(news) // 2 if act == "cut" else None]]
    assert heard == list(range(1, len(wrote) + 1))
