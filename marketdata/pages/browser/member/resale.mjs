// @ts-check
/** When bought units can be sold: their resale days have begun and their day is settled. */

/**
 * A part of what was bought: `day` is that of the purchase, `from` when it can be sold; null where
 * that is not known.
 * @typedef {{ day: string | null, quantity: number, from: string | null,
 *   unsettled: boolean }} Release
 */

/**
 * The first trading day on which units bought on a day can be sold; null where the calendar does
 * not say it. `days` are trading days in order.
 * @param {string[]} days
 * @param {string} bought
 * @param {number} resaleDays
 */
export function sellableOn(days, bought, resaleDays) {
  if (resaleDays === 0) return bought;
  const later = days.filter((day) => day > bought);
  return later[resaleDays - 1] ?? null;
}

/**
 * The days of which purchases may still wait, the running one first: those whose resale days have
 * not all begun, and those that are not settled.
 * @param {string[]} days
 * @param {string} today
 * @param {number} resaleDays
 * @param {string[]} unsettled
 */
export function waitingDays(days, today, resaleDays, unsettled) {
  const earlier = days.filter((day) => day < today);
  const young = resaleDays > 1 ? earlier.slice(1 - resaleDays) : [];
  return [today, ...new Set([...young, ...unsettled.filter((day) => day < today)])].filter(Boolean);
}

/**
 * What is bought and not sellable yet of a holding, by the day of the purchase: quantities that add
 * up to `bought`, each with the day from which it can be sold, and whether that day waits for the
 * settlement too. `purchases` gives the quantity of a day.
 * @param {{ bought: number, days: string[], today: string, resaleDays: number,
 *   unsettled: string[], purchases: (day: string) => number }} holding
 * @returns {Release[]}
 */
export function releases({ bought, days, today, resaleDays, unsettled, purchases }) {
  /** @type {Release[]} */ const rows = [];
  let left = bought;
  for (const day of waitingDays(days, today, resaleDays, unsettled)) {
    const quantity = Math.min(purchases(day), left);
    if (quantity <= 0) continue;
    left -= quantity;
    const from = sellableOn(days, day, resaleDays);
    rows.push({ day, quantity, from, unsettled: day === today || unsettled.includes(day) });
  }
  return left > 0 ? [...rows, { day: null, quantity: left, from: null, unsettled: true }] : rows;
}
