// What a feed takes and sends.
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
  /** that this key hears */
  channels:
    | Array<"depth"
    | "depth_20"
    | "depth_orders"
    | "trades"
    | "summary"
    | "bars_1m"
    | "bars_5m"
    | "bars_15m"
    | "bars_60m"
    | "composite"
    | "status"
    | "bulletin"
    | "auctions"
    | "blocks"
    | "announcements"
    | "settlement">;
};

/** Hear a channel; what it says now comes first. */
export type SubscribeRequest = {
  channel:
    | "depth"
    | "depth_20"
    | "depth_orders"
    | "trades"
    | "summary"
    | "bars_1m"
    | "bars_5m"
    | "bars_15m"
    | "bars_60m"
    | "composite"
    | "status"
    | "bulletin"
    | "auctions"
    | "blocks"
    | "announcements"
    | "settlement";
  /** without it all */
  instrument?: string;
  /** first number wanted, instead of a snapshot */
  from?: Int;
  /** the venue's id that `from` belongs to; at another one `from` is passed over */
  epoch?: string;
  /** of an absolute channel the latest at most as often, not every one */
  every_ms?: Int;
};

/** The reply to `subscribe`. */
export type SubscribeReply = {
  channel:
    | "depth"
    | "depth_20"
    | "depth_orders"
    | "trades"
    | "summary"
    | "bars_1m"
    | "bars_5m"
    | "bars_15m"
    | "bars_60m"
    | "composite"
    | "status"
    | "bulletin"
    | "auctions"
    | "blocks"
    | "announcements"
    | "settlement";
  instrument: string | null;
  epoch: string;
  /** the next number to come */
  next: Int | null;
};

/** Hear a channel no longer. */
export type UnsubscribeRequest = {
  channel:
    | "depth"
    | "depth_20"
    | "depth_orders"
    | "trades"
    | "summary"
    | "bars_1m"
    | "bars_5m"
    | "bars_15m"
    | "bars_60m"
    | "composite"
    | "status"
    | "bulletin"
    | "auctions"
    | "blocks"
    | "announcements"
    | "settlement";
  /** without it the whole channel */
  instrument?: string;
};

/** The reply to `unsubscribe`. */
export type UnsubscribeReply = {
  channel:
    | "depth"
    | "depth_20"
    | "depth_orders"
    | "trades"
    | "summary"
    | "bars_1m"
    | "bars_5m"
    | "bars_15m"
    | "bars_60m"
    | "composite"
    | "status"
    | "bulletin"
    | "auctions"
    | "blocks"
    | "announcements"
    | "settlement";
  instrument: string | null;
};

/**
 * Daily rows of past days as first published, in order of day, at most 1,000; the composite is
 * `COMCEA`.
 */
export type HistoryRequest = {
  /** first day */
  from_date?: string;
  /** last day */
  to_date?: string;
  /** without it all */
  instrument?: string;
};

/** The reply to `history`. */
export type HistoryReply = {
  rows: Array<{
    date: string;
    instrument: string;
    first_day: boolean;
    previous_close: Int | null;
    open: Int | null;
    high: Int | null;
    low: Int | null;
    close: Int | null;
    /** in percent with two decimals: `"-3.13"` */
    change_pct: string | null;
    listed_volume: Int;
    listed_amount_fen: Int;
    block_volume: Int;
    block_amount_fen: Int;
    auction_volume: Int;
    auction_amount_fen: Int;
    year_volume: Int;
    year_amount_fen: Int;
    cumulative_volume: Int;
    cumulative_amount_fen: Int;
    /** the day of its latest correction */
    corrected_on: string | null;
  }>;
  /** the day to go on from */
  more_from: string | null;
};

/**
 * Bars (K 线) of an instrument in order, at most 2,000; the last one may be open still. Of days and
 * longer they are whole periods, made of daily rows.
 */
