# Delivery defaults: a court freezes units that were sold; one trade fails, the reserve pays another.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax keys new dong --role member --account 4 --name "Dong Metal" --open-account
ceax registry allocate 4 CEA25 10; ceax registry transfer-in 4 CEA25 10
# --- shown from here
ceax registry reserve pay-in 5000000.00 --document "contribution 2026" --reference reserve-1
ceax registry defaults set-rules --top-up 09:00 --document "rules 2026"
ceax order sell CEA25 78.50 10 --key dong
ceax order buy CEA25 78.50 10 --key bob
ceax order sell CEA25 78.00 10 --key alice
ceax order buy CEA25 78.00 10 --key dong
ceax registry freeze 4 CEA25 10 --state trading_available --document "court 1/2026" --reference court-1
ceax phase closed --yes --reason "end of the example"; ceax end-day
until ceax registry defaults list | grep -q open; do sleep 0.2; done
ceax registry defaults deadline 1 2026-01-06 09:00 --document "notice 1/2026"
ceax registry defaults deadline 2 2026-01-06 09:00 --document "notice 1/2026"
ceax registry defaults list
ceax registry objections file 2 2026-01-05 "we were promised 10 t" --trade 1 --key bob
ceax registry objections reject 1 --reason "the seller's units were frozen" --document "finding 1/2026"
until ceax registry summary 2026-01-05 > /dev/null 2>&1; do sleep 0.2; done
ceax registry reconcile
ceax registry deposit 4 800.00 --reference deposit-4
ceax registry defaults repay 2 780.00 --reference repay-2
ceax start-day 2026-01-06; ceax phase morning
ceax registry objections file 2 2026-01-05 "late" --trade 1 --key bob
