"""Where batches go and when they are enough: dynesty's two functions, of results of ours and of dynesty alike."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from astrarium.compat.dynesty._dynamic import DynamicNestedSampler
from astrarium.compat.dynesty.utils import (
    get_neff_from_logwt,
    get_random_generator,
    jitter_run,
    live_points_at_death,
    resample_run,
)

__all__ = ["DynamicSampler", "compute_weights", "stopping_function", "weight_function"]

DynamicSampler = DynamicNestedSampler


def compute_weights(results: Any) -> tuple[Any, Any]:
    """What each sample's live points do for ln Z, and its posterior weight; both sum to 1.

    Parameters
    ----------
    results : Results
        The run.

    Returns
    -------
    zweight, pweight : numpy.ndarray of shape (n,)
        ``zweight`` is the evidence that is left at each sample over its number of live points.
    """
    posterior = np.exp(results.logwt - results.logz[-1])
    posterior /= posterior.sum()
    # what is left above each sample, the mass inside the last one included
    total = np.logaddexp(results.logz[-1], results.logl[-1] + results.logvol[-1])
    left = -np.expm1(np.minimum(results.logz - total, 0.0)) / live_points_at_death(results)
    return left / left.sum(), posterior


def weight_function(results: Any, args: Mapping[str, Any] | None = None, return_weights: bool = False) -> Any:
    """The contours between which `(1 - pfrac) zweight + pfrac pweight` is above a part of its maximum.

    Parameters
    ----------
    results : Results
        The run.
    args : dict, optional
        ``pfrac`` (0.8), ``maxfrac`` (0.8), ``pad`` (1).
    return_weights : bool
        Whether to return the weights, too.

    Returns
    -------
    (low, high), or ((low, high), (pweight, zweight, weight))
        Contours in ln L; infinite ones are the ends of the run.
    """
    pfrac, maxfrac, pad = fractions_of(args)
    zweight, pweight = compute_weights(results)
    weight = (1.0 - pfrac) * zweight + pfrac * pweight
    covered = np.flatnonzero(weight > maxfrac * weight.max())
    last = len(weight) - 1
    low, high = int(covered[0]) - pad, int(covered[-1]) + pad
    # what does not fit at one end is given to the other
    low, high = low - max(0, high - last), high + max(0, -low)
    bounds = (-np.inf if low <= 0 else float(results.logl[low]), np.inf if high >= last else float(results.logl[high]))
    return (bounds, (pweight, zweight, weight)) if return_weights else bounds


def fractions_of(args: Mapping[str, Any] | None) -> tuple[float, float, int]:
    """pfrac, maxfrac and pad."""
    given = dict(args or {})
    pfrac, maxfrac, pad = given.pop("pfrac", 0.8), given.pop("maxfrac", 0.8), given.pop("pad", 1)
    if given:
        raise ValueError(f"wt_kwargs has {', '.join(given)}, expected pfrac, maxfrac and pad")
    for name, value in (("pfrac", pfrac), ("maxfrac", maxfrac)):
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} is {value}, expected a number from 0 to 1")
    if pad < 0:
        raise ValueError(f"pad is {pad}, expected no negative number")
    return float(pfrac), float(maxfrac), int(pad)


def stopping_function(
    results: Any,
    args: Mapping[str, Any] | None = None,
    rstate: Any = None,
    mapper: Callable[..., Any] | None = None,
    return_vals: bool = False,
) -> Any:
    """Whether `pfrac target / n_effective + (1 - pfrac) error / evid_thresh` is at most 1.

    Parameters
    ----------
    results : Results
        The run.
    args : dict, optional
        ``pfrac`` (1), ``target_n_effective`` (10000), ``evid_thresh`` (0.1), ``n_mc`` (0: the run's own error of ln Z; else
        the spread over so many simulated runs), ``error`` ("jitter" or "resample"), ``approx``.
    rstate : numpy.random.Generator, optional
        The source of random numbers.
    mapper : callable, optional
        Not needed.
    return_vals : bool
        Whether to return the values, too.

    Returns
    -------
    bool, or (bool, (posterior, evidence, both))
    """
    given: dict[str, Any] = {"pfrac": 1.0, "target_n_effective": 10000, "evid_thresh": 0.1, "n_mc": 0}
    given |= {"error": "jitter", "approx": True}
    unknown = set(args or {}) - set(given)
    if unknown:
        raise ValueError(f"stop_kwargs has {', '.join(sorted(unknown))}, expected {', '.join(given)}")
    given |= dict(args or {})
    pfrac, n_mc, error = float(given["pfrac"]), int(given["n_mc"]), given["error"]
    if not 0.0 <= pfrac <= 1.0:
        raise ValueError(f"pfrac is {pfrac}, expected a number from 0 to 1")
    if error not in ("jitter", "resample"):
        raise ValueError(f"error is {error!r}, expected 'jitter' or 'resample'")
    spread = float(results.logzerr[-1])
    if n_mc > 1:
        rstate, simulate = get_random_generator(rstate), jitter_run if error == "jitter" else resample_run
        spread = float(np.std([simulate(results, rstate).logz[-1] for _ in range(n_mc)]))
    evidence = spread / given["evid_thresh"] if pfrac < 1.0 else 0.0
    posterior = given["target_n_effective"] / get_neff_from_logwt(results.logwt)
    both = pfrac * posterior + (1.0 - pfrac) * evidence
    return (both <= 1.0, (posterior, evidence, both)) if return_vals else both <= 1.0