export type BarsRequest = {
  /** `COMCEA`: the composite */
  instrument: string;
  /** minutes, or days */
  span:
    | "1m"
    | "5m"
    | "15m"
    | "60m"
    | "day"
    | "week"
    | "month"
    | "year";
  /** first day */
  from_date?: string;
  /** last day */
  to_date?: string;
};

/** The reply to `bars`. */
export type BarsReply = {
  bars: Array<{
    /** its first trading day */
    date: string;
    /** its first minute in Shanghai: `09:30` */
    time: string | null;
    open: Int;
    high: Int | null;
    low: Int | null;
    close: Int;
    volume: Int;
    amount_fen: Int;
    trades: Int | null;
  }>;
  /** the day to go on from */
  more_from: string | null;
};

/** Listed trades of a day by their numbers, out of 1,000 of them; the running day's too. */
export type TradesRequest = {
  date: string;
  /** first number wanted; without it the day's first */
  from?: Int;
  /** without it all */
  instrument?: string;
};

/** The reply to `trades`. */
export type TradesReply = {
  trades: Array<{
    time_ns: Int;
    instrument: string;
    trade: Int;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    /** the taker's */
    side: "buy" | "sell" | null;
    method: "listed" | "block" | "auction";
    date: string;
    /** the exchange has undone the trade: the number of its correction */
    correction?: Int;
  }>;
  /** the number to go on from */
  more_from: Int | null;
};

/** The bulletin of a day, as published on the channel. */
export type BulletinRequest = {
  /** without it the latest */
  date?: string;
};

/** The reply to `bulletin`. */
export type BulletinReply = {
  bulletin: {
    date: string;
    /** null where no weights are in force */
    composite: {
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
    };
    totals: {
      day: {
        volume: Int;
        amount_fen: Int;
      };
      year: {
        volume: Int;
        amount_fen: Int;
      };
      cumulative: {
        volume: Int;
        amount_fen: Int;
      };
    };
    /**
     * high and low null where nothing was traded, open then the previous close; of credits those
     * that traded, all three null and the close their mean price
     */
    instruments: Array<{
      instrument: string;
      first_day: boolean;
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
      listed_volume: Int;
      listed_amount_fen: Int;
      block_volume: Int;
      block_amount_fen: Int;
      auction_volume: Int;
      auction_amount_fen: Int;
      year_volume: Int;
      year_amount_fen: Int;
      cumulative_volume: Int;
      cumulative_amount_fen: Int;
    }>;
    /** as the exchange words it */
    text_zh: string;
    text_en: string;
    /** a bulletin of allowances has none of these four */
    market?: "allowances" | "credits";
    /** mean prices of the totals */
    means?: {
      /** of the day */
      day: Int | null;
      /** of the year so far */
      year: Int | null;
      /** since the market began */
      cumulative: Int | null;
    };
    /** of trading, over all instruments */
    by_method?: Array<{
      method: "listed" | "block" | "auction";
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
    /** of projects */
    by_kind?: Array<{
      /** how the numbers of its projects begin */
      kind: string;
      /** `""`: not known */
      methodology: string;
      /** its name in Chinese */
      name_zh: string;
      /** its name in English */
      name_en: string;
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
  };
  /** the day of its latest correction */
  corrected_on: string | null;
};

/** The last 256 announcements, oldest first, 20 a page. */
export type AnnouncementsRequest = {
  /** `next` of the page before */
  after?: Int;
};

/** The reply to `announcements`. */
export type AnnouncementsReply = {
  announcements: Array<{
    /** 1, 2, 3 … */
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

/** The first message of a connection, always text. */
export type Challenge = {
  type: "challenge";
  /** version of the protocol */
  protocol: Int;
  /** kind of server */
  server: "feed";
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

/**
 * The five best levels a side and the orders of the best ones; while orders rest for a call, what
 * it would do now.
 */
export type DepthUpdate = {
  type: "update";
  channel: "depth";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** best first */
    bids: Array<Array<Int>>;
    /** best first */
    asks: Array<Array<Int>>;
    /** of the best level, in time order */
    best_bid_orders: Array<Array<Int>>;
    /** of the best level, in time order */
    best_ask_orders: Array<Array<Int>>;
    /** what the call would do now; levels are empty */
    indicative?: {
      price: Int | null;
      volume: Int;
      surplus: Int;
      /** of the surplus */
      side: "buy" | "sell" | null;
    };
  };
};

/** Twenty levels a side, where the instrument's parameter `depth_20` is 1. */
export type Depth20Update = {
  type: "update";
  channel: "depth_20";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** whether the exchange publishes it; lists are empty where not */
    shown: boolean;
    /** best first */
    bids: Array<Array<Int>>;
    /** best first */
    asks: Array<Array<Int>>;
    /** what the call would do now; levels are empty */
    indicative?: {
      price: Int | null;
      volume: Int;
      surplus: Int;
      /** of the surplus */
      side: "buy" | "sell" | null;
    };
  };
};

/**
 * What has changed of the resting orders, order by order, never whose they are, where the
 * instrument's parameter `depth_orders` is 1.
 */
export type DepthOrdersUpdate = {
  type: "update";
  channel: "depth_orders";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** whether orders are shown now; lists are empty where not */
    shown: boolean;
    /** true: forget all orders known before */
    whole: boolean;
    /** orders that rest no more */
    gone: Array<Int>;
    /** orders with another open quantity that keep their place */
    lowered: Array<Array<Int>>;
    /** orders that are last at their price now, in this order */
    bids: Array<Array<Int>>;
    /** orders that are last at their price now, in this order */
    asks: Array<Array<Int>>;
  };
};

/** A listed trade; it comes again with `correction` when the exchange undoes it. */
export type TradesUpdate = {
  type: "update";
  channel: "trades";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    trade: Int;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    /** the taker's */
    side: "buy" | "sell" | null;
    method: "listed" | "block" | "auction";
    date: string;
    /** the exchange has undone the trade: the number of its correction */
    correction?: Int;
  };
};

/** Prices and volume of the day, of listed trades. */
export type SummaryUpdate = {
  type: "update";
  channel: "summary";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    previous_close: Int;
    first_day: boolean;
    open: Int | null;
    high: Int | null;
    low: Int | null;
    latest: Int | null;
    close: Int | null;
    /** in percent with two decimals: `"-3.13"` */
    change_pct: string | null;
    volume: Int;
    turnover_fen: Int;
    trades: Int;
  };
};

