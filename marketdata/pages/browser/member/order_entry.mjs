// @ts-check
/** The order that a ticket says. */

import { readInteger, readPrice } from "../keyed/entry.mjs";

/** @import { Ticket } from "./ticket.mjs" */
/** @import { Operations } from "../keyed/types.d.ts" */

const ID_BYTES = 6;

/** A client order id that this account has not used today. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `web-${Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The fields of the order that a ticket says; null where price or quantity is missing.
 * @param {Ticket} ticket
 * @returns {Operations["new_order"][0] | null}
 */
export function orderOf(ticket) {
  const { instrument, side, kind, timeInForce, take } = ticket;
  const quantity = readInteger(ticket.quantity);
  const price = kind === "market" ? undefined : readPrice(ticket.price);
  if (!quantity || price === null) return null;
  return {
    instrument,
    side,
    quantity,
    ...(price === undefined ? { order_type: "market" } : { price }),
    ...(timeInForce !== "day" && { time_in_force: timeInForce }),
    ...(take !== null && { take }),
    client_order_id: freshId(),
  };
}

/**
 * The amount of a limit order in fen; null where the ticket is not whole.
 * @param {Ticket} ticket
 */
export function amountOf(ticket) {
  const price = readPrice(ticket.price);
  const quantity = readInteger(ticket.quantity);
  return ticket.kind === "market" || !price || !quantity ? null : BigInt(price) * BigInt(quantity);
}
