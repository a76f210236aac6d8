"""The pages in a real browser: they fit a phone, break no policy, throw no error, and work without a mouse."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.notice import Dispute
from accounts.record import new_id
from channels.letter import queued
from channels.simulator import pages
from channels.simulator.carrier import Carrier
from channels.simulator.mailbox import Mailbox
from channels.simulator.serving import Serving
from channels.validation_form import fill
from channels.validation_layout import print_html
from tests.accounts.owing import notice
from tests.bot.talk import ToldNlu
from tests.web.test_kept_mails import kept, letter
from tests.web.world import Web
from web.security import issue_link

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARIAL = re.compile("arial|liberation sans|helvetica", re.IGNORECASE)
OURS = "+18005550142"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(web: Web) -> Iterator[str]:
    """Serve the application with the simulator, and yield its address."""
    with Mailbox(web.clock) as mailbox:
        carrier = Carrier("AC" + "0" * 32, "12345", [OURS], web.clock, pace=0)
        with Serving(web.with_pages(pages.build(carrier, mailbox))) as serving:
            yield serving.url


class Visit:
    """One browser window that remembers everything it complained of."""

    def __init__(self, browser: Any, site: str, width: int, scheme: str) -> None:
        self.site = site
        self.context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # A page that answers 404 on purpose is logged by the browser as a failed load; nothing else is forgiven.
        on_purpose = "Failed to load resource" in message.text and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not on_purpose:
            self.complaints.append(message.text)

    def open(self, path: str) -> Any:
        self.page.goto(self.site + path)
        return self.page


@pytest.fixture
def visit(chromium: Any, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, scheme = getattr(request, "param", (360, "light"))
    made = Visit(chromium, site, width, scheme)
    yield made
    made.context.close()


def enter(web: Web, visit: Visit) -> None:
    page = visit.open(f"/console/enter/{issue_link(web.house.store, 'maria', web.clock)}")
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/console")


@pytest.mark.parametrize("visit", [(360, "light"), (320, "dark"), (1280, "light")], indirect=True)
def test_every_page_fits_the_screen_and_breaks_no_policy(web: Web, visit: Visit) -> None:
    known = web.consumer("Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley", email=f"{'x' * 60}@mail.example")
    allowed = web.waiting(known, "W" * 400, reason="disputes (already paid): send the proof or close it")
    night = web.waiting(web.consumer(), since=timedelta(days=2), priority="urgent")
    stranger = web.waiting(None)
    disputes = [
        Dispute(id=new_id(), at=web.now - timedelta(days=days), via="sms", text="W" * 300 + " it is not mine " * 20)
        for days in (3, 40)
    ]
    for dispute in disputes:
        web.add(known, dispute)
    out = web.house.links.url(known.email.id).removeprefix("http://testserver")
    long = letter("W" * 400, subject="S" * 300, From=f"{'x' * 60}@mail.example")
    long.add_attachment(b"x", maintype="text", subtype="html", filename="W" * 79)
    mails = [kept(web, long, known=known), kept(web, None)]
    public = ["/", "/?language=es", out, "/o/forged", "/nothing", "/console", "/console/enter/x"]
    simulator = ["/simulator", "/simulator/mailbox", f"/simulator/phone/{known.phone}", "/simulator/mailbox/7"]
    simulator += [
        "/simulator/faults",
        "/simulator/chat",
        f"/simulator/caller/{known.phone}",
        "/embed",
        "/embed?language=es",
    ]
    desk = ["/console", "/console?tab=mine", "/console/doubts", "/console/none"]
    desk += [f"/console/{thread}" for thread in (allowed, night, stranger)]
    desk += ["/console/answers", "/console/answers?sent=mail", f"/console/answers/{disputes[0].id}"]
    desk += ["/console/answers?put=down", f"/console/answers/received/{known.id}"]
    desk += ["/console/mails", "/console/mails?tab=all", *(f"/console/mails/{mail}" for mail in mails)]
    for path in [*public, *simulator]:
        assert_fits(visit, path)
    enter(web, visit)
    for path in desk:
        assert_fits(visit, path)
    assert visit.complaints == []


def assert_fits(visit: Visit, path: str) -> None:
    page = visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    small = page.evaluate(
        """[...document.querySelectorAll("button, .button, .back, .reach, .card, .tabs a, .brand[href], summary")]
           .filter(e => e.getBoundingClientRect().height > 0 && e.getBoundingClientRect().height < 43.9)
           .map(e => e.outerHTML)"""
    )
    assert small == [], f"{path} has targets that are hard to hit"
    assert page.locator("h1").count() == 1, f"{path} has one heading"


def test_an_agent_takes_writes_and_sends_without_a_mouse(web: Web, visit: Visit) -> None:
    thread = web.waiting(web.consumer())
    enter(web, visit)
    page = visit.open(f"/console/{thread}")
    press(page, "Take this conversation")
    page.wait_for_selector("textarea")
    assert page.evaluate("document.activeElement.id") == "text", "one writes at once"
    page.keyboard.type("Good day, how can I help?")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Send"
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.agent")
    assert len(web.sms.sent) == 1
    press(page, "Done, give back to the assistant")
    page.wait_for_url("**/console")
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [(360, "dark"), (1280, "light")], indirect=True)
def test_an_answer_is_chosen_shown_and_sent_in_two_clicks(web: Web, visit: Visit) -> None:
    known = web.consumer()
    dispute = Dispute(id=new_id(), at=web.now - timedelta(days=3), via="sms", text="not mine")
    web.add(known, dispute)
    enter(web, visit)
    page = visit.open("/console/answers")
    page.get_by_role("link", name="Alex Sample").click()
    page.get_by_label("Letter").check()
    page.get_by_label("What shows the debt").fill("The contract of 3 May 2024. " + "x" * 200)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("heading", name="This answer now: allowed").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the answer scrolls sideways"
    page.get_by_role("button", name="Put into the print queue").click()
    page.get_by_role("status").wait_for()
    assert len(queued(web.letters)[0]) == 1
    assert visit.complaints == []


def test_a_mail_is_read_and_dealt_with_without_a_mouse(web: Web, visit: Visit) -> None:
    kept(web, letter(subject="Undelivered"))
    enter(web, visit)
    page = visit.page
    press(page, "Mail 1")
    page.wait_for_url("**/console/mails")
    until(page, "a.card")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Undelivered").wait_for()
    press(page, "Dealt with")
    page.get_by_text("No mail needs a person.").wait_for()
    assert visit.complaints == []


def press(page: Any, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"one cannot see that {name} has the focus"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def until(page: Any, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_page_says_that_something_changed_and_keeps_what_is_being_typed(web: Web, visit: Visit) -> None:
    from playwright.sync_api import expect

    thread = web.waiting(web.consumer())
    enter(web, visit)
    page = visit.open(f"/console/{thread}")
    page.get_by_role("button", name="Take this conversation").click()
    page.locator("textarea").fill("half a sentence")
    with web.house.store.transaction() as unit:
        unit.put_conversation(web.thread(thread))
    expect(page.get_by_role("status")).to_have_text("Something has changed. Show it", timeout=15_000)
    expect(page.locator("textarea")).to_have_value("half a sentence")
    assert visit.complaints == []


def test_the_way_out_is_two_keys_away(web: Web, visit: Visit) -> None:
    known = web.consumer()
    page = visit.open(web.house.links.url(known.email.id).removeprefix("http://testserver"))
    press(page, "Yes, stop")
    page.get_by_role("heading", name="Done. We have stopped.").wait_for()
    assert visit.complaints == []


@pytest.mark.parametrize(("options", "sheets"), [({}, 1), ({"reverse": ("Required by law.",)}, 2)])
def test_a_notice_with_every_statement_prints_on_one_page_and_its_reverse(
    chromium: Any, options: dict[str, Any], sheets: int
) -> None:
    pypdf = pytest.importorskip("pypdf")
    if not ARIAL.search(subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True).stdout):
        pytest.skip("no letters as wide as those of Arial are installed")
    told = {"amount_enclosed": True, "reference": "HS-2026-000017", "brand": "XYZ Stores", "time_barred": "Law. " * 25}
    page = chromium.new_page()
    page.set_content(print_html(fill(notice(electronic="desk@northbay.example", **told, **options))))
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) == sheets


# --- the chat ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def chatting(web: Web) -> Web:
    web.house.assistant.nlu = ToldNlu({"how much do i owe": "request_balance"})
    return web


def _write(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [320, 1280])
def test_somebody_talks_by_the_keyboard_alone_and_a_second_tab_shows_the_same(
    chatting: Web, visit: Visit, width: int
) -> None:
    known = chatting.consumer()
    page = visit.open("/embed")
    page.set_viewport_size({"width": width, "height": 640})
    for text, answer in (
        ("how much do i owe", "automated assistant"),
        (known.phone, "date of birth"),
        ("2/3/1980", "the balance is"),
    ):
        page.focus("#text")
        _write(page, text)
        page.wait_for_selector(f".line:not(.visitor) >> text={answer}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.activeElement.id") == "text"
    second = visit.context.new_page()
    second.goto(visit.site + "/embed")
    assert second.locator(".line").all_inner_texts() == page.locator(".line").all_inner_texts()
    assert visit.complaints == []


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back_and_a_reload_loses_nothing(
    chatting: Web, visit: Visit
) -> None:
    page = visit.open("/embed")
    _write(page, "hello there")
    page.wait_for_selector(".line.page")
    visit.context.set_offline(True)
    _write(page, "are you still there")
    page.wait_for_selector("#offline:not([hidden])")
    page.wait_for_selector(".line.waiting >> text=are you still there")
    page.wait_for_selector(".line.waiting >> text=not sent yet")
    assert page.evaluate("lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 1"), "the line is in sight"
    visit.context.set_offline(False)
    page.wait_for_selector(".line.visitor:not(.waiting) >> text=are you still there")
    page.locator(".line").nth(3).wait_for()
    page.reload()
    said = page.locator(".line .words").all_inner_texts()
    assert len(said) == 4
    assert said.count("are you still there") == 1
    visit.complaints = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_page_of_ours_can_hold_the_widget_which_opens_and_closes(chatting: Web, visit: Visit) -> None:
    page = visit.open("/simulator/chat")
    page.get_by_role("button", name="Chat", exact=True).click()
    frame = page.frame_locator("iframe")
    frame.locator("#text").fill("hello there")
    frame.locator("#say button").click()
    frame.locator(".line.page").wait_for()
    page.get_by_role("button", name="Close the chat").click()
    assert not page.locator("iframe").is_visible()
    assert visit.complaints == []
