# One emitter and one year: obligation, alert, surrender, certificate.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax registry open-entity 7 汉江电力 --kind emitter --province 42 --sector power
ceax registry open-account 7 汉江电力
ceax list-instrument CEA24 --number 24 --base-price 78.00
ceax registry allocate 7 CEA24 900000; ceax registry allocate 7 CEA25 100000
# --- shown from here
cat > 2024.csv <<'END'
entity,year,emissions,due
7,2024,1000000,950000
total,1,1000000,950000
END
ceax registry obligations 2024.csv --reference MEE-2024-7
ceax registry set-year 2024 --deadline 2026-01-31
ceax registry surrender 7 CEA25 100000 --year 2024 --reference 2024-1
ceax registry assess-alerts
ceax registry alerts
ceax registry allocate 7 CEA24 50000 --reference MEE-2024-8
ceax registry surrender 7 CEA24 950000 --year 2024 --reference 2024-2
ceax registry certify 7 --year 2024 --out certificate.pdf
ceax registry verify-certificate certificate.pdf
