// Reports come in order and without holes, whatever is lost, doubled or late.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, ReportsLost } from "../../../../gateway/client/javascript/errors.mjs";
import { Reports } from "../../../../gateway/client/javascript/reports.mjs";

const DAY = "2026-01-05";
const report = (number, date = DAY) => ({ type: "report", report_date: date, number });

async function take(reports, count, ask = async () => {}) {
  const found = [];
  const reader = reports.read(ask);
  while (found.length < count) found.push((await reader.next()).value.number);
  return found;
}

test("a doubled report is given once, a missing one is asked for again", async () => {
  const reports = new Reports({ date: DAY, number: 1 });
  for (const number of [1, 1, 2, 4, 5]) reports.receive(report(number));
  const asked = [];
  const found = await take(reports, 5, async (place) => {
    asked.push(place);
    for (const number of [3, 4, 5]) reports.receive(report(number));
  });
  assert.deepEqual(found, [1, 2, 3, 4, 5]);
  assert.deepEqual(asked, [{ date: DAY, number: 3 }]);
  assert.deepEqual(reports.place, { date: DAY, number: 6 });
});

test("without a place they begin with the first that comes", async () => {
  const reports = new Reports(null);
  reports.begin({ date: DAY, number: 7 });
  for (const number of [7, 8]) reports.receive(report(number));
  assert.deepEqual(await take(reports, 2), [7, 8]);
});

test("a new day begins with 1, after what was missing of the day before", async () => {
  const reports = new Reports({ date: DAY, number: 1 });
  reports.receive(report(1));
  reports.receive(report(3));
  reports.receive(report(1, "2026-01-06"));
  const asked = [];
  const found = await take(reports, 4, async (place) => {
    asked.push(place);
    if (asked.length === 1) {
      throw new Refused("resume_reports", { code: "reports_not_ready", retry_after_ms: 1 });
    }
    for (const number of [2, 3]) reports.receive(report(number));
    reports.receive(report(1, "2026-01-06"));
  });
  assert.deepEqual(found, [1, 2, 3, 1]);
  assert.deepEqual(asked, [
    { date: DAY, number: 2 },
    { date: DAY, number: 2 },
  ]);
});

test("what is of a day too long ago is said, and the first day there is follows", async () => {
  const reports = new Reports({ date: DAY, number: 1 });
  reports.receive(report(2));
  const allowed = { report_date: "2026-03-02" };
  const reader = reports.read(async ({ date }) => {
    if (date === DAY) throw new Refused("resume_reports", { code: "report_date_too_old", allowed });
    reports.receive(report(1, date));
  });
  await assert.rejects(reader.next(), ReportsLost);
  const again = reports.read(async ({ date }) => reports.receive(report(1, date)));
  assert.equal((await again.next()).value.report_date, "2026-03-02");
});

test("more than is kept is asked for again when there is room", async () => {
  const reports = new Reports({ date: DAY, number: 1 });
  for (let number = 1; number <= 10_005; number += 1) reports.receive(report(number));
  const found = await take(reports, 10_005, async ({ number }) => {
    for (let each = number; each <= 10_005; each += 1) reports.receive(report(each));
  });
  assert.equal(found.length, 10_005);
  assert.equal(found.at(-1), 10_005);
});
