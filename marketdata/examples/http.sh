# A day by HTTP: what the feed says now, daily rows in Chinese, a file of the archive.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax order sell CEA25 78.50 100 --key alice
ceax order buy CEA25 78.50 40 --key bob
FEED=http$(sed -n 's/.*"feed": "ws\([^"]*\)".*/\1/p' venue/endpoints.json)
# --- shown from here
curl -s $FEED/v1/depth/CEA25
ceax phase closed --yes --reason "end of the example"; ceax end-day; ceax archive write
curl -s "$FEED/v1/days.csv?instrument=CEA25&lang=zh"
curl -s "$FEED/v1/bars/CEA25/day?limit=1"
curl -s "$FEED/v1/files/allowances.csv?limit=1"
curl -s -r 0-19 -D - $FEED/v1/files/allowances/2026-01-05/days.csv -o part | grep -E "^(HTTP|Content-Range)"
curl -s "$FEED/v1/days?from=yesterday"
