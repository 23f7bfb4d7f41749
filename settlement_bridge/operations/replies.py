"""What the registry's replies are made of where several operations share it."""

from __future__ import annotations

from engine.units import FRAME_MAX_BYTES
from gateway.protocol import fields as readers
from gateway.protocol.fields import ACCOUNT_MAX, words
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.readers import Integer
from gateway.protocol.shapes import ListOf, Nullable, OneOf
from gateway.protocol.texts import Line, Word
from gateway.protocol.values import (
    COUNT,
    DATE,
    FEN,
    SIDE,
    SIGNED_FEN,
    TIME_NS,
    TONNES,
    record,
    rows,
)
from settlement_bridge.books import DayStatus, EntryKind, State, TradeStatus
from settlement_bridge.books.parties import EntityKind, Sector, Status

INT64_MAX = 2**63 - 1
TEXT = Line(FRAME_MAX_BYTES)
ANY_ACCOUNT = Field(Integer(-3, ACCOUNT_MAX), "below 0: the registry's own")
NUMBER = Integer(1, INT64_MAX)
BIG = Integer(-INT64_MAX, INT64_MAX)
SIGNED_TONNES = Integer(-INT64_MAX, INT64_MAX, "t")
INSTRUMENT = Line(24)
CASH_OR_CODE = Nullable(INSTRUMENT, "cash")
NEXT = Nullable(COUNT, "on the last page")
STATE = Word(*words(State))
STATUS = Word(*words(Status))
KIND = Word(*words(EntryKind))
DAY_STATUS = Word(*words(DayStatus))
METHOD = Word("listed", "block", "auction")
PROVINCE = Integer(0, 99)
YEAR = Integer(0, 9999)
DATE_OR_NULL = Nullable(DATE)
NUMBER_OR_NULL = Nullable(COUNT)
TEXT_OR_NULL = Nullable(TEXT)

REFERENCE = record(reference=Field(NUMBER, "its journal number, by which the exchange knows it"))
JOURNALLED = record(number=Field(NUMBER, "its journal number"))
EVENT_NUMBER = record(event=Field(NUMBER, "number of its first journal entry"))
CUT = Field(TONNES, "given back at once for cuts of allocations")
ALLOCATED = record(number=Field(NUMBER, "its journal number"), cut=CUT)
CHANGE = record(change=Field(NUMBER, "number of the change"))
SET = record(number=Field(NUMBER, "number of what was set; the last one counts"))

