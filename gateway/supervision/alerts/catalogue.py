"""The rules of alerts as data: what each is about, and its thresholds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from gateway.supervision.rule_settings import Threshold, read_file

SETTINGS_NAME = "alerts.toml"  # in a venue's data folder
BP_MAX, SECONDS_MAX = 10_000, 86_400


class AlertRule(NamedTuple):
    """A rule. `of_day`: what it raised is over when the trading day ends."""

    name: str
    words: str
    sentence: str
    thresholds: tuple[Threshold, ...] = ()
    of_day: bool = False


def _bp(name: str, default: int, sentence: str) -> Threshold:
    return Threshold(name, "0.01 %", default, 0, BP_MAX, sentence)


def _seconds(name: str, default: int, sentence: str) -> Threshold:
    return Threshold(name, "s", default, 1, SECONDS_MAX, sentence)


RULES = (
    AlertRule(
        "limit_near",
        "临近涨跌停",
        "The last price, the best bid or the best ask is near a price limit.",
        (
            _bp("within", 100, "distance from the limit, of its price"),
            _bp("until", 150, "distance at which it is near no more"),
        ),
        of_day=True,
    ),
    AlertRule(
        "limit_at",
        "触及涨跌停",
        "The last price, the best bid or the best ask is a price limit.",
        of_day=True,
    ),
    AlertRule(
        "limit_locked",
        "封涨跌停",
        "Orders rest at a price limit, and none on the other side: what rests is sealed (封单量).",
        (
            Threshold(
                "growth", "%", 100, 10, 1_000, "change of the sealed quantity that is reported"
            ),
        ),
        of_day=True,
    ),
    AlertRule(
        "limit_left", "离开涨跌停", "An instrument was at a price limit and left it.", of_day=True
    ),
    AlertRule("halted", "停牌", "An instrument, or the whole venue, is halted."),
    AlertRule("large_holder", "大户", "A holding has reached the large-holder threshold."),
    AlertRule("killed", "紧急停止", "An account, or a key, is under a kill."),
    AlertRule(
        "refusals",
        "频繁被拒",
        "The engine, or the gateway, refuses an account's requests again and again.",
        (
            Threshold("count", "", 50, 2, 100_000, "refusals"),
            _seconds("within", 10, "time in which they came"),
            _seconds("calm", 60, "time without one after which it is over"),
        ),
        of_day=True,
    ),
    AlertRule(
        "session_lost",
        "会话中断",
        "A member's session was lost; its orders were withdrawn if it had asked for it.",
        of_day=True,
    ),
    AlertRule("trade_failed", "交收失败", "A trade could not be delivered."),
    AlertRule(
        "clearing_refused", "清算不符", "A clearing result differs from the exchange's figures."
    ),
    AlertRule("day_not_opened", "未按时开市", "The day was to open and waits."),
    AlertRule("day_not_settled", "未完成交收", "A day has ended and is not settled in time."),
    AlertRule("day_waits", "日程停滞", "The schedule waits: the venue's day and the date differ."),
    AlertRule("calendar_ends", "日历将尽", "The trading calendar ends within 30 days."),
    AlertRule("log_damaged", "日志损坏", "The check of the whole log has found damage."),
    AlertRule("schedule_notice", "日程通知", "The schedule reports something else."),
    AlertRule(
        "clock_offset",
        "时钟偏差",
        "The gateway's clock and this computer's differ, or the machine's clock has leapt.",
        (Threshold("offset", "ms", 500, 1, 3_600_000, "difference"),),
    ),
    AlertRule(
        "process_away",
        "进程失联",
        "A process of the venue does not answer, or says that it cannot do its work.",
        (_seconds("after", 10, "time for which it is away"),),
    ),
    AlertRule(
        "disk_free",
        "磁盘不足",
        "The venue's disk is nearly full.",
        (Threshold("least", "%", 10, 1, 99, "what is to be free"),),
    ),
    AlertRule(
        "answer_overdue",
        "逾期未答复",
        "An answer that a measure in a case of surveillance asks for is overdue.",
    ),
    AlertRule(
        "log_growth",
        "日志猛增",
        "The log grows faster than usual.",
        (Threshold("most", "MB", 2_000, 1, 10_000_000, "growth in an hour"),),
    ),
)
BY_NAME = {row.name: row for row in RULES}
OF_DAY = frozenset(row.name for row in RULES if row.of_day)


def read_settings(data: Path) -> dict[str, dict[str, int]]:
    """The rules of a data folder that are on, with their thresholds. Raises ThresholdRefused."""
    return read_file(data / SETTINGS_NAME, BY_NAME)
