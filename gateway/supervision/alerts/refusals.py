"""The rule on refusals of an account above a rate, over a day."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

from gateway.supervision.alerts.records import About, Change, Figure, Turn
from gateway.supervision.rule_settings import Settings

REFUSALS = "refusals"
NS_PER_S = 1_000_000_000
NEVER_NS = 2**63 - 1
ACCOUNTS_MAX = 100_000  # that are followed on a day; refusals of others are not counted


class RefusalWatch:
    """Counts an account's refusals in a window of time. `due_ns` is when one is calm again.

    `subject`: who refuses, empty: the engine. `lasting` are accounts that were refused too often
    before `now_ns`.
    """

    def __init__(
        self,
        settings: Settings,
        name_of: Callable[[int], str],
        subject: str = "",
        lasting: Iterable[int] = (),
        now_ns: int = 0,
    ) -> None:
        self._thresholds = settings.get(REFUSALS)
        self._name_of = name_of
        self._times: dict[int, deque[int]] = {}
        self._subject = subject
        self._flooding = dict.fromkeys(lasting, now_ns)  # when its last refusal was, by account
        self.due_ns = now_ns if self._flooding and self._thresholds else NEVER_NS

    def refused(self, account: int, now_ns: int, number: int = 1) -> Iterator[Change]:
        """That number of refusals came in addition."""
        limits = self._thresholds
        if limits is None or (account not in self._times and len(self._times) >= ACCOUNTS_MAX):
            return
        times = self._times.setdefault(account, deque(maxlen=limits["count"]))
        times.extend(repeat(now_ns, min(number, limits["count"])))
        within_ns = limits["within"] * NS_PER_S
        is_many = len(times) == limits["count"] and now_ns - times[0] <= within_ns
        is_new = account not in self._flooding
        if not is_many and is_new:
            return
        self._flooding[account] = now_ns
        self.due_ns = min(self.due_ns, now_ns + limits["calm"] * NS_PER_S)
        if is_new:
            yield self._begins(account, limits["count"], limits["within"])

    def _begins(self, account: int, count: int, seconds: int) -> Change:
        name = self._name_of(account)
        by_zh, by = ("网关", f" by the {self._subject}") if self._subject else ("", "")
        zh = f"{name}（账户 {account}）{seconds} 秒内被{by_zh}拒 {count} 次"
        en = f"{name} (account {account}) was refused {count} times{by} within {seconds} s"
        figures = (Figure("refusals", count, ""), Figure("within", seconds, "s"))
        return Change(Turn.BEGINS, self._about(account), zh, en, figures, name)

    def calm(self, now_ns: int) -> Iterator[Change]:
        """Those that have not been refused for a while; to be asked from `due_ns` on."""
        assert self._thresholds is not None
        calm_ns = self._thresholds["calm"] * NS_PER_S
        over = [each for each, last_ns in self._flooding.items() if now_ns - last_ns >= calm_ns]
        for account in over:
            del self._flooding[account]
            yield Change(Turn.ENDS, self._about(account))
        self.due_ns = min(self._flooding.values(), default=NEVER_NS - calm_ns) + calm_ns

    def _about(self, account: int) -> About:
        return About(REFUSALS, self._subject, account=account)
