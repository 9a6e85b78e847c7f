//! The figures of a cross spectrum.
use super::{Bins, frequency_axis, power_axis, sentence};
use crate::{CrossSpectrum, Estimates};
use astrarium_io::report::{Axis, Figure, Ink, Layer, Panel, Rule};
use std::f64::consts::PI;

/// Negative frequencies have no place on a logarithmic axis, and say what the positive ones say.
const FULL: &str = "Only the positive frequencies are shown.";
/// Standard deviation of a phase that is nowhere, rad: a lag with a larger error is not drawn.
const NO_PHASE: f64 = 1.8138;

impl CrossSpectrum {
    /// Modulus with both power spectra, phase lag, time lag and coherence over frequency, in one figure.
    pub fn figure(&self) -> Figure {
        let n = self.n_shown();
        let full = if self.full_spectrum { FULL } else { "" };
        let counts = self.counts();
        let made_of = sentence(self.n_segments, &counts, self.compat);
        let caption = format!(
            "{made_of} Positive lags: band 1 lags band 2; lags that noise leaves undefined are left out. Coherence is \
             intrinsic, with the noise taken off the powers; it is left out where a power is below three standard errors \
             of its noise. Error bars are one standard error. {full}"
        );
        let (phase, time) = (self.phase_lag(), self.time_lag_s());
        let is_known: Vec<bool> = phase.err.iter().map(|err| *err < NO_PHASE).collect();
        let known = |mut lag: Estimates| {
            lag.value.iter_mut().zip(&is_known).filter(|(_, known)| !**known).for_each(|(value, _)| *value = f64::NAN);
            lag
        };
        let coherence = self.intrinsic_coherence(false);
        Figure::new("Cross spectrum", frequency_axis())
            .caption(caption.trim_end())
            .panel(self.modulus_panel(n))
            .panel(self.panel(n, (Axis::linear("Phase lag").unit("rad").limits(-PI, PI), 0.0), known(phase)))
            .panel(self.panel(n, (Axis::linear("Time lag").unit("s"), 0.0), known(time)))
            .panel(self.panel(n, (Axis::linear("Coherence").limits(0.0, 1.2), 1.0), coherence))
    }

    /// All figures by name.
    pub fn figures(&self) -> Vec<(&'static str, Figure)> {
        vec![("cross", self.figure())]
    }

    fn modulus_panel(&self, n: usize) -> Panel {
        let factor = self.counts().factor(self.norm);
        let modulus = (0..n).map(|i| self.unnorm_power[i].norm() * factor).collect();
        let err = (0..n).map(|i| self.errors_at(i).modulus * factor).collect();
        Panel::new(power_axis(self.norm))
            .with(self.layer(self.pds1[..n].to_vec(), Some(self.pds1_err()), (1, "band 1")))
            .with(self.layer(self.pds2[..n].to_vec(), Some(self.pds2_err()), (2, "band 2")))
            .with(self.layer(modulus, Some(err), (0, "modulus of the cross spectrum")))
    }

    fn panel(&self, n: usize, (axis, rule): (Axis, f64), Estimates { mut value, mut err }: Estimates) -> Panel {
        value.truncate(n);
        err.truncate(n);
        Panel::new(axis).height(0.45).with(Rule::at_y(rule)).with(self.layer(value, Some(err), (0, "")))
    }

    fn layer(&self, values: Vec<f64>, err: Option<Vec<f64>>, (ink, label): (u8, &str)) -> Layer {
        let n = values.len();
        let (freq_hz, width_hz) = (&self.freq_hz[..n], &self.width_hz[..n]);
        let first_hz = freq_hz.first().zip(width_hz.first()).map_or(0.0, |(freq, width)| match self.full_spectrum {
            true => freq - 0.5 * width,
            false => 0.5 * self.df_hz(),
        });
        Bins { freq_hz, width_hz, first_hz }.layer(values, err, Ink::Number(ink), label)
    }

    /// Zero and positive frequencies stand first.
    fn n_shown(&self) -> usize {
        self.freq_hz.iter().position(|freq| *freq < 0.0).unwrap_or(self.freq_hz.len())
    }
}
