// @ts-check
/** Turning the pages of an answer that has more rows than one shows, and choosing a year. */

import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Question, Typed } from "./types.d.ts" */

/**
 * Buttons to the first page and to the one after `next`; none where there is one page.
 * @param {{ desk: Desk, question: Question, next?: unknown }} props
 */
export function Pager({ desk, question, next }) {
  const isFirst = !desk.isTurned(question);
  if (isFirst && !next) return null;
  return html`<div class="row" data-name=${`pages-${question}`}>
    <button type="button" disabled=${isFirst} onClick=${() => desk.turnTo(question, null)}>
      ${t("first_page")}</button>
    <button type="button" disabled=${!next} onClick=${() => desk.turnTo(question, next)}>
      ${t("next_page")}</button>
  </div>`;
}

/**
 * The year of obligations that shows.
 * @param {{ year: number, choose: (year: number) => void }} props
 */
export function Year({ year, choose }) {
  const typed = (/** @type {Typed} */ { target }) => {
    if (/^20\d\d$/.test(target.value)) choose(Number(target.value));
  };
  return html`<label>${word("registry_fields", "year")}
    <input type="number" min="2000" max="2099" data-name="year" value=${year}
      onChange=${typed} /></label>`;
}
