//! The limited memory: pairs of steps and changes of the gradient, and the matrix that they stand for.

use astrarium_num::linalg::{DMatrix, DVector};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The last pairs, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Pairs(VecDeque<(Vec<f64>, Vec<f64>)>);

impl Pairs {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps a step `s` that changed the gradient by `y`, unless the curvature along it is nought or negative.
    pub(super) fn push(&mut self, s: Vec<f64>, y: Vec<f64>, memory: usize) {
        if dot(&s, &y) > f64::EPSILON * dot(&y, &y) {
            self.0.push_back((s, y));
            while self.0.len() > memory.max(1) {
                self.0.pop_front();
            }
        }
    }

    /// The matrix; `None` where rounding has spoilt it.
    pub(super) fn matrix(&self, dim: usize) -> Option<Matrix> {
        let Some((s, y)) = self.0.back() else {
            return Some(Matrix { theta: 1.0, w: DMatrix::zeros(dim, 0), m: DMatrix::zeros(0, 0) });
        };
        let theta = dot(y, y) / dot(s, y);
        let k = self.0.len();
        let w = DMatrix::from_fn(dim, 2 * k, |i, j| if j < k { self.0[j].1[i] } else { theta * self.0[j - k].0[i] });
        let mut inverse = DMatrix::zeros(2 * k, 2 * k);
        for i in 0..k {
            inverse[(i, i)] = -dot(&self.0[i].0, &self.0[i].1);
            for j in 0..k {
                inverse[(k + i, k + j)] = theta * dot(&self.0[i].0, &self.0[j].0);
                if i > j {
                    let lower = dot(&self.0[i].0, &self.0[j].1);
                    (inverse[(k + i, j)], inverse[(j, k + i)]) = (lower, lower);
                }
            }
        }
        let m = inverse.try_inverse()?;
        m.iter().all(|x| x.is_finite()).then_some(Matrix { theta, w, m })
    }
}

/// `B = θ I − W M Wᵀ`, the compact form of the quasi-Newton matrix.
pub(super) struct Matrix {
    pub(super) theta: f64,
    pub(super) w: DMatrix<f64>,
    pub(super) m: DMatrix<f64>,
}

impl Matrix {
    /// Row `i` of `W`, as a column.
    pub(super) fn row(&self, i: usize) -> DVector<f64> {
        self.w.row(i).transpose()
    }
}

/// The sum of products, in order.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
