// @ts-check
/** The register of acts and of changes of keys, and acts that await a second key. */

import { moment } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./doing.mjs";
import { Pager } from "./pager.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, RowOf, Values } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"acts">} Entry */
/** @typedef {RowOf<"approvals">} Awaiting */

/** What the fields of an act say, in one line. @param {Values} fields */
function about(fields) {
  return Object.entries(fields).map(([name, value]) => `${word("act_fields", name)} ${value}`)
    .join(", ");
}

/** @type {() => Columns<Entry>} */
const columns = () => [
  { name: "time", title: t("at"), left: true, show: (row) => moment(row.time_ns) },
  { name: "who", title: t("who"), left: true },
  { name: "act", title: t("act"), left: true, show: (row) => word("acts", row.act) },
  { name: "about", title: t("about"), left: true, mark: () => "text",
    show: (row) => about(row.about) },
  { name: "reason", title: t("reason"), left: true, mark: () => "text" },
  { name: "outcome", title: t("outcome"), left: true,
    show: (row) => (row.outcome === "accepted" ? "✓" : row.outcome) },
];

/** What staff and the schedule did, the newest first. @param {{ desk: Console }} props */
export function Register({ desk }) {
  const { acts = [], next, older } = desk.answers.acts ?? {};
  return html`<${Figures} name="register" caption=${t("tab_register")} columns=${columns()}
      rows=${acts} keyOf=${(/** @type {Entry} */ row) => row.number} />
    ${older && !next && html`<p class="quiet">${t("older_acts")}</p>`}
    <${Pager} desk=${desk} question="acts" next=${next} />`;
}

/** Who made, changed or withdrew which key, the newest first. @param {{ desk: Console }} props */
export function KeyChanges({ desk }) {
  const { changes = [], next } = desk.answers.key_changes ?? {};
  return html`<${Figures} name="key-changes" caption=${t("tab_key_changes")} columns=${columns()}
      rows=${changes} keyOf=${(/** @type {Entry} */ row) => row.number} />
    <${Pager} desk=${desk} question="key_changes" next=${next} />`;
}

/**
 * Acts that await another key, with what this key may do about each.
 * @param {{ desk: Console }} props
 */
export function Approvals({ desk }) {
  const given = (/** @type {Awaiting} */ row) => ({ number: row.number });
  const sentence = (/** @type {Awaiting} */ row) =>
    `${word("acts", row.act)} · ${row.key} · ${about(asked(row))}`;
  /** @type {(name: string, row: Awaiting, danger: boolean) => unknown} */
  const button = (name, row, danger) => html`<${ActButton} desk=${desk} name=${name}
    given=${given(row)} sentence=${sentence(row)} tag=${`${name}-${row.number}`}
    danger=${danger} />`;
  const acts = (/** @type {Awaiting} */ row) =>
    row.key === desk.keyId
      ? button("withdraw_act", row, true)
      : row.yours && html`${button("approve_act", row, false)} ${button("refuse_act", row, true)}`;
  /** @type {Columns<Awaiting>} */
  const shown = [
    { name: "number", title: t("number"), left: true },
    { name: "act", title: t("act"), left: true, show: (row) => word("acts", row.act) },
    { name: "about", title: t("about"), left: true, mark: () => "text",
      show: (row) => about(asked(row)) },
    { name: "key", title: t("key"), left: true },
    { name: "reason", title: t("reason"), left: true, mark: () => "text" },
    { name: "asked", title: t("at"), show: (row) => moment(row.asked_ns) },
    { name: "until", title: t("lapses"), show: (row) => moment(row.until_ns) },
    { name: "by", title: t("may_approve"), left: true, mark: () => "text",
      show: (row) => row.may_approve.join(", ") },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="approvals" caption=${t("tab_approvals")} columns=${shown}
    rows=${desk.answers.approvals?.approvals ?? []}
    keyOf=${(/** @type {Awaiting} */ row) => row.number} />`;
}

/** The fields of the request that awaits approval. @param {Awaiting} row */
function asked({ request }) {
  const { op: _op, id: _id, reason: _reason, confirm: _confirm, ...fields } =
    /** @type {Values} */ (request);
  return fields;
}
