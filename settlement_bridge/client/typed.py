"""What the registry sends: a type for each reply.

Written by `python -m gateway.protocol.message_types`; not to be edited.
"""

from typing import Any, Literal, NotRequired, TypedDict


class LogOnLimits(TypedDict):
    """`limits` of LogOnReply."""

    frame_bytes: int
    requests_per_frame: int
    in_flight: int


class LogOnReply(TypedDict):
    """The reply to `log_on`."""

    role: str
    account: int | None
    venue: str
    received_ns: int  # when the log-on came
    server_time_ns: int  # when it was answered
    heartbeat_s: int
    limits: LogOnLimits  # what the server takes


class MarketReply(TypedDict):
    """The reply to `market`."""

    market: Literal["allowances", "credits"]


class AccountsAccount(TypedDict):
    """`accounts` of AccountsReply."""

    account: int  # below 0: the registry's own
    name: str
    opened_ns: int
    entity: int | None
    status: Literal["active", "suspended", "closed"]


class AccountsReply(TypedDict):
    """The reply to `accounts`."""

    accounts: list[AccountsAccount]
    next: int | None


HoldingsHoldingState = Literal[
    "registry_available",
    "trading_available",
    "frozen",
    "pledged",
    "carry_over",
    "in_transit",
    "surrendered",
    "cancelled",
    "frozen_by_number",
    "offset_frozen",
    "applied",
    "entrusted",
    "issued",
    "cash_available",
    "cash_in_transit",
    "cash_registry",
    "cash_payable",
    "cash_suspense",
    "bank",
]


class HoldingsHolding(TypedDict):
    """`holdings` of HoldingsReply."""

    instrument: str
    state: HoldingsHoldingState
    quantity: int


class HoldingsReply(TypedDict):
    """The reply to `holdings`."""

    account: int  # below 0: the registry's own
    holdings: list[HoldingsHolding]


class CashReply(TypedDict):
    """The reply to `cash`."""

    account: int  # below 0: the registry's own
    available_fen: int  # for trading
    in_transit_fen: int
    registry_fen: int  # in the registry
    payable_fen: int  # asked back, and not paid by the bank yet


JournalEntrieKind = Literal[
    "issue",
    "freeze",
    "unfreeze",
    "deposit",
    "withdrawal",
    "transfer_in",
    "transfer_out",
    "transfer_done",
    "transfer_returned",
    "trade_units",
    "trade_cash",
    "trading_fee",
    "settlement_fee",
    "court_transfer",
    "inheritance",
    "pledge",
    "pledge_release",
    "cancellation",
    "reversal",
    "numbering",
    "surrender",
    "offset",
    "carry_over_request",
    "carry_over_release",
    "carry_over",
    "carry_over_issue",
    "allocation_cut",
    "application",
    "application_end",
    "entrusted_issue",
    "forced_surrender",
    "entrusted_rest",
    "succession",
    "recovery",
    "reserve_in",
    "reserve_fees",
    "reserve_out",
    "reserve_cover",
    "recourse",
    "trade_back",
    "proceeds",
    "bank_deposit",
    "bank_suspense",
    "suspense_assignment",
    "suspense_return",
    "payment_request",
    "payment_withdrawn",
    "payment_done",
    "payment_returned",
    "cash_to_trading",
    "cash_to_registry",
    "credit_issue",
    "credit_cancellation",
    "offset_freeze",
    "offset_release",
    "credit_offset",
    "forced_cancellation",
]


class JournalEntrie(TypedDict):
    """`entries` of JournalReply."""

    number: int
    event: int
    time_ns: int
    date: str | None
    kind: JournalEntrieKind
    instrument: str | None
    quantity: NotRequired[int]  # of units
    amount_fen: NotRequired[int]  # of cash
    from_account: int | None  # below 0: the registry's own
    from_state: HoldingsHoldingState
    to_account: int | None  # below 0: the registry's own
    to_state: HoldingsHoldingState
    method: Literal["listed", "block", "auction"] | None
    trade: int | None
    reference: int | None
    who: str
    units: list[list[int]]  # [first, last] of the first spans
    unit_spans: int  # how many there are


class JournalReply(TypedDict):
    """The reply to `journal`."""

    entries: list[JournalEntrie]
    next: int | None


TradesTradeStatus = Literal["collected", "delivered", "failed", "defaulted", "undone"]


class TradesTrade(TypedDict):
    """`trades` of TradesReply."""

    seq: int
    date: str
    method: Literal["listed", "block", "auction"]
    trade: int
    instrument: str
    instrument_number: int
    price: int
    quantity: int
    amount_fen: int
    buyer: int | None
    seller: int | None
    buyer_trading_fee_fen: int | None
    buyer_settlement_fee_fen: int | None
    seller_trading_fee_fen: int | None
    seller_settlement_fee_fen: int | None
    buyer_order: int | None
    buyer_client_order_id: str | None
    seller_order: int | None
    seller_client_order_id: str | None
    buyer_pays_fen: int | None
    seller_receives_fen: int | None
    status: TradesTradeStatus
    reason: str | None


class TradesReply(TypedDict):
    """The reply to `trades`."""

    trades: list[TradesTrade]
    next: int | None


class StatementCash(TypedDict):
    """`cash` of StatementReply."""

    opening_fen: int
    deposits_fen: int
    withdrawals_fen: int
    bought_fen: int
    sold_fen: int
    trading_fees_fen: int
    settlement_fees_fen: int
    fees_received_fen: int
    fees_in_reserve_fen: int
    covered_fen: int
    repaid_fen: int
    closing_fen: int


class StatementUnit(TypedDict):
    """`units` of StatementReply."""

    instrument: str
    opening: int
    allocated: int
    cut: int  # given back at once for cuts of allocations
    bought: int
    sold: int
    transferred_in: int
    transferred_out: int
    closing: int
    registry_available: int
    trading_available: int
    other: int


StatementDefaultStatus = Literal[
    "open", "delivered", "covered", "repaid", "written_off", "cancelled"
]


class StatementDefault(TypedDict):
    """`defaults` of StatementReply."""

    default: int
    date: str
    status: StatementDefaultStatus
    account: int
    entity: int
    short_of: Literal["units", "cash"]
    missing: NotRequired[int]  # of units
    missing_fen: NotRequired[int]  # of cash
    deadline: str  # in Shanghai
    deadline_ns: int
    method: Literal["listed", "block", "auction"]
    trade: int
    instrument: str
    quantity: int
    amount_fen: int
    buyer: int | None
    seller: int | None
    covered_fen: int
    repaid_fen: int
    written_off_fen: int
    outstanding_fen: int


class StatementTrade(TypedDict):
    """`trades` of StatementReply."""

    method: Literal["listed", "block", "auction"]
    trade: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int
    order: int | None
    client_order_id: str | None
    status: TradesTradeStatus


class StatementReply(TypedDict):
    """The reply to `statement`."""

    account: int  # below 0: the registry's own
    name: str
    date: str
    cash: StatementCash
    units: list[StatementUnit]
    defaults: list[StatementDefault]
    trades: list[StatementTrade]
    next_trade: int | None  # the others: `from` of `trades`


