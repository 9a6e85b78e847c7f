//! The figure of a power spectrum.
use super::{Bins, frequency_axis, power_axis, sentence};
use crate::{Norm, PowerSpectrum};
use astrarium_io::report::{Axis, Corner, Figure, Ink, Note, Panel, Rule};

impl PowerSpectrum {
    /// The powers with the noise level; below them the variance per decade, `f (P - noise)`, in the frac normalisation.
    pub fn figure(&self) -> Figure {
        let (power, err) = (self.power.clone(), self.power_err.clone());
        let upper = Panel::new(power_axis(self.norm))
            .with(Rule::at_y(self.noise()).label("Poisson noise"))
            .with(self.bins().layer(power, Some(err), Ink::Number(0), ""))
            .with(Note::corner(Corner::BottomLeft, &self.note()));
        let caption =
            format!("{} Error bars are one standard error.", sentence(self.n_segments, &self.counts, self.compat));
        Figure::new("Power spectrum", frequency_axis()).caption(caption).panel(upper).panel(self.variance_panel())
    }

    /// Equal areas are equal variances on a logarithmic frequency axis.
    fn variance_panel(&self) -> Panel {
        let factor = self.counts.factor(Norm::Frac);
        let noise = self.counts.noise(Norm::Frac);
        let from = self.counts.factor(self.norm);
        let value = |i: usize| self.freq_hz[i] * (self.unnorm_power[i] * factor - noise);
        let error = |i: usize| self.freq_hz[i] * self.power_err[i] * factor / from;
        let n = self.freq_hz.len();
        let layer =
            self.bins().layer((0..n).map(value).collect(), Some((0..n).map(error).collect()), Ink::Number(0), "");
        Panel::new(Axis::linear("f (P − noise)").unit("(rms/mean)²")).height(0.5).with(Rule::at_y(0.0)).with(layer)
    }

    fn bins(&self) -> Bins<'_> {
        Bins { freq_hz: &self.freq_hz, width_hz: &self.width_hz, first_hz: 0.5 * self.df_hz() }
    }

    fn note(&self) -> String {
        format!("{} segments of {} s", self.n_segments, self.counts.segment_s())
    }
}
