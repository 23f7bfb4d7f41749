"""Watches the trading of an account and stops it: a kill when a limit of the day is passed.

    python risk_monitor.py GATEWAY KEY_FILE --net 20000 --turnover 5000000

It logs on with a key of its own of the account. It reads the day's reports from the first one on,
so it may be started at any time, and it misses none over a lost connection. A kill withdraws every
order of the account and refuses new ones until `ceax release`.
"""

import argparse
import asyncio
import json
from collections import defaultdict

from gateway.client import ConnectionLost, ReplyMissing, Session, connect
from gateway.client.typed import AwardReport, FillReport, Report, TradeCancelReport
from gateway.protocol.private_keys import KeyFile

GIVE_UP_S = 3600.0


class Day:
    """What an account has traded on one day: net tonnes by instrument, and fen."""

    def __init__(self, date: str) -> None:
        self.date, self.turnover_fen = date, 0
        self.net: dict[str, int] = defaultdict(int)

    def apply(self, report: Report) -> None:
        if report["report"] == "fill" or report["report"] == "award":
            self.count(report, 1)
        if report["report"] == "trade_cancel" and report["method"] != "block":
            self.count(report, -1)

    def count(self, traded: AwardReport | FillReport | TradeCancelReport, done: int) -> None:
        sign = done if traded["side"] == "buy" else -done
        self.net[traded["instrument"]] += sign * traded["quantity"]
        self.turnover_fen += done * traded["amount_fen"]

    def passed(self, limits: argparse.Namespace) -> str:
        """Which limit is passed, "" for none."""
        over = [code for code, net in self.net.items() if abs(net) > limits.net]
        if over:
            return f"net {self.net[over[0]]} t of {over[0]}"
        turnover = self.turnover_fen / 100
        return f"turnover {turnover:.2f} CNY" if turnover > limits.turnover else ""


async def kill(session: Session) -> int:
    """Kill the own account, whatever it takes; how many orders were withdrawn."""
    while True:
        try:
            return (await session.operations.kill())["cancelled"]
        except (ConnectionLost, ReplyMissing):
            await session.connected()


async def watch(session: Session, limits: argparse.Namespace) -> None:
    day = Day("")
    async for report in session.reports():
        if report["report_date"] != day.date:
            day = Day(report["report_date"])
        day.apply(report)
        if why := day.passed(limits):
            cancelled = await kill(session)
            print(json.dumps({"killed": why, "cancelled": cancelled}), flush=True)
            return


async def main(limits: argparse.Namespace) -> None:
    key = KeyFile.load(limits.key_file)
    async with connect(limits.gateway, key, today=True, give_up_s=GIVE_UP_S) as session:
        await watch(session, limits)


def read() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("gateway")
    words.add_argument("key_file")
    words.add_argument("--net", type=int, required=True, help="tonnes bought less sold, each way")
    words.add_argument("--turnover", type=float, required=True, help="CNY")
    return words.parse_args()


asyncio.run(main(read()))
