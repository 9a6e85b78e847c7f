"""Star and gas particles of a galaxy."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._core import _Particles

_VECTORS = ("position_kpc", "velocity_km_s")


class Galaxy:
    """Stars and gas of a galaxy, read, made up, or given as arrays.

    Parameters
    ----------
    stars : mapping of array
        ``position_kpc`` and ``velocity_km_s`` of shape (n, 3); ``mass_msun`` (present), ``initial_mass_msun`` (at birth),
        ``age_gyr`` and ``metallicity`` (mass fraction) of shape (n,). Without ``mass_msun`` it is the mass at birth.
    gas : mapping of array, optional
        ``position_kpc``, ``velocity_km_s``, ``mass_msun``, ``metallicity``, and as far as known ``density_msun_kpc3``,
        ``sfr_msun_yr``, ``temperature_k``, ``internal_energy_erg_g``, ``electron_abundance``, ``hydrogen``, ``oxygen``,
        ``smoothing_length_kpc``.
    redshift : float, optional
        Redshift of the snapshot.
    source : str, optional
        Where it is from, in words.

    Raises
    ------
    ValueError
        If an array is missing, of another length, or holds numbers that cannot be.

    Examples
    --------
    >>> import numpy as np
    >>> from astrarium import ifu
    >>> stars = {"position_kpc": np.zeros((2, 3)), "velocity_km_s": np.zeros((2, 3)), "initial_mass_msun": [1e6, 1e6],
    ...          "age_gyr": [1.0, 5.0], "metallicity": [0.02, 0.01]}
    >>> ifu.Galaxy(stars, redshift=0.1)
    <Galaxy: arrays, stars 2, gas 0, redshift 0.1>
    """

    def __init__(
        self,
        stars: Mapping[str, Any],
        gas: Mapping[str, Any] | None = None,
        *,
        redshift: float = 0.0,
        source: str = "arrays",
    ) -> None:
        columns = _flat(stars)
        if "initial_mass_msun" in columns:
            columns.setdefault("mass_msun", columns["initial_mass_msun"])
        self._set(_Particles.of(columns, None if gas is None else _flat(gas), redshift, source))

    def _set(self, particles: _Particles) -> None:
        self._particles = particles
        self._columns: list[dict[str, Any]] | None = None
        self.tally: dict[str, Any] = {}
        self.layout = ""

    @classmethod
    def _of(cls, particles: _Particles) -> "Galaxy":
        made = cls.__new__(cls)
        made._set(particles)
        return made

    @classmethod
    def read(cls, *paths: str | os.PathLike[str], **settings: Any) -> "Galaxy":
        """Read a file, or the pieces of one snapshot.

        Parameters
        ----------
        *paths : path-like
            Files of IllustrisTNG, EAGLE, Magneticum, Colibre, Horizon-AGN, SWIFT, Gadget, or this package's own.
        **settings
            Keys of ``input.read`` of ``astrarium spec ifu.cube``: ``layout``, ``center_kpc``, ``within_kpc``, ``subset``,
            ``faulty``, ``bodies``.

        Returns
        -------
        Galaxy
            Its ``tally`` counts what was left out, its ``layout`` names the format.

        Raises
        ------
        OSError
            If a file is missing, cut short, or holds numbers that cannot be.
        ValueError
            If a setting is wrong.
        """
        spec = {**settings, "paths": [os.fspath(path) for path in paths]}
        particles, tally, layout = _Particles.read(json.dumps(spec, default=_plain))
        galaxy = cls._of(particles)
        galaxy.tally, galaxy.layout = json.loads(tally), layout
        return galaxy

    @classmethod
    def generate(cls, *, seed: int = 0, threads: int | None = None, **settings: Any) -> "Galaxy":
        """Make a galaxy up: a disc, a bulge and gas in a dark halo, in rough equilibrium.

        Parameters
        ----------
        seed : int
            All that is chance; the same galaxy for any number of threads.
        threads : int, optional
            Threads to use.
        **settings
            Keys of ``astrarium spec ifu.generate``: ``n_stars``, ``n_gas``, ``redshift``, ``disc``, ``bulge``, ``gas``, ``halo``.

        Returns
        -------
        Galaxy
            Around the origin, turning counter-clockwise seen from positive z.

        Raises
        ------
        ValueError
            If a mass or length cannot be.
        """
        return cls._of(_Particles.generate(json.dumps(settings, default=_plain), seed, threads))

    @property
    def stars(self) -> dict[str, Any]:
        """Columns of the stars: arrays by name, with units in the names."""
        return self._column(0)

    @property
    def gas(self) -> dict[str, Any]:
        """Columns of the gas; what the source does not say is not there."""
        return self._column(1)

    @property
    def redshift(self) -> float:
        """Redshift of the snapshot."""
        return float(self._column(2)["redshift"])

    def _column(self, which: int) -> dict[str, Any]:
        if self._columns is None:
            self._columns = self._particles.columns()
            for columns in self._columns[:2]:
                columns.update({name: columns[name].reshape(-1, 3) for name in _VECTORS})
        return self._columns[which]

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write HDF5 that `Galaxy.read` reads back to the last bit.

        Parameters
        ----------
        path : path-like
            The file.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        self._particles.write(path)

    def __len__(self) -> int:
        return self._particles.counts()[0]

    def __repr__(self) -> str:
        n_stars, n_gas = self._particles.counts()
        source = self._column(2)["source"]
        return f"<Galaxy: {source}, stars {n_stars}, gas {n_gas}, redshift {self.redshift:g}>"


def _flat(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The same columns, vectors without their second axis."""
    made: dict[str, Any] = {}
    for name, values in columns.items():
        array = np.asarray(values, dtype=float)
        if name in _VECTORS:
            if array.ndim != 2 or array.shape[1] != 3:
                raise ValueError(f"{name} has shape {array.shape}, expected (n, 3)")
            array = array.ravel()
        made[name] = array
    return made


def _plain(value: Any) -> Any:
    """What JSON does not know by itself."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"a specification cannot hold a {type(value).__name__}")
