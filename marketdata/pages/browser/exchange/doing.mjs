// @ts-check
/** Acts of staff: each has its form from the gateway's table, a reason, and its confirmation. */

import { ACTS } from "../acts.mjs";
import { openAct } from "../keyed/act_dialog.mjs";
import { price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Consequences, Field, Op, Values } from "../keyed/types.d.ts" */

/**
 * Acts by their names, as the gateway's table has them.
 * @typedef {Record<string, ActRow>} Acts
 * @typedef {{ help: string, duties: string[], previews: boolean, fields: ActField[] }} ActRow
 * @typedef {{ name: string, kind: string, required: boolean, help: string,
 *   choices?: string[] }} ActField
 */

/**
 * Open the dialog of an act; `given` are fields that are known, `sentence` what they mean.
 * @param {Console} desk
 * @param {string} name
 * @param {Values} [given]
 */
export function doAct(desk, name, given = {}, sentence = "") {
  const row = /** @type {ActRow} */ (/** @type {Acts} */ (ACTS)[name]);
  openAct({
    name,
    title: word("acts", name),
    sentence: [sentence, row.help].filter(Boolean).join(" · "),
    fields: row.fields.filter((field) => !(field.name in given)).map(inputOf),
    given,
    send: (values) => desk.act(/** @type {Op} */ (name), values),
    ...(row.previews && {
      preview: async (values) =>
        foreseen(await desk.foresee(/** @type {Op} */ (name), values)),
    }),
  });
}

/**
 * What an act would do, in words.
 * @param {Consequences} consequences
 */
export function foreseen({ date, phase, awaits_approval: awaits, limits, ...counts }) {
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `${date} ${word("phases", phase)}`,
    ...counted.map(([name, count]) => `${t(`foreseen_${name}`)} ${tonnes(count)}`),
    ...limits.map((row) => `${row.instrument} ${price(row.lower)} – ${price(row.upper)}`),
    ...(awaits ? [t("awaits_approval")] : []),
  ];
}

/**
 * A field of an act as the dialog takes it.
 * @param {ActField} field
 * @returns {Field}
 */
function inputOf({ name, kind, required, help, choices }) {
  const label = word("act_fields", name);
  const chosen = choices && {
    choices: choices.map((each) => /** @type {[string, string]} */ ([each, wordOf(name, each)])),
  };
  return { name, label, kind, required, hint: help, ...chosen };
}

/**
 * The word of a value that a field takes; of one that people know by its name, both.
 * @param {string} name of the field
 * @param {string} value
 */
function wordOf(name, value) {
  /** @type {Record<string, string>} */
  const named = { parameter: "parameters", limit: "account_limits" };
  if (named[name]) return `${value} · ${word(named[name], value)}`;
  /** @type {Record<string, string>} */
  const tables = { phase: "phases", side: "sides", method: "methods", measure: "measures", act: "case_acts" };
  return tables[name] ? word(tables[name], value) : value;
}

/**
 * A button that opens the dialog of an act; grey where this key's duties do not have it.
 * @param {{ desk: Console, name: string, given?: Values, sentence?: string, tag?: string,
 *   danger?: boolean, words?: string }} props
 */
export function ActButton({ desk, name, given = {}, sentence, tag, danger = false, words }) {
  const may = desk.mayDo(/** @type {ActRow} */ (/** @type {Acts} */ (ACTS)[name])) && desk.isOpen;
  return html`<button type="button" class=${danger ? "danger" : ""} disabled=${!may}
    data-name=${tag ?? name} title=${may ? "" : t("not_of_duties")}
    onClick=${() => doAct(desk, name, given, sentence)}>${words ?? word("acts", name)}</button>`;
}

/** Every act there is, by its name: a form each. @param {{ desk: Console }} props */
export function AllActs({ desk }) {
  return html`<ul class="acts" data-name="all-acts">${Object.keys(ACTS).map(
    (name) => html`<li key=${name}>
      <${ActButton} desk=${desk} name=${name} tag=${`act-of-${name}`} />
      <span class="quiet">${
        /** @type {ActRow} */ (/** @type {Acts} */ (ACTS)[name]).help}</span></li>`,
  )}</ul>`;
}
