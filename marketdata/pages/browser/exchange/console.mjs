// @ts-check
/** The exchange's console: the session of staff, and what the venue says of itself. */

import { ConnectionLost, VenueError, connect } from "../sdk/index.mjs";
import { knownServers, rememberKey } from "../keyed/key_store.mjs";
import { either, t } from "../ground/language.mjs";
import { Refresher } from "../keyed/refresh.mjs";
import { Board } from "./board.mjs";
import { CaseFile } from "./case_file.mjs";

/** @import { Consequences, Failure, Int, Key, LoggedOn, Op, Reply } from "../keyed/types.d.ts" */
/** @import { RowOf, Said, Session, Site, Values } from "../keyed/types.d.ts" */

/** @typedef {{ alerts?: RowOf<"alerts">[], cases?: RowOf<"cases">[] }} Whole */
/** @typedef {{ [Name in Exclude<Op, keyof Whole>]?: Reply<Name> } & Whole} Answers */

const ROLE = "exchange";
const SAID_MAX = 100; // acts of this session and notices of the venue, the newest
const KEPT_MOST = 2_000; // alerts, and cases: as many as the gateway keeps
const STEPS = 8; // of the schedule
const POLL_MS = 2_000; // for what the venue does not say of itself
const ALWAYS = ["status", "schedule", "days"];

export class Console {
  #site;
  /** Questions of what shows besides what always does. @type {string[]} */ #shown = [];
  /** Where the page of a question begins. @type {Map<string, Int | null>} */
  #places = new Map();
  board = new Board();
  caseFile = new CaseFile();
  /** @type {Session | null} */ session = null;
  /** The venue's id, once the feed has said it. @type {string | undefined} */ venue;
  /** The reply to the log-on. @type {LoggedOn | null} */ loggedOn = null;
  /** The id of the key that has logged on. */ keyId = "";
  /** Whether the gateway is connected. */ isOpen = false;
  /** What each question was answered last. @type {Answers} */ answers = {};
  /** What was done here, and what the venue has noticed, the newest first. @type {Said[]} */
  said = [];
  /** Why there is no session any more. @type {Error | null} */ ended = null;

