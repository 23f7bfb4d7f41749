"""What a block must satisfy (大宗协议): hours, size, price band, and that no rest stays below the
smallest block.

The price band is around the instrument's base price of the day, its previous close, and is wider
than that of listed trading.
"""

from __future__ import annotations

import numpy as np

from engine.commands import IN_PARTS, BlockHours, Parameter, Phase, Side
from engine.compiler.jit import compiled
from engine.compiler.words import (
    AccountNumber,
    Acknowledgement,
    Fen,
    Holding,
    Instrument,
    InstrumentNumber,
    Intent,
    Ppm,
    ReasonNumber,
    SideNumber,
    State,
    Ticks,
    Tonnes,
    Truth,
)
from engine.events import Reason
from engine.rules import fees, fund_checks, holdings, limit_sums, limits, opposite_side
from engine.rules.price_limits import limit_price


@compiled
def opposite_of(side: SideNumber) -> SideNumber:
    """The other side."""
    return np.uint8(Side.SELL) if side == Side.BUY else np.uint8(Side.BUY)


@compiled
def check_desk(state: State, number: InstrumentNumber, ack: Acknowledgement) -> ReasonNumber:
    """Hours of the instrument's blocks, its opening, halts, suspension of the desk."""
    venue, instrument = state.venue, state.instruments[number]
    hours = instrument.parameters[Parameter.BLOCK_HOURS]
    morning = venue.phase == Phase.MORNING and hours & BlockHours.MORNING != 0
    if not morning and not (venue.phase == Phase.AFTERNOON and hours & BlockHours.AFTERNOON != 0):
        ack.value = venue.phase
        return Reason.DESK_NOT_OPEN
    if instrument.open == 0:
        return Reason.INSTRUMENT_NOT_OPEN
    if venue.halted:
        return Reason.VENUE_HALTED
    if instrument.halted:
        return Reason.INSTRUMENT_HALTED
    if venue.desk_suspended or instrument.desk_suspended:
        return Reason.DESK_SUSPENDED
    return Reason.NONE


@compiled
def check_size(instrument: Instrument, quantity: Tonnes, ack: Acknowledgement) -> ReasonNumber:
    """Positive, between the bounds of a block, a multiple of the lot."""
    parameters = instrument.parameters
    if quantity <= 0:
        ack.value = 1
        return Reason.QUANTITY_NOT_POSITIVE
    if quantity < parameters[Parameter.BLOCK_QUANTITY_MIN]:
        ack.value = parameters[Parameter.BLOCK_QUANTITY_MIN]
        return Reason.QUANTITY_BELOW_MINIMUM
    if quantity > parameters[Parameter.BLOCK_QUANTITY_MAX]:
        ack.value = parameters[Parameter.BLOCK_QUANTITY_MAX]
        return Reason.QUANTITY_ABOVE_MAXIMUM
    if quantity % parameters[Parameter.LOT] != 0:
        ack.value = parameters[Parameter.LOT]
        return Reason.QUANTITY_OFF_LOT
    return Reason.NONE


@compiled
def check_price(instrument: Instrument, price: Ticks, ack: Acknowledgement) -> ReasonNumber:
    """Positive, a multiple of the tick, inside the band of blocks."""
    tick = instrument.parameters[Parameter.TICK]
    band_bp = instrument.parameters[Parameter.BLOCK_BAND_BP]
    if price <= 0:
        ack.value = 1
        return Reason.PRICE_NOT_POSITIVE
    if price % tick != 0:
        ack.value = tick
        return Reason.PRICE_OFF_TICK
    upper = limit_price(instrument.base_price, band_bp, 1, tick)
    if price > upper:
        ack.value = upper
        return Reason.PRICE_ABOVE_LIMIT
    lower = limit_price(instrument.base_price, band_bp, -1, tick)
    if price < lower:
        ack.value = lower
        return Reason.PRICE_BELOW_LIMIT
    return Reason.NONE


@compiled
def leaves_too_little(instrument: Instrument, leaves: Tonnes, quantity: Tonnes) -> Truth:
    """Whether a deal of `quantity` would leave a rest that is no block by itself."""
    rest = leaves - quantity
    return rest > 0 and rest < instrument.parameters[Parameter.BLOCK_QUANTITY_MIN]


