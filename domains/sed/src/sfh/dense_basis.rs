//! A smooth curve through quantiles of the mass formed.
use super::StarFormation;
use crate::parameters::{Parametric, Quantity};
use crate::{Error, Result};
use astrarium_num::interp::bracket;
use serde::{Deserialize, Serialize};

/// The mass formed is a monotone curve through 0 at the first star, the quantiles `i/(n+1)` at given parts of the galaxy's age,
/// and all of it now, where its slope is the present rate.
///
/// The curve is cubic between the points with Fritsch and Butland's slopes (the source draws it by a Gaussian process, which
/// may overshoot and is cut there).
///
/// # Source
/// Iyer et al. 2019, `ApJ` 879, 116; slopes: Fritsch & Butland 1984, SIAM J. Sci. Stat. Comput. 5, 300
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DenseBasis {
    /// Solar masses formed up to now.
    pub formed_mass_msun: f64,
    /// Present rate, solar masses a year; the curve's last slope is at most three times its last mean rate.
    pub sfr_now_msun_yr: f64,
    /// Parts of the age at which the quantiles were formed, rising.
    pub quantile_times: Vec<f64>,
}

impl Default for DenseBasis {
    fn default() -> Self {
        Self { formed_mass_msun: 1e10, sfr_now_msun_yr: 1.0, quantile_times: vec![0.25, 0.5, 0.75] }
    }
}

impl Parametric for DenseBasis {
    fn quantities(&self) -> Vec<Quantity> {
        let mass = Quantity { name: "formed_mass_msun".into(), unit: "Msun", range: [1e6, 1e13], log: true };
        let sfr = Quantity { name: "sfr_now_msun_yr".into(), unit: "Msun/yr", range: [1e-3, 1e4], log: true };
        let time = |i: usize| Quantity {
            name: format!("quantile_time_{}", i + 1).into(),
            unit: "",
            range: [0.0, 1.0],
            log: false,
        };
        [mass, sfr].into_iter().chain((0..self.quantile_times.len()).map(time)).collect()
    }

    fn get(&self, place: usize) -> f64 {
        match place {
            0 => self.formed_mass_msun,
            1 => self.sfr_now_msun_yr,
            place => self.quantile_times[place - 2],
        }
    }

    fn set(&mut self, place: usize, value: f64) {
        match place {
            0 => self.formed_mass_msun = value,
            1 => self.sfr_now_msun_yr = value,
            place => self.quantile_times[place - 2] = value,
        }
    }
}

/// The mass formed as cubics over the part of the age.
struct Curve {
    x: Vec<f64>,
    y: Vec<f64>,
    slope: Vec<f64>,
}

impl Curve {
    /// Value and slope.
    fn at(&self, x: f64) -> (f64, f64) {
        let x = x.clamp(0.0, 1.0);
        let i = bracket(&self.x, x);
        let h = self.x[i + 1] - self.x[i];
        let t = (x - self.x[i]) / h;
        let (y0, y1, d0, d1) = (self.y[i], self.y[i + 1], h * self.slope[i], h * self.slope[i + 1]);
        let (a, b) = (d0 - (y1 - y0), (y1 - y0) - d1);
        let value = y0 + t * (y1 - y0) + t * (1.0 - t) * ((1.0 - t) * a + t * b);
        let slope = (y1 - y0) + (1.0 - 2.0 * t) * ((1.0 - t) * a + t * b) + t * (1.0 - t) * (b - a);
        (value, slope / h)
    }
}

impl DenseBasis {
    /// Where quantiles do not rise (a sampler tries all orders) they are sorted, and kept apart.
    fn curve(&self, age_yr: f64) -> Curve {
        const LEAST: f64 = 1e-6;
        let n = self.quantile_times.len() + 1;
        let mut x: Vec<f64> = self.quantile_times.clone();
        x.sort_by(f64::total_cmp);
        x.insert(0, 0.0);
        x.push(1.0);
        for i in 1..n {
            x[i] = x[i].clamp(x[i - 1] + LEAST, 1.0 - LEAST * (n - i) as f64);
        }
        let y: Vec<f64> = (0..=n).map(|i| i as f64 / n as f64).collect();
        let width: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let secant: Vec<f64> = width.iter().map(|width| 1.0 / (n as f64 * width)).collect();
        let mut slope = vec![0.0; n + 1];
        for i in 1..n {
            let (before, after) = (2.0 * width[i] + width[i - 1], width[i] + 2.0 * width[i - 1]);
            slope[i] = (before + after) / (before / secant[i - 1] + after / secant[i]);
        }
        slope[n] = (self.sfr_now_msun_yr * age_yr / self.formed_mass_msun).clamp(0.0, 3.0 * secant[n - 1]);
        Curve { x, y, slope }
    }
}

impl StarFormation for DenseBasis {
    fn check(&self) -> Result<()> {
        Error::check_positive("sfh.formed_mass_msun", self.formed_mass_msun)?;
        Error::check_not_negative("sfh.sfr_now_msun_yr", self.sfr_now_msun_yr)?;
        match self.quantile_times.iter().position(|time| !(0.0..=1.0).contains(time)) {
            Some(index) => {
                let value = self.quantile_times[index];
                Err(Error::BadValue { what: "sfh.quantile_times", index, value, expected: "a part of the age" })
            }
            None => Ok(()),
        }
    }

    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64 {
        if !(0.0..=age_yr).contains(&t_yr) {
            return 0.0;
        }
        self.formed_mass_msun / age_yr * self.curve(age_yr).at(t_yr / age_yr).1
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        self.formed_mass_msun * self.curve(age_yr).at(t_yr / age_yr).0
    }

    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        let curve = self.curve(age_yr);
        t_yr.iter().zip(out).for_each(|(t_yr, out)| *out = self.formed_mass_msun * curve.at(t_yr / age_yr).0);
    }
}