/**
 * Bars of 1 minute of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars1mUpdate = {
  type: "update";
  channel: "bars_1m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 5 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars5mUpdate = {
  type: "update";
  channel: "bars_5m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 15 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars15mUpdate = {
  type: "update";
  channel: "bars_15m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 60 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars60mUpdate = {
  type: "update";
  channel: "bars_60m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/** The composite price (综合价格) of the day and its weights. */
export type CompositeUpdate = {
  type: "update";
  channel: "composite";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    previous_close: Int | null;
    open: Int | null;
    latest: Int | null;
    high: Int | null;
    low: Int | null;
    close: Int | null;
    /** in percent with two decimals: `"-3.13"` */
    change_pct: string | null;
    weights: Record<string, Array<Int>>;
  };
};

/** Date, phase, halts, and every instrument's legal names, base price and limits. */
export type StatusUpdate = {
  type: "update";
  channel: "status";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
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
    instruments: Record<string, {
      number: Int;
      /** `""`: none */
      name_zh: string;
      /** `""`: none */
      name_en: string;
      halted: boolean;
      base: Int;
      lower: Int;
      upper: Int;
    }>;
  };
};

/** The figures of a day (每日成交数据), at its end. */
export type BulletinUpdate = {
  type: "update";
  channel: "bulletin";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    /** null where no weights are in force */
    composite: {
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
    };
    totals: {
      day: {
        volume: Int;
        amount_fen: Int;
      };
      year: {
        volume: Int;
        amount_fen: Int;
      };
      cumulative: {
        volume: Int;
        amount_fen: Int;
      };
    };
    /**
     * high and low null where nothing was traded, open then the previous close; of credits those
     * that traded, all three null and the close their mean price
     */
    instruments: Array<{
      instrument: string;
      first_day: boolean;
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
      listed_volume: Int;
      listed_amount_fen: Int;
      block_volume: Int;
      block_amount_fen: Int;
      auction_volume: Int;
      auction_amount_fen: Int;
      year_volume: Int;
      year_amount_fen: Int;
      cumulative_volume: Int;
      cumulative_amount_fen: Int;
    }>;
    /** as the exchange words it */
    text_zh: string;
    text_en: string;
    /** a bulletin of allowances has none of these four */
    market?: "allowances" | "credits";
    /** mean prices of the totals */
    means?: {
      /** of the day */
      day: Int | null;
      /** of the year so far */
      year: Int | null;
      /** since the market began */
      cumulative: Int | null;
    };
    /** of trading, over all instruments */
    by_method?: Array<{
      method: "listed" | "block" | "auction";
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
    /** of projects */
    by_kind?: Array<{
      /** how the numbers of its projects begin */
      kind: string;
      /** `""`: not known */
      methodology: string;
      /** its name in Chinese */
      name_zh: string;
      /** its name in English */
      name_en: string;
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
  };
};

/**
 * One auction (单向竞价) as it is now: at its notice, and at the opening and the end of its session.
 */
export type AuctionsUpdate = {
  type: "update";
  channel: "auctions";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    auction: Int;
    state: "announced" | "open" | "closed" | "stopped";
    instrument: string;
    /** what the applicant does */
    side: "buy" | "sell";
    quantity: Int;
    lot: Int;
    smallest_bid: Int;
    pay_as_bid: boolean;
    discounted: boolean;
    void_if_short: boolean;
    tie_by_lot: boolean;
    date: string;
    opens: string;
    closes: string;
    reserve: Int | null;
    cap: Int | null;
    result: {
      sold: Int;
      unsold: Int;
      /** [tonnes bid for, tonnes offered] */
      cover: Array<Int>;
      lowest: Int | null;
      highest: Int | null;
      amount_fen: Int;
      bids: Int;
      bidders: Int;
      winners: Int;
      seed: string;
    } | null;
    /** of a stop, or why nothing was sold */
    reason: string | null;
    /** of the result: trades that are undone */
    undone?: {
      quantity: Int;
      amount_fen: Int;
    };
  };
};

