"""Galaxies from X-rays to radio: their light, and fits to what was measured.

>>> from astrarium import sed
>>> galaxy = sed.Galaxy(age_yr=3e9, redshift=0.1, sfh="constant", matter={"metallicity": 0.01}, **made)
>>> fluxes = galaxy.photometry(["u", "r", "k"])
>>> moved = {"sfh.sfr_msun_yr": (0.1, 100), "dust.f_mc": None}
>>> found = galaxy.fit(["u", "r", "k"], fluxes, 0.05 * fluxes, moved, live=50, dlogz=1, seed=1)
>>> low, median, high = found.interval("formed_msun")
>>> bool(low < 3e9 < high)
True

Components are named (``sfh="delayed"``) or told with their numbers (``sfh={"kind": "delayed", "tau_yr": 1e9}``); fluxes are in
mJy unless a unit is said. Stellar libraries and bands are fetched once by ``astrarium data fetch bc03lr band-sdss_r0``.
"""

from ._catalogue import Catalogue, catalogue
from ._fit import GalaxyFit
from ._galaxy import Galaxy, Spectrum
from ._picture import Picture

__all__ = ["Catalogue", "Galaxy", "GalaxyFit", "Picture", "Spectrum", "catalogue"]
