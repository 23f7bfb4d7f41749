# Limits of what an account may hold and do; a kill and its release.
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
