//! Where to go within the box: the generalised Cauchy point, then the best point of its free face.

use super::pairs::{Matrix, dot};
use crate::optimise::Bounds;
use astrarium_num::linalg::{DMatrix, DVector};

/// The first minimum of the quadratic model along the projected gradient's path.
struct Cauchy {
    x: Vec<f64>,
    /// `Wᵀ (x_cauchy − x)`.
    c: DVector<f64>,
}

/// The step from `x` to the model's minimum in the box: a direction of descent, or nought.
pub(super) fn direction(x: &[f64], g: &[f64], bounds: &Bounds, b: &Matrix) -> Vec<f64> {
    let cauchy = cauchy_point(x, g, bounds, b);
    let target = subspace(x, g, bounds, b, &cauchy);
    target.iter().zip(x).map(|(target, x)| target - x).collect()
}

/// Where the path of parameter `i` meets its bound.
fn breakpoint(x: f64, g: f64, low: f64, high: f64) -> f64 {
    let room = if g < 0.0 { x - high } else { x - low };
    if g == 0.0 { f64::INFINITY } else { room / g }
}

/// Algorithm CP of Byrd et al. 1995.
fn cauchy_point(x: &[f64], g: &[f64], bounds: &Bounds, b: &Matrix) -> Cauchy {
    let (lower, upper) = (bounds.lower(), bounds.upper());
    let breaks: Vec<f64> = (0..x.len()).map(|i| breakpoint(x[i], g[i], lower[i], upper[i])).collect();
    let mut d: Vec<f64> = breaks.iter().zip(g).map(|(t, g)| if *t > 0.0 { -g } else { 0.0 }).collect();
    let mut order: Vec<usize> = (0..x.len()).filter(|&i| breaks[i] > 0.0 && breaks[i].is_finite()).collect();
    order.sort_by(|&i, &j| breaks[i].total_cmp(&breaks[j]).then(i.cmp(&j)));

    let mut p = b.w.transpose() * DVector::from_column_slice(&d);
    let mut c = DVector::zeros(p.len());
    let mut found = x.to_vec();
    let mut slope = -dot(&d, &d);
    let mut curvature = -b.theta * slope - p.dot(&(&b.m * &p));
    let flattest = f64::EPSILON * curvature;
    let mut best = -slope / curvature;
    let mut here = 0.0;
    for i in order {
        let ahead = breaks[i] - here;
        if best < ahead {
            break;
        }
        found[i] = if d[i] > 0.0 { upper[i] } else { lower[i] };
        let moved = found[i] - x[i];
        c += &p * ahead;
        let row = b.row(i);
        let m_row = &b.m * &row;
        slope += ahead * curvature + g[i] * g[i] + b.theta * g[i] * moved - g[i] * m_row.dot(&c);
        curvature -= b.theta * g[i] * g[i] + 2.0 * g[i] * m_row.dot(&p) + g[i] * g[i] * m_row.dot(&row);
        curvature = curvature.max(flattest);
        p += row * g[i];
        d[i] = 0.0;
        best = -slope / curvature;
        here = breaks[i];
    }
    let rest = if best.is_finite() { best.max(0.0) } else { 0.0 };
    for i in (0..x.len()).filter(|&i| d[i] != 0.0) {
        found[i] = bounds.clip(i, x[i] + (here + rest) * d[i]);
    }
    c += p * rest;
    Cauchy { x: found, c }
}

/// The model's minimum over the parameters that the Cauchy point leaves free, brought back into the box.
///
/// As in the revision of 2011 the minimum is projected; only where that is no direction of descent the way to it is cut
/// at the first bound.
fn subspace(x: &[f64], g: &[f64], bounds: &Bounds, b: &Matrix, cauchy: &Cauchy) -> Vec<f64> {
    let is_free = |&i: &usize| cauchy.x[i] > bounds.lower()[i] && cauchy.x[i] < bounds.upper()[i];
    let free: Vec<usize> = (0..x.len()).filter(is_free).collect();
    let Some(step) = newton(x, g, b, cauchy, &free) else {
        return cauchy.x.clone();
    };
    let mut target = cauchy.x.clone();
    for (&i, step) in free.iter().zip(&step) {
        target[i] = bounds.clip(i, cauchy.x[i] + step);
    }
    let down: f64 = (0..x.len()).map(|i| (target[i] - x[i]) * g[i]).sum();
    if down < 0.0 { target } else { truncated(bounds, cauchy, &free, &step) }
}

/// The unbounded step of the free parameters, by the formula of Sherman, Morrison and Woodbury.
fn newton(x: &[f64], g: &[f64], b: &Matrix, cauchy: &Cauchy, free: &[usize]) -> Option<Vec<f64>> {
    if free.is_empty() {
        return None;
    }
    let mc = &b.m * &cauchy.c;
    let residual = |&i: &usize| g[i] + b.theta * (cauchy.x[i] - x[i]) - b.row(i).dot(&mc);
    let r = DVector::from_iterator(free.len(), free.iter().map(residual));
    let w = DMatrix::from_fn(free.len(), b.w.ncols(), |k, j| b.w[(free[k], j)]);
    let v = &b.m * (w.transpose() * &r);
    let n = DMatrix::identity(v.len(), v.len()) - (&b.m * (w.transpose() * &w)) / b.theta;
    let v = if v.is_empty() { v } else { n.lu().solve(&v)? };
    let step: Vec<f64> = (-(r / b.theta) - (w * v) / (b.theta * b.theta)).iter().copied().collect();
    step.iter().all(|step| step.is_finite()).then_some(step)
}

/// As far towards the minimum as the box allows.
fn truncated(bounds: &Bounds, cauchy: &Cauchy, free: &[usize], step: &[f64]) -> Vec<f64> {
    let room = |(&i, &step): (&usize, &f64)| {
        let end = if step > 0.0 { bounds.upper()[i] } else { bounds.lower()[i] };
        if step == 0.0 { 1.0 } else { (end - cauchy.x[i]) / step }
    };
    let share = free.iter().zip(step).map(room).fold(1.0, f64::min);
    let mut target = cauchy.x.clone();
    for (&i, step) in free.iter().zip(step) {
        target[i] = bounds.clip(i, cauchy.x[i] + share * step);
    }
    target
}
