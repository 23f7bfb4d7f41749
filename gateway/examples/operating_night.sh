# After the close: settled, compared, proven, copied.
. "$(dirname "$0")/venue.sh"
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 78.50 10 --key bob
# --- shown from here
ceax phase closed --yes --reason "end of trying"; ceax end-day
until ceax registry summary 2026-01-05 > /dev/null 2>&1; do sleep 0.2; done
ceax registry reconcile
ceax check ./venue
ceax backup ./copies > point.txt
