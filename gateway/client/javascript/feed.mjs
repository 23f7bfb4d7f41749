// @ts-check
/** The public feed: channels in order and without holes, over lost connections. */

import { Connection } from "./connection.mjs";
import { ConnectionLost } from "./errors.mjs";
import { Inbox } from "./inbox.mjs";
import { Link } from "./link.mjs";

/** @typedef {import("./keys.mjs").Key} Key */
/** @typedef {import("./feed.d.ts").Operations} Operations */
/** @typedef {import("./feed.d.ts").FeedMessage} FeedMessage */
/** @typedef {{ channel: string, instrument: string | null }} Subscription */

const UNREAD_MAX = 20_000; // messages; a stream that finds no room is asked for again
const EVERY_CHANGE = new Set([
  "trades",
  "bulletin",
  "auctions",
  "blocks",
  "announcements",
  "settlement",
]);

/**
 * Connect to a feed; public channels need no key.
 * @param {string} url
 * @param {Key | null} [key]
 * @param {Omit<import("./session.mjs").Options, "resume" | "cancelOnDisconnect">} [options]
 * @throws {Error} as VenueUnreachable, ServerUnproven, ConnectionLost, Refused
 */
export async function connectFeed(url, key = null, options = {}) {
  const feed = new Feed(url, key, options);
  await feed.open();
  return feed;
}

/** Made by `connectFeed`; `for await` gives its messages. */
export class Feed {
  #expected;
  #key;
  #options;
  #link;
  /** @type {Inbox<FeedMessage>} */ #inbox = new Inbox(UNREAD_MAX);
  /** @type {Map<string, Subscription>} */ #subscribed = new Map();
  /** The last number taken of each stream. @type {Map<string, number>} */ #last = new Map();
  /** Streams that are asked for again. @type {Set<string>} */ #asked = new Set();
  /** @type {string | null} */ #epoch = null;
  /** Open, or about to be. @type {Connection | null} */ #opening = null;

  /**
   * @param {string} url
   * @param {Key | null} key
   * @param {import("./session.mjs").Options} options
   */
  constructor(url, key, options) {
    const { venue, serverKey, known = new Map() } = options;
    this.#expected = { url, server: /** @type {const} */ ("feed"), venue, serverKey, known };
    this.#key = key;
    this.#options = options;
    const fail = (/** @type {Error} */ error) => this.#inbox.end(error);
    this.#link = new Link({ open: this.#open, fail }, options.giveUpMs);
  }

  /** The venue's id: numbers of one venue mean nothing at another. */
  get venue() {
    return this.#epoch;
  }

  /** Whether the feed is there now; while it is not, it is looked for. */
  get isConnected() {
    return this.#link.isConnected;
  }

  /** Connect; `connectFeed` calls it. */
  async open() {
    await this.#link.open();
  }

