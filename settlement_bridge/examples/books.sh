# Serial numbers: allocation from a file, a freeze, a transfer by a court, its reversal.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax registry open-entity 7 汉江电力 --kind emitter --province 42 --sector power
ceax list-instrument CEA24 --number 24 --base-price 78.00
ceax registry open-account 7 汉江电力; ceax registry open-account 8 "Jin Power"
# --- shown from here
cat > 2024.csv <<'END'
account,instrument,year,province,quantity
7,CEA24,2024,42,900000
8,CEA24,2024,42,20000
total,2,,,920000
END
ceax registry allocate-file 2024.csv --reference MEE-2024-1
ceax registry freeze 7 CEA24 500 --document "Wuhan court 12/2026" --reference court-12
ceax registry court-transfer 7 8 CEA24 200 --state frozen --document "Wuhan court 15/2026" --reference court-15
ceax registry trace CEA24-2024-42-000000000200
ceax registry reverse 13 --document "appeal 3/2026" --reference appeal-3
ceax registry check
ceax registry allocate-file 2024.csv --reference other
