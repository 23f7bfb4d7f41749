// @ts-check
/** Every vintage side by side. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { either, t } from "../ground/language.mjs";
import { Change, Figures, Panel, directed } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";

/** @param {{ market: import("./market.mjs").Market }} props */
export function Vintages({ market }) {
  const { status, summary } = market.site.live.latest;
  const rows = market.codes.map((code) => (
    { code, ...status.instruments[code], ...summary?.[code] }
  ));
  const chosen = (/** @type {any} */ row) => (row.code === market.instrument ? "chosen" : "");
  return html`<${Panel} name="vintages" title=${t("vintages")}>
    <${Figures} name="vintages-table" caption=${t("vintages")} columns=${columns(market)}
      rows=${rows} keyOf=${(/** @type {any} */ row) => row.code} mark=${chosen} />
  <//>`;
}

/**
 * @param {import("./market.mjs").Market} market
 * @returns {import("../ground/pieces.mjs").Column[]}
 */
function columns(market) {
  const ticks = (/** @type {string} */ name) => (/** @type {any} */ row) => price(row[name]);
  return [
    { name: "code", title: t("instrument"), left: true, show: (row) => Code(market, row) },
    { name: "latest", title: t("last"), show: ticks("latest"), mark: moved },
    {
      name: "change",
      title: t("change"),
      show: (row) => html`<${Change} percent=${row.change_pct} />`,
    },
    { name: "open", title: t("open"), show: ticks("open") },
    { name: "high", title: t("high"), show: ticks("high") },
    { name: "low", title: t("low"), show: ticks("low") },
    { name: "previous_close", title: t("previous"), show: ticks("previous_close") },
    { name: "volume", title: t("volume"), show: (row) => tonnes(row.volume) },
    { name: "turnover", title: t("amount"), show: (row) => yuan(row.turnover_fen) },
    { name: "trades", title: t("trades_count"), show: (row) => tonnes(row.trades) },
    { name: "lower", title: t("lower"), show: ticks("lower") },
    { name: "upper", title: t("upper"), show: ticks("upper") },
  ];
}

/**
 * @param {import("./market.mjs").Market} market
 * @param {any} row
 */
function Code(market, row) {
  const name = either(row.name_zh, row.name_en);
  return html`<button type="button" class="plain" aria-pressed=${row.code === market.instrument}
    title=${name} onClick=${() => market.show(row.code)}>${row.code}</button>
    ${row.halted ? html`${" "}<strong class="warn">⏸ ${t("halted")}</strong>` : null}`;
}

/** @param {any} row */
function moved(row) {
  const { latest, previous_close: before } = row;
  return latest && before ? directed(Math.sign(latest - before)) : "";
}
