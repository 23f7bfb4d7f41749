// @ts-check
/** End-of-day statements (日终报表), which the registry writes. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { Refusal } from "./refusal.mjs";
import { html, useState } from "../ground/view.mjs";

/** @import { Columns, Failure, Kept, RegistryOperations, Typed } from "./types.d.ts" */

/** @typedef {RegistryOperations["statement"][1]} Said */
/** @typedef {Said["units"][0]} UnitsRow */
/** @typedef {Said["trades"][0]} SettledRow */
/** @typedef {{ statement: Said | null, error: Failure | null }} Found */

const NOT_TOTALS = new Set(["opening_fen", "closing_fen"]);

/**
 * Choose a day and read its statement. `ask` asks the registry.
 * @param {{ today: string, ask: (date: string) => Promise<Said> }} props
 */
export function Statements({ today, ask }) {
  /** @type {Kept<string>} */ const [date, setDate] = useState(today);
  /** @type {Kept<Found>} */
  const [found, setFound] = useState({ statement: null, error: null });
  const read = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      setFound({ statement: await ask(date), error: null });
    } catch (error) {
      setFound({ statement: null, error: /** @type {Failure} */ (error) });
    }
  };
  return html`<div data-name="statements">
    <form class="row" onSubmit=${read}>
      <label>${t("stated_day")}<input type="date" data-name="statement-date" required value=${date}
        onInput=${(/** @type {Typed} */ { target }) => setDate(target.value)} /></label>
      <button class="main" data-name="statement-read">${t("show")}</button>
    </form>
    <${Refusal} error=${found.error} />
    ${found.statement && html`<${Statement} statement=${found.statement} />`}
  </div>`;
}

/** @param {{ statement: Said }} props */
function Statement({ statement }) {
  const { cash, units, trades, name, date, account } = statement;
  const moved = Object.entries(cash).filter(([key, fen]) => fen !== 0 || NOT_TOTALS.has(key));
  return html`<article data-name="statement">
    <h3>${date} · ${account} ${name}</h3>
    <dl class="pairs">${moved.map(([key, fen]) => html`<div key=${key}>
      <dt>${t(`cash_${key}`)}</dt><dd data-name=${key}>${yuan(fen)}</dd></div>`)}</dl>
    <${Units} rows=${units} />
    <${Settled} rows=${trades} />
  </article>`;
}

/** @param {{ rows: UnitsRow[] }} props */
function Units({ rows }) {
  /** @type {(name: string) => Columns<any>[0]} */
  const one = (name) => ({ name, title: t(`units_${name}`), show: (row) => tonnes(row[name]) });
  /** @type {Columns<UnitsRow>} */
  const columns = [
    { name: "instrument", title: t("stated_instrument"), left: true },
    ...["opening", "allocated", "bought", "sold", "transferred_in", "transferred_out"].map(one),
    one("closing"),
  ];
  return html`<${Figures} name="statement-units" caption=${t("stated_units")} columns=${columns}
    rows=${rows} keyOf=${(/** @type {UnitsRow} */ row) => row.instrument} />`;
}

/** @param {{ rows: SettledRow[] }} props */
function Settled({ rows }) {
  /** @type {Columns<SettledRow>} */
  const columns = [
    { name: "trade", title: t("stated_trade"), left: true },
    { name: "method", title: t("stated_method"), left: true,
      show: (row) => word("methods", row.method) },
    { name: "instrument", title: t("stated_instrument"), left: true },
    { name: "side", title: "", left: true, show: (row) => word("sides", row.side) },
    { name: "price", title: t("price"), show: (row) => price(row.price) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "amount", title: t("stated_amount"), show: (row) => yuan(row.amount_fen) },
    { name: "status", title: t("stated_status"), left: true },
  ];
  return html`<${Figures} name="statement-trades" caption=${t("stated_trades")} columns=${columns}
    rows=${rows}
    keyOf=${(/** @type {SettledRow} */ row) => `${row.method} ${row.trade} ${row.side}`} />`;
}
