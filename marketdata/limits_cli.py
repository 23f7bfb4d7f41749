"""`ceax limits`: how near each instrument is to its price limits (涨跌停), now or as it changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_hundredths
from gateway.terminal.reach import Data, Json, StaffKey, Url, at_venue
from gateway.terminal.tables import Column, counted, flag, money, say_json, show, time_of_day
from marketdata.limit_board import AT, CHANNELS, LOCKED, LOWER, NEAR, UPPER, Change, Line

if TYPE_CHECKING:
    from marketdata.client import FeedSession

app = typer.Typer()

LIMIT_COLUMNS = (
    Column("instrument", "instrument"),
    Column("reference", "reference", money),
    Column("lower", "lower", money),
    Column("upper", "upper", money),
    Column("last", "last", money),
    Column("distance_to_lower", "to lower", money),
    Column("distance_to_upper", "to upper", money),
    Column("at_limit", "at limit"),
    Column("halted", "", flag("halted")),
)
HEAD = "code     base  lower  upper   last    bid    ask ticks     %  sealed  # since"
LEGEND = "~ near a limit, = at it, # locked: what rests there is sealed; x halted"
MARKS = {"": " ", NEAR: "~", AT: "=", LOCKED: "#"}
HALTED = "x"
WIDTHS = (6, 6, 6, 6, 6, 6, 5, 5, 7, 2, 8)  # of a line's cells after the code
COLUMNS = 80
REDRAWS_PER_S = 4

FeedUrl = Annotated[
    str | None,
    typer.Option(help="With --follow: address of the feed, ws://HOST:PORT.", show_default=False),
]


@app.command(epilog="Examples: ceax limits --data ./venue; ceax limits --follow --data ./venue")
def limits(
    follow: Annotated[
        bool, typer.Option("--follow", help="A live board from the feed, until Ctrl-C.")
    ] = False,
    near: Annotated[
        float, typer.Option(help="With --follow: what is near, in percent of the limit.", min=0)
    ] = 1.0,
    changes: Annotated[
        int | None, typer.Option(help="With --follow: stop after that many changes.", min=1)
    ] = None,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    feed_url: FeedUrl = None,
    as_json: Json = False,
) -> None:
    """Show how far every instrument is from its price limits (涨跌幅限制).

    With --follow: base, limits, last price, best bid and ask, the distance to the nearer limit in
    0.01 CNY and percent, the quantity sealed at it (封单量), touches, and since when.
    Each change is a line where the output is no terminal, or with --json.
    """
    if follow:
        _follow(data, feed_url, round(near * 100), changes, as_json)
        return
    rows = at_venue(data, url, key, _all_rows)
    show("Price limits 涨跌幅限制, CNY", rows, LIMIT_COLUMNS, as_json)


async def _all_rows(session: Any) -> list[dict[str, Any]]:
    """The limits of all pages."""
    rows, after = list[dict[str, Any]](), 0
    while after is not None:
        reply = await session.request("limits", **({"after": after} if after else {}))
        rows, after = rows + reply["rows"], reply["next"]
    return rows


def _follow(
    data: Any, feed_url: str | None, near_bp: int, changes: int | None, as_json: bool
) -> None:
    """Draw the board at a terminal, else print the changes."""
    from marketdata.limit_board import LimitBoard
    from marketdata.reach import at_feed

    board = LimitBoard(near_bp)
    draws = sys.stdout.isatty() and not as_json and changes is None

    async def hear(session: FeedSession) -> None:
        for channel in CHANNELS:
            await session.subscribe(channel, None)
        with ExitStack() as screen:
            drawn = _screen(screen, board) if draws else None
            left = changes
            async for message in session:
                for change in board.apply(message):
                    left = None if left is None else left - 1
                    if drawn is None:
                        _say(board.lines[change.instrument], change, as_json)
                    if left == 0:
                        return
                if drawn is not None:
                    drawn()

    at_feed(data, feed_url, None, hear)


def _screen(opened: ExitStack, board: Any) -> Callable[[], None]:
    """A board that is drawn again when it is called, at most a few times a second."""
    from engine.texts.redrawn import redrawn

    draw = redrawn(opened, REDRAWS_PER_S)
    return lambda: draw(drawn_of(board))


def drawn_of(board: Any) -> list[str]:
    """The lines of a board, and how many instruments it leaves out."""
    drawn = [f"{board.date}  {LEGEND}", HEAD, *map(row_of, board.lines.values())]
    return [*drawn, *([f"{board.left_out:,} more are left out"] if board.left_out else [])]


def row_of(shown: Line) -> str:
    """One instrument of the board, 80 columns wide."""
    limit = min((UPPER, LOWER), key=shown.distance)
    away, reference = shown.distance(limit), shown.upper if limit == UPPER else shown.lower
    distance = (f"{away}", f"{away * 100 / reference:.2f}") if reference else ("", "")
    best = (None if each is None else each[0] for each in (shown.bid, shown.ask))
    prices = (shown.base, shown.lower or None, shown.upper or None, shown.last, *best)
    sealed = f"{shown.standing.sealed:,}" if shown.standing.state == LOCKED else ""
    since = time_of_day(shown.since_ns)[:8] if shown.standing.state else ""
    mark = HALTED if shown.halted else MARKS[shown.standing.state]
    cells = (*map(money, prices), *distance, sealed, f"{shown.touches or ''}", since)
    figures = (f"{each:>{width}}" for each, width in zip(cells, WIDTHS, strict=True))
    return " ".join([f"{shown.instrument[:5]:5}{mark}", *figures])[:COLUMNS]


def _say(shown: Line, change: Change, as_json: bool) -> None:
    standing, before = change.standing, change.before
    if as_json:
        say_json(
            {
                "instrument": change.instrument,
                "state": change.state,
                "limit": standing.limit or before.limit,
                "sealed": standing.sealed,
                "touches": shown.touches,
                "since_ns": shown.since_ns,
                "time_ns": change.time_ns,
            }
        )
        return
    limit = standing.limit or before.limit
    price = format_hundredths(shown.upper if limit == UPPER else shown.lower)
    sealed = f", {standing.sealed:,} t sealed" if standing.state == LOCKED else ""
    touches = f", touched {counted(shown.touches, 'time')}" if shown.touches else ""
    moment = time_of_day(change.time_ns)
    line(f"{moment} {change.instrument} {change.state} {limit} limit {price}{sealed}{touches}")