ACCOUNT_FIELDS = must(
    account=ANY_ACCOUNT,
    name=TEXT,
    opened_ns=TIME_NS,
    entity=Nullable(COUNT, "the registry's own"),
    status=STATUS,
)
ENTITY_FIELDS = must(
    entity=COUNT,
    name=TEXT,
    kind=Word(*words(EntityKind)),
    province=PROVINCE,
    sector=Word(*words(Sector)),
    credit_code=TEXT_OR_NULL,
    status=STATUS,
)
EVENT = must(
    event=NUMBER,
    time_ns=TIME_NS,
    kind=KIND,
    entries=COUNT,
    who=TEXT,
    role=TEXT,
    document=TEXT,
    note=TEXT,
    reverses=NUMBER_OR_NULL,
)
_HIDDEN = "the other side's, to an account that traded with it listed or in an auction"
_SIDE = Nullable(readers.account, _HIDDEN)
_END = Field(Nullable(ANY_ACCOUNT.read, _HIDDEN), ANY_ACCOUNT.help)
_OTHER_FEN = Nullable(FEN, _HIDDEN)
_NO_ORDER = "of a block or an auction, and of trades from before these were kept"
_UNNAMED = "where the member has given none"
_OTHER_ORDER = Nullable(NUMBER, f"{_NO_ORDER}; {_HIDDEN}")
_OTHER_NAME = Nullable(TEXT, f"{_UNNAMED}; {_HIDDEN}")
_MOVED = must(
    number=NUMBER,
    event=NUMBER,
    time_ns=TIME_NS,
    date=DATE_OR_NULL,
    kind=KIND,
    instrument=CASH_OR_CODE,
) | may(quantity=Field(TONNES, "of units"), amount_fen=Field(FEN, "of cash"))
_ENDS = must(
    from_account=_END,
    from_state=STATE,
    to_account=_END,
    to_state=STATE,
    method=Nullable(METHOD),
    trade=NUMBER_OR_NULL,
    reference=NUMBER_OR_NULL,
    who=TEXT,
)
STEP = _MOVED | _ENDS | must(document=TEXT_OR_NULL, note=TEXT_OR_NULL, reverses=NUMBER_OR_NULL)
SPANS = Field(ListOf(ListOf(NUMBER, "numbers", 2), "spans"), "[first, last] of the first spans")
ENTRIES = ListOf(
    Record(_MOVED | _ENDS | must(units=SPANS, unit_spans=Field(COUNT, "how many there are"))),
    "maps",
)
BREAKS = rows(
    what=TEXT,
    account=Nullable(ANY_ACCOUNT.read),
    instrument=Nullable(INSTRUMENT),
    registry=Nullable(BIG),
    exchange=Nullable(BIG),
    message=TEXT,
    bank=Nullable(BIG),
)
EXPLAINED = ListOf(
    Record(
        must(what=TEXT, account=ANY_ACCOUNT, instrument=CASH_OR_CODE, default=NUMBER_OR_NULL)
        | must(message=TEXT)
        | may(
            difference=Field(SIGNED_TONNES, "units that the registry has more"),
            difference_fen=Field(BIG, "cash that the registry has more"),
        )
    ),
    "maps",
)
BANK_POSITION = record(
    date=DATE,
    settlement_account=TEXT,
    balance_fen=Field(SIGNED_FEN, "the bank's"),
    sub_ledgers=record(
        registry_fen=SIGNED_FEN,
        trading_fen=SIGNED_FEN,
        in_transit_fen=SIGNED_FEN,
        payable_fen=SIGNED_FEN,
        suspense_fen=SIGNED_FEN,
        fee_income_fen=SIGNED_FEN,
        reserve_fen=SIGNED_FEN,
    ),
    held_fen=SIGNED_FEN,
    came_since_fen=SIGNED_FEN,
    went_since_fen=SIGNED_FEN,
    booked_fen=Field(SIGNED_FEN, "the books at the end of that day"),
    timing=rows(what=TEXT, lines=COUNT, amount_fen=SIGNED_FEN),
    expected_fen=SIGNED_FEN,
    unanswered_fen=SIGNED_FEN,
    difference_fen=Field(SIGNED_FEN, "what nothing explains"),
)
_CASE_TRADE = must(
    method=METHOD,
    trade=NUMBER,
    instrument=INSTRUMENT,
    quantity=TONNES,
    amount_fen=FEN,
    buyer=_SIDE,
    seller=_SIDE,
)
CASE = Record(
    must(
        default=NUMBER,
        date=DATE,
        status=Word("open", "delivered", "covered", "repaid", "written_off", "cancelled"),
        account=readers.account,
        entity=COUNT,
        short_of=Word("units", "cash"),
    )
    | may(missing=Field(TONNES, "of units"), missing_fen=Field(FEN, "of cash"))
    | must(deadline=Field(TEXT, "in Shanghai"), deadline_ns=TIME_NS)
    | _CASE_TRADE
    | must(covered_fen=FEN, repaid_fen=FEN, written_off_fen=FEN, outstanding_fen=FEN)
)
TRADE = must(
    seq=NUMBER,
    date=DATE,
    method=METHOD,
    trade=NUMBER,
    instrument=INSTRUMENT,
    instrument_number=COUNT,
    price=readers.price,
    quantity=TONNES,
    amount_fen=FEN,
    buyer=_SIDE,
    seller=_SIDE,
    buyer_trading_fee_fen=_OTHER_FEN,
    buyer_settlement_fee_fen=_OTHER_FEN,
    seller_trading_fee_fen=_OTHER_FEN,
    seller_settlement_fee_fen=_OTHER_FEN,
    buyer_order=_OTHER_ORDER,
    buyer_client_order_id=_OTHER_NAME,
    seller_order=_OTHER_ORDER,
    seller_client_order_id=_OTHER_NAME,
    buyer_pays_fen=_OTHER_FEN,
    seller_receives_fen=Nullable(SIGNED_FEN, _HIDDEN),
    status=Word(*words(TradeStatus)),
    reason=TEXT_OR_NULL,
)
OWN_TRADE = must(
    method=METHOD,
    trade=NUMBER,
    instrument=INSTRUMENT,
    side=SIDE,
    price=readers.price,
    quantity=TONNES,
    amount_fen=FEN,
    trading_fee_fen=FEN,
    settlement_fee_fen=FEN,
    order=Nullable(NUMBER, _NO_ORDER),
    client_order_id=Nullable(TEXT, _UNNAMED),
    status=Word(*words(TradeStatus)),
)
NUMBER_OR_TEXT = OneOf(BIG, TEXT)
