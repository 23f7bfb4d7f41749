// @ts-check
/** The state of the public page: what is chosen, and what is heard because of it. */

import { COMPOSITE } from "../words.mjs";
import { Bars } from "./bars.mjs";
import { Choice } from "./choice.mjs";
import { Times } from "./times.mjs";

/** @typedef {import("../ground/start.mjs").Site} Site */

const OF_INSTRUMENT = ["depth", "trades"];
const WITH_COMPOSITE = "allowances"; // the market that has a composite price

export class Market {
  /** @type {string | null} */ instrument = null;
  /** Whether the venue's market has a composite price, once that is known. */ hasComposite = false;
  choice = new Choice();
  site;
  bars;
  times;

  /** @param {Site} site */
  constructor(site) {
    this.site = site;
    this.bars = new Bars(site);
    this.times = new Times(site);
    site.live.on("status", ({ data }) => {
      if (data.market === WITH_COMPOSITE) this.#hearComposite();
      this.#choose();
    });
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

  #hearComposite() {
    if (this.hasComposite) return;
    this.hasComposite = true;
    void this.site.live.hear("composite");
    void this.site.live.hear("bars_1m", COMPOSITE);
  }

  /** Once the instruments are known: the one that the address names, else the last one listed. */
  #choose() {
    const codes = this.codes;
    const asked = this.choice.get("instrument", "");
    const last = codes[codes.length - 1];
    if (this.instrument !== null || last === undefined) return;
    const isKnown = codes.includes(asked) || (asked === COMPOSITE && this.hasComposite);
    this.show(isKnown ? asked : last);
  }
}
