"""Cases of surveillance as its process posts them: kept in memory for the staff.

That process keeps them for good, and posts those that changed last again after a start of the
venue.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.units import format_date
from gateway.protocol.errors import RequestError

Fields = dict[str, Any]
KEPT_MAX = 500  # cases: 25 MiB where each has all the evidence and history that one may have
PAGE_MAX = 100
_APART = ("history", "evidence")


class Kept(NamedTuple):
    """A case: its row in the list, the lines of its history, its events in ascending order."""

    row: Fields
    history: list[Fields]
    evidence: array[int]


class Cases:
    """The cases that changed last, in the order of their changes."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}  # by number
        self.last = 0  # number of the newest change

    def begin(self) -> None:
        """Forget all: those kept are posted anew."""
        self._kept.clear()
        self.last = 0

    def take_in(self, posted: Iterable[Fields]) -> None:
        """Take in cases in order of their changes; one that was posted before is passed over."""
        for fields in posted:
            if fields["change"] > self.last:
                self._kept.pop(fields["number"], None)
                self._kept[fields["number"]] = _kept(fields)
                self.last = fields["change"]
        while len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]

    def after(self, change: int) -> tuple[list[Fields], int | None]:
        """A page of the cases that have changed after a number, in order, and the number to go on
        after, None at the end. O(cases kept).
        """
        later = [each.row for each in self._kept.values() if each.row["change"] > change]
        page = later[:PAGE_MAX]
        return page, page[-1]["change"] if len(later) > PAGE_MAX else None

    def one(self, number: int) -> Kept:
        """The case of a number. Raises RequestError for one that is not kept."""
        found = self._kept.get(number)
        if found is None:
            rule = f"there is no case {number} among the {len(self._kept)} that are kept"
            allowed = [min(self._kept), max(self._kept)] if self._kept else []
            raise RequestError(
                "case_unknown", rule, field="case_number", value=number, allowed=allowed
            )
        return found


def _kept(fields: Fields) -> Kept:
    row = {name: value for name, value in fields.items() if name not in _APART}
    row |= {name: format_date(row[name]) for name in ("date", "due")}
    history = [each | {"day": format_date(each["day"])} for each in fields["history"]]
    return Kept(row, history, array("q", sorted(set(fields["evidence"]))))
