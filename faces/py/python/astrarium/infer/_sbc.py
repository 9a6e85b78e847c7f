"""Simulation-based calibration: whether a sampler finds the posteriors of a model."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .._core import Calibration, _sbc
from ._space import to_json


def sbc(
    simulate: Callable[[Any, Any], Any] | str,
    ln_likelihood: Callable[[Any, Any], Any] | None = None,
    parameters: Any = None,
    *,
    sampler: str | Mapping[str, Any] = "nested",
    n_sim: int = 400,
    draws: int = 99,
    vectorized: bool = False,
    nan: str = "error",
    seed: int = 0,
    checkpoint: Any = None,
    checkpoint_every_s: float = 60.0,
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
) -> Calibration:
    """Draw data sets from a model, fit each, and test whether the truths lie in the posteriors as they should.

    Parameters are drawn from their priors and data at these parameters; each data set is fitted. If the data are those
    that the likelihood is of, and the sampler is right, the rank of the truth among independent draws of its posterior is
    uniform. Ranked are all parameters, ln L (which sees what ranks of parameters miss), and the distance from a random
    point.

    Parameters
    ----------
    simulate : callable, or str
        ``simulate(theta, rng)`` gives a data set, anything that ``ln_likelihood`` takes; ``rng`` is a generator of NumPy's,
        seeded for this data set. A text names a model of ours: normal, line or periodogram.
    ln_likelihood : callable
        ``ln_likelihood(theta, data)`` gives ln L of one point, or with ``vectorized`` of an array of shape (n, d).
    parameters : dict
        As `sample` has them; all priors must be proper.
    sampler : str or dict
        ``"nested"`` or ``"ensemble"``, or a dict of such a ``kind`` and its settings.
    n_sim : int
        Data sets.
    draws : int
        Draws that a truth is ranked among.
    vectorized : bool
        Whether ``ln_likelihood`` takes many points at once.
    nan : {"error", "reject"}
        What a NaN means: the end of that fit, or a point that is rejected.
    seed : int
        Of all random numbers: the same seed gives the same bits.
    checkpoint : path-like, optional
        A folder: an interrupted calibration goes on from there when it is called again.
    checkpoint_every_s : float
        How often it is written.
    threads, progress, comm
        As `sample` has them.

    Returns
    -------
    Calibration
        ``ok``, ``reasons``, ``table``, ``ranks`` and ``plot()``.

    Raises
    ------
    ValueError
        For a setting, prior or value that makes no sense, with what was found and expected.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium import infer
    >>> def simulate(theta, rng):
    ...     return theta[0] + rng.normal(size=10)
    >>> def ln_likelihood(theta, data):
    ...     return -0.5 * np.sum((data - theta) ** 2, axis=1)
    >>> prior = {"mu": infer.normal(0, 3)}
    >>> found = infer.sbc(simulate, ln_likelihood, prior, vectorized=True, n_sim=60, sampler={"kind": "nested", "live": 50})
    >>> found.ok, [row["name"] for row in found.table]
    (True, ['mu', 'ln L', 'distance'])
    """
    functions: Any = simulate if isinstance(simulate, str) else (simulate, ln_likelihood)
    if not isinstance(simulate, str):
        for name, given in [("simulate", simulate), ("ln_likelihood", ln_likelihood)]:
            if not callable(given):
                raise TypeError(f"{name} is a {type(given).__name__}, expected a function")
    space = None if isinstance(simulate, str) else to_json(parameters)
    kind: dict[str, Any] = {"kind": sampler} if isinstance(sampler, str) else dict(sampler)
    if sampler == "nested":
        kind["live"] = 200
    settings = {"n_sim": n_sim, "draws": draws, "sampler": kind, "nan": nan}
    asked = {"vectorized": vectorized, "seed": seed, "checkpoint": checkpoint, "checkpoint_every_s": checkpoint_every_s}
    run = {"threads": threads, "progress": progress, "comm": comm}
    return _sbc(functions, space, json.dumps(settings), asked, run)


def bound(ln_likelihood: Callable[[Any, Any], Any], data: Any) -> Callable[[Any], Any]:
    """The likelihood of these data."""
    return lambda theta: ln_likelihood(theta, data)
