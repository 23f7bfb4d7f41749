// @ts-check
/** Turning the pages of an answer that has more rows than one shows. */

import { t } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Int } from "../keyed/types.d.ts" */

/**
 * Buttons to the first page and to the one after `next`; none where there is one page.
 * @param {{ desk: Console, question: string, next?: Int | null }} props
 */
export function Pager({ desk, question, next }) {
  const isFirst = !desk.isTurned(question);
  if (isFirst && !next) return null;
  return html`<div class="row" data-name=${`pages-${question}`}>
    <button type="button" disabled=${isFirst} onClick=${() => desk.turnTo(question, null)}>
      ${t("first_page")}</button>
    <button type="button" disabled=${!next}
      onClick=${() => desk.turnTo(question, /** @type {Int} */ (next))}>
      ${t("next_page")}</button>
  </div>`;
}
