# A member's key is replaced: the new one is entered first, the old one withdrawn at once.
. "$(dirname "$0")/venue.sh"
# --- shown from here
ceax keys new alice-2 --role member --account 1 --name "Alice Power"
ceax order sell CEA25 78.50 10 --key alice-2
ceax keys revoke alice
ceax order sell CEA25 78.50 10 --key alice
