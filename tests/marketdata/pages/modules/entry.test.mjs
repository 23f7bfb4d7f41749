// What people type is read exactly, or not at all.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  readInteger,
  readPrice,
  valueOf,
} from "../../../../marketdata/pages/browser/keyed/entry.mjs";
import { orderOf } from "../../../../marketdata/pages/browser/member/order_entry.mjs";

test("a price has at most two decimals, a quantity none", () => {
  const prices = { "78.50": 7850, "78.5": 7850, 78: 7800, " 1,234.05 ": 123405, "0.01": 1 };
  for (const [text, ticks] of Object.entries(prices)) assert.equal(readPrice(text), ticks);
  for (const text of ["", "78.505", "-1", "1e3", "７８", "78.", "."]) {
    assert.equal(readPrice(text), null);
  }
  assert.equal(readInteger("100,000"), 100_000);
  for (const text of ["", "1.5", "ten", "0x10"]) assert.equal(readInteger(text), null);
});

test("an input that is empty gives no field, a wrong one is seen", () => {
  assert.equal(valueOf("price", ""), undefined);
  assert.equal(valueOf("price", "x"), null);
  assert.equal(valueOf("flag", false), undefined);
  assert.equal(valueOf("flag", true), true);
  assert.equal(valueOf("text", " a note "), "a note");
  assert.deepEqual(valueOf("weights", "CEA24=1/2 CEA25=1/2"), { CEA24: [1, 2], CEA25: [1, 2] });
  assert.equal(valueOf("weights", "CEA24=0.5"), null);
  const parameters = { lot: 10, resale_days: 1 };
  assert.deepEqual(valueOf("parameters", " lot=10  resale_days=1"), parameters);
  for (const text of ["lot=1.5", "lot", "Lot=1"]) assert.equal(valueOf("parameters", text), null);
});

test("a ticket says an order only when it is whole", () => {
  const ticket = {
    instrument: "CEA25",
    side: "buy",
    kind: "limit",
    timeInForce: "ioc",
    take: null,
  };
  assert.equal(orderOf({ ...ticket, price: "", quantity: "5" }), null);
  assert.equal(orderOf({ ...ticket, price: "78", quantity: "" }), null);
  const { client_order_id: id, ...order } = orderOf({ ...ticket, price: "78.5", quantity: "5" });
  assert.match(id, /^web-[0-9a-f]{12}$/);
  const terms = { instrument: "CEA25", side: "buy", quantity: 5 };
  assert.deepEqual(order, { ...terms, price: 7850, time_in_force: "ioc" });
  const market = orderOf({ ...ticket, kind: "market", price: "", quantity: "5" });
  assert.equal(market.order_type, "market");
  assert.equal("price" in market, false);
});
