"""Fields of a command by the names that its kind gives them, where a field means something else.

The rows of `CommandKind` say which kind uses which name.
"""

from __future__ import annotations

from engine.compiler.jit import compiled_inline
from engine.compiler.words import (
    AccountNumber,
    Clock,
    Command,
    Count,
    Date,
    EndNumber,
    KindNumber,
    MarketNumber,
    MethodNumber,
    Milliseconds,
    Nanoseconds,
    Number,
    OperatorNumber,
    RuleNumber,
    ScopeNumber,
    Ticks,
    Tonnes,
    TotalsNumber,
    Truth,
    Word,
)


@compiled_inline
def bid_of(command: Command) -> Number:
    """Number of the bid."""
    return command.order_id


@compiled_inline
def intent_of(command: Command) -> Number:
    """Number of the intent."""
    return command.order_id


@compiled_inline
def dialogue_of(command: Command) -> Number:
    """Number of the dialogue."""
    return command.order_id


@compiled_inline
def deal_of(command: Command) -> Number:
    """Number of the deal."""
    return command.order_id


@compiled_inline
def trade_of(command: Command) -> Number:
    """Number of the trade, of its method."""
    return command.order_id


@compiled_inline
def auction_of(command: Command) -> Number:
    """Number of the auction."""
    return command.reference


@compiled_inline
def expected_leaves_of(command: Command) -> Tonnes:
    """Open quantity that a replacement expects its order to have, 0: any."""
    return command.reference


@compiled_inline
def expires_ns_of(command: Command) -> Nanoseconds:
    """When an order expires, 0: with the day."""
    return command.value


@compiled_inline
def session_of(command: Command) -> Number:
    """Guard of the session that enters or replaces an order, 0: none of this scope."""
    return command.parameter


@compiled_inline
def guard_of(command: Command) -> Number:
    """Number of the guard."""
    return command.reference


@compiled_inline
def scope_of(command: Command) -> ScopeNumber:
    """Whose orders a guard withdraws."""
    return command.parameter


@compiled_inline
def after_ms_of(command: Command) -> Milliseconds:
    """Time until a timer runs out, 0: take it away."""
    return command.value


@compiled_inline
def seed_of(command: Command) -> Number:
    """Seed of the lot."""
    return command.tape_hash


@compiled_inline
def opens_hhmm_of(command: Command) -> Clock:
    """When the session opens."""
    return command.price


@compiled_inline
def closes_hhmm_of(command: Command) -> Clock:
    """When the session closes."""
    return command.quantity


@compiled_inline
def until_hhmm_of(command: Command) -> Clock:
    """When the halt ends."""
    return command.price


@compiled_inline
def call_minutes_of(command: Command) -> Count:
    """How long the call is that follows."""
    return command.quantity


@compiled_inline
def lot_of(command: Command) -> Tonnes:
    """Lot of an auction's bids, 0: that of the instrument."""
    return command.parameter


@compiled_inline
def smallest_bid_of(command: Command) -> Tonnes:
    """Smallest bid of an auction, 0: that of the instrument."""
    return command.value


@compiled_inline
def key_of(command: Command) -> OperatorNumber:
    """Number of the operator's key."""
    return command.value


@compiled_inline
def until_of(command: Command) -> Date:
    """Date of the day that ends a suspension, 0: none."""
    return command.date


@compiled_inline
def first_of(command: Command) -> Date:
    """First day of a relation."""
    return command.date


@compiled_inline
def last_of(command: Command) -> Date:
    """Last day of a relation, 0: it is open."""
    return command.quantity


@compiled_inline
def follows_of(command: Command) -> Number:
    """Number that a transfer or a relation comes after, 0: any."""
    return command.value


@compiled_inline
def denominator_of(command: Command) -> Count:
    """Denominator of the price weights."""
    return command.value


@compiled_inline
def method_of(command: Command) -> MethodNumber:
    """Trading method, 0: listed."""
    return command.value


@compiled_inline
def count_of(command: Command) -> Count:
    """Trades of the day."""
    return command.value


@compiled_inline
def failed_of(command: Command) -> Count:
    """Failed trades of the day."""
    return command.value


@compiled_inline
def buyer_of(command: Command) -> AccountNumber:
    """Account of the buyer."""
    return command.account


@compiled_inline
def seller_of(command: Command) -> AccountNumber:
    """Account of the seller."""
    return command.counterparty


@compiled_inline
def base_price_of(command: Command) -> Ticks:
    """Base price of a new instrument."""
    return command.price


@compiled_inline
def composite_close_of(command: Command) -> Ticks:
    """Opening composite close of the venue, 0: none."""
    return command.price


@compiled_inline
def totals_of(command: Command) -> TotalsNumber:
    """Which running totals."""
    return command.parameter


@compiled_inline
def higher_half_of(command: Command) -> Word:
    """Higher 48 bits of the key of numbers."""
    return command.value


@compiled_inline
def lower_half_of(command: Command) -> Word:
    """Lower 48 bits of the key of numbers."""
    return command.amount_fen


@compiled_inline
def suspend_of(command: Command) -> Truth:
    """1: suspend, 0: resume."""
    return command.value


@compiled_inline
def use_of(command: Command) -> Number:
    """What the text of a TEXT is for."""
    return command.quantity


@compiled_inline
def market_of(command: Command) -> MarketNumber:
    """Of which market an instrument is."""
    return command.value


@compiled_inline
def rule_of(command: Command) -> RuleNumber:
    """Which rule of the venue."""
    return command.parameter


@compiled_inline
def act_kind_of(command: Command) -> KindNumber:
    """Kind of the act that is to await approval."""
    return command.parameter


@compiled_inline
def held_of(command: Command) -> Number:
    """Number of an act that awaits approval."""
    return command.reference


@compiled_inline
def commands_of(command: Command) -> Count:
    """Commands that go with an approval."""
    return command.value


@compiled_inline
def how_of(command: Command) -> EndNumber:
    """How an act ends without approval."""
    return command.parameter
