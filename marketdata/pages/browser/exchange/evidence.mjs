// @ts-check
/** What the events of a case's evidence say together: orders, and who traded with whom. */

/** @import { Int, Reply } from "../keyed/types.d.ts" */

/** @typedef {Reply<"case_events">["events"][0]} EvidenceEvent */
/**
 * An order: whose, what was asked for, and what was traded of it in these events; `ended` is how,
 * where they say it.
 * @typedef {{ order: Int, account: Int, side: string, price: Int | null, quantity: Int | null,
 *   traded: bigint, ended: string }} OrderSeen
 */
/** Trades of two accounts. @typedef {{ seller: Int, buyer: Int, trades: number, quantity: bigint,
 *   least: Int, most: Int }} Between */

const OTHER = { buy: "sell", sell: "buy" };

/**
 * The orders that events are about, in the order in which they are seen first.
 * @param {EvidenceEvent[]} events
 */
export function ordersIn(events) {
  /** @type {Map<string, OrderSeen>} */ const orders = new Map();
  const seen = (/** @type {Int | undefined} */ order, /** @type {Partial<OrderSeen>} */ known) => {
    if (order === undefined || known.account === undefined) return;
    const unknown = { order, account: 0, side: "", price: null, quantity: null, ended: "" };
    const before = orders.get(String(order)) ?? { ...unknown, traded: 0n };
    const more = Object.entries(known).filter(([name, value]) => value && name !== "traded");
    const traded = before.traded + (known.traded ?? 0n);
    orders.set(String(order), { ...before, ...Object.fromEntries(more), traded });
  };
  for (const each of events) {
    const { kind, account, price, quantity } = each;
    const side = /** @type {string} */ (each.side ?? "");
    if (kind === "fill") {
      const traded = BigInt(quantity ?? 0);
      seen(each.order_id, { account, side, traded });
      const other = OTHER[/** @type {"buy" | "sell"} */ (side)] ?? "";
      seen(each.maker_order_id, { account: each.maker_account, side: other, price, traded });
    } else if (kind === "accepted") seen(each.order_id, { account, side, price, quantity });
    else seen(each.order_id, { account, side, price, ended: each.reason ?? "" });
  }
  return [...orders.values()];
}

/**
 * Who sold to whom, in how many trades, how much, and between which prices.
 * @param {EvidenceEvent[]} events
 */
export function tradesBetween(events) {
  /** @type {Map<string, Between>} */ const found = new Map();
  for (const each of events.filter(({ kind }) => kind === "fill")) {
    const { account = 0, maker_account: maker = 0, price = 0, quantity = 0 } = each;
    const [seller, buyer] = each.side === "buy" ? [maker, account] : [account, maker];
    const key = `${seller} ${buyer}`;
    const none = { seller, buyer, trades: 0, quantity: 0n, least: price, most: price };
    const before = found.get(key) ?? none;
    found.set(key, {
      ...before,
      trades: before.trades + 1,
      quantity: before.quantity + BigInt(quantity),
      least: before.least < price ? before.least : price,
      most: before.most > price ? before.most : price,
    });
  }
  return [...found.values()];
}
