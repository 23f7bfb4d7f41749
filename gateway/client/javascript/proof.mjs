// @ts-check
/** Is it the server that is meant? What is checked of a challenge, and what a log-on signs. */

import { ServerUnproven, VenueUnreachable } from "./errors.mjs";
import { isSigned } from "./keys.mjs";

export const PROTOCOL = 1;
const CHAIN_MAX = 8; // earlier keys of a server
const KEY = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;

/**
 * Keys of servers by their addresses: a Map, or whatever else has these two.
 * @typedef {object} Known
 * @property {(url: string) => string | undefined} get
 * @property {(url: string, key: string) => unknown} set
 */

/**
 * What a program knows of the server it means. `known` keeps the key of each address from its first
 * use on.
 * @typedef {object} Expected
 * @property {string} url
 * @property {"gateway" | "feed" | "registry"} server
 * @property {string} [venue]
 * @property {string} [serverKey] in hex
 * @property {string} [certificate] SHA-256 of the server's certificate in hex, where it is known
 * @property {Known} known
 */

/**
 * Check a challenge; the binding that a log-on signs.
 * @param {any} challenge
 * @param {Expected} expected
 * @param {string} nonce that the client brought
 * @returns {Promise<string>}
 * @throws {VenueUnreachable | ServerUnproven}
 */
export async function proven(challenge, expected, nonce) {
  if (challenge?.type !== "challenge" || challenge.protocol !== PROTOCOL)
    throw new VenueUnreachable(`${expected.url} speaks no version of this protocol known here`);
  const meant = expected.serverKey ?? expected.known.get(expected.url);
  const wrong = differing(challenge, expected, nonce) ?? (await unknown(challenge, meant));
  if (wrong !== null) throw new ServerUnproven(`${expected.url}: ${wrong}; nothing was signed`);
  const text = proofText(challenge);
  if (!(await isSigned(challenge.server_key, challenge.signature, text)))
    throw new ServerUnproven(`${expected.url} does not have the key that it shows`);
  expected.known.set(expected.url, challenge.server_key);
  return ownBinding(challenge.binding);
}

/**
 * What of a challenge is not as it was meant, null where all is.
 * @param {any} challenge
 * @param {Expected} expected
 * @param {string} nonce
 */
function differing(challenge, expected, nonce) {
  if (typeof challenge.binding !== "string") return "it names no binding";
  if (!KEY.test(challenge.server_key)) return "its key is not 64 hex digits";
  if (!SIGNATURE.test(challenge.signature)) return "it has not signed";
  if (challenge.server !== expected.server) return `it is a ${challenge.server}`;
  if (challenge.client_nonce !== nonce) return "it has signed for another connection";
  if (expected.venue !== undefined && challenge.venue !== expected.venue)
    return `it is venue ${challenge.venue}, expected is ${expected.venue}`;
  const secure = expected.url.startsWith("wss:");
  if (secure !== challenge.binding.startsWith("sha256:")) return "something is between";
  if (expected.certificate && challenge.binding !== `sha256:${expected.certificate}`)
    return "its certificate is another one";
  return null;
}

/**
 * What is wrong with the key, null where it is the one that is meant or that one leads to it: each
 * earlier key of the chain has signed its follower.
 * @param {any} challenge
 * @param {string | undefined} meant
 */
async function unknown({ server, venue, server_key, chain = [] }, meant) {
  if (meant === undefined || meant === server_key) return null;
  if (!Array.isArray(chain) || chain.length > CHAIN_MAX) return "its chain of keys is too long";
  let following = server_key;
  for (const { key, signature } of [...chain].reverse()) {
    if (!KEY.test(key) || !SIGNATURE.test(signature)) break;
    if (!(await isSigned(key, signature, linkText(server, venue, key, following)))) break;
    if (key === meant) return null;
    following = key;
  }
  return `its key is ${server_key}, known is ${meant}`;
}

/** @param {any} challenge */
export function proofText(challenge) {
  return `ceax challenge\n${common(challenge, challenge.binding)}\n${challenge.server_time_ns}`;
}

/**
 * The text that an earlier key of a server signs to name the one that follows it.
 * @param {string} server
 * @param {string} venue
 * @param {string} key
 * @param {string} following
 */
export function linkText(server, venue, key, following) {
  return ["ceax server_key", server, venue, key, following].join("\n");
}

/**
 * The text that a log-on signs.
 * @param {any} challenge
 * @param {string} binding
 * @param {string} key id of the key
 * @param {bigint} timeNs
 */
export function logOnText(challenge, binding, key, timeNs) {
  return `ceax log_on\n${common(challenge, binding)}\n${key}\n${timeNs}`;
}

/**
 * @param {any} challenge
 * @param {string} binding
 */
function common({ protocol, server, venue, server_key, nonce, client_nonce }, binding) {
  return [protocol, server, venue, server_key, nonce, client_nonce, binding].join("\n");
}

/**
 * The binding as this side knows it: a page does not see the certificate and says where it is from.
 * @param {string} binding
 */
function ownBinding(binding) {
  const page = /** @type {any} */ (globalThis).location?.origin;
  return binding.startsWith("sha256:") && page ? `origin:${page}` : binding;
}
