// @ts-check
/** Files: daily rows, trades of the day, and the archive's with their hashes. */

import { tonnes } from "../ground/figures.mjs";
import { language, t } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { MARKET } from "../words.mjs";

const FORMS = ["csv", "json", "parquet"];

/** @param {import("./more.mjs").Props} props */
export function Downloads({ market, published }) {
  const date = market.site.live.latest.status?.date;
  const { content } = published.files.of(`/v1/files/${MARKET}`);
  return html`<${Panel} name="downloads" title=${t("downloads")}>
    <ul>
      <li>${t("of_days")}: ${links("/v1/days", `lang=${language()}`)}</li>
      <li>${t("of_days")}, ${t("imported")}:
        ${" "}${links("/v1/days", `imported=true&lang=${language()}`)}</li>
      ${date ? html`<li>${t("of_trades")} ${date}: ${links(`/v1/trades/${date}`, "")}</li>` : null}
      <li><a href="/v1/openapi.json">${t("machine")}</a></li>
    </ul>
    ${content?.length === 0 ? html`<p class="quiet">${t("no_archive")}</p>` : null}
    ${content?.length ? html`<${Figures} name="files-table" caption=${t("downloads")}
      columns=${columns()} rows=${content}
      keyOf=${(/** @type {any} */ row) => `${row.date}/${row.file}`} />` : null}
  <//>`;
}

/**
 * @param {string} path
 * @param {string} query
 */
function links(path, query) {
  const link = (/** @type {string} */ form) => html`<a download data-form=${form}
    href=${`${path}.${form}${query ? `?${query}` : ""}`}>${form.toUpperCase()}</a> `;
  return FORMS.map(link);
}

/** @returns {import("../ground/pieces.mjs").Column[]} */
function columns() {
  const address = (/** @type {any} */ row) => `/v1/files/${MARKET}/${row.date}/${row.file}`;
  return [
    { name: "date", title: t("date"), left: true },
    {
      name: "file",
      title: t("file"),
      left: true,
      show: (row) => (row.removed ? `${row.file} (${t("removed")})`
        : html`<a download href=${address(row)}>${row.file}</a>`),
    },
    { name: "rows", title: t("rows"), show: (row) => tonnes(row.rows) },
    { name: "bytes", title: t("bytes"), show: (row) => tonnes(row.bytes) },
    {
      name: "sha256",
      title: "SHA-256",
      left: true,
      show: (row) => html`<code>${row.sha256.slice(0, 16)}…</code>`,
    },
  ];
}
