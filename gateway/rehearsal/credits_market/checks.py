"""The checks made on the demonstration of the credits market: each recomputes something from
another source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.units import format_hundredths
from gateway.rehearsal.credits_market.demo import (
    BODIES,
    CASH_FEN,
    EMITTER,
    NAMES,
    PROJECTS,
    TOTAL,
    Story,
)
from gateway.rehearsal.credits_market.emitter import TRADED_AT, TRADED_T
from gateway.rehearsal.evidence import Check

FEE_PER_MILLE = 6  # of the amount, from each side


def check(story: Story) -> list[Check]:
    """All checks."""
    return [
        _registered(story),
        _issued(story),
        _tape(story),
        _bulletin(story),
        _two_markets(story),
        _both_confirm(story),
        _fees(story),
        _cash(story),
        _units(story),
        _resale(story),
        _cancelled(story),
        _no_breaks(story),
    ]


def _registered(story: Story) -> Check:
    codes = [row["code"] for row in story.projects]
    bodies = {row["body"] for row in story.projects}, {row["body"] for row in story.periods}
    holds = None not in codes and bodies == ({BODIES.validates}, {BODIES.verifies})
    said = ", ".join(map(str, codes))
    return Check("projects registered; another body verified than validated", holds, said)


def _issued(story: Story) -> Check:
    total = sum(row["issued"] for row in story.issued)
    years = Counter({(row["name"], row["year"]): row["issued"] for row in story.issued})
    due = Counter({(p.name, year): t for p in PROJECTS for year, t in p.tonnes.items()})
    return Check("credits issued by year, as verified", years == due, f"{total:,} t of {TOTAL:,}")


def _tape(story: Story) -> Check:
    numbers = [trade["trade"] for trade in story.tape]
    volume = sum(trade["quantity"] for trade in story.tape)
    holds = numbers == list(range(1, len(numbers) + 1)) and volume == TOTAL
    figures = f"{len(numbers)} trades, {volume:,} t"
    return Check("all of it traded, numbers without holes", holds, figures)


def _bulletin(story: Story) -> Check:
    volume = sum(trade["quantity"] for trade in story.tape)
    amount = _amount(story)
    holds = _totals(story.bulletin) == (volume, amount)
    return Check("the bulletin is the tape's", holds, f"{format_hundredths(amount)} CNY")


def _two_markets(story: Story) -> Check:
    amount = TRADED_T * TRADED_AT
    holds = _totals(story.other_bulletin) == (TRADED_T, amount)
    figures = f"{TRADED_T} t, {format_hundredths(amount)} CNY"
    return Check("the allowance venue's bulletin has its own trade alone", holds, figures)


def _both_confirm(story: Story) -> Check:
    cash, units = ({name: each[name] for name in _SETTLED} for each in story.summaries)
    holds = cash == units and cash["delivered"] == len(story.tape) and cash["failed"] == 0
    figures = f"{cash['delivered']} delivered on both sides, tape hash {cash['tape_hash']}"
    return Check("exchange and registry have settled the same day", holds, figures)


_SETTLED = ("count", "quantity", "amount_fen", "tape_hash", "delivered", "failed", "status")


def _fees(story: Story) -> Check:
    due = 2 * sum(
        (trade["price"] * trade["quantity"] * FEE_PER_MILLE + 500) // 1_000 for trade in story.tape
    )
    holds = story.cash[0] == story.fee_income and abs(due - story.fee_income) <= len(story.tape)
    return Check("fees of 6 ‰ from each side", holds, f"{format_hundredths(story.fee_income)} CNY")


def _cash(story: Story) -> Check:
    held, paid_in = sum(story.cash.values()), CASH_FEN * len(NAMES)
    figures = f"{format_hundredths(held)} CNY of {format_hundredths(paid_in)}"
    return Check("cash is conserved in the exchange's books", held == paid_in, figures)


def _units(story: Story) -> Check:
    left = {row["instrument"]: row["outstanding"] for row in story.issued}
    left = {code: quantity for code, quantity in left.items() if quantity}
    figures = f"{sum(left.values()):,} t outstanding"
    return Check("credits held are those issued less those cancelled", left == story.held, figures)


def _resale(story: Story) -> Check:
    holds = story.refused == "opposite_side_traded"
    return Check("a seller may not buy the same credits back", holds, story.refused)


def _cancelled(story: Story) -> Check:
    asked = sum(row["asked"] for row in story.certificates)
    proven = sum(row["quantity"] for row in story.certificates)
    cancelled = sum(row["cancelled"] for row in story.issued)
    named = all(row["beneficiary"] == NAMES[EMITTER] for row in story.certificates)
    holds = 0 < asked == proven == cancelled and named
    figures = f"{proven:,} t, {len(story.certificates)} certificates"
    return Check("certificates of cancellation verify", holds, figures)


def _no_breaks(story: Story) -> Check:
    counts = {name: len(breaks) for name, breaks in story.breaks.items()}
    figures = ", ".join(f"{name} {count}" for name, count in counts.items())
    return Check("reconciliations without a break", not any(counts.values()), figures)


def _amount(story: Story) -> int:
    return sum(trade["price"] * trade["quantity"] for trade in story.tape)


def _totals(bulletin: Mapping[str, Any]) -> tuple[int, int]:
    """Quantity and amount of a day in a bulletin."""
    day = bulletin["totals"]["day"]
    return day["volume"], day["amount_fen"]
