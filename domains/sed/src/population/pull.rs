//! Derivatives of the nodes' weights, taken backwards.
use super::mixture::{Mixture, Recipe};
use astrarium_astro::ssp::Outside;

/// Derivatives of a number by what a mixture tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// By the masses at the nodes, free and inside clouds.
    pub(crate) nodes: Vec<[f64; 2]>,
    pub(crate) living_msun: f64,
    pub(crate) mean_age_yr: f64,
    pub(crate) supernovae_per_yr: f64,
}

/// Derivatives by a share of the stars.
#[derive(Clone, Copy, Debug, Default)]
struct OfShare {
    mass: f64,
    part: f64,
    upper: f64,
    eta: f64,
    age_yr: f64,
    rate: f64,
    lower: usize,
}

/// Derivatives by all shares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shares {
    of: Vec<OfShare>,
    room: [Mixture; 2],
}

impl Mixture {
    /// The nodes that any share touches, also those of no weight.
    pub(crate) fn touched(&self, recipe: &Recipe<'_>, out: &mut Vec<usize>) {
        out.clear();
        let (clock, extend) = (recipe.clock, recipe.clock.how.outside == Outside::Extend);
        for (i, share) in self.shares.iter().enumerate() {
            let next = (share.k + 1).min(clock.n_age() - 1);
            for (z, _) in clock.measured(self.metallicity[i], self.measured[i], extend) {
                out.extend([share.k, next].map(|age| z * clock.n_age() + age));
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

impl Shares {
    /// Takes derivatives by nodes back to the shares of a mixture.
    pub(crate) fn pull(&mut self, recipe: &Recipe<'_>, mixture: &Mixture, told: &Told, eta: &dyn Fn(f64) -> f64) {
        let (clock, extend) = (recipe.clock, recipe.clock.how.outside == Outside::Extend);
        let formed = mixture.formed_msun.max(f64::MIN_POSITIVE);
        self.of.clear();
        for (i, share) in mixture.shares.iter().enumerate() {
            let next = (share.k + 1).min(clock.n_age() - 1);
            let [(lower, low), (upper, high)] = clock.measured(mixture.metallicity[i], mixture.measured[i], extend);
            let eta = eta(share.age_yr);
            // by the whole weight at each of the four nodes, and what moves into clouds there
            let at = |z: usize, age: usize| {
                let index = z * clock.n_age() + age;
                let [free, inside] = told.nodes[index];
                (eta * inside + (1.0 - eta) * free + told.living_msun * clock.living[index], inside - free)
            };
            let [a, b, c, d] = [at(lower, share.k), at(lower, next), at(upper, share.k), at(upper, next)];
            let (p, q) = (share.part, 1.0 - share.part);
            let mix = |f: fn((f64, f64)) -> f64| low * (q * f(a) + p * f(b)) + high * (q * f(c) + p * f(d));
            let rate = clock.supernovae.rate(share.k, share.ages_yr, mixture.metallicity[i]);
            let older = (share.age_yr - mixture.mean_age_yr) / formed;
            self.of.push(OfShare {
                mass: mix(|f| f.0) + told.supernovae_per_yr * rate + told.mean_age_yr * older,
                part: share.mass * (low * (b.0 - a.0) + high * (d.0 - c.0)),
                upper: share.mass * (q * (c.0 - a.0) + p * (d.0 - b.0)),
                eta: share.mass * mix(|f| f.1),
                age_yr: told.mean_age_yr * share.mass / formed,
                rate: told.supernovae_per_yr * share.mass,
                lower,
            });
        }
    }

    /// The change of the number from one history to another, both near the one that was pulled back.
    pub(crate) fn change(&mut self, frame: &Mixture, recipes: [&Recipe<'_>; 2], etas: [&dyn Fn(f64) -> f64; 2]) -> f64 {
        let [before, after] = &mut self.room;
        before.share_as(recipes[0], frame);
        after.share_as(recipes[1], frame);
        let clock = recipes[0].clock;
        let extend = clock.how.outside == Outside::Extend;
        let upper = |mixture: &Mixture, i: usize, lower: usize| {
            let [low, high] = clock.measured(mixture.metallicity[i], mixture.measured[i], extend);
            // weights of neighbouring pairs, of the pair that was pulled back
            if low.0 == lower { high.1 } else { clock.part_from(lower, mixture.measured[i]) }
        };
        let mut sum = 0.0;
        for (i, of) in self.of.iter().enumerate() {
            let (a, b) = (before.shares[i], after.shares[i]);
            sum += of.mass * (b.mass - a.mass) + of.part * (b.part - a.part) + of.age_yr * (b.age_yr - a.age_yr);
            sum += of.upper * (upper(after, i, of.lower) - upper(before, i, of.lower));
            sum += of.eta * (etas[1](b.age_yr) - etas[0](a.age_yr));
            if of.rate != 0.0 {
                let rate = |mixture: &Mixture| {
                    clock.supernovae.rate(mixture.shares[i].k, mixture.shares[i].ages_yr, mixture.metallicity[i])
                };
                sum += of.rate * (rate(after) - rate(before));
            }
        }
        sum
    }

    /// The change when only the escape from clouds is another.
    pub(crate) fn escape(&self, frame: &Mixture, etas: [&dyn Fn(f64) -> f64; 2]) -> f64 {
        let of = self.of.iter().zip(&frame.shares);
        of.map(|(of, share)| of.eta * (etas[1](share.age_yr) - etas[0](share.age_yr))).sum()
    }
}
