"""One job of ours, timed in CPU seconds after its imports; prints one JSON object.

usage: ours.py JOB FILE, with JOB one of stream, memory
"""

import json
import sys
import time

import numpy as np

import astrarium

SPEC = dict(segment_s=16.0, bin_s=2.0**-12, norm="leahy", threads=1)


def stream(path):
    """The averaged power spectrum of a file, in one pass."""
    return lambda: astrarium.PowerSpectrum.from_file(path, **SPEC)


def memory(path):
    """Times that are in memory already: the least of the calls after the first."""
    read = astrarium.EventList.read(path)
    events = astrarium.EventList(np.asarray(read.time_s), gti=np.asarray(read.gti))

    def spectrum():
        return astrarium.PowerSpectrum.from_events(events, **SPEC)

    spectrum()
    return spectrum


def main():
    job, path = sys.argv[1:]
    call = {"stream": stream, "memory": memory}[job](path)
    cpu_s = float("inf")
    for _ in range(5 if job == "memory" else 1):
        start = time.process_time()
        result = call()
        cpu_s = min(cpu_s, time.process_time() - start)
    bins = len(result.freq_hz) * 2 + 2
    print(json.dumps(dict(cpu_s=cpu_s, segments=int(result.n_segments), bins=bins, first_power=float(result.power[0]))))


if __name__ == "__main__":
    main()
