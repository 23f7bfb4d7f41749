# Block agreements: an intent, a dialogue, two deals, one of them cancelled.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax phase afternoon --yes --reason "an example"
ceax block post sell CEA25 80.00 300000 --in-parts --note "300 kt, parts" --key alice
ceax block talk 256212456253548 76.00 100000 --note "100 kt today?" --key bob
ceax block counter 246022823519474 78.00 100000 --key alice
ceax block confirm 246022823519474 78.00 100000 --key bob
ceax block confirm 246022823519474 78.00 100000 --key alice
ceax block accept 256212456253548 150000 --key bob
ceax block accept 256212456253548 100000 --key bob
ceax block cancel-deal 24545466823861
ceax phase closed --yes --reason "end of the example"; ceax end-day; ceax bulletin | tail -n 1
