"""The test problems as an astronomer writes them for a Python sampler: NumPy, one point or a batch.

Definitions: isotropic normal (P01), two shells (P03), egg box (P04), Rosenbrock valley (P06), line with outliers (P11),
periodogram with a line (P12); conjugate normal (P02) and a rotated one for samplers with gradients.
"""

import math

import numpy as np
from scipy.special import ndtri

PHI, S2, S3 = (math.sqrt(5) - 1) / 2, math.sqrt(2) - 1, math.sqrt(3) - 1


def weyl(n, step, start):
    return (start + step * np.arange(1, n + 1)) % 1.0


class Problem:
    """A density of a batch of points in a box."""

    def __init__(self, low, high, batch, point=None):
        self.low, self.high = np.array(low, float), np.array(high, float)
        self.dim, self.batch = len(low), batch
        self.point = point or (lambda theta: float(batch(theta[None, :])[0]))

    def transform(self, u):
        return self.low + (self.high - self.low) * u

    def inside(self, theta):
        return np.all((theta > self.low) & (theta < self.high), axis=-1)

    def log_prob(self, theta):
        """With the bounds of the prior, for samplers that know none."""
        return self.point(theta) if self.inside(theta) else -np.inf

    def log_prob_batch(self, theta):
        return np.where(self.inside(theta), self.batch(theta), -np.inf)


def normal(dim, half):
    norm = -0.5 * dim * math.log(2 * math.pi)
    return Problem(
        [-half] * dim,
        [half] * dim,
        lambda theta: norm - 0.5 * np.einsum("ij,ij->i", theta, theta),
        lambda theta: norm - 0.5 * float(theta @ theta),
    )


def shells(dim):
    centres = np.zeros((2, dim))
    centres[:, 0] = -3.5, 3.5
    norm = -0.5 * math.log(2 * math.pi * 0.1**2)

    def batch(theta):
        radius = np.linalg.norm(theta[:, None, :] - centres, axis=2)
        return norm + np.logaddexp.reduce(-((radius - 2.0) ** 2) / (2 * 0.1**2), axis=1)

    return Problem([-6.0] * dim, [6.0] * dim, batch)


def egg_box():
    def point(theta):
        return (2.0 + math.cos(theta[0] / 2) * math.cos(theta[1] / 2)) ** 5

    return Problem([0.0] * 2, [10 * math.pi] * 2, lambda t: (2.0 + np.cos(t[:, 0] / 2) * np.cos(t[:, 1] / 2)) ** 5, point)


def rosenbrock(dim):
    def batch(theta):
        here, following = theta[:, :-1], theta[:, 1:]
        return -np.sum(100.0 * (following - here**2) ** 2 + (1.0 - here) ** 2, axis=1)

    return Problem([-5.0] * dim, [5.0] * dim, batch)


def line():
    x = 10 * weyl(30, PHI, 0.2)
    error = 0.3 + 0.4 * weyl(30, S2, 0.9)
    y = 1.2 * x - 0.7 + error * ndtri(weyl(30, S3, 0.11))
    y[4::6] += [6.0, -5.0, 7.5, 4.5, -8.0]

    def batch(theta):
        slope, offset, ln_variance, level, share = (theta[:, k : k + 1] for k in range(5))
        good = -0.5 * ((y - slope * x - offset) / error) ** 2 - np.log(error)
        wide = error**2 + np.exp(ln_variance)
        bad = -0.5 * (y - level) ** 2 / wide - 0.5 * np.log(wide)
        ln = np.logaddexp(np.log1p(-share) + good, np.log(share) + bad)
        return np.sum(ln - 0.5 * math.log(2 * math.pi), axis=1)

    return Problem([-5, -10, -4, -10, 0], [5, 10, 6, 30, 1], batch)


def periodogram():
    f = np.arange(1, 257) / 64

    def model(ln_a, alpha, ln_r, f0, ln_w, ln_n):
        width = np.exp(ln_w)
        peak = np.exp(ln_r) * (width / (2 * math.pi)) / ((f - f0) ** 2 + width**2 / 4)
        return np.exp(ln_a) * f**-alpha + peak + np.exp(ln_n)

    truth = [math.log(0.8), 1.4, math.log(0.9), 1.3, math.log(0.06), math.log(2.0)]
    power = model(*truth) * -np.log1p(-weyl(256, PHI, 0.41))

    def batch(theta):
        spectrum = model(*(theta[:, k : k + 1] for k in range(6)))
        return -np.sum(np.log(spectrum) + power / spectrum, axis=1)

    return Problem([-6, 0, -6, 0.25, -5, -2], [4, 4, 4, 3.75, 1, 3], batch)


PROBLEMS = {
    "P01_d2": lambda: normal(2, 10.0),
    "P01_d10": lambda: normal(10, 10.0),
    "P01_d25": lambda: normal(25, 5.0),
    "P03_d2": lambda: shells(2),
    "P04": egg_box,
    "P06_d2": lambda: rosenbrock(2),
    "P11": line,
    "P12": periodogram,
}


def smooth(name):
    """Dimension and ``theta -> (ln density, slope)`` of a target for samplers with gradients."""
    if name == "P02":
        i = np.arange(30)
        scale = 0.03 * 10 ** (i / 29)
        data_precision = np.linalg.inv(np.outer(scale, scale) * 0.95 ** np.abs(i[:, None] - i))
        precision = np.eye(30) + data_precision
        centre = np.linalg.solve(precision, data_precision @ (0.5 * np.cos(1 + i)))
    else:
        dim = int(name.rsplit("_d", 1)[1])
        centre, precision = np.zeros(dim), np.eye(dim)
        if name.startswith("rotated"):
            q, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(dim, dim)))
            precision = (q / np.geomspace(1.0, 1e4, dim)) @ q.T

    def density(theta):
        away = theta - centre
        slope = -precision @ away
        return 0.5 * float(away @ slope), slope

    return len(centre), density
