//! Grids against closed forms, and on every machine.

use super::*;
use crate::{
    OverTheta,
    optimise::{Bounds, ByRef, LbfgsbSettings, Slope},
    problems::Problem,
};
use astrarium_exec::{
    Cut, Cx, Engine, Error as ExecError, Evaluate, Evaluated, Evaluations, Kept, Rows, Scratch,
    testkit::{same_bits, same_bits_fill, same_bits_step},
};
use std::f64::consts::{PI, TAU};

/// A correlated normal density in two dimensions, normalised.
struct Normal;

const SD: [f64; 2] = [1.0, 0.5];
const RHO: f64 = 0.6;

impl Evaluate for Normal {
    fn dim(&self) -> usize {
        2
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), ExecError> {
        for row in 0..rows.len() {
            let (a, b) = (rows.row(row)[0] / SD[0], (rows.row(row)[1] - 0.2) / SD[1]);
            let quadratic = (a * a - 2.0 * RHO * a * b + b * b) / (1.0 - RHO * RHO);
            let norm = TAU * SD[0] * SD[1] * (1.0 - RHO * RHO).sqrt();
            out.push(-0.5 * quadratic - norm.ln());
        }
        Ok(())
    }
}

fn linear(low: f64, high: f64, points: usize) -> Axis {
    Axis::Linear { low, high, points }
}

fn square(n: usize) -> Grid {
    Grid::new(vec![linear(-6.0, 6.0, n), linear(-3.0, 3.4, n)]).unwrap()
}

#[test]
fn points_and_numbers() {
    let axes = vec![
        linear(0.0, 1.0, 3),
        Axis::Log { low: 1.0, high: 100.0, points: 3 },
        Axis::Explicit(vec![-1.0, 4.0]),
        Axis::Table(5),
    ];
    let grid = Grid::new(axes).unwrap();
    assert_eq!(grid.points(), 90);
    assert_eq!(grid.point(0), [0.0, 1.0, -1.0, 0.0]);
    assert_eq!(grid.point(1), [0.0, 1.0, -1.0, 1.0]);
    assert_eq!(grid.point(89), [1.0, 100.0, 4.0, 4.0]);
    assert!((0..90).all(|index| grid.index(&grid.places(index)) == index));
    assert!((grid.point(45)[1] - 10.0).abs() < 1e-12);
    // cells of an axis cover it once
    for axis in &grid.axes()[..3] {
        let all: f64 = (0..axis.len()).map(|k| axis.width(k)).sum();
        assert!((all - (axis.value(axis.len() - 1) - axis.value(0))).abs() < 1e-9);
    }
}

#[test]
fn bad_axes_are_named() {
    let wrong = |axis: Axis| Grid::new(vec![axis]).unwrap_err().to_string();
    assert!(wrong(linear(1.0, 0.0, 3)).contains("above low"));
    assert!(wrong(linear(0.0, 1.0, 0)).contains("points"));
    assert!(wrong(linear(0.0, f64::NAN, 3)).contains("NaN"));
    assert!(wrong(Axis::Log { low: 0.0, high: 1.0, points: 3 }).contains("logarithmic"));
    assert!(wrong(Axis::Explicit(vec![1.0, 1.0])).contains("rising"));
    assert!(Grid::new(vec![]).is_err());
    let huge = Axis::Table(usize::MAX / 2);
    assert!(Grid::new(vec![huge.clone(), huge]).unwrap_err().to_string().contains("2^63"));
    let grid = Grid::new(vec![Axis::Table(3)]).unwrap();
    assert!(GridJob::new(&Normal, &grid, GridSettings::default(), &[]).is_err());
}

