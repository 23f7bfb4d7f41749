"""The analyst's tables: bars, trades and daily rows of a venue, or of the files that it wrote.

    from marketdata.analysis import open_files, open_venue

    with open_venue("ws://127.0.0.1:9102") as venue:
        venue.bars("COMCEA", "5m", "2026-01-05")
    files = open_files("venue/archive", prices="fen")
    files.trades("2026-01-05", "CEA25")

Both answer `trades`, `bars` and `history` with the same columns, whose names state their units: a
frame of pandas, or of polars, or a list of dicts, as `frames` says; without it the first of them
that is installed. `prices` says how prices and amounts come: "decimal" (the default) as Decimal of
CNY, "fen" as integers of 0.01 CNY, "float" as binary floats of CNY, which are not exact.
"""

from marketdata.analysis.files import Files, open_files
from marketdata.analysis.venue import Venue, open_venue
from marketdata.errors import AnalysisRefused

__all__ = ["AnalysisRefused", "Files", "Venue", "open_files", "open_venue"]
