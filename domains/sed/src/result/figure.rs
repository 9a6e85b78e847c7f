//! The spectrum of a galaxy with its parts, its data, and what is between them.
use super::posterior::{Pixels, Posterior, Spread};
use crate::fit::GalaxyDensity;
use crate::galaxy::Component;
use crate::observed::Photometry;
use crate::spectrum::Spectrum;
use astrarium_astro::band::Band as Passband;
use astrarium_io::report::{Axis, Band, Curve, Figure, Ink, Layer, Line, Marker, Panel, Points, Rule};

/// Ångström in a micrometre.
pub(super) const UM: f64 = 1e4;
/// What is shown beyond the bands, as a factor of wavelength, and below and above their fluxes.
const BESIDE: [f64; 2] = [0.6, 1.7];
const BELOW: f64 = 0.05;
const ABOVE: f64 = 5.0;
/// Of a spectrum without bands: the faintest that is shown, over the brightest.
const FAINTEST: f64 = 1e-7;

/// What is drawn of a galaxy.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// Line above the figure.
    pub title: &'a str,
    /// Observed wavelengths, ångström.
    pub wave_aa: &'a [f64],
    /// The spectrum, mJy.
    pub spectrum_mjy: &'a [f64],
    /// Its components, mJy.
    pub components_mjy: &'a [(Component, Vec<f64>)],
    /// The spread of spectra at the same wavelengths.
    pub spread: Option<&'a Spread>,
    /// The bands.
    pub bands: &'a [Passband],
    /// The spectrum's fluxes through them, mJy.
    pub band_mjy: &'a [f64],
    /// What was measured, and its whole `σ`.
    pub data: Option<(&'a Photometry, &'a [f64])>,
    /// A measured spectrum, and the galaxy's pixels of it.
    pub pixels: Option<(&'a Spectrum, &'a Pixels)>,
}

impl<'a> Drawn<'a> {
    /// The best galaxy of a posterior, the spread of all of them, and the data.
    pub fn of(posterior: &'a Posterior, density: &'a GalaxyDensity, source: usize, title: &'a str) -> Self {
        let (best, bands, measured) = (&posterior.best, density.observer().bands(), &density.sources()[source]);
        let data = &measured.photometry;
        Self {
            title,
            wave_aa: &best.wave_aa,
            spectrum_mjy: &best.spectrum_mjy,
            components_mjy: &best.components_mjy,
            spread: Some(&posterior.spectrum_mjy),
            bands,
            band_mjy: &best.band_mjy,
            data: Some((data, &best.sigma_mjy)),
            pixels: measured.spectrum.as_deref().zip(best.pixels.as_ref()),
        }
    }

    fn x_limits(&self) -> [f64; 2] {
        // without data all of the spectrum is of interest
        let pivots = self.measured().filter(|_| self.data.is_some()).map(|k| self.bands[k].pivot_aa());
        let pixels = self.pixels.iter().flat_map(|(spectrum, _)| spectrum.wave_aa.iter().copied());
        let [low, high] =
            pivots.chain(pixels).fold([f64::INFINITY, 0.0], |[low, high], wave| [low.min(wave), high.max(wave)]);
        if high > 0.0 {
            return [BESIDE[0] * low / UM, BESIDE[1] * high / UM];
        }
        let most = self.spectrum_mjy.iter().copied().fold(0.0, f64::max);
        let seen = |i: &usize| self.spectrum_mjy[*i] > FAINTEST * most;
        let mut shown = (0..self.wave_aa.len()).filter(seen);
        let first = shown.next().unwrap_or(0);
        let last = shown.next_back().unwrap_or(self.wave_aa.len() - 1);
        [self.wave_aa[first] / UM, self.wave_aa[last] / UM]
    }

    fn y_limits(&self, [from, to]: [f64; 2]) -> [f64; 2] {
        let inside = |i: &usize| (from..=to).contains(&(self.wave_aa[*i] / UM));
        let most = (0..self.wave_aa.len()).filter(inside).map(|i| self.spectrum_mjy[i]).fold(0.0, f64::max);
        let fluxes =
            self.measured().flat_map(|k| [Some(self.band_mjy[k]), self.data.map(|(data, _)| data.flux_mjy[k])]);
        let pixels = self.pixels.iter().flat_map(|(_, pixels)| pixels.model_mjy.iter().copied());
        let fluxes = fluxes.flatten().chain(pixels).filter(|flux| *flux > 0.0 && self.data.is_some());
        let [least, most] = fluxes.fold([f64::INFINITY, most], |[least, most], flux| [least.min(flux), most.max(flux)]);
        let least = if least.is_finite() { BELOW * least } else { FAINTEST * most };
        [least, ABOVE * most.max(least)]
    }

    /// Bands that are drawn.
    fn measured(&self) -> impl Iterator<Item = usize> {
        let is_there = move |k: &usize| self.data.is_none_or(|(data, _)| data.error_mjy[*k].is_finite());
        (0..self.bands.len()).filter(is_there)
    }

    fn pivots_um(&self, bands: &[usize]) -> Vec<f64> {
        bands.iter().map(|k| self.bands[*k].pivot_aa() / UM).collect()
    }
}

/// How a component is drawn; those before dust are no part of the sum.
fn look(component: Component) -> (&'static str, Ink, Line) {
    match component {
        Component::Stellar => ("stars before dust", Ink::Grey, Line::Dotted),
        Component::Extinct => ("stars and gas after dust", Ink::Number(1), Line::Solid),
        Component::Nebular => ("gas before dust", Ink::Grey, Line::Dashed),
        Component::Clouds => ("dust of clouds", Ink::Number(2), Line::Solid),
        Component::Diffuse => ("diffuse dust", Ink::Number(3), Line::Solid),
        Component::Nucleus => ("active nucleus", Ink::Number(4), Line::Solid),
        Component::Binaries => ("X-ray binaries", Ink::Number(5), Line::Dashed),
        Component::FreeFree => ("free-free", Ink::Number(6), Line::Dashed),
        Component::Synchrotron => ("synchrotron", Ink::Number(5), Line::Dotted),
    }
}

