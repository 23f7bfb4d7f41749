// @ts-check
/** The page's session with the registry: what it asks again and again, and the acts of its key. */

import { ConnectionLost, Refused, VenueError, connectRegistry } from "../sdk/index.mjs";
import { knownServers, rememberKey } from "../keyed/key_store.mjs";
import { Refresher } from "../keyed/refresh.mjs";
import { ACTS } from "./acts.mjs";
import { upload } from "./uploads.mjs";

/** @import { Answers, Failure, Key, Op, Position, Question, Registry } from "./types.d.ts" */
/** @import { Reply, Request, Said, Site, Values } from "./types.d.ts" */

/** What the tabs of the page ask. @type {Question[]} */
const QUESTIONS = [
  "accounts", "alerts", "bank_position", "blocks", "cash", "certificates", "changes", "defaults",
  "entities", "entity", "events", "holdings", "instruments", "journal", "objections",
  "obligations", "payments", "positions", "proposals", "reserve", "rights", "rules", "settled",
  "standing", "suspense", "transfers", "vintages",
];
const OWN = ["member", "viewer"];
const SAID_MAX = 100; // acts of this session, the newest
const POLL_MS = 2_000;
const YEARS_SHOWN = 4; // of an entity's obligations
/** The field by which a question goes on, of those with pages. @type {Record<string, string>} */
const GOES_ON_BY = { journal: "from", events: "from", changes: "from" };

export class Desk {
  #site;
  /** @type {Question[]} */ #shown = [];
  /** Where the page of a question begins. @type {Map<string, any>} */ #places = new Map();
  /** @type {Registry | null} */ session = null;
  /** The venue's id, once the feed has said it. @type {string | undefined} */ venue;
  /** The reply to the log-on. @type {Registry["loggedOn"]} */ loggedOn = null;
  keyId = "";
  /** The market whose books the registry keeps, once it has said it. */ market = "";
  /** Whether the registry is connected. */ isOpen = false;
  /** @type {Answers} */ answers = {};
  /** Why a question is not answered. @type {{ [Name in Question]?: Failure }} */ refusals = {};
  /** What was done here, the newest first. @type {Said[]} */ said = [];
  /** Why there is no session any more. @type {Error | null} */ ended = null;
  /** The year of obligations that staff looks at; a number. */ year = 0;

