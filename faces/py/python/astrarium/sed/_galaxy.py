"""A galaxy by its components."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._core import _sed_fit, _sed_look, _sed_names
from ._fit import GalaxyFit
from ._parameters import parameters as moved
from ._picture import Picture

# components that a galaxy has unless they are left out
_USUAL = ("dust", "igm")
# components that are members of a family, and known by name
_FAMILIES = ("sfh", "dust", "igm")


@dataclass(frozen=True)
class Spectrum:
    """A spectrum as it arrives.

    Attributes
    ----------
    wave_aa : numpy.ndarray of shape (n,)
        Observed wavelengths in vacuum.
    flux_mjy : numpy.ndarray of shape (n,)
        Flux densities.
    components_mjy : dict of numpy.ndarray
        The parts by name; "stellar" and "nebular" are before dust, and no part of the sum.
    """

    wave_aa: Any
    flux_mjy: Any
    components_mjy: dict[str, Any]

    def __len__(self) -> int:
        return len(self.wave_aa)


class Galaxy:
    """A galaxy by its components.

    Parameters
    ----------
    age_yr, redshift, distance_mpc : float, optional
        Years since its first star; redshift; luminosity distance instead of the redshift's.
    sfh, dust, igm : str, dict or None, optional
        Star formation, dust, gas between galaxies: the name of a model, or a dict of its ``kind`` and numbers. None leaves dust
        or igm out.
    matter, agn, nebular, free_free, synchrotron, dust_emission, pah : dict or True, optional
        Further components with their numbers, True for their own defaults.
    foreground : float or dict, optional
        Dust of the Milky Way: its ``E(B-V)`` in magnitudes, or a dict of ``ebv_mag`` and ``law``.
    xray_binaries : bool, optional
        Whether X-ray binaries shine.
    library : str or path-like
        Stellar library: a name of the registry (``bc03lr``, ``bc03miles``) or a file.
    bands_folder : path-like, optional
        A folder of band curves.
    own_bands : dict, optional
        Bands of one's own: name to (wavelengths in angstrom, responses).
    **more
        Further keys of the galaxy: ``cosmology``, ``interpolation``, ``rules``.

    Raises
    ------
    ValueError
        For a name or number that makes no sense, with what was found and expected.

    Examples
    --------
    >>> from astrarium import sed
    >>> galaxy = sed.Galaxy(age_yr=1e9, redshift=0.5, sfh={"kind": "insitu", "psi_max_msun_yr": 30.0}, dust=None, **made)
    >>> galaxy.quantities()["dust_lsun"]
    0.0
    >>> galaxy.numbers()["sfh.tau_star_yr"]["unit"]
    'yr'
    >>> behind = sed.Galaxy(redshift=0.5, foreground=0.1, **made)
    >>> behind.numbers()["foreground.ebv_mag"]["range"]
    [0.0, 1.0]
    """

    def __init__(
        self,
        *,
        age_yr: float | None = None,
        redshift: float | None = None,
        distance_mpc: float | None = None,
        sfh: Any = "insitu",
        dust: Any = "two-phase",
        igm: Any = "inoue2014",
        matter: Any = None,
        agn: Any = None,
        nebular: Any = None,
        free_free: Any = None,
        synchrotron: Any = None,
        dust_emission: Any = None,
        pah: Any = None,
        foreground: Any = None,
        xray_binaries: bool = False,
        library: str | os.PathLike[str] = "bc03lr",
        bands_folder: str | os.PathLike[str] | None = None,
        own_bands: Mapping[str, tuple[Any, Any]] | None = None,
        **more: Any,
    ) -> None:
        parts = {"sfh": sfh, "dust": dust, "igm": igm, "matter": matter, "agn": agn, "nebular": nebular, "pah": pah}
        parts |= {"free_free": free_free, "synchrotron": synchrotron, "dust_emission": dust_emission}
        parts["foreground"] = {"ebv_mag": float(foreground)} if isinstance(foreground, (int, float)) else foreground
        galaxy: dict[str, Any] = {name: _component(name, part) for name, part in parts.items() if part is not None}
        plain = {"age_yr": age_yr, "redshift": redshift, "distance_mpc": distance_mpc}
        galaxy |= {name: float(value) for name, value in plain.items() if value is not None}
        galaxy |= {"xray_binaries": bool(xray_binaries)} | more
        own = [_band(name, *curve) for name, curve in (own_bands or {}).items()]
        bands: dict[str, Any] = {"own": own} | ({"folder": os.fspath(bands_folder)} if bands_folder else {})
        self._spec: dict[str, Any] = {
            "galaxy": galaxy,
            "without": [name for name in _USUAL if parts[name] is None],
            "library": _library(library),
            "bands": bands,
        }
        # what makes no sense is said at once
        self._known: dict[str, Any] = _sed_names(json.dumps(self._spec))

    @property
    def spec(self) -> dict[str, Any]:
        """dict: the galaxy as a specification has it."""
        return json.loads(json.dumps(self._spec))

    def __repr__(self) -> str:
        galaxy = self._spec["galaxy"]
        kinds = [f"{name} {part.get('kind', '')}".strip() for name, part in galaxy.items() if isinstance(part, dict)]
        return f"<Galaxy: {', '.join(kinds)}>"

    def numbers(self) -> dict[str, Any]:
        """The numbers that a fit may move.

        Returns
        -------
        dict
            By name: unit, range of the usual prior, and whether that is even in the logarithm.
        """
        return dict(self._known)

    def _look(self, bands: Sequence[str] = ()) -> dict[str, Any]:
        return _sed_look(json.dumps(self._spec), list(bands))

    def photometry(self, bands: Sequence[str]) -> Any:
        """Fluxes through bands.

        Parameters
        ----------
        bands : sequence of str
            Their names.

        Returns
        -------
        numpy.ndarray
            Flux densities, mJy.

        Examples
        --------
        >>> from astrarium import sed
        >>> sed.Galaxy(redshift=0.1, **made).photometry(["u", "r"]).shape
        (2,)
        """
        return self._look(bands)["band_mjy"]

    def spectrum(self) -> Spectrum:
        """The spectrum as it arrives, with its components.

        Returns
        -------
        Spectrum
        """
        columns = dict(self._look()["spectrum"])
        wave, flux = columns.pop("wave"), columns.pop("flux")
        return Spectrum(wave_aa=wave, flux_mjy=flux, components_mjy=columns)

    def quantities(self) -> dict[str, float]:
        """Masses, rates, metallicities, temperatures, luminosities, slopes.

        Returns
        -------
        dict of float
        """
        return dict(self._look()["quantities"])

    def plot_sed(self) -> Picture:
        """The spectrum with its components.

        Returns
        -------
        Picture
        """
        return Picture(self._look()["figure"])

    def fit(
        self,
        bands: Sequence[str],
        fluxes: Any,
        errors: Any,
        parameters: Mapping[str, Any] | Sequence[str],
        *,
        unit: str = "mJy",
        upper_limits: Any = None,
        spectrum: str | os.PathLike[str] | Mapping[str, Any] | None = None,
        spectroscopy: Mapping[str, Any] | None = None,
        noise: Mapping[str, Any] | None = None,
        tolerance_sigma: float | None = None,
        sampler: str = "nested",
        seed: int = 0,
        draws: int = 500,
        checkpoint: str | os.PathLike[str] | None = None,
        threads: int | None = None,
        progress: Any = None,
        comm: Any = None,
        **settings: Any,
    ) -> GalaxyFit:
        """Fit numbers of the galaxy to measured fluxes.

        Parameters
        ----------
        bands : sequence of str
            Names of the bands.
        fluxes, errors : array_like
            What was measured, and its standard deviations; a negative error says that the flux is an upper limit.
        parameters : dict or sequence of str
            What is fitted (`numbers` lists what there is): names with a prior of `astrarium.infer`, ``(low, high)``, a number
            that is kept, or None for the usual prior; or names alone.
        unit : str
            Of fluxes and errors: ``mJy``, ``Jy``, ``uJy``, ``maggies``, ``nanomaggies``, ``ABmag``.
        upper_limits : array_like of bool, optional
            Which fluxes are upper limits.
        spectrum : path-like or dict, optional
            A spectrum that is fitted as well (without bands: alone). A file (FITS, ECSV, CSV, Parquet) with the columns ``wave``,
            ``flux`` and ``error``, perhaps ``mask`` and ``resolution``; or a dict of these arrays. The dict may also hold ``file``,
            ``resolving_power`` or ``fwhm_aa`` of the instrument, ``without_aa`` (stretches that are left out), ``medium`` (``vacuum``
            or ``air``), ``wave_unit`` (angstrom without) and ``unit`` (mJy without).
        spectroscopy : dict, optional
            How the spectrum is seen: ``sigma_km_s`` (velocity dispersion), ``calibration_degree`` with ``calibration_sd`` (a polynomial
            of flux calibration that is marginalised), ``calibration`` (its coefficients as numbers), ``error_factor``, ``floor``,
            ``library_fwhm_aa``. Parameters may move them, as ``spectroscopy.sigma_km_s``.
        noise : dict, optional
            What is uncertain besides: ``calibration``, ``floors``, ``outliers``, ``limits``.
        tolerance_sigma : float, optional
            How far fluxes of bands may be off in the likelihood, in units of their errors, as 0.05: few wavelengths stand for all
            then, which takes half the time, where a comparison at draws of the prior says that they are good enough. The result's
            `projection` tells it. None: the likelihood is exact.
        sampler : str
            Any.
        seed : int
            Of all random numbers.
        draws : int
            Draws of the posterior of which spectra and quantities are computed.
        checkpoint : path-like, optional
            A folder: an interrupted fit goes on from there, with the same bits.
        threads, progress, comm
            As `astrarium.infer.sample` has them.
        **settings
            The sampler's own.

        Returns
        -------
        GalaxyFit

        Raises
        ------
        ValueError
            For data, parameters and settings that make no sense, with what was found and expected.

        Examples
        --------
        >>> from astrarium import sed
        >>> galaxy = sed.Galaxy(redshift=0.1, dust=None, **made)
        >>> fluxes = galaxy.photometry(["u", "r", "k"])
        >>> found = galaxy.fit(["u", "r", "k"], fluxes, 0.1 * fluxes, ["age_yr"], live=40, dlogz=1)
        >>> found.run.names
        ['age_yr']

        A spectrum beside the bands:

        >>> import numpy as np
        >>> light = galaxy.spectrum()
        >>> wave = np.linspace(5000, 6000, 50)
        >>> flux = np.interp(wave, light.wave_aa, light.flux_mjy)
        >>> seen = {"wave": wave, "flux": flux, "error": 0.02 * flux, "resolving_power": 1000}
        >>> both = galaxy.fit(
        ...     ["u", "r", "k"], fluxes, 0.1 * fluxes, ["age_yr"], spectrum=seen, spectroscopy={"calibration_degree": 1}, live=40, dlogz=1
        ... )
        >>> both.pixels["calibration"].shape
        (50,)
        """
        seen, sigma = _floats(fluxes), _floats(errors)
        if not np.all(np.isfinite(seen + sigma)):
            raise ValueError("fluxes and errors must be finite numbers; leave out bands without any")
        photometry = {
            "bands": list(bands),
            "fluxes": seen,
            "errors": sigma,
            "unit": unit,
            "upper_limits": [] if upper_limits is None else [bool(limit) for limit in upper_limits],
        }
        spec = self._spec | {"photometry": photometry, "noise": dict(noise or {})}
        if tolerance_sigma is not None:
            spec["tolerance_sigma"] = float(tolerance_sigma)
        spec |= {"spectrum": _measured(spectrum), "spectroscopy": dict(spectroscopy or {})}
        spec["parameters"] = moved(parameters, _sed_names(json.dumps(spec)))
        asked = {"seed": seed, "draws": draws, "checkpoint": checkpoint}
        run = {"threads": threads, "progress": progress, "comm": comm}
        return GalaxyFit(_sed_fit(json.dumps(spec), json.dumps({"kind": sampler} | settings), asked | {"run": run}))


def _component(name: str, given: Any) -> Any:
    if given is True:
        return {}
    if isinstance(given, str):
        if name not in _FAMILIES:
            raise TypeError(f"{name} is the text {given!r}, expected a dict of its numbers, or True")
        return {"kind": given}
    if isinstance(given, Mapping):
        return dict(given)
    raise TypeError(f"{name} is a {type(given).__name__}, expected a name, a dict of its numbers, True or None")


def _library(given: str | os.PathLike[str]) -> dict[str, Any]:
    path = os.fspath(given)
    return {"file": path} if os.sep in path or os.path.exists(path) else {"name": path}


def _measured(given: str | os.PathLike[str] | Mapping[str, Any] | None) -> dict[str, Any]:
    """A measured spectrum as the engine reads it."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return {"file": os.fspath(given)}
    told = dict(given)
    if "file" in told:
        return told | {"file": os.fspath(told["file"])}
    for name in ("wave", "flux", "error"):
        if name not in told:
            raise ValueError(f"the spectrum has {', '.join(told)}; expected wave, flux and error, or a file")
    flux, error = (np.asarray(told[name], dtype=float).ravel() for name in ("flux", "error"))
    if len(flux) != len(error):
        raise ValueError(f"the spectrum has {len(flux)} fluxes and {len(error)} errors; expected as many of both")
    # what has no number, and what is left out by an infinite error, is masked: JSON has neither
    out = ~np.isfinite(flux) | np.isposinf(error)
    if "mask" in told:
        mask = np.asarray(told["mask"], dtype=bool).ravel()
        if len(mask) != len(flux):
            raise ValueError(f"the spectrum has {len(flux)} fluxes and a mask of {len(mask)}; expected as many of both")
        out |= mask
    told |= {"mask": [bool(is_out) for is_out in out]}
    told |= {"flux": _floats(np.where(out, 0.0, flux)), "error": _floats(np.where(out, 1.0, np.nan_to_num(error, nan=0.0)))}
    return told | {name: _floats(told[name]) for name in ("wave", "resolution") if name in told}


def _band(name: str, wave_aa: Any, response: Any) -> dict[str, Any]:
    return {"name": name, "wave_aa": _floats(wave_aa), "response": _floats(response)}


def _floats(values: Any) -> list[float]:
    return [float(value) for value in np.asarray(values, dtype=float).ravel()]
