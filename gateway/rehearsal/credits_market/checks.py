"""The checks made on the demonstration of the credits market: each recomputes something from
another source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.units import format_hundredths
from gateway.rehearsal.credits_market.cast import (
    BODIES,
    CASH_FEN,
    EMITTER,
    NAMES,
    PROJECTS,
    TOTAL,
)
from gateway.rehearsal.credits_market.emitter import DUE, TRADED_AT, TRADED_T
from gateway.rehearsal.credits_market.story import FEES, Held, Story
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
        _between_registries(story),
        _cancelled(story),
        _allowances(story),
        _compliance(story),
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
    numbers = [trade["trade"] for trade in story.heard.tape]
    volume = sum(trade["quantity"] for trade in story.heard.tape)
    holds = numbers == list(range(1, len(numbers) + 1)) and volume == TOTAL
    figures = f"{len(numbers)} trades, {volume:,} t"
    return Check("all of it traded, numbers without holes", holds, figures)


def _bulletin(story: Story) -> Check:
    volume = sum(trade["quantity"] for trade in story.heard.tape)
    amount = _amount(story)
    holds = _totals(story.heard.bulletin) == (volume, amount)
    return Check("the bulletin is the tape's", holds, f"{format_hundredths(amount)} CNY")


def _two_markets(story: Story) -> Check:
    amount = TRADED_T * TRADED_AT
    holds = _totals(story.heard.other_bulletin) == (TRADED_T, amount)
    figures = f"{TRADED_T} t, {format_hundredths(amount)} CNY"
    return Check("the allowance venue's bulletin has its own trade alone", holds, figures)


def _both_confirm(story: Story) -> Check:
    cash, units = ({name: each[name] for name in _SETTLED} for each in story.summaries)
    holds = cash == units and cash["delivered"] == len(story.heard.tape) and cash["failed"] == 0
    figures = f"{cash['delivered']} delivered on both sides, tape hash {cash['tape_hash']}"
    return Check("exchange and registry have settled the same day", holds, figures)


_SETTLED = ("count", "quantity", "amount_fen", "tape_hash", "delivered", "failed", "status")


def _fees(story: Story) -> Check:
    due = 2 * sum(
        (trade["price"] * trade["quantity"] * FEE_PER_MILLE + 500) // 1_000
        for trade in story.heard.tape
    )
    holds = story.cash[FEES] == story.fee_income and abs(due - story.fee_income) <= len(
        story.heard.tape
    )
    return Check("fees of 6 ‰ from each side", holds, f"{format_hundredths(story.fee_income)} CNY")


def _cash(story: Story) -> Check:
    held, paid_in = sum(story.cash.values()), CASH_FEN * len(NAMES)
    figures = f"{format_hundredths(held)} CNY of {format_hundredths(paid_in)}"
    return Check("cash is conserved in the exchange's books", held == paid_in, figures)


def _units(story: Story) -> Check:
    gone = _in_state(story.held, "cancelled")
    said = {row["instrument"]: (row["outstanding"], row["cancelled"]) for row in story.issued}
    all_held = _by_code(story.held)
    found = {code: (t - gone.get(code, 0), gone.get(code, 0)) for code, t in all_held.items()}
    left, cancelled = (sum(each) for each in zip(*said.values(), strict=True))
    figures = f"{left:,} t held + {cancelled:,} t cancelled = {TOTAL:,} t"
    holds = said == found and left + cancelled == TOTAL
    return Check("credits are conserved: held and cancelled are those issued", holds, figures)


def _resale(story: Story) -> Check:
    holds = story.heard.refused == "opposite_side_traded"
    return Check("a seller may not buy the same credits back", holds, story.heard.refused)


def _between_registries(story: Story) -> Check:
    covered = {row["reference"]: row["quantity"] for row in story.heard.fulfilled.offsets}
    cancelled = {row["reference"]: row["quantity"] for row in story.orders}
    ended = {row["status"] for row in story.orders}
    tonnes, counted = sum(covered.values()), story.heard.fulfilled.position["offset"]
    holds = covered == cancelled and ended == {"cancelled"} and 0 < tonnes == counted
    figures = f"{tonnes:,} t cancelled in the one, {counted:,} t counted in the other"
    return Check("both registries know the same offsets", holds, figures)


def _cancelled(story: Story) -> Check:
    proven = {row["instrument"]: row["quantity"] for row in story.heard.certificates}
    named = all(row["holder"] == NAMES[EMITTER] for row in story.heard.certificates)
    holds = proven == story.heard.bought == _in_state(story.held, "cancelled") and named
    figures = f"{sum(proven.values()):,} t, {len(proven)} certificates"
    return Check("certificates of cancellation verify", holds, figures)


def _allowances(story: Story) -> Check:
    given_up = sum(_in_state(story.held_beside, "surrendered").values())
    held = sum(story.held_beside.values()) - given_up
    holds = held + given_up == DUE and given_up == story.heard.fulfilled.position["surrendered"]
    figures = f"{held:,} t held + {given_up:,} t surrendered = {DUE:,} t"
    return Check("allowances are conserved: held and surrendered are those issued", holds, figures)


def _compliance(story: Story) -> Check:
    certificate, position = story.heard.fulfilled.certificate, story.heard.fulfilled.position
    due, surrendered, offset = (certificate[name] for name in _COVERED)
    holds = due == surrendered + offset == DUE and position["outstanding"] == 0
    holds = holds and all(certificate[name] == position[name] for name in _COVERED)
    figures = f"{due:,} t = {surrendered:,} t surrendered + {offset:,} t offset"
    return Check("the certificate of compliance verifies", holds, figures)


_COVERED = ("due", "surrendered", "offset")


def _no_breaks(story: Story) -> Check:
    counts = {name: len(breaks) for name, breaks in story.breaks.items()}
    figures = ", ".join(f"{name} {count}" for name, count in counts.items())
    return Check("reconciliations without a break", not any(counts.values()), figures)


def _in_state(held: Held, state: str) -> dict[str, int]:
    """Tonnes in a state, by code."""
    return {code: t for (code, in_state), t in held.items() if in_state == state and t}


def _by_code(held: Held) -> dict[str, int]:
    """Tonnes in all states, by code."""
    codes = Counter[str]()
    for (code, _), t in held.items():
        codes[code] += t
    return dict(codes)


def _amount(story: Story) -> int:
    return sum(trade["price"] * trade["quantity"] for trade in story.heard.tape)


def _totals(bulletin: Mapping[str, Any]) -> tuple[int, int]:
    """Quantity and amount of a day in a bulletin."""
    day = bulletin["totals"]["day"]
    return day["volume"], day["amount_fen"]
