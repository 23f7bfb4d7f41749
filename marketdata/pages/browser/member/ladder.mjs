// @ts-check
/** The ladder: five levels a side with one's own orders, and the orders of the best levels. */

import { price, tonnes } from "../ground/figures.mjs";
import { t } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Int, Live } from "../keyed/types.d.ts" */

/** @import { Orders } from "./orders.mjs" */
/** @import { Target } from "./ticket.mjs" */

/**
 * What `depth` says of an instrument; prices in 0.01 CNY, quantities in tonnes.
 * @typedef {{ bids: Level[], asks: Level[], best_bid_orders?: Array<[Int, number]>,
 *   best_ask_orders?: Array<[Int, number]>,
 *   indicative?: { price: number | null, volume: number } }} Depth
 * @typedef {[price: number, quantity: number, orders: number]} Level
 */
/**
 * @typedef {{ side: "ask" | "bid", place: number, price: number, quantity: number, count: number,
 *   own: number }} Row
 */

/**
 * The rows of a ladder, the dearest first: each level with what of it is one's own.
 * @param {Depth | undefined} depth
 * @param {Pick<Orders, "atPrices">} orders
 * @param {string} instrument
 */
export function ladderRows(depth, orders, instrument) {
  const { asks = [], bids = [] } = depth ?? {};
  /** @type {(name: "ask" | "bid", levels: Level[], ordersOf: string) => Row[]} */
  const side = (name, levels, ordersOf) => {
    const own = orders.atPrices(instrument, ordersOf);
    return levels.map(([at, quantity, count], place) => {
      return { side: name, place: place + 1, price: at, quantity, count, own: own.get(at) ?? 0 };
    });
  };
  return [...side("ask", asks, "sell").reverse(), ...side("bid", bids, "buy")];
}

/**
 * The panel. `pick` hears a level that was clicked; `take` an order of the best level, which a
 * ticket then names.
 * @param {{ live: Live, desk: Desk, instrument: string, pick: (row: Row) => void,
 *   take: (target: Target) => void }} props
 */
export function Ladder({ live, desk, instrument, pick, take }) {
  const depth = live.latest.depth?.[instrument];
  const summary = live.latest.summary?.[instrument];
  const rows = ladderRows(depth, desk.orders, instrument);
  const rules = live.latest.status?.instruments?.[instrument];
  const limits = `${price(rules?.lower)} – ${price(rules?.upper)}`;
  return html`<${Panel} name="ladder" title=${`${instrument} ${t("book")}`}
    aside=${html`<span data-name="last">${t("last")} <b>${price(summary?.latest)}</b></span>`}>
    <p class="quiet">${t("limits")} <span data-name="limits">${limits}</span>
      ${rules?.halted && html` <strong class="halted" data-name="halted">⏸ ${t("halt")}</strong>`}
    </p>
    <${Indicative} said=${depth?.indicative} />
    <${Levels} rows=${rows} pick=${pick} instrument=${instrument} />
    <${BestOrders} depth=${depth} desk=${desk} take=${take} />
  <//>`;
}

/** @param {{ rows: Row[], pick: (row: Row) => void, instrument: string }} props */
function Levels({ rows, pick, instrument }) {
  /** @type {Columns<Row>} */
  const columns = [
    { name: "place", title: "", left: true, show: (row) => `${t(row.side)} ${row.place}` },
    {
      name: "price",
      title: t("price"),
      mark: (row) => (row.side === "bid" ? "up" : "down"),
      show: (row) => html`<button type="button" class="cell" onClick=${() => pick(row)}>
        ${price(row.price)}</button>`,
    },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "count", title: t("orders"), show: (row) => tonnes(row.count) },
    { name: "own", title: t("own"), show: (row) => (row.own ? `● ${tonnes(row.own)}` : "") },
  ];
  const mark = (/** @type {Row} */ row) => (row.own ? "own" : "");
  return html`<${Figures} name="levels" caption=${`${instrument} ${t("book")}`} columns=${columns}
    rows=${rows} mark=${mark} keyOf=${(/** @type {Row} */ row) => `${row.side}-${row.place}`} />`;
}

/** What an opening call would do now. @param {{ said: Depth["indicative"] }} props */
function Indicative({ said }) {
  if (!said) return null;
  const { price: at, volume } = said;
  return html`<p data-name="indicative">${t("indicative")} <b>${price(at)}</b> ${tonnes(volume)} t
  </p>`;
}

/**
 * The orders of the best level of each side; a click names one as the target of a take.
 * @param {{ depth?: Depth, desk: Desk, take: (target: Target) => void }} props
 */
function BestOrders({ depth, desk, take }) {
  const own = new Set(desk.orders.open().map((row) => Number(row.order)));
  /** @type {(name: string, resting?: Array<[Int, number]>, level?: Level) => unknown} */
  const side = (name, resting, level) => {
    if (!level || !resting?.length) return null;
    const one = (/** @type {[Int, number]} */ [order, quantity]) => html`<button type="button"
      key=${order} class="chip"
      data-name=${`take-${order}`} disabled=${own.has(Number(order))} title=${t("take_why")}
      onClick=${() => take({ order, quantity, price: level[0], side: name })}>
      ${tonnes(quantity)} t${own.has(Number(order)) ? ` ● ${t("own")}` : ""}</button>`;
    return html`<p class="best ${name}"><span>${t(`best_${name}`)} ${price(level[0])}</span>
      ${resting.map(one)}</p>`;
  };
  const { best_ask_orders: asks, best_bid_orders: bids } = depth ?? {};
  return html`<div data-name="best-orders">
    ${side("ask", asks, depth?.asks[0])}${side("bid", bids, depth?.bids[0])}
  </div>`;
}
