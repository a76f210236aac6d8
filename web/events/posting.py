"""Posting: one HTTP request to an integrator's endpoint, which can be led nowhere that the house does not allow."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import aiohttp

from accounts.errors import BadInput

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

TIMEOUT = 10.0
"""Seconds that one request may take, from the look-up of the name to the status line."""

LONGEST_URL = 2000

_MAPPED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))
"""IPv6 addresses that lead to IPv4 ones (RFC 6052, 8215, 3056): a way around every list of networks."""


@dataclass(frozen=True)
class Answer:
    """What came of a request: a status, or why there is none."""

    status: int | None
    says: str = ""
    retry_after: float | None = None
    """Seconds that the receiver asks us to wait."""

    @property
    def arrived(self) -> bool:
        """Whether the receiver has it: only a 2xx says so."""
        return self.status is not None and 200 <= self.status < 300


def read_networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a setting, as `10.1.0.0/16,127.0.0.0/8`.

    Raises:
        ValueError: one of them is none.
    """
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(f"{error}; one is 10.1.0.0/16") from error


def allowed(address: Address, networks: Iterable[Network]) -> bool:
    """Whether we may connect there: to the public internet, and to the networks that the house names."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in networks):
        return True
    led = isinstance(address, IPv6Address) and any(address in network for network in _MAPPED)
    return address.is_global and not address.is_multicast and not led


def checked_url(url: str, networks: Iterable[Network]) -> str:
    """Return an address to which events may be posted, as it is.

    The name is looked up anew at each request, and the address that is then connected to is judged: what is said
    here is only what can be said at once.

    Raises:
        BadInput: it is none; says why.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadInput(f"url: {url[:80]!r} cannot be read: {error}") from error
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise BadInput(f"url: write at most {LONGEST_URL} characters of ASCII, other ones percent-encoded")
    if parts.scheme not in ("https", "http") or not host:
        raise BadInput(f"url: {url[:80]!r} is no address; one is https://integrator.example/duly")
    if parts.username is not None or parts.password is not None:
        raise BadInput("url: it must hold no user and no password; the signature says who we are")
    if parts.fragment:
        raise BadInput("url: it must have no #fragment, which is never sent")
    literal = _literal(host)
    if literal is not None and not allowed(literal, networks):
        raise BadInput(f"url: {host} is not on the public internet; DULY_WEBHOOK_NETWORKS names what else is allowed")
    if parts.scheme == "http" and not (literal is not None and literal.is_loopback):
        raise BadInput("url: use https; http is for an address of this machine only, such as http://127.0.0.1:9000/")
    return url


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class Poster:
    """Posts over kept connections; follows nothing, keeps no cookie, and reads no more of an answer than its status."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        """Take the networks that are allowed beside the public internet."""
        self.networks = tuple(networks)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once; whatever goes wrong is in the answer."""
        try:
            checked_url(url, self.networks)
            async with (
                asyncio.timeout(TIMEOUT),
                self._opened().post(
                    url,
                    data=body,
                    headers={"content-type": "application/json", "user-agent": "Duly-Webhooks/1", **headers},
                    allow_redirects=False,
                ) as answer,
            ):
                says = "" if answer.status < 300 else _reason(answer.status)
                return Answer(answer.status, says, _seconds(answer.headers.get("retry-after")))
        except TimeoutError:
            return Answer(None, f"no answer within {TIMEOUT:.0f} seconds")
        except (aiohttp.ClientError, BadInput, OSError, ValueError) as error:
            return Answer(None, f"{type(error).__name__}: {error}"[:300])

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=64, limit_per_host=8, socket_factory=self._socket, ttl_dns_cache=10)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, trust_env=False)
        return self._session

    def _socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Make the socket for an address just before it is connected to, if it may be: no name can change after that.

        Raises:
            OSError: we may not connect there.
        """
        family, kind, protocol, _, where = info
        if not allowed(ip_address(str(where[0]).partition("%")[0]), self.networks):
            says = f"{where[0]} is not on the public internet, and DULY_WEBHOOK_NETWORKS does not allow it"
            raise OSError(errno.EACCES, says)
        return socket.socket(family, kind, protocol)


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return f"answered {status}: a redirect, which is never followed; register the address it leads to"
    return f"answered {status}"


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.isascii() and header.isdigit() and len(header) < 7 else None
