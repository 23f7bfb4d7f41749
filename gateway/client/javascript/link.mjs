// @ts-check
/** A connection that is opened again when it is lost. */

import { Connection } from "./connection.mjs";
import { ConnectionLost, Refused, VenueError, VenueUnreachable } from "./errors.mjs";
import { Backoff } from "./pace.mjs";

const GIVE_UP_MS = 60_000;
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;

/** @typedef {import("./connection.mjs").Waits} Waits */

/**
 * What a session does with its link: `open` opens a connection (and asks for what it had before),
 * `fail` hears that there will be no other one, `turn` each time that one is open or lost.
 * @typedef {object} Owner
 * @property {(onEnd: (lost: ConnectionLost) => void) => Promise<Connection>} open
 * @property {(error: VenueError) => void} fail
 * @property {(state: "open" | "lost") => void} [turn]
 */

export class Link {
  #owner;
  #giveUpMs;
  /** @type {Promise<void> | null} */ #reconnecting = null;
  #closed = false;
  /** @type {VenueError | null} why no other connection will come */ #failed = null;
  /** @type {Connection | null} */ connection = null;

  /**
   * @param {Owner} owner
   * @param {number} [giveUpMs] how long a lost server is looked for
   */
  constructor(owner, giveUpMs = GIVE_UP_MS) {
    this.#owner = owner;
    this.#giveUpMs = giveUpMs;
  }

  /** Open the first connection. */
  async open() {
    this.connection = await this.#owner.open((lost) => this.#ended(lost));
    this.#owner.turn?.("open");
    if (this.connection.lost !== null) this.#ended(this.connection.lost);
  }

  /**
   * Ask an operation. While the server is looked for again it throws at once: nothing is sent
   * later than it was meant.
   * @param {string} op
   * @param {any} fields
   * @param {Waits} [waits]
   * @returns {Promise<any>}
   * @throws {Refused | ConnectionLost | VenueError} what it has failed with, once it is given up
   */
  async request(op, fields, waits) {
    if (this.#failed !== null) throw this.#failed;
    if (this.connection === null) throw new ConnectionLost(1006, "connecting again");
    return this.connection.request(op, fields, waits);
  }

  /** Whether there is a connection that has not ended. */
  get isConnected() {
    return this.connection !== null && this.connection.lost === null;
  }

  /**
   * Wait until a lost connection is open again.
   * @throws {VenueError} when it is given up
   */
  async connected() {
    while (this.#reconnecting !== null) await this.#reconnecting;
    if (this.#failed !== null) throw this.#failed;
  }

  /** Log off and close. */
  async close() {
    this.#closed = true;
    await this.connection?.logOff();
  }

  /** @param {ConnectionLost} lost */
  #ended(lost) {
    if (this.#closed || this.#reconnecting !== null || this.connection === null) return;
    this.#reconnecting = this.#reconnect(lost).finally(() => (this.#reconnecting = null));
  }

  /** @param {ConnectionLost} lost */
  async #reconnect(lost) {
    const backoff = new Backoff(RETRY_FIRST_MS, RETRY_MOST_MS);
    const until = performance.now() + this.#giveUpMs;
    /** @type {VenueError} */ let last = lost;
    this.connection = null;
    this.#owner.turn?.("lost");
    while (!this.#closed && performance.now() < until) {
      await backoff.wait();
      try {
        const connection = await this.#owner.open(() => {});
        if (connection.lost === null) return this.#takeOver(connection);
        last = connection.lost;
      } catch (error) {
        if (!(error instanceof VenueError)) throw error;
        last = error;
        if (!passes(error)) break;
      }
    }
    if (this.#closed) return;
    this.#failed = isAway(last) ? new VenueUnreachable(last.message) : last;
    this.#owner.fail(this.#failed);
  }

  /** @param {Connection} connection */
  #takeOver(connection) {
    connection.onEnd = (lost) => this.#ended(lost);
    this.connection = connection;
    this.#owner.turn?.("open");
    if (this.#closed) connection.close();
  }
}

/**
 * Whether a server that failed so may be there a little later.
 * @param {VenueError} error
 */
function passes(error) {
  return error instanceof Refused ? error.retryAfterMs !== null : isAway(error);
}

/**
 * Whether an error says that no server was there, or not in time.
 * @param {VenueError} error
 */
function isAway(error) {
  return ["connection_lost", "venue_unreachable", "reply_missing"].includes(error.code);
}
