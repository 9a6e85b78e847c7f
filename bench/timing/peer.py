"""One job of the peer, timed in CPU seconds after its imports; prints one JSON object.

usage: peer.py JOB FILE, with JOB one of read, read_spectrum, stream, memory
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")

from stingray import AveragedPowerspectrum, EventList  # noqa: E402
from stingray.gti import time_intervals_from_gtis  # noqa: E402
from stingray.io import FITSTimeseriesReader  # noqa: E402
from stingray.utils import histogram  # noqa: E402

SEGMENT_S = 16.0
BIN_S = 2.0**-12


def read(path):
    """All of the file, as the peer's users read it."""
    return EventList.read(path, fmt="hea")


def read_spectrum(path):
    """Read, then the averaged power spectrum."""
    events = read(path)
    events.dt = 0  # else the peer changes the bin width by 9e-5
    return AveragedPowerspectrum.from_events(events, dt=BIN_S, segment_size=SEGMENT_S, norm="leahy", silent=True)


def stream(path):
    """The peer's recipe for files larger than memory: one histogram a segment, from a lazy reader."""
    reader = FITSTimeseriesReader(path, data_kind="times")
    starts, stops = time_intervals_from_gtis(reader.gti, SEGMENT_S)
    intervals = [[start, stop] for start, stop in zip(starts, stops)]
    n_bins = int(round(SEGMENT_S / BIN_S))

    def segments():
        for times, (start, stop) in zip(reader.filter_at_time_intervals(intervals, check_gtis=True), intervals):
            offsets = np.asarray(times - start, dtype=float)
            yield histogram(offsets, bins=n_bins, range=[0.0, stop - start])

    return AveragedPowerspectrum.from_lc_iterable(
        segments(), dt=BIN_S, segment_size=SEGMENT_S, norm="leahy", silent=True, use_common_mean=True
    )


def memory(path):
    """Float64 times that are in memory already: the least of the calls after the first."""
    events = read(path)
    origin = float(events.time[0])
    times = np.asarray(events.time - origin, dtype=np.float64)
    gti = np.asarray(events.gti - origin, dtype=np.float64)

    def spectrum():
        return AveragedPowerspectrum.from_time_array(
            times, dt=BIN_S, gti=gti, segment_size=SEGMENT_S, norm="leahy", silent=True
        )

    spectrum()
    return min((timed(spectrum) for _ in range(5)), key=lambda one: one[0])


def timed(job, *arguments):
    """CPU seconds (user and system) of one call, and its result."""
    start = time.process_time()
    result = job(*arguments)
    return time.process_time() - start, result


def main():
    job, path = sys.argv[1:]
    if job == "memory":
        cpu_s, result = memory(path)
    else:
        cpu_s, result = timed(globals()[job], path)
    said = {"job": job, "cpu_s": cpu_s}
    if hasattr(result, "power"):
        said.update(segments=int(np.max(result.m)), bins=int(result.n), first_power=float(result.power[0]))
    print(json.dumps(said))


if __name__ == "__main__":
    main()
