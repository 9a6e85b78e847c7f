"""Runs as other packages have them; each is imported only when it is asked for."""

import os
import tempfile
from typing import Any

from .._core import Run


def _needs(package: str, purpose: str) -> ImportError:
    return ImportError(f"{purpose} needs {package}; install it with `pip install {package}`")


def to_arviz(run: Run) -> Any:
    """A run as ArviZ has it.

    Chains become chains and draws, derived quantities included; ``sample_stats`` has ``lp``, ln of the posterior. Weighted
    points are resampled to one chain of equal weights, and stand as they are in the group ``weighted_posterior``
    (dimension ``sample``) with ``log_weight``, ``log_likelihood`` and, of nested sampling, ``log_likelihood_birth``.

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
    import numpy

    names = run.names + run.blob_names
    points = run.samples if run.blobs is None else numpy.hstack([run.samples, run.blobs])
    if run.chain is not None and run.ln_weights is None:
        draws, chains = run.chain.shape[:2]
        by_chain = points.reshape(draws, chains, -1).swapaxes(0, 1)
        ln_p = (run.ln_likelihood + run.ln_prior).reshape(draws, chains).T
        groups = {"posterior": _columns(names, by_chain), "sample_stats": {"lp": ln_p}}
        return _arviz_from(arviz, run, groups, {})
    weighted = _columns(names, points) | {"log_likelihood": run.ln_likelihood, "log_prior": run.ln_prior}
    if run.ln_weights is not None:
        weighted["log_weight"] = run.ln_weights
    if run.ln_likelihood_birth is not None:
        weighted["log_likelihood_birth"] = run.ln_likelihood_birth
    groups = {"posterior": _columns(run.names, run.equal_weights()[None])}
    return _arviz_from(arviz, run, groups, {"weighted_posterior": weighted})


def _columns(names: list[str], points: Any) -> dict[str, Any]:
    return {name: points[..., k] for k, name in enumerate(names)}


def _arviz_from(arviz: Any, run: Run, groups: dict[str, Any], more: dict[str, Any]) -> Any:
    """What arviz makes of groups by chain and draw, and of groups with one number for each sample."""
    import xarray

    from .. import __version__

    attributes = {"inference_library": "astrarium", "inference_library_version": __version__, "sampler": run.sampler}
    is_tree = int(arviz.__version__.split(".")[0]) >= 1
    data = arviz.from_dict(groups) if is_tree else arviz.from_dict(**groups)
    for name in groups:
        data[name].attrs.update(attributes)
    for name, columns in more.items():
        table = xarray.Dataset({key: ("sample", values) for key, values in columns.items()}, attrs=attributes)
        if is_tree:
            data[name] = xarray.DataTree(table)
        else:
            data.add_groups({name: table}, warn_on_custom_groups=False)
    return data


def to_getdist(run: Run) -> Any:
    """A run as GetDist has it, weights, derived quantities and ranges kept.

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
        from getdist import loadMCSamples
    except ImportError as error:
        raise _needs("getdist", "to_getdist()") from error
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "chain")
        run.write(root, "getdist")
        return loadMCSamples(root, no_cache=True)


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
    import numpy

    points = run.samples if run.blobs is None else numpy.hstack([run.samples, run.blobs])
    labels = [f"${label}$" for label in run.labels + run.blob_names]
    columns = run.names + run.blob_names
    return NestedSamples(
        data=points, columns=columns, labels=labels, logL=run.ln_likelihood, logL_birth=run.ln_likelihood_birth
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
