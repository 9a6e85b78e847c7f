//! A library, a telescope and stars that are small enough to be checked.
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_ifu::cube::CubeSpec;
use astrarium_ifu::orient::{Orientation, View};
use astrarium_ifu::{Particles, Stars, Telescope};
use astrarium_num::testkit::uniform;

/// Spectra that fall with age and redden with metals, with some lines.
pub(crate) fn library() -> SspLibrary {
    let wave_aa: Vec<f64> = (0..1600).map(|i| 4000.0 + 2.0 * f64::from(i)).collect();
    let (age_yr, metallicity) = (vec![1e6, 1e7, 1e8, 1e9, 1e10], vec![0.002, 0.01, 0.03]);
    let mut luminosity = Vec::new();
    for z in &metallicity {
        for age in &age_yr {
            let slope = 1.0 + 0.2 * (age / 1e9f64).ln() + 10.0 * z;
            let line = |wave: f64, at: f64, depth: f64| 1.0 - depth * (-0.5 * ((wave - at) / 6.0).powi(2)).exp();
            let of = |wave: &f64| {
                let continuum = 1e-3 * (age / 1e9).powf(-0.7) * (wave / 5500.0).powf(slope);
                continuum * line(*wave, 4861.0, 0.5 * (1e8 / age).powf(0.1).min(1.0)) * line(*wave, 5175.0, 10.0 * z)
            };
            luminosity.extend(wave_aa.iter().map(of));
        }
    }
    SspLibrary::new(SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() }).expect("sound")
}

/// A library whose one spectrum is this.
pub(crate) fn one_spectrum(of: impl Fn(f64) -> f64) -> SspLibrary {
    let wave_aa: Vec<f64> = (0..8000).map(|i| 4000.0 + 0.5 * f64::from(i)).collect();
    let luminosity = wave_aa.iter().map(|wave| of(*wave)).collect();
    let (age_yr, metallicity) = (vec![1e9], vec![0.02]);
    SspLibrary::new(SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() }).expect("sound")
}

/// Six arcseconds of spaxels of 0.5, channels of 2.5 Å, in vacuum; blurs as asked.
pub(crate) fn telescope(blurs: &str) -> Telescope {
    let text = format!(
        "name = 'small'\nsource = 'a test'\nfov_arcsec = 6.0\nspaxel_arcsec = 0.5\nwave_range_aa = [4800.0, 6300.0]\n\
         wave_step_aa = 2.5\nmedium = 'vacuum'\n{blurs}"
    );
    Telescope::parse("small", &text).expect("sound")
}

pub(crate) fn spec(blurs: &str) -> CubeSpec {
    CubeSpec { orientation: Orientation::untouched(), ..CubeSpec::new(telescope(blurs), 0.05) }
}

/// Stars of a blob `size_kpc` wide, of all ages and metallicities of the library and some beyond.
pub(crate) fn stars(n: usize, size_kpc: f64) -> Stars {
    let rows = |seed, size: f64| -> Vec<[f64; 3]> {
        uniform(3 * n, seed).as_chunks().0.iter().map(|row: &[f64; 3]| row.map(|u| size * (u - 0.5))).collect()
    };
    let scaled = |seed, from: f64, to: f64| uniform(n, seed).into_iter().map(|u| from + u * (to - from)).collect();
    let age: Vec<f64> = scaled(4, -3.3, 1.1);
    Stars {
        position_kpc: rows(2, size_kpc),
        velocity_km_s: rows(3, 500.0),
        mass_msun: vec![1e5; n],
        initial_mass_msun: scaled(6, 0.5e5, 2e5),
        age_gyr: age.into_iter().map(|log| 10f64.powf(log)).collect(),
        metallicity: scaled(5, 0.001, 0.035),
    }
}

/// One star of the library of one spectrum.
pub(crate) fn one_star(position_kpc: [f64; 3], velocity_km_s: [f64; 3]) -> Stars {
    Stars {
        position_kpc: vec![position_kpc],
        velocity_km_s: vec![velocity_km_s],
        mass_msun: vec![1e8],
        initial_mass_msun: vec![1e8],
        age_gyr: vec![1.0],
        metallicity: vec![0.02],
    }
}

pub(crate) fn view(stars: Stars, spec: &CubeSpec) -> View {
    View::new(Particles { stars, ..Particles::default() }, &spec.orientation).expect("sound")
}
