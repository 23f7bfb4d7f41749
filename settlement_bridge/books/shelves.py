"""Which units move: holdings as ordered spans of serial numbers, taken from the lowest number on. Pure.

A holding gives away its lowest numbers first, the oldest issue, whatever else happens in the same transaction: the choice does
not depend on how work is cut into transactions. Spans of one issue that meet in a holding become one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from settlement_bridge.errors import BooksDisagree
from settlement_bridge.records import Key, Span, State

# The blocks of a holding that start behind a number, in order, with at least so many units if there are; whether these are all.
Fetch = Callable[[Key, int, int], tuple[list[Span], bool]]

_END = 1 << 62


def nothing_more(_key: Key, _after: int, _quantity: int) -> tuple[list[Span], bool]:
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
    """What has to be written so that the table of blocks says what the shelves say: rows, in the order of its statements."""

    removed: list[tuple[str, int]]  # instrument, first
    changed: list[tuple[int, int, int, State, str, int]]  # last, issue, account, state of what is at instrument, first
    added: list[tuple[str, int, int, int, int, State]]  # whole rows, as Block


class _Shelf:
    """The spans of one holding as far as they are known: all that start up to `horizon`, and any that came since."""

    __slots__ = ("horizon", "spans")

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.horizon = 0

    def add(self, span: Span) -> None:
        """Put a span in its place, joined with those of the same issue that it touches."""
        spans = self.spans
        place = bisect_left(spans, span)
        first, last, issue = span
        if place < len(spans):
            following = spans[place]
            if last + 1 == following[0] and issue == following[2]:
                last = spans.pop(place).last
                span = Span(first, last, issue)
        if place:
            before = spans[place - 1]
            if before[1] + 1 == first and before[2] == issue:
                spans[place - 1] = Span(before[0], last, issue)
                return
        spans.insert(place, span)


class Shelves:
    """The spans of the holdings that a piece of work touches, fetched as they are needed."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._shelves: dict[Key, _Shelf] = {}
        self._loaded: dict[tuple[str, int], tuple[int, int, int, State]] = {}  # last, issue, account, state

    def take(self, key: Key, quantity: int) -> list[Span]:
        """Take so many units out of a holding, lowest numbers first. Raises BooksDisagree when it has fewer. O(spans taken)."""
        shelf = self._shelf(key)
        taken: list[Span] = []
        while quantity:
            if not shelf.spans or shelf.spans[0].first > shelf.horizon:
                self._load_more(key, shelf, quantity)
                continue
            first, last, issue = shelf.spans[0]
            size = last - first + 1
            if size <= quantity:
                taken.append(shelf.spans.pop(0))
                quantity -= size
            else:
                taken.append(Span(first, first + quantity - 1, issue))
                shelf.spans[0] = Span(first + quantity, last, issue)
                quantity = 0
        return taken

    def take_spans(self, key: Key, spans: Iterable[Span]) -> list[Span]:
        """Take these very units out of a holding. Raises BooksDisagree when one is not there."""
        wanted = list(spans)
        shelf = self._shelf(key)
        for first, last, issue in wanted:
            while shelf.horizon < last:
                self._load_more(key, shelf, 1)
            place = bisect_left(shelf.spans, (first + 1,)) - 1
            whole = shelf.spans[place] if place >= 0 else None
            if whole is None or whole.last < last or whole.issue != issue:
                raise BooksDisagree(f"units {first} to {last} of {key.instrument} are not all in {key}")
            rest = [Span(whole.first, first - 1, issue), Span(last + 1, whole.last, issue)]
            shelf.spans[place : place + 1] = [span for span in rest if span.first <= span.last]
        return wanted

    def put(self, key: Key, spans: Iterable[Span]) -> None:
        """Add units to a holding."""
        shelf = self._shelf(key)
        for span in spans:
            shelf.add(span)

    def know(self, key: Key, spans: Sequence[Span], complete: bool) -> None:
        """What the table has behind the shelf's horizon, in order, told ahead of the need for it."""
        shelf = self._shelf(key)
        account, instrument, state = key
        for span in spans:
            first, last, issue = span
            self._loaded[instrument, first] = (last, issue, account, state)
            shelf.add(span)
        if spans:
            shelf.horizon = spans[-1].last
        if complete:
            shelf.horizon = _END

    def changes(self) -> Changes:
        """What differs from the table. O(spans known)."""
        gone = dict(self._loaded)
        changes = Changes([], [], [])
        for (account, instrument, state), shelf in self._shelves.items():
            for first, last, issue in shelf.spans:
                place = (instrument, first)
                known = gone.pop(place, None)
                if known is None:
                    changes.added.append((instrument, first, last, issue, account, state))
                elif known != (last, issue, account, state):
                    changes.changed.append((last, issue, account, state, instrument, first))
        changes.removed.extend(gone)
        return changes

    def _shelf(self, key: Key) -> _Shelf:
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = _Shelf()
        return shelf

    def _load_more(self, key: Key, shelf: _Shelf, quantity: int) -> None:
        if shelf.horizon == _END:
            raise BooksDisagree(f"{key} has {quantity} units fewer in its blocks than the holding says")
        spans, complete = self._fetch(key, shelf.horizon, quantity)
        self.know(key, spans, complete)
