"""Operations that move units and cash: issues, transfers, orders of courts, pledges."""

from __future__ import annotations

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.fields import account, code
from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.books import State
from settlement_bridge.operations.fields import (
    GROUND,
    MEMBER,
    OPERATOR,
    SIGNED,
    UNITS,
    UNITS_OF_ANY,
    YEAR,
    act,
    entity,
    name,
    once,
    province,
)
from settlement_bridge.operations.replies import JOURNALLED, REFERENCE

_ISSUED = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX))
_CASH = must(account=account, amount_fen=Integer(1, CASH_MAX_FEN))


def _states(*states: State) -> Fields:
    chosen = Choice({state.name.lower(): int(state) for state in states})
    return may(state=Field(chosen, "where units by quantity are", default="registry_available"))


_FREE = _states(State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE)
_HELD = _states(State.REGISTRY_AVAILABLE, State.TRADING_AVAILABLE, State.FROZEN, State.PLEDGED)
_SERIES = may(
    year=Field(YEAR, "of the serial numbers; else the instrument's"),
    province=Field(province, "else the entity's"),
)
_TAKER = must(to_account=account)

ROWS = (
    act(
        "open_account",
        "Open an account, of an entity; without one of that with the account's number.",
        OPERATOR,
        must(account=account, name=name) | may(entity=entity),
    ),
    once(
        "allocate",
        "Issue units into registry-available (初始分配).",
        OPERATOR,
        _ISSUED | _SERIES | GROUND,
        JOURNALLED,
    ),
    once(
        "freeze",
        "Freeze units by order of a court (司法冻结).",
        OPERATOR,
        UNITS_OF_ANY | _FREE | GROUND,
        JOURNALLED,
    ),
    once(
        "unfreeze",
        "End a freeze; units named by serial number go back where it found them.",
        OPERATOR,
        UNITS_OF_ANY | _FREE | GROUND,
        JOURNALLED,
    ),
    once(
        "deposit",
        "Cash from the bank into trading, without a file of the bank.",
        OPERATOR,
        _CASH | GROUND,
        REFERENCE,
    ),
    once(
        "withdraw",
        "Cash from trading to the bank, without a file of the bank.",
        OPERATOR,
        _CASH | GROUND,
        REFERENCE,
    ),
    once(
        "transfer_in",
        "Units from registry-available to trading-available.",
        MEMBER + OPERATOR,
        UNITS | GROUND,
        REFERENCE,
    ),
    once(
        "transfer_out",
        "Units from trading-available to registry-available.",
        MEMBER + OPERATOR,
        UNITS | GROUND,
        REFERENCE,
    ),
    once(
        "cash_to_trading",
        "Cash from the registry into trading.",
        MEMBER + OPERATOR,
        _CASH | GROUND,
        REFERENCE,
    ),
    once(
        "cash_to_registry",
        "Cash from trading into the registry.",
        MEMBER + OPERATOR,
        _CASH | GROUND,
        REFERENCE,
    ),
    once(
        "court_transfer",
        "Give units to another account by order of a court (司法划转).",
        OPERATOR,
        UNITS_OF_ANY | _TAKER | _HELD | SIGNED,
        JOURNALLED,
    ),
    once(
        "inherit",
        "Give units to a successor (继承); frozen ones stay frozen.",
        OPERATOR,
        UNITS | _TAKER | _HELD | SIGNED,
        JOURNALLED,
    ),
    once("pledge", "Pledge units (质押).", OPERATOR, UNITS | SIGNED, JOURNALLED),
    once("release", "Release pledged units (解除质押).", OPERATOR, UNITS | SIGNED, JOURNALLED),
    once(
        "cancel",
        "Cancel registry-available units for ever (自愿注销).",
        MEMBER + OPERATOR,
        UNITS | GROUND,
        JOURNALLED,
    ),
)

# What becomes of the units once it is done.
DONE = {
    "transfer_in": "can be traded now",
    "transfer_out": "are back in the registry",
    "freeze": "frozen",
    "unfreeze": "free again",
    "court_transfer": "transferred to account {to_account}",
    "inherit": "inherited by account {to_account}",
    "pledge": "pledged",
    "release": "released",
    "cancel": "cancelled",
}
