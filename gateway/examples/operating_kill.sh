# The registry's process dies, then its disk is full: it is started again beside those who trade.
. "$(dirname "$0")/venue.sh"
# --- shown from here
kill -9 $(pgrep -P $(jobs -p) -f settlement_bridge.server)
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 78.50 10 --key bob
until ceax registry standing > /dev/null 2>&1; do sleep 0.2; done
prlimit --fsize=16384 --pid $(pgrep -P $(jobs -p) -f settlement_bridge.server)
ceax registry deposit 2 100.00 > deposit.txt 2>&1 || echo "not acknowledged"
until ceax registry standing > /dev/null 2>&1; do sleep 0.2; done
ceax phase closed --yes --reason "end of trying"; ceax end-day
until ceax registry summary 2026-01-05 > /dev/null 2>&1; do sleep 0.2; done
ceax registry summary 2026-01-05
grep -o "registry ended by itself with exit code [-0-9]*" venue.log
ceax registry reconcile
