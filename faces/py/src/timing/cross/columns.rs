//! What a cross spectrum holds, how it looks, how it is pickled.
use super::CrossSpectrum;
use crate::{
    arrays,
    errors::Raise,
    tables,
    timing::{show, state},
};
use astrarium::timing;
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};

impl CrossSpectrum {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let cross = &self.inner;
        let number = show::short;
        let range = cross.freq_hz.first().zip(cross.freq_hz.last());
        let range =
            range.map_or_else(|| "none".to_owned(), |(low, high)| format!("{} to {} Hz", number(*low), number(*high)));
        vec![
            ("frequencies", format!("{}, {range}", cross.freq_hz.len())),
            ("norm", cross.norm.name().to_owned()),
            ("segments", format!("{} of {} s", cross.n_segments, number(cross.counts1.segment_s()))),
            (
                "rates",
                format!("{} and {} counts/s", number(cross.counts1.rate_per_s()), number(cross.counts2.rate_per_s())),
            ),
        ]
    }
}

#[pymethods]
impl CrossSpectrum {
    /// numpy.ndarray: frequencies, Hz; centres of bins, or means of the frequencies averaged in them.
    #[getter]
    fn freq_hz<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.freq_hz)
    }

    /// numpy.ndarray: widths of the frequency bins, Hz.
    #[getter]
    fn width_hz<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.width_hz)
    }

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

    /// numpy.ndarray of int: powers averaged in each bin, over segments and neighbouring frequencies.
    #[getter]
    fn m<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        arrays::view(slf.as_any(), &slf.get().inner.m)
    }

    /// numpy.ndarray of int: frequencies averaged in each bin.
    #[getter]
    fn k<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.k())
    }

    /// int: segments averaged.
    #[getter]
    fn n_segments(&self) -> u64 {
        self.inner.n_segments
    }

    /// int: segments left out because a band holds no counts.
    #[getter]
    fn n_empty(&self) -> u64 {
        self.inner.n_empty
    }

    /// str: the normalisation.
    #[getter]
    fn norm(&self) -> &'static str {
        self.inner.norm.name()
    }

    /// float: step of the frequencies before any rebinning, Hz.
    #[getter]
    fn df_hz(&self) -> f64 {
        self.inner.df_hz()
    }

    /// float: length of a segment, s.
    #[getter]
    fn segment_s(&self) -> f64 {
        self.inner.counts1.segment_s()
    }

    /// float: width of a time bin, s.
    #[getter]
    fn bin_s(&self) -> f64 {
        self.inner.counts1.bin_s
    }

    /// int: time bins of a segment.
    #[getter]
    fn n_bins(&self) -> u64 {
        self.inner.counts1.n_bins
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

    /// list of str: what a user should know.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        show::texts(&self.inner.warnings)
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

    /// The spectrum as an astropy table with units.
    ///
    /// Returns
    /// -------
    /// astropy.table.QTable
    ///     A row for each frequency; what holds for all of them stands in ``meta``.
    ///
    /// Examples
    /// --------
    /// >>> cross.to_table()["freq"].unit
    /// Unit("Hz")
    fn to_table<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        tables::table(py, &self.inner.to_table())
    }

    /// Write the spectrum as a table; the name's ending says how.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     Ends in ``.fits``, ``.ecsv``, ``.csv`` or ``.parquet``.
    ///
    /// Raises
    /// ------
    /// OSError
    ///     If it cannot be written; nothing is left half written.
    ///
    /// Examples
    /// --------
    /// >>> cross.write(tmp_path / "cross.ecsv")
    fn write(&self, path: std::path::PathBuf) -> PyResult<()> {
        self.inner.write(&path).map_err(Raise::raise)
    }

    fn __len__(&self) -> usize {
        self.inner.freq_hz.len()
    }

    fn __repr__(&self) -> String {
        show::line("CrossSpectrum", &self.summary())
    }

    fn _repr_html_(&self) -> String {
        show::html("CrossSpectrum", &self.summary())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        show::remake(
            slf.as_any(),
            "_restore",
            (state::bytes(slf.py(), &slf.get().inner),).into_pyobject(slf.py())?,
            None,
        )
    }

    #[staticmethod]
    fn _restore(bytes: &[u8]) -> PyResult<Self> {
        state::value::<timing::CrossSpectrum>(bytes).map(|inner| Self { inner })
    }
}
