"""Fees by date: what the exchange has announced, and what of it has come."""

from __future__ import annotations

from engine.commands import Parameter
from engine.events import EventKind, Reason
from engine.units import FEE_ROWS_MAX
from tests.oracle.dates import is_date
from tests.oracle.records import Command, Instrument, Refused, Venue

RATES = (
    Parameter.TRADING_FEE_PPM,
    Parameter.TRADING_FEE_MIN_FEN,
    Parameter.SETTLEMENT_FEE_PPM,
    Parameter.SETTLEMENT_FEE_MIN_FEN,
)


def set_fees(venue: Venue, command: Command) -> None:
    """Rates of one instrument, or of all, from a later day on."""
    if command.instrument and command.instrument not in venue.instruments:
        raise Refused(Reason.INSTRUMENT_UNKNOWN)
    if not is_date(command.date):
        raise Refused(Reason.DATE_INVALID)
    if command.date <= venue.date:
        raise Refused(Reason.FEES_DATE_PAST, venue.date)
    values = (command.quantity, command.amount_fen, command.value, command.reference)
    for rate, value in zip(RATES, values, strict=True):
        if not rate.least <= value <= rate.most:
            range_ = {"number": rate.least, "amount_fen": rate.most}
            raise Refused(Reason.PARAMETER_OUT_OF_RANGE, value, **range_)
    key = command.date, command.instrument
    if key not in venue.fee_rows and len(venue.fee_rows) == FEE_ROWS_MAX:
        raise Refused(Reason.FEES_FULL, FEE_ROWS_MAX)
    venue.fee_rows[key] = values
    venue.accept(command)


def withdraw_fees(venue: Venue, command: Command) -> None:
    """What was announced does not come."""
    key = command.date, command.instrument
    if key not in venue.fee_rows:
        raise Refused(Reason.FEES_UNKNOWN)
    if key in venue.fees_come:
        raise Refused(Reason.FEES_IN_FORCE)
    del venue.fee_rows[key]
    venue.accept(command)


def come_due(venue: Venue, instrument: Instrument) -> None:
    """With a day's start: the rates that it has reached, the latest ones last."""
    for (date, number), values in sorted(venue.fee_rows.items()):
        if date <= venue.date and number in (0, instrument.number):
            before = {rate: instrument.parameters[rate] for rate in RATES}
            instrument.fees_before = instrument.fees_before or before
            instrument.parameters |= dict(zip(RATES, values, strict=True))


def tell_due(venue: Venue) -> None:
    """And says which."""
    for (date, number), values in sorted(venue.fee_rows.items()):
        if date <= venue.date:
            venue.fees_come.add((date, number))
            names = ("quantity", "amount_fen", "value", "number")
            rates = dict(zip(names, values, strict=True))
            venue.say(EventKind.FEES_BEGUN, instrument=number, date=date, **rates)


def forget_due(venue: Venue) -> None:
    """The day has ended: what came with it stays."""
    for key in venue.fees_come:
        del venue.fee_rows[key]
    venue.fees_come = set()
    for instrument in venue.instruments.values():
        instrument.fees_before = {}


def take_back(venue: Venue) -> None:
    """The day was none: the rates of before, unless they were set by hand since."""
    venue.fees_come = set()
    for instrument in venue.instruments.values():
        instrument.parameters |= instrument.fees_before
        for rate, value in instrument.fees_before.items():
            if instrument.pending.get(rate) == value:
                del instrument.pending[rate]
        instrument.fees_before = {}
