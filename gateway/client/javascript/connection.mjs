// @ts-check
/** One connection to a server: its proof, the log-on, requests and their replies, signs of life. */

import { ConnectionLost, Refused, VenueError, VenueUnreachable } from "./errors.mjs";
import { parse, write } from "./exact.mjs";
import { freshNonce } from "./keys.mjs";
import { Paces } from "./pace.mjs";
import { PROTOCOL, logOnText, proven } from "./proof.mjs";

/** @typedef {import("./proof.mjs").Expected} Expected */
/** @typedef {import("./keys.mjs").Key} Key */

const OPEN_WAIT_MS = 10_000;
const REPLY_WAIT_MS = 60_000; // for one reply; later its outcome is unknown
const IN_FLIGHT_MAX = 1_000; // where the server states no limit
const HEARTBEAT_S = 15;
const NS_PER_MS = 1_000_000n;

/**
 * How long a request waits for its reply.
 * @typedef {object} Waits
 * @property {number} [timeoutMs] later its outcome is unknown; without it a minute
 */

/**
 * @typedef {object} Waiting
 * @property {string} op
 * @property {(reply: any) => void} resolve
 * @property {(error: VenueError) => void} reject
 * @property {ReturnType<typeof setTimeout>} timer
 */

/**
 * Who hears what comes: `onMessage` every message that is no reply, `onEnd` that it is over.
 * @typedef {object} Listener
 * @property {(message: any) => void} [onMessage]
 * @property {(lost: ConnectionLost) => void} [onEnd]
 */

/** Made by `open`. */
export class Connection {
  /** @type {WebSocket} */ #socket;
  #server;
  /** @type {Map<number, Waiting>} */ #waiting = new Map();
  /** @type {Array<() => void>} */ #forRoom = [];
  #nextId = 1;
  #inFlight = IN_FLIGHT_MAX;
  #paces = new Paces({});
  /** @type {ReturnType<typeof setInterval> | undefined} */ #beat;
  #spokeMs = 0;
  #heardMs = 0;
  /** @type {any} the server's first message */ challenge;
  /** @type {any} the reply to the log-on */ loggedOn = null;
  /** How far the server's clock is ahead of this one, as the log-on has shown. */ aheadNs = 0n;
  /** @type {ConnectionLost | null} why it ended */ lost = null;
  /** @type {(message: any) => void} */ #onMessage = () => {};
  /** Hears that it is over. @type {(lost: ConnectionLost) => void} */ onEnd = () => {};

  /**
   * @param {WebSocket} socket
   * @param {string} server the kind that is at the other end
   */
  constructor(socket, server) {
    this.#socket = socket;
    this.#server = server;
    socket.onmessage = (event) => this.#read(event.data);
    socket.onclose = (event) => this.#end(new ConnectionLost(event.code, event.reason));
    socket.onerror = () => {}; // a close follows
  }

