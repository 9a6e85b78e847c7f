"""The user's likelihood and prior transform, as the engine calls them."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


class Model:
    """``u`` to ln L, with theta (and the number of a blob) along with it."""

    def __init__(
        self,
        functions: tuple[Callable[..., Any], Callable[..., Any]],
        ndim: int,
        logl_more: tuple[Sequence[Any] | None, Mapping[str, Any] | None],
        ptform_more: tuple[Sequence[Any] | None, Mapping[str, Any] | None],
        blob: bool,
        vectorized: bool,
    ) -> None:
        for function, what in zip(functions, ("likelihood", "prior transform"), strict=True):
            if not callable(function):
                raise TypeError(f"the {what} is a {type(function).__name__}, expected something to call")
        self.functions: tuple[Callable[..., Any], Callable[..., Any]] | None = functions
        self.ndim, self.blob, self.vectorized = ndim, blob, vectorized
        self.logl_more = (tuple(logl_more[0] or ()), dict(logl_more[1] or {}))
        self.ptform_more = (tuple(ptform_more[0] or ()), dict(ptform_more[1] or {}))
        # blobs are any objects: what comes along is their number
        self.blobs: dict[int, Any] = {}
        self.next_blob = 0
        self._width: int | None = None

    def prior_transform(self, u: Any) -> Any:
        """theta at these points of the unit cube."""
        args, kwargs = self.ptform_more
        return np.asarray(self._both()[1](u, *args, **kwargs), dtype=float)

    def log_likelihood(self, theta: Any) -> Any:
        """What the user's function returns: ln L, or ln L and blobs."""
        args, kwargs = self.logl_more
        return self._both()[0](theta, *args, **kwargs)

    def _both(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        if self.functions is None:
            raise RuntimeError(
                "the likelihood could not be kept with the checkpoint; give it to restore(): "
                "restore(file, loglikelihood=..., prior_transform=...)"
            )
        return self.functions

    @property
    def width(self) -> int:
        """How many numbers theta has."""
        if self._width is None:
            middle = np.full((1, self.ndim) if self.vectorized else self.ndim, 0.5)
            theta = self.prior_transform(middle)
            rows = 2 if self.vectorized else 1
            if theta.ndim > rows or (self.vectorized and theta.shape[:1] != (1,)):
                expected = f"(n, {self.ndim}) from (n, {self.ndim})" if self.vectorized else f"({self.ndim},)"
                raise ValueError(f"the prior transform gave the shape {theta.shape}, expected {expected}")
            self._width = int(theta.size)
        return self._width

    @property
    def along(self) -> int:
        """How many numbers come along with ln L."""
        return self.width + int(self.blob)

    def __call__(self, u: Any) -> tuple[Any, Any]:
        return self._many(u) if self.vectorized else self._one(u)

    def _one(self, u: Any) -> tuple[Any, Any]:
        theta = np.atleast_1d(self.prior_transform(u))
        value = self.log_likelihood(theta)
        if not self.blob:
            if value != value:
                raise _nan(theta)
            return value, theta
        value, blob = value
        if value != value:
            raise _nan(theta)
        return value, np.append(theta, self._keep([blob]))

    def _many(self, u: Any) -> tuple[Any, Any]:
        theta = self.prior_transform(u)
        if theta.shape != (len(u), self.width):
            raise ValueError(f"the prior transform gave the shape {theta.shape}, expected {(len(u), self.width)}")
        values = self.log_likelihood(theta)
        values, blobs = values if self.blob else (values, None)
        values = np.asarray(values, dtype=float).reshape(-1)
        if np.isnan(values).any():
            raise _nan(theta[int(np.flatnonzero(np.isnan(values))[0])])
        if blobs is None:
            return values, theta
        if len(blobs) != len(u):
            raise ValueError(f"{len(blobs)} blobs came with {len(u)} points, expected one for each")
        return values, np.column_stack([theta, self._keep(list(blobs))])

    def _keep(self, blobs: list[Any]) -> Any:
        numbers = range(self.next_blob, self.next_blob + len(blobs))
        self.blobs.update(zip(numbers, blobs, strict=True))
        self.next_blob += len(blobs)
        return np.array(numbers, dtype=float)

    def blobs_of(self, numbers: Any) -> Any:
        """The blobs of these numbers, as one array; nothing where there are no blobs."""
        if not self.blob:
            return np.zeros(len(numbers))
        return as_array([self.blobs[int(number)] for number in numbers])

    def forget_blobs(self, in_use: Any) -> None:
        """Keeps only the blobs of these numbers."""
        self.blobs = {int(number): self.blobs[int(number)] for number in in_use}

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        try:
            pickle.dumps((self.functions, self.logl_more, self.ptform_more))
        except Exception:  # whatever a user's object raises
            state["functions"] = None
            state["logl_more"] = state["ptform_more"] = ((), {})
        return state


def as_array(blobs: list[Any]) -> Any:
    """Blobs as an array; of objects where they do not fit together."""
    try:
        return np.array(blobs)
    except ValueError:
        array = np.empty(len(blobs), dtype=object)
        array[:] = blobs
        return array


def _nan(theta: Any) -> ValueError:
    return ValueError(f"ln L is NaN at {np.asarray(theta).tolist()}; expected a number or minus infinity")
