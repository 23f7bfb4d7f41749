"""The webhook of alerts, with a real receiver that is down and comes back: each change in order,
signed, and after a stop from where it was.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.client.backoff import Backoff
from gateway.supervision.alerts import webhook
from gateway.supervision.alerts.ledger import Ledger
from gateway.supervision.alerts.records import About, Turn
from gateway.supervision.alerts.webhook import (
    SIGNATURE_HEADER,
    TIME_HEADER,
    Webhook,
    WebhookRefused,
    secret_of,
    target_of,
)
from tests.gateway.supervision.receiver import Receiver
from tests.gateway.supervision.test_alert_ledger import said

WAIT_S, LOOK_S = 30, 0.01
QUICK = 0.01  # between attempts


def raised(ledger: Ledger, event: int) -> None:
    ledger.take([said(Turn.BEGINS, event, About("killed", account=event))])


@asynccontextmanager
async def posting(ledger: Ledger, secret: bytes, url: str) -> AsyncIterator[Webhook]:
    hook = Webhook(target_of(url), secret, ledger, Backoff(QUICK, QUICK))
    ready = asyncio.Event()
    ready.set()
    running = asyncio.create_task(hook.run(lambda: "shanghai", ready))
    try:
        yield hook
    finally:
        running.cancel()
        await asyncio.wait({running})


async def until(receiver: Receiver, count: int) -> list[int]:
    """The numbers of the changes that it has taken, once it has that many."""
    async with asyncio.timeout(WAIT_S):
        while len(receiver.bodies) < count:
            await asyncio.sleep(LOOK_S)
    return [each["change"] for each in receiver.alerts()]


async def test_a_receiver_that_is_down_gets_each_change_in_order_when_it_is_back(
    tmp_path: Path,
) -> None:
    receiver, secret = Receiver(), secret_of(tmp_path)
    with Ledger(tmp_path) as ledger:
        raised(ledger, 1)  # before the webhook was first named: not its
        with receiver.listening():
            async with posting(ledger, secret, receiver.url) as hook:
                await _begun(ledger)
                raised(ledger, 2)
                hook.news.set()
                assert await until(receiver, 1) == [2]
        async with posting(ledger, secret, receiver.url) as hook:
            for event in (3, 4, 5):
                raised(ledger, event)
                hook.news.set()
            ledger.take([said(Turn.ENDS, 6, About("killed", account=3))])  # as it is now
            async with asyncio.timeout(WAIT_S):
                while hook.failures < 2:
                    await asyncio.sleep(LOOK_S)
            assert hook.waiting == 3
            receiver.status = 503
            with receiver.listening():
                async with asyncio.timeout(WAIT_S):
                    while not receiver.refused:
                        await asyncio.sleep(LOOK_S)
                receiver.status = 204
                assert await until(receiver, 4) == [2, 4, 5, 6]
        assert ledger.delivered() == 6
        assert [each["state"] for each in receiver.alerts()][-1] == "cleared"
    for headers, body in receiver.bodies:
        signed = headers[TIME_HEADER].encode() + b"." + body
        expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
        assert headers[SIGNATURE_HEADER] == expected


async def _begun(ledger: Ledger) -> None:
    async with asyncio.timeout(WAIT_S):
        while ledger.delivered() is None:
            await asyncio.sleep(LOOK_S)


async def test_beyond_those_that_may_wait_the_oldest_are_skipped_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "QUEUE_MAX", 3)
    receiver = Receiver()
    with Ledger(tmp_path) as ledger, receiver.listening():
        ledger.keep_delivered(0)
        for event in range(1, 8):
            raised(ledger, event)
        async with posting(ledger, secret_of(tmp_path), receiver.url) as hook:
            assert await until(receiver, 3) == [5, 6, 7]
            assert hook.skipped == 4


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    secret = secret_of(tmp_path)
    path = tmp_path / "keys" / "webhook.secret"
    assert secret_of(tmp_path) == secret and len(secret) == 64
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("short\n")
    with pytest.raises(WebhookRefused, match="holds 5 characters, at least 32 are allowed"):
        secret_of(tmp_path)


@pytest.mark.parametrize(
    "url",
    ["", "duty.example", "ftp://x/", "http:///x", "http://a:b@x/", "http://x:port/", "http://x/ y"],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(WebhookRefused, match="the webhook's address is http://HOST") as refused:
        target_of(url)
    assert (refused.value.field, refused.value.value) == ("alert_webhook", url)


def test_an_address_is_read_with_its_query() -> None:
    assert target_of("https://duty.example:8443/a?b=c") == (True, "duty.example", 8443, "/a?b=c")
    assert target_of("http://duty.example") == (False, "duty.example", None, "/")
