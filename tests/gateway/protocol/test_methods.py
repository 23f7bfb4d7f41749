"""The methods of the client are those of the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.client import operations, typed
from gateway.protocol.methods import is_of_session, methods
from gateway.protocol.table.rows import ROWS

TITLE = "The gateway's operations, a method each."


def test_the_file_that_is_checked_in_is_what_the_table_says() -> None:
    written = Path(operations.__file__).read_text(encoding="utf-8")
    assert written == methods(ROWS, typed.__name__, TITLE), (
        "python -m gateway.protocol.methods writes it"
    )


def test_every_operation_has_a_method_but_those_of_the_connection_itself() -> None:
    asked = [row.name for row in ROWS if not is_of_session(row)]
    assert [name for name in vars(operations.Operations) if name[0] != "_"] == asked
    assert {row.name for row in ROWS if is_of_session(row)} == {"heartbeat", "log_off"}


async def test_a_method_sends_what_is_given_and_nothing_else() -> None:
    sent: list[tuple[str, dict[str, Any]]] = []

    async def request(op: str, **fields: Any) -> dict[str, Any]:
        sent.append((op, fields))
        return {}

    ask = operations.Operations(request)
    await ask.mass_cancel(side="buy")
    await ask.applied(from_=7)
    await ask.fee_income()
    assert sent == [("mass_cancel", {"side": "buy"}), ("applied", {"from_": 7}), ("fee_income", {})]
