//! What can be done with a cross spectrum.
use super::CrossSpectrum;
use crate::arrays;
use astrarium::timing::Estimates;
use pyo3::prelude::*;

#[pymethods]
impl CrossSpectrum {
    /// Average over frequency bins `factor` times wider; errors are propagated.
    ///
    /// Parameters
    /// ----------
    /// factor : float
    ///     At least 1.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     With fewer bins.
    ///
    /// Examples
    /// --------
    /// >>> len(cross.freq_hz), len(cross.rebin(3).freq_hz)
    /// (31, 10)
    fn rebin(&self, factor: f64) -> PyResult<Self> {
        Self::quiet(self.inner.rebin(factor))
    }

    /// Average over frequency bins each ``1 + f`` times as wide as the one before.
    ///
    /// Parameters
    /// ----------
    /// f : float
    ///     Above 0.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     Frequencies are means of those in a bin; `m` grows with its width.
    ///
    /// Examples
    /// --------
    /// >>> len(cross.rebin_log(0.5).freq_hz) < 10
    /// True
    fn rebin_log(&self, f: f64) -> PyResult<Self> {
        Self::quiet(self.inner.rebin_log(f))
    }

    /// The spectrum in another normalisation.
    ///
    /// Parameters
    /// ----------
    /// norm : {"leahy", "frac", "abs", "none"}
    ///     The name of the normalisation.
    ///
    /// Returns
    /// -------
    /// CrossSpectrum
    ///     Powers and errors scaled.
    ///
    /// Examples
    /// --------
    /// >>> cross.to_norm("abs").norm
    /// 'abs'
    fn to_norm(&self, norm: &str) -> PyResult<Self> {
        Self::quiet(norm.parse().and_then(|norm| self.inner.to_norm(norm)))
    }

    /// Phase lags; positive where band 1 lags.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Lags and their errors, rad.
    ///
    /// Examples
    /// --------
    /// >>> lag, error = cross.phase_lag()
    /// >>> bool((abs(lag) <= 3.1416).all())
    /// True
    fn phase_lag<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.phase_lag())
    }

    /// Time lags ``phase / (2 pi f)``; positive where band 1 lags.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Lags and their errors, s.
    ///
    /// Examples
    /// --------
    /// >>> lag_s, error_s = cross.time_lag_s()
    /// >>> len(lag_s) == len(cross.freq_hz)
    /// True
    fn time_lag_s<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.time_lag_s())
    }

    /// `time_lag_s`, by the name that users of stingray know.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Lags and their errors, s.
    ///
    /// Examples
    /// --------
    /// >>> bool((cross.time_lag()[0] == cross.time_lag_s()[0]).all())
    /// True
    fn time_lag<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.time_lag_s())
    }

    /// Raw coherence: noise is not taken off the powers.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Coherences and their errors.
    ///
    /// Examples
    /// --------
    /// >>> coherence, error = cross.raw_coherence()
    /// >>> bool((coherence <= 1.01).all())
    /// True
    fn raw_coherence<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.raw_coherence())
    }

    /// Intrinsic coherence: noise taken off; NaN where a power is too close to its noise.
    ///
    /// Parameters
    /// ----------
    /// adjust_bias : bool
    ///     Take the bias of the coherence that is found.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Coherences and their errors.
    ///
    /// Examples
    /// --------
    /// >>> coherence, error = cross.intrinsic_coherence()
    #[pyo3(signature = (adjust_bias = false))]
    fn intrinsic_coherence<'py>(&self, py: Python<'py>, adjust_bias: bool) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.intrinsic_coherence(adjust_bias))
    }

    /// `raw_coherence`, by its shorter name.
    ///
    /// Returns
    /// -------
    /// (numpy.ndarray, numpy.ndarray)
    ///     Coherences and their errors.
    ///
    /// Examples
    /// --------
    /// >>> coherence, error = cross.coherence()
    fn coherence<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, Bound<'py, PyAny>) {
        estimates(py, self.inner.raw_coherence())
    }

    /// Probability of as high a real part by noise alone, at each frequency.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray
    ///     One for each frequency.
    ///
    /// Examples
    /// --------
    /// >>> bool((cross.p_values() <= 1).all())
    /// True
    fn p_values<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.p_values())
    }
}

fn estimates(py: Python<'_>, found: Estimates) -> (Bound<'_, PyAny>, Bound<'_, PyAny>) {
    (arrays::array(py, found.value), arrays::array(py, found.err))
}
