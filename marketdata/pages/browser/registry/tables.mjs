// @ts-check
/** Columns of the registry's tables by the names of their fields: called what, and shown how. */

import { moment, tonnes, yuan } from "../ground/figures.mjs";
import { word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";

/** @import { Columns, Int } from "./types.d.ts" */

/** Tables of words, by the fields whose values they have. @type {Record<string, string>} */
const WORDS = {
  state: "unit_states",
  from_state: "unit_states",
  to_state: "unit_states",
  status: "registry_statuses",
  operation: "registry_acts",
  task: "registry_acts",
  sector: "registry_choices",
  rule: "registry_choices",
  method: "methods",
  role: "roles",
};
const TONNES = new Set([
  "available", "credits", "due", "emissions", "entities", "complete", "missing", "offered",
  "offset", "offset_most", "outstanding", "quantity", "registry_available", "shortfall",
  "surrendered", "trading_available", "withheld", "rows",
]);
const TEXTS = new Set([
  "document", "fields", "message", "name", "note", "problem", "reason", "text",
]);
const LEFT = new Set([
  ...TEXTS, ...Object.keys(WORDS), "instrument", "kind", "who", "maker", "checker", "key", "what",
  "title", "first_serial", "last_serial", "province", "holder", "bank", "bank_account", "rights",
]);
const BASIS_POINTS = 100; // of a percent

/**
 * How a field's value is shown.
 * @param {string} name
 * @param {any} value
 */
export function shown(name, value) {
  if (value === null || value === undefined || value === "") return "–";
  if (WORDS[name]) return word(WORDS[name], value);
  if (name === "province") return province(value);
  if (name === "completion_bp") return percent(value);
  if (name.endsWith("_fen")) return yuan(value);
  if (name.endsWith("_ns")) return moment(value);
  return TONNES.has(name) ? tonnes(value) : String(value);
}

/** A province by its number; null: all of them. @param {Int | null} number */
export function province(number) {
  return word("provinces", String(number ?? 0).padStart(2, "0"));
}

/** @param {Int} value */
function percent(value) {
  const hundredths = String(Number(value) % BASIS_POINTS).padStart(2, "0");
  return `${Math.trunc(Number(value) / BASIS_POINTS)}.${hundredths} %`;
}

/**
 * Columns of these fields.
 * @template Row
 * @param {Array<keyof Row & string>} names
 * @returns {Columns<Row>}
 */
export function columnsOf(...names) {
  return names.map((name) => ({
    name,
    title: word("registry_fields", name),
    left: LEFT.has(name),
    show: (row) => shown(name, row[name]),
    mark: () => (TEXTS.has(name) ? "text" : ""),
  }));
}

/**
 * A column with the kind of a journal's entry.
 * @template {{ kind: string }} Row
 * @param {string} table of words
 * @returns {Columns<Row>[0]}
 */
export function kindOf(table) {
  const title = word("registry_fields", "kind");
  return { name: "kind", title, left: true, show: (row) => word(table, row.kind) };
}

/**
 * A column of what moved: tonnes of an instrument, or cash.
 * @template {{ quantity?: Int, amount_fen?: Int }} Row
 * @returns {Columns<Row>[0]}
 */
export function moved() {
  return {
    name: "quantity",
    title: `${word("registry_fields", "quantity")} · ${word("registry_fields", "amount_fen")}`,
    show: (row) =>
      (row.amount_fen === undefined ? `${tonnes(row.quantity)} t` : `¥ ${yuan(row.amount_fen)}`),
  };
}

/**
 * Figures beside their names.
 * @param {{ name: string, pairs: Array<[name: string, title: string, value: string]> }} props
 */
export function Pairs({ name, pairs }) {
  return html`<dl class="pairs" data-name=${name}>${pairs.map(([each, title, value]) => html`
    <div key=${each}><dt>${title}</dt><dd data-name=${each}>${value}</dd></div>`)}</dl>`;
}

/**
 * A table under a heading.
 * @param {{ name: string, title: string, columns: any[], rows: any[],
 *   keyOf: (row: any) => unknown, children?: unknown }} props
 */
export function Table({ name, title, columns, rows, keyOf, children }) {
  return html`<section><h3>${title}</h3>
    ${children}
    <${Figures} name=${name} caption=${title} columns=${columns} rows=${rows} keyOf=${keyOf} />
  </section>`;
}
