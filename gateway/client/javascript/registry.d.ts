// What a registry takes and sends.
// Written by `python -m gateway.protocol.typescript`; not to be edited.

/** An integer: a number where it holds it exactly, else a BigInt. */
export type Int = number | bigint;

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
  heartbeat_s: Int;
  /** what the server takes */
  limits: {
    frame_bytes: Int;
    requests_per_frame: Int;
    in_flight: Int;
  };
};

/** Which market the registry keeps: allowances (配额) or credits (核证自愿减排量). */
export type MarketRequest = {};

/** The reply to `market`. */
export type MarketReply = {
  market: "allowances" | "credits";
};

/** All accounts in order of their numbers. */
export type AccountsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `accounts`. */
export type AccountsReply = {
  accounts: Array<{
    /** below 0: the registry's own */
    account: Int;
    name: string;
    opened_ns: Int;
    entity: Int | null;
    status: "active" | "suspended" | "closed";
  }>;
  next: Int | null;
};

/** An account's units by instrument and state. */
export type HoldingsRequest = {
  /** without it the key's own */
  account?: Int;
};

/** The reply to `holdings`. */
export type HoldingsReply = {
  /** below 0: the registry's own */
  account: Int;
  holdings: Array<{
    instrument: string;
    state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    quantity: Int;
  }>;
};

/** An account's cash sub-ledger. */
export type CashRequest = {
  /** without it the key's own */
  account?: Int;
};

/** The reply to `cash`. */
export type CashReply = {
  /** below 0: the registry's own */
  account: Int;
  /** for trading */
  available_fen: Int;
  in_transit_fen: Int;
  /** in the registry */
  registry_fen: Int;
  /** asked back, and not paid by the bank yet */
  payable_fen: Int;
};

