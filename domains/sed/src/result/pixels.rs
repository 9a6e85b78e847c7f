//! A measured spectrum with the galaxies that fit it.
use super::figure::UM;
use super::posterior::{Posterior, Spread};
use crate::spectrum::Spectrum;
use astrarium_io::report::{Axis, Band, Curve, Figure, Ink, Panel, Rule};

/// The spectrum with the most likely galaxy and what the posterior leaves open, the calibration, and what is left of the data in
/// units of their errors; no figure where no spectrum was fitted.
pub fn spectrum_figure(posterior: &Posterior, data: &Spectrum, title: &str) -> Option<Figure> {
    let pixels = posterior.best.pixels.as_ref()?;
    let waves: Vec<f64> = data.wave_aa.iter().map(|wave| wave / UM).collect();
    let used = |i: usize, value: f64| if pixels.sigma_mjy[i].is_finite() { value } else { f64::NAN };
    let each = |of: &dyn Fn(usize) -> f64| (0..data.len()).map(|i| used(i, of(i))).collect::<Vec<f64>>();
    let seen = pixels.calibrated();
    let mut fluxes = Panel::new(Axis::linear("Flux density").unit("mJy"));
    let measured = Curve::new(waves.clone(), each(&|i| data.flux_mjy[i]));
    fluxes = fluxes.with(measured.ink(Ink::Grey).label("measured"));
    let Spread { quantiles: [_, low, _, high, _] } = &posterior.pixel_mjy;
    if low.len() == waves.len() {
        let band = Band::new(waves.clone(), low.clone(), high.clone());
        fluxes = fluxes.with(band.ink(Ink::Number(0)).label("68 per cent of the posterior"));
    }
    let most_likely = Curve::new(waves.clone(), seen.clone());
    fluxes = fluxes.with(most_likely.ink(Ink::Number(0)).label("most likely, calibrated"));
    let mut figure = Figure::new(title, Axis::linear("Observed wavelength").unit("µm")).panel(fluxes);
    if pixels.calibration.iter().any(|factor| *factor != 1.0) {
        let factor = Curve::new(waves.clone(), pixels.calibration.clone()).ink(Ink::Number(1));
        figure = figure.panel(Panel::new(Axis::linear("Calibration")).height(0.3).with(Rule::at_y(1.0)).with(factor));
    }
    let left = Curve::new(waves, each(&|i| (data.flux_mjy[i] - seen[i]) / pixels.sigma_mjy[i])).ink(Ink::Black);
    let below = Panel::new(Axis::linear("(data − model)/σ")).height(0.35).with(Rule::at_y(0.0)).with(left);
    figure.width_px = 860.0;
    Some(figure.panel(below))
}
