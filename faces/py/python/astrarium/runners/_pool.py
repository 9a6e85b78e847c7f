"""Process pools of the standard library."""

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from typing import TypeVar

from ._pieces import Job, pieces, run_piece, union

T = TypeVar("T")


def pool(job: Job[T], executor: Executor, *, n_pieces: int, threads: int = 1) -> T:
    """Run `job` on an executor of ``concurrent.futures``, mpi4py's included.

    Parameters
    ----------
    job : Job
        What to compute.
    executor : concurrent.futures.Executor
        Where to compute it.
    n_pieces : int
        Into how many pieces the blocks are cut; a few for each worker balance the load.
    threads : int
        Threads of each piece.

    Returns
    -------
    object
        What ``job.finish`` returns; the same bits for every executor and number of pieces.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> import astrarium, astrarium.runners
    >>> events = astrarium.EventList([0.1 * k for k in range(2000)], gti=[[0.0, 200.0]])
    >>> job = astrarium.PowerJob.from_events(events, segment_s=8.0, bin_s=0.5)
    >>> with ThreadPoolExecutor(2) as executor:
    ...     power = astrarium.runners.pool(job, executor, n_pieces=3)
    >>> power.n_segments
    25
    """
    futures = [executor.submit(run_piece, job, piece, threads) for piece in pieces(job.n_blocks, n_pieces)]
    try:
        return union(job, (future.result() for future in as_completed(futures)))
    finally:
        for future in futures:
            future.cancel()


def processes(job: Job[T], n_workers: int | None = None, *, pieces_per_worker: int = 4, threads: int = 1) -> T:
    """Run `job` in new processes of this machine.

    Processes are spawned, never forked: threads of this process do not survive a fork. A script that calls
    this at its top level needs ``if __name__ == "__main__":`` around it, as with every process pool.

    Parameters
    ----------
    job : Job
        What to compute.
    n_workers : int, optional
        Processes; as many as the cores this process may use by default.
    pieces_per_worker : int
        Pieces for each worker, to balance the load.
    threads : int
        Threads of each process.

    Returns
    -------
    object
        What ``job.finish`` returns.

    Examples
    --------
    >>> import astrarium, astrarium.runners
    >>> events = astrarium.EventList([0.1 * k for k in range(2000)], gti=[[0.0, 200.0]])
    >>> job = astrarium.PowerJob.from_events(events, segment_s=8.0, bin_s=0.5)
    >>> astrarium.runners.processes(job, 2).n_segments  # doctest: +SKIP
    25
    """
    n_workers = n_workers or cores()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(n_workers, mp_context=context) as executor:
        return pool(job, executor, n_pieces=n_workers * pieces_per_worker, threads=threads)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
