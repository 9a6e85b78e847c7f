//! Geweke's joint test of every move.
//!
//! Data are drawn for the walkers and the walkers moved for the data, in turn. If and only if the move leaves the posterior
//! of whatever data as it is, what comes has the moments of parameters and data drawn together.
//!
//! The parameters are `theta ~ N(0, 1)`, the data `y ~ N(theta, 1)`, in two dimensions. Together with the data stand W
//! walkers, each a draw of the posterior; then `p(y | walkers) ∝ p(y)^(1−W) Π p(y | theta_w)` is normal with precision
//! `W − (W−1)/2` and its mean at the sum of the walkers over the precision.
//!
//! # Source
//! Geweke 2004, JASA 99, 799

use crate::{kind, steps, with};
use astrarium_infer::{Function, LogDensity, Space, samplers::ensemble::moves::MoveKind};
use astrarium_num::{
    random::{Purpose, Stream},
    stats::{mean, standard_error},
};

const WALKERS: usize = 8;
const DIM: usize = 2;
const ROUNDS: u64 = 12_000;
/// Pieces of the chain whose means are taken as independent.
const PIECES: usize = 40;
/// Standard errors that a moment may be off, of some forty.
const SIGMAS: f64 = 4.5;

fn posterior(y: [f64; DIM]) -> impl LogDensity {
    let ln = move |x: &[f64]| -0.5 * x.iter().zip(y).map(|(x, y)| x * x + (y - x) * (y - x)).sum::<f64>();
    Function::new(Space::flat(DIM), ln).with_batch_hint(64)
}

/// Draws the data for the walkers.
fn data(theta: &[f64], stream: Stream, round: u64) -> [f64; DIM] {
    let n = WALKERS as f64;
    let precision = n - 0.5 * (n - 1.0);
    let normals = stream.normals(round, 0);
    std::array::from_fn(|k| {
        let sum: f64 = theta.iter().skip(k).step_by(DIM).sum();
        sum / precision + normals[k] / precision.sqrt()
    })
}

/// What is averaged of the walkers and the data after each round, beside its mean if all were drawn together.
///
/// The last is the one that a wrong factor shows in most: it does not wander with the data.
const TRUTHS: [(&str, f64); 7] = [
    ("<y>", 0.0),
    ("<y²>", 2.0),
    ("<theta>", 0.0),
    ("<theta²>", 1.0),
    ("<theta y>", 1.0),
    ("<theta_0 theta_1>", 0.0),
    ("<(theta − y/2)²>", 0.5),
];

fn seen(theta: &[f64], y: [f64; DIM]) -> [f64; 7] {
    let each = |of: &dyn Fn(&[f64]) -> f64| theta.chunks_exact(DIM).map(of).sum::<f64>() / WALKERS as f64;
    [
        y[0],
        y[0] * y[0],
        each(&|x| x[0]),
        each(&|x| x[0] * x[0]),
        each(&|x| x[0] * y[0]),
        each(&|x| x[0] * x[1]),
        each(&|x| (x[0] - 0.5 * y[0]).powi(2)),
    ]
}

fn joint(name: &str, of: &MoveKind) {
    let stream = Stream::new(21, Purpose::Test, 0);
    // the first walkers are the joint distribution's own: y from its marginal, then posterior draws N(y/2, 1/2)
    let first = stream.normals(0, 1).map(|normal| normal * 2_f64.sqrt());
    let mut theta: Vec<f64> = (0..WALKERS as u64)
        .flat_map(|w| {
            let normals = stream.normals(0, 2 + w);
            [0, 1].map(|k| 0.5 * first[k] + normals[k] * 0.5_f64.sqrt())
        })
        .collect();
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        let y = data(&theta, stream, round);
        theta = steps(&with(of.clone(), [1, WALKERS], theta, 3), &posterior(y), round).theta;
        rounds.push(seen(&theta, y));
    }
    for (k, (what, truth)) in TRUTHS.iter().enumerate() {
        let column: Vec<f64> = rounds.iter().map(|round| round[k]).collect();
        let means: Vec<f64> = column.chunks_exact(rounds.len() / PIECES).map(mean).collect();
        let (found, error) = (mean(&means), standard_error(&means));
        assert!((found - truth).abs() < SIGMAS * error, "{name}: {what} is {found} ± {error}, expected {truth}");
        assert!(error < 0.2, "{name}: {what} is known to {error} only, which proves nothing");
    }
}

#[test]
fn data_and_walkers_in_turn_are_data_and_walkers_together() {
    for (name, _) in MoveKind::ALL {
        // its own small steps would need a longer chain
        let wide = || serde_json::from_str(r#"{"kind": "metropolis", "width": [1.0]}"#).expect("sound settings");
        joint(name, &if *name == "metropolis" { wide() } else { kind(name) });
    }
}