/** Journal entries of an account, or of all. */
export type JournalRequest = {
  /** without it the key's own */
  account?: Int;
  /** `next` of the page before */
  from?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `journal`. */
export type JournalReply = {
  entries: Array<{
    number: Int;
    event: Int;
    time_ns: Int;
    date: string | null;
    kind:
      | "issue"
      | "freeze"
      | "unfreeze"
      | "deposit"
      | "withdrawal"
      | "transfer_in"
      | "transfer_out"
      | "transfer_done"
      | "transfer_returned"
      | "trade_units"
      | "trade_cash"
      | "trading_fee"
      | "settlement_fee"
      | "court_transfer"
      | "inheritance"
      | "pledge"
      | "pledge_release"
      | "cancellation"
      | "reversal"
      | "numbering"
      | "surrender"
      | "offset"
      | "carry_over_request"
      | "carry_over_release"
      | "carry_over"
      | "carry_over_issue"
      | "allocation_cut"
      | "application"
      | "application_end"
      | "entrusted_issue"
      | "forced_surrender"
      | "entrusted_rest"
      | "succession"
      | "recovery"
      | "reserve_in"
      | "reserve_fees"
      | "reserve_out"
      | "reserve_cover"
      | "recourse"
      | "trade_back"
      | "proceeds"
      | "bank_deposit"
      | "bank_suspense"
      | "suspense_assignment"
      | "suspense_return"
      | "payment_request"
      | "payment_withdrawn"
      | "payment_done"
      | "payment_returned"
      | "cash_to_trading"
      | "cash_to_registry"
      | "credit_issue"
      | "credit_cancellation"
      | "offset_freeze"
      | "offset_release"
      | "credit_offset"
      | "forced_cancellation";
    instrument: string | null;
    /** of units */
    quantity?: Int;
    /** of cash */
    amount_fen?: Int;
    /** below 0: the registry's own */
    from_account: Int | null;
    from_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    /** below 0: the registry's own */
    to_account: Int | null;
    to_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    method: "listed" | "block" | "auction" | null;
    trade: Int | null;
    reference: Int | null;
    who: string;
    /** [first, last] of the first spans */
    units: Array<Array<Int>>;
    /** how many there are */
    unit_spans: Int;
  }>;
  next: Int | null;
};

/** A day's trades in the order of their settlement. */
export type TradesRequest = {
  /** without it the key's own */
  account?: Int;
  /** `next` of the page before */
  from?: Int;
  /** rows of a page */
  limit?: Int;
  date: string;
};

/** The reply to `trades`. */
export type TradesReply = {
  trades: Array<{
    seq: Int;
    date: string;
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    instrument_number: Int;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    buyer: Int | null;
    seller: Int | null;
    buyer_trading_fee_fen: Int | null;
    buyer_settlement_fee_fen: Int | null;
    seller_trading_fee_fen: Int | null;
    seller_settlement_fee_fen: Int | null;
    buyer_order: Int | null;
    buyer_client_order_id: string | null;
    seller_order: Int | null;
    seller_client_order_id: string | null;
    buyer_pays_fen: Int | null;
    seller_receives_fen: Int | null;
    status:
      | "collected"
      | "delivered"
      | "failed"
      | "defaulted"
      | "undone";
    reason: string | null;
  }>;
  next: Int | null;
};

/** An account's end-of-day statement (日终报表), with up to 100 trades. */
export type StatementRequest = {
  /** without it the key's own */
  account?: Int;
  date: string;
};

/** The reply to `statement`. */
export type StatementReply = {
  /** below 0: the registry's own */
  account: Int;
  name: string;
  date: string;
  cash: {
    opening_fen: Int;
    deposits_fen: Int;
    withdrawals_fen: Int;
    bought_fen: Int;
    sold_fen: Int;
    trading_fees_fen: Int;
    settlement_fees_fen: Int;
    fees_received_fen: Int;
    fees_in_reserve_fen: Int;
    covered_fen: Int;
    repaid_fen: Int;
    closing_fen: Int;
  };
  units: Array<{
    instrument: string;
    opening: Int;
    allocated: Int;
    /** given back at once for cuts of allocations */
    cut: Int;
    bought: Int;
    sold: Int;
    transferred_in: Int;
    transferred_out: Int;
    closing: Int;
    registry_available: Int;
    trading_available: Int;
    other: Int;
  }>;
  defaults: Array<{
    default: Int;
    date: string;
    status:
      | "open"
      | "delivered"
      | "covered"
      | "repaid"
      | "written_off"
      | "cancelled";
    account: Int;
    entity: Int;
    short_of: "units" | "cash";
    /** of units */
    missing?: Int;
    /** of cash */
    missing_fen?: Int;
    /** in Shanghai */
    deadline: string;
    deadline_ns: Int;
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    quantity: Int;
    amount_fen: Int;
    buyer: Int | null;
    seller: Int | null;
    covered_fen: Int;
    repaid_fen: Int;
    written_off_fen: Int;
    outstanding_fen: Int;
  }>;
  trades: Array<{
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    side: "buy" | "sell";
    price: Int;
    quantity: Int;
    amount_fen: Int;
    trading_fee_fen: Int;
    settlement_fee_fen: Int;
    order: Int | null;
    client_order_id: string | null;
    status:
      | "collected"
      | "delivered"
      | "failed"
      | "defaulted"
      | "undone";
  }>;
  /** the others: `from` of `trades` */
  next_trade: Int | null;
};

/** A day's settlement summary. */
export type SummaryRequest = {
  date: string;
};

/** The reply to `summary`. */
export type SummaryReply = {
  date: string;
  status:
    | "collecting"
    | "closed"
    | "confirmed"
    | "delivered"
    | "done";
  problem: string | null;
  count: Int | null;
  quantity: Int | null;
  amount_fen: Int | null;
  tape_hash: string | null;
  composite_close: Int | null;
  delivered: Int;
  failed: Int;
  trading_fees_fen: Int;
  settlement_fees_fen: Int;
  instruments: Array<{
    instrument: string;
    close: Int | null;
    failed: Int;
    count: Int;
    quantity: Int;
    amount_fen: Int;
  }>;
  failures: Array<{
    trade: Int;
    instrument: string;
    quantity: Int;
    amount_fen: Int;
    /** below 0: the registry's own */
    buyer: Int;
    /** below 0: the registry's own */
    seller: Int;
    reason: string;
  }>;
};

/** Transfers that wait for the exchange. */
export type TransfersRequest = {};

/** The reply to `transfers`. */
export type TransfersReply = {
  pending: Array<{
    reference: Int;
    task: string;
    /** below 0: the registry's own */
    account: Int;
    instrument: string | null;
    /** of units */
    quantity?: Int;
    /** of cash */
    amount_fen?: Int;
  }>;
};

/** Registry against exchange, account by account, and the books against themselves. */
export type ReconcileRequest = {};

/** The reply to `reconcile`. */
export type ReconcileReply = {
  /** the first 500 */
  breaks: Array<{
    what: string;
    account: Int | null;
    instrument: string | null;
    registry: Int | null;
    exchange: Int | null;
    message: string;
    bank: Int | null;
  }>;
  break_count: Int;
  /** differences that have a name */
  explained: Array<{
    what: string;
    /** below 0: the registry's own */
    account: Int;
    instrument: string | null;
    default: Int | null;
    message: string;
    /** units that the registry has more */
    difference?: Int;
    /** cash that the registry has more */
    difference_fen?: Int;
  }>;
  explained_count: Int;
  /** figures */
  compared: Int;
  bank: {
    date: string;
    settlement_account: string;
    /** the bank's */
    balance_fen: Int;
    sub_ledgers: {
      registry_fen: Int;
      trading_fen: Int;
      in_transit_fen: Int;
      payable_fen: Int;
      suspense_fen: Int;
      fee_income_fen: Int;
      reserve_fen: Int;
    };
    held_fen: Int;
    came_since_fen: Int;
    went_since_fen: Int;
    /** the books at the end of that day */
    booked_fen: Int;
    timing: Array<{
      what: string;
      lines: Int;
      amount_fen: Int;
    }>;
    expected_fen: Int;
    unanswered_fen: Int;
    /** what nothing explains */
    difference_fen: Int;
  } | null;
  /** trades that are allowed for */
  undelivered: Int;
  /** the exchange's, empty before the first day */
  date: string;
  phase: string;
};

/** Which days are settled; with a date as soon as that one is. */
export type SettledRequest = {
  date?: string;
  /** how long an answer waits for news */
  wait_ms?: Int;
};

/** The reply to `settled`. */
export type SettledReply = {
  /** the last 500 */
  dates: Array<string>;
  last: string | null;
  /** unfinished */
  days: Array<{
    date: string;
    status:
      | "collecting"
      | "closed"
      | "confirmed"
      | "delivered"
      | "done";
    problem: string | null;
  }>;
};

/** Open an account, of an entity; without one of that with the account's number. */
export type OpenAccountRequest = {
  account: Int;
  name: string;
  entity?: Int;
};

/** The reply to `open_account`. */
export type OpenAccountReply = {};

/** Issue units into registry-available (初始分配). */
export type AllocateRequest = {
  account: Int;
  instrument: string;
  quantity: Int;
  /** of the serial numbers; else the instrument's */
  year?: Int;
  /** else the entity's */
  province?: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `allocate`. */
export type AllocateReply = {
  /** its journal number */
  number: Int;
  /** given back at once for cuts of allocations */
  cut: Int;
};

/** Freeze units by order of a court (司法冻结). */
export type FreezeRequest = {
  account?: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** where units by quantity are */
  state?: "registry_available" | "trading_available";
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `freeze`. */
export type FreezeReply = {
  /** its journal number */
  number: Int;
};

/** End a freeze; units named by serial number go back where it found them. */
export type UnfreezeRequest = {
  account?: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** where units by quantity are */
  state?: "registry_available" | "trading_available";
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `unfreeze`. */
export type UnfreezeReply = {
  /** its journal number */
  number: Int;
};

/** Cash from the bank into trading, without a file of the bank. */
export type DepositRequest = {
  account: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `deposit`. */
export type DepositReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Cash from trading to the bank, without a file of the bank. */
export type WithdrawRequest = {
  account: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `withdraw`. */
export type WithdrawReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Units from registry-available to trading-available. */
export type TransferInRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `transfer_in`. */
export type TransferInReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Units from trading-available to registry-available. */
export type TransferOutRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `transfer_out`. */
export type TransferOutReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Cash from the registry into trading. */
export type CashToTradingRequest = {
  account: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cash_to_trading`. */
export type CashToTradingReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Cash from trading into the registry. */
export type CashToRegistryRequest = {
  account: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cash_to_registry`. */
export type CashToRegistryReply = {
  /** its journal number, by which the exchange knows it */
  reference: Int;
};

/** Give units to another account by order of a court (司法划转). */
export type CourtTransferRequest = {
  account?: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  to_account: Int;
  /** where units by quantity are */
  state?:
    | "registry_available"
    | "trading_available"
    | "frozen"
    | "pledged";
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `court_transfer`. */
export type CourtTransferReply = {
  /** its journal number */
  number: Int;
};

/** Give units to a successor (继承); frozen ones stay frozen. */
export type InheritRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  to_account: Int;
  /** where units by quantity are */
  state?:
    | "registry_available"
    | "trading_available"
    | "frozen"
    | "pledged";
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `inherit`. */
export type InheritReply = {
  /** its journal number */
  number: Int;
};

/** Pledge units (质押). */
export type PledgeRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `pledge`. */
export type PledgeReply = {
  /** its journal number */
  number: Int;
};

/** Release pledged units (解除质押). */
export type ReleaseRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `release`. */
export type ReleaseReply = {
  /** its journal number */
  number: Int;
};

/** Cancel registry-available units for ever (自愿注销). */
export type CancelRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cancel`. */
export type CancelReply = {
  /** its journal number */
  number: Int;
};

/** Open an entity. */
export type OpenEntityRequest = {
  entity: Int;
  /** its name */
  name: string;
  /** what it is to the registry */
  kind:
    | "emitter"
    | "institution"
    | "state"
    | "province"
    | "project_owner"
    | "body"
    | "person";
  /** GB/T 2260, two digits; 0: national */
  province?: Int;
  /** an emitter's sector */
  sector?:
    | "none"
    | "power"
    | "steel"
    | "cement"
    | "aluminium";
  /** 统一社会信用代码 */
  credit_code?: string;
};

/** The reply to `open_entity`. */
export type OpenEntityReply = {
  entity: Int;
};

/** State the city of an entity, whose authority sees it from then on. */
export type SetCityRequest = {
  entity: Int;
  /** GB/T 2260, four digits, of the entity's province */
  city: Int;
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `set_city`. */
export type SetCityReply = {
  /** number of the change */
  change: Int;
};

/** Suspend, restore or close an entity. */
export type SetEntityStatusRequest = {
  entity: Int;
  /** from now on */
  status: "active" | "suspended" | "closed";
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `set_entity_status`. */
export type SetEntityStatusReply = {
  /** number of the change */
  change: Int;
};

/** Suspend, restore or close an account. */
export type SetAccountStatusRequest = {
  account: Int;
  /** from now on */
  status: "active" | "suspended" | "closed";
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `set_account_status`. */
export type SetAccountStatusReply = {
  /** number of the change */
  change: Int;
};

/** Name an entity's representative. */
export type NameRepresentativeRequest = {
  entity: Int;
  /** who represents it */
  name: string;
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `name_representative`. */
export type NameRepresentativeReply = {
  /** number of the change */
  change: Int;
};

/** Set the hours of the day for transfers of units; without hours all day. */
export type SetTransferWindowRequest = {
  /** which way */
  direction: "transfer_in" | "transfer_out";
  /** the ground: court order, contract */
  document: string;
  /** from when, in Shanghai; without it all day */
  opens?: string;
  /** until when, in Shanghai */
  closes?: string;
};

/** The reply to `set_transfer_window`. */
export type SetTransferWindowReply = {
  /** number of the change */
  change: Int;
};

/** The hours of the day for transfers of units. */
export type TransferWindowsRequest = {};

/** The reply to `transfer_windows`. */
export type TransferWindowsReply = {
  /** `"09:00-15:30"` or `"all day"` */
  transfer_in: string;
  /** `"09:00-15:30"` or `"all day"` */
  transfer_out: string;
};

/** Take an event back by its opposite, the same units and cash. */
export type ReverseRequest = {
  /** number of the event */
  event: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `reverse`. */
export type ReverseReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Send a part of a file up. */
export type UploadRequest = {
  /** SHA-256 of the whole file */
  digest: string;
  /** in characters */
  offset: Int;
  text: string;
};

/** The reply to `upload`. */
export type UploadReply = {
  /** characters so far */
  length: Int;
};

/** Issue the units of an allocation file (初始分配), all of them or none. */
export type AllocateFileRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** why rows that were taken in before are meant */
  again?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `allocate_file`. */
export type AllocateFileReply = {
  /** number of its first journal entry */
  event: Int;
  /** given back at once for cuts of allocations */
  cut: Int;
};

/** Let units of an instrument be issued. */
export type OpenInstrumentRequest = {
  instrument: string;
  /** the ground: court order, contract */
  document: string;
  /** of its units, where the code has none */
  year?: Int;
};

/** The reply to `open_instrument`. */
export type OpenInstrumentReply = {
  /** number of the change */
  change: Int;
};

/** Instruments of which units may be issued. */
export type InstrumentsRequest = {};

/** The reply to `instruments`. */
export type InstrumentsReply = {
  instruments: Array<{
    instrument: string;
    year: Int | null;
  }>;
};

/** All entities in order of their numbers, to an authority those of its scope. */
export type EntitiesRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `entities`. */
export type EntitiesReply = {
  entities: Array<{
    entity: Int;
    name: string;
    kind:
      | "emitter"
      | "institution"
      | "state"
      | "province"
      | "project_owner"
      | "body"
      | "person";
    province: Int;
    sector:
      | "none"
      | "power"
      | "steel"
      | "cement"
      | "aluminium";
    credit_code: string | null;
    status: "active" | "suspended" | "closed";
  }>;
  next: Int | null;
};

/** An entity with its representative and accounts. */
export type EntityRequest = {
  account?: Int;
  entity?: Int;
};

/** The reply to `entity`. */
export type EntityReply = {
  entity: Int;
  name: string;
  kind:
    | "emitter"
    | "institution"
    | "state"
    | "province"
    | "project_owner"
    | "body"
    | "person";
  province: Int;
  sector:
    | "none"
    | "power"
    | "steel"
    | "cement"
    | "aluminium";
  credit_code: string | null;
  status: "active" | "suspended" | "closed";
  representative: string | null;
  accounts: Array<{
    /** below 0: the registry's own */
    account: Int;
    name: string;
    opened_ns: Int;
    entity: Int | null;
    status: "active" | "suspended" | "closed";
  }>;
};

/** The history of one tonne; an account reads its part of those that it has. */
export type TraceRequest = {
  serial: string;
};

/** The reply to `trace`. */
export type TraceReply = {
  serial: string;
  /** below 0: the registry's own */
  account: Int;
  state:
    | "registry_available"
    | "trading_available"
    | "frozen"
    | "pledged"
    | "carry_over"
    | "in_transit"
    | "surrendered"
    | "cancelled"
    | "frozen_by_number"
    | "offset_frozen"
    | "applied"
    | "entrusted"
    | "issued"
    | "cash_available"
    | "cash_in_transit"
    | "cash_registry"
    | "cash_payable"
    | "cash_suspense"
    | "bank";
  issue: Int;
  /** its last 500 moves */
  steps: Array<{
    number: Int;
    event: Int;
    time_ns: Int;
    date: string | null;
    kind:
      | "issue"
      | "freeze"
      | "unfreeze"
      | "deposit"
      | "withdrawal"
      | "transfer_in"
      | "transfer_out"
      | "transfer_done"
      | "transfer_returned"
      | "trade_units"
      | "trade_cash"
      | "trading_fee"
      | "settlement_fee"
      | "court_transfer"
      | "inheritance"
      | "pledge"
      | "pledge_release"
      | "cancellation"
      | "reversal"
      | "numbering"
      | "surrender"
      | "offset"
      | "carry_over_request"
      | "carry_over_release"
      | "carry_over"
      | "carry_over_issue"
      | "allocation_cut"
      | "application"
      | "application_end"
      | "entrusted_issue"
      | "forced_surrender"
      | "entrusted_rest"
      | "succession"
      | "recovery"
      | "reserve_in"
      | "reserve_fees"
      | "reserve_out"
      | "reserve_cover"
      | "recourse"
      | "trade_back"
      | "proceeds"
      | "bank_deposit"
      | "bank_suspense"
      | "suspense_assignment"
      | "suspense_return"
      | "payment_request"
      | "payment_withdrawn"
      | "payment_done"
      | "payment_returned"
      | "cash_to_trading"
      | "cash_to_registry"
      | "credit_issue"
      | "credit_cancellation"
      | "offset_freeze"
      | "offset_release"
      | "credit_offset"
      | "forced_cancellation";
    instrument: string | null;
    /** of units */
    quantity?: Int;
    /** of cash */
    amount_fen?: Int;
    /** below 0: the registry's own */
    from_account: Int | null;
    from_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    /** below 0: the registry's own */
    to_account: Int | null;
    to_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    method: "listed" | "block" | "auction" | null;
    trade: Int | null;
    reference: Int | null;
    who: string;
    document: string | null;
    note: string | null;
    reverses: Int | null;
  }>;
};

/** An account's units by serial number. */
export type BlocksRequest = {
  account?: Int;
  /** as `next` of the page before */
  after_instrument?: string;
  /** as `next` of the page before */
  after?: Int;
};

/** The reply to `blocks`. */
export type BlocksReply = {
  blocks: Array<{
    instrument: string;
    state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    quantity: Int;
    first: Int;
    last: Int;
    first_serial: string;
    last_serial: string;
    issue: Int;
  }>;
  next: {
    after_instrument: string;
    after: Int;
  } | null;
};

/** Events that somebody asked for. */
export type EventsRequest = {
  /** `next` of the page before */
  from?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `events`. */
export type EventsReply = {
  events: Array<{
    event: Int;
    time_ns: Int;
    kind:
      | "issue"
      | "freeze"
      | "unfreeze"
      | "deposit"
      | "withdrawal"
      | "transfer_in"
      | "transfer_out"
      | "transfer_done"
      | "transfer_returned"
      | "trade_units"
      | "trade_cash"
      | "trading_fee"
      | "settlement_fee"
      | "court_transfer"
      | "inheritance"
      | "pledge"
      | "pledge_release"
      | "cancellation"
      | "reversal"
      | "numbering"
      | "surrender"
      | "offset"
      | "carry_over_request"
      | "carry_over_release"
      | "carry_over"
      | "carry_over_issue"
      | "allocation_cut"
      | "application"
      | "application_end"
      | "entrusted_issue"
      | "forced_surrender"
      | "entrusted_rest"
      | "succession"
      | "recovery"
      | "reserve_in"
      | "reserve_fees"
      | "reserve_out"
      | "reserve_cover"
      | "recourse"
      | "trade_back"
      | "proceeds"
      | "bank_deposit"
      | "bank_suspense"
      | "suspense_assignment"
      | "suspense_return"
      | "payment_request"
      | "payment_withdrawn"
      | "payment_done"
      | "payment_returned"
      | "cash_to_trading"
      | "cash_to_registry"
      | "credit_issue"
      | "credit_cancellation"
      | "offset_freeze"
      | "offset_release"
      | "credit_offset"
      | "forced_cancellation";
    entries: Int;
    who: string;
    role: string;
    document: string;
    note: string;
    reverses: Int | null;
  }>;
  next: Int | null;
};

/** The journal entries of an event. */
export type EventRequest = {
  event: Int;
  /** `next` of the page before */
  from?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `event`. */
export type EventReply = {
  signed: {
    event: Int;
    time_ns: Int;
    kind:
      | "issue"
      | "freeze"
      | "unfreeze"
      | "deposit"
      | "withdrawal"
      | "transfer_in"
      | "transfer_out"
      | "transfer_done"
      | "transfer_returned"
      | "trade_units"
      | "trade_cash"
      | "trading_fee"
      | "settlement_fee"
      | "court_transfer"
      | "inheritance"
      | "pledge"
      | "pledge_release"
      | "cancellation"
      | "reversal"
      | "numbering"
      | "surrender"
      | "offset"
      | "carry_over_request"
      | "carry_over_release"
      | "carry_over"
      | "carry_over_issue"
      | "allocation_cut"
      | "application"
      | "application_end"
      | "entrusted_issue"
      | "forced_surrender"
      | "entrusted_rest"
      | "succession"
      | "recovery"
      | "reserve_in"
      | "reserve_fees"
      | "reserve_out"
      | "reserve_cover"
      | "recourse"
      | "trade_back"
      | "proceeds"
      | "bank_deposit"
      | "bank_suspense"
      | "suspense_assignment"
      | "suspense_return"
      | "payment_request"
      | "payment_withdrawn"
      | "payment_done"
      | "payment_returned"
      | "cash_to_trading"
      | "cash_to_registry"
      | "credit_issue"
      | "credit_cancellation"
      | "offset_freeze"
      | "offset_release"
      | "credit_offset"
      | "forced_cancellation";
    entries: Int;
    who: string;
    role: string;
    document: string;
    note: string;
    reverses: Int | null;
  } | null;
  entries: Array<{
    number: Int;
    event: Int;
    time_ns: Int;
    date: string | null;
    kind:
      | "issue"
      | "freeze"
      | "unfreeze"
      | "deposit"
      | "withdrawal"
      | "transfer_in"
      | "transfer_out"
      | "transfer_done"
      | "transfer_returned"
      | "trade_units"
      | "trade_cash"
      | "trading_fee"
      | "settlement_fee"
      | "court_transfer"
      | "inheritance"
      | "pledge"
      | "pledge_release"
      | "cancellation"
      | "reversal"
      | "numbering"
      | "surrender"
      | "offset"
      | "carry_over_request"
      | "carry_over_release"
      | "carry_over"
      | "carry_over_issue"
      | "allocation_cut"
      | "application"
      | "application_end"
      | "entrusted_issue"
      | "forced_surrender"
      | "entrusted_rest"
      | "succession"
      | "recovery"
      | "reserve_in"
      | "reserve_fees"
      | "reserve_out"
      | "reserve_cover"
      | "recourse"
      | "trade_back"
      | "proceeds"
      | "bank_deposit"
      | "bank_suspense"
      | "suspense_assignment"
      | "suspense_return"
      | "payment_request"
      | "payment_withdrawn"
      | "payment_done"
      | "payment_returned"
      | "cash_to_trading"
      | "cash_to_registry"
      | "credit_issue"
      | "credit_cancellation"
      | "offset_freeze"
      | "offset_release"
      | "credit_offset"
      | "forced_cancellation";
    instrument: string | null;
    /** of units */
    quantity?: Int;
    /** of cash */
    amount_fen?: Int;
    /** below 0: the registry's own */
    from_account: Int | null;
    from_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    /** below 0: the registry's own */
    to_account: Int | null;
    to_state:
      | "registry_available"
      | "trading_available"
      | "frozen"
      | "pledged"
      | "carry_over"
      | "in_transit"
      | "surrendered"
      | "cancelled"
      | "frozen_by_number"
      | "offset_frozen"
      | "applied"
      | "entrusted"
      | "issued"
      | "cash_available"
      | "cash_in_transit"
      | "cash_registry"
      | "cash_payable"
      | "cash_suspense"
      | "bank";
    method: "listed" | "block" | "auction" | null;
    trade: Int | null;
    reference: Int | null;
    who: string;
    /** [first, last] of the first spans */
    units: Array<Array<Int>>;
    /** how many there are */
    unit_spans: Int;
  }>;
  next: Int | null;
};

/** Changes of entities, accounts, representatives and rules. */
export type ChangesRequest = {
  /** `next` of the page before */
  from?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `changes`. */
export type ChangesReply = {
  changes: Array<{
    number: Int;
    time_ns: Int;
    who: string;
    role: string;
    subject: string;
    subject_number: Int;
    field: string;
    before: string;
    after: string;
    document: string;
  }>;
  next: Int | null;
};

/** The registry's books against themselves. */
export type CheckRequest = {};

/** The reply to `check`. */
export type CheckReply = {
  /** the first 500 */
  breaks: Array<{
    what: string;
    account: Int | null;
    instrument: string | null;
    registry: Int | null;
    exchange: Int | null;
    message: string;
    bank: Int | null;
  }>;
  break_count: Int;
};

/**
 * Hand the money of paid allocation over to the proceeds account, as is done on the trading day
 * after a sale.
 */
export type CollectProceedsRequest = {
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `collect_proceeds`. */
export type CollectProceedsReply = {
  amount_fen: Int;
  event: Int | null;
};

/** Take in a file of money received, all of it or nothing. */
export type BankDepositsRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** why rows that were taken in before are meant */
  again?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** lines that nobody can be named for go to suspense */
  suspense?: boolean;
};

/** The reply to `bank_deposits`. */
export type BankDepositsReply = {
  event: Int;
  lines: Int;
  amount_fen: Int;
  /** lines without a known owner */
  suspense: Int;
  suspense_fen: Int;
};

/** Give a line's money in suspense to the account whose it is. */
export type AssignSuspenseRequest = {
  /** number of the bank's line */
  line: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  account: Int;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `assign_suspense`. */
export type AssignSuspenseReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Pay a line's money in suspense back to its payer. */
export type ReturnSuspenseRequest = {
  /** number of the bank's line */
  line: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `return_suspense`. */
export type ReturnSuspenseReply = {
  /** its number */
  payment: Int;
};

/** Lines of the bank whose money has no owner yet (待确认资金). */
export type SuspenseRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `suspense`. */
export type SuspenseReply = {
  lines: Array<{
    line: Int;
    bank_reference: string;
    date: string;
    amount_fen: Int;
    /** what the file has in place of an account */
    named: string;
    payer_name: string;
    payer_account: string;
  }>;
  next: Int | null;
};

/** Set the only bank account to which an account's money is paid. */
export type SetBankAccountRequest = {
  account: Int;
  /** in whose name it is */
  holder: string;
  /** which bank */
  bank: string;
  /** its number there */
  bank_account: string;
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `set_bank_account`. */
export type SetBankAccountReply = {
  /** number of the change */
  change: Int;
};

/** Where an account's money is paid to, and how much may go. */
export type BankAccountRequest = {
  account?: Int;
};

/** The reply to `bank_account`. */
export type BankAccountReply = {
  /** below 0: the registry's own */
  account: Int;
  holder: string | null;
  bank: string | null;
  bank_account: string | null;
  withdrawable_fen: Int;
};

/** Ask for registry cash to be paid out (出金). */
export type RequestPaymentRequest = {
  account: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `request_payment`. */
export type RequestPaymentReply = {
  /** its number */
  payment: Int;
};

/** Give up a payment before it is sent. */
export type WithdrawPaymentRequest = {
  /** number of the payment */
  payment: Int;
  account?: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `withdraw_payment`. */
export type WithdrawPaymentReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Payments of an account, or of all. */
export type PaymentsRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
  account?: Int;
  /** only those in this state */
  status?:
    | "requested"
    | "sent"
    | "confirmed"
    | "returned"
    | "withdrawn";
};

/** The reply to `payments`. */
export type PaymentsReply = {
  payments: Array<{
    payment: Int;
    account: Int | null;
    amount_fen: Int;
    holder: string;
    bank: string;
    bank_account: string;
    status:
      | "requested"
      | "sent"
      | "confirmed"
      | "returned"
      | "withdrawn";
    requested: string | null;
    /** whose money goes back */
    line: Int | null;
    file: Int | null;
    sent: string | null;
    reason: string | null;
  }>;
  next: Int | null;
};

/** Make the next payment file of all payments that are requested. */
export type CutPaymentsRequest = {
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cut_payments`. */
export type CutPaymentsReply = {
  file: Int;
  /** SHA-256 of its text */
  digest: string;
  rows: Int;
  amount_fen: Int;
};

/** Payment files in order. */
export type PaymentFilesRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `payment_files`. */
export type PaymentFilesReply = {
  files: Array<{
    file: Int;
    /** SHA-256 of its text */
    digest: string;
    rows: Int;
    amount_fen: Int;
  }>;
  next: Int | null;
};

/** A payment file, a part at a time; at any time the same. */
export type PaymentFileRequest = {
  file: Int;
  /** in characters */
  offset?: Int;
};

/** The reply to `payment_file`. */
export type PaymentFileReply = {
  file: Int;
  /** SHA-256 of its text */
  digest: string;
  rows: Int;
  amount_fen: Int;
  text: string;
  /** the next `offset` */
  next: Int | null;
};

/** Take in the bank's answer to payments, all of it or nothing. */
export type BankAnswerRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** why rows that were taken in before are meant */
  again?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `bank_answer`. */
export type BankAnswerReply = {
  event: Int;
  confirmed: Int;
  returned: Int;
};

/** Take in a file of the bank's closing balances. */
export type BankBalanceRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** why rows that were taken in before are meant */
  again?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `bank_balance`. */
export type BankBalanceReply = {
  dates: Array<string>;
};

/** The bank's balance of a day against the sub-ledgers. */
export type BankPositionRequest = {
  /** a day; without it the last with a balance */
  date?: string;
};

/** The reply to `bank_position`. */
export type BankPositionReply = {
  position: {
    date: string;
    settlement_account: string;
    /** the bank's */
    balance_fen: Int;
    sub_ledgers: {
      registry_fen: Int;
      trading_fen: Int;
      in_transit_fen: Int;
      payable_fen: Int;
      suspense_fen: Int;
      fee_income_fen: Int;
      reserve_fen: Int;
    };
    held_fen: Int;
    came_since_fen: Int;
    went_since_fen: Int;
    /** the books at the end of that day */
    booked_fen: Int;
    timing: Array<{
      what: string;
      lines: Int;
      amount_fen: Int;
    }>;
    expected_fen: Int;
    unanswered_fen: Int;
    /** what nothing explains */
    difference_fen: Int;
  };
  breaks: Array<{
    what: string;
    account: Int | null;
    instrument: string | null;
    registry: Int | null;
    exchange: Int | null;
    message: string;
    bank: Int | null;
  }>;
};

/** Set a rule of the venue or of one entity; without a value the default holds. */
export type SetRuleRequest = {
  /** which one */
  rule:
    | "sale_money_days"
    | "direct_cash"
    | "unregistered_may_act"
    | "offset_approval"
    | "second_above_fen"
    | "second_above_units"
    | "issuer_account"
    | "proceeds_account"
    | "reviewed_from"
    | "help_from_year"
    | "second_approval"
    | "approval_minutes";
  /** the ground: court order, contract */
  document: string;
  /** its number; without one the default holds again */
  value?: Int;
  /** only for this entity */
  entity?: Int;
};

/** The reply to `set_rule`. */
export type SetRuleReply = {
  /** number of the change */
  change: Int;
};

/** Every rule of the venue, and those set for entities. */
export type RulesRequest = {};

/** The reply to `rules`. */
export type RulesReply = {
  rules: Array<{
    rule:
      | "sale_money_days"
      | "direct_cash"
      | "unregistered_may_act"
      | "offset_approval"
      | "second_above_fen"
      | "second_above_units"
      | "issuer_account"
      | "proceeds_account"
      | "reviewed_from"
      | "help_from_year"
      | "second_approval"
      | "approval_minutes";
    entity: Int | null;
    value: Int | null;
  }>;
};

/** The law of a year, each row with its source and the mark of evidence. */
export type LawRequest = {
  /** year of the emissions */
  year: Int;
  /** without it the key's own */
  account?: Int;
};

/** The reply to `law`. */
export type LawReply = {
  year: Int;
  law: Array<{
    topic: string;
    topic_zh: string;
    topic_en: string;
    zh: string;
    en: string;
    source: string;
    /** what the row rests on */
    mark:
      | "text"
      | "draft"
      | "second_hand"
      | "computed"
      | "default"
      | "set";
  }>;
  missing: Array<string>;
};

/** The rows of a topic of the law, as the file in which `set_law` takes them, with the mark. */
export type LawRowsRequest = {
  /** topic of the law */
  topic:
    | "deadlines"
    | "deadline_hours"
    | "vintages"
    | "offset"
    | "offset_kinds"
    | "carry_over"
    | "carry_over_bases"
    | "average_price"
    | "sanctions"
    | "balance_rates"
    | "reviews"
    | "alert_intervals"
    | "alert_levels";
};

/** The reply to `law_rows`. */
export type LawRowsReply = {
  topic: string;
  /** CSV with a header */
  rows: string;
};

/** Set rows of the law, which count before those of the data files. */
export type SetLawRequest = {
  /** topic of the law */
  topic:
    | "deadlines"
    | "deadline_hours"
    | "vintages"
    | "offset"
    | "offset_kinds"
    | "carry_over"
    | "carry_over_bases"
    | "average_price"
    | "sanctions"
    | "balance_rates"
    | "reviews"
    | "alert_intervals"
    | "alert_levels";
  /** CSV with the topic's header, without the mark */
  rows: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `set_law`. */
export type SetLawReply = {
  /** rows that were set */
  set: Int;
};

/** Set the rules of a year's obligations. */
export type SetYearRequest = {
  /** year of the obligation */
  year: Int;
  /** last day of surrender */
  deadline: string;
  /** share that credits may make up, hundredths of a percent */
  offset_bp?: Int;
  /** times the average price, at least */
  fine_low?: Int;
  /** times the average price, at most */
  fine_high?: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `set_year`. */
export type SetYearReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Which vintages pay for which years. */
export type VintagesRequest = {
  /** year of the emissions; without it all */
  year?: Int;
  /** without it the key's own */
  account?: Int;
};

/** The reply to `vintages`. */
export type VintagesReply = {
  vintages: Array<{
    first_year: Int;
    last_year: Int;
    first_vintage: Int;
    last_vintage: Int;
    source: string;
    from_date: string | null;
    case: "on_time" | "arrears";
    /** as codes */
    vintages: string;
    /** what the row rests on */
    mark:
      | "text"
      | "draft"
      | "second_hand"
      | "computed"
      | "default"
      | "set";
  }>;
};

/** Set which vintages pay for some years from a day on. */
export type SetVintagesRequest = {
  /** year of the obligation */
  year: Int;
  /** the oldest that pays, as 2025; 2020: CEA */
  first_vintage: Int;
  /** the newest that pays */
  last_vintage: Int;
  /** the source of the rule */
  document: string;
  /** the same up to this year */
  last_year?: Int;
  /** whether paid on time or in arrears */
  case?: "on_time" | "arrears";
  /** from this day on */
  from_date?: string;
};

/** The reply to `set_vintages`. */
export type SetVintagesReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Open a round of carry-over (结转) into a year. */
export type SetCarryOverRequest = {
  /** year of the new units */
  year: Int;
  /** code of the new units */
  instrument: string;
  /** net sales count from this day */
  sold_from: string;
  /** to this one, whose holding is the bound */
  sold_to: string;
  /** base of the power sector, t */
  base_power?: Int;
  /** base of steel, cement and aluminium, t */
  base_other?: Int;
  /** factor on net sales: numerator */
  numerator?: Int;
  /** factor on net sales: denominator */
  denominator?: Int;
  /** the oldest that is carried over */
  first_vintage?: Int;
  /** the newest; else that of the year before */
  last_vintage?: Int;
  /** last day of requests */
  apply_until?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `set_carry_over`. */
export type SetCarryOverReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Order an entity to correct something by a day (责令改正). */
export type OrderToCorrectRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** what it is for */
  offence?:
    | "late_surrender"
    | "emission_records"
    | "emission_fraud";
  /** of another offence than late surrender */
  offence_date?: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the time set: its last day */
  until: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `order_to_correct`. */
export type OrderToCorrectReply = {
  sanction: Int;
};

/** Fine an entity: an amount in the law's range, or with a factor a multiple (罚款). */
export type ImposeFineRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** what it is for */
  offence?:
    | "late_surrender"
    | "emission_records"
    | "emission_fraud";
  /** of another offence than late surrender */
  offence_date?: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** of a fine without a factor */
  amount_fen?: Int;
  /** of a multiple, in hundredths */
  factor?: Int;
  /** of which a multiple is fined */
  gains_fen?: Int;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `impose_fine`. */
export type ImposeFineReply = {
  sanction: Int;
};

/** Cut the next allocations of an entity (核减配额). */
export type CutAllocationRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** what it is for */
  offence?:
    | "late_surrender"
    | "emission_records"
    | "emission_fraud";
  /** of another offence than late surrender */
  offence_date?: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** else what is still owed */
  quantity?: Int;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cut_allocation`. */
export type CutAllocationReply = {
  sanction: Int;
};

/** Order an entity to stop production (责令停产整治). */
export type StopProductionRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** what it is for */
  offence?:
    | "late_surrender"
    | "emission_records"
    | "emission_fraud";
  /** of another offence than late surrender */
  offence_date?: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `stop_production`. */
export type StopProductionReply = {
  sanction: Int;
};

/** End a sanction: it was followed, paid or lifted, or is revoked. */
export type EndSanctionRequest = {
  /** its number */
  sanction: Int;
  /** how it ends */
  how: "corrected" | "paid" | "lifted" | "revoked";
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `end_sanction`. */
export type EndSanctionReply = {
  /** number of this act */
  act: Int;
};

/** What was decided against entities, of one or of all; a member's own, of a scope. */
export type SanctionsRequest = {
  entity?: Int;
  /** `next` of the page before */
  after?: Int;
  /** without it the key's own */
  account?: Int;
};

/** The reply to `sanctions`. */
export type SanctionsReply = {
  sanctions: Array<{
    sanction: Int;
    status:
      | "open"
      | "worked_off"
      | "corrected"
      | "paid"
      | "lifted"
      | "revoked";
    /** of a cut */
    worked_off: Int;
    entity: Int;
    year: Int;
    offence:
      | "late_surrender"
      | "emission_records"
      | "emission_fraud";
    stage: "first" | "not_corrected";
    measure: "order" | "fine" | "multiple" | "cut" | "stop";
    /** of a multiple and of a cut */
    quantity: Int;
    /** of the law: CNY, hundredths of a factor, percent of a cut */
    low: Int;
    high: Int;
    /** decided, in hundredths; 0: no multiple */
    factor: Int;
    amount_fen: Int;
    gains_fen: Int;
    source: string;
    /** what the row rests on */
    mark:
      | "text"
      | "draft"
      | "second_hand"
      | "computed"
      | "default"
      | "set";
    time_ns: Int;
    who: string;
    role: string;
    document: string;
    note: string;
    offence_day: string;
    date: string | null;
    until: string | null;
    window_first: string | null;
    window_last: string | null;
    methods: Array<"listed" | "block" | "auction">;
  }>;
  next: Int | null;
};

/** A sanction with its computation, found again day by day from the registry's trades. */
export type SanctionRequest = {
  /** its number */
  sanction: Int;
  /** without it the key's own */
  account?: Int;
};

/** The reply to `sanction`. */
export type SanctionReply = {
  sanction: {
    sanction: Int;
    status:
      | "open"
      | "worked_off"
      | "corrected"
      | "paid"
      | "lifted"
      | "revoked";
    /** of a cut */
    worked_off: Int;
    entity: Int;
    year: Int;
    offence:
      | "late_surrender"
      | "emission_records"
      | "emission_fraud";
    stage: "first" | "not_corrected";
    measure: "order" | "fine" | "multiple" | "cut" | "stop";
    /** of a multiple and of a cut */
    quantity: Int;
    /** of the law: CNY, hundredths of a factor, percent of a cut */
    low: Int;
    high: Int;
    /** decided, in hundredths; 0: no multiple */
    factor: Int;
    amount_fen: Int;
    gains_fen: Int;
    source: string;
    /** what the row rests on */
    mark:
      | "text"
      | "draft"
      | "second_hand"
      | "computed"
      | "default"
      | "set";
    time_ns: Int;
    who: string;
    role: string;
    document: string;
    note: string;
    offence_day: string;
    date: string | null;
    until: string | null;
    window_first: string | null;
    window_last: string | null;
    methods: Array<"listed" | "block" | "auction">;
  };
  computation: {
    days: Array<{
      date: string;
      quantity: Int;
      amount_fen: Int;
    }>;
    /** traded in the window */
    quantity: Int;
    amount_fen: Int;
    average: Int | null;
    low_fen: Int;
    high_fen: Int;
    decided_fen: Int;
    /** with what was decided then */
    agrees: boolean;
    words: string;
  };
};

/** Take in a file of verified emissions, all of it or nothing. */
export type EmissionsFileRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** replaces obligations that are there */
  correction?: boolean;
  /** why rows that were taken in before are meant */
  again?: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `emissions_file`. */
export type EmissionsFileReply = {
  /** written */
  obligations: Int;
};

/** An entity's obligation for a year, and what covers it. */
export type PositionRequest = {
  /** year of the obligation */
  year: Int;
  /** without it the key's own */
  account?: Int;
  entity?: Int;
};

/** The reply to `position`. */
export type PositionReply = {
  position: {
    entity: Int;
    name: string;
    province: Int;
    year: Int;
    emissions: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    offset_most: Int;
    registry_available: Int;
    trading_available: Int;
    withheld: Int;
    credits: Int;
    deadline: string | null;
    /** of trades not delivered yet */
    to_receive: Int;
    /** of trades not delivered yet */
    to_deliver: Int;
    /** available, of vintages that do not pay */
    ineligible: Int;
    surrendered_ineligible: Int;
    /** asked for or frozen in the registry of credits */
    offset_pending: Int;
    /** that pay now; empty: not known */
    vintages: string;
    /** by applications that wait, credits too */
    applied: Int;
    applied_credits: Int;
    /** held for it by its province */
    entrusted: Int;
    available: Int;
    outstanding: Int;
    shortfall: Int;
  };
};

/** All obligations for a year, to an authority those of its scope. */
export type PositionsRequest = {
  /** year of the obligation */
  year: Int;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `positions`. */
export type PositionsReply = {
  positions: Array<{
    entity: Int;
    name: string;
    province: Int;
    year: Int;
    emissions: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    offset_most: Int;
    registry_available: Int;
    trading_available: Int;
    withheld: Int;
    credits: Int;
    deadline: string | null;
    /** of trades not delivered yet */
    to_receive: Int;
    /** of trades not delivered yet */
    to_deliver: Int;
    /** available, of vintages that do not pay */
    ineligible: Int;
    surrendered_ineligible: Int;
    /** asked for or frozen in the registry of credits */
    offset_pending: Int;
    /** that pay now; empty: not known */
    vintages: string;
    /** by applications that wait, credits too */
    applied: Int;
    applied_credits: Int;
    /** held for it by its province */
    entrusted: Int;
    available: Int;
    outstanding: Int;
    shortfall: Int;
  }>;
  next: Int | null;
};

/** Give units up for a year's obligation (清缴). */
export type SurrenderRequest = {
  account: Int;
  instrument: string;
  quantity: Int;
  /** year of the obligation */
  year: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `surrender`. */
export type SurrenderReply = {
  /** number of its first journal entry */
  event: Int;
};

/** How much an entity may carry over into a year. */
export type CarryOverRoomRequest = {
  /** year of the new units */
  year: Int;
  /** without it the key's own */
  account?: Int;
  entity?: Int;
};

/** The reply to `carry_over_room`. */
export type CarryOverRoomReply = {
  room: {
    entity: Int;
    /** units sold less units bought */
    net_sold: Int;
    held: Int;
    most: Int;
    asked: Int;
    left: Int;
  };
};

/** Ask for units to be carried over; they are frozen. */
export type RequestCarryOverRequest = {
  account: Int;
  instrument: string;
  quantity: Int;
  /** year of the new units */
  year: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `request_carry_over`. */
export type RequestCarryOverReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Give as many new units for those frozen. */
export type GrantCarryOverRequest = {
  /** event number of the request */
  request: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `grant_carry_over`. */
export type GrantCarryOverReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Free the units of a request for carry-over. */
export type ReleaseCarryOverRequest = {
  /** event number of the request */
  request: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `release_carry_over`. */
export type ReleaseCarryOverReply = {
  /** number of its first journal entry */
  event: Int;
};

/** A year's completion (履约完成率) by province, that of all last; of an authority's scope. */
export type CompletionRequest = {
  /** year of the obligation */
  year: Int;
};

/** The reply to `completion`. */
export type CompletionReply = {
  year: Int;
  completion: Array<{
    province: Int | null;
    entities: Int;
    complete: Int;
    emissions: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    outstanding: Int;
    /** by tonnes, hundredths of a percent, cut */
    completion_bp: Int;
    /** allowances of the year, less those that went back */
    issued: Int;
    /** issued less due */
    balance: Int;
    /** as a share of what the law has, hundredths of a percent */
    balance_bp: Int;
    surrendered_ineligible: Int;
  }>;
};

/** The figures of late surrender for a year, to an authority for its scope. */
export type LateRequest = {
  /** year of the obligation */
  year: Int;
  /** another reading than the law's */
  window?:
    | "month_ending_at_deadline"
    | "month_before_deadline";
  /** other methods than the law's */
  methods?: "all" | "listed";
  /** as `methods`: true is all, false listed */
  all_methods?: boolean;
};

/** The reply to `late`. */
export type LateReply = {
  year: Int;
  deadline: string;
  /** of the window of the average */
  first: string;
  last: string;
  /** of the trades that count */
  methods: Array<"listed" | "block" | "auction">;
  quantity: Int;
  amount_fen: Int;
  /** 0.01 CNY a tonne */
  average: Int;
  /** at which a multiple is fined; empty: the law of the day has none */
  stage: string;
  /** the first 500 */
  late: Array<{
    entity: Int;
    name: string;
    outstanding: Int;
    low_fen: Int;
    high_fen: Int;
  }>;
  late_count: Int;
};

/** File an application to surrender, offset or carry over; its province reviews it. */
export type FileApplicationRequest = {
  /** what for */
  kind: "surrender" | "carry_over";
  account: Int;
  instrument: string;
  quantity: Int;
  /** year of the obligation, or of the new units */
  year: Int;
  /** whose obligation it is, of another one that is helped */
  for_entity?: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `file_application`. */
export type FileApplicationReply = {
  application: Int;
};

/** Applications of an account and its entity, of an authority's scope, or all. */
export type ApplicationsRequest = {
  account?: Int;
  waiting?: boolean;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `applications`. */
export type ApplicationsReply = {
  applications: Array<{
    number: Int;
    kind: "surrender" | "offset" | "carry_over";
    entity: Int;
    /** below 0: the registry's own */
    account: Int;
    giver: Int | null;
    year: Int;
    instrument: string;
    quantity: Int;
    /** of filing, which counts */
    date: string;
    /** the law's term for the decision */
    until: string | null;
    time_ns: Int;
    who: string;
    note: string;
    status:
      | "waiting"
      | "approved"
      | "done"
      | "returned"
      | "withdrawn";
    /** the status in Chinese */
    words: string;
    decided_by: string | null;
    decided_ns: Int;
    reason: string;
    held: Int | null;
    event: Int | null;
  }>;
  next: Int | null;
};

/** Approve an application of an emitter of the province; the registry executes it. */
export type ApproveApplicationRequest = {
  /** its number */
  application: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `approve_application`. */
export type ApproveApplicationReply = {
  application: Int;
  status:
    | "waiting"
    | "approved"
    | "done"
    | "returned"
    | "withdrawn";
  event: Int | null;
};

/** Return an application to its emitter, with a reason; its units are free again. */
export type ReturnApplicationRequest = {
  /** its number */
  application: Int;
  /** why, for who asked */
  reason: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `return_application`. */
export type ReturnApplicationReply = {
  application: Int;
  status:
    | "waiting"
    | "approved"
    | "done"
    | "returned"
    | "withdrawn";
  event: Int | null;
};

/** Withdraw an application that waits; its units are free again. */
export type WithdrawApplicationRequest = {
  /** its number */
  application: Int;
  account: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `withdraw_application`. */
export type WithdrawApplicationReply = {
  application: Int;
};

/** State whether an emitter's units of a year come through its province (差异化发放). */
export type SetDistributionRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** through its province */
  differentiated: boolean;
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `set_distribution`. */
export type SetDistributionReply = {
  /** number of the change */
  change: Int;
};

/** Emitters whose units of a year come through their province, and what it holds for each. */
export type DistributionsRequest = {
  /** year of the obligation */
  year: Int;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `distributions`. */
export type DistributionsReply = {
  distributions: Array<{
    entity: Int;
    /** by the province */
    held: Int;
  }>;
  next: Int | null;
};

/** Issue units for such an emitter into its province's account, once its due is fixed. */
export type IssueEntrustedRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** the province's */
  account: Int;
  instrument: string;
  quantity: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `issue_entrusted`. */
export type IssueEntrustedReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Entrust the registry with forced surrender (强制履约) of what a province holds. */
export type ForceSurrenderRequest = {
  entity: Int;
  /** year of the obligation */
  year: Int;
  /** the emitter's, for the rest */
  account: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `force_surrender`. */
export type ForceSurrenderReply = {
  event: Int;
  surrendered: Int;
  /** into the emitter's account */
  rest: Int;
  /** still, for the year */
  owed: Int;
};

/** Object to an allocation or a verification result, within 7 working days of it. */
export type ObjectToResultRequest = {
  account: Int;
  /** year of the obligation */
  year: Int;
  /** what is wrong */
  text: string;
  /** the issue; without it the verification result */
  event?: Int;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `object_to_result`. */
export type ObjectToResultReply = {
  objection: Int;
};

/** Objections of an account's entity, of an authority's scope, or all. */
export type ResultObjectionsRequest = {
  account?: Int;
  waiting?: boolean;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `result_objections`. */
export type ResultObjectionsReply = {
  objections: Array<{
    number: Int;
    subject: "allocation" | "verification";
    entity: Int;
    /** below 0: the registry's own */
    account: Int;
    year: Int;
    event: Int | null;
    text: string;
    /** of filing */
    date: string;
    /** by which the province decides */
    until: string;
    time_ns: Int;
    who: string;
    status: "waiting" | "upheld" | "rejected";
    /** the status in Chinese */
    words: string;
    decided_by: string | null;
    decided_ns: Int;
    reason: string;
  }>;
  next: Int | null;
};

/** Uphold or reject an objection of an emitter of the province, with a reason. */
export type DecideObjectionRequest = {
  /** its number */
  objection: Int;
  upheld: boolean;
  /** why, for who asked */
  reason: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `decide_objection`. */
export type DecideObjectionReply = {
  objection: Int;
};

/** Merge an emitter into another (合并): its units, and what it owes, go there. */
export type MergeEntityRequest = {
  entity: Int;
  /** of the entity that goes on */
  account: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `merge_entity`. */
export type MergeEntityReply = {
  /** number of the record */
  succession: Int;
};

/** Give a share of an emitter's units, and of what it owes, to another (分立). */
export type SplitEntityRequest = {
  entity: Int;
  /** of the entity that goes on */
  account: Int;
  /** hundredths of a percent, cut to tonnes */
  share_bp: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `split_entity`. */
export type SplitEntityReply = {
  /** number of the record */
  succession: Int;
};

/** Close an emitter (关闭) that holds nothing; it owes nothing any more. */
export type CloseEntityRequest = {
  entity: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `close_entity`. */
export type CloseEntityReply = {
  /** number of the record */
  succession: Int;
};

/** Mergers, splits and closings of emitters: a public record. */
export type SuccessionsRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `successions`. */
export type SuccessionsReply = {
  successions: Array<{
    number: Int;
    kind: "merger" | "split" | "closing";
    entity: Int;
    name: string;
    successor: Int | null;
    successor_name: string | null;
    share_bp: Int;
    event: Int | null;
    /** that moved */
    tonnes: Int;
    /** that went with them, or ended */
    owed: Int;
    date: string;
    document: string;
  }>;
  next: Int | null;
};

/** Take note of an alert of an entity of the scope. */
export type AcknowledgeAlertRequest = {
  /** its number */
  alert: Int;
  /** a note beside it */
  note?: string;
};

/** The reply to `acknowledge_alert`. */
export type AcknowledgeAlertReply = {
  alert: Int;
};

/** What waits for this key: of an authority, the registry's staff, or a member. */
export type WaitingRequest = {
  /** without it the key's own */
  account?: Int;
};

/** The reply to `waiting`. */
export type WaitingReply = {
  waiting: Array<{
    what:
      | "application"
      | "carry_over"
      | "objection"
      | "alert"
      | "approval"
      | "proposal"
      | "returned";
    number: Int;
    entity: Int | null;
    /** what it is */
    words: string;
    since_ns: Int;
    /** the last day for it */
    until: string | null;
  }>;
};

/** Assess alerts now; it is done every minute anyway. */
export type AssessAlertsRequest = {};

/** The reply to `assess_alerts`. */
export type AssessAlertsReply = {
  /** raised, changed or lifted */
  alerts: Int;
};

/** Alerts of compliance risk above a number; waits for the next one where there is none. */
export type AlertsRequest = {
  after?: Int;
  /** how long an answer waits for news */
  wait_ms?: Int;
  limit?: Int;
};

/** The reply to `alerts`. */
export type AlertsReply = {
  alerts: Array<{
    number: Int;
    time_ns: Int;
    date: string | null;
    name: string;
    entity: Int;
    year: Int;
    kind:
      | "shortfall"
      | "over_selling"
      | "overdue"
      | "delivery_default";
    /** 0: lifted */
    shortfall: Int;
    outstanding: Int;
    available: Int;
    offered: Int;
    days_left: Int;
    /** how grave; empty: lifted, or no year's obligation */
    level: "" | "low" | "medium" | "high";
    due: Int;
    /** free, at the exchange and in the registry */
    cash_fen: Int;
    /** lowest last close of a vintage that pays, 0.01 CNY; 0: none */
    price: Int;
    /** key of the authority, the first */
    acknowledged_by: string | null;
    acknowledged_ns: Int;
  }>;
  last: Int;
};

/** Have every alert above a number sent, and each new one; to an authority of its scope. */
export type FollowAlertsRequest = {
  after?: Int;
};

/** The reply to `follow_alerts`. */
export type FollowAlertsReply = {
  /** the last one there is */
  last: Int;
};

/** Issue a certificate of compliance (履约完成证明). */
export type CertifyRequest = {
  /** year of the obligation */
  year: Int;
  entity: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `certify`. */
export type CertifyReply = {
  certificate: {
    number: Int;
    venue: string;
    entity: Int;
    name: string;
    /** empty: not known */
    credit_code: string;
    year: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    date: string | null;
    /** entities whose units helped; empty: none */
    helped_by: string;
    /** [project, codes] of credits */
    offsets: Array<Array<string>>;
    /** how many ranges of credits there are */
    offset_ranges: Int;
  };
  /** proves it */
  code: string;
};

/** Whether a certificate was issued here and still holds. */
export type VerifyCertificateRequest = {
  code: string;
};

/** The reply to `verify_certificate`. */
export type VerifyCertificateReply = {
  certificate: {
    number: Int;
    venue: string;
    entity: Int;
    name: string;
    /** empty: not known */
    credit_code: string;
    year: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    date: string | null;
    /** entities whose units helped; empty: none */
    helped_by: string;
    /** [project, codes] of credits */
    offsets: Array<Array<string>>;
    /** how many ranges of credits there are */
    offset_ranges: Int;
  };
  public_key: string;
};

/** Link this registry of allowances to a registry of credits. */
export type LinkRegistryRequest = {
  /** where the registry of credits is reached */
  address: string;
  /** public key of its server, pinned */
  server_key: string;
  /** key in the folder `keys` with which this registry logs on there */
  key: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `link_registry`. */
export type LinkRegistryReply = {
  /** number of the change */
  change: Int;
};

/** End the link; offsets under way wait for another. */
export type UnlinkRegistryRequest = {
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `unlink_registry`. */
export type UnlinkRegistryReply = {
  /** number of the change */
  change: Int;
};

/** The link to the registry of credits, and what keeps offsets waiting. */
export type RegistryLinkRequest = {};

/** The reply to `registry_link`. */
export type RegistryLinkReply = {
  address: string | null;
  server_key: string | null;
  key: string | null;
  /** why the last attempt failed */
  problem: string | null;
  /** offsets that wait for an answer */
  waiting: Int;
};

/** Offset a year's obligation with credits of the linked registry (抵销). */
export type OffsetRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** year of the obligation */
  year: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `offset`. */
export type OffsetReply = {
  /** number of the offset */
  offset: Int;
};

/** Withdraw an offset whose credits are not ordered to be cancelled; they are given back. */
export type WithdrawOffsetRequest = {
  /** without it the key's own */
  account?: Int;
  /** number of the offset */
  offset: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `withdraw_offset`. */
export type WithdrawOffsetReply = {
  /** number of the offset */
  offset: Int;
};

/** Let a pending offset of an entity of the province go on, where `offset_approval` is 1. */
export type ApproveOffsetRequest = {
  /** number of the offset */
  offset: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `approve_offset`. */
export type ApproveOffsetReply = {
  /** number of the offset */
  offset: Int;
};

/** Offsets in order of their numbers; an authority's are those of its scope. */
export type OffsetsRequest = {
  /** without it the key's own */
  account?: Int;
  entity?: Int;
  /** year of the obligation */
  year?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `offsets`. */
export type OffsetsReply = {
  offsets: Array<{
    offset: Int;
    /** by which both registries know it */
    reference: string;
    entity: Int;
    account: Int;
    year: Int;
    instrument: string;
    quantity: Int;
    status:
      | "asked"
      | "pending"
      | "cancelling"
      | "covered"
      | "releasing"
      | "withdrawn"
      | "refused";
    /** the status in Chinese */
    words: string;
    /** why it ends without an offset */
    code: string | null;
    message: string | null;
    date: string | null;
    time_ns: Int;
    who: string;
    document: string | null;
    /** who approved or withdrew it */
    decided_by: string | null;
    /** number of the project, once frozen */
    project: string | null;
    project_name: string | null;
    methodology: string | null;
    production_year: Int | null;
    /** when the last of these credits were registered */
    registered: string | null;
    /** codes of the first and last */
    units: Array<Array<string>>;
    /** number in the credits registry's public record */
    cancellation: Int | null;
    ended: string | null;
  }>;
  next: Int | null;
};

/** How far an offset has come; the answer may wait until it moves. */
export type OffsetStateRequest = {
  /** without it the key's own */
  account?: Int;
  /** number of the offset */
  offset: Int;
  /** how long an answer waits for news */
  wait_ms?: Int;
};

/** The reply to `offset_state`. */
export type OffsetStateReply = {
  offset: {
    offset: Int;
    /** by which both registries know it */
    reference: string;
    entity: Int;
    account: Int;
    year: Int;
    instrument: string;
    quantity: Int;
    status:
      | "asked"
      | "pending"
      | "cancelling"
      | "covered"
      | "releasing"
      | "withdrawn"
      | "refused";
    /** the status in Chinese */
    words: string;
    /** why it ends without an offset */
    code: string | null;
    message: string | null;
    date: string | null;
    time_ns: Int;
    who: string;
    document: string | null;
    /** who approved or withdrew it */
    decided_by: string | null;
    /** number of the project, once frozen */
    project: string | null;
    project_name: string | null;
    methodology: string | null;
    production_year: Int | null;
    /** when the last of these credits were registered */
    registered: string | null;
    /** codes of the first and last */
    units: Array<Array<string>>;
    /** number in the credits registry's public record */
    cancellation: Int | null;
    ended: string | null;
  };
};

/** Bind an account of this registry of credits to the same emitter's in one of allowances. */
export type BindAccountRequest = {
  account: Int;
  /** key with which the registry of allowances logs on here */
  peer: string;
  /** the emitter's account there */
  peer_account: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `bind_account`. */
export type BindAccountReply = {
  /** number of the change */
  change: Int;
};

/** End a binding; what is frozen already goes on. */
export type UnbindAccountRequest = {
  /** key with which the registry of allowances logs on here */
  peer: string;
  /** the emitter's account there */
  peer_account: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `unbind_account`. */
export type UnbindAccountReply = {
  /** number of the change */
  change: Int;
};

/** Accounts bound to accounts in registries of allowances. */
export type BindingsRequest = {
  /** without it the key's own */
  account?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `bindings`. */
export type BindingsReply = {
  bindings: Array<{
    number: Int;
    peer: string;
    peer_account: Int;
    account: Int;
    time_ns: Int;
    who: string;
    document: string;
  }>;
  next: Int | null;
};

/** Freeze, cancel or give back credits for an offset: a step of an order, done once. */
export type OffsetOrderRequest = {
  /** what to do */
  step: "freeze" | "cancel" | "release";
  /** of the order; the same for each of its steps */
  reference: string;
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** year of the obligation */
  year: Int;
  /** of the emitter */
  credit_code?: string;
};

/** The reply to `offset_order`. */
export type OffsetOrderReply = {
  /** signed: CEAXO1.STATEMENT.SIGNATURE */
  statement: string;
};

/** Orders of registries of allowances, and what they came to. */
export type OffsetOrdersRequest = {
  /** without it the key's own */
  account?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `offset_orders`. */
export type OffsetOrdersReply = {
  orders: Array<{
    number: Int;
    peer: string;
    reference: string;
    peer_account: Int;
    /** of this registry, where one is bound */
    account: Int | null;
    year: Int;
    instrument: string;
    quantity: Int;
    status: "frozen" | "cancelled" | "released" | "refused";
    code: string | null;
    message: string | null;
    date: string | null;
    time_ns: Int;
  }>;
  next: Int | null;
};

/** Certificates of compliance of an entity, or of all. */
export type CertificatesRequest = {
  account?: Int;
  entity?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `certificates`. */
export type CertificatesReply = {
  certificates: Array<{
    number: Int;
    entity: Int;
    year: Int;
    time_ns: Int;
    who: string;
    code: string | null;
  }>;
  next: Int | null;
};

/** A certificate of compliance as a PDF file. */
export type CertificateFileRequest = {
  number: Int;
  account?: Int;
};

/** The reply to `certificate_file`. */
export type CertificateFileReply = {
  certificate: {
    number: Int;
    venue: string;
    entity: Int;
    name: string;
    /** empty: not known */
    credit_code: string;
    year: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    date: string | null;
    /** entities whose units helped; empty: none */
    helped_by: string;
    /** [project, codes] of credits */
    offsets: Array<Array<string>>;
    /** how many ranges of credits there are */
    offset_ranges: Int;
  };
  code: string;
  /** the file, in base64 */
  pdf: string;
};

/**
 * Whether a certificate is the registry's and holds: its code, or number, entity and year as they
 * are printed.
 */
export type CheckCertificateRequest = {
  /** its code */
  code?: string;
  /** its number; without the code all three */
  number?: Int;
  /** whose it is */
  entity?: Int;
  /** year of the obligation */
  year?: Int;
};

/** The reply to `check_certificate`. */
export type CheckCertificateReply = {
  signed: boolean | null;
  /** it is one of those that the registry has issued */
  issued: boolean;
  /** nothing has become due again since */
  holds: boolean;
  certificate: {
    number: Int;
    venue: string;
    entity: Int;
    name: string;
    /** empty: not known */
    credit_code: string;
    year: Int;
    due: Int;
    surrendered: Int;
    offset: Int;
    date: string | null;
    /** entities whose units helped; empty: none */
    helped_by: string;
    /** [project, codes] of credits */
    offsets: Array<Array<string>>;
    /** how many ranges of credits there are */
    offset_ranges: Int;
  } | null;
};

/** Units that are cancelled for ever (注销), by serial number. */
export type CancelledUnitsRequest = {
  /** only of this one */
  instrument?: string;
  /** as `next` of the page before */
  after_instrument?: string;
  /** as `next` of the page before */
  after?: Int;
};

/** The reply to `cancelled_units`. */
export type CancelledUnitsReply = {
  /** by instrument */
  totals: Array<{
    instrument: string;
    quantity: Int;
  }>;
  units: Array<{
    instrument: string;
    quantity: Int;
    first_serial: string;
    last_serial: string;
  }>;
  next: {
    after_instrument: string;
    after: Int;
  } | null;
};

/** Acts of everybody who is named, in order of time. */
export type AuditRequest = {
  /** a day in Beijing */
  from_date?: string;
  /** a day in Beijing */
  to_date?: string;
  /** `next` of the page before */
  after?: string;
  limit?: Int;
};

/** The reply to `audit`. */
export type AuditReply = {
  acts: Array<{
    time_ns: Int;
    /** which record it is of */
    source: string;
    number: Int | string;
    what: string;
    who: string;
    role: string;
    document: string;
    note: string;
    account: Int | null;
    to_account: Int | null;
    instrument: string;
    quantity: Int | null;
    amount_fen: Int | null;
    subject: string;
    detail: string;
  }>;
  next: string | null;
};

/** A day's settlement bulletin (清结算信息日报). */
export type BulletinRequest = {
  date: string;
};

/** The reply to `bulletin`. */
export type BulletinReply = {
  date: string;
  status:
    | "collecting"
    | "closed"
    | "confirmed"
    | "delivered"
    | "done";
  trades: Array<{
    instrument: string;
    method: "listed" | "block" | "auction";
    count: Int;
    quantity: Int;
    amount_fen: Int;
    delivered: Int;
    failed: Int;
    in_default: Int;
  }>;
  transfers: Array<{
    instrument: string;
    transferred_in: Int;
    transferred_out: Int;
  }>;
  cash: {
    deposits_fen: Int;
    withdrawals_fen: Int;
    to_trading_fen: Int;
    to_registry_fen: Int;
  };
  defaults: {
    set_aside: Int;
    open: Int;
    delivered_late: Int;
    covered: Int;
    cancelled: Int;
    covered_fen: Int;
  };
  bank: {
    received_fen: Int;
    paid_fen: Int;
    balance_fen: Int | null;
    expected_fen: Int | null;
    difference_fen: Int | null;
  };
};

/** The statements of fees (手续费对账单) of an account and month, with an invoice's data. */
export type FeeStatementRequest = {
  /** of the trades */
  month: string;
  /** without it the key's own */
  account?: Int;
};

/** The reply to `fee_statement`. */
export type FeeStatementReply = {
  account: Int;
  entity: Int;
  name: string;
  credit_code: string | null;
  month: string;
  first: string;
  last: string;
  venue: string;
  statements: Array<{
    statement: Int | null;
    invoice: string | null;
    corrects: Int | null;
    date: string | null;
    lines: Array<{
      method: "listed" | "block" | "auction";
      /** of a correction below 0 where fewer count */
      trades: Int;
      quantity: Int;
      amount_fen: Int;
      trading_fee_fen: Int;
      settlement_fee_fen: Int;
      fee_fen: Int;
      /** fee by amount, in millionths */
      rate_ppm: Int;
    }>;
    fee_fen: Int;
  }>;
};

/** Issue the statement of fees of a month that is over, or its correction. */
export type IssueFeeStatementRequest = {
  account: Int;
  /** of the trades */
  month: string;
};

/** The reply to `issue_fee_statement`. */
export type IssueFeeStatementReply = {
  /** its number; the last one's where nothing is new */
  statement: Int;
};

/** What giving units up would do, which changes nothing; refused as the act would be. */
export type ForeseeRequest = {
  /** the operation that is meant */
  act: "surrender" | "cancel" | "request_carry_over";
  account: Int;
  instrument: string;
  quantity: Int;
  /** as the operation takes it */
  year?: Int;
};

/** The reply to `foresee`. */
export type ForeseeReply = {
  kind:
    | "issue"
    | "freeze"
    | "unfreeze"
    | "deposit"
    | "withdrawal"
    | "transfer_in"
    | "transfer_out"
    | "transfer_done"
    | "transfer_returned"
    | "trade_units"
    | "trade_cash"
    | "trading_fee"
    | "settlement_fee"
    | "court_transfer"
    | "inheritance"
    | "pledge"
    | "pledge_release"
    | "cancellation"
    | "reversal"
    | "numbering"
    | "surrender"
    | "offset"
    | "carry_over_request"
    | "carry_over_release"
    | "carry_over"
    | "carry_over_issue"
    | "allocation_cut"
    | "application"
    | "application_end"
    | "entrusted_issue"
    | "forced_surrender"
    | "entrusted_rest"
    | "succession"
    | "recovery"
    | "reserve_in"
    | "reserve_fees"
    | "reserve_out"
    | "reserve_cover"
    | "recourse"
    | "trade_back"
    | "proceeds"
    | "bank_deposit"
    | "bank_suspense"
    | "suspense_assignment"
    | "suspense_return"
    | "payment_request"
    | "payment_withdrawn"
    | "payment_done"
    | "payment_returned"
    | "cash_to_trading"
    | "cash_to_registry"
    | "credit_issue"
    | "credit_cancellation"
    | "offset_freeze"
    | "offset_release"
    | "credit_offset"
    | "forced_cancellation";
  quantity: Int;
  to_state:
    | "registry_available"
    | "trading_available"
    | "frozen"
    | "pledged"
    | "carry_over"
    | "in_transit"
    | "surrendered"
    | "cancelled"
    | "frozen_by_number"
    | "offset_frozen"
    | "applied"
    | "entrusted"
    | "issued"
    | "cash_available"
    | "cash_in_transit"
    | "cash_registry"
    | "cash_payable"
    | "cash_suspense"
    | "bank";
  /** [first, last] of the first spans */
  units: Array<Array<Int>>;
  /** how many there are */
  unit_spans: Int;
  /** units owed for the year now */
  owed_before: Int | null;
  /** and then */
  owed_after: Int | null;
  /** a second representative has to approve it */
  approval: boolean;
};

/** Give a key rights for an entity; an empty list withdraws them. */
export type GiveRightsRequest = {
  entity: Int;
  key: string;
  name: string;
  rights: Array<string>;
  /** the ground: court order, contract */
  document: string;
  title?: string;
  /** first trading day */
  first?: string;
  /** last trading day */
  last?: string;
};

/** The reply to `give_rights`. */
export type GiveRightsReply = {
  /** number of the change */
  change: Int;
};

/** The rights of an entity's representatives. */
export type RightsRequest = {
  account?: Int;
  entity?: Int;
};

/** The reply to `rights`. */
export type RightsReply = {
  entity: Int;
  rights: Array<{
    number: Int;
    entity: Int;
    key: string;
    public_key: string;
    name: string;
    title: string;
    rights:
      | Array<"read"
      | "transfer"
      | "approve"
      | "surrender"
      | "apply">;
    first: string | null;
    last: string | null;
    time_ns: Int;
    who: string;
    document: string;
  }>;
};

/** What representatives have asked for and a second one has to approve. */
export type ProposalsRequest = {
  account?: Int;
  waiting?: boolean;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `proposals`. */
export type ProposalsReply = {
  proposals: Array<{
    number: Int;
    entity: Int;
    /** below 0: the registry's own */
    account: Int;
    operation: string;
    /** JSON */
    fields: string;
    maker: string;
    time_ns: Int;
    status: "waiting" | "approved" | "rejected";
    checker: string | null;
    decided_ns: Int;
    event: Int | null;
    note: string;
  }>;
  next: Int | null;
};

/** Approve a proposal of another representative, which does it. */
export type ApproveProposalRequest = {
  /** its number */
  proposal: Int;
  account?: Int;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `approve_proposal`. */
export type ApproveProposalReply = {
  proposal: Int;
  /** as the operation itself replies */
  event?: Int;
  payment?: Int;
  number?: Int;
  reference?: Int;
  application?: Int;
};

/** Reject a proposal. */
export type RejectProposalRequest = {
  /** its number */
  proposal: Int;
  account?: Int;
  /** a note beside it */
  note?: string;
};

/** The reply to `reject_proposal`. */
export type RejectProposalReply = {
  proposal: Int;
};

/**
 * State how an entity is related to another one, or to somebody by name; the same entity, relation
 * and party again replaces the days.
 */
export type RelateRequest = {
  entity: Int;
  /** what the party is to the entity */
  relation: "owner" | "controller" | "officer" | "concert";
  /** first day */
  first: string;
  /** the source: a report, a register */
  document: string;
  /** the party, where it is an entity of the registry */
  other?: Int;
  /** the party's name, where it is none */
  party?: string;
  /** last day; without it open */
  last?: string;
};

/** The reply to `relate`. */
export type RelateReply = {
  /** by which the exchange knows it */
  number: Int;
};

/** Take in a file of relations, all of it or nothing. */
export type RelationsFileRequest = {
  /** SHA-256 of the file, which was uploaded */
  digest: string;
  /** the name under which it is known */
  reference: string;
  /** why rows that were taken in before are meant */
  again?: string;
};

/** The reply to `relations_file`. */
export type RelationsFileReply = {
  /** stated */
  relations: Int;
};

/** The relations that count, in order of their numbers. */
export type RelationsRequest = {
  /** only its own, and those to it */
  entity?: Int;
  /** only those that hold on this day */
  date?: string;
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `relations`. */
export type RelationsReply = {
  relations: Array<{
    number: Int;
    entity: Int;
    /** `account`: the party is an account of it */
    relation:
      | "owner"
      | "controller"
      | "officer"
      | "concert"
      | "account";
    /** the party, an entity or account */
    other: Int | null;
    /** or its name */
    party: string | null;
    first: string;
    last: string | null;
    source: string;
    time_ns: Int;
    who: string;
  }>;
  next: Int | null;
};

/** Keep a part of a paper, which is known by its SHA-256. */
export type KeepPaperRequest = {
  account: Int;
  /** SHA-256 of the whole paper */
  digest: string;
  /** what it is called */
  name: string;
  /** of the whole paper, in bytes */
  size: Int;
  /** where the part begins, in bytes */
  start: Int;
  /** of all parts but the last 15,000 bytes */
  content: string;
};

/** The reply to `keep_paper`. */
export type KeepPaperReply = {
  /** bytes that have come */
  held: Int;
};

/** Submit a project; its public notice (公示) begins. */
export type SubmitProjectRequest = {
  account: Int;
  /** of the project */
  name: string;
  /** where it is */
  site: string;
  methodology: string;
  /** first day of its construction */
  construction: string;
  /** first day of the crediting period (计入期) */
  crediting_from: string;
  /** its last day */
  crediting_to: string;
  /** the body that is commissioned, by its entity */
  body: Int;
  /** SHA-256 of the design document (项目设计文件) */
  design: string;
  /** in English */
  name_en?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `submit_project`. */
export type SubmitProjectReply = {
  project: Int;
};

/** Give a project up before it is registered. */
export type WithdrawProjectRequest = {
  account: Int;
  /** number of the project */
  project: Int;
};

/** The reply to `withdraw_project`. */
export type WithdrawProjectReply = {
  project: Int;
};

/** Comment on a public notice, of a project or of an accounting period. */
export type CommentRequest = {
  /** who comments */
  name: string;
  /** the comment itself */
  text: string;
  project?: Int;
  period?: Int;
};

/** The reply to `comment`. */
export type CommentReply = {
  comment: Int;
};

/** The validation report (审定报告) of the project's body, once the notice is over. */
export type ReportValidationRequest = {
  account: Int;
  /** number of the project */
  project: Int;
  /** of the report */
  conclusion: "positive" | "negative";
  /** SHA-256 of the report */
  digest: string;
  /** full-time staff of the team */
  team: Int;
  /** of them of the field */
  of_field: Int;
  /** sites of the project */
  sites: Int;
  /** sites that were visited */
  visited: Int;
  /** comments that the report treats */
  comments?: Int;
  /** correction requests (整改要求) still open */
  open_requests?: Int;
  /** observations (观察项) for the verification */
  observations?: Int;
  /** days that the body waited for the owner */
  waited_days?: Int;
};

/** The reply to `report_validation`. */
export type ReportValidationReply = {
  project: Int;
};

/** Apply for the registration of a validated project. */
export type ApplyProjectRequest = {
  account: Int;
  /** number of the project */
  project: Int;
  /** SHA-256 of the letter of commitment (承诺书) */
  commitment: string;
};

/** The reply to `apply_project`. */
export type ApplyProjectReply = {
  project: Int;
};

/** Register a project under a number of its own (项目登记). */
export type RegisterProjectRequest = {
  project: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `register_project`. */
export type RegisterProjectReply = {
  project: Int;
};

/** Return a project's application with reasons. */
export type ReturnProjectRequest = {
  project: Int;
  /** why, for everybody to read */
  reasons: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `return_project`. */
export type ReturnProjectReply = {
  project: Int;
};

/** Cancel a registered project (项目注销); it is never registered again. */
export type CancelProjectRequest = {
  account: Int;
  /** number of the project */
  project: Int;
  /** why, for everybody to read */
  reasons: string;
};

/** The reply to `cancel_project`. */
export type CancelProjectReply = {
  project: Int;
};

/** Submit an accounting period (核算期) of a registered project; its public notice begins. */
export type SubmitPeriodRequest = {
  account: Int;
  /** number of the project */
  project: Int;
  /** first day of the period */
  first: string;
  /** its last day */
  last: string;
  /** tonnes of each calendar year */
  quantities: string;
  /** the body that is commissioned, by its entity */
  body: Int;
  /** SHA-256 of the accounting report (减排量核算报告) */
  report: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `submit_period`. */
export type SubmitPeriodReply = {
  period: Int;
};

/** Give an accounting period up. */
export type WithdrawPeriodRequest = {
  account: Int;
  /** number of the accounting period */
  period: Int;
};

/** The reply to `withdraw_period`. */
export type WithdrawPeriodReply = {
  period: Int;
};

/** The verification report (核查报告) of the period's body, which fixes the quantities. */
export type ReportVerificationRequest = {
  account: Int;
  /** number of the accounting period */
  period: Int;
  /** of the report */
  conclusion: "positive" | "negative";
  /** SHA-256 of the report */
  digest: string;
  /** full-time staff of the team */
  team: Int;
  /** of them of the field */
  of_field: Int;
  /** sites of the project */
  sites: Int;
  /** sites that were visited */
  visited: Int;
  /** comments that the report treats */
  comments?: Int;
  /** correction requests (整改要求) still open */
  open_requests?: Int;
  /** observations (观察项) for the verification */
  observations?: Int;
  /** days that the body waited for the owner */
  waited_days?: Int;
  /** tonnes of each calendar year */
  quantities: string;
};

/** The reply to `report_verification`. */
export type ReportVerificationReply = {
  period: Int;
};

/** Apply for the registration of exactly the verified quantity. */
export type ApplyCreditsRequest = {
  account: Int;
  /** number of the accounting period */
  period: Int;
  /** verified */
  quantity: Int;
  /** SHA-256 of the letter of commitment (承诺书) */
  commitment: string;
};

/** The reply to `apply_credits`. */
export type ApplyCreditsReply = {
  period: Int;
};

/** Register a period's credits (减排量登记): issued by year of production. */
export type RegisterCreditsRequest = {
  period: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `register_credits`. */
export type RegisterCreditsReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Return an application for credits with reasons. */
export type ReturnCreditsRequest = {
  period: Int;
  /** why, for everybody to read */
  reasons: string;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `return_credits`. */
export type ReturnCreditsReply = {
  period: Int;
};

/** Cancel credits for ever (注销), for a use that is named. */
export type CancelCreditsRequest = {
  account: Int;
  instrument: string;
  quantity?: Int;
  serials?: Array<string>;
  /** for what */
  kind:
    | "pilot_offset"
    | "event"
    | "own_emissions"
    | "voluntary";
  /** for whom, for everybody to read */
  beneficiary: string;
  /** for what, for everybody to read */
  purpose?: string;
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cancel_credits`. */
export type CancelCreditsReply = {
  /** its number in the public record */
  cancellation: Int;
};

/** Set a rule of the credits market from a day on, beside the published ones. */
export type SetCreditRuleRequest = {
  /** which rule */
  name:
    | "earliest_construction"
    | "earliest_production"
    | "application_years"
    | "notice_working_days"
    | "decision_working_days"
    | "report_days"
    | "team_least"
    | "team_of_field_least"
    | "sites_visited_least"
    | "bar_years"
    | "operators_most"
    | "natural_persons_open";
  /** a number, or a day as 20121109 */
  value: Int;
  /** the source of the rule */
  document: string;
  /** from this day on; without it always */
  from_date?: string;
};

/** The reply to `set_credit_rule`. */
export type SetCreditRuleReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Set what a methodology (项目方法学) is, beside the published ones. */
export type SetMethodologyRequest = {
  code: string;
  /** in Chinese */
  name: string;
  /** of a crediting period */
  years_least: Int;
  /** of a crediting period */
  years_most: Int;
  /** the source */
  document: string;
  /** in English */
  name_en?: string;
  /** first day on which credits may be applied for */
  applied_from?: string;
  /** last day on which credits may be applied for */
  applied_to?: string;
};

/** The reply to `set_methodology`. */
export type SetMethodologyReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Accredit a validation and verification body (审定与核查机构) for some fields. */
export type AccreditBodyRequest = {
  entity: Int;
  /** fields (领域) */
  fields: string;
  document: string;
  /** first day */
  first?: string;
  /** last day; without it open */
  last?: string;
};

/** The reply to `accredit_body`. */
export type AccreditBodyReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Strike a body off, for good. */
export type StrikeOffBodyRequest = {
  entity: Int;
  document: string;
};

/** The reply to `strike_off_body`. */
export type StrikeOffBodyReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Let an owner apply for nothing until a day, or for good. */
export type BarOwnerRequest = {
  entity: Int;
  document: string;
  /** last day; without it for good */
  last?: string;
};

/** The reply to `bar_owner`. */
export type BarOwnerReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** Revoke a project's registration (撤销登记) and bar its owner for the years of the rule. */
export type RevokeProjectRequest = {
  /** number of the project */
  project: Int;
  document: string;
};

/** The reply to `revoke_project`. */
export type RevokeProjectReply = {
  project: Int;
};

/** Cancel an account's credits by order of an authority (强制注销). */
export type ForceCancelRequest = {
  account: Int;
  instrument: string;
  quantity: Int;
  /** where they are */
  state?:
    | "registry_available"
    | "trading_available"
    | "frozen"
    | "pledged";
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `force_cancel`. */
export type ForceCancelReply = {
  /** its number in the public record */
  cancellation: Int;
};

/** Issue the certificate of a cancellation (注销证明), which is public from then on. */
export type CertifyCancellationRequest = {
  /** number in the public record */
  cancellation: Int;
  account?: Int;
};

/** The reply to `certify_cancellation`. */
export type CertifyCancellationReply = {
  certificate: {
    /** of the cancellation */
    number: Int;
    venue: string;
    kind:
      | "offset"
      | "pilot_offset"
      | "event"
      | "own_emissions"
      | "voluntary"
      | "forced";
    /** below 0: the registry's own */
    account: Int;
    holder: string;
    beneficiary: string;
    purpose: string;
    code: string;
    project: string;
    /** of production */
    year: Int;
    quantity: Int;
    serials: Array<string>;
    /** how many there are */
    ranges: Int;
    cancelled: string;
    date: string;
  };
  /** the code that proves it */
  proof: string;
};

/** Projects, with their states as the registry shows them. */
export type ProjectsRequest = {
  /** only those of this account */
  owner?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `projects`. */
export type ProjectsReply = {
  projects: Array<{
    number: Int;
    /** its registered number */
    code: string | null;
    /** below 0: the registry's own */
    account: Int;
    entity: Int;
    name: string;
    name_en: string;
    site: string;
    province: Int;
    methodology: string;
    construction: string;
    crediting_from: string;
    crediting_to: string;
    /** that validates */
    body: Int;
    /** where it is in its life */
    state:
      | "notice"
      | "reported"
      | "applied"
      | "registered"
      | "ended"
      | "cancelled"
      | "revoked";
    /** as the national registry numbers it */
    state_code: string | null;
    state_words: string;
    notice_from: string;
    /** last day of the public notice */
    notice_until: string;
    /** day of the body's report */
    reported: string | null;
    /** day of the application */
    applied: string | null;
    /** last day for the registry's decision */
    decide_by: string | null;
    /** day of that decision */
    decided: string | null;
    /** carried to the next verification */
    observations: Int;
    /** why it was returned or ended */
    reasons: string;
  }>;
  next: Int | null;
};

/** A project with its papers, reports and comments. */
export type ProjectRequest = {
  project: Int;
};

/** The reply to `project`. */
export type ProjectReply = {
  number: Int;
  /** its registered number */
  code: string | null;
  /** below 0: the registry's own */
  account: Int;
  entity: Int;
  name: string;
  name_en: string;
  site: string;
  province: Int;
  methodology: string;
  construction: string;
  crediting_from: string;
  crediting_to: string;
  /** that validates */
  body: Int;
  /** where it is in its life */
  state:
    | "notice"
    | "reported"
    | "applied"
    | "registered"
    | "ended"
    | "cancelled"
    | "revoked";
  /** as the national registry numbers it */
  state_code: string | null;
  state_words: string;
  notice_from: string;
  /** last day of the public notice */
  notice_until: string;
  /** day of the body's report */
  reported: string | null;
  /** day of the application */
  applied: string | null;
  /** last day for the registry's decision */
  decide_by: string | null;
  /** day of that decision */
  decided: string | null;
  /** carried to the next verification */
  observations: Int;
  /** why it was returned or ended */
  reasons: string;
  papers: Array<{
    kind: string;
    digest: string;
    date: string;
  }>;
  reports: Array<{
    body: Int;
    date: string;
    conclusion: "positive" | "negative";
    digest: string;
    team: Int;
    of_field: Int;
    sites: Int;
    visited: Int;
    observations: Int;
    waited_days: Int;
    /** beyond the term */
    over_days: Int;
  }>;
  comments: Array<{
    number: Int;
    date: string;
    name: string;
    text: string;
  }>;
};

/** Accounting periods (核算期) of a project, or all. */
export type PeriodsRequest = {
  project?: Int;
  /** only those of this account */
  owner?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `periods`. */
export type PeriodsReply = {
  periods: Array<{
    number: Int;
    project: Int;
    /** below 0: the registry's own */
    account: Int;
    first: string;
    last: string;
    /** that verifies */
    body: Int;
    /** 1, 2, … within the project */
    issue: Int | null;
    event: Int | null;
    quantities: Array<{
      year: Int;
      /** by the owner */
      claimed: Int;
      /** by the body */
      verified: Int;
    }>;
    /** where it is in its life */
    state:
      | "notice"
      | "reported"
      | "applied"
      | "registered"
      | "ended"
      | "cancelled"
      | "revoked";
    /** as the national registry numbers it */
    state_code: string | null;
    state_words: string;
    notice_from: string;
    /** last day of the public notice */
    notice_until: string;
    /** day of the body's report */
    reported: string | null;
    /** day of the application */
    applied: string | null;
    /** last day for the registry's decision */
    decide_by: string | null;
    /** day of that decision */
    decided: string | null;
    /** carried to the next verification */
    observations: Int;
    /** why it was returned or ended */
    reasons: string;
  }>;
  next: Int | null;
};

/** An accounting period with its papers, reports and comments. */
export type PeriodRequest = {
  period: Int;
};

/** The reply to `period`. */
export type PeriodReply = {
  number: Int;
  project: Int;
  /** below 0: the registry's own */
  account: Int;
  first: string;
  last: string;
  /** that verifies */
  body: Int;
  /** 1, 2, … within the project */
  issue: Int | null;
  event: Int | null;
  quantities: Array<{
    year: Int;
    /** by the owner */
    claimed: Int;
    /** by the body */
    verified: Int;
  }>;
  /** where it is in its life */
  state:
    | "notice"
    | "reported"
    | "applied"
    | "registered"
    | "ended"
    | "cancelled"
    | "revoked";
  /** as the national registry numbers it */
  state_code: string | null;
  state_words: string;
  notice_from: string;
  /** last day of the public notice */
  notice_until: string;
  /** day of the body's report */
  reported: string | null;
  /** day of the application */
  applied: string | null;
  /** last day for the registry's decision */
  decide_by: string | null;
  /** day of that decision */
  decided: string | null;
  /** carried to the next verification */
  observations: Int;
  /** why it was returned or ended */
  reasons: string;
  papers: Array<{
    kind: string;
    digest: string;
    date: string;
  }>;
  reports: Array<{
    body: Int;
    date: string;
    conclusion: "positive" | "negative";
    digest: string;
    team: Int;
    of_field: Int;
    sites: Int;
    visited: Int;
    observations: Int;
    waited_days: Int;
    /** beyond the term */
    over_days: Int;
  }>;
  comments: Array<{
    number: Int;
    date: string;
    name: string;
    text: string;
  }>;
};

/** A part of a paper that belongs to a project or period. */
export type PaperRequest = {
  /** SHA-256 of the paper */
  digest: string;
  /** where the part begins, in bytes */
  start?: Int;
};

/** The reply to `paper`. */
export type PaperReply = {
  name: string;
  size: Int;
  /** base64 */
  content: string;
  next: Int | null;
};

/** Applications that wait for the registry's decision. */
export type CreditTasksRequest = {};

/** The reply to `credit_tasks`. */
export type CreditTasksReply = {
  credit_tasks: Array<{
    subject: "project" | "period";
    number: Int;
    project: Int;
    applied: string;
    decide_by: string;
    overdue: boolean;
  }>;
};

/** What was issued of each code, and how much of it was cancelled. */
export type IssuedCreditsRequest = {};

/** The reply to `issued_credits`. */
export type IssuedCreditsReply = {
  issued_credits: Array<{
    instrument: string;
    project: Int;
    code: string;
    name: string;
    methodology: string;
    /** of production */
    year: Int;
    issued: Int;
    cancelled: Int;
    outstanding: Int;
  }>;
};

/** The public record of cancellations. */
export type CancellationsRequest = {
  /** only those of this account */
  owner?: Int;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `cancellations`. */
export type CancellationsReply = {
  cancellations: Array<{
    number: Int;
    event: Int;
    /** below 0: the registry's own */
    account: Int;
    instrument: string;
    quantity: Int;
    kind:
      | "offset"
      | "pilot_offset"
      | "event"
      | "own_emissions"
      | "voluntary"
      | "forced";
    beneficiary: string;
    purpose: string;
    /** of the obligation */
    year: Int | null;
    date: string;
    project: Int;
    code: string;
    name: string;
    /** year of production */
    produced: Int;
    /** day of its certificate */
    certified: string | null;
    /** [first, last] code of the first ranges */
    units: Array<Array<string>>;
    /** how many there are */
    unit_spans: Int;
  }>;
  next: Int | null;
};

/** Whether a certificate of cancellation was issued here. */
export type VerifyCancellationRequest = {
  proof: string;
};

/** The reply to `verify_cancellation`. */
export type VerifyCancellationReply = {
  certificate: {
    /** of the cancellation */
    number: Int;
    venue: string;
    kind:
      | "offset"
      | "pilot_offset"
      | "event"
      | "own_emissions"
      | "voluntary"
      | "forced";
    /** below 0: the registry's own */
    account: Int;
    holder: string;
    beneficiary: string;
    purpose: string;
    code: string;
    project: string;
    /** of production */
    year: Int;
    quantity: Int;
    serials: Array<string>;
    /** how many there are */
    ranges: Int;
    cancelled: string;
    date: string;
  };
  public_key: string;
};

/** Validation and verification bodies with their fields. */
export type BodiesRequest = {};

/** The reply to `bodies`. */
export type BodiesReply = {
  bodies: Array<{
    entity: Int;
    fields: Array<Int>;
    first: string | null;
    last: string | null;
    struck_off: boolean;
    document: string;
  }>;
};

/** Owners that may not apply. */
export type BarredOwnersRequest = {};

/** The reply to `barred_owners`. */
export type BarredOwnersReply = {
  barred_owners: Array<{
    number: Int;
    entity: Int;
    first: string;
    last: string | null;
    document: string;
  }>;
};

/** Methodologies as they count now, with their sources. */
export type MethodologiesRequest = {};

/** The reply to `methodologies`. */
export type MethodologiesReply = {
  methodologies: Array<{
    code: string;
    name: string;
    name_en: string;
    years_least: Int;
    years_most: Int;
    applied_from: string | null;
    applied_to: string | null;
    source: string;
  }>;
};

/** The dated rules of the credits market, with their sources. */
export type CreditRulesRequest = {};

/** The reply to `credit_rules`. */
export type CreditRulesReply = {
  credit_rules: Array<{
    name: string;
    from_day: string | null;
    value: Int;
    source: string;
    words: string;
  }>;
};

/** Acts of the registry's staff that await a second key, or awaited one. */
export type ApprovalsRequest = {
  waiting?: boolean;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `approvals`. */
export type ApprovalsReply = {
  approvals: Array<{
    number: Int;
    operation: string;
    /** what was asked */
    request: unknown;
    /** id of the key that asked */
    maker: string;
    time_ns: Int;
    /** then it lapses */
    until_ns: Int;
    status:
      | "awaits"
      | "approved"
      | "refused"
      | "withdrawn"
      | "lapsed";
    decided_by: string | null;
    decided_ns: Int;
    reason: string;
    led_to: Int | null;
    /** this key may approve it */
    yours: boolean;
  }>;
  next: Int | null;
};

/** Approve an act that another key has asked, which does it. */
export type ApproveActRequest = {
  /** its number */
  act: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `approve_act`. */
export type ApproveActReply = {
  act: Int;
  operation: string;
  /** number of the event, or of the change */
  led_to: Int;
};

/** End an act that another key has asked, with a reason. */
export type RefuseActRequest = {
  /** its number */
  act: Int;
  /** why */
  reason: string;
};

/** The reply to `refuse_act`. */
export type RefuseActReply = {
  act: Int;
};

/** End an act that this key has asked. */
export type WithdrawActRequest = {
  /** its number */
  act: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `withdraw_act`. */
export type WithdrawActReply = {
  act: Int;
};

/** Whether registry and exchange know the same history. */
export type StandingRequest = {};

/** The reply to `standing`. */
export type StandingReply = {
  state:
    | "sound"
    | "registry_behind"
    | "exchange_behind"
    | "registry_differs"
    | "exchange_not_asked";
  sentence: string;
  catching_up: boolean;
};

/** One step of catching up with the exchange. */
export type CatchUpRequest = {
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** where lost cash came from */
  cash?: "registry" | "bank";
};

/** The reply to `catch_up`. */
export type CatchUpReply = {
  /** entered again */
  transfers: Int;
  /** entered again */
  days: Int;
  waits_for: string | null;
  done: boolean;
  state:
    | "sound"
    | "registry_behind"
    | "exchange_behind"
    | "registry_differs"
    | "exchange_not_asked";
  sentence: string;
  catching_up: boolean;
};

/** Set the rules of delivery defaults; the last ones set apply to what comes. */
export type SetDefaultRulesRequest = {
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** until when, in Shanghai; without it there is no time to top up */
  top_up?: string;
  /** which trading day after delivery */
  top_up_days?: Int;
  /** what happens then: settle covers or cancels at once, wait leaves it to the operator */
  at_deadline?: "settle" | "wait";
  /** share of a day's fees into the reserve, hundredths of a percent */
  fee_share_bp?: Int;
  /** hold every day, for objections */
  hold_results?: boolean;
};

/** The reply to `set_default_rules`. */
export type SetDefaultRulesReply = {
  /** number of what was set; the last one counts */
  number: Int;
};

/** The rules of delivery defaults. */
export type DefaultRulesRequest = {};

/** The reply to `default_rules`. */
export type DefaultRulesReply = {
  /** time of the day */
  top_up: string | null;
  top_up_days: Int;
  at_deadline: "settle" | "wait";
  fee_share_bp: Int;
  hold_results: boolean;
};

/** Delivery defaults (交收违约). */
export type DefaultsRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
  account?: Int;
  date?: string;
  /** only those open or with a claim */
  standing?: boolean;
};

/** The reply to `defaults`. */
export type DefaultsReply = {
  defaults: Array<{
    default: Int;
    date: string;
    status:
      | "open"
      | "delivered"
      | "covered"
      | "repaid"
      | "written_off"
      | "cancelled";
    account: Int;
    entity: Int;
    short_of: "units" | "cash";
    /** of units */
    missing?: Int;
    /** of cash */
    missing_fen?: Int;
    /** in Shanghai */
    deadline: string;
    deadline_ns: Int;
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    quantity: Int;
    amount_fen: Int;
    buyer: Int | null;
    seller: Int | null;
    covered_fen: Int;
    repaid_fen: Int;
    written_off_fen: Int;
    outstanding_fen: Int;
  }>;
  next: Int | null;
};

/** A delivery default and all that happened to it. */
export type DefaultRequest = {
  /** number of the default */
  default: Int;
  account?: Int;
};

/** The reply to `default`. */
export type DefaultReply = {
  default: {
    default: Int;
    date: string;
    status:
      | "open"
      | "delivered"
      | "covered"
      | "repaid"
      | "written_off"
      | "cancelled";
    account: Int;
    entity: Int;
    short_of: "units" | "cash";
    /** of units */
    missing?: Int;
    /** of cash */
    missing_fen?: Int;
    /** in Shanghai */
    deadline: string;
    deadline_ns: Int;
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    quantity: Int;
    amount_fen: Int;
    buyer: Int | null;
    seller: Int | null;
    covered_fen: Int;
    repaid_fen: Int;
    written_off_fen: Int;
    outstanding_fen: Int;
  };
  acts: Array<{
    number: Int;
    default: Int;
    what:
      | "opened"
      | "deadline_set"
      | "delivered"
      | "covered"
      | "cancelled"
      | "repaid"
      | "written_off";
    time_ns: Int;
    date: string | null;
    amount_fen: Int;
    deadline: string | null;
    event: Int | null;
    who: string;
    role: string;
    document: string | null;
    note: string | null;
  }>;
};

/** What happened to defaults above a number; waits for the next act where there is none. */
export type DefaultNoticesRequest = {
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
  account?: Int;
  /** how long an answer waits for news */
  wait_ms?: Int;
};

/** The reply to `default_notices`. */
export type DefaultNoticesReply = {
  notices: Array<{
    number: Int;
    default: Int;
    what:
      | "opened"
      | "deadline_set"
      | "delivered"
      | "covered"
      | "cancelled"
      | "repaid"
      | "written_off";
    time_ns: Int;
    date: string | null;
    amount_fen: Int;
    deadline: string | null;
    event: Int | null;
    who: string;
    role: string;
    document: string | null;
    note: string | null;
    case: {
      default: Int;
      date: string;
      status:
        | "open"
        | "delivered"
        | "covered"
        | "repaid"
        | "written_off"
        | "cancelled";
      account: Int;
      entity: Int;
      short_of: "units" | "cash";
      /** of units */
      missing?: Int;
      /** of cash */
      missing_fen?: Int;
      /** in Shanghai */
      deadline: string;
      deadline_ns: Int;
      method: "listed" | "block" | "auction";
      trade: Int;
      instrument: string;
      quantity: Int;
      amount_fen: Int;
      buyer: Int | null;
      seller: Int | null;
      covered_fen: Int;
      repaid_fen: Int;
      written_off_fen: Int;
      outstanding_fen: Int;
    };
  }>;
  last: Int;
};

/** Set until when a default may be made good. */
export type SetDefaultDeadlineRequest = {
  /** number of the default */
  default: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  date: string;
  /** time in Shanghai */
  time: string;
};

/** The reply to `set_default_deadline`. */
export type SetDefaultDeadlineReply = {
  deadline_ns: Int;
};

/** Pay what is missing out of the reserve, past the deadline. */
export type CoverDefaultRequest = {
  /** number of the default */
  default: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cover_default`. */
export type CoverDefaultReply = {
  event: Int | null;
};

/** Cancel a trade in default, past the deadline. */
export type CancelDefaultRequest = {
  /** number of the default */
  default: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `cancel_default`. */
export type CancelDefaultReply = {
  event: Int | null;
};

/** Repay what the reserve has paid, out of the account's cash. */
export type RepayDefaultRequest = {
  /** number of the default */
  default: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document?: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `repay_default`. */
export type RepayDefaultReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Write a part of the reserve's claim off. */
export type WriteOffDefaultRequest = {
  /** number of the default */
  default: Int;
  amount_fen: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `write_off_default`. */
export type WriteOffDefaultReply = {
  outstanding_fen: Int;
};

/** Hold a day for objections no longer. */
export type ReleaseDayRequest = {
  date: string;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `release_day`. */
export type ReleaseDayReply = {
  /** number of the change */
  change: Int;
};

/** The settlement reserve (结算风险准备金). */
export type ReserveRequest = {};

/** The reply to `reserve`. */
export type ReserveReply = {
  available_fen: Int;
  paid_in_fen: Int;
  fees_fen: Int;
  paid_out_fen: Int;
  covered_fen: Int;
  repaid_fen: Int;
  /** paid for others and not come back */
  claims_fen: Int;
};

/** Pay into the reserve. */
export type PayIntoReserveRequest = {
  amount_fen: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `pay_into_reserve`. */
export type PayIntoReserveReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Put fee income into the reserve. */
export type FeesIntoReserveRequest = {
  amount_fen: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `fees_into_reserve`. */
export type FeesIntoReserveReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Pay out of the reserve. */
export type PayOutOfReserveRequest = {
  amount_fen: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `pay_out_of_reserve`. */
export type PayOutOfReserveReply = {
  /** number of its first journal entry */
  event: Int;
};

/** Object to the result of a day, or to one of the account's trades. */
export type ObjectRequest = {
  /** that objects */
  account: Int;
  date: string;
  /** what is wrong */
  text: string;
  /** of the trade */
  method?: "listed" | "block" | "auction";
  /** the trade it is about; without it the day as a whole */
  trade?: Int;
};

/** The reply to `object`. */
export type ObjectReply = {
  /** its number */
  objection: Int;
};

/** Objections and their answers. */
export type ObjectionsRequest = {
  account?: Int;
  date?: string;
  /** `next` of the page before */
  after?: Int;
  /** rows of a page */
  limit?: Int;
};

/** The reply to `objections`. */
export type ObjectionsReply = {
  objections: Array<{
    objection: Int;
    time_ns: Int;
    /** below 0: the registry's own */
    account: Int;
    date: string;
    method: "listed" | "block" | "auction" | null;
    trade: Int | null;
    text: string;
    who: string;
    status: "open" | "upheld" | "rejected";
    reason: string | null;
    event: Int | null;
    answered_by: string | null;
  }>;
  next: Int | null;
};

/** Whether a day's result is accepted, and until when it may be objected to. */
export type ResultRequest = {
  date: string;
};

/** The reply to `result`. */
export type ResultReply = {
  date: string;
  status:
    | "collecting"
    | "closed"
    | "confirmed"
    | "delivered"
    | "done";
  accepted: boolean;
  objections_until: string;
};

/** Uphold an objection and take back what it is about. */
export type UpholdObjectionRequest = {
  /** number of the objection */
  objection: Int;
  /** why, for the one who objected */
  reason: string;
  /** the ground: court order, contract */
  document: string;
  /** the event to take back; without it the trade */
  event?: Int;
  /** the client's own name of this request */
  client_reference?: string;
};

/** The reply to `uphold_objection`. */
export type UpholdObjectionReply = {
  /** the event that takes back */
  event: Int;
};

/** Reject an objection. */
export type RejectObjectionRequest = {
  /** number of the objection */
  objection: Int;
  /** why, for the one who objected */
  reason: string;
  /** the ground: court order, contract */
  document: string;
};

/** The reply to `reject_objection`. */
export type RejectObjectionReply = {
  /** its number */
  objection: Int;
};

/**
 * Deliver the units of trades that follow one another, if the same fail as the exchange expects;
 * asked again it answers what was done.
 */
export type DeliverUnitsRequest = {
  /** the day, which is confirmed */
  date: string;
  /** number of the first trade in the settlement stream */
  first: Int;
  /** number of the last one */
  last: Int;
  /** trades that lack cash */
  cash_short: Array<{
    /** of the trade */
    seq: Int;
    /** who is short */
    account: Int;
  }>;
  /** trades that are expected to lack units */
  units_short: Array<Int>;
};

/** The reply to `deliver_units`. */
export type DeliverUnitsReply = {
  /** number of the last trade that is delivered; 0: nothing was done */
  through: Int;
  /** those of them that failed */
  failed: Array<{
    seq: Int;
    reason: string;
  }>;
  /** those that lack units, where they are others */
  short: Array<{
    seq: Int;
    account: Int;
  }>;
};

/** Take the units of a delivered trade back, for an objection that the exchange upholds. */
export type TakeBackUnitsRequest = {
  /** who objected */
  account: Int;
  /** the day of the trade */
  date: string;
  /** of the trade */
  method: "listed" | "block" | "auction";
  /** its number */
  trade: Int;
  /** the ground: court order, contract */
  document: string;
  /** a note beside it */
  note?: string;
};

/** The reply to `take_back_units`. */
export type TakeBackUnitsReply = {
  /** the event that takes back; 0: it has failed already */
  event: Int;
};

/** The first message of a connection, always text. */
export type Challenge = {
  type: "challenge";
  /** version of the protocol */
  protocol: Int;
  /** kind of server */
  server: "registry";
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

/** An alert of compliance risk, after `follow_alerts`. */
export type Alert = {
  type: "alert";
  number: Int;
  time_ns: Int;
  date: string | null;
  name: string;
  entity: Int;
  year: Int;
  kind:
    | "shortfall"
    | "over_selling"
    | "overdue"
    | "delivery_default";
  /** 0: lifted */
  shortfall: Int;
  outstanding: Int;
  available: Int;
  offered: Int;
  days_left: Int;
  /** how grave; empty: lifted, or no year's obligation */
  level: "" | "low" | "medium" | "high";
  due: Int;
  /** free, at the exchange and in the registry */
  cash_fen: Int;
  /** lowest last close of a vintage that pays, 0.01 CNY; 0: none */
  price: Int;
};

/** What each operation asks and answers. */
export interface Operations {
  log_on: [LogOnRequest, LogOnReply];
  market: [MarketRequest, MarketReply];
  accounts: [AccountsRequest, AccountsReply];
  holdings: [HoldingsRequest, HoldingsReply];
  cash: [CashRequest, CashReply];
  journal: [JournalRequest, JournalReply];
  trades: [TradesRequest, TradesReply];
  statement: [StatementRequest, StatementReply];
  summary: [SummaryRequest, SummaryReply];
  transfers: [TransfersRequest, TransfersReply];
  reconcile: [ReconcileRequest, ReconcileReply];
  settled: [SettledRequest, SettledReply];
  open_account: [OpenAccountRequest, OpenAccountReply];
  allocate: [AllocateRequest, AllocateReply];
  freeze: [FreezeRequest, FreezeReply];
  unfreeze: [UnfreezeRequest, UnfreezeReply];
  deposit: [DepositRequest, DepositReply];
  withdraw: [WithdrawRequest, WithdrawReply];
  transfer_in: [TransferInRequest, TransferInReply];
  transfer_out: [TransferOutRequest, TransferOutReply];
  cash_to_trading: [CashToTradingRequest, CashToTradingReply];
  cash_to_registry: [CashToRegistryRequest, CashToRegistryReply];
  court_transfer: [CourtTransferRequest, CourtTransferReply];
  inherit: [InheritRequest, InheritReply];
  pledge: [PledgeRequest, PledgeReply];
  release: [ReleaseRequest, ReleaseReply];
  cancel: [CancelRequest, CancelReply];
  open_entity: [OpenEntityRequest, OpenEntityReply];
  set_city: [SetCityRequest, SetCityReply];
  set_entity_status: [SetEntityStatusRequest, SetEntityStatusReply];
  set_account_status: [SetAccountStatusRequest, SetAccountStatusReply];
  name_representative: [NameRepresentativeRequest, NameRepresentativeReply];
  set_transfer_window: [SetTransferWindowRequest, SetTransferWindowReply];
  transfer_windows: [TransferWindowsRequest, TransferWindowsReply];
  reverse: [ReverseRequest, ReverseReply];
  upload: [UploadRequest, UploadReply];
  allocate_file: [AllocateFileRequest, AllocateFileReply];
  open_instrument: [OpenInstrumentRequest, OpenInstrumentReply];
  instruments: [InstrumentsRequest, InstrumentsReply];
  entities: [EntitiesRequest, EntitiesReply];
  entity: [EntityRequest, EntityReply];
  trace: [TraceRequest, TraceReply];
  blocks: [BlocksRequest, BlocksReply];
  events: [EventsRequest, EventsReply];
  event: [EventRequest, EventReply];
  changes: [ChangesRequest, ChangesReply];
  check: [CheckRequest, CheckReply];
  collect_proceeds: [CollectProceedsRequest, CollectProceedsReply];
  bank_deposits: [BankDepositsRequest, BankDepositsReply];
  assign_suspense: [AssignSuspenseRequest, AssignSuspenseReply];
  return_suspense: [ReturnSuspenseRequest, ReturnSuspenseReply];
  suspense: [SuspenseRequest, SuspenseReply];
  set_bank_account: [SetBankAccountRequest, SetBankAccountReply];
  bank_account: [BankAccountRequest, BankAccountReply];
  request_payment: [RequestPaymentRequest, RequestPaymentReply];
  withdraw_payment: [WithdrawPaymentRequest, WithdrawPaymentReply];
  payments: [PaymentsRequest, PaymentsReply];
  cut_payments: [CutPaymentsRequest, CutPaymentsReply];
  payment_files: [PaymentFilesRequest, PaymentFilesReply];
  payment_file: [PaymentFileRequest, PaymentFileReply];
  bank_answer: [BankAnswerRequest, BankAnswerReply];
  bank_balance: [BankBalanceRequest, BankBalanceReply];
  bank_position: [BankPositionRequest, BankPositionReply];
  set_rule: [SetRuleRequest, SetRuleReply];
  rules: [RulesRequest, RulesReply];
  law: [LawRequest, LawReply];
  law_rows: [LawRowsRequest, LawRowsReply];
  set_law: [SetLawRequest, SetLawReply];
  set_year: [SetYearRequest, SetYearReply];
  vintages: [VintagesRequest, VintagesReply];
  set_vintages: [SetVintagesRequest, SetVintagesReply];
  set_carry_over: [SetCarryOverRequest, SetCarryOverReply];
  order_to_correct: [OrderToCorrectRequest, OrderToCorrectReply];
  impose_fine: [ImposeFineRequest, ImposeFineReply];
  cut_allocation: [CutAllocationRequest, CutAllocationReply];
  stop_production: [StopProductionRequest, StopProductionReply];
  end_sanction: [EndSanctionRequest, EndSanctionReply];
  sanctions: [SanctionsRequest, SanctionsReply];
  sanction: [SanctionRequest, SanctionReply];
  emissions_file: [EmissionsFileRequest, EmissionsFileReply];
  position: [PositionRequest, PositionReply];
  positions: [PositionsRequest, PositionsReply];
  surrender: [SurrenderRequest, SurrenderReply];
  carry_over_room: [CarryOverRoomRequest, CarryOverRoomReply];
  request_carry_over: [RequestCarryOverRequest, RequestCarryOverReply];
  grant_carry_over: [GrantCarryOverRequest, GrantCarryOverReply];
  release_carry_over: [ReleaseCarryOverRequest, ReleaseCarryOverReply];
  completion: [CompletionRequest, CompletionReply];
  late: [LateRequest, LateReply];
  file_application: [FileApplicationRequest, FileApplicationReply];
  applications: [ApplicationsRequest, ApplicationsReply];
  approve_application: [ApproveApplicationRequest, ApproveApplicationReply];
  return_application: [ReturnApplicationRequest, ReturnApplicationReply];
  withdraw_application: [WithdrawApplicationRequest, WithdrawApplicationReply];
  set_distribution: [SetDistributionRequest, SetDistributionReply];
  distributions: [DistributionsRequest, DistributionsReply];
  issue_entrusted: [IssueEntrustedRequest, IssueEntrustedReply];
  force_surrender: [ForceSurrenderRequest, ForceSurrenderReply];
  object_to_result: [ObjectToResultRequest, ObjectToResultReply];
  result_objections: [ResultObjectionsRequest, ResultObjectionsReply];
  decide_objection: [DecideObjectionRequest, DecideObjectionReply];
  merge_entity: [MergeEntityRequest, MergeEntityReply];
  split_entity: [SplitEntityRequest, SplitEntityReply];
  close_entity: [CloseEntityRequest, CloseEntityReply];
  successions: [SuccessionsRequest, SuccessionsReply];
  acknowledge_alert: [AcknowledgeAlertRequest, AcknowledgeAlertReply];
  waiting: [WaitingRequest, WaitingReply];
  assess_alerts: [AssessAlertsRequest, AssessAlertsReply];
  alerts: [AlertsRequest, AlertsReply];
  follow_alerts: [FollowAlertsRequest, FollowAlertsReply];
  certify: [CertifyRequest, CertifyReply];
  verify_certificate: [VerifyCertificateRequest, VerifyCertificateReply];
  link_registry: [LinkRegistryRequest, LinkRegistryReply];
  unlink_registry: [UnlinkRegistryRequest, UnlinkRegistryReply];
  registry_link: [RegistryLinkRequest, RegistryLinkReply];
  offset: [OffsetRequest, OffsetReply];
  withdraw_offset: [WithdrawOffsetRequest, WithdrawOffsetReply];
  approve_offset: [ApproveOffsetRequest, ApproveOffsetReply];
  offsets: [OffsetsRequest, OffsetsReply];
  offset_state: [OffsetStateRequest, OffsetStateReply];
  bind_account: [BindAccountRequest, BindAccountReply];
  unbind_account: [UnbindAccountRequest, UnbindAccountReply];
  bindings: [BindingsRequest, BindingsReply];
  offset_order: [OffsetOrderRequest, OffsetOrderReply];
  offset_orders: [OffsetOrdersRequest, OffsetOrdersReply];
  certificates: [CertificatesRequest, CertificatesReply];
  certificate_file: [CertificateFileRequest, CertificateFileReply];
  check_certificate: [CheckCertificateRequest, CheckCertificateReply];
  cancelled_units: [CancelledUnitsRequest, CancelledUnitsReply];
  audit: [AuditRequest, AuditReply];
  bulletin: [BulletinRequest, BulletinReply];
  fee_statement: [FeeStatementRequest, FeeStatementReply];
  issue_fee_statement: [IssueFeeStatementRequest, IssueFeeStatementReply];
  foresee: [ForeseeRequest, ForeseeReply];
  give_rights: [GiveRightsRequest, GiveRightsReply];
  rights: [RightsRequest, RightsReply];
  proposals: [ProposalsRequest, ProposalsReply];
  approve_proposal: [ApproveProposalRequest, ApproveProposalReply];
  reject_proposal: [RejectProposalRequest, RejectProposalReply];
  relate: [RelateRequest, RelateReply];
  relations_file: [RelationsFileRequest, RelationsFileReply];
  relations: [RelationsRequest, RelationsReply];
  keep_paper: [KeepPaperRequest, KeepPaperReply];
  submit_project: [SubmitProjectRequest, SubmitProjectReply];
  withdraw_project: [WithdrawProjectRequest, WithdrawProjectReply];
  comment: [CommentRequest, CommentReply];
  report_validation: [ReportValidationRequest, ReportValidationReply];
  apply_project: [ApplyProjectRequest, ApplyProjectReply];
  register_project: [RegisterProjectRequest, RegisterProjectReply];
  return_project: [ReturnProjectRequest, ReturnProjectReply];
  cancel_project: [CancelProjectRequest, CancelProjectReply];
  submit_period: [SubmitPeriodRequest, SubmitPeriodReply];
  withdraw_period: [WithdrawPeriodRequest, WithdrawPeriodReply];
  report_verification: [ReportVerificationRequest, ReportVerificationReply];
  apply_credits: [ApplyCreditsRequest, ApplyCreditsReply];
  register_credits: [RegisterCreditsRequest, RegisterCreditsReply];
  return_credits: [ReturnCreditsRequest, ReturnCreditsReply];
  cancel_credits: [CancelCreditsRequest, CancelCreditsReply];
  set_credit_rule: [SetCreditRuleRequest, SetCreditRuleReply];
  set_methodology: [SetMethodologyRequest, SetMethodologyReply];
  accredit_body: [AccreditBodyRequest, AccreditBodyReply];
  strike_off_body: [StrikeOffBodyRequest, StrikeOffBodyReply];
  bar_owner: [BarOwnerRequest, BarOwnerReply];
  revoke_project: [RevokeProjectRequest, RevokeProjectReply];
  force_cancel: [ForceCancelRequest, ForceCancelReply];
  certify_cancellation: [CertifyCancellationRequest, CertifyCancellationReply];
  projects: [ProjectsRequest, ProjectsReply];
  project: [ProjectRequest, ProjectReply];
  periods: [PeriodsRequest, PeriodsReply];
  period: [PeriodRequest, PeriodReply];
  paper: [PaperRequest, PaperReply];
  credit_tasks: [CreditTasksRequest, CreditTasksReply];
  issued_credits: [IssuedCreditsRequest, IssuedCreditsReply];
  cancellations: [CancellationsRequest, CancellationsReply];
  verify_cancellation: [VerifyCancellationRequest, VerifyCancellationReply];
  bodies: [BodiesRequest, BodiesReply];
  barred_owners: [BarredOwnersRequest, BarredOwnersReply];
  methodologies: [MethodologiesRequest, MethodologiesReply];
  credit_rules: [CreditRulesRequest, CreditRulesReply];
  approvals: [ApprovalsRequest, ApprovalsReply];
  approve_act: [ApproveActRequest, ApproveActReply];
  refuse_act: [RefuseActRequest, RefuseActReply];
  withdraw_act: [WithdrawActRequest, WithdrawActReply];
  standing: [StandingRequest, StandingReply];
  catch_up: [CatchUpRequest, CatchUpReply];
  set_default_rules: [SetDefaultRulesRequest, SetDefaultRulesReply];
  default_rules: [DefaultRulesRequest, DefaultRulesReply];
  defaults: [DefaultsRequest, DefaultsReply];
  default: [DefaultRequest, DefaultReply];
  default_notices: [DefaultNoticesRequest, DefaultNoticesReply];
  set_default_deadline: [SetDefaultDeadlineRequest, SetDefaultDeadlineReply];
  cover_default: [CoverDefaultRequest, CoverDefaultReply];
  cancel_default: [CancelDefaultRequest, CancelDefaultReply];
  repay_default: [RepayDefaultRequest, RepayDefaultReply];
  write_off_default: [WriteOffDefaultRequest, WriteOffDefaultReply];
  release_day: [ReleaseDayRequest, ReleaseDayReply];
  reserve: [ReserveRequest, ReserveReply];
  pay_into_reserve: [PayIntoReserveRequest, PayIntoReserveReply];
  fees_into_reserve: [FeesIntoReserveRequest, FeesIntoReserveReply];
  pay_out_of_reserve: [PayOutOfReserveRequest, PayOutOfReserveReply];
  object: [ObjectRequest, ObjectReply];
  objections: [ObjectionsRequest, ObjectionsReply];
  result: [ResultRequest, ResultReply];
  uphold_objection: [UpholdObjectionRequest, UpholdObjectionReply];
  reject_objection: [RejectObjectionRequest, RejectObjectionReply];
  deliver_units: [DeliverUnitsRequest, DeliverUnitsReply];
  take_back_units: [TakeBackUnitsRequest, TakeBackUnitsReply];
}

/** What the server sends unasked. */
export type Pushed = Challenge | Heartbeat | Alert;
