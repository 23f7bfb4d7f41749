// @ts-check
/** What a viewer has chosen: kept in the address, so that a link shows the same. */

export class Choice {
  #values = new URLSearchParams(location.hash.slice(1));

  /**
   * A value, or what is usual.
   * @param {string} name
   * @param {string} usual
   */
  get(name, usual) {
    return this.#values.get(name) || usual;
  }

  /**
   * Choose a value.
   * @param {string} name
   * @param {string} value empty: what is usual
   */
  set(name, value) {
    this.#values.set(name, value);
    history.replaceState(null, "", `#${this.#values}`);
  }
}
