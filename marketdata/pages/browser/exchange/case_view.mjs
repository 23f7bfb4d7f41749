// @ts-check
/** One case: what was found, the ladder of measures, its history, and its evidence. */

import { ACTS } from "../acts.mjs";
import { moment } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { openAct } from "../keyed/act_dialog.mjs";
import { MEASURES, Unfit, requestsOf } from "./case_deeds.mjs";
import { CaseEvidence } from "./case_evidence.mjs";
import { isOverdue, nameOf, ruleOf, stateOf, strengthOf } from "./case_words.mjs";
import { foreseen } from "./doing.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Wish } from "./case_deeds.mjs" */
/** @import { Columns, Field, Op, Reply, Values } from "../keyed/types.d.ts" */

/** @typedef {Reply<"case">} Case */
/** @typedef {Case["history"][0]} Line */

const DANGERS = ["restriction", "close"];

/** The case that is open. @param {{ desk: Console }} props */
export function CaseView({ desk }) {
  const { found, number } = desk.caseFile;
  const back = html`<button type="button" data-name="all-cases"
    onClick=${() => desk.openCase(null)}>← ${t("all_cases")}</button>`;
  if (found === null) return html`<div class="row">${back} ${t("case")} ${number} …</div>`;
  return html`<div data-name="case" data-case=${number}>
    <div class="row">${back} <h3>${t("case")} ${number} · ${ruleOf(found)}</h3></div>
    <${Summary} desk=${desk} found=${found} />
    <div class="row" data-name="case-deeds">${deedsOf(found).map((deed) => html`<${DeedButton}
      key=${deed} desk=${desk} found=${found} deed=${deed} />`)}</div>
    <h3>${t("history")}</h3><${History} found=${found} />
    <${CaseEvidence} desk=${desk} />
  </div>`;
}

/** What may be done with a case now, each measure for itself. @param {Case} found */
function deedsOf({ admits, held }) {
  return admits
    .flatMap((act) => (act === "measure" ? MEASURES : [act]))
    .filter((deed) => deed !== "lift" || held.length > 0);
}

/** @param {{ desk: Console, found: Case }} props */
function Summary({ desk, found }) {
  const who = found.parties.map((each) => `${each.account} ${nameOf(each)}`).join(", ");
  const overdue = isOverdue(found, desk.answers.status?.date ?? "") ? ` ⚠ ${t("overdue")}` : "";
  const pairs = {
    date: found.date,
    instrument: found.instrument,
    accounts: who,
    strength: strengthOf(found),
    state: stateOf(found),
    assigned: found.assigned,
    measure: found.measure && word("measures", found.measure),
    due: found.due && found.due + overdue,
    restricted: found.held.join(", "),
  };
  const shown = Object.entries(pairs).filter(([, value]) => value);
  return html`<dl class="pairs">${shown.map(([name, value]) => html`<div key=${name}>
      <dt>${t(name)}</dt><dd data-name=${`case-${name}`}>${value}</dd></div>`)}</dl>
    <p data-name="case-found" lang="en">${found.found}</p>`;
}

/** @param {{ found: Case }} props */
function History({ found }) {
  const act = (/** @type {Line} */ row) =>
    [word("case_lines", row.act), row.measure && word("measures", row.measure)]
      .filter(Boolean).join(" · ");
  /** @type {Columns<Line>} */
  const columns = [
    { name: "time", title: t("at"), left: true, show: (row) => moment(row.time_ns) },
    { name: "who", title: t("who"), left: true },
    { name: "act", title: t("act"), left: true, show: act },
    { name: "day", title: t("until"), left: true },
    { name: "words", title: t("about"), left: true, mark: () => "text lines" },
    { name: "event", title: t("event"), show: (row) => row.event || "–" },
  ];
  const older = Number(found.lines) - found.history.length;
  return html`<${Figures} name="case-history" caption=${t("history")} columns=${columns}
      rows=${[...found.history].reverse()}
      keyOf=${(/** @type {Line} */ row) => `${row.time_ns} ${row.event} ${row.act} ${row.words}`} />
    ${older > 0 && html`<p class="quiet">${t("older_lines", { older })}</p>`}`;
}

