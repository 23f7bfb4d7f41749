// @ts-check
/** End-of-day statements (日终报表), which the registry writes. */

import { price, tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures } from "../ground/pieces.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { html, useState } from "../ground/view.mjs";

const NOT_TOTALS = new Set(["opening_fen", "closing_fen"]);

/** Choose a day and read its statement. */
export function Statements({ desk }) {
  const [date, setDate] = useState(desk.rules.today);
  const [found, setFound] = useState({ statement: null, error: null });
  const read = async (event) => {
    event.preventDefault();
    try {
      const statement = await desk.askRegistry("statement", { date });
      setFound({ statement, error: null });
    } catch (error) {
      setFound({ statement: null, error });
    }
  };
  return html`<div data-name="statements">
    <form class="row" onSubmit=${read}>
      <label>${t("day")}<input type="date" data-name="statement-date" required value=${date}
        onInput=${({ target }) => setDate(target.value)} /></label>
      <button class="main" data-name="statement-read">${t("show")}</button>
    </form>
    <${Refusal} error=${found.error} />
    ${found.statement && html`<${Statement} statement=${found.statement} />`}
  </div>`;
}

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

function Units({ rows }) {
  const one = (name) => ({ name, title: t(`units_${name}`), show: (row) => tonnes(row[name]) });
  const columns = [
    { name: "instrument", title: t("instrument"), left: true },
    ...["opening", "allocated", "bought", "sold", "transferred_in", "transferred_out"].map(one),
    one("closing"),
  ];
  return html`<${Figures} name="statement-units" caption=${t("holdings")} columns=${columns}
    rows=${rows} keyOf=${(row) => row.instrument} />`;
}

function Settled({ rows }) {
  const columns = [
    { name: "trade", title: t("trade"), left: true },
    { name: "method", title: t("method"), left: true, show: (row) => word("methods", row.method) },
    { name: "instrument", title: t("instrument"), left: true },
    { name: "side", title: "", left: true, show: (row) => word("sides", row.side) },
    { name: "price", title: t("price"), show: (row) => price(row.price) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
    { name: "status", title: t("status"), left: true },
  ];
  return html`<${Figures} name="statement-trades" caption=${t("fills")} columns=${columns}
    rows=${rows}
    keyOf=${(row) => `${row.method} ${row.trade} ${row.side}`} />`;
}
