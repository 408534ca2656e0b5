"""Predictions of the purchase models at corners that published figures do not reach: a = 1, a + b < 1, discounted purchases
of BG/NBD and MBG/NBD by direct integration over the two mixing distributions (no closed form of the project is used).

Run: python3 tests/golden/purchase-models.py > tests/golden/purchase-models.json   (Python 3.11, mpmath 1.3.0, scipy 1.17.1; some minutes)
"""
import json
import numpy as np
from mpmath import mp, mpf, quad, gamma
from scipy.integrate import dblquad

mp.dps = 30


def expected(model, params, history, t):
    """E[Y(t) | history]: given rate l and dropout p, an alive customer buys (1 - exp(-l p t))/p times in t on average."""
    r, alpha, a, b = map(mpf, params)
    x, seen, age = history
    exits = 0 if model == "bg-nbd" else 1
    # Integrate over l in closed form (gamma), over p numerically.
    def alive(p, power, shift):  # E over l of l^power e^(-l shift) with the gamma prior, without its constant
        return gamma(r + power) * (alpha + shift) ** (-(r + power))
    def numerator(p, q):
        return p ** (a - 2) * q ** (b - 1 + x + exits) * (alive(p, x, age) - alive(p, x, age + p * t))
    def stayed(p, q):
        return p ** (a - 1) * q ** (b - 1 + x + exits) * alive(p, x, age)
    def left(p, q):
        return p ** a * q ** (b - 2 + x + exits) * alive(p, x, seen) if x + exits else mpf(0)
    return integral(numerator) / (integral(stayed) + integral(left))


def integral(f):
    """Over p in (0, 1) with q = 1 - p: both ends are stretched (p = u^12, q = u^12), where the beta density may be infinite."""
    end = mpf("0.5") ** (mpf(1) / 12)
    cut = [0, end / 4, end / 2, 3 * end / 4, end]
    return (quad(lambda u: f(u ** 12, 1 - u ** 12) * 12 * u ** 11, cut)
            + quad(lambda u: f(1 - u ** 12, u ** 12) * 12 * u ** 11, cut))


def discounted(model, params, history, rate):
    """A customer with rate l and dropout p who is there makes l/(rate + l p) discounted purchases: integrate over both."""
    r, alpha, a, b = params
    x, seen, age = history
    exits = 0 if model == "bg-nbd" else 1
    top = 60 / (alpha + seen)
    def over(f):
        inner = lambda l, u: f(l, u ** 8) * 8 * u ** 7
        return dblquad(inner, 0, 1, 0, top, epsabs=0, epsrel=1e-10)[0]
    def stayed(l, p):
        return p ** (a - 1) * (1 - p) ** (b - 1 + x + exits) * l ** (r + x - 1) * np.exp(-l * (alpha + age))
    def left(l, p):
        return p ** a * (1 - p) ** (b - 2 + x + exits) * l ** (r + x - 1) * np.exp(-l * (alpha + seen))
    return over(lambda l, p: stayed(l, p) * l / (rate + l * p)) / (over(stayed) + over(left))


points = []
for model in ("bg-nbd", "mbg-nbd"):
    for params in ([0.4, 6, 1, 2.4], [0.4, 6, 1.0004, 2.4], [0.4, 6, 0.3, 0.2], [0.4, 6, 0.4, 0.6], [0.4, 6, 2.5, 0.7]):
        for history in ([2, 30, 39], [0, 0, 39], [40, 35, 39]):
            points.append({"model": model, "params": params, "history": history, "t": 52,
                           "expected": float(expected(model, params, history, 52))})
worth = []
for model in ("bg-nbd", "mbg-nbd"):
    params, history, rate = [0.243, 4.414, 0.793, 2.426], [2, 30.43, 38.86], 0.0027
    worth.append({"model": model, "params": params, "history": history, "rate": rate,
                  "discounted": discounted(model, params, history, rate)})
print(json.dumps({"about": __doc__.strip(), "expected": points, "discounted": worth}))
