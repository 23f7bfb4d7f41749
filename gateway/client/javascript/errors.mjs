// @ts-check
/**
 * What can go wrong between a program and a server: one family, each error with its `code`, and
 * what to do about it as its `remedy`.
 */

import { OF_ONE_SERVER, REMEDIES } from "./remedies.mjs";

/** Any error of this module. */
export class VenueError extends Error {
  /**
   * @param {string} code a word for programs
   * @param {string} message a sentence for people
   */
  constructor(code, message) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }

  /** What to do about it, as a sentence; "" for a code that this version does not know. */
  get remedy() {
    return REMEDIES[this.code] ?? "";
  }
}

/** No server of this protocol answers at the address, or it did not in time. */
export class VenueUnreachable extends VenueError {
  /** @param {string} message */
  constructor(message) {
    super("venue_unreachable", message);
  }
}

/** It is not the server that was meant: nothing was signed for it. */
export class ServerUnproven extends VenueError {
  /** @param {string} message */
  constructor(message) {
    super("server_unproven", message);
  }
}

/**
 * The connection ended. What was asked and not answered may have happened: query after the next
 * log-on.
 */
export class ConnectionLost extends VenueError {
  /**
   * @param {number} closeCode of the WebSocket's close, 1006 where none came
   * @param {string} reason of it
   */
  constructor(closeCode, reason) {
    super("connection_lost", `connection lost: ${closeCode}, ${reason || "no reason given"}`);
    this.closeCode = closeCode;
    this.reason = reason;
  }
}

/** The server refused a request; `field`, `value` and `allowed` say what about, or are null. */
export class Refused extends VenueError {
  /**
   * @param {string} op
   * @param {any} error as the server wrote it
   * @param {string} [server] the kind of server that refused
   */
  constructor(op, error, server = "gateway") {
    super(error.code, `${op} refused: ${error.message} [${error.code}]`);
    this.op = op;
    this.server = server;
    this.field = error.field ?? null;
    this.value = error.value ?? null;
    this.allowed = error.allowed ?? null;
    /** @type {number | null} */
    this.retryAfterMs = error.retry_after_ms ?? null;
  }

  /** @override */
  get remedy() {
    return OF_ONE_SERVER[this.server]?.[this.code] ?? super.remedy;
  }
}

/** Reports are missing that the server no longer sends: ask for open orders, fills and balances. */
export class ReportsLost extends VenueError {
  /** @param {string} message */
  constructor(message) {
    super("reports_lost", message);
  }
}
