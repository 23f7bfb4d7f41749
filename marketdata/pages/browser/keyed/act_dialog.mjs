// @ts-check
/**
 * The dialog before an act: what is about to be done, with its fields and a reason. A refusal shows
 * in it; an act out of schedule can then be confirmed, as on the command line.
 */

import { valueOf } from "./entry.mjs";
import { t } from "../ground/language.mjs";
import { Refusal } from "./refusal.mjs";
import { html, useEffect, useRef, useState } from "../ground/view.mjs";

/** @import { Entered, Failure, Field, Kept, Typed, Values } from "./types.d.ts" */

const OUT_OF_SCHEDULE = "out_of_schedule";
const REASON_BYTES = 120;

/**
 * An act to be confirmed. `sentence` says what it does; `fields` are asked for beside the reason,
 * `given` are not; `send` does it and throws where it is refused, `preview` gives in words what it
 * would do, of one that `isForeseenFirst` before it can be done.
 * @typedef {{ name: string, title: string, sentence?: string, fields?: Field[],
 *   given?: Values, needsReason?: boolean, isForeseenFirst?: boolean,
 *   send: (values: Values) => Promise<unknown>,
 *   preview?: (values: Values) => Promise<string[]> }} Act
 */

/** @type {{ act: Act, number: number } | null} */ let opened = null;
let count = 0;
let paint = () => {};

/** Use the dialog on a page. @param {import("../ground/start.mjs").Site} site */
export function useActs(site) {
  paint = site.paint;
}

/** Show the dialog of an act. @param {Act} act */
export function openAct(act) {
  count += 1;
  opened = { act, number: count };
  paint();
}

function close() {
  opened = null;
  paint();
}

/** The dialog, where an act is to be confirmed. */
export function ActDialog() {
  return opened && html`<${Dialog} key=${opened.number} act=${opened.act} />`;
}

/** @param {{ act: Act }} props */
function Dialog({ act }) {
  const place = useRef(null);
  /** @type {Kept<Entered>} */ const [entered, setEntered] = useState(() => beginning(act));
  /** @type {Kept<Failure | null>} */ const [error, setError] = useState(null);
  /** @type {Kept<boolean>} */ const [isBusy, setBusy] = useState(false);
  /** @type {Kept<string[]>} */ const [foreseen, setForeseen] = useState([]);
  useEffect(() => place.current.showModal(), []);
  const isOutOfSchedule = error?.code === OUT_OF_SCHEDULE;
  const isToBeForeseen = act.isForeseenFirst && foreseen.length === 0;
  const attempt = async (/** @type {(values: Values) => Promise<void>} */ work) => {
    setBusy(true);
    try {
      await work(asked(act, entered, isOutOfSchedule));
      setError(null);
    } catch (refused) {
      setError(/** @type {Failure} */ (refused));
    }
    setBusy(false);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (isToBeForeseen) preview();
    else attempt(async (values) => {
      await act.send(values);
      close();
    });
  };
  const preview = () => attempt(async (values) => {
    setForeseen(await /** @type {NonNullable<Act["preview"]>} */ (act.preview)(values));
  });
  const enter = (/** @type {string} */ name, /** @type {Entered[string]} */ value) => {
    setEntered((before) => ({ ...before, [name]: value }));
    setForeseen([]);
  };
  return html`<dialog ref=${place} data-name="act" data-act=${act.name} onClose=${close}
    aria-labelledby="act-title">
    <form onSubmit=${submit}>
      <h2 id="act-title">${act.title}</h2>
      ${act.sentence && html`<p>${act.sentence}</p>`}
      ${(act.fields ?? []).map((field) => html`<${Input} key=${field.name} field=${field}
        value=${entered[field.name]} enter=${enter} />`)}
      ${act.needsReason !== false && html`<${Reason} value=${entered.reason} enter=${enter} />`}
      <${Refusal} error=${error} />
      ${foreseen.length > 0 && html`<ul class="foreseen" data-name="foreseen">
        ${foreseen.map((each) => html`<li key=${each}>${each}</li>`)}</ul>`}
      <div class="row end">
        ${act.preview && !act.isForeseenFirst && html`<button type="button"
          data-name="act-preview" disabled=${isBusy} onClick=${preview}>${t("preview")}</button>`}
        <button type="button" class="plain" data-name="act-cancel" onClick=${close}>
          ${t("cancel")}</button>
        <button class="main" data-name="act-confirm" disabled=${isBusy}>
          ${isToBeForeseen ? t("preview") : t(isOutOfSchedule ? "nevertheless" : "confirm")}
        </button>
      </div>
    </form>
  </dialog>`;
}

