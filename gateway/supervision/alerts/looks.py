"""The rules on the house: what is found by looking at the processes, the disk, the clock and the
schedule. What holds is found at each look, so that what is found no more is over.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.units import format_date
from gateway.supervision.alerts.records import About, Change, Figure, Turn
from gateway.supervision.rule_settings import Settings

NS_PER_MS, MB, WHOLE = 1_000_000, 1_000_000, 100
HOUR_S = 3_600.0
SAMPLES_MAX = 61  # of the log's size in an hour
SAMPLE_S = HOUR_S / (SAMPLES_MAX - 1)
# Rules of what the schedule reports, by its code; of another code SCHEDULE_NOTICE.
RULE_OF_NOTICE = {
    "day_not_opened": "day_not_opened",
    "day_not_settled": "day_not_settled",
    "day_ahead": "day_waits",
    "date_out_of_reach": "day_waits",
    "calendar_ends": "calendar_ends",
    "calendar_ended": "calendar_ends",
    "clock_leapt": "clock_offset",
    "log_damaged": "log_damaged",
}
SCHEDULE_NOTICE = "schedule_notice"
NOTICE_ZH = {
    "day_not_opened": "交易日未按时开市",
    "day_not_settled": "交易日未完成交收",
    "day_ahead": "场内交易日晚于今日",
    "date_out_of_reach": "日期超出可自动开市的范围",
    "calendar_ends": "交易日历即将用尽",
    "calendar_ended": "交易日历已用尽",
    "clock_leapt": "主机时钟跳变",
    "log_damaged": "日志损坏",
}


class Disk(NamedTuple):
    """The venue's disk and log, in bytes."""

    free: int
    size: int
    log: int


def of_notice(notice: Mapping[str, Any], turn: Turn = Turn.BEGINS) -> Change:
    """What the schedule reports."""
    code, en = notice["code"], notice["message"]
    zh = f"{NOTICE_ZH.get(code, '日程通知')}：{en}"
    return Change(turn, About(RULE_OF_NOTICE.get(code, SCHEDULE_NOTICE), code), zh, en)


class Absences:
    """Since when processes are away, or say that they cannot do their work. `known` were away
    before, for long enough.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._since_s = dict.fromkeys(known, -math.inf)

    def judge(self, found: Mapping[str, str], now_s: float, settings: Settings) -> Iterator[Change]:
        """`found`: what is wrong with each process, empty where nothing is."""
        rule = settings.get("process_away")
        self._since_s = {
            name: self._since_s.get(name, now_s) for name, wrong in found.items() if wrong
        }
        for name, since_s in self._since_s.items() if rule else ():
            assert rule is not None
            if now_s - since_s >= rule["after"]:
                words = f"{name} 进程失联或未就绪：{found[name]}", f"{name}: {found[name]}"
                yield Change(Turn.BEGINS, About("process_away", name), *words)


class LogSizes:
    """The log's size over the last hour."""

    def __init__(self) -> None:
        self._sizes: deque[tuple[float, int]] = deque(maxlen=SAMPLES_MAX)

    def judge(self, size: int, now_s: float, settings: Settings) -> Iterator[Change]:
        """What follows from the log's size now, in bytes."""
        if not self._sizes or now_s - self._sizes[-1][0] >= SAMPLE_S:
            self._sizes.append((now_s, size))
        grown = (size - self._sizes[0][1]) // MB
        most = settings.get("log_growth", {}).get("most")
        if most is not None and grown >= most:
            zh, en = f"日志一小时内增长 {grown:,} MB", f"the log grew by {grown:,} MB in an hour"
            figures = (Figure("grown", grown, "MB"), Figure("most", most, "MB"))
            yield Change(Turn.BEGINS, About("log_growth"), zh, en, figures)


def of_disk(disk: Disk, settings: Settings) -> Iterator[Change]:
    """What follows from the venue's disk."""
    least, free = settings.get("disk_free", {}).get("least"), disk.free * WHOLE // disk.size
    if least is not None and free < least:
        zh, en = f"磁盘剩余 {free}%", f"{free} % of the venue's disk is free"
        figures = (Figure("free", disk.free // MB, "MB"), Figure("least", least, "%"))
        yield Change(Turn.BEGINS, About("disk_free"), zh, en, figures)


def of_answers(overdue: Mapping[int, int], settings: Settings) -> Iterator[Change]:
    """What follows from cases that wait for an answer: by number, the day until which it was due,
    yyyymmdd.
    """
    for case, day in overdue.items() if "answer_overdue" in settings else ():
        date = format_date(day)
        zh = f"监控案件 {case} 逾期未答复，期限 {date}"
        en = f"the answer in case {case} of surveillance was due until {date}"
        yield Change(Turn.BEGINS, About("answer_overdue", f"case {case}"), zh, en)


def of_clock(offset_ns: int, settings: Settings) -> Iterator[Change]:
    """What follows from how far the gateway's clock is ahead of this computer's."""
    most, offset = settings.get("clock_offset", {}).get("offset"), offset_ns // NS_PER_MS
    if most is not None and abs(offset) >= most:
        zh = f"网关时钟与本机相差 {offset:,} 毫秒"
        en = f"the gateway's clock is {offset:,} ms ahead of this computer's"
        figures = (Figure("offset", offset, "ms"), Figure("most", most, "ms"))
        yield Change(Turn.BEGINS, About("clock_offset", "gateway"), zh, en, figures)


class Holding:
    """Which conditions hold, by the looks at them: what is not found any more has ended."""

    def __init__(self, lasting: Iterable[About]) -> None:
        self._lasting = set(lasting)

    def judge(self, looked_at: Iterable[str], found: Iterable[Change]) -> Iterator[Change]:
        """What is new, and what has ended, of the rules that were looked at."""
        known, now = self._lasting, {change.about: change for change in found}
        over = [each for each in known - now.keys() if each.rule in set(looked_at)]
        for about in sorted(over):
            known.discard(about)
            yield Change(Turn.ENDS, about)
        for about, change in now.items():
            if about not in known:
                known.add(about)
                yield change
