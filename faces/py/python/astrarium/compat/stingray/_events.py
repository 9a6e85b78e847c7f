"""stingray's `EventList`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from astrarium import EventList as Engine

if TYPE_CHECKING:
    from ._lightcurve import Lightcurve


class EventList:
    """Times of photons, with energies, channels and detectors where they are known.

    Parameters
    ----------
    time : array_like, optional
        Times, s since `mjdref`.
    energy, pi, detector_id : array_like, optional
        Energy (keV), channel and detector of each event.
    mjdref : float
        Modified Julian Date of time 0.
    dt : float
        Time resolution of the detector, s.
    gti : array_like of shape (n, 2), optional
        Good time intervals, s; one from the first to the last event by default.
    notes, mission, instr, header, ephem, timeref, timesys, rmf_file
        Kept as they are.
    ncounts, high_precision, skip_checks
        Accepted and not needed.

    Examples
    --------
    >>> from astrarium.compat.stingray import EventList
    >>> EventList([0.5, 1.5, 1.6], gti=[[0, 2]]).to_lc(dt=1).counts.tolist()
    [1.0, 2.0]
    """

    def __init__(
        self,
        time: Any = None,
        energy: Any = None,
        ncounts: Any = None,
        mjdref: Any = 0,
        dt: float = 0,
        notes: str = "",
        gti: Any = None,
        pi: Any = None,
        high_precision: bool = False,
        mission: str | None = None,
        instr: str | None = None,
        header: str | None = None,
        detector_id: Any = None,
        ephem: str | None = None,
        timeref: str | None = None,
        timesys: str | None = None,
        rmf_file: str | None = None,
        skip_checks: bool = False,
        **other_kw: Any,
    ) -> None:
        if other_kw:
            warnings.warn(f"Unrecognized keywords: {list(other_kw)}", stacklevel=2)
        self.mjdref, self.dt, self.notes = mjdref, dt, notes
        self.mission, self.instr, self.header = mission, instr, header
        self.ephem, self.timeref, self.timesys, self.rmf_file = ephem, timeref, timesys, rmf_file
        self.time: Any = None if time is None else np.asanyarray(time)
        self.energy, self.pi = _array(energy), _array(pi)
        self.detector_id = _array(detector_id)
        self._gti = None if gti is None else np.asanyarray(gti)
        if self.energy is not None and self.time is not None and np.size(self.energy) != np.size(self.time):
            raise ValueError("Lengths of time and energy must be equal.")

    @property
    def gti(self) -> Any:
        """numpy.ndarray of shape (n, 2): good time intervals, s."""
        if self._gti is None and self.time is not None and np.size(self.time):
            half = self.dt / 2
            return np.asarray([[np.min(self.time) - half, np.max(self.time) + half]])
        return self._gti

    @gti.setter
    def gti(self, value: Any) -> None:
        self._gti = None if value is None else np.asanyarray(value)

    @property
    def ncounts(self) -> int:
        """int: how many events there are."""
        return 0 if self.time is None else int(np.size(self.time))

    @property
    def n(self) -> int:
        """int: how many events there are."""
        return self.ncounts

    @property
    def exposure(self) -> float:
        """float: the sum of the good time intervals, s."""
        return float(np.sum(np.diff(self.gti)))

    def _engine(self, gti: Any = None) -> Engine:
        """The list as the engine has it; `gti` takes the place of its own."""
        if self.time is None:
            raise ValueError("the event list holds no times")
        return Engine(
            self.time,
            energy_kev=self.energy,
            pi=self.pi,
            detector=self.detector_id,
            gti=self.gti if gti is None else gti,
            mjdref=self.mjdref,
            frame_s=self.dt or None,
        )

    def _like(self, engine: Engine) -> EventList:
        """A list of the engine with this list's words."""
        zero = engine.reference_s[0] + engine.reference_s[1]
        made = EventList(
            engine.time_s if zero == 0 else engine.absolute_s.astype(float),
            energy=engine.energy_kev,
            pi=engine.pi,
            detector_id=engine.detector,
            gti=engine.gti.intervals + zero,
            mjdref=self.mjdref,
            dt=self.dt,
            notes=self.notes,
            mission=self.mission,
            instr=self.instr,
            header=self.header,
            ephem=self.ephem,
            timeref=self.timeref,
            timesys=self.timesys,
            rmf_file=self.rmf_file,
        )
        return made

    def to_lc(self, dt: float, tstart: float | None = None, tseg: float | None = None) -> Lightcurve:
        """Bin the events; see `Lightcurve.make_lightcurve`."""
        from ._lightcurve import Lightcurve

        made = Lightcurve.make_lightcurve(self.time, dt, tstart=tstart, tseg=tseg, gti=self.gti, mjdref=self.mjdref, frame_s=self.dt)
        made.mission, made.instr, made.header = self.mission, self.instr, self.header
        return made

    def to_lc_list(self, dt: float, segment_size: float | None = None) -> list[Lightcurve]:
        """One light curve for each segment, or for each good time interval."""
        from astrarium import Gti

        gti = Gti(self.gti)
        pieces = gti.intervals if segment_size is None else gti.segments(segment_size)
        return [self._piece(piece).to_lc(dt) for piece in pieces]

    def _piece(self, interval: Any) -> EventList:
        piece = self._masked((self.time >= interval[0]) & (self.time < interval[1]))
        piece.gti = [list(interval)]
        return piece

    @staticmethod
    def from_lc(lc: Lightcurve) -> EventList:
        """As many events at the centre of each bin as it has counts."""
        made = EventList(mjdref=lc.mjdref, gti=lc.gti, dt=lc.dt)
        return made._like(Engine.from_lightcurve(lc._engine()))

    def join(self, other: EventList | list[EventList], strategy: Any = "infer") -> EventList:
        """Join with other lists, in time order."""
        others = other if isinstance(other, (list, tuple)) else [other]
        lists = [one._engine() for one in [self, *others] if one.time is not None]
        return self._like(Engine.join(lists, strategy=strategy))

    def sort(self, inplace: bool = False) -> EventList:
        """Sort by time, with all columns."""
        return self._replace(self._masked(np.argsort(self.time, kind="stable")), inplace)

    def _masked(self, rows: Any) -> EventList:
        """Some of the events."""
        made = EventList()
        vars(made).update(vars(self))
        for name in ["time", "energy", "pi", "detector_id"]:
            column = getattr(self, name)
            setattr(made, name, None if column is None else column[rows])
        return made

    def _replace(self, made: EventList, inplace: bool) -> EventList:
        if not inplace:
            return made
        vars(self).update(vars(made))
        return self

    def get_energy_mask(self, energy_range: Any, use_pi: bool = False) -> Any:
        """Which events lie in a band; its lower end is included, its upper is not."""
        column = self.pi if use_pi else self.energy
        if column is None:
            raise ValueError("No PI channels to filter" if use_pi else "No energies to filter")
        return (column >= energy_range[0]) & (column < energy_range[1])

    def filter_energy_range(self, energy_range: Any, inplace: bool = False, use_pi: bool = False) -> EventList:
        """The events of a band."""
        return self._replace(self._masked(self.get_energy_mask(energy_range, use_pi)), inplace)

    def filter_detector_id(self, detector_id: Any, inplace: bool = False) -> EventList:
        """The events of one or several detectors."""
        return self._replace(self._masked(np.isin(self.detector_id, detector_id)), inplace)

    def apply_gtis(self, new_gti: Any = None, inplace: bool = True) -> EventList:
        """The events inside good time intervals."""
        engine = self._engine()
        zero = sum(engine.reference_s)
        gti = self.gti if new_gti is None else np.asanyarray(new_gti)
        return self._replace(self._like(engine.apply_gti(np.asarray(gti, dtype=float) - zero)), inplace)

    def split_by_gti(self, gti: Any = None, min_points: int = 2) -> list[EventList]:
        """One list for each good time interval that holds enough events."""
        return [self._like(part) for part in self._engine(gti).split_by_gti(min_points)]

    def shift(self, time_shift: float, inplace: bool = False) -> EventList:
        """Move times and intervals."""
        made = self._masked(slice(None))
        made.time, made.gti = self.time + time_shift, self.gti + time_shift
        return self._replace(made, inplace)

    @classmethod
    def read(cls, filename: Any, fmt: str | None = None, rmf_file: Any = None, **kwargs: Any) -> EventList:
        """Read a FITS event file of an X-ray mission."""
        if fmt not in (None, "hea", "ogip"):
            raise ValueError(f"fmt is {fmt!r}, expected 'hea' or 'ogip': other formats are read by stingray itself")
        engine = Engine.read(filename, compat="stingray", **({"rmf": rmf_file} if rmf_file else {}))
        about = engine.header
        words = {"mission": "mission", "instr": "instrument", "ephem": "ephemeris", "timeref": "time_ref", "timesys": "time_sys"}
        blank = cls(mjdref=sum(engine.mjdref), dt=about["frame_s"], rmf_file=rmf_file)
        for ours, theirs in words.items():
            setattr(blank, ours, about.get(theirs))
        return blank._like(engine)


def _array(values: Any) -> Any:
    return None if values is None else np.asanyarray(values)
