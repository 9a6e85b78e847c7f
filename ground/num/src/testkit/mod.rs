//! Checks that every implementor of a seam must pass, and a tally of reference numbers; for tests (feature `testkit`).

mod tally;

pub use tally::Tally;

use crate::op::{LinearOp, Map};
use crate::random::{Purpose, Stream};

/// Steps of the differences, as parts of the size of `x`: each halved three times by Richardson.
const FIRST_STEP: f64 = 1.0 / 64.0;
const HALVINGS: usize = 4;

/// Asserts `⟨A x, y⟩ = ⟨x, Aᵀ y⟩` to `rel_tol` for fixed random `x` and `y`.
///
/// # Panics
/// If the inner products differ by more than `rel_tol` of the sum of their terms' sizes.
pub fn check_adjoint(op: &dyn LinearOp, rel_tol: f64) {
    let (rows, columns) = op.shape();
    let (x, y) = (uniform(columns, 1), uniform(rows, 2));
    // whatever stood in the output must not matter
    let (mut ax, mut aty) = (vec![f64::NAN; rows], vec![f64::NAN; columns]);
    op.apply(&x, &mut ax);
    op.adjoint(&y, &mut aty);
    let (left, right) = (dot(&ax, &y), dot(&x, &aty));
    let size = sizes(&ax, &y).max(sizes(&x, &aty)).max(f64::MIN_POSITIVE);
    assert!((left - right).abs() <= rel_tol * size, "the adjoint fails: ⟨Ax, y⟩ = {left} but ⟨x, Aᵀy⟩ = {right}");
}

/// Asserts that `pull` is the gradient of `eval` at `x`, to `rel_tol` of its largest element.
///
/// `Jᵀ dy` for a fixed random `dy` is compared, element by element, with central differences of `⟨dy, f⟩`
/// whose steps `h, h/2, h/4, h/8` are extrapolated to nought (Richardson). `h` is 1/64 of `|x_i|`, or of 1 where
/// that is larger, so the map must be smooth on that scale; 1e-9 is a usual tolerance.
///
/// # Panics
/// If an element differs by more, or is not finite.
pub fn check_gradient(map: &dyn Map, x: &[f64], rel_tol: f64) {
    let (rows, columns) = map.shape();
    assert_eq!(x.len(), columns, "length of x");
    let dy = uniform(rows, 3);
    let mut dx = vec![f64::NAN; columns];
    map.pull(x, &dy, &mut dx);
    let expected: Vec<f64> = (0..columns).map(|i| derivative(map, x, &dy, i)).collect();
    let size = expected.iter().fold(f64::MIN_POSITIVE, |size, d| size.max(d.abs()));
    for (i, (found, expected)) in dx.iter().zip(&expected).enumerate() {
        let agrees = (found - expected).abs() <= rel_tol * size;
        assert!(agrees, "the gradient fails at element {i}: {found}, differences give {expected}");
    }
}

/// `∂⟨dy, f⟩/∂x_i` by extrapolated central differences.
fn derivative(map: &dyn Map, x: &[f64], dy: &[f64], i: usize) -> f64 {
    let (mut moved, mut y) = (x.to_vec(), vec![f64::NAN; dy.len()]);
    let mut value_at = |place: f64| {
        moved[i] = place;
        map.eval(&moved, &mut y);
        dot(&y, dy)
    };
    let mut step = FIRST_STEP * x[i].abs().max(1.0);
    let mut row: Vec<f64> = Vec::with_capacity(HALVINGS);
    for _ in 0..HALVINGS {
        let (above, below) = (x[i] + step, x[i] - step);
        let mut estimate = (value_at(above) - value_at(below)) / (above - below);
        // each earlier column cancels one more even power of the step
        let mut power = 1.0;
        for before in &mut row {
            power *= 4.0;
            let better = estimate + (estimate - *before) / (power - 1.0);
            (*before, estimate) = (estimate, better);
        }
        row.push(estimate);
        step *= 0.5;
    }
    row[HALVINGS - 1]
}

/// `n` fixed random numbers in (0, 1), others for another `seed`.
pub fn uniform(n: usize, seed: u64) -> Vec<f64> {
    let mut numbers = vec![0.0; n];
    Stream::new(seed, Purpose::Test, 0).fill_uniform(0, 0, &mut numbers);
    numbers
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sizes(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a * b).abs()).sum()
}