SummaryStatus = Literal["collecting", "closed", "confirmed", "delivered", "done"]


class SummaryInstrument(TypedDict):
    """`instruments` of SummaryReply."""

    instrument: str
    close: int | None
    failed: int
    count: int
    quantity: int
    amount_fen: int


class SummaryFailure(TypedDict):
    """`failures` of SummaryReply."""

    trade: int
    instrument: str
    quantity: int
    amount_fen: int
    buyer: int  # below 0: the registry's own
    seller: int  # below 0: the registry's own
    reason: str


class SummaryReply(TypedDict):
    """The reply to `summary`."""

    date: str
    status: SummaryStatus
    problem: str | None
    count: int | None
    quantity: int | None
    amount_fen: int | None
    tape_hash: str | None
    composite_close: int | None
    delivered: int
    failed: int
    trading_fees_fen: int
    settlement_fees_fen: int
    instruments: list[SummaryInstrument]
    failures: list[SummaryFailure]


class TransfersPending(TypedDict):
    """`pending` of TransfersReply."""

    reference: int
    task: str
    account: int  # below 0: the registry's own
    instrument: str | None
    quantity: NotRequired[int]  # of units
    amount_fen: NotRequired[int]  # of cash


class TransfersReply(TypedDict):
    """The reply to `transfers`."""

    pending: list[TransfersPending]


class ReconcileBreak(TypedDict):
    """`breaks` of ReconcileReply."""

    what: str
    account: int | None
    instrument: str | None
    registry: int | None
    exchange: int | None
    message: str
    bank: int | None


class ReconcileExplained(TypedDict):
    """`explained` of ReconcileReply."""

    what: str
    account: int  # below 0: the registry's own
    instrument: str | None
    default: int | None
    message: str
    difference: NotRequired[int]  # units that the registry has more
    difference_fen: NotRequired[int]  # cash that the registry has more


class ReconcileBankSubLedgers(TypedDict):
    """`sub_ledgers` of ReconcileBank."""

    registry_fen: int
    trading_fen: int
    in_transit_fen: int
    payable_fen: int
    suspense_fen: int
    fee_income_fen: int
    reserve_fen: int


class ReconcileBankTiming(TypedDict):
    """`timing` of ReconcileBank."""

    what: str
    lines: int
    amount_fen: int


class ReconcileBank(TypedDict):
    """`bank` of ReconcileReply."""

    date: str
    settlement_account: str
    balance_fen: int  # the bank's
    sub_ledgers: ReconcileBankSubLedgers
    held_fen: int
    came_since_fen: int
    went_since_fen: int
    booked_fen: int  # the books at the end of that day
    timing: list[ReconcileBankTiming]
    expected_fen: int
    unanswered_fen: int
    difference_fen: int  # what nothing explains


class ReconcileReply(TypedDict):
    """The reply to `reconcile`."""

    breaks: list[ReconcileBreak]  # the first 500
    break_count: int
    explained: list[ReconcileExplained]  # differences that have a name
    explained_count: int
    compared: int  # figures
    bank: ReconcileBank | None
    undelivered: int  # trades that are allowed for
    date: str  # the exchange's, empty before the first day
    phase: str


class SettledDay(TypedDict):
    """`days` of SettledReply."""

    date: str
    status: SummaryStatus
    problem: str | None


class SettledReply(TypedDict):
    """The reply to `settled`."""

    dates: list[str]  # the last 500
    last: str | None
    days: list[SettledDay]  # unfinished


class OpenAccountReply(TypedDict):
    """The reply to `open_account`."""


class AllocateReply(TypedDict):
    """The reply to `allocate`."""

    number: int  # its journal number
    cut: int  # given back at once for cuts of allocations


class FreezeReply(TypedDict):
    """The reply to `freeze`."""

    number: int  # its journal number


UnfreezeReply = FreezeReply


class DepositReply(TypedDict):
    """The reply to `deposit`."""

    reference: int  # its journal number, by which the exchange knows it


WithdrawReply = DepositReply


TransferInReply = DepositReply


TransferOutReply = DepositReply


CashToTradingReply = DepositReply


CashToRegistryReply = DepositReply


CourtTransferReply = FreezeReply


InheritReply = FreezeReply


PledgeReply = FreezeReply


ReleaseReply = FreezeReply


CancelReply = FreezeReply


class OpenEntityReply(TypedDict):
    """The reply to `open_entity`."""

    entity: int


class SetCityReply(TypedDict):
    """The reply to `set_city`."""

    change: int  # number of the change


SetEntityStatusReply = SetCityReply


SetAccountStatusReply = SetCityReply


NameRepresentativeReply = SetCityReply


SetTransferWindowReply = SetCityReply


class TransferWindowsReply(TypedDict):
    """The reply to `transfer_windows`."""

    transfer_in: str  # `"09:00-15:30"` or `"all day"`
    transfer_out: str  # `"09:00-15:30"` or `"all day"`


class ReverseReply(TypedDict):
    """The reply to `reverse`."""

    event: int  # number of its first journal entry


class UploadReply(TypedDict):
    """The reply to `upload`."""

    length: int  # characters so far


class AllocateFileReply(TypedDict):
    """The reply to `allocate_file`."""

    event: int  # number of its first journal entry
    cut: int  # given back at once for cuts of allocations


OpenInstrumentReply = SetCityReply


class InstrumentsInstrument(TypedDict):
    """`instruments` of InstrumentsReply."""

    instrument: str
    year: int | None


class InstrumentsReply(TypedDict):
    """The reply to `instruments`."""

    instruments: list[InstrumentsInstrument]


EntitiesEntitieKind = Literal[
    "emitter", "institution", "state", "province", "project_owner", "body", "person"
]


class EntitiesEntitie(TypedDict):
    """`entities` of EntitiesReply."""

    entity: int
    name: str
    kind: EntitiesEntitieKind
    province: int
    sector: Literal["none", "power", "steel", "cement", "aluminium"]
    credit_code: str | None
    status: Literal["active", "suspended", "closed"]


class EntitiesReply(TypedDict):
    """The reply to `entities`."""

    entities: list[EntitiesEntitie]
    next: int | None


class EntityReply(TypedDict):
    """The reply to `entity`."""

    entity: int
    name: str
    kind: EntitiesEntitieKind
    province: int
    sector: Literal["none", "power", "steel", "cement", "aluminium"]
    credit_code: str | None
    status: Literal["active", "suspended", "closed"]
    representative: str | None
    accounts: list[AccountsAccount]


class TraceStep(TypedDict):
    """`steps` of TraceReply."""

    number: int
    event: int
    time_ns: int
    date: str | None
    kind: JournalEntrieKind
    instrument: str | None
    quantity: NotRequired[int]  # of units
    amount_fen: NotRequired[int]  # of cash
    from_account: int | None  # below 0: the registry's own
    from_state: HoldingsHoldingState
    to_account: int | None  # below 0: the registry's own
    to_state: HoldingsHoldingState
    method: Literal["listed", "block", "auction"] | None
    trade: int | None
    reference: int | None
    who: str
    document: str | None
    note: str | None
    reverses: int | None


