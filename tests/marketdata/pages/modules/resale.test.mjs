// When bought units can be sold, as the rules on resale days say it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { releases, sellableOn } from "../../../../marketdata/pages/browser/member/resale.mjs";

const DAYS = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-12"];
const TODAY = "2026-01-07";

test("units are sellable when their resale days have begun", () => {
  assert.equal(sellableOn(DAYS, "2026-01-05", 0), "2026-01-05");
  assert.equal(sellableOn(DAYS, "2026-01-05", 1), "2026-01-06");
  assert.equal(sellableOn(DAYS, "2026-01-09", 1), "2026-01-12"); // over a weekend
  assert.equal(sellableOn(DAYS, "2026-01-05", 3), "2026-01-08");
  assert.equal(sellableOn(DAYS, "2026-01-12", 1), null); // the calendar does not say it
});

/** The parts of a holding of so many tonnes; bought by day. */
function parts(bought, byDay, resaleDays, unsettled = []) {
  const purchases = (day) => byDay[day] ?? 0;
  const said = releases({ bought, days: DAYS, today: TODAY, resaleDays, unsettled, purchases });
  return said.map(({ day, quantity, from, unsettled: waits }) => [day, quantity, from, waits]);
}

test("what was bought today waits for the next day and for the settlement", () => {
  assert.deepEqual(parts(70, { [TODAY]: 70 }, 1), [[TODAY, 70, "2026-01-08", true]]);
});

test("with more resale days earlier purchases wait too", () => {
  const byDay = { [TODAY]: 10, "2026-01-06": 20, "2026-01-05": 30 };
  assert.deepEqual(parts(60, byDay, 3), [
    [TODAY, 10, "2026-01-12", true],
    ["2026-01-05", 30, "2026-01-08", false],
    ["2026-01-06", 20, "2026-01-09", false],
  ]);
});

test("a day that is not settled holds its units back", () => {
  assert.deepEqual(parts(25, { "2026-01-06": 25 }, 1, ["2026-01-06"]), [
    ["2026-01-06", 25, TODAY, true],
  ]);
});

test("the parts add up to what the venue says, even where trades are not known", () => {
  assert.deepEqual(parts(50, { [TODAY]: 20 }, 1), [
    [TODAY, 20, "2026-01-08", true],
    [null, 30, null, true],
  ]);
  assert.deepEqual(parts(15, { [TODAY]: 20 }, 1), [[TODAY, 15, "2026-01-08", true]]);
});
