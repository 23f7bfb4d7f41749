"""The records of a demonstration day, and the checks made on it: each recomputes something from
another source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.units import change_hundredths_pct, format_hundredths, round_half_away
from gateway.rehearsal.weights import Weights

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Collected after settlement: cash in fen, units in t, by account (and code)."""

    bases: Mapping[str, int]
    weights: Weights
    tape: Sequence[Row]  # the public trades, by number
    blocks: Sequence[Row]  # the public deals of the block desk
    auctions: Sequence[Row]  # the public results of auctions
    bulletin: Row
    fills: Mapping[int, Sequence[Row]]  # each member's own
    deposited: Mapping[int, int]
    issued: Mapping[tuple[int, str], int]
    exchange_cash: Mapping[int, int]
    exchange_units: Mapping[tuple[int, str], int]
    registry_cash: Mapping[int, int]
    registry_units: Mapping[tuple[int, str], int]
    summary: Row
    breaks: Sequence[Row]


@dataclass(frozen=True)
class Check:
    """One check: what was compared, whether it holds, and the figures."""

    name: str
    holds: bool
    figures: str


def check(evidence: Evidence) -> list[Check]:
    """All checks."""
    return [
        _tape_without_holes(evidence),
        _both_sides_know(evidence),
        _vintages_from_tape(evidence),
        _composite_from_tape(evidence),
        _beside_the_book(evidence),
        _settled_everything(evidence),
        _cash_conserved(evidence),
        _units_conserved(evidence),
        _no_breaks(evidence),
    ]


def composite_of(
    tape: Iterable[Row], bases: Mapping[str, int], closes: Mapping[str, int], weights: Weights
) -> Row:
    """Open, high, low, close and change of a day's composite in ticks, from its trades alone, in
    exact fractions.
    """
    before = weights.composite(bases)
    latest, path = dict(bases), []
    for trade in tape:
        latest[trade["instrument"]] = trade["price"]
        path.append(weights.composite(latest))
    close = weights.composite(closes)
    extremes = [*path, close]
    figures = {
        "open": path[0] if path else before,
        "high": max(extremes),
        "low": min(extremes),
        "close": close,
    }
    return figures | {"change_pct": format_hundredths(change_hundredths_pct(close, before))}


def vintage_of(trades: Sequence[Row], base: int) -> Row:
    """Open, high, low, close, volume and amount of one vintage from its trades alone."""
    prices = [trade["price"] for trade in trades]
    volume, amount = (
        sum(trade["quantity"] for trade in trades),
        sum(trade["price"] * trade["quantity"] for trade in trades),
    )
    if not trades:
        return {
            "open": base,
            "high": None,
            "low": None,
            "close": base,
            "listed_volume": 0,
            "listed_amount_fen": 0,
        }
    close = round_half_away(Fraction(amount, volume))
    figures = {"open": prices[0], "high": max(prices), "low": min(prices), "close": close}
    return figures | {"listed_volume": volume, "listed_amount_fen": amount}


def _tape_without_holes(evidence: Evidence) -> Check:
    numbers = [trade["trade"] for trade in evidence.tape]
    holds = bool(numbers) and numbers == list(range(1, len(numbers) + 1))
    return Check("public tape: trade numbers without holes", holds, f"{len(numbers):,} trades")


def _both_sides_know(evidence: Evidence) -> Check:
    """Two members hear of each listed trade and each deal as it was printed; awards, which are
    private, come in pairs.
    """
    received = [fill for fills in evidence.fills.values() for fill in fills]
    known = Counter(
        (fill["report"], fill["trade"], fill["price"], fill["quantity"]) for fill in received
    )
    public = (("fill", evidence.tape), ("trade", evidence.blocks))
    printed = {
        (word, trade["trade"], trade["price"], trade["quantity"]): 2
        for word, trades in public
        for trade in trades
    }
    awards = {key: count for key, count in known.items() if key[0] == "award"}
    paired = set(awards.values()) <= {2} and len(awards) == sum(
        each["result"]["winners"] for each in evidence.auctions
    )
    holds = known == printed | awards and paired
    return Check(
        "every trade, deal and award is known to exactly two members",
        holds,
        f"{known.total():,} reports",
    )


