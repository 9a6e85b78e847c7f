//! The same bits on threads, ranks, as a stream, and gone on with at every block.
use super::gather::Gather;
use super::job::Sharp;
use super::plan::Way;
use super::{CubePlan, CubeSpec, Path};
use crate::orient::{Orientation, View};
use crate::spaxel::Assignment;
use crate::{Particles, Stars, Telescope};
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::testkit::same_bits_fill;
use astrarium_num::testkit::uniform;

fn stars(n: usize) -> Stars {
    let rows = |seed, size: f64| -> Vec<[f64; 3]> {
        uniform(3 * n, seed).as_chunks().0.iter().map(|row: &[f64; 3]| row.map(|u| size * (u - 0.5))).collect()
    };
    Stars {
        position_kpc: rows(1, 4.0),
        velocity_km_s: rows(2, 300.0),
        mass_msun: vec![1.0; n],
        initial_mass_msun: vec![1e6; n],
        age_gyr: uniform(n, 3).into_iter().map(|u| 0.1 + 9.0 * u).collect(),
        metallicity: vec![0.02; n],
    }
}

#[test]
fn rows_have_the_same_bits_however_they_are_computed() {
    let wave_aa: Vec<f64> = (0..200).map(|i| 4500.0 + 5.0 * f64::from(i)).collect();
    let (age_yr, metallicity, luminosity) = (vec![1e8, 1e9, 1e10], vec![0.02], uniform(600, 4));
    let parts = SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    let library = SspLibrary::new(parts).expect("sound");
    let mut telescope = Telescope::named("MUSE").expect("a preset");
    (telescope.wave_range_aa, telescope.fov_arcsec, telescope.lsf) = ([4800.0, 5100.0], 2.0, None);
    for path in [Path::Direct, Path::Bins, Path::Factored] {
        for (assignment, tolerance) in [(Assignment::Nearest, 1e-3), (Assignment::Cloud, 1e-6)] {
            let orientation = Orientation::untouched();
            let spec = CubeSpec { path, assignment, tolerance, orientation, ..CubeSpec::new(telescope.clone(), 0.05) };
            let particles = Particles { stars: stars(80), ..Particles::default() };
            let view = View::new(particles, &spec.orientation).expect("sound");
            let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
            same_bits_fill(&Sharp(&plan));
            let sharp = uniform(plan.placer.field.n_all().pow(2) * plan.wave_aa.len(), 5);
            match &plan.way {
                Way::Single(tables) => drop(same_bits_fill(&Gather { plan: &plan, tables, sharp: &sharp })),
                Way::Double(tables) => drop(same_bits_fill(&Gather { plan: &plan, tables, sharp: &sharp })),
                _ => {}
            }
        }
    }
}
