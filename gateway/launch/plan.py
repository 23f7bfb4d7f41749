"""What a venue is started with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.texts import terminal
from gateway.launch.local_keys import has_cash_key
from gateway.protocol.address import Security

GATEWAY, FEED, REGISTRY, CASH = "gateway", "feed", "registry", "cash"
SURVEILLANCE, ALERTS = "surveillance", "alerts"
BESIDE = (SURVEILLANCE, ALERTS)  # without which the others go on
IN_PLAIN_TEXT = Security()
SERVERS = (GATEWAY, FEED, REGISTRY, CASH, *BESIDE)  # in the order of their start


def _say_on_stderr(text: str) -> None:
    terminal.line(f"ceax: {text}", error=True)


@dataclass(frozen=True)
class VenuePlan:
    """How to start a venue. Port 0 takes any free one; `registry` is an SQLAlchemy URL (None:
    SQLite in the folder), and so is `cash`, of the exchange's books in a credits venue.

    `only`: the servers that are started here (empty: all three, with `surveillance` also the
    process that watches trading, with `alerts` the one that raises alerts, which it posts to
    `alert_webhook`); of the others `gateway_url`, `feed_url` and `registry_url` say where they
    listen. `venue` is
    the id of a new venue (None: one of its own).
    `limits` differ from the gateway's usual ones, as name=value,name=value. `keep_settled`: how
    many trades of settled days the feed keeps (None: as usual), `listeners`: how many it takes at
    one time, `archive`: whether it writes each day into files. `instruments`: how many numbers of
    instruments a new venue has (None: as usual in its market), `market`: the market of a new venue
    (None: allowances).
    `security`: how the servers speak on the network; `ca`: who has signed the certificates of those
    that they connect to. `log`: the form of what the servers log. `quiet` writes it into files in
    the folder's `logs/` instead of this process's stderr. `tell` is called with what makes the
    start take long. `rehearsed_from`: the day on which the clock of a rehearsal begins.
    """

    data: Path
    host: str = "127.0.0.1"
    gateway_port: int = 0
    feed_port: int = 0
    registry_port: int = 0
    cash_port: int = 0
    clock: Literal["system", "manual", "rehearsal"] = "system"
    rehearsed_from: str | None = None
    surveillance_port: int = 0
    alerts_port: int = 0
    registry: str | None = None
    cash: str | None = None
    venue: str | None = None
    limits: str = ""
    keep_settled: int | None = None
    listeners: int | None = None
    archive: bool = False
    surveillance: bool = False
    alerts: bool = False
    alert_webhook: str = ""
    instruments: int | None = None
    market: Literal["allowances", "credits"] | None = None
    only: frozenset[str] = frozenset()
    gateway_url: str | None = None
    feed_url: str | None = None
    registry_url: str | None = None
    security: Security = IN_PLAIN_TEXT
    ca: Path | None = None
    log: Literal["text", "json"] = "text"
    quiet: bool = False
    tell: Callable[[str], None] = _say_on_stderr

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers that are started here, in the order of their start."""
        usual = {GATEWAY, FEED, REGISTRY}
        usual |= {CASH} if self.has_cash else set()
        usual |= {name for name in BESIDE if getattr(self, name)}
        return tuple(each for each in SERVERS if each in (self.only or usual))

    @property
    def has_cash(self) -> bool:
        """Whether the exchange keeps the cash, in a server of its own: in the credits market."""
        return self.market == "credits" or has_cash_key(self.data)

    @property
    def elsewhere(self) -> dict[str, str]:
        """Addresses of the servers that run elsewhere, as far as they are given."""
        given = {GATEWAY: self.gateway_url, FEED: self.feed_url, REGISTRY: self.registry_url}
        return {
            name: url for name, url in given.items() if url is not None and name not in self.servers
        }
