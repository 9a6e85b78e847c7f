//! The likelihood of a population by importance reweighting, with guards against its noise.

use super::{Population, Selection, Source};
use crate::{LogDensity, Result, Space, error::require, optimise::check_length};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Error as ExecError, Evaluations, Job, Rows, Scratch, sums};

/// Sources of a block of the sum.
const BLOCK: usize = 64;

/// Within these the sums can be trusted; beyond them a point is a counted failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guards {
    /// The variance of ln L by the samples' noise, at most.
    pub variance: f64,
    /// Effective samples of each source, at least.
    pub samples: f64,
    /// Effective found simulations for each source, at least.
    pub found: f64,
}

impl Default for Guards {
    fn default() -> Self {
        Self { variance: 1.0, samples: 10.0, found: 4.0 }
    }
}

sums! {
    /// Sums over sources, one of each for every row of population parameters.
    pub struct Sum {
        ln_l: Vec<f64>,
        variance: Vec<f64>,
        /// Sources with too few effective samples.
        poor: Vec<u64>,
    }
}

/// The likelihood of population parameters η from fits of many sources:
///
/// `ln L(η) = Σ_i ln [ Z_i Σ_k w_ik p(θ_ik | η) / π_i(θ_ik) ] − N ln α(η)`,
///
/// with the share of sources that can be found `α = (1/N_drawn) Σ_found p(θ | η) / p_drawn(θ)`, if selection matters.
///
/// With each value comes the variance that the samples' noise gives to ln L,
/// `Σ_i Σ_k w_ik² (r_ik / r̄_i − 1)² + N² var α / α²`. Points beyond the [`Guards`] are failures with a reason, so that a run
/// counts how often it touched them; [`poorest`](Self::poorest) names the sources to fit again.
/// Sums run over blocks of 64 sources along the engine's fixed tree.
///
/// # Source
/// Hogg, Myers and Bovy 2010, Astrophysical Journal 725, 2166; Farr 2019, RNAAS 3, 66; Talbot and Golomb 2023, MNRAS 526, 3495
pub struct Reweighted<P> {
    space: Space,
    population: P,
    sources: Vec<Source>,
    selection: Option<Selection>,
    guards: Guards,
    names: Vec<String>,
}

/// What one source says of one η.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// ln of its likelihood.
    pub ln_l: f64,
    /// The variance of that by the samples' noise.
    pub variance: f64,
    /// Kish's effective number of samples.
    pub samples: f64,
}

impl<P: Population> Reweighted<P> {
    /// Over the space of η, with its priors.
    ///
    /// # Errors
    /// [`Error::TooFew`](crate::Error::TooFew) without sources; [`Error::Length`](crate::Error::Length) and
    /// [`Error::Setting`](crate::Error::Setting) for sources or simulations that do not fit together.
    pub fn new(space: Space, population: P, sources: Vec<Source>, selection: Option<Selection>) -> Result<Self> {
        let Some(first) = sources.first() else {
            return Err(crate::Error::TooFew { purpose: "learn of a population", found: 0, needed: 1 });
        };
        for source in &sources {
            check_length("parameters of a source", source.dim, first.dim)?;
        }
        if let Some(selection) = &selection {
            let found = selection.ln_p_draw.len();
            check_length("parameters of the simulations", selection.theta.len(), first.dim * found)?;
            require(
                selection.drawn >= found as u64 && found > 0,
                "simulations",
                found as f64,
                "1 to as many as drawn",
            )?;
        }
        let names = ["ln_l_variance", "poor_sources", "found"].map(str::to_owned).to_vec();
        Ok(Self { space, population, sources, selection, guards: Guards::default(), names })
    }

    /// With other guards.
    #[must_use]
    pub fn with_guards(self, guards: Guards) -> Self {
        Self { guards, ..self }
    }