class TraceReply(TypedDict):
    """The reply to `trace`."""

    serial: str
    account: int  # below 0: the registry's own
    state: HoldingsHoldingState
    issue: int
    steps: list[TraceStep]  # its last 500 moves


class BlocksBlock(TypedDict):
    """`blocks` of BlocksReply."""

    instrument: str
    state: HoldingsHoldingState
    quantity: int
    first: int
    last: int
    first_serial: str
    last_serial: str
    issue: int


class BlocksNext(TypedDict):
    """`next` of BlocksReply."""

    after_instrument: str
    after: int


class BlocksReply(TypedDict):
    """The reply to `blocks`."""

    blocks: list[BlocksBlock]
    next: BlocksNext | None


class EventsEvent(TypedDict):
    """`events` of EventsReply."""

    event: int
    time_ns: int
    kind: JournalEntrieKind
    entries: int
    who: str
    role: str
    document: str
    note: str
    reverses: int | None


class EventsReply(TypedDict):
    """The reply to `events`."""

    events: list[EventsEvent]
    next: int | None


class EventReply(TypedDict):
    """The reply to `event`."""

    signed: EventsEvent | None
    entries: list[JournalEntrie]
    next: int | None


class ChangesChange(TypedDict):
    """`changes` of ChangesReply."""

    number: int
    time_ns: int
    who: str
    role: str
    subject: str
    subject_number: int
    field: str
    before: str
    after: str
    document: str


class ChangesReply(TypedDict):
    """The reply to `changes`."""

    changes: list[ChangesChange]
    next: int | None


class CheckReply(TypedDict):
    """The reply to `check`."""

    breaks: list[ReconcileBreak]  # the first 500
    break_count: int


class CollectProceedsReply(TypedDict):
    """The reply to `collect_proceeds`."""

    amount_fen: int
    event: int | None


class BankDepositsReply(TypedDict):
    """The reply to `bank_deposits`."""

    event: int
    lines: int
    amount_fen: int
    suspense: int  # lines without a known owner
    suspense_fen: int


AssignSuspenseReply = ReverseReply


class ReturnSuspenseReply(TypedDict):
    """The reply to `return_suspense`."""

    payment: int  # its number


class SuspenseLine(TypedDict):
    """`lines` of SuspenseReply."""

    line: int
    bank_reference: str
    date: str
    amount_fen: int
    named: str  # what the file has in place of an account
    payer_name: str
    payer_account: str


class SuspenseReply(TypedDict):
    """The reply to `suspense`."""

    lines: list[SuspenseLine]
    next: int | None


SetBankAccountReply = SetCityReply


class BankAccountReply(TypedDict):
    """The reply to `bank_account`."""

    account: int  # below 0: the registry's own
    holder: str | None
    bank: str | None
    bank_account: str | None
    withdrawable_fen: int


RequestPaymentReply = ReturnSuspenseReply


WithdrawPaymentReply = ReverseReply


PaymentsPaymentStatus = Literal["requested", "sent", "confirmed", "returned", "withdrawn"]


class PaymentsPayment(TypedDict):
    """`payments` of PaymentsReply."""

    payment: int
    account: int | None
    amount_fen: int
    holder: str
    bank: str
    bank_account: str
    status: PaymentsPaymentStatus
    requested: str | None
    line: int | None  # whose money goes back
    file: int | None
    sent: str | None
    reason: str | None


class PaymentsReply(TypedDict):
    """The reply to `payments`."""

    payments: list[PaymentsPayment]
    next: int | None


class CutPaymentsReply(TypedDict):
    """The reply to `cut_payments`."""

    file: int
    digest: str  # SHA-256 of its text
    rows: int
    amount_fen: int


class PaymentFilesReply(TypedDict):
    """The reply to `payment_files`."""

    files: list[CutPaymentsReply]
    next: int | None


class PaymentFileReply(TypedDict):
    """The reply to `payment_file`."""

    file: int
    digest: str  # SHA-256 of its text
    rows: int
    amount_fen: int
    text: str
    next: int | None  # the next `offset`


class BankAnswerReply(TypedDict):
    """The reply to `bank_answer`."""

    event: int
    confirmed: int
    returned: int


class BankBalanceReply(TypedDict):
    """The reply to `bank_balance`."""

    dates: list[str]


class BankPositionReply(TypedDict):
    """The reply to `bank_position`."""

    position: ReconcileBank
    breaks: list[ReconcileBreak]


SetRuleReply = SetCityReply


RulesRuleRule = Literal[
    "sale_money_days",
    "direct_cash",
    "unregistered_may_act",
    "offset_approval",
    "second_above_fen",
    "second_above_units",
    "issuer_account",
    "proceeds_account",
    "reviewed_from",
    "help_from_year",
    "second_approval",
    "approval_minutes",
]


class RulesRule(TypedDict):
    """`rules` of RulesReply."""

    rule: RulesRuleRule
    entity: int | None
    value: int | None


class RulesReply(TypedDict):
    """The reply to `rules`."""

    rules: list[RulesRule]


LawLawMark = Literal["text", "draft", "second_hand", "computed", "default", "set"]


class LawLaw(TypedDict):
    """`law` of LawReply."""

    topic: str
    topic_zh: str
    topic_en: str
    zh: str
    en: str
    source: str
    mark: LawLawMark  # what the row rests on


class LawReply(TypedDict):
    """The reply to `law`."""

    year: int
    law: list[LawLaw]
    missing: list[str]


class LawRowsReply(TypedDict):
    """The reply to `law_rows`."""

    topic: str
    rows: str  # CSV with a header


class SetLawReply(TypedDict):
    """The reply to `set_law`."""

    set: int  # rows that were set


SetYearReply = FreezeReply


class VintagesVintage(TypedDict):
    """`vintages` of VintagesReply."""

    first_year: int
    last_year: int
    first_vintage: int
    last_vintage: int
    source: str
    from_date: str | None
    case: Literal["on_time", "arrears"]
    vintages: str  # as codes
    mark: LawLawMark  # what the row rests on


class VintagesReply(TypedDict):
    """The reply to `vintages`."""

    vintages: list[VintagesVintage]


SetVintagesReply = FreezeReply


SetCarryOverReply = FreezeReply


class OrderToCorrectReply(TypedDict):
    """The reply to `order_to_correct`."""

    sanction: int


ImposeFineReply = OrderToCorrectReply


CutAllocationReply = OrderToCorrectReply


StopProductionReply = OrderToCorrectReply


class EndSanctionReply(TypedDict):
    """The reply to `end_sanction`."""

    act: int  # number of this act


SanctionsSanctionStatus = Literal["open", "worked_off", "corrected", "paid", "lifted", "revoked"]


SanctionsSanctionOffence = Literal["late_surrender", "emission_records", "emission_fraud"]


