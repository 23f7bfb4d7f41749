// @ts-check
/** Cash: an account's own, its payments; and of staff the bank's side. */

import { tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./acting.mjs";
import { OwnActs } from "./own.mjs";
import { Pager } from "./pager.mjs";
import { Pairs, Table, columnsOf } from "./tables.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Reply, RowOf } from "./types.d.ts" */

/** @typedef {RowOf<"payments", "payments">} Payment */
/** @typedef {RowOf<"suspense", "lines">} Line */
/** @typedef {NonNullable<Reply<"bank_position">["position"]>} AtBank */

const OF_CASH = ["cash_to_trading", "cash_to_registry", "request_payment"];
const OF_BANK = ["bank_deposits", "cut_payments", "bank_answer", "bank_balance", "deposit",
  "withdraw", "set_bank_account", "set_rule"];
const OWN_CASH = /** @type {const} */ (["available_fen", "in_transit_fen", "registry_fen",
  "payable_fen"]);
const STATES = {
  available_fen: "cash_available",
  in_transit_fen: "cash_in_transit",
  registry_fen: "cash_registry",
  payable_fen: "cash_payable",
};

/** @param {{ desk: Desk }} props */
export function Cash({ desk }) {
  const { cash } = desk.answers;
  return html`<${OwnActs} desk=${desk} names=${OF_CASH} />
    ${cash && html`<${Pairs} name="cash" pairs=${OWN_CASH.map((name) =>
      [name, word("unit_states", STATES[name]), yuan(cash[name])])} />`}
    <${Payments} desk=${desk} />`;
}

/** Payments (出金) of the account, or of all. @param {{ desk: Desk }} props */
export function Payments({ desk }) {
  const { payments = [], next } = desk.answers.payments ?? {};
  const given = (/** @type {Payment} */ row) => ({
    payment: row.payment, ...(desk.isOwn && { account: desk.account }),
  });
  /** @type {Columns<Payment>} */
  const columns = [
    .../** @type {Columns<Payment>} */ (columnsOf("payment", "account", "amount_fen", "holder",
      "bank", "bank_account", "status", "requested", "reason")),
    { name: "acts", title: "", show: (row) => row.status === "requested" && html`<${ActButton}
      desk=${desk} name="withdraw_payment" given=${given(row)}
      tag=${`withdraw_payment-${row.payment}`} />` },
  ];
  return html`<${Table} name="payments" title=${t("payments")} columns=${columns} rows=${payments}
      keyOf=${(/** @type {Payment} */ row) => row.payment} />
    <${Pager} desk=${desk} question="payments" next=${next} />`;
}

/** The settlement bank: its balance beside the books, money without an owner, payments.
 * @param {{ desk: Desk }} props */
export function Bank({ desk }) {
  const { bank_position: bank, suspense, rules } = desk.answers;
  /** @type {Columns<Line>} */
  const lines = [
    .../** @type {Columns<Line>} */ (
      columnsOf("line", "date", "amount_fen", "bank_reference", "payer_name")),
    { name: "acts", title: "", show: (row) => ["assign_suspense", "return_suspense"].map((name) =>
      html`<${ActButton} key=${name} desk=${desk} name=${name} given=${{ line: row.line }}
        tag=${`${name}-${row.line}`} />`) },
  ];
  /** @type {() => Columns<RowOf<"rules", "rules">>} */
  const set = () => columnsOf("rule", "entity", "value");
  return html`<p class="row">${OF_BANK.map((name) => html`<${ActButton} key=${name} desk=${desk}
      name=${name} />`)}</p>
    ${bank?.position && html`<${AtBank} position=${bank.position} />`}
    <${Table} name="suspense" title=${t("suspense")} columns=${lines} rows=${suspense?.lines ?? []}
      keyOf=${(/** @type {Line} */ row) => row.line} />
    <${Payments} desk=${desk} />
    <${Table} name="rules" title=${t("rules")} columns=${set()} rows=${rules?.rules ?? []}
      keyOf=${(/** @type {any} */ row) => `${row.rule} ${row.entity}`} />`;
}

/** @param {{ position: AtBank }} props */
function AtBank({ position }) {
  const { balance_fen: balance, expected_fen: expected, difference_fen: difference } = position;
  const amounts = Object.entries({ balance, expected, difference })
    .map(([name, fen]) => [name, t(`bank_${name}`), yuan(fen)]);
  return html`<${Pairs} name="bank-position"
    pairs=${[["date", t("bank_day"), position.date], ...amounts]} />`;
}

/** The settlement reserve (风险准备金). @param {{ desk: Desk }} props */
export function Reserve({ desk }) {
  const { reserve } = desk.answers;
  if (!reserve) return null;
  const { available_fen: available, claims_fen: claims } = reserve;
  return html`<${Pairs} name="reserve" pairs=${[
      ["reserve-available", t("reserve"), yuan(available)],
      ["reserve-claims", t("reserve_claims"), yuan(claims)]]} />
    <p class="row">${["pay_into_reserve", "fees_into_reserve", "pay_out_of_reserve"].map((name) =>
      html`<${ActButton} key=${name} desk=${desk} name=${name} />`)}</p>`;
}

/** @typedef {RowOf<"defaults", "defaults">} Case */
/** @typedef {RowOf<"objections", "objections">} Objection */

const OF_DEFAULT = ["set_default_deadline", "cover_default", "cancel_default", "repay_default",
  "write_off_default"];

/** Trades in default (交收违约) and objections (异议). @param {{ desk: Desk }} props */
export function Claims({ desk }) {
  const { defaults, objections } = desk.answers;
  const short = (/** @type {Case} */ row) =>
    (row.missing === undefined ? `¥ ${yuan(row.missing_fen)}` : `${tonnes(row.missing)} t`);
  /** @type {Columns<Case>} */
  const cases = [
    .../** @type {Columns<Case>} */ (columnsOf("default", "date", "status", "account", "method",
      "trade", "instrument", "quantity", "amount_fen")),
    { name: "short_of", title: word("registry_fields", "short_of"), show: short },
    .../** @type {Columns<Case>} */ (columnsOf("deadline", "outstanding_fen")),
    { name: "acts", title: "", show: (row) => OF_DEFAULT.map((name) => html`<${ActButton}
      key=${name} desk=${desk} name=${name} given=${{ default: row.default }}
      tag=${`${name}-${row.default}`} />`) },
  ];
  const answer = (/** @type {Objection} */ row) => row.status === "open"
    && ["uphold_objection", "reject_objection"].map((name) => html`<${ActButton} key=${name}
      desk=${desk} name=${name} given=${{ objection: row.objection }}
      tag=${`${name}-${row.objection}`} />`);
  /** @type {Columns<Objection>} */
  const said = [
    .../** @type {Columns<Objection>} */ (columnsOf("objection", "time_ns", "account", "date",
      "method", "trade", "text", "status", "reason", "answered_by")),
    { name: "acts", title: "", show: answer },
  ];
  const own = { account: desk.account };
  return html`<${Table} name="defaults" title=${t("defaults")} columns=${cases}
      rows=${defaults?.defaults ?? []} keyOf=${(/** @type {Case} */ row) => row.default} />
    <${Pager} desk=${desk} question="defaults" next=${defaults?.next} />
    <${Table} name="objections" title=${t("objections")} columns=${said}
      rows=${objections?.objections ?? []}
      keyOf=${(/** @type {Objection} */ row) => row.objection}>
      <p class="row"><${ActButton} desk=${desk} name="object" given=${desk.isOwn ? own : {}} /></p>
    <//>
    <${Pager} desk=${desk} question="objections" next=${objections?.next} />
    ${!desk.isOwn && html`<${Reserve} desk=${desk} />`}`;
}
