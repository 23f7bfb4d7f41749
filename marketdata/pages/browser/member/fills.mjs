// @ts-check
/** The trades of an account on a day, each once, by the numbers of their reports. */

/** @import { TradeRow } from "./rows.d.ts" */

const FILLS_MAX = 500; // that are kept, the newest

export class Fills {
  /** @type {Map<number, TradeRow>} */ #rows = new Map();
  /** The day that numbers the reports. */ date = "";

  /**
   * Begin with the trades of a day.
   * @param {string} date
   * @param {TradeRow[]} rows
   */
  begin(date, rows) {
    this.date = date;
    this.#rows = new Map(rows.slice(-FILLS_MAX).map((row) => [Number(row.number), row]));
  }

  /** Take a report of a trade in. @param {TradeRow & { report_date: string }} report */
  take(report) {
    if (report.report_date !== this.date) this.begin(report.report_date, []);
    this.#rows.set(Number(report.number), report);
    if (this.#rows.size > FILLS_MAX) this.#rows.delete(Math.min(...this.#rows.keys()));
  }

  /** The newest first. */
  newest() {
    return [...this.#rows.values()].sort((one, other) => 
      Number(/** @type {number} */ (other.number) - /** @type {number} */ (one.number)));
  }

  /** What was bought of an instrument, in tonnes. @param {string} instrument */
  bought(instrument) {
    return [...this.#rows.values()]
      .filter((row) => row.instrument === instrument && row.side === "buy")
      .reduce((sum, row) => sum + row.quantity, 0);
  }
}