  /** @param {Site} site */
  constructor(site) {
    this.#site = site;
    const asked = QUESTIONS.map((name) => [name, () => this.#keep(name)]);
    this.refresh = new Refresher(Object.fromEntries(asked), (error) => this.#failed(error));
    setInterval(() => this.isOpen && this.refreshShown(), POLL_MS);
  }

  get role() {
    return String(this.loggedOn?.role ?? "");
  }

  /** Whether the key is of an account, rather than of staff. */
  get isOwn() {
    return OWN.includes(this.role);
  }

  /** The account of the key; null for staff. */
  get account() {
    return this.loggedOn?.account ?? null;
  }

  /** The exchange's day, as the feed says it. */
  get today() {
    return String(this.#site.live.latest.status?.date ?? "");
  }

  /** Whether this key may ask an act. @param {string} name */
  mayDo(name) {
    const act = ACTS[name];
    const isHere = ["", this.market].includes(act?.market ?? "");
    return isHere && (act?.roles.includes(this.role) ?? false);
  }

  /** Log on with a key. Throws where that is refused. @param {Key} key */
  async logOn(key) {
    const options = { venue: this.venue, known: knownServers(this.venue), giveUpMs: Infinity };
    const onLink = (/** @type {"open" | "lost"} */ state) => this.#turn(state);
    const { registry } = this.#site.servers;
    const session = await connectRegistry(registry, key, { ...options, onLink });
    this.market = (await session.request("market", {})).market;
    this.session = session;
    this.loggedOn = session.loggedOn;
    this.keyId = key.id;
    this.isOpen = session.isConnected;
    this.ended = null;
    this.year ||= Number(this.today.slice(0, 4) || new Date().getFullYear()) - 1;
    this.#site.paint();
  }

  /** Log off; the tab forgets which key it had. */
  async logOff() {
    rememberKey(null);
    const { session } = this;
    this.session = null;
    this.isOpen = false;
    this.answers = {};
    this.refusals = {};
    this.#places.clear();
    await session?.close();
    this.#site.paint();
  }

  /** Show a part whose questions are asked again and again. @param {Question[]} questions */
  show(questions) {
    this.#shown = questions;
    this.refreshShown();
  }

  /** Ask again what shows. */
  refreshShown() {
    if (this.isOpen && this.#shown.length) this.refresh.due(...this.#shown);
  }

  /**
   * Ask a question for the page after a place; null: for its first page.
   * @param {Question} question
   * @param {unknown} place
   */
  turnTo(question, place) {
    this.#places.set(question, place);
    this.refresh.due(question);
  }

  /** Whether a question is asked for a page after its first. @param {string} question */
  isTurned(question) {
    return (this.#places.get(question) ?? null) !== null;
  }

  /**
   * Ask an operation. Throws as the SDK does.
   * @template {Op} Name
   * @param {Name} op
   * @param {Request<Name>} fields
   * @returns {Promise<Reply<Name>>}
   */
  async ask(op, fields) {
    if (this.session === null) throw new ConnectionLost(1000, "logged off");
    return this.session.request(op, fields);
  }

  /**
   * What giving units up would do. Throws where it would be refused.
   * @param {string} act
   * @param {Values} fields
   */
  foresee(act, { document: _document, note: _note, ...fields }) {
    return this.ask("foresee", /** @type {any} */ ({ ...fields, act }));
  }

  /**
   * Do an act and note it; the reply. Throws where it is refused, which is noted too.
   * @param {string} op
   * @param {Values} fields
   */
  async act(op, fields) {
    const at = BigInt(Date.now()) * 1_000_000n;
    try {
      const reply = await this.ask(/** @type {Op} */ (op), await this.#sent(fields));
      this.#say({ op, fields, reply, at });
      return reply;
    } catch (error) {
      this.#say({ op, fields, error: /** @type {Failure} */ (error), at });
      throw error;
    } finally {
      this.refreshShown();
    }
  }

  /** Fields with the digest of a file, once it is sent up. @param {Values} fields */
  async #sent(fields) {
    const { digest: file } = fields;
    if (!(file instanceof File) || this.session === null) return /** @type {any} */ (fields);
    return { ...fields, digest: await upload(this.session, file) };
  }

  /** @param {Question} name */
  async #keep(name) {
    if (this.session === null || !this.isOpen) return;
    try {
      const answer = name === "obligations" ? await this.#obligations() : await this.#page(name);
      this.answers = { ...this.answers, [name]: answer };
      delete this.refusals[name];
    } catch (error) {
      if (!(error instanceof Refused) || error.op === "log_on") throw error;
      this.refusals = { ...this.refusals, [name]: error };
    }
    this.#site.paint();
  }

  /** @param {Op} name */
  #page(name) {
    const place = this.#places.get(name) ?? null;
    const from = place === null || typeof place === "object"
      ? place
      : { [GOES_ON_BY[name] ?? "after"]: place };
    return this.ask(name, /** @type {any} */ ({ ...this.#fieldsOf(name), ...from }));
  }

  /** What a question is asked with. @param {Op} name */
  #fieldsOf(name) {
    const ofYear = ["completion", "positions", "late"].includes(name);
    const isOpen = name === "defaults" && !this.isOwn;
    return {
      ...(ofYear && { year: this.year }),
      ...(isOpen && { standing: true }),
      ...(name === "proposals" && { waiting: true }),
      ...(name === "entity" && { account: this.account }),
    };
  }

  /** The own entity's obligations, the newest year first. */
  async #obligations() {
    const newest = Number(this.today.slice(0, 4) || new Date().getFullYear());
    /** @type {Position[]} */ const found = [];
    for (let year = newest; year > newest - YEARS_SHOWN; year -= 1) {
      try {
        found.push((await this.ask("position", { year })).position);
      } catch (error) {
        if (/** @type {Failure} */ (error).code !== "obligation_unknown") throw error;
      }
    }
    return found;
  }

  /** @param {"open" | "lost"} state */
  #turn(state) {
    this.isOpen = state === "open";
    this.refreshShown();
    this.#site.paint();
  }

  /** @param {Said} line */
  #say(line) {
    this.said = [line, ...this.said].slice(0, SAID_MAX);
    this.#site.paint();
  }

  /** A question came to nothing: a lost connection asks again by itself. @param {Error} error */
  #failed(error) {
    if (error instanceof ConnectionLost || this.session === null) return;
    if (!(error instanceof VenueError)) throw error;
    this.ended = error;
    void this.logOff();
  }
}
