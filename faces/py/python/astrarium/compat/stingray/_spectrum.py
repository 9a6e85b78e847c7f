"""What stingray's power and cross spectra share."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from astrarium import EventList, LightCurve

from ._events import EventList as Events
from ._lightcurve import Lightcurve

# what `norm` may be in the engine
NORMS = ("leahy", "frac", "abs", "none")


def source(data: Any, gti: Any) -> EventList | LightCurve:
    """Events or a light curve as the engine has them, in this good time if it is given."""
    if isinstance(data, Events):
        engine: EventList | LightCurve = data._engine()
    elif isinstance(data, Lightcurve):
        engine = data._engine()
    else:
        raise TypeError(f"Bad inputs to the spectrum: {type(data)}; expected EventList or Lightcurve of astrarium.compat.stingray")
    if gti is None:
        return engine
    return engine.apply_gti(np.asarray(gti, dtype=float) - sum(engine.reference_s))


def settings(segment_size: float | None, norm: str, use_common_mean: bool, silent: bool) -> dict[str, Any]:
    """Keywords of the engine for those of stingray."""
    if norm.lower() not in NORMS:
        raise ValueError(f"norm must be 'frac', 'abs', 'leahy', or 'none'! (found {norm!r})")
    return {
        "segment_s": segment_size,
        "norm": norm.lower(),
        "common_mean": use_common_mean,
        "compat": "stingray",
        "progress": not silent,
    }


class Spectrum:
    """A spectrum of the engine under stingray's names."""

    def __init__(self) -> None:
        self._of: Any = None
        self.gti: Any = None
        self.save_all, self.show_progress = False, False

    def _set(self, engine: Any, like: Any = None) -> Any:
        made = self if like is None else copy.copy(like)
        made._of = engine
        return made

    def _engine(self) -> Any:
        if self._of is None:
            raise ValueError("the spectrum is empty")
        return self._of

    def _or_none(self, name: str) -> Any:
        return None if self._of is None else getattr(self._of, name)

    @property
    def freq(self) -> Any:
        """numpy.ndarray: frequencies, Hz."""
        return self._or_none("freq_hz")

    @property
    def power(self) -> Any:
        """numpy.ndarray: powers in the norm of the spectrum."""
        return self._or_none("power")

    @property
    def power_err(self) -> Any:
        """numpy.ndarray: errors of the powers."""
        return self._or_none("power_err")

    @property
    def unnorm_power(self) -> Any:
        """numpy.ndarray: powers without normalisation."""
        return self._or_none("unnorm_power")

    @property
    def norm(self) -> str:
        """str: the normalisation."""
        return self._engine().norm

    @property
    def n(self) -> int:
        """int: time bins of a segment."""
        return self._or_none("n_bins")

    @property
    def dt(self) -> float:
        """float: width of a time bin, s."""
        return self._or_none("bin_s")

    @property
    def segment_size(self) -> float:
        """float: length of a segment, s."""
        return self._or_none("segment_s")

    @property
    def df(self) -> Any:
        """float, or numpy.ndarray after logarithmic rebinning: widths of the frequency bins, Hz."""
        return _one_or_all(self._engine().width_hz)

    @property
    def m(self) -> Any:
        """int, or numpy.ndarray after logarithmic rebinning: powers averaged in each bin."""
        return _one_or_all(self._engine().m.astype(np.int64))

    @property
    def k(self) -> Any:
        """int, or numpy.ndarray after logarithmic rebinning: frequencies averaged in each bin."""
        return _one_or_all(self._engine().k.astype(np.int64)) if self._is_log() else 1

    def _is_log(self) -> bool:
        width = self._engine().width_hz
        return bool(np.any(width != width[0]))

    def rebin(self, df: float | None = None, f: float | None = None, method: str = "mean") -> Any:
        """Average over wider frequency bins."""
        if method not in ("mean", "average"):
            raise ValueError(f"method is {method!r}, expected 'mean'")
        if f is None and df is None:
            raise ValueError("You need to specify at least one between f and df")
        factor = f if f is not None else df / self._engine().width_hz[0]
        return self._set(self._engine().rebin(factor), self)

    def rebin_log(self, f: float = 0.01) -> Any:
        """Average over frequency bins each wider than the one before by the fraction `f`."""
        return self._set(self._engine().rebin_log(f), self)

    def to_norm(self, norm: str, inplace: bool = False) -> Any:
        """The spectrum in another normalisation."""
        made = self._engine().to_norm(norm.lower())
        return self._set(made) if inplace else self._set(made, self)

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the spectrum with matplotlib."""
        return self._engine().plot(ax, **style)

    def to_astropy_table(self) -> Any:
        """The spectrum as an astropy table."""
        return self._engine().to_table()


def _one_or_all(values: Any) -> Any:
    """stingray has a number where all bins are alike."""
    return values[0].item() if len(values) and (values == values[0]).all() else values
