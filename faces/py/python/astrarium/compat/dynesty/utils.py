"""dynesty's functions on results, for results of ours and of dynesty alike.

All of them follow from the record: samples, ln L, the lineage of each (``samples_id``) and the live points at each death.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from astrarium.compat.dynesty._genuine import genuine
from astrarium.compat.dynesty._results import integrals, results_class, volumes

__all__ = [
    "check_result_static",
    "compute_integrals",
    "get_neff_from_logwt",
    "get_random_generator",
    "get_seed_sequence",
    "jitter_run",
    "kld_error",
    "mean_and_cov",
    "merge_runs",
    "quantile",
    "resample_equal",
    "resample_run",
    "results_substitute",
    "reweight_run",
    "unravel_run",
]


def __getattr__(name: str) -> Any:
    # what is not here is the installed dynesty's
    if name == "Results":
        return results_class()
    module = None if name.startswith("__") else genuine("utils")
    if module is None or not hasattr(module, name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(module, name)


def get_random_generator(seed: Any = None) -> np.random.Generator:
    """A generator: the one given, or a new one from a seed."""
    return seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)


def get_seed_sequence(rstate: np.random.Generator, nitems: int) -> list[np.random.SeedSequence]:
    """Seeds for so many independent generators."""
    return np.random.SeedSequence(rstate.integers(0, 2**63 - 1, size=4).tolist()).spawn(nitems)


def get_neff_from_logwt(logwt: Any) -> float:
    """Kish's effective number of samples, `(Σ w)² / Σ w²`, from ln of the weights.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat.dynesty import utils
    >>> round(utils.get_neff_from_logwt(np.log([0.5, 0.5])), 6)
    2.0
    """
    weights = np.exp(np.asarray(logwt) - np.max(logwt))
    return float(weights.sum() ** 2 / (weights**2).sum())


def mean_and_cov(samples: Any, weights: Any) -> tuple[Any, Any]:
    """Weighted mean and covariance, the latter with the correction for few samples, `1 / (1 - Σ w²)`.

    Parameters
    ----------
    samples : array_like of shape (n, d)
        The samples.
    weights : array_like of shape (n,)
        Their weights; their sum does not matter.

    Returns
    -------
    mean : numpy.ndarray of shape (d,)
    cov : numpy.ndarray of shape (d, d)

    Examples
    --------
    >>> from astrarium.compat.dynesty import utils
    >>> mean, cov = utils.mean_and_cov([[0.0], [2.0]], [0.5, 0.5])
    >>> float(mean[0]), float(cov[0, 0])
    (1.0, 2.0)
    """
    samples, weights = np.asarray(samples, dtype=float), np.asarray(weights, dtype=float)
    weights = weights / weights.sum()
    mean = weights @ samples
    away = samples - mean
    return mean, (weights[:, None] * away).T @ away / (1.0 - np.sum(weights**2))


def resample_equal(samples: Any, weights: Any, rstate: Any = None) -> Any:
    """As many samples of equal weight, in random order, by systematic resampling.

    Parameters
    ----------
    samples : array_like of shape (n, ...)
        The samples.
    weights : array_like of shape (n,)
        Weights that sum to 1.
    rstate : numpy.random.Generator, optional
        The source of random numbers.

    Returns
    -------
    numpy.ndarray of shape (n, ...)

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat.dynesty import utils
    >>> sorted(utils.resample_equal([1.0, 2.0, 3.0, 4.0], [0.5, 0.5, 0.0, 0.0]).tolist())
    [1.0, 1.0, 2.0, 2.0]
    """
    samples, weights, rstate = np.asarray(samples), np.asarray(weights, dtype=float), get_random_generator(rstate)
    total = weights.sum()
    if abs(total - 1.0) > 1e-6:
        raise ValueError(f"the weights sum to {total}, expected 1")
    n = len(weights)
    positions = (rstate.random() + np.arange(n)) / n
    chosen = np.searchsorted(np.cumsum(weights) / total, positions, side="right")
    return samples[rstate.permutation(np.minimum(chosen, n - 1))]


def quantile(x: Any, q: Any, weights: Any = None) -> Any:
    """Weighted quantiles: sorted values stand at the middles of their weights, with straight lines between.

    Parameters
    ----------
    x : array_like of shape (n,)
        The values.
    q : array_like of shape (k,)
        Fractions of the weight.
    weights : array_like of shape (n,), optional
        Weights; equal ones without.

    Returns
    -------
    numpy.ndarray of shape (k,)

    Examples
    --------
    >>> from astrarium.compat.dynesty import utils
    >>> utils.quantile([3.0, 1.0, 2.0], [0.5], weights=[1.0, 1.0, 1.0]).tolist()
    [2.0]
    """
    x, q = np.atleast_1d(x), np.atleast_1d(q)
    if np.any(q < 0.0) or np.any(q > 1.0):
        raise ValueError(f"quantiles {q} lie outside 0 to 1")
    if weights is None:
        return np.quantile(x, q)
    weights = np.atleast_1d(weights).astype(float)
    if len(weights) != len(x):
        raise ValueError(f"{len(weights)} weights for {len(x)} values")
    order = np.argsort(x)
    sorted_weights = weights[order]
    middles = (np.cumsum(sorted_weights) - 0.5 * sorted_weights) / sorted_weights.sum()
    return np.interp(q, middles, x[order])


def compute_integrals(*, logl: Any, logvol: Any, reweight: Any = None) -> tuple[Any, Any, Any, Any]:
    """ln weights, ln Z, its variance and the information, each as it grows with rising ln L.

    Parameters
    ----------
    logl, logvol : array_like of shape (n,)
        ln L of the samples and the ln of the prior volume inside them.
    reweight : array_like of shape (n,), optional
        ln of a factor on each likelihood.

    Returns
    -------
    tuple of four numpy.ndarray of shape (n,)
    """
    found = integrals(logl, logvol, reweight)
    return found["logwt"], found["logz"], found["logzerr"] ** 2, found["information"]


def results_substitute(results: Any, kw_dict: dict[str, Any]) -> Any:
    """A copy of results with some of its entries replaced."""
    return results_class()([(key, kw_dict.get(key, value)) for key, value in results.items()])


def _has_final_live(res: Any) -> bool:
    """Whether the last live points of the run are among the samples."""
    return res.isdynamic() or len(res.logl) != res.niter


def live_points_at_death(res: Any) -> Any:
    """How many live points there were when each sample died, itself included."""
    if "samples_n" in res.keys():
        return np.asarray(res["samples_n"])
    n = len(res.logl)
    left = np.arange(n, 0, -1) if _has_final_live(res) else np.full(n, res.nlive)
    return np.minimum(left, res.nlive)


def _start_volume(res: Any) -> float:
    """ln of the prior volume before the first death: below 0 where a part of the prior is impossible."""
    first = float(live_points_at_death(res)[0])
    start = float(res.logvol[0]) - float(np.log(first / (first + 1.0)))
    return start if start < -1e-9 else 0.0


def _batches(res: Any) -> tuple[Any, Any]:
    """The batch of each sample, and the contours of all batches."""
    if "samples_batch" in res.keys() and "batch_logl_bounds" in res.keys():
        return np.asarray(res["samples_batch"]), np.atleast_2d(res["batch_logl_bounds"])
    return np.zeros(len(res.logl), dtype=int), np.array([[-np.inf, np.inf]])


def _starts(res: Any) -> Any:
    """The contour at which the batch of each sample begins."""
    batch, bounds = _batches(res)
    return bounds[:, 0][batch]


def jitter_run(res: Any, rstate: Any = None, approx: bool = False) -> Any:
    """The run with simulated prior volumes, one draw of what they may have been.

    Each death leaves the largest of ``n`` uniform numbers of the volume before, `t = r^(1/n)`; the last live points, whose
    number falls one by one, are then the order statistics of uniform numbers.

    Parameters
    ----------
    res : Results
        The run.
    rstate : numpy.random.Generator, optional
        The source of random numbers.
    approx : bool
        Not needed: the volumes are exact either way.

    Returns
    -------
    Results
    """
    live, start = live_points_at_death(res), _start_volume(res)
    logvol = start + np.cumsum(np.log(get_random_generator(rstate).random(len(live))) / live)
    return results_substitute(res, {"logvol": logvol, **integrals(res.logl, logvol, start=start)})


def resample_run(res: Any, rstate: Any = None, return_idx: bool = False) -> Any:
    """The run from a bootstrap of its lineages: one draw of what the samples may have been.

    Lineages that begin at the prior and those added later are drawn apart, each as many as there are.

    Parameters
    ----------
    res : Results
        The run.
    rstate : numpy.random.Generator, optional
        The source of random numbers.
    return_idx : bool
        Whether to return the numbers of the samples, too.

    Returns
    -------
    Results, or (Results, numpy.ndarray)
    """
    rstate, ids, starts = get_random_generator(rstate), np.asarray(res.samples_id), _starts(res)
    names, first = np.unique(ids, return_index=True)
    is_base = np.isneginf(starts[first])
    if not is_base.any():
        raise ValueError("no lineage begins at the prior, expected a run with one")
    groups = [names[is_base], names[~is_base]]
    chosen = np.concatenate([group[rstate.integers(0, len(group), len(group))] for group in groups if len(group)])
    lineages = _lineages(ids, names)
    index = np.concatenate([lineages[name] for name in chosen])
    born = np.concatenate([_births(res.logl[lineages[name]], starts[lineages[name][0]]) for name in chosen])
    order = np.argsort(res.logl[index], kind="stable")
    index, born = index[order], born[order]
    logl = res.logl[index]
    if _has_final_live(res):
        live = np.maximum(np.searchsorted(np.sort(born), logl, side="left") - np.arange(len(index)), 1)
    else:
        live = live_points_at_death(res)[index]
    start = _start_volume(res)
    logvol = start + volumes(live)
    entries = {key: np.asarray(res[key])[index] for key in _PER_SAMPLE if key in res.keys() and res[key] is not None}
    entries |= {"samples_n": live, "logvol": logvol, "niter": len(index)}
    entries |= integrals(logl, logvol, start=start)
    entries["eff"] = 100.0 * len(index) / max(1, int(np.sum(entries.get("ncall", len(index)))))
    if "batch_logl_bounds" in res.keys():
        entries["batch_logl_bounds"] = res["batch_logl_bounds"]
    new = results_class()(entries)
    return (new, index) if return_idx else new


# what there is one of for each sample, beside what is computed anew
_PER_SAMPLE = ("samples", "samples_u", "samples_id", "samples_it", "samples_batch", "logl", "ncall", "blob")


def _lineages(ids: Any, names: Any) -> dict[Any, Any]:
    """The samples of each lineage, by rising ln L."""
    order = np.argsort(ids, kind="stable")
    return dict(zip(names.tolist(), np.split(order, np.searchsorted(ids[order], names[1:])), strict=True))


def _births(logl: Any, start: float) -> Any:
    """The contours at which the samples of a lineage were born: where the one before died."""
    return np.concatenate([[start], logl[:-1]])


def reweight_run(res: Any, logp_new: Any, logp_old: Any = None) -> Any:
    """The run with another likelihood on the same samples.

    Parameters
    ----------
    res : Results
        The run.
    logp_new : array_like of shape (n,)
        The new ln L of its samples.
    logp_old : array_like of shape (n,), optional
        The old one; ``res.logl`` without.

    Returns
    -------
    Results
        With new weights and a new evidence. Where fewer than 5 % of the effective samples are left, a warning says so.
    """
    ratio = np.asarray(logp_new) - (res.logl if logp_old is None else np.asarray(logp_old))
    new = integrals(res.logl, res.logvol, ratio, _start_volume(res))
    before, after = get_neff_from_logwt(res.logwt), get_neff_from_logwt(new["logwt"])
    if after < 0.05 * before:
        warnings.warn(f"{after:.0f} of {before:.0f} effective samples are left; sample the new likelihood", stacklevel=2)
    return results_substitute(res, new)


def unravel_run(res: Any, print_progress: bool = True) -> list[Any]:
    """The lineages of a run, each a run with one live point.

    Parameters
    ----------
    res : Results
        The run.
    print_progress : bool
        Not needed: it takes no time.

    Returns
    -------
    list of Results
        Their volumes hold for those that begin at the prior.
    """
    ids, has_final, start = np.asarray(res.samples_id), _has_final_live(res), _start_volume(res)
    make, strands = results_class(), []
    for lineage in _lineages(ids, np.unique(ids)).values():
        n = len(lineage)
        entries = {key: np.asarray(res[key])[lineage] for key in _PER_SAMPLE if key in res.keys() and res[key] is not None}
        logvol = start + volumes(np.ones(n))
        entries |= {"nlive": 1, "niter": n - 1 if has_final else n, "logvol": logvol}
        entries |= integrals(entries["logl"], logvol, start=start)
        entries["eff"] = 100.0 * n / max(1, int(np.sum(entries["ncall"])))
        if "samples_batch" in entries:
            entries["batch_logl_bounds"] = res["batch_logl_bounds"]
        strands.append(make(entries))
    return strands


def merge_runs(res_list: Sequence[Any], print_progress: bool = True) -> Any:
    """Several runs of one problem as one run with the live points of all.

    At each death the live points of all runs that are under way there are counted together; a run is under way from where
    its lowest batch begins to its last sample.

    Parameters
    ----------
    res_list : sequence of Results
        The runs: static, dynamic, lineages of `unravel_run`.
    print_progress : bool
        Not needed: it takes no time.

    Returns
    -------
    Results
        A static one if the number of live points turns out to be constant, as that of all lineages of a static run.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium.compat import dynesty
    >>> runs = []
    >>> for seed in range(2):
    ...     sampler = dynesty.NestedSampler(
    ...         lambda x: -0.5 * x @ x, lambda u: 10 * u - 5, 2, nlive=50, rstate=np.random.default_rng(seed)
    ...     )
    ...     sampler.run_nested(print_progress=False)
    ...     runs.append(sampler.results)
    >>> merged = dynesty.utils.merge_runs(runs)
    >>> len(merged.logl) == sum(len(run.logl) for run in runs), int(merged.samples_n[0])
    (True, 100)
    """
    if not res_list:
        raise ValueError("no runs, expected at least one")
    if len(res_list) == 1:
        return check_result_static(res_list[0])
    logl = np.concatenate([res.logl for res in res_list])
    owner = np.repeat(np.arange(len(res_list)), [len(res.logl) for res in res_list])
    # within a run the order of its own, which tells ties apart
    order = np.argsort(logl, kind="stable")
    live = _live_together(res_list, logl, owner)[order]
    joined = _joined(res_list)
    entries = {key: values[order] for key, values in joined.items() if key != "batch_logl_bounds"}
    # runs of one problem: the same part of the prior is impossible in all of them
    start = float(np.mean([_start_volume(res) for res in res_list]))
    logvol = start + volumes(live)
    entries |= {"samples_n": live, "logvol": logvol, **integrals(entries["logl"], logvol, start=start)}
    entries |= {"niter": len(live), "eff": 100.0 * len(live) / max(1, int(np.sum(entries["ncall"])))}
    entries["batch_logl_bounds"] = joined["batch_logl_bounds"]
    of_batch = [entries["samples_id"][entries["samples_batch"] == k] for k in range(len(joined["batch_logl_bounds"]))]
    entries["batch_nlive"] = np.array([len(np.unique(ids)) for ids in of_batch])
    return check_result_static(results_class()(entries))


def _live_together(runs: Sequence[Any], logl: Any, owner: Any) -> Any:
    """At the death of each sample of any run, the live points of all."""
    live = np.zeros(len(logl), dtype=int)
    for number, res in enumerate(runs):
        own, start = np.append(live_points_at_death(res), 0), np.min(_starts(res))
        live[owner == number] += own[:-1]
        # of ties, those of the earlier run die first
        later, at = owner > number, np.searchsorted(res.logl, logl, side="left")
        at[later] = np.searchsorted(res.logl, logl[later], side="right")
        live += np.where((owner != number) & (logl > start), own[at], 0)
    return live


def _joined(runs: Sequence[Any]) -> dict[str, Any]:
    """The samples of all runs, with lineages and batches of their own."""
    # runs of dynesty's have no blobs where ours have a list of nothing
    keys = [key for key in _PER_SAMPLE if key != "samples_batch" and all(key in res.keys() for res in runs)]
    entries = {key: np.concatenate([np.asarray(res[key]) for res in runs]) for key in keys}
    bounds = np.unique(np.concatenate([_batches(res)[1] for res in runs]), axis=0)
    ids, batches, known = [], [], set[int]()
    for res in runs:
        batch, own = _batches(res)
        place = np.array([int(np.flatnonzero((bounds == one).all(axis=1))[0]) for one in own])
        batches.append(place[batch])
        # lineages of one unravelled run keep their names, those of different runs get new ones
        names = set(np.unique(res.samples_id).tolist())
        shift = 0 if known.isdisjoint(names) else max(known) + 1 - min(names)
        ids.append(np.asarray(res.samples_id) + shift)
        known.update(name + shift for name in names)
    return entries | {"samples_id": np.concatenate(ids), "samples_batch": np.concatenate(batches), "batch_logl_bounds": bounds}


def check_result_static(res: Any) -> Any:
    """The run as a static one if the number of its live points is constant, the last ones aside."""
    live = live_points_at_death(res)
    n, most = len(live), int(np.max(live))
    is_whole = np.array_equal(live, np.minimum(np.arange(n, 0, -1), most))
    if not is_whole and not np.all(live == most):
        return res
    return results_class()(res.asdict() | {"nlive": most, "niter": n - most if is_whole else n})


def kld_error(
    res: Any, error: str = "jitter", rstate: Any = None, return_new: bool = False, approx: bool = False
) -> Any:
    """The Kullback-Leibler divergence from the run's weights to those of a simulated one, as it grows.

    Parameters
    ----------
    res : Results
        The run.
    error : {"jitter", "resample"}
        What is simulated: the volumes, or the volumes and the samples.
    rstate : numpy.random.Generator, optional
        The source of random numbers.
    return_new : bool
        Whether to return the simulated run, too.
    approx : bool
        As in `jitter_run`.

    Returns
    -------
    numpy.ndarray, or (numpy.ndarray, Results)
    """
    if error not in ("jitter", "resample"):
        raise ValueError(f"error is {error!r}, expected 'jitter' or 'resample'")
    new, index = (jitter_run(res, rstate, approx), slice(None)) if error == "jitter" else resample_run(res, rstate, True)
    before, after = (res.logwt - res.logz[-1])[index], new.logwt - new.logz[-1]
    divergence = np.cumsum(np.exp(after) * (after - before))
    return (divergence, new) if return_new else divergence
