"""The pages of the phones and the mailbox, without and with scripts."""

import re
import shutil
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from channels.simulator.__main__ import application
from channels.simulator.carrier import Carrier
from channels.simulator.mailbox import Mailbox
from channels.simulator.serving import Serving

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
OURS = "+12125550100"
ANA = "+12125550123"
PHONE = f"/simulator/phone/{ANA}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WEB = Path(__file__).parents[2] / "web"


def clock() -> datetime:
    return NOON


@pytest.fixture
def mailbox() -> Iterator[Any]:
    with Mailbox(clock) as box:
        yield box


@pytest.fixture
def carrier() -> Any:
    return Carrier("AC" + "0" * 32, "12345", [OURS], clock, pace=0)


@pytest.fixture
def client(carrier: Carrier, mailbox: Mailbox) -> Iterator[Any]:
    with Serving(application(carrier, mailbox)) as serving, httpx2.Client(base_url=serving.url) as client:
        yield client


def send(client: Any, to: str | None = ANA, body: Any = "Hello") -> None:
    form = {"To": to, "From": OURS, "Body": body}
    url = f"/simulator/carrier/2010-04-01/Accounts/AC{'0' * 32}/Messages.json"
    assert client.post(url, data=form, auth=("AC" + "0" * 32, "12345")).status_code == 201


def mail(mailbox: Mailbox, body: Any) -> None:
    with smtplib.SMTP(mailbox.host, mailbox.port, timeout=10) as server:
        server.sendmail("a@collector.example", ["ana@example.com"], body)


def test_a_text_that_was_sent_is_read_on_its_phone(client: Any) -> None:
    send(client, body="Hello Ana <b>&\nsecond line")
    assert "(212) 555-0123" in client.get("/simulator").text
    page = client.get(PHONE).text
    assert "Hello Ana &lt;b&gt;&amp;\nsecond line" in page
    assert "<b>" not in page


def test_an_answer_is_posted_and_the_page_comes_back_without_scripts(client: Any, carrier: Carrier) -> None:
    send(client)
    answered = client.post(PHONE, data={"body": "this isnt mine"})
    assert (answered.status_code, answered.headers["location"]) == (303, PHONE)
    assert "this isnt mine" in client.get(PHONE).text
    assert [text.body for text in carrier.thread(ANA)] == ["Hello", "this isnt mine"]


@pytest.mark.parametrize(("length", "status"), [(0, 422), (1, 303), (1600, 303), (1601, 422)])
def test_an_answer_has_at_least_one_letter_and_not_too_many(client: Any, length: int, status: int) -> None:
    answered = client.post(PHONE, data={"body": "x" * length})
    assert answered.status_code == status
    assert ("aria-invalid" in answered.text) == (status == 422)


def test_a_watcher_is_told_what_is_new_and_only_that(client: Any) -> None:
    first = client.get(f"{PHONE}/texts").json()
    assert first["texts"] == []
    send(client, to="+12125550188")
    client.post(PHONE, data={"body": "hello?"})
    news = client.get(f"{PHONE}/texts", params={"after": first["cursor"]}).json()
    assert [(text["body"], text["mine"], text["status"]) for text in news["texts"]] == [("hello?", True, "")]
    assert client.get(f"{PHONE}/texts", params={"after": news["cursor"]}).json()["texts"] == []


@pytest.mark.parametrize("given", ["(212) 555-0123", "+12125550123", "212 555 0123"])
def test_any_phone_can_be_picked_up_however_its_number_is_written(client: Any, given: str) -> None:
    picked = client.post("/simulator/phone", data={"number": given})
    assert (picked.status_code, picked.headers["location"]) == (303, PHONE)


@pytest.mark.parametrize("given", ["", "nobody", "+1", "<script>"])
def test_what_is_no_number_is_said_beside_the_box(client: Any, given: str) -> None:
    picked = client.post("/simulator/phone", data={"number": given})
    assert picked.status_code == 422
    assert "is no phone number" in picked.text
    assert "<script>" not in picked.text.replace('<script type="module"', "")


@pytest.mark.parametrize("path", ["/simulator/phone/nobody", "/simulator/mailbox/1", "/simulator/mailbox/0"])
def test_what_is_not_there_is_a_page_that_leads_back(client: Any, path: str) -> None:
    missing = client.get(path)
    assert missing.status_code == 404
    assert 'href="/simulator"' in missing.text


def test_each_page_finds_its_style_and_its_script(client: Any) -> None:
    page = client.get(PHONE).text
    kinds = {"/simulator/static/simulator.css": "text/css", "/simulator/static/simulator.js": "text/javascript"}
    for path, kind in kinds.items():
        assert f'"{path}"' in page
        assert client.get(path).headers["content-type"].startswith(kind)
    assert client.get("/simulator/static/..%2Ftemplates%2Fsimulator%2Fmail.html").status_code == 404
    assert client.get("/simulator/static/other.css").status_code == 404


def test_a_mail_is_read_and_its_html_is_shut_in(client: Any, mailbox: Mailbox) -> None:
    mail(
        mailbox,
        "Subject: <i>Hi</i>\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain\r\n\r\nHello https://pay.example.com/o/abc\r\n"
        '--x\r\nContent-Type: text/html\r\n\r\n<p title="a">Hello</p><script>alert(1)</script>\r\n--x--\r\n',
    )
    page = client.get("/simulator/mailbox/1").text
    assert "&lt;i&gt;Hi&lt;/i&gt;" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox" src="/simulator/mailbox/1/html"' in page
    assert "<script>alert" not in page
    assert '<a href="https://pay.example.com/o/abc" rel="noopener noreferrer">' in page
    assert "ana@example.com" in client.get("/simulator/mailbox").text
    shut_in = client.get("/simulator/mailbox/1/html")
    assert '<p title="a">Hello</p>' in shut_in.text
    policy = shut_in.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups ")
    assert "default-src 'none'; style-src 'unsafe-inline'" in policy
    assert "script" not in policy
    assert client.get("/simulator/mailbox/2/html").status_code == 404


def test_a_webhook_that_fails_is_shown_until_it_works(client: Any, carrier: Carrier) -> None:
    carrier.sms_webhook = "http://127.0.0.1:9/webhooks/twilio/sms"
    client.post(PHONE, data={"body": "hello?"})
    for _ in range(200):
        if carrier.postman.posted:
            break
        client.get("/simulator")
    assert "http://127.0.0.1:9/webhooks/twilio/sms" in client.get("/simulator").text


def test_nothing_of_a_page_is_inline_so_that_a_strict_policy_holds() -> None:
    for template in (WEB / "templates" / "simulator").glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", text), template.name


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_phone_shows_by_itself_what_arrives_and_sends_what_is_typed(
    client: Any, carrier: Carrier, mailbox: Mailbox, width: int
) -> None:
    from playwright.sync_api import expect, sync_playwright

    send(client, body="Hello " + "x" * 300)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 740})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(str(client.base_url) + PHONE)
        page.get_by_label("Answer from this phone").fill("this isnt mine, see https://x.example/a.")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".mine .words")).to_have_text("this isnt mine, see https://x.example/a.")
        expect(page.locator(".mine a")).to_have_attribute("href", "https://x.example/a")
        send(client, body="<b>Thank you</b>")
        expect(page.locator(".theirs .words").last).to_have_text("<b>Thank you</b>")
        expect(page.locator(".status").last).to_have_text("delivered")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert errors == []
        browser.close()
    assert [text.body for text in carrier.thread(ANA)][1:] == [
        "this isnt mine, see https://x.example/a.",
        "<b>Thank you</b>",
    ]
