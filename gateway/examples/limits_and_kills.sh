# Limits of what an account may hold and do; a kill and its release; a halt that ends in a call; fees
# from a day on.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax set-parameter CEA25 maximum_holding 20
ceax set-parameter CEA25 large_holder_bp 5000
ceax set-limit order_value 2000.00
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 78.50 10 --key bob
ceax order buy CEA25 78.00 12 --key bob
ceax account-limits --key bob
ceax kill --key bob
ceax order buy CEA25 78.00 5 --key bob
ceax release --key bob
ceax set-parameter CEA25 opening_call 1
ceax halt CEA25 --until 10:45 --call-minutes 5 --reason "rumours about the surrender date"
ceax order buy CEA25 78.00 5 --key bob
ceax begin-call CEA25
ceax order buy CEA25 78.00 5 --key bob
ceax resume CEA25
ceax set-fees 2026-02-02 --trading-fee-ppm 500
ceax fees
