"""A site: what a server answers under a prefix beside its pages, and the thread that makes the
answers, from files and a database.

The loop never waits for it. It is one thread, so that the loop has but one rival for the
interpreter. There is a bound for what is worked on and sent at one time, in all
and of one address; a request beyond it is refused at once.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Protocol

from gateway.protocol.errors import GatewayError, RequestError
from gateway.protocol.http import Response, as_json
from gateway.protocol.http_head import Head
from gateway.protocol.places import OWN_ADDRESSES

AT_ONCE_MAX = 64  # requests that are worked on, or whose response is being sent
PER_ADDRESS_MAX = 8
WORK_WAIT_S = 20.0  # for a response to be made
RETRY_S = 1

Work = Callable[[], Response]  # makes a response on a thread
Pairs = tuple[tuple[str, str], ...]


class Site(Protocol):
    """All paths that begin with `prefix`. `headers`: of each of its responses."""

    prefix: str
    headers: Pairs

    def respond(self, head: Head, peer: str) -> Response | Work:
        """The response to a request of an address, or what makes it on a thread."""


class HttpWork:
    """The thread of one server, and who has a place there."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._taken: Counter[str] = Counter()  # places by address

    def refusal(self, address: str, headers: Pairs = ()) -> Response | None:
        """Why nothing more is worked on for an address; None: there is a place."""
        if self._taken.total() >= AT_ONCE_MAX:
            return _overloaded(f"{AT_ONCE_MAX} requests are worked on already", headers)
        if address not in OWN_ADDRESSES and self._taken[address] >= PER_ADDRESS_MAX:
            rule = f"{PER_ADDRESS_MAX} requests of this address are worked on already"
            error = RequestError("in_flight_exceeded", rule, allowed=PER_ADDRESS_MAX)
            return passing(HTTPStatus.TOO_MANY_REQUESTS, error, headers)
        return None

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place, until the response has been sent or given up."""
        self._taken[address] += 1
        try:
            yield
        finally:
            self._taken[address] -= 1
            self._taken += Counter()  # without those that are 0

    async def made(self, work: Work, headers: Pairs) -> Response:
        """The response that a piece of work makes. Raises what it raises."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "http")
        running = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            return await asyncio.wait_for(running, WORK_WAIT_S)
        except TimeoutError:
            return _overloaded(f"no answer was made within {WORK_WAIT_S:g} s", headers)

    def close(self) -> None:
        """Begin nothing more."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)


def _overloaded(rule: str, headers: Pairs) -> Response:
    error = RequestError("overloaded", rule, allowed=AT_ONCE_MAX)
    return passing(HTTPStatus.SERVICE_UNAVAILABLE, error, headers)


def passing(status: HTTPStatus, error: GatewayError, headers: Pairs = ()) -> Response:
    """A refusal that passes by itself after RETRY_S."""
    error.retry_after_ms = RETRY_S * 1000
    response = as_json(status, {"error": error.as_map()})
    return Response(status, response.body, response.form, (("Retry-After", str(RETRY_S)), *headers))
