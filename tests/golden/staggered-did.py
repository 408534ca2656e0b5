"""Error of the overall effect by cohort on the county employment data, from numerical derivatives by unit weights.

Independent of influence functions written out by hand: the estimate is recomputed with each unit's weight moved.
Run: python3 tests/golden/staggered-did.py ../shared/golden/data/mpdta.csv   Made with Python 3, numpy.
"""
import csv, sys
import numpy as np

rows = list(csv.DictReader(open(sys.argv[1])))
units = sorted({r["countyreal"] for r in rows})
years = sorted({int(r["year"]) for r in rows})
y = np.zeros((len(units), len(years)))
g = np.zeros(len(units))
for r in rows:
    u = units.index(r["countyreal"])
    y[u, years.index(int(r["year"]))] = float(r["lemp"])
    g[u] = int(r["firstTreat"])


def overall(w):
    cohorts = [c for c in sorted(set(g)) if c > 0]
    att, share = [], []
    for c in cohorts:
        base = years.index(c) - 1
        effects = []
        for t in range(base + 1, len(years)):
            change = y[:, t] - y[:, base]
            mean = lambda m: (w[m] * change[m]).sum() / w[m].sum()
            effects.append(mean(g == c) - mean(g == 0))
        att.append(np.mean(effects))
        share.append(w[g == c].sum())
    return np.dot(att, share) / np.sum(share)


n = len(units)
one = np.ones(n)
influence = np.zeros(n)
h = 1e-4
for u in range(n):
    up, down = one.copy(), one.copy()
    up[u] += h
    down[u] -= h
    influence[u] = n * (overall(up) - overall(down)) / (2 * h)
print(overall(one), np.sqrt((influence**2).sum()) / n, influence.mean())
