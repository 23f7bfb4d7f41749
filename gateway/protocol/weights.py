"""What a request costs its server: each row of a table of operations has a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Weight:
    """What a request costs its server; the unit is an ordinary order.

    `each`: of the request. `rows`: how many rows of its answer, or events that it causes, weigh one
    more; 0: they do not count. `page`: the most rows of one answer.
    """

    each: int = 1
    rows: int = 0
    page: int = 0

    @property
    def most(self) -> int:
        """The weight of a full page."""
        return self.of(self.page)

    def of(self, rows: int) -> int:
        """The weight of an answer with that number of rows."""
        return self.each + (rows // self.rows if self.rows else 0)


ORDINARY = Weight()
PAGED = Weight(each=2, rows=8, page=500)  # rows that are looked up and written one by one


def rows_of(answer: Mapping[str, Any]) -> int:
    """How many rows an answer has: the items of its lists."""
    return sum(len(value) for value in answer.values() if type(value) is list)
