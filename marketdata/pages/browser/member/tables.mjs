// @ts-check
/** The tables of a member's screen: open orders, finished ones, trades, what it holds. */

import { clock, moment, price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { methodOf } from "./fills.mjs";
import { isDone } from "./said.mjs";

/** @import { Fills } from "./fills.mjs" */
/** @import { Orders } from "./orders.mjs" */
/** @import { Holding, OrderRow, TradeRow } from "./rows.d.ts" */
/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Int, Reply, Said as Line } from "../keyed/types.d.ts" */

const SHOWN_MAX = 500; // open orders, the newest

/** @type {Columns<OrderRow | TradeRow>[0]} */
const side = {
  name: "side",
  title: "",
  left: true,
  show: (row) => html`<span class=${row.side === "buy" ? "up" : "down"}>
    ${word("sides", row.side)}</span>`,
};
const instrument = () => ({ name: "instrument", title: t("instrument"), left: true });
/** @type {() => Columns<OrderRow | TradeRow>[0]} */
const priced = () => ({ name: "price", title: t("price"), show: (row) => price(row.price) });
/** @type {(name: string, title: string) => Columns<any>[0]} */
const amount = (name, title) => ({ name, title: t(title), show: (row) => tonnes(row[name]) });

/**
 * Open orders; `replace` and `cancel` hear the one that was chosen, `cancelAll` hears none.
 * @param {{ orders: Orders, replace: (row: OrderRow) => void, cancel: (row: OrderRow) => void,
 *   cancelAll: () => void }} props
 */
export function OpenOrders({ orders, replace, cancel, cancelAll }) {
  const rows = orders.open().slice(-SHOWN_MAX);
  /** @type {Columns<OrderRow>} */
  const columns = [
    { name: "order", title: t("order"), left: true },
    instrument(),
    side,
    priced(),
    amount("leaves", "open_quantity"),
    amount("filled", "filled"),
    { name: "status", title: t("status"), left: true, show: status },
    { name: "entered", title: t("entered"), show: (row) => clock(row.entered_ns) },
    { name: "expires", title: t("expires"), show: (row) => clock(row.expires_ns) },
    { name: "acts", title: "", show: (row) => buttons(row, replace, cancel) },
  ];
  return html`<${Figures} name="open-orders" caption=${t("open_orders")} columns=${columns}
      rows=${rows} keyOf=${(/** @type {OrderRow} */ row) => row.order} />
    <button type="button" data-name="cancel-all" disabled=${rows.length === 0}
      onClick=${cancelAll}>${t("cancel_all")}</button>`;
}

/**
 * @param {OrderRow} row
 * @param {(row: OrderRow) => void} replace
 * @param {(row: OrderRow) => void} cancel
 */
function buttons(row, replace, cancel) {
  return html`<button type="button" data-name=${`replace-${row.order}`}
      onClick=${() => replace(row)}>${t("replace")}</button>
    <button type="button" data-name=${`cancel-${row.order}`}
      onClick=${() => cancel(row)}>${t("cancel_order")}</button>`;
}

/** @param {OrderRow} row */
function status(row) {
  const reason = row.reason ? ` (${word("endings", row.reason)})` : "";
  return `${word("order_statuses", row.status)}${reason}`;
}

/** @param {{ orders: Orders }} props */
export function FinishedOrders({ orders }) {
  /** @type {Columns<OrderRow>} */
  const columns = [
    { name: "order", title: t("order"), left: true },
    instrument(),
    side,
    priced(),
    amount("filled", "filled"),
    { name: "status", title: t("status"), left: true, show: status },
    { name: "time", title: t("time"), show: (row) => clock(row.time_ns) },
  ];
  return html`<${Figures} name="finished-orders" caption=${t("finished_orders")}
    columns=${columns} rows=${orders.finished()}
    keyOf=${(/** @type {OrderRow} */ row) => row.order} />`;
}