/**
 * One deal of the block desk (大宗协议) as it is now, without its accounts: `final` at the close; where
 * `block_live` is 1 also `struck` and `cancelled`, as it happens.
 */
export type BlocksUpdate = {
  type: "update";
  channel: "blocks";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    deal: Int;
    state: "struck" | "cancelled" | "final" | "undone";
    /** without holes */
    trade: Int | null;
    instrument: string;
    price: Int;
    quantity: Int;
    amount_fen: Int;
    date: string;
    /** the exchange has undone the trade: the number of its correction */
    correction?: Int;
  };
};

/** An announcement of the exchange (公告). */
export type AnnouncementsUpdate = {
  type: "update";
  channel: "announcements";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** 1, 2, 3 … */
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
  };
};

/**
 * Every trade of every method with both accounts, at once; at the end of a day its figures and
 * closes.
 */
export type SettlementUpdate = {
  type: "update";
  channel: "settlement";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    kind: "trade";
    date: string;
    trade: Int;
    instrument: string;
    instrument_number: Int;
    method: "listed" | "block" | "auction";
    price: Int;
    quantity: Int;
    amount_fen: Int;
    buyer: Int;
    seller: Int;
    buyer_trading_fee_fen: Int;
    buyer_settlement_fee_fen: Int;
    seller_trading_fee_fen: Int;
    seller_settlement_fee_fen: Int;
    /** the order that bought */
    buyer_order: Int | null;
    /** what its member calls that order */
    buyer_client_order_id: string | null;
    /** the order that sold */
    seller_order: Int | null;
    /** what its member calls that order */
    seller_client_order_id: string | null;
  } | {
    kind: "bust";
    date: string;
    /** its number, of the method */
    correction: Int;
    method: "listed" | "block" | "auction";
    trade: Int;
    instrument: string;
    price: Int;
    quantity: Int;
    amount_fen: Int;
  } | {
    kind: "close";
    date: string;
    count: Int;
    quantity: Int;
    amount_fen: Int;
    tape_hash: string;
    composite_close: Int | null;
    closes: Record<string, Int>;
  };
};