#[test]
fn a_normal_density_in_closed_form() {
    let grid = square(121);
    let found = search(&Normal, &grid, &GridSettings { block: 100, keep: 3 }, &Engine::with_threads(2)).unwrap();
    // the trapezoidal rule is exact to rounding for a density that ends within the grid
    assert!(found.ln_z.abs() < 1e-7, "{}", found.ln_z);
    for (i, centre) in [0.0, 0.2].into_iter().enumerate() {
        let axis = &grid.axes()[i];
        let values: Vec<f64> = (0..axis.len()).map(|k| axis.value(k)).collect();
        let masses = &found.marginals[i];
        assert!((masses.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let mean: f64 = values.iter().zip(masses).map(|(x, p)| x * p).sum();
        let variance: f64 = values.iter().zip(masses).map(|(x, p)| (x - mean).powi(2) * p).sum();
        assert!((mean - centre).abs() < 1e-7 && (variance.sqrt() / SD[i] - 1.0).abs() < 1e-6, "{mean} {variance}");
        let [low, high] = central_interval(&values, masses, 0.6827);
        assert!(
            (low - centre + SD[i]).abs() < 0.02 * SD[i] && (high - centre - SD[i]).abs() < 0.02 * SD[i],
            "{low} {high}"
        );
        // the profile falls by half where the parameter is one standard deviation off
        let k = values.iter().position(|x| (x - centre - SD[i]).abs() < 1e-9);
        if let Some(k) = k {
            assert!((found.best[0].ln_p - found.profiles[i][k] - 0.5).abs() < 0.01);
        }
    }
    assert_eq!(found.points[0][0], 0.0);
}

/// The mass above a level of a normal density in two dimensions is `1 − e^−Δ`.
#[test]
fn regions_of_highest_density() {
    let grid = square(161);
    let job = SurfaceJob::new(GridJob::new(&Normal, &grid, GridSettings::default(), &[]).unwrap());
    let sink = Kept::default();
    let found = surface(&job, &sink, None, &Engine::with_threads(2)).unwrap();
    let all: Vec<f64> = sink.into_parts().into_values().flatten().collect();
    assert_eq!(all.len() as u64, grid.points());
    let volumes: Vec<f64> = (0..grid.points()).map(|index| grid.ln_volume(index)).collect();
    for share in [0.393, 0.6827, 0.95] {
        let fall = found.best[0].ln_p - density_level(&all, &volumes, share);
        assert!((fall + f64::ln(1.0 - share)).abs() < 0.03, "{share}: {fall}");
    }
    assert!(density_level(&[f64::NEG_INFINITY], &[0.0], 0.5).is_nan());
}

/// P04: 18 modes of equal height at `2π (a, b)`, a + b even; ties go to the smallest number.
#[test]
fn the_egg_box() {
    let problem = Problem::named("P04").unwrap();
    let of = OverTheta::new(problem.density());
    let grid = Grid::new(vec![linear(0.0, 10.0 * PI, 400), linear(0.0, 10.0 * PI, 400)]).unwrap();
    let settings = GridSettings { block: 1000, keep: 40 };
    let found = search(&of, &grid, &settings, &Engine::serial()).unwrap();
    assert!((found.ln_z - problem.truth.ln_z).abs() < 0.02, "{} {}", found.ln_z, problem.truth.ln_z);
    let ln_prior = -2.0 * (10.0 * PI).ln();
    assert!(found.best[0].ln_p - ln_prior <= 243.0 && found.best[0].ln_p - ln_prior > 242.8);
    let corner = &found.points[0];
    assert!(corner[0] == 0.0 && corner[1] == 0.0, "{corner:?}");
    let near = |x: f64| (x / TAU - (x / TAU).round()).abs() * TAU < 10.0 * PI / 399.0;
    for point in &found.points {
        assert!(near(point[0]) && near(point[1]), "{point:?}");
        assert!(((point[0] / TAU).round() + (point[1] / TAU).round()) as i64 % 2 == 0, "{point:?}");
    }
    assert!(found.best.windows(2).all(|pair| pair[0].ln_p > pair[1].ln_p || pair[0].index < pair[1].index));
    for mean in
        found.marginals.iter().map(|p| p.iter().enumerate().map(|(k, p)| grid.axes()[0].value(k) * p).sum::<f64>())
    {
        assert!((mean - problem.truth.mean[0]).abs() < 1e-3, "{mean}");
    }
    let polished =
        polish(&of, &grid, &found, &LbfgsbSettings { slope: Slope::Central, ..Default::default() }, &Engine::serial());
    for one in polished.unwrap() {
        assert!((one.f + 243.0 + ln_prior).abs() < 1e-4, "{one:?}");
    }
}

#[test]
fn the_same_bits_everywhere() {
    let grid = square(37);
    let job = GridJob::new(&Normal, &grid, GridSettings { block: 50, keep: 4 }, &[]).unwrap();
    let sum = same_bits(&job);
    assert_eq!(job.result(&sum).best.len(), 4);
    let octree = octree(1e-4);
    same_bits_step(&Evaluated { sampler: ByRef(&octree), of: &Normal, entity: 0 }, &octree.start(), 5);
    let (fluxes, weights, models) = sources();
    let library = Library { grid: &grid, models: &models, bands: 3 };
    let settings = TemplateSettings { sources: 4, models: 100, keep: 2 };
    let job = TemplateJob::new(library, &fluxes, &weights, settings).unwrap();
    assert_eq!(same_bits_fill(&job).len(), 3);
}

#[test]
fn zooms_come_closer() {
    let grid = Grid::new(vec![
        linear(-5.3, 6.0, 11),
        Axis::Explicit((0..11).map(|k| -3.0 + 0.02 * f64::from(k * k + 20 * k)).collect()),
    ])
    .unwrap();
    let (_, results) = zoom(&Normal, &grid, &GridSettings::default(), 20, &Engine::serial()).unwrap();
    let last = &results[results.len() - 1];
    assert!(last.points[0][0].abs() < 1e-4 && (last.points[0][1] - 0.2).abs() < 1e-2, "{:?}", last.points[0]);
    assert!(results.windows(2).all(|pair| pair[1].best[0].ln_p >= pair[0].best[0].ln_p - 1e-12));
}

fn octree(tolerance: f64) -> Octree {
    let bounds = Bounds::new(vec![-9.0, -8.0], vec![10.0, 9.0]).unwrap();
    Octree::new(OctreeSettings { cells: vec![4, 4], tolerance, ..Default::default() }, bounds).unwrap()
}

#[test]
fn cells_split_where_the_mass_is() {
    let octree = octree(1e-4);
    let at = same_bits_step(&Evaluated { sampler: ByRef(&octree), of: &Normal, entity: 0 }, &octree.start(), 20);
    let ln_z = at.state.ln_z();
    assert!(ln_z[ln_z.len() - 1].abs() < 2e-4, "{ln_z:?}");
    let (best, _) = octree.best(&at.state).unwrap();
    assert!(best[0].abs() < 0.1 && (best[1] - 0.2).abs() < 0.1, "{best:?}");
    // a full grid of the finest cells would have four times as many points
    let finest = 4_usize << (ln_z.len() - 1);
    assert!(4 * at.state.points() < (finest + 1) * (finest + 1), "{} of {}", at.state.points(), (finest + 1).pow(2));
    let leaves = octree.leaves(&at.state);
    let volume: f64 = leaves.iter().map(|(a, b, _)| (b[0] - a[0]) * (b[1] - a[1])).sum();
    assert!((volume - 19.0 * 17.0).abs() < 1e-9);
    assert!((leaves.iter().map(|leaf| leaf.2).sum::<f64>() - 1.0).abs() < 1e-12);
}

/// Ten sources made of models of a 37 × 37 library.
fn sources() -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let grid = square(37);
    let models: Vec<f64> = (0..grid.points())
        .flat_map(|index| {
            let p = grid.point(index);
            [1.0 + 0.1 * p[0], 2.0 + 0.3 * p[1], 1.5 + 0.05 * p[0] * p[0] - 0.1 * p[1]]
        })
        .collect();
    let scale = |k: usize| 10_f64.powi(k as i32 - 5);
    let model = |k: usize| 100 + 113 * k;
    let fluxes: Vec<f64> = (0..30).map(|i| scale(i / 3) * models[3 * model(i / 3) + i % 3]).collect();
    let weights = (0..30).map(|i| 1e4 / fluxes[i].powi(2)).collect();
    (fluxes, weights, models)
}

#[test]
fn sources_find_their_models() {
    let grid = square(37);
    let (mut fluxes, mut weights, models) = sources();
    let library = Library { grid: &grid, models: &models, bands: 3 };
    let job = TemplateJob::new(library, &fluxes, &weights, TemplateSettings::default()).unwrap();
    let sink = Kept::default();
    Engine::with_threads(2).fill(&job, &sink, std::time::Duration::MAX).unwrap();
    let rows: Vec<TemplateFit> = sink.into_parts().into_values().flatten().collect();
    assert_eq!(rows.len(), 10);
    for (k, row) in rows.iter().enumerate() {
        let (model, chi2, scale) = row.best[0];
        assert!(chi2 < 1e-6 && (scale / 10_f64.powi(k as i32 - 5) - 1.0).abs() < 0.5, "{k}: {row:?}");
        let _ = model;
        assert!(
            row.best.windows(2).all(|pair| pair[0].1 <= pair[1].1)
                && row.moments.iter().flatten().all(|x| x.is_finite())
        );
    }
    assert_eq!(Cut { items: 10, size: 64 }.blocks(), astrarium_exec::Blocks::Known(1));
    // a band of weight nought counts for nothing, a bad one is named
    (fluxes[1], weights[1]) = (f64::NAN, 0.0);
    assert!(TemplateJob::new(library, &fluxes, &weights, TemplateSettings::default()).is_ok());
    weights[1] = 1.0;
    assert!(TemplateJob::new(library, &fluxes, &weights, TemplateSettings::default()).is_err());
    weights[1] = -1.0;
    assert!(TemplateJob::new(library, &fluxes, &weights, TemplateSettings::default()).is_err());
}
