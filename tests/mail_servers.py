"""Real mail servers for tests: postfix and dovecot on loopback, everything they have in one folder, as root only."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from imaplib import IMAP4
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PASSWORD = "secret"

_PROGRAMS = {"postfix": "/usr/sbin/postfix", "dovecot": "/usr/sbin/dovecot", "dovecot-lmtpd": "/usr/lib/dovecot/lmtp"}

MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
postlog    unix-dgram n - n - 1 postlogd
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 1 1 qmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
proxymap   unix  - - n - - proxymap
anvil      unix  - - n - 1 anvil
error      unix  - - n - - error
retry      unix  - - n - - error
lmtp       unix  - - n - - lmtp
tlsmgr     unix  - - n 1000? 1 tlsmgr
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/queue/log
maillog_file_prefixes = {folder}
multi_instance_enable = yes
multi_instance_name = postfix-duly
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
myhostname = mx.consumer.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = consumer.test, collector.test
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
transport_maps = inline:{{ {{ nobody.test=error:5.1.1 no such user here }}, {{ full.test=error:5.2.2 mailbox full }},
  {{ policy.test=error:5.7.1 we take nothing from you }}, {{ later.test=retry:4.2.1 come back later }},
  {{ brought.test=lmtp:inet:127.0.0.1:{ours} }} }}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_mynetworks, reject
notify_classes =
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
maximal_queue_lifetime = 3s
bounce_queue_lifetime = 3s
message_size_limit = 30000000
mailbox_size_limit = 0
default_database_type = hash
"""

DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
submission_host = 127.0.0.1:{smtp}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
namespace inbox {{
  inbox = yes
}}
protocol lmtp {{
  mail_plugins = sieve
  postmaster_address = postmaster@consumer.test
}}
plugin {{
  sieve = file:{folder}/sieve/%u.sieve
  sieve_vacation_min_period = 0
}}
"""


@dataclass(frozen=True)
class MailServers:
    """Both of them, at work."""

    folder: Path
    smtp: int
    lmtp: int
    imap: int
    imaps: int
    ours: int
    """Where mail to brought.test is brought by LMTP: our own server, once it listens."""

    @property
    def certificate(self) -> Path:
        """What a client must trust."""
        return self.folder / "cert.pem"

    def imap_url(self, user: str) -> str:
        """Return the address of somebody's mailbox."""
        return f"imap://{user.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX"

    def mails(self, user: str) -> list[bytes]:
        """Return what lies in a mailbox, as it came."""
        with IMAP4("127.0.0.1", self.imap, timeout=10) as box:
            box.login(user, PASSWORD)
            box.select("INBOX", readonly=True)
            numbers: list[Any] = box.search(None, "ALL")[1][0].split()
            return [box.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]  # type: ignore[index,misc]  # as a mail that is there is answered

    def flags(self, user: str) -> list[str]:
        """Return the flags of each mail in a mailbox."""
        with IMAP4("127.0.0.1", self.imap, timeout=10) as box:
            box.login(user, PASSWORD)
            box.select("INBOX", readonly=True)
            return [str(one) for one in box.fetch("1:*", "(FLAGS)")[1]]

    def goes_away(self, user: str) -> None:
        """Let somebody's mailbox answer by itself."""
        script = self.folder / "sieve" / f"{user}.sieve"
        script.write_text('require ["vacation"];\nvacation :days 1 :subject "Gone fishing" "STOP, I am away.";\n')
        shutil.chown(script, "mail")

    def log(self) -> str:
        """Return what postfix wrote down, for a test that fails."""
        return (self.folder / "queue" / "log").read_text()


def lacking() -> str:
    """Return why there can be no mail servers here; empty where there can."""
    missing = [name for name, path in _PROGRAMS.items() if not Path(path).exists()]
    if missing:
        return f"{', '.join(missing)} not installed (.ci/run installs them)"
    return "" if os.geteuid() == 0 else "postfix and dovecot can be started by root only"


@contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Run both until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="duly-mail-"))
    folder.chmod(0o755)
    for name in ("queue", "data", "mail", "sieve", "run", "etc"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix")
    for name in ("mail", "sieve"):
        shutil.chown(folder / name, "mail", "mail")
    ports = dict(zip(("smtp", "lmtp", "imap", "imaps", "ours"), _free_ports(5), strict=True))
    servers = MailServers(folder, **ports)
    _certify(folder)
    values = {"folder": folder, "password": PASSWORD, **ports}
    (folder / "dovecot.conf").write_text(DOVECOT.format(**values))
    (folder / "etc" / "main.cf").write_text(MAIN.format(**values))
    (folder / "etc" / "master.cf").write_text(MASTER.format(**values))
    for name in ("dynamicmaps.cf", "dynamicmaps.cf.d", "postfix-files", "postfix-files.d"):
        source = Path("/etc/postfix") / name
        if source.is_dir():
            shutil.copytree(source, folder / "etc" / name)
        elif source.exists():
            shutil.copy(source, folder / "etc" / name)
    # Their output goes nowhere: they live on, and would hold a pipe open.
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    postfix = [_PROGRAMS["postfix"], "-c", str(folder / "etc")]
    dovecot = [_PROGRAMS["dovecot"], "-c", str(folder / "dovecot.conf")]
    try:
        subprocess.run(dovecot, check=True, **quiet)
        subprocess.run([*postfix, "start"], check=True, **quiet)
        wait_until(lambda: all(_listens(port) for port in (servers.smtp, servers.imap, servers.lmtp)))
        yield servers
    finally:
        subprocess.run([*postfix, "stop"], check=False, **quiet)
        subprocess.run(["/usr/bin/doveadm", "-c", str(folder / "dovecot.conf"), "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(true: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Return the first answer that is true."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends, "it did not come true in time"
        time.sleep(0.05)
    return found


def _free_ports(number: int) -> list[int]:
    opened = [socket.socket() for _ in range(number)]
    for one in opened:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _certify(folder: Path) -> None:
    """Write a key and a certificate of this machine's own address."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "key.pem").chmod(0o600)
