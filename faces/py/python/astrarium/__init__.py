"""Telescope data and simulations into answers: one engine, the same bits on any hardware.

>>> from astrarium import EventList, PowerSpectrum
>>> events = EventList([0.1 * k for k in range(640)], gti=[[0, 64]])
>>> power = PowerSpectrum.from_events(events, segment_s=2, bin_s=0.25, norm="leahy")
>>> power
<PowerSpectrum: frequencies 3, 0.5 to 1.5 Hz, norm leahy, segments 32 of 2 s, rate 10 counts/s>

Units are in the names: ``time_s``, ``energy_kev``, ``freq_hz``. Keywords are the keys of the engine's specs, and what
is not given has the spec's default. Results are the same, bit by bit, for any number of threads, processes and ranks.

`astrarium.runners` runs jobs on process pools, joblib, Dask and Ray; `astrarium.compat.stingray` has stingray's names.
"""

from ._core import (
    CrossJob,
    CrossSpectrum,
    EventList,
    Gti,
    LightCurve,
    PowerJob,
    PowerSpectrum,
    __version__,
)

__all__ = [
    "CrossJob",
    "CrossSpectrum",
    "EventList",
    "Gti",
    "LightCurve",
    "PowerJob",
    "PowerSpectrum",
    "__version__",
]
