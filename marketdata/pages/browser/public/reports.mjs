// @ts-check
/** Reports of a day, week, month, quarter, half year or year, and as files. */

import { decimal, price, tonnes } from "../ground/figures.mjs";
import { language, t, word } from "../ground/language.mjs";
import { Figures, Notice, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { DateField, SpanField } from "./fields.mjs";

const SPANS = ["day", "week", "month", "quarter", "half", "year"];
const FORMS = ["pdf", "csv", "txt"];

/** @param {import("./more.mjs").Props} props */
export function Reports({ market, published }) {
  const span = market.choice.get("report", "month");
  const date = market.choice.get("report_date", market.site.live.latest.status?.date ?? "");
  const path = `/v1/reports/${span}/${date}`;
  const { content, error } = date ? published.report.of(path) : { content: null, error: null };
  const link = (/** @type {string} */ form) => html`<a download
    href=${`${path}.${form}?lang=${language()}`}>${form.toUpperCase()}</a>`;
  const aside = html`<${SpanField} market=${market} name="report" spans=${SPANS} value=${span} />
    <${DateField} market=${market} name="report_date" label=${t("date")} value=${date} />
    <span>${t("formats")} ${FORMS.map((form) => html`${link(form)} `)}</span>`;
  return html`<${Panel} name="figures" title=${t("figures")} aside=${aside}>
    ${error ? html`<${Notice} name="report-error">${error.message}<//>` : null}
    ${content ? Sheet(content) : null}
  <//>`;
}

/** @param {any} content */
function Sheet(content) {
  const note = (/** @type {any} */ each) => html`<li>${t("errata", each)}</li>`;
  return html`<p data-name="report-days">${content.first_day} – ${content.last_day}</p>
    <${Figures} name="report-table" caption=${t("figures")} columns=${columns()}
      rows=${content.figures.filter((/** @type {any} */ row) => row.value !== null)}
      keyOf=${(/** @type {any} */ row) => `${row.figure} ${row.instrument} ${row.method}`} />
    ${content.errata.length ? html`<ul>${content.errata.map(note)}</ul>` : null}`;
}

/** @returns {import("../ground/pieces.mjs").Column[]} */
function columns() {
  return [
    {
      name: "figure",
      title: word("report", "figure"),
      left: true,
      show: (row) => word("figures", row.figure),
    },
    { name: "instrument", title: t("instrument"), left: true },
    {
      name: "method",
      title: word("report", "method"),
      left: true,
      show: (row) => (row.method ? word("figures", row.method) : "–"),
    },
    { name: "value", title: t("value"), show: (row) => valueOf(row) },
    {
      name: "unit",
      title: word("report", "unit"),
      left: true,
      show: (row) => word("units", row.unit),
    },
    { name: "date", title: t("date"), left: true },
  ];
}

/** @param {{ value: number | bigint, unit: string }} row */
function valueOf({ value, unit }) {
  return unit.startsWith("0.01") ? decimal(price(value)) : tonnes(value);
}
