// @ts-check
/** How a page begins: its frame, its words, its feed, and when it is painted. */

import { Frame } from "./frame.mjs";
import { learn } from "./language.mjs";
import { Live } from "./live.mjs";
import { Painter } from "./paint.mjs";
import { useThemeOf } from "./theme.mjs";
import { html, render } from "./view.mjs";
import { WORDS } from "./words.mjs";

const TICK_MS = 1000; // the clock of the frame

/**
 * What a page is: `words` of its own, `channels` of the feed that it hears of all instruments
 * (`status` comes by itself), `open` is called once and may connect, `View` shows its state.
 * @typedef {object} Page
 * @property {import("./language.mjs").Words} words
 * @property {string[]} [channels]
 * @property {(site: Site) => unknown} [open]
 * @property {() => unknown} View
 */

/**
 * What a page is given: the addresses of the venue's servers (empty: not known), the feed, and
 * `paint`, which is called after each change of what is shown.
 * @typedef {object} Site
 * @property {{ feed: string, gateway: string, registry: string }} servers
 * @property {Array<{ path: string, name: [string, string] }>} pages
 * @property {string} path of this page
 * @property {Live} live
 * @property {() => void} paint
 * @property {Error | null} fault
 */

/**
 * Begin a page.
 * @param {Page} page
 */
export async function start(page) {
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  const given = JSON.parse(document.getElementById("venue")?.textContent ?? "{}");
  learn({ ...WORDS, ...page.words });
  useThemeOf(document);
  const painter = new Painter(() => {
    render(html`<${Frame} page=${page} site=${site} />`, root);
    root.dataset.paints = String(painter.count);
  });
  const paint = () => painter.touch();
  const feed = location.origin.replace(/^http/, "ws");
  /** @type {Site} */
  const site = {
    ...given,
    servers: { ...given.servers, feed },
    live: new Live(feed, paint),
    paint,
    fault: null,
  };
  const failed = (/** @type {unknown} */ error) => {
    site.fault = error instanceof Error ? error : new Error(String(error));
    paint();
  };
  for (const channel of ["status", ...(page.channels ?? [])]) void site.live.hear(channel);
  site.live.run().catch(failed);
  setInterval(paint, TICK_MS);
  paint();
  try {
    await page.open?.(site);
  } catch (error) {
    failed(error);
  }
}
