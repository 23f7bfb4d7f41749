// @ts-check
/** What a report changes of a member's desk: its trades, and answers that are old after it. */

const TRADES = new Set(["fill", "trade", "award", "trade_cancel"]);
/** What a report makes old, beside orders and trades. @type {Record<string, string[]>} */
const TOUCHED = {
  entered: ["balances"],
  refused: [],
  fill: ["balances", "limits"],
  replaced: ["balances"],
  cancelled: ["balances"],
  lowered: ["balances"],
  intent: ["intents", "balances"],
  dialogue: ["dialogues", "balances"],
  deal: ["deals", "dialogues", "intents", "balances"],
  trade: ["deals", "balances"],
  trade_cancel: ["balances", "limits"],
  auction: ["auctions"],
  bid: ["bids", "balances"],
  award: ["bids", "auctions", "balances"],
  account: ["balances", "limits"],
};

/** Whether a kind of report is of a trade, done or undone. @param {string} kind */
export function isOfTrade(kind) {
  return TRADES.has(kind);
}

/** The questions to ask again after a kind of report. @param {string} kind */
export function touchedBy(kind) {
  return TOUCHED[kind] ?? [];
}