/** @param {{ fills: Fills }} props */
export function Trades({ fills }) {
  /** @type {Columns<TradeRow>} */
  const columns = [
    { name: "number", title: t("report"), left: true },
    { name: "time", title: t("time"), show: (row) => clock(row.time_ns) },
    instrument(),
    side,
    priced(),
    amount("quantity", "quantity"),
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
    { name: "fees", title: t("fees"), show: (row) => yuan(feesOf(row)) },
    { name: "method", title: t("method"), left: true, show: method },
    { name: "trade", title: t("trade") },
  ];
  return html`<${Figures} name="fills" caption=${t("fills")} columns=${columns}
    rows=${fills.newest()} keyOf=${(/** @type {TradeRow} */ row) => row.number} />`;
}

/** @param {TradeRow} row */
function feesOf(row) {
  return BigInt(row.trading_fee_fen) + BigInt(row.settlement_fee_fen);
}

/** @param {TradeRow} row */
function method(row) {
  return word("methods", methodOf(row));
}

/** Cash and holdings, and when what was bought can be sold. @param {{ desk: Desk }} props */
export function Holdings({ desk }) {
  const { balances } = desk;
  /** @type {Columns<Holding>} */
  const columns = [
    instrument(),
    amount("available", "sellable"),
    amount("locked", "locked"),
    amount("bought", "bought"),
    {
      name: "releases",
      title: t("sellable_from"),
      left: true,
      mark: () => "text",
      show: (row) => waits(row, desk),
    },
  ];
  const title = t("account_of", { account: balances?.account ?? "" });
  return html`<${Panel} name="holdings" title=${title}>
    <${Cash} balances=${balances} />
    <${Figures} name="holding-rows" caption=${t("holdings")} columns=${columns}
      rows=${balances?.holdings ?? []} keyOf=${(/** @type {Holding} */ row) => row.instrument} />
  <//>`;
}

/** @param {{ balances: Reply<"balances"> | null }} props */
function Cash({ balances }) {
  if (balances === null) return null;
  const one = (/** @type {string} */ name, /** @type {Int} */ fen) => html`<div><dt>${t(name)}</dt>
    <dd data-name=${name}>${yuan(fen)}</dd></div>`;
  return html`<dl class="pairs">
      ${one("cash", balances.cash_available_fen)}${one("cash_locked", balances.cash_locked_fen)}
      ${one("cash_out", balances.cash_withdrawable_fen)}
    </dl>
    ${balances.suspended && html`<p class="notice bad" role="alert">${t("suspended")}</p>`}
    ${balances.killed && html`<p class="notice bad" role="alert" data-name="killed">
      ${t("killed")}</p>`}`;
}

/**
 * @param {Holding} holding
 * @param {Desk} desk
 */
function waits(holding, { rules, fills }) {
  return rules.releases(holding, fills).map(({ day, quantity, from, unsettled }) => {
    const when = from === null ? t("when_due") : t("from_day", { day: from });
    const settled = unsettled && day ? t("once_settled", { day }) : "";
    return html`<div key=${day}>${tonnes(quantity)} t ${when}${settled}</div>`;
  });
}

/** What became of the last acts, the newest first. @param {{ desk: Desk }} props */
export function Said({ desk }) {
  /** @type {(line: Line, place: number) => unknown} */
  const one = (line, place) => html`<li key=${`${line.at} ${place}`}
    class=${isDone(line) ? "good" : "bad"} data-op=${line.op}>
    <time>${moment(line.at).slice(11)}</time> ${isDone(line) ? "✓" : "✗"} ${word("acts", line.op)}
    ${" "}${outcome(line)}
  </li>`;
  return html`<${Panel} name="said" title=${t("said")}>
    <ol class="said" aria-live="polite">${desk.said.map(one)}</ol>
  <//>`;
}

/** @param {Line} line */
function outcome({ error, isEntered, reply, fields }) {
  if (error) return error.message;
  if (isEntered === false) return t("not_arrived", { id: String(fields.client_order_id) });
  const number = reply.order ?? reply.intent ?? reply.dialogue ?? reply.deal ?? reply.bid;
  const filled = reply.filled ? `, ${t("filled")} ${tonnes(reply.filled)} t` : "";
  const status = reply.status ? ` ${word("order_statuses", reply.status)}` : "";
  const reason = reply.reason ? ` (${word("endings", reply.reason)})` : "";
  return `${number ?? fields.client_order_id ?? ""}${status}${reason}${filled}`;
}
