//! An ensemble that is stepped by hand does what a run does.

use crate::{kind, steps, with};
use astrarium_infer::{
    Function, LogDensity, Space,
    samplers::ensemble::{
        Stepper, Walkers,
        moves::{MoveKind, Weighted},
    },
};
use astrarium_num::random::{Purpose, Stream};

const WALKERS: usize = 10;
const SEED: u64 = 5;

fn ln(x: &[f64]) -> f64 {
    if x[0] < -3.0 { f64::NEG_INFINITY } else { -0.5 * (x[0] * x[0] + (x[1] - 0.5 * x[0]).powi(2)) }
}

fn density() -> impl LogDensity {
    Function::new(Space::flat(2), ln)
}

fn start() -> Vec<f64> {
    let mut theta = vec![0.0; 2 * WALKERS];
    Stream::new(1, Purpose::Test, 0).fill_normal(0, 0, &mut theta);
    theta
}

fn values(rows: &[f64]) -> Vec<f64> {
    rows.chunks_exact(2).map(ln).collect()
}

fn standing(moves: &[Weighted]) -> Stepper {
    let mut stepper = Stepper::new(moves.to_vec(), [WALKERS, 2], SEED).expect("sound moves");
    stepper.stand(start(), values(&start()), [0, 0]).expect("as many as walkers");
    stepper
}

/// Steps to the end of so many steps.
fn walk(stepper: &mut Stepper, until: u64) -> Walkers {
    while stepper.walkers().step < until {
        let rows = stepper.ask().to_vec();
        assert_eq!(stepper.ask(), rows, "asking twice asks the same");
        let before = stepper.walkers().theta.clone();
        let told = stepper.tell(&values(&rows)).expect("as many as asked for");
        for (i, (walker, taken)) in told.walkers.iter().zip(&told.taken).enumerate() {
            let from = if *taken { &rows[2 * i..2 * i + 2] } else { &before[2 * walker..2 * walker + 2] };
            assert_eq!(stepper.walkers().theta[2 * walker..2 * walker + 2], *from);
        }
    }
    stepper.walkers().clone()
}

#[test]
fn it_has_the_bits_of_a_run_and_goes_on_from_anywhere() {
    for (name, _) in MoveKind::ALL {
        let settings = with(kind(name), [1, WALKERS], start(), 30);
        let run = steps(&settings, &density(), SEED);
        let mut whole = standing(&settings.moves);
        let end = walk(&mut whole, 30);
        assert_eq!((&end.theta, &end.ln, &end.accepted), (&run.theta, &run.ln, &run.accepted), "{name}");
        let mut first = standing(&settings.moves);
        let half = walk(&mut first, 13);
        let mut second = Stepper::new(settings.moves.clone(), [WALKERS, 2], SEED).expect("sound moves");
        second.stand(half.theta, half.ln, [13, first.told()]).expect("as many as walkers");
        assert_eq!(walk(&mut second, 30).theta, run.theta, "{name}");
    }
}

#[test]
fn a_holder_s_own_proposals_keep_the_balance() {
    let moves = [Weighted { weight: 1.0, of: kind("stretch") }];
    let mut stepper = standing(&moves);
    let stream = Stream::new(2, Purpose::Test, 1);
    let (mut steps, mut sums) = (vec![0.0; 2 * WALKERS], [0.0; 3]);
    for step in 0..20_000 {
        // up twice as often as down: the factor makes up for it
        stream.fill_uniform(step, 0, &mut steps);
        let mut rows = stepper.walkers().theta.clone();
        let mut factors = vec![0.0; WALKERS];
        for (walker, row) in rows.chunks_exact_mut(2).enumerate() {
            let up = steps[2 * walker] < 2.0 / 3.0;
            row[0] += if up { 0.7 } else { -0.7 };
            row[1] += 3.0 * (steps[2 * walker + 1] - 0.5);
            factors[walker] = if up { -1.0 } else { 1.0 } * std::f64::consts::LN_2;
        }
        let told = stepper.tell_own(&rows, &factors, &values(&rows)).expect("as many as walkers");
        assert!(told.is_whole && told.walkers.len() == WALKERS);
        if step >= 200 {
            for row in stepper.walkers().theta.chunks_exact(2) {
                [row[0], row[0] * row[0], row[0] * row[1]].iter().zip(&mut sums).for_each(|(x, sum)| *sum += x);
            }
        }
    }
    let n = 19_800.0 * WALKERS as f64;
    // a lattice of 0.7 has the moments of the normal to 1e-3, the cut at -3 to 2e-2
    assert!((sums[0] / n).abs() < 0.03, "{}", sums[0] / n);
    assert!((sums[1] / n - 1.0).abs() < 0.05, "{}", sums[1] / n);
    assert!((sums[2] / n - 0.5).abs() < 0.05, "{}", sums[2] / n);
    assert_eq!((stepper.walkers().step, stepper.told()), (20_000, 20_001));
}

#[test]
fn what_does_not_fit_is_refused() {
    let moves = vec![Weighted { weight: 1.0, of: kind("snooker") }];
    let told = Stepper::new(moves.clone(), [5, 2], 1).expect_err("snooker needs eight").to_string();
    assert!(told.starts_with("walkers = 5"), "{told}");
    assert!(Stepper::new(moves.clone(), [0, 2], 1).is_err() && Stepper::new(Vec::new(), [9, 2], 1).is_err());
    let mut stepper = standing(&moves);
    let told = stepper.stand(vec![0.0; 7], vec![0.0; WALKERS], [0, 0]).expect_err("seven numbers").to_string();
    assert_eq!(told, "coordinates of walkers: 7 values, expected 20");
    let told = stepper.tell(&[0.0]).expect_err("one value").to_string();
    assert_eq!(told, "ln P of proposals: 1 values, expected 2");
    assert!(stepper.tell_own(&[0.0; 20], &[0.0; 9], &[0.0; 10]).is_err());
    // nothing has happened: the same rows are asked for, and are told
    assert_eq!((stepper.walkers().step, stepper.ask().len()), (0, 4));
    let nan = stepper.tell(&[f64::NAN; 2]).expect("two values");
    assert!(nan.taken.iter().all(|taken| !taken));
}
