// @ts-check
/** The registry's desk: what waits for it, entities, obligations, events, whether all agrees. */

import { t, word } from "../ground/language.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { html, useState } from "../ground/view.mjs";
import { ActButton } from "./acting.mjs";
import { TraceOf } from "./own.mjs";
import { Pager, Year } from "./pager.mjs";
import { Proposals } from "./papers.mjs";
import { Table, columnsOf, kindOf, moved } from "./tables.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Failure, Kept, Position, Reply, RowOf } from "./types.d.ts" */

/** @typedef {RowOf<"entities", "entities">} Entity */
/** @typedef {RowOf<"accounts", "accounts">} Account */
/** @typedef {RowOf<"transfers", "pending">} Transfer */
/** @typedef {RowOf<"settled", "days">} Day */
/** @typedef {RowOf<"events", "events">} Event_ */
/** @typedef {RowOf<"changes", "changes">} Change */
/** @typedef {RowOf<"reconcile", "breaks">} Break */

const OF_YEAR = ["set_year", "emissions_file", "set_vintages", "set_carry_over",
  "grant_carry_over", "release_carry_over"];
const OF_UNITS = ["allocate", "allocate_file", "open_instrument", "transfer_in", "transfer_out",
  "freeze", "unfreeze", "court_transfer", "inherit", "pledge", "release", "cancel"];

/**
 * Buttons of acts that need nothing known before.
 * @param {{ desk: Desk, names: string[] }} props
 */
function Acts({ desk, names }) {
  return html`<p class="row">${names.map((name) => html`<${ActButton} key=${name} desk=${desk}
    name=${name} />`)}</p>`;
}

/**
 * What waits for somebody here: how much of each kind, and the lists behind them.
 * @param {{ desk: Desk, show: (tab: string) => void }} props
 */
export function Waiting({ desk, show }) {
  const { answers } = desk;
  const open = (answers.objections?.objections ?? []).filter((row) => row.status === "open");
  const requested = (answers.payments?.payments ?? []).filter((row) => row.status === "requested");
  const sound = !answers.standing || answers.standing.state === "sound";
  /** @type {Array<[name: string, count: number | undefined, tab: string]>} */
  const counted = [
    ["proposals", answers.proposals?.proposals.length, "waiting"],
    ["transfers", answers.transfers?.pending.length, "waiting"],
    ["days", answers.settled?.days.length, "waiting"],
    ["defaults", answers.defaults?.defaults.length, "claims"],
    ["objections", open.length, "claims"],
    ["payments", requested.length, "bank"],
    ["suspense", answers.suspense?.lines.length, "bank"],
    ["breaks", sound ? 0 : 1, "checks"],
  ];
  return html`<ul class="waiting" data-name="waiting">${counted.map(([name, count, tab]) => html`
      <li key=${name} class=${count ? "waits" : ""}>
        <button type="button" class="plain" data-name=${`waiting-${name}`}
          onClick=${() => show(tab)}>${t(name)}</button>
        <b data-name=${`count-${name}`}>${count ?? "–"}</b></li>`)}</ul>
    <${Proposals} desk=${desk} />
    <${Pending} desk=${desk} />`;
}

/** Transfers that wait for the exchange, and days on their way. @param {{ desk: Desk }} props */
function Pending({ desk }) {
  const { transfers, settled } = desk.answers;
  /** @type {Columns<Transfer>} */
  const pending = [
    .../** @type {Columns<Transfer>} */ (columnsOf("reference", "task", "account", "instrument")),
    moved(),
  ];
  /** @type {Columns<Day>} */
  const days = [
    .../** @type {Columns<Day>} */ (columnsOf("date", "status", "problem")),
    { name: "acts", title: "", show: (row) => html`<${ActButton} desk=${desk} name="release_day"
      given=${{ date: row.date }} tag=${`release_day-${row.date}`} />` },
  ];
  return html`<${Table} name="transfers" title=${t("transfers")} columns=${pending}
      rows=${transfers?.pending ?? []} keyOf=${(/** @type {Transfer} */ row) => row.reference} />
    <${Table} name="days" title=${t("days")} columns=${days} rows=${settled?.days ?? []}
      keyOf=${(/** @type {Day} */ row) => row.date} />`;
}

/** @param {{ desk: Desk }} props */
export function Entities({ desk }) {
  const { entities = [], next } = desk.answers.entities ?? {};
  const { accounts = [], next: after } = desk.answers.accounts ?? {};
  /** @type {(name: string, row: Entity) => unknown} */
  const act = (name, row) => html`<${ActButton} key=${name} desk=${desk} name=${name}
    given=${{ entity: row.entity }} sentence=${row.name} tag=${`${name}-${row.entity}`} />`;
  /** @type {Columns<Entity>} */
  const columns = [
    .../** @type {Columns<Entity>} */ (columnsOf("entity", "name")),
    kindOf("registry_choices"),
    .../** @type {Columns<Entity>} */ (columnsOf("province", "sector", "credit_code", "status")),
    { name: "acts", title: "",
      show: (row) => ["set_entity_status", "give_rights", "relate"].map((name) => act(name, row)) },
  ];
  /** @type {Columns<Account>} */
  const held = [
    .../** @type {Columns<Account>} */ (
      columnsOf("account", "name", "entity", "status")),
    { name: "acts", title: "", show: (row) => html`<${ActButton} desk=${desk}
      name="set_account_status" given=${{ account: row.account }}
      tag=${`set_account_status-${row.account}`} />` },
  ];
  return html`<${Acts} desk=${desk}
      names=${["open_entity", "open_account", "name_representative", "relations_file"]} />
    <${Table} name="entities" title=${t("tab_entities")} columns=${columns} rows=${entities}
      keyOf=${(/** @type {Entity} */ row) => row.entity} />
    <${Pager} desk=${desk} question="entities" next=${next} />
    <${Table} name="accounts" title=${t("accounts")} columns=${held} rows=${accounts}
      keyOf=${(/** @type {Account} */ row) => row.account} />
    <${Pager} desk=${desk} question="accounts" next=${after} />`;
}

