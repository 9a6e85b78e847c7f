//! The likelihood of a population by importance reweighting, with guards against its noise.

use super::{Population, Selection, Source, Word};
use crate::{LogDensity, Result, Space, error::require, optimise::check_length};
use astrarium_exec::{Blocks, Cut, Cx, Engine, Error as ExecError, Evaluations, Job, Rows, Scratch, sums};
use std::ops::Range;

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
    /// The sources; their samples stand in `theta`, one source after the other.
    sources: Vec<Source>,
    theta: Vec<f64>,
    /// Where the samples of each source begin.
    first: Vec<usize>,
    selection: Option<Selection>,
    guards: Guards,
    names: Vec<String>,
}

impl<P: Population> Reweighted<P> {
    /// Over the space of η, with its priors.
    ///
    /// # Errors
    /// [`Error::TooFew`](crate::Error::TooFew) without sources; [`Error::Length`](crate::Error::Length) and
    /// [`Error::Setting`](crate::Error::Setting) for sources or simulations that do not fit together.
    pub fn new(space: Space, population: P, mut sources: Vec<Source>, selection: Option<Selection>) -> Result<Self> {
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
        let (mut theta, mut first) = (Vec::new(), vec![0]);
        for source in &mut sources {
            theta.append(&mut source.theta);
            first.push(first[first.len() - 1] + source.len());
        }
        Ok(Self { space, population, sources, theta, first, selection, guards: Guards::default(), names })
    }

    /// With other guards.
    #[must_use]
    pub fn with_guards(self, guards: Guards) -> Self {
        Self { guards, ..self }
    }

    /// How many sources.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// What these sources say of η.
    ///
    /// # Errors
    /// The population's, and [`ExecError::WrongLength`] if it gives another number of densities than there are samples.
    ///
    /// # Panics
    /// If there are no such sources.
    pub fn words(&self, sources: Range<usize>, eta: &[f64]) -> std::result::Result<Vec<Word>, ExecError> {
        let ln_p = self.ln_p(sources.clone(), eta)?;
        let begin = self.first[sources.start];
        let word = |i: usize| self.sources[i].word(&ln_p[self.first[i] - begin..self.first[i + 1] - begin]);
        Ok(sources.map(word).collect())
    }

    /// ln p of the samples of these sources.
    fn ln_p(&self, sources: Range<usize>, eta: &[f64]) -> std::result::Result<Vec<f64>, ExecError> {
        let dim = self.sources[0].dim;
        self.densities(&self.theta[dim * self.first[sources.start]..dim * self.first[sources.end]], eta)
    }

    fn densities(&self, theta: &[f64], eta: &[f64]) -> std::result::Result<Vec<f64>, ExecError> {
        let dim = self.sources[0].dim;
        let mut ln_p = Vec::with_capacity(theta.len() / dim);
        self.population.ln_densities(theta, dim, eta, &mut ln_p)?;
        let (found, expected) = (ln_p.len() as u64, (theta.len() / dim) as u64);
        if found != expected {
            return Err(ExecError::WrongLength { block: 0, what: "densities of a population", found, expected });
        }
        ln_p.iter_mut().filter(|ln_p| ln_p.is_nan()).for_each(|ln_p| *ln_p = f64::NEG_INFINITY);
        Ok(ln_p)
    }

    /// The sources with the fewest effective samples at η, the poorest first: to be fitted again with `p(θ | η)` as prior.
    ///
    /// # Errors
    /// As [`words`](Self::words).
    pub fn poorest(&self, eta: &[f64], n: usize) -> std::result::Result<Vec<(usize, Word)>, ExecError> {
        let mut words: Vec<(usize, Word)> = self.words(0..self.sources.len(), eta)?.into_iter().enumerate().collect();
        words.sort_by(|a, b| a.1.samples.total_cmp(&b.1.samples).then(a.0.cmp(&b.0)));
        words.truncate(n);
        Ok(words)
    }

    /// Weights of these sources' samples under the population: `w p(θ | η) / π(θ)`, normalised for each of the draws of η
    /// (one after the other) and averaged over them; NaN where none of the draws allows any sample of a source.
    ///
    /// # Errors
    /// As [`words`](Self::words).
    ///
    /// # Panics
    /// If there are no such sources.
    pub fn shrunken(&self, sources: Range<usize>, etas: &[f64]) -> std::result::Result<Vec<Vec<f64>>, ExecError> {
        let begin = self.first[sources.start];
        let mut all: Vec<Vec<f64>> = sources.clone().map(|i| vec![0.0; self.sources[i].len()]).collect();
        let mut used = vec![0.0; all.len()];
        for eta in etas.chunks_exact(self.space.full_dim()) {
            let ln_p = self.ln_p(sources.clone(), eta)?;
            for (i, (all, used)) in sources.clone().zip(all.iter_mut().zip(&mut used)) {
                let (terms, most) = self.sources[i].terms(&ln_p[self.first[i] - begin..self.first[i + 1] - begin]);
                if most > f64::NEG_INFINITY {
                    let sum: f64 = terms.iter().sum();
                    all.iter_mut().zip(&terms).for_each(|(all, term)| *all += term / sum);
                    *used += 1.0;
                }
            }
        }
        all.iter_mut().zip(used).for_each(|(all, used)| all.iter_mut().for_each(|weight| *weight /= used));
        Ok(all)
    }

    /// `ln α`, its relative variance, and the effective number of simulations found.
    fn selected(&self, eta: &[f64]) -> std::result::Result<(f64, f64, f64), ExecError> {
        let Some(selection) = &self.selection else { return Ok((0.0, 0.0, f64::INFINITY)) };
        let ln_p = self.densities(&selection.theta, eta)?;
        let ln_terms: Vec<f64> = ln_p.iter().zip(&selection.ln_p_draw).map(|(ln_p, draw)| ln_p - draw).collect();
        let most = ln_terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return Ok((most, f64::INFINITY, 0.0));
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for ln in &ln_terms {
            let term = libm::exp(ln - most);
            sum += term;
            squares += term * term;
        }
        let drawn = selection.drawn as f64;
        Ok((most + libm::log(sum / drawn), squares / (sum * sum) - 1.0 / drawn, sum * sum / squares))
    }

    /// Pushes the value of a row, or the reason why it cannot be trusted.
    fn judge(&self, row: usize, sum: &Sum, eta: &[f64], out: &mut Evaluations) -> std::result::Result<(), ExecError> {
        let n = self.sources.len() as f64;
        let (ln_alpha, spread, found) = self.selected(eta)?;
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
        Ok(())
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
        for row in 0..self.rows.len() {
            cx.check()?;
            for word in self.of.words(self.cut().range(index), self.rows.row(row))? {
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
        (0..rows.len()).try_for_each(|row| self.judge(row, &sum, rows.row(row), out))
    }
}
