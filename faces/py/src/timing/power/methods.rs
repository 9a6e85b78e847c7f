//! What can be done with a power spectrum.
use super::PowerSpectrum;
use crate::{arrays, errors::Raise, timing::spectra};
use pyo3::prelude::*;

#[pymethods]
impl PowerSpectrum {
    /// Average over frequency bins `factor` times wider; errors are propagated.
    ///
    /// Parameters
    /// ----------
    /// factor : float
    ///     At least 1.
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     With fewer bins.
    ///
    /// Examples
    /// --------
    /// >>> len(power.freq_hz), len(power.rebin(3).freq_hz)
    /// (31, 10)
    fn rebin(&self, factor: f64) -> PyResult<Self> {
        Self::quiet(self.inner.rebin(factor))
    }

    /// Average over frequency bins of a given width.
    ///
    /// Parameters
    /// ----------
    /// df_hz : float
    ///     The new width, Hz; not below the present one.
    ///
    /// Returns
    /// -------
    /// PowerSpectrum
    ///     With fewer bins.
    ///
    /// Examples
    /// --------
    /// >>> power.rebin_to(4.0).width_hz[0]
    /// np.float64(4.0)
    fn rebin_to(&self, df_hz: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::quiet(self.inner.rebin_to(spectra::hertz(df_hz)?))
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
    /// PowerSpectrum
    ///     Frequencies are means of those in a bin; `m` grows with its width.
    ///
    /// Examples
    /// --------
    /// >>> len(power.rebin_log(0.5).freq_hz) < 10
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
    /// PowerSpectrum
    ///     Powers and errors scaled.
    ///
    /// Examples
    /// --------
    /// >>> power.to_norm("leahy").noise
    /// 2.0
    fn to_norm(&self, norm: &str) -> PyResult<Self> {
        Self::quiet(norm.parse().and_then(|norm| self.inner.to_norm(norm)))
    }

    /// Fractional rms of a band, noise subtracted.
    ///
    /// Parameters
    /// ----------
    /// band_hz : (float, float)
    ///     Lowest and highest frequency, Hz; bins whose centres lie between are taken.
    /// noise : float, optional
    ///     Noise level in the norm of the spectrum; that of counting by default.
    ///
    /// Returns
    /// -------
    /// (float, float)
    ///     The rms and its error; both 0 where noise exceeds the power.
    ///
    /// Examples
    /// --------
    /// >>> rms, error = power.rms([20, 30])
    /// >>> rms >= 0
    /// True
    #[pyo3(signature = (band_hz, noise = None))]
    fn rms(&self, band_hz: &Bound<'_, PyAny>, noise: Option<f64>) -> PyResult<(f64, f64)> {
        spectra::pair(self.inner.rms(spectra::band(band_hz)?, noise))
    }

    /// As `rms`, in counts/s.
    ///
    /// Parameters
    /// ----------
    /// band_hz : (float, float)
    ///     Lowest and highest frequency, Hz.
    /// noise : float, optional
    ///     Noise level in the norm of the spectrum.
    ///
    /// Returns
    /// -------
    /// (float, float)
    ///     The rms and its error, counts/s.
    ///
    /// Examples
    /// --------
    /// >>> rms, error = power.rms_per_s([20, 30])
    /// >>> error >= 0
    /// True
    #[pyo3(signature = (band_hz, noise = None))]
    fn rms_per_s(&self, band_hz: &Bound<'_, PyAny>, noise: Option<f64>) -> PyResult<(f64, f64)> {
        spectra::pair(self.inner.rms_per_s(spectra::band(band_hz)?, noise))
    }

    /// Fractional rms between two frequencies: `rms`, by the name and arguments that users of stingray know.
    ///
    /// Parameters
    /// ----------
    /// min_freq, max_freq : float
    ///     Lowest and highest frequency, Hz.
    /// poisson_noise_level : float, optional
    ///     Noise level in the norm of the spectrum; that of counting by default.
    ///
    /// Returns
    /// -------
    /// (float, float)
    ///     The rms and its error.
    ///
    /// Examples
    /// --------
    /// >>> power.compute_rms(20, 30) == power.rms([20, 30])
    /// True
    #[pyo3(signature = (min_freq, max_freq, poisson_noise_level = None))]
    fn compute_rms(
        &self,
        min_freq: &Bound<'_, PyAny>,
        max_freq: &Bound<'_, PyAny>,
        poisson_noise_level: Option<f64>,
    ) -> PyResult<(f64, f64)> {
        let band = [spectra::hertz(min_freq)?, spectra::hertz(max_freq)?];
        spectra::pair(self.inner.rms(band, poisson_noise_level))
    }

    /// Probability of each power by noise alone.
    ///
    /// Parameters
    /// ----------
    /// n_trials : float
    ///     Looks to correct for.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray
    ///     One for each frequency.
    ///
    /// Examples
    /// --------
    /// >>> bool((power.p_values() <= 1).all())
    /// True
    #[pyo3(signature = (n_trials = 1.0))]
    fn p_values<'py>(&self, py: Python<'py>, n_trials: f64) -> Bound<'py, PyAny> {
        arrays::array(py, self.inner.p_values(n_trials))
    }

    /// Powers that noise alone would hardly give.
    ///
    /// Parameters
    /// ----------
    /// threshold : float
    ///     Only powers whose probability is below.
    /// trial_correction : bool
    ///     Correct for as many looks as there are frequencies.
    ///
    /// Returns
    /// -------
    /// list of (int, float, float)
    ///     Index, frequency (Hz) and probability of each.
    ///
    /// Examples
    /// --------
    /// >>> [freq_hz for index, freq_hz, p in power.classical_significances(1e-9, trial_correction=True)]
    /// [5.0]
    #[pyo3(signature = (threshold = 1.0, trial_correction = false))]
    fn classical_significances(&self, threshold: f64, trial_correction: bool) -> Vec<(usize, f64, f64)> {
        let found = self.inner.classical_significances(threshold, trial_correction);
        found.into_iter().map(|one| (one.index, one.freq_hz, one.p_value)).collect()
    }

    /// Upper limit on the fractional amplitude of a sinusoid in a band, from its highest power.
    ///
    /// Parameters
    /// ----------
    /// band_hz : (float, float)
    ///     Lowest and highest frequency, Hz.
    /// confidence : float
    ///     Between 0 and 1.
    ///
    /// Returns
    /// -------
    /// float
    ///     The amplitude.
    ///
    /// Examples
    /// --------
    /// >>> 0 < power.modulation_upper_limit([5, 20], 0.95) < 1
    /// True
    fn modulation_upper_limit(&self, band_hz: &Bound<'_, PyAny>, confidence: f64) -> PyResult<f64> {
        self.inner.modulation_upper_limit(spectra::band(band_hz)?, confidence).map_err(Raise::raise)
    }
}
