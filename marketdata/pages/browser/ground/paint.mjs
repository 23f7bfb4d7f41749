// @ts-check
/** Painting at most ten times a second, however much changes. */

export const PAINT_MS = 100;

export class Painter {
  #draw;
  #waiting = false;
  #lastMs = -Infinity;
  /** How often it has painted. */ count = 0;

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  /**
   * Something has changed: paint soon. A page that nobody sees is painted when it is seen again.
   */
  touch() {
    if (this.#waiting) return;
    this.#waiting = true;
    const wait = Math.max(0, this.#lastMs + PAINT_MS - performance.now());
    setTimeout(() => requestAnimationFrame(() => this.#paint()), wait);
  }

  #paint() {
    this.#waiting = false;
    this.#lastMs = performance.now();
    this.count += 1;
    this.#draw();
  }
}
