/** Types of the registry's page; browsers do not load them. */

import type { Operations } from "../sdk/registry.d.ts";

export type { Columns, Failure, Field, Int, Kept, Key, Said, Site, Typed, Values }
  from "../keyed/types.d.ts";
export type { Registry } from "../sdk/registry.mjs";

/** An operation of the registry. */
export type Op = keyof Operations;

/** What the registry answers an operation. */
export type Reply<Name extends Op> = Operations[Name][1];

/** What it is asked with. */
export type Request<Name extends Op> = Operations[Name][0];

/** An entity against its obligation of a year. */
export type Position = Reply<"position">["position"];

/** What each question was answered last, by its name: that of its operation, but for one. */
export type Answers = { [Name in Op]?: Reply<Name> } & { obligations?: Position[] };

/** The name of a question. */
export type Question = keyof Answers;

/** Rows of an answer. */
export type RowOf<Name extends Op, Rows extends keyof Reply<Name>> =
  Reply<Name>[Rows] extends Array<infer Row> ? Row : never;

/** A field of a form, as the registry takes it. */
export type ActField = {
  name: string;
  kind: string;
  required: boolean;
  help: string;
  choices?: string[];
};

/**
 * What the registry does for whom; `once`: however often it is sent; `market`: the only one that has
 * it, "": both.
 */
export type Act = {
  help: string;
  roles: string[];
  once: boolean;
  market: string;
  fields: ActField[];
};

/** Acts by their names. */
export type Acts = Record<string, Act>;
