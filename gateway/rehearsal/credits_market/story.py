"""What happened in the demonstration of the credits market, as the servers say it at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.units import format_date
from gateway.rehearsal.credits_market.cast import IN_ALLOWANCES, NAMES, TRADED
from gateway.rehearsal.credits_market.emitter import Fulfilled
from gateway.rehearsal.venue import RehearsalVenue

Row = Mapping[str, Any]
Held = Mapping[tuple[str, str], int]  # t by code and state
FEES = 0  # the account of the exchange itself in its books of cash


@dataclass(frozen=True)
class Heard:
    """What was heard while it happened."""

    tape: Sequence[Row]
    bulletin: Row
    other_bulletin: Row  # of the allowance venue, on the same day
    refused: str  # what a seller is answered that buys back
    bought: Mapping[str, int]  # by the emitter, by code
    fulfilled: Fulfilled
    certificates: Sequence[Row]  # of cancellations, with what their check says


@dataclass(frozen=True)
class Story:
    """What was heard, and both venues and registries after the last day. Cash in fen, units in
    t; `held` and `held_beside` are of all accounts.
    """

    seed: int
    heard: Heard
    projects: Sequence[Row]
    periods: Sequence[Row]
    issued: Sequence[Row]
    orders: Sequence[Row]  # of the other registry, for offsets
    summaries: Sequence[Row]  # of the day, by the exchange and by the registry
    cash: Mapping[int, int]
    fee_income: int
    held: Held
    held_beside: Held
    breaks: Mapping[str, Sequence[Row]]


async def collect(
    seed: int, heard: Heard, credits: RehearsalVenue, allowances: RehearsalVenue
) -> Story:
    """Ask the servers of both venues what there is to show and to check."""
    registry, cash = credits.registry, credits.cash
    date = format_date(TRADED)
    at_cash = {each: await cash.operations.cash(account=each) for each in (*NAMES, FEES)}
    places = {"exchange's cash": cash, "credits registry": registry}
    places["allowance registry"] = allowances.registry
    income = await credits.exchange.request("fee_income")
    return Story(
        seed=seed,
        heard=heard,
        projects=(await registry.request("projects"))["projects"],
        periods=(await registry.request("periods"))["periods"],
        issued=(await registry.request("issued_credits"))["issued_credits"],
        orders=(await registry.request("offset_orders"))["orders"],
        summaries=[await each.operations.summary(date=date) for each in (cash, registry)],
        cash={each: row["available_fen"] for each, row in at_cash.items()},
        fee_income=income["trading_fees_fen"] + income["settlement_fees_fen"],
        held=await _held(credits, NAMES),
        held_beside=await _held(allowances, IN_ALLOWANCES),
        breaks={
            name: (await each.operations.reconcile())["breaks"] for name, each in places.items()
        },
    )


async def _held(venue: RehearsalVenue, accounts: Iterable[int]) -> Held:
    held = Counter[tuple[str, str]]()
    for account in accounts:
        for row in (await venue.registry.operations.holdings(account=account))["holdings"]:
            held[row["instrument"], row["state"]] += row["quantity"]
    return dict(held)
