"""Alerts as a process: follows the gateway's event stream, looks at the house, keeps the alerts.

    python -m gateway.supervision.alerts --data DIR --gateway WS_URL --key KEYFILE [--webhook URL]

Its key has the role feed. It answers `/healthz`, `/readyz` and `/metrics` by HTTP and takes no
WebSocket: the gateway serves the alerts to the staff. Killed at any moment, it gives no number
twice and loses none.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from prometheus_client.metrics_core import Metric

from gateway.protocol.address import Address, address_of
from gateway.protocol.door import Door
from gateway.protocol.exit_codes import Codes, ExitCode
from gateway.protocol.metrics import counted, disk_metrics, door_metrics, gauge, gauges
from gateway.protocol.own_files import watch_files
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.stopping import stop_on_signals
from gateway.supervision.alerts.catalogue import RULES
from gateway.supervision.alerts.following import Alerting
from gateway.supervision.alerts.ledger import FOLDER, Ledger, LedgerFailed, LedgerUnreadable
from gateway.supervision.alerts.looking import Looking
from gateway.supervision.alerts.webhook import Webhook, WebhookRefused, secret_of, target_of
from gateway.supervision.serving import Server, answer, parser_of, run_server

SERVER = "alerts"
PORT = 9105
EXIT_CODES: Codes = {
    LedgerUnreadable: ExitCode.REFUSED,
    LedgerFailed: ExitCode.DISK,
    WebhookRefused: ExitCode.REFUSED,
}
log = logging.getLogger("alerts")


class Plan(NamedTuple):
    """Where everything is; `webhook`: where alerts are posted, empty: nowhere."""

    data: Path
    gateway: str
    address: Address
    webhook: str = ""


async def serve(plan: Plan, key: PrivateKey) -> None:
    """Run until SIGTERM or SIGINT. Raises GatewayError, OSError."""
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    with Ledger(plan.data) as ledger:
        alerting = Alerting(plan.data, plan.gateway, key, ledger)
        hook = _webhook(plan, ledger)
        metrics = partial(metrics_of, alerting, hook, data=plan.data)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(alerting.run()),
                tasks.create_task(Looking(plan.data, alerting).run()),
                tasks.create_task(answer(SERVER, alerting, plan.address, metrics)),
                tasks.create_task(watch_files(lambda: [ledger.path])),
            ]
            if hook is not None:
                alerting.hooks.append(hook.news)
                posting = hook.run(lambda: alerting.venue, alerting.caught_up)
                running.append(tasks.create_task(posting))
            await stop.wait()
            for task in running:
                task.cancel()


def _webhook(plan: Plan, ledger: Ledger) -> Webhook | None:
    """Raises WebhookRefused."""
    if not plan.webhook:
        return None
    return Webhook(target_of(plan.webhook), secret_of(plan.data), ledger)


def metrics_of(
    alerting: Alerting, hook: Webhook | None, door: Door, data: Path
) -> Iterator[Metric]:
    """The alerts that are not cleared, and how what posts them is."""
    lasting = alerting.ledger.lasting()
    for state in ("open", "acknowledged"):
        found = Counter(alert.about.rule for alert in lasting if alert.state == state)
        by_rule = {row.name: float(found[row.name]) for row in RULES}
        yield gauges(f"alerts_{state}", f"Alerts that are {state}, by rule.", "rule", by_rule)
    yield gauge("alerts_last_change", "Number of the newest change.", alerting.ledger.last_change)
    yield gauge("next_event", "Number of the next event.", alerting.next_event)
    followed = "Whether alerts follow the gateway."
    yield gauge("alerts_gateway_followed", followed, int(alerting.connected))
    if hook is not None:
        yield gauge("webhook_waiting", "Alerts that wait for the webhook.", hook.waiting)
        outcomes = {"failed": hook.failures, "skipped": hook.skipped}
        yield counted("webhook", "Alerts not delivered, by what became of them.", "was", outcomes)
    yield from door_metrics(door)
    yield from disk_metrics(data)


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m gateway.supervision.alerts``."""
    parser = parser_of("gateway.supervision.alerts", "Alerts to the exchange's staff.", PORT)
    parser.add_argument("--webhook", default="", help="address to which alerts are posted")
    options = parser.parse_args(arguments)

    def run(key: PrivateKey) -> Coroutine[Any, Any, None]:
        plan = Plan(options.data, options.gateway, address_of(options), options.webhook)
        return serve(plan, key)

    return run_server(Server(SERVER, FOLDER, log), options, run, EXIT_CODES)
