# A member's key is replaced: the new one is entered first, the old one withdrawn at once. The
# venue's own keys get another pair while it trades.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax keys new alice-2 --role member --account 1 --name "Alice Power"
ceax order sell CEA25 78.50 10 --key alice-2
ceax keys revoke alice
ceax order sell CEA25 78.50 10 --key alice
for key in exchange feed bridge; do ceax keys rotate $key > rotated.txt; done
until grep -q "key bridge.*key_changed" venue.log; do sleep 0.2; done
until ceax registry standing 2> standing.txt | grep "^sound"; do sleep 0.2; done
ceax order buy CEA25 78.50 10 --key bob
ceax registry deposit 2 100.00 --reference bob-1
ceax phase closed --yes --reason "end of trying"; ceax end-day
until ceax registry summary 2026-01-05 | grep done; do sleep 0.2; done
ceax keys list --json | grep -o '"key": "[a-z]*\.[0-9]*", "number": [0-9]*'
ceax acts --verify
