"""Alerts to a program of the exchange's by HTTP: each change is posted as JSON, signed, in order.

The signature is HMAC-SHA256, by the secret in `keys/webhook.secret` of the data folder, over the
time in the header `Ceax-Time`, a point, and the body. What was taken is kept, so that after a stop
it goes on where it was; the receiver may get the newest change once more, and knows it by its
`change`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
import logging
import secrets
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from gateway.client.backoff import Backoff
from gateway.protocol.errors import GatewayError, KeyFileError
from gateway.protocol.key_table import write_whole
from gateway.supervision.alerts.ledger import Ledger
from gateway.supervision.alerts.records import Alert

SECRET = Path("keys") / "webhook.secret"  # in a data folder
SECRET_BYTES = 32
TIME_HEADER, SIGNATURE_HEADER = "Ceax-Time", "Ceax-Signature"
TIMEOUT_S = 5.0
RETRY_FIRST_S, RETRY_MOST_S = 1.0, 300.0
QUEUE_MAX = 1_000  # alerts that wait; beyond them the oldest are skipped, and counted
log = logging.getLogger("alerts")


class WebhookRefused(GatewayError):
    """The address of the webhook is none, or its secret cannot be used."""

    code = "webhook_refused"


class Target(NamedTuple):
    """Where alerts are posted."""

    is_safe: bool  # over TLS
    host: str
    port: int | None
    path: str


def target_of(url: str) -> Target:
    """An address as http://HOST/PATH or https://HOST/PATH. Raises WebhookRefused."""
    rule = "the webhook's address is http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WebhookRefused(f"{rule}: {error}", field="alert_webhook", value=url) from error
    sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise WebhookRefused(rule, field="alert_webhook", value=url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname or "", port, path)


def secret_of(data: Path) -> bytes:
    """The secret that signs, in hex; made where there is none. Raises WebhookRefused."""
    path = data / SECRET
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, secrets.token_hex(SECRET_BYTES) + "\n")
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError, KeyFileError) as error:
        raise WebhookRefused(f"{path} cannot be used: {error}", value=str(path)) from error
    if len(secret) < SECRET_BYTES:
        rule = f"{path} holds {len(secret)} characters, at least {SECRET_BYTES} are allowed"
        raise WebhookRefused(rule, value=str(path), allowed=SECRET_BYTES)
    return secret.encode()


def signature_of(secret: bytes, time_ns: int, body: bytes) -> str:
    """The signature of a body that is posted at a time."""
    return hmac.new(secret, b"%d." % time_ns + body, hashlib.sha256).hexdigest()


class Webhook:
    """Posts the changes of a ledger. `news` is set when there may be more. `failures`: attempts in
    vain; `skipped`: alerts that found no room among those that wait.
    """

    def __init__(
        self,
        target: Target,
        secret: bytes,
        ledger: Ledger,
        pauses: Backoff | None = None,
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._target, self._secret, self._ledger = target, secret, ledger
        self._pauses = pauses or Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        self._now_ns = now_ns
        self.news = asyncio.Event()
        self.failures = self.skipped = self.waiting = 0

    async def run(self, venue: Callable[[], str], ready: asyncio.Event) -> None:
        """Post for ever, once the past is judged. The first time it begins with what comes then.
        Raises LedgerFailed.
        """
        await ready.wait()
        delivered = await asyncio.to_thread(self._begin)
        while True:
            self.news.clear()
            delivered, alert = await asyncio.to_thread(self._next, delivered)
            if alert is None:
                await self.news.wait()
            elif await self._posted(alert, venue()):
                delivered = alert.change
                await asyncio.to_thread(self._ledger.keep_delivered, delivered)

    def _begin(self) -> int:
        delivered = self._ledger.delivered()
        if delivered is None:
            delivered = self._ledger.last_change
            self._ledger.keep_delivered(delivered)
        return delivered

    def _next(self, delivered: int) -> tuple[int, Alert | None]:
        """The next alert to be posted, and the change after which it is."""
        first = self._ledger.before_last(QUEUE_MAX)
        if first > delivered:
            skipped = self._ledger.waiting(delivered) - QUEUE_MAX
            log.error("webhook: %d alerts are skipped, only %d may wait", skipped, QUEUE_MAX)
            self.skipped += skipped
            delivered = first
        self.waiting = self._ledger.waiting(delivered)
        found = self._ledger.after(delivered, 1)
        return delivered, found[0] if found else None

    async def _posted(self, alert: Alert, venue: str) -> bool:
        """Whether the receiver has taken an alert; where not, after a pause."""
        body = json.dumps({"venue": venue, "alert": alert.as_map()}, ensure_ascii=False).encode()
        try:
            await asyncio.to_thread(self._post, body)
        except (OSError, http.client.HTTPException) as error:
            self.failures += 1
            pause_s, said = self._pauses.next_s(), error or type(error).__name__
            log.warning("webhook: alert %d: %s; again in %.1f s", alert.number, said, pause_s)
            await asyncio.sleep(pause_s)
            return False
        self._pauses.reset()
        return True

    def _post(self, body: bytes) -> None:
        """Raises OSError, HTTPException where the receiver does not take it."""
        time_ns = self._now_ns()
        headers = {
            "Content-Type": "application/json",
            TIME_HEADER: str(time_ns),
            SIGNATURE_HEADER: signature_of(self._secret, time_ns, body),
        }
        connection = self._connection()
        try:
            connection.request("POST", self._target.path, body, headers)
            answer = connection.getresponse()
            if not http.client.OK <= answer.status < http.client.MULTIPLE_CHOICES:
                raise http.client.HTTPException(f"the receiver answers {answer.status}")
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        _, host, port, _ = self._target
        if not self._target.is_safe:
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
