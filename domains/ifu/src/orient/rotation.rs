//! Rotations of space.

/// Three rows of three numbers.
pub type Matrix = [[f64; 3]; 3];

/// Nothing is turned.
pub const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// `Rz(γ) Ry(β) Rx(α)` of right-handed elementary rotations, angles in degrees.
///
/// Rows are multiplied by it, `x' = x E`, so a point is turned by `-γ` about `z`, then by `-β` about `y`, then by `-α` about
/// `x`: angles `(90, 0, 0)` turn a face-on disc edge-on, with the image's axes `x` and `z` and the line of sight `-y`.
///
/// # Source
/// The convention of RUBIX 0.0.5, `galaxy/alignment.py`
pub fn euler(angles_deg: [f64; 3]) -> Matrix {
    let [x, y, z] = elementary(angles_deg.map(|angle| angle.to_radians().sin_cos()), 1.0);
    product(&z, &product(&y, &x))
}

/// The derivatives of [`euler`] with respect to each angle, per degree.
pub fn euler_slopes(angles_deg: [f64; 3]) -> [Matrix; 3] {
    let turns = angles_deg.map(|angle| angle.to_radians().sin_cos());
    let [x, y, z] = elementary(turns, 1.0);
    let per_degree = 1f64.to_radians();
    // d(sin, cos) = (cos, -sin)
    let [dx, dy, dz] = elementary(turns.map(|(sin, cos)| (per_degree * cos, -per_degree * sin)), 0.0);
    [product(&z, &product(&y, &dx)), product(&z, &product(&dy, &x)), product(&dz, &product(&y, &x))]
}

/// Right-handed rotations about `x`, `y` and `z` by angles of these sines and cosines; `fixed` stands for the axis.
fn elementary([(sa, ca), (sb, cb), (sc, cc)]: [(f64, f64); 3], fixed: f64) -> [Matrix; 3] {
    [
        [[fixed, 0.0, 0.0], [0.0, ca, -sa], [0.0, sa, ca]],
        [[cb, 0.0, sb], [0.0, fixed, 0.0], [-sb, 0.0, cb]],
        [[cc, -sc, 0.0], [sc, cc, 0.0], [0.0, 0.0, fixed]],
    ]
}

/// `A B`.
pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    a.map(|row| rotated(row, b))
}

/// `x R` of one row.
pub fn rotated(x: [f64; 3], by: &Matrix) -> [f64; 3] {
    std::array::from_fn(|j| x[0] * by[0][j] + x[1] * by[1][j] + x[2] * by[2][j])
}

/// `x R` of all rows.
pub fn rotate(rows: &mut [[f64; 3]], by: &Matrix) {
    rows.iter_mut().for_each(|row| *row = rotated(*row, by));
}

/// Rows become columns.
pub fn transposed(a: &Matrix) -> Matrix {
    std::array::from_fn(|i| std::array::from_fn(|j| a[j][i]))
}

/// 1 of a rotation, -1 of one with a reflection.
pub fn determinant(a: &Matrix) -> f64 {
    dot(a[0], cross(a[1], a[2]))
}

/// `a × b`.
pub fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// `a · b`.
pub fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
