"""Operations of supervision: accounts, their limits and kills, what staff watches."""

from __future__ import annotations

from engine.commands import REFUSE_LOG_ON, AccountLimit
from gateway.protocol import fields as readers
from gateway.protocol.fields import INT64_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.operations import Row, Way, asked_by
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, MapOf, Nullable, OneOf
from gateway.protocol.table.halts import HALTS
from gateway.protocol.table.words import (
    ADMINISTRATION,
    AFTER,
    BRIDGE,
    EXCHANGE,
    LEGAL_NAMES,
    MEMBER,
    OF_ACCOUNT,
    OPERATIONS,
    VIEWER,
    WHOSE,
    with_acts,
)
from gateway.protocol.texts import Boolean, Word
from gateway.protocol.values import (
    ACCOUNT,
    BOOLEAN,
    CODE,
    COUNT,
    FEN,
    NAMED,
    NEXT,
    NUMBER,
    PRICE,
    SIGNED_FEN,
    SIGNED_TONNES,
    TEXT,
    TONNES,
    record,
    rows,
)
from gateway.protocol.weights import PAGED, Weight

_AFTER = Field(readers.account, "`next` of the page before")
_OPERATOR = Field(readers.operator, "number of a key; without it the account", record="value")
_KILL = may(
    operator=_OPERATOR,
    refuse_log_on=Field(Boolean(REFUSE_LOG_ON), "keep the keys out as well", record="flags"),
)
_LIMIT = Field(readers.account_limit)
_NONE = "none"
_HOLDING = must(
    instrument=CODE,
    held=Field(SIGNED_TONNES, "available, locked and bought"),
    buying=Field(TONNES, "open buys and deals"),
    maximum=Nullable(TONNES, _NONE),
    own=Nullable(TONNES, _NONE),
    threshold=Nullable(TONNES, _NONE),
    large=BOOLEAN,
)
_OF_LIMIT = record(
    limit=Field(Nullable(COUNT, _NONE), "in force"),
    own=Nullable(COUNT, _NONE),
    used=Nullable(COUNT, "not counted"),
)
_LIMITS = must(
    account=ACCOUNT,
    killed_by=Nullable(Word("member", "exchange"), "not killed"),
    rate_window_ms=COUNT,
    limits=MapOf(_OF_LIMIT, "limits", Word(*words(AccountLimit))),
    holdings=ListOf(Record(_HOLDING), "maps"),
)
_DEFAULTS = {word: Nullable(COUNT, _NONE) for word in ("open_orders", "order_rate")} | {
    word: Nullable(FEN, _NONE) for word in ("order_value", "day_turnover")
}
_KILLED = must(
    account=Nullable(ACCOUNT, "in every account"),
    operator=Nullable(NUMBER, "the whole account"),
    by=Word("member", "exchange"),
    log_on_refused=BOOLEAN,
)
_KEYS = Nullable(rows(operator=NUMBER, key=TEXT), "the venue cannot read its keys")

