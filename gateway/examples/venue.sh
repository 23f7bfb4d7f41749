# The venue of the other examples: CEA25 at 78.00, three members with cash and units, a first
# morning. The venue stops when the script ends.
export CEAX_DATA=./venue
export CEAX_NUMBER_KEY=1a19181211100a0908020100 # the numbers are the same each time
ceax serve --clock manual > venue.log 2>&1 &
trap 'kill %%; wait' EXIT
until ceax status > status.log 2>&1; do sleep 0.5; done
ceax list-instrument CEA25 --number 25 --base-price 78.00
account=0
for name in "Alice Power" "Bob Steel" "Carl Trade"; do
    account=$((account + 1))
    key=$(echo "${name%% *}" | tr 'A-Z' 'a-z')
    ceax keys new "$key" --role member --account $account --name "$name" --open-account
    ceax registry deposit $account 50000000.00
done
ceax registry allocate 1 CEA25 500000
ceax registry transfer-in 1 CEA25 400000
ceax start-day 2026-01-05
ceax phase morning
