"""ROWS [SEED]: leads of a known model, in `truth` their log-odds."""
import math
import sys

state = int(sys.argv[2]) if len(sys.argv) > 2 else 1


def uniform():
    """Knuth's MMIX generator: the same with every python3."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 11) / 2**53


for _ in range(10):
    uniform()
print("x,colour,size,truth,won")
for i in range(int(sys.argv[1])):
    x = round(4 * uniform() - 2, 3)
    known = uniform() > 0.05
    colour = ["red", "green", "blue", "black"][int(uniform() * 4)]
    size = "big" if uniform() < 0.4 else "small"
    if uniform() < 0.002:
        colour = "rare%d" % int(uniform() * 5)
    truth = -1 + (0.8 * x if known else 0)
    truth += {"red": 1.5, "blue": -1}.get(colour, 0)
    truth += 2 if colour == "red" and size == "big" else 0
    won = uniform() < 1 / (1 + math.exp(-truth))
    print(x if known else "", colour, size, round(truth, 6), "yes" if won else "no", sep=",")
