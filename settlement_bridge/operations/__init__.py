"""Every operation of the registry: which role may ask it, with which fields, and what is replied.

One row an operation, in a module for each subject; here are those that move units and cash: issues,
transfers, orders of courts, pledges. The order of the rows is that in which operations are listed.
Nothing here knows a database.
"""

from __future__ import annotations

from engine.units import CASH_MAX_FEN, UNITS_MAX
from gateway.protocol.codes import Code
from gateway.protocol.fields import account, code
from gateway.protocol.maps import Field, Fields, may, must
from gateway.protocol.operations import Operation, Row
from gateway.protocol.readers import Choice, Integer
from settlement_bridge.asked import FIELD
from settlement_bridge.books import Legs, Market, State
from settlement_bridge.operations import (
    applications,
    approvals,
    authorities,
    bank,
    books,
    certificates,
    compliance,
    credit_questions,
    credits,
    defaults,
    delivery,
    law,
    offsets,
    public,
    registrar,
    relations,
    reports,
    representatives,
)
from settlement_bridge.operations.fields import (
    ALL,
    EVERYONE,
    GROUND,
    MEMBER,
    OPERATOR,
    OWN,
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
from settlement_bridge.operations.replies import ALLOCATED, JOURNALLED, REFERENCE

_ISSUED = must(account=account, instrument=code, quantity=Integer(1, UNITS_MAX, "t"))
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

INSTRUCTIONS = (
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
        ALLOCATED,
        approval="always",
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
        approval="always",
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
        approval="always",
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
ACCOUNT_REASONS: dict[str, Code] = {
    "market_differs": Code(
        "the operation is of the other market; `allowed`: this registry's",
        "Ask the registry of that market.",
    ),
    "account_unknown": Code("the registry has no such account", "Name an account it has."),
    "account_exists": Code("the account is open already", "Choose another number."),
    "account_suspended": Code("account or entity is suspended", "Ask the registry to restore it."),
    "account_closed": Code("the account or its entity is closed", "Name another account."),
    "account_not_empty": Code("an account that holds something stays open", "Empty it first."),
    "account_same": Code("from one account to another: these are the same", "Name two accounts."),
    "entity_unknown": Code("the registry has no such entity", "Register the entity first."),
    "entity_exists": Code("the entity is in the register already", "Name that entity."),
    "entity_closed": Code("the entity is closed", "Name another entity."),
    "entity_not_empty": Code("its accounts hold something", "Empty its accounts first."),
    "cash_insufficient": Code(
        "the account has less cash there; `allowed`: how much",
        "Ask for at most what `allowed` says.",
    ),
    "units_insufficient": Code(
        "the account has fewer units there; `allowed`: how many",
        "Ask for at most what `allowed` says.",
    ),
    "amount_too_large": Code("more than the registry can count", "Name a smaller amount."),
    "window_closed": Code("a transfer outside its hours", "Ask within the hours in `allowed`."),
    "serial_unknown": Code(
        "no such tonne, or of another year or province; `allowed`: what would be right",
        "Name serial numbers that were issued.",
    ),
    "units_frozen": Code(
        "units named by number are frozen; `value`: their numbers",
        "Name others, or have them unfrozen first.",
    ),
    "units_elsewhere": Code(
        "units named by number are not where the act takes them from; the message names them, to a"
        " member its own alone",
        "Name units that are where the act takes them from.",
    ),
    "too_many_blocks": Code("the units named lie in too many blocks", "Name fewer units at once."),
    "field_beside_serials": Code("a field that `serials` exclude", "Leave it out."),
    "instrument_unknown": Code(
        "units of it may not be issued; `allowed`: those that are open",
        "Open the instrument first, or name one that is open.",
    ),
    "instrument_exists": Code("units of it may be issued already", "Nothing is to be done."),
    "too_many_instruments": Code(
        "the registry has the most instruments it can have", "Nothing can be done in this registry."
    ),
    "year_missing": Code("the instrument's code has no year", "Name the year."),
    "year_differs": Code("units of the code are of another year", "Name the year in `allowed`."),
}


ROWS: tuple[Row, ...] = (
    *books.ROWS,
    *books.SETTLEMENT,
    *INSTRUCTIONS,
    *registrar.ROWS,
    *bank.ROWS,
    *law.ROWS,
    *compliance.ROWS,
    *applications.ROWS,
    *authorities.ROWS,
    *reports.ROWS,
    *offsets.ROWS,
    *certificates.ROWS,
    *public.ROWS,
    *reports.DOCUMENT_ROWS,
    *representatives.ROWS,
    *relations.ROWS,
    *credits.ROWS,
    *credit_questions.ROWS,
    *approvals.ROWS,
    *books.RECOVERY,
    *defaults.ROWS,
    *defaults.OBJECTIONS,
    *delivery.ROWS,
)
ROLES_OF: dict[str, tuple[str, ...]] = {row.name: tuple(row.fields) for row in ROWS}
OPERATIONS: dict[str, Operation] = {
    row.name: Operation(row.name, row.way, fields)
    for row in ROWS
    for fields in list(row.fields.values())[:1]  # every role has the same
}
# Done once however often they are sent.
KEYED = frozenset(name for name, operation in OPERATIONS.items() if FIELD in operation.fields)
_ROWS_OF_ALLOWANCES = (
    *(*law.ROWS, *compliance.ROWS, *reports.ROWS, *applications.ROWS),
    *(*authorities.DISTRIBUTION, *authorities.OBJECTIONS),
)
_OF_ALLOWANCES = (
    *(row.name for row in (*_ROWS_OF_ALLOWANCES, *certificates.ROWS)),
    *("allocate", "allocate_file", "cancel", "check_certificate", "collect_proceeds"),
    *offsets.OF_ALLOWANCES,
)
_OF_CREDITS = (
    *(row.name for row in (*credits.ROWS, *credit_questions.ROWS)),
    *offsets.OF_CREDITS,
)
# Of which market an operation is; one that is not named is of both.
OF_MARKET: dict[str, Market] = {
    **dict.fromkeys(_OF_ALLOWANCES, Market.ALLOWANCES),
    **dict.fromkeys(_OF_CREDITS, Market.CREDITS),
}
# What is about cash or units alone; one that is not named is answered from all books.
_OF_CASH = (
    *(row.name for row in bank.ROWS),
    *("deposit", "withdraw", "cash_to_trading", "cash_to_registry", "cash"),
    *(row.name for row in defaults.ROWS),
)
_OF_UNITS = (
    *(
        row.name
        for row in INSTRUCTIONS
        if any("instrument" in each for each in row.fields.values())
    ),
    *("holdings", "blocks", "trace", "instruments", "open_instrument", "allocate_file"),
    *("transfer_windows", "set_transfer_window"),
    *(row.name for row in (*law.ROWS, *compliance.ROWS, *reports.ROWS)),
    *(row.name for row in (*relations.ROWS, *delivery.ROWS)),
    *_OF_CREDITS,
)
OF_LEGS = dict.fromkeys(_OF_CASH, Legs.CASH) | dict.fromkeys(_OF_UNITS, Legs.UNITS)
# Acts of the registry's staff that await a second key, and in which case (`approvals.CASES`).
GUARDED = {row.name: row.approval for row in ROWS if row.approval}
# What a key reads of its own account; in an entity with representatives only those of them that may
# read.
OF_AN_ACCOUNT = frozenset(
    name
    for name, roles in ROLES_OF.items()
    if set(OWN) <= set(roles) and roles not in (ALL, EVERYONE)
) | {"object", "object_to_result", "waiting"}
