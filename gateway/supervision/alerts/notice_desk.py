"""What the schedule reports: pushed when it comes up and each time a step is due, and looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.supervision.alerts.looks import SCHEDULE_NOTICE, of_notice
from gateway.supervision.alerts.records import About, Change, Turn

SURE = 2  # looks in a row: an answer may be older than what was pushed meanwhile
Notice = Mapping[str, Any]


class NoticeDesk:
    """Which notices hold. `lasting` are the conditions that held before."""

    def __init__(self, lasting: Iterable[About], rules: Iterable[str]) -> None:
        notices = {*rules, SCHEDULE_NOTICE}
        self._held = {each.subject: each for each in lasting if each.rule in notices}
        self._other: Counter[str] = Counter()  # looks in a row that found it otherwise

    def pushed(self, notice: Notice) -> Change:
        """A notice has come up, or is due once more."""
        code = notice["code"]
        again = code in self._held
        change = of_notice(notice, Turn.COMES_AGAIN if again else Turn.BEGINS)
        self._held[code] = change.about
        del self._other[code]
        return change

    def looked(self, notices: Iterable[Notice], sure: int = SURE) -> Iterator[Change]:
        """What a look finds that was not pushed: what holds, and what does not any more."""
        found = {notice["code"]: notice for notice in notices}
        differ = found.keys() ^ self._held.keys()
        self._other = Counter({code: self._other[code] + 1 for code in differ})
        for code in sorted(code for code in differ if self._other[code] >= sure):
            del self._other[code]
            if code in found:
                change = of_notice(found[code])
                self._held[code] = change.about
                yield change
            else:
                yield Change(Turn.ENDS, self._held.pop(code))
