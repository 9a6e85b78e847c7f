//! What a power spectrum holds, how it looks, how it is pickled.
use super::PowerSpectrum;
use crate::{
    arrays, tables,
    timing::{
        show,
        spectra::{self, spectrum_methods},
    },
};
use pyo3::{prelude::*, types::PyDict};

impl PowerSpectrum {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let power = &self.inner;
        let mut lines = spectra::summary(&power.freq_hz, power.norm, (power.n_segments, power.counts.segment_s()));
        lines.push(("rate", format!("{} counts/s", show::short(power.counts.rate_per_s()))));
        lines
    }
}

#[pymethods]
impl PowerSpectrum {
    /// numpy.ndarray: powers in the norm of the spectrum, noise included.
    #[getter]
    fn power<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.power)
    }

    /// numpy.ndarray: standard errors of the powers.
    #[getter]
    fn power_err<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.power_err)
    }

    /// numpy.ndarray: means of the squared moduli of the transforms.
    #[getter]
    fn unnorm_power<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.unnorm_power)
    }

    /// int: segments left out because they hold no counts.
    #[getter]
    fn n_empty(&self) -> u64 {
        self.inner.n_empty
    }

    /// float: mean power of counting noise, in the norm of the spectrum.
    #[getter]
    fn noise(&self) -> f64 {
        self.inner.noise()
    }

    /// float: mean counts of a segment.
    #[getter]
    fn photons(&self) -> f64 {
        self.inner.counts.photons
    }

    /// float: mean rate, counts/s.
    #[getter]
    fn rate_per_s(&self) -> f64 {
        self.inner.counts.rate_per_s()
    }

    /// float or None: mean variance of a bin, where errors are not those of counting.
    #[getter]
    fn variance(&self) -> Option<f64> {
        self.inner.counts.variance
    }

    /// Draw the spectrum as the program does, with matplotlib.
    ///
    /// Parameters
    /// ----------
    /// ax : matplotlib.axes.Axes, optional
    ///     Where to draw: a single one takes the powers; a new figure is made without.
    /// **style
    ///     Passed on to matplotlib (``color``, ``label``, ``alpha``).
    ///
    /// Returns
    /// -------
    /// matplotlib.axes.Axes, or a list of them
    ///     One for each panel.
    ///
    /// Examples
    /// --------
    /// >>> powers, variances = power.plot(color="black")
    /// >>> powers.get_xscale()
    /// 'log'
    #[pyo3(signature = (ax = None, **style))]
    fn plot<'py>(
        &self,
        py: Python<'py>,
        ax: Option<Bound<'py, PyAny>>,
        style: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        tables::plot(py, &self.inner.figure(), ax, style)
    }
}

spectrum_methods!(PowerSpectrum, counts, "power");
