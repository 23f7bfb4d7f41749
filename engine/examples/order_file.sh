# Orders from a file, matched in memory: two trades, one order replaced and cancelled.
cat > orders.csv <<'END'
time,account,instrument,action,side,type,price,quantity,order
2026-01-05T09:30:00.000,1,CEA25,new,sell,limit,78.50,10,1
2026-01-05T09:30:00.250,2,CEA25,new,buy,limit,79.00,4,2
2026-01-05T09:30:01.000,3,CEA25,new,buy,market,,3,3
2026-01-05T09:30:02.000,1,CEA25,replace,,,78.40,2,1
2026-01-05T09:30:03.000,1,CEA25,cancel,,,,,1
2026-01-05T09:30:03.000,1,CEA25,cancel,,,,,1
END
ceax simulate orders.csv --out trades.csv
cat trades.csv
