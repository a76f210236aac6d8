"""`duly mail`: what came in and needs a person, the whole of it, and the DNS record of the signature."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accounts.record import new_id
from app import commands
from channels.port import Came
from tests.app.conftest import Duly
from tests.channels.post_office import delivery_report
from tests.walks.world import NOON


@pytest.fixture
def came(made: Duly) -> bytes:
    """A report that proves no attempt of ours."""
    raw = delivery_report(new_id())
    assert commands.house().mail_in.take(Came(via="test", at=NOON, raw=raw)) is not None
    return raw


def test_what_needs_a_person_is_listed_until_somebody_has_seen_it(made: Duly, came: bytes) -> None:
    (mail,) = made("mail", "list", "--json").json["mails"]
    assert (mail["kind"], mail["code"], mail["attention"]) == ("bounce", "5.1.1", True)
    assert "no mail of ours is known by it" in made("mail", "list").out
    assert made("mail", "seen", mail["id"], "--by", "Ann").out == "Put down.\n"
    assert made("mail", "seen", mail["id"], "--by", "Bo").out == "It waited for nobody.\n"
    assert made("mail", "list").out == "No mail needs a person.\n"
    assert [one["seen_by"] for one in made("mail", "list", "--all", "--json").json["mails"]] == ["Ann"]


def test_a_mail_is_shown_whole(made: Duly, came: bytes) -> None:
    (mail,) = made("mail", "list", "--json").json["mails"]
    shown = made("mail", "show", mail["id"]).out
    assert "Subject: Undelivered Mail Returned to Sender" in shown
    assert "It could not be delivered." in shown


def test_a_mail_commands_no_terminal(made: Duly) -> None:
    raw = b"From: a@b.test\r\nSubject: [red]hi \x1b[2J\r\n\r\nDear\x1b[31m people\r\n\tof [bold]Harbor\x07\r\n"
    assert commands.house().mail_in.take(Came(via="test", at=NOON, raw=raw)) is not None
    (mail,) = made("mail", "list", "--all", "--json").json["mails"]
    shown = made("mail", "show", mail["id"]).out
    assert all(one.isprintable() or one in "\n\t" for one in shown)
    assert "[red]hi" in shown
    assert "people\n" in shown
    assert "of [bold]Harbor" in shown


def test_a_mail_that_is_not_there_is_said_in_one_line(made: Duly) -> None:
    for command in (("show", new_id()), ("seen", new_id(), "--by", "Ann")):
        said = made("mail", *command)
        assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)


def pem(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    (folder / "dkim.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(folder / "dkim.pem")


def test_the_record_of_the_signature_is_printed_for_the_name_server(
    made: Duly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made("mail", "record").status == 2
    monkeypatch.setenv("DULY_DKIM_SELECTOR", "duly")
    assert "belong together" in made("mail", "record").err
    monkeypatch.setenv("DULY_DKIM_KEY", pem(tmp_path, rsa.generate_private_key(65537, 2048)))
    monkeypatch.setenv("DULY_SMTP_FROM", "Us <us@collector.test>")
    assert made("mail", "record").out.startswith("duly._domainkey.collector.test. TXT v=DKIM1; k=rsa; p=MII")


@pytest.mark.parametrize(
    ("selector", "domain"), [("a b", "x.test"), ("s", "x..test"), ("", "x.test"), ("s;t=y", "x.test")]
)
def test_a_name_that_no_name_server_has_is_refused(
    made: Duly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, selector: str, domain: str
) -> None:
    monkeypatch.setenv("DULY_DKIM_KEY", pem(tmp_path, rsa.generate_private_key(65537, 2048)))
    monkeypatch.setenv("DULY_DKIM_SELECTOR", selector)
    monkeypatch.setenv("DULY_DKIM_DOMAIN", domain)
    assert made("mail", "record").status == 2


def test_a_key_that_cannot_sign_is_refused_without_repeating_it(
    made: Duly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DULY_DKIM_SELECTOR", "duly")
    monkeypatch.setenv("DULY_DKIM_KEY", pem(tmp_path, ec.generate_private_key(ec.SECP256R1())))
    assert "no RSA key" in made("mail", "record").err
    (tmp_path / "dkim.pem").write_text("-----BEGIN PRIVATE KEY-----\nhush-hush\n-----END PRIVATE KEY-----\n")
    said = made("mail", "record")
    assert (said.status, "cannot be read as a PEM private key" in said.err, "hush-hush" in said.err) == (2, True, False)
    monkeypatch.setenv("DULY_DKIM_KEY", str(tmp_path / "missing.pem"))
    assert made("mail", "record").status == 2
