// @ts-check
/**
 * The trades of an account on a day, each once, by the numbers of their reports. A trade that the
 * exchange has undone is none.
 */

/** @import { TradeReport, TradeRow } from "./rows.d.ts" */

const FILLS_MAX = 500; // that are kept, the newest
/** How a trade came about, by the report of it. @type {Record<TradeRow["report"], string>} */
const METHODS = { fill: "listed", trade: "block", award: "auction" };

export class Fills {
  /** @type {Map<number, TradeRow>} */ #rows = new Map();
  /** The number of the last report that was taken in. */ #last = 0;
  /** The day that numbers the reports. */ date = "";

  /**
   * Begin with the reports of a day's trades, done and undone.
   * @param {string} date
   * @param {TradeReport[]} reports
   */
  begin(date, reports) {
    this.date = date;
    this.#rows = new Map();
    this.#last = 0;
    for (const each of reports) this.#note(each);
  }

  /**
   * Take a report of a trade in; one that comes again changes nothing.
   * @param {TradeReport & { report_date: string }} report
   */
  take(report) {
    if (report.report_date !== this.date) this.begin(report.report_date, []);
    this.#note(report);
  }

  /** @param {TradeReport} report */
  #note(report) {
    const number = Number(report.number);
    if (number <= this.#last) return;
    this.#last = number;
    if (report.report === "trade_cancel") return this.#undo(report);
    this.#rows.set(number, report);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > FILLS_MAX) this.#rows.delete(/** @type {number} */ (oldest));
  }

  /** @param {Extract<TradeReport, { report: "trade_cancel" }>} report */
  #undo({ method, trade, side }) {
    for (const [number, row] of this.#rows)
      if (methodOf(row) === method && row.trade === trade && row.side === side)
        this.#rows.delete(number);
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

/** How a trade came about. @param {TradeRow} row */
export function methodOf(row) {
  return METHODS[row.report];
}
