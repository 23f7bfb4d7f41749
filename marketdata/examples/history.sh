# A week that the exchange published becomes history; its bulletin, a correction, a report.
mkdir -p venue && cat > days.csv <<'END'
date,code,previous_close,open,high,low,close,change_pct,listed_volume_t,listed_amount_cny,block_volume_t,block_amount_cny,auction_volume_t,auction_amount_cny,cumulative_volume_t,cumulative_amount_cny
2026-03-06,COMCEA,,80.00,81.00,80.00,80.60,,1000,80600.00,0,0.00,0,0.00,1000,80600.00
2026-03-06,CEA25,,80.00,81.00,80.00,80.60,,1000,80600.00,0,0.00,0,0.00,1000,80600.00
2026-03-09,COMCEA,80.60,80.50,82.00,80.50,81.50,1.12,2000,163000.00,100000,7900000.00,0,0.00,103000,8143600.00
2026-03-09,CEA25,80.60,80.50,82.00,80.50,81.50,1.12,2000,163000.00,100000,7900000.00,0,0.00,103000,8143600.00
2026-03-10,COMCEA,81.50,81.50,,,81.50,0.00,0,0.00,0,0.00,0,0.00,103000,8143600.00
2026-03-10,CEA25,81.50,81.50,,,81.50,0.00,0,0.00,0,0.00,0,0.00,103000,8143600.00
2026-03-11,COMCEA,81.50,81.00,81.00,79.90,80.00,-1.48,500,40000.00,0,0.00,0,0.00,103500,8183600.00
2026-03-11,CEA25,81.50,81.00,81.00,79.90,80.00,-1.84,500,40000.00,0,0.00,0,0.00,103500,8183600.00
END
ceax import-history days.csv --data venue
ceax bulletin --date 2026-03-11 --span week --lang zh --data venue
cat > errata.csv <<'END'
date,code,previous_close,open,high,low,close,change_pct,listed_volume_t,listed_amount_cny,block_volume_t,block_amount_cny,auction_volume_t,auction_amount_cny,cumulative_volume_t,cumulative_amount_cny
2026-03-11,COMCEA,,,,,,-1.84,,,,,,,,
END
ceax import-history errata.csv --errata 2026-03-12 --data venue
ceax report week 2026-03-11 --data venue
ceax report week 2026-03-11 --lang zh --form pdf --out week.pdf --data venue
