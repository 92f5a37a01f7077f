#!/usr/bin/env bash
# compilers.sh BUILD OTHER: discount-calc as two compilers made it gives the same bytes: for
# the examples, some thousand generated quotes in each of its forms, and random policies.
set -euo pipefail
cd "$(dirname "$0")/.."
one=$1
other=$2
work=$one/compilers
mkdir -p "$work"
"$one/tests/bench/data" quotes 400000 >"$work/generated-quotes.csv"
# Twenty rules for them, of all kinds.
cat >"$work/generated-policy.csv" <<'END'
rule,stage,kind,scope,when,basis,mode,from,value,base,combine,group,priority,cap
VOL,volume,percent,line,,qty,,10,5%,,,,1,
VOL,volume,percent,line,,qty,,50,8%,,,,1,
VOL,volume,percent,line,,qty,,200,12%,,,,1,
API,contract,price,line,sku=api,qty,graduated,1,2.00,,,,1,
API,contract,price,line,sku=api,qty,graduated,51,1.50,,,,1,
API,contract,price,line,sku=api,qty,graduated,201,1.10,,,,1,
SEAT,volume,amount,line,sku=seat,qty,graduated,101,0.25/unit,,,,2,
TERM,term,percent,line,,term,,12,5%,,,,,
TERM,term,percent,line,,term,,24,8%,,,,,
SPRING,promo,percent,line,code=SPRING,,,,10%,,best,promo,1,500.00
LAUNCH,promo,amount,line,code=LAUNCH,,,,15.00/line,,best,promo,2,
EDU,promo,percent,line,segment=edu,,,,20%,,best,promo,3,
TRAIN,promo,bogo,line,sku=training,,,4,1@50%,,,,4,
BACKUP,promo,package,line,sku=backup;segment!=edu,,rest,1,90/12,,,,5,
PARTNER,partner,percent,line,segment in(mid|ent),,,,3%,list,,,,
DESK,manual,amount,line,sku=support;qty>20,,,,0.50/unit,,,,,
SUITE,order,amount,order,has=seat;has=storage;amount>=1000,,,,50.00,,,,1,
LARGE,order,percent,order,,amount,,5000,2%,,,,2,
LARGE,order,percent,order,,amount,,20000,4%,,,,2,
WELCOME,order,percent,order,segment=smb;amount<5000,,,,1%,,,,3,25.00
PRICE,guard,floor_price,line,sku=seat,,,,8.00,,,,,
MARGIN,guard,floor_margin,line,segment!=edu,,,,20%,,,,,
LINE,approve,approve,line,margin_pct<0.25,,,,lead,,,,,
WHOLE,approve,approve,order,,discount_pct,,15,lead,,,,,
WHOLE,approve,approve,order,,discount_pct,,25,head,,,,,
REBATE,offinvoice,percent,line,segment=ent,,,,2%,,,,1,
CARD,offinvoice,percent,order,amount>=100,,,,-1%,,,,1,30.00
END

# same NAME ARGUMENT...: of discount-calc.
same() {
	local name=$work/$1
	shift
	"$one/bin/discount-calc" "$@" >"$name-one"
	"$other/bin/discount-calc" "$@" >"$name-other"
	cmp "$name-one" "$name-other"
}

for policy in tests/data/discount-*-policy.csv "$work/generated-policy.csv"; do
	quotes=${policy%-policy.csv}-quotes.csv
	name=$(basename "${policy%-policy.csv}")
	for form in --breakeven=-1.5 --totals --waterfall --sorted; do
		same "$name$form" "$form" --policy="$policy" "$quotes"
	done
done
for build in "$one" "$other"; do
	"$build/tests/unit/quote_test" 1 5000 >"$work/random-${build//\//-}"
done
cmp "$work/random-${one//\//-}" "$work/random-${other//\//-}"
