// @ts-check
/** A member's desk: its session, and what the venue says of its account. */

import {
  ConnectionLost,
  Refused,
  ReportsLost,
  VenueError,
  connect,
  connectRegistry,
} from "../sdk/index.mjs";
import { knownServers, rememberKey } from "../keyed/key_store.mjs";
import { t } from "../ground/language.mjs";
import { Refresher } from "../keyed/refresh.mjs";
import { Fills } from "./fills.mjs";
import { Orders } from "./orders.mjs";
import { Rules } from "./rules.mjs";
import { isOfTrade, touchedBy } from "./touched.mjs";

/** @import { Key, Listing, LoggedOn, Op, RegistryOperations, Reply } from "../keyed/types.d.ts" */
/** @import { RowOf, Said, Session, Site, Values } from "../keyed/types.d.ts" */

const ROLE = "member";
const SAID_MAX = 50; // lines of what became of this member's acts
const ORDERS_MOST = 100_000; // of a day, open and finished
const POLL_MS = 2_000; // for what no report says: intents of others, auctions

export class Desk {
  #site;
  /** @type {Session | null} */ session = null;
  /** @type {import("../sdk/registry.mjs").Registry | null} once it was asked for */
  #registry = null;
  /** @type {Key | null} */ #key = null;
  /** The venue's id, once the feed has said it. @type {string | undefined} */ venue;
  /** The reply to the log-on. @type {LoggedOn | null} */ loggedOn = null;
  /** Whether the gateway is connected. */ isOpen = false;
  orders = new Orders();
  fills = new Fills();
  rules = new Rules();
  /** @type {Reply<"balances"> | null} */ balances = null;
  /** @type {Reply<"account_limits"> | null} */ limits = null;
  /** @type {Array<RowOf<"intents">>} */ intents = [];
  /** @type {Array<RowOf<"dialogues">>} */ dialogues = [];
  /** @type {Array<RowOf<"deals">>} */ deals = [];
  /** @type {Array<RowOf<"auctions">>} */ auctions = [];
  /** @type {Array<RowOf<"bids">>} */ bids = [];
  /** What became of the last acts, the newest first. @type {Said[]} */ said = [];
  /** Why there is no session any more. @type {Error | null} */ ended = null;

