# A new build: stopped in order, the folder kept aside, started again, proven.
. "$(dirname "$0")/venue.sh"
ceax order sell CEA25 78.50 10 --key alice
# --- shown from here
kill %%; wait %%; echo "exit code $?"
cp -a ./venue ./venue-before
ceax --version
ceax replay ./venue
ceax serve --clock manual > venue.log 2>&1 &
until ceax status > /dev/null 2>&1; do sleep 0.2; done
ceax orders --key alice
ceax check ./venue
