//! ln Z as it grows, by the rule of trapezoids.

/// What the points up to each one give, in the convention of other programs.
///
/// `w_i = r_i (L_i + L_{i−1}) / 2 (X_{i−1} − X_i)` with `L_0 = 0`, `X_0 = 1` and a factor `r_i` of reweighting.
///
/// # Source
/// Speagle 2020, MNRAS 493, 3132, eqs. 16 to 20
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trapezoids {
    /// `ln w_i`.
    pub ln_weight: Vec<f64>,
    /// `ln Σ w` up to each point.
    pub ln_z: Vec<f64>,
    /// The variance of that, `Σ (H_i − H_{i−1}) (ln X_{i−1} − ln X_i)`.
    pub variance: Vec<f64>,
    /// The information H up to each point, nats.
    pub information: Vec<f64>,
}

impl Trapezoids {
    /// Of points with rising ln L and falling ln of prior volumes; `ln_factor` of each, or of none.
    ///
    /// # Panics
    /// If the lists differ in length.
    pub fn new(ln_l: &[f64], ln_x: &[f64], ln_factor: &[f64]) -> Self {
        assert!(ln_x.len() == ln_l.len() && (ln_factor.is_empty() || ln_factor.len() == ln_l.len()), "as many of each");
        let mut all = Self::default();
        let mut sums = Sums { scale: f64::NEG_INFINITY, z: 0.0, first: 0.0 };
        let (mut l_before, mut x_before, mut h_before, mut variance) = (f64::NEG_INFINITY, 0.0, 0.0, 0.0_f64);
        for (i, (&l, &x)) in ln_l.iter().zip(ln_x).enumerate() {
            let factor = ln_factor.get(i).copied().unwrap_or(0.0);
            // half of the shell's volume, for either of its sides
            let half = x_before + libm::log(-libm::expm1(x - x_before)) - std::f64::consts::LN_2;
            let (inner, outer) = (half + l + factor, half + l_before + factor);
            sums.add(inner, l + factor);
            sums.add(outer, l_before + factor);
            let h = sums.information();
            variance += (h - h_before) * (x_before - x);
            all.ln_weight.push(super::state::ln_add(inner, outer));
            all.ln_z.push(sums.ln_z());
            all.information.push(h);
            all.variance.push(variance.abs());
            (l_before, x_before, h_before) = (l, x, h);
        }
        all
    }
}

/// `Σ w` and `Σ w ln L`, in units of the largest weight so far.
struct Sums {
    scale: f64,
    z: f64,
    first: f64,
}

impl Sums {
    fn add(&mut self, ln_w: f64, ln_l: f64) {
        if ln_w == f64::NEG_INFINITY || ln_w.is_nan() {
            return;
        }
        if ln_w > self.scale {
            let by = libm::exp(self.scale - ln_w);
            (self.z, self.first, self.scale) = (self.z * by, self.first * by, ln_w);
        }
        let w = libm::exp(ln_w - self.scale);
        self.z += w;
        self.first += w * ln_l;
    }

    fn ln_z(&self) -> f64 {
        self.scale + libm::log(self.z)
    }

    fn information(&self) -> f64 {
        if self.z == 0.0 { 0.0 } else { self.first / self.z - self.ln_z() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `L = exp(−X/s)` over evenly shrinking volumes.
    fn exponential(n: usize, s: f64) -> (Vec<f64>, Vec<f64>) {
        let ln_x: Vec<f64> = (1..=20 * n).map(|i| -(i as f64) / n as f64).collect();
        (ln_x.iter().map(|x| -x.exp() / s).collect(), ln_x)
    }

    #[test]
    fn evidence_and_information_of_an_exponential() {
        let s = 0.05_f64;
        let (ln_l, ln_x) = exponential(500, s);
        let all = Trapezoids::new(&ln_l, &ln_x, &[]);
        let ln_z = (s * (1.0 - (-1.0 / s).exp())).ln();
        let last = ln_l.len() - 1;
        assert!((all.ln_z[last] - ln_z).abs() < 1e-4, "{} {ln_z}", all.ln_z[last]);
        assert!((all.information[last] + 1.0 + ln_z).abs() < 1e-3, "{}", all.information[last]);
        // the error of ln Z with n live points is near √(H/n)
        let ratio = (all.variance[last] * 500.0 / all.information[last]).sqrt();
        assert!((0.9..1.2).contains(&ratio), "{ratio}");
        assert!(all.ln_z.windows(2).all(|pair| pair[1] >= pair[0]));
    }

    #[test]
    fn weights_by_hand_and_a_factor() {
        let (ln_l, ln_x) = ([1_f64.ln(), 3_f64.ln()], [0.5_f64.ln(), 0.25_f64.ln()]);
        let all = Trapezoids::new(&ln_l, &ln_x, &[]);
        assert!((all.ln_weight[0].exp() - 0.25).abs() < 1e-15 && (all.ln_weight[1].exp() - 0.5).abs() < 1e-15);
        assert!((all.ln_z[1].exp() - 0.75).abs() < 1e-15);
        let twice = Trapezoids::new(&ln_l, &ln_x, &[2_f64.ln(); 2]);
        assert!((twice.ln_z[1] - all.ln_z[1] - 2_f64.ln()).abs() < 1e-14);
        assert!((twice.information[1] - all.information[1]).abs() < 1e-14);
    }

    #[test]
    fn what_is_impossible_weighs_nothing() {
        let all = Trapezoids::new(&[f64::NEG_INFINITY, 0.0], &[-1.0, -2.0], &[]);
        assert_eq!((all.ln_weight[0], all.ln_z[0]), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        assert!(all.ln_z[1].is_finite() && all.information[0] == 0.0);
    }
}
