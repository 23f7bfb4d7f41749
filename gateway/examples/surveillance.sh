# Two members trade in matched pairs; the rules find it, and staff close the case.
. "$(dirname "$0")/venue.sh"
for pair in 1 2 3 4 5; do
    ceax order sell CEA25 78.50 100 --key alice
    ceax order buy CEA25 78.50 100 --key bob
done > orders.txt
# --- shown from here
printf '[matched_pairs]\nwithin = 60\n' > venue/surveillance.toml
ceax surveil 2026-01-05
ceax surveil 2026-01-05 --rule matched_pairs --set count=6
url=$(python -c "import json; print(json.load(open('venue/endpoints.json'))['gateway'])")
ceax serve --only surveillance --gateway-url $url --surveillance-port 0 > ready.txt 2>&1 &
until ceax cases --json 2>&1 | grep -q matched_pairs; do sleep 0.2; done
kill $!; wait $!
ceax cases
ceax case 1 assign "Wang Li" --by "Li Na"
ceax case 1 close "one trader at both, will stop" --measure pledge --by "Wang Li"
ceax cases --statistics
