"""What the gateway sends: a type for each reply, and for each kind of report.

Written by `python -m gateway.protocol.message_types`; not to be edited.
"""

from typing import Any, Literal, NotRequired, TypedDict

LogOnPhase = Literal["no_day", "pre_open", "morning", "lunch", "afternoon", "closed", "ended"]


class LogOnLimits(TypedDict):
    """`limits` of LogOnReply."""

    frame_bytes: int
    requests_per_frame: int
    requests_per_s: int
    cancels_per_s: int
    questions_per_s: int
    in_flight: int
    key_times: int
    account_times: int
    address_times: int
    sessions_per_key: int
    sessions_per_account: int


class LogOnReply(TypedDict):
    """The reply to `log_on`."""

    role: str
    account: int | None
    venue: str
    received_ns: int  # when the log-on came
    server_time_ns: int  # when it was answered
    operator: int  # the number of this key
    date: str
    phase: LogOnPhase
    heartbeat_s: int
    report_date: str | None
    next_report: int | None
    limits: LogOnLimits  # what the server takes
    duties: NotRequired[list[str]]  # of a key of the exchange that has not all of them
    guard: NotRequired[int]  # of a session that asked for `cancel_on_disconnect`
    log_epoch: NotRequired[int]
    next_event: NotRequired[int]  # to the role feed


class StatusHalt(TypedDict):
    """`halts` of StatusReply."""

    instrument: str | None
    in_call: bool  # the call that ends it runs, and takes orders
    until: str | None  # yyyy-mm-dd hh:mm in Shanghai, when the halt ends
    call_minutes: int  # of the call that follows, 0: none
    trading_from: str | None  # likewise, when trading goes on at the earliest


class StatusUnsettled(TypedDict):
    """`unsettled` of StatusReply."""

    date: str
    confirmed: bool


class StatusScheduleNotice(TypedDict):
    """`notices` of StatusSchedule."""

    code: str
    message: str
    waits: bool  # the schedule waits for staff


class StatusSchedule(TypedDict):
    """`schedule` of StatusReply."""

    clock: Literal["system", "manual", "rehearsal"]  # what drives the day
    calendar_until: str  # last day whose closures are known
    notices: list[StatusScheduleNotice]  # what holds now


class StatusInstrument(TypedDict):
    """`instruments` of StatusReply."""

    instrument: str
    name_zh: str  # `""`: none
    name_en: str  # `""`: none
    number: int
    open: bool  # takes part in the day
    halted: bool
    base: int  # base price of the day
    lower: int | None  # price limit of the day
    upper: int | None  # price limit of the day
    last: int | None  # last listed trade
    close: int  # previous close
    band_bp: int  # Daily price limit each way
    tick: int  # Price step
    lot: int  # Quantity step
    quantity_min: int  # Smallest order
    quantity_max: int  # Largest order
    resale_days: int  # From buying to selling
    levels: int  # Opposite prices an order may take; 0: all
    self_trade: int  # What happens when an account meets itself
    trading_fee_ppm: int  # Trading fee of an order's amount
    trading_fee_min_fen: int  # Smallest trading fee
    settlement_fee_ppm: int  # Settlement fee of an order's amount
    settlement_fee_min_fen: int  # Smallest settlement fee
    maximum_holding: int
    large_holder_bp: int
    opposite_days: int
    opposite_scope: int
    time_order: int  # 1: price-time order always: no order names the one that it takes
    auctions_closed: int  # 1: nobody applies for an auction
    auction_quantity_min: int  # Smallest quantity of an auction
    auction_cap_bp: int  # How far the best price of an auction may lie from the previous close
    auction_discount_bp: int  # How far a discounted reserve lies from the previous close
    auction_bid_min: int  # Smallest bid where an application names none
    auction_bids_max: int  # Open bids of one account
    auction_to_sell: int  # 1: there are auctions in which one account buys and members bid to sell
    auction_void_if_short: int  # 1: every auction is void when the bids do not cover it
    block_band_bp: int  # Price limit of blocks each way
    block_quantity_min: int  # Smallest block and rest of an intent
    block_quantity_max: int  # Largest block
    block_hours: int  # Sessions in which the block desk is open, added up
    block_parts: int  # 1: intents may be dealt in parts
    block_live: int  # 1: deals are published at once, 0: at the close
    depth_20: int  # 1: twenty levels a side are published, 0: five
    depth_orders: int
    opening_call: int
    market_orders: int  # 1: market orders are taken
    locks: int  # 0: cash and units are neither checked nor locked; set before the first day


class StatusReply(TypedDict):
    """The reply to `status`."""

    date: str  # the trading day, `""` before the first
    market: Literal["allowances", "credits"]  # of this venue
    phase: LogOnPhase
    venue_halted: bool
    halts: list[StatusHalt]  # every halt, the venue's first, and every call that ends one
    engine: Literal["compiled", "compiling", "plain"]
    unsettled: list[StatusUnsettled]  # ended days that are not settled
    schedule: StatusSchedule
    instruments_max: int  # the largest number that an instrument may have
    instruments: list[StatusInstrument]
    next: int | None


class TimeReply(TypedDict):
    """The reply to `time`."""

    received_ns: int  # when the gateway read the request
    server_time_ns: int  # when it answers
    date: str
    phase: LogOnPhase


CalendarHour = TypedDict(  # `hours` of CalendarReply.
    "CalendarHour",
    {
        "since": str,
        "phase": LogOnPhase,
        "from": str,
    },
)


class CalendarShortDay(TypedDict):
    """`short_days` of CalendarReply."""

    date: str
    closed: str  # hh:mm in Shanghai


class CalendarReply(TypedDict):
    """The reply to `calendar`."""

    clock: Literal["system", "manual", "rehearsal"]  # what drives the day
    known_from: str  # first day whose closures are known
    known_until: str  # last day whose closures are known
    hours: list[CalendarHour]  # when phases begin, where the system's clock drives the day
    short_days: list[CalendarShortDay]  # days that close early
    days: list[str]  # those known, in order


ScheduleStepStep = Literal[
    "start_day",
    "set_phase",
    "end_day",
    "accept_auction",
    "open_auction",
    "close_auction",
    "begin_call",
    "resume",
]


class ScheduleStep(TypedDict):
    """`steps` of ScheduleReply."""

    at: str  # yyyy-mm-dd hh:mm:ss in Shanghai
    at_ns: int  # the same moment
    step: ScheduleStepStep  # a command of the schedule, or by staff
    date: str  # the trading day
    phase: LogOnPhase | None  # that begins
    auction: int | None  # that opens or closes, or awaits an answer
    instrument: str | None  # whose halt ends; null: the venue's, or none's
    waits_for: str | None  # besides the clock


class ScheduleReply(TypedDict):
    """The reply to `schedule`."""

    clock: Literal["system", "manual", "rehearsal"]  # what drives the day
    steps: list[ScheduleStep]


UsageLimitLimit = Literal[
    "requests_per_s", "cancels_per_s", "questions_per_s", "in_flight", "sessions"
]


class UsageLimit(TypedDict):
    """`limits` of UsageReply."""

    of: Literal["session", "key", "account", "address"]  # whose limit it is
    limit: UsageLimitLimit  # questions are counted by their weight
    most: int  # what is allowed
    used: int  # this question and this session included


class UsageReply(TypedDict):
    """The reply to `usage`."""

    limits: list[UsageLimit]


class SessionsSession(TypedDict):
    """`sessions` of SessionsReply."""

    session: int  # of its log-on since the gateway's start
    key: str  # id of the key
    operator: int  # number of the key
    role: str  # of the key
    duties: list[str]  # of staff that has not all of them
    account: int | None
    address: str  # that it comes from
    since_ns: int  # when it logged on
    cancel_on_disconnect: Literal["session", "key", "account"] | None


class SessionsReply(TypedDict):
    """The reply to `sessions`."""

    sessions: list[SessionsSession]  # those that are there
    next: int | None


NewOrderStatus = Literal["entered", "partly_filled", "filled", "cancelled", "withdrawn"]


