"""emcee's `EnsembleSampler`."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Generator, Iterable
from typing import Any

import numpy as np

from ..._core import _Ensemble
from ._evaluate import Evaluator, indices, walkers_independent
from ._old import OldNames, deprecated
from ._progress import bar
from ._state import Address, State
from .backends import Backend
from .moves import Move, StretchMove


# steps that are done in one go at most
_MOST_AT_ONCE = 256


class EnsembleSampler(OldNames):
    """An ensemble of walkers.

    Parameters
    ----------
    nwalkers, ndim : int
        How many walkers, of how many parameters.
    log_prob_fn : callable
        ``f(x, *args, **kwargs)`` gives ln of the posterior, not normalised, of an array of parameters; or a tuple of it and
        blobs. With ``vectorize`` it takes an array of shape (n, ndim) and gives n of them.
    pool : object, optional
        Left aside, with a warning.
    moves : Move, list of Move, or list of (Move, float), optional
        The moves, one of which is drawn for each step by their weights; a `moves.StretchMove` without.
    args, kwargs : optional
        Further arguments of the function.
    backend : backends.Backend, optional
        Where the chain is kept; in memory without. One that has steps is gone on from.
    vectorize : bool
        Whether the function takes many points at once: it is called once for each half of the ensemble.
    blobs_dtype : numpy.dtype, optional
        Of the blobs.
    parameter_names : list of str, or dict, optional
        Names, or names with their places: the function then takes a dictionary.
    seed : int, optional
        Of all random numbers; taken from the state of ``numpy.random`` without.
    a, postargs, threads, live_dangerously, runtime_sortingfn
        Left aside, with a warning.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat import emcee
    >>> def log_prob(x):
    ...     return -0.5 * np.sum(x**2, axis=1)
    >>> start = np.random.RandomState(1).randn(32, 2)
    >>> sampler = emcee.EnsembleSampler(32, 2, log_prob, vectorize=True, seed=7)
    >>> state = sampler.run_mcmc(start, 500)
    >>> bool(abs(sampler.get_chain(discard=100, flat=True).std() - 1) < 0.1)
    True
    >>> bool(0.6 < sampler.acceptance_fraction.mean() < 0.8)
    True
    """

    def __init__(
        self,
        nwalkers: int,
        ndim: int,
        log_prob_fn: Callable[..., Any],
        pool: Any = None,
        moves: Any = None,
        args: Any = None,
        kwargs: Any = None,
        backend: Any = None,
        vectorize: bool = False,
        blobs_dtype: Any = None,
        parameter_names: Any = None,
        a: Any = None,
        postargs: Any = None,
        threads: Any = None,
        live_dangerously: Any = None,
        runtime_sortingfn: Any = None,
        *,
        seed: int | None = None,
    ) -> None:
        old = {"a": a, "postargs": postargs, "threads": threads, "live_dangerously": live_dangerously}
        for name in [name for name, given in (old | {"runtime_sortingfn": runtime_sortingfn}).items() if given is not None]:
            deprecated(f"'{name}' means nothing any more and is left aside", 3)
        if pool is not None:
            message = "pool is left aside: give vectorize=True a function of many points, which costs one call a half-step"
            warnings.warn(message, stacklevel=2)
        if parameter_names is not None and vectorize:
            raise ValueError("parameter_names with vectorize=True: names belong to one point, expected one of the two")
        self.nwalkers, self.ndim, self.pool = int(nwalkers), int(ndim), None
        self._moves, self._weights = _weighted(moves)
        names = indices(parameter_names, self.ndim)
        self.log_prob_fn = Evaluator(log_prob_fn, args, kwargs, vectorize, blobs_dtype, names)
        self.backend = Backend() if backend is None else backend
        self._previous_state: State | None = None
        self._address = Address.of(np.random.get_state()) if seed is None else Address(int(seed) % 2**64)
        if self.backend.initialized:
            self._go_on(seed)
        else:
            self.reset()

    def _go_on(self, seed: int | None) -> None:
        """Takes over the steps of a backend, and where its random numbers stand."""
        if tuple(self.backend.shape) != (self.nwalkers, self.ndim):
            raise ValueError(
                f"the backend holds {self.backend.shape} walkers and parameters, expected {(self.nwalkers, self.ndim)}"
            )
        random = self.backend.random_state
        if random is not None and seed is None:
            self._address = Address.of(random)
        if self.backend.iteration > 0:
            self._previous_state = State(self.get_last_sample())

    @property
    def vectorize(self) -> bool:
        """bool: whether the function takes many points at once."""
        return self.log_prob_fn.vectorize

    @property
    def blobs_dtype(self) -> Any:
        """numpy.dtype or None: of the blobs."""
        return self.log_prob_fn.blobs_dtype

    @property
    def parameter_names(self) -> Any:
        """dict or None: where each name stands."""
        return self.log_prob_fn.names

    @property
    def params_are_named(self) -> bool:
        """bool: whether the function takes a dictionary."""
        return self.log_prob_fn.names is not None

    @property
    def random_state(self) -> Any:
        """tuple: a state of a Mersenne twister that says where the random numbers stand; any other one is a new seed."""
        return self._address.state()

    @random_state.setter
    def random_state(self, state: Any) -> None:
        if state is not None:
            self._address = state if isinstance(state, Address) else Address.of(state)

    @property
    def iteration(self) -> int:
        """int: steps kept."""
        return self.backend.iteration

    @property
    def acceptance_fraction(self) -> Any:
        """numpy.ndarray of shape (nwalkers,): the fraction of kept steps at which each walker moved."""
        return self.backend.accepted / float(self.backend.iteration)

    def reset(self) -> None:
        """Forget the steps kept, not where the random numbers stand."""
        self.backend.reset(self.nwalkers, self.ndim)

    def sample(
        self,
        initial_state: Any,
        log_prob0: Any = None,
        rstate0: Any = None,
        blobs0: Any = None,
        iterations: int | None = 1,
        tune: bool = False,
        skip_initial_state_check: bool = False,
        thin_by: int = 1,
        thin: int | None = None,
        store: bool = True,
        progress: bool | str = False,
        progress_kwargs: dict[str, Any] | None = None,
    ) -> Generator[State, int | None, None]:
        """Steps, one after the other.

        Parameters
        ----------
        initial_state : State or array_like of shape (nwalkers, ndim)
            Where the walkers start.
        log_prob0, rstate0, blobs0 : optional
            Parts of the state; deprecated.
        iterations : int or None
            How many states to give; None means without end, and wants ``store=False``.
        tune : bool
            Accepted: no move has anything to tune.
        skip_initial_state_check : bool
            Whether walkers may start on a plane.
        thin_by : int
            Steps for each state that is given and kept.
        thin : int, optional
            Keep only every so many of the states; deprecated.
        store : bool
            Whether to keep the states.
        progress : bool or str
            Whether to show a bar; a text names one of tqdm's, such as ``"notebook"``.
        progress_kwargs : dict, optional
            Keywords of tqdm's bar.

        Yields
        ------
        State

        Raises
        ------
        ValueError
            For a start that does not fit, and for ln of the posterior that is NaN.
        RuntimeError
            For fewer than two walkers for each parameter.

        Examples
        --------
        >>> import numpy as np
        >>> from astrarium.compat import emcee
        >>> sampler = emcee.EnsembleSampler(8, 2, lambda x: -0.5 * x @ x, seed=1)
        >>> start = np.random.RandomState(2).randn(8, 2)
        >>> [state.coords.shape for state in sampler.sample(start, iterations=3)]
        [(8, 2), (8, 2), (8, 2)]
        """
        if iterations is None and store:
            raise ValueError("store=True needs a number of iterations to make room for; expected iterations or store=False")
        for name, given in [("rstate0", rstate0), ("log_prob0", log_prob0), ("blobs0", blobs0)]:
            if given is not None:
                deprecated(f"{name} is part of the state: give a State", 3)
        if thin is not None:
            deprecated("thin keeps fewer steps than are asked for; thin_by has taken its place", 3)
        every, keep = int(thin_by), int(1 if thin is None else thin)
        if every <= 0 or keep <= 0:
            raise ValueError(f"thin_by is {every} and thin {keep}, expected at least 1")
        state = State(initial_state, copy=True)
        state.random_state = state._random if rstate0 is None else rstate0
        state.log_prob = state.log_prob if log_prob0 is None else log_prob0
        state.blobs = state.blobs if blobs0 is None else blobs0
        self._begin(state, skip_initial_state_check)
        if store:
            self.backend.grow((iterations or 0) // keep, state.blobs)
        return self._states(state, iterations, (every, keep if store else 0), bar(progress, _total(iterations, every), progress_kwargs))

    def _begin(self, state: State, skip_check: bool) -> None:
        """Checks a start, and evaluates it if need be."""
        state.coords = np.array(state.coords, dtype=float)
        if state.coords.shape != (self.nwalkers, self.ndim):
            raise ValueError(f"the start has the shape {state.coords.shape}, expected {(self.nwalkers, self.ndim)}")
        if not skip_check and not walkers_independent(state.coords):
            raise ValueError(
                "the walkers start in a subspace (condition number above 1e8); spread them in every parameter, or say "
                "skip_initial_state_check=True"
            )
        if any(self.nwalkers < move.walkers_per_parameter * self.ndim for move in self._moves):
            raise RuntimeError(
                f"{self.nwalkers} walkers for {self.ndim} parameters, expected at least two for each; or moves with "
                "live_dangerously=True"
            )
        address = state.address()
        if address is not None:
            self._address = address
        if state.log_prob is None:
            state.log_prob, state.blobs = self.compute_log_prob(state.coords)
        state.log_prob = np.array(state.log_prob, dtype=float)
        if state.log_prob.shape != (self.nwalkers,):
            raise ValueError(f"log_prob has the shape {state.log_prob.shape}, expected {(self.nwalkers,)}")
        if np.isnan(state.log_prob).any():
            raise ValueError(f"log_prob is NaN at the start (at {state.coords[np.isnan(state.log_prob)][0]})")

    def _states(
        self, state: State, iterations: int | None, widths: tuple[int, int], shown: Any
    ) -> Generator[State, int | None, None]:
        """Gives a state every ``widths[0]`` steps, and keeps every ``widths[1]``-th of them, or none.

        Who sends a number is given the state after as many steps as that, or fewer.
        """
        every, keep = widths
        ensemble = self._ensemble(state)
        many = self.vectorize and every == 1 and not any(move.is_own for move in self._moves)
        many = many and keep in (0, 1) and (not keep or isinstance(self.backend, Backend))
        number, wanted = 0, None
        try:
            while iterations is None or number < iterations:
                left = _MOST_AT_ONCE if iterations is None else iterations - number
                done = 0
                if many and wanted is not None and state.blobs is None:
                    done, state = self._advance(ensemble, min(wanted, left), bool(keep), state)
                if done == 0:
                    done, blobs = 1, state.blobs
                    for _ in range(every):
                        blobs = self._step(ensemble, blobs)
                    state = State(ensemble.coords, ensemble.ln_p, blobs, self._address)
                    if keep and (number + 1) % keep == 0:
                        self.backend.save_step(state, ensemble.moved)
                number += done
                shown.update(done * every)
                wanted = yield state
        finally:
            shown.close()
            if keep and hasattr(self.backend, "flush"):
                self.backend.flush()

    def _advance(self, ensemble: _Ensemble, steps: int, keeps: bool, state: State) -> tuple[int, State]:
        """Up to so many steps in one go: how many were done, and the state after them."""
        chain, log_prob, moved, raised = ensemble.advance(self.log_prob_fn, steps)
        if len(chain):
            self._address = Address(self._address.seed, ensemble.step, ensemble.told)
            state = State(chain[-1].copy(), log_prob[-1].copy(), None, self._address)
            if keeps:
                self.backend.save_steps(chain, log_prob, moved, self._address)
        if raised is not None:
            raise raised
        return len(chain), state

    def _ensemble(self, state: State) -> _Ensemble:
        """The engine's walkers, where the state is."""
        seed, step, told = self._address
        # the engine draws the moves that propose in Python too, and leaves the rest of them to us
        alone = {"kind": "metropolis"}
        moves = [
            {"weight": float(weight), "of": alone if move.is_own else move.settings()}
            for move, weight in zip(self._moves, self._weights, strict=True)
        ]
        if any(move.ndim not in (None, self.ndim) for move in self._moves):
            raise ValueError(f"a move has a covariance of other than {self.ndim} parameters")
        ensemble = _Ensemble(json.dumps(moves), self.nwalkers, self.ndim, seed)
        ensemble.stand(state.coords.ravel(), state.log_prob, step, told)
        return ensemble

    def _step(self, ensemble: _Ensemble, blobs: Any) -> Any:
        """One step: what comes along with the walkers now."""
        move = self._moves[ensemble.choice] if len(self._moves) > 1 else self._moves[0]
        is_whole = False
        while not is_whole:
            own = move.own(ensemble.coords, self._key) if move.is_own else None
            rows = ensemble.ask() if own is None else own[0]
            log_prob, along = self.log_prob_fn.values(rows)
            is_whole = ensemble.tell(log_prob) if own is None else ensemble.tell_own(rows.ravel(), own[1], log_prob)
            if along is not None:
                blobs = _moved(blobs, along, ensemble)
        self._address = Address(self._address.seed, ensemble.step, ensemble.told)
        return blobs

    @property
    def _key(self) -> list[int]:
        """What seeds the random numbers of a proposal function at this step."""
        return [int(word) for word in np.array(self._address, dtype="<u8").view("<u4")]

    def run_mcmc(self, initial_state: Any, nsteps: int, **kwargs: Any) -> State | None:
        """Do so many steps.

        Parameters
        ----------
        initial_state : State, array_like of shape (nwalkers, ndim), or None
            Where the walkers start; None goes on where the last run ended.
        nsteps : int
            How many.
        **kwargs
            Those of `sample`.

        Returns
        -------
        State
            The last one.

        Examples
        --------
        >>> import numpy as np
        >>> from astrarium.compat import emcee
        >>> sampler = emcee.EnsembleSampler(8, 2, lambda x: -0.5 * x @ x, seed=1)
        >>> state = sampler.run_mcmc(np.random.RandomState(2).randn(8, 2), 10)
        >>> state = sampler.run_mcmc(None, 10)
        >>> sampler.get_chain().shape
        (20, 8, 2)
        """
        if initial_state is None:
            if self._previous_state is None:
                raise ValueError("no state to go on from; the first call needs an initial_state")
            initial_state = self._previous_state
        last, many, states = None, 1, self.sample(initial_state, iterations=nsteps, **kwargs)
        try:
            last = next(states)
            while True:
                begun = time.monotonic()
                last = states.send(many)
                # steps at once for a few hundredths of a second, so that nobody waits long for what is shown and kept
                many = min(2 * many, _MOST_AT_ONCE) if time.monotonic() - begun < 0.02 else max(many // 2, 1)
        except StopIteration:
            pass
        self._previous_state = last
        return last

    def compute_log_prob(self, coords: Any) -> tuple[Any, Any]:
        """ln of the posterior at each of these positions, and blobs, or None.

        Parameters
        ----------
        coords : numpy.ndarray of shape (n, ndim)
            The positions.

        Returns
        -------
        tuple
        """
        return self.log_prob_fn.values(np.asarray(coords))

    def get_chain(self, **kwargs: Any) -> Any:
        """The positions.

        Parameters
        ----------
        **kwargs
            ``flat``, ``thin`` and ``discard``, as `backends.Backend.get_value` has them.

        Returns
        -------
        numpy.ndarray of shape (steps, nwalkers, ndim) or, flat, (steps * nwalkers, ndim)
        """
        return self.get_value("chain", **kwargs)

    def get_blobs(self, **kwargs: Any) -> Any:
        """What came along, or None; as `get_chain`."""
        return self.get_value("blobs", **kwargs)

    def get_log_prob(self, **kwargs: Any) -> Any:
        """ln of the posterior; as `get_chain`."""
        return self.get_value("log_prob", **kwargs)

    def get_last_sample(self, **_: Any) -> State:
        """The last step kept: a state to go on from."""
        return self.backend.get_last_sample()

    def get_value(self, name: str, **kwargs: Any) -> Any:
        """What was kept under a name; as `get_chain`."""
        return self.backend.get_value(name, **kwargs)

    def get_autocorr_time(self, **kwargs: Any) -> Any:
        """The integrated autocorrelation time of each parameter, in steps.

        Parameters
        ----------
        **kwargs
            ``discard``, ``thin``, ``c``, ``tol`` and ``quiet``, as `autocorr.integrated_time` has them.

        Returns
        -------
        numpy.ndarray of shape (ndim,)

        Raises
        ------
        autocorr.AutocorrError
            If the chain is shorter than ``tol`` times the estimate.
        """
        return self.backend.get_autocorr_time(**kwargs)


def _total(iterations: int | None, every: int) -> int | None:
    return None if iterations is None else iterations * every


def _weighted(moves: Any) -> tuple[list[Move], Any]:
    """Moves and their weights, of one move, of several, or of pairs."""
    if moves is None:
        moves = StretchMove()
    if not isinstance(moves, Iterable):
        moves = [moves]
    pairs = [move if isinstance(move, (tuple, list)) else (move, 1.0) for move in moves]
    for move, _ in pairs:
        if not isinstance(move, Move):
            raise TypeError(f"{move!r} is no move, expected one of astrarium.compat.emcee.moves")
    return [move for move, _ in pairs], np.array([weight for _, weight in pairs], dtype=float)


def _moved(blobs: Any, along: Any, ensemble: _Ensemble) -> Any:
    """The blobs once those walkers have moved whose proposals were taken."""
    if blobs is None:
        raise ValueError(
            "the start has log_prob but no blobs, and the function gives some; expected both in the State, or neither"
        )
    blobs, taken = blobs.copy(), ensemble.taken
    blobs[ensemble.walkers[taken]] = along[taken]
    return blobs
