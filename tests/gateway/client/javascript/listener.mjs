// An analyst's program without a key: it hears trades over a lost connection, each once.
//
//     node listener.mjs URL COUNT

import { connectFeed, write } from "../../../../gateway/client/javascript/index.mjs";

const [url, count] = process.argv.slice(2);
const feed = await connectFeed(url);
await feed.subscribe("trades", "CEA25");
await feed.subscribe("depth");
console.log(write({ venue: feed.venue }));

const trades = [];
for await (const message of feed) {
  if (message.channel !== "trades") continue;
  trades.push(...(message.type === "snapshot" ? message.data.trades : [message.data]));
  if (trades.length >= Number(count)) break;
}
await feed.close();
console.log(write({ trades: trades.map((each) => each.trade) }));
