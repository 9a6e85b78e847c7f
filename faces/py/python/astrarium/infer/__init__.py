"""Inference: samplers on your likelihood, or on problems whose truth is known.

>>> import numpy as np
>>> from astrarium import infer
>>> x = np.linspace(0, 1, 20)
>>> y = 2 * x + 1 + 0.1 * np.sin(37 * x)
>>> def ln_likelihood(theta):
...     return -0.5 * np.sum((y - theta[:, :1] * x - theta[:, 1:]) ** 2, axis=1) / 0.1**2
>>> line = {"slope": infer.uniform(-10, 10), "offset": infer.normal(0, 5)}
>>> run = infer.nested(ln_likelihood, line, vectorized=True, seed=1, live=200)
>>> run.names
['slope', 'offset']
>>> bool(abs(run.mean()[0] - 2) < 0.2)
True

Every result has the same bits for any number of threads and ranks, any batch length, and after an interruption.
"""

from .._core import Calibration, Run
from ._catalogue import Catalogue, catalogue
from ._convert import to_anesthetic, to_arviz, to_dynesty, to_getdist
from ._grid import GridSearch, grid
from ._minimise import Maximum, minimise
from ._population import Population, population
from ._sample import dynamic_nested, ensemble, names, nested, nuts, sample, transform
from ._sbc import sbc
from ._space import Parameter, Prior, Tied, log_uniform, normal, parameter, prior, tied, truncated_normal, uniform

__all__ = [
    "Calibration",
    "Catalogue",
    "GridSearch",
    "Maximum",
    "Parameter",
    "Population",
    "Prior",
    "Run",
    "Tied",
    "catalogue",
    "dynamic_nested",
    "ensemble",
    "grid",
    "log_uniform",
    "minimise",
    "names",
    "nested",
    "normal",
    "nuts",
    "parameter",
    "population",
    "prior",
    "sample",
    "sbc",
    "tied",
    "to_anesthetic",
    "to_arviz",
    "to_dynesty",
    "to_getdist",
    "transform",
    "truncated_normal",
    "uniform",
]
