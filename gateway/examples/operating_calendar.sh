# The closures of a next year and a day that closes early, taken into the data folder.
mkdir -p venue
# --- shown from here
echo '{"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01"]}' > 2027.json
echo '{"short_days": [{"date": "2027-02-05", "closed": "11:30"}]}' > eve.json
ceax calendar import 2027.json --data ./venue --yes
ceax calendar import eve.json --data ./venue --yes --date 2026-12-10
ceax calendar check --data ./venue --date 2026-12-10
