//! A user's table.
use super::StarFormation;
use crate::parameters::component;
use crate::{Compat, Error, Result};
use astrarium_num::interp::bracket;

component! {
    /// Straight lines between rates at times, times a factor; nothing before the first and after the last.
    ///
    /// With `compat = "galapy"` the end lines go on, also below zero.
    pub struct Table {
        /// Multiplies all rates.
        factor = 1.0, "", 1e-3 .. 1e3 log;
        + {
            /// Years after the galaxy's first star, rising.
            time_yr: Vec<f64> = vec![0.0, 1e9];
            /// Solar masses a year.
            rate_msun_yr: Vec<f64> = vec![1.0, 1.0];
            /// What is beyond the ends.
            compat: Compat = Compat::None;
        }
    }
}

impl Table {
    /// The line's value, also beyond the ends.
    fn line(&self, t_yr: f64) -> f64 {
        let i = bracket(&self.time_yr, t_yr);
        let part = (t_yr - self.time_yr[i]) / (self.time_yr[i + 1] - self.time_yr[i]);
        self.factor * (self.rate_msun_yr[i] + part * (self.rate_msun_yr[i + 1] - self.rate_msun_yr[i]))
    }

    /// The integral of the lines from the first point on.
    fn area(&self, t_yr: f64) -> f64 {
        let i = bracket(&self.time_yr, t_yr);
        let whole = |i: usize| {
            0.5 * (self.time_yr[i + 1] - self.time_yr[i]) * (self.rate_msun_yr[i] + self.rate_msun_yr[i + 1])
        };
        let before: f64 = (0..i).map(whole).sum();
        self.factor * before + 0.5 * (t_yr - self.time_yr[i]) * (self.factor * self.rate_msun_yr[i] + self.line(t_yr))
    }
}

impl StarFormation for Table {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.factor", self.factor)?;
        let (found, expected) = (self.rate_msun_yr.len(), self.time_yr.len());
        if found != expected || found < 2 {
            return Err(Error::Length { what: "sfh.rate_msun_yr", found, expected: expected.max(2) });
        }
        let least = if self.compat == Compat::Galapy { f64::NEG_INFINITY } else { 0.0 };
        if let Some(index) = self.rate_msun_yr.iter().position(|rate| !(rate.is_finite() && *rate >= least)) {
            let value = self.rate_msun_yr[index];
            return Err(Error::BadValue { what: "sfh.rate_msun_yr", index, value, expected: "a number not below zero" });
        }
        if let Some(i) = self.time_yr.windows(2).position(|pair| !(pair[0] < pair[1] && pair[1].is_finite())) {
            let (index, value) = (i + 1, self.time_yr[i + 1]);
            return Err(Error::BadValue { what: "sfh.time_yr", index, value, expected: "times that rise" });
        }
        Error::check_not_negative("sfh.time_yr", self.time_yr[0])
    }

    fn sfr_msun_yr(&self, t_yr: f64, _: f64) -> f64 {
        let inside = t_yr >= self.time_yr[0] && t_yr <= self.time_yr[self.time_yr.len() - 1];
        if inside || self.compat == Compat::Galapy { self.line(t_yr) } else { 0.0 }
    }

    fn breaks_yr(&self, _: f64, out: &mut Vec<f64>) {
        out.extend_from_slice(&self.time_yr);
    }

    fn formed_msun(&self, t_yr: f64, _: f64) -> f64 {
        if self.compat == Compat::Galapy {
            return self.area(t_yr.max(0.0)) - self.area(0.0);
        }
        self.area(t_yr.clamp(self.time_yr[0], self.time_yr[self.time_yr.len() - 1]))
    }
}
