// @ts-check
/** Cases of surveillance: what the rules have found, in which state each is; one can be opened. */

import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { CaseView } from "./case_view.mjs";
import { isOverdue, ruleOf, stateOf, strengthOf } from "./case_words.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"cases">} CaseRow */

/** Those that are not closed first, the newest first. @param {CaseRow[]} rows */
function inOrder(rows) {
  const place = (/** @type {CaseRow} */ row) => (row.state === "closed" ? 1 : 0);
  return [...rows].sort((one, other) => {
    return place(one) - place(other) || Number(other.number) - Number(one.number);
  });
}

/** The list, or the case that is open. @param {{ desk: Console }} props */
export function Cases({ desk }) {
  const { caseFile } = desk;
  if (caseFile.number !== null) return html`<${CaseView} desk=${desk} />`;
  const date = desk.answers.status?.date ?? "";
  const opener = (/** @type {CaseRow} */ row) => html`<button type="button"
    data-name=${`open-case-${row.number}`} aria-label=${t("open_case", { number: row.number })}
    onClick=${() => desk.openCase(row.number)}>${t("evidence")}</button>`;
  const due = (/** @type {CaseRow} */ row) =>
    (isOverdue(row, date) ? `⚠ ${row.due} ${t("overdue")}` : row.due);
  /** @type {Columns<CaseRow>} */
  const columns = [
    { name: "number", title: t("number"), left: true },
    { name: "date", title: t("date"), left: true },
    { name: "rule", title: t("rule"), left: true, mark: () => "text", show: ruleOf },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "accounts", title: t("accounts"), left: true, show: (row) => row.accounts.join(", ") },
    { name: "strength", title: t("strength"), show: strengthOf },
    { name: "state", title: t("state"), left: true, show: stateOf },
    { name: "assigned", title: t("assigned"), left: true },
    { name: "measure", title: t("measure"), left: true,
      show: (row) => (row.measure ? word("measures", row.measure) : "") },
    { name: "due", title: t("due"), left: true, show: due },
    { name: "held", title: t("restricted"), left: true, show: (row) => row.held.join(", ") },
    { name: "acts", title: "", show: opener },
  ];
  return html`<${Figures} name="cases" caption=${t("tab_cases")} columns=${columns}
      rows=${inOrder(desk.answers.cases ?? [])} keyOf=${(/** @type {CaseRow} */ row) => row.number}
      mark=${(/** @type {CaseRow} */ row) => (isOverdue(row, date) ? "stopped" : "")} />
    <p class="quiet">${t("cases_kept")}</p>`;
}
