"""Samplers, each a function."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from .._core import Run, _names, _sample, _transform
from ._space import to_json


def sample(
    likelihood: Any,
    parameters: Any = None,
    *,
    sampler: str,
    seed: int = 0,
    vectorized: bool = False,
    gradient: Callable[..., Any] | None = None,
    blobs: Sequence[str] = (),
    nan: str = "error",
    checkpoint: Any = None,
    checkpoint_every_s: float = 60.0,
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
    **settings: Any,
) -> Run:
    """Sample a posterior with the sampler of this name.

    Parameters
    ----------
    likelihood : callable, compiled function, or str
        ``f(theta)`` gives ln L of an array of parameters; with ``vectorized`` of an array of shape (n, d), giving n
        values. With ``blobs`` it gives ``(ln_l, numbers)``. A numba ``cfunc`` or a ctypes function
        ``double f(const double *theta, int n, void *)`` runs without the interpreter. A text names a problem with known
        truth (`names`).
    parameters : dict or int
        Names with priors, in the order in which ``theta`` holds them: a prior, a distribution of scipy's, ``(low, high)``,
        a number that is kept, `tied`, or `parameter` for labels and periodic ones. A number ``d`` instead means ``d``
        flat parameters, for a whole log-probability.
    sampler : str
        Its name (`names`).
    seed : int
        Of all random numbers: the same seed gives the same bits on any machine of a kind.
    vectorized : bool
        Whether the function takes many points at once.
    gradient : callable, optional
        ``g(theta)`` gives ``(ln_l, gradient)``; NUTS needs it.
    blobs : sequence of str
        Names of the numbers that come along with ln L.
    nan : {"error", "reject"}
        What a NaN means: the end of the run, or a point that is rejected and counted.
    checkpoint : path-like, optional
        A folder: an interrupted run goes on from there when it is called again, with the same bits.
    checkpoint_every_s : float
        How often it is written.
    threads : int, optional
        Threads for likelihoods that need no interpreter; all that this process may use without.
    progress : bool or callable, optional
        Whether to show a bar, or what to call with (done, total, unit).
    comm : mpi4py communicator, optional
        Ranks that share each batch.
    **settings
        The sampler's own settings.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        For a setting, prior or value that makes no sense, with what was found and expected.
    KeyboardInterrupt
        By Ctrl-C; what was done is in the checkpoint, if one was asked for.

    Examples
    --------
    >>> from astrarium import infer
    >>> run = infer.sample(lambda x: -0.5 * x[0] ** 2, {"x": infer.normal(0, 1)}, sampler="ensemble", seed=1, max_steps=500)
    >>> bool(abs(run.mean()[0]) < 0.2)
    True
    """
    said = what_is_said(vectorized, gradient, blobs, nan, threads, progress, comm)
    asked = {"seed": seed, "checkpoint": checkpoint, "checkpoint_every_s": checkpoint_every_s}
    return _sample(likelihood, space_of(likelihood, parameters), settings_of(sampler, settings), asked, said)


def space_of(likelihood: Any, parameters: Any) -> str | None:
    """The parameters as JSON; None for problems, which have their own."""
    return None if isinstance(likelihood, str) else to_json(parameters)


def what_is_said(
    vectorized: bool, gradient: Any, blobs: Sequence[str], nan: str, threads: int | None, progress: Any, comm: Any
) -> dict[str, Any]:
    """What is said of a likelihood and of its computation."""
    run = {"threads": threads, "progress": progress, "comm": comm}
    return {"vectorized": vectorized, "gradient": gradient, "blobs": list(blobs), "nan": nan, "run": run}


def settings_of(sampler: str, settings: dict[str, Any]) -> str:
    """A sampler with its settings as JSON."""
    return json.dumps({"kind": sampler} | settings, default=_plain)


def _plain(value: Any) -> Any:
    """Arrays and numbers of numpy's as JSON has them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a setting is a {type(value).__name__}, expected numbers, texts, lists and dicts")


def ensemble(
    likelihood: Any, parameters: Any = None, *, start: Any = None, moves: Any = None, **options: Any
) -> Run:
    """Ensemble MCMC: walkers that move along each other, without gradients.

    Parameters
    ----------
    likelihood, parameters, **options
        As `sample` has them; the settings are ``walkers``, ``ensembles``, ``max_steps``, ``thin``, ``burn_in`` and more:
        ``astrarium spec infer.run`` lists all.
    start : array_like of shape (ensembles, walkers, d) or (n, d), tuple, or dict, optional
        Where the walkers start: positions for all of them, which say how many there are (n of them are four ensembles,
        unless ``ensembles`` says otherwise); or ``(centre, width)`` of a normal cloud, d numbers each. The prior is drawn
        from without.
    moves : str, or dict of str to float, or list of dict, optional
        A move by its name, or moves with their weights: ``{"differential": 0.8, "snooker": 0.2}``; a list as the engine has
        it sets more. The stretch move without.

    Returns
    -------
    Run

    Examples
    --------
    >>> from astrarium import infer
    >>> run = infer.ensemble("P01_d2", seed=2, max_steps=600)
    >>> run.names
    ['x1', 'x2']
    >>> import numpy as np
    >>> positions = np.random.default_rng(1).normal(size=(2, 16, 2))
    >>> run = infer.ensemble("P01_d2", seed=2, start=positions, moves={"stretch": 1, "walk": 1}, max_steps=600)
    >>> run.chain.shape[1:], run.independent
    ((32, 2), 2)
    """
    if start is not None:
        options |= _start(start, options)
    if moves is not None:
        options["moves"] = _moves(moves)
    return sample(likelihood, parameters, sampler="ensemble", **options)


