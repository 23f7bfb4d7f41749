// @ts-check
/** A member's screen: it trades with the key of this browser. */

import { ActDialog, useActs } from "../keyed/act_dialog.mjs";
import { ACT_WORDS } from "../keyed/words.mjs";
import { clock } from "../ground/figures.mjs";
import { either, t, word } from "../ground/language.mjs";
import { LogOn } from "../keyed/log_on.mjs";
import { Panel, Tabs } from "../ground/pieces.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { Statements } from "../keyed/statements.mjs";
import { start } from "../ground/start.mjs";
import { html } from "../ground/view.mjs";
import { Auctions } from "./auctions.mjs";
import { Blocks } from "./blocks.mjs";
import { Controls } from "./controls.mjs";
import { Desk } from "./desk.mjs";
import { KEYS } from "./keyboard.mjs";
import { Ladder } from "./ladder.mjs";
import { FinishedOrders, Holdings, OpenOrders, Said, Trades } from "./tables.mjs";
import { Ticket } from "./ticket.mjs";
import { WORDS } from "./words.mjs";

/** @import { FeedMessage, Key, LoggedOn, Site } from "../keyed/types.d.ts" */

/** @typedef {Extract<FeedMessage, { type: "update", channel: "announcements" }>["data"]} News */

const TABS = ["open", "fills", "finished", "blocks", "auctions", "statements", "news", "keys"];

/** @type {Site} */ let site;
/** @type {Desk} */ let desk;
/** @type {Controls} */ let controls;

/** @param {Site} given */
function open(given) {
  site = given;
  useActs(site);
  desk = new Desk(site);
  controls = new Controls(site, desk);
  site.live.on("status", ({ epoch, data }) => {
    desk.venue = epoch;
    const codes = Object.keys(data.instruments);
    if (!codes.includes(controls.ticket.instrument) && codes.length)
      controls.change({ ...controls.ticket, instrument: /** @type {string} */ (codes[0]) });
  });
}

function View() {
  if (desk === undefined || desk.venue === undefined) return html`<p>${t("no_venue")}</p>`;
  if (desk.session === null)
    return html`<${Refusal} error=${desk.ended} />
      <${LogOn} gateway=${site.servers.gateway} venue=${desk.venue}
        enter=${(/** @type {Key} */ key) => desk.logOn(key)} />`;
  return html`<${Who} />
    <div class="trading">
      <${Ladder} live=${site.live} desk=${desk} instrument=${controls.ticket.instrument}
        pick=${controls.pick} take=${controls.take} />
      <div>
        <${Ticket} controls=${controls} desk=${desk} />
        <${Refusal} error=${desk.said[0]?.error} />
        <${Said} desk=${desk} />
      </div>
      <${Holdings} desk=${desk} />
    </div>
    <${Lower} />
    <${ActDialog} />`;
}

/** Whose screen it is, and what it can do to itself. */
function Who() {
  const { account, role } = /** @type {LoggedOn} */ (desk.loggedOn);
  const isKilled = desk.balances?.killed;
  return html`<p class="row who" data-name="who">
    <b>${t("account_of", { account: account ?? "" })}</b> <span>${word("roles", role)}</span>
    <span role="status" data-name="session">${desk.isOpen ? "●" : "○"}
      ${" "}${t(desk.isOpen ? "session_open" : "session_lost")}</span>
    ${isKilled
      ? html`<button type="button" data-name="release" onClick=${controls.release}>
          ${t("release")}</button>`
      : html`<button type="button" class="danger" data-name="kill" onClick=${controls.kill}>
          ${t("kill")}</button>`}
    <button type="button" class="plain" data-name="log-off" onClick=${() => desk.logOff()}>
      ${t("log_off")}</button>
  </p>`;
}

function Lower() {
  const { tab, instruments } = controls;
  const options = TABS.map((each) => [each, t(`tab_${each}`)]);
  /** @type {Record<string, () => unknown>} */
  const shown = {
    open: () => html`<${OpenOrders} orders=${desk.orders} replace=${controls.replace}
      cancel=${controls.cancel} cancelAll=${controls.cancelAll} />`,
    fills: () => html`<${Trades} fills=${desk.fills} />`,
    finished: () => html`<${FinishedOrders} orders=${desk.orders} />`,
    blocks: () => html`<${Blocks} desk=${desk} instruments=${instruments} />`,
    auctions: () => html`<${Auctions} desk=${desk} instruments=${instruments} />`,
    statements: () => html`<${Statements} today=${desk.rules.today}
      ask=${(/** @type {string} */ date) => desk.askRegistry("statement", { date })} />`,
    news: () => html`<${News} />`,
    keys: () => html`<${Keys} />`,
  };
  const tabs = html`<${Tabs} name="member-tabs" label=${t("tables")} options=${options}
    value=${tab} choose=${controls.choose} />`;
  return html`<${Panel} name="lower" title=${t(`tab_${tab}`)} aside=${tabs}>${
    /** @type {() => unknown} */ (shown[tab])()}<//>`;
}

/** The exchange's announcements, the newest first. */
function News() {
  const rows = [...(site.live.latest.announcements ?? [])].reverse();
  return html`<div data-name="news">${rows.map(
    (/** @type {News} */ row) => html`<article key=${row.number}>
      <h3>${clock(row.time_ns)} ${either(row.title_zh, row.title_en)}</h3>
      <p class="lines">${either(row.text_zh, row.text_en)}</p>
    </article>`,
  )}</div>`;
}

/** What the keys do. */
function Keys() {
  const shown = (/** @type {string} */ key) =>
    /** @type {Record<string, string>} */ ({ ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" })[key]
      ?? key;
  return html`<dl class="pairs" data-name="keyboard">${Object.entries(KEYS).map(
    ([key, act]) => html`<div key=${key}><dt><kbd>${shown(key)}</kbd></dt>
      <dd>${t(`key_${act}`)}</dd></div>`,
  )}<div><dt><kbd>Enter</kbd></dt><dd>${t("key_send")}</dd></div></dl>`;
}

const channels = ["depth", "summary", "announcements"];
start({ words: { ...ACT_WORDS, ...WORDS }, channels, open, View });
