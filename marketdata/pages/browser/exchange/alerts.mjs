// @ts-check
/** Alerts to the staff: what is open, what was acknowledged by whom, and what is over. */

import { moment, tonnes } from "../ground/figures.mjs";
import { either, t } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./doing.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"alerts">} Alert */

const SHOWN_MAX = 200; // the newest
const ORDER = ["open", "acknowledged", "cleared"];
const SHAPES = { open: "▲", acknowledged: "✓", cleared: "○" };

/** Open ones first, of each state the newest first. @param {Alert[]} alerts */
function inOrder(alerts) {
  const place = (/** @type {Alert} */ row) => ORDER.indexOf(row.state);
  const sorted = [...alerts].sort((one, other) => {
    return place(one) - place(other)
      || /** @type {number} */ (other.number) - /** @type {number} */ (one.number);
  });
  return sorted.slice(0, SHOWN_MAX);
}

/** @param {{ desk: Console }} props */
export function Alerts({ desk }) {
  const acknowledge = (/** @type {Alert} */ row) =>
    row.state === "open" &&
    html`<${ActButton} desk=${desk} name="acknowledge_alert" given=${{ alert: row.number }}
      tag=${`acknowledge-${row.number}`} sentence=${either(row.text_zh, row.text_en)} />`;
  const by = (/** @type {Alert} */ row) =>
    [row.acknowledged_by, row.note].filter(Boolean).join(" · ");
  const account = (/** @type {Alert} */ row) =>
    (row.account === null ? "" : `${row.account} ${row.name}`);
  /** @type {Columns<Alert>} */
  const columns = [
    { name: "number", title: t("number"), left: true },
    { name: "state", title: t("state"), left: true,
      show: (row) => `${SHAPES[row.state]} ${t(`alert_${row.state}`)}` },
    { name: "time", title: t("at"), left: true, show: (row) => moment(row.time_ns) },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "account", title: t("account"), left: true, show: account },
    { name: "text", title: t("about"), left: true, mark: () => "text",
      show: (row) => either(row.text_zh, row.text_en) },
    { name: "times", title: t("times"), show: (row) => tonnes(row.times) },
    { name: "by", title: t("acknowledged_by"), left: true, mark: () => "text", show: by },
    { name: "acts", title: "", show: acknowledge },
  ];
  return html`<${Figures} name="alerts" caption=${t("tab_alerts")} columns=${columns}
    rows=${inOrder(desk.answers.alerts ?? [])} keyOf=${(/** @type {Alert} */ row) => row.number}
    mark=${(/** @type {Alert} */ row) => (row.state === "open" ? "stopped" : "")} />`;
}
