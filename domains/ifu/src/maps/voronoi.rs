//! Spaxels joined until each bin has the same signal to noise.
use crate::{Error, Result};

/// Bins of spaxels.
#[derive(Clone, Debug, PartialEq)]
pub struct Binning {
    /// The bin of each spaxel `[y][x]`; none of one without signal.
    pub bin: Vec<Option<usize>>,
    /// Centre of each bin `(x, y)`, spaxels.
    pub centre: Vec<[f64; 2]>,
    /// Signal to noise of each bin, of summed signals and summed variances.
    pub ratio: Vec<f64>,
}

/// How far from a circle a bin may be while it grows.
const ROUNDNESS: f64 = 0.3;
/// A bin that has this part of the target is kept.
const ENOUGH: f64 = 0.8;

/// Bins of about the same ratio of signal to noise: spaxels are collected around the brightest ones, then the bins' borders are
/// those of a Voronoi tessellation whose centres are weighted by the square of the ratio.
///
/// Maps are `[y][x]` of `n` by `n` spaxels; spaxels without signal or variance above zero belong to no bin.
///
/// # Errors
/// [`Error::Length`] of maps of another size, [`Error::OutOfRange`] of a target that is not above zero.
///
/// # Source
/// Cappellari & Copin 2003, MNRAS 342, 345
pub fn voronoi(n: usize, signal: &[f64], variance: &[f64], target: f64) -> Result<Binning> {
    Error::check_length("signal of spaxels", signal.len(), n * n)?;
    Error::check_length("variance of spaxels", variance.len(), n * n)?;
    Error::check_positive("target signal to noise", target)?;
    let spaxels = Spaxels { n, signal, variance };
    let mut bin = spaxels.accrete(target);
    let n_bins = bin.iter().flatten().max().map_or(0, |most| most + 1);
    let mut centre = spaxels.centres(&bin, n_bins);
    const STEPS: usize = 100;
    for _ in 0..STEPS {
        let next = spaxels.nearest(&centre);
        if next == bin {
            break;
        }
        bin = next;
        // a bin that has lost all its spaxels keeps its place, and may win some back
        for (to, from) in centre.iter_mut().zip(spaxels.centres(&bin, n_bins)) {
            *to = if from[0].is_nan() { *to } else { from };
        }
    }
    Ok(spaxels.finished(bin, &centre))
}

struct Spaxels<'a> {
    n: usize,
    signal: &'a [f64],
    variance: &'a [f64],
}

/// A bin that grows.
#[derive(Clone, Copy, Default)]
struct Grown {
    signal: f64,
    variance: f64,
    moment: [f64; 2],
    count: f64,
}

impl Grown {
    fn with(self, spaxels: &Spaxels, k: usize) -> Self {
        let [x, y] = spaxels.place(k);
        Self {
            signal: self.signal + spaxels.signal[k],
            variance: self.variance + spaxels.variance[k],
            moment: [self.moment[0] + x, self.moment[1] + y],
            count: self.count + 1.0,
        }
    }

    fn ratio(&self) -> f64 {
        if self.variance > 0.0 { self.signal / self.variance.sqrt() } else { 0.0 }
    }

    fn centre(&self) -> [f64; 2] {
        self.moment.map(|moment| moment / self.count)
    }
}

