// @ts-check
/** What a member has to know beside its account: instruments, trading days, what is not settled. */

import { Refused } from "../sdk/index.mjs";
import { Fills } from "./fills.mjs";
import { releases, waitingDays } from "./resale.mjs";

/** @import { Holding, Instrument, TradeReport } from "./rows.d.ts" */
/** @import { Session } from "../keyed/types.d.ts" */

const DAYS_BEFORE = 30; // of the calendar, ahead of the first day that matters

export class Rules {
  /** By code. @type {Record<string, Instrument>} */ instruments = {};
  /** Ended days that are not settled. @type {string[]} */ unsettled = [];
  /** Trading days in order. @type {string[]} */ days = [];
  today = "";
  /** Trades of earlier days whose units may not be sellable yet. @type {Map<string, Fills>} */
  #past = new Map();

  /** Ask the venue for all of it. @param {Session} session */
  async ask(session) {
    const status = await session.request("status", {});
    const rows = await session.pages("instruments", "instruments");
    this.instruments = Object.fromEntries(rows.map((row) => [row.instrument, row]));
    this.today = status.date;
    this.unsettled = status.unsettled.map(({ date }) => date);
    const first = [status.date, ...this.unsettled].filter(Boolean).sort()[0];
    const asked = first === undefined ? {} : { from: daysBefore(first) };
    this.days = (await session.request("calendar", asked)).days;
    await this.#askPast(session);
  }

  /** @param {Session} session */
  async #askPast(session) {
    const most = Math.max(0, ...Object.values(this.instruments).map((row) => row.resale_days));
    const past = new Map();
    for (const day of waitingDays(this.days, this.today, most, this.unsettled).slice(1)) {
      const fills = new Fills();
      fills.begin(day, await tradesOf(session, day));
      past.set(day, fills);
    }
    this.#past = past;
  }

  /**
   * When what was bought of a holding can be sold, part by part; `fills` are the day's.
   * @param {Holding} holding
   * @param {Fills} fills
   */
  releases(holding, fills) {
    const { instrument, bought } = holding;
    const resaleDays = this.instruments[instrument]?.resale_days ?? 1;
    const ofDay = (/** @type {string} */ day) => (day === this.today ? fills : this.#past.get(day));
    const purchases = (/** @type {string} */ day) => ofDay(day)?.bought(instrument) ?? 0;
    const { days, today, unsettled } = this;
    return releases({ bought, days, today, resaleDays, unsettled, purchases });
  }
}

/**
 * The reports of an account's trades of a day; none of one that the venue has not had.
 * @param {Session} session
 * @param {string} date
 * @returns {Promise<TradeReport[]>}
 */
async function tradesOf(session, date) {
  try {
    return await session.pages("fills", "fills", { date });
  } catch (error) {
    if (error instanceof Refused && error.code === "report_date_unknown") return [];
    throw error;
  }
}

/**
 * A day early enough to have the trading days before another one after it.
 * @param {string} date
 */
function daysBefore(date) {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - DAYS_BEFORE);
  return day.toISOString().slice(0, 10);
}
