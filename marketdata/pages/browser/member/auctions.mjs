// @ts-check
/** Auctions (单向竞价): what is offered, one's own sealed bids and applications. */

import { clock, price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { askAct, instrumentField, priceField, tonnesField } from "./asking.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, LoggedOn, RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"auctions">} Auction */
/** @typedef {RowOf<"bids">} Bid */

/** @type {Array<"pay_as_bid" | "discounted" | "void_if_short" | "tie_by_lot">} */
const RULES = ["pay_as_bid", "discounted", "void_if_short", "tie_by_lot"];

/**
 * @param {string} at a price
 * @param {string} quantity
 */
function bidFields(at, quantity) {
  return [priceField(at), tonnesField("quantity", true, quantity)];
}

/**
 * @param {Desk} desk
 * @param {Auction} row
 */
function bid(desk, row) {
  const between = `${price(row.reserve)} – ${price(row.cap)}`;
  const { auction } = row;
  askAct(desk, "place_bid", bidFields("", ""), { auction }, t("bid_between", { between }));
}

/**
 * @param {Desk} desk
 * @param {Bid} row
 */
function change(desk, row) {
  const fields = bidFields(price(row.price), String(row.quantity));
  askAct(desk, "change_bid", fields, { bid: row.bid }, row.instrument);
}

/**
 * @param {Desk} desk
 * @param {string[]} instruments
 */
function apply(desk, instruments) {
  const fields = [
    instrumentField(instruments),
    tonnesField(),
    tonnesField("lot", false),
    tonnesField("smallest_bid", false),
    ...RULES.map((name) => ({ name, label: t(name), kind: "flag" })),
  ];
  askAct(desk, "apply_auction", fields, {}, t("apply_why"));
}

/** Auctions as a member sees them. @param {{ desk: Desk, instruments: string[] }} props */
export function Auctions({ desk, instruments }) {
  return html`<div data-name="auctions">
    <p><button type="button" class="main" data-name="apply-auction" disabled=${!desk.isOpen}
      onClick=${() => apply(desk, instruments)}>${word("acts", "apply_auction")}</button></p>
    <${Offered} desk=${desk} />
    <h3>${t("own_bids")}</h3><${Bids} desk=${desk} />
  </div>`;
}

/** @param {{ desk: Desk }} props */
function Offered({ desk }) {
  const own = /** @type {LoggedOn} */ (desk.loggedOn).account;
  const hours = (/** @type {Auction} */ row) =>
    (row.opens ? `${row.date} ${row.opens} – ${row.closes}` : "–");
  const rules = (/** @type {Auction} */ row) =>
    RULES.filter((name) => row[name]).map((name) => t(name)).join(", ");
  const result = (/** @type {Auction} */ row) =>
    row.sold === null ? "" : `${tonnes(row.sold)} t @ ${price(row.lowest)} – ${price(row.highest)}`;
  const acts = (/** @type {Auction} */ row) =>
    row.account !== own && html`<button type="button" data-name=${`bid-${row.auction}`}
      disabled=${row.state !== "open"} onClick=${() => bid(desk, row)}>${t("bid_in")}</button>`;
  /** @type {Columns<Auction>} */
  const columns = [
    { name: "auction", title: t("number"), left: true },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "side", title: "", left: true, show: (row) => word("sides", row.side) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "state", title: t("status"), left: true,
      show: (row) => word("auction_states", row.state) },
    { name: "hours", title: t("hours"), left: true, show: hours },
    { name: "reserve", title: t("reserve"), show: (row) => price(row.reserve) },
    { name: "cap", title: t("cap"), show: (row) => price(row.cap) },
    { name: "rules", title: t("auction_rules"), left: true, show: rules },
    { name: "result", title: t("result"), left: true, show: result },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="offered" caption=${t("auctions")} columns=${columns}
    rows=${desk.auctions} keyOf=${(/** @type {Auction} */ row) => row.auction} />`;
}

/** @param {{ desk: Desk }} props */
function Bids({ desk }) {
  const acts = (/** @type {Bid} */ row) => html`
    <button type="button" data-name=${`change-${row.bid}`} onClick=${() => change(desk, row)}>
      ${t("change")}</button>
    <button type="button" data-name=${`withdraw-bid-${row.bid}`}
      onClick=${() => desk.act("withdraw_bid", { bid: row.bid })}>${t("withdraw")}</button>`;
  /** @type {Columns<Bid>} */
  const columns = [
    { name: "bid", title: t("number"), left: true },
    { name: "auction", title: t("auction"), left: true },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "price", title: t("price"), show: (row) => price(row.price) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "time", title: t("time"), show: (row) => clock(row.time_ns) },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="bids" caption=${t("own_bids")} columns=${columns}
    rows=${desk.bids} keyOf=${(/** @type {Bid} */ row) => row.bid} />`;
}