class SanctionsSanction(TypedDict):
    """`sanctions` of SanctionsReply."""

    sanction: int
    status: SanctionsSanctionStatus
    worked_off: int  # of a cut
    entity: int
    year: int
    offence: SanctionsSanctionOffence
    stage: Literal["first", "not_corrected"]
    measure: Literal["order", "fine", "multiple", "cut", "stop"]
    quantity: int  # of a multiple and of a cut
    low: int  # of the law: CNY, hundredths of a factor, percent of a cut
    high: int
    factor: int  # decided, in hundredths; 0: no multiple
    amount_fen: int
    gains_fen: int
    source: str
    mark: LawLawMark  # what the row rests on
    time_ns: int
    who: str
    role: str
    document: str
    note: str
    offence_day: str
    date: str | None
    until: str | None
    window_first: str | None
    window_last: str | None
    methods: list[Literal["listed", "block", "auction"]]


class SanctionsReply(TypedDict):
    """The reply to `sanctions`."""

    sanctions: list[SanctionsSanction]
    next: int | None


class SanctionComputationDay(TypedDict):
    """`days` of SanctionComputation."""

    date: str
    quantity: int
    amount_fen: int


class SanctionComputation(TypedDict):
    """`computation` of SanctionReply."""

    days: list[SanctionComputationDay]
    quantity: int  # traded in the window
    amount_fen: int
    average: int | None
    low_fen: int
    high_fen: int
    decided_fen: int
    agrees: bool  # with what was decided then
    words: str


class SanctionReply(TypedDict):
    """The reply to `sanction`."""

    sanction: SanctionsSanction
    computation: SanctionComputation


class EmissionsFileReply(TypedDict):
    """The reply to `emissions_file`."""

    obligations: int  # written


class PositionPosition(TypedDict):
    """`position` of PositionReply."""

    entity: int
    name: str
    province: int
    year: int
    emissions: int
    due: int
    surrendered: int
    offset: int
    offset_most: int
    registry_available: int
    trading_available: int
    withheld: int
    credits: int
    deadline: str | None
    to_receive: int  # of trades not delivered yet
    to_deliver: int  # of trades not delivered yet
    ineligible: int  # available, of vintages that do not pay
    surrendered_ineligible: int
    offset_pending: int  # asked for or frozen in the registry of credits
    vintages: str  # that pay now; empty: not known
    applied: int  # by applications that wait, credits too
    applied_credits: int
    entrusted: int  # held for it by its province
    available: int
    outstanding: int
    shortfall: int


class PositionReply(TypedDict):
    """The reply to `position`."""

    position: PositionPosition


class PositionsReply(TypedDict):
    """The reply to `positions`."""

    positions: list[PositionPosition]
    next: int | None


SurrenderReply = ReverseReply


class CarryOverRoomRoom(TypedDict):
    """`room` of CarryOverRoomReply."""

    entity: int
    net_sold: int  # units sold less units bought
    held: int
    most: int
    asked: int
    left: int


class CarryOverRoomReply(TypedDict):
    """The reply to `carry_over_room`."""

    room: CarryOverRoomRoom


RequestCarryOverReply = ReverseReply


GrantCarryOverReply = ReverseReply


ReleaseCarryOverReply = ReverseReply


class CompletionCompletion(TypedDict):
    """`completion` of CompletionReply."""

    province: int | None
    entities: int
    complete: int
    emissions: int
    due: int
    surrendered: int
    offset: int
    outstanding: int
    completion_bp: int  # by tonnes, hundredths of a percent, cut
    issued: int  # allowances of the year, less those that went back
    balance: int  # issued less due
    balance_bp: int  # as a share of what the law has, hundredths of a percent
    surrendered_ineligible: int


class CompletionReply(TypedDict):
    """The reply to `completion`."""

    year: int
    completion: list[CompletionCompletion]


class LateLate(TypedDict):
    """`late` of LateReply."""

    entity: int
    name: str
    outstanding: int
    low_fen: int
    high_fen: int


class LateReply(TypedDict):
    """The reply to `late`."""

    year: int
    deadline: str
    first: str  # of the window of the average
    last: str
    methods: list[Literal["listed", "block", "auction"]]  # of the trades that count
    quantity: int
    amount_fen: int
    average: int  # 0.01 CNY a tonne
    stage: str  # at which a multiple is fined; empty: the law of the day has none
    late: list[LateLate]  # the first 500
    late_count: int


class FileApplicationReply(TypedDict):
    """The reply to `file_application`."""

    application: int


ApplicationsApplicationStatus = Literal["waiting", "approved", "done", "returned", "withdrawn"]


class ApplicationsApplication(TypedDict):
    """`applications` of ApplicationsReply."""

    number: int
    kind: Literal["surrender", "offset", "carry_over"]
    entity: int
    account: int  # below 0: the registry's own
    giver: int | None
    year: int
    instrument: str
    quantity: int
    date: str  # of filing, which counts
    until: str | None  # the law's term for the decision
    time_ns: int
    who: str
    note: str
    status: ApplicationsApplicationStatus
    words: str  # the status in Chinese
    decided_by: str | None
    decided_ns: int
    reason: str
    held: int | None
    event: int | None


class ApplicationsReply(TypedDict):
    """The reply to `applications`."""

    applications: list[ApplicationsApplication]
    next: int | None


class ApproveApplicationReply(TypedDict):
    """The reply to `approve_application`."""

    application: int
    status: ApplicationsApplicationStatus
    event: int | None


ReturnApplicationReply = ApproveApplicationReply


WithdrawApplicationReply = FileApplicationReply


SetDistributionReply = SetCityReply


class DistributionsDistribution(TypedDict):
    """`distributions` of DistributionsReply."""

    entity: int
    held: int  # by the province


class DistributionsReply(TypedDict):
    """The reply to `distributions`."""

    distributions: list[DistributionsDistribution]
    next: int | None


IssueEntrustedReply = ReverseReply


class ForceSurrenderReply(TypedDict):
    """The reply to `force_surrender`."""

    event: int
    surrendered: int
    rest: int  # into the emitter's account
    owed: int  # still, for the year


class ObjectToResultReply(TypedDict):
    """The reply to `object_to_result`."""

    objection: int


class ResultObjectionsObjection(TypedDict):
    """`objections` of ResultObjectionsReply."""

    number: int
    subject: Literal["allocation", "verification"]
    entity: int
    account: int  # below 0: the registry's own
    year: int
    event: int | None
    text: str
    date: str  # of filing
    until: str  # by which the province decides
    time_ns: int
    who: str
    status: Literal["waiting", "upheld", "rejected"]
    words: str  # the status in Chinese
    decided_by: str | None
    decided_ns: int
    reason: str


class ResultObjectionsReply(TypedDict):
    """The reply to `result_objections`."""

    objections: list[ResultObjectionsObjection]
    next: int | None


DecideObjectionReply = ObjectToResultReply


class MergeEntityReply(TypedDict):
    """The reply to `merge_entity`."""

    succession: int  # number of the record


SplitEntityReply = MergeEntityReply


CloseEntityReply = MergeEntityReply


