"""The operations of recovery and their answers: how the registry stands to the exchange, and the
catching up with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from gateway.client import RequestRefused
from gateway.protocol.auth import Grant
from gateway.protocol.errors import RequestError
from gateway.protocol.maps import may, must
from gateway.protocol.readers import Choice
from settlement_bridge.bridge.recovery.agreement import Agreement, AgreementState
from settlement_bridge.bridge.recovery.catch_up import CatchUp
from settlement_bridge.bridge.recovery.examiner import Gateway
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.fields import OPERATOR, STAFF, Table, document, note, sign_off

TABLE: Table = {
    "standing": (STAFF, {}),
    "catch_up": (
        OPERATOR,
        must(document=document) | may(note=note, cash=Choice({"registry": 0, "bank": 1})),
    ),
}


Fields = dict[str, Any]


class Counter:
    """Answers the operations of `operations.TABLE`."""

    operations = TABLE

    def __init__(self, exchange: Gateway, catch_up: CatchUp) -> None:
        self._exchange, self._catch_up = exchange, catch_up
        self._one_at_a_time = asyncio.Lock()
        self._handlers: dict[str, Callable[[Fields, Grant], Awaitable[Fields]]] = {
            "standing": self._standing,
            "catch_up": self._step,
        }

    async def answer(self, operation: str, fields: Fields, grant: Grant) -> Fields:
        """The reply's fields. Raises RequestError."""
        return await self._handlers[operation](fields, grant)

    async def _standing(self, _fields: Fields, _grant: Grant) -> Fields:
        return _row(await self._exchange.compared())

    async def _step(self, fields: Fields, grant: Grant) -> Fields:
        async with self._one_at_a_time:
            agreement = await self._exchange.compared()
            if agreement.sound:
                return {"transfers": 0, "days": 0, "waits_for": None, "done": True} | _row(
                    agreement
                )
            if agreement.state is not AgreementState.BEHIND:
                raise RequestError(agreement.state.value, agreement.sentence)
            try:
                by_bank = bool(fields["cash"]) if "cash" in fields else None
                progress = await self._catch_up.step(
                    sign_off(fields, grant.key, grant.role), by_bank
                )
                if self._exchange.agreement.state is AgreementState.BEHIND:
                    await self._exchange.examine()  # so that what may be entered meanwhile is known
            except ExchangeAway as away:
                raise RequestError("exchange_away", str(away)) from away
            except RequestRefused as refused:
                raise RequestError(
                    refused.code, f"the exchange refused: {refused.message}"
                ) from refused
        told = progress._asdict() | {"waits_for": progress.waits_for or None}
        return told | _row(self._exchange.agreement)


def _row(agreement: Agreement) -> Fields:
    return {
        "state": agreement.state.value,
        "sentence": agreement.sentence,
        "catching_up": agreement.catching_up,
    }
