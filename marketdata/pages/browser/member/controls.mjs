// @ts-check
/** What a member does on its screen: the ticket, the keys, and the acts of its tables. */

import { price } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { askAct, priceField, tonnesField } from "./asking.mjs";
import { actOf } from "./keyboard.mjs";
import { orderOf } from "./order_entry.mjs";
import { atLevel, emptyTicket, stepped, taking } from "./ticket.mjs";

/** @import { Site } from "../keyed/types.d.ts" */
/** @import { Desk } from "./desk.mjs" */
/** @import { OrderRow } from "./rows.d.ts" */
/** @import { Known, Side, Target, Ticket } from "./ticket.mjs" */

export class Controls {
  #site;
  #desk;
  ticket = emptyTicket();
  /** Which of the lower tables shows. */ tab = "open";

  /**
   * @param {Site} site
   * @param {Desk} desk
   */
  constructor(site, desk) {
    this.#site = site;
    this.#desk = desk;
    window.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Codes of the instruments that take part in the day. */
  get instruments() {
    return Object.keys(this.#site.live.latest.status?.instruments ?? {});
  }

  /** What the ticket's instrument is, and its rules. @returns {Known & { halted?: boolean }} */
  get rules() {
    const { instrument } = this.ticket;
    const listed = this.#desk.rules.instruments[instrument];
    return { ...listed, ...this.#site.live.latest.status?.instruments?.[instrument] };
  }

  change = (/** @type {Ticket} */ ticket) => {
    this.ticket = ticket;
    this.#site.paint();
  };

  choose = (/** @type {string} */ tab) => {
    this.tab = tab;
    this.#site.paint();
  };

  pick = (/** @type {{ side: string, price: number }} */ level) =>
    this.change(atLevel(this.ticket, level));
  take = (/** @type {Target} */ target) => this.change(taking(this.ticket, target));

  /** What was typed or chosen in the ticket. @param {Partial<Ticket>} terms */
  enter(terms) {
    this.change({ ...this.ticket, ...terms, take: null });
  }

  /** Send the order that the ticket says, where it is whole; then the quantity is typed again. */
  send = async () => {
    const order = orderOf(this.ticket);
    if (order === null) return;
    const reply = await this.#desk.act("new_order", order);
    if (reply !== null) this.change({ ...this.ticket, quantity: "", take: null });
  };

  cancel = (/** @type {OrderRow} */ row) => this.#desk.act("cancel", { order: row.order });

  replace = (/** @type {OrderRow} */ row) => {
    const fields = [priceField(price(row.price)), tonnesField("quantity", true, `${row.leaves}`)];
    const sentence = `${row.order}: ${word("sides", row.side)} ${row.instrument}`;
    askAct(this.#desk, "replace", fields, { order: row.order }, sentence);
  };

  cancelAll = () => {
    askAct(this.#desk, "mass_cancel", [], {}, t("cancel_all_why"));
  };

  kill = () => {
    askAct(this.#desk, "kill", [], {}, t("kill_why"));
  };

  release = () => {
    askAct(this.#desk, "release", [], {}, t("release_why"));
  };

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const act = actOf(event);
    if (act === null || this.#desk.session === null) return;
    event.preventDefault();
    this.#act(act);
  }

  /** @param {string} act */
  #act(act) {
    const { ticket } = this;
    /** @type {Record<string, () => unknown>} */
    const acts = {
      buy: () => this.#side("buy"),
      sell: () => this.#side("sell"),
      price: () => focus("ticket-price"),
      quantity: () => focus("ticket-quantity"),
      price_up: () => this.#step(1),
      price_down: () => this.#step(-1),
      instrument_before: () => this.#turn(-1),
      instrument_after: () => this.#turn(1),
      cancel_newest: () => this.#desk.orders.open().slice(-1).forEach(this.cancel),
      cancel_all: this.cancelAll,
      clear: () => this.change(emptyTicket(ticket.instrument, ticket.side)),
    };
    /** @type {() => unknown} */ (acts[act])();
  }

  /** @param {Side} side */
  #side(side) {
    this.enter({ side });
    focus("ticket-quantity");
  }

  /** @param {number} steps */
  #step(steps) {
    const summary = this.#site.live.latest.summary?.[this.ticket.instrument];
    this.change(stepped(this.ticket, steps, this.rules, summary));
  }

  /** @param {number} steps */
  #turn(steps) {
    const codes = this.instruments;
    const at = codes.indexOf(this.ticket.instrument) + steps + codes.length;
    this.change(emptyTicket(codes[at % codes.length], this.ticket.side));
  }
}

/** @param {string} name */
function focus(name) {
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-name="${name}"]`))?.focus();
}
