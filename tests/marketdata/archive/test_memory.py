"""The process that writes a day needs no more memory for a long day than for a short one, but the
row of each of the first million trades of the running day, which can be undone.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from marketdata.archive import table_files
from marketdata.archive.recorder import Recorder, feed_of
from marketdata.channels import CHANNELS, TRADES
from marketdata.day_tape import ROW
from marketdata.settlement_rows import WORD_BYTES
from tests.marketdata.conftest import Exchange

Event = dict[str, Any]
KEPT = 64  # messages of the tape; of other channels no more than a piece
PIECE = 150  # trades
PIECES = 6
FULL = 2  # the piece after which everything is kept that ever will be
GROWTH_BYTES = ROW * WORD_BYTES + 40  # a trade: its row; a bar of each minute is kept
GAP_NS = 40_000_000


def repeated(quote_and_take: list[Event], count: int) -> Iterator[list[Event]]:
    """The events of as many more trades, each of two commands, a piece at a time."""
    orders = {event["order_id"] for event in quote_and_take}
    for first in range(1, count + 1, PIECE):
        piece = []
        for step in range(first, min(first + PIECE, count + 1)):
            for event in quote_and_take:
                piece.append(moved(event, step, len(quote_and_take), len(orders)))
        yield piece


def moved(event: Event, step: int, events: int, orders: int) -> Event:
    """An event some trades later."""
    later = event | {
        "sequence": event["sequence"] + step * events,
        "command": event["command"] + step * orders,
        "time_ns": event["time_ns"] + step * GAP_NS,
        "order_id": event["order_id"] + step * orders,
    }
    if event["kind"] == "fill":
        later |= {
            "number": event["number"] + step,
            "maker_order_id": event["maker_order_id"] + step * orders,
        }
    return later


def test_a_longer_day_needs_no_more_memory_than_its_tape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "ROWS_HELD", 128)
    monkeypatch.setitem(CHANNELS, TRADES, replace(CHANNELS[TRADES], kept=KEPT))
    exchange = Exchange()
    exchange.list_instrument("CEA25", "75.00")
    exchange.at("2026-01-05T09:30:00+08:00")
    exchange.start("2026-01-05")
    opening = len(exchange.events)
    exchange.trade("CEA25", "75.00", 10)
    trade = exchange.events[opening:]
    recorder = Recorder(feed_of("test"), tmp_path)
    recorder.take(exchange.events)
    peaks: list[int] = []
    tracemalloc.start()
    for piece in repeated(trade, PIECES * PIECE):
        tracemalloc.reset_peak()
        recorder.take(piece)
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    recorder.close()
    assert (peaks[-1] - peaks[FULL]) / (PIECE * (PIECES - FULL - 1)) < GROWTH_BYTES
