// @ts-check
/** Three questions that anybody may ask the registry, without log-on. */

import { askRegistry } from "../sdk/index.mjs";
import { tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { html, useState } from "../ground/view.mjs";
import { Year } from "./pager.mjs";
import { Pairs, columnsOf, province, shown } from "./tables.mjs";

/** @import { Columns, Failure, Kept, Op, Reply, RowOf, Typed } from "./types.d.ts" */

/** @typedef {RowOf<"completion", "completion">} Completed */
/** @typedef {RowOf<"cancelled_units", "units">} Cancelled */
/** @typedef {{ url: string, year: number }} Where the registry's address, the year to begin with */

const STATED = /** @type {const} */ (["number", "name", "entity", "credit_code", "year", "due",
  "surrendered", "offset", "date"]);

/**
 * What a question was answered, and how to ask it.
 * @template {Op} Name
 * @param {string} url
 * @param {Name} op
 */
function useAnswer(url, op) {
  /** @type {Kept<{ answer: Reply<Name> | null, error: Failure | null }>} */
  const [found, setFound] = useState({ answer: null, error: null });
  const ask = async (/** @type {any} */ fields) => {
    try {
      setFound({ answer: await askRegistry(url, op, fields), error: null });
    } catch (error) {
      setFound({ answer: null, error: /** @type {Failure} */ (error) });
    }
  };
  return { ...found, ask };
}

/** The three of them. @param {Where} props */
export function Public({ url, year }) {
  return html`<div class="public" data-name="public">
    <${Completion} url=${url} year=${year} />
    <${Certificate} url=${url} />
    <${CancelledUnits} url=${url} />
  </div>`;
}

/** @param {Where} props */
function Completion({ url, year: begun }) {
  /** @type {Kept<number>} */ const [year, setYear] = useState(begun);
  const { answer, error, ask } = useAnswer(url, "completion");
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    ask({ year });
  };
  const where = (/** @type {Completed} */ row) =>
    (row.province === null ? html`<b>${t("in_all")}</b>` : province(row.province));
  /** @type {Columns<Completed>} */
  const columns = [
    { name: "province", title: word("registry_fields", "province"), left: true, show: where },
    .../** @type {Columns<Completed>} */ (columnsOf("entities", "complete", "due", "surrendered",
      "offset", "outstanding", "completion_bp")),
  ];
  return html`<${Panel} name="completion" title=${t("completion")}>
    <form class="row" onSubmit=${submit}>
      <${Year} year=${year} choose=${setYear} />
      <button class="main" data-name="ask-completion">${t("inquire")}</button></form>
    <${Refusal} error=${error} />
    ${answer && html`<p>${t("completion_of", { year: answer.year })}</p>
      <${Figures} name="completion-rows" caption=${t("completion")} columns=${columns}
        rows=${answer.completion}
        keyOf=${(/** @type {Completed} */ row) => row.province ?? "all"} />`}
  <//>`;
}

/** @param {{ url: string }} props */
function Certificate({ url }) {
  /** @type {Kept<Record<string, string>>} */ const [typed, setTyped] = useState({});
  const { answer, error, ask } = useAnswer(url, "check_certificate");
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    ask(asked(typed));
  };
  const input = (/** @type {string} */ name, /** @type {string} */ pattern) => html`<label>
    ${name === "code" ? t("code_of_certificate") : word("registry_fields", name)}
    <input data-name=${`certificate-${name}`} value=${typed[name] ?? ""} pattern=${pattern}
      autocomplete="off" size=${name === "code" ? 40 : 8}
      onInput=${(/** @type {Typed} */ { target }) =>
        setTyped((before) => ({ ...before, [name]: target.value }))} /></label>`;
  return html`<${Panel} name="certificate" title=${t("certificate_check")}>
    <form class="row" onSubmit=${submit}>
      ${input("code", "\\s*CEAX1\\.[\\w.\\-]+\\s*")} <span>${t("or")}</span>
      ${input("number", "\\d+")} ${input("entity", "\\d+")} ${input("year", "\\d{4}")}
      <button class="main" data-name="ask-certificate">${t("check")}</button></form>
    <${Refusal} error=${error} />
    ${answer && html`<${Facts} answer=${answer} />`}
  <//>`;
}

/**
 * The fields of the question that were typed.
 * @param {Record<string, string>} typed
 */
function asked({ code = "", number = "", entity = "", year = "" }) {
  const named = Object.entries({ number, entity, year }).filter(([, text]) => text);
  const numbers = Object.fromEntries(named.map(([name, text]) => [name, Number(text)]));
  return code.trim() ? { ...numbers, code: code.trim() } : numbers;
}

/** @param {{ answer: Reply<"check_certificate"> }} props */
function Facts({ answer }) {
  const { certificate } = answer;
  const fact = (/** @type {"signed" | "issued" | "holds"} */ name) => {
    const value = answer[name];
    return value !== null && html`<li key=${name} data-name=${`fact-${name}`}
      class=${value ? "good" : "bad"}>
      ${value ? "✓" : "✗"} ${t(`fact_${name}`)}: ${t(value ? "yes" : "no")}</li>`;
  };
  return html`<ul class="facts" data-name="facts" role="status">
      ${fact("signed")} ${fact("issued")} ${fact("holds")}</ul>
    ${certificate && html`<${Pairs} name="stated" pairs=${STATED.map((name) =>
      [`stated-${name}`, word("registry_fields", name), shown(name, certificate[name])])} />`}`;
}

/** @param {{ url: string }} props */
function CancelledUnits({ url }) {
  const { answer, error, ask } = useAnswer(url, "cancelled_units");
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    ask({});
  };
  /** @type {() => Columns<Cancelled>} */
  const columns = () => columnsOf("instrument", "quantity", "first_serial", "last_serial");
  return html`<${Panel} name="cancelled" title=${t("cancelled_units")}>
    <form class="row" onSubmit=${submit}>
      <button class="main" data-name="ask-cancelled">${t("inquire")}</button></form>
    <${Refusal} error=${error} />
    ${answer && html`<ul class="row" data-name="cancelled-totals">${answer.totals.map((row) =>
      html`<li key=${row.instrument}>${row.instrument} ${tonnes(row.quantity)} t</li>`)}
      </ul>
      <${Figures} name="cancelled-rows" caption=${t("cancelled_units")} columns=${columns()}
        rows=${answer.units} keyOf=${(/** @type {Cancelled} */ row) => row.first_serial} />
      ${answer.next && html`<button type="button" data-name="more-cancelled"
        onClick=${() => ask(answer.next)}>${t("next_page")}</button>`}`}
  <//>`;
}
