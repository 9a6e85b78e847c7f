"""Catalogues: the same fit for thousands of sources."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._core import _catalogue
from .._tables import table
from ._sample import what_is_said
from ._space import to_json


@dataclass(frozen=True)
class Catalogue:
    """A row for each source.

    Attributes
    ----------
    ids : list of str
        The sources.
    names : list of str
        The free parameters.
    mean, sd, best : numpy.ndarray of shape (n, d)
        Mean and standard deviation of the posterior, and its highest point; NaN for a source that failed.
    quantiles : numpy.ndarray of shape (n, d, 5)
        At -2, -1, 0, 1 and 2 standard deviations of a normal distribution.
    ln_likelihood : numpy.ndarray of shape (n,)
        At the highest point.
    ln_z, ln_z_err : numpy.ndarray of shape (n,)
        The evidence, of samplers that find it.
    effective_size : numpy.ndarray of shape (n,)
        Points by their weights.
    flags : list of list of str
        Reasons not to trust a source's posterior.
    errors : list of str or None
        Why a source could not be fitted.
    """

    ids: list[str]
    names: list[str]
    mean: Any
    sd: Any
    best: Any
    quantiles: Any
    ln_likelihood: Any
    ln_z: Any
    ln_z_err: Any
    effective_size: Any
    flags: list[list[str]]
    errors: list[str | None]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ok(self) -> Any:
        """numpy.ndarray of bool: sources that were fitted and give no reason for doubt."""
        return np.array([error is None and not flags for error, flags in zip(self.errors, self.flags, strict=True)], bool)

    def columns(self) -> dict[str, Any]:
        """One array for each column of a flat table, as FITS and CSV have them.

        Returns
        -------
        dict of numpy.ndarray
        """
        columns: dict[str, Any] = {"id": np.array(self.ids, dtype=str), "ok": self.ok}
        for k, name in enumerate(self.names):
            columns |= {name: self.mean[:, k], f"{name}_sd": self.sd[:, k], f"{name}_best": self.best[:, k]}
            columns |= {f"{name}_p{p:02d}": self.quantiles[:, k, i] for i, p in enumerate((2, 16, 50, 84, 98))}
        columns |= {key: getattr(self, key) for key in ("ln_likelihood", "ln_z", "ln_z_err", "effective_size")}
        columns["flags"] = np.array(["; ".join(flags) for flags in self.flags], dtype=str)
        columns["error"] = np.array([error or "" for error in self.errors], dtype=str)
        return columns

    def to_table(self) -> Any:
        """As an astropy table.

        Returns
        -------
        astropy.table.QTable
        """
        return table([(name, values, None, None, []) for name, values in self.columns().items()], {})


def catalogue(
    ln_likelihood: Callable[..., Any],
    parameters: Any,
    ids: Sequence[str],
    *,
    sampler: str = "nested",
    seed: int = 0,
    block: int = 64,
    batch: int = 256,
    checkpoint: Any = None,
    vectorized: bool = False,
    nan: str = "error",
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
    **settings: Any,
) -> Catalogue | None:
    """Fit many sources, independent of each other, with one likelihood.

    A batch holds points of many sources. A source has the same bits wherever it stands in the catalogue, on any number of
    threads and ranks, and after an interruption; one that fails is a row with an error and stops no other.

    Parameters
    ----------
    ln_likelihood : callable
        ``f(theta, source)`` gives ln L of an array of parameters for the source of this number; with ``vectorized`` of
        arrays of shapes (n, d) and (n,), giving n values.
    parameters : dict
        Names with priors, as `sample` has them; the same for all sources.
    ids : sequence of str
        The sources' names, all different: the seed of each comes from its name.
    sampler : str
        ``"nested"``, ``"ensemble"`` (they share batches between sources), or another that needs no gradient.
    seed : int
        Of all sources' seeds.
    block, batch : int
        Sources whose fits go on together, and rows of a batch at most.
    checkpoint : path-like, optional
        A folder for rows that are done: the same call goes on from there.
    vectorized, nan, threads, progress, comm
        As `sample` has them.
    **settings
        The sampler's own.

    Returns
    -------
    Catalogue or None
        None on other ranks than the first.

    Raises
    ------
    ValueError
        For two sources of one name; settings that make no sense; the checkpoint of another catalogue.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium import infer
    >>> y = np.array([1.0, 2.0, 5.0])
    >>> def ln_likelihood(theta, source):
    ...     return -0.5 * ((theta[:, 0] - y[source]) / 0.1) ** 2
    >>> found = infer.catalogue(ln_likelihood, {"mu": (-10, 10)}, ["a", "b", "c"], vectorized=True, live=100)
    >>> found.mean[:, 0].round(1).tolist()
    [1.0, 2.0, 5.0]
    """
    said = what_is_said(vectorized, None, (), nan, threads, progress, comm)
    how = {"seed": seed, "block": block, "batch": batch}
    names = [str(name) for name in ids]
    sources = (names, json.dumps(how), checkpoint)
    columns = _catalogue(ln_likelihood, to_json(parameters), json.dumps({"kind": sampler} | settings), sources, said)
    return None if columns is None else Catalogue(ids=names, **columns)
