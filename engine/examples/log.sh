# The log of a venue that trades: checked, proven, followed by a second engine.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
# --- shown from here
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 79.00 4 --key bob
ceax check ./venue
ceax log verify ./venue | grep -E "Venue|Commands|Hash"
ceax follow ./venue --every 5 --until 10
