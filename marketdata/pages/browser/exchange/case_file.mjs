// @ts-check
/** The case of surveillance that is open on the console: its history, and its evidence. */

/** @import { Int, Reply, Session } from "../keyed/types.d.ts" */
/** @import { EvidenceEvent } from "./evidence.mjs" */

/** @typedef {Reply<"case">["parties"][0]} Party */
/**
 * Events of the log in order, the accounts that they name, and how many are archived.
 * @typedef {{ events: EvidenceEvent[], parties: Map<string, Party>, archived: Int }} Evidence
 */

/** @type {Evidence} */
const NOTHING = { events: [], parties: new Map(), archived: 0 };

export class CaseFile {
  /** Of the open case; null: none is open. @type {Int | null} */ number = null;
  /** @type {Reply<"case"> | null} */ found = null;
  evidence = NOTHING;

  /** @param {Int | null} number */
  open(number) {
    this.number = number;
    this.found = null;
    this.evidence = NOTHING;
  }

  /**
   * Read the open case; its evidence too where something has changed.
   * @param {Session} session
   */
  async read(session) {
    const { number } = this;
    if (number === null) return;
    const found = await session.request("case", { case_number: number });
    const isKnown = this.found?.change === found.change;
    const evidence = isKnown ? this.evidence : await evidenceOf(session, found);
    if (this.number === number) Object.assign(this, { found, evidence });
  }
}

/**
 * All the evidence of a case.
 * @param {Session} session
 * @param {Reply<"case">} found
 * @returns {Promise<Evidence>}
 */
async function evidenceOf(session, { number, parties }) {
  const named = new Map(parties.map((each) => [String(each.account), each]));
  /** @type {EvidenceEvent[]} */ const events = [];
  for (let after = /** @type {Int | null} */ (0); after !== null; ) {
    const page = await session.request("case_events", { case_number: number, after });
    events.push(...page.events);
    for (const each of page.parties) named.set(String(each.account), each);
    if (page.next === null) return { events, parties: named, archived: page.archived };
    after = page.next;
  }
  return NOTHING;
}