/** @param {{ value: string, enter: (name: string, value: string) => void }} props */
function Reason({ value, enter }) {
  const longest = new TextEncoder().encode(value).length > REASON_BYTES;
  return html`<label>${t("reason")}
    <input data-name="act-reason" required value=${value} autocomplete="off"
      aria-invalid=${longest}
      onInput=${(/** @type {Typed} */ { target }) => enter("reason", target.value)} />
    <small>${t("reason_why", { bytes: REASON_BYTES })}</small>
  </label>`;
}

/**
 * @param {{ field: Field, value: Entered[string],
 *   enter: (name: string, value: Entered[string]) => void }} props
 */
function Input({ field, value, enter }) {
  const { name, label, kind, required = false, choices, hint } = field;
  const common = { "data-name": `act-${name}`, required };
  const typed = (/** @type {Typed} */ { target }) => enter(name, target.value);
  if (kind === "flag")
    return html`<label class="flag"><input type="checkbox" ...${common} checked=${value}
      onChange=${(/** @type {Typed} */ { target }) => enter(name, target.checked)}
      />${label}</label>`;
  if (kind === "file")
    return html`<label>${label}<input type="file" ...${common}
      onChange=${(/** @type {Typed} */ { target }) => enter(name, target.files?.[0] ?? "")}
      /></label>`;
  if (choices)
    return html`<label>${label}<select ...${common} value=${value} onChange=${typed}>
      ${!required && html`<option value=""></option>`}
      ${choices.map(([each, words]) => html`<option value=${each}>${words}</option>`)}
    </select></label>`;
  if (kind === "lines")
    return html`<label>${label}<textarea ...${common} rows="3" value=${value}
      onInput=${typed}></textarea></label>`;
  const type = { date: "date", time: "time" }[/** @type {"date" | "time"} */ (kind)] ?? "text";
  return html`<label>${label}<input type=${type} ...${common} value=${value} autocomplete="off"
    placeholder=${hint ?? ""} onInput=${typed} /></label>`;
}

/**
 * What the inputs hold at first.
 * @param {Act} act
 * @returns {Entered}
 */
function beginning(act) {
  const fields = (act.fields ?? []).map(({ name, value, choices, required }) => {
    const first = required && choices?.length
      ? /** @type {[string, string]} */ (choices[0])[0]
      : "";
    return [name, value ?? first];
  });
  return { reason: "", ...Object.fromEntries(fields) };
}

/**
 * The fields of the request. Throws where one cannot be read.
 * @param {Act} act
 * @param {Entered} entered
 * @param {boolean} confirms
 * @returns {Values}
 */
function asked(act, entered, confirms) {
  const values = { ...act.given };
  for (const { name, label, kind, hint } of act.fields ?? []) {
    const value = valueOf(/** @type {string} */ (kind), entered[name]);
    if (value === null)
      throw Object.assign(new Error(`${label}: ${entered[name]}`), {
        code: "field_wrong_type",
        field: name,
        allowed: hint ?? kind,
      });
    if (value !== undefined) values[name] = value;
  }
  const reason = entered.reason.trim();
  return { ...values, ...(reason && { reason }), ...(confirms && { confirm: true }) };
}
