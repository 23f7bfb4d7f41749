"""Messages of the feed as lines for the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from engine.texts.visible import visible, visible_fields, visible_lines
from gateway.terminal.tables import count, money
from marketdata.channels import (
    ANNOUNCEMENTS,
    AUCTIONS,
    BLOCKS,
    BULLETIN,
    COMPOSITE,
    DEPTH,
    DEPTH_20,
    DEPTH_ORDERS,
    SETTLEMENT,
    STATUS,
    SUMMARY,
    TRADES,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NONE = "-"
OF_LINES = (BULLETIN, ANNOUNCEMENTS)

Data = Mapping[str, Any]


def line_of(message: Mapping[str, Any]) -> str:
    """One message: time of day in Shanghai, number, instrument, and what the channel says.

    Bulletins and announcements take several lines.
    """
    at = dt.datetime.fromtimestamp(message["time_ns"] // 1_000_000_000, SHANGHAI)
    head = f"{at:%H:%M:%S} {message['seq']:>7}"
    if message["instrument"] is not None:
        head += f" {visible(message['instrument']):<6}"
    write = _WRITERS[message["channel"]]
    if message["channel"] not in OF_LINES:
        return f"{head}  {write(visible_fields(message['data']))}"
    return f"{head}  {visible_lines(write(message['data']))}"


def _price(value: int | None) -> str:
    return NONE if value is None else money(value)


def _depth(data: Data) -> str:
    if "indicative" in data:
        outlook = data["indicative"]
        left = (
            f", {count(outlook['surplus'])} t of {outlook['side']}s left" if outlook["side"] else ""
        )
        return f"call: {_price(outlook['price'])} x {count(outlook['volume'])}{left}"
    bids = " ".join(
        f"{money(price)}x{count(quantity)}" for price, quantity, _ in reversed(data["bids"])
    )
    asks = " ".join(f"{money(price)}x{count(quantity)}" for price, quantity, _ in data["asks"])
    return f"{bids or NONE} | {asks or NONE}"


def _depth_orders(data: Data) -> str:
    placed = [
        f"{side} {order} {money(price)}x{count(leaves)}"
        for side, name in (("buy", "bids"), ("sell", "asks"))
        for order, price, leaves in data[name]
    ]
    placed += [f"{order} now {count(leaves)}" for order, leaves in data["lowered"]]
    placed += [f"{order} gone" for order in data["gone"]]
    shown = ", ".join(placed) or NONE
    return f"all: {shown}" if data["whole"] else shown


def _trades(data: Data) -> str:
    if "trades" in data:  # a snapshot
        return f"{len(data['trades'])} trades before" + "".join(
            f"\n    {_trades(trade)}" for trade in data["trades"]
        )
    return (
        f"{data['date']} trade {data['trade']}  {money(data['price'])} x {count(data['quantity'])} "
        f" {_taker(data)}{_correction(data)}"
    )


def _correction(data: Data) -> str:
    return f", undone by correction {data['correction']}" if "correction" in data else ""


def _taker(data: Data) -> str:
    return "in a call" if data["side"] is None else f"taker {data['side']}s"


def _prices(data: Data) -> str:
    named = [
        f"{name} {_price(data[name])}"
        for name in ("previous_close", "open", "high", "low", "latest", "close")
    ]
    change = NONE if data["change_pct"] is None else f"{data['change_pct']}%"
    return f"{data['date']} {'  '.join(named)}  {change}"


def _summary(data: Data) -> str:
    return f"{_prices(data)}  {count(data['volume'])} t in {data['trades']} trades"


def _composite(data: Data) -> str:
    weights = " ".join(
        f"{code} {part}/{whole}" for code, (part, whole) in data["weights"].items() if part
    )
    return f"{_prices(data)}  ({weights or 'no weights'})"


def _status(data: Data) -> str:
    halted = [code for code, instrument in data["instruments"].items() if instrument["halted"]]
    whole = ["the venue"] if data["venue_halted"] else []
    stopped = f"  halted: {', '.join(whole + halted)}" if whole + halted else ""
    ends = "".join(f"  {each}" for each in map(_halt_end, data["halts"]) if each)
    return f"{data['date'] or 'no day'} {data['phase']}{stopped}{ends}"


def _halt_end(halt: Data) -> str:
    """When a halt ends, or the call that runs; empty where it is not known."""
    whose, trading = halt["instrument"] or "the venue", halt["trading_from"]
    if halt["in_call"]:
        return f"{whose} in a call{f', trading from {trading}' if trading else ''}"
    if halt["until"] is None:
        return ""
    calls = f", then {halt['call_minutes']} min of call" if halt["call_minutes"] else ""
    return f"{whose} halted until {halt['until']}{calls}, trading from {trading}"


def _blocks(data: Data) -> str:
    if "blocks" in data:  # a snapshot
        return f"{len(data['blocks'])} blocks" + "".join(
            f"\n    {_blocks(block)}" for block in data["blocks"]
        )
    number = f"trade {data['trade']}" if data["trade"] else f"deal {data['deal']}"
    return (
        f"{number} {data['instrument']} {count(data['quantity'])} t at {money(data['price'])}"
        f" {data['state']}"
    )


def _auctions(data: Data) -> str:
    if "auctions" in data:  # a snapshot
        return f"{len(data['auctions'])} auctions" + "".join(
            f"\n    {_auctions(auction)}" for auction in data["auctions"]
        )
    head = (
        f"auction {data['auction']} {data['state']}: {data['side']} {count(data['quantity'])} t"
        f" {data['instrument']}"
    )
    if data["result"] is None:
        span = (
            ""
            if data["reserve"] is None
            else f", reserve {_price(data['reserve'])}, cap {_price(data['cap'])}"
        )
        return f"{head}, {data['date']} {data['opens']}-{data['closes']}{span}"
    result = data["result"]
    cover = f"cover {count(result['cover'][0])}/{count(result['cover'][1])}"
    paid = f"{_price(result['lowest'])} to {_price(result['highest'])}"
    return (
        f"{head}, sold {count(result['sold'])} t at {paid}, {cover}, {result['winners']} of"
        f" {result['bidders']} bidders won"
    )


def _bulletin(data: Data) -> str:
    result: str = data["text_en"]
    return result


def _announcements(data: Data) -> str:
    if "announcements" in data:  # a snapshot
        return f"{len(data['announcements'])} announcements" + "".join(
            f"\n    {_announcements(each)}" for each in data["announcements"]
        )
    texts = (data[name] for name in ("title_zh", "title_en", "text_zh", "text_en"))
    lines = [line for text in texts if text for line in text.split("\n")]
    return "\n    ".join([f"announcement {data['number']}", *lines])


def _settlement(data: Data) -> str:
    if data["kind"] == "close":
        return (
            f"{data['date']} close: {data['count']} trades, {count(data['quantity'])} t, CNY"
            f" {money(data['amount_fen'])}"
        )
    price = f"{money(data['price'])} x {count(data['quantity'])}"
    if data["kind"] == "bust":
        return (
            f"{data['date']} trade {data['trade']}  {data['instrument']} {price}  {data['method']},"
            f" undone by correction {data['correction']}"
        )
    return (
        f"{data['date']} trade {data['trade']}  {data['instrument']} {price}  {data['buyer']} from"
        f" {data['seller']}"
    )


_WRITERS: dict[str, Callable[[Data], str]] = {
    DEPTH: _depth,
    DEPTH_20: _depth,
    DEPTH_ORDERS: _depth_orders,
    TRADES: _trades,
    SUMMARY: _summary,
    COMPOSITE: _composite,
    STATUS: _status,
    BULLETIN: _bulletin,
    AUCTIONS: _auctions,
    BLOCKS: _blocks,
    ANNOUNCEMENTS: _announcements,
    SETTLEMENT: _settlement,
}
