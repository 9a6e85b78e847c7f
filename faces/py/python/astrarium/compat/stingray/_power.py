"""stingray's `AveragedPowerspectrum`."""

from __future__ import annotations

from typing import Any

import numpy as np

from astrarium import LightCurve, PowerSpectrum

from ._events import EventList as Events
from ._lightcurve import Lightcurve
from ._spectrum import Spectrum, settings, source


class AveragedPowerspectrum(Spectrum):
    """An averaged power spectrum.

    Parameters
    ----------
    data : EventList or Lightcurve, optional
        What is transformed.
    segment_size : float, optional
        Length of a segment, s.
    norm : {"frac", "leahy", "abs", "none"}
        The normalisation.
    gti : array_like of shape (n, 2), optional
        Good time intervals; they are honoured.
    silent : bool
        No progress bar.
    dt : float, optional
        Width of a time bin, s; needed for events.
    use_common_mean : bool
        Normalise once, with the mean counts of all segments.
    lc, large_data, save_all, skip_checks
        Accepted as stingray does; single spectra are not kept.

    Examples
    --------
    >>> from astrarium.compat.stingray import AveragedPowerspectrum, EventList
    >>> events = EventList([0.1 * k for k in range(640)], gti=[[0, 64]])
    >>> AveragedPowerspectrum(events, segment_size=2, dt=0.25, silent=True).m
    32
    """

    type = "powerspectrum"

    def __init__(
        self,
        data: Any = None,
        segment_size: float | None = None,
        norm: str = "frac",
        gti: Any = None,
        silent: bool = False,
        dt: float | None = None,
        lc: Any = None,
        large_data: bool = False,
        save_all: bool = False,
        skip_checks: bool = False,
        use_common_mean: bool = True,
    ) -> None:
        super().__init__()
        if save_all or large_data:
            raise NotImplementedError("save_all and large_data are not here; PowerSpectrum.from_file reads files of any size")
        self._make(lc if data is None else data, dt, settings(segment_size, norm, use_common_mean, silent), gti)

    def _make(self, data: Any, dt: float | None, spec: dict[str, Any], gti: Any) -> None:
        if data is None:
            return
        engine = source(data, gti)
        self.gti = data.gti if gti is None else np.asarray(gti)
        if isinstance(engine, LightCurve):
            self._of = PowerSpectrum.from_lightcurve(engine, **spec)
        elif dt is None:
            raise ValueError("If using event lists, please specify the bin time to generate lightcurves.")
        else:
            self._of = PowerSpectrum.from_events(engine, bin_s=dt, **spec)

    @staticmethod
    def from_events(
        events: Events,
        dt: float,
        segment_size: float | None = None,
        gti: Any = None,
        norm: str = "frac",
        silent: bool = False,
        use_common_mean: bool = True,
        save_all: bool = False,
    ) -> AveragedPowerspectrum:
        """The averaged power spectrum of events."""
        return AveragedPowerspectrum(
            events, segment_size, norm, gti, silent, dt, save_all=save_all, use_common_mean=use_common_mean
        )

    @staticmethod
    def from_time_array(
        times: Any,
        dt: float,
        segment_size: float | None = None,
        gti: Any = None,
        norm: str = "frac",
        silent: bool = False,
        use_common_mean: bool = True,
    ) -> AveragedPowerspectrum:
        """The averaged power spectrum of event times."""
        events = Events(times, gti=gti)
        return AveragedPowerspectrum(events, segment_size, norm, None, silent, dt, use_common_mean=use_common_mean)

    @staticmethod
    def from_lightcurve(
        lc: Lightcurve,
        segment_size: float | None = None,
        gti: Any = None,
        norm: str = "frac",
        silent: bool = False,
        use_common_mean: bool = True,
        save_all: bool = False,
    ) -> AveragedPowerspectrum:
        """The averaged power spectrum of a light curve."""
        return AveragedPowerspectrum(lc, segment_size, norm, gti, silent, save_all=save_all, use_common_mean=use_common_mean)

    @property
    def nphots(self) -> float:
        """float: mean counts of a segment."""
        return self._or_none("photons")

    @property
    def unnorm_power_err(self) -> Any:
        """numpy.ndarray: errors of the powers without normalisation."""
        return self.unnorm_power / np.sqrt(self.m)

    @property
    def variance(self) -> float | None:
        """float or None: mean variance of a bin, where errors are not those of counting."""
        return self._or_none("variance")

    def compute_rms(self, min_freq: float, max_freq: float, poisson_noise_level: float | None = None) -> tuple[float, float]:
        """Fractional rms between two frequencies, noise subtracted, and its error."""
        return self._engine().compute_rms(min_freq, max_freq, poisson_noise_level)

    def classical_significances(self, threshold: float = 1, trial_correction: bool = False) -> Any:
        """Probabilities by noise alone that are below a threshold, and the indices of these powers."""
        found = self._engine().classical_significances(threshold, trial_correction)
        return np.array([[p for _, _, p in found], [index for index, _, _ in found]])

    def modulation_upper_limit(self, fmin: float | None = None, fmax: float | None = None, c: float = 0.95) -> float:
        """Upper limit on the fractional amplitude of a sinusoid between two frequencies."""
        low = self.freq[0] if fmin is None else fmin
        high = self.freq[-1] if fmax is None else fmax
        return self._engine().modulation_upper_limit([low, high], c)
