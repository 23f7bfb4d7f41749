// Takes deeds on cases, a JSON list of [case, deed, what was typed], from standard input; prints what
// is asked of the venue for each, and of one that has no meaning which field is wrong.

import { readFileSync } from "node:fs";

import {
  Unfit,
  requestsOf,
} from "../../../../marketdata/pages/browser/exchange/case_deeds.mjs";

const said = JSON.parse(readFileSync(0, "utf8")).map(([subject, deed, wish]) => {
  try {
    return requestsOf(subject, deed, wish);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return error.field;
  }
});
process.stdout.write(JSON.stringify(said));
