// A member's program: it offers, is cut off from the venue, and sees afterwards what it missed.
//
//     node member.mjs URL KEY_FILE KEY_ID
//
// It writes one line of JSON when its order rests and one when it has been filled.

import { readFileSync } from "node:fs";

import {
  Refused,
  connect,
  keyFromPem,
  write,
} from "../../../../gateway/client/javascript/index.mjs";

const [url, file, id] = process.argv.slice(2);
const session = await connect(url, await keyFromPem(id, readFileSync(file, "utf8")));
const order = { instrument: "CEA25", side: "sell", price: 7840, quantity: 60 };
const entered = await session.request("new_order", { ...order, client_order_id: "js-1" });
const refused = await session
  .request("new_order", { ...order, price: 20_000 })
  .catch((error) => (error instanceof Refused ? error : Promise.reject(error)));
const { code, field, remedy } = refused;
console.log(write({ entered, refused: { code, field, remedy } }));

const reports = [];
for await (const report of session.reports()) {
  reports.push(report);
  if (report.report === "fill") break;
}
const open = await session.request("open_orders", {});
const place = session.place;
await session.close();
console.log(write({ reports, open, place }));
