"""A cube as a function of the stars and of how they are seen."""

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .._core import _Scene
from ._galaxy import Galaxy, _plain


class Scene:
    """A galaxy before a telescope: its cube as a function of inputs by name, and that function's gradient.

    Centre, systemic velocity, alignment, and the dust in front of each star are found once, for the galaxy that is given; the
    inputs do not change them. There is no noise, and channels beyond the library's wavelengths are 0, not NaN, so that a loss
    stays a number.

    Parameters
    ----------
    galaxy : Galaxy
        Its stars and gas.
    telescope : str, path-like or mapping
        As in `observe`.
    threads : int, optional
        Threads to use; never what comes out.
    **settings
        Keys of ``astrarium spec ifu.cube``, as in `observe`. With ``assignment="nearest"`` (the default) derivatives with respect
        to ``position_kpc`` and ``angles_deg`` know nothing of stars moving to another spaxel; ``"cloud"`` and ``"psf"`` do.

    Attributes
    ----------
    inputs : dict of numpy.ndarray
        What may change, as it is to begin with:

        =================== ============= ==========================================================
        initial_mass_msun   (n,)          mass at birth of each star
        age_gyr             (n,)          its age
        metallicity         (n,)          its mass fraction of metals
        a_v                 (n,)          attenuation in V in front of it, mag
        position_kpc        (n, 3)        its place in the aligned galaxy's frame
        velocity_km_s       (n, 3)        its velocity in that frame
        angles_deg          (3,)          how the galaxy is turned; (90, 0, 0) is edge-on
        redshift            ()            distance and scale of the sky follow
        distance_factor     ()            a factor on the luminosity distance alone
        psf_fwhm_arcsec     ()            width of the point-spread function, if there is one
        lsf_factor          ()            a factor on the width of the line-spread function
        gas_sfr_msun_yr     (m,)          with ``lines``: star formation rate of each gas element
        gas_metallicity     (m,)          its metallicity
        gas_a_v             (m,)          attenuation in V in front of it, mag
        gas_position_kpc    (m, 3)        its place in the aligned galaxy's frame
        gas_velocity_km_s   (m, 3)        its velocity in that frame
        =================== ============= ==========================================================
    shape : tuple of int
        Of the cube: (ny, nx, channels).
    wave_aa : numpy.ndarray of shape (channels,)
        Centres of the channels.
    path : str
        How the cube is computed.
    warnings : list of str
        What a careful reader should know.

    Raises
    ------
    ValueError
        If a setting is wrong, noise is asked for, the redshift is not known, or no star lies in the field.
    OSError
        If the telescope's file or the stellar library cannot be read.

    Examples
    --------
    >>> from astrarium import ifu
    >>> galaxy = ifu.Galaxy.generate(n_stars=1000, n_gas=0)
    >>> scene = ifu.Scene(galaxy, "SAMI", fov_arcsec=5.0, assignment="cloud", library=library)
    >>> scene
    <Scene: SAMI, stars 1000, cube (10, 10, 1924)>
    >>> target = scene.cube({"angles_deg": [60, 0, 0]})
    >>> inputs = {"angles_deg": [50, 0, 0], "metallicity": scene.inputs["metallicity"]}
    >>> rest = scene.cube(inputs) - target  # the loss is half the sum of its squares
    >>> slopes = scene.pull(inputs, rest)
    >>> slopes["angles_deg"].shape, slopes["metallicity"].shape
    ((3,), (1000,))
    >>> bool(slopes["angles_deg"][0] < 0)  # more inclined fits better
    True
    """

    def __init__(
        self,
        galaxy: Galaxy,
        telescope: str | os.PathLike[str] | Mapping[str, Any] = "MUSE",
        *,
        threads: int | None = None,
        **settings: Any,
    ) -> None:
        if not isinstance(telescope, Mapping):
            telescope = os.fspath(telescope)
        spec = {**settings, "telescope": telescope}
        self._threads = threads
        self._scene = _Scene(galaxy._particles, json.dumps(spec, default=_plain), threads)
        found = self._scene.inputs()
        self.inputs = {name: values.reshape(shape) for name, (shape, values) in found.items()}
        facts = self._scene.facts()
        self.wave_aa = facts["wave_aa"]
        self.shape: tuple[int, int, int] = (facts["n"], facts["n"], len(self.wave_aa))
        self.telescope: str = facts["telescope"]
        self.path: str = facts["path"]
        self.warnings: list[str] = facts["warnings"]

    def cube(self, inputs: Mapping[str, Any] | None = None) -> Any:
        """Compute the cube.

        Parameters
        ----------
        inputs : mapping of array, optional
            Those that are other than in ``Scene.inputs``.

        Returns
        -------
        numpy.ndarray of shape (ny, nx, channels)
            Flux densities, 10^-20 erg/s/cm2/A.

        Raises
        ------
        ValueError
            If an input is not known, has another shape, or holds numbers that cannot be.
        """
        return self._scene.cube(self._flat(inputs), self._threads).reshape(self.shape)

    def pull(
        self, inputs: Mapping[str, Any] | None, derivatives: Any, of: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """Take derivatives with respect to the cube back to the inputs (a vector-Jacobian product).

        Parameters
        ----------
        inputs : mapping of array or None
            Where: those that are other than in ``Scene.inputs``.
        derivatives : array of shape (ny, nx, channels)
            Of a scalar with respect to the cube.
        of : iterable of str, optional
            Inputs to differentiate with respect to; those given if left out. The widths of the two blurs cost about a cube each.

        Returns
        -------
        dict of numpy.ndarray
            Derivatives of the scalar by input, of the inputs' shapes; all finite. Memory does not grow with channels times stars.

        Raises
        ------
        ValueError
            As `cube`; if derivatives are not finite or of another shape.
        """
        found = np.asarray(derivatives, dtype=float)
        if found.shape != self.shape:
            raise ValueError(f"derivatives have shape {found.shape}, expected {self.shape}")
        names = list((inputs or {}) if of is None else of)
        slopes = self._scene.pull(self._flat(inputs), np.ascontiguousarray(found).ravel(), names, self._threads)
        return {name: slopes[name].reshape(self.inputs[name].shape) for name in names}

    def _flat(self, inputs: Mapping[str, Any] | None) -> dict[str, Any]:
        flat = {}
        for name, values in (inputs or {}).items():
            array = np.asarray(values, dtype=float)
            expected = self.inputs[name].shape if name in self.inputs else array.shape
            if array.shape != expected:
                raise ValueError(f"{name} has shape {array.shape}, expected {expected}")
            flat[name] = np.ascontiguousarray(array).ravel()
        return flat

    def __repr__(self) -> str:
        return f"<Scene: {self.telescope}, stars {len(self.inputs['age_gyr'])}, cube {self.shape}>"
