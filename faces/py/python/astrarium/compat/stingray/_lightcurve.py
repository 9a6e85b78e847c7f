"""stingray's `Lightcurve`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from astrarium import LightCurve as Engine


class Lightcurve:
    """Counts in bins of equal width.

    Parameters
    ----------
    time : array_like, optional
        Centres of the bins, s since `mjdref`.
    counts : array_like, optional
        Counts, or count rates if not `input_counts`.
    err : array_like, optional
        Their errors; those of Poisson numbers by default.
    input_counts : bool
        Whether `counts` are counts.
    gti : array_like of shape (n, 2), optional
        Good time intervals, s.
    err_dist : {"poisson", "gauss"}
        What the errors mean.
    mjdref : float
        Modified Julian Date of time 0.
    dt : float, optional
        Width of a bin, s; the median step by default.
    bg_counts, bg_ratio, frac_exp, mission, instr, header
        Kept as they are.
    skip_checks, low_memory
        Accepted and not needed.

    Examples
    --------
    >>> from astrarium.compat.stingray import Lightcurve
    >>> curve = Lightcurve([0.5, 1.5, 2.5], [3, 5, 4], dt=1)
    >>> curve.meanrate, curve.tstart, curve.tseg
    (4.0, 0.0, 3.0)
    """

    def __init__(
        self,
        time: Any = None,
        counts: Any = None,
        err: Any = None,
        input_counts: bool = True,
        gti: Any = None,
        err_dist: str = "poisson",
        bg_counts: Any = None,
        bg_ratio: Any = None,
        frac_exp: Any = None,
        mjdref: float = 0,
        dt: float | None = None,
        skip_checks: bool = False,
        low_memory: bool = False,
        mission: str | None = None,
        instr: str | None = None,
        header: str | None = None,
        **other_kw: Any,
    ) -> None:
        if other_kw:
            warnings.warn(f"Unrecognized keywords: {list(other_kw)}", stacklevel=2)
        self.mission, self.instr, self.header = mission, instr, header
        self.bg_counts, self.bg_ratio, self.frac_exp = bg_counts, bg_ratio, frac_exp
        self.input_counts, self.mjdref = input_counts, mjdref
        words: Any = err_dist.lower()
        self.err_dist = words
        self._of: Engine | None = None
        if time is not None and np.size(time):
            make = Engine if input_counts else Engine.from_rates
            # errors of rates are set below, in counts
            errors = {} if err is None else {"counts_err": np.asarray(err) * (1.0 if input_counts else _width(time, dt))}
            self._of = make(time, counts, bin_s=dt, gti=gti, mjdref=mjdref, err_dist=words, **errors)

    @classmethod
    def _from(cls, engine: Engine, like: Lightcurve | None = None) -> Lightcurve:
        made = cls() if like is None else cls(
            bg_counts=None, mission=like.mission, instr=like.instr, header=like.header, mjdref=like.mjdref
        )
        made._of, made.err_dist = engine, engine.err_dist
        return made

    def _engine(self) -> Engine:
        if self._of is None:
            raise ValueError("the light curve holds no bins")
        return self._of

    def _zero(self) -> float:
        return sum(self._engine().reference_s)

    @property
    def time(self) -> Any:
        """numpy.ndarray: centres of the bins, s."""
        engine = self._engine()
        return engine.time_s if self._zero() == 0 else engine.absolute_s.astype(float)

    @property
    def counts(self) -> Any:
        """numpy.ndarray: counts."""
        return self._engine().counts

    @property
    def counts_err(self) -> Any:
        """numpy.ndarray: errors of the counts."""
        return self._engine().counts_err

    @property
    def countrate(self) -> Any:
        """numpy.ndarray: count rates, counts/s."""
        return self._engine().rates

    @property
    def countrate_err(self) -> Any:
        """numpy.ndarray: errors of the count rates."""
        return self._engine().rate_errors

    @property
    def dt(self) -> float:
        """float: width of a bin, s."""
        return self._engine().bin_s

    @property
    def gti(self) -> Any:
        """numpy.ndarray of shape (n, 2): good time intervals, s."""
        return self._engine().gti.intervals + self._zero()

    @property
    def n(self) -> int:
        """int: how many bins there are."""
        return 0 if self._of is None else len(self._of)

    @property
    def tstart(self) -> float:
        """float: start of the first bin, s."""
        return self._engine().start_s + self._zero()

    @property
    def tseg(self) -> float:
        """float: from the start of the first bin to the end of the last, s."""
        return self._engine().span_s

    @property
    def meancounts(self) -> float:
        """float: mean counts of the good bins."""
        return self._engine().mean_counts

    @property
    def meanrate(self) -> float:
        """float: mean rate of the good bins, counts/s."""
        return self._engine().mean_rate

    @property
    def bin_lo(self) -> Any:
        """numpy.ndarray: starts of the bins, s."""
        return self.time - self.dt / 2

    @property
    def bin_hi(self) -> Any:
        """numpy.ndarray: ends of the bins, s."""
        return self.time + self.dt / 2

    @property
    def mask(self) -> Any:
        """numpy.ndarray of bool: which bins lie in good time."""
        return self._engine().good

    @property
    def exposure(self) -> float:
        """float: the sum of the good time intervals, s."""
        return self._engine().gti.exposure_s

    @staticmethod
    def make_lightcurve(
        toa: Any,
        dt: float,
        tseg: float | None = None,
        tstart: float | None = None,
        gti: Any = None,
        mjdref: float = 0,
        use_hist: bool = False,
        frame_s: float = 0,
    ) -> Lightcurve:
        """Bin arrival times.

        Parameters
        ----------
        toa : array_like
            Times, s.
        dt : float
            Width of a bin, s.
        tseg, tstart : float, optional
            Length and start of the curve; those of the good time, or of the events, by default.
        gti : array_like of shape (n, 2), optional
            Good time intervals, s.
        mjdref : float
            Modified Julian Date of time 0.
        use_hist
            Accepted and not needed.
        frame_s : float
            Time resolution of the detector, s.

        Returns
        -------
        Lightcurve
            Counts with Poisson errors.
        """
        from astrarium import EventList

        events = EventList(toa, gti=gti, mjdref=mjdref, frame_s=frame_s or None)
        if gti is None and (tstart is not None or tseg is not None):
            first = events.gti.intervals[0][0] if tstart is None else tstart
            last = events.gti.intervals[0][1] if tseg is None else first + tseg
            events = EventList(toa, gti=[[first, last]], mjdref=mjdref, frame_s=frame_s or None)
        zero = sum(events.reference_s)
        span = {"start_s": None if tstart is None else tstart - zero, "span_s": tseg}
        return Lightcurve._from(Engine.from_events(events, dt, compat="stingray", **span), Lightcurve(mjdref=mjdref))

    def rebin(self, dt_new: float | None = None, f: float | None = None, method: str = "sum") -> Lightcurve:
        """Sum counts in wider bins, interval by interval.

        Only bins that lie in an interval as a whole are summed; stingray takes one whose centre does.
        """
        if method != "sum":
            raise ValueError(f"method is {method!r}, expected 'sum'")
        if (dt_new is None) == (f is None):
            raise ValueError("You need to specify at least one between f and dt_new")
        width = dt_new if f is None else f * self.dt
        return self._from(self._engine().rebin(width), self)

    def join(self, other: Lightcurve, skip_checks: bool = False) -> Lightcurve:
        """Join two curves; bins of both at the same time are averaged."""
        return self._from(self._engine().join(other._engine()), self)

    def truncate(self, start: float = 0, stop: float | None = None, method: str = "index") -> Lightcurve:
        """Some of the bins, by their numbers or by their times."""
        engine, zero = self._engine(), self._zero()
        if method == "index":
            return self[int(start) : None if stop is None else int(stop)]
        if method != "time":
            raise ValueError(f"method is {method!r}, expected 'index' or 'time'")
        stop = np.inf if stop is None else stop
        return self._from(engine.between(start - zero, stop - zero), self)

    def split(self, min_gap: float, min_points: int = 1) -> list[Lightcurve]:
        """Curves between gaps."""
        return [self._from(part, self) for part in self._engine().split_at_gaps(min_gap, min_points)]

    def split_by_gti(self, gti: Any = None, min_points: int = 2) -> list[Lightcurve]:
        """One curve for each good time interval that holds enough bins."""
        engine = self._engine() if gti is None else self._with_gti(gti)
        return [self._from(part, self) for part in engine.split_by_gti(min_points)]

    def analyze_segments(self, func: Any, segment_size: float | None, fraction_step: float = 1, **kwargs: Any) -> Any:
        """Apply a function to segments, or to good time intervals without a length: starts, stops, results.

        A segment stops with its last bin; stingray says a bin later.
        """
        engine, zero = self._engine(), self._zero()

        def analyze(part: Engine) -> Any:
            return func(self._from(part, self), **kwargs)

        if segment_size is None:
            start, stop, results = engine.analyze_by_gti(analyze)
        else:
            start, stop, results = engine.analyze_segments(analyze, segment_size, fraction_step=fraction_step)
        return start + zero, stop + zero, results

    def analyze_by_gti(self, func: Any, fraction_step: float = 1, **kwargs: Any) -> Any:
        """Apply a function to each good time interval: starts, stops, results."""
        return self.analyze_segments(func, None, fraction_step, **kwargs)

    def estimate_segment_size(self, min_counts: float = 100, min_samples: int = 100) -> float:
        """The length of segments that hold enough counts and bins."""
        return self._engine().estimate_segment_size(min_counts or 0, min_samples or 1)

    def fill_bad_time_intervals(
        self, max_length: float | None = None, buffer_size: int | None = None, seed: int | None = None
    ) -> Lightcurve:
        """Fill short gaps with bins drawn from their neighbours; without a `seed` always the same ones."""
        options: Any = {"max_length_s": max_length, "buffer_bins": buffer_size, "seed": seed or 0}
        return self._from(self._engine().fill_bad_time_intervals(**options), self)

    def apply_gtis(self, inplace: bool = True) -> Lightcurve:
        """The bins in good time."""
        engine = self._engine().apply_gti(self._engine().gti)
        if not inplace:
            return self._from(engine, self)
        self._of = engine
        return self

    def _with_gti(self, gti: Any) -> Engine:
        keep = {"counts_err": self.counts_err, "err_dist": self.err_dist, "bin_s": self.dt, "mjdref": self.mjdref}
        return Engine(self.time, self.counts, gti=np.asarray(gti, dtype=float), **keep)

    def __add__(self, other: Lightcurve) -> Lightcurve:
        return self._from(self._engine() + other._engine(), self)

    def __sub__(self, other: Lightcurve) -> Lightcurve:
        return self._from(self._engine() - other._engine(), self)

    def __neg__(self) -> Lightcurve:
        return self._from(-self._engine(), self)

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            start, stop, step = index.indices(self.n)
            if step == 1 and stop > start:
                low, high = self.time[start] - self.dt / 4, self.time[stop - 1] + self.dt / 4
                return self._from(self._engine().between(low - self._zero(), high - self._zero()), self)
            raise IndexError(f"slice {start}:{stop}:{step}, expected ascending bins without steps")
        return self.counts[index]

    def to_lightkurve(self) -> Any:
        """The curve as a lightkurve `LightCurve` of rates."""
        return self._engine().to_lightkurve()

    @staticmethod
    def from_lightkurve(lk: Any, skip_checks: bool = True) -> Lightcurve:
        """A curve of a lightkurve `LightCurve` of rates."""
        return Lightcurve._dated(Engine.from_lightkurve(lk))

    def to_astropy_timeseries(self) -> Any:
        """The curve as an astropy `TimeSeries`."""
        return self._engine().to_timeseries()

    @staticmethod
    def from_astropy_timeseries(ts: Any) -> Lightcurve:
        """A curve of an astropy `TimeSeries` with counts."""
        return Lightcurve._dated(Engine.from_timeseries(ts))

    @classmethod
    def read(cls, filename: Any, fmt: str | None = None, **kwargs: Any) -> Lightcurve:
        """Read a FITS light curve of a mission."""
        if fmt not in ("hea", "ogip"):
            raise ValueError(f"fmt is {fmt!r}, expected 'hea' or 'ogip': other formats are read by stingray itself")
        return cls._dated(Engine.read_fits(filename))

    @staticmethod
    def _dated(engine: Engine) -> Lightcurve:
        return Lightcurve._from(engine, Lightcurve(mjdref=sum(engine.mjdref)))

    def to_astropy_table(self) -> Any:
        """The curve as an astropy table."""
        return self._engine().to_table()

    def plot(self, ax: Any = None, **style: Any) -> Any:
        """Draw the curve with matplotlib."""
        return self._engine().plot(ax, **style)


def _width(time: Any, dt: float | None) -> float:
    return float(np.median(np.diff(time))) if dt is None else dt
