"""Populations: what the fits of many sources, each by itself, say of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._core import Run, _population
from ._sample import settings_of, what_is_said
from ._space import to_json


@dataclass(frozen=True)
class Population:
    """What a population's parameters may be, and its sources under it.

    Attributes
    ----------
    run : Run
        The posterior of the population's parameters. ``run.counts`` has the points that the guards refused, with reasons.
    weights : list of numpy.ndarray
        For each source the weights of its samples under the population instead of the prior of its own fit, averaged
        over the posterior of the population: ``weights[i] @ samples[i]`` is a mean that has shrunk towards the others.
    poorest : list of (int, float)
        Sources with the fewest effective samples at the mean of the population, the poorest first: the ones to fit again.
    """

    run: Run
    weights: list[Any]
    poorest: list[tuple[int, float]]


def population(
    sources: Sequence[Any],
    distribution: Any,
    parameters: Any,
    *,
    selection: tuple[Any, Any, int] | None = None,
    largest_variance: float = 1.0,
    least_samples: float = 10.0,
    least_found: float = 4.0,
    draws: int = 100,
    sampler: str = "nested",
    seed: int = 0,
    checkpoint: Any = None,
    checkpoint_every_s: float = 60.0,
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
    **settings: Any,
) -> Population:
    r"""Learn of a population by reweighting the samples of its sources' fits.

    For population parameters :math:`\eta` and sources that were each fitted under a prior :math:`\pi_i`,

    .. math:: \ln L(\eta) = \sum_i \ln \Big[ Z_i \sum_k w_{ik} \frac{p(\theta_{ik} | \eta)}{\pi_i(\theta_{ik})} \Big]
              - N \ln \alpha(\eta)

    with the share of sources that can be found, :math:`\alpha`, from simulations. Points where the samples are too few to
    tell are refused and counted, by the three guards.

    Parameters
    ----------
    sources : sequence of Run or of dict
        Fits with their own priors; or dicts with ``samples`` of shape (n, d), ``ln_prior`` of shape (n,), and, where they
        are known, ``ln_weights`` of shape (n,) and ``ln_z``. For a distribution of some of the parameters give these
        alone, with the ln prior of these.
    distribution : callable or "normal"
        ``f(theta, eta)`` gives ln p of samples of shape (n, d) for one array of population parameters, n values;
        ``"normal"`` is a normal distribution of the one parameter, by its mean and standard deviation.
    parameters : dict
        The population's, with priors, as `sample` has them.
    selection : tuple, optional
        Simulated sources that would have been found: their parameters (m, d), ln of the density they were drawn from (m,),
        and how many were drawn, found or not.
    largest_variance, least_samples, least_found : float
        The guards: the variance of ln L by the samples' noise, effective samples of each source, and effective simulations
        for each source.
    draws : int
        Draws of the population over which the sources' weights are averaged.
    sampler : str
        What samples the population's parameters: any that needs no gradient.
    seed, checkpoint, checkpoint_every_s, threads, progress, comm, **settings
        As `sample` has them.

    Returns
    -------
    Population

    Raises
    ------
    ValueError
        For sources without samples, of different parameters, or with a prior that is nought at a sample.

    Notes
    -----
    Hogg, Myers and Bovy 2010, ApJ 725, 2166; the guards are those of Farr 2019, RNAAS 3, 66 and Talbot and Golomb 2023,
    MNRAS 526, 3495.

    Examples
    --------
    Twenty measurements with errors of 0.3, fitted each under a wide prior:

    >>> import numpy as np
    >>> from astrarium import infer
    >>> rng = np.random.default_rng(1)
    >>> truth = rng.normal(2.0, 0.5, 20)
    >>> y = truth + rng.normal(0, 0.3, 20)
    >>> sources = []
    >>> for one in y:
    ...     theta = rng.normal(one, 0.3, (4000, 1))
    ...     sources.append(dict(samples=theta, ln_prior=np.zeros(4000)))
    >>> priors = {"mean": (0, 4), "spread": (0.2, 1.5)}
    >>> found = infer.population(sources, "normal", priors, live=200, seed=3)
    >>> bool(abs(found.run.mean()[0] - 2.0) < 0.4), len(found.weights)
    (True, 20)
    """
    known = {
        "sources": [_source(source) for source in sources],
        "dim": _dim(sources),
        "selection": None if selection is None else (np.ravel(selection[0]), np.ravel(selection[1]), int(selection[2])),
        "guards": (largest_variance, least_samples, least_found),
        "draws": draws,
    }
    asked = {"seed": seed, "checkpoint": checkpoint, "checkpoint_every_s": checkpoint_every_s}
    said = what_is_said(True, None, (), "reject", threads, progress, comm)
    how = (settings_of(sampler, settings), asked)
    return Population(**_population(distribution, to_json(parameters), known, how, said))


def _dim(sources: Sequence[Any]) -> int:
    """How many parameters the sources have, all the same number."""
    found = {_samples(source).shape[1] for source in sources}
    if len(found) > 1:
        raise ValueError(f"sources of {sorted(found)} parameters, expected the same number of all")
    return found.pop() if found else 1


def _samples(source: Any) -> Any:
    samples = np.asarray(source.samples if isinstance(source, Run) else source["samples"], dtype=float)
    if samples.ndim != 2:
        raise ValueError(f"samples of shape {samples.shape}, expected (n, d)")
    return samples


def _source(source: Any) -> tuple[Any, Any, Any, float]:
    samples = np.ravel(_samples(source))
    if isinstance(source, Run):
        return samples, source.ln_prior, source.ln_weights, source.ln_z or 0.0
    return samples, source["ln_prior"], source.get("ln_weights"), float(source.get("ln_z", 0.0))
