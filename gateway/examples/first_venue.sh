# A venue of one instrument and two members, from its start to its first trade.
export CEAX_DATA=./venue
ceax serve --clock manual > venue.log 2>&1 &
until ceax status > status.log 2>&1; do sleep 0.2; done
ceax keys new alice --role member --account 1 --name "Alice Power" --open-account
ceax keys new bob --role member --account 2 --name "Bob Steel" --open-account
ceax list-instrument CEA25 --number 25 --base-price 78.00
ceax registry deposit 2 1000000.00
ceax registry allocate 1 CEA25 5000
ceax registry transfer-in 1 CEA25 5000
ceax start-day 2026-01-05
ceax phase morning
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 79.00 4 --key bob
