// @ts-check
/** Questions to the feed by HTTP, under `/v1/`. */

import { parse } from "../sdk/index.mjs";

const PAGES_MAX = 10; // of one question, 1,000 rows each

/** The feed refused a question; the message is the venue's sentence. */
export class NotAnswered extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "NotAnswered";
    this.code = code;
  }
}

/**
 * A document.
 * @param {string} path as "/v1/time"
 * @returns {Promise<any>}
 * @throws {NotAnswered}
 */
export async function ask(path) {
  let answer;
  try {
    answer = await fetch(path, { headers: { Accept: "application/json" } });
  } catch (error) {
    throw new NotAnswered("venue_unreachable", String(error));
  }
  const content = parse(await answer.text());
  if (!answer.ok) throw new NotAnswered(content.error.code, content.error.message);
  return content;
}

/**
 * The rows of a question, of all its pages.
 * @param {string} path
 * @returns {Promise<any[]>}
 * @throws {NotAnswered}
 */
export async function rows(path) {
  const found = [];
  let next = path;
  for (let page = 0; next && page < PAGES_MAX; page += 1) {
    const content = await ask(next);
    found.push(...content.rows);
    next = content.next;
  }
  return found;
}
