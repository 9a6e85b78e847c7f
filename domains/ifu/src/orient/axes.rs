//! The axes of a galaxy's mass.
use super::rotation::{Matrix, cross, determinant, dot, rotated, transposed};
use astrarium_num::linalg::{DMatrix, SymmetricEigen};

/// The moment of inertia `Σ m (r² δ_jk - x_j x_k)` of the particles within a radius.
pub fn inertia_tensor(coords: &[[f64; 3]], mass: &[f64], radius: f64) -> Matrix {
    let mut tensor = [[0.0; 3]; 3];
    for (at, m) in coords.iter().zip(mass) {
        let r_squared = dot(*at, *at);
        if r_squared.sqrt() > radius {
            continue;
        }
        for (j, row) in tensor.iter_mut().enumerate() {
            row[j] += m * r_squared;
            row.iter_mut().zip(at).for_each(|(sum, x)| *sum -= m * at[j] * x);
        }
    }
    tensor
}

/// `Σ m x × v` of the particles within a radius.
pub fn angular_momentum(coords: &[[f64; 3]], velocity: &[[f64; 3]], mass: &[f64], radius: f64) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for ((at, v), m) in coords.iter().zip(velocity).zip(mass) {
        if dot(*at, *at) <= radius * radius {
            let moment = cross(*at, *v);
            (0..3).for_each(|k| sum[k] += m * moment[k]);
        }
    }
    sum
}

/// The eigenvectors of a symmetric tensor as columns, by rising eigenvalue, and the eigenvalues. Signs are arbitrary.
pub fn principal_axes(tensor: &Matrix) -> (Matrix, [f64; 3]) {
    let eigen = SymmetricEigen::new(DMatrix::from_row_slice(3, 3, tensor.as_flattened()));
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| eigen.eigenvalues[*a].total_cmp(&eigen.eigenvalues[*b]));
    let axes = std::array::from_fn(|i| std::array::from_fn(|j| eigen.eigenvectors[(i, order[j])]));
    (axes, order.map(|j| eigen.eigenvalues[j]))
}

/// The shape of a galaxy's mass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Columns: major, intermediate and minor axis; a rotation.
    pub axes: Matrix,
    /// Intermediate over major axis.
    pub p: f64,
    /// Minor over major axis.
    pub q: f64,
    /// Whether the steps came to rest.
    pub converged: bool,
}

/// The axes of the reduced tensor `M_jk = Σ m x_j x_k / r²`, `r² = x² + (y/p)² + (z/q)² <= radius²` along the axes found.
///
/// Starts from the sphere, and goes on until `p` and `q` change by less than 1e-3, or after 50 steps. The minor axis
/// becomes `z`, the major one `x`; `z` points along the angular momentum of these particles, and the axes are right-handed.
/// `None` if fewer than four particles with mass lie within.
///
/// # Source
/// Allgood et al. 2006, MNRAS 367, 1781, section 3, the ellipsoid's major axis kept
pub fn reduced_shape(coords: &[[f64; 3]], velocity: &[[f64; 3]], mass: &[f64], radius: f64) -> Option<Shape> {
    const CLOSE: f64 = 1e-3;
    const STEPS: usize = 50;
    let mut shape = Shape { axes: super::IDENTITY, p: 1.0, q: 1.0, converged: false };
    for _ in 0..STEPS {
        let (tensor, n) = reduced_tensor(coords, mass, &shape, radius);
        if n < 4 {
            return None;
        }
        let (axes, values) = principal_axes(&tensor);
        let [minor, middle, major] = values.map(|value| value.max(0.0));
        if major == 0.0 {
            return None;
        }
        // a sheet has no third axis: keep it thin, not nought
        let (p, q) = ((middle / major).sqrt().max(1e-3), (minor / major).sqrt().max(1e-3));
        let converged = (p - shape.p).abs() < CLOSE && (q - shape.q).abs() < CLOSE;
        shape = Shape { axes: axes.map(|[minor, middle, major]| [major, middle, minor]), p, q, converged };
        if converged {
            break;
        }
    }
    shape.axes = facing(shape.axes, angular_momentum(coords, velocity, mass, radius));
    Some(shape)
}

fn reduced_tensor(coords: &[[f64; 3]], mass: &[f64], shape: &Shape, radius: f64) -> (Matrix, usize) {
    let (mut tensor, mut n) = ([[0.0; 3]; 3], 0);
    for (at, m) in coords.iter().zip(mass) {
        let [x, y, z] = rotated(*at, &shape.axes);
        let r_squared = x * x + (y / shape.p).powi(2) + (z / shape.q).powi(2);
        if r_squared > radius * radius || r_squared == 0.0 || *m == 0.0 {
            continue;
        }
        n += 1;
        for (j, row) in tensor.iter_mut().enumerate() {
            row.iter_mut().zip(at).for_each(|(sum, x)| *sum += m * at[j] * x / r_squared);
        }
    }
    (tensor, n)
}

/// The same axes, the third along `momentum`, right-handed.
fn facing(axes: Matrix, momentum: [f64; 3]) -> Matrix {
    let mut columns = transposed(&axes);
    if dot(columns[2], momentum) < 0.0 {
        columns[2] = columns[2].map(|x| -x);
    }
    if determinant(&columns) < 0.0 {
        columns[1] = columns[1].map(|x| -x);
    }
    transposed(&columns)
}
