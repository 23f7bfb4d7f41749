// @ts-check
/** What the venue publishes beside prices: one part at a time. */

import { Asked } from "../ground/asked.mjs";
import { rows } from "../ground/http.mjs";
import { t } from "../ground/language.mjs";
import { Tabs } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { Announcements } from "./announcements.mjs";
import { Auctions } from "./auctions.mjs";
import { Bulletin } from "./bulletin.mjs";
import { Calendar } from "./calendar.mjs";
import { Downloads } from "./downloads.mjs";
import { Reports } from "./reports.mjs";

const SHOWN = {
  bulletin: Bulletin,
  auctions: Auctions,
  figures: Reports,
  calendar: Calendar,
  downloads: Downloads,
  announcements: Announcements,
};

/** The documents that are shown. */
export class Published {
  bulletin;
  report;
  calendar;
  files;

  /** @param {import("../ground/start.mjs").Site} site */
  constructor(site) {
    this.bulletin = new Asked(site.paint);
    this.report = new Asked(site.paint);
    this.calendar = new Asked(site.paint, rows);
    this.files = new Asked(site.paint, rows);
    site.live.on("bulletin", () => this.bulletin.again());
    void site.live.hear("bulletin");
  }
}

/**
 * @typedef {{ market: import("./market.mjs").Market, published: Published }} Props of each part
 */

/** @param {Props} props */
export function More({ market, published }) {
  const part = market.choice.get("part", "bulletin");
  const Part = SHOWN[/** @type {keyof typeof SHOWN} */ (part)] ?? Bulletin;
  const names = Object.keys(SHOWN);
  const options = names.map((each) => /** @type {[string, string]} */ ([each, t(each)]));
  const choose = (/** @type {string} */ each) => {
    market.choice.set("part", each);
    market.site.paint();
  };
  return html`<div class="grid">
    <${Tabs} name="parts" label=${t("parts")} options=${options} value=${part} choose=${choose} />
    <${Part} market=${market} published=${published} />
  </div>`;
}