  constructor(/** @type {Site} */ site) {
    this.#site = site;
    const questions = {
      rules: () => this.rules.ask(this.#open),
      balances: async () => (this.balances = await this.#open.request("balances", {})),
      limits: async () => (this.limits = await this.#open.request("account_limits", {})),
      intents: async () => (this.intents = await this.#rows("intents")),
      dialogues: async () => (this.dialogues = await this.#rows("dialogues")),
      deals: async () => (this.deals = await this.#rows("deals")),
      auctions: async () => (this.auctions = await this.#rows("auctions")),
      bids: async () => (this.bids = await this.#rows("bids")),
    };
    const painted = Object.entries(questions).map(([name, ask]) => [name, this.#painting(ask)]);
    this.refresh = new Refresher(Object.fromEntries(painted), (error) => this.#failed(error));
    setInterval(() => this.isOpen && this.refresh.due("intents", "auctions"), POLL_MS);
  }

  /** Log on with a key and read everything. Throws where the log-on is refused. @param {Key} key */
  async logOn(key) {
    const { servers } = this.#site;
    const known = knownServers(this.venue);
    const options = { venue: this.venue, known, giveUpMs: Infinity };
    const onLink = (/** @type {"open" | "lost"} */ state) => this.#turn(state);
    const session = await connect(servers.gateway, key, { ...options, onLink });
    this.#key = key;
    this.loggedOn = session.loggedOn;
    this.session = session;
    this.ended = null;
    const { role } = session.loggedOn;
    if (role !== ROLE) {
      await this.logOff();
      throw new VenueError("role_not_allowed", t("other_role", { key: key.id, role }));
    }
    await this.#load().catch(async (error) => {
      await this.logOff();
      throw error;
    });
    this.#read(session);
    this.#watchStates(session);
    this.refresh.due();
  }

  /** Log off; the tab forgets which key it had. */
  async logOff() {
    rememberKey(null);
    const { session } = this;
    this.session = null;
    this.isOpen = false;
    await session?.close();
    await this.#registry?.close();
    this.#registry = null;
    this.#site.paint();
  }

  /** The session. Throws ConnectionLost where there is none. */
  get #open() {
    if (this.session === null) throw new ConnectionLost(1000, "logged off");
    return this.session;
  }

  /** Ask an act and note that it was done; the reply. Throws where it is refused. */
  async ask(/** @type {Op} */ op, /** @type {Values} */ fields) {
    const reply = await this.#open.request(op, fields);
    this.#say({ op, fields, reply });
    return reply;
  }

  /**
   * Ask an act and note what became of it; the reply, or null where it was refused or lost. An
   * order whose reply was lost is looked for by its client id once the venue is back.
   */
  async act(/** @type {Op} */ op, /** @type {Values} */ fields) {
    try {
      return await this.ask(op, fields);
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      this.#say({ op, fields, error });
      const unknown = error instanceof ConnectionLost || error.code === "reply_missing";
      if (unknown && fields.client_order_id && op === "new_order")
        this.#lookFor(fields).catch((failed) => this.#say({ op: "order", fields, error: failed }));
      return null;
    }
  }

  /**
   * Ask the registry with the same key. Throws as the SDK does.
   * @template {keyof RegistryOperations} Name
   * @param {Name} op
   * @param {RegistryOperations[Name][0]} fields
   */
  async askRegistry(op, fields) {
    const options = { venue: this.venue, known: knownServers(this.venue), giveUpMs: Infinity };
    const key = /** @type {Key} */ (this.#key);
    this.#registry ??= await connectRegistry(this.#site.servers.registry, key, options);
    return this.#registry.request(op, fields);
  }

  async #lookFor(/** @type {Record<string, any>} */ { client_order_id }) {
    await this.#open.connected();
    const found = await this.#open.request("order", { client_order_id });
    const isEntered = found.order !== null;
    if (!isEntered && found.refused !== null) throw new Refused("new_order", found.refused);
    this.#say({ op: "order", fields: { client_order_id }, reply: found.order ?? {}, isEntered });
  }

  /** The orders and trades of the day, before the first report is read. */
  async #load() {
    const [orders, fills] = await Promise.all([
      this.#open.pages("orders", "orders", {}, ORDERS_MOST),
      this.#open.pages("fills", "fills"),
    ]);
    const date = /** @type {{ report_date: string }} */ (this.loggedOn).report_date;
    this.orders.begin(date, orders);
    this.fills.begin(date, fills);
  }

  /**
   * The rows of a question, its first page.
   * @template {Listing} Name @param {Name} name
   * @returns {Promise<Array<RowOf<Name>>>}
   */
  async #rows(name) {
    return /** @type {any} */ (await this.#open.request(name, {}))[name];
  }

  async #read(/** @type {Session} */ session) {
    while (this.session === session) {
      try {
        for await (const report of session.reports()) this.#take(report);
        return;
      } catch (error) {
        if (error instanceof ReportsLost) await this.#load();
        else return this.#end(error);
      }
    }
  }

  #take(/** @type {any} */ report) {
    if (isOfTrade(report.report)) this.fills.take(report);
    if (report.order !== undefined && report.report !== "refused") this.orders.take(report);
    const touched = touchedBy(report.report);
    if (touched.length > 0) this.refresh.due(...touched);
    this.#site.paint();
  }

  async #watchStates(/** @type {Session} */ session) {
    try {
      for await (const { date } of session.states()) {
        if (date > this.orders.date) this.#beginDay(date);
        this.refresh.due();
      }
    } catch (error) {
      this.#end(error);
    }
  }

  #beginDay(/** @type {string} */ date) {
    this.orders.begin(date, []);
    this.fills.begin(date, []);
  }

  #turn(/** @type {"open" | "lost"} */ state) {
    this.isOpen = state === "open";
    if (this.isOpen && this.session !== null) this.refresh.due();
    this.#site.paint();
  }

  #end(/** @type {any} */ error) {
    if (this.session === null) return;
    this.ended = error;
    this.session = null;
    this.isOpen = false;
    rememberKey(null);
    this.#site.paint();
  }

  #say(/** @type {Omit<Said, "at">} */ line) {
    const at = BigInt(Date.now()) * 1_000_000n;
    this.said = [{ ...line, at }, ...this.said].slice(0, SAID_MAX);
    this.#site.paint();
  }

  /** A question that repaints; without a session nothing is asked. @param {() => unknown} ask */
  #painting(ask) {
    return async () => {
      if (this.session === null || !this.isOpen) return;
      await ask();
      this.#site.paint();
    };
  }

  /** A question was not answered: a lost connection asks again by itself. @param {Error} error */
  #failed(error) {
    if (error instanceof ConnectionLost || this.session === null) return;
    if (!(error instanceof VenueError)) throw error;
    this.#say({ op: error instanceof Refused ? error.op : "", fields: {}, error });
  }
}
