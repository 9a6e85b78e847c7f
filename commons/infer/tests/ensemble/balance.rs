//! Every move leaves its target as it is.
//!
//! Ensembles that start as exact, independent draws of the target are exact draws after any number of steps, if and only
//! if the move and its factor keep the balance. Moments of many independent ensembles are compared with their truth.

use crate::{kind, steps, with};
use astrarium_infer::{Function, LogDensity, Space, prior, samplers::ensemble::moves::MoveKind};
use astrarium_num::{
    random::{Purpose, Stream},
    stats::{mean, standard_error},
};

const ENSEMBLES: usize = 1500;
const WALKERS: usize = 12;
/// Standard errors that a moment may be off, of some forty.
const SIGMAS: f64 = 4.2;

/// What is averaged, its mean under the target, and how it is computed of a row.
type Truth<'a> = (&'a str, f64, &'a dyn Fn(&[f64]) -> f64);

/// Each row's statistics, averaged over an ensemble, must have these means over the ensembles.
fn expect(name: &str, theta: &[f64], dim: usize, truths: &[Truth<'_>]) {
    for (what, truth, of) in truths {
        let each = theta.chunks_exact(WALKERS * dim);
        let means: Vec<f64> = each.map(|all| mean(&all.chunks_exact(dim).map(of).collect::<Vec<_>>())).collect();
        let (found, error) = (mean(&means), standard_error(&means));
        assert!((found - truth).abs() < SIGMAS * error, "{name}: {what} is {found} ± {error}, expected {truth}");
    }
}

/// An exponential, a normal about a half of it, and one more normal.
fn lopsided() -> (impl LogDensity, Vec<f64>) {
    let density = Function::new(Space::flat(3), |x: &[f64]| {
        let (b, c) = (x[1] - 0.5 * x[0], x[2]);
        if x[0] < 0.0 { f64::NEG_INFINITY } else { -x[0] - 0.5 * (b * b + c * c) }
    });
    let stream = Stream::new(11, Purpose::Test, 0);
    let row = |i: u64| {
        let ([e, _], [a, b]) = (stream.exponentials(0, i), stream.normals(1, i));
        [e, 0.5 * e + a, b]
    };
    (density.with_batch_hint(64), (0..(ENSEMBLES * WALKERS) as u64).flat_map(row).collect())
}

fn leaves_the_target(name: &str, of: MoveKind) {
    let (density, start) = lopsided();
    let state = steps(&with(of, [ENSEMBLES, WALKERS], start.clone(), 6), &density, 3);
    let moved = state.accepted.iter().filter(|n| **n > 0).count();
    assert!(moved * 2 > ENSEMBLES * WALKERS, "{name}: {moved} walkers moved");
    let truths: [Truth<'_>; 6] = [
        ("<a>", 1.0, &|x| x[0]),
        ("<a²>", 2.0, &|x| x[0] * x[0]),
        ("<b>", 0.5, &|x| x[1]),
        ("<ab>", 1.0, &|x| x[0] * x[1]),
        ("<c²>", 1.0, &|x| x[2] * x[2]),
        ("<|c|>", (2.0 / std::f64::consts::PI).sqrt(), &|x| x[2].abs()),
    ];
    expect(name, &start, 3, &truths);
    expect(name, &state.theta, 3, &truths);
}

#[test]
fn every_move_keeps_the_balance() {
    for (name, _) in MoveKind::ALL {
        leaves_the_target(name, kind(name));
    }
}

#[test]
fn settings_of_moves_keep_it_too() {
    for settings in [
        r#"{"kind": "stretch", "a": 3.0}"#,
        r#"{"kind": "differential", "gamma": 0.8, "sigma": 0.5, "jumps": 0.5}"#,
        r#"{"kind": "walk", "helpers": 3}"#,
        r#"{"kind": "metropolis", "width": [0.5, 1.0, 2.0], "mode": "random", "factor": 3.0}"#,
        r#"{"kind": "metropolis", "width": [1.0], "mode": "sequential"}"#,
        r#"{"kind": "metropolis", "covariance": [1.0, 0.4, 0.0, 0.4, 1.2, 0.1, 0.0, 0.1, 0.5], "factor": 2.0}"#,
        r#"{"kind": "kde", "bandwidth": 0.8}"#,
        r#"{"kind": "kde", "rule": "silverman"}"#,
    ] {
        leaves_the_target(settings, serde_json::from_str(settings).unwrap());
    }
}

#[test]
fn round_a_circle_too() {
    // von Mises with concentration 2 about the seam: <cos> = I1(2)/I0(2), <cos 2x> = I2(2)/I0(2)
    let space = Space::builder()
        .free("x", prior::uniform(0.0, std::f64::consts::TAU))
        .periodic()
        .free("y", prior::normal(0.0, 1.0))
        .build()
        .unwrap();
    let density = Function::new(space, |x: &[f64]| 2.0 * x[0].cos()).with_batch_hint(64);
    let stream = Stream::new(12, Purpose::Test, 0);
    let angle = |i: u64| {
        let tries = (0..).map(|k| stream.uniforms(i, k));
        let kept = |[u, v]: &[f64; 2]| *v < (2.0 * ((std::f64::consts::TAU * u).cos() - 1.0)).exp();
        std::f64::consts::TAU * tries.take(1000).find(kept).unwrap()[0]
    };
    let row = |i: u64| [angle(i), Stream::new(13, Purpose::Test, 0).normals(0, i)[0]];
    let start: Vec<f64> = (0..(ENSEMBLES * WALKERS) as u64).flat_map(row).collect();
    let truths: [Truth<'_>; 4] = [
        ("<cos x>", 0.697_774_657_964_008, &|x| x[0].cos()),
        ("<cos 2x>", 0.302_225_342_035_992, &|x| (2.0 * x[0]).cos()),
        ("<sin x>", 0.0, &|x| x[0].sin()),
        ("<y²>", 1.0, &|x| x[1] * x[1]),
    ];
    for name in ["stretch", "differential", "snooker", "walk", "metropolis"] {
        let state = steps(&with(kind(name), [ENSEMBLES, WALKERS], start.clone(), 6), &density, 5);
        assert!(state.theta.iter().step_by(2).all(|x| (0.0..std::f64::consts::TAU).contains(x)), "{name}");
        expect(name, &state.theta, 2, &truths);
    }
}
