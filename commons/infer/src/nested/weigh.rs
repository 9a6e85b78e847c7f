//! Volumes, weights and the evidence of a record.

use super::record::Record;
use astrarium_num::{
    random::{Purpose, Stream},
    special::{exp_each, ln_each},
};

/// The prior volume inside each point, ln.
///
/// `ln X_i = ln X_start − Σ 1/n`, the mean of `ln X` (the ln of the mean is `Σ ln(n/(n+1))`).
pub fn ln_volumes(record: &Record) -> Vec<f64> {
    let mut ln_x = record.ln_start().0;
    let next = |&n: &u32| {
        ln_x -= 1.0 / f64::from(n);
        ln_x
    };
    record.live.iter().map(next).collect()
}

/// `ln Σ n/(n+1)`: the ln of the mean volumes, as other programs have it; it lies above [`ln_volumes`] by `H/(2n)`.
pub fn ln_mean_volumes(record: &Record) -> Vec<f64> {
    let mut ln_x = record.ln_start().0;
    let next = |&n: &u32| {
        ln_x -= libm::log1p(1.0 / f64::from(n));
        ln_x
    };
    record.live.iter().map(next).collect()
}

/// What the volumes make of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// `ln w_i`, not normalised: `w_i = L_i (X_{i−1} − X_{i+1}) / 2`.
    pub ln_weight: Vec<f64>,
    /// `ln Z = ln Σ w`.
    pub ln_z: f64,
    /// The information `Σ (w/Z) ln L − ln Z`, nats.
    pub information: f64,
    /// The variance that accumulates, `Σ (H_i − H_{i−1}) (ln X_{i−1} − ln X_i)`.
    ///
    /// # Source
    /// Speagle 2020, MNRAS 493, 3132
    pub accumulated: f64,
}

impl Weighed {
    /// The points' weights for given volumes, `L` to the power `beta`.
    pub fn new(record: &Record, ln_x: &[f64], beta: f64) -> Self {
        let start = record.ln_start().0;
        let n = record.len();
        let x = |i: usize| {
            if i == 0 {
                start
            } else if i > n {
                f64::NEG_INFINITY
            } else {
                ln_x[i - 1]
            }
        };
        let ln_weight: Vec<f64> = (1..=n)
            .map(|i| beta * record.table.ln_l[i - 1] + ln_difference(x(i - 1), x(i + 1)) - std::f64::consts::LN_2)
            .collect();
        let mut whole = Self { ln_weight, ln_z: f64::NEG_INFINITY, information: 0.0, accumulated: 0.0 };
        whole.accumulate(record, |i| x(i) - x(i + 1), beta);
        whole
    }

    fn accumulate(&mut self, record: &Record, step: impl Fn(usize) -> f64, beta: f64) {
        let (mut sum, mut first, mut scale) = (0.0, 0.0, f64::NEG_INFINITY);
        let mut before = 0.0;
        for (i, &ln_w) in self.ln_weight.iter().enumerate() {
            let ln_l = beta * record.table.ln_l[i];
            if ln_w == f64::NEG_INFINITY {
                continue;
            }
            if ln_w > scale {
                let by = libm::exp(scale - ln_w);
                (sum, first, scale) = (sum * by, first * by, ln_w);
            }
            let w = libm::exp(ln_w - scale);
            (sum, first) = (sum + w, first + w * ln_l);
            let information = first / sum - (scale + libm::log(sum));
            if step(i).is_finite() {
                self.accumulated += (information - before) * step(i);
            }
            before = information;
        }
        self.ln_z = scale + libm::log(sum);
        self.information = before;
        self.accumulated = self.accumulated.abs();
    }

    /// Weights that sum to 1.
    pub fn probabilities(&self) -> Vec<f64> {
        self.ln_weight.iter().map(|ln| libm::exp(ln - self.ln_z)).collect()
    }

    /// Kish's effective number of points, `(Σ w)² / Σ w²`.
    pub fn effective_size(&self) -> f64 {
        1.0 / self.probabilities().iter().map(|p| p * p).sum::<f64>()
    }

    /// The entropic one, `exp(−Σ p ln p)`.
    pub fn entropy_size(&self) -> f64 {
        libm::exp(-self.probabilities().iter().filter(|p| **p > 0.0).map(|p| p * libm::log(*p)).sum::<f64>())
    }

    /// `2 Var ln L` under the posterior: how many dimensions the data constrain.
    ///
    /// # Source
    /// Handley & Lemos 2019, PRD 100, 023512
    pub fn dimensionality(&self, record: &Record) -> f64 {
        let p = self.probabilities();
        let of = |power: i32| {
            p.iter().zip(&record.table.ln_l).filter(|(p, _)| **p > 0.0).map(|(p, l)| p * l.powi(power)).sum::<f64>()
        };
        2.0 * (of(2) - of(1) * of(1))
    }
}

/// `ln(eᵃ − eᵇ)`.
fn ln_difference(a: f64, b: f64) -> f64 {
    a + libm::log1p(-libm::exp(b - a))
}

