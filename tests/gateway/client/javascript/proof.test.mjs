// A challenge is believed when its server is the one that was meant, and proves it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerUnproven } from "../../../../gateway/client/javascript/errors.mjs";
import { freshNonce, newKey } from "../../../../gateway/client/javascript/keys.mjs";
import { linkText, proofText, proven } from "../../../../gateway/client/javascript/proof.mjs";

const URL = "ws://venue.example:9101";
const servers = await Promise.all(["old", "middle", "new"].map((id) => newKey(id)));
const [old, middle, now] = servers;

async function challenge(nonce, changed = {}, signer = now) {
  const said = {
    type: "challenge", protocol: 1, server: "gateway", venue: "v", server_key: now.publicKey,
    nonce: freshNonce(), client_nonce: nonce, binding: "plain", server_time_ns: 1n, ...changed,
  };
  return { signature: await signer.key.sign(proofText(said)), ...said };
}

async function link(from, to) {
  const signature = await from.key.sign(linkText("gateway", "v", from.publicKey, to.publicKey));
  return { key: from.publicKey, signature };
}

const expected = (known, others = {}) => ({ url: URL, server: "gateway", known, ...others });

test("the key of a first use is kept, and asked for from then on", async () => {
  const known = new Map();
  const nonce = freshNonce();
  assert.equal(await proven(await challenge(nonce), expected(known), nonce), "plain");
  assert.equal(known.get(URL), now.publicKey);
  const other = await challenge(nonce, { server_key: old.publicKey }, old);
  await assert.rejects(proven(other, expected(known), nonce), ServerUnproven);
});

test("a new key is believed when the known one leads to it", async () => {
  const nonce = freshNonce();
  const chain = [await link(old, middle), await link(middle, now)];
  const known = new Map([[URL, old.publicKey]]);
  await proven(await challenge(nonce, { chain }), expected(known), nonce);
  assert.equal(known.get(URL), now.publicKey);
  const forged = { ...chain[1], signature: chain[0].signature };
  for (const broken of [[chain[0]], [chain[1]], [chain[0], forged]]) {
    const again = expected(new Map([[URL, old.publicKey]]));
    const said = await challenge(nonce, { chain: broken });
    await assert.rejects(proven(said, again, nonce), ServerUnproven);
  }
});

for (const [what, changed, others] of [
  ["another kind of server", { server: "feed" }, {}],
  ["another venue", {}, { venue: "w" }],
  ["a proof of another connection", { client_nonce: "0".repeat(64) }, {}],
  ["another key than the named one", {}, { serverKey: old.publicKey }],
  ["TLS where there is none", { binding: `sha256:${"0".repeat(64)}` }, {}],
  ["no binding", { binding: null }, {}],
]) {
  test(`${what} is refused`, async () => {
    const nonce = freshNonce();
    const said = await challenge(nonce, changed);
    await assert.rejects(proven(said, expected(new Map(), others), nonce), ServerUnproven);
  });
}

test("a key that is only shown is refused", async () => {
  const nonce = freshNonce();
  const said = await challenge(nonce, {}, old);
  await assert.rejects(proven(said, expected(new Map()), nonce), ServerUnproven);
});
