// @ts-check
/** The exchange's console: limits, the day, supervision, and every act of staff. */

import { ActDialog, useActs } from "../keyed/act_dialog.mjs";
import { ACT_WORDS } from "../keyed/words.mjs";
import { moment } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { LogOn } from "../keyed/log_on.mjs";
import { Panel, Tabs } from "../ground/pieces.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { start } from "../ground/start.mjs";
import { html } from "../ground/view.mjs";
import { Alerts } from "./alerts.mjs";
import { Cases } from "./cases.mjs";
import { Console } from "./console.mjs";
import { Day, Settlement } from "./day.mjs";
import { Auctions, BlockDesk } from "./desks.mjs";
import { AllActs } from "./doing.mjs";
import { LimitsBoard } from "./limits.mjs";
import { Approvals, KeyChanges, Register } from "./register.mjs";
import { Accounts, Kills, LargeHolders, Sessions } from "./people.mjs";
import { WORDS } from "./words.mjs";

/** @import { Key, LoggedOn, Said as Line, Site, Values } from "../keyed/types.d.ts" */

/** @typedef {[View: (props: { desk: Console }) => unknown, ...questions: string[]]} Shown */
/**
 * What the lower part shows, by its tab, and the questions that it needs.
 * @type {Record<string, Shown>}
 */
const SHOWN = {
  accounts: [Accounts, "accounts"],
  sessions: [Sessions, "sessions"],
  holders: [LargeHolders, "supervision"],
  kills: [Kills, "supervision"],
  blocks: [BlockDesk, "deals", "intents", "dialogues"],
  auctions: [Auctions, "auctions"],
  alerts: [Alerts, "alerts"],
  cases: [Cases, "cases", "case"],
  approvals: [Approvals, "approvals"],
  register: [Register, "acts"],
  key_changes: [KeyChanges, "key_changes"],
  acts: [AllActs],
};

/** @type {Site} */ let site;
/** @type {Console} */ let desk;
/** @type {string} */ let tab;

/** @param {Site} given */
function open(given) {
  site = given;
  useActs(site);
  desk = new Console(site);
  show("accounts");
  site.live.on("status", ({ epoch }) => (desk.venue = epoch));
  for (const channel of ["status", "summary", "depth"])
    site.live.on(channel, (message) => desk.board.apply(message));
}

/** Show a tab of the lower part. @param {string} name */
function show(name) {
  const [, ...questions] = /** @type {Shown} */ (SHOWN[name]);
  tab = name;
  desk.show(...questions);
  site.paint();
}

function View() {
  if (desk === undefined || desk.venue === undefined) return html`<p>${t("no_venue")}</p>`;
  if (desk.session === null)
    return html`<${Refusal} error=${desk.ended} />
      <${LogOn} gateway=${site.servers.gateway} venue=${desk.venue}
        enter=${(/** @type {Key} */ key) => desk.logOn(key)} />`;
  return html`<${Who} />
    <${LimitsBoard} desk=${desk} />
    <div class="console">
      <${Day} desk=${desk} />
      <${Settlement} desk=${desk} />
      <${Said} />
    </div>
    <${Lower} />
    <${ActDialog} />`;
}

function Who() {
  const { role } = /** @type {LoggedOn} */ (desk.loggedOn);
  const duties = desk.duties.map((each) => word("duties", each)).join(" · ");
  return html`<p class="row who" data-name="who"><b>${word("roles", role)}</b>
    <span>${duties || t("all_duties")}</span>
    <span role="status" data-name="session">${desk.isOpen ? "●" : "○"}
      ${" "}${t(desk.isOpen ? "session_open" : "session_lost")}</span>
    <button type="button" class="plain" data-name="log-off" onClick=${() => desk.logOff()}>
      ${t("log_off")}</button></p>`;
}

/** What was done here, and what the venue has noticed. */
function Said() {
  /** @type {(line: Line, place: number) => unknown} */
  const line = ({ op, fields, error, message, at }, place) => html`<li key=${`${at} ${place}`}
    class=${error ? "bad" : "good"} data-op=${op}>
    <time>${moment(at).slice(11)}</time> ${error ? "✗" : "✓"} ${word("acts", op)}
    ${" "}${error ? error.message : (message ?? told(fields))}</li>`;
  return html`<${Panel} name="said" title=${t("said")}>
    <ol class="said" aria-live="polite">${desk.said.map(line)}</ol>
  <//>`;
}

/** @param {Values} fields */
function told(fields) {
  return Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join(", ");
}

function Lower() {
  const options = Object.keys(SHOWN).map((each) => [each, t(`tab_${each}`)]);
  const [Part] = /** @type {Shown} */ (SHOWN[tab]);
  const tabs = html`<${Tabs} name="console-tabs" label=${t("tables")} options=${options}
    value=${tab} choose=${show} />`;
  return html`<${Panel} name="lower" title=${t(`tab_${tab}`)} aside=${tabs}>
    <${Part} desk=${desk} />
  <//>`;
}

const channels = ["summary", "depth"];
start({ words: { ...ACT_WORDS, ...WORDS }, channels, open, View });
