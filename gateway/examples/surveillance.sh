# Two members trade in matched pairs; the rules find it, and staff take measures.
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
ceax case 1 assign "Wang Li"
ceax case 1 inquiry "why five pairs of one size?" --until 2026-01-09
ceax case 1 answer "one trader at both"
ceax case 1 restriction "until both have traders of their own" --account 2 --until 2026-02-02
ceax cases
ceax case 1 lift "they have"
ceax case 1 close "promised to stop" --measure pledge
ceax cases --statistics
ceax cases --verify | grep -c "the venue's log"
ceax registry relate 1 owner --party "Heng Holding" --from 2026-01-05 --document "report 2025"
ceax registry relate 2 owner --party "Heng Holding" --from 2026-01-05 --document "report 2025"
ceax registry relations
kill $!; wait $!
