// @ts-check
/** The ticket: an order as it is typed, what it would cost, and the sending of it. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { readPrice } from "../keyed/entry.mjs";
import { amountOf, orderOf } from "./order_entry.mjs";

const SIDES = ["buy", "sell"];
const TIMES = ["day", "ioc", "fok"];

/** What a ticket says at first. */
export function emptyTicket(instrument = "", side = "buy") {
  const terms = { kind: "limit", timeInForce: "day", price: "", quantity: "", take: null };
  return { instrument, side, ...terms };
}

/** A ticket for a level that was clicked: on its side, at its price. */
export function atLevel(ticket, level) {
  const side = level.side === "ask" ? "buy" : "sell";
  return { ...ticket, side, kind: "limit", price: price(level.price), take: null };
}

/** A ticket that takes an order of the best level by its number. */
export function taking(ticket, target) {
  const side = target.side === "ask" ? "buy" : "sell";
  const terms = { kind: "limit", timeInForce: "day", price: price(target.price) };
  return { ...ticket, side, ...terms, quantity: String(target.quantity), take: target.order };
}

/** A ticket whose price is so many steps of the instrument away. */
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
 */
export function Ticket({ controls, desk }) {
  const { ticket, instruments, rules } = controls;
  const order = orderOf(ticket);
  const amount = amountOf(ticket);
  const set = (name) => (event) => controls.enter({ [name]: event.target.value });
  const submit = (event) => {
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

function Sides({ chosen, controls }) {
  const one = (side) => html`<button type="button" role="radio" key=${side}
    aria-checked=${chosen === side} data-name=${`side-${side}`}
    onClick=${() => controls.enter({ side })}>${word("sides", side)}</button>`;
  return html`<div class="sides" role="radiogroup" aria-label=${t("side")}>${SIDES.map(one)}</div>`;
}

/** What the account has for the side of a ticket. */
function free(ticket, { balances }) {
  if (balances === null) return "";
  if (ticket.side === "buy") return `${t("cash")} ${yuan(balances.cash_available_fen)}`;
  const held = balances.holdings.find((each) => each.instrument === ticket.instrument);
  return `${t("sellable")} ${tonnes(held?.available ?? 0)} t`;
}
