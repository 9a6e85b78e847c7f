//! Figures of an observation.
use super::Observation;
use crate::maps::Quantity;
use astrarium_io::report::{Axis, Beside, Curve, Figure, Image, Ink, Panel, Points, Scale};

/// Spectra that are drawn.
const SPECTRA: usize = 3;
/// Points of a drawn spectrum.
const MOST_POINTS: usize = 2000;

/// Sizes of an image, and of a panel of spectra so that three are as high, CSS pixels.
const IMAGE_PX: [f64; 2] = [600.0, 440.0];
const SPECTRUM_PX: [f64; 2] = [640.0, 136.0];

impl Observation {
    /// What is in the cube: the [image](Self::image_figure) left, [spectra](Self::spectra_figure) of three of its spaxels right.
    #[must_use]
    pub fn figure(&self) -> Beside {
        let (left, right) = (self.image_figure(), self.spectra_figure());
        Beside { caption: format!("{} {}", left.caption, right.caption), left, right }
    }

    /// The field, mean flux density over the channels, and where the spectra of [`spectra_figure`](Self::spectra_figure) are from.
    #[must_use]
    pub fn image_figure(&self) -> Figure {
        let panel = Panel::new(Axis::linear("North").unit("arcsec")).with(self.layer(
            self.image(),
            "Flux density (10⁻²⁰ erg/s/cm²/Å)",
            Scale::Log,
        ));
        let marks = self.drawn().into_iter().enumerate().map(|(i, spaxel)| {
            let [east, north] = self.place(spaxel);
            Points::new(vec![east], vec![north]).ink(Ink::Number(i as u8)).label(format!("spectrum {}", i + 1))
        });
        let panel = marks.fold(panel, Panel::with);
        self.square(
            Figure::new(format!("{} seen by {}", self.galaxy.source, self.telescope.name), self.east()).panel(panel),
        )
        .caption(format!(
            "Simulated: mean flux density over {} channels at redshift {}, east to the left.",
            self.cube.wave_aa.len(),
            self.redshift
        ))
    }

    /// Spectra of the brightest spaxel, of one with a tenth and one with a hundredth of its brightness.
    #[must_use]
    pub fn spectra_figure(&self) -> Figure {
        let wave_aa = &self.cube.wave_aa;
        let every = wave_aa.len().div_ceil(MOST_POINTS).max(1);
        let n = self.cube.n;
        let mut figure = Figure::new("Spectra of three spaxels", Axis::linear("Observed wavelength").unit("Å"));
        [figure.width_px, figure.height_px] = SPECTRUM_PX;
        let figure = self.drawn().into_iter().enumerate().fold(figure, |figure, (i, spaxel)| {
            let flux = self.cube.spectrum(spaxel % n, spaxel / n);
            let thin = |values: &[f64]| values.iter().step_by(every).copied().collect::<Vec<_>>();
            // in the ink of its mark in the image
            let curve = Curve::new(thin(wave_aa), thin(flux)).ink(Ink::Number(i as u8));
            let curve = curve.label(format!("spectrum {}", i + 1));
            figure.panel(Panel::new(Axis::linear("Flux").unit("10⁻²⁰ erg/s/cm²/Å")).with(curve))
        });
        let [brightest, .., faintest] =
            [0, SPECTRA - 1].map(|i| self.drawn().get(i).map_or(f64::NAN, |s| self.image()[*s]));
        figure.caption(format!(
            "Simulated: the brightest spaxel, one near a tenth and one near a hundredth of its flux density (means {brightest:.3e} to {faintest:.3e} \
             10⁻²⁰ erg/s/cm²/Å)."
        ))
    }

    /// Maps of light, velocity, dispersion, age and metallicity, by name.
    #[must_use]
    pub fn map_figures(&self) -> Vec<(&'static str, Figure)> {
        let maps = [
            ("map-velocity", "Velocity (km/s)", "Mean velocity by light", Quantity::Velocity, Scale::Linear),
            (
                "map-dispersion",
                "Dispersion (km/s)",
                "Velocity dispersion by light",
                Quantity::Dispersion,
                Scale::Linear,
            ),
            ("map-age", "Age (Gyr)", "Mean age by light", Quantity::AgeByLight, Scale::Linear),
            ("map-metallicity", "Metallicity", "Mean metallicity by light", Quantity::MetallicityByLight, Scale::Log),
            ("map-mass", "Mass at birth (M☉)", "Mass of stars at birth", Quantity::Mass, Scale::Log),
        ];
        maps.into_iter()
            .map(|(name, label, title, quantity, scale)| {
                (name, self.map_figure((label, title), self.maps.map(quantity), scale))
            })
            .collect()
    }

    pub(super) fn map_figure(&self, (label, title): (&str, &str), values: Vec<f64>, scale: Scale) -> Figure {
        let panel = Panel::new(Axis::linear("North").unit("arcsec")).with(self.layer(values, label, scale));
        self.square(Figure::new(title, self.east()).panel(panel)).caption(
            "Simulated, of the blurred field: the truth that fits of the cube are held against; east to the left.",
        )
    }

    /// A map of the field as a layer, east to the left.
    fn layer(&self, values: Vec<f64>, label: &str, scale: Scale) -> Image {
        let n = self.cube.n;
        let edges: Vec<f64> = (0..=n).map(|i| (i as f64 - 0.5 * n as f64) * self.telescope.spaxel_arcsec).collect();
        let lit = values.into_iter().zip(&self.cube.lit).map(|(value, lit)| if *lit { value } else { f64::NAN });
        Image {
            x_edges: edges.clone(),
            y_edges: edges,
            values: lit.collect(),
            scale,
            limits: None,
            label: label.to_owned(),
        }
    }

    fn east(&self) -> Axis {
        let half = 0.5 * self.cube.n as f64 * self.telescope.spaxel_arcsec;
        Axis::linear("East").unit("arcsec").limits(half, -half)
    }

    fn square(&self, mut figure: Figure) -> Figure {
        [figure.width_px, figure.height_px] = IMAGE_PX;
        figure
    }

    /// Offsets of a spaxel's middle to the east and north, arcsec, in the field's own axes.
    fn place(&self, spaxel: usize) -> [f64; 2] {
        let n = self.cube.n;
        [spaxel % n, spaxel / n].map(|i| (i as f64 + 0.5 - 0.5 * n as f64) * self.telescope.spaxel_arcsec)
    }

    /// The spaxels whose spectra are drawn: the brightest, and the nearest to a tenth and to a hundredth of it.
    fn drawn(&self) -> Vec<usize> {
        let image = self.image();
        let bright = |spaxel: &usize| image[*spaxel] > 0.0;
        let lit: Vec<usize> = (0..image.len()).filter(bright).collect();
        let Some(brightest) = lit.iter().copied().max_by(|a, b| image[*a].total_cmp(&image[*b])) else {
            return Vec::new();
        };
        let near = |part: f64| {
            let wanted = (part * image[brightest]).ln();
            let off = |spaxel: &usize| (image[*spaxel].ln() - wanted).abs();
            lit.iter().copied().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(brightest)
        };
        let mut drawn = vec![brightest];
        for spaxel in [near(0.1), near(0.01)] {
            if !drawn.contains(&spaxel) {
                drawn.push(spaxel);
            }
        }
        drawn
    }
}
