"""A real PostgreSQL server on loopback in a temporary folder, for as long as a test session;
databases of one's own on it.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root
START_S = 30
MISSING = "no PostgreSQL server here (Debian: apt-get install postgresql)"
# Databases live for a test: to compile a question of theirs takes longer than to answer it.
ONCE = ("jit=off",)
QUICK = (*ONCE, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerMissing(Exception):
    """There is no PostgreSQL server program on this machine."""


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises ServerMissing."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise ServerMissing(MISSING)
    return versions[-1].parent


@dataclass
class Server:
    """A PostgreSQL server; `stop` kills it or shuts it down, `start` starts it on the same data and
    port.
    """

    folder: Path
    options: tuple[str, ...] = QUICK
    port: int = 0
    _running: subprocess.Popen[bytes] | None = None
    _names: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        """Start it and wait until it answers."""
        data = self.folder / "data"
        if not data.exists():
            self.port = self.port or _free_port()
            subprocess.run(
                [
                    programs() / "initdb",
                    "-D",
                    data,
                    "-U",
                    "ceax",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-locale",
                    "--no-sync",
                ],
                **as_who(),
                check=True,
                stdout=subprocess.DEVNULL,
            )
        told = (
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            *self.options,
        )
        settings = [word for option in told for word in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            command = [programs() / "postgres", "-D", data, *settings]
            self._running = subprocess.Popen(command, stdout=log, stderr=log, **as_who())
        self._await()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT shuts down and cuts every session, SIGQUIT stops at once as a crash
        would.
        """
        assert self._running is not None
        self._running.send_signal(how)
        self._running.wait(START_S)
        self._running = None

    def new_database(self, template: str = "template1") -> str:
        """An empty database, or a copy of another one: its SQLAlchemy address."""
        name = f"test_{next(self._names)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql+psycopg://ceax@127.0.0.1:{self.port}/{name}"

    def _address(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=ceax dbname={database}"

    def _await(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self._running is not None
                if self._running.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@contextmanager
def running_server(options: tuple[str, ...] = QUICK) -> Iterator[Server]:
    """A server on a folder of its own, removed with it. Raises ServerMissing."""
    programs()
    folder = Path(tempfile.mkdtemp(prefix="ceax-postgres-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(_user()).pw_uid, -1)
    server = Server(folder, options)
    try:
        server.start()
        yield server
    finally:
        if server._running is not None:
            server.stop(signal.SIGQUIT)  # nothing is kept, so nothing need be written
        # Hundreds of databases are very many files: nobody waits until they are gone.
        subprocess.Popen(["rm", "-rf", "--", folder], start_new_session=True)


def as_who() -> dict:
    """As whom the server runs: the first unprivileged user when this is root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(_user())
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": (), "cwd": "/"}


def _user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
