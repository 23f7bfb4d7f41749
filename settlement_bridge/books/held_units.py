"""Which units move: holdings as ordered spans of serial numbers, taken from the lowest number on.
Pure.

A holding gives away its lowest numbers first, the oldest issue, independent of what else happens in
the same transaction: the choice does not depend on how work is cut into transactions. Spans of one
issue that meet in a holding become one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from settlement_bridge.books import State
from settlement_bridge.errors import BooksDisagree

# first, last, issue: a Span as a plain tuple, because a day moves millions
Units = tuple[int, int, int]

AnyKey = tuple[int, str, int]  # a holding's Key, or a plain tuple equal to it

# Given a holding, a number and a quantity: blocks of the holding that start after the number, in
# order, with at least that quantity if it has that much; whether these are all.
Fetch = Callable[[AnyKey, int, int], tuple[Sequence[Units], bool]]

_END = 1 << 62


def nothing_more(_key: AnyKey, _after: int, _quantity: int) -> tuple[list[Units], bool]:
    """Of a table without blocks."""
    return [], True


class Block(NamedTuple):
    """A span and where it is: a row of the table of blocks."""

    instrument: str
    first: int
    last: int
    issue: int
    account: int
    state: State


class Changes(NamedTuple):
    """What has to be written so that the table of blocks has what is held here: rows, in the
    order of its statements.
    """

    removed: list[tuple[str, int]]  # instrument, first
    # last, issue, account, state of what is at instrument, first
    changed: list[tuple[int, int, int, int, str, int]]
    added: list[tuple[str, int, int, int, int, int]]  # whole rows, as Block


class _Holding:
    """The spans of one holding as far as they are known: all that start up to `horizon`, and any
    that came since.
    """

    __slots__ = ("horizon", "spans")

    def __init__(self) -> None:
        self.spans: list[Units] = []
        self.horizon = 0


class HeldUnits:
    """The spans of the holdings that a piece of work touches, fetched as they are needed.

    When it has been written, `written` makes them ready for the next piece, which is asked of
    another `fetch`.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.known = 0  # spans in all holdings
        self._holdings: dict[AnyKey, _Holding] = {}
        # blocks of the table that are no more, and where they were
        self._gone: dict[Units, AnyKey] = {}
        # spans that are no blocks of the table yet, and where they are
        self._come: dict[Units, AnyKey] = {}
        self._beyond: dict[AnyKey, _Holding] = {}  # where spans came after the horizon

    def take(self, key: AnyKey, quantity: int) -> list[Units]:
        """Take a quantity of units out of a holding, lowest numbers first.

        Raises BooksDisagree when it has fewer. O(spans taken).
        """
        holding = self._holding(key)
        spans = holding.spans
        taken: list[Units] = []
        while quantity:
            if not spans or spans[0][0] > holding.horizon:
                self._load_more(key, holding, quantity)
                continue
            whole = first, last, issue = spans[0]
            self._leave(key, whole)
            size = last - first + 1
            if size <= quantity:
                del spans[0]
                taken.append(whole)
                quantity -= size
                self.known -= 1
            else:
                taken.append((first, first + quantity - 1, issue))
                spans[0] = rest = (first + quantity, last, issue)
                self._arrive(key, rest)
                break
        return taken

    def take_spans(self, key: AnyKey, spans: Iterable[Units]) -> list[Units]:
        """Take these very units out of a holding. Raises BooksDisagree when one is not there."""
        wanted = list(spans)
        holding = self._holding(key)
        for first, last, issue in wanted:
            while holding.horizon < last:
                self._load_more(key, holding, 1)
            place = _place_of(holding, (first, last, issue))
            if place < 0:
                raise BooksDisagree(f"units {first} to {last} of {key[1]} are not all in {key}")
            whole = holding.spans[place]
            rest = [
                span
                for span in ((whole[0], first - 1, issue), (last + 1, whole[1], issue))
                if span[0] <= span[1]
            ]
            holding.spans[place : place + 1] = rest
            self.known += len(rest) - 1
            self._leave(key, whole)
            for span in rest:
                self._arrive(key, span)
        return wanted

    def has(self, key: AnyKey, spans: Iterable[Units]) -> bool:
        """Whether all these very units are in a holding. O(its blocks up to the last of them)."""
        holding = self._holding(key)
        for span in spans:
            while holding.horizon < span[1] and holding.horizon != _END:
                self._load_more(key, holding, 1)
            if _place_of(holding, span) < 0:
                return False
        return True

    def put(self, key: AnyKey, spans: Iterable[Units]) -> None:
        """Add units to a holding."""
        holding = self._holding(key)
        for span in spans:
            placed = self._add(key, holding, span)
            if placed[0] > holding.horizon:
                self._beyond[key] = holding
            else:  # what it joined reaches further now, and nothing else can lie inside it
                holding.horizon = max(holding.horizon, placed[1])

    def lacks(self, key: AnyKey) -> bool:
        """Whether nothing is known of what a holding would give away next, though there may be
        something.
        """
        holding = self._holdings.get(key)
        return holding is None or (holding.horizon < _END and not holding.spans)

    def know(self, key: AnyKey, spans: Sequence[Units], complete: bool) -> None:
        """Prefetch the blocks that the table has after the holding's horizon, in order."""
        holding = self._holding(key)
        for span in spans:
            self._gone[span] = key  # as if it left the table and arrived here
            placed = self._add(key, holding, span)
            holding.horizon = placed[1]  # of what it has joined, which may have come since
        if complete:
            holding.horizon = _END

    def changes(self) -> Changes:
        """What differs from the table. O(blocks that differ)."""
        gone = dict.fromkeys([(key[1], first) for (first, _, _), key in self._gone.items()])
        changes = Changes([], [], [])
        for (first, last, issue), (account, instrument, state) in self._come.items():
            if (instrument, first) in gone:
                del gone[instrument, first]
                changes.changed.append((last, issue, account, +state, instrument, first))
            else:
                changes.added.append((instrument, first, last, issue, account, +state))
        changes.removed.extend(gone)
        return changes

    def written(self) -> None:
        """The table now agrees with these holdings.

        Spans that came after a horizon are dropped: they will be loaded again.
        """
        self._gone.clear()
        self._come.clear()
        for key, holding in self._beyond.items():
            rest = bisect_left(holding.spans, (holding.horizon + 1,))
            self.known -= len(holding.spans) - rest
            del holding.spans[rest:]
            if not holding.horizon:
                del self._holdings[key]
        self._beyond.clear()

    def _holding(self, key: AnyKey) -> _Holding:
        holding = self._holdings.get(key)
        if holding is None:
            holding = self._holdings[key] = _Holding()
        return holding

    def _add(self, key: AnyKey, holding: _Holding, span: Units) -> Units:
        """Put a span in its place, joined with those of the same issue that it touches: the
        whole.
        """
        spans = holding.spans
        first, last, issue = span
        place = bisect_left(spans, span) if spans and spans[-1][0] > first else len(spans)
        self.known += 1
        if place < len(spans) and spans[place][0] == last + 1 and spans[place][2] == issue:
            following = self._join(key, spans, place)
            span = (first, following[1], issue)
        if place and spans[place - 1][1] + 1 == first and spans[place - 1][2] == issue:
            place -= 1
            before = self._join(key, spans, place)
            span = (before[0], span[1], issue)
        spans.insert(place, span)
        self._arrive(key, span)
        return span

    def _join(self, key: AnyKey, spans: list[Units], place: int) -> Units:
        """A neighbour of a span that comes is no span of its own any more."""
        neighbour = spans.pop(place)
        self._leave(key, neighbour)
        self.known -= 1
        return neighbour

    def _leave(self, key: AnyKey, span: Units) -> None:
        """A span is no more where it was: a block of the table, or one that came since."""
        if self._come.pop(span, None) is None:
            self._gone[span] = key

    def _arrive(self, key: AnyKey, span: Units) -> None:
        """A span is here now, unless it is what the table has here."""
        if self._gone.get(span) == key:
            del self._gone[span]
        else:
            self._come[span] = key

    def _load_more(self, key: AnyKey, holding: _Holding, quantity: int) -> None:
        if holding.horizon == _END:
            raise BooksDisagree(
                f"{key} has {quantity} units fewer in its blocks than the holding says"
            )
        spans, complete = self.fetch(key, holding.horizon, quantity)
        self.know(key, spans, complete)


def _place_of(holding: _Holding, wanted: Units) -> int:
    """The place of the known span that has all of these units, or -1."""
    first, last, issue = wanted
    place = bisect_left(holding.spans, (first + 1,)) - 1
    if place < 0 or holding.spans[place][1] < last or holding.spans[place][2] != issue:
        return -1
    return place
