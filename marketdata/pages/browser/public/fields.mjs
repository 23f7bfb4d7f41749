// @ts-check
/** Fields in which a viewer chooses a span or a day. */

import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** @typedef {import("./market.mjs").Market} Market */

/**
 * A choice of spans.
 * @param {{ market: Market, name: string, spans: string[], value: string }} props
 */
export function SpanField({ market, name, spans, value }) {
  const option = (/** @type {string} */ each) => html`<option value=${each}
    selected=${each === value}>${word("spans", each)}</option>`;
  return html`<label>${t("span")}<select data-name=${name} onChange=${chosen(market, name)}>
    ${spans.map(option)}</select></label>`;
}

/**
 * A choice of a day, or of a month with `type` "month".
 * @param {{ market: Market, name: string, label: string, value: string, type?: string }} props
 */
export function DateField({ market, name, label, value, type = "date" }) {
  return html`<label>${label}<input type=${type} data-name=${name} defaultValue=${value}
    onChange=${chosen(market, name)} /></label>`;
}

/**
 * @param {Market} market
 * @param {string} name
 */
function chosen(market, name) {
  return (/** @type {any} */ event) => {
    market.choice.set(name, event.currentTarget.value);
    market.site.paint();
  };
}
