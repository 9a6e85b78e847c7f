"""What a fit of one source found."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._core import Run, _GalaxyFit
from .._tables import table
from ._picture import Picture


class GalaxyFit:
    """A posterior of a galaxy; made by `Galaxy.fit`."""

    def __init__(self, found: _GalaxyFit) -> None:
        self._found = found
        self._quantities, self._bands, self._spectrum, self._pixels = found.columns()

    @property
    def run(self) -> Run:
        """Run: what the sampler found: points, weights, evidence, diagnostics."""
        return self._found.run

    @property
    def chi2(self) -> float:
        """float: of the most likely galaxy, over the detections."""
        return self._found.chi2

    @property
    def ok(self) -> bool:
        """bool: whether every check of the sampler was passed."""
        return self.run.ok

    @property
    def projection(self) -> str:
        """str: whether the likelihood was projected onto the bands, with its error, or why not; empty where exact was asked for."""
        return self._found.projection

    @property
    def bands(self) -> dict[str, Any]:
        """dict of numpy.ndarray: by band what was measured, the most likely galaxy, the residual, quantiles; mJy."""
        return dict(self._bands)

    @property
    def spectrum(self) -> dict[str, Any]:
        """dict of numpy.ndarray: by wavelength the most likely galaxy, its components, quantiles; mJy."""
        return dict(self._spectrum)

    @property
    def pixels(self) -> dict[str, Any]:
        """dict of numpy.ndarray: of the measured spectrum, by pixel, the most likely galaxy, its calibration, quantiles; empty without."""
        return dict(self._pixels)

    def interval(self, quantity: str) -> tuple[float, float, float]:
        """The quantiles 0.16, 0.5 and 0.84 of a parameter or of a derived quantity.

        Parameters
        ----------
        quantity : str
            Its name.

        Returns
        -------
        tuple of float
        """
        names = list(self._quantities["quantity"])
        if quantity in names:
            k = names.index(quantity)
            low, median, high = (float(self._quantities[end][k]) for end in ("q16", "median", "q84"))
            return low, median, high
        if quantity not in self.run.names:
            raise KeyError(f"no quantity {quantity!r}; there are: {', '.join(self.run.names + names)}")
        low, median, high = (float(value) for value in self.run.quantile(quantity, [0.16, 0.5, 0.84]))
        return low, median, high

    def table(self) -> Any:
        """Parameters and derived quantities with their quantiles.

        Returns
        -------
        astropy.table.QTable
            Columns quantity, unit, most_likely, q02, q16, median, q84, q98.
        """
        run = self.run
        best = run.samples[int(np.argmax(run.ln_likelihood))]
        found = np.array([run.quantile(name, [0.02275, 0.15866, 0.5, 0.84134, 0.97725]) for name in run.names])
        told = self._quantities
        ends = ("q02", "q16", "median", "q84", "q98")
        columns: list[tuple[str, Any]] = [
            ("quantity", np.array(run.names + list(told["quantity"]), dtype=str)),
            ("unit", np.array(run.units + list(told["unit"]), dtype=str)),
            ("most_likely", np.concatenate([best, told["most_likely"]])),
        ]
        columns += [(end, np.concatenate([found[:, i], told[end]])) for i, end in enumerate(ends)]
        return table([(name, values, None, None, []) for name, values in columns], {})

    def plot_sed(self, path: str | os.PathLike[str] | None = None, *, title: str = "") -> Picture:
        """The most likely galaxy with its components, the spread of the posterior, the data and what is left of them.

        Parameters
        ----------
        path : path-like, optional
            Where to write it, as SVG or PNG by the name's ending.
        title : str
            Line above the figure.

        Returns
        -------
        Picture
        """
        return Picture(self._found.sed(path, title))

    def plot_spectrum(self, path: str | os.PathLike[str] | None = None, *, title: str = "") -> Picture:
        """The measured spectrum with the galaxies that fit it, its calibration and what is left.

        Parameters
        ----------
        path : path-like, optional
            Where to write it, as SVG or PNG by the name's ending.
        title : str
            Line above the figure.

        Returns
        -------
        Picture

        Raises
        ------
        ValueError
            If no spectrum was fitted.
        """
        return Picture(self._found.spectrum(path, title))

    def plot_corner(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        parameters: Sequence[str] | None = None,
        title: str = "",
    ) -> Picture:
        """Histograms of all parameters and the regions of all pairs; some by their decimal logarithm, as their prior is even in it.

        Parameters
        ----------
        path : path-like, optional
            Where to write it, as SVG or PNG by the name's ending.
        parameters : sequence of str, optional
            Which to show; all without.
        title : str
            Line above the figure.

        Returns
        -------
        Picture
        """
        return Picture(self._found.corner(path, None if parameters is None else list(parameters), title))

    def __repr__(self) -> str:
        run = self.run
        evidence = "" if run.ln_z is None else f", ln Z {run.ln_z:.3f} +- {run.ln_z_err:.3f}"
        doubt = "" if run.ok else ", NOT to be trusted as it is: see .run.reasons"
        return f"<GalaxyFit: {run.sampler}, {', '.join(run.names)}{evidence}{doubt}>"
