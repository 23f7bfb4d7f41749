# The settlement bank: deposits from a file, a payment that two people approve, the position.
. "$(dirname "$0")/../../gateway/examples/venue.sh"
ceax registry open-entity 7 汉江电力 --kind emitter --province 42 --sector power
ceax registry open-account 7 汉江电力; ceax open-account 7 汉江电力
ceax keys new lin --role member --account 7; ceax keys new wu --role member --account 7
# --- shown from here
ceax registry bank set-account 7 汉江电力 "ICBC Wuhan" 6222020001 --document "letter 4"
cat > in.csv <<'END'
bank_reference,date,account,amount,payer_name,payer_account
ICBC-1,2026-01-05,7,500000.00,汉江电力,6222020001
ICBC-2,2026-01-05,77,1200.50,Nobody,6222020002
total,2,,501200.50,,
END
ceax registry bank deposits in.csv --reference ICBC-0105
ceax registry bank deposits in.csv --reference ICBC-0105 --suspense
ceax registry bank to-trading 7 300000.00 --reference trading-1
ceax registry rights set 7 lin "Lin Mei" --right read --right transfer --document "power of attorney 3"
ceax registry rights set 7 wu "Wu Hao" --right read --right approve --document "power of attorney 3"
ceax registry bank set-rule second_above_fen 10000000 --document "notice 4"
ceax registry bank request 7 120000.00 --key lin --reference payment-1
ceax registry rights approve 1 --key wu
ceax registry bank cut --out bank
cat > balance.csv <<'END'
date,settlement_account,closing_balance
2026-01-05,1001,150501200.50
total,1,150501200.50
END
ceax registry bank balance balance.csv --reference ICBC-0105-end
ceax registry bank position
