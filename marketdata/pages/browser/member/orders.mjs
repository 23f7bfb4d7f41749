// @ts-check
/** The orders of a day: the venue's answer, and the reports that came after it. */

/** @import { OrderReport, OrderRow } from "./rows.d.ts" */

const FINISHED_MAX = 200; // that are kept, the newest

/**
 * An order as `orders` answers it; `report` is the number of its last report. So a report that the
 * answer has counted already, or that comes twice, changes nothing.
 */
export class Orders {
  /** @type {Map<number, OrderRow>} */ #rows = new Map();
  /** The day that numbers the reports. */ date = "";

  /**
   * Begin with the orders of a day.
   * @param {string} date
   * @param {OrderRow[]} rows
   */
  begin(date, rows) {
    this.date = date;
    this.#rows = new Map(rows.map((row) => [Number(row.order), row]));
    this.#forgetOld();
  }

  /**
   * Take a report of an order in; false where it is of none that is known.
   * @param {OrderReport} report
   */
  take(report) {
    if (report.report_date !== this.date) this.begin(report.report_date, []);
    const number = Number(report.order);
    if (report.report === "entered" && !this.#rows.has(number)) {
      this.#rows.set(number, entered(report));
      this.#forgetOld();
      return true;
    }
    const row = this.#rows.get(number);
    if (row === undefined) return false;
    if (report.number > row.report) this.#rows.set(number, changed(row, report));
    return true;
  }

  /** Those that are open, in order of their numbers. */
  open() {
    return [...this.#rows.values()].filter((row) => row.leaves > 0);
  }

  /** Those that are finished, the newest first. */
  finished() {
    return [...this.#rows.values()].filter((row) => row.leaves === 0).reverse();
  }

  /**
   * Own open quantity at each price of an instrument's side.
   * @param {string} instrument
   * @param {string} side
   * @returns {Map<number | null, number>}
   */
  atPrices(instrument, side) {
    const found = new Map();
    for (const row of this.open())
      if (row.instrument === instrument && row.side === side)
        found.set(row.price, (found.get(row.price) ?? 0) + row.leaves);
    return found;
  }

  #forgetOld() {
    for (const row of this.finished().slice(FINISHED_MAX)) this.#rows.delete(Number(row.order));
  }
}

/**
 * An order as its first report has it.
 * @param {Extract<OrderReport, { report: "entered" }>} report
 * @returns {OrderRow}
 */
function entered(report) {
  const { order, client_order_id, instrument, side, order_type, time_in_force, price } = report;
  const terms = { order, client_order_id, instrument, side, order_type, time_in_force, price };
  const open = { quantity: report.quantity, filled: 0, leaves: report.quantity };
  const moments = { entered_ns: report.time_ns, time_ns: report.time_ns };
  const state = { status: /** @type {const} */ ("entered"), reason: null, report: report.number };
  return { ...terms, ...open, ...moments, ...state, expires_ns: report.expires_ns };
}

/**
 * An order after a report that is not its first.
 * @param {OrderRow} row
 * @param {OrderReport} report
 * @returns {OrderRow}
 */
function changed(row, report) {
  const next = { ...row, report: report.number, time_ns: report.time_ns };
  switch (report.report) {
    case "fill": {
      const status = report.leaves === 0 ? "filled" : "partly_filled";
      const filled = row.filled + report.quantity;
      return { ...next, filled, leaves: report.leaves, status };
    }
    case "replaced": {
      const { price, leaves } = report;
      return { ...next, price, leaves, quantity: row.filled + leaves };
    }
    case "lowered":
      return { ...next, leaves: report.leaves };
    case "cancelled":
      return { ...next, leaves: 0, status: report.status, reason: report.reason };
    case "trade_cancel":
      return undone(next, report.quantity);
    default:
      return next;
  }
}

/**
 * An order of which a trade was undone: nothing comes back into the book.
 * @param {OrderRow} row
 * @param {number} quantity
 * @returns {OrderRow}
 */
function undone(row, quantity) {
  const filled = row.filled - quantity;
  const next = { ...row, filled, quantity: row.quantity - quantity };
  if (filled > 0) return next;
  if (row.status === "partly_filled") return { ...next, status: "entered" };
  if (row.status === "filled") return { ...next, status: "cancelled", reason: "trade_busted" };
  return next;
}
