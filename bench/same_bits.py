"""Checksums of the arrays of a power spectrum: of a run folder, or of the same job run on Dask.

``same_bits.py folder RUN`` or ``same_bits.py dask EVENTS``; ``bench/same_bits.sh`` compares them.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np

COLUMNS = {"freq": "freq_hz", "power": "power", "power_err": "power_err"}


def checksum(arrays):
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return digest.hexdigest()[:32]


def of_folder(run):
    """Arrays of ``result.ecsv``, whose decimals are those that read back to the same bits."""
    lines = [line for line in Path(run, "result.ecsv").read_text().splitlines() if not line.startswith("#")]
    names, rows = lines[0].replace('"', '').split(), [line.split() for line in lines[1:]]
    return [[float(row[names.index(name)]) for row in rows] for name in COLUMNS]


def of_dask(events):
    """The same job on a local cluster of two processes."""
    from distributed import Client, LocalCluster

    import astrarium.runners

    job = astrarium.PowerJob.from_file(events, segment_s=0.125, bin_s=0.000244140625, norm="leahy")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        spectrum = astrarium.runners.dask(job, client)
    return [getattr(spectrum, name) for name in COLUMNS.values()]


if __name__ == "__main__":
    way, what = sys.argv[1:]
    print(checksum({"folder": of_folder, "dask": of_dask}[way](what)))
