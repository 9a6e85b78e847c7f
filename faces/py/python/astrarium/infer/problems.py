"""Problems with known evidence, in NumPy: what to try a sampler on, and a module for `astrarium.infer.battery`.

``problems`` holds, for each name that `astrarium.infer.names` knows, ``dim``, ``low`` and ``high`` (the walls of a uniform
prior; P02 and P10 have normal ones), ``transform(u)``, ``ln_likelihood(theta)`` of one point, ``batch(theta)`` of many, and
``truth``. Data are built without random numbers.

>>> from astrarium.infer.problems import problems
>>> import numpy as np
>>> line = problems["P11"]
>>> theta = line["transform"](np.full(5, 0.5))
>>> round(line["ln_likelihood"](theta), 3)
-185.904
"""

import json
import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np

from .._core import _truth

__all__ = ["problems"]

PHI, SILVER, BRONZE = (math.sqrt(5) - 1) / 2, math.sqrt(2) - 1, math.sqrt(3) - 1
LN_2PI = math.log(2 * math.pi)


def _weyl(n: int, step: float, start: float) -> Any:
    return (start + step * np.arange(1, n + 1)) % 1.0


_ppf = np.vectorize(NormalDist().inv_cdf, otypes=[float])


def _ln_normal(x: Any, mean: Any, sd: Any) -> Any:
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd) - 0.5 * LN_2PI


def _problem(batch: Callable[[Any], Any], transform: Callable[[Any], Any], dim: int, **more: Any) -> dict[str, Any]:
    def ln_likelihood(theta: Any) -> float:
        return float(batch(np.asarray(theta, dtype=float)[None, :])[0])

    return {"dim": dim, "transform": transform, "ln_likelihood": ln_likelihood, "batch": batch, **more}


def _boxed(batch: Callable[[Any], Any], low: Any, high: Any, **more: Any) -> dict[str, Any]:
    low, high = np.array(low, float), np.array(high, float)
    return _problem(batch, lambda u: low + (high - low) * np.asarray(u), len(low), low=low, high=high, **more)


def _isotropic(dim: int, half: float) -> dict[str, Any]:
    def batch(theta: Any) -> Any:
        return -0.5 * dim * LN_2PI - 0.5 * np.einsum("ij,ij->i", theta, theta)

    return _boxed(batch, [-half] * dim, [half] * dim)


def _correlated() -> dict[str, Any]:
    i = np.arange(30)
    scale, centre = 0.03 * 10 ** (i / 29), 0.5 * np.cos(1 + i)
    covariance = np.outer(scale, scale) * 0.95 ** np.abs(i[:, None] - i)
    precision, norm = np.linalg.inv(covariance), np.linalg.slogdet(covariance)[1] + 30 * LN_2PI

    def batch(theta: Any) -> Any:
        away = theta - centre
        return -0.5 * (np.einsum("ij,jk,ik->i", away, precision, away) + norm)

    return _problem(batch, _ppf, 30)


def _shells(dim: int) -> dict[str, Any]:
    centres = np.zeros((2, dim))
    centres[:, 0] = 3.5, -3.5

    def batch(theta: Any) -> Any:
        radius = np.linalg.norm(theta[:, None, :] - centres, axis=2)
        return np.logaddexp.reduce(_ln_normal(radius, 2.0, 0.1), axis=1)

    return _boxed(batch, [-6.0] * dim, [6.0] * dim)


def _egg_box() -> dict[str, Any]:
    return _boxed(lambda t: (2 + np.cos(t[:, 0] / 2) * np.cos(t[:, 1] / 2)) ** 5, [0.0] * 2, [10 * math.pi] * 2)


def _log_gamma() -> dict[str, Any]:
    def gamma(x: Any, mode: float) -> Any:
        z = (x - mode) * 30
        return z - np.exp(z) + math.log(30)

    def batch(theta: Any) -> Any:
        first = np.logaddexp(gamma(theta[:, 0], 1 / 3), gamma(theta[:, 0], 2 / 3)) - math.log(2)
        sd = 1 / 30
        second = np.logaddexp(_ln_normal(theta[:, 1], 1 / 3, sd), _ln_normal(theta[:, 1], 2 / 3, sd)) - math.log(2)
        rest = gamma(theta[:, 2:6], 2 / 3).sum(axis=1) + _ln_normal(theta[:, 6:], 2 / 3, sd).sum(axis=1)
        return first + second + rest

    return _boxed(batch, [0.0] * 10, [1.0] * 10, tolerance={"R": 1.5})


def _rosenbrock(dim: int, widest: float) -> dict[str, Any]:
    def batch(theta: Any) -> Any:
        here, following = theta[:, :-1], theta[:, 1:]
        return -np.sum(100.0 * (following - here**2) ** 2 + (1.0 - here) ** 2, axis=1)

    return _boxed(batch, [-5.0] * dim, [5.0] * dim, tolerance={"R": widest})


def _spike() -> dict[str, Any]:
    def batch(theta: Any) -> Any:
        slab, spike = (_ln_normal(theta, mean, sd).sum(axis=1) for mean, sd in ((0.0, 0.1), (0.031, 0.01)))
        return np.logaddexp(slab, math.log(100) + spike)

    return _boxed(batch, [-0.5] * 10, [0.5] * 10, tolerance={"S": 16, "n": 4000})


