// @ts-check
/** A refusal as people read it: the reason, what would pass, and what to do. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { language, t } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";
import { TABLES } from "../words.mjs";

/** @import { Failure } from "./types.d.ts" */

const PRICES = new Set(["price", "base_price"]);
const TONNES = new Set(["quantity", "total", "expected_leaves"]);

/**
 * A value of a field in its unit.
 * @param {string | null | undefined} field
 * @param {unknown} value
 */
function shown(field, value) {
  if (typeof value !== "number" && typeof value !== "bigint") return String(value);
  if (PRICES.has(/** @type {string} */ (field))) return price(value);
  if (TONNES.has(/** @type {string} */ (field))) return `${tonnes(value)} t`;
  return field?.endsWith("_fen") ? yuan(value) : String(value);
}

/**
 * What would pass, in words; "" where a refusal does not say it.
 * @param {Pick<Failure, "field" | "allowed">} refusal
 */
export function passable({ field, allowed }) {
  if (allowed === null || allowed === undefined) return "";
  if (Array.isArray(allowed)) {
    const isRange = allowed.length === 2 && allowed.every((each) => typeof each === "number");
    return allowed.map((each) => shown(field, each)).join(isRange ? " … " : ", ");
  }
  if (typeof allowed !== "object") return shown(field, allowed);
  return Object.entries(allowed)
    .map(([name, value]) => `${name} ${shown(name, value)}`)
    .join(", ");
}

/**
 * The refusal, or another error; nothing without one. In Chinese the reason stands first in the
 * words of the table, then as the venue said it, with its values.
 * @param {{ error: Failure | null | undefined }} props
 */
export function Refusal({ error }) {
  if (!error) return null;
  const passing = passable(error);
  const said = language() === "zh" && error.code && TABLES.refusals?.[error.code]?.[0];
  return html`<div class="refusal" role="alert" data-name="refusal" data-code=${error.code}>
    ${said ? html`<p>${said}</p><p class="quiet" lang="en">${error.message}</p>`
      : html`<p>${error.message}</p>`}
    ${passing && html`<p>${t("would_pass")} <b data-name="allowed">${passing}</b></p>`}
    ${error.remedy && html`<p class="remedy">${error.remedy}</p>`}
  </div>`;
}
