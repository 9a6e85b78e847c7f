//! P06: the curved valley.

use super::{Problem, Truth, cube};

/// `ln L = −Σ [100 (x_{i+1} − x_i²)² + (1 − x_i)²]`.
pub(super) fn chained(dim: usize) -> Problem {
    let of = |x: &[f64], slope: &mut [f64]| {
        slope.fill(0.0);
        let mut sum = 0.0;
        for i in 0..x.len() - 1 {
            let (bend, rest) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
            sum += 100.0 * bend * bend + rest * rest;
            slope[i] += 400.0 * bend * x[i] + 2.0 * rest;
            slope[i + 1] -= 200.0 * bend;
        }
        -sum
    };
    let truth = match dim {
        2 => Truth::new([-5.804132364, 4.883054506], &[0.936183816, 1.29334931], &[0.645795601, 1.211896855]),
        _ => Truth::new(
            [-24.37968294, 20.71875511],
            &[0.831026594, 0.818955623, 0.741840039, 0.661498659, 0.607405923, 0.662243801],
            &[0.354834082, 0.260145568, 0.327501663, 0.407506648, 0.541606982, 0.926667494],
        ),
    };
    Problem::smooth(cube(dim, 5.0), of, truth)
}
