"""Runs as other packages have them; each is imported only when it is asked for."""

from typing import Any

from .._core import Run


def _needs(package: str, purpose: str) -> ImportError:
    return ImportError(f"{purpose} needs {package}; install it with `pip install {package}`")


def to_arviz(run: Run) -> Any:
    """A run as ArviZ has it.

    Chains become chains and draws; weighted points are resampled to one chain of equal weights.

    Parameters
    ----------
    run : Run

    Returns
    -------
    arviz.InferenceData, or what `arviz.from_dict` gives

    Raises
    ------
    ImportError
        If arviz is not installed.
    """
    try:
        import arviz
    except ImportError as error:
        raise _needs("arviz", "to_arviz()") from error
    chain = run.chain
    chain = run.equal_weights()[None] if chain is None or run.ln_weights is not None else chain.swapaxes(0, 1)
    posterior = {name: chain[:, :, k] for k, name in enumerate(run.names)}
    if run.chain is None or run.ln_weights is not None:
        return _arviz_from(arviz, posterior, None)
    draws, chains = run.chain.shape[:2]
    ln_p = (run.ln_likelihood + run.ln_prior).reshape(draws, chains).T
    return _arviz_from(arviz, posterior, {"lp": ln_p})


def _arviz_from(arviz: Any, posterior: dict[str, Any], stats: dict[str, Any] | None) -> Any:
    groups = {"posterior": posterior} | ({} if stats is None else {"sample_stats": stats})
    if int(arviz.__version__.split(".")[0]) >= 1:
        return arviz.from_dict(groups)
    return arviz.from_dict(**groups)


def to_getdist(run: Run) -> Any:
    """A run as GetDist has it, weights kept.

    Parameters
    ----------
    run : Run

    Returns
    -------
    getdist.MCSamples

    Raises
    ------
    ImportError
        If getdist is not installed.
    """
    try:
        from getdist import MCSamples
    except ImportError as error:
        raise _needs("getdist", "to_getdist()") from error
    kind = "mcmc" if run.ln_weights is None else "nested"
    ln_p = run.ln_likelihood + run.ln_prior
    keep = run.weights > 0
    return MCSamples(
        samples=run.samples[keep],
        weights=run.weights[keep] if kind == "nested" else None,
        loglikes=-ln_p[keep],
        names=run.names,
        labels=run.labels,
        sampler=kind,
    )


def to_anesthetic(run: Run) -> Any:
    """A nested run as anesthetic has it.

    Parameters
    ----------
    run : Run
        Of nested sampling.

    Returns
    -------
    anesthetic.NestedSamples

    Raises
    ------
    ImportError
        If anesthetic is not installed.
    ValueError
        If the run has no birth contours.
    """
    try:
        from anesthetic import NestedSamples
    except ImportError as error:
        raise _needs("anesthetic", "to_anesthetic()") from error
    if run.ln_likelihood_birth is None:
        raise ValueError(f"a run of {run.sampler} has no birth contours, expected one of nested sampling")
    labels = [f"${label}$" for label in run.labels]
    return NestedSamples(
        data=run.samples, columns=run.names, labels=labels, logL=run.ln_likelihood, logL_birth=run.ln_likelihood_birth
    )


def to_dynesty(run: Run) -> Any:
    """A nested run as dynesty has it, for its plots and utilities.

    Parameters
    ----------
    run : Run
        Of nested sampling.

    Returns
    -------
    dynesty.results.Results

    Raises
    ------
    ImportError
        If dynesty is not installed.
    ValueError
        If the run has no birth contours.
    """
    try:
        from dynesty.results import Results
    except ImportError as error:
        raise _needs("dynesty", "to_dynesty()") from error
    import numpy

    birth = run.ln_likelihood_birth
    if birth is None or run.samples_u is None or run.ln_weights is None:
        raise ValueError(f"a run of {run.sampler} has no birth contours, expected one of nested sampling")
    ln_l, ln_w, n = run.ln_likelihood, run.ln_weights, len(run)
    order = numpy.argsort(ln_l, kind="stable")
    ln_l, birth, ln_w = ln_l[order], birth[order], ln_w[order]
    # live points when each one dies: born before, not yet dead
    live = numpy.searchsorted(numpy.sort(birth), ln_l, side="left") - numpy.arange(n)
    live = numpy.maximum(live, 1)
    ln_x = numpy.cumsum(numpy.log(live / (live + 1.0)))
    ln_z = numpy.logaddexp.accumulate(ln_w)
    ln_w = ln_w - ln_z[-1] + run.ln_z
    ln_z = ln_z - ln_z[-1] + run.ln_z
    share = numpy.exp(ln_w - ln_z[-1])
    information = numpy.cumsum(share * (ln_l - ln_z[-1]))
    return Results(
        {
            "nlive": int(live.max()),
            "niter": n,
            "ncall": numpy.full(n, max(1, run.calls // n)),
            "eff": 100.0 * n / max(1, run.calls),
            "samples": run.samples[order],
            "samples_u": run.samples_u[order],
            "samples_id": numpy.zeros(n, dtype=int),
            "samples_it": numpy.arange(n),
            "samples_n": live,
            "blob": numpy.zeros(n) if run.blobs is None else run.blobs[order],
            "logl": ln_l,
            "logwt": ln_w,
            "logvol": ln_x,
            "logz": ln_z,
            "logzerr": numpy.full(n, run.ln_z_err),
            "information": information,
        }
    )
