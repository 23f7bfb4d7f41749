// @ts-check
/**
 * How near each instrument is to its price limits (涨跌停), kept from messages of the feed; the same
 * judgement as `ceax limits --follow`.
 */

const NEAR_BP = 100n; // of the limit price
const WHOLE_BP = 10_000n;
const NOWHERE = { state: "", limit: "", sealed: 0 };

/** @import { Int } from "../keyed/types.d.ts" */

/** @typedef {{ date: string, venue_halted: boolean,
 *   instruments: Record<string, Limits & { halted: boolean }> }} Status */
/** @typedef {{ channel: "status", instrument: string | null, data: Status }
 *   | { channel: "summary", instrument: string, data: { date: string, latest: number | null } }
 *   | { channel: "depth", instrument: string, data: { bids: Level[], asks: Level[] } }} Heard */
/** @typedef {[price: number, quantity: number, orders: number]} Level */
/** @typedef {Level | null} Best */
/** @typedef {{ base: number, lower: number, upper: number }} Limits prices in 0.01 CNY */
/** @typedef {Limits & { last: number | null, bid: Best, ask: Best }} Prices */
/** @typedef {{ state: string, limit: string, sealed: number }} Standing */
/** @typedef {Prices & Standing & { code: string, halted: boolean, touches: number,
 *   sinceNs: Int | null }} Line */

/**
 * What one instrument's line begins with.
 * @param {string} code
 * @param {Limits} rules
 * @returns {Line}
 */
function emptyLine(code, rules) {
  const { base, lower, upper } = rules;
  const prices = { base, lower, upper, last: null, bid: null, ask: null };
  return { code, ...prices, halted: false, ...NOWHERE, touches: 0, sinceNs: null };
}

/** The lines of the day by the codes of their instruments. */
export class Board {
  /** @type {Map<string, Line>} */ lines = new Map();
  date = "";

  /**
   * Take a message of `status`, `summary` or `depth` in.
   * @param {Heard & { time_ns: Int }} message
   */
  apply({ channel, instrument, data, time_ns: timeNs }) {
    if (channel === "status") return this.#takeStatus(data, timeNs);
    const line = this.lines.get(instrument);
    if (line === undefined) return;
    if (channel === "summary") line.last = data.date === this.date ? data.latest : null;
    else [line.bid, line.ask] = [data.bids[0] ?? null, data.asks[0] ?? null];
    this.#judge(line, timeNs);
  }

  /**
   * @param {Status} data
   * @param {Int} timeNs
   */
  #takeStatus(data, timeNs) {
    const isFresh = data.date !== this.date;
    this.date = data.date;
    for (const [code, rules] of Object.entries(data.instruments)) {
      const line = this.lines.get(code) ?? emptyLine(code, rules);
      this.lines.set(code, line);
      Object.assign(line, { base: rules.base, lower: rules.lower, upper: rules.upper });
      line.halted = rules.halted || data.venue_halted;
      if (isFresh) Object.assign(line, { last: null, touches: 0 });
      this.#judge(line, timeNs);
    }
  }

  /**
   * @param {Line} line
   * @param {Int} timeNs
   */
  #judge(line, timeNs) {
    const before = { state: line.state, limit: line.limit };
    const now = standingOf(line);
    const isOther = now.state !== before.state || now.limit !== before.limit;
    if (isOther) line.sinceNs = timeNs;
    const isAt = now.state === "at" || now.state === "locked";
    const wasAway = before.state === "" || before.state === "near" || now.limit !== before.limit;
    if (isAt && wasAway) line.touches += 1;
    Object.assign(line, now);
  }
}

/**
 * Where an instrument is by its prices: state, at which limit, and what is sealed, in tonnes.
 * @param {Prices} prices
 * @returns {Standing}
 */
export function standingOf({ lower, upper, last, bid, ask }) {
  if (!upper) return NOWHERE;
  const known = [last, bid?.[0], ask?.[0]].filter((each) => each !== null && each !== undefined);
  for (const [limit, price, pushing, other] of /** @type {Array<[string, number, Best, Best]>} */ ([
    ["upper", upper, bid, ask],
    ["lower", lower, ask, bid],
  ])) {
    if (pushing !== null && pushing[0] === price && other === null)
      return { state: "locked", limit, sealed: pushing[1] };
    if (known.includes(price)) return { state: "at", limit, sealed: 0 };
  }
  for (const [limit, price] of /** @type {Array<[string, number]>} */ (
    [["upper", upper], ["lower", lower]]))
    if (known.some((each) => isNear(price, each))) return { state: "near", limit, sealed: 0 };
  return NOWHERE;
}

/**
 * @param {number} limit
 * @param {number} price
 */
function isNear(limit, price) {
  const away = BigInt(Math.abs(limit - price));
  return away * WHOLE_BP <= NEAR_BP * BigInt(limit);
}

/**
 * The nearer limit of a line, how far it is in 0.01 CNY, and in 0.01 % of it.
 * @param {Limits & { last: number | null }} line
 */
export function nearest({ base, lower, upper, last }) {
  if (!upper) return null;
  const price = last ?? base;
  const [limit, away, at] =
    upper - price <= price - lower
      ? ["upper", upper - price, upper]
      : ["lower", price - lower, lower];
  return { limit, away, bp: at ? Math.round((away * 10_000) / at) : 0 };
}
