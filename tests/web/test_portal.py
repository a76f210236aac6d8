"""The consumer's pages: the way out works for everybody who has the address, and nothing speaks of a debt."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from accounts.consent import OptIn, OptOut
from accounts.contact import Medium, Message, Purpose
from accounts.record import new_id
from tests.walks.world import NOON
from tests.web.world import Known, Web
from web.words import of_consumer

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def link(web: Web, known: Known) -> str:
    return web.house.links.url(known.email.id).removeprefix("http://testserver")


def test_the_page_shows_so_much_of_the_address_that_its_owner_knows_it(web: Web) -> None:
    known = web.consumer(email="annabel@mail.example")
    page = web.visitor().get(link(web, known))
    assert page.status_code == 200
    assert "an…@mail.example" in page.text
    assert "annabel" not in page.text
    assert "Alex" not in page.text


def test_looking_changes_nothing(web: Web) -> None:
    known = web.consumer()
    before = web.count("ledger")
    web.visitor().get(link(web, known))
    assert web.facts(known, OptOut) == []
    assert web.count("ledger") == before


def test_one_click_closes_the_address_for_everybody_who_has_it(web: Web) -> None:
    shared = "family@mail.example"
    alex, sam, other = web.consumer(email=shared), web.consumer(email=shared), web.consumer()
    done = web.visitor().post(link(web, alex))
    assert done.status_code == 200
    assert "We have stopped" in done.text
    for known in (alex, sam):
        (fact,) = web.facts(known, OptOut)
        assert (fact.address, fact.medium, fact.via, fact.at) == (shared, None, "link", NOON)
    assert web.facts(other, OptOut) == []


def test_a_second_click_adds_nothing_and_says_the_same(web: Web) -> None:
    known = web.consumer()
    first, second = web.visitor().post(link(web, known)), web.visitor().post(link(web, known))
    assert (second.status_code, second.text) == (200, first.text)
    assert len(web.facts(known, OptOut)) == 1


def test_who_came_back_may_leave_again(web: Web) -> None:
    known = web.consumer()
    web.visitor().post(link(web, known))
    web.now += timedelta(hours=1)
    web.add(known, OptIn(id=new_id(), at=web.now, medium=Medium.EMAIL, address=known.email.address, via="email"))
    web.now += timedelta(hours=1)
    web.visitor().post(link(web, known))
    web.visitor().post(link(web, known))
    assert [fact.at for fact in web.facts(known, OptOut)] == [NOON, NOON + timedelta(hours=2)]


def test_an_opt_out_from_one_medium_does_not_stand_for_the_whole_address(web: Web) -> None:
    known = web.consumer()
    web.add(known, OptOut(id=new_id(), at=NOON, medium=Medium.EMAIL, address=known.email.address))
    web.visitor().post(link(web, known))
    assert [fact.medium for fact in web.facts(known, OptOut)] == [Medium.EMAIL, None]


def test_a_mail_program_is_answered_at_once_without_page_or_redirect(web: Web) -> None:
    known = web.consumer()
    program = web.visitor()
    program.headers.clear()
    answer = program.post(link(web, known), content=ONE_CLICK, headers=FORM)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(web.facts(known, OptOut)) == 1


def test_a_huge_form_is_not_read_to_its_end(web: Web) -> None:
    known = web.consumer()
    answer = web.visitor().post(link(web, known), content=b"x" * 1_000_000, headers=FORM)
    assert answer.status_code == 200
    assert len(web.facts(known, OptOut)) == 1


def test_a_forged_link_is_told_nothing_whatever_is_wrong_with_it(web: Web) -> None:
    known = web.consumer()
    real = link(web, known)
    unknown = web.house.links.url(new_id()).removeprefix("http://testserver")
    forged = ["/o/x", real[:-1], f"{real}A", real[:-1] + ("B" if real[-1] != "B" else "C"), unknown]
    answers = {(page.status_code, page.text) for page in map(web.visitor().get, forged)}
    answers |= {(page.status_code, page.text) for page in map(web.visitor().post, forged)}
    assert len(answers) == 1, "a stranger could tell a link of ours from another"
    assert answers.pop()[0] == 404
    assert web.visitor().post("/o/x", content=ONE_CLICK, headers=FORM).status_code == 404
    assert web.facts(known, OptOut) == []


def test_an_opt_out_stops_the_next_message_of_the_campaign(web: Web) -> None:
    known = web.consumer()
    web.visitor().post(link(web, known))
    reminder = web.house.composer.compose(
        "reminder",
        web.house.store.dossier(known.id, web.now),
        medium=Medium.EMAIL,
        to=known.email.address,
        debts=(known.debt,),
        purpose=Purpose.COLLECT,
    )
    (sent,) = asyncio.run(web.house.gateway.send([reminder]))
    assert not sent.decision.approved
    assert [o.rule for o in sent.decision.objections] == ["regf.14h1-address", "regf.6d3-procedures"]
    assert web.email.sent == []


def test_without_an_opt_out_the_same_message_leaves(web: Web) -> None:
    known = web.consumer()
    dossier = web.house.store.dossier(known.id, web.now)
    reminder: Message = web.house.composer.compose(
        "reminder", dossier, medium=Medium.EMAIL, to=known.email.address, debts=(known.debt,)
    )
    (sent,) = asyncio.run(web.house.gateway.send([reminder]))
    assert sent.left, sent.decision.objections


def test_a_spanish_consumer_reads_spanish(web: Web) -> None:
    known = web.consumer(language="es")
    page = web.visitor().get(link(web, known))
    assert '<html lang="es">' in page.text
    assert "¿No recibir más mensajes" in page.text
    assert "Ya no le escribiremos" in web.visitor().post(link(web, known)).text


def test_a_stranger_reads_the_language_of_their_browser_or_the_one_they_choose(web: Web) -> None:
    spanish = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
    assert '<html lang="es">' in web.visitor().get("/", headers=spanish).text
    assert '<html lang="en">' in web.visitor().get("/").text
    assert '<html lang="en">' in web.visitor().get("/?language=en", headers=spanish).text
    assert '<html lang="es">' in web.visitor().get("/?language=es").text
    assert '<html lang="es">' in web.visitor().get("/nothing", headers=spanish).text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_pages_speak_of_no_debt(web: Web, language: str) -> None:
    forbidden = ("debt", "collect", "owe", "balance", "deuda", "cobr", "debe ", "saldo", "adeud")
    known = web.consumer(language=language)
    for path in (f"/?language={language}", link(web, known), f"/o/x?language={language}", f"/x?language={language}"):
        page = web.visitor().get(path).text.lower().replace("harbor street credit", "")
        assert [word for word in forbidden if word in page] == []


def test_both_languages_say_the_same_things() -> None:
    english, spanish = of_consumer("en"), of_consumer("es")
    assert english.keys() == spanish.keys()
    assert {key for key in english if "{address}" in english[key]} == {
        key for key in spanish if "{address}" in spanish[key]
    }