/** @param {{ desk: Console, found: Case, deed: string }} props */
function DeedButton({ desk, found, deed }) {
  const needed = ["case_act", ...(deed === "restriction" ? ["suspend"] : [])];
  /** @type {Record<string, { duties: string[] }>} */ const rows = ACTS;
  const may = desk.isOpen && needed.every((each) => desk.mayDo(rows[each] ?? { duties: [] }));
  return html`<button type="button" class=${DANGERS.includes(deed) ? "danger" : ""}
    data-name=${`case-${deed}`} disabled=${!may} title=${may ? "" : t("not_of_duties")}
    onClick=${() => begin(desk, found, deed)}>${titleOf(deed)}</button>`;
}

/** @param {string} deed */
function titleOf(deed) {
  return word(MEASURES.includes(deed) ? "measures" : "case_acts", deed);
}

/**
 * Open the dialog of a deed.
 * @param {Console} desk
 * @param {Case} found
 * @param {string} deed
 */
function begin(desk, found, deed) {
  const requests = (/** @type {Values} */ values) => {
    try {
      return requestsOf(found, deed, /** @type {Wish} */ (values));
    } catch (error) {
      if (error instanceof Unfit) error.message = t(error.message);
      throw error;
    }
  };
  openAct({
    name: `case-${deed}`,
    title: `${titleOf(deed)} · ${t("case")} ${found.number}`,
    sentence: [ruleOf(found), found.instrument, found.accounts.join(", ")].join(" · "),
    fields: fieldsOf(found, deed),
    needsReason: false,
    send: async (values) => {
      for (const [op, fields] of requests(values)) await desk.act(/** @type {Op} */ (op), fields);
    },
    preview: async (values) => {
      const lines = [];
      for (const [op, fields] of requests(values)) {
        const words = foreseen(await desk.foresee(/** @type {Op} */ (op), fields));
        lines.push(`${word("acts", op)} ${fields.account ?? ""}: ${words.join(", ")}`);
      }
      return lines;
    },
  });
}

/**
 * What a deed asks for.
 * @param {Case} found
 * @param {string} deed
 * @returns {Field[]}
 */
function fieldsOf({ accounts, measure }, deed) {
  const label = (/** @type {string} */ name) => word("act_fields", name);
  /** @type {(name: string) => [string, string]} */
  const named = (name) => [name, word("measures", name)];
  const note = { name: "case_note", label: label("case_note"), kind: "lines", required: true };
  const day = (/** @type {boolean} */ required) =>
    ({ name: "day", label: label("until"), kind: "date", required });
  const whose = { name: "account", label: t("accounts"), kind: "text", hint: accounts.join(" ") };
  /** @type {Record<string, Field[]>} */
  const more = {
    reminder: [day(false)],
    inquiry: [day(true)],
    pledge: [day(false)],
    restriction: [whose, day(false), ...limitFields()],
    lift: [whose],
    close: [{ name: "measure", label: t("measure"), kind: "choice", required: true,
      value: measure ?? "none", choices: ["none", ...MEASURES].map(named) }],
  };
  return [note, ...(more[deed] ?? [])];
}

/** A restriction may be a limit in place of a suspension. @returns {Field[]} */
function limitFields() {
  const row = ACTS.set_account_limit.fields.find(({ name }) => name === "limit");
  const choices = /** @type {{ choices?: string[] }} */ (row).choices ?? [];
  return [
    { name: "limit", label: t("by_limit"), kind: "choice",
      choices: choices.map((each) => [each, `${each} · ${word("account_limits", each)}`]) },
    { name: "value", label: word("act_fields", "value"), kind: "integer" },
  ];
}
