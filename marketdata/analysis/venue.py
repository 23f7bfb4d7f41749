"""The analyst's tables of a venue that runs, asked over its feed."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from gateway.client.blocking import Blocking
from marketdata.analysis import asked
from marketdata.analysis.asked import Date
from marketdata.analysis.frames import DECIMAL, Form, Frame, form_of
from marketdata.analysis.tables import BARS, DAYS, TRADES, values_of
from marketdata.client import FeedSession, connect


def open_venue(
    url: str,
    *,
    prices: str = DECIMAL,
    frames: str | None = None,
    ca: Path | str | None = None,
    server_key: str | None = None,
    give_up_s: float = 60.0,
) -> Venue:
    """Connect to a venue's feed; no key is needed. It may be left by `with`, or by `close`.

    The session runs in a thread of its own, so that it can be asked in a notebook too. `ca`,
    `server_key` and `give_up_s` are those of `marketdata.client.connect`, and so are the errors.
    Raises AnalysisRefused.
    """
    form = form_of(prices, frames)
    call = Blocking(connect(url, ca=ca, server_key=server_key, give_up_s=give_up_s))
    return Venue(call.__enter__(), form)


class Venue:
    """A venue to ask. Every question raises AnalysisRefused, RequestRefused, ConnectionLost."""

    def __init__(self, call: Blocking[FeedSession], form: Form) -> None:
        self._call, self._form = call, form

    def __enter__(self) -> Venue:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call.__exit__(kind, error, trace)

    def close(self) -> None:
        """Log off."""
        self._call.__exit__(None, None, None)

    def trades(
        self, date: Date, instrument: str | None = None, from_trade: int | None = None
    ) -> Frame:
        """Listed trades of a day, the running one's too, but for those that were undone;
        `from_trade` is the first number wanted.

        What the feed keeps no more (`trades_not_kept`) is in the archive's files.
        """
        day, code = asked.day("date", date), asked.instrument_or_all(instrument)
        first = asked.number("from_trade", from_trade)
        every = self._call(self._call.session.trades(day, code, first))
        rows = [each for each in every if "correction" not in each]
        return self._form.table(TRADES, values_of(TRADES, rows))

    def bars(
        self,
        instrument: str,
        span: str,
        from_date: Date | None = None,
        to_date: Date | None = None,
    ) -> Frame:
        """Bars of an instrument, COMCEA being the composite: of 1m, 5m, 15m, 60m, day, week, month,
        year. The last one may be open still; of days and longer they are whole periods.
        """
        code, wanted = asked.instrument(instrument), asked.span(span)
        days = asked.days(from_date, to_date)
        session: Any = self._call.session
        rows = self._call(session.bars(code, wanted, *_given(from_date, to_date, days)))
        named = [{"instrument": code} | row for row in rows]
        return self._form.table(BARS, values_of(BARS, named))

    def history(
        self,
        from_date: Date | None = None,
        to_date: Date | None = None,
        instrument: str | None = None,
    ) -> Frame:
        """Daily rows of past days, COMCEA being the composite."""
        code = asked.instrument_or_all(instrument)
        days = _given(from_date, to_date, asked.days(from_date, to_date))
        rows = self._call(self._call.session.history(*days, code))
        return self._form.table(DAYS, values_of(DAYS, rows))


def _given(
    from_date: Date | None, to_date: Date | None, days: tuple[str, str]
) -> tuple[str | None, str | None]:
    """The days that were named: the feed is asked for no others."""
    return None if from_date is None else days[0], None if to_date is None else days[1]