/**
 * The five best levels a side and the orders of the best ones; while orders rest for a call, what
 * it would do now.
 */
export type DepthSnapshot = {
  type: "snapshot";
  channel: "depth";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** best first */
    bids: Array<Array<Int>>;
    /** best first */
    asks: Array<Array<Int>>;
    /** of the best level, in time order */
    best_bid_orders: Array<Array<Int>>;
    /** of the best level, in time order */
    best_ask_orders: Array<Array<Int>>;
    /** what the call would do now; levels are empty */
    indicative?: {
      price: Int | null;
      volume: Int;
      surplus: Int;
      /** of the surplus */
      side: "buy" | "sell" | null;
    };
  };
};

/** Twenty levels a side, where the instrument's parameter `depth_20` is 1. */
export type Depth20Snapshot = {
  type: "snapshot";
  channel: "depth_20";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** whether the exchange publishes it; lists are empty where not */
    shown: boolean;
    /** best first */
    bids: Array<Array<Int>>;
    /** best first */
    asks: Array<Array<Int>>;
    /** what the call would do now; levels are empty */
    indicative?: {
      price: Int | null;
      volume: Int;
      surplus: Int;
      /** of the surplus */
      side: "buy" | "sell" | null;
    };
  };
};

/**
 * What has changed of the resting orders, order by order, never whose they are, where the
 * instrument's parameter `depth_orders` is 1.
 */
export type DepthOrdersSnapshot = {
  type: "snapshot";
  channel: "depth_orders";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** whether orders are shown now; lists are empty where not */
    shown: boolean;
    /** true: forget all orders known before */
    whole: boolean;
    /** orders that rest no more */
    gone: Array<Int>;
    /** orders with another open quantity that keep their place */
    lowered: Array<Array<Int>>;
    /** orders that are last at their price now, in this order */
    bids: Array<Array<Int>>;
    /** orders that are last at their price now, in this order */
    asks: Array<Array<Int>>;
  };
};

/** A listed trade; it comes again with `correction` when the exchange undoes it. */
export type TradesSnapshot = {
  type: "snapshot";
  channel: "trades";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    trades: Array<{
      trade: Int;
      price: Int;
      quantity: Int;
      amount_fen: Int;
      /** the taker's */
      side: "buy" | "sell" | null;
      method: "listed" | "block" | "auction";
      date: string;
      /** the exchange has undone the trade: the number of its correction */
      correction?: Int;
    }>;
  };
};

/** Prices and volume of the day, of listed trades. */
export type SummarySnapshot = {
  type: "snapshot";
  channel: "summary";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    previous_close: Int;
    first_day: boolean;
    open: Int | null;
    high: Int | null;
    low: Int | null;
    latest: Int | null;
    close: Int | null;
    /** in percent with two decimals: `"-3.13"` */
    change_pct: string | null;
    volume: Int;
    turnover_fen: Int;
    trades: Int;
  };
};

/**
 * Bars of 1 minute of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars1mSnapshot = {
  type: "snapshot";
  channel: "bars_1m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 5 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars5mSnapshot = {
  type: "snapshot";
  channel: "bars_5m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 15 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars15mSnapshot = {
  type: "snapshot";
  channel: "bars_15m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/**
 * Bars of 60 minutes of the day that have changed, of listed trades; of `COMCEA` on the path of the
 * composite.
 */
