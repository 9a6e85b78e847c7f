//! What a cross spectrum holds, how it looks, how it is pickled.
use super::CrossSpectrum;
use crate::{
    arrays, tables,
    timing::{
        show,
        spectra::{self, spectrum_methods},
    },
};
use pyo3::{prelude::*, types::PyDict};

impl CrossSpectrum {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let cross = &self.inner;
        let mut lines = spectra::summary(&cross.freq_hz, cross.norm, (cross.n_segments, cross.counts1.segment_s()));
        let rates = [&cross.counts1, &cross.counts2].map(|counts| show::short(counts.rate_per_s()));
        lines.push(("rates", format!("{} counts/s", rates.join(" and "))));
        lines
    }
}

#[pymethods]
impl CrossSpectrum {
    /// numpy.ndarray of complex: complex powers ``conj(F1) F2`` in the norm of the spectrum; band 1 is the subject, band 2 the reference.
    #[getter]
    fn power<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.power)
    }

    /// numpy.ndarray of complex: standard errors of their real and imaginary parts.
    #[getter]
    fn power_err<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.power_err)
    }

    /// numpy.ndarray of complex: means of ``conj(F1) F2``.
    #[getter]
    fn unnorm_power<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.unnorm_power)
    }

    /// numpy.ndarray: powers of band 1, noise included, normalised with its own counts.
    #[getter]
    fn pds1<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.pds1)
    }

    /// numpy.ndarray: powers of band 2.
    #[getter]
    fn pds2<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.pds2)
    }

    /// numpy.ndarray: means of the squared moduli of band 1.
    #[getter]
    fn unnorm_pds1<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.unnorm_pds1)
    }

    /// numpy.ndarray: means of the squared moduli of band 2.
    #[getter]
    fn unnorm_pds2<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.unnorm_pds2)
    }

    /// numpy.ndarray: standard errors of `pds1`.
    #[getter]
    fn pds1_err<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.pds1_err())
    }

    /// numpy.ndarray: standard errors of `pds2`.
    #[getter]
    fn pds2_err<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.pds2_err())
    }

    /// int: segments left out because a band holds no counts.
    #[getter]
    fn n_empty(&self) -> u64 {
        self.inner.n_empty
    }

    /// (float, float): mean counts of a segment in both bands.
    #[getter]
    fn photons(&self) -> (f64, f64) {
        (self.inner.counts1.photons, self.inner.counts2.photons)
    }

    /// (float, float): mean rates of both bands, counts/s.
    #[getter]
    fn rate_per_s(&self) -> (f64, f64) {
        (self.inner.counts1.rate_per_s(), self.inner.counts2.rate_per_s())
    }

    /// bool: whether errors are those of a common reference.
    #[getter]
    fn channels_overlap(&self) -> bool {
        self.inner.channels_overlap
    }

    /// Draw the spectrum as the program does, with matplotlib.
    ///
    /// Parameters
    /// ----------
    /// ax : matplotlib.axes.Axes, optional
    ///     Where to draw, one for each panel; a new figure is made without.
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
    /// >>> axes = cross.plot()
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

spectrum_methods!(CrossSpectrum, counts1, "cross");
