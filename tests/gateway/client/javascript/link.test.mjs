// A lost connection is opened again, and nothing is sent later than it was meant.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ConnectionLost,
  ServerUnproven,
  VenueUnreachable,
} from "../../../../gateway/client/javascript/errors.mjs";
import { Link } from "../../../../gateway/client/javascript/link.mjs";

/** A link over connections that answer with their number; `cut` loses the one that is open. */
function linked(outcomes, giveUpMs) {
  const failed = [];
  let opened = 0;
  let onEnd = () => {};
  const open = async (hears) => {
    const outcome = outcomes[Math.min(opened, outcomes.length - 1)];
    opened += 1;
    if (outcome instanceof Error) throw outcome;
    const number = opened;
    const connection = { lost: null, onEnd: hears, request: async () => number, close() {} };
    onEnd = () => {
      connection.lost = new ConnectionLost(1006, "cut");
      connection.onEnd(connection.lost);
    };
    return connection;
  };
  const link = new Link({ open, fail: (error) => failed.push(error) }, giveUpMs);
  return { link, failed, cut: () => onEnd() };
}

const away = new VenueUnreachable("nobody answers");

test("a request throws at once while the server is looked for, and goes on after", async () => {
  const { link, cut } = linked(["open", away, "open"], 5_000);
  await link.open();
  assert.equal(await link.request("x", {}), 1);
  cut();
  await assert.rejects(link.request("x", {}), ConnectionLost);
  await link.connected();
  assert.equal(await link.request("x", {}), 3);
});

test("once it is given up, requests and waiters learn what it has failed with", async () => {
  const { link, failed, cut } = linked(["open", away], 10);
  await link.open();
  cut();
  await assert.rejects(link.connected(), VenueUnreachable);
  await assert.rejects(link.request("x", {}), VenueUnreachable);
  assert.equal(failed.length, 1);
});

test("a server that is another one than meant is not looked for again", async () => {
  const { link, failed, cut } = linked(["open", new ServerUnproven("another key")], 60_000);
  await link.open();
  cut();
  await assert.rejects(link.connected(), ServerUnproven);
  assert.deepEqual(failed.map((each) => each.code), ["server_unproven"]);
});