  /**
   * Connect to a server that proves itself, and log on where there is a key.
   * @param {Expected} expected
   * @param {Key | null} key
   * @param {Record<string, unknown>} [options] further fields of the log-on
   * @param {Listener} [listener]
   * @param {typeof WebSocket} [Socket] for a platform without one of its own
   * @throws {VenueUnreachable | ServerUnproven | ConnectionLost | Refused}
   */
  static async open(expected, key, options = {}, listener = {}, Socket = globalThis.WebSocket) {
    const nonce = freshNonce();
    const url = new URL(expected.url);
    url.searchParams.set("nonce", nonce);
    const connection = new Connection(new Socket(url.href), expected.server);
    try {
      connection.challenge = await connection.#first(expected.url);
      const binding = await proven(connection.challenge, expected, nonce);
      connection.#onMessage = listener.onMessage ?? (() => {});
      connection.onEnd = listener.onEnd ?? (() => {});
      if (key !== null) await connection.#logOn(key, binding, options);
      else connection.#keepAlive(HEARTBEAT_S);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /**
   * The server's first message.
   * @param {string} url
   * @returns {Promise<any>}
   */
  #first(url) {
    return new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ why) => {
        clearTimeout(timer);
        reject(new VenueUnreachable(`no venue answers at ${url}: ${why}`));
      };
      const timer = setTimeout(() => fail("no challenge came in time"), OPEN_WAIT_MS);
      this.onEnd = (lost) => fail(lost.message);
      this.#onMessage = (message) => {
        clearTimeout(timer);
        this.#onMessage = () => {};
        resolve(message);
      };
    });
  }

  /**
   * @param {Key} key
   * @param {string} binding
   * @param {Record<string, unknown>} options
   */
  async #logOn(key, binding, options) {
    const timeNs = nowNs();
    const signature = await key.sign(logOnText(this.challenge, binding, key.id, timeNs));
    const signed = { key: key.id, time_ns: timeNs, binding, signature, protocol: PROTOCOL };
    this.loggedOn = await this.request("log_on", { ...signed, ...options });
    const { received_ns: received, server_time_ns: answered, limits = {} } = this.loggedOn;
    if (received !== undefined)
      this.aheadNs = (BigInt(received) - timeNs + BigInt(answered) - nowNs()) / 2n;
    this.#inFlight = limits.in_flight ?? IN_FLIGHT_MAX;
    this.#paces = new Paces(limits);
    this.#keepAlive(this.loggedOn.heartbeat_s ?? HEARTBEAT_S);
  }

  /**
   * Ask an operation by its name, no faster than the server allows; the reply.
   * @param {string} op
   * @param {Record<string, unknown>} [fields]
   * @param {Waits} [waits]
   * @returns {Promise<any>}
   * @throws {Refused | ConnectionLost | VenueError}
   */
  async request(op, fields = {}, { timeoutMs = REPLY_WAIT_MS } = {}) {
    await this.#paces.take(op);
    while (this.#waiting.size >= this.#inFlight && this.lost === null)
      await new Promise((resolve) => this.#forRoom.push(() => resolve(undefined)));
    if (this.lost !== null) throw this.lost;
    return this.#send(op, fields, timeoutMs);
  }

  /**
   * @param {string} op
   * @param {Record<string, unknown>} fields
   * @param {number} [timeoutMs]
   * @returns {Promise<any>}
   */
  #send(op, fields, timeoutMs = REPLY_WAIT_MS) {
    const id = this.#nextId++;
    this.#spokeMs = performance.now();
    this.#socket.send(write({ op, id, ...fields }));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        const rule = `no reply to ${op} in ${timeoutMs / 1000} s: outcome unknown, query first`;
        reject(new VenueError("reply_missing", rule));
      }, timeoutMs);
      this.#waiting.set(id, { op, resolve, reject, timer });
    });
  }

  /** Say goodbye, so that nothing is cancelled, and close. */
  async logOff() {
    if (this.lost === null && this.loggedOn !== null)
      await this.request("log_off").catch((error) => {
        if (!(error instanceof VenueError)) throw error;
      });
    this.close();
  }

  /** Close without a word. */
  close() {
    clearInterval(this.#beat);
    this.#socket.close();
  }

  /** @param {any} data */
  #read(data) {
    this.#heardMs = performance.now();
    try {
      for (const message of [parse(String(data))].flat()) this.#take(message);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#socket.close(4000, "malformed");
      this.#end(new ConnectionLost(1006, `malformed: ${error.message}`));
    }
  }

  /** @param {any} message */
  #take(message) {
    if (message.type !== "reply") {
      this.#onMessage(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    this.#forRoom.shift()?.();
    this.#paces.answered(waiting.op, message);
    if (message.ok) waiting.resolve(message);
    else waiting.reject(new Refused(waiting.op, message.error, this.#server));
  }

  /** @param {number} seconds longest silence of either side */
  #keepAlive(seconds) {
    this.#heardMs = performance.now();
    this.#beat = setInterval(() => {
      const now = performance.now();
      if (now - this.#heardMs > 2000 * seconds) this.#silent();
      else if (now - this.#spokeMs > 500 * seconds)
        this.#send("heartbeat", {}).catch(() => {}); // `onEnd` hears of a lost connection
    }, 250 * seconds);
    /** @type {any} */ (this.#beat).unref?.();
  }

  #silent() {
    this.#socket.close(4010, "heartbeat_missed");
    this.#end(new ConnectionLost(4010, "heartbeat_missed"));
  }

  /** @param {ConnectionLost} lost */
  #end(lost) {
    if (this.lost !== null) return;
    this.lost = lost;
    clearInterval(this.#beat);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(lost);
    }
    this.#waiting.clear();
    for (const go of this.#forRoom.splice(0)) go();
    this.onEnd(lost);
  }
}

function nowNs() {
  return BigInt(Date.now()) * NS_PER_MS;
}
