// @ts-check
/** A document of the feed that a page shows: asked for when its address changes. */

import { NotAnswered, ask } from "./http.mjs";

/** The newest address wins; what comes late for an older one is passed over. */
export class Asked {
  #paint;
  #get;
  #path = "";
  /** @type {any} null: it has not come, or there is none */ content = null;
  /** @type {NotAnswered | null} */ error = null;

  /**
   * @param {() => void} paint
   * @param {(path: string) => Promise<any>} [get]
   */
  constructor(paint, get = ask) {
    this.#paint = paint;
    this.#get = get;
  }

  /**
   * Show the document of an address; it is asked for where it is another one than before.
   * @param {string} path
   */
  of(path) {
    if (path !== this.#path) void this.#load(path);
    return this;
  }

  /** Ask again: the venue has something newer. */
  again() {
    if (this.#path) void this.#load(this.#path);
  }

  /** @param {string} path */
  async #load(path) {
    if (path !== this.#path) this.content = null;
    this.#path = path;
    this.error = null;
    let content = null;
    let error = null;
    try {
      content = await this.#get(path);
    } catch (failed) {
      if (!(failed instanceof NotAnswered)) throw failed;
      error = failed;
    }
    if (path !== this.#path) return;
    this.content = content;
    this.error = error;
    this.#paint();
  }
}
