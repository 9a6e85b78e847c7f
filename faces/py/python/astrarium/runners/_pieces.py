"""What all runners share: pieces of a job, and their union."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

T = TypeVar("T", covariant=True)


class Job(Protocol[T]):
    """A computation over independent blocks whose parts are bytes; it can be pickled."""

    @property
    def n_blocks(self) -> int:
        """How many blocks there are."""

    def run_blocks(self, a: int, b: int, /, *, threads: int | None = None) -> bytes:
        """Compute the blocks from `a` up to, not including, `b`."""

    def merge(self, one: bytes, other: bytes, /) -> bytes:
        """Join two parts that have no block in common, in either order."""

    def finish(self, part: bytes, /) -> T:
        """Make the result of a part that holds all blocks."""


def pieces(n_blocks: int, n_pieces: int) -> list[tuple[int, int]]:
    """Cut ``range(n_blocks)`` into at most `n_pieces` contiguous pieces that differ by one block at most.

    Parameters
    ----------
    n_blocks : int
        How many blocks the job has.
    n_pieces : int
        How many pieces are wanted.

    Returns
    -------
    list of (int, int)
        The first block of each piece and the one after its last.

    Examples
    --------
    >>> from astrarium.runners import pieces
    >>> pieces(10, 3)
    [(0, 3), (3, 6), (6, 10)]
    >>> pieces(2, 5)
    [(0, 1), (1, 2)]
    """
    if n_pieces < 1:
        raise ValueError(f"n_pieces is {n_pieces}, expected at least 1")
    n_pieces = min(n_pieces, n_blocks)
    borders = [k * n_blocks // n_pieces for k in range(n_pieces + 1)] if n_pieces else []
    return list(zip(borders[:-1], borders[1:], strict=True))


def run_piece(job: Job[Any], piece: tuple[int, int], threads: int) -> bytes:
    """What a worker does: one piece of `job`."""
    return job.run_blocks(piece[0], piece[1], threads=threads)


def union(job: Job[T], parts: Iterable[bytes]) -> T:
    """Merge parts as they come and finish."""
    whole: bytes | None = None
    for part in parts:
        whole = part if whole is None else job.merge(whole, part)
    if whole is None:
        whole = job.run_blocks(0, 0)
    return job.finish(whole)


def needed(package: str, what: str) -> ImportError:
    """The error of a runner whose package is not there."""
    return ImportError(f"{what} needs {package}; install it with `pip install 'astrarium[{package}]'`")
