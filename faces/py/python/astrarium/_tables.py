"""astropy and lightkurve: tables, instants, time series. Imported when one of them is asked for."""

from typing import Any

import numpy as np

DAY_S = 86400.0


def needs(package: str, what: str) -> ImportError:
    """The error of a call whose package is not there."""
    return ImportError(f"{what} needs {package}; install it with `pip install 'astrarium[{package}]'`")


def table(columns: list[tuple[str, Any, str | None, str | None, list[bool]]], meta: dict[str, Any]) -> Any:
    """An astropy table of columns (name, values, unit, description, mask)."""
    try:
        from astropy import units
        from astropy.table import MaskedColumn, QTable
    except ImportError as error:
        raise needs("astropy", "to_table()") from error
    made = QTable(meta=meta)
    for name, values, unit, description, mask in columns:
        values = MaskedColumn(values, mask=mask) if mask else np.asarray(values)
        made[name] = values * units.Unit(unit) if unit and not mask else values
        made[name].info.description = description
    return made


def instants(time_s: Any, zero: tuple[int, float, float, float], scale: str | None) -> Any:
    """Seconds from (day, fraction, seconds, rest of seconds) as a `Time`, exact in its two floats."""
    try:
        from astropy.time import Time
    except ImportError as error:
        raise needs("astropy", "instants") from error
    day, fraction, seconds, rest = zero
    zero_days, zero_s = divmod(seconds, DAY_S)
    days, time_s = np.divmod(time_s, DAY_S)
    known = {"scale": scale} if scale in Time.SCALES else {}
    return Time(day + zero_days + days, fraction + (zero_s + time_s + rest) / DAY_S, format="mjd", **known)


def about(curve: Any) -> dict[str, Any]:
    """What a time series keeps of a light curve beside its columns."""
    return {
        "bin_s": curve.bin_s,
        "err_dist": curve.err_dist,
        "gti": curve.gti.intervals.tolist(),
        "reference_s": list(curve.reference_s),
        "mjdref": list(curve.mjdref),
        "header": curve.header,
    }


def remade(meta: dict[str, Any]) -> dict[str, Any]:
    """Keywords of a light curve out of what `about` kept; nothing for a series of somebody else."""
    if not {"bin_s", "gti", "reference_s", "mjdref"} <= meta.keys():
        return {}
    seconds, rest = meta["reference_s"]
    gti = np.longdouble(seconds) + np.longdouble(rest) + np.asarray(meta["gti"], dtype=float).reshape(-1, 2)
    return {"bin_s": meta["bin_s"], "gti": gti, "mjdref": tuple(meta["mjdref"]), "err_dist": meta["err_dist"]}


def to_timeseries(curve: Any) -> Any:
    """A light curve as an astropy `TimeSeries`."""
    try:
        from astropy.timeseries import TimeSeries
    except ImportError as error:
        raise needs("astropy", "to_timeseries()") from error
    data = {"counts": np.array(curve.counts), "counts_err": np.array(curve.counts_err)}
    return TimeSeries(time=curve.instants, data=data, meta=about(curve))


def from_timeseries(cls: type, series: Any) -> Any:
    """A light curve of an astropy `TimeSeries`."""
    names = list(series.colnames)
    if "counts" not in names:
        raise ValueError(f"the time series has no column counts; there are: {', '.join(names)}")
    errors = {"counts_err": bare(series["counts_err"])} if "counts_err" in names else {}
    return cls(series.time, bare(series["counts"]), **errors, **remade(series.meta))


def to_lightkurve(curve: Any) -> Any:
    """A light curve as a lightkurve `LightCurve` of rates."""
    try:
        from astropy import units
        from lightkurve import LightCurve
    except ImportError as error:
        raise needs("lightkurve", "to_lightkurve()") from error
    rate = units.ct / units.s
    made = LightCurve(time=curve.instants, flux=curve.rates * rate, flux_err=curve.rate_errors * rate)
    made.meta.update(about(curve))
    return made


def from_lightkurve(cls: Any, curve: Any) -> Any:
    """A light curve of a lightkurve `LightCurve`, whose fluxes are rates."""
    known = remade(curve.meta)
    made = cls.from_rates(curve.time, bare(curve.flux), **known)
    errors = bare(curve.flux_err) * made.bin_s
    if not np.isfinite(errors).all():
        return made
    return cls(curve.time, made.counts, **{"err_dist": "gauss"} | known | {"bin_s": made.bin_s, "counts_err": errors})


def bare(column: Any) -> Any:
    """The numbers of a column or quantity; what is masked is NaN."""
    values = getattr(column, "unmasked", column)
    values = np.asarray(getattr(values, "value", values), dtype=float)
    mask = getattr(column, "mask", None)
    return values if mask is None else np.where(mask, np.nan, values)
