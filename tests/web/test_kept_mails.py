"""Kept mail in the console: who sees it, as plain text; files that nothing opens; and that one person deals with it."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import sqlalchemy as sa

from accounts import mails, tables
from accounts.contact import Medium
from accounts.mails import Kind, Mail
from accounts.record import Id, new_id
from tests.channels.post_office import written
from tests.web.test_shield import CAUSED_ELSEWHERE
from tests.web.world import Known, Web

CARD = "4111 1111 1111 1111"


def kept(
    web: Web,
    mail: EmailMessage | bytes | None,
    *,
    kind: Kind = "bounce",
    needs: bool = True,
    known: Known | None = None,
    age: timedelta = timedelta(0),
    inbound: Id | None = None,
) -> Id:
    """Keep a mail as the door does."""
    raw = mail.as_bytes(policy=SMTP) if isinstance(mail, EmailMessage) else mail
    one = Mail(
        id=new_id(), at=web.now - age, via="test", key=new_id(), kind=kind, code="5.1.1", attention=needs,
        from_address="daemon@mx.example", consumer=known.id if known else None, inbound=inbound,
        says="no mail of ours is known by it",
    )  # fmt: skip
    with web.house.store.transaction() as unit:
        assert mails.keep(unit, one, raw)
    return one.id


def letter(words: str = "It could not be delivered.", subject: str = "Undelivered", **headers: str) -> EmailMessage:
    return written(
        words, **{"From": "Daemon <daemon@mx.example>", "To": "us@collector.test", "Subject": subject, **headers}
    )


def with_files(*files: tuple[str, bytes]) -> EmailMessage:
    mail = letter()
    for name, content in files:
        mail.add_attachment(content, maintype="text", subtype="html", filename=name)
    return mail


def seen_by(web: Web, id: Id) -> str | None:
    with web.house.store.reading() as reading:
        return mails.found(reading, id)[0].seen_by


# --- the list -------------------------------------------------------------------------------------------


def test_how_many_mails_wait_stands_above_the_conversations_until_none_does(web: Web) -> None:
    agent = web.agent()
    assert "/console/mails" not in agent.get("/console").text
    first = kept(web, letter())
    kept(web, letter())
    kept(web, letter(), needs=False)
    assert 'Mail <span class="count">2' in agent.get("/console").text
    done = agent.post(f"/console/mails/{first}/seen")
    assert (done.status_code, done.headers["location"]) == (303, "/console/mails")
    assert 'Mail <span class="count">1' in agent.get("/console").text


def test_the_list_says_who_wrote_what_when_and_why_it_is_kept(web: Web) -> None:
    kept(web, letter(subject="=?utf-8?q?Devoluci=C3=B3n?="), known=web.consumer("Bo Sample"))
    page = web.agent().get("/console/mails").text
    for said in ("Devolución", "daemon@mx.example", "about a mail to Bo Sample", "Mon Nov 23, 13:00 EST"):
        assert said in page
    assert "A server's report of a mail of ours (5.1.1): no mail of ours is known by it" in html.unescape(page)


def test_the_newest_stand_first_and_each_stands_on_one_page(web: Web) -> None:
    for number in range(43):
        kept(
            web, letter(subject=f"number {number}"), age=timedelta(minutes=number // 3)
        )  # some came at the same moment
    agent = web.agent()
    pages = [agent.get("/console/mails").text]
    while older := re.search(r'href="([^"]+)">Older', pages[-1]):
        pages.append(agent.get(html.unescape(older[1])).text)
    found = [number for page in pages for number in re.findall(r"number (\d+)", page)]
    assert len(pages) == 3
    assert sorted(map(int, found)) == list(range(43))
    minutes = [int(number) // 3 for number in found]
    assert minutes == sorted(minutes)
    assert "The newest" in pages[-1]


def test_what_needs_nobody_stands_only_among_all(web: Web) -> None:
    kept(web, letter(subject="away until Monday"), kind="auto", needs=False)
    agent = web.agent()
    assert "No mail needs a person" in agent.get("/console/mails").text
    assert "away until Monday" in agent.get("/console/mails?tab=all").text
    assert agent.get("/console/mails?tab=other").status_code == 404
    assert "No mail has come in" in agent.get("/console/mails?tab=all&before=no-such").text


# --- one mail -------------------------------------------------------------------------------------------


def test_what_somebody_wrote_is_text_and_never_markup(web: Web) -> None:
    mail = letter(subject="<script>alert(1)</script>")
    mail.set_content('<p>Hello<img src="https://evil.example/p.gif"><script>alert(2)</script></p>', subtype="html")
    plain = kept(web, letter("<img src=x onerror=alert(3)>", From='"<b>Eve</b>" <eve@evil.example>'))
    marked = kept(web, mail)
    agent = web.agent()
    for path in ("", f"/{plain}", f"/{marked}"):
        page = agent.get(f"/console/mails{path}").text
        assert not re.search(r"<(script|img|b)\b", page)
    assert "&lt;img src=x onerror=alert(3)&gt;" in agent.get(f"/console/mails/{plain}").text
    assert "&lt;b&gt;Eve&lt;/b&gt;" in agent.get(f"/console/mails/{plain}").text
    page = agent.get(f"/console/mails/{marked}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "evil.example" not in page
    assert "alert(2)" not in page


def test_a_card_s_number_is_left_away(web: Web) -> None:
    id = kept(web, letter(f"my card is {CARD}, thank you", subject=f"card {CARD}"))
    agent = web.agent()
    pages = agent.get("/console/mails").text + agent.get(f"/console/mails/{id}").text
    assert CARD not in pages
    assert "my card is [card number, not kept], thank you" in pages


def test_an_attachment_is_given_out_as_a_file_and_never_shown(web: Web) -> None:
    nasty = "../a\u202egpj.html"
    id = kept(web, with_files(("note.html", b"<script>1</script>"), (nasty, b"two")))
    agent = web.agent()
    page = agent.get(f"/console/mails/{id}").text
    assert "note.html (" in page
    assert "\u202e" not in page
    first, second = (agent.get(f"/console/mails/{id}/attached/{number}") for number in (0, 1))
    assert (first.content, second.content) == (b"<script>1</script>", b"two")
    assert first.headers["content-disposition"] == "attachment; filename*=UTF-8''note.html"
    assert "/" not in second.headers["content-disposition"]
    for answer in (first, second, agent.get(f"/console/mails/{id}/whole")):
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment;")
    for path in (f"{id}/attached/2", f"{id}/attached/-1", "no-such/whole", "no-such"):
        assert agent.get(f"/console/mails/{path}").status_code == 404


def test_the_whole_mail_is_given_out_byte_for_byte(web: Web) -> None:
    raw = letter(f"{CARD}").as_bytes(policy=SMTP)
    assert web.agent().get(f"/console/mails/{kept(web, raw)}/whole").content == raw


def test_a_mail_that_cannot_be_read_has_a_page_and_a_file(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b'Content-Type: message/rfc822; x="\xff\r\nSubject: =?x?q?=00?=\r\n\r\nSubject: a\r\n\r\nb'
    id, none = kept(web, raw, kind="unread"), kept(web, None)
    agent = web.agent()
    assert agent.get("/console/mails").status_code == 200
    page = agent.get(f"/console/mails/{id}")
    assert (page.status_code, "/whole" in page.text) == (200, True)
    assert agent.get(f"/console/mails/{id}/whole").content == raw
    told = agent.get(f"/console/mails/{none}").text
    assert "No mail came" in told
    assert "/whole" not in told
    assert agent.get(f"/console/mails/{none}/whole").status_code == 404


def test_a_very_long_mail_is_cut_on_the_page(web: Web) -> None:
    page = web.agent().get(f"/console/mails/{kept(web, letter('x' * 990 + ' y ' * 50_000))}").text
    assert len(page) < 110_000
    assert "It goes on" in page


def test_of_a_mail_of_a_consumer_one_comes_to_what_can_be_put_down_for_them(web: Web) -> None:
    known = web.consumer("Bo Sample")
    agent = web.agent()
    page = agent.get(f"/console/mails/{kept(web, letter(), known=known)}").text
    assert "Bo Sample" in page
    assert agent.get(f"/console/answers/received/{known.id}").status_code == 200
    assert f"/console/answers/received/{known.id}" in page
    assert "answers/received" not in agent.get(f"/console/mails/{kept(web, letter())}").text


def test_a_conversation_by_e_mail_leads_to_the_whole_mail(web: Web) -> None:
    thread = web.waiting(web.consumer(), medium=Medium.EMAIL)
    (turn,) = web.turns(thread)
    kept(web, letter(subject="About my account"), kind="words", needs=False, inbound=turn.inbound)
    agent = web.agent()
    (link,) = re.findall(r'href="(/console/mails/[^"]+)"', agent.get(f"/console/{thread}").text)
    page = agent.get(link).text
    assert "About my account" in page
    assert "Dealt with" not in page


# --- to deal with it --------------------------------------------------------------------------------------


def test_of_two_who_deal_with_a_mail_at_once_the_second_is_told_kindly_and_the_first_stands(web: Web) -> None:
    id = kept(web, letter(), known=(known := web.consumer()))
    maria, omar = web.agent("maria"), web.agent("omar")
    assert all("<button>Dealt with" in agent.get(f"/console/mails/{id}").text for agent in (maria, omar))
    assert maria.post(f"/console/mails/{id}/seen").status_code == 303
    late = omar.post(f"/console/mails/{id}/seen")
    assert late.status_code == 409
    assert "Maria has dealt with it already." in late.text
    assert "<button>Dealt with" not in late.text
    assert maria.post(f"/console/mails/{id}/seen").status_code == 303, "the same form came twice"
    assert seen_by(web, id) == "maria"
    c = tables.ledger.c
    with web.house.store.reading() as reading:
        noted = reading.connection.execute(sa.select(c.consumer_id, c.body).where(c.kind == "mail_seen")).all()
    assert [(one.consumer_id, json.loads(one.body)) for one in noted] == [(known.id, {"by": "maria", "mail": id})]


def test_what_needs_nobody_cannot_be_dealt_with(web: Web) -> None:
    id = kept(web, letter(), needs=False)
    done = web.agent().post(f"/console/mails/{id}/seen")
    assert (done.status_code, "It needed nobody." in done.text, seen_by(web, id)) == (409, True, None)
    assert web.agent().post("/console/mails/no-such/seen").status_code == 404


@pytest.mark.parametrize("headers", CAUSED_ELSEWHERE)
def test_a_form_that_another_site_posts_deals_with_nothing(web: Web, headers: dict[str, str]) -> None:
    id = kept(web, letter())
    agent = web.agent()
    del agent.headers["Sec-Fetch-Site"]
    assert agent.post(f"/console/mails/{id}/seen", headers=headers).status_code == 403
    assert seen_by(web, id) is None


def test_nobody_who_is_not_signed_in_sees_or_does_anything(web: Web) -> None:
    id = kept(web, with_files(("note.html", b"1")))
    for path in ("", f"/{id}", f"/{id}/whole", f"/{id}/attached/0"):
        answer = web.visitor().get(f"/console/mails{path}")
        assert (answer.status_code, "Undelivered" in answer.text) == (401, False)
    assert web.visitor().post(f"/console/mails/{id}/seen").status_code == 401
    assert seen_by(web, id) is None
