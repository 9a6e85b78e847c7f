"""Optimisers: the highest point of a posterior, and its width there."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._core import _minimise
from ._sample import space_of, what_is_said


@dataclass(frozen=True)
class Maximum:
    """Where a posterior is highest.

    Attributes
    ----------
    names : list of str
        The free parameters.
    x : numpy.ndarray of shape (d,)
        Where it is.
    ln_posterior : float
        ln of likelihood times prior there.
    covariance : numpy.ndarray of shape (d, d) or None
        The inverse of the second derivatives of ``-ln_posterior``; None where the point is no maximum within the walls.
    ln_z : float or None
        The Laplace evidence, exact for a normal posterior.
    converged : bool
        Whether the method says that it has arrived.
    status : str
        Why it ended.
    calls : int
        Points evaluated.
    others : list of Maximum
        What each start led to, if there were many.
    """

    names: list[str]
    x: Any
    ln_posterior: float
    covariance: Any
    ln_z: float | None
    converged: bool
    status: str
    calls: int
    others: "list[Maximum]" = field(default_factory=list, repr=False)

    @property
    def sd(self) -> Any:
        """numpy.ndarray of shape (d,): standard deviations, NaN where there is no covariance."""
        if self.covariance is None:
            return np.full(len(self.x), np.nan)
        return np.sqrt(np.diag(self.covariance))

    def as_dict(self) -> dict[str, float]:
        """Values by the names of the parameters.

        Returns
        -------
        dict of float
        """
        return dict(zip(self.names, map(float, self.x), strict=True))


def minimise(
    likelihood: Any,
    parameters: Any = None,
    *,
    method: str = "lbfgsb",
    start: Sequence[float] | None = None,
    starts: int = 0,
    seed: int = 0,
    vectorized: bool = False,
    gradient: Callable[..., Any] | None = None,
    nan: str = "error",
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
    **settings: Any,
) -> Maximum:
    """Find the highest point of ``ln likelihood + ln prior``: minimise its negative.

    Parameters
    ----------
    likelihood, parameters, vectorized, gradient, nan, threads, progress, comm
        As `sample` has them. Without ``gradient`` slopes are central differences, evaluated as one batch.
    method : {"lbfgsb", "nelder_mead", "evolution"}
        Quasi-Newton steps in a box; a simplex, for rough densities of few parameters; differential evolution, for many
        modes, ended by L-BFGS-B.
    start : sequence of float, optional
        The free parameters to start from; the medians of the priors by default.
    starts : int
        Above 0: the method starts from so many of the best of at least 128 scrambled Sobol points, all at once.
    seed : int
        Of Sobol points and of ``"evolution"``.
    **settings
        The method's own: ``gradient_tolerance``, ``max_iterations``, ``step_tolerance``, ``max_generations`` and more.

    Returns
    -------
    Maximum

    Raises
    ------
    ValueError
        For settings and starts that make no sense; a start outside the priors.

    Examples
    --------
    >>> from astrarium import infer
    >>> def ln_likelihood(x):
    ...     return -0.5 * ((x[0] - 3) ** 2 + (x[1] + 1) ** 2 / 4)
    >>> found = infer.minimise(ln_likelihood, {"a": (-10, 10), "b": (-10, 10)})
    >>> found.x.round(3).tolist(), found.sd.round(2).tolist(), found.converged
    ([3.0, -1.0], [1.0, 2.0], True)
    """
    if method == "evolution":
        settings = {"seed": seed} | settings
    many = {"starts": starts, "points": max(128, starts), "seed": seed} if starts > 0 else None
    said = what_is_said(vectorized, gradient, (), nan, threads, progress, comm)
    found = _minimise(
        likelihood,
        space_of(likelihood, parameters),
        json.dumps({"kind": method} | settings),
        (None if start is None else [float(value) for value in start], None if many is None else json.dumps(many)),
        said,
    )
    names, calls = found["names"], found.pop("calls")
    others = [Maximum(names=names, covariance=None, ln_z=None, calls=0, **other) for other in found.pop("others")]
    return Maximum(calls=calls, others=others, **found)
