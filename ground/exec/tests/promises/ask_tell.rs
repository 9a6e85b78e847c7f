//! Ask and tell: whole steps without any care of the author's, shared batches, rows that do not know their neighbours.

use crate::toys::{
    sampler::{Lines, Stretch, Walkers, fit},
    uniform,
};
use astrarium_exec::{
    At, Cx, Engine, Error, Evaluate, Evaluated, Evaluations, Fault, Fit, Go, Kind, Rows, Scratch, drive, evaluate,
    fuse,
    testkit::{on_ranks, same_bits_rows, same_bits_step},
};

fn alone(entity: u64, steps: u64, engine: &Engine) -> Walkers {
    let fit = fit(entity, steps);
    let mut at = At::start(fit.state);
    drive(&Evaluated { sampler: fit.sampler, of: &Lines, entity }, &mut at, 2 * steps + 1, engine, &mut []).unwrap();
    at.state
}

#[test]
fn rows_do_not_know_their_neighbours() {
    let values: Vec<f64> = (0..128).map(|k| 12.0 * (uniform(1, k) - 0.5)).collect();
    let entity: Vec<u64> = (0..64).collect();
    let all = same_bits_rows(&Lines, Rows { dim: 2, values: &values, entity: &entity });
    let steep: Vec<usize> = (0..64).filter(|i| values[i * 2 + 1] > 4.5).collect();
    assert!(!steep.is_empty() && steep == all.failed.iter().map(|(row, _)| *row).collect::<Vec<_>>());
    assert!(all.failed.iter().all(|(row, why)| why == "too steep" && all.values[*row] == f64::NEG_INFINITY));
    for i in (0..64).filter(|i| !steep.contains(i)) {
        assert_eq!(all.blob(i), [values[2 * i] + 7.0 * values[2 * i + 1]], "the blob is the row's own");
    }
}

#[test]
fn a_sampler_steps_whole_on_every_engine() {
    let Fit { sampler, entity, state } = fit(3, 6);
    same_bits_step(&Evaluated { sampler, of: &Lines, entity }, &state, 13);
}

#[test]
fn twenty_fits_share_batches_and_keep_their_bits() {
    let whole: Vec<Walkers> = (0..20).map(|entity| alone(entity, 10 + entity % 4, &Engine::serial())).collect();
    assert!(whole.iter().any(|walkers| walkers.failures > 0));
    let fused = |batch, engine: &Engine, stop: Option<u32>| {
        let mut fits: Vec<Fit<Stretch>> = (0..20).map(|entity| fit(entity, 10 + entity % 4)).collect();
        engine.stop().at_look(stop);
        if stop.is_some() {
            assert_eq!(fuse(&mut fits, &Lines, batch, &engine.cx()).unwrap_err().kind(), Kind::Stopped);
            engine.stop().clear();
        }
        fuse(&mut fits, &Lines, batch, &engine.cx()).unwrap();
        fits.into_iter().map(|fit| fit.state).collect::<Vec<_>>()
    };
    for batch in [1, 3, 7, 64, 1000] {
        assert_eq!(fused(batch, &Engine::serial(), None), whole);
        assert_eq!(fused(batch, &Engine::with_threads(3), Some(500)), whole);
    }
    assert!(on_ranks(3, 2, |engine| fused(64, engine, None)).iter().all(|states| *states == whole));
}

/// An evaluator that forgets a row.
struct Forgetful;
impl Evaluate for Forgetful {
    fn dim(&self) -> usize {
        1
    }
    fn batch_hint(&self) -> usize {
        4
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), Error> {
        (1..rows.len()).for_each(|_| out.push(0.0));
        Ok(())
    }
}

#[test]
fn a_missing_value_is_an_error() {
    let rows = Rows { dim: 1, values: &[0.0; 6], entity: &[0; 6] };
    let error = evaluate(&Forgetful, rows, &Engine::serial()).unwrap_err();
    assert_eq!(error.to_string(), "block 0: 3 evaluations where 4 are expected");
}

#[test]
fn the_ensemble_finds_the_line() {
    let (mut means, mut squares) = (Vec::new(), 0.0);
    for entity in (2..82).step_by(5) {
        let Fit { sampler, state, .. } = fit(entity, 1500);
        let (mut at, mut sum) = (At::start(state), (0.0, 0.0, 0.0));
        let mut watch = |at: &At<Walkers>, _: &Option<usize>| {
            if at.step > 300 {
                let offsets = at.state.theta.chunks(2).map(|theta| theta[0]);
                offsets.for_each(|x| sum = (sum.0 + 1.0, sum.1 + x, sum.2 + (x - 2.0f64).powi(2)));
            }
            Ok(Go::On)
        };
        let sampler = Evaluated { sampler, of: &Lines, entity };
        drive(&sampler, &mut at, 3001, &Engine::serial(), &mut [&mut watch]).unwrap();
        means.push(sum.1 / sum.0);
        squares += sum.2 / sum.0 / 16.0;
    }
    let mean = means.iter().sum::<f64>() / 16.0;
    let error = (means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / 15.0 / 16.0).sqrt();
    // variance of the intercept: Σx² / (n Σx² - (Σx)²) = 140 / 336
    assert!((mean - 2.0).abs() < 4.0 * error && error < 0.02 && (squares - 140.0 / 336.0).abs() < 0.03);
}
