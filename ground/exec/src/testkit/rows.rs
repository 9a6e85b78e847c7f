//! An evaluator whose rows do not know their neighbours.

use super::{got, same};
use crate::{Engine, Evaluate, Evaluations, Rows, evaluate, sealed::pack};

/// Evaluates rows in batches of 1, 3, 64 and all, on 1 and 3 threads, forwards and backwards: each row has the same bits.
///
/// # Panics
/// If a row's value, blob or failure depends on its batch, or on an error.
pub fn same_bits_rows(of: &dyn Evaluate, rows: Rows<'_>) -> Evaluations {
    let all = got("in one batch", evaluate(of, rows, &Engine::serial()));
    let expected: Vec<Vec<u8>> = (0..rows.len()).map(|i| one(&all, i)).collect();
    for length in [1, 3, 64] {
        for threads in [1, 3] {
            let engine = Engine::with_threads(threads);
            for first in (0..rows.len()).step_by(length) {
                let some = rows.some(first..(first + length).min(rows.len()));
                let found = got("in batches", evaluate(of, some, &engine));
                for i in 0..some.len() {
                    same(&format!("row {} in a batch of {length}", first + i), &one(&found, i), &expected[first + i]);
                }
            }
        }
    }
    backwards(of, rows, &expected);
    all
}

fn backwards(of: &dyn Evaluate, rows: Rows<'_>, expected: &[Vec<u8>]) {
    let order: Vec<usize> = (0..rows.len()).rev().collect();
    let values: Vec<f64> = order.iter().flat_map(|&i| rows.row(i)).copied().collect();
    let entity: Vec<u64> = order.iter().map(|&i| rows.entity[i]).collect();
    let turned = Rows { dim: rows.dim, values: &values, entity: &entity };
    let found = got("backwards", evaluate(of, turned, &Engine::with_threads(2)));
    for (place, &i) in order.iter().enumerate() {
        same(&format!("row {i} backwards"), &one(&found, place), &expected[i]);
    }
}

/// All that was found at row `i`.
fn one(all: &Evaluations, i: usize) -> Vec<u8> {
    let mut row = Evaluations::default();
    row.push_row(all, i);
    pack(&row)
}
