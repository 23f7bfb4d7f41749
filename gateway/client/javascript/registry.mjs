// @ts-check
/** A session with the registry: ask what one's key may; a lost connection is opened again. */

import { Connection } from "./connection.mjs";
import { Link } from "./link.mjs";

/** @typedef {import("./keys.mjs").Key} Key */
/** @typedef {import("./registry.d.ts").Operations} Operations */
/**
 * @typedef {Omit<import("./session.mjs").Options, "resume" | "cancelOnDisconnect">} Options
 */

/**
 * Log on to a registry.
 * @param {string} url
 * @param {Key} key
 * @param {Options} [options]
 * @throws {Error} as VenueUnreachable, ServerUnproven, ConnectionLost, Refused
 */
export async function connectRegistry(url, key, options = {}) {
  const registry = new Registry(url, key, options);
  await registry.open();
  return registry;
}

/**
 * Ask a registry one of the questions that need no log-on; each has a connection of its own.
 * @template {keyof Operations} Op
 * @param {string} url
 * @param {Op} op
 * @param {Operations[Op][0]} fields
 * @param {Pick<Options, "venue" | "serverKey" | "known" | "WebSocket">} [options]
 * @returns {Promise<Operations[Op][1]>}
 * @throws {Error} as VenueUnreachable, ServerUnproven, ConnectionLost, Refused
 */
export async function askRegistry(url, op, fields, options = {}) {
  const connection = await Connection.open(expectedOf(url, options), null, {}, {},
    options.WebSocket);
  try {
    return await connection.request(op, fields);
  } finally {
    connection.close();
  }
}

/**
 * @param {string} url
 * @param {Pick<Options, "venue" | "serverKey" | "known">} options
 */
function expectedOf(url, { venue, serverKey, known = new Map() }) {
  return { url, server: /** @type {const} */ ("registry"), venue, serverKey, known };
}

/** Made by `connectRegistry`. */
export class Registry {
  #link;

  /**
   * @param {string} url
   * @param {Key} key
   * @param {Options} options
   */
  constructor(url, key, options) {
    const { heartbeatS, WebSocket, onLink } = options;
    const expected = expectedOf(url, options);
    const asked = heartbeatS ? { heartbeat_s: heartbeatS } : {};
    const open = (/** @type {(lost: any) => void} */ onEnd) =>
      Connection.open(expected, key, asked, { onEnd }, WebSocket);
    this.#link = new Link({ open, fail: () => {}, turn: onLink }, options.giveUpMs);
  }

  /** The reply to the latest log-on. */
  get loggedOn() {
    return this.#link.connection?.loggedOn ?? null;
  }

  /** Whether the registry is there now; while it is not, it is looked for. */
  get isConnected() {
    return this.#link.isConnected;
  }

  /** Connect and log on; `connectRegistry` calls it. */
  async open() {
    await this.#link.open();
  }

  /**
   * Ask an operation; the reply's fields.
   * @template {keyof Operations} Op
   * @param {Op} op
   * @param {Operations[Op][0]} fields
   * @param {import("./connection.mjs").Waits} [waits]
   * @returns {Promise<Operations[Op][1]>}
   * @throws {import("./errors.mjs").VenueError} as Refused, ConnectionLost
   */
  request(op, fields, waits) {
    return this.#link.request(op, fields, waits);
  }

  /** Log off and close. */
  async close() {
    await this.#link.close();
  }
}
