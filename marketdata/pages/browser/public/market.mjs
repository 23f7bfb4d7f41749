// @ts-check
/** The state of the public page: what is chosen, and what is heard because of it. */

import { COMPOSITE } from "../words.mjs";
import { Bars } from "./bars.mjs";
import { Choice } from "./choice.mjs";
import { Times } from "./times.mjs";

/** @typedef {import("../ground/start.mjs").Site} Site */

const OF_INSTRUMENT = ["depth", "trades"];

export class Market {
  /** @type {string | null} */ instrument = null;
  choice = new Choice();
  site;
  bars;
  times;

  /** @param {Site} site */
  constructor(site) {
    this.site = site;
    this.bars = new Bars(site);
    this.times = new Times(site);
    site.live.on("status", () => this.#choose());
    void site.live.hear("bars_1m", COMPOSITE);
  }

  /** Every instrument that is listed, in order of code. */
  get codes() {
    return Object.keys(this.site.live.latest.status?.instruments ?? {}).sort();
  }

  /** The span of the bars. */
  get span() {
    return this.choice.get("span", "1m");
  }

  /**
   * Show an instrument, or the composite.
   * @param {string} code
   */
  show(code) {
    if (code === this.instrument) return;
    for (const channel of OF_INSTRUMENT) {
      if (this.instrument && this.instrument !== COMPOSITE)
        void this.site.live.leave(channel, this.instrument);
      if (code !== COMPOSITE) void this.site.live.hear(channel, code);
    }
    this.instrument = code;
    this.choice.set("instrument", code);
    this.bars.show(code, this.span);
    this.site.paint();
  }

  /**
   * Show bars of another span.
   * @param {string} span
   */
  showSpan(span) {
    this.choice.set("span", span);
    if (this.instrument) this.bars.show(this.instrument, span);
    this.site.paint();
  }

  /** Once the instruments are known: the one that the address names, else the last one listed. */
  #choose() {
    const codes = this.codes;
    const asked = this.choice.get("instrument", "");
    const last = codes[codes.length - 1];
    if (this.instrument !== null || last === undefined) return;
    this.show(asked === COMPOSITE || codes.includes(asked) ? asked : last);
  }
}
