"""Dask."""

from typing import Any, TypeVar

from ._pieces import Job, needed, pieces, run_piece, union

T = TypeVar("T")


def dask(job: Job[T], client: Any = None, *, pieces_per_thread: int = 4, threads: int = 1) -> T:
    """Run `job` on the workers of a Dask client.

    A worker with several threads computes as many pieces at once, so each piece has one thread by default.

    Parameters
    ----------
    job : Job
        What to compute. Files it names must be readable, under the same path, on every worker.
    client : distributed.Client, optional
        The client to use; the current one by default.
    pieces_per_thread : int
        Pieces for each thread of the cluster, to balance the load.
    threads : int
        Threads of each piece.

    Returns
    -------
    object
        What ``job.finish`` returns.

    Examples
    --------
    >>> from distributed import Client  # doctest: +SKIP
    >>> power = astrarium.runners.dask(job, Client("tcp://scheduler:8786"))  # doctest: +SKIP
    """
    try:
        from distributed import as_completed, get_client
    except ImportError as error:
        raise needed("dask", "astrarium.runners.dask") from error
    client = client if client is not None else get_client()
    n_threads = sum(client.nthreads().values()) or 1
    cut = pieces(job.n_blocks, n_threads * pieces_per_thread)
    carried = client.scatter(job, broadcast=True, hash=False)
    futures = [client.submit(run_piece, carried, piece, threads, pure=False) for piece in cut]
    try:
        return union(job, (part for _, part in as_completed(futures, with_results=True)))
    finally:
        client.cancel(futures)
