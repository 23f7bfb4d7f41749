// @ts-check
/** Acts of a member that have a form: it opens as a dialog, and a refusal shows in it. */

import { openAct } from "../keyed/act_dialog.mjs";
import { t, word } from "../ground/language.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Field, Op, Values } from "../keyed/types.d.ts" */

/**
 * Ask an act with these fields of a form; `given` are known, `sentence` says what is meant.
 * @param {Desk} desk
 * @param {Op} name
 * @param {Field[]} fields
 * @param {Values} [given]
 */
export function askAct(desk, name, fields, given = {}, sentence = "") {
  const send = (/** @type {Values} */ values) => desk.ask(name, values);
  openAct({ name, title: word("acts", name), sentence, fields, given, needsReason: false, send });
}

/** The field of a form for a price, with the value that it has at first. */
export function priceField(value = "") {
  return { name: "price", label: t("price_cny"), kind: "price", required: true, value };
}

/** The field of a form for a quantity in tonnes. */
export function tonnesField(name = "quantity", required = true, value = "") {
  return { name, label: t(name), kind: "tonnes", required, value };
}

/**
 * The field of a form for an instrument.
 * @param {string[]} instruments their codes
 * @returns {Field}
 */
export function instrumentField(instruments) {
  const choices = instruments.map((each) => /** @type {[string, string]} */ ([each, each]));
  return { name: "instrument", label: t("instrument"), required: true, choices };
}
