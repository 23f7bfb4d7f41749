// @ts-check
/** Pieces that pages are made of. */

import { price, sign, tonnes } from "./figures.mjs";
import { t } from "./language.mjs";
import { html } from "./view.mjs";

/**
 * A part of a page with a heading.
 * @param {{ name: string, title: unknown, aside?: unknown, children?: unknown }} props
 */
export function Panel({ name, title, aside, children }) {
  return html`<section class="panel" data-name=${name} aria-labelledby=${`${name}-title`}>
    <header><h2 id=${`${name}-title`}>${title}</h2>
${aside ? html`<div class="aside">${aside}</div>` : null}</header>
    ${children}
  </section>`;
}

/**
 * A column of a table: `show` gives a cell's content, `left` is for words.
 * @typedef {object} Column
 * @property {string} name
 * @property {unknown} title
 * @property {(row: any) => unknown} [show]
 * @property {boolean} [left]
 * @property {(row: any) => string} [mark] class of a cell
 */

/**
 * A table; without rows it says so.
 * @param {{ name: string, caption: unknown, columns: Column[], rows: any[],
 *   keyOf: (row: any) => unknown, mark?: (row: any) => string }} props
 */
export function Figures({ name, caption, columns, rows, keyOf, mark }) {
  const heads = columns.map(
    (each) => html`<th scope="col" class=${each.left ? "left" : ""}>${each.title}</th>`,
  );
  return html`<div class="wide"><table class="figures" data-name=${name}>
    <caption class="unseen">${caption}</caption>
    <thead><tr>${heads}</tr></thead>
    <tbody>
      ${rows.map((row) => Row({ row, columns, id: String(keyOf(row)), mark }))}
      ${rows.length ? null : html`<tr><td class="left quiet" colspan=${columns.length}>
${t("no_rows")}</td></tr>`}
    </tbody>
  </table></div>`;
}

/**
 * @param {{ row: any, columns: Column[], id: string, mark?: (row: any) => string }} props
 */
function Row({ row, columns, id, mark }) {
  const cells = columns.map((each) => {
    const marked = [each.left ? "left" : "", each.mark?.(row) ?? ""].join(" ").trim();
    const shown = each.show ? each.show(row) : row[each.name];
    return html`<td class=${marked} data-field=${each.name}>${shown ?? "–"}</td>`;
  });
  return html`<tr key=${id} data-row=${id} class=${mark?.(row) ?? ""}>${cells}</tr>`;
}

/**
 * A change in percent, by colour and by shape.
 * @param {{ percent: string | null | undefined }} props
 */
export function Change({ percent }) {
  if (percent === null || percent === undefined) return html`<span class="quiet">–</span>`;
  const way = sign(percent);
  const shape = ["▼", "＝", "▲"][way + 1];
  return html`<span class=${directed(way)}>${shape} ${percent.replace("-", "")} %</span>`;
}

/**
 * The class of a figure that has risen or fallen.
 * @param {number} way 1, 0 or -1
 */
export function directed(way) {
  return ["down", "level", "up"][way + 1] ?? "level";
}

/**
 * One of several, chosen by a click or by the arrow keys.
 * @param {{ name: string, label: unknown, options: Array<[string, unknown]>, value: string,
 *   choose: (value: string) => void }} props
 */
export function Tabs({ name, label, options, value, choose }) {
  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = options.findIndex(([each]) => each === value);
    const [next] = options[(at + step + options.length) % options.length] ?? [value];
    const list = /** @type {HTMLElement} */ (event.currentTarget);
    event.preventDefault();
    choose(next);
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-value="${next}"]`))?.focus();
  };
  const tab = (/** @type {[string, unknown]} */ [each, words]) => html`<button
    type="button" role="tab" data-value=${each} aria-selected=${each === value}
    tabindex=${each === value ? 0 : -1} onClick=${() => choose(each)}>${words}</button>`;
  return html`<div class="tabs" role="tablist" data-name=${name} aria-label=${label}
    onKeyDown=${move}>${options.map(tab)}</div>`;
}

/**
 * Five levels a side, the best ones in the middle.
 * @param {{ name: string, caption: unknown, depth: any, more?: (level: any) => unknown }} props
 */
export function Ladder({ name, caption, depth, more }) {
  const { asks = [], bids = [] } = depth ?? {};
  const level = (/** @type {string} */ side) =>
    (/** @type {any[]} */ each, /** @type {number} */ at) => ({
      side, place: at + 1, price: each[0], quantity: each[1], orders: each[2],
    });
  const rows = [...asks.map(level("ask")).reverse(), ...bids.map(level("bid"))];
  /** @type {Column[]} */
  const columns = [
    { name: "place", title: "", left: true, show: (row) => `${t(row.side)} ${row.place}` },
    { name: "price", title: t("price"), show: (row) => price(row.price), mark: sided },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "orders", title: t("orders"), show: (row) => tonnes(row.orders) },
    ...(more ? [{ name: "more", title: "", show: more }] : []),
  ];
  return html`<${Figures} name=${name} caption=${caption} columns=${columns} rows=${rows}
    keyOf=${(/** @type {any} */ row) => `${row.side}-${row.place}`} />`;
}

/** @param {any} row */
function sided(row) {
  return row.side === "bid" ? "up" : "down";
}

/**
 * A line about what has gone wrong or well.
 * @param {{ name: string, kind?: "bad" | "good", children?: unknown }} props
 */
export function Notice({ name, kind = "bad", children }) {
  const role = kind === "bad" ? "alert" : "status";
  return html`<p class=${`notice ${kind}`} data-name=${name} role=${role}>${children}</p>`;
}
