//! Moves that know no coordinates: the same run in stretched, turned and shifted ones.

use crate::{kind, steps, with};
use astrarium_infer::{Function, Space};
use astrarium_num::random::{Purpose, Stream};

const MATRIX: [[f64; 2]; 2] = [[30.0, -2.0], [0.5, 0.04]];
const SHIFT: [f64; 2] = [7.0, -0.3];

fn there(x: &[f64]) -> [f64; 2] {
    [0, 1].map(|i| MATRIX[i][0] * x[0] + MATRIX[i][1] * x[1] + SHIFT[i])
}

fn back(y: &[f64]) -> [f64; 2] {
    let determinant = MATRIX[0][0] * MATRIX[1][1] - MATRIX[0][1] * MATRIX[1][0];
    let [a, b] = [y[0] - SHIFT[0], y[1] - SHIFT[1]];
    [(MATRIX[1][1] * a - MATRIX[0][1] * b) / determinant, (MATRIX[0][0] * b - MATRIX[1][0] * a) / determinant]
}

fn banana(x: &[f64]) -> f64 {
    -0.5 * (x[0] * x[0] + (x[1] - x[0] * x[0]).powi(2))
}

#[test]
fn other_coordinates_give_the_same_run() {
    let start = {
        let mut start = vec![0.0; 2 * 20 * 2];
        Stream::new(1, Purpose::Test, 0).fill_normal(0, 0, &mut start);
        start
    };
    let elsewhere: Vec<f64> = start.chunks_exact(2).flat_map(there).collect();
    let plain = Function::new(Space::flat(2), banana);
    let turned = Function::new(Space::flat(2), |y: &[f64]| banana(&back(y)));
    for name in ["stretch", "differential", "walk", "kde"] {
        let one = steps(&with(kind(name), [2, 20], start.clone(), 40), &plain, 8);
        let two = steps(&with(kind(name), [2, 20], elsewhere.clone(), 40), &turned, 8);
        assert_eq!(one.accepted, two.accepted, "{name}");
        for (x, y) in one.chain.chunks_exact(2).zip(two.chain.chunks_exact(2)) {
            let x = there(x);
            let far = (0..2).map(|k| (x[k] - y[k]).abs() / MATRIX[k][0].abs()).fold(0.0, f64::max);
            assert!(far < 1e-9, "{name}: {far}");
        }
    }
}