fn square(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

impl Spaxels<'_> {
    fn place(&self, k: usize) -> [f64; 2] {
        [(k % self.n) as f64, (k / self.n) as f64]
    }

    fn shines(&self, k: usize) -> bool {
        self.signal[k] > 0.0 && self.variance[k] > 0.0 && self.signal[k].is_finite() && self.variance[k].is_finite()
    }

    /// `(S/N)²` of one spaxel, the density by which centres are weighted.
    fn density(&self, k: usize) -> f64 {
        self.signal[k] * self.signal[k] / self.variance[k]
    }

    /// Spaxels beside one, those across the corners too.
    fn beside(&self, k: usize) -> impl Iterator<Item = usize> + '_ {
        let (x, y) = (k % self.n, k / self.n);
        let range = |at: usize| at.saturating_sub(1)..=(at + 1).min(self.n - 1);
        range(y).flat_map(move |y| range(x).map(move |x| y * self.n + x)).filter(move |other| *other != k)
    }

    /// Bins that grow one after the other, each from the free spaxel nearest to all that are taken; spaxels of bins that did not
    /// become good enough go to the nearest one that did.
    fn accrete(&self, target: f64) -> Vec<Option<usize>> {
        let mut free: Vec<bool> = (0..self.n * self.n).map(|k| self.shines(k)).collect();
        let mut bin = vec![None; free.len()];
        let (mut good, mut taken) = (Vec::new(), Grown::default());
        let brightest = |free: &[bool]| {
            let ratio = |k: &usize| self.density(*k);
            (0..free.len()).filter(|k| free[*k]).max_by(|a, b| ratio(a).total_cmp(&ratio(b)).then(b.cmp(a)))
        };
        let Some(mut seed) = brightest(&free) else { return bin };
        loop {
            let (members, grown) = self.grow(seed, &free, target);
            members.iter().for_each(|k| free[*k] = false);
            if grown.ratio() >= ENOUGH * target {
                members.iter().for_each(|k| bin[*k] = Some(good.len()));
                good.push(grown.centre());
            }
            taken = members.iter().fold(taken, |sum, k| sum.with(self, *k));
            let centre = taken.centre();
            let distance = |k: &usize| square(self.place(*k), centre);
            let next = (0..free.len()).filter(|k| free[*k]);
            let Some(next) = next.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b))) else { break };
            seed = next;
        }
        if good.is_empty() {
            // all light together does not reach the target: one bin
            return (0..bin.len()).map(|k| self.shines(k).then_some(0)).collect();
        }
        let nearest = self.nearest(&good);
        bin.iter().zip(nearest).map(|(own, near)| own.or(near)).collect()
    }

    fn grow(&self, seed: usize, free: &[bool], target: f64) -> (Vec<usize>, Grown) {
        let (mut members, mut grown) = (vec![seed], Grown::default().with(self, seed));
        loop {
            if grown.ratio() >= target {
                return (members, grown);
            }
            let centre = grown.centre();
            let distance = |k: &usize| square(self.place(*k), centre);
            let around = members.iter().flat_map(|k| self.beside(*k)).filter(|k| free[*k] && !members.contains(k));
            let Some(next) = around.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b))) else {
                return (members, grown);
            };
            let larger = grown.with(self, next);
            let farthest = members.iter().chain([&next]).map(|k| square(self.place(*k), larger.centre()));
            let radius = (larger.count / std::f64::consts::PI).sqrt();
            let roundness = farthest.fold(0.0, f64::max).sqrt() / radius - 1.0;
            let is_nearer = (larger.ratio() - target).abs() < (grown.ratio() - target).abs();
            if roundness > ROUNDNESS || !is_nearer {
                return (members, grown);
            }
            members.push(next);
            grown = larger;
        }
    }

    fn nearest(&self, centre: &[[f64; 2]]) -> Vec<Option<usize>> {
        let of = |k: usize| {
            let distance = |bin: &usize| square(self.place(k), centre[*bin]);
            (0..centre.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b)))
        };
        (0..self.n * self.n).map(|k| if self.shines(k) { of(k) } else { None }).collect()
    }

    /// Centres weighted by density; NaN of a bin without spaxels.
    fn centres(&self, bin: &[Option<usize>], n_bins: usize) -> Vec<[f64; 2]> {
        let mut sums = vec![[0.0; 3]; n_bins];
        for (k, bin) in bin.iter().enumerate() {
            let Some(bin) = bin else { continue };
            let (weight, [x, y]) = (self.density(k), self.place(k));
            let sum = &mut sums[*bin];
            *sum = [sum[0] + weight * x, sum[1] + weight * y, sum[2] + weight];
        }
        sums.into_iter().map(|[x, y, weight]| [x / weight, y / weight]).collect()
    }

    /// Without bins that have no spaxel.
    fn finished(&self, bin: Vec<Option<usize>>, centre: &[[f64; 2]]) -> Binning {
        let mut grown = vec![Grown::default(); centre.len()];
        for (k, bin) in bin.iter().enumerate() {
            if let Some(bin) = bin {
                grown[*bin] = grown[*bin].with(self, k);
            }
        }
        let kept: Vec<usize> = (0..centre.len()).filter(|bin| grown[*bin].count > 0.0).collect();
        let mut number = vec![None; centre.len()];
        kept.iter().enumerate().for_each(|(new, old)| number[*old] = Some(new));
        Binning {
            bin: bin.into_iter().map(|bin| bin.and_then(|bin| number[bin])).collect(),
            centre: kept.iter().map(|bin| centre[*bin]).collect(),
            ratio: kept.iter().map(|bin| grown[*bin].ratio()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn galaxy(n: usize) -> (Vec<f64>, Vec<f64>) {
        let at = |k: usize| ((k % n) as f64 - 0.5 * n as f64).hypot((k / n) as f64 - 0.5 * n as f64);
        let signal: Vec<f64> = (0..n * n).map(|k| 300.0 * (-at(k) / 6.0).exp()).collect();
        (signal, vec![4.0; n * n])
    }

    #[test]
    fn bins_have_about_the_ratio_asked_for() {
        let n = 40;
        let (mut signal, variance) = galaxy(n);
        signal[7] = 0.0;
        let binning = voronoi(n, &signal, &variance, 60.0).expect("sound");
        assert_eq!(binning.bin[7], None);
        assert_eq!(binning.bin.iter().flatten().count(), n * n - 1);
        let n_bins = binning.ratio.len();
        assert!((20..800).contains(&n_bins), "{n_bins}");
        // bins of several spaxels scatter about the target; spaxels that are brighter stand alone
        let several: Vec<f64> = (0..n_bins)
            .filter(|bin| binning.bin.iter().flatten().filter(|b| *b == bin).count() > 3)
            .map(|bin| binning.ratio[bin])
            .collect();
        let mean = several.iter().sum::<f64>() / several.len() as f64;
        let scatter = (several.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / several.len() as f64).sqrt();
        assert!((mean / 60.0 - 1.0).abs() < 0.15 && scatter < 0.25 * mean, "{mean} {scatter}");
        // every bin is the spaxels nearest to its centre
        for k in (0..n * n).filter(|k| binning.bin[*k].is_some()) {
            let place = [(k % n) as f64, (k / n) as f64];
            let own = square(place, binning.centre[binning.bin[k].expect("in a bin")]);
            assert!(binning.centre.iter().all(|centre| square(place, *centre) >= own - 1e-9) || n_bins == 1);
        }
    }

    #[test]
    fn faint_fields_are_one_bin_and_bright_ones_none() {
        let (signal, variance) = galaxy(10);
        let all = voronoi(10, &signal, &variance, 1e6).expect("sound");
        assert_eq!((all.ratio.len(), all.bin[0]), (1, Some(0)));
        let each = voronoi(10, &signal, &variance, 1e-3).expect("sound");
        assert_eq!(each.ratio.len(), 100);
        let dark = voronoi(10, &[0.0; 100], &variance, 5.0).expect("sound");
        assert!(dark.ratio.is_empty() && dark.bin.iter().all(Option::is_none));
        assert!(voronoi(10, &signal, &variance, 0.0).is_err() && voronoi(9, &signal, &variance, 1.0).is_err());
    }
}
