// @ts-check
/** The instrument that is chosen: its bars, its depth, its last trades. */

import { Candles } from "../ground/charts.mjs";
import { clock, price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Ladder, Notice, Panel, Tabs } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { COMPOSITE } from "../words.mjs";

/** @typedef {import("./market.mjs").Market} Market */

const SPANS = ["1m", "5m", "15m", "60m", "day", "week", "month"];
const TRADES_SHOWN = 20;

/** @param {{ market: Market }} props */
export function BarsPanel({ market }) {
  const { instrument, span, bars } = market;
  const options = SPANS.map(
    (each) => /** @type {[string, string]} */ ([each, word("spans", each)]),
  );
  const tabs = html`<${Tabs} name="spans" label=${t("span")} options=${options} value=${span}
    choose=${(/** @type {string} */ each) => market.showSpan(each)} />`;
  const title = `${instrument === COMPOSITE ? t("composite") : (instrument ?? "–")} ${t("bars")}`;
  const last = bars.list.at(-1);
  const label = `${title}, ${word("spans", span)}, ${last ? last.close.toFixed(2) : t("none_yet")}`;
  return html`<${Panel} name="bars" title=${title} aside=${tabs}>
    ${bars.error ? html`<${Notice} name="bars-error">${bars.error.message}<//>` : null}
    <${Candles} key=${`${instrument} ${span}`} name="candles" label=${label} bars=${bars.list} />
  <//>`;
}

/** @param {{ market: Market }} props */
export function Depth({ market }) {
  const code = market.instrument ?? "";
  const depth = market.site.live.latest.depth?.[code];
  const call = depth?.indicative;
  const title = `${code} ${t("depth")}`;
  const words = { price: price(call?.price), volume: tonnes(call?.volume) };
  return html`<${Panel} name="depth" title=${title}>
    ${call ? html`<p data-name="opening-call">${t("call", words)}</p>` : null}
    <${Ladder} name="ladder" caption=${title} depth=${depth} />
  <//>`;
}

/** @param {{ market: Market }} props */
export function Trades({ market }) {
  const code = market.instrument ?? "";
  const every = market.site.live.latest.trades?.[code] ?? [];
  const trades = every.filter((/** @type {any} */ row) => row.correction === undefined); // undone
  const title = `${code} ${t("trades")}`;
  const side = (/** @type {any} */ row) => (row.side === "sell" ? "down" : row.side && "up") ?? "";
  /** @type {import("../ground/pieces.mjs").Column[]} */
  const columns = [
    { name: "time", title: t("time"), left: true, show: (row) => clock(market.times.of(row)) },
    { name: "price", title: t("price"), show: (row) => price(row.price), mark: side },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "side", title: t("side"), show: (row) => word("sides", row.side) },
    { name: "trade", title: t("trade"), show: (row) => row.trade },
  ];
  return html`<${Panel} name="trades" title=${title}>
    <${Figures} name="trades-table" caption=${title} columns=${columns}
      rows=${trades.slice(-TRADES_SHOWN).reverse()}
      keyOf=${(/** @type {any} */ row) => row.trade} />
  <//>`;
}