export type Bars60mSnapshot = {
  type: "snapshot";
  channel: "bars_60m";
  instrument: string;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    /** of another day: forget the bars known before */
    date: string;
    bars: Array<{
      /** its first minute in Shanghai: `09:30` */
      time: string;
      open: Int;
      high: Int;
      low: Int;
      close: Int;
      volume: Int;
      amount_fen: Int;
      /** 0: all were undone, forget the bar */
      trades: Int;
    }>;
  };
};

/** The composite price (综合价格) of the day and its weights. */
export type CompositeSnapshot = {
  type: "snapshot";
  channel: "composite";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    previous_close: Int | null;
    open: Int | null;
    latest: Int | null;
    high: Int | null;
    low: Int | null;
    close: Int | null;
    /** in percent with two decimals: `"-3.13"` */
    change_pct: string | null;
    weights: Record<string, Array<Int>>;
  };
};

/** Date, phase, halts, and every instrument's legal names, base price and limits. */
export type StatusSnapshot = {
  type: "snapshot";
  channel: "status";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
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
    instruments: Record<string, {
      number: Int;
      /** `""`: none */
      name_zh: string;
      /** `""`: none */
      name_en: string;
      halted: boolean;
      base: Int;
      lower: Int;
      upper: Int;
    }>;
  };
};

/** The figures of a day (每日成交数据), at its end. */
export type BulletinSnapshot = {
  type: "snapshot";
  channel: "bulletin";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    date: string;
    /** null where no weights are in force */
    composite: {
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
    };
    totals: {
      day: {
        volume: Int;
        amount_fen: Int;
      };
      year: {
        volume: Int;
        amount_fen: Int;
      };
      cumulative: {
        volume: Int;
        amount_fen: Int;
      };
    };
    /**
     * high and low null where nothing was traded, open then the previous close; of credits those
     * that traded, all three null and the close their mean price
     */
    instruments: Array<{
      instrument: string;
      first_day: boolean;
      previous_close: Int | null;
      open: Int | null;
      high: Int | null;
      low: Int | null;
      close: Int | null;
      /** in percent with two decimals: `"-3.13"` */
      change_pct: string | null;
      listed_volume: Int;
      listed_amount_fen: Int;
      block_volume: Int;
      block_amount_fen: Int;
      auction_volume: Int;
      auction_amount_fen: Int;
      year_volume: Int;
      year_amount_fen: Int;
      cumulative_volume: Int;
      cumulative_amount_fen: Int;
    }>;
    /** as the exchange words it */
    text_zh: string;
    text_en: string;
    /** a bulletin of allowances has none of these four */
    market?: "allowances" | "credits";
    /** mean prices of the totals */
    means?: {
      /** of the day */
      day: Int | null;
      /** of the year so far */
      year: Int | null;
      /** since the market began */
      cumulative: Int | null;
    };
    /** of trading, over all instruments */
    by_method?: Array<{
      method: "listed" | "block" | "auction";
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
    /** of projects */
    by_kind?: Array<{
      /** how the numbers of its projects begin */
      kind: string;
      /** `""`: not known */
      methodology: string;
      /** its name in Chinese */
      name_zh: string;
      /** its name in English */
      name_en: string;
      volume: Int;
      amount_fen: Int;
      /** amount / volume, half up */
      mean: Int | null;
    }>;
  };
};

/**
 * One auction (单向竞价) as it is now: at its notice, and at the opening and the end of its session.
 */
export type AuctionsSnapshot = {
  type: "snapshot";
  channel: "auctions";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    auctions: Array<{
      auction: Int;
      state: "announced" | "open" | "closed" | "stopped";
      instrument: string;
      /** what the applicant does */
      side: "buy" | "sell";
      quantity: Int;
      lot: Int;
      smallest_bid: Int;
      pay_as_bid: boolean;
      discounted: boolean;
      void_if_short: boolean;
      tie_by_lot: boolean;
      date: string;
      opens: string;
      closes: string;
      reserve: Int | null;
      cap: Int | null;
      result: {
        sold: Int;
        unsold: Int;
        /** [tonnes bid for, tonnes offered] */
        cover: Array<Int>;
        lowest: Int | null;
        highest: Int | null;
        amount_fen: Int;
        bids: Int;
        bidders: Int;
        winners: Int;
        seed: string;
      } | null;
      /** of a stop, or why nothing was sold */
      reason: string | null;
      /** of the result: trades that are undone */
      undone?: {
        quantity: Int;
        amount_fen: Int;
      };
    }>;
  };
};