/// ln Z over simulated prior volumes, `ln X_i = Σ ln(r)/n` with uniform `r`, once for each of `replicas`.
///
/// `seed` addresses the numbers; the uncertainty of a volume at the start below 1 is not in here.
pub fn simulated(record: &Record, replicas: usize, seed: u64) -> Vec<f64> {
    let l = Likelihoods::of(record);
    let inverse: Vec<f64> = record.live.iter().map(|n| 1.0 / f64::from(*n)).collect();
    let mut shares = vec![0.0; record.len()];
    let one = |replica: usize| {
        Stream::new(seed, Purpose::Volumes, 0).fill_uniform(replica as u64, 0, &mut shares);
        ln_each(&mut shares);
        shares.iter_mut().zip(&inverse).for_each(|(ln_r, inverse)| *ln_r *= inverse);
        exp_each(&mut shares);
        l.ln_evidence(shares.iter().copied().zip(l.of.iter().copied()))
    };
    (0..replicas).map(one).collect()
}

/// The likelihoods of a record's points as shares of the largest one.
pub(super) struct Likelihoods {
    pub(super) of: Vec<f64>,
    /// ln of the largest one, times the volume at the start.
    ln_scale: f64,
}

impl Likelihoods {
    /// Those of a record.
    pub(super) fn of(record: &Record) -> Self {
        let most = record.table.ln_l.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut of: Vec<f64> = record.table.ln_l.iter().map(|l| l - most).collect();
        exp_each(&mut of);
        Self { of, ln_scale: most + record.ln_start().0 }
    }

    /// `ln Σ L_i (X_{i−1} − X_{i+1}) / 2` of points that each leave a share of the volume, as `(share, likelihood)`.
    pub(super) fn ln_evidence(&self, points: impl Iterator<Item = (f64, f64)>) -> f64 {
        // Σ L_i (X_{i−1} − X_{i+1}) = Σ (X_{i−1} − X_i) (L_i + L_{i−1}), L_0 = 0, and the last one has its whole volume
        let (mut sum, mut x, mut before) = (0.0, 1.0, 0.0);
        for (share, l) in points {
            let inside = x * share;
            sum += (x - inside) * (l + before);
            (x, before) = (inside, l);
        }
        self.ln_scale + libm::log(0.5 * (sum + x * before))
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Row, Table};
    use super::*;
    use astrarium_num::stats::{mean, standard_deviation};

    /// A static run of `n` live points on `ln L = −X/s`, whose volumes are as expected.
    fn run(n: usize, s: f64) -> Record {
        let mut table = Table::default();
        let (mut ln_x, mut contours) = (0.0_f64, vec![f64::NEG_INFINITY; n]);
        for i in 0..12 * n {
            ln_x -= 1.0 / n as f64;
            let ln_l = -ln_x.exp() / s;
            table.push(Row { u: &[0.5], blob: &[], ln_l, birth: contours[i], calls: 1 });
            contours.push(ln_l);
        }
        Record::new(&table, (n as u64, n as u64))
    }

    #[test]
    fn evidence_of_an_exponential() {
        // Z = s (1 − exp(−1/s)), H = ⟨ln L⟩ − ln Z
        let (n, s) = (200, 0.05_f64);
        let record = run(n, s);
        let ln_x = ln_volumes(&record);
        let weighed = Weighed::new(&record, &ln_x, 1.0);
        let ln_z = (s * (1.0 - (-1.0 / s).exp())).ln();
        assert!((weighed.ln_z - ln_z).abs() < 1e-3, "{} {ln_z}", weighed.ln_z);
        assert!((weighed.information - (-1.0 - ln_z)).abs() < 0.01, "{}", weighed.information);
        // Var(ln L) of exp(−X/s) is 1
        assert!((weighed.dimensionality(&record) - 2.0).abs() < 0.05);
        assert!((weighed.probabilities().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn simulated_volumes_give_skillings_error() {
        let (n, s) = (100, 0.02);
        let record = run(n, s);
        let values = simulated(&record, 2000, 1);
        let ln_z = Weighed::new(&record, &ln_volumes(&record), 1.0);
        // Var ln Z is slightly below H/n: the bulk has a width
        let skilling = (ln_z.information / n as f64).sqrt();
        let ratio = standard_deviation(&values, 1) / skilling;
        assert!((0.9..1.15).contains(&ratio), "{ratio}");
        assert!((mean(&values) - ln_z.ln_z).abs() < 0.02);
        assert_eq!(values[..10], simulated(&record, 10, 1));
    }

    #[test]
    fn the_two_conventions_differ_by_half_the_variance() {
        let record = run(100, 0.02);
        let by = |ln_x: &[f64]| Weighed::new(&record, ln_x, 1.0).ln_z;
        let (log, mean) = (by(&ln_volumes(&record)), by(&ln_mean_volumes(&record)));
        let half = Weighed::new(&record, &ln_volumes(&record), 1.0).information / 200.0;
        assert!(((mean - log) / half - 1.0).abs() < 0.4, "{} {half}", mean - log);
    }

    #[test]
    fn a_fraction_of_the_prior_is_a_factor() {
        let mut record = run(100, 0.1);
        let whole = Weighed::new(&record, &ln_volumes(&record), 1.0).ln_z;
        record.finite = (100, 400);
        let quarter = Weighed::new(&record, &ln_volumes(&record), 1.0).ln_z;
        assert!((whole - quarter - 4_f64.ln()).abs() < 1e-12);
        assert!((simulated(&record, 200, 3).iter().sum::<f64>() / 200.0 - quarter).abs() < 0.05);
    }
}
