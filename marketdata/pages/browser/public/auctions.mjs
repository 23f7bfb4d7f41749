// @ts-check
/** Auctions to come and of the day, and deals of the block desk. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";

/** @param {import("./more.mjs").Props} props */
export function Auctions({ market }) {
  const { auctions = [], blocks = [] } = market.site.live.latest;
  return html`<${Panel} name="auctions" title=${t("auctions")}>
      <${Figures} name="auctions-table" caption=${t("auctions")} columns=${ofAuctions()}
        rows=${auctions} keyOf=${(/** @type {any} */ row) => row.auction} />
    <//>
    <${Panel} name="blocks" title=${t("blocks")}>
      <${Figures} name="blocks-table" caption=${t("blocks")} columns=${ofBlocks()}
        rows=${blocks} keyOf=${(/** @type {any} */ row) => row.deal} />
    <//>`;
}

/** @returns {import("../ground/pieces.mjs").Column[]} */
function ofAuctions() {
  return [
    { name: "auction", title: t("auction"), left: true },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "side", title: t("side"), left: true, show: (row) => word("sides", row.side) },
    {
      name: "state",
      title: t("state"),
      left: true,
      show: (row) => word("auction_states", row.state),
    },
    { name: "date", title: t("date"), left: true },
    { name: "hours", title: t("hours"), left: true, show: (row) => `${row.opens}–${row.closes}` },
    { name: "quantity", title: t("offered"), show: (row) => tonnes(row.quantity) },
    { name: "reserve", title: t("reserve"), show: (row) => price(row.reserve) },
    { name: "sold", title: t("sold"), show: (row) => tonnes(row.result?.sold) },
    { name: "cover", title: t("cover"), show: (row) => cover(row.result?.cover) },
    { name: "lowest", title: t("lowest"), show: (row) => price(row.result?.lowest) },
    { name: "highest", title: t("highest"), show: (row) => price(row.result?.highest) },
    { name: "amount", title: t("amount"), show: (row) => yuan(row.result?.amount_fen) },
    { name: "bids", title: t("bids"), show: (row) => tonnes(row.result?.bids) },
    { name: "outcome", title: t("result"), left: true, show: outcome },
  ];
}

/** @returns {import("../ground/pieces.mjs").Column[]} */
function ofBlocks() {
  return [
    { name: "deal", title: t("auction"), left: true },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "state", title: t("state"), left: true, show: (row) => word("deal_states", row.state) },
    { name: "trade", title: t("trade") },
    { name: "price", title: t("last"), show: (row) => price(row.price) },
    { name: "quantity", title: t("volume"), show: (row) => tonnes(row.quantity) },
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
  ];
}

/** @param {[number, number] | undefined} pair tonnes bid for, tonnes offered */
function cover(pair) {
  return pair && pair[1] ? (pair[0] / pair[1]).toFixed(2) : "–";
}

/** @param {any} row */
function outcome(row) {
  if (row.reason) return word("auction_outcomes", row.reason);
  return row.result ? word("auction_outcomes", "sold") : "–";
}
