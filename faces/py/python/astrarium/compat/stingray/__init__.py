"""The usual calls of stingray, computed by this engine.

>>> from astrarium.compat.stingray import AveragedPowerspectrum, EventList
>>> events = EventList([0.1 * k for k in range(640)], gti=[[0, 64]])
>>> spectrum = AveragedPowerspectrum(events, segment_size=2, dt=0.25, norm="leahy", silent=True)
>>> spectrum.m, spectrum.freq.tolist()
(32, [0.5, 1.0, 1.5])

Four classes with stingray's names of arguments, attributes and methods, and stingray's numbers: the engine runs with
``compat="stingray"``. One thing is done right all the same: the ``gti`` argument of the spectra is honoured, which
stingray 2.3.2 drops. What is not here is an `AttributeError`, never another number.
"""

from ._cross import AveragedCrossspectrum
from ._events import EventList
from ._lightcurve import Lightcurve
from ._power import AveragedPowerspectrum

__all__ = ["AveragedCrossspectrum", "AveragedPowerspectrum", "EventList", "Lightcurve"]
