// @ts-check
/** Announcements of the exchange, the newest first. Their texts are shown as text. */

import { moment } from "../ground/figures.mjs";
import { either, t } from "../ground/language.mjs";
import { Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";

/** @param {import("./more.mjs").Props} props */
export function Announcements({ market }) {
  const announcements = market.site.live.latest.announcements ?? [];
  const one = (/** @type {any} */ each) => html`<article key=${each.number} data-row=${each.number}>
    <h3>${either(each.title_zh, each.title_en)}</h3>
    <p class="quiet">${moment(each.time_ns)}</p>
    <pre class="text">${either(each.text_zh, each.text_en)}</pre>
  </article>`;
  return html`<${Panel} name="announcements" title=${t("announcements")}>
    ${announcements.length ? [...announcements].reverse().map(one)
      : html`<p class="quiet">${t("none_yet")}</p>`}
  <//>`;
}
