"""bench-quotes.py LINES: that many quote lines, in quotes of one to six, the same bytes on
every machine. bench-quotes.py --policy: twenty rules for them."""
import sys

SKUS = ["seat", "api", "storage", "support", "training", "audit", "backup", "domain"]
CENTS = [1200, 220, 9000, 4500, 30000, 80000, 900, 1500]
SEGMENTS = ["smb", "mid", "ent", "edu"]
CODES = ["", "", "", "SPRING", "LAUNCH", "SPRING;LAUNCH"]
TERMS = [1, 12, 24, 36]
POLICY = """rule,stage,kind,scope,when,basis,mode,from,value,base,combine,group,priority,cap
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
"""
state = 11


def draw(n):
    """0 to n - 1, by a linear congruential generator (Knuth, MMIX)."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
    return (state >> 33) * n >> 31


def main(lines):
    rows = ["quote,line,sku,qty,list_price,cost,term,date,code,segment\n"]
    quote = left = line = 0
    for _ in range(lines):
        if left == 0:
            quote, left, line = quote + 1, draw(6) + 1, 0
            code, segment, term = CODES[draw(6)], SEGMENTS[draw(4)], TERMS[draw(4)]
            day = draw(336)
        left, line = left - 1, line + 1
        sku = draw(8)
        price = CENTS[sku] * (80 + draw(41)) // 100
        cost = price * (25 + draw(40)) // 100
        rows.append(
            "Q%07d,%d,%s,%d,%d.%02d,%d.%02d,%d,2026-%02d-%02d,%s,%s\n"
            % (quote, line, SKUS[sku], 1 + draw(10 + 290 * (draw(4) == 0)),
               price // 100, price % 100, cost // 100, cost % 100, term,
               day // 28 + 1, day % 28 + 1, code, segment)
        )
        if len(rows) >= 50000:
            sys.stdout.write("".join(rows))
            rows.clear()
    sys.stdout.write("".join(rows))


if sys.argv[1] == "--policy":
    sys.stdout.write(POLICY)
else:
    main(int(sys.argv[1]))
