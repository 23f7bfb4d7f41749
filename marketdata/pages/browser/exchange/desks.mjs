// @ts-check
/** The block desk and the auctions, as the exchange sees them. */

import { clock, price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./doing.mjs";
import { Pager } from "./pager.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, RowOf } from "../keyed/types.d.ts" */

/**
 * Which acts an auction may be given in each state.
 * @type {Record<string, string[]>}
 */
const OF_STATE = {
  applied: ["accept_auction", "refuse_auction"],
  accepted: ["announce_auction", "cancel_auction"],
  announced: ["open_auction", "cancel_auction"],
  open: ["close_auction", "cancel_auction"],
};

/**
 * The terms of a row, whose `quantity` is under this name.
 * @returns {Columns<any>}
 */
const terms = (quantity = "quantity") => [
  { name: "instrument", title: t("instrument"), left: true },
  { name: "price", title: t("price"), show: (row) => price(row.price) },
  { name: "quantity", title: t("quantity"), show: (row) => tonnes(row[quantity]) },
];

/**
 * The block desk: deals until the close, and what is being talked about.
 * @param {{ desk: Console }} props
 */
export function BlockDesk({ desk }) {
  const { deals, intents, dialogues } = desk.answers;
  return html`<div class="row"><${ActButton} desk=${desk} name="suspend_desk" danger=${true} />
      <${ActButton} desk=${desk} name="resume_desk" /></div>
    <h3>${t("deals")}</h3><${Deals} desk=${desk} rows=${deals?.deals ?? []} />
    <${Pager} desk=${desk} question="deals" next=${deals?.next} />
    <h3>${t("intents")}</h3><${Intents} desk=${desk} rows=${intents?.intents ?? []} />
    <${Pager} desk=${desk} question="intents" next=${intents?.next} />
    <h3>${t("dialogues")}</h3><${Dialogues} desk=${desk} rows=${dialogues?.dialogues ?? []} />
    <${Pager} desk=${desk} question="dialogues" next=${dialogues?.next} />`;
}

/** @param {{ desk: Console, rows: Array<RowOf<"deals">> }} props */
function Deals({ desk, rows }) {
  const cancel = (/** @type {RowOf<"deals">} */ row) => html`<${ActButton} desk=${desk}
    name="cancel_deal" danger=${true}
    given=${{ deal: row.deal }} tag=${`cancel-deal-${row.deal}`}
    sentence=${`${row.instrument} ${tonnes(row.quantity)} t @ ${price(row.price)}`} />`;
  /** @type {Columns<RowOf<"deals">>} */
  const columns = [
    { name: "deal", title: t("number"), left: true },
    { name: "buyer", title: t("buyer") },
    { name: "seller", title: t("seller") },
    ...terms(),
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
    { name: "time", title: t("time"), show: (row) => clock(row.time_ns) },
    { name: "acts", title: "", show: cancel },
  ];
  return html`<${Figures} name="deals" caption=${t("deals")} columns=${columns} rows=${rows}
    keyOf=${(/** @type {RowOf<"deals">} */ row) => row.deal} />`;
}

/** @param {{ desk: Console, rows: Array<RowOf<"intents">> }} props */
function Intents({ desk, rows }) {
  const withdraw = (/** @type {RowOf<"intents">} */ row) => html`<${ActButton} desk=${desk}
    name="withdraw_intent" danger=${true}
    given=${{ intent: row.intent }} tag=${`withdraw-intent-${row.intent}`} />`;
  /** @type {Columns<RowOf<"intents">>} */
  const columns = [
    { name: "intent", title: t("number"), left: true },
    { name: "account", title: t("account") },
    { name: "for", title: t("counterparty"), show: (row) => row.counterparty ?? t("every") },
    { name: "side", title: "", left: true, show: (row) => word("sides", row.side) },
    ...terms("leaves"),
    { name: "note", title: t("note"), left: true, show: (row) => row.note ?? "" },
    { name: "acts", title: "", show: withdraw },
  ];
  return html`<${Figures} name="intents" caption=${t("intents")} columns=${columns} rows=${rows}
    keyOf=${(/** @type {RowOf<"intents">} */ row) => row.intent} />`;
}

/** @param {{ desk: Console, rows: Array<RowOf<"dialogues">> }} props */
function Dialogues({ desk, rows }) {
  const end = (/** @type {RowOf<"dialogues">} */ row) => html`<${ActButton} desk=${desk}
    name="leave_dialogue" danger=${true}
    given=${{ dialogue: row.dialogue }} tag=${`end-dialogue-${row.dialogue}`} />`;
  /** @type {Columns<RowOf<"dialogues">>} */
  const columns = [
    { name: "dialogue", title: t("number"), left: true },
    { name: "poster", title: t("poster") },
    { name: "responder", title: t("responder") },
    ...terms(),
    { name: "note", title: t("note"), left: true, show: (row) => row.note ?? "" },
    { name: "acts", title: "", show: end },
  ];
  return html`<${Figures} name="dialogues" caption=${t("dialogues")} columns=${columns} rows=${rows}
    keyOf=${(/** @type {RowOf<"dialogues">} */ row) => row.dialogue} />`;
}

/**
 * Auctions from their application on, each with the acts that come next.
 * @param {{ desk: Console }} props
 */
export function Auctions({ desk }) {
  const acts = (/** @type {RowOf<"auctions">} */ row) =>
    (OF_STATE[row.state] ?? []).map(
      (name) => html`<${ActButton} key=${name} desk=${desk} name=${name}
        given=${{ auction: row.auction }} tag=${`${name}-${row.auction}`}
        sentence=${`${row.instrument} ${tonnes(row.quantity)} t`} />`,
    );
  const hours = (/** @type {RowOf<"auctions">} */ row) =>
    (row.opens ? `${row.date} ${row.opens} – ${row.closes}` : "–");
  /** @type {Columns<RowOf<"auctions">>} */
  const columns = [
    { name: "auction", title: t("number"), left: true },
    { name: "account", title: t("applicant") },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "state", title: t("state"), left: true,
      show: (row) => word("auction_states", row.state) },
    { name: "hours", title: t("hours"), left: true, show: hours },
    { name: "reserve", title: t("reserve"), show: (row) => price(row.reserve) },
    { name: "sold", title: t("sold"), show: (row) => tonnes(row.sold) },
    { name: "acts", title: "", show: acts },
  ];
  return html`<${Figures} name="auctions" caption=${t("tab_auctions")} columns=${columns}
    rows=${desk.answers.auctions?.auctions ?? []}
    keyOf=${(/** @type {RowOf<"auctions">} */ row) => row.auction} />`;
}
