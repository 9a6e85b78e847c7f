"""Catalogues: the same fit for many sources."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._core import _sed_catalogue, _sed_names
from .._tables import table
from ._galaxy import Galaxy
from ._parameters import parameters as moved


class Catalogue:
    """A row for each source and model; made by `catalogue`.

    Attributes
    ----------
    columns : dict of numpy.ndarray
        id, model, failed (why there is no fit; empty: there is one), n_bands; of each parameter and quantity its median with the
        quantiles 0.16 (``_lo``) and 0.84 (``_hi``), of parameters the most likely value (``_best``); ln_z, ln_z_err,
        model_probability, effective_size, flags.
    """

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = {name: np.asarray(values) for name, values in columns.items()}

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __repr__(self) -> str:
        return f"<Catalogue: {len(self)} rows, {int(np.sum(~self.fitted))} failed>"

    @property
    def fitted(self) -> Any:
        """numpy.ndarray of bool: rows with a fit."""
        return self.columns["failed"] == ""

    def to_table(self) -> Any:
        """As an astropy table.

        Returns
        -------
        astropy.table.QTable
        """
        return table([(name, values, None, None, []) for name, values in self.columns.items()], {})


def catalogue(
    galaxy: Galaxy,
    sources: Any,
    parameters: Mapping[str, Any] | Sequence[str],
    *,
    unit: str = "",
    id_column: str = "",
    models: Mapping[str, Mapping[str, Any]] | None = None,
    own_priors: Sequence[str] = (),
    noise: Mapping[str, Any] | None = None,
    tolerance_sigma: float | None = None,
    sampler: str = "nested",
    seed: int = 0,
    draws: int = 200,
    block: int = 1,
    checkpoint: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    progress: Any = None,
    comm: Any = None,
    **settings: Any,
) -> Catalogue:
    """Fit a galaxy to each source of a catalogue.

    A source that cannot be fitted is a row with the reason and stops no other; a source has the same bits wherever it stands, on
    any number of threads and ranks, and after an interruption.

    Parameters
    ----------
    galaxy : Galaxy
        The components, and the numbers that no parameter moves.
    sources : path-like, or dict of array_like
        A file (FITS, ECSV, CSV, Parquet, or text with names of columns in its first line), or columns: ``id``, for each band a
        column of its name and one with ``_err``, and others such as ``redshift`` and ``distance_mpc``. NaN leaves a band out; a
        negative error says that the flux is an upper limit.
    parameters : dict or sequence of str
        What is fitted, as `Galaxy.fit` has it.
    unit : str
        Of fluxes and errors; by default the file's own, else mJy.
    id_column : str
        The column of names; by default ``id``, ``name`` or ``source``.
    models : dict, optional
        Models by name: what differs from the galaxy, as ``{"agn": {"galaxy": {"agn": {"fraction": 0.1}}}}``.
    own_priors : sequence of str
        Numbers whose prior is each source's own: normal, with the mean of the column of that name and the standard deviation of
        the one with ``_err``.
    noise, tolerance_sigma, sampler, seed, draws, threads, progress, comm, **settings
        As `Galaxy.fit` has them.
    block : int
        Sources fitted together by one worker.
    checkpoint : path-like, optional
        A folder for rows that are done: the same call goes on from there.

    Returns
    -------
    Catalogue

    Raises
    ------
    ValueError
        For settings that make no sense, and a catalogue of which no source can be fitted.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium import sed
    >>> galaxy = sed.Galaxy(redshift=0.1, dust=None, **made)
    >>> u, r = galaxy.photometry(["u", "r"])
    >>> columns = {"id": ["a", "b"], "u": [u, np.nan], "u_err": [0.1 * u, 1], "r": [r, np.nan], "r_err": [0.1 * r, 1]}
    >>> found = sed.catalogue(galaxy, columns, ["age_yr"], live=40, dlogz=1)
    >>> found.fitted.tolist()
    [True, False]
    """
    spec = galaxy.spec | {"noise": dict(noise or {})}
    if tolerance_sigma is not None:
        spec["tolerance_sigma"] = float(tolerance_sigma)
    spec["parameters"] = moved(parameters, _sed_names(json.dumps(spec)))
    asked = {
        "fit": spec,
        "models": {name: dict(changes) for name, changes in (models or {}).items()},
        "own_priors": [{"name": name} for name in own_priors],
        "sampler": {"kind": sampler} | settings,
        "draws": draws,
        "block": block,
        "seed": seed,
    }
    if isinstance(sources, Mapping):
        told: Any = _listed(sources, unit, id_column)
    else:
        told = {"file": os.fspath(sources), "unit": unit, "id": id_column}
    run = {"threads": threads, "progress": progress, "comm": comm}
    return Catalogue(_sed_catalogue(json.dumps(asked), json.dumps(told), checkpoint, run))


def _listed(columns: Mapping[str, Any], unit: str, id_column: str) -> list[dict[str, Any]]:
    """Columns as sources."""
    ids = next((name for name in (id_column, "id", "name", "source") if name and name in columns), None)
    if ids is None:
        raise ValueError(f"columns {', '.join(columns)}, expected one of the sources' names: id, name or source")
    bands = [name for name in columns if f"{name}_err" in columns and name not in ("redshift", "distance_mpc")]
    if not bands:
        raise ValueError(f"columns {', '.join(columns)}, expected a column of fluxes X and one of errors, X_err")
    of_bands = {ids, *bands, *(f"{band}_err" for band in bands)}
    values = {name: np.asarray(columns[name], dtype=float) for name in columns if name != ids}
    names = [str(name) for name in columns[ids]]
    for name, column in values.items():
        if len(column) != len(names):
            raise ValueError(f"{name} has {len(column)} rows, expected {len(names)}")

    def source(row: int) -> dict[str, Any]:
        seen = [band for band in bands if np.isfinite(values[band][row])]
        fluxes = [float(values[band][row]) for band in seen]
        # an error that is no number is found, and told, where the source is planned
        errors = [float(np.nan_to_num(values[f"{band}_err"][row], posinf=0.0, neginf=0.0)) for band in seen]
        others = {name: float(column[row]) for name, column in values.items() if name not in of_bands}
        numbers = [[name, value] for name, value in others.items() if np.isfinite(value)]
        photometry = {"bands": seen, "fluxes": fluxes, "errors": errors, "unit": unit}
        return {"id": names[row], "photometry": photometry, "numbers": numbers}

    return [source(row) for row in range(len(names))]
