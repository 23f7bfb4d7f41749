# What the exchange refuses, and how a day ends.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 79.00 4 --key bob
ceax order sell CEA25 78.00 4 --key bob
ceax order buy CEA25 90.00 4 --key bob
ceax limits
ceax phase closed --yes --reason "end of trying"; ceax end-day
until ceax registry summary 2026-01-05 > /dev/null 2>&1; do sleep 0.2; done
ceax registry summary 2026-01-05
ceax registry reconcile
