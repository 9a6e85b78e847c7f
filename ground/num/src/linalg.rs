//! Small dense matrices (up to a few hundred rows): nalgebra's types and decompositions, under the house's roof.
//!
//! Column-major, float64, scalar code without run-time choice of instructions: the same bits on every machine of a
//! target. Matrices large enough to want a tuned product are not for here.
//!
//! # Example
//! ```
//! use astrarium_num::linalg::{Cholesky, DMatrix};
//! let a = DMatrix::from_row_slice(2, 2, &[4.0, 2.0, 2.0, 3.0]);
//! let factor = Cholesky::new(a.clone()).expect("positive definite");
//! assert!((factor.inverse() * a - DMatrix::identity(2, 2)).norm() < 1e-15);
//! ```

pub use nalgebra::linalg::{Cholesky, QR, SVD, SymmetricEigen};
pub use nalgebra::{DMatrix, DMatrixView, DVector, DVectorView};
