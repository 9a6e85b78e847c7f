"""Chains in memory, and what chains anywhere have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import autocorr
from .._state import State


class Backend:
    """A chain in memory.

    Parameters
    ----------
    dtype : numpy.dtype, optional
        Of positions and ln of the posterior.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat import emcee
    >>> backend = emcee.backends.Backend()
    >>> sampler = emcee.EnsembleSampler(8, 2, lambda x: -0.5 * x @ x, backend=backend, seed=1)
    >>> state = sampler.run_mcmc(np.random.RandomState(1).randn(8, 2), 10)
    >>> backend.iteration, backend.get_chain(discard=4, thin=2).shape
    (10, (3, 8, 2))
    """

    def __init__(self, dtype: Any = None) -> None:
        self.dtype = np.dtype(np.float64 if dtype is None else dtype)
        self._is_made = False

    @property
    def initialized(self) -> bool:
        """bool: whether it is ready for steps."""
        return self._is_made

    def reset(self, nwalkers: int, ndim: int) -> None:
        """Forget everything, and be ready for walkers of this number and dimension."""
        self.nwalkers, self.ndim = int(nwalkers), int(ndim)
        self._iteration = 0
        self._accepted = np.zeros(self.nwalkers)
        self._held: dict[str, Any] = {
            "chain": np.empty((0, self.nwalkers, self.ndim), dtype=self.dtype),
            "log_prob": np.empty((0, self.nwalkers), dtype=self.dtype),
        }
        self._random: Any = None
        self._is_made = True

    @property
    def iteration(self) -> int:
        """int: steps kept."""
        return self._iteration

    @property
    def accepted(self) -> Any:
        """numpy.ndarray of shape (nwalkers,): kept steps at which each walker moved."""
        return self._accepted

    @property
    def random_state(self) -> Any:
        """tuple or None: where the random numbers stood at the last step."""
        return None if self._random is None else State(0, random_state=self._random).random_state

    @property
    def shape(self) -> tuple[int, int]:
        """tuple of int: walkers and parameters."""
        return self.nwalkers, self.ndim

    @property
    def chain(self) -> Any:
        """numpy.ndarray of shape (steps, nwalkers, ndim): the positions."""
        return self._values("chain", 0, 1)

    @property
    def log_prob(self) -> Any:
        """numpy.ndarray of shape (steps, nwalkers): ln of the posterior."""
        return self._values("log_prob", 0, 1)

    @property
    def blobs(self) -> Any:
        """numpy.ndarray or None: what came along."""
        return self._values("blobs", 0, 1) if self.has_blobs() else None

    def has_blobs(self) -> bool:
        """Whether anything comes along with ln of the posterior."""
        return "blobs" in self._held

    def _values(self, name: str, first: int, step: int) -> Any:
        return self._held[name][first : self._iteration : step]

    def get_value(self, name: str, flat: bool = False, thin: int = 1, discard: int = 0) -> Any:
        """What was kept under a name: ``"chain"``, ``"log_prob"`` or ``"blobs"``.

        Parameters
        ----------
        name : str
            The name.
        flat : bool
            Whether steps and walkers become one axis.
        thin : int
            Every how many steps.
        discard : int
            Steps left out at the beginning.

        Returns
        -------
        numpy.ndarray, or None where nothing came along
        """
        if not self.initialized or self.iteration <= 0:
            raise AttributeError("no steps are kept yet; run_mcmc, or sample with store=True, makes them")
        if name == "blobs" and not self.has_blobs():
            return None
        values = self._values(name, discard + thin - 1, thin)
        return values.reshape((-1, *values.shape[2:])) if flat else values

    def get_chain(self, **kwargs: Any) -> Any:
        """The positions, with the keywords of `get_value`."""
        return self.get_value("chain", **kwargs)

    def get_blobs(self, **kwargs: Any) -> Any:
        """What came along, with the keywords of `get_value`."""
        return self.get_value("blobs", **kwargs)

    def get_log_prob(self, **kwargs: Any) -> Any:
        """ln of the posterior, with the keywords of `get_value`."""
        return self.get_value("log_prob", **kwargs)

    def get_last_sample(self) -> State:
        """The last step: a state to go on from."""
        last = {"discard": max(self.iteration - 1, 0)} if self.initialized else {}
        coords, log_prob, blobs = self.get_chain(**last), self.get_log_prob(**last), self.get_blobs(**last)
        blobs = None if blobs is None else blobs[0].copy()
        return State(coords[0].copy(), log_prob=log_prob[0].copy(), blobs=blobs, random_state=self.random_state)

    def get_autocorr_time(self, discard: int = 0, thin: int = 1, **kwargs: Any) -> Any:
        """The integrated autocorrelation time of each parameter, in steps.

        Parameters
        ----------
        discard, thin : int
            As `get_value` has them.
        **kwargs
            ``c``, ``tol`` and ``quiet`` of `autocorr.integrated_time`.

        Returns
        -------
        numpy.ndarray of shape (ndim,)
        """
        return thin * autocorr.integrated_time(self.get_chain(discard=discard, thin=thin), **kwargs)

    def grow(self, ngrow: int, blobs: Any) -> None:
        """Make room for this number of steps more, and for such blobs."""
        self._check_blobs(blobs)
        if blobs is not None and "blobs" not in self._held:
            self._held["blobs"] = np.empty((len(self._held["chain"]), *blobs.shape), dtype=blobs.dtype)
        missing = ngrow - (len(self._held["chain"]) - self._iteration)
        if missing > 0:
            for name, values in self._held.items():
                more = np.empty((missing, *values.shape[1:]), dtype=values.dtype)
                self._held[name] = np.concatenate([values, more])

    def _check_blobs(self, blobs: Any) -> None:
        if self.has_blobs() != (blobs is not None) and (self.has_blobs() or self.iteration > 0):
            found = "no blobs" if blobs is None else "blobs"
            raise ValueError(f"inconsistent use of blobs: {found} after steps {'with' if blobs is None else 'without'} them")

    def _check(self, state: State, accepted: Any) -> None:
        self._check_blobs(state.blobs)
        walkers, dim = self.shape
        blobs = walkers if state.blobs is None else len(state.blobs)
        found = (state.coords.shape, state.log_prob.shape, accepted.shape, blobs)
        expected = ((walkers, dim), (walkers,), (walkers,), walkers)
        if found != expected:
            raise ValueError(f"a step has positions, log_prob, accepted and blobs of the shapes {found}, expected {expected}")

    def save_step(self, state: State, accepted: Any) -> None:
        """Keep a step: where the walkers are, and which of them have moved."""
        self._check(state, accepted)
        if self._iteration >= len(self._held["chain"]):
            # who saves more than was announced pays for it seldom
            self.grow(max(16, self._iteration // 4), state.blobs)
        self._held["chain"][self._iteration] = state.coords
        self._held["log_prob"][self._iteration] = state.log_prob
        if state.blobs is not None:
            self._held["blobs"][self._iteration] = state.blobs
        self._accepted += accepted
        self._random = state._random if isinstance(state, State) else state.random_state
        self._iteration += 1

    def save_steps(self, chain: Any, log_prob: Any, moved: Any, random: Any) -> None:
        """Keep several steps without blobs; ``moved`` counts the moves of each walker, ``random`` is the state at the last."""
        self._check(State(chain[-1], log_prob[-1]), moved)
        first, end = self._iteration, self._iteration + len(chain)
        if end > len(self._held["chain"]):
            self.grow(max(len(chain), first // 4), None)
        self._held["chain"][first:end] = chain
        self._held["log_prob"][first:end] = log_prob
        self._iteration = end
        self._accepted += moved
        self._random = random

    def flush(self) -> None:
        """Write what was kept back: nothing, in memory."""

    def __enter__(self) -> Backend:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()
