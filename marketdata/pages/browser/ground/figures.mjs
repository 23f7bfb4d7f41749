// @ts-check
/** Figures as people read them. Prices come in 0.01 CNY, amounts in fen, times in ns since 1970. */

const NONE = "–";
const SHANGHAI_MS = 8 * 3_600_000;
const NS_PER_MS = 1_000_000n;

/** @typedef {number | bigint | null | undefined} Count */

/**
 * A price in CNY: 7850 is "78.50".
 * @param {Count} ticks
 */
export function price(ticks) {
  return ticks === null || ticks === undefined ? NONE : hundredths(ticks);
}

/**
 * An amount in CNY with thousands apart.
 * @param {Count} fen
 */
export function yuan(fen) {
  if (fen === null || fen === undefined) return NONE;
  const [whole = "", part] = hundredths(fen).split(".");
  return `${apart(whole)}.${part}`;
}

/**
 * A count with thousands apart, as tonnes are.
 * @param {Count} count
 */
export function tonnes(count) {
  return count === null || count === undefined ? NONE : apart(String(count));
}

/**
 * The time of day in Shanghai: "09:30:00".
 * @param {Count} ns
 */
export function clock(ns) {
  return ns ? moment(ns).slice(11, 19) : NONE;
}

/**
 * Day and time in Shanghai: "2026-01-05 09:30:00".
 * @param {Count} ns
 */
export function moment(ns) {
  if (!ns) return NONE;
  const shifted = new Date(Number(BigInt(ns) / NS_PER_MS) + SHANGHAI_MS);
  return shifted.toISOString().slice(0, 19).replace("T", " ");
}

/**
 * A decimal text with thousands apart: "1234.50" is "1,234.50".
 * @param {string | number | null | undefined} text
 */
export function decimal(text) {
  if (text === null || text === undefined || text === "") return NONE;
  const [whole = "", part] = String(text).split(".");
  return part === undefined ? apart(whole) : `${apart(whole)}.${part}`;
}

/**
 * The sign of a change: 1, 0 or -1. Texts are percents: "-3.13".
 * @param {string | Count} change
 */
export function sign(change) {
  const number = Number(change ?? 0);
  return Math.sign(number);
}

/** @param {number | bigint} value */
function hundredths(value) {
  const whole = BigInt(value);
  const digits = String(whole < 0n ? -whole : whole).padStart(3, "0");
  return `${whole < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** @param {string} digits */
function apart(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
