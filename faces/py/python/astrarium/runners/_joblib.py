"""joblib."""

from typing import TypeVar

from ._pieces import Job, needed, pieces, run_piece, union

T = TypeVar("T")


def joblib(job: Job[T], n_jobs: int | None = None, *, pieces_per_worker: int = 4, threads: int = 1) -> T:
    """Run `job` with joblib, on the backend in force (``joblib.parallel_config``).

    Parameters
    ----------
    job : Job
        What to compute.
    n_jobs : int, optional
        Workers, as joblib counts them: -1 means all cores; joblib's own default otherwise.
    pieces_per_worker : int
        Pieces for each worker, to balance the load.
    threads : int
        Threads of each worker.

    Returns
    -------
    object
        What ``job.finish`` returns.

    Examples
    --------
    >>> import astrarium, astrarium.runners
    >>> events = astrarium.EventList([0.1 * k for k in range(2000)], gti=[[0.0, 200.0]])
    >>> job = astrarium.PowerJob.from_events(events, segment_s=8.0, bin_s=0.5)
    >>> astrarium.runners.joblib(job, n_jobs=2).n_segments  # doctest: +SKIP
    25
    """
    try:
        from joblib import Parallel, delayed, effective_n_jobs
    except ImportError as error:
        raise needed("joblib", "astrarium.runners.joblib") from error
    n_workers = effective_n_jobs(n_jobs) if n_jobs is not None else effective_n_jobs()
    cut = pieces(job.n_blocks, n_workers * pieces_per_worker)
    run = Parallel(n_jobs=n_jobs, return_as="generator")
    return union(job, run(delayed(run_piece)(job, piece, threads) for piece in cut))
