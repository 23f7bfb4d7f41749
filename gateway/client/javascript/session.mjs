// @ts-check
/** A member's session: trade, ask, and read one's reports; a lost connection is opened again. */

import { Connection } from "./connection.mjs";
import { ConnectionLost, Refused } from "./errors.mjs";
import { Inbox } from "./inbox.mjs";
import { Link } from "./link.mjs";
import { Reports, TOO_OLD, waited } from "./reports.mjs";

/** @typedef {import("./errors.mjs").VenueError} VenueError */
/** @typedef {import("./keys.mjs").Key} Key */
/** @typedef {import("./reports.mjs").Place} Place */
/** @typedef {import("./gateway.d.ts").Operations} Operations */
/** @typedef {import("./gateway.d.ts").State} State */

/**
 * @typedef {object} Options
 * @property {Place} [resume] where the reports go on; without it they go on from now
 * @property {boolean | "session" | "key" | "account"} [cancelOnDisconnect] whose orders the venue
 *   cancels when the session is lost; true: those of the account
 * @property {boolean} [stamped] replies and reports carry when they were received, decided, sent
 * @property {number} [heartbeatS]
 * @property {string} [venue] the id expected at the address
 * @property {string} [serverKey] the key expected, in hex
 * @property {import("./proof.mjs").Known} [known] keys of servers by address
 * @property {number} [giveUpMs] how long a lost venue is looked for
 * @property {(state: "open" | "lost") => void} [onLink] hears each time that the connection is
 *   open or lost
 * @property {typeof WebSocket} [WebSocket] for a platform without one of its own
 */

const STATES_KEPT = 256;
const NOTICES_KEPT = 1_000;
const PASSED_OVER = new Set(["heartbeat", "events"]);
const ROWS_MOST = 20_000; // of all pages
const SETS = 3; // how often a timer is set again while it runs

/**
 * Log on to a gateway.
 * @param {string} url `ws://` or `wss://`
 * @param {Key} key
 * @param {Options} [options]
 * @throws {VenueError} as VenueUnreachable, ServerUnproven, ConnectionLost, Refused
 */
export async function connect(url, key, options = {}) {
  const session = new Session(url, key, options);
  await session.open();
  return session;
}

/** Made by `connect`. */
export class Session {
  #expected;
  #key;
  #options;
  #link;
  /** @type {Inbox<State>} */ #states = new Inbox(STATES_KEPT);
  /** @type {Inbox<any>} */ #notices = new Inbox(NOTICES_KEPT);
  #reports;
  /** @type {unknown} */ #guard;

  /**
   * @param {string} url
   * @param {Key} key
   * @param {Options} options
   */
  constructor(url, key, options) {
    const { venue, serverKey, known = new Map() } = options;
    this.#expected = { url, server: /** @type {const} */ ("gateway"), venue, serverKey, known };
    this.#key = key;
    this.#options = options;
    this.#reports = new Reports(options.resume ?? null);
    const fail = (/** @type {VenueError} */ error) => this.#end(error);
    const owner = { open: this.#open, fail, turn: options.onLink };
    this.#link = new Link(owner, options.giveUpMs);
  }

  /** The reply to the latest log-on: role, account, date, phase, limits. */
  get loggedOn() {
    return this.#link.connection?.loggedOn ?? null;
  }

  /** Where a later session goes on with the reports: after the last one that was read. */
  get place() {
    return this.#reports.place;
  }

  /** Whether the venue is there now; while it is not, it is looked for. */
  get isConnected() {
    return this.#link.isConnected;
  }

  /** Connect and log on; `connect` calls it. */
  async open() {
    await this.#link.open();
  }

  /**
   * A connection with its reports from where they are wanted. It waits for those of an earlier day;
   * where they are too old it goes on with the first day there is, and the reader hears of it.
   * @param {(lost: ConnectionLost) => void} onEnd
   */
  #open = async (onEnd) => {
    let guard = this.#guard;
    for (;;) {
      try {
        return await this.#logOn(onEnd, guard);
      } catch (error) {
        if (await waited(error)) continue;
        if (!(error instanceof Refused)) throw error;
        // the venue has not been started again: the guard has fired
        if (error.code === "guard_unknown") guard = undefined;
        else if (error.code === TOO_OLD) this.#reports.giveUp(error.allowed.report_date);
        else throw error;
      }
    }
  };

