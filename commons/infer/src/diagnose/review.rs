//! A finished run looked over: every diagnostic that its points allow, and one verdict.

use super::{Draws, Size, autocorrelation, births::ranks_of_births, effective_size, pareto_k, r_hat, standard_error};
use crate::{Chains, Points, Run, Verdict, nested::Ranks};

/// Where a run is not to be trusted, if it does not say otherwise itself.
const R_HAT: f64 = 1.01;
const EFFECTIVE_OF_CHAIN: f64 = 100.0;
const EFFECTIVE: f64 = 100.0;
const LARGEST_SHARE: f64 = 0.05;
const LARGEST_K: f64 = 0.7;
const INSERTION_Z: f64 = 4.0;
const INSERTION_P: f64 = 1e-4;
/// Draws over the autocorrelation time of an ensemble, at least.
const TIMES: f64 = 50.0;
/// Values of a group of walkers that R-hat is computed from, about.
const RANKED: usize = 4000;

/// One parameter of a run that was looked over.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    /// Its name.
    pub name: String,
    /// Weighted mean.
    pub mean: f64,
    /// Weighted standard deviation.
    pub sd: f64,
    /// Standard error of the mean by Monte Carlo: by the chains, else `sd / √N_eff`.
    pub mcse: f64,
    /// Rank-normalised split R-hat between what is independent; `None` where there is but one.
    pub r_hat: Option<f64>,
    /// Effective size of bulk and tails; of weighted points `N_eff` of their weights.
    pub effective_size: [f64; 2],
}

/// A run that was looked over.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Its parameters.
    pub parameters: Vec<Reviewed>,
    /// Numbers of the whole run, by name: `effective_size`, `largest_share`, `pareto_k`, `insertion_z`, `insertion_p`,
    /// `autocorrelation_times` (the least number of them in an ensemble's draws).
    pub numbers: Vec<(&'static str, f64)>,
    /// The run's own verdict, and what was found beside it.
    pub verdict: Verdict,
}

/// Looks a run over.
///
/// Chains: R-hat between independent chains (of ensembles: between ensembles, their walkers one after the other in each
/// draw) below 1.01 or what the run's own settings say, bulk and tail effective sizes above 100 for each that is
/// independent; an ensemble's draws more than 50 autocorrelation times. Weighted points: `N_eff` above 100; where they are
/// no nested samples no weight above 5 % and a Pareto shape below 0.7. Nested samples: ranks of insertion, by births alone,
/// with |z| < 4 and p > 1e-4, unless the run has judged its own ranks or ln L are tied.
pub fn review(run: &Run) -> Review {
    let mut review = Review { parameters: Vec::new(), numbers: Vec::new(), verdict: run.verdict.clone() };
    let points = &run.points;
    review.verdict.ok &= review.verdict.reasons.is_empty();
    review.verdict.expect(!points.is_empty(), || "there is no point".to_owned());
    let finite = points.theta.iter().all(|x| x.is_finite());
    review.verdict.expect(finite, || "some points hold values that are not finite".to_owned());
    if points.is_empty() || !finite {
        return review;
    }
    review.look_at_parameters(run);
    match points.chains {
        Some(chains) => {
            review.judge_times(run, chains);
            review.judge_chains(run, chains);
        }
        None => review.judge_weights(points),
    }
    review.judge_births(run);
    review
}

impl Review {
    fn look_at_parameters(&mut self, run: &Run) {
        let points = &run.points;
        let (mean, sd, size) = (points.mean(), points.standard_deviation(), points.effective_size());
        for (k, parameter) in run.parameters.iter().enumerate() {
            let chains = points.chains.map(|chains| (Draws::of(points, k), groups(points, k, chains)));
            let mcse = match &chains {
                Some((draws, _)) => standard_error(draws, Size::Mean),
                None => sd[k] / size.sqrt(),
            };
            let sizes = match &chains {
                Some((draws, _)) => [Size::Bulk, Size::Tail].map(|of| effective_size(draws, of)),
                None => [size; 2],
            };
            let r_hat = chains.filter(|(_, groups)| groups.n_chains() > 1).map(|(_, groups)| r_hat(&groups));
            let name = parameter.name.clone();
            self.parameters.push(Reviewed { name, mean: mean[k], sd: sd[k], mcse, r_hat, effective_size: sizes });
        }
    }

