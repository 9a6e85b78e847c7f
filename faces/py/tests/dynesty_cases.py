"""Problems of dynesty's pages whose truth is known, and runs of them."""

import numpy as np
from astrarium.compat import dynesty

QUIET = {"print_progress": False}


def rng(seed):
    return np.random.default_rng(seed)


def close(results, truth, sigmas=4.5):
    return abs(results.logz[-1] - truth) < sigmas * results.logzerr[-1]


COV = np.full((3, 3), 0.95) + 0.05 * np.identity(3)
PRECISION = np.linalg.inv(COV)
NORM = -0.5 * (3 * np.log(2 * np.pi) + np.log(np.linalg.det(COV)))
NORMAL_TRUTH = -3 * np.log(20)


def normal(x):
    return -0.5 * x @ PRECISION @ x + NORM


def normals(x):
    return -0.5 * np.einsum("ni,ij,nj->n", x, PRECISION, x) + NORM


def box(u):
    return 10 * (2 * u - 1)


def eggbox(x):
    return (2 + np.cos(x[:, 0] / 2) * np.cos(x[:, 1] / 2)) ** 5


def shells(x):
    far = [np.hypot(x[:, 0] - c, x[:, 1]) - 2 for c in (-3.5, 3.5)]
    return np.logaddexp(*[-0.5 * (d / 0.1) ** 2 - np.log(0.1 * np.sqrt(2 * np.pi)) for d in far])


def over_grid(ln_l, low, high, n=2001):
    """ln Z of a function of two parameters over an even prior, by the mean over a fine grid."""
    axis = low + (high - low) * (np.arange(n) + 0.5) / n
    rows = [ln_l(np.column_stack([np.full(n, x), axis])) for x in axis]
    return float(np.logaddexp.reduce([np.logaddexp.reduce(row) for row in rows]) - 2 * np.log(n))


def static_run():
    """A run with a constant number of live points."""
    sampler = dynesty.NestedSampler(normals, box, 3, nlive=250, rstate=rng(21), vectorized=True)
    sampler.run_nested(**QUIET)
    return sampler


def dynamic_run():
    """A run with batches."""
    sampler = dynesty.DynamicNestedSampler(normals, box, 3, nlive=100, rstate=rng(22), vectorized=True)
    sampler.run_nested(nlive_batch=60, wt_kwargs={"pfrac": 0.8}, n_effective=2500, **QUIET)
    return sampler


def same(one, other):
    """Results are the same bits."""
    keys = [key for key in one.keys() if isinstance(one[key], np.ndarray) and one[key].dtype != object]
    assert len(keys) > 10
    for key in keys:
        assert one[key].tobytes() == other[key].tobytes(), key