/**
 * One deal of the block desk (大宗协议) as it is now, without its accounts: `final` at the close; where
 * `block_live` is 1 also `struck` and `cancelled`, as it happens.
 */
export type BlocksSnapshot = {
  type: "snapshot";
  channel: "blocks";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    blocks: Array<{
      deal: Int;
      state: "struck" | "cancelled" | "final" | "undone";
      /** without holes */
      trade: Int | null;
      instrument: string;
      price: Int;
      quantity: Int;
      amount_fen: Int;
      date: string;
      /** the exchange has undone the trade: the number of its correction */
      correction?: Int;
    }>;
  };
};

/** An announcement of the exchange (公告). */
export type AnnouncementsSnapshot = {
  type: "snapshot";
  channel: "announcements";
  instrument: string | null;
  /** the venue's id */
  epoch: string;
  /** changes so far */
  seq: Int;
  /** `seq` of the message before */
  prev: Int | null;
  /** of the latest event it was made after */
  time_ns: Int;
  data: {
    announcements: Array<{
      /** 1, 2, 3 … */
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
  };
};

/** What each operation asks and answers. */
export interface Operations {
  log_on: [LogOnRequest, LogOnReply];
  subscribe: [SubscribeRequest, SubscribeReply];
  unsubscribe: [UnsubscribeRequest, UnsubscribeReply];
  history: [HistoryRequest, HistoryReply];
  bars: [BarsRequest, BarsReply];
  trades: [TradesRequest, TradesReply];
  bulletin: [BulletinRequest, BulletinReply];
  announcements: [AnnouncementsRequest, AnnouncementsReply];
}

/** What the server sends unasked. */
export type Pushed =
  | Challenge
  | Heartbeat
  | DepthUpdate
  | Depth20Update
  | DepthOrdersUpdate
  | TradesUpdate
  | SummaryUpdate
  | Bars1mUpdate
  | Bars5mUpdate
  | Bars15mUpdate
  | Bars60mUpdate
  | CompositeUpdate
  | StatusUpdate
  | BulletinUpdate
  | AuctionsUpdate
  | BlocksUpdate
  | AnnouncementsUpdate
  | SettlementUpdate
  | DepthSnapshot
  | Depth20Snapshot
  | DepthOrdersSnapshot
  | TradesSnapshot
  | SummarySnapshot
  | Bars1mSnapshot
  | Bars5mSnapshot
  | Bars15mSnapshot
  | Bars60mSnapshot
  | CompositeSnapshot
  | StatusSnapshot
  | BulletinSnapshot
  | AuctionsSnapshot
  | BlocksSnapshot
  | AnnouncementsSnapshot;

export type FeedMessage =
  | DepthUpdate
  | Depth20Update
  | DepthOrdersUpdate
  | TradesUpdate
  | SummaryUpdate
  | Bars1mUpdate
  | Bars5mUpdate
  | Bars15mUpdate
  | Bars60mUpdate
  | CompositeUpdate
  | StatusUpdate
  | BulletinUpdate
  | AuctionsUpdate
  | BlocksUpdate
  | AnnouncementsUpdate
  | SettlementUpdate
  | DepthSnapshot
  | Depth20Snapshot
  | DepthOrdersSnapshot
  | TradesSnapshot
  | SummarySnapshot
  | Bars1mSnapshot
  | Bars5mSnapshot
  | Bars15mSnapshot
  | Bars60mSnapshot
  | CompositeSnapshot
  | StatusSnapshot
  | BulletinSnapshot
  | AuctionsSnapshot
  | BlocksSnapshot
  | AnnouncementsSnapshot;
