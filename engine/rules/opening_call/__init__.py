"""The opening call auction (集合竞价): orders rest before the open, then all trade at one price.
Off unless a parameter says so.

In pre-open an instrument with OPENING_CALL takes limit orders and, where the instrument allows
them, orders at the market, which rest at the edge of the day's band; for the day only, none naming
another order, and none that crosses an own order (except where SELF_TRADE allows trading with
oneself), so that the price is found from orders that can all trade. When pre-open ends every book
is uncrossed at the limit of an order or at the base price (where that is off the tick: at the
nearest price on it): the price with the largest volume; of several the smallest surplus; then, when
all of them have their surplus on one side, the highest if it is of buys, the lowest if of sells;
else the nearest to the base price, the higher of two. So market orders alone trade at the base
price. They are served first, then price, then time. What is left of them is cancelled, other orders
stay. Levels do not count. Where the venue or the instrument is halted at that moment, the call's
orders are withdrawn.

Checks of NEW_ORDER beyond those before the phase: instrument open; halts; side; time in force; for
the day; terms; no take; own orders; total amounts; tables; cash or units at the worst price;
limits. REPLACE likewise; a market order becomes a limit order.
"""
