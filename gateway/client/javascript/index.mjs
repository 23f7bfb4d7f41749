// @ts-check
/** Clients of an exchange for browsers and Node: `connect` to trade, `connectFeed` to listen. */

export { Connection } from "./connection.mjs";
export * from "./errors.mjs";
export { parse, write } from "./exact.mjs";
export { Feed, connectFeed } from "./feed.mjs";
export { Key, keyFromPem, newKey } from "./keys.mjs";
export { Session, connect } from "./session.mjs";