  /**
   * A connection, with what was subscribed asked for from where it broke off.
   * @param {(lost: ConnectionLost) => void} onEnd
   */
  #open = async (onEnd) => {
    const listener = { onMessage: (/** @type {any} */ each) => this.#receive(each), onEnd };
    const { heartbeatS, WebSocket } = this.#options;
    const asked = heartbeatS ? { heartbeat_s: heartbeatS } : {};
    const connection = await Connection.open(
      this.#expected,
      this.#key,
      asked,
      listener,
      WebSocket,
    );
    if (connection.challenge.venue !== this.#epoch) this.#last.clear();
    this.#epoch = connection.challenge.venue;
    this.#asked.clear();
    this.#opening = connection;
    for (const each of this.#subscribed.values())
      await connection.request("subscribe", this.#again(each));
    return connection;
  };

  /**
   * What to ask for a subscription on a new connection.
   * @param {Subscription} subscription
   */
  #again({ channel, instrument }) {
    const key = keyOf(channel, instrument);
    // of all instruments: each snapshot that is ahead of us starts a refill
    if (!this.#last.has(key)) return named(channel, instrument);
    this.#asked.add(key);
    return this.#numbered(key);
  }

  /**
   * The streams of a subscription of which something was heard.
   * @param {string} channel
   * @param {string | null} instrument
   */
  #streamsOf(channel, instrument) {
    const own = keyOf(channel, instrument);
    const isOwn = (/** @type {string} */ each) =>
      each === own || (instrument === null && each.startsWith(`${channel} `));
    return [...this.#last.keys()].filter(isOwn);
  }

  /**
   * Hear a channel, of one instrument or of all: a snapshot first, then every change.
   * @param {string} channel
   * @param {string | null} [instrument]
   * @throws {import("./errors.mjs").Refused | ConnectionLost}
   */
  async subscribe(channel, instrument = null) {
    for (const each of this.#streamsOf(channel, instrument)) this.#last.delete(each);
    const asked = /** @type {any} */ (named(channel, instrument));
    const reply = await this.request("subscribe", asked);
    this.#subscribed.set(keyOf(channel, instrument), { channel, instrument });
    return reply;
  }

  /**
   * Hear a channel no longer.
   * @param {string} channel
   * @param {string | null} [instrument]
   */
  async unsubscribe(channel, instrument = null) {
    this.#subscribed.delete(keyOf(channel, instrument));
    return this.request("unsubscribe", /** @type {any} */ (named(channel, instrument)));
  }

  /**
   * Ask an operation; the reply's fields.
   * @template {keyof Operations} Op
   * @param {Op} op
   * @param {Operations[Op][0]} fields
   * @returns {Promise<Operations[Op][1]>}
   * @throws {import("./errors.mjs").Refused | ConnectionLost}
   */
  request(op, fields) {
    return this.#link.request(op, fields);
  }

  /**
   * Every message: each stream in order and without holes. One program iterates.
   * @returns {AsyncGenerator<FeedMessage, void, void>}
   * @throws {Error} as VenueUnreachable when the feed stays away, Refused when it refuses us
   */
  async *[Symbol.asyncIterator]() {
    while (!this.#inbox.isOver) {
      const message = await this.#inbox.next();
      if (message !== undefined) yield message;
    }
  }

  /** Log off and close. */
  async close() {
    await this.#link.close();
    this.#inbox.end(null);
  }

  /** @param {any} message */
  #receive(message) {
    if (message.type !== "snapshot" && message.type !== "update") return;
    const key = keyOf(message.channel, message.instrument);
    const last = this.#last.get(key);
    const seq = Number(message.seq);
    if (last !== undefined && seq <= last) return;
    const hole = last !== undefined && this.#isAfterHole(message, key, last);
    if (!hole && this.#inbox.put(message)) {
      this.#last.set(key, seq);
      this.#asked.delete(key);
    } else if (!this.#asked.has(key)) {
      this.#askAgain(key).catch((error) => this.#inbox.end(error));
    }
  }

  /**
   * @param {any} message
   * @param {string} key
   * @param {number} last
   */
  #isAfterHole(message, key, last) {
    if (message.type === "update") return Number(message.prev) > last;
    // right only where it answers a number that is no longer kept
    return EVERY_CHANGE.has(message.channel) && !this.#asked.has(key);
  }

  /** @param {string} key */
  async #askAgain(key) {
    this.#asked.add(key);
    await this.#opening?.request("subscribe", this.#numbered(key)).catch((error) => {
      // on the next connection everything is asked for again
      if (!(error instanceof ConnectionLost)) throw error;
    });
  }

  /**
   * A request for a stream from the next number on.
   * @param {string} key
   */
  #numbered(key) {
    const [channel = "", instrument] = key.split(" ");
    const last = this.#last.get(key);
    const from = last === undefined ? {} : { from: last + 1 };
    return { ...named(channel, instrument ?? null), ...from };
  }
}

/**
 * @param {string} channel
 * @param {string | null} instrument
 */
function keyOf(channel, instrument) {
  return instrument === null ? channel : `${channel} ${instrument}`;
}

/**
 * @param {string} channel
 * @param {string | null} instrument
 */
function named(channel, instrument) {
  return instrument === null ? { channel } : { channel, instrument };
}
