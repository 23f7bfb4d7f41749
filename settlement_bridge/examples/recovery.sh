# An old copy of the registry is restored; the exchange's log mends it.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
# --- shown from here
ceax registry backup copy.sqlite3
ceax registry allocate 3 CEA25 50 --reference carl-1
ceax registry transfer-in 3 CEA25 40 --reference carl-2
ceax registry deposit 1 600.00 --reference alice-1
ceax registry restore copy.sqlite3 --replace
kill %%; wait
ceax registry restore copy.sqlite3 --replace
ceax serve --clock manual > venue.log 2>&1 &
until ceax registry standing 2> /dev/null | grep "^registry_behind"; do sleep 0.2; done
ceax registry deposit 1 5.00 --reference alice-2
ceax registry catch-up --document "restored, order 7"
ceax registry allocate 3 CEA25 50 --reference carl-1
ceax registry catch-up --document "restored, order 7"
ceax registry standing
