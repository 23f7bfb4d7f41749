// @ts-check
/** A queue between what comes and a program that reads it with `for await`; bounded. */

/**
 * @template T
 */
export class Inbox {
  /** @type {T[]} */ #kept = [];
  /** @type {(() => void) | null} */ #wake = null;
  /** @type {Error | null} */ #error = null;
  #ended = false;
  #most;

  /** @param {number} most messages that are kept */
  constructor(most) {
    this.#most = most;
  }

  /**
   * Keep a message; false where there is no room.
   * @param {T} message
   */
  put(message) {
    if (this.#kept.length >= this.#most) return false;
    this.#kept.push(message);
    this.#wake?.();
    return true;
  }

  /** Whether nothing is kept. */
  get isEmpty() {
    return this.#kept.length === 0;
  }

  /**
   * Nothing more will come.
   * @param {Error | null} error that the reader gets after what is kept
   */
  end(error) {
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  /** The reader looks again, as something beside the messages has changed. */
  wake() {
    this.#wake?.();
  }

  /**
   * The next message; undefined when there is none and it was woken or has ended.
   * @returns {Promise<T | undefined>}
   */
  async next() {
    if (this.#kept.length === 0 && !this.#ended)
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    this.#wake = null;
    return this.#kept.shift();
  }

  /** Whether it has ended and is empty; throws the error that it ended with. */
  get isOver() {
    if (!this.#ended || this.#kept.length > 0) return false;
    if (this.#error !== null) throw this.#error;
    return true;
  }
}
