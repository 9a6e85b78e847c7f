"""Integral-field spectroscopy of simulated galaxies: particles into cubes.

>>> from astrarium import ifu
>>> galaxy = ifu.Galaxy.generate(n_stars=2000, n_gas=200, seed=1)
>>> galaxy
<Galaxy: generated, stars 2000, gas 200, redshift 0.05>
>>> seen = ifu.observe(galaxy, "MUSE", fov_arcsec=2.0, library=library, seed=1)
>>> seen.flux.shape
(10, 10, 3721)
>>> seen.maps["velocity"].shape
(10, 10)
>>> seen.write(tmp_path / "cube.fits")

`Scene` is the same as a function of the stars and of how they are seen, with its gradient; `astrarium.ifu.jax` and
`astrarium.ifu.torch` hand both to JAX and PyTorch.

Keywords are the keys of ``astrarium spec ifu.cube``. Stellar libraries are fetched once by
``astrarium data fetch bc03miles``.
"""

from ._galaxy import Galaxy
from ._observe import Observation, observe, telescopes
from ._scene import Scene

__all__ = ["Galaxy", "Observation", "Scene", "observe", "telescopes"]
