# The clock of the venue's machine leaps ahead by an hour, and is set right. The servers see the
# machine's time with the seconds in the file clock-offset added.
mkdir edge
cat > edge/sitecustomize.py <<'END'
import pathlib, time
offset, right = pathlib.Path("clock-offset").absolute(), time.time_ns
time.time_ns = lambda: right() + 10**9 * int(offset.read_text() or 0)
END
echo 0 > clock-offset
before="$PYTHONPATH"; export PYTHONPATH="$PWD/edge:$PYTHONPATH"
. "$(dirname "$0")/venue.sh"
export PYTHONPATH="$before"
# --- shown from here
echo 3600 > clock-offset
until [ $(grep -c "clock has leapt.*by its own" venue.log) = 3 ]; do sleep 0.2; done
ceax status | grep -o "clock has leapt: .* the start"
ceax order sell CEA25 78.50 10 --key alice
ceax order buy CEA25 78.50 10 --key bob
ceax registry deposit 2 100.00 --reference bob-1
kill -9 $(pgrep -P $(jobs -p) -f marketdata.server)
until grep -q "clock_differs" venue.log; do sleep 0.2; done
echo 0 > clock-offset
until [ $(grep -c "clock is right again" venue.log) = 2 ]; do sleep 0.2; done
ceax phase closed --yes --reason "end of trying"; ceax end-day
until ceax registry summary 2026-01-05 | grep done; do sleep 0.2; done
ceax registry reconcile
