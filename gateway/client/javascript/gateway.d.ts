// What a gateway takes and sends.
// Written by `python -m gateway.protocol.typescript`; not to be edited.

/** An integer: a number where it holds it exactly, else a BigInt. */
export type Int = number | bigint;

/** `dry_run` of replies. */
export type Consequences = {
  /** of the venue's day after it */
  date: string;
  /** after it */
  phase:
    | "no_day"
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed"
    | "ended";
  /** orders withdrawn or made smaller */
  orders: Int;
  /** bids that leave */
  bids: Int;
  /** intents and dialogues that end or change */
  intents: Int;
  /** deals that are cancelled */
  deals: Int;
  /** trades made or undone */
  trades: Int;
  /** accounts of all these */
  accounts: Int;
  /** another key would have to approve it first */
  awaits_approval: boolean;
  /** price limits that it fixes, of the first 500 instruments */
  limits: Array<{
    instrument: string;
    /** base price */
    base: Int;
    lower: Int;
    upper: Int;
  }>;
};

/** Log on with a signature over the challenge. */
export type LogOnRequest = {
  /** id of the key */
  key: string;
  /** now, ns since 1970; within 30 s of the server's */
  time_ns: Int;
  /**
   * hex of the Ed25519 signature over the text `ceax log_on\n{protocol}\n{server}\n{venue}\n{server
   * _key}\n{nonce}\n{client_nonce}\n{binding}\n{key}\n{time_ns}`
   */
  signature: string;
  /** day of the first report wanted, with `next_report` */
  report_date?: string;
  /** number of the first report wanted */
  next_report?: Int;
  /**
   * what the client sees: `plain`, `sha256:` and the digest of the certificate, or of a page in a
   * browser `origin:` and its origin; without it the challenge's
   */
  binding?: string;
  /** longest silence of either side */
  heartbeat_s?: Int;
  /** replies carry `received_ns`, `time_ns`, `sent_ns`; reports `sent_ns` */
  stamped?: boolean;
  /** one-time code of the administration: enters `public_key` as this key */
  code?: string;
  /** public half of a new key, with `code` */
  public_key?: string;
  /** whose orders are cancelled when the session is lost; true: those of the account */
  cancel_on_disconnect?: boolean | "session" | "key" | "account";
  /** guard of a session of before a start of the venue, to take it over */
  guard?: Int;
  /** version of the protocol that the client speaks */
  protocol?: Int;
};

/** The reply to `log_on`. */
export type LogOnReply = {
  role: string;
  account: Int | null;
  venue: string;
  /** when the log-on came */
  received_ns: Int;
  /** when it was answered */
  server_time_ns: Int;
  /** the number of this key */
  operator: Int;
  date: string;
  phase:
    | "no_day"
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed"
    | "ended";
  heartbeat_s: Int;
  report_date: string | null;
  next_report: Int | null;
  /** what the server takes */
  limits: {
    frame_bytes: Int;
    requests_per_frame: Int;
    requests_per_s: Int;
    cancels_per_s: Int;
    questions_per_s: Int;
    in_flight: Int;
    key_times: Int;
    account_times: Int;
    address_times: Int;
    sessions_per_key: Int;
    sessions_per_account: Int;
  };
  /** of a key of the exchange that has not all of them */
  duties?: Array<string>;
  /** of a session that asked for `cancel_on_disconnect` */
  guard?: Int;
  /** to the roles feed and bridge: the number of this start of an engine on the log */
  log_epoch?: Int;
  /** to the role feed */
  next_event?: Int;
};

/**
 * The venue's day and phase, its schedule, and every instrument with its parameters, 500 a page.
 */
export type StatusRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `status`. */
export type StatusReply = {
  /** the trading day, `""` before the first */
  date: string;
  /** of this venue */
  market: "allowances" | "credits";
  phase:
    | "no_day"
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed"
    | "ended";
  venue_halted: boolean;
  /** every halt, the venue's first, and every call that ends one */
  halts: Array<{
    instrument: string | null;
    /** the call that ends it runs, and takes orders */
    in_call: boolean;
    /** yyyy-mm-dd hh:mm in Shanghai, when the halt ends */
    until: string | null;
    /** of the call that follows, 0: none */
    call_minutes: Int;
    /** likewise, when trading goes on at the earliest */
    trading_from: string | null;
  }>;
  /** what decides; `compiling`: plain Python until compiled kernels are there */
  engine: "compiled" | "compiling" | "plain";
  /** ended days that are not settled */
  unsettled: Array<{
    date: string;
    confirmed: boolean;
  }>;
  schedule: {
    /** what drives the day */
    clock: "system" | "manual" | "rehearsal";
    /** last day whose closures are known */
    calendar_until: string;
    /** what holds now */
    notices: Array<{
      code: string;
      message: string;
      /** the schedule waits for staff */
      waits: boolean;
    }>;
  };
  /** the largest number that an instrument may have */
  instruments_max: Int;
  instruments: Array<{
    instrument: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
    number: Int;
    /** takes part in the day */
    open: boolean;
    halted: boolean;
    /** base price of the day */
    base: Int;
    /** price limit of the day */
    lower: Int | null;
    /** price limit of the day */
    upper: Int | null;
    /** last listed trade */
    last: Int | null;
    /** previous close */
    close: Int;
    /** Daily price limit each way */
    band_bp: Int;
    /** Price step */
    tick: Int;
    /** Quantity step */
    lot: Int;
    /** Smallest order */
    quantity_min: Int;
    /** Largest order */
    quantity_max: Int;
    /** From buying to selling */
    resale_days: Int;
    /** Opposite prices an order may take; 0: all */
    levels: Int;
    /** What happens when an account meets itself */
    self_trade: Int;
    /** Trading fee of an order's amount */
    trading_fee_ppm: Int;
    /** Smallest trading fee */
    trading_fee_min_fen: Int;
    /** Settlement fee of an order's amount */
    settlement_fee_ppm: Int;
    /** Smallest settlement fee */
    settlement_fee_min_fen: Int;
    /** What an account may hold or be about to buy (最大持仓量); 0: any quantity */
    maximum_holding: Int;
    /** Share of the maximum holding from which on an account is reported (大户报告); 0: none */
    large_holder_bp: Int;
    /** From buying to selling and from selling to buying the same; 0: no such rule */
    opposite_days: Int;
    /** Whose resale `opposite_days` bars: 0: the account's, 1: that of the units bought */
    opposite_scope: Int;
    /** 1: price-time order always: no order names the one that it takes */
    time_order: Int;
    /** 1: nobody applies for an auction */
    auctions_closed: Int;
    /** Smallest quantity of an auction */
    auction_quantity_min: Int;
    /** How far the best price of an auction may lie from the previous close */
    auction_cap_bp: Int;
    /** How far a discounted reserve lies from the previous close */
    auction_discount_bp: Int;
    /** Smallest bid where an application names none */
    auction_bid_min: Int;
    /** Open bids of one account */
    auction_bids_max: Int;
    /** 1: there are auctions in which one account buys and members bid to sell */
    auction_to_sell: Int;
    /** 1: every auction is void when the bids do not cover it */
    auction_void_if_short: Int;
    /** Price limit of blocks each way */
    block_band_bp: Int;
    /** Smallest block and rest of an intent */
    block_quantity_min: Int;
    /** Largest block */
    block_quantity_max: Int;
    /** Sessions in which the block desk is open, added up */
    block_hours: Int;
    /** 1: intents may be dealt in parts */
    block_parts: Int;
    /** 1: deals are published at once, 0: at the close */
    block_live: Int;
    /** 1: twenty levels a side are published, 0: five */
    depth_20: Int;
    /** 1: every resting order is published, never whose it is, 0: those of the best levels */
    depth_orders: Int;
    /** 1: orders are taken in pre-open and in the call that ends a halt, and trade at one price */
    opening_call: Int;
    /** 1: market orders are taken */
    market_orders: Int;
    /** 0: cash and units are neither checked nor locked; set before the first day */
    locks: Int;
  }>;
  next: Int | null;
};

/** The venue's time and phase. */
export type TimeRequest = {};

/** The reply to `time`. */
export type TimeReply = {
  /** when the gateway read the request */
  received_ns: Int;
  /** when it answers */
  server_time_ns: Int;
  date: string;
  phase:
    | "no_day"
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed"
    | "ended";
};

/** The trading days (交易日) of up to a year, and the hours of a day. */
export type CalendarRequest = {
  /** without it the venue's day */
  from?: string;
  /** a year later at most */
  to?: string;
};

/** The reply to `calendar`. */
export type CalendarReply = {
  /** what drives the day */
  clock: "system" | "manual" | "rehearsal";
  /** first day whose closures are known */
  known_from: string;
  /** last day whose closures are known */
  known_until: string;
  /** when phases begin, where the system's clock drives the day */
  hours: Array<{
    /** these hours hold */
    since: string;
    phase:
      | "no_day"
      | "pre_open"
      | "morning"
      | "lunch"
      | "afternoon"
      | "closed"
      | "ended";
    /** hh:mm in Shanghai */
    from: string;
  }>;
  /** days that close early */
  short_days: Array<{
    date: string;
    /** hh:mm in Shanghai */
    closed: string;
  }>;
  /** those known, in order */
  days: Array<string>;
};

/** What the schedule will do next (日程), and what it waits for besides the clock. */
export type ScheduleRequest = {
  /** how many; 20 without it */
  steps?: Int;
};

/** The reply to `schedule`. */
export type ScheduleReply = {
  /** what drives the day */
  clock: "system" | "manual" | "rehearsal";
  /** in order; none where staff moves the day, fewer where the calendar ends */
  steps: Array<{
    /** yyyy-mm-dd hh:mm:ss in Shanghai */
    at: string;
    /** the same moment */
    at_ns: Int;
    /** a command of the schedule, or by staff */
    step:
      | "start_day"
      | "set_phase"
      | "end_day"
      | "accept_auction"
      | "open_auction"
      | "close_auction"
      | "begin_call"
      | "resume";
    /** the trading day */
    date: string;
    /** that begins */
    phase:
      | "no_day"
      | "pre_open"
      | "morning"
      | "lunch"
      | "afternoon"
      | "closed"
      | "ended"
      | null;
    /** that opens or closes, or awaits an answer */
    auction: Int | null;
    /** whose halt ends; null: the venue's, or none's */
    instrument: string | null;
    /** besides the clock */
    waits_for: string | null;
  }>;
};

/** What this session, its key, account and address may ask, and what of it is used now. */
export type UsageRequest = {};

/** The reply to `usage`. */
export type UsageReply = {
  limits: Array<{
    /** whose limit it is */
    of: "session" | "key" | "account" | "address";
    /** questions are counted by their weight */
    limit:
      | "requests_per_s"
      | "cancels_per_s"
      | "questions_per_s"
      | "in_flight"
      | "sessions";
    /** what is allowed */
    most: Int;
    /** this question and this session included */
    used: Int;
  }>;
};

/** Who is logged on, in order of the log-ons, 500 a page. */
export type SessionsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `sessions`. */
export type SessionsReply = {
  /** those that are there */
  sessions: Array<{
    /** of its log-on since the gateway's start */
    session: Int;
    /** id of the key */
    key: string;
    /** number of the key */
    operator: Int;
    /** of the key */
    role: string;
    /** of staff that has not all of them */
    duties: Array<string>;
    account: Int | null;
    /** that it comes from */
    address: string;
    /** when it logged on */
    since_ns: Int;
    /** whose orders are cancelled when it is lost */
    cancel_on_disconnect: "session" | "key" | "account" | null;
  }>;
  next: Int | null;
};

/** Enter an order. */
export type NewOrderRequest = {
  instrument: string;
  side: "buy" | "sell";
  /** limit price, 0.01 CNY a tonne */
  price?: Int;
  /** quantity, tonnes */
  quantity: Int;
  order_type?: "limit" | "market";
  time_in_force?: "day" | "ioc" | "fok";
  /** the client's own name of the order, unique for account and day */
  client_order_id?: string;
  /** order number at the best opposite price */
  take?: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
  /** what rests then is withdrawn; without it at the close; ns since 1970 */
  expires_ns?: Int;
};

/** The reply to `new_order`. */
export type NewOrderReply = {
  order: Int;
  /** quantity still open */
  leaves: Int;
  /** traded at once */
  filled: Int;
  status:
    | "entered"
    | "partly_filled"
    | "filled"
    | "cancelled"
    | "withdrawn";
  /** why it was cancelled */
  reason?: string;
  /** the first answer to this client id again */
  duplicate?: boolean;
  /** number of its report */
  report?: Int;
};

