"""emcee's `State`, and where random numbers stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

# marks a twister's key that says where the engine's random numbers stand
_MARK = np.frombuffer(b"astrarium addr 1", dtype="<u4")


class Address(NamedTuple):
    """How far the random numbers of a seed are used up: whole steps, and batches told."""

    seed: int
    step: int = 0
    told: int = 0

    def state(self) -> tuple[Any, ...]:
        """A state of a Mersenne twister, good for `numpy.random.RandomState.set_state`, that says this address."""
        # the words behind the address make it a state like any other
        key = np.random.MT19937(np.random.SeedSequence([self.seed, self.step])).state["state"]["key"].astype("<u4")
        key[: len(_MARK)] = _MARK
        key[len(_MARK) : len(_MARK) + 6] = np.array(self, dtype="<u8").view("<u4")
        return ("MT19937", key.astype(np.uint32), 624, 0, 0.0)

    @classmethod
    def of(cls, state: Any) -> Address:
        """The address that a state says, or the beginning of the seed that any other state makes."""
        if isinstance(state, dict):
            return cls(_digest(repr(sorted(state.items())).encode()))
        name, key, position, *gauss = state
        key = np.asarray(key, dtype="<u4")
        if key.shape != (624,) or not isinstance(name, (str, bytes)):
            raise ValueError(f"a random state of {key.size} words, expected what numpy.random.RandomState.get_state() gives")
        if np.array_equal(key[: len(_MARK)], _MARK):
            seed, step, told = key[len(_MARK) : len(_MARK) + 6].view("<u8").tolist()
            return cls(seed, step, told)
        rest = np.array([position, *gauss], dtype="<f8")
        return cls(_digest(key.tobytes() + rest.tobytes()))


def _digest(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class State:
    """Where the ensemble is.

    Parameters
    ----------
    coords : array_like of shape (nwalkers, ndim), or State
        The positions.
    log_prob : numpy.ndarray of shape (nwalkers,), optional
        ln of the posterior there.
    blobs : numpy.ndarray, optional
        What came along.
    random_state : tuple, optional
        Where the random numbers stand.
    copy : bool
        Whether to copy all of it.

    Examples
    --------
    >>> from astrarium.compat.emcee import State
    >>> coords, log_prob, random_state = State([[1.0, 2.0], [3.0, 4.0]])
    >>> coords.shape
    (2, 2)
    """

    __slots__ = ("_random", "blobs", "coords", "log_prob")

    def __init__(
        self, coords: Any, log_prob: Any = None, blobs: Any = None, random_state: Any = None, copy: bool = False
    ) -> None:
        if isinstance(coords, State):
            parts = (coords.coords, coords.log_prob, coords.blobs, coords._random)
        elif hasattr(coords, "coords"):
            parts = (coords.coords, coords.log_prob, coords.blobs, coords.random_state)
        else:
            parts = (np.atleast_2d(coords), log_prob, blobs, random_state)
        parts = deepcopy(parts) if copy else parts
        self.coords: Any = parts[0]
        self.log_prob: Any = parts[1]
        self.blobs: Any = parts[2]
        self._random: Any = parts[3]

    @property
    def random_state(self) -> Any:
        """tuple or None: a state of a Mersenne twister that says where the random numbers stand."""
        return self._random.state() if isinstance(self._random, Address) else self._random

    @random_state.setter
    def random_state(self, state: Any) -> None:
        self._random = state

    def address(self) -> Address | None:
        """Where its random numbers stand, if it says so."""
        if self._random is None or isinstance(self._random, Address):
            return self._random
        return Address.of(self._random)

    def _parts(self) -> list[Any]:
        parts = [self.coords, self.log_prob, self.random_state]
        return parts if self.blobs is None else [*parts, self.blobs]

    def __len__(self) -> int:
        return 3 if self.blobs is None else 4

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts())

    def __getitem__(self, index: int) -> Any:
        return self._parts()[index]

    def __repr__(self) -> str:
        return f"State({self.coords}, log_prob={self.log_prob}, blobs={self.blobs}, random_state={self.random_state})"
