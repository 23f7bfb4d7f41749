# A project of the credits market: from its papers to credits that are issued and cancelled.
export CEAX_DATA=./venue
export CEAX_NUMBER_KEY=1a19181211100a0908020100 # the numbers are the same each time
ceax serve --clock manual --market credits > venue.log 2>&1 &
trap 'kill %%; wait' EXIT
until ceax status > status.log 2>&1; do sleep 0.5; done
ceax start-day 2026-01-05
ceax registry open-entity 3 江苏海风 --kind project_owner --province 32 --credit-code 91320000MA1X000003
ceax registry open-entity 21 中环联合 --kind body; ceax registry open-entity 22 中国船级社 --kind body
for key in owner-3 validator-21 verifier-22; do
    account=${key##*-}
    ceax registry open-account "$account" "account $account"
    ceax keys new "${key%-*}" --role member --account "$account"
    ceax registry rights set "$account" "${key%-*}" "Lin Mei" --right apply --right surrender --document "power of attorney"
done
for paper in design report letter accounts; do
    echo "$paper" > $paper.pdf
    ceax registry credits keep 3 $paper.pdf
done
REGISTRY=http$(sed -n 's/.*"registry": "ws\([^"]*\)".*/\1/p' venue/endpoints.json)
# --- shown from here
ceax registry credits accredit 21 1 --document "SAMR notice 1"; ceax registry credits accredit 22 1,14 --document "SAMR notice 1"
ceax registry credits submit-project 3 如东海上风电 "Rudong, Jiangsu" CCER-01-002-V01 --construction 2021-03-01 --crediting-from 2022-04-01 --crediting-to 2032-03-31 --body 21 --design design.pdf --key owner --reference project-1
ceax registry credits report-validation 21 1 positive --paper report.pdf --team 2 --of-field 1 --sites 1 --visited 1 --key validator
ceax phase closed --yes --reason "nothing is traded"; ceax end-day > /dev/null
until ceax start-day 2026-02-03 --override --yes --reason "the notice is over" > /dev/null 2>&1; do sleep 0.2; done
ceax registry credits report-validation 21 1 positive --paper report.pdf --team 2 --of-field 1 --sites 1 --visited 1 --key validator
ceax registry credits apply-project 3 1 --commitment letter.pdf --key owner
ceax registry credits tasks
ceax registry credits register-project 1
ceax registry credits submit-period 3 1 2022-04-01 2023-12-31 2022=20000,2023=30000 --body 21 --accounts accounts.pdf --key owner --reference period-1
ceax registry credits submit-period 3 1 2022-04-01 2023-12-31 2022=20000,2023=30000 --body 22 --accounts accounts.pdf --key owner --reference period-2
ceax phase closed --yes --reason "nothing is traded"; ceax end-day > /dev/null
until ceax start-day 2026-03-16 --override --yes --reason "the notice is over" > /dev/null 2>&1; do sleep 0.2; done
ceax registry credits report-verification 22 1 positive 2022=20000,2023=30000 --paper report.pdf --team 2 --of-field 1 --sites 1 --visited 1 --key verifier
ceax registry credits apply-credits 3 1 50001 --commitment letter.pdf --key owner
ceax registry credits apply-credits 3 1 50000 --commitment letter.pdf --key owner
ceax registry credits register-credits 1 --reference credits-1
ceax registry credits cancel 3 A210001-22 100 --kind event --beneficiary 全运会 --purpose "neutrality of an event" --key owner --reference cancel-1
ceax registry credits certify 1 --out certificate.pdf
ceax registry credits verify certificate.pdf
ceax registry credits issued
curl -s $REGISTRY/public/issued
