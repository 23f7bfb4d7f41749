// @ts-check
/** A refusal as people read it: the reason, what would pass, and what to do. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** @import { Failure } from "./types.d.ts" */

const PRICES = new Set(["price", "base_price"]);
const TONNES = new Set(["quantity", "total", "expected_leaves"]);

/**
 * A value of a field in its unit.
 * @param {string | null | undefined} field
 * @param {unknown} value
 */
function said(field, value) {
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
    return allowed.map((each) => said(field, each)).join(isRange ? " … " : ", ");
  }
  if (typeof allowed !== "object") return said(field, allowed);
  return Object.entries(allowed)
    .map(([name, value]) => `${name} ${said(name, value)}`)
    .join(", ");
}

/**
 * The refusal, or another error; nothing without one.
 * @param {{ error: Failure | null | undefined }} props
 */
export function Refusal({ error }) {
  if (!error) return null;
  const passing = passable(error);
  return html`<div class="refusal" role="alert" data-name="refusal" data-code=${error.code}>
    <p>${error.message}</p>
    ${passing && html`<p>${t("would_pass")} <b data-name="allowed">${passing}</b></p>`}
    ${error.remedy && html`<p class="remedy">${error.remedy}</p>`}
  </div>`;
}
