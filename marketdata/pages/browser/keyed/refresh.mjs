// @ts-check
/** Questions that are asked again when something has changed: one at a time, and not too often. */

const PAUSE_MS = 200; // between two times that the same is asked

export class Refresher {
  #questions;
  #failed;
  /** @type {Set<string>} */ #due = new Set();
  /** @type {Set<string>} */ #asked = new Set();

  /**
   * @param {Record<string, () => Promise<unknown>>} questions by name
   * @param {(error: Error) => void} failed hears why one was not answered
   */
  constructor(questions, failed) {
    this.#questions = questions;
    this.#failed = failed;
  }

  /**
   * Ask these, each now or as soon as it may be; without a name all.
   * @param {string[]} names
   */
  due(...names) {
    for (const name of names.length ? names : Object.keys(this.#questions)) {
      this.#due.add(name);
      if (!this.#asked.has(name)) this.#ask(name);
    }
  }

  /** @param {string} name */
  async #ask(name) {
    this.#asked.add(name);
    while (this.#due.delete(name)) {
      try {
        await this.#questions[name]?.();
      } catch (error) {
        this.#failed(/** @type {Error} */ (error));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.#asked.delete(name);
  }
}
