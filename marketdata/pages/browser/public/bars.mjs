// @ts-check
/** Bars of one instrument and span: those of the past by HTTP, those that change from the feed. */

import { chartTime } from "../ground/charts.mjs";
import { NotAnswered, rows } from "../ground/http.mjs";
import { COMPOSITE } from "../words.mjs";

/** @typedef {import("../ground/charts.mjs").Bar} Bar */

const DAY_MS = 86_400_000;
/** How many days of bars of minutes are shown. @type {Record<string, number>} */
const DAYS_SHOWN = { "1m": 4, "5m": 14, "15m": 40, "60m": 150 };
const AGAIN_MS = 2000; // between two questions for a bar of days that changes

export class Bars {
  #site;
  #instrument = "";
  #span = "";
  /** Bars by their time. @type {Map<number | string, Bar>} */ #bars = new Map();
  /** @type {Bar[] | null} in order */ #inOrder = [];
  #isAsking = false;
  /** @type {NotAnswered | null} */ error = null;

  /** @param {import("../ground/start.mjs").Site} site */
  constructor(site) {
    this.#site = site;
    for (const span of Object.keys(DAYS_SHOWN))
      site.live.on(`bars_${span}`, (message) => this.#heard(span, message));
    for (const channel of ["summary", "composite"])
      site.live.on(channel, (message) => this.#changed(message.instrument));
  }

  /** The bars in order. */
  get list() {
    const earlier = (/** @type {any} */ one, /** @type {any} */ other) =>
      (one.time < other.time ? -1 : 1);
    this.#inOrder ??= [...this.#bars.values()].sort(earlier);
    return this.#inOrder;
  }

  /**
   * Show the bars of an instrument.
   * @param {string} instrument
   * @param {string} span
   */
  show(instrument, span) {
    if (this.#isOfMinutes && !this.#isDayLine)
      void this.#site.live.leave(`bars_${this.#span}`, this.#instrument);
    this.#instrument = instrument;
    this.#span = span;
    this.#bars = new Map();
    this.#inOrder = null;
    if (this.#isOfMinutes && !this.#isDayLine)
      void this.#site.live.hear(`bars_${span}`, instrument);
    void this.#ask(this.#first());
  }

  get #isOfMinutes() {
    return this.#span in DAYS_SHOWN;
  }

  /** Whether it is what the page hears anyway, for the line of the day. */
  get #isDayLine() {
    return this.#span === "1m" && this.#instrument === COMPOSITE;
  }

  /** The first day that is shown; empty: the first that there is. */
  #first() {
    const today = this.#site.live.latest.status?.date;
    const days = DAYS_SHOWN[this.#span];
    if (!today || days === undefined) return "";
    return new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);
  }

  /** @param {string} first day */
  async #ask(first) {
    const [instrument, span] = [this.#instrument, this.#span];
    const query = first ? `?from=${first}` : "";
    try {
      const found = await rows(`/v1/bars/${encodeURIComponent(instrument)}/${span}${query}`);
      if (instrument !== this.#instrument || span !== this.#span) return;
      for (const row of found) this.#put(ofRow(row, span in DAYS_SHOWN));
      this.error = null;
    } catch (error) {
      if (!(error instanceof NotAnswered)) throw error;
      this.error = error;
    }
    this.#site.paint();
  }

  /**
   * @param {string} span
   * @param {any} message
   */
  #heard(span, message) {
    if (message.instrument !== this.#instrument || span !== this.#span) return;
    const { date, bars } = message.data;
    for (const each of bars) this.#put(ofMessage(date, each));
  }

  /**
   * Trading has changed an open bar of days.
   * @param {string | null} instrument null: the composite
   */
  #changed(instrument) {
    const isShown = (instrument ?? COMPOSITE) === this.#instrument;
    if (!isShown || this.#isOfMinutes || this.#isAsking) return;
    this.#isAsking = true;
    setTimeout(() => {
      this.#isAsking = false;
      void this.#ask(String(this.list.at(-1)?.time ?? ""));
    }, AGAIN_MS);
  }

  /** @param {Bar} bar */
  #put(bar) {
    this.#bars.set(bar.time, bar);
    this.#inOrder = null;
  }
}

/**
 * @param {any} row of `/v1/bars/…`
 * @param {boolean} isOfMinutes
 * @returns {Bar}
 */
function ofRow(row, isOfMinutes) {
  const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => {
    const text = row[`${name}_cny_per_t`];
    return text === null ? null : Number(text);
  });
  const time = isOfMinutes ? chartTime(row.date, row.time) : row.date;
  return whole(time, open ?? 0, high, low, close ?? 0, row.volume_t);
}

/**
 * @param {string} date
 * @param {any} bar of a message
 * @returns {Bar}
 */
function ofMessage(date, bar) {
  const prices = [bar.open, bar.high, bar.low, bar.close];
  const [open, high, low, close] = prices.map((each) => each / 100);
  return whole(chartTime(date, bar.time), open ?? 0, high, low, close ?? 0, bar.volume);
}

/**
 * @param {number | string} time
 * @param {number} open
 * @param {number | null | undefined} high null: nothing was traded
 * @param {number | null | undefined} low
 * @param {number} close
 * @param {any} volume
 * @returns {Bar}
 */
function whole(time, open, high, low, close, volume) {
  return {
    time,
    open,
    high: high ?? Math.max(open, close),
    low: low ?? Math.min(open, close),
    close,
    volume: Number(volume ?? 0),
  };
}
