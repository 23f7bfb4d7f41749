// A member's program: it looks at the market, enters an order, cancels it, trades.
//
//     node trade.mjs URL KEY_FILE KEY_ID
//
// What it has done is written as one line of JSON.

import { readFileSync } from "node:fs";

import { Client } from "./client.mjs";
import { Refused, write } from "./runtime.mjs";

const INSTRUMENT = "CEA25";
const LATER_NS = 9_007_199_254_740_993_123n; // 2^53 and more: no number of JavaScript

const [url, file, key] = process.argv.slice(2);
const client = await Client.open(url);
const logOn = await client.signOn(key, readFileSync(file, "utf8"));
const status = await client.status();

const terms = { instrument: INSTRUMENT, side: "sell", valid_until_ns: LATER_NS };
const resting = await client.newOrder({ ...terms, price: 8000, quantity: 30 });
const cancelled = await client.cancel({ order: resting.order });

const traded = await client.newOrder({ ...terms, price: 7840, quantity: 60 });
const fill = await client.next("report.fill");

const refused = await client
  .newOrder({ ...terms, price: 20_000, quantity: 10 })
  .catch((error) => {
    if (error instanceof Refused) return error.error;
    throw error;
  });
const unsound = await attempt(() => client.newOrder({ ...terms, price: "78.40", quantity: 10 }));
const open = await client.openOrders();
await client.logOff();

console.log(write({ logOn, status, resting, cancelled, traded, fill, refused, unsound, open }));

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return error.message;
  }
}
