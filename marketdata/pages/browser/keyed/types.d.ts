/** Types that pages with a key share; browsers do not load them. */

import type { Column } from "../ground/pieces.mjs";
import type { Operations } from "../sdk/gateway.d.ts";

export type { FeedMessage } from "../sdk/feed.d.ts";
export type { Consequences, Int, Operations, Report } from "../sdk/gateway.d.ts";
export type { Operations as RegistryOperations } from "../sdk/registry.d.ts";
export type { Key, Session } from "../sdk/index.mjs";
export type { Live } from "../ground/live.mjs";
export type { Site } from "../ground/start.mjs";

/** An operation of the gateway. */
export type Op = keyof Operations;

/** What the gateway answers an operation. */
export type Reply<Name extends Op> = Operations[Name][1];

/** The reply to a log-on. */
export type LoggedOn = Reply<"log_on">;

/** Operations whose answer has rows under their own name. */
export type Listing = {
  [Name in Op]: Reply<Name> extends { [field in Name]: unknown[] } ? Name : never;
}[Op];

/** A row of such an answer. */
export type RowOf<Name extends Listing> =
  Reply<Name> extends { [field in Name]: Array<infer Row> } ? Row : never;

/** Columns of a table, by the rows that it shows. */
export type Columns<Row> = Array<Omit<Column, "show" | "mark"> & {
  show?: (row: Row) => unknown;
  mark?: (row: Row) => string;
}>;

/** What `useState` gives. */
export type Kept<Value> = [Value, (next: Value | ((before: Value) => Value)) => void];

/** The event of an input in which something was typed or chosen. */
export type Typed = Event & { target: HTMLInputElement };

/** Fields of a request by their names. */
export type Values = Record<string, unknown>;

/** What a dialog's inputs hold, by the names of their fields. */
export type Entered = { reason: string; [field: string]: string | boolean | File };

/** A field that a dialog asks for; `choices` are values, each with its words. */
export type Field = {
  name: string;
  label: string;
  kind?: string;
  required?: boolean;
  value?: string;
  hint?: string;
  choices?: Array<[value: string, words: string]>;
};

/** An error as a page shows it: a refusal of the venue says what it is about, and what to do. */
export type Failure = Error & {
  code?: string;
  field?: string | null;
  allowed?: unknown;
  remedy?: string;
};

/** What became of an act, or what the venue has noticed; `at` is in ns since 1970. */
export type Said = {
  op: string;
  fields: Values;
  at: bigint;
  reply?: any;
  error?: Failure;
  message?: string;
  /** whether an order whose reply was lost was found at the venue */
  isEntered?: boolean;
};
