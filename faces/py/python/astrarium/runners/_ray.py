"""Ray."""

from collections.abc import Iterator
from typing import Any, TypeVar

from ._pieces import Job, needed, pieces, run_piece, union

T = TypeVar("T")


def ray(job: Job[T], *, n_pieces: int | None = None, cpus_per_piece: int = 1) -> T:
    """Run `job` on a Ray cluster; Ray is started on this machine if it does not run yet.

    Parameters
    ----------
    job : Job
        What to compute. Files it names must be readable, under the same path, on every node.
    n_pieces : int, optional
        Pieces; four for each core of the cluster by default.
    cpus_per_piece : int
        Cores that Ray keeps for a piece, and its threads.

    Returns
    -------
    object
        What ``job.finish`` returns.

    Examples
    --------
    >>> power = astrarium.runners.ray(job)  # doctest: +SKIP
    """
    try:
        import ray as cluster
    except ImportError as error:
        raise needed("ray", "astrarium.runners.ray") from error
    if not cluster.is_initialized():
        cluster.init()
    n_pieces = n_pieces or 4 * max(int(cluster.cluster_resources().get("CPU", 1)), 1)
    remote = cluster.remote(run_piece).options(num_cpus=cpus_per_piece)
    carried = cluster.put(job)
    waiting = [remote.remote(carried, piece, cpus_per_piece) for piece in pieces(job.n_blocks, n_pieces)]
    return union(job, _arriving(cluster, waiting))


def _arriving(cluster: Any, waiting: list[Any]) -> Iterator[bytes]:
    """Results in the order in which they are ready; what is left is cancelled when one fails."""
    try:
        while waiting:
            (ready,), waiting = cluster.wait(waiting, num_returns=1)
            yield cluster.get(ready)
    finally:
        for task in waiting:
            cluster.cancel(task)
