// @ts-check
/** An entity's own units: what it has where, by serial number, and how they came and went. */

import { t, word } from "../ground/language.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { html, useState } from "../ground/view.mjs";
import { ActButton } from "./acting.mjs";
import { Pager } from "./pager.mjs";
import { Table, columnsOf, kindOf, moved, shown } from "./tables.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Failure, Kept, Position, Reply, RowOf, Typed } from "./types.d.ts" */

/** @typedef {RowOf<"holdings", "holdings">} Holding */
/** @typedef {RowOf<"blocks", "blocks">} Block */
/** @typedef {RowOf<"journal", "entries">} Entry */
/** @typedef {RowOf<"trace", "steps">} Step */
/** @typedef {Reply<"trace">} Trace */

const OF_UNITS = ["transfer_in", "transfer_out", "surrender", "request_carry_over", "cancel"];

/** Buttons of acts of the own account. @param {{ desk: Desk, names: string[] }} props */
export function OwnActs({ desk, names }) {
  const given = { account: desk.account };
  return html`<p class="row">${names.map((name) => html`<${ActButton} key=${name} desk=${desk}
    name=${name} given=${given} danger=${name === "cancel"} />`)}</p>`;
}

/** Units by state and by serial number. @param {{ desk: Desk }} props */
export function Holdings({ desk }) {
  const { holdings = [] } = desk.answers.holdings ?? {};
  const { blocks = [], next } = desk.answers.blocks ?? {};
  /** @type {Kept<string>} */ const [serial, setSerial] = useState("");
  /** @type {() => Columns<Holding>} */
  const held = () => columnsOf("instrument", "state", "quantity");
  /** @type {() => Columns<Block>} */
  const numbered = () => [
    .../** @type {Columns<Block>} */ (
      columnsOf("instrument", "state", "quantity", "first_serial", "last_serial")),
    { name: "trace", title: "", show: (row) => html`<button type="button"
      data-name=${`trace-${row.first_serial}`} onClick=${() => setSerial(row.first_serial)}>
      ${t("trace")}</button>` },
  ];
  return html`<${OwnActs} desk=${desk} names=${OF_UNITS} />
    <${Table} name="holdings" title=${t("by_state")} columns=${held()} rows=${holdings}
      keyOf=${(/** @type {Holding} */ row) => `${row.instrument} ${row.state}`} />
    <${Table} name="blocks" title=${t("by_serial")} columns=${numbered()} rows=${blocks}
      keyOf=${(/** @type {Block} */ row) => row.first_serial} />
    <${Pager} desk=${desk} question="blocks" next=${next} />
    <${TraceOf} key=${serial} desk=${desk} serial=${serial} />`;
}

/** The history of one tonne. @param {{ desk: Desk, serial?: string }} props */
export function TraceOf({ desk, serial = "" }) {
  /** @type {Kept<string>} */ const [typed, setTyped] = useState(serial);
  /** @type {Kept<{ trace: Trace | null, error: Failure | null }>} */
  const [found, setFound] = useState({ trace: null, error: null });
  const read = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      setFound({ trace: await desk.ask("trace", { serial: typed.trim() }), error: null });
    } catch (error) {
      setFound({ trace: null, error: /** @type {Failure} */ (error) });
    }
  };
  return html`<section data-name="trace"><h3>${t("trace")}</h3>
    <form class="row" onSubmit=${read}>
      <label>${t("serial")}<input data-name="trace-serial" required size="32" value=${typed}
        placeholder="CEA25-2025-42-000000001234" autocomplete="off"
        onInput=${(/** @type {Typed} */ { target }) => setTyped(target.value)} /></label>
      <button class="main" data-name="trace-read">${t("inquire")}</button></form>
    <${Refusal} error=${found.error} />
    ${found.trace && html`<${Steps} trace=${found.trace} />`}
  </section>`;
}

/** @param {{ trace: Trace }} props */
function Steps({ trace }) {
  /** @type {Columns<Step>} */
  const columns = [
    .../** @type {Columns<Step>} */ (columnsOf("number", "time_ns")),
    kindOf("entry_kinds"),
    .../** @type {Columns<Step>} */ (
      columnsOf("from_account", "from_state", "to_account", "to_state", "document", "note")),
  ];
  return html`<p data-name="traced">${trace.serial} · ${word("registry_fields", "account")}
      ${" "}${shown("account", trace.account)} · ${word("unit_states", trace.state)}</p>
    <${Table} name="steps" title=${t("trace")} columns=${columns} rows=${trace.steps}
      keyOf=${(/** @type {Step} */ row) => row.number} />`;
}

/** @param {{ desk: Desk }} props */
export function Journal({ desk }) {
  const { entries = [], next } = desk.answers.journal ?? {};
  /** @type {Columns<Entry>} */
  const columns = [
    .../** @type {Columns<Entry>} */ (columnsOf("number", "time_ns", "date")),
    kindOf("entry_kinds"),
    .../** @type {Columns<Entry>} */ (columnsOf("instrument")),
    moved(),
    .../** @type {Columns<Entry>} */ (
      columnsOf("from_account", "from_state", "to_account", "to_state", "trade", "who")),
  ];
  return html`<${Table} name="journal" title=${t("tab_journal")} columns=${columns} rows=${entries}
      keyOf=${(/** @type {Entry} */ row) => row.number} />
    <${Pager} desk=${desk} question="journal" next=${next} />`;
}

/** What is owed and what covers it, by year. @param {{ desk: Desk }} props */
export function Obligations({ desk }) {
  const { obligations = [], vintages } = desk.answers;
  const given = (/** @type {Position} */ row) => ({ account: desk.account, year: row.year });
  /** @type {Columns<Position>} */
  const columns = [
    .../** @type {Columns<Position>} */ (columnsOf("year", "emissions", "due", "surrendered",
      "offset", "offset_most", "outstanding", "available", "shortfall", "credits", "deadline")),
    { name: "pays", title: t("vintages"), left: true, show: (row) => row.vintages || "–" },
    { name: "acts", title: "", show: (row) => html`<${ActButton} desk=${desk} name="surrender"
      given=${given(row)} tag=${`surrender-${row.year}`} />` },
  ];
  /** @type {() => Columns<RowOf<"vintages", "vintages">>} */
  const rules = () => [
    { name: "years", title: word("registry_fields", "year"), left: true,
      show: (row) => `${row.first_year}–${row.last_year}` },
    { name: "case", title: word("registry_fields", "case"), left: true,
      show: (row) => word("registry_choices", row.case) },
    { name: "pays", title: t("vintages"), left: true, show: (row) => row.vintages },
    { name: "source", title: t("source"), left: true, mark: () => "text" },
  ];
  return html`<${Table} name="obligations" title=${t("tab_obligations")} columns=${columns}
      rows=${obligations} keyOf=${(/** @type {Position} */ row) => row.year} />
    <${Table} name="vintages" title=${t("vintages")} columns=${rules()}
      rows=${vintages?.vintages ?? []}
      keyOf=${(/** @type {any} */ row) => `${row.first_year} ${row.case} ${row.from_date}`} />`;
}
