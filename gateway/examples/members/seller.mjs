// Sells a quantity in slices at the best bid, never under a limit; for Node 20 and later.
//
//     node seller.mjs GATEWAY FEED KEY_FILE CEA25 5000 78.00 [SLICE] [PAUSE_MS]
//
// What a slice does not get at once does not rest. The reports say what was sold, without a
// hole over lost connections, so no order is sent twice. The key file's name is the key's id.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

import {
  Refused,
  VenueError,
  connect,
  connectFeed,
  keyFromPem,
} from "../../client/javascript/index.mjs";

const GIVE_UP_MS = 3_600_000;
const THERE_MS = 30_000; // longest silence after which the venue cancels what is open
const VALID_NS = 5_000_000_000n;
const [gateway, feedUrl, file, instrument, total, limit, slice = "500", pauseMs = "2000"] =
  process.argv.slice(2);
const lowest = Math.round(Number(limit) * 100);
const key = await keyFromPem(basename(file, ".pem"), readFileSync(file, "utf8"));
const session = await connect(gateway, key, {
  giveUpMs: GIVE_UP_MS,
  cancelOnDisconnect: "session",
});
const feed = await connectFeed(feedUrl, null, { giveUpMs: GIVE_UP_MS });
let bids = [];
let sold = 0;

/** The depth of the market as it changes. */
async function hearMarket() {
  await feed.subscribe("depth", instrument);
  for await (const message of feed) bids = message.data.bids;
}

/** What was sold, until it is all. */
async function hearReports() {
  for await (const report of session.reports()) {
    if (report.report !== "fill" || report.side !== "sell") continue;
    sold += Number(report.quantity);
    if (sold >= Number(total)) return;
  }
}

/** One slice after the other; the next one once the reports of the last have come. */
async function sell() {
  while (sold < Number(total)) {
    const [best] = bids;
    if (best !== undefined && best[0] >= lowest) await sellOnce(best[0], best[1]);
    await pause(Number(pauseMs));
  }
}

async function sellOnce(price, offered) {
  const quantity = Math.min(Number(slice), Number(total) - sold, offered);
  const terms = { instrument, side: "sell", price, quantity, time_in_force: "ioc" };
  const before = sold;
  try {
    const order = { ...terms, valid_until_ns: session.venueNs() + VALID_NS };
    const { filled } = await session.request("new_order", order, { timeoutMs: 10_000 });
    while (sold < before + Number(filled)) await pause(1);
  } catch (error) {
    if (error instanceof Refused) console.error(error.message);
    else if (error instanceof VenueError) await caughtUp();
    else throw error;
  }
}

/** Connected again, and what the lost order has done is read. */
async function caughtUp() {
  await session.connected();
  const { report_date: date, next_report: next } = session.loggedOn;
  while (session.place.date === date && session.place.number < next) await pause(1);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const release = await session.keepAlive(THERE_MS);
hearMarket();
await Promise.all([hearReports(), sell()]);
await release();
await Promise.all([session.close(), feed.close()]);
console.log(JSON.stringify({ sold }));
