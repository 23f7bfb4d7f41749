"""Surveillance as a process: follows the gateway's event stream and keeps the cases.

    python -m gateway.supervision.surveillance --data DIR --gateway WS_URL --key KEYFILE

Its key has the role feed. It answers `/healthz`, `/readyz` and `/metrics` by HTTP and takes no
WebSocket. Killed at any moment, it comes to the same cases after its next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from prometheus_client.metrics_core import Metric

from gateway.protocol.address import Address, address_of
from gateway.protocol.door import Door
from gateway.protocol.exit_codes import Codes, ExitCode
from gateway.protocol.metrics import counted, disk_metrics, door_metrics, gauge
from gateway.protocol.own_files import watch_files
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.stopping import stop_on_signals
from gateway.supervision.serving import Server, answer, parser_of, run_server
from gateway.supervision.surveillance.case_errors import CasesFailed, CasesUnreadable
from gateway.supervision.surveillance.case_posts import CaseChanges
from gateway.supervision.surveillance.cases import FOLDER, Cases
from gateway.supervision.surveillance.following import Surveillance

SERVER = "surveillance"
PORT = 9104
EXIT_CODES: Codes = {
    CasesUnreadable: ExitCode.REFUSED,
    CasesFailed: ExitCode.DISK,
}
log = logging.getLogger("surveillance")


async def serve(data: Path, gateway: str, key: PrivateKey, address: Address) -> None:
    """Run until SIGTERM or SIGINT. Raises GatewayError, OSError."""
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    with Cases(data) as cases, CaseChanges(data) as changes:
        watching = Surveillance(data, gateway, key, cases, changes)
        metrics = partial(metrics_of, watching, data=data)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(watching.run()),
                tasks.create_task(answer(SERVER, watching, address, metrics)),
                tasks.create_task(watch_files(lambda: [cases.path])),
            ]
            await stop.wait()
            for task in running:
                task.cancel()


def metrics_of(watching: Surveillance, door: Door, data: Path) -> Iterator[Metric]:
    """What was found, and where it is in the events."""
    yield counted("findings", "Findings, by rule.", "rule", watching.found)
    yield gauge("next_event", "Number of the next event.", watching.next_event)
    yield gauge("gateway_followed", "Whether the gateway is followed.", int(watching.connected))
    yield gauge("event_age_seconds", "Age of the newest batch when judged.", watching.late_s)
    yield gauge("findings_beyond", "What found no room on this day.", watching.beyond)
    yield gauge("overdue_answers", "Answers to measures that are overdue.", watching.overdue)
    yield from door_metrics(door)
    yield from disk_metrics(data)


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m gateway.supervision.surveillance``."""
    module = "gateway.supervision.surveillance"
    options = parser_of(module, "Surveillance of trading.", PORT).parse_args(arguments)

    def run(key: PrivateKey) -> Coroutine[Any, Any, None]:
        return serve(options.data, options.gateway, key, address_of(options))

    return run_server(Server(SERVER, FOLDER, log), options, run, EXIT_CODES)
