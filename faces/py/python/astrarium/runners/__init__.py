"""Run the blocks of a job elsewhere: process pools, joblib, Dask, Ray.

A *job* is anything with ``n_blocks``, ``run_blocks(a, b) -> bytes``, ``merge(bytes, bytes) -> bytes`` and
``finish(bytes)`` that can be pickled, such as `astrarium.PowerJob`. Every runner here cuts the blocks into
contiguous pieces, lets workers compute them, merges the pieces in whatever order they arrive and returns what
``finish`` makes of them. The result has the same bits as a run on one thread, whichever runner was used and
however many workers it had.

==================  =========================================  ================
runner              runs on                                    needs
==================  =========================================  ================
`pool`              any ``concurrent.futures`` executor        nothing
`processes`         new processes of this machine              nothing
`joblib`            the joblib backend in force                joblib
`dask`              a Dask client's workers                    dask, distributed
`ray`               a Ray cluster                              ray
==================  =========================================  ================

For MPI give ``comm=MPI.COMM_WORLD`` to the computation itself: then every rank holds the result.
"""

from ._dask import dask
from ._joblib import joblib
from ._pieces import Job, pieces
from ._pool import pool, processes
from ._ray import ray

__all__ = ["Job", "dask", "joblib", "pieces", "pool", "processes", "ray"]
