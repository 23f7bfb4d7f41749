# Delivery defaults: a court freezes units that were sold; the reserve pays and claims back.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
# --- shown from here
ceax registry reserve pay-in 5000000.00 --document "contribution 2026" --reference reserve-1
ceax registry defaults set-rules --top-up 09:00 --document "rules 2026"
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 78.50 10 --key bob
ceax registry freeze 1 CEA25 400000 --state trading_available --document "court 1/2026"
ceax phase closed --yes --reason "end of the example"; ceax end-day
until ceax registry defaults list | grep -q open; do sleep 0.2; done
ceax registry defaults list
ceax registry objections file 2 2026-01-05 "we were promised 10 t" --trade 1 --key bob
