# A day in the archive, and its tables in Python.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax order sell CEA25 78.50 500 --key alice
ceax order buy CEA25 78.50 200 --key bob
ceax order buy CEA25 78.60 300 --key carl
ceax phase closed --yes --reason "the day is over"
ceax end-day
# --- shown from here
ceax archive write
cat > tables.py <<'END'
import json

from marketdata.analysis import open_files, open_venue

days = open_files("venue/archive", frames="dicts")  # or pandas, polars
for trade in days.trades("2026-01-05", "CEA25"):
    print(trade["trade"], trade["taker"], trade["price_cny_per_t"], trade["quantity_t"])
feed = json.load(open("venue/endpoints.json"))["feed"]
with open_venue(feed, frames="dicts", prices="fen") as venue:
    (bar,) = venue.bars("CEA25", "day")
    print(bar["date"], bar["close_fen_per_t"], bar["volume_t"], bar["amount_fen"])
END
python tables.py
