"""Records the trades of instruments to Parquet, each once, over lost connections and stops; a trade
that the exchange undoes comes once more, with the number of its correction.

    python recorder.py FEED FOLDER CEA24 CEA25

Each file is written whole or not at all; a start goes on after the last trade in the folder. Where
the feed no longer keeps what was missed, the last 50 trades come without their times. It needs
pyarrow (`pip install ceax-client pyarrow`).
"""

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet

from marketdata.client import connect

GIVE_UP_S, ROWS = 3600.0, 10_000
COLUMNS = arrow.schema(
    [
        ("venue", arrow.string()),
        ("instrument", arrow.string()),
        ("seq", arrow.int64()),
        ("time_ns", arrow.int64()),
        ("date", arrow.string()),
        ("trade", arrow.int64()),
        ("price", arrow.int64()),  # 0.01 CNY
        ("quantity", arrow.int64()),  # t
        ("side", arrow.string()),  # the taker's
        ("correction", arrow.int64()),  # of a trade that is undone
    ]
)
TERMS = COLUMNS.names[4:]
Row = dict[str, Any]


class Recorder:
    """Rows that are not written yet, and the last number of each instrument."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.rows = folder, list[Row]()
        self.last: dict[tuple[str, str], Row] = {}
        self.undone: dict[tuple[str, str], Row] = {}  # the last corrections
        self.files = sorted(folder.glob("trades-*.parquet"))
        for path in self.files:
            for row in parquet.read_table(path).to_pylist():
                known = self.undone if row.get("correction") else self.last
                known[row["venue"], row["instrument"]] = row

    def following(self, venue: str, instrument: str) -> int:
        """The number of the message after the last one recorded."""
        both = [each.get((venue, instrument), {"seq": 0}) for each in (self.last, self.undone)]
        return 1 + max(int(row["seq"]) for row in both)

    def apply(self, message: Any) -> None:
        """Take in a trade, or those of a snapshot that are not recorded yet."""
        is_one, stream = message["type"] == "update", (message["epoch"], message["instrument"])
        for trade in [message["data"]] if is_one else message["data"]["trades"]:
            name = "correction" if "correction" in trade else "trade"
            known = self.undone if name == "correction" else self.last
            last = known.get(stream)
            if last is None or (trade["date"], trade[name]) > (last["date"], last[name]):
                head = (*stream, message["seq"], message["time_ns"] if is_one else None)
                row = dict(zip(COLUMNS.names, (*head, *map(trade.get, TERMS)), strict=True))
                known[stream] = row
                self.rows.append(row)
        if len(self.rows) >= ROWS:
            self.write()

    def write(self) -> None:
        """Write what waits to the next file."""
        if not self.rows:
            return
        path = self.folder / f"trades-{len(self.files) + 1:06}.parquet"
        part = path.with_suffix(".part")
        parquet.write_table(arrow.Table.from_pylist(self.rows, schema=COLUMNS), part)
        part.replace(path)
        self.files.append(path)
        self.rows.clear()

    async def write_every(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            self.write()


async def main(words: argparse.Namespace) -> None:
    words.folder.mkdir(parents=True, exist_ok=True)
    recorder, running = Recorder(words.folder), asyncio.current_task()
    assert running is not None
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, running.cancel)
    writing = asyncio.create_task(recorder.write_every(words.every))
    try:
        async with connect(words.feed, give_up_s=GIVE_UP_S) as feed:
            for code in words.instruments:
                await feed.subscribe("trades", code, recorder.following(feed.venue, code))
            async for message in feed:
                recorder.apply(message)
    except asyncio.CancelledError:
        pass  # it was asked to stop
    finally:
        writing.cancel()
        recorder.write()


def read() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("feed")
    words.add_argument("folder", type=Path)
    words.add_argument("instruments", nargs="+")
    words.add_argument("--every", type=float, default=60.0, help="seconds between files")
    return words.parse_args()


asyncio.run(main(read()))
