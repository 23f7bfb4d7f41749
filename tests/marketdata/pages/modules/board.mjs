// Takes messages of the feed, a JSON list, from standard input; prints where each instrument is
// after each of them.

import { readFileSync } from "node:fs";

import { Board } from "../../../../marketdata/pages/browser/exchange/board.mjs";

const board = new Board();
const said = JSON.parse(readFileSync(0, "utf8")).map((message) => {
  board.apply(message);
  return [...board.lines.values()].map((line) => [
    line.code, line.state, line.limit, line.sealed, line.touches, line.sinceNs, line.halted,
  ]);
});
process.stdout.write(JSON.stringify(said));
