//! Bins of lookback time with a constant rate in each.
use super::StarFormation;
use crate::{Error, Result, parameters::Parametric};

/// Ends of the first bins, lookback years; further ones are even in the logarithm.
const YOUNG_YR: [f64; 2] = [3e7, 1e8];
/// The oldest bin is the first 15 % of the galaxy's age.
const OLDEST: f64 = 0.85;

/// Edges of `n` bins in lookback years, youngest first: the user's (with the galaxy's age as last), or 0, 30 and 100 Myr, even
/// steps of the logarithm to 0.85 of the age, and the age. For young galaxies the first edges shrink with the age.
///
/// # Source
/// Leja et al. 2019, `ApJ` 876, 3, section 2.1
fn edges_yr(own: &[f64], n: usize, age_yr: f64) -> Vec<f64> {
    if !own.is_empty() {
        let inside = own.iter().copied().filter(|edge| *edge < age_yr);
        return inside.chain([age_yr]).collect();
    }
    let shrink = (age_yr / (10.0 * YOUNG_YR[1])).min(1.0);
    let (first, last) = (shrink * YOUNG_YR[1], OLDEST * age_yr);
    let mut edges = vec![0.0, shrink * YOUNG_YR[0], first];
    let steps = n.saturating_sub(3);
    edges.extend((1..=steps).map(|i| first * (last / first).powf(i as f64 / steps as f64)));
    edges.truncate(n);
    edges.push(age_yr);
    edges
}

/// A user's edges rise from 0 and are one more than the bins.
fn check_edges(own: &[f64], n: usize) -> Result<()> {
    if n < 2 {
        return Err(Error::Length { what: "bins of the star-formation history", found: n, expected: 2 });
    }
    if own.is_empty() {
        return Ok(());
    }
    if own.len() != n + 1 {
        return Err(Error::Length { what: "sfh.edges_yr", found: own.len(), expected: n + 1 });
    }
    if own[0] != 0.0 {
        return Err(Error::BadValue { what: "sfh.edges_yr", index: 0, value: own[0], expected: "0, the present" });
    }
    match own.windows(2).position(|pair| !(pair[0] < pair[1] && pair[1].is_finite())) {
        Some(i) => {
            let (index, value) = (i + 1, own[i + 1]);
            Err(Error::BadValue { what: "sfh.edges_yr", index, value, expected: "edges that rise" })
        }
        None => Ok(()),
    }
}

/// A history of constant rates in bins: its members say how the rates compare, and the rest is the same for all.
pub(super) trait Binned: Parametric + std::fmt::Debug + Send + Sync {
    /// Solar masses formed up to now.
    fn mass_msun(&self) -> f64;
    /// Edges in lookback years as the user gave them, or none.
    fn own_edges_yr(&self) -> &[f64];
    /// Bins.
    fn n_bins(&self) -> usize;
    /// The rates of the `n` youngest bins up to a factor; `n` is less than [`n_bins`](Self::n_bins) in a young galaxy.
    fn relative_rates(&self, n: usize) -> Vec<f64>;
    /// Its own numbers make sense.
    ///
    /// # Errors
    /// The first that does not.
    fn check_rates(&self) -> Result<()>;

    /// Edges in lookback years and the rate of each bin.
    fn rates(&self, age_yr: f64) -> (Vec<f64>, Vec<f64>) {
        let edges = edges_yr(self.own_edges_yr(), self.n_bins(), age_yr);
        let mut rates = self.relative_rates(edges.len() - 1);
        let mass: f64 = edges.windows(2).zip(&rates).map(|(edge, rate)| rate * (edge[1] - edge[0])).sum();
        rates.iter_mut().for_each(|rate| *rate *= self.mass_msun() / mass);
        (edges, rates)
    }
}

impl<B: Binned> StarFormation for B {
    fn check(&self) -> Result<()> {
        Error::check_not_negative("sfh.formed_mass_msun", self.mass_msun())?;
        self.check_rates()?;
        check_edges(self.own_edges_yr(), self.n_bins())
    }

    fn sfr_msun_yr(&self, t_yr: f64, age_yr: f64) -> f64 {
        let (edges, rates) = self.rates(age_yr);
        rate(&edges, &rates, t_yr)
    }

    fn breaks_yr(&self, age_yr: f64, out: &mut Vec<f64>) {
        let edges = edges_yr(self.own_edges_yr(), self.n_bins(), age_yr);
        out.extend(edges.into_iter().map(|edge| age_yr - edge));
    }

    fn formed_msun(&self, t_yr: f64, age_yr: f64) -> f64 {
        let mut out = [0.0];
        self.fill_formed(&[t_yr], age_yr, &mut out);
        out[0]
    }

    fn fill_formed(&self, t_yr: &[f64], age_yr: f64, out: &mut [f64]) {
        let (edges, rates) = self.rates(age_yr);
        fill(&edges, &rates, t_yr, out);
    }
}

/// Mass formed up to times, from rates of bins of lookback time.
fn fill(edges_yr: &[f64], rates: &[f64], t_yr: &[f64], out: &mut [f64]) {
    let age_yr = edges_yr[edges_yr.len() - 1];
    for (t_yr, out) in t_yr.iter().zip(out) {
        let lookback = (age_yr - t_yr).max(0.0);
        let bins = edges_yr.windows(2).zip(rates);
        *out = bins.map(|(edge, rate)| rate * (edge[1] - edge[0].max(lookback)).max(0.0)).sum();
    }
}

/// The rate at a time.
fn rate(edges_yr: &[f64], rates: &[f64], t_yr: f64) -> f64 {
    let lookback = edges_yr[edges_yr.len() - 1] - t_yr;
    let bin = edges_yr.partition_point(|edge| *edge <= lookback);
    if lookback < 0.0 { 0.0 } else { rates.get(bin.saturating_sub(1)).copied().unwrap_or(0.0) }
}
