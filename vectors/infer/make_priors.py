"""Quantiles and densities of the priors, by scipy.

Run with ``python vectors/infer/make_priors.py > vectors/infer/priors.csv``. PROVENANCE.md says which versions wrote it.
"""

import json

import numpy as np
from scipy import stats


class Sine(stats.rv_continuous):
    """Density proportional to sin x between two angles."""

    def __init__(self, low, high):
        super().__init__(a=low, b=high)
        self.ends = low, high

    def _ppf(self, u):
        low, high = self.ends
        return np.arccos(np.cos(low) + u * (np.cos(high) - np.cos(low)))

    def _pdf(self, x):
        low, high = self.ends
        return np.sin(x) / (np.cos(low) - np.cos(high))


half_pi = np.pi / 2
PRIORS = [
    ({"kind": "uniform", "low": -3.0, "high": 5.0}, stats.uniform(-3, 8)),
    ({"kind": "log_uniform", "low": 1e-3, "high": 50.0}, stats.loguniform(1e-3, 50)),
    ({"kind": "normal", "mean": 1.5, "sd": 0.2}, stats.norm(1.5, 0.2)),
    ({"kind": "truncated_normal", "mean": 0.0, "sd": 1.0, "low": -1.0, "high": 2.5}, stats.truncnorm(-1, 2.5)),
    ({"kind": "truncated_normal", "mean": 0.0, "sd": 1.0, "low": 9.0, "high": 11.0}, stats.truncnorm(9, 11)),
    ({"kind": "truncated_normal", "mean": 0.0, "sd": 1.0, "low": -40.0, "high": -38.0}, stats.truncnorm(-40, -38)),
    ({"kind": "log_normal", "mean": 0.3, "sd": 0.7}, stats.lognorm(0.7, scale=np.exp(0.3))),
    ({"kind": "half_normal", "sd": 2.5}, stats.halfnorm(scale=2.5)),
    ({"kind": "exponential", "mean": 4.0}, stats.expon(scale=4)),
    ({"kind": "gamma", "shape": 2.3, "scale": 0.7}, stats.gamma(2.3, scale=0.7)),
    ({"kind": "gamma", "shape": 0.4, "scale": 3.0}, stats.gamma(0.4, scale=3)),
    ({"kind": "inverse_gamma", "shape": 3.2, "scale": 1.4}, stats.invgamma(3.2, scale=1.4)),
    ({"kind": "beta", "a": 2.5, "b": 0.8, "low": -1.0, "high": 3.0}, stats.beta(2.5, 0.8, loc=-1, scale=4)),
    ({"kind": "student_t", "dof": 3.5, "location": -1.0, "scale": 2.0}, stats.t(3.5, loc=-1, scale=2)),
    ({"kind": "student_t", "dof": 40.0, "location": 0.0, "scale": 1.0}, stats.t(40)),
    ({"kind": "cauchy", "location": 2.0, "scale": 0.5}, stats.cauchy(2, 0.5)),
    ({"kind": "half_cauchy", "scale": 1.7}, stats.halfcauchy(scale=1.7)),
    ({"kind": "sine", "low": 0.0, "high": np.pi}, Sine(0.0, np.pi)),
    ({"kind": "sine", "low": 0.4, "high": 2.0}, Sine(0.4, 2.0)),
]
POINTS = [1e-4, 0.01, 0.2, 0.5, 0.7, 0.99, 0.9999]

print("settings;u;x;ln_pdf")
for settings, prior in PRIORS:
    for u in POINTS:
        x = float(prior.ppf(u))
        ln_pdf = np.log(prior._pdf(x)) if isinstance(prior, Sine) else prior.logpdf(x)
        print(json.dumps(settings), u, repr(x), repr(float(ln_pdf)), sep=";")
