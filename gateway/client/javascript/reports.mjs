// @ts-check
/** An account's reports by date and number: in order, without holes, over lost connections. */

import { Refused, ReportsLost } from "./errors.mjs";
import { Inbox } from "./inbox.mjs";

/** @typedef {import("./gateway.d.ts").Report} Report */

/**
 * A place in the reports: the date that numbers them, and the next one's number.
 * @typedef {{ date: string, number: number }} Place
 */

const KEPT = 10_000; // not read yet; later ones are given up and asked for again
const DATE_DIFFERS = "report_date_differs";

export class Reports {
  /** @type {Inbox<Report>} */ #inbox = new Inbox(KEPT);
  /** @type {Place | null} the next one that is to come */ #next;
  /** @type {Place | null} after the last one that was read */ #read;
  /** @type {Place | null} given up */ #lost = null;
  #hole = false;

  /** @param {Place | null} from where a reader begins; null: with the first that comes */
  constructor(from) {
    this.#next = this.#read = from;
  }

  /** Where a later session goes on: after the last report that was read. */
  get place() {
    return this.#read;
  }

  /** The next report that is to come, for the log-on of another connection. */
  get wanted() {
    return this.#next;
  }

  /**
   * Where new reports begin, as a log-on has said.
   * @param {Place | null} place
   */
  begin(place) {
    this.#next ??= place;
    this.#read ??= place;
  }

  /**
   * The day that was asked for is over: go on with the first report of another.
   * @param {string} date
   */
  giveUp(date) {
    this.#lost = this.#next;
    this.#next = { date, number: 1 };
    this.#hole = false;
    this.#inbox.wake();
  }

  /**
   * Keep a report that is next; note a hole before any other.
   * @param {Report} report
   */
  receive(report) {
    const number = Number(report.number);
    const next = (this.#next ??= { date: report.report_date, number });
    if (report.report_date !== next.date) this.#newDay(report.report_date);
    const wanted = /** @type {Place} */ (this.#next);
    if (number === wanted.number && this.#inbox.put(report)) {
      this.#next = { date: wanted.date, number: number + 1 };
      this.#hole = false;
    } else if (number >= wanted.number) {
      this.#hole = true;
      this.#inbox.wake();
    }
  }

  /** @param {string} date */
  #newDay(date) {
    if (this.#hole) this.#lost = this.#next;
    this.#next = { date, number: 1 };
    this.#hole = false;
  }

  /** @param {Error | null} error */
  end(error) {
    this.#inbox.end(error);
  }

  /**
   * The reports; `ask` asks the server for those from a place on.
   * @param {(place: Place) => Promise<unknown>} ask
   * @returns {AsyncGenerator<Report, void, void>}
   * @throws {ReportsLost} when a day ended before its reports were read
   */
  async *read(ask) {
    while (!this.#inbox.isOver) {
      if (this.#lost !== null && this.#inbox.isEmpty) this.#raiseLost();
      if (this.#hole && this.#inbox.isEmpty) await this.#askAgain(ask);
      const report = await this.#inbox.next();
      if (report === undefined) continue;
      this.#read = { date: report.report_date, number: Number(report.number) + 1 };
      yield report;
    }
  }

  /** @param {(place: Place) => Promise<unknown>} ask */
  async #askAgain(ask) {
    this.#hole = false;
    try {
      await ask(/** @type {Place} */ (this.#next));
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== DATE_DIFFERS) throw error;
      this.giveUp(error.allowed.report_date);
    }
  }

  #raiseLost() {
    const { date, number } = /** @type {Place} */ (this.#lost);
    this.#lost = null;
    throw new ReportsLost(`reports of ${date} from ${number} on were not read in time`);
  }
}
