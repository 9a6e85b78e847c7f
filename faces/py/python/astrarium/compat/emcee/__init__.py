"""The usual calls of emcee, computed by this engine.

>>> import numpy as np
>>> from astrarium.compat import emcee
>>> def log_prob(x, ivar):
...     return -0.5 * np.sum(ivar * x**2)
>>> np.random.seed(42)
>>> p0 = np.random.randn(32, 5)
>>> sampler = emcee.EnsembleSampler(32, 5, log_prob, args=[[1, 2, 3, 4, 5]])
>>> state = sampler.run_mcmc(p0, 100)
>>> sampler.reset()
>>> state = sampler.run_mcmc(state, 200)
>>> sampler.get_chain(flat=True).shape
(6400, 5)

``import astrarium.compat.emcee as emcee`` is the one line to change. Names, arguments, shapes, blobs, backends and errors
are those of emcee 3.1.6; the walkers are moved by the engine, so the numbers are other draws of the same posterior.

Random numbers
    They are found by their address (seed, step, walker), not drawn in turn. A sampler takes its seed from the state of
    ``numpy.random`` when it is made, so that ``numpy.random.seed(42)`` before it fixes every bit, as with emcee; or from
    ``seed=...``. ``random_state`` and ``State.random_state`` are states of a Mersenne twister as emcee's are, in which seed
    and step are written: a run that goes on from such a state, in the same process or from a file, has the bits of one that
    was never stopped. Any other state (``numpy.random.RandomState(7).get_state()``) is a new seed.

What differs
    ``pool`` is left aside with a warning: give ``vectorize=True`` a function of many points, which is called once for each
    half of the ensemble. `backends.HDFBackend` keeps steps back until they are worth writing, at most ten seconds; what this
    process reads has them all. `moves.DESnookerMove` is the published move. Walkers that never moved are left out of
    autocorrelation times, where emcee's become NaN.

What is not here is an `AttributeError` or a `NotImplementedError`, never another number.
"""

from . import autocorr, backends, moves
from ._evaluate import walkers_independent
from ._sampler import EnsembleSampler
from ._state import State

__all__ = ["EnsembleSampler", "State", "autocorr", "backends", "moves", "walkers_independent"]

# the version whose calls these are
__version__ = "3.1.6"
