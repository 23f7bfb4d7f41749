// @ts-check
/** A key that was made here is entered in a venue by a one-time code of its administration. */

import { Connection } from "./connection.mjs";

/** @typedef {import("./keys.mjs").Key} Key */
/** @typedef {import("./gateway.d.ts").LogOnReply} LogOnReply */

/**
 * The id of the key that a code is for.
 * @param {string} code as `ceax keys invite` has printed it
 */
export function holderOf(code) {
  return code.split(":", 1)[0]?.trim() ?? "";
}

/**
 * Enter the public half of a key by a code, once; what the key may do. Sent again it changes
 * nothing: keep the key before, and try again after a lost connection.
 * @param {string} url of the gateway
 * @param {Key} key with the id that the code names
 * @param {{ code: string, publicKey: string }} brought
 * @param {Pick<import("./session.mjs").Options, "venue" | "serverKey" | "known" | "WebSocket">}
 *   [options]
 * @returns {Promise<LogOnReply>}
 * @throws {Error} as VenueUnreachable, ServerUnproven, ConnectionLost, Refused
 */
export async function enrol(url, key, { code, publicKey }, options = {}) {
  const { venue, serverKey, known = new Map(), WebSocket } = options;
  const expected = { url, server: /** @type {const} */ ("gateway"), venue, serverKey, known };
  const fields = { code, public_key: publicKey };
  const connection = await Connection.open(expected, key, fields, {}, WebSocket);
  const granted = connection.loggedOn;
  await connection.logOff();
  return granted;
}
