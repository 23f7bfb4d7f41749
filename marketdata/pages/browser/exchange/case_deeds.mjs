// @ts-check
/**
 * What staff does with a case: what is asked of the venue for it, in order; the same as
 * `ceax case` asks.
 */

/** @import { Int, Values } from "../keyed/types.d.ts" */

/**
 * What a deed needs to know of a case.
 * @typedef {{ number: Int, measure: string | null, accounts: Int[], held: string[] }} Subject
 */
/**
 * What was typed; `account`: whom it is for, empty: all accounts of the case.
 * @typedef {{ case_note: string, day?: string, account?: string, limit?: string, value?: Int,
 *   measure?: string }} Wish
 */
/** @typedef {[op: string, fields: Values]} Request */

export const MEASURES = ["reminder", "inquiry", "pledge", "restriction"];
export const BY_DEFAULT = -1; // value of an account's own limit: none any more
const REASON_BYTES = 120;

/** What was typed has no meaning for the case; `message` is the key of why. */
export class Unfit extends Error {
  code = "field_out_of_range";

  /**
   * @param {string} field
   * @param {string} why
   * @param {unknown} [allowed]
   */
  constructor(field, why, allowed = null) {
    super(why);
    this.field = field;
    this.allowed = allowed;
  }
}

/**
 * The requests of a deed. Throws Unfit.
 * @param {Subject} subject
 * @param {string} deed
 * @param {Wish} wish
 * @returns {Request[]}
 */
export function requestsOf(subject, deed, wish) {
  const reason = bounded(`case ${subject.number}: ${wish.case_note}`);
  const chosen = chosenOf(subject, wish);
  const first = { restriction: restricted, lift: lifted }[
    /** @type {"restriction" | "lift"} */ (deed)];
  const before = first?.(subject, chosen, wish, reason) ?? [];
  return [...before, ["case_act", actOf(subject, deed, wish)]];
}

/**
 * The fields of the act on the case.
 * @param {Subject} subject
 * @param {string} deed
 * @param {Wish} wish
 * @returns {Values}
 */
function actOf(subject, deed, { case_note: note, day, measure }) {
  const fields = { case_number: subject.number, case_note: note };
  if (MEASURES.includes(deed))
    return { ...fields, act: "measure", measure: deed, ...(day && { day }) };
  if (deed === "close")
    return { ...fields, act: "close", measure: measure || subject.measure || "none" };
  return { ...fields, act: deed };
}

/** @type {(of: Subject, chosen: Int[], wish: Wish, reason: string) => Request[]} */
function restricted(subject, chosen, { day, limit, value }, reason) {
  const accounts = chosen.length ? chosen : subject.accounts;
  if (limit && day) throw new Unfit("day", "limit_lasts");
  if (limit && value === undefined) throw new Unfit("value", "limit_needs_value");
  return accounts.map((account) =>
    limit
      ? ["set_account_limit", { account, limit, value, reason }]
      : ["suspend", { account, reason, ...(day && { until: day }) }]);
}

/** @type {(of: Subject, chosen: Int[], wish: Wish, reason: string) => Request[]} */
function lifted(subject, chosen, _wish, reason) {
  const held = subject.held.map((each) => each.split(" "));
  const isWanted = (/** @type {string | undefined} */ account) =>
    chosen.length === 0 || chosen.includes(Number(account));
  const wanted = held.filter(([, account]) => isWanted(account));
  return wanted.map(([name, number, code]) => {
    const account = Number(number);
    if (name === "suspended") return ["restore", { account, reason }];
    const of = code ? { instrument: code } : {};
    return ["set_account_limit", { account, limit: name, value: BY_DEFAULT, ...of, reason }];
  });
}

/**
 * The accounts that were named. Throws Unfit where one is not of the case.
 * @param {Subject} subject
 * @param {Wish} wish
 */
function chosenOf({ accounts }, { account = "" }) {
  const chosen = account.split(/[\s,]+/).filter(Boolean);
  const known = new Set(accounts.map(String));
  for (const each of chosen)
    if (!known.has(each)) throw new Unfit("account", "not_of_case", accounts.join(", "));
  return chosen.map(Number);
}

/** As much of a reason as one may have, in whole characters. @param {string} text */
function bounded(text) {
  const octets = new TextEncoder().encode(text).subarray(0, REASON_BYTES);
  return new TextDecoder().decode(octets, { stream: true });
}
