// @ts-check
/** A program's own brake: it sends no faster than the limits of the log-on reply allow. */

const SHARE = 0.95; // of the allowed rate, for the difference between two clocks
const BURST_S = 0.5; // seconds' worth that may go at once after a pause

/** At most `perS` requests a second; 0 means no limit. */
export class Pace {
  #intervalS;
  #paidUntilS = 0;

  /** @param {number} perS */
  constructor(perS) {
    this.#intervalS = perS ? 1 / (perS * SHARE) : 0;
  }

  /** Wait until one more request may be sent. */
  async take() {
    if (!this.#intervalS) return;
    const nowS = performance.now() / 1000;
    this.#paidUntilS = Math.max(this.#paidUntilS, nowS - BURST_S) + this.#intervalS;
    if (this.#paidUntilS > nowS) await pause((this.#paidUntilS - nowS) * 1000);
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