@compiled
def check_part(
    instrument: Instrument, intent: Intent, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """No more than the intent has left, all of it unless it is dealt in parts, and no rest below
    the smallest block.
    """
    if quantity > intent.leaves:
        ack.value = intent.leaves
        return Reason.INTENT_TOO_SMALL
    if quantity < intent.leaves and intent.terms & IN_PARTS == 0:
        ack.value = intent.leaves
        return Reason.INTENT_NOT_IN_PARTS
    if leaves_too_little(instrument, intent.leaves, quantity):
        ack.value = instrument.parameters[Parameter.BLOCK_QUANTITY_MIN]
        return Reason.REST_BELOW_MINIMUM
    return Reason.NONE


@compiled
def check_offer(
    state: State, intent: Intent, price: Ticks, quantity: Tonnes, ack: Acknowledgement
) -> ReasonNumber:
    """Terms that somebody offers or accepts for an intent: size, part, price."""
    instrument = state.instruments[intent.instrument]
    reason = check_size(instrument, quantity, ack)
    if reason == Reason.NONE:
        reason = check_part(instrument, intent, quantity, ack)
    if reason == Reason.NONE:
        reason = check_price(instrument, price, ack)
    return reason


@compiled
def check_cover(
    state: State,
    account: AccountNumber,
    number: InstrumentNumber,
    side: SideNumber,
    quantity: Tonnes,
    cash_fen: Fen,
    amount_fen: Fen,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Room for a buyer's holding; the resale rule; cash or units that are to be locked, also where
    orders are not; the account's limits.

    quantity: what is to be locked or, of a buyer, promised beyond what the account's intent has
    locked or promised.
    """
    holding = holdings.find_holding(state, account, number)
    if (
        side == Side.BUY
        and holding == 0
        and state.venue.holdings_used + 1 >= state.holdings.shape[0]
    ):
        return Reason.HOLDINGS_FULL
    reason = opposite_side.check_side(state, holding, np.int64(number), side, ack)
    if reason != Reason.NONE:
        return reason
    if side == Side.BUY:
        reason = fund_checks.check_cash(state, account, cash_fen, ack)
    elif quantity != 0:
        reason = fund_checks.check_units(state, holding, quantity, ack)
    if reason == Reason.NONE and limit_sums.concerns(state, state.instruments[number], account):
        return check_limits(
            state, np.int64(account), np.int64(number), side, holding, quantity, amount_fen, ack
        )
    return reason


@compiled
def check_limits(
    state: State,
    account: AccountNumber,
    number: InstrumentNumber,
    side: SideNumber,
    holding: Holding,
    quantity: Tonnes,
    amount_fen: Fen,
    ack: Acknowledgement,
) -> ReasonNumber:
    """Order value, turnover (to which a block counts when it is entered), maximum holding."""
    reason = limits.check_amount(state, account, amount_fen, amount_fen, ack)
    if reason == Reason.NONE and side == Side.BUY and quantity != 0:
        reason = limits.check_buy(state, account, number, holding, quantity, ack)
    return reason


@compiled
def fee_rate(price: Ticks, ppm: Ppm, minimum_fen: Fen, least: Ticks) -> Ticks:
    """A fee in fen a tonne, rounded up: enough for every block of at least `least` tonnes."""
    return max((price * ppm + fees.PPM - 1) // fees.PPM, (minimum_fen + least - 1) // least)


@compiled
def cash_rate(state: State, number: InstrumentNumber, price: Ticks) -> Ticks:
    """What a buyer of blocks locks for each tonne: the price and both fees rounded up.

    A rate, so that locks for parts add up to the lock for the whole.
    """
    instrument = state.instruments[number]
    if instrument.fees == 0:
        return np.int64(price)
    parameters = instrument.parameters
    least = parameters[Parameter.BLOCK_QUANTITY_MIN]
    trading = fee_rate(
        price,
        parameters[Parameter.TRADING_FEE_PPM],
        parameters[Parameter.TRADING_FEE_MIN_FEN],
        least,
    )
    settlement = fee_rate(
        price,
        parameters[Parameter.SETTLEMENT_FEE_PPM],
        parameters[Parameter.SETTLEMENT_FEE_MIN_FEN],
        least,
    )
    return np.int64(price) + trading + settlement
