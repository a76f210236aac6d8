"""Run a command with a PostgreSQL database that is thrown away afterwards.

    python -m tools.postgres [--need] COMMAND…

The command finds the database in DULY_TEST_POSTGRES_URL. If that is set already, it is left alone. Otherwise
a database is made on the server at 127.0.0.1:5432 (or at its local socket), or, where none answers, on a
server of our own in a temporary folder. Where there is no PostgreSQL at all the command runs without one,
and says so; with --need it does not run.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

VARIABLE = "DULY_TEST_POSTGRES_URL"
SERVERS = (
    ("127.0.0.1", "postgres"),
    ("127.0.0.1", None),
    ("/var/run/postgresql", "postgres"),
    ("/var/run/postgresql", None),
)


class NoPostgres(Exception):
    """There is no server that lets us make a database, and none can be started."""


def main(arguments: list[str]) -> int:
    """Run the command and give back its status."""
    need = arguments[:1] == ["--need"]
    command = arguments[1:] if need else arguments
    if not command:
        print("usage: python -m tools.postgres [--need] COMMAND…", file=sys.stderr)
        return 2
    if os.environ.get(VARIABLE):
        return subprocess.call(command)
    try:
        with server() as (host, port, user), database(host, port, user) as url:
            print(f"PostgreSQL: a throw-away database on {host}:{port}", flush=True)
            return subprocess.call(command, env={**os.environ, VARIABLE: url})
    except NoPostgres as error:
        print(f"PostgreSQL: {error}; tests that need it are skipped.", file=sys.stderr, flush=True)
    return 1 if need else subprocess.call(command)


@contextmanager
def server() -> Iterator[tuple[str, int, str | None]]:
    """Give host, port and user of a server that answers: the machine's, or one of our own."""
    for host, user in SERVERS:
        if may_create(host, 5432, user):
            yield host, 5432, user
            return
    with own_server() as port:
        yield "127.0.0.1", port, "postgres"


def may_create(host: str, port: int, user: str | None) -> bool:
    """Say whether a server answers there and lets that user make databases."""
    try:
        with psycopg.connect(conninfo(host, port, user), connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False


def conninfo(host: str, port: int, user: str | None, name: str = "postgres") -> str:
    """Return how to connect; without a user, libpq takes the one who runs this."""
    return make_conninfo(host=host, port=port, user=user, dbname=name)


@contextmanager
def database(host: str, port: int, user: str | None) -> Iterator[str]:
    """Make a database, give its SQLAlchemy URL, and drop it."""
    name = f"duly_test_{os.getpid()}"
    run(host, port, user, sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name)))
    try:
        account = f"{user}@" if user else ""
        place = f"/{name}?host={host}&port={port}" if host.startswith("/") else f"{host}:{port}/{name}"
        yield f"postgresql+psycopg://{account}{place}"
    finally:
        run(host, port, user, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def run(host: str, port: int, user: str | None, statement: sql.Composed) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(conninfo(host, port, user), autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def own_server() -> Iterator[int]:
    """Start a server in a temporary folder, on loopback only, give its port, and stop it."""
    binaries = found_binaries()
    if binaries is None:
        raise NoPostgres("no server answers and no initdb is installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="duly-pg-", ignore_cleanup_errors=True) as folder:
        prefix = unprivileged(folder)
        data = f"{folder}/data"
        port = free_port()
        initdb = [
            *prefix,
            str(binaries / "initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        control = [*prefix, str(binaries / "pg_ctl"), "-D", data, "-w"]
        quietly(initdb, folder)
        quietly([*control, "-l", f"{folder}/log", "-o", options, "start"], folder)
        try:
            yield port
        finally:
            quietly([*control, "-m", "immediate", "stop"], folder)


def found_binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl: on the path, or where Debian keeps the newest."""
    if there := shutil.which("initdb"):
        return Path(there).resolve().parent
    versions = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda p: float(p.parent.name), default=None)


def unprivileged(folder: str) -> list[str]:
    """Return what to put before a command so that it is not run as root, which PostgreSQL refuses."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    if not shutil.which("runuser"):
        raise NoPostgres("PostgreSQL does not run as root and there is no runuser")
    for account in ("postgres", "nobody"):
        if subprocess.call(["id", account], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            shutil.chown(folder, account)
            return ["runuser", "-u", account, "--"]
    raise NoPostgres("PostgreSQL does not run as root and there is no user postgres")


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def quietly(command: list[str], folder: str) -> None:
    """Run a command in that folder; show what it said only if it fails."""
    with tempfile.TemporaryFile() as said:
        if subprocess.call(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said) != 0:
            said.seek(0)
            raise NoPostgres(f"{Path(command[-1]).name}: {said.read().decode(errors='replace').strip()[-400:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
