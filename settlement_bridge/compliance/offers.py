"""What accounts offer for sale at the exchange: their locked units, of allowances."""

from __future__ import annotations

from gateway.client import Reply
from gateway.protocol.fields import line
from settlement_bridge.bridge.answers import Row, read, rows, tonnes
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.compliance.rules import is_credit


async def ask_offers(exchange: Exchange) -> dict[int, dict[str, int]]:
    """Tonnes of allowances that each account has in sell orders and intents, by code.

    Raises ExchangeAway, RequestRefused.
    """
    numbers = [row["account"] for row in await exchange.accounts()]
    replies = await exchange.request_many(
        [{"op": "balances", "account": number} for number in numbers]
    )
    return {number: _locked(reply) for number, reply in zip(numbers, replies, strict=True)}


def _locked(reply: Reply) -> dict[str, int]:
    locked = {row["instrument"]: row["locked"] for row in _holdings(reply)}
    return {code: quantity for code, quantity in locked.items() if not is_credit(code)}


def _holdings(reply: Reply) -> list[Row]:
    found: list[Row] = read(reply.result(), holdings=rows)["holdings"]
    return [read(row, instrument=line, locked=tonnes) for row in found]