    /// Walkers of an ensemble forget their start slowly, and draws at one time depend on each other.
    fn judge_times(&mut self, run: &Run, chains: Chains) {
        if chains.chains <= chains.independent {
            return;
        }
        let needed = run.settings.pointer("/monitor/times").and_then(|times| times.as_f64()).unwrap_or(TIMES);
        let mut least = f64::INFINITY;
        for (k, parameter) in run.parameters.iter().enumerate() {
            let times = chains.draws as f64 / autocorrelation::time(&Draws::of(&run.points, k)).cautious();
            least = least.min(times);
            let start = format!("{}: ", parameter.name);
            let said = self.verdict.reasons.iter().any(|reason| reason.starts_with(&start) && reason.contains("times"));
            self.verdict.expect(times > needed || said, || {
                let draws = chains.draws;
                format!(
                    "{start}{draws} draws are {times:.1} autocorrelation times, expected more than {needed}; run longer"
                )
            });
        }
        self.numbers.push(("autocorrelation_times", least));
    }

    fn judge_chains(&mut self, run: &Run, chains: Chains) {
        let own = run.settings.pointer("/monitor/r_hat").and_then(|limit| limit.as_f64());
        let (limit, needed) = (own.unwrap_or(R_HAT), EFFECTIVE_OF_CHAIN * chains.independent as f64);
        let said: Vec<String> = self.verdict.reasons.clone();
        let is_new = |name: &str, word: &str| {
            !said.iter().any(|reason| reason.starts_with(&format!("{name}: ")) && reason.contains(word))
        };
        let verdict = &mut self.verdict;
        let alone = chains.independent < 2 && !said.iter().any(|reason| reason.contains("cannot tell"));
        verdict.expect(!alone, || {
            "one chain or ensemble cannot tell whether it has converged; expected at least 2".to_owned()
        });
        for row in &self.parameters {
            let (hat, least) = (row.r_hat.unwrap_or(1.0), row.effective_size[0].min(row.effective_size[1]));
            let name = &row.name;
            verdict.expect(hat < limit || !is_new(name, "R-hat"), || {
                format!("{name}: R-hat is {hat:.4}, expected below {limit}; run longer")
            });
            verdict.expect(least > needed || !is_new(name, "effective draws"), || {
                format!("{name}: {least:.0} effective draws in bulk or tails, expected more than {needed}; run longer")
            });
        }
    }

    fn judge_weights(&mut self, points: &Points) {
        let size = points.effective_size();
        self.numbers.push(("effective_size", size));
        self.verdict.expect(size > EFFECTIVE, || {
            format!("the weights leave {size:.0} effective points, expected more than {EFFECTIVE}; draw more")
        });
        let Some(ln_weight) = points.ln_weight.as_ref().filter(|_| points.ln_likelihood_birth.is_none()) else {
            return;
        };
        let share = points.weights().into_iter().fold(0.0, f64::max);
        let k = pareto_k(ln_weight, 1.0);
        self.numbers.extend([("largest_share", share), ("pareto_k", k)]);
        self.verdict.expect(share < LARGEST_SHARE, || {
            format!("one point has {share:.2} of the weight, expected below {LARGEST_SHARE}; draw more")
        });
        self.verdict.expect(k < LARGEST_K, || {
            format!("weights have a tail of shape {k:.2}, expected below {LARGEST_K}; draw from a wider distribution")
        });
    }

    fn judge_births(&mut self, run: &Run) {
        let Some(birth) = &run.points.ln_likelihood_birth else { return };
        let test = Ranks { entered: ranks_of_births(&run.points.ln_likelihood, birth) }.test();
        self.numbers.extend([("insertion_z", test.z), ("insertion_p", test.p)]);
        let has_judged = run.diagnostics.contains_key("insertion_z");
        let mut sorted = run.points.ln_likelihood.clone();
        sorted.sort_by(f64::total_cmp);
        let ties = sorted.windows(2).filter(|pair| pair[0] == pair[1]).count();
        if has_judged || ties * 100 >= sorted.len() {
            return;
        }
        self.verdict.expect(test.z.abs() < INSERTION_Z, || {
            format!(
                "insertion ranks have z = {:.1}, expected below {INSERTION_Z} in size; sample with more steps",
                test.z
            )
        });
        self.verdict.expect(test.p > INSERTION_P, || {
            format!("insertion ranks have p = {:.1e}, expected above {INSERTION_P}; sample with more steps", test.p)
        });
    }
}

/// Parameter `k` of what is independent: chains, or ensembles with their walkers one after the other within each draw.
fn groups(points: &Points, k: usize, chains: Chains) -> Draws {
    let (independent, column) = (chains.independent.max(1), points.column(k));
    let walkers = chains.chains / independent;
    let stride = (chains.draws * walkers).div_ceil(RANKED).max(1);
    let stride = if walkers > 1 { stride } else { 1 };
    let one = |g: usize| -> Vec<f64> {
        let row = |draw: usize| &column[draw * chains.chains + g * walkers..][..walkers];
        (0..chains.draws).step_by(stride).flat_map(row).copied().collect()
    };
    Draws::new(&(0..independent).map(one).collect::<Vec<_>>())
}
