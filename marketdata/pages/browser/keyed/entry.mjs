// @ts-check
/** What people type: prices, quantities and the like, as the protocol has them. */

const PRICE = /^\d{1,7}(\.\d{1,2})?$/;
const MONEY = /^\d{1,13}(\.\d{1,2})?$/;
const INTEGER = /^-?\d{1,15}$/;

/**
 * A price in 0.01 CNY; null where the text is none.
 * @param {string} text
 */
export function readPrice(text) {
  return readHundredths(text, PRICE);
}

/**
 * @param {string} text
 * @param {RegExp} form
 */
function readHundredths(text, form) {
  const plain = text.replaceAll(",", "").trim();
  if (!form.test(plain)) return null;
  const [whole, part = ""] = plain.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

/**
 * A quantity in tonnes or another whole number; null where the text is none.
 * @param {string} text
 */
export function readInteger(text) {
  const plain = text.replaceAll(",", "").trim();
  return INTEGER.test(plain) ? Number(plain) : null;
}

/**
 * Fractions by code, as `CEA24=1/2 CEA25=1/2`; null where the text is none.
 * @param {string} text
 */
function readWeights(text) {
  const parts = text.trim().split(/\s+/).map((each) => /^([\w.-]+)=(\d+)\/(\d+)$/.exec(each));
  if (parts.some((each) => each === null)) return null;
  const weights = parts.map((/** @type {any} */ [, code, of, whole]) => [
    code, [Number(of), Number(whole)],
  ]);
  return Object.fromEntries(weights);
}

/**
 * Whole numbers by name, as `lot=10 resale_days=1`; null where the text is none.
 * @param {string} text
 */
function readParameters(text) {
  const parts = text.trim().split(/\s+/).map((each) => /^([a-z_0-9]+)=(-?\d{1,15})$/.exec(each));
  if (parts.some((each) => each === null)) return null;
  return Object.fromEntries(parts.map((/** @type {any} */ [, name, value]) => [name, Number(value)]));
}

/**
 * How a kind of input is read; a kind without a reader is taken as it is typed.
 * @type {Record<string, (text: string) => unknown>}
 */
const READERS = {
  price: readPrice,
  money: (text) => readHundredths(text, MONEY),
  tonnes: readInteger,
  integer: readInteger,
  weights: readWeights,
  parameters: readParameters,
  list: (text) => text.trim().split(/[\s,]+/),
};

/**
 * The value of an input; undefined where it was left empty, null where it cannot be read.
 * @param {string} kind
 * @param {unknown} entered
 */
export function valueOf(kind, entered) {
  if (kind === "flag") return entered ? true : undefined;
  if (kind === "file") return entered || undefined;
  const text = String(entered ?? "").trim();
  if (text === "") return undefined;
  return READERS[kind] ? READERS[kind](text) : text;
}