ROWS = with_acts(
    ADMINISTRATION,
    Row(
        "limits",
        Way.QUERY,
        "How far every instrument is from its price limits (涨跌停), 500 a page.",
        {EXCHANGE: may(after=AFTER)},
        record(
            rows=rows(
                instrument=CODE,
                **NAMED,
                reference=Field(COUNT, "base price"),
                lower=COUNT,
                upper=COUNT,
                last=Nullable(PRICE),
                distance_to_upper=SIGNED_FEN,
                distance_to_lower=SIGNED_FEN,
                at_limit=Nullable(Word("upper", "lower")),
                halted=BOOLEAN,
            ),
            next=NEXT,
        ),
        weight=Weight(each=2, rows=8, page=256),
    ),
    Row(
        "accounts",
        Way.QUERY,
        "Every account with its cash, in order of their numbers.",
        asked_by((EXCHANGE, BRIDGE), may(after=_AFTER)),
        record(
            accounts=rows(
                account=ACCOUNT,
                name=TEXT,
                **NAMED,
                suspended=BOOLEAN,
                killed=BOOLEAN,
                cash_available_fen=SIGNED_FEN,
                cash_locked_fen=FEN,
            ),
            next=NEXT,
        ),
        weight=PAGED,
    ),
    Row(
        "account_limits",
        Way.QUERY,
        "The limits of an account and what is used of them; without an account the exchange gets"
        " all, 50 a page.",
        {MEMBER: {}, VIEWER: {}, EXCHANGE: may(account=WHOSE, after=_AFTER)},
        OneOf(
            Record(_LIMITS),
            record(accounts=ListOf(Record(_LIMITS), "maps"), next=NEXT),
        ),
        weight=Weight(each=4, rows=4, page=256),
    ),
    Row(
        "supervision",
        Way.QUERY,
        "The limits by default, halts, who is suspended or under a kill, large holders (大户), and"
        " who holds more than the maximum.",
        {EXCHANGE: {}},
        record(
            default_limits=record(**_DEFAULTS, rate_window_ms=COUNT),
            halts=HALTS,
            kills=ListOf(Record(_KILLED), "maps"),
            suspended=Field(ListOf(ACCOUNT, "accounts"), "the first 1,000"),
            large_holders=ListOf(Record(must(account=ACCOUNT) | _HOLDING), "maps"),
            above_maximum=Field(
                ListOf(Record(must(account=ACCOUNT) | _HOLDING), "maps"),
                "as after a maximum was lowered; the first 1,000",
            ),
        ),
    ),
    Row(
        "kill",
        Way.CANCEL,
        "Withdraw everything of an account, or of one of its keys, and refuse new orders.",
        {MEMBER: _KILL, EXCHANGE: may(account=WHOSE) | _KILL},
        record(
            cancelled=Field(COUNT, "orders and bids"),
            orders=Field(ListOf(NUMBER, "orders"), "the first 1,000"),
            keys=Field(_KEYS, "those concerned, the first 1,000"),
        ),
        command="KILL_ACCOUNT",
        answer="killed",
        change="killed",
        choice="killed",
        duties=(OPERATIONS,),
    ),
    Row(
        "release",
        Way.COMMAND,
        "End a kill.",
        {MEMBER: may(operator=_OPERATOR), EXCHANGE: may(account=WHOSE, operator=_OPERATOR)},
        command="RELEASE_ACCOUNT",
        change="released",
        choice="released",
        duties=(OPERATIONS,),
    ),
    Row(
        "set_account_limit",
        Way.COMMAND,
        "Give an account a limit of its own.",
        {
            EXCHANGE: must(
                account=WHOSE,
                limit=_LIMIT,
                value=Field(Integer(-1, INT64_MAX), "0: none, −1: the default again"),
            )
            | may(instrument=Field(readers.code, "of `maximum_holding`"))
        },
        change="limit_set",
        choice="own_limit",
    ),
    Row(
        "set_default_limit",
        Way.COMMAND,
        "Set the limit of every account that has none of its own.",
        {
            EXCHANGE: must(
                limit=Field(readers.default_limit),
                value=Field(Integer(0, INT64_MAX), "0: none"),
            )
        },
        choice="default_limit",
    ),
    Row(
        "open_account",
        Way.COMMAND,
        "Open a trading account.",
        {
            EXCHANGE: must(
                account=Field(readers.account, "its number"),
                name=Field(readers.account_name),
            )
            | LEGAL_NAMES
        },
    ),
    Row(
        "set_account_names",
        Way.COMMAND,
        "Set the legal names of an account; one that is left out stays as it is.",
        {EXCHANGE: OF_ACCOUNT | LEGAL_NAMES},
        command="SET_NAMES",
        choice="named",
    ),
    Row(
        "suspend",
        Way.COMMAND,
        "Suspend an account: its orders and bids are withdrawn, and it enters no new ones.",
        {EXCHANGE: OF_ACCOUNT | may(until=Field(readers.date, "it ends when this day starts"))},
        record(cancelled=Field(COUNT, "orders and bids")),
        command="SUSPEND_ACCOUNT",
        answer="suspended",
        change="suspended",
        duties=(OPERATIONS,),
    ),
    Row(
        "restore",
        Way.COMMAND,
        "End the suspension of an account.",
        {EXCHANGE: OF_ACCOUNT},
        command="RESTORE_ACCOUNT",
        change="restored",
        duties=(OPERATIONS,),
    ),
)