  /**
   * @param {(lost: ConnectionLost) => void} onEnd
   * @param {unknown} guard of the connection before
   */
  async #logOn(onEnd, guard) {
    const { cancelOnDisconnect, stamped, heartbeatS, WebSocket } = this.#options;
    const wanted = this.#reports.wanted;
    const asked = {
      ...(wanted && { report_date: wanted.date, next_report: wanted.number }),
      ...(cancelOnDisconnect && { cancel_on_disconnect: cancelOnDisconnect }),
      ...(guard !== undefined && { guard }),
      ...(stamped && { stamped }),
      ...(heartbeatS && { heartbeat_s: heartbeatS }),
    };
    const listener = { onMessage: (/** @type {any} */ each) => this.#receive(each), onEnd };
    const connection = await Connection.open(
      this.#expected,
      this.#key,
      asked,
      listener,
      WebSocket,
    );
    const { report_date: date, next_report: number } = connection.loggedOn;
    this.#guard = connection.loggedOn.guard;
    this.#reports.begin(number === null ? null : { date, number: Number(number) });
    return connection;
  }

  /**
   * Ask an operation; the reply's fields. While the venue is looked for again nothing is sent, so
   * that no order goes out later than it was meant.
   * @template {keyof Operations} Op
   * @param {Op} op
   * @param {Operations[Op][0]} fields
   * @param {import("./connection.mjs").Waits} [waits]
   * @returns {Promise<Operations[Op][1]>}
   * @throws {Refused | ConnectionLost} ConnectionLost: its outcome is unknown, query first
   */
  request(op, fields, waits) {
    return this.#link.request(op, fields, waits);
  }

  /**
   * The rows of a question whose answer comes in pages, the first `most` of them.
   * @param {keyof Operations} op
   * @param {string} field of the reply that has the rows
   * @param {Record<string, unknown>} [fields] of the request
   * @param {number} [most]
   * @returns {Promise<any[]>}
   * @throws {Refused | ConnectionLost}
   */
  async pages(op, field, fields = {}, most = ROWS_MOST) {
    /** @type {any[]} */ const rows = [];
    for (let after = null; rows.length < most; ) {
      const asked = /** @type {any} */ (after === null ? fields : { ...fields, after });
      const reply = /** @type {any} */ (await this.request(op, asked));
      rows.push(...reply[field].slice(0, most - rows.length));
      after = reply.next;
      if (after === null) break;
    }
    return rows;
  }

  /** Now by the venue's clock, ns since 1970: what `valid_until_ns` is compared with. */
  venueNs() {
    return BigInt(Date.now()) * 1_000_000n + (this.#link.connection?.aheadNs ?? 0n);
  }

  /**
   * The account's reports in order, without holes, over lost connections. One program reads them.
   * @throws {VenueError} as VenueUnreachable, Refused, or ReportsLost where a day is too long ago
   */
  reports() {
    return this.#reports.read(({ date, number }) =>
      this.request("resume_reports", { report_date: date, from: number }),
    );
  }

  /**
   * Have the venue cancel the open orders of this key, or of the account, when it has not heard
   * this program for so long, be it cut off, dead or stuck. The function that it gives ends that.
   * @param {number} withinMs
   * @param {"key" | "account"} [scope]
   * @throws {Refused | ConnectionLost} when the timer cannot be set at first
   */
  async keepAlive(withinMs, scope = "key") {
    const set = (/** @type {number} */ after_ms) =>
      this.request("cancel_after", { after_ms, scope }, { timeoutMs: Math.max(withinMs, 1) });
    await set(withinMs);
    const again = setInterval(() => set(withinMs).catch(() => {}), withinMs / SETS);
    return async () => {
      clearInterval(again);
      await set(0).catch((error) => {
        if (!(error instanceof ConnectionLost)) throw error; // else it runs out
      });
    };
  }

  /** The venue's state at the log-on and at each change. */
  async *states() {
    while (!this.#states.isOver) {
      const state = await this.#states.next();
      if (state !== undefined) yield state;
    }
  }

  /**
   * What the venue sends the exchange's staff unasked, as `schedule_notice` and `risk_alert`. What
   * finds no room, or comes while the connection is lost, is to be asked for.
   */
  async *notices() {
    while (!this.#notices.isOver) {
      const notice = await this.#notices.next();
      if (notice !== undefined) yield notice;
    }
  }

  /**
   * Wait until a lost connection is open again: meanwhile requests throw at once.
   * @throws {VenueError} when it is given up
   */
  connected() {
    return this.#link.connected();
  }

  /** Log off, so that nothing is cancelled, and close. */
  async close() {
    await this.#link.close();
    this.#end(null);
  }

  /** @param {any} message */
  #receive(message) {
    if (message.type === "report") this.#reports.receive(message);
    else if (message.type === "state") this.#states.put(message);
    else if (!PASSED_OVER.has(message.type)) this.#notices.put(message);
  }

  /** @param {VenueError | null} error */
  #end(error) {
    this.#reports.end(error);
    this.#states.end(error);
    this.#notices.end(error);
  }
}