class SuccessionsSuccession(TypedDict):
    """`successions` of SuccessionsReply."""

    number: int
    kind: Literal["merger", "split", "closing"]
    entity: int
    name: str
    successor: int | None
    successor_name: str | None
    share_bp: int
    event: int | None
    tonnes: int  # that moved
    owed: int  # that went with them, or ended
    date: str
    document: str


class SuccessionsReply(TypedDict):
    """The reply to `successions`."""

    successions: list[SuccessionsSuccession]
    next: int | None


class AcknowledgeAlertReply(TypedDict):
    """The reply to `acknowledge_alert`."""

    alert: int


WaitingWaitingWhat = Literal[
    "application", "carry_over", "objection", "alert", "approval", "proposal", "returned"
]


class WaitingWaiting(TypedDict):
    """`waiting` of WaitingReply."""

    what: WaitingWaitingWhat
    number: int
    entity: int | None
    words: str  # what it is
    since_ns: int
    until: str | None  # the last day for it


class WaitingReply(TypedDict):
    """The reply to `waiting`."""

    waiting: list[WaitingWaiting]


class AssessAlertsReply(TypedDict):
    """The reply to `assess_alerts`."""

    alerts: int  # raised, changed or lifted


AlertsAlertKind = Literal["shortfall", "over_selling", "overdue", "delivery_default"]


class AlertsAlert(TypedDict):
    """`alerts` of AlertsReply."""

    number: int
    time_ns: int
    date: str | None
    name: str
    entity: int
    year: int
    kind: AlertsAlertKind
    shortfall: int  # 0: lifted
    outstanding: int
    available: int
    offered: int
    days_left: int
    level: Literal["", "low", "medium", "high"]  # how grave; empty: lifted, or no year's obligation
    due: int
    cash_fen: int  # free, at the exchange and in the registry
    price: int  # lowest last close of a vintage that pays, 0.01 CNY; 0: none
    acknowledged_by: str | None  # key of the authority, the first
    acknowledged_ns: int


class AlertsReply(TypedDict):
    """The reply to `alerts`."""

    alerts: list[AlertsAlert]
    last: int


class FollowAlertsReply(TypedDict):
    """The reply to `follow_alerts`."""

    last: int  # the last one there is


class CertifyCertificate(TypedDict):
    """`certificate` of CertifyReply."""

    number: int
    venue: str
    entity: int
    name: str
    credit_code: str  # empty: not known
    year: int
    due: int
    surrendered: int
    offset: int
    date: str | None
    helped_by: str  # entities whose units helped; empty: none
    offsets: list[list[str]]  # [project, codes] of credits
    offset_ranges: int  # how many ranges of credits there are


class CertifyReply(TypedDict):
    """The reply to `certify`."""

    certificate: CertifyCertificate
    code: str  # proves it


class VerifyCertificateReply(TypedDict):
    """The reply to `verify_certificate`."""

    certificate: CertifyCertificate
    public_key: str


LinkRegistryReply = SetCityReply


UnlinkRegistryReply = SetCityReply


class RegistryLinkReply(TypedDict):
    """The reply to `registry_link`."""

    address: str | None
    server_key: str | None
    key: str | None
    problem: str | None  # why the last attempt failed
    waiting: int  # offsets that wait for an answer


class OffsetReply(TypedDict):
    """The reply to `offset`."""

    offset: int  # number of the offset


WithdrawOffsetReply = OffsetReply


ApproveOffsetReply = OffsetReply


OffsetsOffsetStatus = Literal[
    "asked", "pending", "cancelling", "covered", "releasing", "withdrawn", "refused"
]


class OffsetsOffset(TypedDict):
    """`offsets` of OffsetsReply."""

    offset: int
    reference: str  # by which both registries know it
    entity: int
    account: int
    year: int
    instrument: str
    quantity: int
    status: OffsetsOffsetStatus
    words: str  # the status in Chinese
    code: str | None  # why it ends without an offset
    message: str | None
    date: str | None
    time_ns: int
    who: str
    document: str | None
    decided_by: str | None  # who approved or withdrew it
    project: str | None  # number of the project, once frozen
    project_name: str | None
    methodology: str | None
    production_year: int | None
    registered: str | None  # when the last of these credits were registered
    units: list[list[str]]  # codes of the first and last
    cancellation: int | None  # number in the credits registry's public record
    ended: str | None


class OffsetsReply(TypedDict):
    """The reply to `offsets`."""

    offsets: list[OffsetsOffset]
    next: int | None


class OffsetStateReply(TypedDict):
    """The reply to `offset_state`."""

    offset: OffsetsOffset


BindAccountReply = SetCityReply


UnbindAccountReply = SetCityReply


class BindingsBinding(TypedDict):
    """`bindings` of BindingsReply."""

    number: int
    peer: str
    peer_account: int
    account: int
    time_ns: int
    who: str
    document: str


class BindingsReply(TypedDict):
    """The reply to `bindings`."""

    bindings: list[BindingsBinding]
    next: int | None


class OffsetOrderReply(TypedDict):
    """The reply to `offset_order`."""

    statement: str  # signed: CEAXO1.STATEMENT.SIGNATURE


class OffsetOrdersOrder(TypedDict):
    """`orders` of OffsetOrdersReply."""

    number: int
    peer: str
    reference: str
    peer_account: int
    account: int | None  # of this registry, where one is bound
    year: int
    instrument: str
    quantity: int
    status: Literal["frozen", "cancelled", "released", "refused"]
    code: str | None
    message: str | None
    date: str | None
    time_ns: int


class OffsetOrdersReply(TypedDict):
    """The reply to `offset_orders`."""

    orders: list[OffsetOrdersOrder]
    next: int | None


class CertificatesCertificate(TypedDict):
    """`certificates` of CertificatesReply."""

    number: int
    entity: int
    year: int
    time_ns: int
    who: str
    code: str | None


class CertificatesReply(TypedDict):
    """The reply to `certificates`."""

    certificates: list[CertificatesCertificate]
    next: int | None


class CertificateFileReply(TypedDict):
    """The reply to `certificate_file`."""

    certificate: CertifyCertificate
    code: str
    pdf: str  # the file, in base64


class CheckCertificateReply(TypedDict):
    """The reply to `check_certificate`."""

    signed: bool | None
    issued: bool  # it is one of those that the registry has issued
    holds: bool  # nothing has become due again since
    certificate: CertifyCertificate | None


class CancelledUnitsTotal(TypedDict):
    """`totals` of CancelledUnitsReply."""

    instrument: str
    quantity: int


class CancelledUnitsUnit(TypedDict):
    """`units` of CancelledUnitsReply."""

    instrument: str
    quantity: int
    first_serial: str
    last_serial: str


class CancelledUnitsReply(TypedDict):
    """The reply to `cancelled_units`."""

    totals: list[CancelledUnitsTotal]  # by instrument
    units: list[CancelledUnitsUnit]
    next: BlocksNext | None


