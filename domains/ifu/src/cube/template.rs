//! Spectra of a library's nodes, and their exact integrals over bins.
use crate::blur::Bins;
use astrarium_astro::dust::DustLaw;
use astrarium_astro::ssp::SspLibrary;
use astrarium_astro::units::Medium;

/// The part of a library that the telescope's bins can see.
#[derive(Clone, Debug)]
pub(super) struct Templates {
    /// Wavelengths at rest, in the telescope's medium, ångström.
    pub(super) wave_aa: Vec<f64>,
    /// Those of the library that these are.
    range: std::ops::Range<usize>,
    /// `-0.4 ln 10 A(λ)/A(V)`.
    pub(super) dimming: Vec<f64>,
    /// Ages of the library.
    pub(super) n_age: usize,
}

impl Templates {
    /// Those that fall on the bins when stretched by factors between two.
    pub(super) fn new(
        library: &SspLibrary,
        medium: Medium,
        law: &DustLaw,
        (bins, stretches): (&Bins, (f64, f64)),
    ) -> Self {
        // the medium is changed at rest: a spectrograph in air sees the air wavelengths of lines, redshifted
        let wave_aa: Vec<f64> = match (library.medium(), medium) {
            (a, b) if a == b => library.wave_aa().to_vec(),
            (from, to) => library.wave_aa().iter().map(|wave| to.from_vacuum_aa(from.to_vacuum_aa(*wave))).collect(),
        };
        let (low, high) = (bins.edge_aa(0) / stretches.1, bins.edge_aa(bins.n_bins()) / stretches.0);
        let first = wave_aa.partition_point(|wave| *wave <= low).saturating_sub(1);
        let end = (wave_aa.partition_point(|wave| *wave < high) + 1).min(wave_aa.len()).max(first + 2);
        let end = end.min(wave_aa.len());
        let first = first.min(end.saturating_sub(2));
        let vacuum = library.wave_aa()[first..end].iter().map(|wave| library.medium().to_vacuum_aa(*wave));
        let dimming = vacuum.map(|wave| -0.4 * std::f64::consts::LN_10 * law.ratio(wave * 1e-4)).collect();
        Self { wave_aa: wave_aa[first..end].to_vec(), range: first..end, dimming, n_age: library.age_yr().len() }
    }

    pub(super) fn len(&self) -> usize {
        self.wave_aa.len()
    }

    /// The spectrum of a node.
    pub(super) fn node<'a>(&self, library: &'a SspLibrary, node: usize) -> &'a [f64] {
        &library.spectrum(node / self.n_age, node % self.n_age)[self.range.clone()]
    }

    /// First and last wavelength, ångström.
    pub(super) fn ends(&self) -> (f64, f64) {
        (self.wave_aa[0], self.wave_aa[self.len() - 1])
    }

    /// `∫ S dλ` from the first wavelength to each.
    pub(super) fn cumulative(&self, spectrum: &[f64], out: &mut [f64]) {
        let mut sum = 0.0;
        out[0] = 0.0;
        for i in 1..self.len() {
            sum += 0.5 * (self.wave_aa[i] - self.wave_aa[i - 1]) * (spectrum[i - 1] + spectrum[i]);
            out[i] = sum;
        }
    }

    /// The mean over each bin of a spectrum whose wavelengths are stretched; nought beyond its ends.
    ///
    /// `(a/Δ) ∫ S dλ` over the bin's edges divided by `a`, exact for straight lines between the wavelengths.
    pub(super) fn bin(
        &self,
        (spectrum, cumulative): (&[f64], &[f64]),
        stretch: f64,
        bins: &Bins,
        mut put: impl FnMut(usize, f64),
    ) {
        let (wave, last) = (&self.wave_aa, self.len() - 1);
        let scale = stretch / bins.width_aa();
        let mut i = wave.partition_point(|w| *w <= bins.edge_aa(0) / stretch).saturating_sub(1).min(last - 1);
        let mut integral_to = |edge: f64| {
            let at = (edge / stretch).clamp(wave[0], wave[last]);
            while i + 1 < last && wave[i + 1] <= at {
                i += 1;
            }
            let from = at - wave[i];
            let slope = (spectrum[i + 1] - spectrum[i]) / (wave[i + 1] - wave[i]);
            cumulative[i] + from * (spectrum[i] + 0.5 * from * slope)
        };
        let mut before = integral_to(bins.edge_aa(0));
        for j in 0..bins.n_bins() {
            let after = integral_to(bins.edge_aa(j + 1));
            put(j, scale * (after - before));
            before = after;
        }
    }
}

/// Chebyshev nodes of attenuation, between which every spectrum's dimming is interpolated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dimmings {
    /// `A_V`, mag.
    pub(super) nodes: Vec<f64>,
    /// Barycentric weights.
    weights: Vec<f64>,
}

