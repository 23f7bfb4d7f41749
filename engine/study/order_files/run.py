"""A simulation from files: instruments found, days opened and closed, rows submitted and tables
written block by block.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np

from engine.commands import CommandArray, CommandKind
from engine.events import EventArray, EventKind, Reason
from engine.study.listings import widest_band_bp
from engine.study.order_files import outputs
from engine.study.order_files.base_prices import Stages, base_prices
from engine.study.order_files.blocks import Rows
from engine.study.order_files.number_texts import Integers
from engine.study.order_files.order_texts import OrderTexts, names_by_text
from engine.study.order_files.orders import BOOK_COLUMNS, COLUMNS, REQUIRED, commands_of
from engine.study.order_files.rows import read_rows
from engine.study.order_files.settings import Days, Files, Settings, Summary
from engine.study.order_files.tables import Block, Columns, TableFile
from engine.study.simulation import Listing, SimulatedVenue, acknowledgements

# day of a file without times, or with times of day only
DATE = int(np.datetime64("2026-01-05").astype(np.int64))
DATE_LEAST = int(np.datetime64("2000-01-01").astype(np.int64))
DAY_NS = 86_400_000_000_000
SHANGHAI_NS = 8 * 3_600_000_000_000  # east of Greenwich


def simulate(files: Files, settings: Settings, stages: Stages) -> Summary:
    """Run an order file through a venue.

    Raises OrderFileRefused, SimulationRefused; then no output file is changed.
    """
    with ExitStack() as stack:
        run = _Run(files, settings, stages, stack)
        begun = time.perf_counter()
        run.play()
        run.write_end()
    run.summary.whole_s = time.perf_counter() - begun
    return run.summary


class _Run:
    def __init__(self, files: Files, settings: Settings, stages: Stages, stack: ExitStack) -> None:
        self._files, self._settings, self._stages = files, settings, stages
        self.summary = Summary()
        bases = base_prices(files.orders, files.book, settings.base_prices, stages, files.encoding)
        listings = [Listing(code, price, settings.parameters) for code, price in bases.items()]
        self._codes = [each.code.encode() for each in listings]
        funds = {"cash_fen": settings.cash_fen, "units": settings.units}
        self._venue = SimulatedVenue(
            listings, settings.accounts, capacity=settings.capacity, **funds
        )
        self._names = outputs.OrderNames(
            self._venue, OrderTexts() if self._named_by_text() else None
        )
        self._day: int | None = None
        self._time_ns = 0
        self._trades = stack.enter_context(
            TableFile(files.trades, self._names.columns(outputs.TRADE_COLUMNS))
        )
        self._events: TableFile | None = None
        if files.events is not None:
            self._events = stack.enter_context(
                TableFile(files.events, self._names.columns(outputs.EVENT_COLUMNS))
            )

    def play(self) -> None:
        """Every row, a block at a time."""
        for rows in self._rows(self._files.orders, COLUMNS, "simulating"):
            commands, references = commands_of(
                rows, self._codes, self._settings.accounts, self._names.texts
            )
            self._check_times(rows, commands["time_ns"])
            for day, first, end in self._days(commands["time_ns"]):
                if day != self._day:
                    self._next_day(day)
                self._submit(commands[first:end], references[first:end])
            self._time_ns = max(self._time_ns, int(commands["time_ns"].max()))
            self._names.forget()

    def _rows(self, path: Path, columns: Sequence[str], stage: str) -> Iterator[Rows]:
        encoding = self._files.encoding
        return read_rows(path, columns, REQUIRED, self._stages(stage), encoding=encoding)

    def write_end(self) -> None:
        """Depth, positions and balances as they are after the last row, while its day is open."""
        tables: tuple[tuple[Path | None, Columns, Callable[[SimulatedVenue], Block]], ...] = (
            (self._files.depth, outputs.DEPTH_COLUMNS, outputs.depth_block),
            (self._files.positions, outputs.POSITION_COLUMNS, outputs.position_block),
            (self._files.balances, outputs.BALANCE_COLUMNS, outputs.balance_block),
        )
        for path, columns, block in tables:
            if path is not None:
                with TableFile(path, columns) as table:
                    table.write(block(self._venue))

    def _check_times(self, rows: Rows, times: Integers) -> None:
        latest = np.maximum.accumulate(np.maximum(times, self._time_ns))
        rows.refuse(
            (times != 0) & (times < latest),
            "time",
            "earlier than a row before it; times never fall",
        )
        if self._settings.days is not Days.ONE:
            rows.refuse(times == 0, "time", "trading days by date need the time of every row")

    def _days(self, times: Integers) -> Iterator[tuple[int, int, int]]:
        """(day as days since 1970, first row, row after the last) for each stretch of one trading
        day.
        """
        if self._settings.days is Days.ONE:
            first = int(times[0]) // DAY_NS
            yield self._day or (first if first >= DATE_LEAST else DATE), 0, len(times)
            return
        days = (times + (SHANGHAI_NS if self._settings.days is Days.SHANGHAI else 0)) // DAY_NS
        starts = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
        for first, end in pairwise(starts):
            yield int(days[first]), first, end

    def _named_by_text(self) -> bool:
        """Whether the orders have texts for names in the file or in the book."""
        files = ((self._files.orders, COLUMNS), (self._files.book, BOOK_COLUMNS))
        return any(
            names_by_text(path, columns, REQUIRED, self._files.encoding)
            for path, columns in files
            if path is not None
        )

    def _next_day(self, day: int) -> None:
        if self._day is not None:
            self._hear(self._venue.close_day())
        if not self._settings.band:
            self._open_bands()
        self._hear(self._venue.open_day(np.datetime64(day, "D")))
        self.summary.days += 1
        if self._day is None and self._files.book is not None:
            self._enter_book(self._files.book)
        self._day = day

    def _open_bands(self) -> None:
        """Every instrument's limits as far as the ladders have room, around the last close."""
        capacity = self._settings.capacity
        step = capacity.ladder_step
        places = capacity.levels // len(self._codes) // step * step
        for code, close in zip(
            self._codes, self._venue.instruments()["close"].tolist(), strict=True
        ):
            self._venue.set_parameters(code.decode(), band_bp=widest_band_bp(close, places))

    def _enter_book(self, path: Path) -> None:
        for rows in self._rows(path, BOOK_COLUMNS, "entering the book"):
            commands, references = commands_of(
                rows, self._codes, self._settings.accounts, self._names.texts
            )
            events = self._apply(commands, references)
            first = acknowledgements(events)
            reasons = np.where(first["kind"] == EventKind.REFUSED, first["reason"], 0)
            for reason in np.unique(reasons[reasons != 0]).tolist():
                rows.refuse(
                    reasons == reason,
                    "order",
                    f"refused, {Reason(reason).name.lower().replace('_', ' ')}",
                )
            traded = np.isin(first["command"], events["command"][events["kind"] >= EventKind.FILL])
            rows.refuse(
                traded,
                "price",
                "it would trade with a row before it, or leave; the orders of a book rest",
            )
            self._hear(events)
            self._names.forget()

    def _apply(self, commands: CommandArray, references: Integers) -> EventArray:
        """What came of them; the answer to a replace names its order, as to other rows."""
        events = self._venue.submit(commands, references)
        answers = events["kind"] <= EventKind.REFUSED
        answers &= events["command_kind"] == CommandKind.REPLACE
        events["number"][answers] = references[commands["kind"] == CommandKind.REPLACE]
        return events

    def _submit(self, commands: CommandArray, references: Integers) -> None:
        begun = time.perf_counter()
        events = self._apply(commands, references)
        self.summary.engine_s += time.perf_counter() - begun
        kinds, counts = np.unique(commands["kind"], return_counts=True)
        for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True):
            self.summary.commands[CommandKind(kind).name.lower()] += count
        self.summary.count(events)
        self._hear(events)

    def _hear(self, events: EventArray) -> None:
        self._names.hear(events)
        self._trades.write(outputs.trade_block(self._venue, events, self._names))
        if self._events is not None:
            self._events.write(outputs.event_block(self._venue, events, self._names))
