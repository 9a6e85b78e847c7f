"""What is sampled: the package's problems with known evidence, as an astronomer writes them for a Python sampler, and
densities with gradients."""

import numpy as np

from astrarium.infer.problems import problems


class Problem:
    """A density of one point or a batch in a box."""

    def __init__(self, name):
        of = problems[name]
        self.low, self.high, self.dim = of["low"], of["high"], of["dim"]
        self.batch, self.transform = of["batch"], of["transform"]
        # the plainest way of a point, where that is shorter than a batch of one
        self.point = PLAIN.get(name.split("_")[0], of["ln_likelihood"])

    def inside(self, theta):
        return np.all((theta > self.low) & (theta < self.high), axis=-1)

    def log_prob(self, theta):
        """With the bounds of the prior, for samplers that know none."""
        return self.point(theta) if self.inside(theta) else -np.inf

    def log_prob_batch(self, theta):
        return np.where(self.inside(theta), self.batch(theta), -np.inf)


PLAIN = {
    "P01": lambda theta: -0.5 * len(theta) * 1.8378770664093453 - 0.5 * float(theta @ theta),
    "P04": lambda theta: (2.0 + np.cos(theta[0] / 2) * np.cos(theta[1] / 2)) ** 5,
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
