# A backup is taken while the venue trades; the drill restores it beside the venue as another one.
. "$(dirname "$0")/venue.sh"
ceax order sell CEA25 78.50 10 --key alice
# --- shown from here
ceax backup backups
ceax order buy CEA25 79.00 4 --key bob
ceax registry deposit 2 500.00 --reference bob-1
ceax backup backups --keep 288
ceax restore backups again
ceax restore backups drill --as drill
ceax serve --data drill --clock manual > drill.log 2>&1 &
until ceax registry standing --data drill 2> /dev/null | grep "^sound"; do sleep 0.2; done
ceax registry reconcile --data drill
ceax registry check --data drill
ceax check drill | grep -c Problem
ceax fills --account 2 --data drill
kill %2; wait %2
