# An emitter offsets with credits of another registry: a venue of allowances and one of credits,
# beside each other. The second one begins with a project whose credits are registered.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax registry open-entity 7 汉江电力 --kind emitter --province 42 --sector power --credit-code 91420000177570439X
ceax registry open-account 7 汉江电力
ceax registry allocate 7 CEA24 900000; ceax registry allocate 7 CEA24 2500
printf 'entity,year,emissions,due\n7,2024,1000000,950000\ntotal,1,1000000,950000\n' > 2024.csv
ceax registry obligations 2024.csv --reference MEE-2024-7
ceax serve --data credits --market credits --clock manual > credits.log 2>&1 &
trap 'kill %1 %2; wait' EXIT
until ceax status --data credits > status.log 2>&1; do sleep 0.5; done
export CEAX_DATA=./credits
ceax start-day 2025-10-27
ceax registry open-entity 12 汉江电力 --kind project_owner --province 42 --credit-code 91420000177570439X
ceax registry open-entity 21 中环联合 --kind body; ceax registry open-entity 22 中国船级社 --kind body
for number in 12 21 22; do ceax registry open-account $number "account $number"; done
for number in 12 21 22; do
    ceax keys new key$number --role member --account $number
    ceax registry rights set $number key$number "Lin Mei" --right apply --right surrender --document "power of attorney"
done
for paper in design validation letter accounts verification; do echo "$paper" > $paper.pdf; done
next_day() { # which closes; the days between are not played
    ceax phase closed --yes --reason "close"; ceax end-day
    ceax start-day "$1" --override --yes --reason "next day played"
}
credits() { ceax registry credits "$@"; }
team="--team 2 --of-field 1 --sites 1 --visited 1"
credits accredit 21 1 --document "SAMR notice 1"; credits accredit 22 1 --document "SAMR notice 1"
credits keep 12 design.pdf --key key12
credits submit-project 12 江北海上风电 "Jiangbei" CCER-01-002-V01 --construction 2021-03-01 --crediting-from 2022-04-01 --crediting-to 2032-03-31 --body 21 --design design.pdf --key key12 --reference project-1
next_day 2025-11-25
credits keep 21 validation.pdf --key key21
credits report-validation 21 1 positive --paper validation.pdf $team --key key21
credits keep 12 letter.pdf --key key12
credits apply-project 12 1 --commitment letter.pdf --key key12
credits register-project 1
credits keep 12 accounts.pdf --key key12
credits submit-period 12 1 2022-04-01 2022-12-31 2022=60000 --body 22 --accounts accounts.pdf --key key12 --reference period-1
next_day 2025-12-24
credits keep 22 verification.pdf --key key22
credits report-verification 22 1 positive 2022=60000 --paper verification.pdf $team --key key22
credits apply-credits 12 1 60000 --commitment letter.pdf --key key12
credits register-credits 1 --reference credits-1
export CEAX_DATA=./venue
peer=$(grep -o '"registry": "[^"]*' credits/endpoints.json | cut -d'"' -f4)
peer_key=$(ceax keys server list --data credits --json | grep -o '"server": "registry"[^}]*' | grep -oE '[0-9a-f]{64}' | head -1)
# --- shown from here
ceax keys new allowances > key.txt
ceax keys add allowances $(grep -oE '[0-9a-f]{64}' key.txt) --role peer --data credits
ceax registry bind-account 12 allowances 7 --document "letter 4" --data credits
ceax registry link --peer $peer --peer-key $peer_key --as allowances --document "agreement 1"
ceax registry offset 7 A210001-22 47501 --year 2024 --reference offset-1
ceax registry offset 7 A210001-22 47000 --year 2024 --reference offset-2
ceax registry offset 7 A210001-22 --serials 59501-60000 --year 2024 --reference offset-3
ceax registry offsets --year 2024
ceax registry offset-orders --data credits
ceax registry surrender 7 CEA24 902500 --year 2024 --reference surrender-1
ceax registry certify 7 --year 2024 --out certificate.pdf
ceax registry verify-certificate certificate.pdf
