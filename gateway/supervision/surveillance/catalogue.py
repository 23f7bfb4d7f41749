"""The rules of surveillance, a row each: name, Chinese word, what it finds, where the pattern comes
from, and its thresholds with unit, default and range.

The defaults hold from 2026-01-01. The rules of the market name patterns and no numbers (CCER
trading rules, article 44): the numbers are the operator's, in `surveillance.toml` of the data
folder.
"""

from __future__ import annotations

from gateway.supervision.rule_settings import Threshold
from gateway.supervision.surveillance.rule_rows import (
    MANY,
    RuleRow,
    bp,
    count,
    minutes,
    quantity,
    share,
    within,
)
from gateway.supervision.surveillance.rules.order_flow import DenseOrders, FarOffOrders
from gateway.supervision.surveillance.rules.positions import (
    BeforeNotice,
    BuyHighSellLow,
    HeldTogether,
)
from gateway.supervision.surveillance.rules.price_moves import MarkingClose, PushToLimit
from gateway.supervision.surveillance.rules.related_trades import (
    CircularTrades,
    MatchedPairs,
    ReverseTrades,
)
from gateway.supervision.surveillance.rules.sealed import HoldLimit
from gateway.supervision.surveillance.rules.withdrawals import LargeOrders, Layering, OrderAndCancel

ARTICLE_44 = "CCER trading rules, art. 44"
USUAL = "usual at exchanges"
TOGETHER = "supervision of the maximum holding"

RULES = (
    RuleRow(
        "reverse_trades",
        "关联账户反向交易",
        "Related accounts sell to each other and back.",
        ARTICLE_44,
        "t",
        ReverseTrades,
        (
            quantity(2_000, "What went one way and came back on the day, blocks included."),
            share(20, "There and back, of what the account traded that traded less."),
        ),
    ),
    RuleRow(
        "circular_trades",
        "循环交易",
        "Units go round among three or more related accounts.",
        ARTICLE_44,
        "t",
        CircularTrades,
        (
            quantity(2_000, "What went over each part of the circle."),
            Threshold("accounts", "", 5, 3, 20, "Accounts in a circle, at most."),
        ),
    ),
    RuleRow(
        "matched_pairs",
        "对敲",
        "Two accounts enter orders of one size within seconds, which trade with each other.",
        USUAL,
        "trades",
        MatchedPairs,
        (
            count(5, "Such trades of the pair on the day."),
            within(5, "Between the two orders."),
        ),
    ),
    RuleRow(
        "order_and_cancel",
        "频繁报撤单",
        "Many orders of an account are withdrawn untraded within seconds.",
        ARTICLE_44,
        "orders",
        OrderAndCancel,
        (
            count(60, "Such orders on the day."),
            share(50, "Of all orders of the account in the instrument."),
            within(10, "From entry to withdrawal."),
        ),
    ),
    RuleRow(
        "layering",
        "虚假申报",
        "An account shows several levels, trades on the other side, and withdraws the levels.",
        ARTICLE_44,
        "times",
        Layering,
        (
            count(3, "Times on the day."),
            Threshold("levels", "prices", 3, 2, 100, "Different prices shown."),
            Threshold(
                "ratio", "", 5, 2, 1_000, "Times what is shown and traded on its other side."
            ),
            within(60, "From the trade to the withdrawal."),
        ),
    ),
    RuleRow(
        "large_orders",
        "大额申报",
        "Large orders of an account are withdrawn again and have hardly traded.",
        ARTICLE_44,
        "orders",
        LargeOrders,
        (
            count(3, "Such orders on the day."),
            quantity(50_000, "Of each order."),
            Threshold("traded", "%", 10, 0, 100, "Traded of each, at most."),
        ),
    ),
    RuleRow(
        "dense_orders",
        "密集申报",
        "An account enters and moves many orders within a short time.",
        ARTICLE_44,
        "times",
        DenseOrders,
        (
            count(100, "Orders entered or moved in an instrument."),
            within(60, "In which they came."),
            Threshold("bursts", "times", 2, 1, MANY, "Times on the day."),
        ),
    ),
    RuleRow(
        "far_off_orders",
        "异常价格申报",
        "Orders of an account rest far from the price.",
        ARTICLE_44,
        "orders",
        FarOffOrders,
        (
            count(20, "Such orders on the day."),
            quantity(10_000, "Of all of them."),
            share(30, "Of all orders of the account in the instrument."),
            bp("distance", 500, "From the last price."),
        ),
    ),
    RuleRow(
        "marking_close",
        "尾市交易影响价格",
        "Related accounts move the price in the last minutes before the close.",
        USUAL,
        "t",
        MarkingClose,
        (
            minutes(10, "Before the close."),
            quantity(2_000, "Taken in the direction of the move."),
            share(40, "Of all trades in these minutes."),
            bp("move", 150, "From the price before these minutes to the last one."),
        ),
    ),
    RuleRow(
        "push_to_limit",
        "拉抬打压至涨跌停",
        "Related accounts take the price to its upper or lower limit.",
        USUAL,
        "t",
        PushToLimit,
        (
            minutes(15, "Before the limit is reached for the first time on the day."),
            quantity(2_000, "Taken in the direction of the move."),
            share(40, "Of all trades in these minutes."),
            bp("move", 300, "From the price before these minutes to the limit."),
        ),
    ),
    RuleRow(
        "hold_limit",
        "封涨跌停",
        "Related accounts hold the price at its limit with resting orders.",
        USUAL,
        "t",
        HoldLimit,
        (
            minutes(10, "For which they hold it."),
            quantity(5_000, "Resting at the limit."),
            share(50, "Of all that rests at the limit."),
        ),
    ),
    RuleRow(
        "before_notice",
        "信息公告前集中交易",
        "Related accounts trade one way before a notice that moves the price their way.",
        ARTICLE_44,
        "t",
        BeforeNotice,
        (
            Threshold("days", "trading days", 5, 1, 20, "Looked back, the running one included."),
            quantity(20_000, "Bought less sold, or sold less bought."),
            share(20, "Of all listed trades in the instrument."),
            Threshold("one_sided", "%", 90, 1, 100, "Of the accounts' own trades."),
            bp("move", 300, "After the notice, on the same day."),
        ),
    ),
    RuleRow(
        "buy_high_sell_low",
        "高买低卖",
        "An account buys dear and sells cheap, again and again.",
        ARTICLE_44,
        "times",
        BuyHighSellLow,
        (
            count(5, "Pairs of a purchase and a sale on the day."),
            bp("margin", 100, "Between the two prices."),
            quantity(100, "Of each trade."),
        ),
    ),
    RuleRow(
        "held_together",
        "合并持仓接近限额",
        "Related accounts, or one alone, hold close to the maximum holding or more.",
        TOGETHER,
        "t",
        HeldTogether,
        (share(95, "Of the instrument's maximum holding."),),
    ),
)
BY_NAME = {row.name: row for row in RULES}
