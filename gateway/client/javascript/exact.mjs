// @ts-check
/** JSON whose integers keep all their digits: one that a number cannot hold exactly is a BigInt. */

const INTEGER = /^-?[0-9]+$/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g; // strings, numbers
const LONG = /^-?[1-9][0-9]{15,}$/; // an integer that a number may not hold
const NATIVE = hasSources();

/** Whether this engine shows a reviver the source of each value, and writes numbers as they are. */
function hasSources() {
  let shown = false;
  const look = (/** @type {string} */ _name, /** @type {any} */ value, /** @type {any} */ at) => {
    shown = at?.source === "1";
    return value;
  };
  JSON.parse("1", /** @type {any} */ (look));
  return shown && "rawJSON" in JSON;
}

/**
 * Values of a JSON text.
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError} where it is no JSON
 */
export function parse(text) {
  return NATIVE ? parseNative(text) : parseMarked(text);
}

/** @param {string} text */
function parseNative(text) {
  const revive = (/** @type {string} */ _name, /** @type {any} */ value, /** @type {any} */ at) => {
    const large = typeof value === "number" && !Number.isSafeInteger(value);
    return large && INTEGER.test(at.source) ? BigInt(at.source) : value;
  };
  return JSON.parse(text, /** @type {any} */ (revive));
}

/**
 * For engines without sources: long integers become strings that begin with a mark which no string
 * of the text begins with.
 * @param {string} text
 */
export function parseMarked(text) {
  const mark = unusedMark(text);
  const marked = text.replace(TOKEN, (found) => (LONG.test(found) ? `"${mark}${found}"` : found));
  return JSON.parse(marked, (_name, value) => {
    if (typeof value !== "string" || !value.startsWith(mark)) return value;
    const digits = value.slice(mark.length);
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  });
}

/**
 * Values as JSON; a BigInt is written as an integer.
 * @param {unknown} value
 */
export function write(value) {
  return NATIVE ? writeNative(value) : writeMarked(value);
}

/** @param {unknown} value */
function writeNative(value) {
  const raw = /** @type {any} */ (JSON).rawJSON;
  return JSON.stringify(value, (_name, each) => (typeof each === "bigint" ? raw(`${each}`) : each));
}

/** @param {unknown} value */
export function writeMarked(value) {
  const digits = (/** @type {unknown} */ each) => (typeof each === "bigint" ? `${each}` : each);
  const mark = unusedMark(JSON.stringify(value, (_name, each) => digits(each)));
  const text = JSON.stringify(value, (_name, each) =>
    typeof each === "bigint" ? mark + digits(each) : each,
  );
  return text.replaceAll(new RegExp(`"${mark}(-?[0-9]+)"`, "g"), "$1");
}

/**
 * A mark with which no string of a text begins.
 * @param {string} text
 */
function unusedMark(text) {
  let mark = "@";
  while (text.includes(`"${mark}`)) mark += "@";
  return mark;
}
