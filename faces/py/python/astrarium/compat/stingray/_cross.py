"""stingray's `AveragedCrossspectrum`."""

from __future__ import annotations

from typing import Any

import numpy as np

from astrarium import CrossSpectrum, EventList, LightCurve

from ._events import EventList as Events
from ._lightcurve import Lightcurve
from ._spectrum import Spectrum, settings, source


class Band:
    """The power spectrum of one band of a cross spectrum."""

    type = "powerspectrum"

    def __init__(self, cross: AveragedCrossspectrum, number: int) -> None:
        engine = cross._engine()
        self.freq, self.norm, self.m, self.n, self.k = cross.freq, cross.norm, cross.m, cross.n, cross.k
        self.df, self.dt, self.segment_size = cross.df, cross.dt, cross.segment_size
        self.power = getattr(engine, f"pds{number}")
        self.power_err = getattr(engine, f"pds{number}_err")
        self.unnorm_power = getattr(engine, f"unnorm_pds{number}")
        self.unnorm_power_err = self.unnorm_power / np.sqrt(self.m)
        self.nphots = engine.photons[number - 1]


class AveragedCrossspectrum(Spectrum):
    """An averaged cross spectrum of a subject band (`data1`) and a reference band (`data2`).

    Parameters
    ----------
    data1, data2 : EventList or Lightcurve, optional
        Both of one kind.
    segment_size : float, optional
        Length of a segment, s.
    norm : {"frac", "leahy", "abs", "none"}
        The normalisation.
    gti : array_like of shape (n, 2), optional
        Good time intervals; they are honoured.
    power_type : {"all", "real", "absolute"}
        Which part of the complex powers is kept.
    silent : bool
        No progress bar.
    dt : float, optional
        Width of a time bin, s; needed for events.
    fullspec : bool
        Keep negative frequencies.
    use_common_mean : bool
        Normalise once, with the mean counts of all segments.
    channels_overlap : bool
        The reference band holds the photons of the subject band.
    lc1, lc2, save_all, skip_checks
        Accepted as stingray does; single spectra are not kept.

    Examples
    --------
    >>> from astrarium.compat.stingray import AveragedCrossspectrum, EventList
    >>> events = EventList([0.1 * k for k in range(640)], gti=[[0, 64]])
    >>> AveragedCrossspectrum(events, events, segment_size=2, dt=0.25, silent=True).m
    32
    """

    type = "crossspectrum"

    def __init__(
        self,
        data1: Any = None,
        data2: Any = None,
        segment_size: float | None = None,
        norm: str = "frac",
        gti: Any = None,
        power_type: str = "all",
        silent: bool = False,
        lc1: Any = None,
        lc2: Any = None,
        dt: float | None = None,
        fullspec: bool = False,
        save_all: bool = False,
        use_common_mean: bool = True,
        skip_checks: bool = False,
        channels_overlap: bool = False,
    ) -> None:
        super().__init__()
        if save_all:
            raise NotImplementedError("save_all is not here: single spectra are not kept")
        self.power_type, self.fullspec, self.channels_overlap = power_type, fullspec, channels_overlap
        spec = settings(segment_size, norm, use_common_mean, silent)
        spec |= {"power_type": power_type, "full_spectrum": fullspec, "channels_overlap": channels_overlap}
        self._make((lc1 if data1 is None else data1, lc2 if data2 is None else data2), dt, spec, gti)

    def _make(self, data: tuple[Any, Any], dt: float | None, spec: dict[str, Any], gti: Any) -> None:
        if data[0] is None and data[1] is None:
            return
        if data[0] is None or data[1] is None:
            raise ValueError("You can't do a cross spectrum with just one light curve!")
        one, two = source(data[0], gti), source(data[1], gti)
        if isinstance(one, LightCurve) and isinstance(two, LightCurve):
            self._of = CrossSpectrum.from_lightcurves(one, two, **spec)
        elif not (isinstance(one, EventList) and isinstance(two, EventList)):
            raise ValueError("Please use input data of the same kind")
        elif dt is None:
            raise ValueError("If using event lists, please specify the bin time to generate lightcurves.")
        else:
            self._of = CrossSpectrum.from_events(one, two, bin_s=dt, **spec)

    @staticmethod
    def from_events(
        events1: Events,
        events2: Events,
        dt: float,
        segment_size: float | None = None,
        norm: str = "none",
        power_type: str = "all",
        silent: bool = False,
        fullspec: bool = False,
        use_common_mean: bool = True,
        gti: Any = None,
        channels_overlap: bool = False,
    ) -> AveragedCrossspectrum:
        """The averaged cross spectrum of two lists of events."""
        return AveragedCrossspectrum(
            events1,
            events2,
            segment_size,
            norm,
            gti,
            power_type,
            silent,
            dt=dt,
            fullspec=fullspec,
            use_common_mean=use_common_mean,
            channels_overlap=channels_overlap,
        )

    @staticmethod
    def from_time_array(times1: Any, times2: Any, dt: float, segment_size: float | None = None, gti: Any = None, **kwargs: Any) -> AveragedCrossspectrum:
        """The averaged cross spectrum of two arrays of event times."""
        lists = Events(times1, gti=gti), Events(times2, gti=gti)
        return AveragedCrossspectrum.from_events(*lists, dt, segment_size, **kwargs)

    @staticmethod
    def from_lightcurve(
        lc1: Lightcurve,
        lc2: Lightcurve,
        segment_size: float | None = None,
        norm: str = "none",
        power_type: str = "all",
        silent: bool = False,
        fullspec: bool = False,
        use_common_mean: bool = True,
        gti: Any = None,
        channels_overlap: bool = False,
    ) -> AveragedCrossspectrum:
        """The averaged cross spectrum of two light curves."""
        return AveragedCrossspectrum(
            lc1,
            lc2,
            segment_size,
            norm,
            gti,
            power_type,
            silent,
            fullspec=fullspec,
            use_common_mean=use_common_mean,
            channels_overlap=channels_overlap,
        )

    @property
    def power(self) -> Any:
        """numpy.ndarray: cross powers, complex unless `power_type` says otherwise."""
        power = self._or_none("power")
        return power if power is None or self.power_type == "all" else power.real

    @property
    def pds1(self) -> Band:
        """Band: the power spectrum of `data1`."""
        return Band(self, 1)

    @property
    def pds2(self) -> Band:
        """Band: the power spectrum of `data2`."""
        return Band(self, 2)

    @property
    def nphots1(self) -> float:
        """float: mean counts of a segment of `data1`."""
        return self._engine().photons[0]

    @property
    def nphots2(self) -> float:
        """float: mean counts of a segment of `data2`."""
        return self._engine().photons[1]

    @property
    def countrate1(self) -> float:
        """float: mean rate of `data1`, counts/s."""
        return self._engine().rate_per_s[0]

    @property
    def countrate2(self) -> float:
        """float: mean rate of `data2`, counts/s."""
        return self._engine().rate_per_s[1]

    def phase_lag(self) -> Any:
        """Phase lags and their errors, rad; positive where `data1` lags."""
        return self._engine().phase_lag()

    def time_lag(self) -> Any:
        """Time lags and their errors, s."""
        return self._engine().time_lag_s()

    def coherence(self) -> Any:
        """Raw coherence and its error."""
        return self._engine().raw_coherence()

    def raw_coherence(self) -> Any:
        """Raw coherence and its error."""
        return self._engine().raw_coherence()

    def intrinsic_coherence(self, adjust_bias: bool = False) -> Any:
        """Intrinsic coherence and its error."""
        return self._engine().intrinsic_coherence(adjust_bias)

    def classical_significances(self, threshold: float = 1, trial_correction: bool = False) -> Any:
        """Probabilities of the real part by noise alone that are below a threshold, and the indices of these powers."""
        p_values = self._engine().p_values()
        below = np.flatnonzero(p_values < (threshold / len(self.freq) if trial_correction else threshold))
        return np.array([p_values[below], below])
