"""emcee's moves: what the engine is told of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["DEMove", "DESnookerMove", "GaussianMove", "KDEMove", "MHMove", "Move", "RedBlueMove", "StretchMove", "WalkMove"]


class Move:
    """A move: its settings as the engine has them, or proposals of its own."""

    # how many walkers for each parameter it wants, the number of parameters that it is for, whether it proposes in Python
    walkers_per_parameter = 0
    ndim: int | None = None
    is_own = False

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        raise NotImplementedError(f"{type(self).__name__} is none of the moves here; an MHMove takes any proposal function")

    def own(self, coords: Any, key: list[int]) -> tuple[Any, Any]:
        """Proposals made in Python, and what keeps the balance; `key` seeds their random numbers."""
        raise NotImplementedError(f"{type(self).__name__} does not propose in Python")

    def tune(self, state: Any, accepted: Any) -> None:
        """Nothing: no move here has anything to tune."""


class RedBlueMove(Move):
    """A move that is made by one part of the ensemble along the others.

    Parameters
    ----------
    nsplits : int, optional
        Parts; each move has its own number, and no other is here.
    randomize_split : bool
        Whether walkers are dealt anew for each step, which here they always are.
    live_dangerously : bool
        Whether fewer than two walkers for each parameter are allowed.
    """

    _nsplits = 2

    def __init__(self, nsplits: int | None = None, randomize_split: bool = True, live_dangerously: bool = False) -> None:
        if nsplits not in (None, self._nsplits) or not randomize_split:
            found = f"nsplits={nsplits}, randomize_split={randomize_split}"
            raise NotImplementedError(f"{found}; expected {self._nsplits} parts, dealt at random")
        self.nsplits = self._nsplits
        self.randomize_split = randomize_split
        self.live_dangerously = live_dangerously
        self.walkers_per_parameter = 0 if live_dangerously else 2


class StretchMove(RedBlueMove):
    """Along the line to another walker (Goodman & Weare 2010).

    Parameters
    ----------
    a : float
        The largest stretch.
    **kwargs
        Those of `RedBlueMove`.
    """

    def __init__(self, a: float = 2.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.a = a

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        return {"kind": "stretch", "a": float(self.a)}


class DEMove(RedBlueMove):
    """Along the difference of two other walkers (ter Braak 2006; Nelson et al. 2014).

    Parameters
    ----------
    sigma : float
        The spread of the factor.
    gamma0 : float, optional
        The factor; ``2.38 / sqrt(2 ndim)`` without.
    **kwargs
        Those of `RedBlueMove`.
    """

    def __init__(self, sigma: float = 1e-5, gamma0: float | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sigma, self.gamma0 = sigma, gamma0

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        gamma = 0.0 if self.gamma0 is None else float(self.gamma0)
        return {"kind": "differential", "sigma": float(self.sigma), "gamma": gamma, "jumps": 0.0}


class DESnookerMove(RedBlueMove):
    """Along the line to another walker, as far as two others differ (ter Braak & Vrugt 2008).

    The published move: emcee 3.1.6 multiplies the step by the distance to the other walker.

    Parameters
    ----------
    gammas : float
        The factor.
    **kwargs
        Those of `RedBlueMove`.
    """

    _nsplits = 4

    def __init__(self, gammas: float = 1.7, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gammas = gammas

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        return {"kind": "snooker", "gamma": float(self.gammas)}


class WalkMove(RedBlueMove):
    """By the covariance of other walkers (Goodman & Weare 2010).

    Parameters
    ----------
    s : int, optional
        How many others; all without.
    **kwargs
        Those of `RedBlueMove`.
    """

    def __init__(self, s: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.s = s

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        return {"kind": "walk", "helpers": 0 if self.s is None else int(self.s)}


class KDEMove(RedBlueMove):
    """Anywhere, from a smoothed density of the other walkers.

    Parameters
    ----------
    bw_method : {"scott", "silverman"} or float, optional
        The width of the kernel, or the rule for it.
    **kwargs
        Those of `RedBlueMove`.
    """

    def __init__(self, bw_method: str | float | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if callable(bw_method) or bw_method not in (None, "scott", "silverman") and isinstance(bw_method, str):
            raise NotImplementedError(f"bw_method is {bw_method!r}, expected 'scott', 'silverman' or a number")
        self.bw_method = bw_method

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        if self.bw_method is None or isinstance(self.bw_method, str):
            return {"kind": "kde", "rule": self.bw_method or "scott"}
        return {"kind": "kde", "bandwidth": float(self.bw_method)}


class MHMove(Move):
    """A Metropolis-Hastings step by any proposal.

    Parameters
    ----------
    proposal_function : callable
        ``f(coords, random)`` gives proposals for all walkers and ln of the ratio of densities ``q(x; x') / q(x'; x)``;
        ``random`` is a `numpy.random.RandomState` that is made anew for each step.
    ndim : int, optional
        The number of parameters that it is for.
    """

    def __init__(self, proposal_function: Callable[..., Any] | None, ndim: int | None = None) -> None:
        self.get_proposal = proposal_function
        self.ndim = ndim
        self.is_own = proposal_function is not None

    def own(self, coords: Any, key: list[int]) -> tuple[Any, Any]:
        """Proposals made in Python, and what keeps the balance; `key` seeds their random numbers."""
        assert self.get_proposal is not None
        rows, factors = self.get_proposal(coords, np.random.RandomState(key))
        return np.array(rows, dtype=float), np.array(factors, dtype=float)


class GaussianMove(MHMove):
    """A normal step of given covariance.

    Parameters
    ----------
    cov : float or array_like of shape (ndim,) or (ndim, ndim)
        The variance of all parameters, of each, or the covariance.
    mode : {"vector", "random", "sequential"}
        Which parameters step: all, one at random, each in its turn.
    factor : float, optional
        The step is multiplied by ``exp(U(-ln factor, ln factor))``.
    """

    def __init__(self, cov: Any, mode: str = "vector", factor: float | None = None) -> None:
        cov = np.asarray(cov, dtype=float)
        if cov.ndim > 2 or (cov.ndim == 2 and cov.shape[0] != cov.shape[1]):
            raise ValueError(f"cov has the shape {cov.shape}, expected a number, a row or a square")
        modes = ["vector"] if cov.ndim == 2 else ["vector", "random", "sequential"]
        if mode not in modes:
            raise ValueError(f"mode is {mode!r}, expected one of {', '.join(modes)}")
        if factor is not None and factor < 1.0:
            raise ValueError(f"factor is {factor}, expected at least 1")
        super().__init__(None, ndim=len(cov) if cov.ndim else None)
        self._cov, self._mode, self._factor = cov, mode, 1.0 if factor is None else float(factor)

    def settings(self) -> dict[str, Any]:
        """The move as the engine has it."""
        which = {"vector": "all", "random": "random", "sequential": "sequential"}[self._mode]
        settings = {"kind": "metropolis", "mode": which, "factor": self._factor}
        if self._cov.ndim == 2:
            return settings | {"covariance": self._cov.ravel().tolist()}
        return settings | {"width": np.sqrt(np.atleast_1d(self._cov)).tolist()}