def _vintages_from_tape(evidence: Evidence) -> Check:
    wrong = [
        row["instrument"]
        for row in evidence.bulletin["instruments"]
        if not _vintage_agrees(evidence, row)
    ]
    return Check(
        "prices and volumes of each vintage, from the public tape",
        not wrong,
        _wrong(wrong, len(evidence.bases)),
    )


def _vintage_agrees(evidence: Evidence, row: Row) -> bool:
    trades = [trade for trade in evidence.tape if trade["instrument"] == row["instrument"]]
    return _same(vintage_of(trades, evidence.bases[row["instrument"]]), row)


def _composite_from_tape(evidence: Evidence) -> Check:
    closes = {row["instrument"]: row["close"] for row in evidence.bulletin["instruments"]}
    ours = composite_of(evidence.tape, evidence.bases, closes, evidence.weights)
    figures = f"close {format_hundredths(ours['close'])}, change {ours['change_pct']} %"
    return Check(
        "composite, recomputed from the public tape",
        _same(ours, evidence.bulletin["composite"]),
        figures,
    )


def _beside_the_book(evidence: Evidence) -> Check:
    """Blocks and auctions of each vintage in the bulletin are those that were published one by one,
    and make no price.
    """
    deals = Counter[str]()
    for deal in evidence.blocks:
        deals[deal["instrument"]] += deal["quantity"]
    sold = Counter({each["instrument"]: each["result"]["sold"] for each in evidence.auctions})
    rows = evidence.bulletin["instruments"]
    wrong = [row["instrument"] for row in rows if row["block_volume"] != deals[row["instrument"]]]
    wrong += [row["instrument"] for row in rows if row["auction_volume"] != sold[row["instrument"]]]
    figures = (
        f"{len(evidence.blocks)} blocks, {deals.total():,} t; {len(evidence.auctions)} auction,"
        f" {sold.total():,} t"
    )
    return Check(
        "blocks 大宗协议 and auction 单向竞价 in the bulletin",
        not wrong,
        _wrong(wrong, 0) if wrong else figures,
    )


def _settled_everything(evidence: Evidence) -> Check:
    results = [auction["result"] for auction in evidence.auctions]
    summary, day = evidence.summary, evidence.bulletin["totals"]["day"]
    quantity = sum(trade["quantity"] for trade in (*evidence.tape, *evidence.blocks)) + sum(
        each["sold"] for each in results
    )
    count = len(evidence.tape) + len(evidence.blocks) + sum(each["winners"] for each in results)
    expected = (count, quantity, day["amount_fen"], count, 0)
    found = tuple(
        summary[name] for name in ("count", "quantity", "amount_fen", "delivered", "failed")
    )
    return Check(
        "every trade delivered, none failed",
        expected == found and day["volume"] == quantity,
        f"{quantity:,} t",
    )


def _cash_conserved(evidence: Evidence) -> Check:
    fees = evidence.summary["trading_fees_fen"] + evidence.summary["settlement_fees_fen"]
    total = sum(evidence.deposited.values())
    same = evidence.exchange_cash == evidence.registry_cash
    holds = same and sum(evidence.exchange_cash.values()) + fees == total
    return Check(
        "cash conserved, equal at exchange and registry", holds, f"{format_hundredths(total)} CNY"
    )


def _units_conserved(evidence: Evidence) -> Check:
    issued, held = Counter[str](), Counter[str]()
    for (_, code), quantity in evidence.issued.items():
        issued[code] += quantity
    for (_, code), quantity in evidence.registry_units.items():
        held[code] += quantity
    same = evidence.exchange_units == evidence.registry_units
    return Check(
        "units conserved, equal at exchange and registry",
        same and issued == held,
        f"{issued.total():,} t",
    )


def _no_breaks(evidence: Evidence) -> Check:
    return Check(
        "reconciliation of registry and exchange",
        not evidence.breaks,
        f"{len(evidence.breaks)} breaks",
    )


def _same(ours: Row, theirs: Row) -> bool:
    return all(theirs[name] == value for name, value in ours.items())


def _wrong(codes: Sequence[str], count: int) -> str:
    return f"differs: {', '.join(codes)}" if codes else f"{count} vintages"