/** Take an open order out of the book. */
export type CancelRequest = {
  /** the exchange's number; or `client_order_id` */
  order?: Int;
  client_order_id?: string;
  /** the client's own id of the request, unique for account and day among all client ids */
  client_request_id?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `cancel`. */
export type CancelReply = {
  order: Int;
  /** what was cancelled */
  leaves: Int;
  /** the first answer to this client id again */
  duplicate?: boolean;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Give an open order another price and another open quantity or total. */
export type ReplaceRequest = {
  /** the exchange's number; or `client_order_id` */
  order?: Int;
  client_order_id?: string;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** the new open quantity; or `total` */
  quantity?: Int;
  /** the new quantity with what has traded, as FIX OrderQty; traded already, the order ends */
  total?: Int;
  /** refused as `leaves_differ` when another quantity is open */
  expected_leaves?: Int;
  /** the client's own id of the request, unique for account and day among all client ids */
  client_request_id?: string;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `replace`. */
export type ReplaceReply = {
  order: Int;
  /** quantity still open */
  leaves: Int;
  /** traded at once */
  filled: Int;
  status:
    | "entered"
    | "partly_filled"
    | "filled"
    | "cancelled"
    | "withdrawn";
  /** why it was cancelled */
  reason?: string;
  /** it has kept its place in the queue */
  kept_place: boolean;
  /** the first answer to this client id again */
  duplicate?: boolean;
  /** number of its report */
  report?: Int;
};

/** Cancel an account's open orders, or everyone's, or those of an instrument, side or key. */
export type MassCancelRequest = {
  instrument?: string;
  /** without it both sides */
  side?: "buy" | "sell";
  /** number of a key of the account: orders it entered or replaced last */
  operator?: Int;
  /** whose account */
  account?: Int;
  /** true instead of `account`: of every account; needs `reason` */
  everyone?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `mass_cancel`. */
export type MassCancelReply = {
  /** how many */
  cancelled: Int;
  orders: Array<Int>;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Set the key's timer: when it runs out, open orders are cancelled. Set it again in time. */
export type CancelAfterRequest = {
  /** 0 takes the timer away */
  after_ms: Int;
  /** whose orders */
  scope?: "key" | "account";
};

/** The reply to `cancel_after`. */
export type CancelAfterReply = {
  /** when it runs out, null without a timer */
  fires_ns: Int | null;
};

/** The open orders of an account, in order of their numbers. */
export type OpenOrdersRequest = {
  /** without it every instrument */
  instrument?: string;
  /** `next` of the page before */
  after?: Int;
  /** whose account */
  account?: Int;
};

/** The reply to `open_orders`. */
export type OpenOrdersReply = {
  orders: Array<{
    account: Int;
    /** number of the key that entered or last replaced it */
    operator: Int;
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    leaves: Int;
    time_ns: Int;
    /** where it named a time */
    expires_ns?: Int;
  }>;
  next: Int | null;
};

/** Cash and holdings of an account. */
export type BalancesRequest = {
  /** whose account */
  account?: Int;
};

/** The reply to `balances`. */
export type BalancesReply = {
  account: Int;
  /** below 0 when a sale failed whose money was used */
  cash_available_fen: Int;
  cash_locked_fen: Int;
  /** without the money of the day's sales */
  cash_withdrawable_fen: Int;
  suspended: boolean;
  killed: boolean;
  holdings: Array<{
    instrument: string;
    /** below 0 when a purchase failed whose units were sold */
    available: Int;
    locked: Int;
    /** not sellable yet */
    bought: Int;
  }>;
  /** with `next_report`: the report after these figures */
  report_date: string;
  next_report: Int;
};

/** Have the reports sent again from a number on; refused as at log-on. */
export type ResumeReportsRequest = {
  report_date: string;
  from: Int;
};

/** The reply to `resume_reports`. */
export type ResumeReportsReply = {
  report_date: string;
  next_report: Int;
};

/** The reports of an account on a day, in the order of their numbers. */
export type ReportsRequest = {
  /** a day of the last 30; without it the running one */
  date?: string;
  /** `next` of the page before */
  after?: Int;
  /** whose account */
  account?: Int;
};

/** The reply to `reports`. */
export type ReportsReply = {
  report_date: string;
  reports: Array<{
    number: Int;
    time_ns: Int;
    report: "entered";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    order_type: "limit" | "market";
    price: Int | null;
    quantity: Int;
    time_in_force: "day" | "ioc" | "fok";
    /** where it named a time */
    expires_ns?: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "refused";
    client_order_id: string | null;
    op: string;
    error: {
      /** the reason, a word */
      code: string;
      /** field of the request */
      field: string | null;
      /** its value in the request */
      value: unknown;
      /** what would pass */
      allowed: unknown;
      /** for people */
      message: string;
      /** when to send it again */
      retry_after_ms?: Int;
    };
    /** of the request, where it had one */
    client_request_id?: string;
    order?: Int;
    instrument?: string;
    side?: "buy" | "sell";
    price?: Int;
    quantity?: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "fill";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    leaves: Int;
    trade: Int;
    liquidity: "maker" | "taker" | "call";
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "replaced";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    leaves: Int;
    kept_place: boolean;
    /** of the request, where it had one */
    client_request_id?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "cancelled";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int | null;
    /** what was cancelled */
    leaves: Int;
    reason: string;
    /** `withdrawn`: by the system */
    status: "cancelled" | "withdrawn";
    /** of the request, where it had one */
    client_request_id?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "lowered";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    /** taken off */
    quantity: Int;
    leaves: Int;
    reason: "self_trade";
  } | {
    number: Int;
    time_ns: Int;
    report: "intent";
    change: "posted" | "lowered" | "closed";
    intent: Int;
    account: Int | null;
    counterparty: Int | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    leaves: Int;
    in_parts: boolean;
    invitation: boolean;
    note?: string;
    /** why it ended */
    reason?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "dialogue";
    change:
      | "offer"
      | "note"
      | "confirmed"
      | "reduced"
      | "closed";
    dialogue: Int;
    intent: Int;
    role: "poster" | "responder";
    by: "poster" | "responder" | null;
    counterparty: Int | null;
    instrument: string;
    /** one's own */
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    /** its number */
    offer: Int;
    note?: string;
    /** why it ended */
    reason?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "deal";
    change: "struck" | "cancelled";
    deal: Int;
    intent: Int;
    dialogue: Int | null;
    counterparty: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    amount_fen: Int;
    /** why it ended */
    reason?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "trade";
    method: "block";
    trade: Int;
    deal: Int;
    counterparty: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "trade_cancel";
    method: "listed" | "block" | "auction";
    trade: Int;
    /** its number, of the method */
    correction: Int;
    order: Int | null;
    client_order_id: string | null;
    instrument: string;
    /** as it was traded */
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    /** what the order has open; nothing comes back into the book */
    leaves: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "auction";
    change:
      | "applied"
      | "accepted"
      | "refused"
      | "announced"
      | "opened"
      | "closed"
      | "cancelled";
    auction: Int;
    instrument: string;
    side: "buy" | "sell";
    quantity?: Int;
    lot?: Int;
    smallest_bid?: Int;
    pay_as_bid?: boolean;
    discounted?: boolean;
    void_if_short?: boolean;
    tie_by_lot?: boolean;
  } | {
    number: Int;
    time_ns: Int;
    report: "bid";
    change: "placed" | "changed" | "gone";
    bid: Int;
    auction: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    /** of `changed` */
    kept_place?: boolean;
    /** of `gone`: what left */
    leaves?: Int;
    /** of `gone` */
    reason?: string;
  } | {
    number: Int;
    time_ns: Int;
    report: "award";
    auction: Int;
    bid: Int | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    trade: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "account";
    change:
      | "cash_in"
      | "cash_out"
      | "units_in"
      | "units_out"
      | "suspended"
      | "restored"
      | "units_released"
      | "trade_failed"
      | "limit_set"
      | "killed"
      | "released"
      | "operator_killed"
      | "operator_released"
      | "large_holder"
      | "large_holder_ended"
      | "guard_fired"
      | "orders_cancelled";
    amount_fen?: Int;
    instrument?: string;
    quantity?: Int;
    reference?: Int;
    /** of `trade_failed` */
    method?: "listed" | "block" | "auction";
    /** of `trade_failed` */
    trade?: Int;
    /** of `trade_failed` */
    date?: string;
    /** of `trade_failed` */
    side?: "buy" | "sell";
    /** of `limit_set` */
    limit?: string;
    value?: Int | null;
    /** who ordered a kill or release */
    by?: "member" | "exchange";
    /** number of the key */
    operator?: Int;
    /** of a kill */
    log_on_refused?: boolean;
    /** of a large holder */
    threshold?: Int;
    /** of a large holder */
    maximum?: Int;
    /** of `guard_fired` */
    cause?: "session_lost" | "timer_ran_out";
    /** of `guard_fired`: whose orders went */
    scope?: "session" | "key" | "account";
    /** of `guard_fired`: how many orders */
    cancelled?: Int;
    /** of `orders_cancelled`: why the exchange did it */
    reason?: string;
  }>;
  next: Int | null;
};

/**
 * The trades of an account on a day: reports `fill`, `trade` (blocks), `award` (auctions), and
 * `trade_cancel` of those that were undone.
 */
export type FillsRequest = {
  /** without it every instrument */
  instrument?: string;
  /** `next` of the page before */
  after?: Int;
  /** a day of the last 30; without it the running one */
  date?: string;
  /** whose account */
  account?: Int;
};

/** The reply to `fills`. */
export type FillsReply = {
  report_date: string;
  fills: Array<{
    number: Int;
    time_ns: Int;
    report: "fill";
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    leaves: Int;
    trade: Int;
    liquidity: "maker" | "taker" | "call";
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "trade";
    method: "block";
    trade: Int;
    deal: Int;
    counterparty: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "award";
    auction: Int;
    bid: Int | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    trade: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  } | {
    number: Int;
    time_ns: Int;
    report: "trade_cancel";
    method: "listed" | "block" | "auction";
    trade: Int;
    /** its number, of the method */
    correction: Int;
    order: Int | null;
    client_order_id: string | null;
    instrument: string;
    /** as it was traded */
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    /** what the order has open; nothing comes back into the book */
    leaves: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
  }>;
  /** report number; a page of one instrument may be empty */
  next: Int | null;
};

/** The orders of an account on a day, open and finished, in the order of their numbers. */
export type OrdersRequest = {
  /** without it every instrument */
  instrument?: string;
  /** `next` of the page before */
  after?: Int;
  /** a day of the last 30; without it the running one */
  date?: string;
  /** whose account */
  account?: Int;
};

/** The reply to `orders`. */
export type OrdersReply = {
  report_date: string;
  orders: Array<{
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    order_type: "limit" | "market";
    time_in_force: "day" | "ioc" | "fok";
    price: Int | null;
    /** `filled`, and what is or was open at last */
    quantity: Int;
    /** quantity that has traded */
    filled: Int;
    /** quantity still open */
    leaves: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
    /** `withdrawn`: cancelled by the system */
    status:
      | "entered"
      | "partly_filled"
      | "filled"
      | "cancelled"
      | "withdrawn";
    /** why it was cancelled */
    reason: string | null;
    /** when it was entered */
    entered_ns: Int;
    /** when it was last changed */
    time_ns: Int;
    /** number of its last report */
    report: Int;
    /** where it named a time */
    expires_ns?: Int;
  }>;
  next: Int | null;
};

/** One order of a day by either id; that there is none is an answer. */
export type OrderRequest = {
  /** the exchange's number; or `client_order_id` */
  order?: Int;
  client_order_id?: string;
  /** a day of the last 30; without it the running one */
  date?: string;
  /** whose account */
  account?: Int;
};

/** The reply to `order`. */
export type OrderReply = {
  report_date: string;
  order: {
    order: Int;
    client_order_id: string | null;
    instrument: string;
    side: "buy" | "sell";
    order_type: "limit" | "market";
    time_in_force: "day" | "ioc" | "fok";
    price: Int | null;
    /** `filled`, and what is or was open at last */
    quantity: Int;
    /** quantity that has traded */
    filled: Int;
    /** quantity still open */
    leaves: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
    /** `withdrawn`: cancelled by the system */
    status:
      | "entered"
      | "partly_filled"
      | "filled"
      | "cancelled"
      | "withdrawn";
    /** why it was cancelled */
    reason: string | null;
    /** when it was entered */
    entered_ns: Int;
    /** when it was last changed */
    time_ns: Int;
    /** number of its last report */
    report: Int;
    /** where it named a time */
    expires_ns?: Int;
  } | null;
  /** why the engine refused the client order id today */
  refused: {
    /** the reason, a word */
    code: string;
    /** field of the request */
    field: string | null;
    /** its value in the request */
    value: unknown;
    /** what would pass */
    allowed: unknown;
    /** for people */
    message: string;
    /** when to send it again */
    retry_after_ms?: Int;
  } | null;
};

/** How far every instrument is from its price limits (涨跌停), 500 a page. */
export type LimitsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `limits`. */
export type LimitsReply = {
  rows: Array<{
    instrument: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
    /** base price */
    reference: Int;
    lower: Int;
    upper: Int;
    last: Int | null;
    distance_to_upper: Int;
    distance_to_lower: Int;
    at_limit: "upper" | "lower" | null;
    halted: boolean;
  }>;
  next: Int | null;
};

/** Every account with its cash, in order of their numbers. */
export type AccountsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `accounts`. */
export type AccountsReply = {
  accounts: Array<{
    account: Int;
    name: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
    suspended: boolean;
    killed: boolean;
    cash_available_fen: Int;
    cash_locked_fen: Int;
  }>;
  next: Int | null;
};

/**
 * The limits of an account and what is used of them; without an account the exchange gets all, 50 a
 * page.
 */
export type AccountLimitsRequest = {
  /** whose account */
  account?: Int;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `account_limits`. */
export type AccountLimitsReply = {
  account: Int;
  killed_by: "member" | "exchange" | null;
  rate_window_ms: Int;
  limits: Record<string, {
    /** in force */
    limit: Int | null;
    own: Int | null;
    used: Int | null;
  }>;
  holdings: Array<{
    instrument: string;
    /** available, locked and bought */
    held: Int;
    /** open buys and deals */
    buying: Int;
    maximum: Int | null;
    own: Int | null;
    threshold: Int | null;
    large: boolean;
  }>;
} | {
  accounts: Array<{
    account: Int;
    killed_by: "member" | "exchange" | null;
    rate_window_ms: Int;
    limits: Record<string, {
      /** in force */
      limit: Int | null;
      own: Int | null;
      used: Int | null;
    }>;
    holdings: Array<{
      instrument: string;
      /** available, locked and bought */
      held: Int;
      /** open buys and deals */
      buying: Int;
      maximum: Int | null;
      own: Int | null;
      threshold: Int | null;
      large: boolean;
    }>;
  }>;
  next: Int | null;
};

/**
 * The limits by default, halts, who is suspended or under a kill, large holders (大户), and who holds
 * more than the maximum.
 */
export type SupervisionRequest = {};

/** The reply to `supervision`. */
export type SupervisionReply = {
  default_limits: {
    open_orders: Int | null;
    order_rate: Int | null;
    order_value: Int | null;
    day_turnover: Int | null;
    rate_window_ms: Int;
  };
  /** every halt, the venue's first, and every call that ends one */
  halts: Array<{
    instrument: string | null;
    /** the call that ends it runs, and takes orders */
    in_call: boolean;
    /** yyyy-mm-dd hh:mm in Shanghai, when the halt ends */
    until: string | null;
    /** of the call that follows, 0: none */
    call_minutes: Int;
    /** likewise, when trading goes on at the earliest */
    trading_from: string | null;
  }>;
  kills: Array<{
    account: Int | null;
    operator: Int | null;
    by: "member" | "exchange";
    log_on_refused: boolean;
  }>;
  /** the first 1,000 */
  suspended: Array<Int>;
  large_holders: Array<{
    account: Int;
    instrument: string;
    /** available, locked and bought */
    held: Int;
    /** open buys and deals */
    buying: Int;
    maximum: Int | null;
    own: Int | null;
    threshold: Int | null;
    large: boolean;
  }>;
  /** as after a maximum was lowered; the first 1,000 */
  above_maximum: Array<{
    account: Int;
    instrument: string;
    /** available, locked and bought */
    held: Int;
    /** open buys and deals */
    buying: Int;
    maximum: Int | null;
    own: Int | null;
    threshold: Int | null;
    large: boolean;
  }>;
};

/** Withdraw everything of an account, or of one of its keys, and refuse new orders. */
export type KillRequest = {
  /** number of a key; without it the account */
  operator?: Int;
  /** keep the keys out as well */
  refuse_log_on?: boolean;
  /** whose account */
  account?: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `kill`. */
export type KillReply = {
  /** orders and bids */
  cancelled: Int;
  /** the first 1,000 */
  orders: Array<Int>;
  /** those concerned, the first 1,000 */
  keys: Array<{
    operator: Int;
    key: string;
  }> | null;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** End a kill. */
export type ReleaseRequest = {
  /** number of a key; without it the account */
  operator?: Int;
  /** whose account */
  account?: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `release`. */
export type ReleaseReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Give an account a limit of its own. */
export type SetAccountLimitRequest = {
  /** whose account */
  account: Int;
  limit:
    | "open_orders"
    | "order_rate"
    | "order_value"
    | "day_turnover"
    | "maximum_holding";
  /** 0: none, −1: the default again */
  value: Int;
  /** of `maximum_holding` */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_account_limit`. */
export type SetAccountLimitReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Set the limit of every account that has none of its own. */
export type SetDefaultLimitRequest = {
  limit:
    | "open_orders"
    | "order_rate"
    | "order_value"
    | "day_turnover"
    | "rate_window";
  /** 0: none */
  value: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_default_limit`. */
export type SetDefaultLimitReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Open a trading account. */
export type OpenAccountRequest = {
  /** its number */
  account: Int;
  name: string;
  /** legal name in Chinese */
  name_zh?: string;
  /** legal name in English */
  name_en?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `open_account`. */
export type OpenAccountReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Set the legal names of an account; one that is left out stays as it is. */
export type SetAccountNamesRequest = {
  /** whose account */
  account: Int;
  /** legal name in Chinese */
  name_zh?: string;
  /** legal name in English */
  name_en?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_account_names`. */
export type SetAccountNamesReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Suspend an account: its orders and bids are withdrawn, and it enters no new ones. */
export type SuspendRequest = {
  /** whose account */
  account: Int;
  /** it ends when this day starts */
  until?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `suspend`. */
export type SuspendReply = {
  /** orders and bids */
  cancelled: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** End the suspension of an account. */
export type RestoreRequest = {
  /** whose account */
  account: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `restore`. */
export type RestoreReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/**
 * Take in a relation of an entity, as the registry has it; one with the same entity, relation and
 * party replaces the one before.
 */
export type RelateRequest = {
  /** the registry's number of it, greater than the last */
  reference: Int;
  /** number of the entity */
  entity: Int;
  /** what the party is to it */
  relation:
    | "owner"
    | "controller"
    | "officer"
    | "concert"
    | "account";
  /** first day */
  first: string;
  /** `reference` of the relation before it */
  follows?: Int;
  /** last day; without it open */
  last?: string;
  /** number of the party, where it is an entity or account */
  other?: Int;
  /** its name, where it is none */
  party?: string;
};

/** The reply to `relate`. */
export type RelateReply = {};

/** The number of the last relation that was taken in. */
export type LastRelationRequest = {};

/** The reply to `last_relation`. */
export type LastRelationReply = {
  /** 0 before the first */
  last: Int;
};

/** Do something with a case of surveillance; journalled with the key that does it. */
export type CaseActRequest = {
  /** its number */
  case_number: Int;
  /** what is done */
  act:
    | "assign"
    | "note"
    | "measure"
    | "answer"
    | "lift"
    | "close";
  /** whom it is assigned to, or why */
  case_note: string;
  /** which is taken, or it is closed with */
  measure?:
    | "none"
    | "reminder"
    | "inquiry"
    | "pledge"
    | "restriction";
  /** until when an answer is due, or a restriction holds */
  day?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `case_act`. */
export type CaseActReply = {
  /** of its acknowledgement */
  event: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Forget all cases: those kept are posted anew. */
export type BeginCasesRequest = {};

/** The reply to `begin_cases`. */
export type BeginCasesReply = {};

/**
 * Post a case to the staff, a new one or a changed one, in order of the changes; a change posted
 * before is passed over.
 */
export type PostCasesRequest = {
  /** one */
  cases: Array<{
    /** 1, 2, 3 … */
    number: Int;
    /** number of its newest change, by which cases are followed */
    change: Int;
    /** the trading day of what was found */
    date: string;
    /** which rule; `ceax surveil --rules` lists them */
    rule: string;
    /** its name in Chinese */
    rule_zh: string;
    /** what it is about, in English */
    rule_en: string;
    /** in which */
    instrument: string;
    /** of whom */
    accounts: Array<Int>;
    /** where it is in its life */
    state: "open" | "assigned" | "closed";
    /** whom it is assigned to; `""`: nobody */
    assigned: string;
    /** the last one taken, or what it is closed with */
    measure:
      | "none"
      | "reminder"
      | "inquiry"
      | "pledge"
      | "restriction"
      | null;
    /** the first day on which an answer is due; `""`: none waits */
    due: string;
    /** what is restricted now, as `suspended 7` */
    held: Array<string>;
    /** acts that it admits in its state */
    admits:
      | Array<"assign"
      | "note"
      | "measure"
      | "answer"
      | "lift"
      | "close">;
    /** of what was found, in its unit */
    strength: Int;
    /** `t`, `trades`, `orders`, `times` */
    unit: string;
    /** what was found, in a sentence */
    found: string;
    /** events that are its evidence */
    events: Int;
    /** of its whole history */
    lines: Int;
    /** when the rule found it first */
    opened_ns: Int;
    /** when it changed last */
    changed_ns: Int;
    /** the newest 30 lines */
    history: Array<{
      time_ns: Int;
      /** whose key did it; `surveillance`: a rule found it, or an account was freed */
      who: string;
      /** what happened */
      act:
        | "opened"
        | "grown"
        | "assigned"
        | "noted"
        | "measured"
        | "answered"
        | "lifted"
        | "closed"
        | "restricted"
        | "freed";
      /** which was taken, or it was closed with */
      measure:
        | "none"
        | "reminder"
        | "inquiry"
        | "pledge"
        | "restriction"
        | null;
      /** until when an answer is due, or a restriction holds; `""`: open */
      day: string;
      /** what was found, noted, answered or restricted */
      words: string;
      /** the event that it comes from; 0: written before acts had keys */
      event: Int;
    }>;
    /** numbers of events */
    evidence: Array<Int>;
  }>;
};

/** The reply to `post_cases`. */
export type PostCasesReply = {
  /** number of the newest change */
  last: Int;
};

/**
 * The cases of surveillance that have changed after a number, each as it is now, in order of their
 * changes; the 500 that changed last are kept.
 */
export type CasesRequest = {
  after?: Int;
};

/** The reply to `cases`. */
export type CasesReply = {
  /** in order of their changes */
  cases: Array<{
    /** 1, 2, 3 … */
    number: Int;
    /** number of its newest change, by which cases are followed */
    change: Int;
    /** the trading day of what was found */
    date: string;
    /** which rule; `ceax surveil --rules` lists them */
    rule: string;
    /** its name in Chinese */
    rule_zh: string;
    /** what it is about, in English */
    rule_en: string;
    /** in which */
    instrument: string;
    /** of whom */
    accounts: Array<Int>;
    /** where it is in its life */
    state: "open" | "assigned" | "closed";
    /** whom it is assigned to; `""`: nobody */
    assigned: string;
    /** the last one taken, or what it is closed with */
    measure:
      | "none"
      | "reminder"
      | "inquiry"
      | "pledge"
      | "restriction"
      | null;
    /** the first day on which an answer is due; `""`: none waits */
    due: string;
    /** what is restricted now, as `suspended 7` */
    held: Array<string>;
    /** acts that it admits in its state */
    admits:
      | Array<"assign"
      | "note"
      | "measure"
      | "answer"
      | "lift"
      | "close">;
    /** of what was found, in its unit */
    strength: Int;
    /** `t`, `trades`, `orders`, `times` */
    unit: string;
    /** what was found, in a sentence */
    found: string;
    /** events that are its evidence */
    events: Int;
    /** of its whole history */
    lines: Int;
    /** when the rule found it first */
    opened_ns: Int;
    /** when it changed last */
    changed_ns: Int;
  }>;
  /** number of the newest change */
  last: Int;
  next: Int | null;
};

/** One case with the newest lines of its history, and the names of its accounts. */
export type CaseRequest = {
  /** its number */
  case_number: Int;
};

/** The reply to `case`. */
export type CaseReply = {
  /** 1, 2, 3 … */
  number: Int;
  /** number of its newest change, by which cases are followed */
  change: Int;
  /** the trading day of what was found */
  date: string;
  /** which rule; `ceax surveil --rules` lists them */
  rule: string;
  /** its name in Chinese */
  rule_zh: string;
  /** what it is about, in English */
  rule_en: string;
  /** in which */
  instrument: string;
  /** of whom */
  accounts: Array<Int>;
  /** where it is in its life */
  state: "open" | "assigned" | "closed";
  /** whom it is assigned to; `""`: nobody */
  assigned: string;
  /** the last one taken, or what it is closed with */
  measure:
    | "none"
    | "reminder"
    | "inquiry"
    | "pledge"
    | "restriction"
    | null;
  /** the first day on which an answer is due; `""`: none waits */
  due: string;
  /** what is restricted now, as `suspended 7` */
  held: Array<string>;
  /** acts that it admits in its state */
  admits:
    | Array<"assign"
    | "note"
    | "measure"
    | "answer"
    | "lift"
    | "close">;
  /** of what was found, in its unit */
  strength: Int;
  /** `t`, `trades`, `orders`, `times` */
  unit: string;
  /** what was found, in a sentence */
  found: string;
  /** events that are its evidence */
  events: Int;
  /** of its whole history */
  lines: Int;
  /** when the rule found it first */
  opened_ns: Int;
  /** when it changed last */
  changed_ns: Int;
  /** the newest 30 lines */
  history: Array<{
    time_ns: Int;
    /** whose key did it; `surveillance`: a rule found it, or an account was freed */
    who: string;
    /** what happened */
    act:
      | "opened"
      | "grown"
      | "assigned"
      | "noted"
      | "measured"
      | "answered"
      | "lifted"
      | "closed"
      | "restricted"
      | "freed";
    /** which was taken, or it was closed with */
    measure:
      | "none"
      | "reminder"
      | "inquiry"
      | "pledge"
      | "restriction"
      | null;
    /** until when an answer is due, or a restriction holds; `""`: open */
    day: string;
    /** what was found, noted, answered or restricted */
    words: string;
    /** the event that it comes from; 0: written before acts had keys */
    event: Int;
  }>;
  /** whose these accounts are */
  parties: Array<{
    account: Int;
    /** as registered */
    name: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
  }>;
};

/** The evidence of a case: events of the log, by their numbers. */
export type CaseEventsRequest = {
  /** its number */
  case_number: Int;
  after?: Int;
};

/** The reply to `case_events`. */
export type CaseEventsReply = {
  /** in order */
  events: Array<{
    /** its number, without holes */
    sequence: Int;
    /** the command that it follows from */
    command: Int;
    time_ns: Int;
    kind:
      | "accepted"
      | "refused"
      | "fill"
      | "cancelled"
      | "trade_busted"
      | "instrument_day"
      | "price_weight"
      | "instrument_close"
      | "totals"
      | "units_released"
      | "day_figures"
      | "suspension_ended"
      | "fees_begun"
      | "large_holder"
      | "large_holder_ended"
      | "intent"
      | "intent_closed"
      | "intent_lowered"
      | "dialogue"
      | "dialogue_note"
      | "terms_confirmed"
      | "dialogue_closed"
      | "deal"
      | "deal_cancelled"
      | "auction_notice"
      | "auction_opened"
      | "auction_result"
      | "auction_stopped"
      | "bid_gone"
      | "call_result"
      | "order_lowered"
      | "text"
      | "sealed";
    account?: Int;
    amount_fen?: Int;
    flags?: Int;
    instrument?: Int;
    leaves?: Int;
    maker_account?: Int;
    maker_leaves?: Int;
    maker_order_id?: Int;
    maker_settlement_fee_fen?: Int;
    maker_trading_fee_fen?: Int;
    number?: Int;
    order_id?: Int;
    parameter?: Int;
    price?: Int;
    quantity?: Int;
    settlement_fee_fen?: Int;
    time_in_force?: Int;
    trading_fee_fen?: Int;
    value?: Int;
    reason?:
      | "none"
      | "command_unknown"
      | "expired"
      | "account_unknown"
      | "account_exists"
      | "account_out_of_range"
      | "account_suspended"
      | "account_not_suspended"
      | "instrument_unknown"
      | "instrument_exists"
      | "instrument_out_of_range"
      | "instrument_not_open"
      | "instrument_halted"
      | "instrument_not_halted"
      | "venue_halted"
      | "venue_not_halted"
      | "halt_end_wrong"
      | "halt_end_past"
      | "phase_not_trading"
      | "phase_unknown"
      | "phase_out_of_order"
      | "day_in_progress"
      | "day_not_later"
      | "day_not_closed"
      | "day_not_settled"
      | "day_unknown"
      | "date_invalid"
      | "days_unsettled_full"
      | "side_unknown"
      | "time_in_force_unknown"
      | "quantity_not_positive"
      | "quantity_below_minimum"
      | "quantity_above_maximum"
      | "quantity_off_lot"
      | "price_not_positive"
      | "price_off_tick"
      | "price_above_limit"
      | "price_below_limit"
      | "order_unknown"
      | "order_not_yours"
      | "order_unchanged"
      | "target_not_at_best"
      | "target_too_small"
      | "target_own_order"
      | "target_same_side"
      | "price_worse_than_target"
      | "leaves_differ"
      | "expiry_past"
      | "orders_full"
      | "holdings_full"
      | "cash_insufficient"
      | "units_insufficient"
      | "units_bought_not_yet_sellable"
      | "amount_not_positive"
      | "amount_too_large"
      | "cash_of_sales_not_yet_withdrawable"
      | "reference_already_applied"
      | "reference_out_of_step"
      | "parameter_unknown"
      | "parameter_out_of_range"
      | "ladder_full"
      | "weights_not_one"
      | "weights_date_past"
      | "totals_after_trading"
      | "orders_open"
      | "quantities_leave_none"
      | "tick_above_price"
      | "weights_too_late"
      | "clearing_count_differs"
      | "clearing_quantity_differs"
      | "clearing_amount_differs"
      | "clearing_hash_differs"
      | "clearing_not_confirmed"
      | "day_already_settled"
      | "failed_count_differs"
      | "trade_unknown"
      | "day_not_running"
      | "day_traded"
      | "numbers_given"
      | "text_unknown"
      | "texts_full"
      | "names_missing"
      | "wording_missing"
      | "suspensions_full"
      | "trade_not_of_today"
      | "trade_busted_already"
      | "trade_spent"
      | "day_trades_full"
      | "corrections_full"
      | "method_unknown"
      | "auction_unknown"
      | "auction_not_yours"
      | "auction_state_wrong"
      | "auction_own"
      | "auctions_full"
      | "auction_to_sell_off"
      | "auction_lot_wrong"
      | "auction_minimum_wrong"
      | "auction_hours_wrong"
      | "auction_not_today"
      | "auction_date_past"
      | "bid_unknown"
      | "bid_not_yours"
      | "bid_unchanged"
      | "bid_short_of_reserve"
      | "bid_beyond_cap"
      | "bids_full"
      | "bids_of_account_full"
      | "auction_without_locks"
      | "auctions_of_account_full"
      | "auctions_closed"
      | "desk_not_open"
      | "desk_suspended"
      | "desk_not_suspended"
      | "intents_full"
      | "dialogues_full"
      | "deals_full"
      | "intents_of_account_full"
      | "dialogues_of_account_full"
      | "counterparty_unknown"
      | "parts_not_allowed"
      | "intent_unknown"
      | "intent_own"
      | "intent_not_yours"
      | "intent_not_firm"
      | "intent_too_small"
      | "intent_not_in_parts"
      | "rest_below_minimum"
      | "dialogue_unknown"
      | "dialogue_exists"
      | "turn_not_yours"
      | "terms_differ"
      | "confirmed_already"
      | "deal_unknown"
      | "deal_not_open"
      | "deals_of_account_full"
      | "dealt"
      | "dealt_with_another"
      | "left"
      | "reduced"
      | "cancelled_by_member"
      | "cancelled_by_exchange"
      | "mass_cancelled"
      | "ioc_remainder"
      | "fok_not_fillable"
      | "beyond_five_levels"
      | "self_trade"
      | "withdrawn_at_close"
      | "withdrawn_on_suspension"
      | "total_reached"
      | "account_killed"
      | "operator_killed"
      | "account_not_killed"
      | "operator_not_killed"
      | "killed_by_exchange"
      | "operator_out_of_range"
      | "operators_full"
      | "order_value_above_limit"
      | "order_rate_above_limit"
      | "open_orders_above_limit"
      | "turnover_above_limit"
      | "holding_above_maximum"
      | "log_on_refused"
      | "session_lost"
      | "timer_ran_out"
      | "withdrawn_on_kill"
      | "withdrawn_on_operator_kill"
      | "order_expired"
      | "withdrawn_with_day"
      | "guard_unknown"
      | "guard_not_due"
      | "guards_full"
      | "guards_of_account_full"
      | "scope_unknown"
      | "order_not_expired"
      | "held_unknown"
      | "held_expired"
      | "held_own"
      | "held_not_yours"
      | "held_full"
      | "held_not_expired"
      | "approval_missing"
      | "approval_off"
      | "held_end_unknown"
      | "rule_unknown"
      | "fees_date_past"
      | "fees_full"
      | "fees_unknown"
      | "fees_in_force"
      | "market_chosen"
      | "instrument_of_other_market"
      | "opposite_side_traded"
      | "opposite_side_open"
      | "bid_lost"
      | "bid_remainder"
      | "auction_void"
      | "auction_without_bids"
      | "call_crosses_own_order"
      | "call_for_the_day_only"
      | "call_without_takes"
      | "call_halted"
      | "call_off"
      | "market_not_allowed"
      | "market_with_price"
      | "market_with_target"
      | "locks_after_opening"
      | "target_not_allowed"
      | "market_remainder";
    command_kind?:
      | "new_order"
      | "cancel"
      | "replace"
      | "mass_cancel"
      | "open_account"
      | "suspend_account"
      | "restore_account"
      | "set_account_limit"
      | "kill_account"
      | "release_account"
      | "kill_operator"
      | "release_operator"
      | "relate"
      | "case_act"
      | "cash_in"
      | "cash_out"
      | "units_in"
      | "units_out"
      | "open_guard"
      | "close_guard"
      | "fire_guard"
      | "cancel_after"
      | "expire_order"
      | "list_instrument"
      | "set_parameter"
      | "set_price_weights"
      | "open_totals"
      | "set_default_limit"
      | "key_numbers"
      | "hold_act"
      | "set_venue_rule"
      | "set_fees"
      | "start_day"
      | "set_phase"
      | "end_day"
      | "halt"
      | "resume"
      | "take_back_day"
      | "approve_act"
      | "drop_act"
      | "begin_call"
      | "clearing_result"
      | "trade_failed"
      | "settlement_done"
      | "bust_trade"
      | "withdraw_fees"
      | "text"
      | "announce"
      | "set_names"
      | "acknowledge_alert"
      | "post_intent"
      | "withdraw_intent"
      | "accept_intent"
      | "open_dialogue"
      | "counter_offer"
      | "send_note"
      | "confirm_terms"
      | "leave_dialogue"
      | "cancel_deal"
      | "suspend_desk"
      | "apply_auction"
      | "accept_auction"
      | "refuse_auction"
      | "announce_auction"
      | "open_auction"
      | "close_auction"
      | "place_bid"
      | "change_bid"
      | "withdraw_bid"
      | "cancel_auction"
      | Int;
    side?: "buy" | "sell" | Int;
    date?: string;
    tape_hash?: string;
    method?: "listed" | "block" | "auction";
    phase?:
      | "no_day"
      | "pre_open"
      | "morning"
      | "lunch"
      | "afternoon"
      | "closed"
      | "ended";
    text?: string;
    use?:
      | "reason"
      | "name_zh"
      | "name_en"
      | "title_zh"
      | "title_en"
      | "text_zh"
      | "text_en"
      | "party"
      | "case_note"
      | "request";
    /** of the instrument */
    code?: string;
    /** of the block desk */
    note?: string;
  }>;
  /** whose these accounts are */
  parties: Array<{
    account: Int;
    /** as registered */
    name: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
  }>;
  /** events of the evidence that are archived */
  archived: Int;
  next: Int | null;
};

/** List an instrument of this venue's market, with its first base price. */
export type ListInstrumentRequest = {
  /**
   * allowances: `CEA`, or `CEA` and two digits of its year; credits: number of the project and year
   * of production, as `A210001-22`
   */
  instrument: string;
  /** never used again */
  number: Int;
  /** 0.01 CNY a tonne */
  base_price: Int;
  /** others than the default */
  parameters?: Record<string, Int>;
  /** legal name in Chinese */
  name_zh?: string;
  /** legal name in English */
  name_en?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `list_instrument`. */
export type ListInstrumentReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Set the legal names of an instrument; one that is left out stays as it is. */
export type SetInstrumentNamesRequest = {
  instrument: string;
  /** legal name in Chinese */
  name_zh?: string;
  /** legal name in English */
  name_en?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_instrument_names`. */
export type SetInstrumentNamesReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Set a parameter of an instrument. */
export type SetParameterRequest = {
  instrument: string;
  parameter:
    | "band_bp"
    | "tick"
    | "lot"
    | "quantity_min"
    | "quantity_max"
    | "resale_days"
    | "levels"
    | "self_trade"
    | "trading_fee_ppm"
    | "trading_fee_min_fen"
    | "settlement_fee_ppm"
    | "settlement_fee_min_fen"
    | "maximum_holding"
    | "large_holder_bp"
    | "opposite_days"
    | "opposite_scope"
    | "time_order"
    | "auctions_closed"
    | "auction_quantity_min"
    | "auction_cap_bp"
    | "auction_discount_bp"
    | "auction_bid_min"
    | "auction_bids_max"
    | "auction_to_sell"
    | "auction_void_if_short"
    | "block_band_bp"
    | "block_quantity_min"
    | "block_quantity_max"
    | "block_hours"
    | "block_parts"
    | "block_live"
    | "depth_20"
    | "depth_orders"
    | "opening_call"
    | "market_orders"
    | "locks";
  value: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_parameter`. */
export type SetParameterReply = {
  /** when it is in force */
  moment: "at_once" | "next_day";
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Every parameter of an instrument, and what waits for the next day or a date. */
export type ParametersRequest = {
  instrument: string;
};

/** The reply to `parameters`. */
export type ParametersReply = {
  parameters: Array<{
    parameter:
      | "band_bp"
      | "tick"
      | "lot"
      | "quantity_min"
      | "quantity_max"
      | "resale_days"
      | "levels"
      | "self_trade"
      | "trading_fee_ppm"
      | "trading_fee_min_fen"
      | "settlement_fee_ppm"
      | "settlement_fee_min_fen"
      | "maximum_holding"
      | "large_holder_bp"
      | "opposite_days"
      | "opposite_scope"
      | "time_order"
      | "auctions_closed"
      | "auction_quantity_min"
      | "auction_cap_bp"
      | "auction_discount_bp"
      | "auction_bid_min"
      | "auction_bids_max"
      | "auction_to_sell"
      | "auction_void_if_short"
      | "block_band_bp"
      | "block_quantity_min"
      | "block_quantity_max"
      | "block_hours"
      | "block_parts"
      | "block_live"
      | "depth_20"
      | "depth_orders"
      | "opening_call"
      | "market_orders"
      | "locks";
    value: Int;
    pending: Int | null;
    /** `next_day`, or the date of fees */
    from: string | null;
  }>;
};

/** The rules of every instrument or of one: prices, parameters, and those that wait. */
export type InstrumentsRequest = {
  /** without it every instrument */
  instrument?: string;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `instruments`. */
export type InstrumentsReply = {
  date: string;
  /** of this venue */
  market: "allowances" | "credits";
  instruments: Array<{
    instrument: string;
    /** `""`: none */
    name_zh: string;
    /** `""`: none */
    name_en: string;
    number: Int;
    /** takes part in the day */
    open: boolean;
    halted: boolean;
    /** base price of the day */
    base: Int;
    /** price limit of the day */
    lower: Int | null;
    /** price limit of the day */
    upper: Int | null;
    /** last listed trade */
    last: Int | null;
    /** previous close */
    close: Int;
    /** Daily price limit each way */
    band_bp: Int;
    /** Price step */
    tick: Int;
    /** Quantity step */
    lot: Int;
    /** Smallest order */
    quantity_min: Int;
    /** Largest order */
    quantity_max: Int;
    /** From buying to selling */
    resale_days: Int;
    /** Opposite prices an order may take; 0: all */
    levels: Int;
    /** What happens when an account meets itself */
    self_trade: Int;
    /** Trading fee of an order's amount */
    trading_fee_ppm: Int;
    /** Smallest trading fee */
    trading_fee_min_fen: Int;
    /** Settlement fee of an order's amount */
    settlement_fee_ppm: Int;
    /** Smallest settlement fee */
    settlement_fee_min_fen: Int;
    /** What an account may hold or be about to buy (最大持仓量); 0: any quantity */
    maximum_holding: Int;
    /** Share of the maximum holding from which on an account is reported (大户报告); 0: none */
    large_holder_bp: Int;
    /** From buying to selling and from selling to buying the same; 0: no such rule */
    opposite_days: Int;
    /** Whose resale `opposite_days` bars: 0: the account's, 1: that of the units bought */
    opposite_scope: Int;
    /** 1: price-time order always: no order names the one that it takes */
    time_order: Int;
    /** 1: nobody applies for an auction */
    auctions_closed: Int;
    /** Smallest quantity of an auction */
    auction_quantity_min: Int;
    /** How far the best price of an auction may lie from the previous close */
    auction_cap_bp: Int;
    /** How far a discounted reserve lies from the previous close */
    auction_discount_bp: Int;
    /** Smallest bid where an application names none */
    auction_bid_min: Int;
    /** Open bids of one account */
    auction_bids_max: Int;
    /** 1: there are auctions in which one account buys and members bid to sell */
    auction_to_sell: Int;
    /** 1: every auction is void when the bids do not cover it */
    auction_void_if_short: Int;
    /** Price limit of blocks each way */
    block_band_bp: Int;
    /** Smallest block and rest of an intent */
    block_quantity_min: Int;
    /** Largest block */
    block_quantity_max: Int;
    /** Sessions in which the block desk is open, added up */
    block_hours: Int;
    /** 1: intents may be dealt in parts */
    block_parts: Int;
    /** 1: deals are published at once, 0: at the close */
    block_live: Int;
    /** 1: twenty levels a side are published, 0: five */
    depth_20: Int;
    /** 1: every resting order is published, never whose it is, 0: those of the best levels */
    depth_orders: Int;
    /** 1: orders are taken in pre-open and in the call that ends a halt, and trade at one price */
    opening_call: Int;
    /** 1: market orders are taken */
    market_orders: Int;
    /** 0: cash and units are neither checked nor locked; set before the first day */
    locks: Int;
    /** parameters that wait */
    pending: Array<{
      parameter:
        | "band_bp"
        | "tick"
        | "lot"
        | "quantity_min"
        | "quantity_max"
        | "resale_days"
        | "levels"
        | "self_trade"
        | "trading_fee_ppm"
        | "trading_fee_min_fen"
        | "settlement_fee_ppm"
        | "settlement_fee_min_fen"
        | "maximum_holding"
        | "large_holder_bp"
        | "opposite_days"
        | "opposite_scope"
        | "time_order"
        | "auctions_closed"
        | "auction_quantity_min"
        | "auction_cap_bp"
        | "auction_discount_bp"
        | "auction_bid_min"
        | "auction_bids_max"
        | "auction_to_sell"
        | "auction_void_if_short"
        | "block_band_bp"
        | "block_quantity_min"
        | "block_quantity_max"
        | "block_hours"
        | "block_parts"
        | "block_live"
        | "depth_20"
        | "depth_orders"
        | "opening_call"
        | "market_orders"
        | "locks";
      value: Int;
      /** `next_day`, or the date of fees */
      from: string;
    }>;
  }>;
  next: Int | null;
};

/** Set the weights of the composite price from a day on; they add up to 1. */
export type SetPriceWeightsRequest = {
  /** the running day before its first trade */
  from_date: string;
  /** instruments that are open */
  weights: Record<string, Array<Int>>;
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_price_weights`. */
export type SetPriceWeightsReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Enter the totals that a venue begins with. */
export type OpenTotalsRequest = {
  /** `year` or `cumulative` */
  kind: "year" | "cumulative";
  quantity: Int;
  amount_fen: Int;
  /** without it the venue's */
  instrument?: string;
  /** of the venue only */
  composite_close?: Int;
  method?: "listed" | "block" | "auction";
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `open_totals`. */
export type OpenTotalsReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Set the fees of each side from a day on; again for the same day: others. */
export type SetFeesRequest = {
  /** the first day, which has not started */
  from_date: string;
  /** without it every instrument */
  instrument?: string;
  /** Trading fee of an order's amount, 0 without it */
  trading_fee_ppm?: Int;
  /** Smallest trading fee, 0 without it */
  trading_fee_min_fen?: Int;
  /** Settlement fee of an order's amount, 0 without it */
  settlement_fee_ppm?: Int;
  /** Smallest settlement fee, 0 without it */
  settlement_fee_min_fen?: Int;
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_fees`. */
export type SetFeesReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Take back fees of a day that has not started. */
export type WithdrawFeesRequest = {
  /** the first day, which has not started */
  from_date: string;
  /** without it every instrument */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `withdraw_fees`. */
export type WithdrawFeesReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** The fees in force of every instrument, 500 a page, and on the last those by date. */
export type FeesRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `fees`. */
export type FeesReply = {
  /** of each instrument what is in force, then the rows of the schedule */
  fees: Array<{
    instrument: string | null;
    /** its first day */
    from: string | null;
    /** false: it waits for its day */
    in_force: boolean;
    /** Trading fee of an order's amount */
    trading_fee_ppm: Int;
    /** Smallest trading fee */
    trading_fee_min_fen: Int;
    /** Settlement fee of an order's amount */
    settlement_fee_ppm: Int;
    /** Smallest settlement fee */
    settlement_fee_min_fen: Int;
  }>;
  next: Int | null;
};

/** Start a trading day: it fixes base prices and price limits. */
export type StartDayRequest = {
  date: string;
  /** start it although the last day is not settled */
  override?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `start_day`. */
export type StartDayReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Undo the running day, which has no trades and no open deals. */
export type TakeBackDayRequest = {
  /** of the running day */
  date: string;
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `take_back_day`. */
export type TakeBackDayReply = {
  /** the day before, `""` before the first */
  date: string;
  /** orders and bids */
  withdrawn: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Move the day to a later phase. */
export type SetPhaseRequest = {
  /** phases only move forward; `closed` withdraws what rests */
  phase:
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed";
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_phase`. */
export type SetPhaseReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** End the day: it fixes the closes and the figures to be cleared. */
export type EndDayRequest = {
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `end_day`. */
export type EndDayReply = {
  date?: string;
  /** trades */
  count?: Int;
  quantity?: Int;
  amount_fen?: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** What undoing a trade would move, and why it would be refused. */
export type BustPreviewRequest = {
  /** its number, of the running day */
  trade: Int;
  method?: "listed" | "block" | "auction";
};

/** The reply to `bust_preview`. */
export type BustPreviewReply = {
  /** the trade with both sides */
  undone: {
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    buyer: {
      account: Int;
      /** units that it gets back, below 0 that it gives back */
      quantity: Int;
      /** cash likewise, with its fees */
      cash_fen: Int;
      /** its fees, which it gets back */
      fees_fen: Int;
      /** what it has: of the buyer those that it could give back */
      units: Int;
      cash_available_fen: Int;
    };
    seller: {
      account: Int;
      /** units that it gets back, below 0 that it gives back */
      quantity: Int;
      /** cash likewise, with its fees */
      cash_fen: Int;
      /** its fees, which it gets back */
      fees_fen: Int;
      /** what it has: of the buyer those that it could give back */
      units: Int;
      cash_available_fen: Int;
    };
  } | null;
  /** why it would be refused */
  refused: {
    /** the reason, a word */
    code: string;
    /** field of the request */
    field: string | null;
    /** its value in the request */
    value: unknown;
    /** what would pass */
    allowed: unknown;
    /** for people */
    message: string;
    /** when to send it again */
    retry_after_ms?: Int;
  } | null;
};

/**
 * Undo a trade of the running day: both sides get back what they gave. Refused with what both have
 * where units or cash are no longer there.
 */
export type BustTradeRequest = {
  /** its number, of the running day */
  trade: Int;
  method?: "listed" | "block" | "auction";
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `bust_trade`. */
export type BustTradeReply = {
  /** number of the correction, of the trade's method */
  correction: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Halt trading (停牌): cancels are taken, orders are not; with a time it ends by itself. */
export type HaltRequest = {
  /** without it the venue */
  instrument?: string;
  /** HH:MM in Shanghai, when it ends */
  until?: string;
  /** of that; without it the day that runs, or the next one */
  date?: string;
  /** of the call that follows */
  call_minutes?: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `halt`. */
export type HaltReply = {
  /** yyyy-mm-dd hh:mm in Shanghai, when the halt ends */
  until?: string;
  /** of the call that follows, 0: none */
  call_minutes?: Int;
  /** likewise, when trading goes on at the earliest */
  trading_from?: string;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Begin the call (集合竞价) that ends a halt: orders are taken, and trade when it ends. */
export type BeginCallRequest = {
  /** without it the venue */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `begin_call`. */
export type BeginCallReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** End a halt (复牌), or its call, which trades. */
export type ResumeRequest = {
  /** without it the venue */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `resume`. */
export type ResumeReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Bring cash into an account. */
export type CashInRequest = {
  /** whose account */
  account: Int;
  /** the registry's journal number */
  reference: Int;
  /** `reference` of the transfer before it */
  follows?: Int;
  amount_fen: Int;
};

/** The reply to `cash_in`. */
export type CashInReply = {
  /** number of its report */
  report?: Int;
};

/** Take cash out of an account. */
export type CashOutRequest = {
  /** whose account */
  account: Int;
  /** the registry's journal number */
  reference: Int;
  /** `reference` of the transfer before it */
  follows?: Int;
  amount_fen: Int;
};

/** The reply to `cash_out`. */
export type CashOutReply = {
  /** number of its report */
  report?: Int;
};

/** Bring units into an account. */
export type UnitsInRequest = {
  /** whose account */
  account: Int;
  /** the registry's journal number */
  reference: Int;
  /** `reference` of the transfer before it */
  follows?: Int;
  instrument: string;
  /** tonnes */
  quantity: Int;
};

/** The reply to `units_in`. */
export type UnitsInReply = {
  /** number of its report */
  report?: Int;
};

/** Take units out of an account. */
export type UnitsOutRequest = {
  /** whose account */
  account: Int;
  /** the registry's journal number */
  reference: Int;
  /** `reference` of the transfer before it */
  follows?: Int;
  instrument: string;
  /** tonnes */
  quantity: Int;
};

/** The reply to `units_out`. */
export type UnitsOutReply = {
  /** number of its report */
  report?: Int;
};

/** Say the figures of a day as cleared; the engine compares them with its own. */
export type ClearingResultRequest = {
  date: string;
  /** trades */
  count: Int;
  tape_hash: string;
  quantity: Int;
  amount_fen: Int;
};

/** The reply to `clearing_result`. */
export type ClearingResultReply = {};

/** Name a trade that could not be settled; of a method in order of their numbers. */
export type TradeFailedRequest = {
  date: string;
  /** its number */
  trade: Int;
  instrument: string;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  buyer: Int;
  seller: Int;
  method?: "listed" | "block" | "auction";
};

/** The reply to `trade_failed`. */
export type TradeFailedReply = {
  /** number of its report */
  report?: Int;
};

/** Say that a day is settled. */
export type SettlementDoneRequest = {
  date: string;
  /** trades that failed */
  failed: Int;
  /** the head of the registry's hash chain */
  anchor?: string;
};

/** The reply to `settlement_done`. */
export type SettlementDoneReply = {};

/** Forget all alerts: those in force are sent from the first on. */
export type BeginRiskAlertsRequest = {};

/** The reply to `begin_risk_alerts`. */
export type BeginRiskAlertsReply = {};

/** Send an alert of compliance risk (履约风险预警); one sent before is passed over. */
export type RiskAlertRequest = {
  /** the registry's number of it */
  number: Int;
  date: string;
  entity: Int;
  name: string;
  accounts: Array<Int>;
  year: Int;
  kind: string;
  days_left: Int;
  /** 0: lifted */
  shortfall: Int;
  outstanding: Int;
  available: Int;
  offered: Int;
};

/** The reply to `risk_alert`. */
export type RiskAlertReply = {};

/** The newest alert of each entity, year and kind after a number, in order. */
export type RiskAlertsRequest = {
  after?: Int;
};

/** The reply to `risk_alerts`. */
export type RiskAlertsReply = {
  alerts: Array<{
    /** the registry's number of it */
    number: Int;
    date: string;
    entity: Int;
    name: string;
    accounts: Array<Int>;
    year: Int;
    kind: string;
    days_left: Int;
    /** 0: lifted */
    shortfall: Int;
    outstanding: Int;
    available: Int;
    offered: Int;
  }>;
  /** the highest number sent */
  last: Int;
  next: Int | null;
};

/**
 * The auctions announced or over today, a member's own from the application on; what is not known
 * yet is null.
 */
export type AuctionsRequest = {};

/** The reply to `auctions`. */
export type AuctionsReply = {
  auctions: Array<{
    auction: Int;
    state:
      | "none"
      | "applied"
      | "accepted"
      | "announced"
      | "open"
      | "closed"
      | "refused"
      | "cancelled";
    /** to itself and the exchange */
    account: Int | null;
    instrument: string;
    side: "buy" | "sell";
    quantity: Int;
    lot: Int;
    smallest_bid: Int;
    pay_as_bid: boolean;
    discounted: boolean;
    void_if_short: boolean;
    tie_by_lot: boolean;
    date: string | null;
    opens: string | null;
    closes: string | null;
    reserve: Int | null;
    cap: Int | null;
    sold: Int | null;
    amount_fen: Int | null;
    demand: Int | null;
    lowest: Int | null;
    highest: Int | null;
    bidders: Int | null;
    winners: Int | null;
  }>;
};

/** The account's own bids in open auctions, oldest first. */
export type BidsRequest = {
  after?: Int;
};

/** The reply to `bids`. */
export type BidsReply = {
  bids: Array<{
    bid: Int;
    auction: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    time_ns: Int;
  }>;
  next: Int | null;
};

/** Apply for an auction (申请). */
export type ApplyAuctionRequest = {
  instrument: string;
  /** quantity, tonnes */
  quantity: Int;
  /** what the applicant does */
  side?: "buy" | "sell";
  /** quantity step of bids */
  lot?: Int;
  /** tonnes */
  smallest_bid?: Int;
  /** each winner pays its own price */
  pay_as_bid?: boolean;
  /** the reserve lies below the previous close */
  discounted?: boolean;
  /** nothing is sold unless bids cover all */
  void_if_short?: boolean;
  /** equal winning bids come in drawn order */
  tie_by_lot?: boolean;
};

/** The reply to `apply_auction`. */
export type ApplyAuctionReply = {
  auction: Int;
  lot: Int;
  smallest_bid: Int;
  pay_as_bid: boolean;
  discounted: boolean;
  void_if_short: boolean;
  tie_by_lot: boolean;
  /** number of its report */
  report?: Int;
};

/** Accept an application: what is offered is frozen. */
export type AcceptAuctionRequest = {
  auction: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `accept_auction`. */
export type AcceptAuctionReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Refuse an application. */
export type RefuseAuctionRequest = {
  auction: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `refuse_auction`. */
export type RefuseAuctionReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Announce the day and the hours of an auction (公告). */
export type AnnounceAuctionRequest = {
  auction: Int;
  date: string;
  /** HH:MM */
  opens: string;
  /** HH:MM */
  closes: string;
  /** do it although it is out of schedule */
  confirm?: boolean;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `announce_auction`. */
export type AnnounceAuctionReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Open the session of an auction: it fixes the prices. */
export type OpenAuctionRequest = {
  auction: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `open_auction`. */
export type OpenAuctionReply = {
  auction: Int;
  reserve: Int;
  cap: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Close the session of an auction: bids are served by price, then time or lot. */
export type CloseAuctionRequest = {
  auction: Int;
  /** of the lot; without it the venue draws one */
  seed?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `close_auction`. */
export type CloseAuctionReply = {
  auction: Int;
  outcome: "sold" | "auction_void" | "auction_without_bids";
  date: string;
  sold: Int;
  unsold: Int;
  /** [demand, offered] */
  cover: Array<Int>;
  lowest: Int | null;
  highest: Int | null;
  amount_fen: Int;
  bids: Int;
  bidders: Int;
  winners: Int;
  /** of the lot */
  seed: string;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Cancel an auction: the applicant before the notice, the exchange before the closing. */
export type CancelAuctionRequest = {
  auction: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `cancel_auction`. */
export type CancelAuctionReply = {
  auction: Int;
  bids_withdrawn: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
  /** number of its report */
  report?: Int;
};

/** Place a sealed bid in an open auction (报价). */
export type PlaceBidRequest = {
  auction: Int;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `place_bid`. */
export type PlaceBidReply = {
  bid: Int;
  auction: Int;
  /** number of its report */
  report?: Int;
};

/** Give a bid another price and quantity; it keeps its place only when lowered. */
export type ChangeBidRequest = {
  bid: Int;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `change_bid`. */
export type ChangeBidReply = {
  bid: Int;
  auction: Int;
  kept_place: boolean;
  /** number of its report */
  report?: Int;
};

/** Take a bid of an open auction back. */
export type WithdrawBidRequest = {
  bid: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `withdraw_bid`. */
export type WithdrawBidReply = {
  bid: Int;
  auction: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Post an intent, firm unless it is an invitation: what it needs is locked. */
export type PostIntentRequest = {
  instrument: string;
  side: "buy" | "sell";
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** who alone may see it */
  counterparty?: Int;
  /** it may be dealt in parts */
  in_parts?: boolean;
  /** no firm offer */
  invitation?: boolean;
  /** without the own name shown */
  hidden?: boolean;
  /** to the other side */
  note?: string;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `post_intent`. */
export type PostIntentReply = {
  intent: Int;
};

/** Withdraw an intent; its dialogues end. */
export type WithdrawIntentRequest = {
  intent: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `withdraw_intent`. */
export type WithdrawIntentReply = {
  intent: Int;
  /** what was withdrawn */
  leaves: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Accept a firm intent at its price: a deal. */
export type AcceptIntentRequest = {
  intent: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `accept_intent`. */
export type AcceptIntentReply = {
  deal: Int | null;
};

/** Answer an intent with an offer of one's own. */
export type OpenDialogueRequest = {
  intent: Int;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
  /** without the own name shown */
  hidden?: boolean;
  /** to the other side */
  note?: string;
};

/** The reply to `open_dialogue`. */
export type OpenDialogueReply = {
  dialogue: Int;
};

/** Make another offer in a dialogue; it undoes every confirmation. */
export type CounterOfferRequest = {
  dialogue: Int;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
  /** to the other side */
  note?: string;
};

/** The reply to `counter_offer`. */
export type CounterOfferReply = {};

/** Send the other side of a dialogue a note. */
export type SendNoteRequest = {
  dialogue: Int;
  /** to the other side */
  note: string;
};

/** The reply to `send_note`. */
export type SendNoteReply = {};

/** Confirm the terms of a dialogue by naming them; a deal once both sides have. */
export type ConfirmTermsRequest = {
  dialogue: Int;
  /** limit price, 0.01 CNY a tonne */
  price: Int;
  /** quantity, tonnes */
  quantity: Int;
  /** refused as `expired` when it is decided later; ns since 1970 */
  valid_until_ns?: Int;
};

/** The reply to `confirm_terms`. */
export type ConfirmTermsReply = {
  deal: Int | null;
};

/** Leave a dialogue: it ends. */
export type LeaveDialogueRequest = {
  dialogue: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `leave_dialogue`. */
export type LeaveDialogueReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** The open intents that this key may see, oldest first. */
export type IntentsRequest = {
  /** without it every instrument */
  instrument?: string;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `intents`. */
export type IntentsReply = {
  intents: Array<{
    intent: Int;
    account: Int | null;
    counterparty: Int | null;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    leaves: Int;
    in_parts: boolean;
    invitation: boolean;
    note: string | null;
    time_ns: Int;
  }>;
  next: Int | null;
};

/** The account's open dialogues, to the exchange all. */
export type DialoguesRequest = {
  after?: Int;
};

/** The reply to `dialogues`. */
export type DialoguesReply = {
  dialogues: Array<{
    dialogue: Int;
    intent: Int;
    role: "poster" | "responder" | null;
    poster: Int | null;
    responder: Int | null;
    instrument: string;
    /** one's own; to the exchange the poster's */
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    /** number of the last */
    offer: Int;
    /** who made it */
    by: "poster" | "responder";
    confirmed_by: Array<"poster" | "responder">;
    /** the last */
    note: string | null;
    time_ns: Int;
  }>;
  next: Int | null;
};

/** The account's deals that wait for the close, to the exchange all. */
export type DealsRequest = {
  after?: Int;
};

/** The reply to `deals`. */
export type DealsReply = {
  deals: Array<{
    deal: Int;
    intent: Int;
    dialogue: Int | null;
    instrument: string;
    buyer: Int;
    seller: Int;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    time_ns: Int;
  }>;
  next: Int | null;
};

/** Cancel a deal before the close; what it holds is given back. */
export type CancelDealRequest = {
  deal: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `cancel_deal`. */
export type CancelDealReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Suspend the block desk: nothing but withdrawing and leaving is taken. */
export type SuspendDeskRequest = {
  /** without it the whole block desk */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `suspend_desk`. */
export type SuspendDeskReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** End a suspension of the block desk. */
export type ResumeDeskRequest = {
  /** without it the whole block desk */
  instrument?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `resume_desk`. */
export type ResumeDeskReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Publish an announcement (公告): a title or a text in one language at least. */
export type AnnounceRequest = {
  /** in Chinese */
  title_zh?: string;
  /** in English */
  title_en?: string;
  /** in Chinese; its lines are parted by line feeds */
  text_zh?: string;
  /** in English; its lines are parted by line feeds */
  text_en?: string;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `announce`. */
export type AnnounceReply = {
  /** 1, 2, 3 … */
  number: Int;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** The last 256 announcements, oldest first, 20 a page. */
export type AnnouncementsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `announcements`. */
export type AnnouncementsReply = {
  announcements: Array<{
    number: Int;
    time_ns: Int;
    /** `""` where it has none */
    title_zh: string;
    /** `""` where it has none */
    title_en: string;
    /** `""` where it has none */
    text_zh: string;
    /** `""` where it has none */
    text_en: string;
  }>;
  next: Int | null;
};

/** The rules of the whole venue and their values. */
export type VenueRulesRequest = {};

/** The reply to `venue_rules`. */
export type VenueRulesReply = {
  rules: Array<{
    rule: "second_approval" | "approval_term" | "market";
    value: Int;
    least: Int;
    most: Int;
    unit: string;
    /** what it is */
    help: string;
  }>;
};

/** Set a rule of the venue; it is in force at once. */
export type SetVenueRuleRequest = {
  /** which one */
  rule: "second_approval" | "approval_term";
  /** of its range */
  value: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `set_venue_rule`. */
export type SetVenueRuleReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** All acts that await approval, and which of them this key may approve. */
export type ApprovalsRequest = {};

/** The reply to `approvals`. */
export type ApprovalsReply = {
  approvals: Array<{
    number: Int;
    /** its operation */
    act: string;
    /** the request, as it was sent */
    request: unknown;
    /** number of the key that asked it */
    operator: Int;
    /** its id */
    key: string;
    /** why it was asked, `""`: without a reason */
    reason: string;
    asked_ns: Int;
    /** then it lapses */
    until_ns: Int;
    /** it is approved by a key with one of these */
    duties: Array<string>;
    /** keys that may, the first 100 */
    may_approve: Array<string>;
    /** this key may approve it */
    yours: boolean;
  }>;
};

/** Approve an act that another key has asked: it is done now, or refused and ended. */
export type ApproveActRequest = {
  /** of the act */
  number: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `approve_act`. */
export type ApproveActReply = {
  /** its operation */
  act: string;
  /** the reply to the act */
  answer: unknown;
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** End an act that awaits approval, which another key has asked; with a reason. */
export type RefuseActRequest = {
  /** of the act */
  number: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `refuse_act`. */
export type RefuseActReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Withdraw an act that this key has asked and that awaits approval. */
export type WithdrawActRequest = {
  /** of the act */
  number: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `withdraw_act`. */
export type WithdrawActReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** Forget all alerts to the staff: those kept are posted from the first on. */
export type BeginAlertsRequest = {};

/** The reply to `begin_alerts`. */
export type BeginAlertsReply = {};

/**
 * Post alerts to the staff, new ones and changed ones, in order of their changes; a change posted
 * before is passed over.
 */
export type PostAlertsRequest = {
  alerts: Array<{
    /** 1, 2, 3 … */
    number: Int;
    /** number of its newest change, by which alerts are followed */
    change: Int;
    /** which rule; `ceax alert-rules` lists them */
    rule: string;
    state: "open" | "acknowledged" | "cleared";
    /** when it was raised */
    time_ns: Int;
    /** when it changed */
    changed_ns: Int;
    /** the trading day, `""` before the first */
    date: string;
    /** `""`: none */
    instrument: string;
    /** whose account */
    account: Int | null;
    /** of the account */
    name: string;
    /** what else it is about: a limit, a process */
    subject: string;
    /** how often it came */
    times: Int;
    /** in the order of importance */
    figures: Array<{
      /** what it is of */
      name: string;
      value: Int;
      /** `""`: a count */
      unit: string;
    }>;
    /** in Chinese */
    text_zh: string;
    /** in English */
    text_en: string;
    /** key; `""`: nobody has */
    acknowledged_by: string;
    /** when the first did so */
    acknowledged_ns: Int | null;
    /** of the acknowledgement */
    note: string;
    /** when it was over */
    cleared_ns: Int | null;
  }>;
};

/** The reply to `post_alerts`. */
export type PostAlertsReply = {
  /** number of the newest change */
  last: Int;
};

/**
 * The alerts to the staff that have changed after a number, each as it is now, in order of their
 * changes; the 2,000 newest are kept.
 */
export type AlertsRequest = {
  after?: Int;
};

/** The reply to `alerts`. */
export type AlertsReply = {
  alerts: Array<{
    /** 1, 2, 3 … */
    number: Int;
    /** number of its newest change, by which alerts are followed */
    change: Int;
    /** which rule; `ceax alert-rules` lists them */
    rule: string;
    state: "open" | "acknowledged" | "cleared";
    /** when it was raised */
    time_ns: Int;
    /** when it changed */
    changed_ns: Int;
    /** the trading day, `""` before the first */
    date: string;
    /** `""`: none */
    instrument: string;
    /** whose account */
    account: Int | null;
    /** of the account */
    name: string;
    /** what else it is about: a limit, a process */
    subject: string;
    /** how often it came */
    times: Int;
    /** in the order of importance */
    figures: Array<{
      /** what it is of */
      name: string;
      value: Int;
      /** `""`: a count */
      unit: string;
    }>;
    /** in Chinese */
    text_zh: string;
    /** in English */
    text_en: string;
    /** key; `""`: nobody has */
    acknowledged_by: string;
    /** when the first did so */
    acknowledged_ns: Int | null;
    /** of the acknowledgement */
    note: string;
    /** when it was over */
    cleared_ns: Int | null;
  }>;
  /** number of the newest change */
  last: Int;
  next: Int | null;
};

/** Say that an alert was seen; the reason is the note that is kept with it. */
export type AcknowledgeAlertRequest = {
  /** its number */
  alert: Int;
  /** why, journalled with the act */
  reason?: string;
  /** answer what it would do, and change nothing */
  dry_run?: boolean;
};

/** The reply to `acknowledge_alert`. */
export type AcknowledgeAlertReply = {
  /** only of a dry run: what the act would cause */
  dry_run?: Consequences;
};

/** How far transfers are applied; in a credits venue those of cash have other numbers. */
export type TransfersRequest = {
  /** of cash */
  cash?: boolean;
};

/** The reply to `transfers`. */
export type TransfersReply = {
  /** the last journal number applied */
  last_reference: Int;
};

/** All fees ever taken. */
export type FeeIncomeRequest = {};

/** The reply to `fee_income`. */
export type FeeIncomeReply = {
  trading_fees_fen: Int;
  settlement_fees_fen: Int;
};

/** The ended days that are not settled, oldest first, with the figures to be cleared. */
export type UnsettledRequest = {};

/** The reply to `unsettled`. */
export type UnsettledReply = {
  days: Array<{
    date: string;
    /** trades */
    count: Int;
    quantity: Int;
    amount_fen: Int;
    tape_hash: string;
    confirmed: boolean;
    settled: boolean;
  }>;
};

/** The last eight trading days, oldest first. */
export type DaysRequest = {};

/** The reply to `days`. */
export type DaysReply = {
  days: Array<{
    date: string;
    /** trades */
    count: Int;
    quantity: Int;
    amount_fen: Int;
    tape_hash: string;
    confirmed: boolean;
    settled: boolean;
    ended: boolean;
    /** trades so far */
    failed: Int;
    first_event: Int;
  }>;
};

/**
 * The registry's last anchor, also one of a refused `settlement_done`; and the last batch of the
 * command log, by which the registry finds out whether this log goes on from there.
 */
export type AnchorRequest = {
  /** of a batch that was the last one */
  position?: Int;
  /** its link of the log's hash chain */
  link?: string;
};

/** The reply to `anchor`. */
export type AnchorReply = {
  /** the head of the registry's hash chain */
  anchor: string | null;
  /** the command that noted it */
  command: Int | null;
  /** of the last batch */
  log_position: Int;
  /** its link, 64 hex digits */
  log_link: string;
  /** whether the batch that was named is in the log as it was */
  stands: boolean | null;
};

/**
 * What the exchange has applied for the bridge, in order: up to 500 of the next 16,384 events. The
 * failed trades of a day follow its `first_event`.
 */
export type AppliedRequest = {
  /** event number */
  from: Int;
};

/** The reply to `applied`. */
export type AppliedReply = {
  applied: Array<{
    event: Int;
    time_ns: Int;
    op:
      | "cash_in"
      | "cash_out"
      | "units_in"
      | "units_out"
      | "clearing_result"
      | "trade_failed"
      | "settlement_done"
      | "start_day"
      | "take_back_day";
    account?: Int;
    amount_fen?: Int;
    instrument?: string;
    quantity?: Int;
    reference?: Int;
    /** of `take_back_day` the day before */
    date?: string;
    count?: Int;
    tape_hash?: string;
    method?: "listed" | "block" | "auction";
    trade?: Int;
    price?: Int;
    buyer?: Int;
    seller?: Int;
    failed?: Int;
  }>;
  /** the event to go on with */
  next: Int | null;
};

/** Have the events sent from a number on, then live. */
export type FollowRequest = {
  /** event number */
  from: Int;
};

/** The reply to `follow`. */
export type FollowReply = {
  /** the number of the next new event */
  next: Int;
};

/** What staff and the schedule did, newest first: who, when, why, with what outcome. */
export type ActsRequest = {
  /** acts of this key, this user, or of the `schedule` */
  who?: string;
  /** acts of this kind */
  act?: string;
  /** acts of this trading day, which goes until the next one starts */
  date?: string;
  /** not before this moment */
  from_ns?: Int;
  /** not after this moment */
  to_ns?: Int;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `acts`. */
export type ActsReply = {
  /** those wanted, up to 100 */
  acts: Array<{
    /** of its command, or of the change in the journal of keys */
    number: Int;
    time_ns: Int;
    /** the trading day, `""` before the first known one */
    date: string;
    /** what did it: a key of staff, the schedule, a user of the machine */
    by: "key" | "schedule" | "system_user";
    /** id of the key, name of the user, `schedule` */
    who: string;
    /** an operation, or `key_` and what became of the key */
    act: string;
    /** its fields in words: names, CNY, t */
    about: Record<string, string>;
    /** `""`: none was given */
    reason: string;
    /** `accepted`, the reason of a refusal, `""` where it is not known */
    outcome: string;
    /** id of the second key that has approved it, `""` without one */
    approved_by: string;
    /** why it was approved */
    approval_reason: string;
  }>;
  next: Int | null;
  /** there are older acts that only the data folder has */
  older: boolean;
};

/** Who made, changed or withdrew which key, newest first, from the journal of keys. */
export type KeyChangesRequest = {
  /** acts of this key, this user, or of the `schedule` */
  who?: string;
  /** acts of this kind */
  act?: string;
  /** acts of this trading day, which goes until the next one starts */
  date?: string;
  /** not before this moment */
  from_ns?: Int;
  /** not after this moment */
  to_ns?: Int;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `key_changes`. */
export type KeyChangesReply = {
  /** those wanted, up to 100 */
  changes: Array<{
    /** of its command, or of the change in the journal of keys */
    number: Int;
    time_ns: Int;
    /** the trading day, `""` before the first known one */
    date: string;
    /** what did it: a key of staff, the schedule, a user of the machine */
    by: "key" | "schedule" | "system_user";
    /** id of the key, name of the user, `schedule` */
    who: string;
    /** an operation, or `key_` and what became of the key */
    act: string;
    /** its fields in words: names, CNY, t */
    about: Record<string, string>;
    /** `""`: none was given */
    reason: string;
    /** `accepted`, the reason of a refusal, `""` where it is not known */
    outcome: string;
    /** id of the second key that has approved it, `""` without one */
    approved_by: string;
    /** why it was approved */
    approval_reason: string;
  }>;
  next: Int | null;
};

/** The first message of a connection, always text. */
export type Challenge = {
  type: "challenge";
  /** version of the protocol */
  protocol: Int;
  /** kind of server */
  server: "gateway";
  venue: string;
  /** public key of the server, 64 hex digits */
  server_key: string;
  /** drawn by the server for this connection */
  nonce: string;
  /** that the client came with; empty without one */
  client_nonce: string;
  /** `plain`, or `sha256:` and the digest of the server's certificate */
  binding: string;
  server_time_ns: Int;
  /**
   * if the client brought a nonce: hex, over `ceax challenge\n{protocol}\n{server}\n{venue}\n{serve
   * r_key}\n{nonce}\n{client_nonce}\n{binding}\n{server_time_ns}`
   */
  signature?: string;
  /** earlier keys, the oldest first, 8 at most; each signs its follower */
  chain?: Array<{
    /** an earlier public key of the server */
    key: string;
    /** its own, hex, over `ceax server_key\n{server}\n{venue}\n{key}\n{following}` */
    signature: string;
  }>;
};

/** A sign of life of the server. */
export type Heartbeat = {
  type: "heartbeat";
  server_time_ns: Int;
};

/** An order was entered. */
export type EnteredReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "entered";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  order: Int;
  client_order_id: string | null;
  instrument: string;
  side: "buy" | "sell";
  order_type: "limit" | "market";
  price: Int | null;
  quantity: Int;
  time_in_force: "day" | "ioc" | "fok";
  /** where it named a time */
  expires_ns?: Int;
};

/** The engine refused a request; the fields of its order with it. */
export type RefusedReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "refused";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  client_order_id: string | null;
  op: string;
  error: {
    /** the reason, a word */
    code: string;
    /** field of the request */
    field: string | null;
    /** its value in the request */
    value: unknown;
    /** what would pass */
    allowed: unknown;
    /** for people */
    message: string;
    /** when to send it again */
    retry_after_ms?: Int;
  };
  /** of the request, where it had one */
  client_request_id?: string;
  order?: Int;
  instrument?: string;
  side?: "buy" | "sell";
  price?: Int;
  quantity?: Int;
};

/** An order has traded. */
export type FillReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "fill";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  order: Int;
  client_order_id: string | null;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  leaves: Int;
  trade: Int;
  liquidity: "maker" | "taker" | "call";
  amount_fen: Int;
  trading_fee_fen: Int;
  settlement_fee_fen: Int;
};

/** An order has another price and open quantity. */
export type ReplacedReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "replaced";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  order: Int;
  client_order_id: string | null;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  leaves: Int;
  kept_place: boolean;
  /** of the request, where it had one */
  client_request_id?: string;
};

/** An order has left the book without a trade. */
export type CancelledReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "cancelled";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  order: Int;
  client_order_id: string | null;
  instrument: string;
  side: "buy" | "sell";
  price: Int | null;
  /** what was cancelled */
  leaves: Int;
  reason: string;
  /** `withdrawn`: by the system */
  status: "cancelled" | "withdrawn";
  /** of the request, where it had one */
  client_request_id?: string;
};

/** An order has lost open quantity without a trade (`self_trade` 4). */
export type LoweredReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "lowered";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  order: Int;
  client_order_id: string | null;
  instrument: string;
  side: "buy" | "sell";
  /** taken off */
  quantity: Int;
  leaves: Int;
  reason: "self_trade";
};

/**
 * An intent was posted, lowered by a deal in parts, or has ended; to its poster, and to the
 * counterparty it names.
 */
export type IntentReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "intent";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change: "posted" | "lowered" | "closed";
  intent: Int;
  account: Int | null;
  counterparty: Int | null;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  leaves: Int;
  in_parts: boolean;
  invitation: boolean;
  note?: string;
  /** why it ended */
  reason?: string;
};

/** A dialogue has another offer, a note, a confirmation, or has ended; to both sides. */
export type DialogueReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "dialogue";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change:
    | "offer"
    | "note"
    | "confirmed"
    | "reduced"
    | "closed";
  dialogue: Int;
  intent: Int;
  role: "poster" | "responder";
  by: "poster" | "responder" | null;
  counterparty: Int | null;
  instrument: string;
  /** one's own */
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  /** its number */
  offer: Int;
  note?: string;
  /** why it ended */
  reason?: string;
};

/** A deal was struck or cancelled; to both sides. */
export type DealReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "deal";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change: "struck" | "cancelled";
  deal: Int;
  intent: Int;
  dialogue: Int | null;
  counterparty: Int;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  amount_fen: Int;
  /** why it ended */
  reason?: string;
};

/** What a deal has become at the close. */
export type TradeReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "trade";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  method: "block";
  trade: Int;
  deal: Int;
  counterparty: Int;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  amount_fen: Int;
  trading_fee_fen: Int;
  settlement_fee_fen: Int;
};

/**
 * The exchange has undone a trade (FIX ExecType H, Trade Cancel): what it brought is gone, what it
 * cost is back.
 */
export type TradeCancelReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "trade_cancel";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  method: "listed" | "block" | "auction";
  trade: Int;
  /** its number, of the method */
  correction: Int;
  order: Int | null;
  client_order_id: string | null;
  instrument: string;
  /** as it was traded */
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  /** what the order has open; nothing comes back into the book */
  leaves: Int;
  amount_fen: Int;
  trading_fee_fen: Int;
  settlement_fee_fen: Int;
};

/** An auction of the account has gone on; to the applicant. */
export type AuctionReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "auction";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change:
    | "applied"
    | "accepted"
    | "refused"
    | "announced"
    | "opened"
    | "closed"
    | "cancelled";
  auction: Int;
  instrument: string;
  side: "buy" | "sell";
  quantity?: Int;
  lot?: Int;
  smallest_bid?: Int;
  pay_as_bid?: boolean;
  discounted?: boolean;
  void_if_short?: boolean;
  tie_by_lot?: boolean;
};

/** A bid was placed, changed, or has left. */
export type BidReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "bid";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change: "placed" | "changed" | "gone";
  bid: Int;
  auction: Int;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  /** of `changed` */
  kept_place?: boolean;
  /** of `gone`: what left */
  leaves?: Int;
  /** of `gone` */
  reason?: string;
};

/** A bid has won; to the bidder and, without the bid, to the applicant. */
export type AwardReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "award";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  auction: Int;
  bid: Int | null;
  instrument: string;
  side: "buy" | "sell";
  price: Int;
  quantity: Int;
  trade: Int;
  amount_fen: Int;
  trading_fee_fen: Int;
  settlement_fee_fen: Int;
};

/** Cash, units, limits or standing of the account have changed. */
export type AccountReport = {
  type: "report";
  /** the day that numbers it */
  report_date: string;
  /** its number of that day, without holes */
  number: Int;
  replay: boolean;
  report: "account";
  /** when the engine decided */
  time_ns: Int;
  received_ns: Int | null;
  /** when it went out, to a session that is `stamped` */
  sent_ns?: Int;
  change:
    | "cash_in"
    | "cash_out"
    | "units_in"
    | "units_out"
    | "suspended"
    | "restored"
    | "units_released"
    | "trade_failed"
    | "limit_set"
    | "killed"
    | "released"
    | "operator_killed"
    | "operator_released"
    | "large_holder"
    | "large_holder_ended"
    | "guard_fired"
    | "orders_cancelled";
  amount_fen?: Int;
  instrument?: string;
  quantity?: Int;
  reference?: Int;
  /** of `trade_failed` */
  method?: "listed" | "block" | "auction";
  /** of `trade_failed` */
  trade?: Int;
  /** of `trade_failed` */
  date?: string;
  /** of `trade_failed` */
  side?: "buy" | "sell";
  /** of `limit_set` */
  limit?: string;
  value?: Int | null;
  /** who ordered a kill or release */
  by?: "member" | "exchange";
  /** number of the key */
  operator?: Int;
  /** of a kill */
  log_on_refused?: boolean;
  /** of a large holder */
  threshold?: Int;
  /** of a large holder */
  maximum?: Int;
  /** of `guard_fired` */
  cause?: "session_lost" | "timer_ran_out";
  /** of `guard_fired`: whose orders went */
  scope?: "session" | "key" | "account";
  /** of `guard_fired`: how many orders */
  cancelled?: Int;
  /** of `orders_cancelled`: why the exchange did it */
  reason?: string;
};

/** The venue's state, after log-on and at each change. */
export type State = {
  type: "state";
  date: string;
  phase:
    | "no_day"
    | "pre_open"
    | "morning"
    | "lunch"
    | "afternoon"
    | "closed"
    | "ended";
  venue_halted: boolean;
  halted: Array<string>;
  /** every halt, the venue's first, and every call that ends one */
  halts: Array<{
    instrument: string | null;
    /** the call that ends it runs, and takes orders */
    in_call: boolean;
    /** yyyy-mm-dd hh:mm in Shanghai, when the halt ends */
    until: string | null;
    /** of the call that follows, 0: none */
    call_minutes: Int;
    /** likewise, when trading goes on at the earliest */
    trading_from: string | null;
  }>;
};

/** Events of the engine, after `follow`: up to 500, without holes. */
export type Events = {
  type: "events";
  first: Int;
  last: Int;
  events: Array<{
    /** its number, without holes */
    sequence: Int;
    /** the command that it follows from */
    command: Int;
    time_ns: Int;
    kind:
      | "accepted"
      | "refused"
      | "fill"
      | "cancelled"
      | "trade_busted"
      | "instrument_day"
      | "price_weight"
      | "instrument_close"
      | "totals"
      | "units_released"
      | "day_figures"
      | "suspension_ended"
      | "fees_begun"
      | "large_holder"
      | "large_holder_ended"
      | "intent"
      | "intent_closed"
      | "intent_lowered"
      | "dialogue"
      | "dialogue_note"
      | "terms_confirmed"
      | "dialogue_closed"
      | "deal"
      | "deal_cancelled"
      | "auction_notice"
      | "auction_opened"
      | "auction_result"
      | "auction_stopped"
      | "bid_gone"
      | "call_result"
      | "order_lowered"
      | "text"
      | "sealed";
    account?: Int;
    amount_fen?: Int;
    flags?: Int;
    instrument?: Int;
    leaves?: Int;
    maker_account?: Int;
    maker_leaves?: Int;
    maker_order_id?: Int;
    maker_settlement_fee_fen?: Int;
    maker_trading_fee_fen?: Int;
    number?: Int;
    order_id?: Int;
    parameter?: Int;
    price?: Int;
    quantity?: Int;
    settlement_fee_fen?: Int;
    time_in_force?: Int;
    trading_fee_fen?: Int;
    value?: Int;
    reason?:
      | "none"
      | "command_unknown"
      | "expired"
      | "account_unknown"
      | "account_exists"
      | "account_out_of_range"
      | "account_suspended"
      | "account_not_suspended"
      | "instrument_unknown"
      | "instrument_exists"
      | "instrument_out_of_range"
      | "instrument_not_open"
      | "instrument_halted"
      | "instrument_not_halted"
      | "venue_halted"
      | "venue_not_halted"
      | "halt_end_wrong"
      | "halt_end_past"
      | "phase_not_trading"
      | "phase_unknown"
      | "phase_out_of_order"
      | "day_in_progress"
      | "day_not_later"
      | "day_not_closed"
      | "day_not_settled"
      | "day_unknown"
      | "date_invalid"
      | "days_unsettled_full"
      | "side_unknown"
      | "time_in_force_unknown"
      | "quantity_not_positive"
      | "quantity_below_minimum"
      | "quantity_above_maximum"
      | "quantity_off_lot"
      | "price_not_positive"
      | "price_off_tick"
      | "price_above_limit"
      | "price_below_limit"
      | "order_unknown"
      | "order_not_yours"
      | "order_unchanged"
      | "target_not_at_best"
      | "target_too_small"
      | "target_own_order"
      | "target_same_side"
      | "price_worse_than_target"
      | "leaves_differ"
      | "expiry_past"
      | "orders_full"
      | "holdings_full"
      | "cash_insufficient"
      | "units_insufficient"
      | "units_bought_not_yet_sellable"
      | "amount_not_positive"
      | "amount_too_large"
      | "cash_of_sales_not_yet_withdrawable"
      | "reference_already_applied"
      | "reference_out_of_step"
      | "parameter_unknown"
      | "parameter_out_of_range"
      | "ladder_full"
      | "weights_not_one"
      | "weights_date_past"
      | "totals_after_trading"
      | "orders_open"
      | "quantities_leave_none"
      | "tick_above_price"
      | "weights_too_late"
      | "clearing_count_differs"
      | "clearing_quantity_differs"
      | "clearing_amount_differs"
      | "clearing_hash_differs"
      | "clearing_not_confirmed"
      | "day_already_settled"
      | "failed_count_differs"
      | "trade_unknown"
      | "day_not_running"
      | "day_traded"
      | "numbers_given"
      | "text_unknown"
      | "texts_full"
      | "names_missing"
      | "wording_missing"
      | "suspensions_full"
      | "trade_not_of_today"
      | "trade_busted_already"
      | "trade_spent"
      | "day_trades_full"
      | "corrections_full"
      | "method_unknown"
      | "auction_unknown"
      | "auction_not_yours"
      | "auction_state_wrong"
      | "auction_own"
      | "auctions_full"
      | "auction_to_sell_off"
      | "auction_lot_wrong"
      | "auction_minimum_wrong"
      | "auction_hours_wrong"
      | "auction_not_today"
      | "auction_date_past"
      | "bid_unknown"
      | "bid_not_yours"
      | "bid_unchanged"
      | "bid_short_of_reserve"
      | "bid_beyond_cap"
      | "bids_full"
      | "bids_of_account_full"
      | "auction_without_locks"
      | "auctions_of_account_full"
      | "auctions_closed"
      | "desk_not_open"
      | "desk_suspended"
      | "desk_not_suspended"
      | "intents_full"
      | "dialogues_full"
      | "deals_full"
      | "intents_of_account_full"
      | "dialogues_of_account_full"
      | "counterparty_unknown"
      | "parts_not_allowed"
      | "intent_unknown"
      | "intent_own"
      | "intent_not_yours"
      | "intent_not_firm"
      | "intent_too_small"
      | "intent_not_in_parts"
      | "rest_below_minimum"
      | "dialogue_unknown"
      | "dialogue_exists"
      | "turn_not_yours"
      | "terms_differ"
      | "confirmed_already"
      | "deal_unknown"
      | "deal_not_open"
      | "deals_of_account_full"
      | "dealt"
      | "dealt_with_another"
      | "left"
      | "reduced"
      | "cancelled_by_member"
      | "cancelled_by_exchange"
      | "mass_cancelled"
      | "ioc_remainder"
      | "fok_not_fillable"
      | "beyond_five_levels"
      | "self_trade"
      | "withdrawn_at_close"
      | "withdrawn_on_suspension"
      | "total_reached"
      | "account_killed"
      | "operator_killed"
      | "account_not_killed"
      | "operator_not_killed"
      | "killed_by_exchange"
      | "operator_out_of_range"
      | "operators_full"
      | "order_value_above_limit"
      | "order_rate_above_limit"
      | "open_orders_above_limit"
      | "turnover_above_limit"
      | "holding_above_maximum"
      | "log_on_refused"
      | "session_lost"
      | "timer_ran_out"
      | "withdrawn_on_kill"
      | "withdrawn_on_operator_kill"
      | "order_expired"
      | "withdrawn_with_day"
      | "guard_unknown"
      | "guard_not_due"
      | "guards_full"
      | "guards_of_account_full"
      | "scope_unknown"
      | "order_not_expired"
      | "held_unknown"
      | "held_expired"
      | "held_own"
      | "held_not_yours"
      | "held_full"
      | "held_not_expired"
      | "approval_missing"
      | "approval_off"
      | "held_end_unknown"
      | "rule_unknown"
      | "fees_date_past"
      | "fees_full"
      | "fees_unknown"
      | "fees_in_force"
      | "market_chosen"
      | "instrument_of_other_market"
      | "opposite_side_traded"
      | "opposite_side_open"
      | "bid_lost"
      | "bid_remainder"
      | "auction_void"
      | "auction_without_bids"
      | "call_crosses_own_order"
      | "call_for_the_day_only"
      | "call_without_takes"
      | "call_halted"
      | "call_off"
      | "market_not_allowed"
      | "market_with_price"
      | "market_with_target"
      | "locks_after_opening"
      | "target_not_allowed"
      | "market_remainder";
    command_kind?:
      | "new_order"
      | "cancel"
      | "replace"
      | "mass_cancel"
      | "open_account"
      | "suspend_account"
      | "restore_account"
      | "set_account_limit"
      | "kill_account"
      | "release_account"
      | "kill_operator"
      | "release_operator"
      | "relate"
      | "case_act"
      | "cash_in"
      | "cash_out"
      | "units_in"
      | "units_out"
      | "open_guard"
      | "close_guard"
      | "fire_guard"
      | "cancel_after"
      | "expire_order"
      | "list_instrument"
      | "set_parameter"
      | "set_price_weights"
      | "open_totals"
      | "set_default_limit"
      | "key_numbers"
      | "hold_act"
      | "set_venue_rule"
      | "set_fees"
      | "start_day"
      | "set_phase"
      | "end_day"
      | "halt"
      | "resume"
      | "take_back_day"
      | "approve_act"
      | "drop_act"
      | "begin_call"
      | "clearing_result"
      | "trade_failed"
      | "settlement_done"
      | "bust_trade"
      | "withdraw_fees"
      | "text"
      | "announce"
      | "set_names"
      | "acknowledge_alert"
      | "post_intent"
      | "withdraw_intent"
      | "accept_intent"
      | "open_dialogue"
      | "counter_offer"
      | "send_note"
      | "confirm_terms"
      | "leave_dialogue"
      | "cancel_deal"
      | "suspend_desk"
      | "apply_auction"
      | "accept_auction"
      | "refuse_auction"
      | "announce_auction"
      | "open_auction"
      | "close_auction"
      | "place_bid"
      | "change_bid"
      | "withdraw_bid"
      | "cancel_auction"
      | Int;
    side?: "buy" | "sell" | Int;
    date?: string;
    tape_hash?: string;
    method?: "listed" | "block" | "auction";
    phase?:
      | "no_day"
      | "pre_open"
      | "morning"
      | "lunch"
      | "afternoon"
      | "closed"
      | "ended";
    text?: string;
    use?:
      | "reason"
      | "name_zh"
      | "name_en"
      | "title_zh"
      | "title_en"
      | "text_zh"
      | "text_en"
      | "party"
      | "case_note"
      | "request";
    /** of the instrument */
    code?: string;
    /** of the block desk */
    note?: string;
  }>;
};

/** An alert of compliance risk, to the exchange (履约风险预警). */
export type RiskAlert = {
  type: "risk_alert";
  /** the registry's number of it */
  number: Int;
  date: string;
  entity: Int;
  name: string;
  accounts: Array<Int>;
  year: Int;
  kind: string;
  days_left: Int;
  /** 0: lifted */
  shortfall: Int;
  outstanding: Int;
  available: Int;
  offered: Int;
};

/** What has become of an act that needs a second key, to the exchange. */
export type Approval = {
  type: "approval";
  /** of the act */
  number: Int;
  /** what has become of it */
  state:
    | "awaits"
    | "approved"
    | "refused"
    | "withdrawn"
    | "expired";
  /** number of the key that did it, 0: the venue */
  operator: Int;
  time_ns: Int;
};

/** An alert to the exchange's staff that is new or has changed, to the exchange. */
export type Alert = {
  type: "alert";
  /** 1, 2, 3 … */
  number: Int;
  /** number of its newest change, by which alerts are followed */
  change: Int;
  /** which rule; `ceax alert-rules` lists them */
  rule: string;
  state: "open" | "acknowledged" | "cleared";
  /** when it was raised */
  time_ns: Int;
  /** when it changed */
  changed_ns: Int;
  /** the trading day, `""` before the first */
  date: string;
  /** `""`: none */
  instrument: string;
  /** whose account */
  account: Int | null;
  /** of the account */
  name: string;
  /** what else it is about: a limit, a process */
  subject: string;
  /** how often it came */
  times: Int;
  /** in the order of importance */
  figures: Array<{
    /** what it is of */
    name: string;
    value: Int;
    /** `""`: a count */
    unit: string;
  }>;
  /** in Chinese */
  text_zh: string;
  /** in English */
  text_en: string;
  /** key; `""`: nobody has */
  acknowledged_by: string;
  /** when the first did so */
  acknowledged_ns: Int | null;
  /** of the acknowledgement */
  note: string;
  /** when it was over */
  cleared_ns: Int | null;
};

/** What the schedule or the check of the log reports, to the exchange and the role feed. */
export type ScheduleNotice = {
  type: "schedule_notice";
  code: string;
  message: string;
  /** the schedule waits for staff */
  waits: boolean;
};

/** What became of sessions and requests without an event, each second, to the role feed. */
export type SessionNews = {
  type: "session_news";
  time_ns: Int;
  /** up to 500 */
  accounts: Array<{
    account: Int;
    /** requests that the gateway refused as it read them */
    refused: Int;
    /** members' sessions that were lost without a guard */
    lost: Int;
    /** of the last one lost; empty where none was */
    reason: string;
  }>;
};

/** What each operation asks and answers. */
export interface Operations {
  log_on: [LogOnRequest, LogOnReply];
  status: [StatusRequest, StatusReply];
  time: [TimeRequest, TimeReply];
  calendar: [CalendarRequest, CalendarReply];
  schedule: [ScheduleRequest, ScheduleReply];
  usage: [UsageRequest, UsageReply];
  sessions: [SessionsRequest, SessionsReply];
  new_order: [NewOrderRequest, NewOrderReply];
  cancel: [CancelRequest, CancelReply];
  replace: [ReplaceRequest, ReplaceReply];
  mass_cancel: [MassCancelRequest, MassCancelReply];
  cancel_after: [CancelAfterRequest, CancelAfterReply];
  open_orders: [OpenOrdersRequest, OpenOrdersReply];
  balances: [BalancesRequest, BalancesReply];
  resume_reports: [ResumeReportsRequest, ResumeReportsReply];
  reports: [ReportsRequest, ReportsReply];
  fills: [FillsRequest, FillsReply];
  orders: [OrdersRequest, OrdersReply];
  order: [OrderRequest, OrderReply];
  limits: [LimitsRequest, LimitsReply];
  accounts: [AccountsRequest, AccountsReply];
  account_limits: [AccountLimitsRequest, AccountLimitsReply];
  supervision: [SupervisionRequest, SupervisionReply];
  kill: [KillRequest, KillReply];
  release: [ReleaseRequest, ReleaseReply];
  set_account_limit: [SetAccountLimitRequest, SetAccountLimitReply];
  set_default_limit: [SetDefaultLimitRequest, SetDefaultLimitReply];
  open_account: [OpenAccountRequest, OpenAccountReply];
  set_account_names: [SetAccountNamesRequest, SetAccountNamesReply];
  suspend: [SuspendRequest, SuspendReply];
  restore: [RestoreRequest, RestoreReply];
  relate: [RelateRequest, RelateReply];
  last_relation: [LastRelationRequest, LastRelationReply];
  case_act: [CaseActRequest, CaseActReply];
  begin_cases: [BeginCasesRequest, BeginCasesReply];
  post_cases: [PostCasesRequest, PostCasesReply];
  cases: [CasesRequest, CasesReply];
  case: [CaseRequest, CaseReply];
  case_events: [CaseEventsRequest, CaseEventsReply];
  list_instrument: [ListInstrumentRequest, ListInstrumentReply];
  set_instrument_names: [SetInstrumentNamesRequest, SetInstrumentNamesReply];
  set_parameter: [SetParameterRequest, SetParameterReply];
  parameters: [ParametersRequest, ParametersReply];
  instruments: [InstrumentsRequest, InstrumentsReply];
  set_price_weights: [SetPriceWeightsRequest, SetPriceWeightsReply];
  open_totals: [OpenTotalsRequest, OpenTotalsReply];
  set_fees: [SetFeesRequest, SetFeesReply];
  withdraw_fees: [WithdrawFeesRequest, WithdrawFeesReply];
  fees: [FeesRequest, FeesReply];
  start_day: [StartDayRequest, StartDayReply];
  take_back_day: [TakeBackDayRequest, TakeBackDayReply];
  set_phase: [SetPhaseRequest, SetPhaseReply];
  end_day: [EndDayRequest, EndDayReply];
  bust_preview: [BustPreviewRequest, BustPreviewReply];
  bust_trade: [BustTradeRequest, BustTradeReply];
  halt: [HaltRequest, HaltReply];
  begin_call: [BeginCallRequest, BeginCallReply];
  resume: [ResumeRequest, ResumeReply];
  cash_in: [CashInRequest, CashInReply];
  cash_out: [CashOutRequest, CashOutReply];
  units_in: [UnitsInRequest, UnitsInReply];
  units_out: [UnitsOutRequest, UnitsOutReply];
  clearing_result: [ClearingResultRequest, ClearingResultReply];
  trade_failed: [TradeFailedRequest, TradeFailedReply];
  settlement_done: [SettlementDoneRequest, SettlementDoneReply];
  begin_risk_alerts: [BeginRiskAlertsRequest, BeginRiskAlertsReply];
  risk_alert: [RiskAlertRequest, RiskAlertReply];
  risk_alerts: [RiskAlertsRequest, RiskAlertsReply];
  auctions: [AuctionsRequest, AuctionsReply];
  bids: [BidsRequest, BidsReply];
  apply_auction: [ApplyAuctionRequest, ApplyAuctionReply];
  accept_auction: [AcceptAuctionRequest, AcceptAuctionReply];
  refuse_auction: [RefuseAuctionRequest, RefuseAuctionReply];
  announce_auction: [AnnounceAuctionRequest, AnnounceAuctionReply];
  open_auction: [OpenAuctionRequest, OpenAuctionReply];
  close_auction: [CloseAuctionRequest, CloseAuctionReply];
  cancel_auction: [CancelAuctionRequest, CancelAuctionReply];
  place_bid: [PlaceBidRequest, PlaceBidReply];
  change_bid: [ChangeBidRequest, ChangeBidReply];
  withdraw_bid: [WithdrawBidRequest, WithdrawBidReply];
  post_intent: [PostIntentRequest, PostIntentReply];
  withdraw_intent: [WithdrawIntentRequest, WithdrawIntentReply];
  accept_intent: [AcceptIntentRequest, AcceptIntentReply];
  open_dialogue: [OpenDialogueRequest, OpenDialogueReply];
  counter_offer: [CounterOfferRequest, CounterOfferReply];
  send_note: [SendNoteRequest, SendNoteReply];
  confirm_terms: [ConfirmTermsRequest, ConfirmTermsReply];
  leave_dialogue: [LeaveDialogueRequest, LeaveDialogueReply];
  intents: [IntentsRequest, IntentsReply];
  dialogues: [DialoguesRequest, DialoguesReply];
  deals: [DealsRequest, DealsReply];
  cancel_deal: [CancelDealRequest, CancelDealReply];
  suspend_desk: [SuspendDeskRequest, SuspendDeskReply];
  resume_desk: [ResumeDeskRequest, ResumeDeskReply];
  announce: [AnnounceRequest, AnnounceReply];
  announcements: [AnnouncementsRequest, AnnouncementsReply];
  venue_rules: [VenueRulesRequest, VenueRulesReply];
  set_venue_rule: [SetVenueRuleRequest, SetVenueRuleReply];
  approvals: [ApprovalsRequest, ApprovalsReply];
  approve_act: [ApproveActRequest, ApproveActReply];
  refuse_act: [RefuseActRequest, RefuseActReply];
  withdraw_act: [WithdrawActRequest, WithdrawActReply];
  begin_alerts: [BeginAlertsRequest, BeginAlertsReply];
  post_alerts: [PostAlertsRequest, PostAlertsReply];
  alerts: [AlertsRequest, AlertsReply];
  acknowledge_alert: [AcknowledgeAlertRequest, AcknowledgeAlertReply];
  transfers: [TransfersRequest, TransfersReply];
  fee_income: [FeeIncomeRequest, FeeIncomeReply];
  unsettled: [UnsettledRequest, UnsettledReply];
  days: [DaysRequest, DaysReply];
  anchor: [AnchorRequest, AnchorReply];
  applied: [AppliedRequest, AppliedReply];
  follow: [FollowRequest, FollowReply];
  acts: [ActsRequest, ActsReply];
  key_changes: [KeyChangesRequest, KeyChangesReply];
}

/** What the server sends unasked. */
export type Pushed =
  | Challenge
  | Heartbeat
  | EnteredReport
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
  | State
  | Events
  | RiskAlert
  | Approval
  | Alert
  | ScheduleNotice
  | SessionNews;

export type Report =
  | EnteredReport
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
  | AccountReport;
