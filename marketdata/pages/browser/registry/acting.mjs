// @ts-check
/** Acts at the registry: each has its form from the registry's table, and is done once. */

import { openAct } from "../keyed/act_dialog.mjs";
import { tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";
import { ACTS } from "./acts.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Act, ActField, Field, Reply, Values } from "./types.d.ts" */

const FORESEEN = ["surrender", "cancel", "request_carry_over"]; // acts that give units up
/**
 * Words of the values that a field takes, where its table is another.
 * @type {Record<string, string>}
 */
const TABLES = { state: "unit_states", status: "registry_statuses", method: "methods" };

/**
 * Open the dialog of an act. `given` are fields that are known and not asked for, `begun` first
 * values of those that are asked for; `sentence` says what it is about.
 * @param {Desk} desk
 * @param {string} name
 * @param {{ given?: Values, begun?: Record<string, string>, sentence?: string }} [known]
 */
export function doAct(desk, name, { given = {}, begun = {}, sentence = "" } = {}) {
  const row = /** @type {Act} */ (ACTS[name]);
  const references = new References();
  const once = (/** @type {Values} */ values) =>
    (row.once ? { ...values, client_reference: references.of(values) } : values);
  openAct({
    name,
    title: word("registry_acts", name),
    sentence: [sentence, row.help].filter(Boolean).join(" · "),
    fields: row.fields.filter((field) => !(field.name in given))
      .map((field) => ({ ...inputOf(field), value: begun[field.name] })),
    given,
    needsReason: false,
    send: (values) => desk.act(name, once(values)),
    ...(FORESEEN.includes(name) && {
      isForeseenFirst: true,
      preview: async (values) => foreseen(await desk.foresee(name, values)),
    }),
  });
}

/** Names of the requests of one dialog: what is sent again as it was has the same. */
class References {
  /** @type {Map<string, string>} */ #known = new Map();

  /** @param {Values} values */
  of(values) {
    const content = JSON.stringify(values, (_key, value) =>
      (typeof value === "bigint" ? String(value) : value));
    const known = this.#known.get(content) ?? crypto.randomUUID();
    this.#known.set(content, known);
    return known;
  }
}

/**
 * What an act would do, in words.
 * @param {Reply<"foresee">} found
 */
function foreseen({ kind, quantity, to_state: state, units, unit_spans: spans, ...found }) {
  const numbers = units.map(([first, last]) => `${first}–${last}`).join(", ");
  const more = units.length < spans ? " …" : "";
  return [
    `${word("entry_kinds", kind)} ${tonnes(quantity)} t → ${word("unit_states", state)}`,
    `${t("serial_numbers")} ${numbers}${more}`,
    ...(found.owed_before === null ? [] : [
      `${t("still_owed")} ${tonnes(found.owed_before)} t → ${tonnes(found.owed_after)} t`,
    ]),
    ...(found.approval ? [t("needs_second")] : []),
  ];
}

/**
 * A field of an act as the dialog takes it.
 * @param {ActField} field
 * @returns {Field}
 */
function inputOf({ name, kind, required, help, choices }) {
  const table = TABLES[name] ?? "registry_choices";
  const chosen = choices && {
    choices: choices.map((each) => /** @type {[string, string]} */ ([each, word(table, each)])),
  };
  return { name, label: word("registry_fields", name), kind, required, hint: help, ...chosen };
}

/**
 * A button that opens the dialog of an act; there is none for a key that may not do it.
 * @param {{ desk: Desk, name: string, given?: Values, begun?: Record<string, string>,
 *   sentence?: string, tag?: string, danger?: boolean }} props
 */
export function ActButton({ desk, name, given, begun, sentence, tag, danger = false }) {
  if (!desk.mayDo(name)) return null;
  return html`<button type="button" class=${danger ? "danger" : ""} disabled=${!desk.isOpen}
    data-name=${tag ?? name} onClick=${() => doAct(desk, name, { given, begun, sentence })}>
    ${word("registry_acts", name)}</button>`;
}

/** Every act of this key, by its name: a form each. @param {{ desk: Desk }} props */
export function AllActs({ desk }) {
  return html`<ul class="acts" data-name="all-acts">${Object.keys(ACTS)
    .filter((name) => desk.mayDo(name)).map((name) => html`<li key=${name}>
      <${ActButton} desk=${desk} name=${name} tag=${`act-of-${name}`} />
      <span class="quiet">${/** @type {Act} */ (ACTS[name]).help}</span></li>`)}</ul>`;
}
