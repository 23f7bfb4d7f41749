// @ts-check
/** What a case says in the words of the page. */

import { tonnes } from "../ground/figures.mjs";
import { either, word } from "../ground/language.mjs";

/** @import { RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"cases">} CaseRow */

const SHAPES = { open: "▲", assigned: "◑", closed: "○" };

/** The name of the rule of a case. @param {Pick<CaseRow, "rule" | "rule_zh" | "rule_en">} row */
export function ruleOf({ rule, rule_zh: zh, rule_en: en }) {
  return either(zh, en) || rule;
}

/**
 * How strong a case is, in the unit of its rule.
 * @param {Pick<CaseRow, "strength" | "unit">} row
 */
export function strengthOf({ strength, unit }) {
  return `${tonnes(strength)} ${word("strengths", unit)}`;
}

/** The state of a case by shape and word. @param {Pick<CaseRow, "state">} row */
export function stateOf({ state }) {
  return `${SHAPES[state]} ${word("case_states", state)}`;
}

/**
 * Whether an answer was due before a day.
 * @param {Pick<CaseRow, "due">} row
 * @param {string} date
 */
export function isOverdue({ due }, date) {
  return due !== "" && date !== "" && due < date;
}

/** The name of an account. @param {{ name: string, name_zh: string, name_en: string }} party */
export function nameOf({ name, name_zh: zh, name_en: en }) {
  return either(zh, en) || name;
}
