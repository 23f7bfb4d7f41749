# A backup of a venue that trades, and a copy of the venue made from it.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax backup copies
ceax order sell CEA25 78.50 10 --key alice
ceax backup copies
ceax restore copies again --as rehearsal
ceax check again | grep -E "Venue|Commands|Open orders"
