// @ts-check
/** A program's own brake: it sends no faster than the limits of the log-on reply allow. */

const SHARE = 0.95; // of the allowed rate, for the difference between two clocks
const BURST_S = 0.5; // seconds' worth that may go at once after a pause

import { REQUESTS, WEIGHTS } from "./weights.mjs";

/** @type {[0 | 1 | 2, number, number]} */ const ORDINARY = [REQUESTS, 1, 0];

/** At most `perS` requests a second; 0 means no limit. */
export class Pace {
  #intervalS;
  #paidUntilS = 0;

  /** @param {number} perS */
  constructor(perS) {
    this.#intervalS = perS ? 1 / (perS * SHARE) : 0;
  }

  /**
   * Wait until `count` more requests may be sent.
   * @param {number} [count]
   */
  async take(count = 1) {
    if (!this.#intervalS) return;
    const nowS = performance.now() / 1000;
    this.#paidUntilS = Math.max(this.#paidUntilS, nowS - BURST_S) + count * this.#intervalS;
    if (this.#paidUntilS > nowS) await pause((this.#paidUntilS - nowS) * 1000);
  }

  /**
   * Count what has turned out to weigh more: those that come next wait for it.
   * @param {number} count
   */
  owe(count) {
    this.#paidUntilS += count * this.#intervalS;
  }
}

/** A pace each for orders, cancels and questions, which weigh more the more rows they bring. */
export class Paces {
  /** By kind. @type {[Pace, Pace, Pace]} */ #paces;

  /** @param {any} limits of a log-on */
  constructor(limits) {
    this.#paces = [
      new Pace(limits.requests_per_s ?? 0),
      new Pace(limits.cancels_per_s ?? 0),
      new Pace(limits.questions_per_s ?? 0),
    ];
  }

  /**
   * Wait until an operation may be asked.
   * @param {string} op
   */
  async take(op) {
    const [kind, weight] = WEIGHTS[op] ?? ORDINARY;
    await this.#paces[kind].take(weight);
  }

  /**
   * Count the rows of an answer.
   * @param {string} op
   * @param {Record<string, unknown>} answer
   */
  answered(op, answer) {
    const [kind, , each] = WEIGHTS[op] ?? ORDINARY;
    const rows = Object.values(answer).reduce(
      (/** @type {number} */ sum, value) => sum + (Array.isArray(value) ? value.length : 0),
      0,
    );
    if (each) this.#paces[kind].owe(Math.floor(rows / each));
  }
}

/**
 * Wait.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Pauses between attempts, each up to twice the one before; chance shortens each by up to half. */
export class Backoff {
  #firstMs;
  #longestMs;
  #nextMs;

  /**
   * @param {number} firstMs
   * @param {number} longestMs
   */
  constructor(firstMs, longestMs) {
    this.#firstMs = this.#nextMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Wait for the next attempt. */
  async wait() {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(2 * ms, this.#longestMs);
    await pause(ms * (1 - 0.5 * Math.random()));
  }

  /** An attempt went well. */
  reset() {
    this.#nextMs = this.#firstMs;
  }
}
