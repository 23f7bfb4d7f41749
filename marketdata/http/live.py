"""Answers from what the feed shows now: it is taken on the feed's loop, and written on a thread."""

from __future__ import annotations

from itertools import islice

from engine.units import format_date, parse_date
from gateway.protocol.maps import Record
from gateway.schedule.hours import TIMED, Hours
from marketdata.channels import CHANNELS
from marketdata.http.answer import Document, Handler, Make, Rows, Sources, instrument_unknown, page
from marketdata.http.forms import Row
from marketdata.http.requests import Asked
from marketdata.http.routes import ROUTES
from marketdata.http.units import shown
from marketdata.market_channels import require_of_market

ENDS = (("from", "0001-01-01"), ("to", "9999-12-31"))  # where a request names none


def time(sources: Sources, _asked: Asked) -> Make:
    """The venue's time, day and phase."""
    board, now_ns = sources.feed.board, sources.outside.wall_ns()
    now = {"server_time_ns": now_ns, "date": format_date(board.date), "phase": board.phase}
    return lambda: Document(now)


def calendar(sources: Sources, asked: Asked) -> Make:
    """The trading days that are known, with their hours."""
    first, last = (parse_date(asked.values[name] or end) for name, end in ENDS)
    after, limit = asked.values["after"] or "", asked.values["limit"]

    def make() -> Rows:
        known = sources.calendar()
        every = ((format_date(day), known.hours_on(day)) for day in known.trading_days(first, last))
        later = ((day, _begins(day, hours)) for day, hours in every if day > after)
        return page(asked.route.columns, list(islice(later, limit + 1)), limit)

    return make


def _begins(day: str, hours: Hours) -> Row:
    begins = dict(hours.begins)
    times = (begins.get(phase) for phase in TIMED)
    return [day, *(None if time is None else f"{time:%H:%M}" for time in times)]


def instruments(sources: Sources, asked: Asked) -> Make:
    """Every instrument, in order of code."""
    entries, after = sources.feed.board.status_data()["instruments"], asked.values["after"] or ""

    def make() -> Rows:
        names = ("number", "name_zh", "name_en", "halted", "base", "lower", "upper")
        rows = [
            (code, (code, *(entries[code][name] for name in names)))
            for code in sorted(entries)
            if code > after
        ]
        found = [(code, (*row[:4], int(row[4]), *row[5:])) for code, row in rows]
        return page(asked.route.columns, found, asked.values["limit"])

    return make


def snapshot(sources: Sources, asked: Asked) -> Make:
    """What the channel of the route's name says now."""
    board, channel = sources.feed.board, asked.route.name
    require_of_market(channel, board)
    streams, instrument = board.streams(channel), asked.values.get("instrument")
    if instrument not in streams:
        raise instrument_unknown(str(instrument), board.codes(channel))
    stream, data = streams[instrument]
    body = stream.snapshot(data()).body
    reader = asked.route.answer
    assert isinstance(reader, Record)
    return lambda: Document(shown(reader, body))


HANDLERS: dict[str, Handler] = {
    "time": time,
    "calendar": calendar,
    "instruments": instruments,
    **{route.name: snapshot for route in ROUTES if route.name in CHANNELS and route.answer},
}
