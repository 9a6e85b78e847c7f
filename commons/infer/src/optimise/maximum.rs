//! The maximum of a posterior, by any of the optimisers.

use super::{
    Bounds, Curvature, Evolution, EvolutionSettings, Lbfgsb, LbfgsbSettings, MultiStart, MultiStartSettings,
    NelderMead, NelderMeadSettings, Optimiser, Outcome, Slope, WithSlope, curvature, minimise,
};
use crate::{Error, LogDensity, NanPolicy, OverTheta, Result, Space, Target};
use astrarium_exec::{At, Engine, Evaluate};
use serde::{Deserialize, Serialize};

/// The optimisers that need nothing but ln P.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// Quasi-Newton steps; without a gradient by central differences.
    Lbfgsb(LbfgsbSettings),
    /// The simplex, for few parameters and rough densities.
    NelderMead(NelderMeadSettings),
    /// Differential evolution, for many modes; it ends with L-BFGS-B.
    Evolution(EvolutionSettings),
}

/// How a maximum is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// By what.
    pub method: Method,
    /// From where; the medians of the priors if nothing is said.
    pub start: Option<Vec<f64>>,
    /// From many points at once, if at all.
    pub starts: Option<MultiStartSettings>,
    /// What NaN means.
    pub nan: NanPolicy,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    /// The highest point.
    pub best: Outcome,
    /// What each start led to, if there were many.
    pub others: Vec<Outcome>,
    /// Second derivatives there; `None` where ln P is not smooth enough to have them, as at a wall.
    pub curvature: Option<Curvature>,
    /// Rows evaluated in all.
    pub calls: u64,
}

impl Maximum {
    /// ln of likelihood times prior there.
    pub fn ln_posterior(&self) -> f64 {
        -self.best.f
    }

    /// The Laplace evidence, where the point is a maximum within the walls.
    pub fn ln_z(&self) -> Option<f64> {
        let curvature = self.curvature.as_ref().filter(|curvature| curvature.covariance.is_some())?;
        Some(curvature.laplace(self.ln_posterior()))
    }
}

/// The maximum of ln L + ln prior over the free parameters, within the priors' walls.
///
/// # Errors
/// [`Error::Improper`] where a start is to be drawn from no prior; [`Error::Setting`] for settings, starts and walls that
/// make no sense; the density's; a stop.
pub fn maximum(target: Target<'_>, search: &Search, engine: &Engine) -> Result<Maximum> {
    let over = OverTheta { density: target.density, nan: search.nan };
    let slope = target.gradient.map(WithSlope);
    let of: &dyn Evaluate = slope.as_ref().map_or(&over, |slope| slope);
    let given = if slope.is_some() { Slope::Given } else { Slope::Central };
    let bounds = Bounds::of(target.density)?;
    let start = match &search.start {
        Some(start) => start.clone(),
        None => medians(target.density)?,
    };
    bounds.check_start(&start)?;
    let (best, others) = match &search.method {
        Method::Lbfgsb(settings) => {
            let settings = LbfgsbSettings { slope: given, ..settings.clone() };
            found(Lbfgsb::new(settings, bounds)?, &start, search, (of, engine))?
        }
        Method::NelderMead(settings) => {
            found(NelderMead::new(settings.clone(), bounds)?, &start, search, (&over, engine))?
        }
        Method::Evolution(settings) => {
            let polish = LbfgsbSettings { slope: given, ..LbfgsbSettings::default() };
            found(Evolution::new(settings.clone(), bounds, Some(polish))?, &start, search, (of, engine))?
        }
    };
    engine.cx().check().map_err(Error::from)?;
    let curvature = match curvature(of, &best.x, given, engine) {
        Ok(curvature) => Some(curvature),
        // beside a wall there is nothing on one side
        Err(Error::Setting { .. }) => None,
        Err(error) => return Err(error),
    };
    let calls = best.n_eval + curvature.as_ref().map_or(0, |curvature| curvature.n_eval);
    Ok(Maximum { best, others, curvature, calls })
}

