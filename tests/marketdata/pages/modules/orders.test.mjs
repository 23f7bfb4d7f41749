// The orders of a day: what the venue has answered, and the reports that come after it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Fills } from "../../../../marketdata/pages/browser/member/fills.mjs";
import { Orders } from "../../../../marketdata/pages/browser/member/orders.mjs";
import { isDone } from "../../../../marketdata/pages/browser/member/said.mjs";
import { isOfTrade, touchedBy } from "../../../../marketdata/pages/browser/member/touched.mjs";

const DAY = "2026-01-05";
const TERMS = { instrument: "CEA25", side: "buy", price: 7800, quantity: 300 };

/** A report of order 7. */
function report(number, kind, fields = {}) {
  return { report: kind, report_date: DAY, number, order: 7, time_ns: number, ...fields };
}

const LIFE = [
  report(1, "entered", { ...TERMS, order_type: "limit", time_in_force: "day" }),
  report(2, "fill", { ...TERMS, quantity: 120, leaves: 180 }),
  report(3, "replaced", { ...TERMS, price: 7810, leaves: 150, kept_place: false }),
  report(4, "lowered", { quantity: 50, leaves: 100 }),
  report(5, "cancelled", { leaves: 100, status: "withdrawn", reason: "withdrawn_at_close" }),
];
const SEEN = ["status", "price", "filled", "leaves", "report"];
const STATES = [
  ["entered", 7800, 0, 300, 1],
  ["partly_filled", 7800, 120, 180, 2],
  ["partly_filled", 7810, 120, 150, 3],
  ["partly_filled", 7810, 120, 100, 4],
  ["withdrawn", 7810, 120, 0, 5],
];

/** A report that a trade of order 7 was undone. */
function undone(number, fields) {
  return report(number, "trade_cancel", { ...TERMS, method: "listed", leaves: 0, ...fields });
}

/** What is shown of the only order. */
function shown(orders) {
  const [row] = [...orders.open(), ...orders.finished()];
  return SEEN.map((name) => row[name]);
}

test("reports make an order what the venue says of it, however often they come", () => {
  const orders = new Orders();
  for (const [place, each] of LIFE.entries()) {
    assert.equal(orders.take(each), true);
    assert.equal(orders.take(each), true); // again, as after a lost connection
    assert.deepEqual(shown(orders), STATES[place]);
  }
  assert.equal(orders.open().length, 0);
});

test("an answer that has counted a report is not changed by it", () => {
  for (let counted = 1; counted <= LIFE.length; counted += 1) {
    const orders = new Orders();
    const whole = new Orders();
    for (const each of LIFE.slice(0, counted)) whole.take(each);
    orders.begin(DAY, [...whole.open(), ...whole.finished()]);
    for (const each of LIFE) orders.take(each);
    assert.deepEqual(shown(orders), STATES[LIFE.length - 1]);
  }
});

test("a report of an unknown order says so, and a new day begins without orders", () => {
  const orders = new Orders();
  orders.begin(DAY, []);
  assert.equal(orders.take(LIFE[1]), false);
  orders.take(LIFE[0]);
  assert.deepEqual([...orders.atPrices("CEA25", "buy")], [[7800, 300]]);
  assert.deepEqual([...orders.atPrices("CEA25", "sell")], []);
  orders.take({ ...LIFE[0], report_date: "2026-01-06", order: 8 });
  assert.deepEqual(orders.open().map((row) => row.order), [8]);
});

test("finished orders are bounded, the newest stay", () => {
  const orders = new Orders();
  const row = (order) => ({ ...TERMS, order, filled: 300, leaves: 0, status: "filled", report: 1 });
  orders.begin(DAY, Array.from({ length: 300 }, (_each, number) => row(number + 1)));
  assert.equal(orders.finished().length, 200);
  assert.equal(orders.finished()[0].order, 300);
});

test("each trade is kept once, by the number of its report", () => {
  const fills = new Fills();
  fills.begin(DAY, [LIFE[1]]);
  fills.take(LIFE[1]);
  fills.take(report(6, "award", { ...TERMS, quantity: 30 }));
  assert.deepEqual(fills.newest().map((each) => each.number), [6, 2]);
  assert.equal(fills.bought("CEA25"), 150);
  assert.equal(fills.bought("CEA24"), 0);
  for (let number = 10; number < 600; number += 1) fills.take(report(number, "fill", TERMS));
  assert.equal(fills.newest().length, 500);
  assert.equal(fills.newest()[0].number, 599);
});

