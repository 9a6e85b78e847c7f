"""Writes special.csv: values of special functions to 25 digits, by mpmath.

Arguments are float64 numbers, taken exactly. Incomplete gamma functions are summed here from their defining
series with enough digits that the complement keeps 30; everything else is mpmath's own function.
"""

import csv
import sys

from mpmath import mp, mpf

mp.dps = 60


def lower_gamma(a, x, digits=60):
    """(P, Q)(a, x): to so many digits more than 1 - P needs."""
    a, x = mpf(a), mpf(x)
    with mp.workdps(60):
        size = int(max(0, (x - a - a * mp.log(x / a)) / mp.log(10))) if x > a else 0
    with mp.workdps(digits + size):
        term = total = mpf(1)
        n = 0
        while term > total * mpf(10) ** (-mp.dps - 5):
            n += 1
            term *= x / (a + n)
            total += term
        p = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return +p, 1 - p


def normal_upper(x):
    return mp.erfc(mpf(x) / mp.sqrt(2)) / 2


def noncentral(x, dof, lam):
    """(below, above) of non-central chi-square."""
    x, a, h = mpf(x) / 2, mpf(dof) / 2, mpf(lam) / 2
    # the recurrence upwards loses as many digits as P falls by
    with mp.workdps(1000):
        j = 0
        weight = mp.exp(-h)
        below = above = mpf(0)
        p, q = lower_gamma(a, x, 1000)
        step = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
        # the terms of the upper tail are largest where j (j + a) = h x
        largest = mp.sqrt(h * max(h, x))
        while j < largest + 20 * mp.sqrt(largest + 1) + 100:
            below += weight * p
            above += weight * q
            j += 1
            weight *= h / j
            p -= step
            q += step
            step *= x / (a + j)
    return below, above


def rows():
    for x in [1e-5, 0.5, 1.0, 1.5, 2.0, 2.5, 7.0, 15.5, 16.0, 100.0, 1234.5, 1e6, 1e12]:
        yield "ln_gamma", [x], mp.loggamma(mpf(x))
        for y in [0.3, 1.0, 8.5, 500.0]:
            yield "ln_beta", [x, y], mp.loggamma(mpf(x)) + mp.loggamma(mpf(y)) - mp.loggamma(mpf(x) + mpf(y))
    for n, k in [(5, 2), (100, 50), (1000, 3), (1000000, 1234), (2**40, 2**20)]:
        yield "ln_binomial", [n, k], mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
    for x in [-8.0, -2.5, -1.5, -0.7, -0.1, 0.0, 1e-8, 0.3, 1.0, 2.0, 2.8, 2.9, 3.0, 5.0, 8.0, 15.0, 28.0, 29.0, 37.5]:
        q = normal_upper(x)
        yield "norm_sf", [x], q
        yield "norm_log_sf", [x], mp.log(q) if x > -3 else mp.log1p(-normal_upper(-x))
        yield "erfcx", [x], mp.exp(mpf(x) ** 2) * mp.erfc(mpf(x))
    for x in [60.0, 1e3, 1e8]:
        yield "norm_log_sf", [x], mp.log(normal_upper(x))
        yield "erfcx", [x], mp.exp(mpf(x) ** 2) * mp.erfc(mpf(x))
    for p in [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.00135, 0.05, 0.0749, 0.0751, 0.3, 0.4999, 0.5001, 0.9, 0.999999]:
        yield "norm_isf", [p], inverse_normal(mp.log(mpf(p)))
    for lp in [-0.01, -0.5, -3.0, -100.0, -699.0, -701.0, -1e4, -1e6]:
        yield "norm_isf_from_log", [lp], inverse_normal(mpf(lp))
    yield from chi_square()
    yield from noncentral_rows()
    yield from beta_rows()


def inverse_normal(ln_p):
    if ln_p > mpf(-3) / 10:
        start = mpf(-1)
    elif ln_p > -2:
        start = mpf(0.5)
    else:
        start = mp.sqrt(-2 * ln_p - mp.log(-4 * mp.pi * ln_p))
    return mp.findroot(lambda x: mp.log(normal_upper(x)) - ln_p, start, tol=mpf(10) ** -70)


def chi_square():
    places = [1e-3, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0, 1.001, 1.01, 1.1, 1.3, 2.0, 5.0, 20.0]
    for dof in [0.5, 1, 2, 3, 4, 7, 19, 58, 61, 100, 999, 2000, 20001, 199998, 200002, 2e6, 2e8]:
        for place in places:
            x = float(dof * place)
            # beyond this the value is far below what its logarithm is asked for
            if abs(dof / 2 * (place - 1 - float(mp.log(place)))) > 3000 or dof > 1e7 and abs(place - 1) > 1e-3:
                continue
            p, q = lower_gamma(mpf(dof) / 2, mpf(x) / 2)
            yield "chi2_cdf", [x, dof], p
            yield "chi2_sf", [x, dof], q
            yield "chi2_log_cdf", [x, dof], mp.log(p)
            yield "chi2_log_sf", [x, dof], mp.log(q)


def noncentral_rows():
    for dof in [1, 2, 4, 60, 2000]:
        for lam in [0.01, 1.0, 30.0, 900.0, 4000.0]:
            for place in [0.05, 0.3, 0.8, 1.0, 1.2, 2.0, 5.0]:
                x = float((dof + lam) * place)
                below, above = noncentral(x, dof, lam)
                yield "ncx2_cdf", [x, dof, lam], below
                yield "ncx2_sf", [x, dof, lam], above


def beta_rows():
    for a, b in [(0.5, 0.5), (1, 3), (2.5, 7.5), (40, 10.5), (300, 200), (5000, 7.5), (1e5, 31.5)]:
        mean, spread = a / (a + b), (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
        for deviation in [-20, -8, -3, -1, 0, 1, 3, 8]:
            x = mean + deviation * spread
            if 0 < x < 1:
                yield "beta_cdf", [x, a, b], beta_lower(a, b, x)
                yield "beta_sf", [x, a, b], beta_lower(b, a, 1 - mpf(x))


def beta_lower(a, b, x):
    """I_x(a, b) by the series of positive terms x^a (1-x)^b / (a B) sum (a+b)_n / (a+1)_n x^n."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -40 or x * (a + b + n) > a + n + 1:
        term *= x * (a + b + n) / (a + 1 + n)
        total += term
        n += 1
    ln_front = a * mp.log(x) + b * mp.log(1 - x) - mp.log(a) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    return mp.exp(ln_front) * total


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["function", "x", "second", "third", "value"])
    for name, arguments, value in rows():
        texts = [repr(float(a)) for a in arguments] + [""] * (3 - len(arguments))
        out.writerow([name, *texts, mp.nstr(value, 25)])


main()
