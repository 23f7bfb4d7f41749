# A mistyped price: the trade is undone, both sides get back what they gave, and the day goes on.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax order sell CEA25 78.50 20 --key alice
ceax order buy CEA25 78.50 5 --key bob
ceax order sell CEA25 71.00 10 --key alice
ceax order buy CEA25 71.00 10 --key bob
ceax bust-trade 2 || echo "exit code $?"
ceax bust-trade 2 --yes --reason "81.00 was meant"
ceax fills --key bob
ceax phase closed --yes --reason "end of the example"; ceax end-day
ceax bust-trade 1 --yes --reason "too late"
until ceax registry summary 2026-01-05 | grep done; do sleep 0.2; done
ceax acts 2026-01-05 --json | grep -o '"act": "bust_trade".*"reason": "81[^"]*", "outcome": "[a-z]*"'
