// @ts-check
/** Words in Chinese and English: those of a page, and those of the venue's tables. */

import { TABLES } from "../words.mjs";

/** @typedef {"zh" | "en"} Language */
/** @typedef {Record<string, [string, string]>} Words by key: in Chinese, in English */

const KEPT = "ceax.language";

/** @type {Words} */ const known = {};
/** @type {Language} */ let chosen = first();

/** The language that was asked for in the address, chosen before, or is the browser's. */
function first() {
  const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(KEPT);
  if (asked === "zh" || asked === "en") return asked;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

/** The language of the page now. */
export function language() {
  return chosen;
}

/**
 * Show everything in a language from now on.
 * @param {Language} wanted
 */
export function setLanguage(wanted) {
  chosen = wanted;
  localStorage.setItem(KEPT, wanted);
}

/**
 * Words that a page brings.
 * @param {Words} words
 */
export function learn(words) {
  Object.assign(known, words);
}

/**
 * A word of the page, with `{name}` filled in.
 * @param {string} key
 * @param {Record<string, string | number | bigint>} [values]
 */
export function t(key, values = {}) {
  const pair = known[key];
  if (pair === undefined) throw new Error(`the page has no word ${key}`);
  const [zh, en] = pair;
  const text = chosen === "zh" ? zh : en;
  return text.replace(/\{(\w+)\}/g, (_found, name) => String(values[name] ?? ""));
}

/**
 * The word of a value of the venue's tables; the value itself where there is none.
 * @param {string} table
 * @param {string | null | undefined} value
 */
export function word(table, value) {
  const pair = value ? TABLES[table]?.[value] : undefined;
  return pair ? either(...pair) : (value ?? "–");
}

/**
 * The one of two texts that is in the page's language; the other where it is empty.
 * @param {string | null | undefined} zh
 * @param {string | null | undefined} en
 */
export function either(zh, en) {
  return (chosen === "zh" ? zh || en : en || zh) ?? "";
}
