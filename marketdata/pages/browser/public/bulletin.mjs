// @ts-check
/** The bulletin of a day as published, or of a longer span; it prints on A4. */

import { decimal, tonnes } from "../ground/figures.mjs";
import { language, t } from "../ground/language.mjs";
import { Change, Figures, Notice, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { DateField, SpanField } from "./fields.mjs";

const SPANS = ["day", "week", "month", "year"];
const METHODS = ["listed", "block", "auction"];

/** @param {import("./more.mjs").Props} props */
export function Bulletin({ market, published }) {
  const span = market.choice.get("of", "day");
  const date = market.choice.get("date", "");
  const { content, error } = published.bulletin.of(pathOf(span, date || today(market)));
  const aside = html`<${SpanField} market=${market} name="of" spans=${SPANS} value=${span} />
    <${DateField} market=${market} name="date" label=${t("date")}
      value=${date || content?.date || ""} />
    <button type="button" data-name="print" onClick=${() => print()}>${t("print")}</button>`;
  return html`<${Panel} name="bulletin" title=${t("bulletin")} aside=${aside}>
    ${error ? html`<${Notice} name="bulletin-error">${error.message}<//>` : null}
    ${content ? Sheet(content) : null}
  <//>`;
}

/** @param {any} content */
function Sheet(content) {
  const text = language() === "zh" ? content.text_zh : content.text_en;
  return html`<article class="sheet">
    <pre class="text" data-name="bulletin-text">${text}</pre>
    <${Figures} name="bulletin-table" caption=${t("bulletin")} columns=${columns()}
      rows=${content.instruments} keyOf=${(/** @type {any} */ row) => row.instrument} />
  </article>`;
}

/** @returns {import("../ground/pieces.mjs").Column[]} */
function columns() {
  const prices = ["open", "high", "low", "close"].map((name) => (
    { name, title: t(name), show: (/** @type {any} */ row) => decimal(row[`${name}_cny_per_t`]) }
  ));
  const sum = (/** @type {any} */ row, /** @type {string} */ what) =>
    METHODS.map((method) => row[`${method}_${what}`]);
  return [
    { name: "instrument", title: t("instrument"), left: true },
    ...prices,
    {
      name: "change",
      title: t("change"),
      show: (row) => html`<${Change} percent=${row.change_pct} />`,
    },
    {
      name: "volume",
      title: t("volume"),
      show: (row) => tonnes(sum(row, "volume_t").reduce((all, each) => all + Number(each), 0)),
    },
    { name: "amount", title: t("amount"), show: (row) => decimal(added(sum(row, "amount_cny"))) },
  ];
}

/**
 * The sum of decimal texts with two places, exact.
 * @param {string[]} texts
 */
export function added(texts) {
  const hundredths = texts.reduce((all, each) => all + BigInt(each.replace(".", "")), 0n);
  const digits = String(hundredths).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * @param {string} span
 * @param {string} date empty: the last one
 */
function pathOf(span, date) {
  if (span === "day") return `/v1/bulletins/${date || "latest"}`;
  return `/v1/bulletins/${span}/${date}`;
}

/** @param {import("./market.mjs").Market} market */
function today(market) {
  const { status } = market.site.live.latest;
  return market.choice.get("of", "day") === "day" ? "" : (status?.date ?? "");
}
