"""The engine as a library: a venue in memory, order flow in and events out as numpy arrays. No
sockets, files or clock.

    venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=100, cash_fen=10**11, units=10**5)
    venue.open_day("2026-01-05")
    orders = venue.orders([1, 2], "CEA25", [Side.SELL, Side.BUY], [7850, 7850], [10, 4])
    events = venue.submit(orders)
    venue.depth("CEA25", 5)
    venue.close_day()

Prices are int64 in ticks of 0.01 CNY, quantities in tonnes, money in fen, times in nanoseconds. The
same commands always give the same events. `Listing` has the rules of the carbon market unless
others are given, `ordinary` those of a plain order book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.commands import (
    MARKET,
    CommandArray,
    CommandKind,
    Parameter,
    Phase,
    TimeInForce,
    command,
    empty_commands,
    in_setting_order,
)
from engine.errors import SimulationRefused
from engine.events import EventArray, EventKind
from engine.record.intake import Intake
from engine.rules.check import check
from engine.rules.state import Capacity, StateArray, empty_state
from engine.study import figures
from engine.study.answers import acknowledgements, fills, refusal_words
from engine.study.beginnings import accounts_opened, brought_in
from engine.study.listings import ORDINARY, Listing, ordinary
from engine.units import PRICE_FIELD_MAX, parse_date

__all__ = [
    "ORDINARY",
    "Listing",
    "SimulatedVenue",
    "acknowledgements",
    "fills",
    "ordinary",
    "refusal_words",
]

Date = int | str | dt.date | np.datetime64


class SimulatedVenue:
    """A venue in memory: accounts 1 to `accounts`, and the listings as instruments 1, 2 ... in
    their order.

    cash_fen: paid in for each account, an integer or an array of shape (accounts,). units:
    delivered to each account of each instrument, an integer or an array that can be broadcast to
    (accounts, instruments). capacity: sizes of the tables; the kernels are compiled once for each,
    so keep to the default, which is also the gateway's. That happens in other processes; until it
    is done plain Python decides, with the same events, and a call with more than
    `engine.record.ahead.PLAIN_MAX` commands waits for it. Those processes go on when this one has
    ended, for the sake of the next. Raises SimulationRefused when the venue cannot hold what is
    asked.
    """

    def __init__(
        self,
        listings: Sequence[Listing],
        accounts: int,
        *,
        cash_fen: ArrayLike = 0,
        units: ArrayLike = 0,
        capacity: Capacity | None = None,
    ) -> None:
        self.capacity = capacity or Capacity()
        self.state: StateArray = empty_state(self.capacity)
        self._intake = Intake(self.state)
        self._numbers = {each.code: number for number, each in enumerate(listings, 1)}
        self._list(listings)
        self._done(accounts_opened(accounts))
        self._done(brought_in(cash_fen, units, accounts, len(listings)))

    def number(self, code: str) -> int:
        """The number of an instrument. Raises SimulationRefused when it is not listed."""
        if code not in self._numbers:
            raise SimulationRefused(
                f"no instrument {code!r}; listed are {', '.join(self._numbers)}"
            )
        return self._numbers[code]

    def set_parameters(self, code: str, **parameters: int) -> None:
        """Change parameters of an instrument, by their names in lower case.

        One that touches what rests (engine/rules/parameters.py) is in force from the next day on,
        others at once. Raises SimulationRefused for one that is not there, out of its range or
        refused.
        """
        number = self.number(code)
        checked = Listing(code, 1, parameters).parameters
        chosen = {Parameter[name.upper()]: value for name, value in checked.items()}
        for parameter in in_setting_order(chosen):
            fields = {"instrument": number, "parameter": parameter, "value": chosen[parameter]}
            self._done(command(CommandKind.SET_PARAMETER, **fields))

    def open_day(self, date: Date, phase: Phase = Phase.MORNING) -> EventArray:
        """Start a trading day and go on to a phase; the events. Dates are 20260105, "2026-01-05", a
        date or a datetime64.

        Bands are around the last close, T+1 units become sellable. With PRE_OPEN the day waits
        there, for an opening call or an auction, until `set_phase`. Raises SimulationRefused,
        UnitError.
        """
        started = self._done(command(CommandKind.START_DAY, date=_date_number(date)))
        return (
            started if phase == Phase.PRE_OPEN else np.concatenate([started, self.set_phase(phase)])
        )

    def set_phase(self, phase: Phase) -> EventArray:
        """Go on to a later phase of the day; the events.

        Raises SimulationRefused when it is not a later one.
        """
        return self._done(command(CommandKind.SET_PHASE, phase=phase))

    def close_day(self) -> EventArray:
        """Close the day: what rests is withdrawn, closes are computed, every trade is delivered;
        the events.

        Raises SimulationRefused when no day is open.
        """
        events = [self.set_phase(Phase.CLOSED), self._done(command(CommandKind.END_DAY))]
        day = events[-1][events[-1]["kind"] == EventKind.DAY_FIGURES][0]
        result = command(CommandKind.CLEARING_RESULT, date=day["date"], count=day["number"])
        for name in ("quantity", "amount_fen", "tape_hash"):
            result[name] = day[name]
        events.append(self._done(result))
        events.append(self._done(command(CommandKind.SETTLEMENT_DONE, date=day["date"])))
        return np.concatenate(events)

    def orders(
        self,
        account: ArrayLike,
        code: str,
        side: ArrayLike,
        price: ArrayLike,
        quantity: ArrayLike,
        *,
        time_in_force: ArrayLike = TimeInForce.DAY,
        time_ns: ArrayLike = 0,
    ) -> CommandArray:
        """New orders of one instrument as COMMAND records; every argument is an integer or an
        array, broadcast together.

        A price of 0 makes a market order. Raises SimulationRefused for an unknown code and a price
        past PRICE_FIELD_MAX, ValueError for shapes that differ.
        """
        columns = np.broadcast_arrays(
            *map(np.asarray, (account, side, price, quantity, time_in_force, time_ns))
        )
        if np.abs(columns[2]).max(initial=0) > PRICE_FIELD_MAX:
            raise SimulationRefused(f"a price past {PRICE_FIELD_MAX:,} ticks")
        commands = empty_commands(columns[0].size)
        commands["kind"], commands["instrument"] = CommandKind.NEW_ORDER, self.number(code)
        for name, values in zip(
            ("account", "side", "price", "quantity", "time_in_force", "time_ns"),
            columns,
            strict=True,
        ):
            commands[name] = values.ravel()
        commands["flags"] = np.where(commands["price"] == 0, MARKET, 0)
        return commands

    def submit(self, commands: CommandArray, references: ArrayLike | None = None) -> EventArray:
        """Apply COMMAND records in order and return their EVENT records: for each an
        acknowledgement, then what followed.

        Sequence and version are stamped here, and times where they are 0 (the time before);
        `commands` stays as it is.
        references: one integer a command. That of a NEW_ORDER names the order from then on, that of
        a CANCEL or REPLACE says which order is meant, in place of `order_id`; 0 is none. A
        reference used again names the newer order. Raises SimulationRefused when times fall or
        there are not as many references, ValueError for another dtype.
        """
        return self._intake.submit(commands, references)

    def depth(self, code: str, levels: int) -> figures.Table:
        """The best levels: `figures.DEPTH_LEVEL` of shape (2, levels), bids then asks, best first,
        zeros beyond.
        """
        return figures.depth(self.state, self.number(code), levels)

    def open_orders(self) -> figures.Table:
        """Every resting order as `figures.OPEN_ORDER`, by order number."""
        return figures.open_orders(self.state)

    def positions(self) -> figures.Table:
        """Holdings as `figures.POSITION`, by account and instrument."""
        return figures.positions(self.state)

    def cash(self) -> figures.Table:
        """Cash of every account as `figures.CASH`, by account."""
        return figures.cash(self.state)

    def instruments(self) -> figures.Table:
        """Prices and the day's figures of every instrument as `figures.INSTRUMENT_FIGURES`, by
        number.
        """
        return figures.instruments(self.state)

    def check(self) -> list[str]:
        """Everything that is not sound, a sentence each: conservation of cash and units, books,
        locks. Empty when all is.
        """
        return check(self.state)

    def _done(self, commands: CommandArray) -> EventArray:
        """Apply what must succeed.

        Raises SimulationRefused for the first command that is refused.
        """
        events = self.submit(commands)
        refused = events[events["kind"] == EventKind.REFUSED]
        if len(refused):
            raise SimulationRefused(refusal_words(refused[0]))
        return events

    def _list(self, listings: Sequence[Listing]) -> None:
        for number, each in enumerate(listings, 1):
            fields: dict[str, Any] = {
                "instrument": number,
                "base_price": each.base_price,
                "code": each.code.encode(),
            }
            self._done(command(CommandKind.LIST_INSTRUMENT, **fields))
            self.set_parameters(each.code, **each.parameters)


def _date_number(date: Date) -> int:
    if isinstance(date, int | np.integer):
        return int(date)
    return parse_date(
        str(np.datetime_as_string(date, "D") if isinstance(date, np.datetime64) else date)
    )
