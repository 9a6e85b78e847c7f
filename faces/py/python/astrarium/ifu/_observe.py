"""What telescopes see of galaxies."""

import json
import os
from collections.abc import Mapping
from typing import Any

from .._core import _ifu_observe, _ifu_telescopes, _Observation
from ._galaxy import Galaxy, _plain


class Observation:
    """A cube and its maps; made by `observe`.

    Attributes
    ----------
    wave_aa : numpy.ndarray of shape (channels,)
        Centres of the channels, in the telescope's medium.
    flux : numpy.ndarray of shape (ny, nx, channels)
        Flux densities, 10^-20 erg/s/cm2/A; x rises to the east. NaN beyond the library's wavelengths.
    variance : numpy.ndarray of shape (ny, nx, channels) or None
        Variances, if noise was asked for.
    lit : numpy.ndarray of shape (ny, nx)
        Whether the aperture lets light in.
    maps : dict of numpy.ndarray of shape (ny, nx)
        What is true of each spaxel of the blurred field: flux, mass, number, velocity, dispersion, age_light, ... With
        ``bin_ratio`` means are those of the bins, and beside them stand losvd_velocity, losvd_dispersion, losvd_h3, losvd_h4
        (series fitted to the velocities), voronoi (the bins, from 1; 0 where there is none) and bin_ratio.
    units : dict of str
        Units of the maps.
    redshift : float
        At which the galaxy is seen.
    telescope : str
        The telescope's name.
    path : str
        How the cube was computed.
    warnings : list of str
        What a careful reader should know.
    """

    def __init__(self, seen: _Observation) -> None:
        self._seen = seen
        cube = seen.cube()
        n, self.wave_aa = cube["n"], cube["wave_aa"]
        shape = (n, n, len(self.wave_aa))
        self.flux = cube["flux"].reshape(shape)
        self.variance = None if cube["variance"] is None else cube["variance"].reshape(shape)
        self.lit = cube["lit"].reshape(n, n)
        found = seen.maps()
        self.maps = {name: values.reshape(n, n) for name, (_, values) in found.items()}
        self.units = {name: unit for name, (unit, _) in found.items()}
        self.redshift: float = cube["redshift"]
        self.telescope: str = cube["telescope"]
        self.path: str = cube["path"]
        self.warnings: list[str] = cube["warnings"]

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the cube: FITS, or HDF5 if the name ends with ``.h5`` or ``.hdf5``.

        FITS has the extensions DATA, STAT (variances, if there is noise), APERTURE, one for each map, and OB_TABLE; east is to
        the left. Its specification stands in the primary header.

        Parameters
        ----------
        path : path-like
            The file.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        self._seen.write(path)

    def __repr__(self) -> str:
        ny, nx, channels = self.flux.shape
        return f"<Observation: {self.telescope}, spaxels {nx} x {ny}, channels {channels}, redshift {self.redshift:g}>"


def observe(
    galaxy: Galaxy,
    telescope: str | os.PathLike[str] | Mapping[str, Any] = "MUSE",
    *,
    seed: int = 0,
    threads: int | None = None,
    **settings: Any,
) -> Observation:
    """See a galaxy by a telescope.

    Parameters
    ----------
    galaxy : Galaxy
        Its stars and gas.
    telescope : str, path-like or mapping
        A preset (`telescopes`), a file ending with ``.toml``, or all its keys.
    seed : int
        Of the noise.
    threads : int, optional
        Threads to use; never what comes out.
    **settings
        Keys of ``astrarium spec ifu.cube``: ``redshift``, ``fov_arcsec``, ``psf``, ``library``, ``orientation``, ``pointing``,
        ``dust``, ``lines``, ``noise``, ``bin_ratio``, ...

    Returns
    -------
    Observation
        The cube and its maps.

    Raises
    ------
    ValueError
        If a setting is wrong, the redshift is not known, or no star lies in the field.
    OSError
        If the telescope's file or the stellar library cannot be read.

    Examples
    --------
    >>> from astrarium import ifu
    >>> galaxy = ifu.Galaxy.generate(n_stars=1000, n_gas=0)
    >>> noise = {"kind": "target", "per_aa": 20}
    >>> ifu.observe(galaxy, "SAMI", fov_arcsec=5.0, redshift=0.1, library=library, noise=noise, seed=1)
    <Observation: SAMI, spaxels 10 x 10, channels 1924, redshift 0.1>
    """
    if not isinstance(telescope, Mapping):
        telescope = os.fspath(telescope)
    spec = {**settings, "telescope": telescope}
    return Observation(_ifu_observe(galaxy._particles, json.dumps(spec, default=_plain), seed, threads))


def telescopes() -> list[dict[str, Any]]:
    """List the telescopes known by name.

    Returns
    -------
    list of dict
        The keys of each, as `observe` takes them changed.

    Examples
    --------
    >>> from astrarium import ifu
    >>> [telescope["name"] for telescope in ifu.telescopes()][:3]
    ['CALIFA', 'HECTOR', 'MaNGA_12']
    """
    found: list[dict[str, Any]] = json.loads(_ifu_telescopes())
    return found
