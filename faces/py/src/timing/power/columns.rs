//! What a power spectrum holds, how it looks, how it is pickled.
use super::PowerSpectrum;
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

impl PowerSpectrum {
    fn summary(&self) -> Vec<(&'static str, String)> {
        let power = &self.inner;
        let number = show::short;
        let range = power.freq_hz.first().zip(power.freq_hz.last());
        let range =
            range.map_or_else(|| "none".to_owned(), |(low, high)| format!("{} to {} Hz", number(*low), number(*high)));
        vec![
            ("frequencies", format!("{}, {range}", power.freq_hz.len())),
            ("norm", power.norm.name().to_owned()),
            ("segments", format!("{} of {} s", power.n_segments, number(power.counts.segment_s()))),
            ("rate", format!("{} counts/s", number(power.counts.rate_per_s()))),
        ]
    }
}

#[pymethods]
impl PowerSpectrum {
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

    /// int: segments left out because they hold no counts.
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

    /// float: mean power of counting noise, in the norm of the spectrum.
    #[getter]
    fn noise(&self) -> f64 {
        self.inner.noise()
    }

    /// float: length of a segment, s.
    #[getter]
    fn segment_s(&self) -> f64 {
        self.inner.counts.segment_s()
    }

    /// float: width of a time bin, s.
    #[getter]
    fn bin_s(&self) -> f64 {
        self.inner.counts.bin_s
    }

    /// int: time bins of a segment.
    #[getter]
    fn n_bins(&self) -> u64 {
        self.inner.counts.n_bins
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

    /// The spectrum as an astropy table with units.
    ///
    /// Returns
    /// -------
    /// astropy.table.QTable
    ///     A row for each frequency; what holds for all of them stands in ``meta``.
    ///
    /// Examples
    /// --------
    /// >>> power.to_table()["freq"].unit
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
    /// >>> power.write(tmp_path / "power.ecsv")
    fn write(&self, path: std::path::PathBuf) -> PyResult<()> {
        self.inner.write(&path).map_err(Raise::raise)
    }

    fn __len__(&self) -> usize {
        self.inner.freq_hz.len()
    }

    fn __repr__(&self) -> String {
        show::line("PowerSpectrum", &self.summary())
    }

    fn _repr_html_(&self) -> String {
        show::html("PowerSpectrum", &self.summary())
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
        state::value::<timing::PowerSpectrum>(bytes).map(|inner| Self { inner })
    }
}
