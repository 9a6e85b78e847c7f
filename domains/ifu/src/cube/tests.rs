//! The same bits on threads, ranks, as a stream, and gone on with at every block.
use super::adjoint::{Spread, Unmultiplied};
use super::blurred::Across;
use super::distribution::ByNode;
use super::gather::Gather;
use super::job::{Coefficients, FromCoefficients, Sharp};
use super::plan::Way;
use super::spans::{of_rank, over_windows};
use super::store::Store;
use super::tables::Tables;
use super::{CubePlan, CubeSpec, Path};
use crate::orient::{Orientation, View};
use crate::spaxel::Assignment;
use crate::telescope::{Psf, PsfShape};
use crate::{Particles, Stars, Telescope};
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_exec::Engine;
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

fn backwards<S: Store>(plan: &CubePlan, tables: &Tables<S>) {
    let n_values = plan.placer.field.n_all().pow(2) * tables.width();
    let coefficients: Vec<S> = uniform(n_values, 5).into_iter().map(S::of).collect();
    same_bits_fill(&Gather { plan, tables, coefficients: &coefficients });
}

fn small() -> (SspLibrary, Telescope) {
    let wave_aa: Vec<f64> = (0..200).map(|i| 4500.0 + 5.0 * f64::from(i)).collect();
    let (age_yr, metallicity, luminosity) = (vec![1e8, 1e9, 1e10], vec![0.02], uniform(600, 4));
    let parts = SspParts { wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    let mut telescope = Telescope::named("MUSE").expect("a preset");
    (telescope.wave_range_aa, telescope.fov_arcsec, telescope.lsf) = ([4800.0, 5100.0], 2.0, None);
    (SspLibrary::new(parts).expect("sound"), telescope)
}

fn view_of(spec: &CubeSpec) -> View {
    let particles = Particles { stars: stars(80), ..Particles::default() };
    View::new(particles, &spec.orientation).expect("sound")
}

#[test]
fn rows_have_the_same_bits_however_they_are_computed() {
    let (library, telescope) = small();
    for path in [Path::Direct, Path::Bins, Path::Factored] {
        for (assignment, tolerance) in [(Assignment::Nearest, 1e-3), (Assignment::Cloud, 1e-6)] {
            let orientation = Orientation::untouched();
            let spec = CubeSpec { path, assignment, tolerance, orientation, ..CubeSpec::new(telescope.clone(), 0.05) };
            let view = view_of(&spec);
            let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
            same_bits_fill(&Sharp::whole(&plan));
            match &plan.way {
                Way::Single(tables) => backwards(&plan, tables),
                Way::Double(tables) => backwards(&plan, tables),
                _ => {}
            }
        }
    }
}

/// Both ways between coefficients and the field, blurred.
fn across<S: Store>(plan: &CubePlan, tables: &Tables<S>) {
    let (n, n_all) = (plan.placer.field.n, plan.placer.field.n_all());
    same_bits_fill(&Coefficients { plan, tables, rows: 0..n_all });
    let random = |n: usize, seed| -> Vec<S> { uniform(n, seed).into_iter().map(S::of).collect() };
    let coefficients = random(n_all * n_all * tables.width(), 5);
    let stencil = plan.psf.as_ref().and_then(|psf| psf.stencil()).expect("one blur for all channels");
    let knots = over_windows(&plan.knots, n_all, stencil.size());
    let (rows, knots) = (0..n, knots.as_slice());
    let coefficients = coefficients.as_slice();
    same_bits_fill(&FromCoefficients { plan, tables, rows, stencil: &stencil, coefficients, knots });
    let derivatives = uniform(n * n * plan.wave_aa.len(), 6);
    same_bits_fill(&Unmultiplied {
        transposed: tables.knots.transposed(),
        derivatives: &derivatives,
        n,
        spans: of_rank(knots, tables.rank),
        rows_per_block: 2,
    });
    let field = random(n * n * tables.width(), 7);
    let across = Across { stencil: &stencil, n, width: tables.width() };
    same_bits_fill(&Spread { across: &across, field: &field, n_all });
}

#[test]
fn blurred_rows_have_the_same_bits_however_they_are_computed() {
    let (library, mut telescope) = small();
    telescope.psf = Some(Psf { shape: PsfShape::Gaussian, fwhm_arcsec: 0.5, exponent: 0.0, reference_aa: 5000.0 });
    for tolerance in [1e-3, 1e-6] {
        let orientation = Orientation::untouched();
        let spec = CubeSpec { path: Path::Factored, tolerance, orientation, ..CubeSpec::new(telescope.clone(), 0.05) };
        let view = view_of(&spec);
        let plan = CubePlan::new(&spec, &view, &library, None).expect("a plan");
        match &plan.way {
            Way::Single(tables) => across(&plan, tables),
            Way::Double(tables) => across(&plan, tables),
            _ => panic!("factored was asked for"),
        }
        same_bits_fill(&ByNode(&plan));
        let engine = Engine::with_threads(2);
        let whole = plan.run(&engine).expect("a cube").flux;
        let slabs = [0..3, 3..4, 4..10].map(|rows| plan.run_rows(rows, &engine).expect("a slab"));
        assert!(whole.iter().map(|value| value.to_bits()).eq(slabs.concat().into_iter().map(f64::to_bits)));
    }
}