    /// What source `i` says of η.
    ///
    /// # Panics
    /// If there is no source `i`.
    pub fn word(&self, i: usize, eta: &[f64]) -> Word {
        let source = &self.sources[i];
        let ln_terms: Vec<f64> = (0..source.len())
            .map(|k| {
                if source.weight[k] > 0.0 {
                    source.ln_ratio[k] + self.ln_p(source.row(k), eta)
                } else {
                    f64::NEG_INFINITY
                }
            })
            .collect();
        let most = ln_terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY || most.is_nan() {
            return Word { ln_l: f64::NEG_INFINITY, variance: f64::INFINITY, samples: 0.0 };
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for ln in &ln_terms {
            let term = libm::exp(ln - most);
            sum += term;
            squares += term * term;
        }
        // Σ w² (r/r̄ − 1)² with t = w r: each sample's share of the sum against its weight
        let away = |(ln, w): (&f64, &f64)| (libm::exp(ln - most) / sum - w).powi(2);
        let variance = if source.is_table { 0.0 } else { ln_terms.iter().zip(&source.weight).map(away).sum() };
        let samples = if source.is_table { f64::INFINITY } else { sum * sum / squares };
        Word { ln_l: source.ln_z + most + libm::log(sum), variance, samples }
    }

    fn ln_p(&self, theta: &[f64], eta: &[f64]) -> f64 {
        let ln_p = self.population.ln_density(theta, eta);
        if ln_p.is_nan() { f64::NEG_INFINITY } else { ln_p }
    }

    /// The sources with the fewest effective samples at η, the poorest first: to be fitted again with `p(θ | η)` as prior.
    pub fn poorest(&self, eta: &[f64], n: usize) -> Vec<(usize, Word)> {
        let mut words: Vec<(usize, Word)> = (0..self.sources.len()).map(|i| (i, self.word(i, eta))).collect();
        words.sort_by(|a, b| a.1.samples.total_cmp(&b.1.samples).then(a.0.cmp(&b.0)));
        words.truncate(n);
        words
    }

    /// Weights of source `i`'s samples under the population: `w p(θ | η) / π(θ)`, normalised for each of the draws of η (one
    /// after the other) and averaged over them.
    ///
    /// # Panics
    /// If there is no source `i`.
    pub fn shrunken(&self, i: usize, etas: &[f64]) -> Vec<f64> {
        let source = &self.sources[i];
        let mut all = vec![0.0; source.len()];
        let mut used = 0.0;
        for eta in etas.chunks_exact(self.space.full_dim()) {
            let ln_terms: Vec<f64> =
                (0..source.len()).map(|k| source.ln_ratio[k] + self.ln_p(source.row(k), eta)).collect();
            let most = ln_terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if most > f64::NEG_INFINITY {
                let terms: Vec<f64> = ln_terms.iter().map(|ln| libm::exp(ln - most)).collect();
                let sum: f64 = terms.iter().sum();
                all.iter_mut().zip(&terms).for_each(|(all, term)| *all += term / sum);
                used += 1.0;
            }
        }
        all.iter_mut().for_each(|weight| *weight /= used);
        all
    }

    /// `ln α`, its relative variance, and the effective number of simulations found.
    fn selected(&self, eta: &[f64]) -> (f64, f64, f64) {
        let Some(selection) = &self.selection else { return (0.0, 0.0, f64::INFINITY) };
        let dim = self.sources[0].dim;
        let rows = selection.theta.chunks_exact(dim).zip(&selection.ln_p_draw);
        let ln_terms: Vec<f64> = rows.map(|(theta, ln_draw)| self.ln_p(theta, eta) - ln_draw).collect();
        let most = ln_terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return (most, f64::INFINITY, 0.0);
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for ln in &ln_terms {
            let term = libm::exp(ln - most);
            sum += term;
            squares += term * term;
        }
        let drawn = selection.drawn as f64;
        (most + libm::log(sum / drawn), squares / (sum * sum) - 1.0 / drawn, sum * sum / squares)
    }

    /// Pushes the value of a row, or the reason why it cannot be trusted.
    fn judge(&self, row: usize, sum: &Sum, eta: &[f64], out: &mut Evaluations) {
        let n = self.sources.len() as f64;
        let (ln_alpha, spread, found) = self.selected(eta);
        let variance = sum.variance[row] + n * n * spread;
        let blob = [variance, sum.poor[row] as f64, found];
        if sum.ln_l[row] == f64::NEG_INFINITY {
            out.push_with(f64::NEG_INFINITY, &blob);
        } else if sum.poor[row] > 0 {
            out.fail("a source has too few effective samples for this population", &blob);
        } else if found < self.guards.found * n {
            out.fail("too few simulations were found for this population", &blob);
        } else if variance > self.guards.variance {
            out.fail("ln L is too noisy for this population", &blob);
        } else {
            out.push_with(sum.ln_l[row] - n * ln_alpha, &blob);
        }
    }
}

/// The sum over sources for some rows of η.
struct Over<'a, P> {
    of: &'a Reweighted<P>,
    rows: Rows<'a>,
}

impl<P: Population> Over<'_, P> {
    fn cut(&self) -> Cut {
        Cut { items: self.of.sources.len(), size: BLOCK }
    }
}

impl<P: Population> Job for Over<'_, P> {
    type Part = Sum;
    type Scratch = ();
    type Error = ExecError;

    fn blocks(&self) -> Blocks {
        self.cut().blocks()
    }
    fn part(&self) -> Sum {
        let n = self.rows.len();
        Sum { ln_l: vec![0.0; n], variance: vec![0.0; n], poor: vec![0; n] }
    }
    fn scratch(&self) {}

    fn block(&self, index: u64, part: &mut Sum, (): &mut (), cx: &Cx) -> std::result::Result<(), ExecError> {
        for source in self.cut().range(index) {
            cx.check()?;
            for row in 0..self.rows.len() {
                let word = self.of.word(source, self.rows.row(row));
                part.ln_l[row] += word.ln_l;
                part.variance[row] += word.variance;
                part.poor[row] += u64::from(word.samples < self.of.guards.samples);
            }
        }
        Ok(())
    }
}

impl<P: Population> LogDensity for Reweighted<P> {
    fn space(&self) -> &Space {
        &self.space
    }
    fn blob_names(&self) -> &[String] {
        &self.names
    }
    fn ln_likelihood(
        &self,
        rows: Rows<'_>,
        out: &mut Evaluations,
        _: &mut Scratch,
        cx: &Cx,
    ) -> std::result::Result<(), ExecError> {
        let engine: &Engine = cx.engine();
        let sum = engine.fold(&Over { of: self, rows })?;
        (0..rows.len()).for_each(|row| self.judge(row, &sum, rows.row(row), out));
        Ok(())
    }
}
