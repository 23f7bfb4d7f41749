// @ts-check
/**
 * Clients of an exchange for browsers and Node: `connect` to trade, `connectFeed` to listen,
 * `connectRegistry` to read one's account.
 */

export { Connection } from "./connection.mjs";
export { enrol, holderOf } from "./enrolment.mjs";
export * from "./errors.mjs";
export { parse, write } from "./exact.mjs";
export { Feed, connectFeed } from "./feed.mjs";
export { Key, keyFromPem, newKey } from "./keys.mjs";
export { Registry, askRegistry, connectRegistry } from "./registry.mjs";
export { Session, connect } from "./session.mjs";
