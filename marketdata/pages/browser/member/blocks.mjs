// @ts-check
/** The block desk (大宗协议): intents, dialogues in which offers go to and fro, and deals. */

import { clock, price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { askAct, instrumentField, priceField, tonnesField } from "./asking.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Field, Int, LoggedOn, RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"intents">} Intent */
/** @typedef {RowOf<"dialogues">} Dialogue */
/** @typedef {RowOf<"deals">} Deal */

/** @type {() => Field} */
const NOTE = () => ({ name: "note", label: t("note"), kind: "text" });
/** @type {() => Field} */
const HIDDEN = () => ({ name: "hidden", label: t("hidden"), kind: "flag" });

/**
 * @param {Desk} desk
 * @param {string[]} instruments
 */
function post(desk, instruments) {
  /** @type {Array<[string, string]>} */
  const sides = ["sell", "buy"].map((each) => [each, word("sides", each)]);
  askAct(desk, "post_intent", [
    instrumentField(instruments),
    { name: "side", label: t("side"), required: true, choices: sides },
    priceField(),
    tonnesField(),
    { name: "counterparty", label: t("counterparty"), kind: "integer" },
    { name: "in_parts", label: t("in_parts"), kind: "flag" },
    { name: "invitation", label: t("invitation"), kind: "flag" },
    HIDDEN(),
    NOTE(),
  ]);
}

/**
 * @param {Desk} desk
 * @param {Intent} row
 */
function talk(desk, row) {
  const fields = [
    priceField(price(row.price)),
    tonnesField("quantity", true, String(row.leaves)),
    HIDDEN(),
    NOTE(),
  ];
  askAct(desk, "open_dialogue", fields, { intent: row.intent }, termsOf(row));
}

/**
 * @param {Desk} desk
 * @param {Intent} row
 */
function accept(desk, row) {
  const fields = [tonnesField("quantity", true, String(row.leaves))];
  askAct(desk, "accept_intent", fields, { intent: row.intent }, termsOf(row));
}

/**
 * @param {Desk} desk
 * @param {Dialogue} row
 */
function counter(desk, row) {
  const fields = [
    priceField(price(row.price)),
    tonnesField("quantity", true, String(row.quantity)),
    NOTE(),
  ];
  askAct(desk, "counter_offer", fields, { dialogue: row.dialogue }, termsOf(row));
}

/**
 * @param {Desk} desk
 * @param {Dialogue} row
 */
function confirmTerms(desk, row) {
  const { dialogue, price: at, quantity } = row;
  askAct(desk, "confirm_terms", [], { dialogue, price: at, quantity }, termsOf(row));
}

/**
 * The terms of an intent or a dialogue in one line.
 * @param {Omit<Intent | Dialogue, "leaves"> & { leaves?: Int }} row
 */
function termsOf(row) {
  const quantity = tonnes(row.leaves ?? row.quantity);
  return `${word("sides", row.side)} ${row.instrument} ${quantity} t @ ${price(row.price)}`;
}

/** The block desk of a member. @param {{ desk: Desk, instruments: string[] }} props */
export function Blocks({ desk, instruments }) {
  return html`<div data-name="blocks">
    <p><button type="button" class="main" data-name="post-intent" disabled=${!desk.isOpen}
      onClick=${() => post(desk, instruments)}>${t("post_intent")}</button></p>
    <h3>${t("intents")}</h3><${Intents} desk=${desk} />
    <h3>${t("dialogues")}</h3><${Dialogues} desk=${desk} />
    <h3>${t("deals")}</h3><${Deals} desk=${desk} />
  </div>`;
}

/** @type {(quantity: string) => Columns<any>} */
const offered = (quantity) => [
  { name: "instrument", title: t("instrument"), left: true },
  { name: "side", title: "", left: true, show: (row) => word("sides", row.side) },
  { name: "price", title: t("price"), show: (row) => price(row.price) },
  { name: "quantity", title: t("quantity"), show: (row) => tonnes(row[quantity]) },
];

/**
 * @param {string} name
 * @param {() => unknown} act
 * @param {string} words
 */
function button(name, act, words, isAllowed = true) {
  return html`<button type="button" data-name=${name} disabled=${!isAllowed} onClick=${act}>
    ${words}</button>`;
}

/** @param {{ desk: Desk }} props */
function Intents({ desk }) {
  const own = /** @type {LoggedOn} */ (desk.loggedOn).account;
  const posted = (/** @type {Intent} */ row) =>
    (row.account === null ? t("not_shown") : String(row.account));
  const flags = (/** @type {Intent} */ row) =>
    [row.in_parts && t("in_parts"), row.invitation && t("invitation")].filter(Boolean).join(", ");
  const acts = (/** @type {Intent} */ row) =>
    row.account === own
      ? button(`withdraw-${row.intent}`, () => desk.act("withdraw_intent", { intent: row.intent }),
          t("withdraw"))
      : html`${button(`accept-${row.intent}`, () => accept(desk, row), t("accept"),
          !row.invitation)}
        ${button(`talk-${row.intent}`, () => talk(desk, row), t("talk"))}`;
  /** @type {Columns<Intent>} */
  const columns = [
    { name: "intent", title: t("number"), left: true },
    { name: "account", title: t("posted_by"), left: true, show: posted },
    ...offered("leaves"),
    { name: "flags", title: "", left: true, show: flags },
    { name: "note", title: t("note"), left: true, show: (row) => row.note ?? "" },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="intents" caption=${t("intents")} columns=${columns}
    rows=${desk.intents} keyOf=${(/** @type {Intent} */ row) => row.intent} />`;
}

/** @param {{ desk: Desk }} props */
function Dialogues({ desk }) {
  const other = (/** @type {Dialogue} */ row) =>
    (row.role === "poster" ? row.responder : row.poster) ?? t("not_shown");
  const confirmed = (/** @type {Dialogue} */ row) => row.confirmed_by.map((each) =>
    (each === row.role ? "✓ " + t("own") : "✓ " + t("other_side"))).join(" ");
  const acts = (/** @type {Dialogue} */ row) => html`
    ${button(`counter-${row.dialogue}`, () => counter(desk, row), t("counter"))}
    ${button(`confirm-${row.dialogue}`, () => confirmTerms(desk, row), t("confirm_terms"),
      !row.confirmed_by.includes(/** @type {Dialogue["by"]} */ (row.role)))}
    ${button(`note-${row.dialogue}`,
      () => askAct(desk, "send_note", [{ ...NOTE(), required: true }], { dialogue: row.dialogue }),
      t("note"))}
    ${button(`leave-${row.dialogue}`,
      () => desk.act("leave_dialogue", { dialogue: row.dialogue }), t("leave"))}`;
  /** @type {Columns<Dialogue>} */
  const columns = [
    { name: "dialogue", title: t("number"), left: true },
    { name: "other", title: t("other_side"), left: true, show: other },
    ...offered("quantity"),
    { name: "by", title: t("offer_of"), left: true,
      show: (row) => t(row.by === row.role ? "own" : "other_side") },
    { name: "confirmed", title: t("confirmed"), left: true, show: confirmed },
    { name: "note", title: t("note"), left: true, show: (row) => row.note ?? "" },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="dialogues" caption=${t("dialogues")} columns=${columns}
    rows=${desk.dialogues} keyOf=${(/** @type {Dialogue} */ row) => row.dialogue} />`;
}

/** @param {{ desk: Desk }} props */
function Deals({ desk }) {
  const own = /** @type {LoggedOn} */ (desk.loggedOn).account;
  /** @type {Columns<Deal>} */
  const columns = [
    { name: "deal", title: t("number"), left: true },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "side", title: "", left: true,
      show: (row) => word("sides", row.buyer === own ? "buy" : "sell") },
    { name: "price", title: t("price"), show: (row) => price(row.price) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
    { name: "other", title: t("other_side"),
      show: (row) => String(row.buyer === own ? row.seller : row.buyer) },
    { name: "time", title: t("time"), show: (row) => clock(row.time_ns) },
  ];
  return html`<${Figures} name="deals" caption=${t("deals")} columns=${columns} rows=${desk.deals}
    keyOf=${(/** @type {Deal} */ row) => row.deal} />`;
}
