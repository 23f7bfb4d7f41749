// @ts-check
/** What the public feed says now, over lost connections; it needs no key. */

import { ConnectionLost, VenueError, connectFeed } from "../sdk/index.mjs";

/** @typedef {import("../sdk/feed.d.ts").FeedMessage} FeedMessage */

const AGAIN_MS = 1000;
const KEPT = { trades: 200, auctions: 200, blocks: 1000, announcements: 256, bulletin: 16 };
/** What names an entry of a list. @type {Record<string, string>} */
const NUMBERS = {
  trades: "trade",
  auctions: "auction",
  blocks: "deal",
  announcements: "number",
  bulletin: "date",
};

/**
 * Made by the frame of a page; `latest` has what each channel says, by instrument where it has one.
 */
export class Live {
  /** @type {Record<string, any>} */ latest = {};
  /** @type {import("../sdk/feed.mjs").Feed | null} */ #feed = null;
  /** @type {Map<string, { channel: string, instrument: string | null }>} */ #wanted = new Map();
  /** @type {Map<string, Array<(message: any) => void>>} */ #hear = new Map();
  /** @type {string | null} */ #venue = null;
  #url;
  #changed;

  /**
   * @param {string} url
   * @param {() => void} changed hears that something is new
   */
  constructor(url, changed) {
    this.#url = url;
    this.#changed = changed;
  }

  /** Whether the feed is there now. */
  get isConnected() {
    return this.#feed?.isConnected ?? false;
  }

  /**
   * Call a function with each message of a channel.
   * @param {string} channel
   * @param {(message: any) => void} heard
   */
  on(channel, heard) {
    this.#hear.set(channel, [...(this.#hear.get(channel) ?? []), heard]);
  }

  /**
   * Hear a channel, of one instrument or of all.
   * @param {string} channel
   * @param {string | null} [instrument]
   */
  async hear(channel, instrument = null) {
    const wanted = { channel, instrument };
    this.#wanted.set(`${channel} ${instrument}`, wanted);
    await this.#subscribe(wanted);
  }

  /**
   * Hear a channel no longer, and forget what it said.
   * @param {string} channel
   * @param {string | null} [instrument]
   */
  async leave(channel, instrument = null) {
    this.#wanted.delete(`${channel} ${instrument}`);
    if (instrument === null) delete this.latest[channel];
    else delete this.latest[channel]?.[instrument];
    try {
      await this.#feed?.unsubscribe(channel, instrument);
    } catch (error) {
      if (!(error instanceof VenueError)) throw error; // the next connection does not ask for it
    }
  }

  /** Listen for ever. */
  async run() {
    for (;;) {
      try {
        this.#feed = await connectFeed(this.#url, null, { giveUpMs: Infinity });
        for (const { channel, instrument } of this.#wanted.values())
          await this.#feed.subscribe(channel, instrument);
        for await (const message of this.#feed) this.#take(message);
      } catch (error) {
        if (!(error instanceof VenueError)) throw error;
      }
      this.#feed = null;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  /**
   * Ask for a stream, again and again where the feed is away; without a feed `run` asks later.
   * @param {{ channel: string, instrument: string | null }} wanted
   */
  async #subscribe(wanted) {
    const { channel, instrument } = wanted;
    try {
      await this.#feed?.subscribe(channel, instrument);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      const again = () => this.#isWanted(wanted) && this.#subscribe(wanted);
      setTimeout(again, AGAIN_MS);
    }
    this.#changed();
  }

  /** @param {{ channel: string, instrument: string | null }} wanted */
  #isWanted(wanted) {
    return this.#wanted.get(`${wanted.channel} ${wanted.instrument}`) === wanted;
  }

  /** @param {any} message */
  #take(message) {
    if (message.epoch !== this.#venue) this.latest = {};
    this.#venue = message.epoch;
    const { channel, instrument } = message;
    if (instrument === null) this.latest[channel] = merged(this.latest[channel], message);
    else {
      const streams = (this.latest[channel] ??= {});
      streams[instrument] = merged(streams[instrument], message);
    }
    for (const heard of this.#hear.get(channel) ?? []) heard(message);
    this.#changed();
  }
}

/**
 * What a channel says after a message: the newest entries of a list (with the time of the message
 * that brought them), the bars of a day, else the message's data.
 * @param {any} before
 * @param {any} message
 */
export function merged(before, { channel, type, time_ns, data }) {
  if (channel.startsWith("bars_")) return mergedBars(before, data);
  const number = NUMBERS[channel];
  if (number === undefined) return data;
  const isList = type === "snapshot" && Array.isArray(data[channel]);
  const fresh = isList ? data[channel] : [{ time_ns, ...data }];
  const entries = new Map((before ?? []).map((/** @type {any} */ each) => [each[number], each]));
  for (const each of fresh) entries.set(each[number], each);
  return [...entries.values()].slice(-KEPT[/** @type {keyof typeof KEPT} */ (channel)]);
}

/**
 * @param {any} before
 * @param {any} data
 */
function mergedBars(before, data) {
  const kept = before !== undefined && before.date === data.date ? before.bars : [];
  const bars = new Map(kept.map((/** @type {any} */ each) => [each.time, each]));
  for (const each of data.bars) bars.set(each.time, each);
  for (const each of data.bars) if (each.trades === 0) bars.delete(each.time); // all were undone
  const inOrder = [...bars.values()].sort((one, other) => (one.time < other.time ? -1 : 1));
  return { date: data.date, bars: inOrder };
}
