// @ts-check
/** The public page: prices, bars, depth, trades, and what the venue publishes. It needs no key. */

import { start } from "../ground/start.mjs";
import { html } from "../ground/view.mjs";
import { COMPOSITE } from "../words.mjs";
import { Composite } from "./composite.mjs";
import { Market } from "./market.mjs";
import { More, Published } from "./more.mjs";
import { BarsPanel, Depth, Trades } from "./trading.mjs";
import { Vintages } from "./vintages.mjs";
import { WORDS } from "./words.mjs";

/** @type {Market | null} */ let market = null;
/** @type {Published | null} */ let published = null;

function View() {
  if (market === null || published === null) return null;
  const ofBook = market.instrument !== null && market.instrument !== COMPOSITE;
  return html`<div class="grid market unprinted">
      ${market.hasComposite ? html`<${Composite} market=${market} />` : null}
      <${BarsPanel} market=${market} />
      <${Vintages} market=${market} />
      ${ofBook ? html`<div class="grid book"><${Depth} market=${market} />
        <${Trades} market=${market} /></div>` : null}
    </div>
    <${More} market=${market} published=${published} />`;
}

void start({
  words: WORDS,
  channels: ["summary", "auctions", "blocks", "announcements"],
  open: (site) => {
    market = new Market(site);
    published = new Published(site);
    site.paint();
  },
  View,
});
