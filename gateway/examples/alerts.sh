# Bids at the upper limit seal it; staff see it, follow it and acknowledge it.
. "$(dirname "$0")/venue.sh"
url=$(python -c "import json; print(json.load(open('venue/endpoints.json'))['gateway'])")
ceax serve --only alerts --gateway-url $url --alerts-port 0 > ready.txt 2>&1 &
until grep -q ready ready.txt 2>/dev/null || ceax alerts > /dev/null; do sleep 0.1; done
# --- shown from here
ceax alert-rules | grep -e limit -e refusals
ceax order buy CEA25 85.80 6238 --key bob > order.txt
until ceax alerts --json | grep -q limit_locked; do sleep 0.1; done
ceax alerts --open
ceax alerts acknowledge 1 --note "called Bob Steel"
until ceax alerts | grep -q acknowledged; do sleep 0.1; done
ceax alerts | grep acknowledged
kill $!; wait $!
