"""The user's function: how it is called, and what it returns."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import isfinite, isnan
from typing import Any

import numpy as np


class Evaluator:
    """Calls the user's function with positions, and takes ln of the posterior and blobs out of what it returns."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: Any,
        kwargs: Any,
        vectorize: bool,
        blobs_dtype: Any,
        names: dict[str, Any] | None,
    ) -> None:
        self.f, self.args, self.kwargs = function, list(args or []), dict(kwargs or {})
        self.vectorize, self.blobs_dtype, self.names = vectorize, blobs_dtype, names

    def __call__(self, x: Any) -> Any:
        """The user's function with its further arguments."""
        try:
            return self.f(x, *self.args, **self.kwargs)
        except Exception as error:
            error.add_note(f"raised by log_prob_fn at {x}, args {self.args}, kwargs {self.kwargs}")
            raise

    def values(self, coords: Any) -> tuple[Any, Any]:
        """ln of the posterior and blobs (None where there are none) of each row."""
        # a sum is soon made, and finite if all numbers are (but for those beyond 1e300)
        if not isfinite(coords.sum()) and not np.isfinite(coords).all():
            what = "infinite" if np.isinf(coords).any() else "NaN"
            raise ValueError(f"a parameter is {what}, expected finite ones")
        found = self(coords) if self.vectorize else [self(point) for point in self._points(coords)]
        if isinstance(found, np.ndarray) and found.ndim == 1 and found.dtype == np.float64:
            log_prob, blobs = found, None
        else:
            log_prob, blobs = self._split(list(found))
        if len(log_prob) != len(coords):
            raise ValueError(f"log_prob_fn returned {len(log_prob)} values, expected {len(coords)}: one for each point")
        if isnan(log_prob.sum()) and np.isnan(log_prob).any():
            raise ValueError(f"log_prob_fn returned NaN (at {coords[np.isnan(log_prob)][0]})")
        return log_prob, blobs

    def _points(self, coords: Any) -> Any:
        if self.names is None:
            return coords
        return [{name: point[place] for name, place in self.names.items()} for point in coords]

    def _split(self, found: list[Any]) -> tuple[Any, Any]:
        """ln of the posterior and blobs of what was returned for each point."""
        long = [np.ndim(one) > 0 and len(one) > 1 if not isinstance(one, (tuple, list)) else len(one) > 1 for one in found]
        if not any(long):
            return np.array([_scalar(one) for one in found], dtype=float), None
        if not all(long):
            raise ValueError("log_prob_fn returned blobs for some points and none for others, expected as many for each")
        log_prob = np.array([_scalar(one[0]) for one in found], dtype=float)
        return log_prob, self._blobs([one[1:] for one in found])

    def _blobs(self, blobs: list[Any]) -> Any:
        dtype = _kind(blobs[0]) if self.blobs_dtype is None else np.dtype(self.blobs_dtype)
        if dtype.names is not None:
            blobs = [tuple(blob) for blob in blobs]
        try:
            array = np.array(blobs, dtype=dtype)
        except ValueError:
            if dtype != np.dtype("object"):
                raise
            array = _objects(blobs)
        single = tuple(axis for axis in range(1, array.ndim) if array.shape[axis] == 1)
        return np.squeeze(array, single) if single else array


def _kind(blob: Any) -> np.dtype[Any]:
    """The type that blobs like this one have in an array."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            kind = np.atleast_1d(blob).dtype
    except (ValueError, Warning):
        return np.dtype("object")
    # texts would be cut to the longest of the first
    return np.dtype("object") if kind.kind in "US" else kind


def _objects(blobs: list[Any]) -> Any:
    """Blobs of any objects, each as it is."""
    array = np.empty((len(blobs), len(blobs[0])), dtype=object)
    for row, blob in zip(array, blobs, strict=True):
        for k, item in enumerate(blob):
            row[k] = item
    return array


def _scalar(value: Any) -> float:
    try:
        return value if isinstance(value, float) else float(np.asarray(value).item())
    except (TypeError, ValueError) as error:
        raise ValueError(f"log_prob_fn returned {value!r}, expected one number") from error


def indices(names: Any, dim: int) -> dict[str, Any] | None:
    """Where the parameters of these names stand: ``names`` is a list, or says for each name its place or places."""
    if names is None:
        return None
    places = dict(zip(names, range(len(names)), strict=True)) if isinstance(names, (list, tuple)) else dict(names)
    if isinstance(names, (list, tuple)) and len(places) != len(names):
        raise ValueError(f"two parameters of one name: {sorted({name for name in names if list(names).count(name) > 1})}")
    if isinstance(names, (list, tuple)) and len(names) != dim:
        raise ValueError(f"{len(names)} names for {dim} parameters, expected one for each")
    flat = [int(place) for value in places.values() for place in np.atleast_1d(value)]
    if sorted(set(flat)) != list(range(dim)):
        raise ValueError(f"names stand for the places {sorted(set(flat))}, expected every one from 0 to {dim - 1}")
    return places


def walkers_independent(coords: Any) -> bool:
    """Whether walkers span the space: a condition number of at most 1e8 once each parameter is centred and scaled.

    Parameters
    ----------
    coords : array_like of shape (nwalkers, ndim)
        The positions.

    Returns
    -------
    bool

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat.emcee import walkers_independent
    >>> walkers_independent(np.eye(4)[:, :2]), walkers_independent(np.ones((4, 2)))
    (True, False)
    """
    coords = np.asarray(coords)
    # wider numbers than those of the engine are kept for the differences
    coords = coords if np.issubdtype(coords.dtype, np.floating) else coords.astype(float)
    if not np.isfinite(coords).all():
        return False
    away = coords - coords.mean(axis=0)
    most = np.abs(away).max(axis=0)
    if (most == 0).any():
        return False
    away /= most
    away /= np.sqrt((away**2).sum(axis=0))
    return bool(np.linalg.cond(away.astype(float)) <= 1e8)
