// @ts-check
/** The evidence of a case as tables: orders, who traded with whom, and every event of the log. */

import { moment, price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html, useState } from "../ground/view.mjs";
import { nameOf } from "./case_words.mjs";
import { ordersIn, tradesBetween } from "./evidence.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Between, EvidenceEvent, OrderSeen } from "./evidence.mjs" */
/** @import { Columns, Int, Kept } from "../keyed/types.d.ts" */

/** @param {{ desk: Console }} props */
export function CaseEvidence({ desk }) {
  /** @type {Kept<string>} */ const [chosen, choose] = useState("");
  const { events, archived, parties } = desk.caseFile.evidence;
  const who = (/** @type {Int | undefined} */ account) => {
    if (!account) return "";
    const party = parties.get(String(account));
    return party ? `${account} ${nameOf(party)}` : String(account);
  };
  const order = (/** @type {Int | undefined} */ number) => number && html`<button type="button"
    class="plain" aria-pressed=${chosen === String(number)}
    onClick=${() => choose(chosen === String(number) ? "" : String(number))}>${number}</button>`;
  const between = tradesBetween(events);
  return html`
    ${between.length > 0 && html`<h3>${t("counterparts")}</h3>
      <${Counterparts} rows=${between} who=${who} />`}
    <h3>${t("tab_orders")}</h3>
    <${Orders} rows=${ordersIn(events)} who=${who} order=${order} />
    <h3>${t("events_of_log")}</h3>
    <${Events} rows=${events} who=${who} order=${order} chosen=${chosen} />
    ${archived > 0 && html`<p class="quiet">${t("archived_events", { archived })}</p>`}`;
}

/** @typedef {(account: Int | undefined) => string} Who */
/** @typedef {(number: Int | undefined) => unknown} OrderCell */

/** @param {{ rows: Between[], who: Who }} props */
function Counterparts({ rows, who }) {
  /** @type {Columns<Between>} */
  const columns = [
    { name: "seller", title: t("seller"), left: true, show: (row) => who(row.seller) },
    { name: "buyer", title: t("buyer"), left: true, show: (row) => who(row.buyer) },
    { name: "trades", title: t("trades"), show: (row) => tonnes(row.trades) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "prices", title: t("price"), show: (row) =>
      (row.least === row.most ? price(row.least) : `${price(row.least)} – ${price(row.most)}`) },
  ];
  return html`<${Figures} name="counterparts" caption=${t("counterparts")} columns=${columns}
    rows=${rows} keyOf=${(/** @type {Between} */ row) => `${row.seller}-${row.buyer}`} />`;
}

/** @param {{ rows: OrderSeen[], who: Who, order: OrderCell }} props */
function Orders({ rows, who, order }) {
  /** @type {Columns<OrderSeen>} */
  const columns = [
    { name: "order", title: t("order"), left: true, show: (row) => order(row.order) },
    { name: "account", title: t("account"), left: true, show: (row) => who(row.account) },
    { name: "side", title: t("side"), left: true, show: (row) => word("sides", row.side) },
    { name: "price", title: t("price"), show: (row) => price(row.price) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "traded", title: t("traded"), show: (row) => tonnes(row.traded) },
    { name: "ended", title: t("ended_by"), left: true, show: (row) => endedBy(row.ended) },
  ];
  return html`<${Figures} name="evidence-orders" caption=${t("tab_orders")} columns=${columns}
    rows=${rows} keyOf=${(/** @type {OrderSeen} */ row) => row.order} />`;
}

/** @param {string} reason */
function endedBy(reason) {
  return reason ? word("endings", reason) : "";
}

/** @param {{ rows: EvidenceEvent[], who: Who, order: OrderCell, chosen: string }} props */
function Events({ rows, who, order, chosen }) {
  const what = (/** @type {EvidenceEvent} */ { kind, command_kind: of }) =>
    (kind === "accepted" ? word("acts", String(of)) : word("event_kinds", kind));
  const isTrade = (/** @type {EvidenceEvent} */ row) =>
    row.kind === "fill" || row.kind === "trade_busted";
  /** @type {(row: EvidenceEvent, value: unknown) => unknown} */
  const ofTrade = (row, value) => (isTrade(row) ? value : "");
  /** @type {Columns<EvidenceEvent>} */
  const columns = [
    { name: "sequence", title: t("event"), left: true },
    { name: "time", title: t("at"), left: true, show: (row) => moment(row.time_ns) },
    { name: "kind", title: t("what"), left: true, show: what },
    { name: "instrument", title: t("instrument"), left: true, show: (row) => row.code ?? "" },
    { name: "account", title: t("account"), left: true, show: (row) => who(row.account) },
    { name: "side", title: t("side"), left: true,
      show: (row) => (row.side ? word("sides", String(row.side)) : "") },
    { name: "price", title: t("price"), show: (row) => (row.price ? price(row.price) : "") },
    { name: "quantity", title: t("quantity"),
      show: (row) => (row.quantity ? tonnes(row.quantity) : "") },
    { name: "order", title: t("order"), show: (row) => order(row.order_id) ?? "" },
    { name: "trade", title: t("trade"), show: (row) => ofTrade(row, row.number) },
    { name: "counterpart", title: t("counterpart"), left: true,
      show: (row) => ofTrade(row, who(row.maker_account)) },
    { name: "maker_order", title: t("their_order"),
      show: (row) => ofTrade(row, order(row.maker_order_id)) ?? "" },
  ];
  const mark = (/** @type {EvidenceEvent} */ row) => {
    const orders = [row.order_id, isTrade(row) ? row.maker_order_id : undefined];
    return chosen && orders.some((each) => String(each) === chosen) ? "chosen" : "";
  };
  return html`<${Figures} name="evidence-events" caption=${t("events_of_log")} columns=${columns}
    rows=${rows} mark=${mark} keyOf=${(/** @type {EvidenceEvent} */ row) => row.sequence} />`;
}