def _wedding_cake() -> dict[str, Any]:
    def batch(theta: Any) -> Any:
        radius = np.maximum(2 * np.max(np.abs(theta - 0.5), axis=1), 1e-300)
        step = np.floor(3 * np.log(radius) / math.log(0.7))
        return -(0.7 ** (2 * step / 3)) / (8 * 0.2**2)

    return _boxed(batch, [0.0] * 3, [1.0] * 3, tolerance={"note": "A5 is skipped (ties)"})


def _five_modes() -> dict[str, Any]:
    j, k = np.arange(5)[:, None], np.arange(6)[None, :]
    weight = np.array([0.4, 0.25, 0.2, 0.1, 0.05])
    mean = 6 * np.sin(1.7 * (j + 1) * (k + 1) + 0.5 * j)
    sd = np.array([1, 0.5, 0.8, 0.25, 0.4])[:, None] * (1 + 0.5 * np.cos(1 + j + 2 * k))

    def batch(theta: Any) -> Any:
        return np.logaddexp.reduce(np.log(weight) + _ln_normal(theta[:, None, :], mean, sd).sum(axis=2), axis=1)

    return _boxed(batch, [-10.0] * 6, [10.0] * 6, tolerance={"R": 5})


def _sinusoid() -> dict[str, Any]:
    i = np.arange(1, 61)
    t = np.sort(40 * _weyl(60, PHI, 0.13) + 0.9 * np.sin(i))
    phase = 2 * math.pi * 0.713 * t
    y = 0.4 + 0.38 * np.cos(phase) - 0.22 * np.sin(phase) + 0.7 * _ppf(_weyl(60, SILVER, 0.37))

    def batch(theta: Any) -> Any:
        frequency, a, b, c = (theta[:, k : k + 1] for k in range(4))
        angle = 2 * math.pi * frequency * t
        return _ln_normal(y, c + a * np.cos(angle) + b * np.sin(angle), 0.7).sum(axis=1)

    def transform(u: Any) -> Any:
        u = np.asarray(u)
        return np.concatenate([0.02 + 1.98 * u[..., :1], _ppf(u[..., 1:]) * [1.0, 1.0, 2.0]], axis=-1)

    return _problem(batch, transform, 4, tolerance={"R": 2})


def _line() -> dict[str, Any]:
    x = 10 * _weyl(30, PHI, 0.2)
    error = 0.3 + 0.4 * _weyl(30, SILVER, 0.9)
    y = 1.2 * x - 0.7 + error * _ppf(_weyl(30, BRONZE, 0.11))
    y[4::6] += [6.0, -5.0, 7.5, 4.5, -8.0]

    def batch(theta: Any) -> Any:
        slope, offset, ln_variance, level, share = (theta[:, k : k + 1] for k in range(5))
        good = np.log1p(-share) + _ln_normal(y, slope * x + offset, error)
        bad = np.log(share) + _ln_normal(y, level, np.sqrt(error**2 + np.exp(ln_variance)))
        return np.logaddexp(good, bad).sum(axis=1)

    return _boxed(batch, [-5, -10, -4, -10, 0], [5, 10, 6, 30, 1])


def _periodogram() -> dict[str, Any]:
    f = np.arange(1, 257) / 64

    def model(ln_a: Any, alpha: Any, ln_r: Any, f0: Any, ln_w: Any, ln_n: Any) -> Any:
        width = np.exp(ln_w)
        peak = np.exp(ln_r) * (width / (2 * math.pi)) / ((f - f0) ** 2 + width**2 / 4)
        return np.exp(ln_a) * f**-alpha + peak + np.exp(ln_n)

    true = [math.log(0.8), 1.4, math.log(0.9), 1.3, math.log(0.06), math.log(2.0)]
    power = model(*true) * -np.log1p(-_weyl(256, PHI, 0.41))

    def batch(theta: Any) -> Any:
        spectrum = model(*(theta[:, k : k + 1] for k in range(6)))
        return -np.sum(np.log(spectrum) + power / spectrum, axis=1)

    return _boxed(batch, [-6, 0, -6, 0.25, -5, -2], [4, 4, 4, 3.75, 1, 3])


def _half_impossible() -> dict[str, Any]:
    def batch(theta: Any) -> Any:
        q = np.sum(((theta - [0.8, 0.75, 0.4, 0.5]) / [0.03, 0.05, 0.1, 0.07]) ** 2, axis=1)
        above = np.where(q < 16, 8 - q / 2, 0.0)
        return np.where(theta[:, 0] < 0.6, -np.inf, np.where(theta[:, 1] < 0.5, 0.0, above))

    return _boxed(batch, [0.0] * 4, [1.0] * 4, tolerance={"note": "A5 is skipped (ties)"})


problems: dict[str, dict[str, Any]] = {
    "P01_d2": _isotropic(2, 10.0),
    "P01_d10": _isotropic(10, 10.0),
    "P01_d25": _isotropic(25, 5.0),
    "P02": _correlated(),
    "P03_d2": _shells(2),
    "P03_d5": _shells(5),
    "P03_d10": _shells(10),
    "P04": _egg_box(),
    "P05": _log_gamma(),
    "P06_d2": _rosenbrock(2, 1.35),
    "P06_d6": _rosenbrock(6, 1.8),
    "P07": _spike(),
    "P08": _wedding_cake(),
    "P09": _five_modes(),
    "P10": _sinusoid(),
    "P11": _line(),
    "P12": _periodogram(),
    "P20": _half_impossible(),
}
for _name, _of in problems.items():
    _of["truth"] = json.loads(_truth(_name))
