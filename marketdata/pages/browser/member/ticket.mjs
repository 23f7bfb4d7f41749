// @ts-check
/** The ticket: an order as it is typed, what it would cost, and the sending of it. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { readPrice } from "../keyed/entry.mjs";
import { amountOf, orderOf } from "./order_entry.mjs";

/** @import { Controls } from "./controls.mjs" */
/** @import { Desk } from "./desk.mjs" */
/** @import { Int, Typed } from "../keyed/types.d.ts" */

/**
 * A ticket as it is typed; `take` is the number of an order that it takes.
 * @typedef {{ instrument: string, side: Side, kind: "limit" | "market",
 *   timeInForce: "day" | "ioc" | "fok", price: string, quantity: string,
 *   take: Int | null }} Ticket
 * @typedef {"buy" | "sell"} Side
 */
/**
 * An order of the best level that was clicked.
 * @typedef {{ order: Int, quantity: Int, price: Int, side: string }} Target
 */
/**
 * What is known of the instrument of a ticket; prices in 0.01 CNY.
 * @typedef {{ base?: number, lower?: number, upper?: number, tick?: number,
 *   market_orders?: Int }} Known
 */

/** @type {Side[]} */ const SIDES = ["buy", "sell"];
const TIMES = ["day", "ioc", "fok"];

/**
 * What a ticket says at first.
 * @param {Side} [side]
 * @returns {Ticket}
 */
export function emptyTicket(instrument = "", side = "buy") {
  /** @type {Omit<Ticket, "instrument" | "side">} */
  const terms = { kind: "limit", timeInForce: "day", price: "", quantity: "", take: null };
  return { instrument, side, ...terms };
}

/**
 * A ticket for a level that was clicked: on its side, at its price.
 * @param {Ticket} ticket
 * @param {{ side: string, price: Int }} level
 * @returns {Ticket}
 */
export function atLevel(ticket, level) {
  const side = level.side === "ask" ? "buy" : "sell";
  return { ...ticket, side, kind: "limit", price: price(level.price), take: null };
}

/**
 * A ticket that takes an order of the best level by its number.
 * @param {Ticket} ticket
 * @param {Target} target
 * @returns {Ticket}
 */
export function taking(ticket, target) {
  const side = target.side === "ask" ? "buy" : "sell";
  /** @type {Pick<Ticket, "kind" | "timeInForce" | "price">} */
  const terms = { kind: "limit", timeInForce: "day", price: price(target.price) };
  return { ...ticket, side, ...terms, quantity: String(target.quantity), take: target.order };
}

/**
 * A ticket whose price is so many steps of the instrument away.
 * @param {Ticket} ticket
 * @param {number} steps
 * @param {Known} [rules]
 * @param {{ latest: number | null }} [summary]
 * @returns {Ticket}
 */
export function stepped(ticket, steps, rules, summary) {
  const now = readPrice(ticket.price) ?? summary?.latest ?? rules?.base;
  if (!now || ticket.kind === "market") return ticket;
  const next = now + steps * (rules?.tick ?? 1);
  const within = Math.min(Math.max(next, rules?.lower ?? 1), rules?.upper ?? next);
  return { ...ticket, price: price(within), take: null };
}

/**
 * The panel. What is typed goes to the controls at once, and is painted when its turn comes: a
 * button that is disabled would refuse Enter until then, so that it only looks so.
 * @param {{ controls: Controls, desk: Desk }} props
 */
export function Ticket({ controls, desk }) {
  const { ticket, instruments, rules } = controls;
  const order = orderOf(ticket);
  const amount = amountOf(ticket);
  const set = (/** @type {string} */ name) => (/** @type {Typed} */ event) =>
    controls.enter({ [name]: event.target.value });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    controls.send();
  };
  const isMarket = ticket.kind === "market";
  return html`<${Panel} name="ticket" title=${t("ticket")}>
    <form class=${`ticket ${ticket.side}`} onSubmit=${submit}>
      <label>${t("instrument")}<select data-name="ticket-instrument" value=${ticket.instrument}
        onChange=${set("instrument")}>
        ${instruments.map((each) => html`<option key=${each} value=${each}>${each}</option>`)}
      </select></label>
      <${Sides} chosen=${ticket.side} controls=${controls} />
      <label>${t("kind")}<select data-name="ticket-kind" value=${ticket.kind}
        onChange=${set("kind")}>
        <option value="limit">${word("order_types", "limit")}</option>
        ${rules?.market_orders === 1 &&
        html`<option value="market">${word("order_types", "market")}</option>`}
      </select></label>
      <label>${t("time_in_force")}<select data-name="ticket-time" value=${ticket.timeInForce}
        onChange=${set("timeInForce")}>
        ${TIMES.map((each) => html`<option value=${each}>
          ${word("times_in_force", each)}</option>`)}
      </select></label>
      <label>${t("price")}<input data-name="ticket-price" inputmode="decimal" autocomplete="off"
        value=${isMarket ? "" : ticket.price} disabled=${isMarket}
        onInput=${set("price")} /></label>
      <label>${t("quantity")}<input data-name="ticket-quantity" inputmode="numeric"
        autocomplete="off" value=${ticket.quantity} onInput=${set("quantity")} /></label>
      <p class="quiet"><span data-name="amount">${t("amount")} ${yuan(amount)}</span>
        <span data-name="free">${free(ticket, desk)}</span></p>
      ${ticket.take !== null &&
      html`<p data-name="take">${t("taking", { order: ticket.take })}</p>`}
      <button class="main" data-name="send" disabled=${!desk.isOpen}
        aria-disabled=${order === null}>
        ${word("sides", ticket.side)} ${ticket.instrument}</button>
    </form>
  <//>`;
}

/** @param {{ chosen: Side, controls: Controls }} props */
function Sides({ chosen, controls }) {
  const one = (/** @type {Side} */ side) => html`<button type="button" role="radio" key=${side}
    aria-checked=${chosen === side} data-name=${`side-${side}`}
    onClick=${() => controls.enter({ side })}>${word("sides", side)}</button>`;
  return html`<div class="sides" role="radiogroup" aria-label=${t("side")}>${SIDES.map(one)}</div>`;
}

/**
 * What the account has for the side of a ticket.
 * @param {Ticket} ticket
 * @param {Desk} desk
 */
function free(ticket, { balances }) {
  if (balances === null) return "";
  if (ticket.side === "buy") return `${t("cash")} ${yuan(balances.cash_available_fen)}`;
  const held = balances.holdings.find((each) => each.instrument === ticket.instrument);
  return `${t("sellable")} ${tonnes(held?.available ?? 0)} t`;
}
