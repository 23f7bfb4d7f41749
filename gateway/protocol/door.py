"""What all connections of one server have in common before they are WebSockets."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from http import HTTPStatus
from typing import Protocol

from gateway.protocol import origins
from gateway.protocol.arrivals import TOO_FAST, TOO_MANY, Arrivals, TurnedAway
from gateway.protocol.certificate_term import CertificateTerm
from gateway.protocol.faults import FaultLog
from gateway.protocol.http import Pages, Response, asks_for_socket, plain, respond, socket_refused
from gateway.protocol.http_head import Head
from gateway.protocol.http_work import HttpWork, Site, Work
from gateway.protocol.monitoring import Networks, refused
from gateway.protocol.origins import Origins
from gateway.protocol.outside import SYSTEM, Outside

STRANGERS_MAX = 1_000  # connections without a WebSocket; one more cuts the oldest of them
STRANGER_ENDS_PER_S = 10  # lines in the log; of those beyond them only the number
NS_PER_S = 1_000_000_000
log = logging.getLogger(__name__)
FAULTS = FaultLog(log)


class Stranger(Protocol):
    """A connection without a WebSocket."""

    def cut(self) -> None:
        """End it at once."""


class Door:
    """What all connections of one server have in common before they are WebSockets.

    `pages`: what is answered by HTTP, beside the `sites`, if there are any. `answered`: how many
    responses there were, by status. `term`: of the certificate, None without TLS. `own`: only the
    venue's own processes come in here. `metrics_from`: who may read the figures beside this
    computer, `origins`: of pages of other hosts that may connect. `turned_away` counts connections
    that were cut at once.
    """

    def __init__(
        self,
        pages: Pages,
        outside: Outside = SYSTEM,
        strangers_max: int = STRANGERS_MAX,
        own: bool = False,
    ) -> None:
        self.pages, self.outside, self.own = pages, outside, own
        self.sites: tuple[Site, ...] = ()
        self.work = HttpWork()
        self.term: CertificateTerm | None = None
        self.metrics_from: Networks = ()
        self.origins: Origins = ()
        self._strangers_max = strangers_max
        self._strangers: dict[Stranger, None] = {}  # the oldest first
        self._connections: set[Stranger] = set()
        self._connections_max = 0
        self.turned_away, self._arrivals = TurnedAway(outside), Arrivals(outside)
        self._ends = EndLog(outside)
        self.answered: Counter[int] = Counter()

    @property
    def connections(self) -> int:
        """How many connections there are, with a WebSocket and without."""
        return len(self._connections)

    @property
    def strangers(self) -> int:
        """How many connections have no WebSocket."""
        return len(self._strangers)

    def fit(self, clients: int) -> None:
        """Have no more connections than that, and no more than a quarter of them strangers."""
        self._connections_max = clients
        self._strangers_max = min(self._strangers_max, max(1, clients // 4))

    def enter(self, stranger: Stranger, address: str) -> None:
        """Take a connection in; the oldest stranger is cut where there are too many, and the new
        one where its address is too fast or the process has no place.
        """
        self._connections.add(stranger)
        if (reason := self._refusal(address)) is not None:
            self.turned_away.tell(reason)
            stranger.cut()
            return
        if len(self._strangers) >= self._strangers_max:
            next(iter(self._strangers)).cut()
        self._strangers[stranger] = None

    def _refusal(self, address: str) -> str | None:
        if self.own:
            return None
        if not self._arrivals.admits(address):
            return TOO_FAST
        return TOO_MANY if 0 < self._connections_max < self.connections else None

    def end(self, connection: Stranger) -> None:
        """A connection has ended, with a WebSocket or without."""
        self._connections.discard(connection)

    def leave(self, stranger: Stranger) -> None:
        """Forget a connection: it has gone, or has a WebSocket now."""
        self._strangers.pop(stranger, None)

    def close(self) -> None:
        """Cut every stranger."""
        for stranger in list(self._strangers):
            stranger.cut()
        self.work.close()
        self._ends.sum_up()

    def tell_end(self, peer: str, key: str | None, reason: str) -> None:
        """Log that a WebSocket has ended; `key` is None where nobody had logged on there."""
        self._ends.tell(peer, key, reason)

    def answer(self, head: Head, peer: str) -> Response | Work | None:
        """The response to a request from that address, or what makes it; None: it gets its
        WebSocket.
        """
        if asks_for_socket(head):
            return socket_refused(head) or origins.refused(head, self.origins)
        if (without := refused(head.path, peer, self.metrics_from)) is not None:
            return without
        try:
            for site in self.sites:
                if head.path.startswith(site.prefix):
                    return self._of_site(site, head, peer)
            return respond(self.pages, head.method, head.path, head.headers)
        except Exception as fault:  # noqa: BLE001
            return _faulty(fault, head.path)

    def _of_site(self, site: Site, head: Head, peer: str) -> Response | Work:
        made = site.respond(head, peer)
        full = self.work.refusal(peer, site.headers) if callable(made) else None
        return full or made

    async def made(self, work: Work) -> Response:
        """The response that a piece of a site's work makes."""
        headers = tuple(pair for site in self.sites for pair in site.headers)
        try:
            return await self.work.made(work, headers)
        except Exception as fault:  # noqa: BLE001
            return _faulty(fault, "the site's work")

    def content(self, response: Response) -> bytes:
        """A response as it is sent now."""
        self.answered[response.status.value] += 1
        return response.content(self.outside.wall_ns())


def _faulty(fault: Exception, what: str) -> Response:
    FAULTS.note(fault, f"answering {what[:80]!r}")
    return plain(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the server, which logs it")


class EndLog:
    """Logs the ends of WebSockets, so that strangers cannot fill the log.

    Of those where nobody had logged on, STRANGER_ENDS_PER_S are logged in a second, and at its end
    how many there were beyond them.
    """

    def __init__(self, outside: Outside) -> None:
        self._now_ns = outside.monotonic_ns
        self._since_ns = self._now_ns() - NS_PER_S
        self._told = self._left_out = 0
        self._summing: asyncio.TimerHandle | None = None

    def tell(self, peer: str, key: str | None, reason: str) -> None:
        """Log an end, or count it."""
        if key is None and not self._has_room():
            self._left_out += 1
            if self._summing is None:
                self._summing = asyncio.get_running_loop().call_later(1.0, self.sum_up)
            return
        log.info("connection closed", extra={"peer": peer, "key": key, "reason": reason})

    def sum_up(self) -> None:
        """Log how many ends were left out since the last time, if there were any."""
        if self._summing is not None:
            self._summing.cancel()
            self._summing = None
        if self._left_out:
            log.info("%d more connections without a log-on closed", self._left_out)
            self._left_out = 0

    def _has_room(self) -> bool:
        """Whether one more line of a stranger may be written now; it is counted."""
        now_ns = self._now_ns()
        if now_ns - self._since_ns >= NS_PER_S:
            self._since_ns, self._told = now_ns, 0
        self._told += 1
        return self._told <= STRANGER_ENDS_PER_S
