from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from gateway.rehearsal.evidence import Evidence, check, composite_of, vintage_of
from gateway.rehearsal.weights import Weights

HALVES = Weights(20260302, {"CEA24": Fraction(1, 2), "CEA25": Fraction(1, 2)})
BASES = {"CEA24": 7_000, "CEA25": 8_000}
TAPE = [
    {"trade": 1, "instrument": "CEA25", "price": 8_101, "quantity": 10},
    {"trade": 2, "instrument": "CEA24", "price": 6_900, "quantity": 3},
    {"trade": 3, "instrument": "CEA25", "price": 8_000, "quantity": 5},
]
DEAL = {"trade": 1, "instrument": "CEA24", "price": 6_000, "quantity": 100}
AUCTION = {"instrument": "CEA25", "result": {"sold": 50, "winners": 2, "amount_fen": 390_000}}
AWARDS = [{"report": "award", "trade": number, "price": 7_800, "quantity": 25} for number in (1, 2)]
FILLS = [
    {"report": "fill"} | {name: trade[name] for name in ("trade", "price", "quantity")}
    for trade in TAPE
]
FILLS += [{"report": "trade", "trade": 1, "price": 6_000, "quantity": 100}, *AWARDS]
BESIDE_FEN = 6_000 * 100 + 390_000


def _row(code: str) -> dict[str, Any]:
    beside = {
        "block_volume": 100 if code == "CEA24" else 0,
        "auction_volume": 50 if code == "CEA25" else 0,
    }
    return (
        {"instrument": code}
        | vintage_of([trade for trade in TAPE if trade["instrument"] == code], BASES[code])
        | beside
    )


def evidence_of_a_day() -> Evidence:
    amount = sum(trade["price"] * trade["quantity"] for trade in TAPE) + BESIDE_FEN
    composite = {"open": 7_551, "high": 7_551, "low": 7_450, "close": 7_484, "change_pct": "-0.21"}
    summary = {"count": 6, "quantity": 168, "amount_fen": amount, "delivered": 6, "failed": 0}
    return Evidence(
        bases=BASES,
        weights=HALVES,
        tape=TAPE,
        blocks=[DEAL],
        auctions=[AUCTION],
        bulletin={
            "composite": composite,
            "instruments": [_row("CEA24"), _row("CEA25")],
            "totals": {"day": {"volume": 168, "amount_fen": amount}},
        },
        fills={1: FILLS, 2: FILLS},
        deposited={1: 1_000_000, 2: 1_000_000},
        issued={(1, "CEA24"): 50, (2, "CEA25"): 50},
        exchange_cash={1: 900_000, 2: 1_100_000},
        exchange_units={(1, "CEA24"): 47, (2, "CEA24"): 3, (1, "CEA25"): 15, (2, "CEA25"): 35},
        registry_cash={1: 900_000, 2: 1_100_000},
        registry_units={(1, "CEA24"): 47, (2, "CEA24"): 3, (1, "CEA25"): 15, (2, "CEA25"): 35},
        summary=summary | {"trading_fees_fen": 0, "settlement_fees_fen": 0},
        breaks=[],
    )


def _failing(evidence: Evidence) -> list[str]:
    return [each.name for each in check(evidence) if not each.holds]


def test_all_checks_hold_on_a_sound_day() -> None:
    assert _failing(evidence_of_a_day()) == []


def test_the_composite_follows_every_trade_and_the_close() -> None:
    ours = composite_of(TAPE, BASES, {"CEA24": 6_900, "CEA25": 8_067}, HALVES)
    assert ours == {
        "open": 7_551,
        "high": 7_551,
        "low": 7_450,
        "close": 7_484,
        "change_pct": "-0.21",
    }


def test_a_vintage_without_trades_keeps_its_base() -> None:
    assert vintage_of([], 7_000)["close"] == 7_000


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"tape": []}, "public tape: trade numbers without holes"),
        ({"tape": [TAPE[0], TAPE[0]]}, "public tape: trade numbers without holes"),
        ({"tape": [TAPE[0], TAPE[2]]}, "public tape: trade numbers without holes"),
        (
            {"fills": {1: FILLS, 2: FILLS[:2]}},
            "every trade, deal and award is known to exactly two members",
        ),
        (
            {"fills": {1: FILLS, 2: FILLS[:-1]}},
            "every trade, deal and award is known to exactly two members",
        ),
        ({"blocks": []}, "blocks 大宗协议 and auction 单向竞价 in the bulletin"),
        ({"auctions": []}, "blocks 大宗协议 and auction 单向竞价 in the bulletin"),
        (
            {"exchange_cash": {1: 900_000, 2: 1_100_001}},
            "cash conserved, equal at exchange and registry",
        ),
        ({"deposited": {1: 1_000_000}}, "cash conserved, equal at exchange and registry"),
        (
            {"registry_units": {(1, "CEA24"): 50, (2, "CEA25"): 50}},
            "units conserved, equal at exchange and registry",
        ),
        (
            {"issued": {(1, "CEA24"): 51, (2, "CEA25"): 50}},
            "units conserved, equal at exchange and registry",
        ),
        ({"breaks": [{"what": "cash"}]}, "reconciliation of registry and exchange"),
        ({"bases": {"CEA24": 7_000, "CEA25": 8_002}}, "composite, recomputed from the public tape"),
    ],
)
def test_each_check_finds_what_it_is_for(change: dict[str, Any], name: str) -> None:
    assert name in _failing(replace(evidence_of_a_day(), **change))


def test_a_wrong_close_in_the_bulletin_is_found() -> None:
    evidence = evidence_of_a_day()
    evidence.bulletin["instruments"][0]["close"] += 1
    assert "prices and volumes of each vintage, from the public tape" in _failing(evidence)


def test_a_failed_delivery_is_found() -> None:
    evidence = evidence_of_a_day()
    assert "every trade delivered, none failed" in _failing(
        replace(evidence, summary={**evidence.summary, "failed": 1})
    )