const [ENTERED] = LIFE;
const WHOLE = report(2, "fill", { ...TERMS, trade: 4, leaves: 0 });
const PART = report(2, "fill", { ...TERMS, trade: 4, quantity: 100, leaves: 200 });
const OTHER = report(3, "fill", { ...TERMS, trade: 5, quantity: 200, leaves: 0 });
const UNDONE = [
  // reports before, quantity that is undone; status, reason, quantity, filled, leaves
  [[ENTERED, WHOLE], 300, "cancelled", "trade_busted", 0, 0, 0],
  [[ENTERED, PART, OTHER], 100, "filled", null, 200, 200, 0],
  [[ENTERED, PART], 100, "entered", null, 200, 0, 200],
  [[ENTERED, PART, { ...LIFE[4], number: 3 }], 100, "withdrawn", "withdrawn_at_close", 200, 0, 0],
];

test("an order has traded less once a trade is undone, and is not open again", () => {
  for (const [before, quantity, ...expected] of UNDONE) {
    const orders = new Orders();
    for (const each of before) orders.take(each);
    for (let times = 0; times < 2; times += 1) {
      assert.equal(orders.take(undone(9, { quantity })), true);
      const [row] = [...orders.open(), ...orders.finished()];
      const { status, reason, filled, leaves } = row;
      assert.deepEqual([status, reason, row.quantity, filled, leaves], expected);
    }
    assert.equal(orders.take(undone(10, { order: null, method: "block" })), false);
  }
});

test("a trade that was undone is none, answered or reported, however often it comes", () => {
  const undoing = undone(9, { trade: 4 });
  const answered = new Fills();
  answered.begin(DAY, [WHOLE, undoing]);
  const live = new Fills();
  for (const each of [WHOLE, undoing]) live.take(each);
  for (const fills of [answered, live]) {
    for (const each of [WHOLE, undoing, WHOLE]) {
      fills.take(each);
      assert.deepEqual(fills.newest(), []);
      assert.equal(fills.bought("CEA25"), 0);
    }
  }
});

test("only the trade of that method, number and side is undone", () => {
  const kinds = { fill: "listed", trade: "block", award: "auction" };
  const done = Object.keys(kinds).flatMap((kind, place) => [
    report(2 * place + 1, kind, { ...TERMS, trade: 4 }),
    report(2 * place + 2, kind, { ...TERMS, trade: 4, side: "sell" }),
  ]);
  for (const [place, method] of Object.values(kinds).entries()) {
    const fills = new Fills();
    fills.begin(DAY, [...done, undone(8, { trade: 5, method })]);
    assert.equal(fills.newest().length, 6);
    fills.take(undone(9, { trade: 4, method, side: "sell", order: null }));
    const kept = [6, 5, 4, 3, 2, 1].filter((number) => number !== 2 * place + 2);
    assert.deepEqual(fills.newest().map((each) => each.number), kept);
    assert.equal(fills.bought("CEA25"), 900);
  }
});

test("trades that were done and undone leave room for those that stay", () => {
  const done = Array.from({ length: 400 }, (_each, place) => ({
    ...WHOLE, number: place + 1, trade: place + 1,
  }));
  const undoing = done.slice(1).map(({ trade }) => undone(400 + trade, { trade }));
  const fills = new Fills();
  fills.begin(DAY, [...done, ...undoing]);
  assert.deepEqual(fills.newest().map((each) => each.trade), [1]);
});

test("a trade that was undone is of the trades, and makes cash, units and limits old", () => {
  assert.equal(isOfTrade("trade_cancel"), true);
  assert.deepEqual(touchedBy("trade_cancel"), ["balances", "limits"]);
  assert.equal(isOfTrade("entered"), false);
  assert.deepEqual(touchedBy("of a later version"), []);
});

test("an order that is not found after its reply was lost was not done", () => {
  assert.equal(isDone({ isEntered: false }), false);
  assert.equal(isDone({ isEntered: true }), true);
  assert.equal(isDone({}), true);
  assert.equal(isDone({ error: new Error("refused") }), false);
});