/// Drives an optimiser, from one start or many: the best, and all if many.
fn found<O: Optimiser + Clone>(
    optimiser: O,
    start: &[f64],
    search: &Search,
    (of, engine): (&dyn Evaluate, &Engine),
) -> Result<(Outcome, Vec<Outcome>)> {
    let Some(starts) = &search.starts else {
        let mut at = At::start(optimiser.start(start)?);
        return Ok((minimise(&optimiser, &mut at, of, engine, &mut [])?, Vec::new()));
    };
    let many = MultiStart::new(starts.clone(), optimiser)?;
    let mut at = At::start(many.start(start)?);
    let best = minimise(&many, &mut at, of, engine, &mut [])?;
    Ok((best, many.outcomes(&at.state)))
}

fn medians(density: &dyn LogDensity) -> Result<Vec<f64>> {
    let space: &Space = density.space();
    space.require_proper("a start at their medians")?;
    let mut theta = vec![0.0; space.dim()];
    space.transform(&vec![0.5; space.dim()], &mut theta);
    Ok(theta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Problem;

    fn search(method: Method) -> Search {
        Search { method, start: None, starts: None, nan: NanPolicy::Error }
    }

    #[test]
    fn every_method_finds_the_valley_and_its_width() {
        let problem = Problem::named("P06_d2").unwrap();
        let methods = [
            Method::Lbfgsb(LbfgsbSettings::default()),
            Method::NelderMead(NelderMeadSettings::default()),
            Method::Evolution(EvolutionSettings::default()),
        ];
        for method in methods {
            for target in [problem.target(), Target::plain(problem.density())] {
                let found = maximum(target, &search(method.clone()), &Engine::serial()).unwrap();
                assert!(found.best.x.iter().all(|x| (x - 1.0).abs() < 2e-3), "{:?}", found.best);
                // the Hessian of Rosenbrock's function at its minimum is [[802, -400], [-400, 200]]
                let covariance = found.curvature.as_ref().unwrap().covariance.as_ref().unwrap();
                assert!((covariance[(0, 0)] / 0.5 - 1.0).abs() < 0.02, "{method:?} {covariance}");
                assert!((covariance[(1, 1)] / 2.005 - 1.0).abs() < 0.02, "{method:?} {covariance}");
                assert!(found.calls >= found.best.n_eval);
            }
        }
    }

    #[test]
    fn many_starts_find_the_highest_of_many_modes() {
        let problem = Problem::named("P04").unwrap();
        let starts = Some(MultiStartSettings { points: 64, starts: 8, seed: 1 });
        let many = Search { starts, ..search(Method::Lbfgsb(LbfgsbSettings::default())) };
        let found = maximum(problem.target(), &many, &Engine::serial()).unwrap();
        let prior = -2.0 * (10.0 * std::f64::consts::PI).ln();
        assert!((found.ln_posterior() - 243.0 - prior).abs() < 1e-6 && found.others.len() == 8, "{found:?}");
    }

    #[test]
    fn a_normal_posterior_has_its_evidence() {
        let problem = Problem::named("P02").unwrap();
        let lbfgsb = Method::Lbfgsb(LbfgsbSettings::default());
        let found = maximum(problem.target(), &search(lbfgsb), &Engine::serial()).unwrap();
        assert!((found.ln_z().unwrap() - problem.truth.ln_z).abs() < 1e-4);
    }

    #[test]
    fn mistakes_are_named() {
        let problem = Problem::named("P06_d2").unwrap();
        let outside = Search { start: Some(vec![9.0, 0.0]), ..search(Method::Lbfgsb(LbfgsbSettings::default())) };
        let error = maximum(problem.target(), &outside, &Engine::serial()).unwrap_err();
        assert!(error.to_string().contains("starting point = 9"), "{error}");
        let flat = crate::Function::new(Space::flat(1), |x: &[f64]| -x[0] * x[0]);
        let error = maximum(
            Target::plain(&flat),
            &search(Method::NelderMead(NelderMeadSettings::default())),
            &Engine::serial(),
        );
        assert!(matches!(error, Err(Error::Improper { .. })));
    }
}
