/**
 * Rows that the member's screen keeps and shows. Prices in 0.01 CNY and quantities in tonnes are
 * plain numbers, as they are few digits long; numbers of rows, amounts and times are Int.
 */

import type { Int, Report, Reply, RowOf } from "../keyed/types.d.ts";

/** A row whose prices and quantities are plain numbers. */
type Plain<Row, Names extends PropertyKey> = Row extends unknown
  ? { [Name in keyof Row]: Name extends Names ? Exclude<Row[Name], bigint> : Row[Name] }
  : never;

type Figures = "price" | "quantity" | "filled" | "leaves" | "bought" | "available";

/** What an order has only where an answer brought it, and no page shows. */
type Amounts = "amount_fen" | "trading_fee_fen" | "settlement_fee_fen";

/** An order of the day. */
export type OrderRow = Plain<Omit<RowOf<"orders">, Amounts>, Figures>;

/** A report of an order; one of a trade that was undone is of none where it was no listed trade. */
export type OrderReport = Plain<
  | Exclude<Extract<Report, { order: Int }>, { report: "refused" }>
  | Extract<Report, { report: "trade_cancel" }>,
  Figures
>;

/** A trade of the account that was done or undone, as an answer or a report has it. */
export type TradeReport = Plain<
  Extract<Report, { report: "fill" | "trade" | "award" | "trade_cancel" }> | RowOf<"fills">,
  Figures
>;

/** A trade of the account. */
export type TradeRow = Exclude<TradeReport, { report: "trade_cancel" }>;

/** What the account has of an instrument. */
export type Holding = Plain<Reply<"balances">["holdings"][0], Figures>;

/** An instrument with its parameters. */
export type Instrument = Plain<RowOf<"instruments">, "resale_days" | "tick">;