class AuditAct(TypedDict):
    """`acts` of AuditReply."""

    time_ns: int
    source: str  # which record it is of
    number: int | str
    what: str
    who: str
    role: str
    document: str
    note: str
    account: int | None
    to_account: int | None
    instrument: str
    quantity: int | None
    amount_fen: int | None
    subject: str
    detail: str


class AuditReply(TypedDict):
    """The reply to `audit`."""

    acts: list[AuditAct]
    next: str | None


class BulletinTrade(TypedDict):
    """`trades` of BulletinReply."""

    instrument: str
    method: Literal["listed", "block", "auction"]
    count: int
    quantity: int
    amount_fen: int
    delivered: int
    failed: int
    in_default: int


class BulletinTransfer(TypedDict):
    """`transfers` of BulletinReply."""

    instrument: str
    transferred_in: int
    transferred_out: int


class BulletinCash(TypedDict):
    """`cash` of BulletinReply."""

    deposits_fen: int
    withdrawals_fen: int
    to_trading_fen: int
    to_registry_fen: int


class BulletinDefaults(TypedDict):
    """`defaults` of BulletinReply."""

    set_aside: int
    open: int
    delivered_late: int
    covered: int
    cancelled: int
    covered_fen: int


class BulletinBank(TypedDict):
    """`bank` of BulletinReply."""

    received_fen: int
    paid_fen: int
    balance_fen: int | None
    expected_fen: int | None
    difference_fen: int | None


class BulletinReply(TypedDict):
    """The reply to `bulletin`."""

    date: str
    status: SummaryStatus
    trades: list[BulletinTrade]
    transfers: list[BulletinTransfer]
    cash: BulletinCash
    defaults: BulletinDefaults
    bank: BulletinBank


class FeeStatementStatementLine(TypedDict):
    """`lines` of FeeStatementStatement."""

    method: Literal["listed", "block", "auction"]
    trades: int  # of a correction below 0 where fewer count
    quantity: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int
    fee_fen: int
    rate_ppm: int  # fee by amount, in millionths


class FeeStatementStatement(TypedDict):
    """`statements` of FeeStatementReply."""

    statement: int | None
    invoice: str | None
    corrects: int | None
    date: str | None
    lines: list[FeeStatementStatementLine]
    fee_fen: int


class FeeStatementReply(TypedDict):
    """The reply to `fee_statement`."""

    account: int
    entity: int
    name: str
    credit_code: str | None
    month: str
    first: str
    last: str
    venue: str
    statements: list[FeeStatementStatement]


class IssueFeeStatementReply(TypedDict):
    """The reply to `issue_fee_statement`."""

    statement: int  # its number; the last one's where nothing is new


class ForeseeReply(TypedDict):
    """The reply to `foresee`."""

    kind: JournalEntrieKind
    quantity: int
    to_state: HoldingsHoldingState
    units: list[list[int]]  # [first, last] of the first spans
    unit_spans: int  # how many there are
    owed_before: int | None  # units owed for the year now
    owed_after: int | None  # and then
    approval: bool  # a second representative has to approve it


GiveRightsReply = SetCityReply


class RightsRight(TypedDict):
    """`rights` of RightsReply."""

    number: int
    entity: int
    key: str
    public_key: str
    name: str
    title: str
    rights: list[Literal["read", "transfer", "approve", "surrender", "apply"]]
    first: str | None
    last: str | None
    time_ns: int
    who: str
    document: str


class RightsReply(TypedDict):
    """The reply to `rights`."""

    entity: int
    rights: list[RightsRight]


class ProposalsProposal(TypedDict):
    """`proposals` of ProposalsReply."""

    number: int
    entity: int
    account: int  # below 0: the registry's own
    operation: str
    fields: str  # JSON
    maker: str
    time_ns: int
    status: Literal["waiting", "approved", "rejected"]
    checker: str | None
    decided_ns: int
    event: int | None
    note: str


class ProposalsReply(TypedDict):
    """The reply to `proposals`."""

    proposals: list[ProposalsProposal]
    next: int | None


class ApproveProposalReply(TypedDict):
    """The reply to `approve_proposal`."""

    proposal: int
    event: NotRequired[int]  # as the operation itself replies
    payment: NotRequired[int]
    number: NotRequired[int]
    reference: NotRequired[int]
    application: NotRequired[int]


class RejectProposalReply(TypedDict):
    """The reply to `reject_proposal`."""

    proposal: int


RelateReply = FreezeReply


class RelationsFileReply(TypedDict):
    """The reply to `relations_file`."""

    relations: int  # stated


RelationsRelationRelation = Literal["owner", "controller", "officer", "concert", "account"]


class RelationsRelation(TypedDict):
    """`relations` of RelationsReply."""

    number: int
    entity: int
    relation: RelationsRelationRelation  # `account`: the party is an account of it
    other: int | None  # the party, an entity or account
    party: str | None  # or its name
    first: str
    last: str | None
    source: str
    time_ns: int
    who: str


class RelationsReply(TypedDict):
    """The reply to `relations`."""

    relations: list[RelationsRelation]
    next: int | None


class KeepPaperReply(TypedDict):
    """The reply to `keep_paper`."""

    held: int  # bytes that have come


class SubmitProjectReply(TypedDict):
    """The reply to `submit_project`."""

    project: int


WithdrawProjectReply = SubmitProjectReply


class CommentReply(TypedDict):
    """The reply to `comment`."""

    comment: int


ReportValidationReply = SubmitProjectReply


ApplyProjectReply = SubmitProjectReply


RegisterProjectReply = SubmitProjectReply


ReturnProjectReply = SubmitProjectReply


CancelProjectReply = SubmitProjectReply


class SubmitPeriodReply(TypedDict):
    """The reply to `submit_period`."""

    period: int


WithdrawPeriodReply = SubmitPeriodReply


ReportVerificationReply = SubmitPeriodReply


ApplyCreditsReply = SubmitPeriodReply


RegisterCreditsReply = ReverseReply


ReturnCreditsReply = SubmitPeriodReply


class CancelCreditsReply(TypedDict):
    """The reply to `cancel_credits`."""

    cancellation: int  # its number in the public record


SetCreditRuleReply = FreezeReply


SetMethodologyReply = FreezeReply


AccreditBodyReply = FreezeReply


StrikeOffBodyReply = FreezeReply


BarOwnerReply = FreezeReply


RevokeProjectReply = SubmitProjectReply


ForceCancelReply = CancelCreditsReply


CertifyCancellationCertificateKind = Literal[
    "offset", "pilot_offset", "event", "own_emissions", "voluntary", "forced"
]


class CertifyCancellationCertificate(TypedDict):
    """`certificate` of CertifyCancellationReply."""

    number: int  # of the cancellation
    venue: str
    kind: CertifyCancellationCertificateKind
    account: int  # below 0: the registry's own
    holder: str
    beneficiary: str
    purpose: str
    code: str
    project: str
    year: int  # of production
    quantity: int
    serials: list[str]
    ranges: int  # how many there are
    cancelled: str
    date: str


class CertifyCancellationReply(TypedDict):
    """The reply to `certify_cancellation`."""

    certificate: CertifyCancellationCertificate
    proof: str  # the code that proves it


