// @ts-check
/** Acts of a member that have a form: it opens as a dialog, and a refusal shows in it. */

import { openAct } from "../keyed/act_dialog.mjs";
import { t, word } from "../ground/language.mjs";

/** Ask an act with these fields of a form; `given` are known, `sentence` says what is meant. */
export function askAct(desk, name, fields, given = {}, sentence = "") {
  const send = (values) => desk.ask(name, values);
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

/** The field of a form for an instrument. */
export function instrumentField(instruments) {
  const choices = instruments.map((each) => [each, each]);
  return { name: "instrument", label: t("instrument"), required: true, choices };
}
