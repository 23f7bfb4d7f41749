// @ts-check
/** The limits board: every instrument against its price limits, by colour and by shape. */

import { clock, price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { nearest } from "./board.mjs";
import { ActButton } from "./doing.mjs";

/** @import { Line } from "./board.mjs" */
/** @import { Console } from "./console.mjs" */
/** @import { Column } from "../ground/pieces.mjs" */
/** @import { Columns } from "../keyed/types.d.ts" */

/** @type {Record<string, string>} */
const SHAPES = { "": "", near: "◔", at: "◑", locked: "●" };
/** @type {Record<string, string>} */
const WAYS = { "": "", upper: "▲", lower: "▼" };

/** The panel, with what halts an instrument or ends that. @param {{ desk: Console }} props */
export function LimitsBoard({ desk }) {
  const rows = [...desk.board.lines.values()];
  const best = (/** @type {"bid" | "ask"} */ name) => ({
    name,
    title: t(name),
    show: (/** @type {Line} */ row) => price(row[name]?.[0]),
  });
  /** @type {(name: "base" | "lower" | "upper" | "last", title?: string) => Column} */
  const priced = (name, title = name) => {
    return { name, title: t(title), show: (/** @type {Line} */ row) => price(row[name]) };
  };
  /** @type {Columns<Line>} */
  const columns = [
    { name: "code", title: t("instrument"), left: true },
    { name: "state", title: t("state"), left: true, show: stateOf },
    priced("base", "reference"),
    priced("lower"),
    priced("upper"),
    priced("last"),
    best("bid"),
    best("ask"),
    { name: "distance", title: t("distance"), show: distanceOf },
    { name: "sealed", title: t("sealed"), show: (row) => tonnes(row.sealed || null) },
    { name: "touches", title: t("touches"), show: (row) => row.touches || "–" },
    { name: "since", title: t("since"), show: (row) => (row.state ? clock(row.sinceNs) : "–") },
    { name: "acts", title: "", show: (row) => haltButton(row, desk) },
  ];
  return html`<${Panel} name="limits-board" title=${t("limits_board")}>
    <${Figures} name="limits" caption=${t("limits_board")} columns=${columns} rows=${rows}
      keyOf=${(/** @type {Line} */ row) => row.code} mark=${markOf} />
    <p class="quiet">${t("limits_legend")}</p>
  <//>`;
}

/** @param {Line} row */
function markOf(row) {
  return [row.state, row.limit, row.halted ? "halted" : ""].filter(Boolean).join(" ");
}

/** @param {Line} row */
function stateOf(row) {
  const halted = row.halted ? html`<strong class="halted">⏸ ${t("halt")}</strong> ` : "";
  const words = row.state ? `${t(`state_${row.state}`)} ${word("price_limits", row.limit)}` : "";
  return html`${halted}<span>${SHAPES[row.state]}${WAYS[row.limit]} ${words}</span>`;
}

/** @param {Line} row */
function distanceOf(row) {
  const found = nearest(row);
  if (found === null) return "–";
  return `${WAYS[found.limit]} ${price(found.away)} (${price(found.bp)} %)`;
}

/**
 * @param {Line} line
 * @param {Console} desk
 */
function haltButton({ code, halted }, desk) {
  const name = halted ? "resume" : "halt";
  return html`<${ActButton} desk=${desk} name=${name} tag=${`${name}-${code}`} danger=${!halted}
    given=${{ instrument: code }} sentence=${code} />`;
}
