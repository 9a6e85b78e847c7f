"""Grid searches: a posterior at every point of a product of axes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._core import _grid
from ._sample import space_of, what_is_said


@dataclass(frozen=True)
class GridSearch:
    """What a grid search found.

    Attributes
    ----------
    names : list of str
        The free parameters.
    axes : list of numpy.ndarray
        The values of each, of the last zoom.
    best : numpy.ndarray of shape (k, d)
        The best points, the highest first.
    best_ln_posterior : numpy.ndarray of shape (k,)
        ln of likelihood times prior there.
    ln_z : float
        The evidence within the axes, by the trapezoidal rule.
    marginals : list of numpy.ndarray
        The posterior mass at each value of each axis; each sums to 1.
    profiles : list of numpy.ndarray
        The largest ln posterior at each value of each axis.
    failed : int
        Points that could not be evaluated.
    surface : numpy.ndarray or None
        ln posterior at every point, one dimension for each axis, where it was asked for.
    """

    names: list[str]
    axes: list[Any]
    best: Any
    best_ln_posterior: Any
    ln_z: float
    marginals: list[Any]
    profiles: list[Any]
    failed: int
    surface: Any = None

    def interval(self, parameter: str, share: float = 0.682689) -> tuple[float, float]:
        """The central interval of a marginal, interpolated between the values of its axis.

        Parameters
        ----------
        parameter : str
            Its name.
        share : float
            The mass inside.

        Returns
        -------
        tuple of float

        Examples
        --------
        >>> from astrarium import infer
        >>> found = infer.grid(lambda x: -0.5 * x[0] ** 2, {"x": ("linear", -6, 6, 121)}, {"x": (-6, 6)})
        >>> [round(end, 2) for end in found.interval("x")]
        [-1.0, 1.0]
        """
        k = self.names.index(parameter)
        middle = np.cumsum(self.marginals[k]) - 0.5 * self.marginals[k]
        low, high = np.interp([0.5 - share / 2, 0.5 + share / 2], middle, self.axes[k])
        return float(low), float(high)


def grid(
    likelihood: Any,
    axes: Mapping[str, Any],
    parameters: Any = None,
    *,
    keep: int = 10,
    zooms: int = 0,
    surface: bool = False,
    vectorized: bool = False,
    nan: str = "error",
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
) -> GridSearch:
    """Evaluate a posterior at every point of a grid.

    Parameters
    ----------
    likelihood, vectorized, nan, threads, progress, comm
        As `sample` has them.
    axes : dict
        For each free parameter, in their order: ``("linear", low, high, n)``, ``("log", low, high, n)``, or rising values.
    parameters : dict, optional
        Priors, as `sample` has them; without it priors are uniform between the ends of the axes.
    keep : int
        Best points to keep.
    zooms : int
        How often to search again, with as many points, one cell around the best one.
    surface : bool
        Whether to keep ln posterior at every point of the last zoom.

    Returns
    -------
    GridSearch

    Examples
    --------
    >>> from astrarium import infer
    >>> def ln_likelihood(theta):
    ...     return -0.5 * ((theta[:, 0] - 0.3) ** 2 + (theta[:, 1] - 2) ** 2)
    >>> axes = {"a": ("linear", -5, 5, 101), "b": ("linear", -3, 7, 101)}
    >>> found = infer.grid(ln_likelihood, axes, vectorized=True, surface=True)
    >>> found.best[0].round(3).tolist(), found.surface.shape
    ([0.3, 2.0], (101, 101))
    """
    listed = {name: _axis(name, axis) for name, axis in axes.items()}
    if parameters is None and not isinstance(likelihood, str):
        parameters = {name: _ends(axis) for name, axis in listed.items()}
    said = what_is_said(vectorized, None, (), nan, threads, progress, comm)
    found = _grid(
        likelihood, space_of(likelihood, parameters), json.dumps(list(listed.values())), (keep, zooms, surface), said
    )
    found["best"] = np.array(found["best"])
    found["best_ln_posterior"] = np.array(found["best_ln_posterior"])
    return GridSearch(names=list(axes), **found)


def _axis(name: str, axis: Any) -> dict[str, Any]:
    if isinstance(axis, tuple) and len(axis) == 4 and axis[0] in ("linear", "log"):
        kind, low, high, points = axis
        return {kind: {"low": float(low), "high": float(high), "points": int(points)}}
    try:
        return {"explicit": [float(value) for value in axis]}
    except (TypeError, ValueError):
        expected = "('linear', low, high, n), ('log', low, high, n) or rising values"
        raise ValueError(f"axis {name!r} is {axis!r}, expected {expected}") from None


def _ends(axis: dict[str, Any]) -> tuple[float, float]:
    ((kind, of),) = axis.items()
    return (of[0], of[-1]) if kind == "explicit" else (of["low"], of["high"])