impl Dimmings {
    /// Enough nodes for attenuations up to `most` to be right to `tolerance` of the unattenuated light.
    pub(super) fn new(most: f64, steepest: f64, tolerance: f64) -> Self {
        if most <= 0.0 {
            return Self { nodes: vec![0.0], weights: vec![1.0] };
        }
        // the remainder of exp(-x) at Chebyshev's nodes of an interval of length L: 2 (L/4)^P / P!
        let quarter = 0.25 * most * steepest;
        let (mut remainder, mut n) = (2.0 * quarter, 1);
        while remainder > tolerance && n < 40 {
            n += 1;
            remainder *= quarter / n as f64;
        }
        let angle = |i: usize| (i as f64 + 0.5) * std::f64::consts::PI / n as f64;
        let nodes = (0..n).map(|i| 0.5 * most * (1.0 - angle(i).cos())).collect();
        let weights = (0..n).map(|i| if i % 2 == 0 { angle(i).sin() } else { -angle(i).sin() }).collect();
        Self { nodes, weights }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The share of each node, and its derivative.
    pub(super) fn shares(&self, a_v: f64, shares: &mut [f64], slopes: &mut [f64]) {
        if self.len() == 1 {
            (shares[0], slopes[0]) = (1.0, 0.0);
            return;
        }
        if let Some(exact) = self.nodes.iter().position(|node| (a_v - node).abs() < 1e-13) {
            self.at_node(exact, shares, slopes);
            return;
        }
        let (mut sum, mut slope) = (0.0, 0.0);
        for (i, (node, weight)) in self.nodes.iter().zip(&self.weights).enumerate() {
            let far = 1.0 / (a_v - node);
            shares[i] = weight * far;
            slopes[i] = -weight * far * far;
            sum += shares[i];
            slope += slopes[i];
        }
        for i in 0..self.len() {
            slopes[i] = (slopes[i] - shares[i] * slope / sum) / sum;
            shares[i] /= sum;
        }
    }

    /// At a node: the differentiation matrix's row.
    fn at_node(&self, at: usize, shares: &mut [f64], slopes: &mut [f64]) {
        shares[..self.len()].fill(0.0);
        shares[at] = 1.0;
        let mut own = 0.0;
        for i in (0..self.len()).filter(|i| *i != at) {
            slopes[i] = self.weights[i] / self.weights[at] / (self.nodes[at] - self.nodes[i]);
            own -= slopes[i];
        }
        slopes[at] = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use astrarium_astro::ssp::SspParts;

    fn library() -> SspLibrary {
        let wave_aa: Vec<f64> = (0..200).map(|i| 3000.0 + 15.0 * f64::from(i) + f64::from(i % 3)).collect();
        let luminosity = astrarium_num::testkit::uniform(200, 3);
        let (age_yr, metallicity) = (vec![1e9], vec![0.02]);
        SspLibrary::new(SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() }).expect("sound")
    }

    #[test]
    fn bins_hold_the_whole_integral() {
        let library = library();
        let bins = Bins { first_aa: 3100.0, step_aa: 7.0, n_channels: 500, cuts: 2, beyond: 3 };
        for stretch in [1.0, 1.031, 0.97] {
            let templates = Templates::new(&library, Medium::Vacuum, &DustLaw::default(), (&bins, (0.9, 1.1)));
            let spectrum = templates.node(&library, 0);
            let mut cumulative = vec![0.0; templates.len()];
            templates.cumulative(spectrum, &mut cumulative);
            let mut sum = 0.0;
            templates.bin((spectrum, &cumulative), stretch, &bins, |_, value| sum += value * bins.width_aa());
            // by fine steps
            let n = 400_000;
            let (low, high) = (bins.edge_aa(0), bins.edge_aa(bins.n_bins()));
            let step = (high - low) / f64::from(n);
            let direct: f64 = (0..n)
                .map(|k| (low + (f64::from(k) + 0.5) * step) / stretch)
                .filter(|wave| *wave >= templates.ends().0 && *wave <= templates.ends().1)
                .map(|wave| astrarium_num::interp::lerp(&templates.wave_aa, spectrum, wave) * step)
                .sum();
            assert!((sum / direct - 1.0).abs() < 1e-5, "{stretch}: {sum} {direct}");
        }
    }

    #[test]
    fn dimmings_interpolate_exponentials() {
        let dimmings = Dimmings::new(3.0, 1.6, 1e-7);
        let n = dimmings.len();
        let (mut shares, mut slopes) = (vec![0.0; n], vec![0.0; n]);
        for a_v in [0.0, 0.7, 3.0, dimmings.nodes[2]] {
            dimmings.shares(a_v, &mut shares, &mut slopes);
            for k in [0.1, 1.0, 1.6] {
                let sum = |of: &[f64]| of.iter().zip(&dimmings.nodes).map(|(w, a)| w * (-k * a).exp()).sum::<f64>();
                assert!((sum(&shares) - (-k * a_v).exp()).abs() < 2e-7, "{a_v} {k}");
                assert!((sum(&slopes) + k * (-k * a_v).exp()).abs() < 1e-5, "{a_v} {k}");
            }
        }
    }
}
