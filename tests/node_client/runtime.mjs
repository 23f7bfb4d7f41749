// What a client that was written from a contract needs: JSON whose integers keep all their digits,
// the check of a value against a schema (JSON Schema, draft 7, as far as contracts use it), and one
// connection. It knows no operation of any server. Needs Node 22 or later.

import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";

const INTEGER = /^-?[0-9]+$/;
const ED25519 = Buffer.from("302a300506032b6570032100", "hex"); // before a public key, in DER

/** JSON as values; an integer that a number cannot hold exactly is a BigInt. */
export function parse(text) {
  return JSON.parse(text, (_name, value, context) => {
    const large = typeof value === "number" && !Number.isSafeInteger(value);
    return large && INTEGER.test(context.source) ? BigInt(context.source) : value;
  });
}

/** Values as JSON; a BigInt is written as an integer. */
export function write(value) {
  return JSON.stringify(value, (_name, each) =>
    typeof each === "bigint" ? JSON.rawJSON(String(each)) : each,
  );
}

const isInteger = (value) => typeof value === "bigint" || Number.isSafeInteger(value);
const isMap = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const IS = {
  integer: isInteger,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: Array.isArray,
  object: isMap,
};

/** Why a value does not fit a schema, with the place; null where it fits. */
export function problem(schema, value, at = "") {
  if (schema.anyOf ?? schema.oneOf) {
    const found = (schema.anyOf ?? schema.oneOf).map((each) => problem(each, value, at));
    return found.includes(null) ? null : found.join(", or ");
  }
  if ("const" in schema && value !== schema.const) return `${at} is not ${schema.const}`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is none of ${schema.enum}`;
  if (schema.type && !IS[schema.type](value)) return `${at} is no ${schema.type}`;
  if (isInteger(value)) return boundProblem(schema, value, at);
  if (typeof value === "string") return textProblem(schema, value, at);
  if (Array.isArray(value)) return listProblem(schema, value, at);
  return isMap(value) ? mapProblem(schema, value, at) : null;
}

function boundProblem({ minimum, maximum }, value, at) {
  if (minimum !== undefined && value < minimum) return `${at} is below ${minimum}`;
  return maximum !== undefined && value > maximum ? `${at} is above ${maximum}` : null;
}

function textProblem({ pattern, minLength = 0, maxLength = Infinity }, value, at) {
  const length = [...value].length;
  if (length < minLength || length > maxLength) return `${at} has ${length} characters`;
  return pattern && !new RegExp(pattern, "u").test(value) ? `${at} is no ${pattern}` : null;
}

function listProblem({ items = {}, minItems = 0, maxItems = Infinity }, value, at) {
  if (value.length < minItems || value.length > maxItems) return `${at} has ${value.length} items`;
  return first(value, (each, place) => {
    const schema = Array.isArray(items) ? items[place] : items;
    return problem(schema, each, `${at}[${place}]`);
  });
}

function mapProblem(schema, value, at) {
  const { properties, required = [], propertyNames, additionalProperties } = schema;
  const missing = required.find((name) => value[name] === undefined);
  if (missing !== undefined) return `${at}.${missing} is missing`;
  return first(Object.entries(value), ([name, each]) => {
    if (each === undefined) return null;
    const field = properties?.[name] ?? additionalProperties ?? (properties ? false : {});
    if (field === false) return `${at}.${name} is not in the contract`;
    const named = propertyNames ? problem(propertyNames, name, `${at}.${name}`) : null;
    return named ?? problem(field, each, `${at}.${name}`);
  });
}

function first(values, look) {
  for (const [place, each] of values.entries()) {
    const found = look(each, place);
    if (found !== null) return found;
  }
  return null;
}

/** The server refused a request; `error` is what it said. */
export class Refused extends Error {
  constructor(op, error) {
    super(`${op} refused: ${error.message} [${error.code}]`);
    this.error = error;
  }
}

/** One connection: every message that leaves or comes is checked against the contract. */
export class Connection {
  #socket;
  #definitions;
  #waiting = new Map();
  #heard = [];
  #listening = [];
  #nextId = 1;
  #nonce = randomBytes(32).toString("hex");

  constructor(url, contract) {
    this.#definitions = contract.definitions;
    this.#socket = new WebSocket(`${url}/?nonce=${this.#nonce}`);
    this.#socket.onmessage = (event) => this.#read(event.data);
    this.#socket.onclose = (event) => this.#fail(new Error(`closed: ${event.code}`));
  }

  /** Wait for the challenge of a server of that kind, and check that it has signed it. */
  async opened(server) {
    const challenge = (this.challenge = await this.next("challenge"));
    const text = this.#textOf("challenge", challenge);
    const key = Buffer.concat([ED25519, Buffer.from(challenge.server_key, "hex")]);
    const signature = Buffer.from(challenge.signature, "hex");
    const public_ = createPublicKey({ key, format: "der", type: "spki" });
    const isProven = verify(null, text, public_, signature);
    if (!isProven || challenge.server !== server || challenge.client_nonce !== this.#nonce)
      throw new Error(`this is not the ${server} that was meant`);
    return this;
  }

  /** Log on with an Ed25519 key in PEM. */
  async signOn(key, pem) {
    const time_ns = BigInt(Date.now()) * 1_000_000n;
    const text = this.#textOf("log_on.request", { ...this.challenge, key, time_ns });
    const signature = sign(null, text, createPrivateKey(pem)).toString("hex");
    return this.request("log_on", { key, time_ns, signature });
  }

  /** What the signature of a message covers, as the contract says it. */
  #textOf(name, fields) {
    const said = this.#definitions[name].properties.signature.description;
    const text = said
      .match(/`(.*)`/)[1]
      .replaceAll("\\n", "\n")
      .replaceAll(/\{(\w+)\}/g, (_found, field) => fields[field]);
    return Buffer.from(text);
  }

  /** Ask an operation by its name; the reply, or Refused. */
  request(op, fields = {}) {
    const message = { op, id: this.#nextId++, ...fields };
    this.#check(`${op}.request`, message);
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { op, resolve, reject });
      this.#socket.send(write(message));
    });
  }

  /** The next message of that name in the contract that the server sends unasked. */
  next(name) {
    return new Promise((resolve, reject) => {
      this.#listening.push({ name, resolve, reject });
      this.#deliver();
    });
  }

  close() {
    this.#socket.close();
  }

  #read(text) {
    try {
      for (const message of [parse(text)].flat()) this.#take(message);
    } catch (error) {
      this.#fail(error);
      this.#socket.close();
    }
  }

  #take(message) {
    if (message.type !== "reply") {
      this.#heard.push([this.#nameOf(message), message]);
      this.#deliver();
      return;
    }
    const { op, resolve, reject } = this.#waiting.get(message.id);
    this.#check(message.ok ? `${op}.reply` : "refused", message);
    this.#waiting.delete(message.id);
    if (message.ok) resolve(message);
    else reject(new Refused(op, message.error));
  }

  /** The name of a message that was not asked for: of the one definition that it fits. */
  #nameOf(message) {
    const unasked = ([name]) => !/\.(request|reply)$/.test(name) && name !== "refused";
    const found = Object.entries(this.#definitions)
      .filter(unasked)
      .filter(([, schema]) => problem(schema, message) === null);
    if (found.length !== 1) throw new Error(`in ${found.length} definitions: ${write(message)}`);
    return found[0][0];
  }

  #check(name, message) {
    const found = problem(this.#definitions[name], message, name);
    if (found !== null) throw new Error(found);
  }

  #deliver() {
    for (const wanted of [...this.#listening]) {
      const place = this.#heard.findIndex(([name]) => name === wanted.name);
      if (place < 0) continue;
      this.#listening.splice(this.#listening.indexOf(wanted), 1);
      wanted.resolve(this.#heard.splice(place, 1)[0][1]);
    }
  }

  #fail(error) {
    for (const { reject } of [...this.#waiting.values(), ...this.#listening]) reject(error);
    this.#waiting.clear();
    this.#listening = [];
  }
}