/// The spectrum with its components and the spread of the posterior, the data over it, and below them what is left of the data
/// in units of their errors. Upper limits are triangles, and have no residual.
pub fn sed_figure(drawn: &Drawn<'_>) -> Figure {
    let x = drawn.x_limits();
    let y = drawn.y_limits(x);
    // what lies outside the panel is not drawn, but for the points next to it
    let first = drawn.wave_aa.partition_point(|wave| wave / UM < x[0]).saturating_sub(1);
    let last = (drawn.wave_aa.partition_point(|wave| wave / UM <= x[1]) + 1).min(drawn.wave_aa.len());
    let wave_um: Vec<f64> = drawn.wave_aa[first..last].iter().map(|wave| wave / UM).collect();
    let inside = |values: &[f64]| -> Vec<f64> {
        values[first..last].iter().map(|value| if *value > 0.1 * y[0] { *value } else { f64::NAN }).collect()
    };
    let mut panel = Panel::new(Axis::log("Flux density").unit("mJy").limits(y[0], y[1]));
    if let Some(Spread { quantiles: [low2, low, _, high, high2] }) = drawn.spread {
        let band = |low: &[f64], high: &[f64]| {
            let low = low[first..last].iter().map(|value| value.max(0.1 * y[0])).collect();
            Band::new(wave_um.clone(), low, inside(high))
        };
        panel = panel.with(band(low2, high2).ink(Ink::Number(0)).label("95 and 68 per cent of the posterior"));
        panel = panel.with(band(low, high).ink(Ink::Number(0)));
    }
    for (component, values) in drawn.components_mjy {
        let (label, ink, line) = look(*component);
        let values = inside(values);
        if values.iter().any(|value| *value > y[0]) {
            panel = panel.with(Curve::new(wave_um.clone(), values).ink(ink).line(line).label(label));
        }
    }
    let total = Curve::new(wave_um, inside(drawn.spectrum_mjy));
    panel = panel.with(total.ink(Ink::Number(0)).label(if drawn.data.is_some() { "all, most likely" } else { "all" }));
    let bands: Vec<usize> = drawn.measured().collect();
    if !bands.is_empty() {
        let fluxes = bands.iter().map(|k| drawn.band_mjy[*k]).collect();
        let model = Points::new(drawn.pivots_um(&bands), fluxes).marker(Marker::Square).ink(Ink::Number(0));
        panel = panel.with(model.label("its bands"));
    }
    if let Some(spectrum) = measured_spectrum(drawn) {
        panel = panel.with(spectrum);
    }
    let mut figure = Figure::new(drawn.title, Axis::log("Observed wavelength").unit("µm").limits(x[0], x[1]));
    figure.width_px = 860.0;
    let Some((data, sigma)) = drawn.data.filter(|(data, _)| !data.is_empty()) else { return figure.panel(panel) };
    let (detected, limits): (Vec<usize>, Vec<usize>) = bands.iter().partition(|k| !data.is_limit[**k]);
    for layer in measured_layers(drawn, data, (&detected, &limits)) {
        panel = panel.with(layer);
    }
    let left: Vec<f64> = detected.iter().map(|k| (data.flux_mjy[*k] - drawn.band_mjy[*k]) / sigma[*k]).collect();
    let ones = vec![1.0; left.len()];
    let reach = left.iter().fold(3.0_f64, |reach, value| reach.max(value.abs() + 1.0));
    let below = Panel::new(Axis::linear("(data − model)/σ").limits(-1.1 * reach, 1.1 * reach))
        .height(0.35)
        .with(Rule::at_y(0.0))
        .with(Points::new(drawn.pivots_um(&detected), left).y_err(ones).ink(Ink::Black));
    figure.panel(panel).panel(below)
}

/// The measured spectrum as the most likely galaxy's calibration makes it.
fn measured_spectrum(drawn: &Drawn<'_>) -> Option<Layer> {
    let (data, pixels) = drawn.pixels?;
    let at = |i: usize| {
        let value = data.flux_mjy[i] / pixels.calibration[i];
        if pixels.sigma_mjy[i].is_finite() && value > 0.0 { value } else { f64::NAN }
    };
    let waves = data.wave_aa.iter().map(|wave| wave / UM).collect();
    let curve = Curve::new(waves, (0..data.len()).map(at).collect());
    Some(curve.ink(Ink::Black).label("measured spectrum").into())
}

fn measured_layers(drawn: &Drawn<'_>, data: &Photometry, (detected, limits): (&[usize], &[usize])) -> Vec<Layer> {
    let of = |values: &[f64], bands: &[usize]| bands.iter().map(|k| values[*k]).collect::<Vec<f64>>();
    let mut layers = Vec::new();
    if !detected.is_empty() {
        let points = Points::new(drawn.pivots_um(detected), of(&data.flux_mjy, detected));
        layers.push(points.y_err(of(&data.error_mjy, detected)).ink(Ink::Black).label("measured").into());
    }
    if !limits.is_empty() {
        let points = Points::new(drawn.pivots_um(limits), of(&data.flux_mjy, limits));
        layers.push(points.marker(Marker::Triangle).ink(Ink::Black).label("upper limits").into());
    }
    layers
}