class NewOrderReply(TypedDict):
    """The reply to `new_order`."""

    order: int
    leaves: int  # quantity still open
    filled: int  # traded at once
    status: NewOrderStatus
    reason: NotRequired[str]  # why it was cancelled
    duplicate: NotRequired[bool]  # the first answer to this client id again
    report: NotRequired[int]  # number of its report


class ConsequencesLimit(TypedDict):
    """`limits` of Consequences."""

    instrument: str
    base: int  # base price
    lower: int
    upper: int


class Consequences(TypedDict):
    """`dry_run` of CancelReply."""

    date: str  # of the venue's day after it
    phase: LogOnPhase  # after it
    orders: int  # orders withdrawn or made smaller
    bids: int  # bids that leave
    intents: int  # intents and dialogues that end or change
    deals: int  # deals that are cancelled
    trades: int  # trades made or undone
    accounts: int  # accounts of all these
    awaits_approval: bool  # another key would have to approve it first
    limits: list[ConsequencesLimit]  # price limits that it fixes, of the first 500 instruments


class CancelReply(TypedDict):
    """The reply to `cancel`."""

    order: int
    leaves: int  # what was cancelled
    duplicate: NotRequired[bool]  # the first answer to this client id again
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class ReplaceReply(TypedDict):
    """The reply to `replace`."""

    order: int
    leaves: int  # quantity still open
    filled: int  # traded at once
    status: NewOrderStatus
    reason: NotRequired[str]  # why it was cancelled
    kept_place: bool  # it has kept its place in the queue
    duplicate: NotRequired[bool]  # the first answer to this client id again
    report: NotRequired[int]  # number of its report


class MassCancelReply(TypedDict):
    """The reply to `mass_cancel`."""

    cancelled: int  # how many
    orders: list[int]
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class CancelAfterReply(TypedDict):
    """The reply to `cancel_after`."""

    fires_ns: int | None  # when it runs out, null without a timer


class OpenOrdersOrder(TypedDict):
    """`orders` of OpenOrdersReply."""

    account: int
    operator: int  # number of the key that entered or last replaced it
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    time_ns: int
    expires_ns: NotRequired[int]  # where it named a time


class OpenOrdersReply(TypedDict):
    """The reply to `open_orders`."""

    orders: list[OpenOrdersOrder]
    next: int | None


class BalancesHolding(TypedDict):
    """`holdings` of BalancesReply."""

    instrument: str
    available: int  # below 0 when a purchase failed whose units were sold
    locked: int
    bought: int  # not sellable yet


class BalancesReply(TypedDict):
    """The reply to `balances`."""

    account: int
    cash_available_fen: int  # below 0 when a sale failed whose money was used
    cash_locked_fen: int
    cash_withdrawable_fen: int  # without the money of the day's sales
    suspended: bool
    killed: bool
    holdings: list[BalancesHolding]
    report_date: str  # with `next_report`: the report after these figures
    next_report: int


class ResumeReportsReply(TypedDict):
    """The reply to `resume_reports`."""

    report_date: str
    next_report: int


