"""What a daily row has: one instrument's entry of a bulletin with its date.

Prices are ticks of 0.01 CNY, volumes tonnes, amounts fen.
"""

from __future__ import annotations

ALLOWANCES, CREDITS = "allowances", "credits"  # the markets; a venue is one
COMPOSITE_CODE = "COMCEA"  # the composite's row; its volumes are the venue's
PRICES = ("previous_close", "open", "high", "low", "close")
METHODS = ("listed", "block", "auction", "year", "cumulative")
FIGURES = tuple(f"{method}_{what}" for method in METHODS for what in ("volume", "amount_fen"))
PRINTED_SUMS = tuple(name for name in FIGURES if not name.startswith("year"))
PRINTED = (*PRICES, "change_pct", *PRINTED_SUMS)  # what the exchange prints of a day
ROW_FIELDS = ("date", "instrument", "first_day", *PRICES, "change_pct", *FIGURES)