ProjectsProjectState = Literal[
    "notice", "reported", "applied", "registered", "ended", "cancelled", "revoked"
]


class ProjectsProject(TypedDict):
    """`projects` of ProjectsReply."""

    number: int
    code: str | None  # its registered number
    account: int  # below 0: the registry's own
    entity: int
    name: str
    name_en: str
    site: str
    province: int
    methodology: str
    construction: str
    crediting_from: str
    crediting_to: str
    body: int  # that validates
    state: ProjectsProjectState  # where it is in its life
    state_code: str | None  # as the national registry numbers it
    state_words: str
    notice_from: str
    notice_until: str  # last day of the public notice
    reported: str | None  # day of the body's report
    applied: str | None  # day of the application
    decide_by: str | None  # last day for the registry's decision
    decided: str | None  # day of that decision
    observations: int  # carried to the next verification
    reasons: str  # why it was returned or ended


class ProjectsReply(TypedDict):
    """The reply to `projects`."""

    projects: list[ProjectsProject]
    next: int | None


class ProjectPaper(TypedDict):
    """`papers` of ProjectReply."""

    kind: str
    digest: str
    date: str


class ProjectReport(TypedDict):
    """`reports` of ProjectReply."""

    body: int
    date: str
    conclusion: Literal["positive", "negative"]
    digest: str
    team: int
    of_field: int
    sites: int
    visited: int
    observations: int
    waited_days: int
    over_days: int  # beyond the term


class ProjectComment(TypedDict):
    """`comments` of ProjectReply."""

    number: int
    date: str
    name: str
    text: str


class ProjectReply(TypedDict):
    """The reply to `project`."""

    number: int
    code: str | None  # its registered number
    account: int  # below 0: the registry's own
    entity: int
    name: str
    name_en: str
    site: str
    province: int
    methodology: str
    construction: str
    crediting_from: str
    crediting_to: str
    body: int  # that validates
    state: ProjectsProjectState  # where it is in its life
    state_code: str | None  # as the national registry numbers it
    state_words: str
    notice_from: str
    notice_until: str  # last day of the public notice
    reported: str | None  # day of the body's report
    applied: str | None  # day of the application
    decide_by: str | None  # last day for the registry's decision
    decided: str | None  # day of that decision
    observations: int  # carried to the next verification
    reasons: str  # why it was returned or ended
    papers: list[ProjectPaper]
    reports: list[ProjectReport]
    comments: list[ProjectComment]


class PeriodsPeriodQuantitie(TypedDict):
    """`quantities` of PeriodsPeriod."""

    year: int
    claimed: int  # by the owner
    verified: int  # by the body


class PeriodsPeriod(TypedDict):
    """`periods` of PeriodsReply."""

    number: int
    project: int
    account: int  # below 0: the registry's own
    first: str
    last: str
    body: int  # that verifies
    issue: int | None  # 1, 2, … within the project
    event: int | None
    quantities: list[PeriodsPeriodQuantitie]
    state: ProjectsProjectState  # where it is in its life
    state_code: str | None  # as the national registry numbers it
    state_words: str
    notice_from: str
    notice_until: str  # last day of the public notice
    reported: str | None  # day of the body's report
    applied: str | None  # day of the application
    decide_by: str | None  # last day for the registry's decision
    decided: str | None  # day of that decision
    observations: int  # carried to the next verification
    reasons: str  # why it was returned or ended


class PeriodsReply(TypedDict):
    """The reply to `periods`."""

    periods: list[PeriodsPeriod]
    next: int | None


class PeriodReply(TypedDict):
    """The reply to `period`."""

    number: int
    project: int
    account: int  # below 0: the registry's own
    first: str
    last: str
    body: int  # that verifies
    issue: int | None  # 1, 2, … within the project
    event: int | None
    quantities: list[PeriodsPeriodQuantitie]
    state: ProjectsProjectState  # where it is in its life
    state_code: str | None  # as the national registry numbers it
    state_words: str
    notice_from: str
    notice_until: str  # last day of the public notice
    reported: str | None  # day of the body's report
    applied: str | None  # day of the application
    decide_by: str | None  # last day for the registry's decision
    decided: str | None  # day of that decision
    observations: int  # carried to the next verification
    reasons: str  # why it was returned or ended
    papers: list[ProjectPaper]
    reports: list[ProjectReport]
    comments: list[ProjectComment]


class PaperReply(TypedDict):
    """The reply to `paper`."""

    name: str
    size: int
    content: str  # base64
    next: int | None


class CreditTasksCreditTask(TypedDict):
    """`credit_tasks` of CreditTasksReply."""

    subject: Literal["project", "period"]
    number: int
    project: int
    applied: str
    decide_by: str
    overdue: bool


class CreditTasksReply(TypedDict):
    """The reply to `credit_tasks`."""

    credit_tasks: list[CreditTasksCreditTask]


class IssuedCreditsIssuedCredit(TypedDict):
    """`issued_credits` of IssuedCreditsReply."""

    instrument: str
    project: int
    code: str
    name: str
    methodology: str
    year: int  # of production
    issued: int
    cancelled: int
    outstanding: int


class IssuedCreditsReply(TypedDict):
    """The reply to `issued_credits`."""

    issued_credits: list[IssuedCreditsIssuedCredit]


class CancellationsCancellation(TypedDict):
    """`cancellations` of CancellationsReply."""

    number: int
    event: int
    account: int  # below 0: the registry's own
    instrument: str
    quantity: int
    kind: CertifyCancellationCertificateKind
    beneficiary: str
    purpose: str
    year: int | None  # of the obligation
    date: str
    project: int
    code: str
    name: str
    produced: int  # year of production
    certified: str | None  # day of its certificate
    units: list[list[str]]  # [first, last] code of the first ranges
    unit_spans: int  # how many there are


class CancellationsReply(TypedDict):
    """The reply to `cancellations`."""

    cancellations: list[CancellationsCancellation]
    next: int | None


class VerifyCancellationReply(TypedDict):
    """The reply to `verify_cancellation`."""

    certificate: CertifyCancellationCertificate
    public_key: str


class BodiesBodie(TypedDict):
    """`bodies` of BodiesReply."""

    entity: int
    fields: list[int]
    first: str | None
    last: str | None
    struck_off: bool
    document: str


class BodiesReply(TypedDict):
    """The reply to `bodies`."""

    bodies: list[BodiesBodie]


class BarredOwnersBarredOwner(TypedDict):
    """`barred_owners` of BarredOwnersReply."""

    number: int
    entity: int
    first: str
    last: str | None
    document: str


class BarredOwnersReply(TypedDict):
    """The reply to `barred_owners`."""

    barred_owners: list[BarredOwnersBarredOwner]


class MethodologiesMethodologie(TypedDict):
    """`methodologies` of MethodologiesReply."""

    code: str
    name: str
    name_en: str
    years_least: int
    years_most: int
    applied_from: str | None
    applied_to: str | None
    source: str


