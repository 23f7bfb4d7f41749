# One-way bidding: an application, sealed bids, awards.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax auction apply CEA25 100000 --pay-as-bid --key alice
ceax auction accept 120399783012989
ceax auction notice 120399783012989 2026-01-05 10:00 10:30
ceax auction open 120399783012989
ceax auction bid 120399783012989 79.00 60000 --key bob
ceax auction bid 120399783012989 80.50 50000 --key carl
ceax auction bid 120399783012989 77.99 1000 --key carl
ceax auction close 120399783012989
