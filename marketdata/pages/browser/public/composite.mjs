// @ts-check
/** The composite price now, and its line of the day. */

import { DayLine, chartTime } from "../ground/charts.mjs";
import { price } from "../ground/figures.mjs";
import { t } from "../ground/language.mjs";
import { Change, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { COMPOSITE } from "../words.mjs";

/** @param {{ market: import("./market.mjs").Market }} props */
export function Composite({ market }) {
  const { composite, bars_1m: bars } = market.site.live.latest;
  const day = bars?.[COMPOSITE];
  const now = composite?.close ?? composite?.latest;
  const label = t("day_line", { date: day?.date ?? "–", price: price(now) });
  const aside = html`<button type="button" class="plain" onClick=${() => market.show(COMPOSITE)}>
    ${t("bars")}</button>`;
  return html`<${Panel} name="composite" title=${t("composite")} aside=${aside}>
    <p class="row"><span class="big" data-name="composite-now">${price(now)}</span>
      <${Change} percent=${composite?.change_pct} />
      ${["open", "high", "low", "previous"].map((name) => Small(name, composite))}</p>
    <${DayLine} name="day-line" label=${label} points=${pointsOf(day)}
      base=${ofTicks(composite?.previous_close)} />
  <//>`;
}

/**
 * @param {string} name
 * @param {any} composite
 */
function Small(name, composite) {
  const value = name === "previous" ? composite?.previous_close : composite?.[name];
  return html`<span><span class="quiet">${t(name)}</span>
${" "}<span data-name=${`composite-${name}`}>${price(value)}</span></span>`;
}

/** @param {any} day the bars of a day */
function pointsOf(day) {
  return (day?.bars ?? []).map((/** @type {any} */ bar) => (
    { time: chartTime(day.date, bar.time), value: bar.close / 100 }
  ));
}

/** @param {number | null | undefined} ticks */
function ofTicks(ticks) {
  return ticks ? ticks / 100 : null;
}