def _start(start: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The settings that say where walkers start."""
    import numpy

    if isinstance(start, dict):
        return {"start": start}
    if isinstance(start, tuple) and len(start) == 2:
        centre, width = (numpy.atleast_1d(numpy.asarray(part, dtype=float)) for part in start)
        width = numpy.broadcast_to(width, centre.shape)
        return {"start": {"from": "ball", "centre": centre.tolist(), "width": width.tolist()}}
    theta = numpy.asarray(start, dtype=float)
    if theta.ndim not in (2, 3):
        raise ValueError(f"start has the shape {theta.shape}, expected (ensembles, walkers, d), (n, d) or (centre, width)")
    ensembles = theta.shape[0] if theta.ndim == 3 else int(options.get("ensembles", 4))
    walkers, left = divmod(theta.size // theta.shape[-1], ensembles)
    if left:
        raise ValueError(f"start has {len(theta)} positions, expected a multiple of {ensembles} ensembles")
    given = {key: options[key] for key in ("walkers", "ensembles") if key in options}
    found = {"walkers": walkers, "ensembles": ensembles}
    if given != {key: found[key] for key in given}:
        raise ValueError(f"start has {ensembles} ensembles of {walkers} walkers, expected {given}")
    return found | {"start": {"from": "points", "theta": theta.ravel().tolist()}}


def _moves(moves: Any) -> Any:
    """Moves with their weights, as the engine has them."""
    if isinstance(moves, str):
        moves = {moves: 1.0}
    if not isinstance(moves, dict):
        return moves
    return [{"weight": float(weight), "of": {"kind": name}} for name, weight in moves.items()]


def nested(likelihood: Any, parameters: Any = None, **options: Any) -> Run:
    """Nested sampling: the evidence, and the posterior along with it.

    Parameters
    ----------
    likelihood, parameters, **options
        As `sample` has them; the settings are ``live``, ``width``, ``kernel``, ``bound``, ``dlogz``, ``max_calls`` and more.

    Returns
    -------
    Run

    Examples
    --------
    >>> from astrarium import infer
    >>> run = infer.nested("P01_d2", seed=3, live=100)
    >>> bool(abs(run.ln_z + 5.99) < 5 * run.ln_z_err)
    True
    """
    return sample(likelihood, parameters, sampler="nested", **options)


def dynamic_nested(likelihood: Any, parameters: Any = None, **options: Any) -> Run:
    """Nested sampling that adds live points where the posterior or the evidence needs them.

    Parameters
    ----------
    likelihood, parameters, **options
        As `sample` has them.

    Returns
    -------
    Run
    """
    return sample(likelihood, parameters, sampler="dynamic_nested", **options)


def nuts(likelihood: Any, parameters: Any = None, **options: Any) -> Run:
    """The No-U-Turn sampler, for densities with gradients.

    Parameters
    ----------
    likelihood, parameters, **options
        As `sample` has them; ``gradient`` is needed unless the likelihood is a problem of ours.

    Returns
    -------
    Run
    """
    return sample(likelihood, parameters, sampler="nuts", **options)


def transform(parameters: Any, u: Any) -> Any:
    """Points of the unit cube as parameters, by the inverse distribution functions of the priors.

    Parameters
    ----------
    parameters : dict
        As `sample` takes them.
    u : array_like of shape (n, d) or (d,)
        Points, a number for each free parameter.

    Returns
    -------
    numpy.ndarray of shape (n, full) or (full,)
        Parameters, the fixed and tied ones included.

    Examples
    --------
    >>> from astrarium import infer
    >>> infer.transform({"a": infer.uniform(-1, 3), "b": 2.0}, [[0.25], [0.5]]).tolist()
    [[0.0, 2.0], [1.0, 2.0]]
    """
    import numpy

    points = numpy.asarray(u, dtype=float)
    rows = _transform(to_json(parameters), points.ravel())
    return rows[0] if points.ndim == 1 else rows


def names() -> dict[str, dict[str, str]]:
    """What is known by name: samplers, priors, joint priors and problems, with a line on each.

    Returns
    -------
    dict of dict

    Examples
    --------
    >>> from astrarium import infer
    >>> sorted(infer.names())
    ['joint_priors', 'priors', 'problems', 'samplers']
    """
    return _names()
