"""What clients have of the tables is what the tables say: builders, weights, remedies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import gateway.client
from gateway.client import (
    GatewayError,
    ReplyMissing,
    RequestRefused,
    build,
    operations,
    typed,
    weights,
)
from gateway.client.streams import EventsMissing, ReportsLost
from gateway.client.trackers import ReportSkipped
from gateway.protocol import remedies
from gateway.protocol.builders import builders
from gateway.protocol.methods import is_of_session
from gateway.protocol.remedy_list import remedy_list, remedy_module
from gateway.protocol.table.contract import CONTRACT
from gateway.protocol.table.rows import ROWS
from gateway.protocol.weight_list import weight_list, weight_module
from marketdata.contract import CONTRACT as OF_FEED
from settlement_bridge.client import build as of_registry
from settlement_bridge.client import operations as registry_operations
from settlement_bridge.client import typed as registry_types
from settlement_bridge.operations import ROWS as REGISTRY_ROWS
from settlement_bridge.operations.contract import CONTRACT as OF_REGISTRY

TITLE = "A request of each operation of the {}, for `request_many`."
OF_GATEWAY = (
    TITLE.format("gateway"),
    "replies = await session.request_many([build.cancel(order=7), build.cancel(order=8)])",
)
REGISTRY = (
    TITLE.format("registry"),
    "replies = await registry.request_many([build.cash(account=7), build.cash(account=8)])",
)
FILES = {
    build: builders(ROWS, typed.__name__, operations.__name__, *OF_GATEWAY),
    of_registry: builders(
        REGISTRY_ROWS, registry_types.__name__, registry_operations.__name__, *REGISTRY
    ),
    weights: weight_list(ROWS),
    remedies: remedy_list([CONTRACT, OF_FEED, OF_REGISTRY]),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.__name__)
def test_a_file_that_is_checked_in_is_what_the_table_says(file: object) -> None:
    written = Path(file.__file__).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert written == FILES[file], written.splitlines()[2]  # type: ignore[index]


def test_the_module_for_browsers_and_node_has_the_same_weights_and_remedies() -> None:
    folder = Path(weights.__file__).parent / "javascript"
    assert (folder / "weights.mjs").read_text(encoding="utf-8") == weight_module(ROWS)
    written = remedy_module([CONTRACT, OF_FEED, OF_REGISTRY])
    assert (folder / "remedies.mjs").read_text(encoding="utf-8") == written


def test_every_operation_has_a_builder_but_those_of_the_connection_itself() -> None:
    asked = [row.name for row in ROWS if not is_of_session(row)]
    made = [
        name
        for name, each in vars(build).items()
        if getattr(each, "__module__", "") == build.__name__
    ]
    assert [name for name in made if name[0] != "_"] == asked


def test_a_builder_gives_what_was_named_as_it_is_on_the_wire() -> None:
    assert build.cancel(order=7) == {"op": "cancel", "order": 7}
    assert build.applied(from_=3) == {"op": "applied", "from": 3}
    assert build.fee_income() == {"op": "fee_income"}


def test_an_error_names_its_remedy_and_that_of_its_server() -> None:
    def refused(code: str, server: str = "gateway") -> str:
        return RequestRefused("x", {"code": code}, server).remedy

    assert refused("price_above_limit") == CONTRACT.codes["price_above_limit"].remedy
    assert refused("rate_exceeded", "registry") == "Wait for `retry_after_ms`."
    assert refused("cash_insufficient") != refused("cash_insufficient", "registry")
    assert refused("cash_insufficient", "registry") == OF_REGISTRY.codes["cash_insufficient"].remedy
    assert refused("of_a_later_version") == ""


def errors_of_clients() -> list[type[GatewayError]]:
    named = (getattr(gateway.client, name) for name in gateway.client.__all__)
    found = [each for each in named if isinstance(each, type) and issubclass(each, GatewayError)]
    return [*found, EventsMissing, ReportsLost, ReportSkipped, ReplyMissing]


@pytest.mark.parametrize("kind", errors_of_clients(), ids=lambda kind: kind.__name__)
def test_every_error_that_a_client_raises_by_itself_has_a_remedy(kind: type[GatewayError]) -> None:
    assert kind in (GatewayError, RequestRefused) or remedies.REMEDIES[kind.code]


def test_a_program_loads_only_what_it_needs() -> None:
    heavy = "remedies", "typed", "operations", "build", "endpoints"
    lines = ["import sys, gateway.client, marketdata.client, settlement_bridge.client"]
    lines += [f"print([each for each in sys.modules if each.endswith({heavy!r})])"]
    words = [sys.executable, "-c", "\n".join(lines)]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
