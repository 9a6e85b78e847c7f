"""Chains in HDF5 files of emcee's layout."""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

import numpy as np

from .._state import State
from ._memory import Backend

# what is kept back is written when it has so many bytes, or is so old
_BYTES, _SECONDS = 1 << 20, 10.0


class HDFBackend(Backend):
    """A chain in an HDF5 file, in emcee's layout: emcee reads it and goes on from it, and the other way round.

    Steps are kept back until they are worth writing (1 MiB, or ten seconds); the last ones are written when a call of
    `EnsembleSampler` ends, however it ends. What is read through this object has them all. The file is open only while it
    is read or written, so that others may read it meanwhile. A run that goes on from the file has the bits of one that was
    never stopped.

    Parameters
    ----------
    filename : path-like
        The file.
    name : str
        The group in it.
    read_only : bool
        Whether to refuse to write.
    dtype : numpy.dtype, optional
        Of positions and ln of the posterior.
    compression, compression_opts
        As h5py has them.

    Raises
    ------
    ImportError
        If h5py is not installed.
    """

    def __init__(
        self,
        filename: str | os.PathLike[str],
        name: str = "mcmc",
        read_only: bool = False,
        dtype: Any = None,
        compression: str | None = None,
        compression_opts: Any = None,
    ) -> None:
        try:
            import h5py
        except ImportError as error:
            raise ImportError("HDFBackend needs h5py; install it with `pip install h5py`") from error
        super().__init__(dtype)
        self._h5py = h5py
        self.filename, self.name, self.read_only = filename, name, read_only
        self._packing = {"compression": compression, "compression_opts": compression_opts}
        self._waiting: list[tuple[Any, ...]] = []
        self._moved: Any = 0.0
        self._bytes, self._since = 0, time.monotonic()
        # steps in the file, where this object has written the last one
        self._written: int | None = None

    def __getstate__(self) -> dict[str, Any]:
        self.flush()
        return {key: value for key, value in self.__dict__.items() if key != "_h5py"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        import h5py

        self.__dict__.update(state, _h5py=h5py)

    def open(self, mode: str = "r") -> Any:
        """The file, open."""
        if self.read_only and mode != "r":
            raise RuntimeError(
                f"{self.filename} was opened read-only and cannot be changed; open it with read_only=False"
            )
        return self._h5py.File(self.filename, mode)

    @property
    def initialized(self) -> bool:
        """bool: whether the group is there."""
        if not os.path.exists(self.filename):
            return False
        try:
            with self.open() as file:
                return self.name in file
        except OSError:
            return False

    def reset(self, nwalkers: int, ndim: int) -> None:
        """Begin the group anew, for walkers of this number and dimension."""
        with self.open("a") as file:
            self._waiting, self._moved, self._bytes, self._written = [], 0.0, 0, 0
            if self.name in file:
                del file[self.name]
            group = file.create_group(self.name)
            group.attrs.update(
                {"version": "3.1.6", "nwalkers": nwalkers, "ndim": ndim, "has_blobs": False, "iteration": 0}
            )
            group.create_dataset("accepted", data=np.zeros(nwalkers), **self._packing)
            for name, row in [("chain", (nwalkers, ndim)), ("log_prob", (nwalkers,))]:
                group.create_dataset(name, (0, *row), maxshape=(None, *row), dtype=self.dtype, **self._packing)

    def _attribute(self, name: str) -> Any:
        with self.open() as file:
            return file[self.name].attrs[name]

    @property
    def iteration(self) -> int:
        """int: steps kept."""
        written = int(self._attribute("iteration")) if self._written is None else self._written
        return written + len(self._waiting)

    @property
    def accepted(self) -> Any:
        """numpy.ndarray of shape (nwalkers,): kept steps at which each walker moved."""
        with self.open() as file:
            return file[self.name]["accepted"][...] + self._moved

    @property
    def shape(self) -> tuple[int, int]:
        """tuple of int: walkers and parameters."""
        return int(self._attribute("nwalkers")), int(self._attribute("ndim"))

    @property
    def random_state(self) -> Any:
        """tuple or None: where the random numbers stood at the last step."""
        if self._waiting:
            return State(0, random_state=self._waiting[-1][-1]).random_state
        with self.open() as file:
            attributes = file[self.name].attrs
            state = tuple(attributes[f"random_state_{k}"] for k in range(5) if f"random_state_{k}" in attributes)
        return state or None

    def has_blobs(self) -> bool:
        """Whether anything comes along with ln of the posterior."""
        return bool(self._attribute("has_blobs")) or (bool(self._waiting) and self._waiting[0][2] is not None)

    def _values(self, name: str, first: int, step: int) -> Any:
        self.flush()
        with self.open() as file:
            group = file[self.name]
            return group[name][first : group.attrs["iteration"] : step]

    def grow(self, ngrow: int, blobs: Any) -> None:
        """Make sure that such blobs fit what is there; room is made as it is needed."""
        self._check_blobs(blobs)
        if blobs is not None:
            with self.open("a") as file:
                self._blobs_of(file[self.name], blobs)
        self._since = time.monotonic()

    def _blobs_of(self, group: Any, blobs: Any) -> None:
        """Makes the dataset of blobs, or refuses those of another kind."""
        kind = np.dtype((blobs.dtype, blobs.shape[1:]))
        if not group.attrs["has_blobs"]:
            if kind.hasobject:
                raise ValueError("blobs of any objects do not go into an HDF5 file, expected numbers: give a blobs_dtype")
            walkers = int(group.attrs["nwalkers"])
            group.create_dataset(
                "blobs", (group.attrs["iteration"], walkers), maxshape=(None, walkers), dtype=kind, **self._packing
            )
            group.attrs["has_blobs"] = True
        elif group["blobs"].dtype.shape != kind.shape:
            raise ValueError(
                f"Existing blobs have shape {group['blobs'].dtype.shape} but new blobs requested with shape {kind.shape}"
            )

    def save_step(self, state: State, accepted: Any) -> None:
        """Keep a step: where the walkers are, and which of them have moved."""
        if not self._waiting:
            # the file is asked once for what is written at once
            self._check(state, accepted)
            self._since = time.monotonic()
        random = state._random if isinstance(state, State) else state.random_state
        self._wait([(np.array(state.coords), np.array(state.log_prob), _copy(state.blobs), random)], accepted)

    def save_steps(self, chain: Any, log_prob: Any, moved: Any, random: Any) -> None:
        """Keep several steps without blobs; ``moved`` counts the moves of each walker, ``random`` is the state at the last."""
        if not self._waiting:
            self._check(State(chain[-1], log_prob[-1]), moved)
            self._since = time.monotonic()
        self._wait([(coords, ln_p, None, random) for coords, ln_p in zip(chain, log_prob, strict=True)], moved)

    def _wait(self, steps: list[tuple[Any, ...]], moved: Any) -> None:
        """Keeps steps back until they are worth writing."""
        self._waiting += steps
        self._moved = self._moved + moved
        self._bytes += sum(values.nbytes for step in steps for values in step[:3] if values is not None)
        if self._bytes >= _BYTES or time.monotonic() - self._since >= _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was kept back."""
        if not self._waiting:
            return
        chain, log_prob, blobs, random = zip(*self._waiting, strict=True)
        with self.open("a") as file:
            group = file[self.name]
            first = int(group.attrs["iteration"])
            parts = {"chain": chain, "log_prob": log_prob} | ({} if blobs[0] is None else {"blobs": blobs})
            if blobs[0] is not None:
                self._blobs_of(group, blobs[0])
            for name, values in parts.items():
                group[name].resize(first + len(chain), axis=0)
                group[name][first:] = np.stack(values)
            group["accepted"][...] += self._moved
            for k, part in enumerate(State(0, random_state=random[-1]).random_state or ()):
                group.attrs[f"random_state_{k}"] = part
            # last, so that a file that is cut short has whole steps
            group.attrs["iteration"] = self._written = first + len(chain)
        self._waiting, self._moved, self._bytes = [], 0.0, 0


def _copy(values: Any) -> Any:
    return None if values is None else values.copy()


class TempHDFBackend:
    """An `HDFBackend` in a temporary file that is gone when the ``with`` block ends.

    Parameters
    ----------
    dtype, compression, compression_opts
        As `HDFBackend` has them.

    Examples
    --------
    >>> from astrarium.compat.emcee import backends
    >>> with backends.TempHDFBackend() as backend:
    ...     backend.reset(8, 2)
    ...     backend.shape
    (8, 2)
    """

    def __init__(self, dtype: Any = None, compression: str | None = None, compression_opts: Any = None) -> None:
        self._kind = {"dtype": dtype, "compression": compression, "compression_opts": compression_opts}
        self.filename: str | None = None

    def __enter__(self) -> HDFBackend:
        handle, self.filename = tempfile.mkstemp(prefix="astrarium-", suffix=".h5")
        os.close(handle)
        os.remove(self.filename)
        return HDFBackend(self.filename, "test", **self._kind)

    def __exit__(self, *_: object) -> None:
        if self.filename is not None and os.path.exists(self.filename):
            os.remove(self.filename)
