// @ts-check
/** Acts of staff: each has its form from the gateway's table, a reason, and its confirmation. */

import { ACTS } from "../acts.mjs";
import { openAct } from "../keyed/act_dialog.mjs";
import { price, tonnes } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";

/** Open the dialog of an act; `given` are fields that are known, `sentence` what they mean. */
export function doAct(desk, name, given = {}, sentence = "") {
  const row = ACTS[name];
  openAct({
    name,
    title: word("acts", name),
    sentence: [sentence, row.help].filter(Boolean).join(" · "),
    fields: row.fields.filter((field) => !(field.name in given)).map(inputOf),
    given,
    send: (values) => desk.act(name, values),
    ...(row.previews && { preview: async (values) => foreseen(await desk.foresee(name, values)) }),
  });
}

/** What an act would do, in words. */
function foreseen({ date, phase, awaits_approval: awaits, limits, ...counts }) {
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `${date} ${word("phases", phase)}`,
    ...counted.map(([name, count]) => `${t(`foreseen_${name}`)} ${tonnes(count)}`),
    ...limits.map((row) => `${row.instrument} ${price(row.lower)} – ${price(row.upper)}`),
    ...(awaits ? [t("awaits_approval")] : []),
  ];
}

/** A field of an act as the dialog takes it. */
function inputOf({ name, kind, required, help, choices }) {
  const label = word("act_fields", name);
  const chosen = choices && { choices: choices.map((each) => [each, wordOf(name, each)]) };
  return { name, label, kind, required, hint: help, ...chosen };
}

/** The word of a value that a field takes. */
function wordOf(name, value) {
  const tables = { phase: "phases", side: "sides", method: "methods" };
  return tables[name] ? word(tables[name], value) : value;
}

/** A button that opens the dialog of an act; grey where this key's duties do not have it. */
export function ActButton({ desk, name, given = {}, sentence, tag, danger = false, words }) {
  const may = desk.mayDo(ACTS[name]) && desk.isOpen;
  return html`<button type="button" class=${danger ? "danger" : ""} disabled=${!may}
    data-name=${tag ?? name} title=${may ? "" : t("not_of_duties")}
    onClick=${() => doAct(desk, name, given, sentence)}>${words ?? word("acts", name)}</button>`;
}

/** Every act there is, by its name: a form each. */
export function AllActs({ desk }) {
  return html`<ul class="acts" data-name="all-acts">${Object.keys(ACTS).map(
    (name) => html`<li key=${name}>
      <${ActButton} desk=${desk} name=${name} tag=${`act-of-${name}`} />
      <span class="quiet">${ACTS[name].help}</span></li>`,
  )}</ul>`;
}
