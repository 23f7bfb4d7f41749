// @ts-check
/** The trading days of a month and their hours. */

import { t, word } from "../ground/language.mjs";
import { Figures, Notice, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { DateField } from "./fields.mjs";

const PHASES = ["pre_open", "morning", "lunch", "afternoon", "closed"];

/** @param {import("./more.mjs").Props} props */
export function Calendar({ market, published }) {
  const today = market.site.live.latest.status?.date ?? new Date().toISOString();
  const month = market.choice.get("month", today.slice(0, 7));
  const { content, error } = published.calendar.of(pathOf(month));
  const aside = html`<${DateField} market=${market} name="month" label=${t("month")} type="month"
    value=${month} />`;
  /** @type {import("../ground/pieces.mjs").Column[]} */
  const columns = [
    { name: "date", title: t("date"), left: true },
    ...PHASES.map((name) => ({ name, title: word("phases", name) })),
  ];
  return html`<${Panel} name="calendar" title=${t("calendar")} aside=${aside}>
    ${error ? html`<${Notice} name="calendar-error">${error.message}<//>` : null}
    ${content ? html`<p>${t("trade_days", { month, count: content.length })}</p>` : null}
    <${Figures} name="calendar-table" caption=${t("calendar")} columns=${columns}
      rows=${content ?? []} keyOf=${(/** @type {any} */ row) => row.date}
      mark=${(/** @type {any} */ row) => (row.date === today ? "chosen" : "")} />
  <//>`;
}

/** @param {string} month as "2026-01" */
function pathOf(month) {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return `/v1/calendar?from=${month}-01&to=${month}-${String(last).padStart(2, "0")}`;
}
