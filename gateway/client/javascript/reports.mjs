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
/** The refusals of a place: it lies too far back, or its day is being read back. */
export const TOO_OLD = "report_date_too_old";
const NOT_READY = "reports_not_ready";

/**
 * Wait where a refusal says that reports are being read back.
 * @param {unknown} error
 * @returns {Promise<boolean>} whether it is such a refusal
 */
export async function waited(error) {
  if (!(error instanceof Refused) || error.code !== NOT_READY) return false;
  const { retryAfterMs } = error;
  await new Promise((done) => setTimeout(done, retryAfterMs ?? 0));
  return true;
}

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
   * The day that was asked for is too old: go on with the first report of another.
   * @param {string} date
   */
  giveUp(date) {
    this.#lost = this.#next;
    this.#next = { date, number: 1 };
    this.#hole = true;
    this.#inbox.wake();
  }

  /**
   * Keep a report that is next; note a hole before any other.
   * @param {Report} report
   */
  receive(report) {
    const { report_date: date } = report;
    const number = Number(report.number);
    if (this.#next === null) this.#next = { date, number };
    else if (date !== this.#next.date && !this.#hole) this.#next = { date, number: 1 };
    const next = this.#next;
    if (date === next.date && number === next.number && this.#inbox.put(report)) {
      this.#next = { date, number: number + 1 };
      this.#hole = false;
    } else if (date !== next.date || number >= next.number) {
      this.#hole = true;
      this.#inbox.wake();
    }
  }

  /** @param {Error | null} error */
  end(error) {
    this.#inbox.end(error);
  }

  /**
   * The reports; `ask` asks the server for those from a place on.
   * @param {(place: Place) => Promise<unknown>} ask
   * @returns {AsyncGenerator<Report, void, void>}
   * @throws {ReportsLost} where those that come next are of a day too long ago
   */
  async *read(ask) {
    while (!this.#inbox.isOver) {
      if (this.#lost !== null && this.#inbox.isEmpty) this.#raiseLost();
      if (this.#hole && this.#inbox.isEmpty && !(await this.#askAgain(ask))) continue;
      const report = await this.#inbox.next();
      if (report === undefined) continue;
      this.#read = { date: report.report_date, number: Number(report.number) + 1 };
      yield report;
    }
  }

  /**
   * Ask for what is missing; false where the place is refused for now, or given up.
   * @param {(place: Place) => Promise<unknown>} ask
   */
  async #askAgain(ask) {
    this.#hole = false;
    try {
      await ask(/** @type {Place} */ (this.#next));
      return true;
    } catch (error) {
      if (await waited(error)) this.#hole = true;
      else if (error instanceof Refused && error.code === TOO_OLD) {
        this.giveUp(error.allowed.report_date);
      } else throw error;
      return false;
    }
  }

  #raiseLost() {
    const { date, number } = /** @type {Place} */ (this.#lost);
    this.#lost = null;
    throw new ReportsLost(`reports of ${date} from ${number} on are not sent any more`);
  }
}
