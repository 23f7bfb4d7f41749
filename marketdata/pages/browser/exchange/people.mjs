// @ts-check
/** Members and those who watch over them: accounts, sessions, large holders, kills. */

import { moment, tonnes, yuan } from "../ground/figures.mjs";
import { either, t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./doing.mjs";
import { Pager } from "./pager.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, Int, Reply, RowOf } from "../keyed/types.d.ts" */

/** @typedef {RowOf<"accounts">} Account */
/** @typedef {RowOf<"sessions">} SessionRow */
/**
 * What an account has of an instrument, in tonnes.
 * @typedef {{ account: Int, instrument: string, held: number, buying: number,
 *   maximum: number | null, threshold: number | null }} Holder
 */
/** @typedef {Reply<"supervision">["kills"][0]} Kill */

const account = () => ({ name: "account", title: t("account"), left: true });

/** Every account, with what can be done about it. @param {{ desk: Console }} props */
export function Accounts({ desk }) {
  const name = (/** @type {Account} */ row) => either(row.name_zh, row.name_en) || row.name;
  const standing = (/** @type {Account} */ row) =>
    [row.killed && `⛔ ${t("killed")}`, row.suspended && `⏸ ${t("suspended")}`]
      .filter(Boolean).join(" ");
  const acts = (/** @type {Account} */ { account: number, killed, suspended }) => {
    const given = { account: number };
    const sentence = `${t("account")} ${number}`;
    const one = (/** @type {string} */ act, /** @type {boolean} */ danger) => html`<${ActButton}
      desk=${desk} name=${act} given=${given} sentence=${sentence}
      tag=${`${act}-${number}`} danger=${danger} />`;
    return html`${killed ? one("release", false) : one("kill", true)}
      ${suspended ? one("restore", false) : one("suspend", true)} ${one("mass_cancel", true)}`;
  };
  /** @type {Columns<Account>} */
  const columns = [
    account(),
    { name: "name", title: t("name"), left: true, show: name },
    { name: "available", title: t("cash"), show: (row) => yuan(row.cash_available_fen) },
    { name: "locked", title: t("cash_locked"), show: (row) => yuan(row.cash_locked_fen) },
    { name: "standing", title: t("standing"), left: true, show: standing },
    { name: "acts", title: "", show: acts },
  ];
  const { accounts = [], next } = desk.answers.accounts ?? {};
  return html`<${Figures} name="accounts" caption=${t("tab_accounts")} columns=${columns}
      rows=${accounts} keyOf=${(/** @type {Account} */ row) => row.account}
      mark=${(/** @type {Account} */ row) => (row.killed || row.suspended ? "stopped" : "")} />
    <${Pager} desk=${desk} question="accounts" next=${next} />`;
}

/** Who is logged on. @param {{ desk: Console }} props */
export function Sessions({ desk }) {
  const duties = (/** @type {SessionRow} */ row) => row.duties.map((each) => word("duties", each));
  const role = (/** @type {SessionRow} */ row) => [word("roles", row.role), ...duties(row)];
  /** @type {Columns<SessionRow>} */
  const columns = [
    { name: "key", title: t("key"), left: true },
    { name: "role", title: t("role"), left: true, show: (row) => role(row).join(" · ") },
    { name: "account", title: t("account"), show: (row) => row.account ?? "–" },
    { name: "address", title: t("address"), left: true },
    { name: "since", title: t("since"), show: (row) => moment(row.since_ns) },
    { name: "guard", title: t("guard"), left: true, show: (row) => row.cancel_on_disconnect ?? "" },
  ];
  const { sessions = [], next } = desk.answers.sessions ?? {};
  return html`<${Figures} name="sessions" caption=${t("tab_sessions")} columns=${columns}
      rows=${sessions} keyOf=${(/** @type {SessionRow} */ row) => row.session} />
    <${Pager} desk=${desk} question="sessions" next=${next} />`;
}

/** Large holders (大户), and who holds more than the maximum. @param {{ desk: Console }} props */
export function LargeHolders({ desk }) {
  const { large_holders: large = [], above_maximum: above = [] } =
    /** @type {{ large_holders?: Holder[], above_maximum?: Holder[] }} */ (
      desk.answers.supervision ?? {});
  const keyOf = (/** @type {Holder} */ row) => `${row.account} ${row.instrument}`;
  const over = new Set(above.map(keyOf));
  const known = new Set(large.map(keyOf));
  const rows = [...large, ...above.filter((row) => !known.has(keyOf(row)))];
  const share = (/** @type {Holder} */ row) =>
    (row.maximum ? `${Math.round((100 * row.held) / row.maximum)} %` : "–");
  /** @type {Columns<Holder>} */
  const columns = [
    account(),
    { name: "instrument", title: t("instrument"), left: true },
    { name: "held", title: t("held"), show: (row) => tonnes(row.held) },
    { name: "buying", title: t("buying"), show: (row) => tonnes(row.buying) },
    { name: "threshold", title: t("threshold"), show: (row) => tonnes(row.threshold) },
    { name: "maximum", title: t("maximum"), show: (row) => tonnes(row.maximum) },
    { name: "share", title: t("share"), show: share },
    { name: "over", title: "", left: true, show: (row) => over.has(keyOf(row)) && t("above") },
  ];
  return html`<${Figures} name="large-holders" caption=${t("tab_holders")} columns=${columns}
    rows=${rows} keyOf=${keyOf} />`;
}

/** Kills in force, and the button for one key or for everyone. @param {{ desk: Console }} props */
export function Kills({ desk }) {
  const { kills = [] } = desk.answers.supervision ?? {};
  const given = (/** @type {Kill} */ row) => ({
    ...(row.account !== null && { account: row.account }),
    ...(row.operator !== null && { operator: row.operator }),
  });
  /** @type {Columns<Kill>} */
  const columns = [
    { name: "account", title: t("account"), left: true, show: (row) => row.account ?? t("every") },
    { name: "operator", title: t("key"), left: true, show: (row) => row.operator ?? t("every") },
    { name: "by", title: t("by"), left: true, show: (row) => word("roles", row.by) },
    { name: "log_on", title: t("log_on_refused"), show: (row) => (row.log_on_refused ? "✓" : "") },
    {
      name: "acts",
      title: "",
      show: (row) => html`<${ActButton} desk=${desk} name="release" given=${given(row)}
        tag=${`release-kill-${row.account ?? 0}-${row.operator ?? 0}`} />`,
    },
  ];
  return html`<div class="row"><${ActButton} desk=${desk} name="kill" danger=${true} />
      <${ActButton} desk=${desk} name="mass_cancel" danger=${true} /></div>
    <${Figures} name="kills" caption=${t("tab_kills")} columns=${columns} rows=${kills}
      keyOf=${(/** @type {Kill} */ row) => `${row.account} ${row.operator}`} />`;
}
