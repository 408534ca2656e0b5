"""Distribution and interval values that the shared golden folder lacks.

Run: python3 tests/golden/distributions.py > tests/golden/distributions.json
Made with Python 3, scipy and mpmath; the versions are in the output.
"""

import json
import platform

import mpmath as mp
import scipy
from scipy import stats

mp.mp.dps = 40


def upper_range(q, k, df):
    """Studentised range, scipy's two-dimensional quadrature (about 1e-10)."""
    return float(stats.studentized_range.sf(q, k, df))


def noncentral_t(t, df, delta):
    """P(T <= t) by integrating the normal distribution function over the chi density."""
    t, df, delta = mp.mpf(t), mp.mpf(df), mp.mpf(delta)
    density = lambda s: 2 * (df / 2) ** (df / 2) / mp.gamma(df / 2) * s ** (df - 1) * mp.exp(-df * s * s / 2)
    return float(mp.quad(lambda s: density(s) * mp.ncdf(t * s - delta), [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 6, 12]))


def rows(f, arguments):
    return [[list(a), f(*a)] for a in arguments]


out = {
    "made": {"python": platform.python_version(), "scipy": scipy.__version__, "mpmath": mp.__version__},
    "studentizedRangeUpper": rows(upper_range, [(3.5, 3, 20), (2.0, 2, 5), (5.0, 8, 12), (10.0, 4, 30)]),
    "noncentralTCdf": rows(noncentral_t, [(1.5, 10, 1), (-2, 4, 0.5), (5, 40, 3), (0.3, 2, -1), (12, 100, 10)]),
    "gammaQuantile": rows(lambda p, a: float(stats.gamma.ppf(p, a)), [(0.025, 0.1), (0.5, 3.3), (0.999, 50), (1e-6, 2)]),
    "betaQuantile": rows(lambda p, a, b: float(stats.beta.ppf(p, a, b)), [(0.025, 0.5, 0.5), (0.975, 30, 2), (0.5, 1000, 3000), (1e-6, 2, 5)]),
    "fQuantile": rows(lambda p, a, b: float(stats.f.ppf(p, a, b)), [(0.95, 2, 27), (0.5, 7, 3), (0.999, 1, 10)]),
    "chiSquareQuantile": rows(lambda p, a: float(stats.chi2.ppf(p, a)), [(0.95, 4), (0.01, 0.5), (0.999, 200)]),
    "binomialQuantile": rows(lambda q, n, p: int(stats.binom.ppf(q, n, p)), [(0.025, 20, 0.5), (0.9, 1000, 0.01), (0.5, 7, 0.99), (0.975, 1000000, 0.3)]),
    "binomialPmf": rows(lambda k, n, p: float(mp.binomial(k and n, k) * mp.mpf(p) ** k * (1 - mp.mpf(p)) ** (n - k)), [(3, 10, 0.2), (500, 1000, 0.5), (0, 50, 0.01), (30, 100000, 0.0005)]),
    "poissonQuantile": rows(lambda q, m: int(stats.poisson.ppf(q, m)), [(0.025, 3.2), (0.975, 250), (0.5, 0.1)]),
    "poissonPmf": rows(lambda k, m: float(mp.exp(-mp.mpf(m)) * mp.mpf(m) ** k / mp.factorial(k)), [(0, 2), (7, 3.5), (1000, 1010.5)]),
    # Garwood limits of a Poisson count at 95 %: (events) -> [low, high].
    "garwood": rows(lambda x: [0.0 if x == 0 else float(stats.chi2.ppf(0.025, 2 * x) / 2), float(stats.chi2.ppf(0.975, 2 * x + 2) / 2)], [(0,), (1,), (10,), (250,)]),
    "trigamma": rows(lambda x: float(mp.psi(1, x)), [(0.1,), (1,), (7.5,), (1000,)]),
}
print(json.dumps(out, indent=1))
