"""What an auction's commands must satisfy, each refusal with its reason, in one documented order.

APPLY_AUCTION: account unknown, suspended, killed; operator killed; instrument; auctions closed;
side; kind allowed; locks; rules; quantity (positive, minimum, maximum); lot; minimum bid; places
(account's, all). ACCEPT: auction unknown; state; applicant suspended; the other side open, units,
or holdings full. REFUSE: unknown; state. ANNOUNCE: unknown; state; date; not past; hours. OPEN:
unknown; state; date of the session; phase; instrument open; halts; applicant suspended; the other
side traded, or open; a buying applicant's cash and limits. CLOSE: unknown; state; halts; total
amounts. CANCEL: unknown; not yours; state.
"""

from __future__ import annotations

import numpy as np

from engine.commands import (
    DISCOUNTED,
    PAY_AS_BID,
    TIE_BY_LOT,
    VOID_IF_SHORT,
    Parameter,
    Phase,
    Side,
)
from engine.compiler.jit import compiled
from engine.compiler.words import (
    Acknowledgement,
    Clock,
    Command,
    Date,
    Instrument,
    InstrumentNumber,
    Number,
    ReasonNumber,
    Slot,
    State,
    StateNumber,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import access_checks, opposite_side
from engine.rules.command_fields import closes_hhmm_of, lot_of, opens_hhmm_of, smallest_bid_of
from engine.rules.instruments import date_valid
from engine.units import QUANTITY_MAX

RULES = PAY_AS_BID | DISCOUNTED | VOID_IF_SHORT | TIE_BY_LOT


@compiled
def auction_slot(state: State, number: Number) -> Slot:
    """Slot of an auction by its number, 0 when it is not in the table."""
    for slot in range(1, state.venue.auctions_used + 1):
        if state.auctions[slot].number == number:
            return np.int64(slot)
    return np.int64(0)


@compiled
def check_state(
    state: State, slot: Slot, first: StateNumber, last: StateNumber, ack: Acknowledgement
) -> ReasonNumber:
    """AUCTION_UNKNOWN, or AUCTION_STATE_WRONG when it has not come as far as `first` or is past
    `last`.
    """
    if slot == 0:
        return Reason.AUCTION_UNKNOWN
    auction = state.auctions[slot]
    ack.instrument = auction.instrument
    if auction.state < first or auction.state > last:
        ack.value = auction.state
        return Reason.AUCTION_STATE_WRONG
    return Reason.NONE


@compiled
def check_halts(state: State, number: InstrumentNumber) -> ReasonNumber:
    """VENUE_HALTED or INSTRUMENT_HALTED."""
    if state.venue.halted:
        return Reason.VENUE_HALTED
    if state.instruments[number].halted:
        return Reason.INSTRUMENT_HALTED
    return Reason.NONE


@compiled
def default_minimum(instrument: Instrument, lot: Tonnes, quantity: Tonnes) -> Tonnes:
    """The smallest bid where the application names none: the instrument's, in whole lots, the whole
    quantity at most.
    """
    lots = (instrument.parameters[Parameter.AUCTION_BID_MIN] + lot - 1) // lot
    return min(lots * lot, quantity)


@compiled
def date_or_none(date: Date) -> Truth:
    """Whether the day of a step is a date, or is not kept (0)."""
    return date == 0 or date_valid(date)


@compiled
def check_kind(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Account, instrument, side, kind and rules of an application."""
    reason = access_checks.check_access(state, command.account, command.operator)
    if reason != Reason.NONE:
        return reason
    if not access_checks.instrument_known(state, command.instrument):
        return Reason.INSTRUMENT_UNKNOWN
    if state.instruments[command.instrument].parameters[Parameter.AUCTIONS_CLOSED]:
        return Reason.AUCTIONS_CLOSED
    if command.side != Side.BUY and command.side != Side.SELL:
        return Reason.SIDE_UNKNOWN
    if (
        command.side == Side.BUY
        and state.instruments[command.instrument].parameters[Parameter.AUCTION_TO_SELL] == 0
    ):
        return Reason.AUCTION_TO_SELL_OFF
    if state.instruments[command.instrument].unlocked:
        return Reason.AUCTION_WITHOUT_LOCKS
    if np.int64(command["flags"]) > RULES:
        ack.value = RULES
        return Reason.PARAMETER_UNKNOWN
    return Reason.NONE if date_or_none(command.date) else Reason.DATE_INVALID


@compiled
def check_application(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Everything APPLY_AUCTION must satisfy."""
    reason = check_kind(state, command, ack)
    if reason != Reason.NONE:
        return reason
    instrument = state.instruments[command.instrument]
    least = instrument.parameters[Parameter.AUCTION_QUANTITY_MIN]
    if command.quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    if command.quantity < least:
        ack.value = least
        return Reason.QUANTITY_BELOW_MINIMUM
    if command.quantity > QUANTITY_MAX:
        ack.value = QUANTITY_MAX
        return Reason.QUANTITY_ABOVE_MAXIMUM
    step = instrument.parameters[Parameter.LOT]
    lot = np.int64(lot_of(command)) if lot_of(command) > 0 else step
    if lot % step != 0 or command.quantity % lot != 0:
        ack.value = step
        return Reason.AUCTION_LOT_WRONG
    if (
        smallest_bid_of(command) < 0
        or smallest_bid_of(command) > command.quantity
        or smallest_bid_of(command) % lot != 0
    ):
        return Reason.AUCTION_MINIMUM_WRONG
    return Reason.NONE


@compiled
def minutes_of_day(hhmm: Clock) -> Truth:
    """Whether a number is a time of day written hhmm."""
    return hhmm >= 0 and hhmm < 2400 and hhmm % 100 < 60


@compiled
def check_notice(state: State, command: Command, ack: Acknowledgement) -> ReasonNumber:
    """Date and hours of a session."""
    if not date_valid(command.date):
        return Reason.DATE_INVALID
    if command.date < state.venue.date:
        ack.value = state.venue.date
        return Reason.AUCTION_DATE_PAST
    opens, closes = opens_hhmm_of(command), closes_hhmm_of(command)
    if not minutes_of_day(opens) or not minutes_of_day(closes) or opens >= closes:
        return Reason.AUCTION_HOURS_WRONG
    return Reason.NONE


@compiled
def check_session(state: State, slot: Slot, ack: Acknowledgement) -> ReasonNumber:
    """Day, phase, instrument, halts and applicant of an announced session, and whether the resale
    rule lets the applicant trade.
    """
    venue, auction = state.venue, state.auctions[slot]
    if auction.date != venue.date:
        ack.value = auction.date
        return Reason.AUCTION_NOT_TODAY
    if venue.phase < Phase.PRE_OPEN or venue.phase > Phase.AFTERNOON:
        ack.value = venue.phase
        return Reason.PHASE_NOT_TRADING
    if state.instruments[auction.instrument].open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    reason = check_halts(state, auction.instrument)
    if reason == Reason.NONE:
        reason = access_checks.check_account(state, auction.account)
    if reason != Reason.NONE:
        return reason
    slot = np.int64(auction.holding)
    return opposite_side.check_side(state, slot, np.int64(auction.instrument), auction.side, ack)
