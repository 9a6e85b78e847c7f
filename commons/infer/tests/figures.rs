//! Figures of runs are drawn, whatever the runs hold; the pictures are left in the build folder to be looked at.
#![allow(clippy::unwrap_used, reason = "a test that unwraps an error fails, as it should")]
use astrarium_infer::figures::{Corner, corner, course};
use astrarium_infer::{Chains, Error, Points, Run, Space, prior};
use astrarium_io::report::{png, svg};
use astrarium_num::random::{Purpose, Stream};
use std::fs;

/// Draws of three parameters that hang together, one of them bounded below by zero.
fn run(n: usize, shift: f64) -> Run {
    let space = Space::builder()
        .free("ln_mass", prior::normal(0.0, 5.0))
        .latex(r"\ln M_\star")
        .unit("Msun")
        .free("tau", prior::uniform(0.0, 9.0))
        .latex(r"\tau_{\rm dust}")
        .unit("Gyr")
        .free("metallicity", prior::uniform(-5.0, 5.0))
        .build()
        .unwrap();
    let mut normal = vec![0.0; 3 * n];
    Stream::new(1, Purpose::Simulation, 0).fill_normal(0, 0, &mut normal);
    let theta = normal.chunks(3).flat_map(|z| [10.0 + shift + 0.2 * z[0], z[1].abs(), 0.3 * z[1] + 0.5 * z[2] * z[0]]);
    let mut run = Run::new("made", &space, &[]);
    run.points = Points { dim: 3, theta: theta.collect(), ..run.points };
    run.points.ln_likelihood = normal.chunks(3).map(|z| -0.5 * z.iter().map(|z| z * z).sum::<f64>()).collect();
    run.points.ln_prior = vec![0.0; n];
    run
}

fn keep(name: &str, text: &str) {
    let folder = env!("CARGO_TARGET_TMPDIR");
    fs::write(format!("{folder}/{name}.svg"), text).unwrap();
    let picture = png(text, 2.0).unwrap();
    assert!(picture.len() > 10_000, "{name}");
    fs::write(format!("{folder}/{name}.png"), picture).unwrap();
}

#[test]
fn corners_of_one_and_two_runs() {
    let how =
        Corner { truth: Some(vec![10.0, f64::NAN, 0.2]), title: "Mock posterior".to_owned(), ..Corner::default() };
    let one = corner(&[&run(4000, 0.0)], &how).unwrap();
    assert_eq!((one.quantities.len(), one.pairs.len()), (3, 3));
    assert!(one.quantities[0].head.starts_with("10.0"), "{}", one.quantities[0].head);
    // nothing lies below zero, and nothing is shown there
    assert!(one.quantities[1].axis.limits.is_some_and(|[low, _]| low >= 0.0));
    keep("corner", &one.svg("corner").unwrap());
    let two = corner(&[&run(4000, 0.0), &run(300, 0.5)], &Corner { parameters: Some(vec!["ln_mass", "tau"]), ..how });
    keep("corner-of-two", &two.unwrap().svg("two").unwrap());
}

#[test]
fn courses_of_chains_and_of_weighted_points() {
    let mut chains = run(1200, 0.0);
    chains.points.chains = Some(Chains { chains: 12, draws: 100, independent: 1 });
    keep("course-of-chains", &svg(&course(&chains, "Twelve walkers").unwrap()).unwrap());
    let mut weighted = run(1200, 0.0);
    weighted.points.ln_weight = Some(weighted.points.ln_likelihood.clone());
    keep("course-of-weights", &svg(&course(&weighted, "Weighted points").unwrap()).unwrap());
}

#[test]
fn what_cannot_be_drawn_says_so() {
    let run = run(100, 0.0);
    let named = Corner { parameters: Some(vec!["age"]), ..Corner::default() };
    assert!(matches!(corner(&[&run], &named), Err(Error::Unknown(unknown)) if unknown.given == "age"));
    assert!(matches!(corner(&[], &Corner::default()), Err(Error::TooFew { .. })));
    let short = Corner { truth: Some(vec![1.0]), ..Corner::default() };
    assert!(matches!(corner(&[&run], &short), Err(Error::Length { found: 1, expected: 3, .. })));
    let one = Run { points: Points { dim: 3, ..Points::default() }, ..run };
    assert!(matches!(course(&one, ""), Err(Error::TooFew { found: 0, .. })));
}
