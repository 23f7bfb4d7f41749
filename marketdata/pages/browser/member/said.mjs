// @ts-check
/** What became of an act. */

/** @import { Said } from "../keyed/types.d.ts" */

/**
 * Whether the venue has done what was asked: not where it refused, where the reply was lost, and
 * where the order that was looked for is not there.
 * @param {Pick<Said, "error" | "isEntered">} line
 */
export function isDone({ error, isEntered }) {
  return error === undefined && isEntered !== false;
}