  /** @param {Site} site */
  constructor(site) {
    this.#site = site;
    /** @type {(op: Op, fields?: Values) => () => Promise<unknown>} */
    const one = (op, fields = {}) => () => this.#open.request(op, fields);
    /** @type {(op: Op) => () => Promise<unknown>} */
    const page = (op) => () => this.#open.request(op, this.#placeOf(op));
    const whole = (/** @type {"alerts" | "cases"} */ op) => () =>
      this.#open.pages(op, op, {}, KEPT_MOST);
    const questions = {
      status: one("status"),
      schedule: one("schedule", { steps: STEPS }),
      supervision: one("supervision"),
      days: one("days"),
      auctions: one("auctions"),
      accounts: page("accounts"),
      sessions: page("sessions"),
      intents: page("intents"),
      dialogues: page("dialogues"),
      deals: page("deals"),
      acts: page("acts"),
      key_changes: page("key_changes"),
      alerts: whole("alerts"),
      cases: whole("cases"),
      case: () => this.caseFile.read(this.#open),
      approvals: one("approvals"),
    };
    const kept = Object.entries(questions).map(([name, ask]) => [name, this.#keeping(name, ask)]);
    this.refresh = new Refresher(Object.fromEntries(kept), (error) => this.#failed(error));
    setInterval(() => this.isOpen && this.#askShown(), POLL_MS);
  }

  /**
   * Show a part whose questions are asked again and again while it shows.
   * @param {string[]} questions
   */
  show(...questions) {
    this.#shown = questions;
    if (this.isOpen) this.#askShown();
  }

  /**
   * Ask a question for the page after a row; null: for its first page.
   * @param {string} question
   * @param {Int | null} after
   */
  turnTo(question, after) {
    this.#places.set(question, after);
    this.refresh.due(question);
  }

  /** Open a case; null: close the one that is open. @param {Int | null} number */
  openCase(number) {
    this.caseFile.open(number);
    if (this.isOpen) this.refresh.due("cases", "case");
    this.#site.paint();
  }

  /** Whether a question is asked for a page after its first. @param {string} question */
  isTurned(question) {
    return (this.#places.get(question) ?? null) !== null;
  }

  /** @param {string} question */
  #placeOf(question) {
    const after = this.#places.get(question) ?? null;
    return after === null ? {} : { after };
  }

  #askShown() {
    this.refresh.due(...ALWAYS, ...this.#shown);
  }

  /** Duties of this key; none of them named: it has all. */
  get duties() {
    return this.loggedOn?.duties ?? [];
  }

  /** Whether this key's duties have an act. @param {{ duties: string[] }} act */
  mayDo(act) {
    const { duties } = this;
    return duties.length === 0 || act.duties.some((each) => duties.includes(each));
  }

  /** Log on with a key of the exchange. Throws where that is refused. @param {Key} key */
  async logOn(key) {
    const options = { venue: this.venue, known: knownServers(this.venue), giveUpMs: Infinity };
    const onLink = (/** @type {"open" | "lost"} */ state) => this.#turn(state);
    const session = await connect(this.#site.servers.gateway, key, { ...options, onLink });
    this.loggedOn = session.loggedOn;
    this.keyId = key.id;
    this.session = session;
    this.ended = null;
    const { role } = session.loggedOn;
    if (role !== ROLE) {
      await this.logOff();
      throw new VenueError("role_not_allowed", t("other_role", { key: key.id, role }));
    }
    this.#watch(session, session.states(), () => this.#askShown());
    this.#watch(session, session.notices(), (notice) => this.#notice(notice));
    this.#askShown();
  }

  /** Log off; the tab forgets which key it had. */
  async logOff() {
    rememberKey(null);
    const { session } = this;
    this.session = null;
    this.isOpen = false;
    this.answers = {};
    await session?.close();
    this.#site.paint();
  }

  /**
   * What an act would do, which changes nothing. Throws where it would be refused.
   * @param {Op} op
   * @param {Values} fields
   * @returns {Promise<Consequences>}
   */
  async foresee(op, fields) {
    const reply = /** @type {{ dry_run: Consequences }} */ (
      await this.#open.request(op, { ...fields, dry_run: true }));
    return reply.dry_run;
  }

  /**
   * Do an act and note it; the reply. Throws where it is refused, which is noted too.
   * @param {Op} op
   * @param {Values} fields
   */
  async act(op, fields) {
    const at = BigInt(Date.now()) * 1_000_000n;
    try {
      const reply = await this.#open.request(op, fields);
      this.#say({ op, fields, reply, at });
      return reply;
    } catch (error) {
      this.#say({ op, fields, error: /** @type {Failure} */ (error), at });
      throw error;
    } finally {
      this.#askShown();
    }
  }

  /** The session. Throws ConnectionLost where there is none. */
  get #open() {
    if (this.session === null) throw new ConnectionLost(1000, "logged off");
    return this.session;
  }

  /** @param {any} notice */
  #notice(notice) {
    const { type: op, text_zh: zh, text_en: en } = notice;
    const message = notice.message ?? either(zh, en);
    this.#say({ op, fields: notice, message, at: BigInt(Date.now()) * 1_000_000n });
    this.refresh.due("status");
  }

  /**
   * Hear a stream of the session until it ends.
   * @template Each
   * @param {Session} session
   * @param {AsyncIterable<Each>} stream
   * @param {(each: Each) => void} heard
   */
  async #watch(session, stream, heard) {
    try {
      for await (const each of stream) heard(each);
    } catch (error) {
      if (this.session !== session) return;
      this.ended = /** @type {Error} */ (error);
      await this.logOff();
    }
  }

  /** @param {"open" | "lost"} state */
  #turn(state) {
    this.isOpen = state === "open";
    if (this.isOpen && this.session !== null) this.#askShown();
    this.#site.paint();
  }

  /** @param {Said} line */
  #say(line) {
    this.said = [line, ...this.said].slice(0, SAID_MAX);
    this.#site.paint();
  }

  /**
   * @param {string} name
   * @param {() => Promise<unknown>} ask
   */
  #keeping(name, ask) {
    return async () => {
      if (this.session === null || !this.isOpen) return;
      const answer = await ask();
      this.answers = { ...this.answers, [name]: answer };
      this.#site.paint();
    };
  }

  /** A question was not answered: a lost connection asks again by itself. @param {Error} error */
  #failed(error) {
    if (error instanceof ConnectionLost || this.session === null) return;
    if (!(error instanceof VenueError)) throw error;
    this.#say({ op: "", fields: {}, error, at: BigInt(Date.now()) * 1_000_000n });
  }
}
