# One-way bidding: an application, sealed bids, awards.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax auction apply CEA25 100000 --pay-as-bid --key alice
ceax auction accept 1
ceax auction notice 1 2026-01-05 10:00 10:30
ceax auction open 1
ceax auction bid 1 79.00 60000 --key bob
ceax auction bid 1 80.50 50000 --key carl
ceax auction bid 1 77.99 1000 --key carl
ceax auction close 1
