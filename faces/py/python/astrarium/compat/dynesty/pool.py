"""A pool that is none: scripts written for dynesty's run unchanged."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

__all__ = ["Pool"]


class Pool:
    """Takes what dynesty's pool takes, and calls the functions here.

    A pool costs more than it saves for most likelihoods: each point is pickled to another process and back. A likelihood
    that takes many points at once (``vectorized=True``) needs none.

    Parameters
    ----------
    njobs : int
        Not needed.
    loglike, prior_transform : callable
        The functions.
    logl_args, logl_kwargs, ptform_args, ptform_kwargs : optional
        What goes with them.
    cache : str, optional
        Not needed.

    Examples
    --------
    >>> import warnings
    >>> from astrarium.compat.dynesty.pool import Pool
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with Pool(4, lambda x, scale: -x / scale, lambda u: u, logl_args=(2.0,)) as pool:
    ...         print(pool.loglike(3.0), list(pool.map(abs, [-1, 1])))
    -1.5 [1, 1]
    """

    def __init__(
        self,
        njobs: int,
        loglike: Callable[..., Any],
        prior_transform: Callable[..., Any],
        logl_args: Sequence[Any] | None = None,
        logl_kwargs: Mapping[str, Any] | None = None,
        ptform_args: Sequence[Any] | None = None,
        ptform_kwargs: Mapping[str, Any] | None = None,
        cache: str | None = None,
    ) -> None:
        warnings.warn("a pool is not needed: the functions are called in this process", stacklevel=2)
        self.njobs = self.size = njobs
        self._logl, self._ptform = loglike, prior_transform
        self._logl_more = (tuple(logl_args or ()), dict(logl_kwargs or {}))
        self._ptform_more = (tuple(ptform_args or ()), dict(ptform_kwargs or {}))

    def loglike(self, x: Any) -> Any:
        """ln L with the pool's arguments."""
        return self._logl(x, *self._logl_more[0], **self._logl_more[1])

    def prior_transform(self, u: Any) -> Any:
        """theta with the pool's arguments."""
        return self._ptform(u, *self._ptform_more[0], **self._ptform_more[1])

    def map(self, function: Callable[..., Any], items: Iterable[Any]) -> Iterator[Any]:
        """The function of each item."""
        return map(function, items)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""

    def join(self) -> None:
        """Nobody is waited for."""
