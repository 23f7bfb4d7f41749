"""A year of the carbon market with two hundred simulated members."""

import numpy as np

from engine.study.simulation import Listing, SimulatedVenue, fills

chance = np.random.default_rng(2026)
venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=200, cash_fen=10**11, units=100_000)
days = np.arange("2026-01-05", "2027-01-01", dtype="datetime64[D]")
for day in days[np.is_busday(days)]:
    venue.open_day(day)
    account, side, quantity = (chance.integers(1, most, 1000) for most in (201, 3, 50))
    price = venue.instruments()["close"][0] + chance.integers(-40, 41, 1000)
    events = venue.submit(venue.orders(account, "CEA25", side, price, quantity))
    print(day, len(fills(events)), "trades;", venue.depth("CEA25", 1).tolist())
    venue.close_day()
print(venue.instruments(), venue.cash(), venue.positions(), venue.check(), sep="\n")
