// @ts-check
/** The registry: what anybody may ask, an entity's own units, and the desk of its staff. */

import { ActDialog, useActs } from "../keyed/act_dialog.mjs";
import { LogOn } from "../keyed/log_on.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { Statements } from "../keyed/statements.mjs";
import { ACT_WORDS } from "../keyed/words.mjs";
import { moment } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Panel, Tabs } from "../ground/pieces.mjs";
import { start } from "../ground/start.mjs";
import { html } from "../ground/view.mjs";
import { AllActs } from "./acting.mjs";
import { Desk } from "./desk.mjs";
import { Bank, Cash, Claims } from "./money.mjs";
import { Holdings, Journal, Obligations } from "./own.mjs";
import { Alerts, Certificates, Representatives } from "./papers.mjs";
import { Public } from "./public.mjs";
import { Checks, Compliance, Entities, Register, Units, Waiting } from "./staff.mjs";
import { WORDS } from "./words.mjs";

/** @import { Key, Question, Said as Line, Site } from "./types.d.ts" */

/** @typedef {{ desk: Desk, show: (tab: string) => void }} Props */
/** @typedef {[View: (props: Props) => unknown, ...questions: Question[]]} Shown */

/** What an account's key sees, by its tab, and the questions that it needs. */
const OF_OWN = /** @type {Record<string, Shown>} */ ({
  holdings: [Holdings, "holdings", "blocks"],
  obligations: [Obligations, "obligations", "vintages"],
  approvals: [Representatives, "proposals", "rights"],
  journal: [Journal, "journal"],
  cash: [Cash, "cash", "payments"],
  claims: [Claims, "defaults", "objections"],
  alerts: [Alerts, "alerts"],
  certificates: [Certificates, "certificates"],
  statements: [OwnStatements],
  acts: [AllActs],
  public: [Asked],
});
/** What staff sees. */
const OF_STAFF = /** @type {Record<string, Shown>} */ ({
  waiting: [Waiting, "proposals", "transfers", "settled", "defaults", "objections", "payments",
    "suspense", "standing"],
  entities: [Entities, "entities", "accounts"],
  compliance: [Compliance, "positions"],
  units: [Units, "instruments"],
  checks: [Checks, "standing"],
  claims: [Claims, "defaults", "objections", "reserve"],
  bank: [Bank, "bank_position", "suspense", "payments", "rules"],
  alerts: [Alerts, "alerts"],
  certificates: [Certificates, "certificates"],
  journal: [Journal, "journal"],
  register: [Register, "events", "changes"],
  acts: [AllActs],
  public: [Asked],
});

/** @type {Site} */ let site;
/** @type {Desk} */ let desk;
/** @type {string} */ let tab = "";

/** @param {Site} given */
function open(given) {
  site = given;
  useActs(site);
  desk = new Desk(site);
  site.live.on("status", ({ epoch }) => (desk.venue = epoch));
}

/** @param {Key} key */
async function enter(key) {
  await desk.logOn(key);
  tab = "";
  show(/** @type {string} */ (Object.keys(tabs())[0]));
}

function tabs() {
  return desk.isOwn ? OF_OWN : OF_STAFF;
}

/** Show a tab. @param {string} name */
function show(name) {
  const [, ...questions] = /** @type {Shown} */ (tabs()[name]);
  tab = name;
  desk.show(questions);
  site.paint();
}

function View() {
  if (desk === undefined) return null;
  if (desk.session === null)
    return html`<${Asked} />
      <${Refusal} error=${desk.ended} />
      ${desk.venue === undefined
        ? html`<p>${t("no_venue")}</p>`
        : html`<${LogOn} gateway=${site.servers.gateway} venue=${desk.venue} enter=${enter} />`}`;
  return html`<${Who} /><${Part} /><${Said} /><${ActDialog} />`;
}

/** What anybody may ask. */
function Asked() {
  const { registry: url } = site.servers;
  if (!url) return html`<p>${t("no_registry")}</p>`;
  return html`<${Public} url=${url} year=${new Date().getFullYear() - 1} />`;
}

/** @param {Props} props */
function OwnStatements({ desk: of }) {
  const ask = (/** @type {string} */ date) => of.ask("statement", { date });
  return html`<${Statements} today=${of.today} ask=${ask} />`;
}

function Who() {
  return html`<p class="row who" data-name="who"><b>${word("roles", desk.role)}</b>
    <span>${desk.account === null ? "" : t("account_of", { account: desk.account })}</span>
    <span role="status" data-name="session">${desk.isOpen ? "●" : "○"}
      ${" "}${t(desk.isOpen ? "session_open" : "session_lost")}</span>
    <button type="button" class="plain" data-name="log-off" onClick=${() => desk.logOff()}>
      ${t("log_off")}</button></p>`;
}

function Part() {
  const [Shows, ...questions] = /** @type {Shown} */ (tabs()[tab]);
  const options = Object.keys(tabs()).map((each) => [each, t(`tab_${each}`)]);
  const chosen = html`<${Tabs} name="registry-tabs" label=${t("tables")} options=${options}
    value=${tab} choose=${show} />`;
  const refused = questions.map((each) => desk.refusals[each]).find(Boolean);
  return html`<${Panel} name="part" title=${t(`tab_${tab}`)} aside=${chosen}>
    <${Refusal} error=${refused} />
    <${Shows} desk=${desk} show=${show} /><//>`;
}

/** What was done here. */
function Said() {
  const line = (/** @type {Line} */ { op, error, reply, at }, /** @type {number} */ place) =>
    html`<li key=${`${at} ${place}`} class=${error ? "bad" : "good"} data-op=${op}>
      <time>${moment(at).slice(11)}</time> ${error ? "✗" : "✓"} ${word("registry_acts", op)}
      ${" "}${error ? error.message : told(reply)}</li>`;
  return html`<${Panel} name="said" title=${t("said")}>
    <ol class="said" aria-live="polite">${desk.said.map(line)}</ol><//>`;
}

/** What a reply says beside being one. @param {any} reply */
function told({ type: _type, id: _id, ok: _ok, ...said }) {
  return Object.entries(said).filter(([, value]) => typeof value !== "object")
    .map(([name, value]) => `${word("registry_fields", name)} ${value}`).join(", ");
}

start({ words: { ...ACT_WORDS, ...WORDS }, open, View });