/** Obligations of a year, of all entities. @param {{ desk: Desk }} props */
export function Compliance({ desk }) {
  const { positions = [], next } = desk.answers.positions ?? {};
  const choose = (/** @type {number} */ year) => {
    desk.year = year;
    desk.turnTo("positions", null);
  };
  const certify = (/** @type {Position} */ row) => row.outstanding === 0
    && html`<${ActButton} desk=${desk} name="certify" sentence=${row.name}
      given=${{ entity: row.entity, year: row.year }} tag=${`certify-${row.entity}`} />`;
  /** @type {Columns<Position>} */
  const columns = [
    .../** @type {Columns<Position>} */ (columnsOf("entity", "name", "province", "due",
      "surrendered", "offset", "outstanding", "available", "shortfall", "deadline")),
    { name: "acts", title: "", show: certify },
  ];
  return html`<${Acts} desk=${desk} names=${OF_YEAR} />
    <div class="row"><${Year} year=${desk.year} choose=${choose} /></div>
    <${Table} name="positions" title=${t("tab_compliance")} columns=${columns} rows=${positions}
      keyOf=${(/** @type {Position} */ row) => row.entity} />
    <${Pager} desk=${desk} question="positions" next=${next} />`;
}

/** Allocation and other acts on units; the history of a tonne. @param {{ desk: Desk }} props */
export function Units({ desk }) {
  const { instruments = [] } = desk.answers.instruments ?? {};
  /** @type {() => Columns<RowOf<"instruments", "instruments">>} */
  const columns = () => columnsOf("instrument", "year");
  return html`<${Acts} desk=${desk} names=${OF_UNITS} />
    <${Table} name="instruments" title=${t("instruments")} columns=${columns()}
      rows=${instruments} keyOf=${(/** @type {any} */ row) => row.instrument} />
    <${TraceOf} desk=${desk} />`;
}

/**
 * Whether registry and exchange agree, and the books with themselves.
 * @param {{ desk: Desk }} props
 */
export function Checks({ desk }) {
  /** @type {Kept<{ reply: Reply<"reconcile"> | null, error: Failure | null }>} */
  const [found, setFound] = useState({ reply: null, error: null });
  const { standing } = desk.answers;
  const compare = async () => {
    try {
      setFound({ reply: await desk.ask("reconcile", {}), error: null });
    } catch (error) {
      setFound({ reply: null, error: /** @type {Failure} */ (error) });
    }
  };
  /** @type {() => Columns<Break>} */
  const columns = () =>
    columnsOf("what", "account", "instrument", "registry", "exchange", "bank", "message");
  return html`<p class="row"><b data-name="standing">
      ${standing ? word("agreement_states", standing.state) : "–"}</b>
      <span>${standing?.sentence}</span>
      <${ActButton} desk=${desk} name="catch_up" />
      <button type="button" class="main" data-name="reconcile" onClick=${compare}>
        ${t("reconcile")}</button></p>
    <${Refusal} error=${found.error} />
    ${found.reply && html`<p data-name="compared">${t("compared", {
        compared: found.reply.compared, breaks: found.reply.break_count,
        explained: found.reply.explained_count })}</p>
      <${Table} name="breaks" title=${t("breaks")} columns=${columns()} rows=${found.reply.breaks}
        keyOf=${(/** @type {Break} */ row) => `${row.what} ${row.account} ${row.instrument}`} />`}`;
}

/** Events that somebody asked for, and changes of the register. @param {{ desk: Desk }} props */
export function Register({ desk }) {
  const { events, changes } = desk.answers;
  /** @type {Columns<Event_>} */
  const signed = [
    .../** @type {Columns<Event_>} */ (columnsOf("event", "time_ns")),
    kindOf("entry_kinds"),
    .../** @type {Columns<Event_>} */ (
      columnsOf("entries", "who", "role", "document", "note", "reverses")),
    { name: "acts", title: "", show: (row) => html`<${ActButton} desk=${desk} name="reverse"
      given=${{ event: row.event }} tag=${`reverse-${row.event}`} danger=${true} />` },
  ];
  /** @type {() => Columns<Change>} */
  const changed = () => columnsOf("number", "time_ns", "who", "subject", "subject_number", "field",
    "before", "after", "document");
  return html`<${Table} name="events" title=${t("events")} columns=${signed}
      rows=${events?.events ?? []} keyOf=${(/** @type {Event_} */ row) => row.event} />
    <${Pager} desk=${desk} question="events" next=${events?.next} />
    <${Table} name="changes" title=${t("changes")} columns=${changed()}
      rows=${changes?.changes ?? []} keyOf=${(/** @type {Change} */ row) => row.number} />
    <${Pager} desk=${desk} question="changes" next=${changes?.next} />`;
}
