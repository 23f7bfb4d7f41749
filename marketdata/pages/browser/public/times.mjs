// @ts-check
/** When the trades of a snapshot were made: it does not say so, the question by HTTP does. */

import { NotAnswered, rows } from "../ground/http.mjs";

export class Times {
  #site;
  /** By number of the trade. @type {Map<number, number | bigint>} */ #known = new Map();

  /** @param {import("../ground/start.mjs").Site} site */
  constructor(site) {
    this.#site = site;
    site.live.on("trades", (message) => {
      if (message.type === "snapshot") void this.#ask(message.instrument, message.data.trades);
    });
  }

  /**
   * When a trade was made, null while that is not known.
   * @param {any} trade
   */
  of(trade) {
    return trade.time_ns ?? this.#known.get(trade.trade) ?? null;
  }

  /**
   * @param {string} instrument
   * @param {any[]} trades oldest first
   */
  async #ask(instrument, trades) {
    const date = trades.at(-1)?.date; // those of days before keep no time
    const first = trades.find((each) => each.date === date);
    if (first === undefined) return;
    const query = `instrument=${encodeURIComponent(instrument)}&after=${first.trade - 1}`;
    try {
      const found = await rows(`/v1/trades/${date}?${query}`);
      this.#known = new Map(found.map((/** @type {any} */ each) => [each.trade, each.time_ns]));
    } catch (error) {
      if (!(error instanceof NotAnswered)) throw error; // the times stay unknown
    }
    this.#site.paint();
  }
}