class MethodologiesReply(TypedDict):
    """The reply to `methodologies`."""

    methodologies: list[MethodologiesMethodologie]


class CreditRulesCreditRule(TypedDict):
    """`credit_rules` of CreditRulesReply."""

    name: str
    from_day: str | None
    value: int
    source: str
    words: str


class CreditRulesReply(TypedDict):
    """The reply to `credit_rules`."""

    credit_rules: list[CreditRulesCreditRule]


ApprovalsApprovalStatus = Literal["awaits", "approved", "refused", "withdrawn", "lapsed"]


class ApprovalsApproval(TypedDict):
    """`approvals` of ApprovalsReply."""

    number: int
    operation: str
    request: Any  # what was asked
    maker: str  # id of the key that asked
    time_ns: int
    until_ns: int  # then it lapses
    status: ApprovalsApprovalStatus
    decided_by: str | None
    decided_ns: int
    reason: str
    led_to: int | None
    yours: bool  # this key may approve it


class ApprovalsReply(TypedDict):
    """The reply to `approvals`."""

    approvals: list[ApprovalsApproval]
    next: int | None


class ApproveActReply(TypedDict):
    """The reply to `approve_act`."""

    act: int
    operation: str
    led_to: int  # number of the event, or of the change


RefuseActReply = EndSanctionReply


WithdrawActReply = EndSanctionReply


StandingState = Literal[
    "sound", "registry_behind", "exchange_behind", "registry_differs", "exchange_not_asked"
]


class StandingReply(TypedDict):
    """The reply to `standing`."""

    state: StandingState
    sentence: str
    catching_up: bool


class CatchUpReply(TypedDict):
    """The reply to `catch_up`."""

    transfers: int  # entered again
    days: int  # entered again
    waits_for: str | None
    done: bool
    state: StandingState
    sentence: str
    catching_up: bool


SetDefaultRulesReply = FreezeReply


class DefaultRulesReply(TypedDict):
    """The reply to `default_rules`."""

    top_up: str | None  # time of the day
    top_up_days: int
    at_deadline: Literal["settle", "wait"]
    fee_share_bp: int
    hold_results: bool


class DefaultsReply(TypedDict):
    """The reply to `defaults`."""

    defaults: list[StatementDefault]
    next: int | None


DefaultActWhat = Literal[
    "opened", "deadline_set", "delivered", "covered", "cancelled", "repaid", "written_off"
]


class DefaultAct(TypedDict):
    """`acts` of DefaultReply."""

    number: int
    default: int
    what: DefaultActWhat
    time_ns: int
    date: str | None
    amount_fen: int
    deadline: str | None
    event: int | None
    who: str
    role: str
    document: str | None
    note: str | None


class DefaultReply(TypedDict):
    """The reply to `default`."""

    default: StatementDefault
    acts: list[DefaultAct]


class DefaultNoticesNotice(TypedDict):
    """`notices` of DefaultNoticesReply."""

    number: int
    default: int
    what: DefaultActWhat
    time_ns: int
    date: str | None
    amount_fen: int
    deadline: str | None
    event: int | None
    who: str
    role: str
    document: str | None
    note: str | None
    case: StatementDefault


class DefaultNoticesReply(TypedDict):
    """The reply to `default_notices`."""

    notices: list[DefaultNoticesNotice]
    last: int


class SetDefaultDeadlineReply(TypedDict):
    """The reply to `set_default_deadline`."""

    deadline_ns: int


class CoverDefaultReply(TypedDict):
    """The reply to `cover_default`."""

    event: int | None


CancelDefaultReply = CoverDefaultReply


RepayDefaultReply = ReverseReply


class WriteOffDefaultReply(TypedDict):
    """The reply to `write_off_default`."""

    outstanding_fen: int


ReleaseDayReply = SetCityReply


class ReserveReply(TypedDict):
    """The reply to `reserve`."""

    available_fen: int
    paid_in_fen: int
    fees_fen: int
    paid_out_fen: int
    covered_fen: int
    repaid_fen: int
    claims_fen: int  # paid for others and not come back


PayIntoReserveReply = ReverseReply


FeesIntoReserveReply = ReverseReply


PayOutOfReserveReply = ReverseReply


ObjectReply = ObjectToResultReply


class ObjectionsObjection(TypedDict):
    """`objections` of ObjectionsReply."""

    objection: int
    time_ns: int
    account: int  # below 0: the registry's own
    date: str
    method: Literal["listed", "block", "auction"] | None
    trade: int | None
    text: str
    who: str
    status: Literal["open", "upheld", "rejected"]
    reason: str | None
    event: int | None
    answered_by: str | None


class ObjectionsReply(TypedDict):
    """The reply to `objections`."""

    objections: list[ObjectionsObjection]
    next: int | None


class ResultReply(TypedDict):
    """The reply to `result`."""

    date: str
    status: SummaryStatus
    accepted: bool
    objections_until: str


UpholdObjectionReply = ReverseReply


RejectObjectionReply = ObjectToResultReply


class DeliverUnitsFailed(TypedDict):
    """`failed` of DeliverUnitsReply."""

    seq: int
    reason: str


class DeliverUnitsShort(TypedDict):
    """`short` of DeliverUnitsReply."""

    seq: int
    account: int


class DeliverUnitsReply(TypedDict):
    """The reply to `deliver_units`."""

    through: int  # number of the last trade that is delivered; 0: nothing was done
    failed: list[DeliverUnitsFailed]  # those of them that failed
    short: list[DeliverUnitsShort]  # those that lack units, where they are others


TakeBackUnitsReply = ReverseReply


class ChallengeChain(TypedDict):
    """`chain` of Challenge."""

    key: str  # an earlier public key of the server
    signature: str  # its own, hex, over `ceax server_key\n{server}\n{venue}\n{key}\n{following}`


class Challenge(TypedDict):
    """The first message of a connection, always text."""

    type: Literal["challenge"]
    protocol: int  # version of the protocol
    server: Literal["registry"]  # kind of server
    venue: str
    server_key: str  # public key of the server, 64 hex digits
    nonce: str  # drawn by the server for this connection
    client_nonce: str  # that the client came with; empty without one
    binding: str  # `plain`, or `sha256:` and the digest of the server's certificate
    server_time_ns: int
    signature: NotRequired[str]
    chain: NotRequired[list[ChallengeChain]]


class Heartbeat(TypedDict):
    """A sign of life of the server."""

    type: Literal["heartbeat"]
    server_time_ns: int


class Alert(TypedDict):
    """An alert of compliance risk, after `follow_alerts`."""

    type: Literal["alert"]
    number: int
    time_ns: int
    date: str | None
    name: str
    entity: int
    year: int
    kind: AlertsAlertKind
    shortfall: int  # 0: lifted
    outstanding: int
    available: int
    offered: int
    days_left: int
    level: Literal["", "low", "medium", "high"]  # how grave; empty: lifted, or no year's obligation
    due: int
    cash_fen: int  # free, at the exchange and in the registry
    price: int  # lowest last close of a vintage that pays, 0.01 CNY; 0: none