class ReportsReportEntered(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["entered"]
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    order_type: Literal["limit", "market"]
    price: int | None
    quantity: int
    time_in_force: Literal["day", "ioc", "fok"]
    expires_ns: NotRequired[int]  # where it named a time


class ReportsReportRefusedError(TypedDict):
    """`error` of ReportsReportRefused."""

    code: str  # the reason, a word
    field: str | None  # field of the request
    value: Any  # its value in the request
    allowed: Any  # what would pass
    message: str  # for people
    retry_after_ms: NotRequired[int]  # when to send it again


class ReportsReportRefused(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["refused"]
    client_order_id: str | None
    op: str
    error: ReportsReportRefusedError
    client_request_id: NotRequired[str]  # of the request, where it had one
    order: NotRequired[int]
    instrument: NotRequired[str]
    side: NotRequired[Literal["buy", "sell"]]
    price: NotRequired[int]
    quantity: NotRequired[int]


class ReportsReportFill(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["fill"]
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    trade: int
    liquidity: Literal["maker", "taker", "call"]
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class ReportsReportReplaced(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["replaced"]
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    leaves: int
    kept_place: bool
    client_request_id: NotRequired[str]  # of the request, where it had one


class ReportsReportCancelled(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["cancelled"]
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int | None
    leaves: int  # what was cancelled
    reason: str
    status: Literal["cancelled", "withdrawn"]  # `withdrawn`: by the system
    client_request_id: NotRequired[str]  # of the request, where it had one


class ReportsReportLowered(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["lowered"]
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    quantity: int  # taken off
    leaves: int
    reason: Literal["self_trade"]


class ReportsReportIntent(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["intent"]
    change: Literal["posted", "lowered", "closed"]
    intent: int
    account: int | None
    counterparty: int | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    in_parts: bool
    invitation: bool
    note: NotRequired[str]
    reason: NotRequired[str]  # why it ended


class ReportsReportDialogue(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["dialogue"]
    change: Literal["offer", "note", "confirmed", "reduced", "closed"]
    dialogue: int
    intent: int
    role: Literal["poster", "responder"]
    by: Literal["poster", "responder"] | None
    counterparty: int | None
    instrument: str
    side: Literal["buy", "sell"]  # one's own
    price: int
    quantity: int
    offer: int  # its number
    note: NotRequired[str]
    reason: NotRequired[str]  # why it ended


class ReportsReportDeal(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["deal"]
    change: Literal["struck", "cancelled"]
    deal: int
    intent: int
    dialogue: int | None
    counterparty: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    amount_fen: int
    reason: NotRequired[str]  # why it ended


class ReportsReportTrade(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["trade"]
    method: Literal["block"]
    trade: int
    deal: int
    counterparty: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class ReportsReportTradeCancel(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["trade_cancel"]
    method: Literal["listed", "block", "auction"]
    trade: int
    correction: int  # its number, of the method
    order: int | None
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]  # as it was traded
    price: int
    quantity: int
    leaves: int  # what the order has open; nothing comes back into the book
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


ReportsReportAuctionChange = Literal[
    "applied", "accepted", "refused", "announced", "opened", "closed", "cancelled"
]


class ReportsReportAuction(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["auction"]
    change: ReportsReportAuctionChange
    auction: int
    instrument: str
    side: Literal["buy", "sell"]
    quantity: NotRequired[int]
    lot: NotRequired[int]
    smallest_bid: NotRequired[int]
    pay_as_bid: NotRequired[bool]
    discounted: NotRequired[bool]
    void_if_short: NotRequired[bool]
    tie_by_lot: NotRequired[bool]


class ReportsReportBid(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["bid"]
    change: Literal["placed", "changed", "gone"]
    bid: int
    auction: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    kept_place: NotRequired[bool]  # of `changed`
    leaves: NotRequired[int]  # of `gone`: what left
    reason: NotRequired[str]  # of `gone`


class ReportsReportAward(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["award"]
    auction: int
    bid: int | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    trade: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


ReportsReportAccountChange = Literal[
    "cash_in",
    "cash_out",
    "units_in",
    "units_out",
    "suspended",
    "restored",
    "units_released",
    "trade_failed",
    "limit_set",
    "killed",
    "released",
    "operator_killed",
    "operator_released",
    "large_holder",
    "large_holder_ended",
    "guard_fired",
    "orders_cancelled",
]


class ReportsReportAccount(TypedDict):
    """`reports` of ReportsReply."""

    number: int
    time_ns: int
    report: Literal["account"]
    change: ReportsReportAccountChange
    amount_fen: NotRequired[int]
    instrument: NotRequired[str]
    quantity: NotRequired[int]
    reference: NotRequired[int]
    method: NotRequired[Literal["listed", "block", "auction"]]  # of `trade_failed`
    trade: NotRequired[int]  # of `trade_failed`
    date: NotRequired[str]  # of `trade_failed`
    side: NotRequired[Literal["buy", "sell"]]  # of `trade_failed`
    limit: NotRequired[str]  # of `limit_set`
    value: NotRequired[int | None]
    by: NotRequired[Literal["member", "exchange"]]  # who ordered a kill or release
    operator: NotRequired[int]  # number of the key
    log_on_refused: NotRequired[bool]  # of a kill
    threshold: NotRequired[int]  # of a large holder
    maximum: NotRequired[int]  # of a large holder
    cause: NotRequired[Literal["session_lost", "timer_ran_out"]]  # of `guard_fired`
    scope: NotRequired[Literal["session", "key", "account"]]  # of `guard_fired`: whose orders went
    cancelled: NotRequired[int]  # of `guard_fired`: how many orders
    reason: NotRequired[str]  # of `orders_cancelled`: why the exchange did it


ReportsReport = (
    ReportsReportEntered
    | ReportsReportRefused
    | ReportsReportFill
    | ReportsReportReplaced
    | ReportsReportCancelled
    | ReportsReportLowered
    | ReportsReportIntent
    | ReportsReportDialogue
    | ReportsReportDeal
    | ReportsReportTrade
    | ReportsReportTradeCancel
    | ReportsReportAuction
    | ReportsReportBid
    | ReportsReportAward
    | ReportsReportAccount
)


class ReportsReply(TypedDict):
    """The reply to `reports`."""

    report_date: str
    reports: list[ReportsReport]
    next: int | None


FillsFill = ReportsReportFill | ReportsReportTrade | ReportsReportAward | ReportsReportTradeCancel


class FillsReply(TypedDict):
    """The reply to `fills`."""

    report_date: str
    fills: list[FillsFill]
    next: int | None  # report number; a page of one instrument may be empty


class OrdersOrder(TypedDict):
    """`orders` of OrdersReply."""

    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    order_type: Literal["limit", "market"]
    time_in_force: Literal["day", "ioc", "fok"]
    price: int | None
    quantity: int  # `filled`, and what is or was open at last
    filled: int  # quantity that has traded
    leaves: int  # quantity still open
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int
    status: NewOrderStatus  # `withdrawn`: cancelled by the system
    reason: str | None  # why it was cancelled
    entered_ns: int  # when it was entered
    time_ns: int  # when it was last changed
    report: int  # number of its last report
    expires_ns: NotRequired[int]  # where it named a time


class OrdersReply(TypedDict):
    """The reply to `orders`."""

    report_date: str
    orders: list[OrdersOrder]
    next: int | None


class OrderReply(TypedDict):
    """The reply to `order`."""

    report_date: str
    order: OrdersOrder | None
    refused: ReportsReportRefusedError | None  # why the engine refused the client order id today


class LimitsRow(TypedDict):
    """`rows` of LimitsReply."""

    instrument: str
    name_zh: str  # `""`: none
    name_en: str  # `""`: none
    reference: int  # base price
    lower: int
    upper: int
    last: int | None
    distance_to_upper: int
    distance_to_lower: int
    at_limit: Literal["upper", "lower"] | None
    halted: bool


class LimitsReply(TypedDict):
    """The reply to `limits`."""

    rows: list[LimitsRow]
    next: int | None


class AccountsAccount(TypedDict):
    """`accounts` of AccountsReply."""

    account: int
    name: str
    name_zh: str  # `""`: none
    name_en: str  # `""`: none
    suspended: bool
    killed: bool
    cash_available_fen: int
    cash_locked_fen: int


class AccountsReply(TypedDict):
    """The reply to `accounts`."""

    accounts: list[AccountsAccount]
    next: int | None


class AccountLimitsReply1Limit(TypedDict):
    """`limits` of AccountLimitsReply1."""

    limit: int | None  # in force
    own: int | None
    used: int | None


class AccountLimitsReply1Holding(TypedDict):
    """`holdings` of AccountLimitsReply1."""

    instrument: str
    held: int  # available, locked and bought
    buying: int  # open buys and deals
    maximum: int | None
    own: int | None
    threshold: int | None
    large: bool


class AccountLimitsReply1(TypedDict):
    """The reply to `account_limits`."""

    account: int
    killed_by: Literal["member", "exchange"] | None
    rate_window_ms: int
    limits: dict[str, AccountLimitsReply1Limit]
    holdings: list[AccountLimitsReply1Holding]


class AccountLimitsReply2(TypedDict):
    """The reply to `account_limits`."""

    accounts: list[AccountLimitsReply1]
    next: int | None


AccountLimitsReply = AccountLimitsReply1 | AccountLimitsReply2


class SupervisionDefaultLimits(TypedDict):
    """`default_limits` of SupervisionReply."""

    open_orders: int | None
    order_rate: int | None
    order_value: int | None
    day_turnover: int | None
    rate_window_ms: int


class SupervisionKill(TypedDict):
    """`kills` of SupervisionReply."""

    account: int | None
    operator: int | None
    by: Literal["member", "exchange"]
    log_on_refused: bool


class SupervisionLargeHolder(TypedDict):
    """`large_holders` of SupervisionReply."""

    account: int
    instrument: str
    held: int  # available, locked and bought
    buying: int  # open buys and deals
    maximum: int | None
    own: int | None
    threshold: int | None
    large: bool


class SupervisionReply(TypedDict):
    """The reply to `supervision`."""

    default_limits: SupervisionDefaultLimits
    halts: list[StatusHalt]  # every halt, the venue's first, and every call that ends one
    kills: list[SupervisionKill]
    suspended: list[int]  # the first 1,000
    large_holders: list[SupervisionLargeHolder]
    above_maximum: list[SupervisionLargeHolder]  # as after a maximum was lowered; the first 1,000


class KillKey(TypedDict):
    """`keys` of KillReply."""

    operator: int
    key: str


class KillReply(TypedDict):
    """The reply to `kill`."""

    cancelled: int  # orders and bids
    orders: list[int]  # the first 1,000
    keys: list[KillKey] | None  # those concerned, the first 1,000
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


class ReleaseReply(TypedDict):
    """The reply to `release`."""

    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


SetAccountLimitReply = ReleaseReply


class SetDefaultLimitReply(TypedDict):
    """The reply to `set_default_limit`."""

    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


OpenAccountReply = SetDefaultLimitReply


SetAccountNamesReply = SetDefaultLimitReply


class SuspendReply(TypedDict):
    """The reply to `suspend`."""

    cancelled: int  # orders and bids
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


RestoreReply = ReleaseReply


class RelateReply(TypedDict):
    """The reply to `relate`."""


class LastRelationReply(TypedDict):
    """The reply to `last_relation`."""

    last: int  # 0 before the first


class CaseActReply(TypedDict):
    """The reply to `case_act`."""

    event: int  # of its acknowledgement
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


BeginCasesReply = RelateReply


PostCasesReply = LastRelationReply


CasesCaseMeasure = Literal["none", "reminder", "inquiry", "pledge", "restriction"]


CasesCaseAdmit = Literal["assign", "note", "measure", "answer", "lift", "close"]


class CasesCase(TypedDict):
    """`cases` of CasesReply."""

    number: int  # 1, 2, 3 …
    change: int  # number of its newest change, by which cases are followed
    date: str  # the trading day of what was found
    rule: str  # which rule; `ceax surveil --rules` lists them
    rule_zh: str  # its name in Chinese
    rule_en: str  # what it is about, in English
    instrument: str  # in which
    accounts: list[int]  # of whom
    state: Literal["open", "assigned", "closed"]  # where it is in its life
    assigned: str  # whom it is assigned to; `""`: nobody
    measure: CasesCaseMeasure | None  # the last one taken, or what it is closed with
    due: str  # the first day on which an answer is due; `""`: none waits
    held: list[str]  # what is restricted now, as `suspended 7`
    admits: list[CasesCaseAdmit]  # acts that it admits in its state
    strength: int  # of what was found, in its unit
    unit: str  # `t`, `trades`, `orders`, `times`
    found: str  # what was found, in a sentence
    events: int  # events that are its evidence
    lines: int  # of its whole history
    opened_ns: int  # when the rule found it first
    changed_ns: int  # when it changed last


class CasesReply(TypedDict):
    """The reply to `cases`."""

    cases: list[CasesCase]  # in order of their changes
    last: int  # number of the newest change
    next: int | None


CaseHistoryAct = Literal[
    "opened",
    "grown",
    "assigned",
    "noted",
    "measured",
    "answered",
    "lifted",
    "closed",
    "restricted",
    "freed",
]


class CaseHistory(TypedDict):
    """`history` of CaseReply."""

    time_ns: int
    who: str  # whose key did it; `surveillance`: a rule found it, or an account was freed
    act: CaseHistoryAct  # what happened
    measure: CasesCaseMeasure | None  # which was taken, or it was closed with
    day: str  # until when an answer is due, or a restriction holds; `""`: open
    words: str  # what was found, noted, answered or restricted
    event: int  # the event that it comes from; 0: written before acts had keys


class CasePartie(TypedDict):
    """`parties` of CaseReply."""

    account: int
    name: str  # as registered
    name_zh: str  # `""`: none
    name_en: str  # `""`: none


class CaseReply(TypedDict):
    """The reply to `case`."""

    number: int  # 1, 2, 3 …
    change: int  # number of its newest change, by which cases are followed
    date: str  # the trading day of what was found
    rule: str  # which rule; `ceax surveil --rules` lists them
    rule_zh: str  # its name in Chinese
    rule_en: str  # what it is about, in English
    instrument: str  # in which
    accounts: list[int]  # of whom
    state: Literal["open", "assigned", "closed"]  # where it is in its life
    assigned: str  # whom it is assigned to; `""`: nobody
    measure: CasesCaseMeasure | None  # the last one taken, or what it is closed with
    due: str  # the first day on which an answer is due; `""`: none waits
    held: list[str]  # what is restricted now, as `suspended 7`
    admits: list[CasesCaseAdmit]  # acts that it admits in its state
    strength: int  # of what was found, in its unit
    unit: str  # `t`, `trades`, `orders`, `times`
    found: str  # what was found, in a sentence
    events: int  # events that are its evidence
    lines: int  # of its whole history
    opened_ns: int  # when the rule found it first
    changed_ns: int  # when it changed last
    history: list[CaseHistory]  # the newest 30 lines
    parties: list[CasePartie]  # whose these accounts are


CaseEventsEventKind = Literal[
    "accepted",
    "refused",
    "fill",
    "cancelled",
    "trade_busted",
    "instrument_day",
    "price_weight",
    "instrument_close",
    "totals",
    "units_released",
    "day_figures",
    "suspension_ended",
    "fees_begun",
    "large_holder",
    "large_holder_ended",
    "intent",
    "intent_closed",
    "intent_lowered",
    "dialogue",
    "dialogue_note",
    "terms_confirmed",
    "dialogue_closed",
    "deal",
    "deal_cancelled",
    "auction_notice",
    "auction_opened",
    "auction_result",
    "auction_stopped",
    "bid_gone",
    "call_result",
    "order_lowered",
    "text",
    "sealed",
]


CaseEventsEventReason = Literal[
    "none",
    "command_unknown",
    "expired",
    "account_unknown",
    "account_exists",
    "account_out_of_range",
    "account_suspended",
    "account_not_suspended",
    "instrument_unknown",
    "instrument_exists",
    "instrument_out_of_range",
    "instrument_not_open",
    "instrument_halted",
    "instrument_not_halted",
    "venue_halted",
    "venue_not_halted",
    "halt_end_wrong",
    "halt_end_past",
    "phase_not_trading",
    "phase_unknown",
    "phase_out_of_order",
    "day_in_progress",
    "day_not_later",
    "day_not_closed",
    "day_not_settled",
    "day_unknown",
    "date_invalid",
    "days_unsettled_full",
    "side_unknown",
    "time_in_force_unknown",
    "quantity_not_positive",
    "quantity_below_minimum",
    "quantity_above_maximum",
    "quantity_off_lot",
    "price_not_positive",
    "price_off_tick",
    "price_above_limit",
    "price_below_limit",
    "order_unknown",
    "order_not_yours",
    "order_unchanged",
    "target_not_at_best",
    "target_too_small",
    "target_own_order",
    "target_same_side",
    "price_worse_than_target",
    "leaves_differ",
    "expiry_past",
    "orders_full",
    "holdings_full",
    "cash_insufficient",
    "units_insufficient",
    "units_bought_not_yet_sellable",
    "amount_not_positive",
    "amount_too_large",
    "cash_of_sales_not_yet_withdrawable",
    "reference_already_applied",
    "reference_out_of_step",
    "parameter_unknown",
    "parameter_out_of_range",
    "ladder_full",
    "weights_not_one",
    "weights_date_past",
    "totals_after_trading",
    "orders_open",
    "quantities_leave_none",
    "tick_above_price",
    "weights_too_late",
    "clearing_count_differs",
    "clearing_quantity_differs",
    "clearing_amount_differs",
    "clearing_hash_differs",
    "clearing_not_confirmed",
    "day_already_settled",
    "failed_count_differs",
    "trade_unknown",
    "day_not_running",
    "day_traded",
    "numbers_given",
    "text_unknown",
    "texts_full",
    "names_missing",
    "wording_missing",
    "suspensions_full",
    "trade_not_of_today",
    "trade_busted_already",
    "trade_spent",
    "day_trades_full",
    "corrections_full",
    "method_unknown",
    "auction_unknown",
    "auction_not_yours",
    "auction_state_wrong",
    "auction_own",
    "auctions_full",
    "auction_to_sell_off",
    "auction_lot_wrong",
    "auction_minimum_wrong",
    "auction_hours_wrong",
    "auction_not_today",
    "auction_date_past",
    "bid_unknown",
    "bid_not_yours",
    "bid_unchanged",
    "bid_short_of_reserve",
    "bid_beyond_cap",
    "bids_full",
    "bids_of_account_full",
    "auction_without_locks",
    "auctions_of_account_full",
    "auctions_closed",
    "desk_not_open",
    "desk_suspended",
    "desk_not_suspended",
    "intents_full",
    "dialogues_full",
    "deals_full",
    "intents_of_account_full",
    "dialogues_of_account_full",
    "counterparty_unknown",
    "parts_not_allowed",
    "intent_unknown",
    "intent_own",
    "intent_not_yours",
    "intent_not_firm",
    "intent_too_small",
    "intent_not_in_parts",
    "rest_below_minimum",
    "dialogue_unknown",
    "dialogue_exists",
    "turn_not_yours",
    "terms_differ",
    "confirmed_already",
    "deal_unknown",
    "deal_not_open",
    "deals_of_account_full",
    "dealt",
    "dealt_with_another",
    "left",
    "reduced",
    "cancelled_by_member",
    "cancelled_by_exchange",
    "mass_cancelled",
    "ioc_remainder",
    "fok_not_fillable",
    "beyond_five_levels",
    "self_trade",
    "withdrawn_at_close",
    "withdrawn_on_suspension",
    "total_reached",
    "account_killed",
    "operator_killed",
    "account_not_killed",
    "operator_not_killed",
    "killed_by_exchange",
    "operator_out_of_range",
    "operators_full",
    "order_value_above_limit",
    "order_rate_above_limit",
    "open_orders_above_limit",
    "turnover_above_limit",
    "holding_above_maximum",
    "log_on_refused",
    "session_lost",
    "timer_ran_out",
    "withdrawn_on_kill",
    "withdrawn_on_operator_kill",
    "order_expired",
    "withdrawn_with_day",
    "guard_unknown",
    "guard_not_due",
    "guards_full",
    "guards_of_account_full",
    "scope_unknown",
    "order_not_expired",
    "held_unknown",
    "held_expired",
    "held_own",
    "held_not_yours",
    "held_full",
    "held_not_expired",
    "approval_missing",
    "approval_off",
    "held_end_unknown",
    "rule_unknown",
    "fees_date_past",
    "fees_full",
    "fees_unknown",
    "fees_in_force",
    "market_chosen",
    "instrument_of_other_market",
    "opposite_side_traded",
    "opposite_side_open",
    "bid_lost",
    "bid_remainder",
    "auction_void",
    "auction_without_bids",
    "call_crosses_own_order",
    "call_for_the_day_only",
    "call_without_takes",
    "call_halted",
    "call_off",
    "market_not_allowed",
    "market_with_price",
    "market_with_target",
    "locks_after_opening",
    "target_not_allowed",
    "market_remainder",
]


CaseEventsEventCommandKind = Literal[
    "new_order",
    "cancel",
    "replace",
    "mass_cancel",
    "open_account",
    "suspend_account",
    "restore_account",
    "set_account_limit",
    "kill_account",
    "release_account",
    "kill_operator",
    "release_operator",
    "relate",
    "case_act",
    "cash_in",
    "cash_out",
    "units_in",
    "units_out",
    "open_guard",
    "close_guard",
    "fire_guard",
    "cancel_after",
    "expire_order",
    "list_instrument",
    "set_parameter",
    "set_price_weights",
    "open_totals",
    "set_default_limit",
    "key_numbers",
    "hold_act",
    "set_venue_rule",
    "set_fees",
    "start_day",
    "set_phase",
    "end_day",
    "halt",
    "resume",
    "take_back_day",
    "approve_act",
    "drop_act",
    "begin_call",
    "clearing_result",
    "trade_failed",
    "settlement_done",
    "bust_trade",
    "withdraw_fees",
    "text",
    "announce",
    "set_names",
    "acknowledge_alert",
    "post_intent",
    "withdraw_intent",
    "accept_intent",
    "open_dialogue",
    "counter_offer",
    "send_note",
    "confirm_terms",
    "leave_dialogue",
    "cancel_deal",
    "suspend_desk",
    "apply_auction",
    "accept_auction",
    "refuse_auction",
    "announce_auction",
    "open_auction",
    "close_auction",
    "place_bid",
    "change_bid",
    "withdraw_bid",
    "cancel_auction",
]


CaseEventsEventUse = Literal[
    "reason",
    "name_zh",
    "name_en",
    "title_zh",
    "title_en",
    "text_zh",
    "text_en",
    "party",
    "case_note",
    "request",
]


class CaseEventsEvent(TypedDict):
    """`events` of CaseEventsReply."""

    sequence: int  # its number, without holes
    command: int  # the command that it follows from
    time_ns: int
    kind: CaseEventsEventKind
    account: NotRequired[int]
    amount_fen: NotRequired[int]
    flags: NotRequired[int]
    instrument: NotRequired[int]
    leaves: NotRequired[int]
    maker_account: NotRequired[int]
    maker_leaves: NotRequired[int]
    maker_order_id: NotRequired[int]
    maker_settlement_fee_fen: NotRequired[int]
    maker_trading_fee_fen: NotRequired[int]
    number: NotRequired[int]
    order_id: NotRequired[int]
    parameter: NotRequired[int]
    price: NotRequired[int]
    quantity: NotRequired[int]
    settlement_fee_fen: NotRequired[int]
    time_in_force: NotRequired[int]
    trading_fee_fen: NotRequired[int]
    value: NotRequired[int]
    reason: NotRequired[CaseEventsEventReason]
    command_kind: NotRequired[CaseEventsEventCommandKind | int]
    side: NotRequired[Literal["buy", "sell"] | int]
    date: NotRequired[str]
    tape_hash: NotRequired[str]
    method: NotRequired[Literal["listed", "block", "auction"]]
    phase: NotRequired[LogOnPhase]
    text: NotRequired[str]
    use: NotRequired[CaseEventsEventUse]
    code: NotRequired[str]  # of the instrument
    note: NotRequired[str]  # of the block desk


class CaseEventsReply(TypedDict):
    """The reply to `case_events`."""

    events: list[CaseEventsEvent]  # in order
    parties: list[CasePartie]  # whose these accounts are
    archived: int  # events of the evidence that are archived
    next: int | None


ListInstrumentReply = SetDefaultLimitReply


SetInstrumentNamesReply = SetDefaultLimitReply


class SetParameterReply(TypedDict):
    """The reply to `set_parameter`."""

    moment: Literal["at_once", "next_day"]  # when it is in force
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


ParametersParameterParameter = Literal[
    "band_bp",
    "tick",
    "lot",
    "quantity_min",
    "quantity_max",
    "resale_days",
    "levels",
    "self_trade",
    "trading_fee_ppm",
    "trading_fee_min_fen",
    "settlement_fee_ppm",
    "settlement_fee_min_fen",
    "maximum_holding",
    "large_holder_bp",
    "opposite_days",
    "opposite_scope",
    "time_order",
    "auctions_closed",
    "auction_quantity_min",
    "auction_cap_bp",
    "auction_discount_bp",
    "auction_bid_min",
    "auction_bids_max",
    "auction_to_sell",
    "auction_void_if_short",
    "block_band_bp",
    "block_quantity_min",
    "block_quantity_max",
    "block_hours",
    "block_parts",
    "block_live",
    "depth_20",
    "depth_orders",
    "opening_call",
    "market_orders",
    "locks",
]


ParametersParameter = TypedDict(  # `parameters` of ParametersReply.
    "ParametersParameter",
    {
        "parameter": ParametersParameterParameter,
        "value": int,
        "pending": int | None,
        "from": str | None,
    },
)


class ParametersReply(TypedDict):
    """The reply to `parameters`."""

    parameters: list[ParametersParameter]


InstrumentsInstrumentPending = TypedDict(  # `pending` of InstrumentsInstrument.
    "InstrumentsInstrumentPending",
    {
        "parameter": ParametersParameterParameter,
        "value": int,
        "from": str,
    },
)


class InstrumentsInstrument(TypedDict):
    """`instruments` of InstrumentsReply."""

    instrument: str
    name_zh: str  # `""`: none
    name_en: str  # `""`: none
    number: int
    open: bool  # takes part in the day
    halted: bool
    base: int  # base price of the day
    lower: int | None  # price limit of the day
    upper: int | None  # price limit of the day
    last: int | None  # last listed trade
    close: int  # previous close
    band_bp: int  # Daily price limit each way
    tick: int  # Price step
    lot: int  # Quantity step
    quantity_min: int  # Smallest order
    quantity_max: int  # Largest order
    resale_days: int  # From buying to selling
    levels: int  # Opposite prices an order may take; 0: all
    self_trade: int  # What happens when an account meets itself
    trading_fee_ppm: int  # Trading fee of an order's amount
    trading_fee_min_fen: int  # Smallest trading fee
    settlement_fee_ppm: int  # Settlement fee of an order's amount
    settlement_fee_min_fen: int  # Smallest settlement fee
    maximum_holding: int
    large_holder_bp: int
    opposite_days: int
    opposite_scope: int
    time_order: int  # 1: price-time order always: no order names the one that it takes
    auctions_closed: int  # 1: nobody applies for an auction
    auction_quantity_min: int  # Smallest quantity of an auction
    auction_cap_bp: int  # How far the best price of an auction may lie from the previous close
    auction_discount_bp: int  # How far a discounted reserve lies from the previous close
    auction_bid_min: int  # Smallest bid where an application names none
    auction_bids_max: int  # Open bids of one account
    auction_to_sell: int  # 1: there are auctions in which one account buys and members bid to sell
    auction_void_if_short: int  # 1: every auction is void when the bids do not cover it
    block_band_bp: int  # Price limit of blocks each way
    block_quantity_min: int  # Smallest block and rest of an intent
    block_quantity_max: int  # Largest block
    block_hours: int  # Sessions in which the block desk is open, added up
    block_parts: int  # 1: intents may be dealt in parts
    block_live: int  # 1: deals are published at once, 0: at the close
    depth_20: int  # 1: twenty levels a side are published, 0: five
    depth_orders: int
    opening_call: int
    market_orders: int  # 1: market orders are taken
    locks: int  # 0: cash and units are neither checked nor locked; set before the first day
    pending: list[InstrumentsInstrumentPending]  # parameters that wait


class InstrumentsReply(TypedDict):
    """The reply to `instruments`."""

    date: str
    market: Literal["allowances", "credits"]  # of this venue
    instruments: list[InstrumentsInstrument]
    next: int | None


SetPriceWeightsReply = SetDefaultLimitReply


OpenTotalsReply = SetDefaultLimitReply


SetFeesReply = SetDefaultLimitReply


WithdrawFeesReply = SetDefaultLimitReply


FeesFee = TypedDict(  # `fees` of FeesReply.
    "FeesFee",
    {
        "instrument": str | None,
        "from": str | None,
        "in_force": bool,
        "trading_fee_ppm": int,
        "trading_fee_min_fen": int,
        "settlement_fee_ppm": int,
        "settlement_fee_min_fen": int,
    },
)


class FeesReply(TypedDict):
    """The reply to `fees`."""

    fees: list[FeesFee]  # of each instrument what is in force, then the rows of the schedule
    next: int | None


StartDayReply = SetDefaultLimitReply


class TakeBackDayReply(TypedDict):
    """The reply to `take_back_day`."""

    date: str  # the day before, `""` before the first
    withdrawn: int  # orders and bids
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


SetPhaseReply = SetDefaultLimitReply


class EndDayReply(TypedDict):
    """The reply to `end_day`."""

    date: NotRequired[str]
    count: NotRequired[int]  # trades
    quantity: NotRequired[int]
    amount_fen: NotRequired[int]
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class BustPreviewUndoneBuyer(TypedDict):
    """`buyer` of BustPreviewUndone."""

    account: int
    quantity: int  # units that it gets back, below 0 that it gives back
    cash_fen: int  # cash likewise, with its fees
    fees_fen: int  # its fees, which it gets back
    units: int  # what it has: of the buyer those that it could give back
    cash_available_fen: int


class BustPreviewUndone(TypedDict):
    """`undone` of BustPreviewReply."""

    method: Literal["listed", "block", "auction"]
    trade: int
    instrument: str
    price: int
    quantity: int
    amount_fen: int
    buyer: BustPreviewUndoneBuyer
    seller: BustPreviewUndoneBuyer


class BustPreviewReply(TypedDict):
    """The reply to `bust_preview`."""

    undone: BustPreviewUndone | None  # the trade with both sides
    refused: ReportsReportRefusedError | None  # why it would be refused


class BustTradeReply(TypedDict):
    """The reply to `bust_trade`."""

    correction: int  # number of the correction, of the trade's method
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class HaltReply(TypedDict):
    """The reply to `halt`."""

    until: NotRequired[str]  # yyyy-mm-dd hh:mm in Shanghai, when the halt ends
    call_minutes: NotRequired[int]  # of the call that follows, 0: none
    trading_from: NotRequired[str]  # likewise, when trading goes on at the earliest
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


BeginCallReply = SetDefaultLimitReply


ResumeReply = SetDefaultLimitReply


class CashInReply(TypedDict):
    """The reply to `cash_in`."""

    report: NotRequired[int]  # number of its report


CashOutReply = CashInReply


UnitsInReply = CashInReply


UnitsOutReply = CashInReply


ClearingResultReply = RelateReply


TradeFailedReply = CashInReply


SettlementDoneReply = RelateReply


BeginRiskAlertsReply = RelateReply


RiskAlertReply = RelateReply


class RiskAlertsAlert(TypedDict):
    """`alerts` of RiskAlertsReply."""

    number: int  # the registry's number of it
    date: str
    entity: int
    name: str
    accounts: list[int]
    year: int
    kind: str
    days_left: int
    shortfall: int  # 0: lifted
    outstanding: int
    available: int
    offered: int


class RiskAlertsReply(TypedDict):
    """The reply to `risk_alerts`."""

    alerts: list[RiskAlertsAlert]
    last: int  # the highest number sent
    next: int | None


AuctionsAuctionState = Literal[
    "none", "applied", "accepted", "announced", "open", "closed", "refused", "cancelled"
]


class AuctionsAuction(TypedDict):
    """`auctions` of AuctionsReply."""

    auction: int
    state: AuctionsAuctionState
    account: int | None  # to itself and the exchange
    instrument: str
    side: Literal["buy", "sell"]
    quantity: int
    lot: int
    smallest_bid: int
    pay_as_bid: bool
    discounted: bool
    void_if_short: bool
    tie_by_lot: bool
    date: str | None
    opens: str | None
    closes: str | None
    reserve: int | None
    cap: int | None
    sold: int | None
    amount_fen: int | None
    demand: int | None
    lowest: int | None
    highest: int | None
    bidders: int | None
    winners: int | None


class AuctionsReply(TypedDict):
    """The reply to `auctions`."""

    auctions: list[AuctionsAuction]


class BidsBid(TypedDict):
    """`bids` of BidsReply."""

    bid: int
    auction: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    time_ns: int


class BidsReply(TypedDict):
    """The reply to `bids`."""

    bids: list[BidsBid]
    next: int | None


class ApplyAuctionReply(TypedDict):
    """The reply to `apply_auction`."""

    auction: int
    lot: int
    smallest_bid: int
    pay_as_bid: bool
    discounted: bool
    void_if_short: bool
    tie_by_lot: bool
    report: NotRequired[int]  # number of its report


AcceptAuctionReply = ReleaseReply


RefuseAuctionReply = ReleaseReply


AnnounceAuctionReply = ReleaseReply


class OpenAuctionReply(TypedDict):
    """The reply to `open_auction`."""

    auction: int
    reserve: int
    cap: int
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


class CloseAuctionReply(TypedDict):
    """The reply to `close_auction`."""

    auction: int
    outcome: Literal["sold", "auction_void", "auction_without_bids"]
    date: str
    sold: int
    unsold: int
    cover: list[int]  # [demand, offered]
    lowest: int | None
    highest: int | None
    amount_fen: int
    bids: int
    bidders: int
    winners: int
    seed: str  # of the lot
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


class CancelAuctionReply(TypedDict):
    """The reply to `cancel_auction`."""

    auction: int
    bids_withdrawn: int
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause
    report: NotRequired[int]  # number of its report


class PlaceBidReply(TypedDict):
    """The reply to `place_bid`."""

    bid: int
    auction: int
    report: NotRequired[int]  # number of its report


class ChangeBidReply(TypedDict):
    """The reply to `change_bid`."""

    bid: int
    auction: int
    kept_place: bool
    report: NotRequired[int]  # number of its report


class WithdrawBidReply(TypedDict):
    """The reply to `withdraw_bid`."""

    bid: int
    auction: int
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class PostIntentReply(TypedDict):
    """The reply to `post_intent`."""

    intent: int


class WithdrawIntentReply(TypedDict):
    """The reply to `withdraw_intent`."""

    intent: int
    leaves: int  # what was withdrawn
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class AcceptIntentReply(TypedDict):
    """The reply to `accept_intent`."""

    deal: int | None


class OpenDialogueReply(TypedDict):
    """The reply to `open_dialogue`."""

    dialogue: int


CounterOfferReply = RelateReply


SendNoteReply = RelateReply


ConfirmTermsReply = AcceptIntentReply


LeaveDialogueReply = SetDefaultLimitReply


class IntentsIntent(TypedDict):
    """`intents` of IntentsReply."""

    intent: int
    account: int | None
    counterparty: int | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    in_parts: bool
    invitation: bool
    note: str | None
    time_ns: int


class IntentsReply(TypedDict):
    """The reply to `intents`."""

    intents: list[IntentsIntent]
    next: int | None


class DialoguesDialogue(TypedDict):
    """`dialogues` of DialoguesReply."""

    dialogue: int
    intent: int
    role: Literal["poster", "responder"] | None
    poster: int | None
    responder: int | None
    instrument: str
    side: Literal["buy", "sell"]  # one's own; to the exchange the poster's
    price: int
    quantity: int
    offer: int  # number of the last
    by: Literal["poster", "responder"]  # who made it
    confirmed_by: list[Literal["poster", "responder"]]
    note: str | None  # the last
    time_ns: int


class DialoguesReply(TypedDict):
    """The reply to `dialogues`."""

    dialogues: list[DialoguesDialogue]
    next: int | None


class DealsDeal(TypedDict):
    """`deals` of DealsReply."""

    deal: int
    intent: int
    dialogue: int | None
    instrument: str
    buyer: int
    seller: int
    price: int
    quantity: int
    amount_fen: int
    time_ns: int


class DealsReply(TypedDict):
    """The reply to `deals`."""

    deals: list[DealsDeal]
    next: int | None


CancelDealReply = SetDefaultLimitReply


SuspendDeskReply = SetDefaultLimitReply


ResumeDeskReply = SetDefaultLimitReply


class AnnounceReply(TypedDict):
    """The reply to `announce`."""

    number: int  # 1, 2, 3 …
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


class AnnouncementsAnnouncement(TypedDict):
    """`announcements` of AnnouncementsReply."""

    number: int
    time_ns: int
    title_zh: str  # `""` where it has none
    title_en: str  # `""` where it has none
    text_zh: str  # `""` where it has none
    text_en: str  # `""` where it has none


class AnnouncementsReply(TypedDict):
    """The reply to `announcements`."""

    announcements: list[AnnouncementsAnnouncement]
    next: int | None


class VenueRulesRule(TypedDict):
    """`rules` of VenueRulesReply."""

    rule: Literal["second_approval", "approval_term", "market"]
    value: int
    least: int
    most: int
    unit: str
    help: str  # what it is


class VenueRulesReply(TypedDict):
    """The reply to `venue_rules`."""

    rules: list[VenueRulesRule]


SetVenueRuleReply = SetDefaultLimitReply


class ApprovalsApproval(TypedDict):
    """`approvals` of ApprovalsReply."""

    number: int
    act: str  # its operation
    request: Any  # the request, as it was sent
    operator: int  # number of the key that asked it
    key: str  # its id
    reason: str  # why it was asked, `""`: without a reason
    asked_ns: int
    until_ns: int  # then it lapses
    duties: list[str]  # it is approved by a key with one of these
    may_approve: list[str]  # keys that may, the first 100
    yours: bool  # this key may approve it


class ApprovalsReply(TypedDict):
    """The reply to `approvals`."""

    approvals: list[ApprovalsApproval]


class ApproveActReply(TypedDict):
    """The reply to `approve_act`."""

    act: str  # its operation
    answer: Any  # the reply to the act
    dry_run: NotRequired[Consequences]  # only of a dry run: what the act would cause


RefuseActReply = SetDefaultLimitReply


WithdrawActReply = SetDefaultLimitReply


BeginAlertsReply = RelateReply


PostAlertsReply = LastRelationReply


class AlertsAlertFigure(TypedDict):
    """`figures` of AlertsAlert."""

    name: str  # what it is of
    value: int
    unit: str  # `""`: a count


class AlertsAlert(TypedDict):
    """`alerts` of AlertsReply."""

    number: int  # 1, 2, 3 …
    change: int  # number of its newest change, by which alerts are followed
    rule: str  # which rule; `ceax alert-rules` lists them
    state: Literal["open", "acknowledged", "cleared"]
    time_ns: int  # when it was raised
    changed_ns: int  # when it changed
    date: str  # the trading day, `""` before the first
    instrument: str  # `""`: none
    account: int | None  # whose account
    name: str  # of the account
    subject: str  # what else it is about: a limit, a process
    times: int  # how often it came
    figures: list[AlertsAlertFigure]  # in the order of importance
    text_zh: str  # in Chinese
    text_en: str  # in English
    acknowledged_by: str  # key; `""`: nobody has
    acknowledged_ns: int | None  # when the first did so
    note: str  # of the acknowledgement
    cleared_ns: int | None  # when it was over


class AlertsReply(TypedDict):
    """The reply to `alerts`."""

    alerts: list[AlertsAlert]
    last: int  # number of the newest change
    next: int | None


AcknowledgeAlertReply = SetDefaultLimitReply


class TransfersReply(TypedDict):
    """The reply to `transfers`."""

    last_reference: int  # the last journal number applied


class FeeIncomeReply(TypedDict):
    """The reply to `fee_income`."""

    trading_fees_fen: int
    settlement_fees_fen: int


class UnsettledDay(TypedDict):
    """`days` of UnsettledReply."""

    date: str
    count: int  # trades
    quantity: int
    amount_fen: int
    tape_hash: str
    confirmed: bool
    settled: bool


class UnsettledReply(TypedDict):
    """The reply to `unsettled`."""

    days: list[UnsettledDay]


class DaysDay(TypedDict):
    """`days` of DaysReply."""

    date: str
    count: int  # trades
    quantity: int
    amount_fen: int
    tape_hash: str
    confirmed: bool
    settled: bool
    ended: bool
    failed: int  # trades so far
    first_event: int


class DaysReply(TypedDict):
    """The reply to `days`."""

    days: list[DaysDay]


class AnchorReply(TypedDict):
    """The reply to `anchor`."""

    anchor: str | None  # the head of the registry's hash chain
    command: int | None  # the command that noted it
    log_position: int  # of the last batch
    log_link: str  # its link, 64 hex digits
    stands: bool | None  # whether the batch that was named is in the log as it was


AppliedAppliedOp = Literal[
    "cash_in",
    "cash_out",
    "units_in",
    "units_out",
    "clearing_result",
    "trade_failed",
    "settlement_done",
    "start_day",
    "take_back_day",
]


class AppliedApplied(TypedDict):
    """`applied` of AppliedReply."""

    event: int
    time_ns: int
    op: AppliedAppliedOp
    account: NotRequired[int]
    amount_fen: NotRequired[int]
    instrument: NotRequired[str]
    quantity: NotRequired[int]
    reference: NotRequired[int]
    date: NotRequired[str]  # of `take_back_day` the day before
    count: NotRequired[int]
    tape_hash: NotRequired[str]
    method: NotRequired[Literal["listed", "block", "auction"]]
    trade: NotRequired[int]
    price: NotRequired[int]
    buyer: NotRequired[int]
    seller: NotRequired[int]
    failed: NotRequired[int]


class AppliedReply(TypedDict):
    """The reply to `applied`."""

    applied: list[AppliedApplied]
    next: int | None  # the event to go on with


class FollowReply(TypedDict):
    """The reply to `follow`."""

    next: int  # the number of the next new event


class ActsAct(TypedDict):
    """`acts` of ActsReply."""

    number: int  # of its command, or of the change in the journal of keys
    time_ns: int
    date: str  # the trading day, `""` before the first known one
    by: Literal["key", "schedule", "system_user"]
    who: str  # id of the key, name of the user, `schedule`
    act: str  # an operation, or `key_` and what became of the key
    about: dict[str, str]  # its fields in words: names, CNY, t
    reason: str  # `""`: none was given
    outcome: str  # `accepted`, the reason of a refusal, `""` where it is not known
    approved_by: str  # id of the second key that has approved it, `""` without one
    approval_reason: str  # why it was approved


class ActsReply(TypedDict):
    """The reply to `acts`."""

    acts: list[ActsAct]  # those wanted, up to 100
    next: int | None
    older: bool  # there are older acts that only the data folder has


class KeyChangesReply(TypedDict):
    """The reply to `key_changes`."""

    changes: list[ActsAct]  # those wanted, up to 100
    next: int | None


class ChallengeChain(TypedDict):
    """`chain` of Challenge."""

    key: str  # an earlier public key of the server
    signature: str  # its own, hex, over `ceax server_key\n{server}\n{venue}\n{key}\n{following}`


class Challenge(TypedDict):
    """The first message of a connection, always text."""

    type: Literal["challenge"]
    protocol: int  # version of the protocol
    server: Literal["gateway"]  # kind of server
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


class EnteredReport(TypedDict):
    """An order was entered."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["entered"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    order_type: Literal["limit", "market"]
    price: int | None
    quantity: int
    time_in_force: Literal["day", "ioc", "fok"]
    expires_ns: NotRequired[int]  # where it named a time


class RefusedReport(TypedDict):
    """The engine refused a request; the fields of its order with it."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["refused"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    client_order_id: str | None
    op: str
    error: ReportsReportRefusedError
    client_request_id: NotRequired[str]  # of the request, where it had one
    order: NotRequired[int]
    instrument: NotRequired[str]
    side: NotRequired[Literal["buy", "sell"]]
    price: NotRequired[int]
    quantity: NotRequired[int]


class FillReport(TypedDict):
    """An order has traded."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["fill"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    trade: int
    liquidity: Literal["maker", "taker", "call"]
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class ReplacedReport(TypedDict):
    """An order has another price and open quantity."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["replaced"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    leaves: int
    kept_place: bool
    client_request_id: NotRequired[str]  # of the request, where it had one


class CancelledReport(TypedDict):
    """An order has left the book without a trade."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["cancelled"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int | None
    leaves: int  # what was cancelled
    reason: str
    status: Literal["cancelled", "withdrawn"]  # `withdrawn`: by the system
    client_request_id: NotRequired[str]  # of the request, where it had one


class LoweredReport(TypedDict):
    """An order has lost open quantity without a trade (`self_trade` 4)."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["lowered"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    order: int
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]
    quantity: int  # taken off
    leaves: int
    reason: Literal["self_trade"]


class IntentReport(TypedDict):
    """An intent was posted, lowered by a deal in parts, or has ended; to its poster, and to the
    counterparty it names.
    """

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["intent"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: Literal["posted", "lowered", "closed"]
    intent: int
    account: int | None
    counterparty: int | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    leaves: int
    in_parts: bool
    invitation: bool
    note: NotRequired[str]
    reason: NotRequired[str]  # why it ended


class DialogueReport(TypedDict):
    """A dialogue has another offer, a note, a confirmation, or has ended; to both sides."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["dialogue"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: Literal["offer", "note", "confirmed", "reduced", "closed"]
    dialogue: int
    intent: int
    role: Literal["poster", "responder"]
    by: Literal["poster", "responder"] | None
    counterparty: int | None
    instrument: str
    side: Literal["buy", "sell"]  # one's own
    price: int
    quantity: int
    offer: int  # its number
    note: NotRequired[str]
    reason: NotRequired[str]  # why it ended


class DealReport(TypedDict):
    """A deal was struck or cancelled; to both sides."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["deal"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: Literal["struck", "cancelled"]
    deal: int
    intent: int
    dialogue: int | None
    counterparty: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    amount_fen: int
    reason: NotRequired[str]  # why it ended


class TradeReport(TypedDict):
    """What a deal has become at the close."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["trade"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    method: Literal["block"]
    trade: int
    deal: int
    counterparty: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class TradeCancelReport(TypedDict):
    """The exchange has undone a trade (FIX ExecType H, Trade Cancel): what it brought is gone,
    what it cost is back.
    """

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["trade_cancel"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    method: Literal["listed", "block", "auction"]
    trade: int
    correction: int  # its number, of the method
    order: int | None
    client_order_id: str | None
    instrument: str
    side: Literal["buy", "sell"]  # as it was traded
    price: int
    quantity: int
    leaves: int  # what the order has open; nothing comes back into the book
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class AuctionReport(TypedDict):
    """An auction of the account has gone on; to the applicant."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["auction"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: ReportsReportAuctionChange
    auction: int
    instrument: str
    side: Literal["buy", "sell"]
    quantity: NotRequired[int]
    lot: NotRequired[int]
    smallest_bid: NotRequired[int]
    pay_as_bid: NotRequired[bool]
    discounted: NotRequired[bool]
    void_if_short: NotRequired[bool]
    tie_by_lot: NotRequired[bool]


class BidReport(TypedDict):
    """A bid was placed, changed, or has left."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["bid"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: Literal["placed", "changed", "gone"]
    bid: int
    auction: int
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    kept_place: NotRequired[bool]  # of `changed`
    leaves: NotRequired[int]  # of `gone`: what left
    reason: NotRequired[str]  # of `gone`


class AwardReport(TypedDict):
    """A bid has won; to the bidder and, without the bid, to the applicant."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["award"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    auction: int
    bid: int | None
    instrument: str
    side: Literal["buy", "sell"]
    price: int
    quantity: int
    trade: int
    amount_fen: int
    trading_fee_fen: int
    settlement_fee_fen: int


class AccountReport(TypedDict):
    """Cash, units, limits or standing of the account have changed."""

    type: Literal["report"]
    report_date: str  # the day that numbers it
    number: int  # its number of that day, without holes
    replay: bool
    report: Literal["account"]
    time_ns: int  # when the engine decided
    received_ns: int | None
    sent_ns: NotRequired[int]  # when it went out, to a session that is `stamped`
    change: ReportsReportAccountChange
    amount_fen: NotRequired[int]
    instrument: NotRequired[str]
    quantity: NotRequired[int]
    reference: NotRequired[int]
    method: NotRequired[Literal["listed", "block", "auction"]]  # of `trade_failed`
    trade: NotRequired[int]  # of `trade_failed`
    date: NotRequired[str]  # of `trade_failed`
    side: NotRequired[Literal["buy", "sell"]]  # of `trade_failed`
    limit: NotRequired[str]  # of `limit_set`
    value: NotRequired[int | None]
    by: NotRequired[Literal["member", "exchange"]]  # who ordered a kill or release
    operator: NotRequired[int]  # number of the key
    log_on_refused: NotRequired[bool]  # of a kill
    threshold: NotRequired[int]  # of a large holder
    maximum: NotRequired[int]  # of a large holder
    cause: NotRequired[Literal["session_lost", "timer_ran_out"]]  # of `guard_fired`
    scope: NotRequired[Literal["session", "key", "account"]]  # of `guard_fired`: whose orders went
    cancelled: NotRequired[int]  # of `guard_fired`: how many orders
    reason: NotRequired[str]  # of `orders_cancelled`: why the exchange did it


class State(TypedDict):
    """The venue's state, after log-on and at each change."""

    type: Literal["state"]
    date: str
    phase: LogOnPhase
    venue_halted: bool
    halted: list[str]
    halts: list[StatusHalt]  # every halt, the venue's first, and every call that ends one


class Events(TypedDict):
    """Events of the engine, after `follow`: up to 500, without holes."""

    type: Literal["events"]
    first: int
    last: int
    events: list[CaseEventsEvent]


class RiskAlert(TypedDict):
    """An alert of compliance risk, to the exchange (履约风险预警)."""

    type: Literal["risk_alert"]
    number: int  # the registry's number of it
    date: str
    entity: int
    name: str
    accounts: list[int]
    year: int
    kind: str
    days_left: int
    shortfall: int  # 0: lifted
    outstanding: int
    available: int
    offered: int


ApprovalState = Literal["awaits", "approved", "refused", "withdrawn", "expired"]


class Approval(TypedDict):
    """What has become of an act that needs a second key, to the exchange."""

    type: Literal["approval"]
    number: int  # of the act
    state: ApprovalState  # what has become of it
    operator: int  # number of the key that did it, 0: the venue
    time_ns: int


class Alert(TypedDict):
    """An alert to the exchange's staff that is new or has changed, to the exchange."""

    type: Literal["alert"]
    number: int  # 1, 2, 3 …
    change: int  # number of its newest change, by which alerts are followed
    rule: str  # which rule; `ceax alert-rules` lists them
    state: Literal["open", "acknowledged", "cleared"]
    time_ns: int  # when it was raised
    changed_ns: int  # when it changed
    date: str  # the trading day, `""` before the first
    instrument: str  # `""`: none
    account: int | None  # whose account
    name: str  # of the account
    subject: str  # what else it is about: a limit, a process
    times: int  # how often it came
    figures: list[AlertsAlertFigure]  # in the order of importance
    text_zh: str  # in Chinese
    text_en: str  # in English
    acknowledged_by: str  # key; `""`: nobody has
    acknowledged_ns: int | None  # when the first did so
    note: str  # of the acknowledgement
    cleared_ns: int | None  # when it was over


class ScheduleNotice(TypedDict):
    """What the schedule or the check of the log reports, to the exchange and the role feed."""

    type: Literal["schedule_notice"]
    code: str
    message: str
    waits: bool  # the schedule waits for staff


class SessionNewsAccount(TypedDict):
    """`accounts` of SessionNews."""

    account: int
    refused: int  # requests that the gateway refused as it read them
    lost: int  # members' sessions that were lost without a guard
    reason: str  # of the last one lost; empty where none was


class SessionNews(TypedDict):
    """What became of sessions and requests without an event, each second, to the role feed."""

    type: Literal["session_news"]
    time_ns: int
    accounts: list[SessionNewsAccount]  # up to 500


Report = (
    EnteredReport
    | RefusedReport
    | FillReport
    | ReplacedReport
    | CancelledReport
    | LoweredReport
    | IntentReport
    | DialogueReport
    | DealReport
    | TradeReport
    | TradeCancelReport
    | AuctionReport
    | BidReport
    | AwardReport
    | AccountReport
)
