# A venue from a settings file: what counts, its start, its state, its end.
unset CEAX_ALERTS
# --- shown from here
cat > venue.toml <<'END'
data = "./venue"
clock = "manual"
limits = "requests_per_s=50000"
log = "json"
END
ceax config show --config venue.toml --host 127.0.0.1 | grep -e toml -e --host
ceax serve --config venue.toml > addresses.txt 2> venue.log &
until ceax status --data ./venue > status.txt 2>&1; do sleep 0.2; done
head -1 status.txt
kill %1; wait %1; echo "exit code $?"
grep -o '"message": "stopping [a-z]*' venue.log
echo 'gatway_port = 9201' >> venue.toml
ceax serve --config venue.toml; echo "exit code $?"
