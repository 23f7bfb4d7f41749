"""The rules on members' sessions over what the gateway tells of them each second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gateway.supervision.alerts.records import About, Change, Figure, Turn
from gateway.supervision.alerts.refusals import NS_PER_S, REFUSALS, RefusalWatch
from gateway.supervision.rule_settings import Settings

GATEWAY = "gateway"  # the subject of what it tells, which no event says
LOST = "session_lost"
QUIET_NS = 60 * NS_PER_S  # without a loss, after which another one is news


class SessionDesk:
    """Judges what the gateway tells on a day. Losses of an account that follow each other make one
    condition. `lasting` are the conditions that held before.
    """

    def __init__(self, name_of: Callable[[int], str], lasting: Iterable[About]) -> None:
        self._name_of = name_of
        found = (each for each in lasting if (each.rule, each.subject) == (REFUSALS, GATEWAY))
        self._flooding = [each.account for each in found]
        self._lost_ns: dict[int, int] = {}
        self._date = -1

    def begin(self, date: int, settings: Settings, now_ns: int) -> None:
        """Judge by the rules of a day; nothing happens when it is the one that runs."""
        if date != self._date:
            self._date, self._lost_ns = date, {}
            given = (settings, self._name_of, GATEWAY, self._flooding, now_ns)
            self._refusals, self._flooding = RefusalWatch(*given), []

    def told(self, news: Mapping[str, Any], now_ns: int) -> Iterator[Change]:
        """What follows from a message; `now_ns` is of a clock that does not go back."""
        for each in news["accounts"]:
            if each["refused"]:
                yield from self._refusals.refused(each["account"], now_ns, each["refused"])
            if each["lost"]:
                yield from self._lost(each, now_ns)

    def looked(self, now_ns: int) -> Iterator[Change]:
        """What is over."""
        if now_ns >= self._refusals.due_ns:
            yield from self._refusals.calm(now_ns)
        lost = self._lost_ns.items()
        self._lost_ns = {each: at_ns for each, at_ns in lost if now_ns - at_ns < QUIET_NS}

    def _lost(self, each: Mapping[str, Any], now_ns: int) -> Iterator[Change]:
        account, count, reason = each["account"], each["lost"], each["reason"]
        before_ns = self._lost_ns.get(account, now_ns - QUIET_NS)
        self._lost_ns[account] = now_ns
        if now_ns - before_ns < QUIET_NS:
            return
        name = self._name_of(account)
        zh = f"{name}（账户 {account}）会话中断 {count} 个（{reason}），委托未撤销"
        en = f"{name} (account {account}) lost {count} session{'s' * (count > 1)} ({reason}); "
        figures = (Figure("sessions", count, ""),)
        about = About(LOST, GATEWAY, account=account)
        yield Change(Turn.COMES_AGAIN, about, zh, f"{en}its orders stay", figures, name)
