//! Optimisers against closed forms, bad input, and kills between any two tells.

use super::*;
use crate::Error;
use astrarium_exec::{
    Ask, AskTell, At, Cx, Engine, Evaluate, Evaluated, Evaluations, Rows, Scratch, testkit::same_bits_step,
};

/// A function with its gradient, as an evaluator of `ln P = −f`.
struct Downhill<F>(usize, F);

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> Evaluate for Downhill<F> {
    fn dim(&self) -> usize {
        self.0
    }
    fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), ExecError> {
        for row in 0..rows.len() {
            let mut gradient = vec![0.0; self.0];
            let f = (self.1)(rows.row(row), &mut gradient);
            let slope: Vec<f64> = gradient.iter().map(|g| -g).collect();
            out.push_with(-f, &slope);
        }
        Ok(())
    }
}

fn rosenbrock(x: &[f64], g: &mut [f64]) -> f64 {
    let (a, b) = (x[1] - x[0] * x[0], 1.0 - x[0]);
    g.copy_from_slice(&[-400.0 * x[0] * a - 2.0 * b, 200.0 * a]);
    100.0 * a * a + b * b
}

/// `½ (x − 1)ᵀ H (x − 1)` with eigenvalues up to 1e4.
fn bowl(x: &[f64], g: &mut [f64]) -> f64 {
    let scale = |i: usize| 10_f64.powf(4.0 * i as f64 / (x.len() - 1).max(1) as f64);
    let mut f = 0.0;
    for i in 0..x.len() {
        let next = if i + 1 < x.len() { 0.3 * (x[i + 1] - 1.0) } else { 0.0 };
        let z = x[i] - 1.0 + next;
        f += 0.5 * scale(i) * z * z;
        g[i] += scale(i) * z;
        if i + 1 < x.len() {
            g[i + 1] += 0.3 * scale(i) * z;
        }
    }
    f
}

fn run<O: Optimiser>(optimiser: &O, of: &dyn Evaluate, x: &[f64]) -> (Outcome, O::State) {
    let mut at = At::start(optimiser.start(x).unwrap());
    let outcome = minimise(optimiser, &mut at, of, &Engine::serial(), &mut []).unwrap();
    (outcome, at.state)
}

fn lbfgsb(slope: Slope, bounds: Bounds) -> Lbfgsb {
    Lbfgsb::new(LbfgsbSettings { slope, ..Default::default() }, bounds).unwrap()
}

fn square(half: f64) -> Bounds {
    Bounds::new(vec![-half; 2], vec![half; 2]).unwrap()
}

#[test]
fn lbfgsb_goes_down_the_valley() {
    let of = Downhill(2, rosenbrock);
    for bounds in [Bounds::none(2).unwrap(), square(5.0)] {
        let (found, state) = run(&lbfgsb(Slope::Given, bounds), &of, &[-1.2, 1.0]);
        assert!(found.status.is_converged() && state.n_gradients() <= 60, "{found:?} {}", state.n_gradients());
        assert!(found.f < 1e-9 && (found.x[0] - 1.0).abs() < 1e-4, "{found:?}");
    }
}

#[test]
fn lbfgsb_stops_at_a_bound() {
    let bounds = Bounds::new(vec![-5.0; 2], vec![0.8, 5.0]).unwrap();
    for slope in [Slope::Given, Slope::Forward, Slope::Central] {
        let (found, state) = run(&lbfgsb(slope, bounds.clone()), &Downhill(2, rosenbrock), &[-1.2, 1.0]);
        assert!((found.x[0] - 0.8).abs() < 1e-12 && (found.x[1] - 0.64).abs() < 1e-6, "{slope:?} {found:?}");
        assert!((found.f - 0.04).abs() < 1e-10 && state.n_gradients() <= 60, "{slope:?} {found:?}");
    }
}

#[test]
fn lbfgsb_finds_the_bottom_of_many_bowls() {
    for dim in [1, 2, 7, 40] {
        let of = Downhill(dim, bowl);
        for half in [0.6, 3.0, f64::INFINITY] {
            let bounds = Bounds::new(vec![-half; dim], vec![half; dim]).unwrap();
            let (found, _) = run(&lbfgsb(Slope::Given, bounds.clone()), &of, &vec![0.1; dim]);
            let gradient = found.gradient.unwrap();
            assert!(found.status.is_converged(), "{dim} {half} {:?}", found.status);
            // the condition of Karush, Kuhn and Tucker
            assert!(bounds.slope_left(&found.x, &gradient) < 1e-2 && found.f.is_finite(), "{dim} {half} {gradient:?}");
            if half > 1.0 {
                assert!(found.f < 1e-6, "{dim} {half}: {}", found.f);
            }
        }
    }
}

/// A barrier: beyond it the function is not finite.
#[test]
fn lbfgsb_backs_off_from_what_is_not_finite() {
    let of = Downhill(1, |x: &[f64], g: &mut [f64]| {
        g[0] = 1.0 - 0.01 / x[0];
        if x[0] > 0.0 { x[0] - 0.01 * libm::log(x[0]) } else { f64::NAN }
    });
    let (found, _) = run(&lbfgsb(Slope::Given, Bounds::none(1).unwrap()), &of, &[5.0]);
    assert!((found.x[0] - 0.01).abs() < 1e-6, "{found:?}");
}

struct Valley;

impl Residuals for Valley {
    fn dim(&self) -> usize {
        2
    }
    fn n_residuals(&self) -> usize {
        2
    }
    fn residuals(&self, x: &[f64], _: u64, out: &mut [f64]) {
        out.copy_from_slice(&[10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]);
    }
    fn has_jacobian(&self) -> bool {
        true
    }
    fn jacobian(&self, x: &[f64], _: u64, out: &mut [f64]) {
        out.copy_from_slice(&[-20.0 * x[0], 10.0, -1.0, 0.0]);
    }
}

fn levenberg(slope: Slope, bounds: Bounds) -> Levenberg {
    Levenberg::new(LevenbergSettings { slope, ..Default::default() }, bounds).unwrap()
}

#[test]
fn levenberg_goes_down_the_valley() {
    for slope in [Slope::Given, Slope::Forward] {
        let (found, state) = run(&levenberg(slope, square(5.0)), &Squares(&Valley), &[-1.2, 1.0]);
        assert!(state.trials() <= 40 && found.status.is_converged(), "{found:?} {}", state.trials());
        assert!(found.f < 1e-12 && (found.x[1] - 1.0).abs() < 1e-6, "{found:?}");
        let bounds = Bounds::new(vec![-5.0; 2], vec![0.8, 5.0]).unwrap();
        let (found, state) = run(&levenberg(slope, bounds), &Squares(&Valley), &[-1.2, 1.0]);
        assert!(state.trials() <= 40, "{found:?} {}", state.trials());
        // half the sum of squares
        assert!((found.f - 0.02).abs() < 1e-10 && (found.x[1] - 0.64).abs() < 1e-6 && found.x[0] == 0.8, "{found:?}");
    }
}

/// A straight line with errors and, if asked for, a point far off.
struct Line {
    outlier: f64,
}

impl Line {
    fn at(i: usize) -> (f64, f64) {
        (0.5 * i as f64, 1.0 + 0.3 * (i * i % 7) as f64 / 7.0)
    }
}

impl Residuals for Line {
    fn dim(&self) -> usize {
        2
    }
    fn n_residuals(&self) -> usize {
        20
    }
    fn residuals(&self, theta: &[f64], _: u64, out: &mut [f64]) {
        for (i, out) in out.iter_mut().enumerate() {
            let (t, sd) = Self::at(i);
            let y = 2.0 - 0.7 * t + if i == 11 { self.outlier } else { 0.0 };
            *out = (theta[0] + theta[1] * t - y) / sd;
        }
    }
}

#[test]
fn levenberg_has_the_covariance_of_the_normal_equations() {
    let (found, _) = run(&levenberg(Slope::Central, square(50.0)), &Squares(&Line { outlier: 0.0 }), &[0.0, 0.0]);
    let (mut a, mut b, mut c) = (0.0, 0.0, 0.0);
    for i in 0..20 {
        let (t, sd) = Line::at(i);
        let w = 1.0 / (sd * sd);
        (a, b, c) = (a + w, b + w * t, c + w * t * t);
    }
    let determinant = a * c - b * b;
    let expected = [c / determinant, -b / determinant, -b / determinant, a / determinant];
    for (found, expected) in found.covariance.unwrap().iter().zip(expected) {
        assert!((found - expected).abs() < 1e-8, "{found} {expected}");
    }
    assert!((found.x[0] - 2.0).abs() < 1e-7 && (found.x[1] + 0.7).abs() < 1e-7);
}

#[test]
fn robust_losses_ignore_an_outlier() {
    let off = |loss| {
        let settings = LevenbergSettings { slope: Slope::Central, loss, ..Default::default() };
        let optimiser = Levenberg::new(settings, square(50.0)).unwrap();
        let (found, _) = run(&optimiser, &Squares(&Line { outlier: 40.0 }), &[0.0, 0.0]);
        assert!(found.status.is_converged(), "{loss:?} {found:?}");
        (found.x[0] - 2.0).abs() + (found.x[1] + 0.7).abs()
    };
    let square = off(Loss::Square);
    for loss in [Loss::Huber, Loss::SoftL1, Loss::Cauchy] {
        assert!(off(loss) < 0.3 * square, "{loss:?}: {} of {square}", off(loss));
    }
}

#[test]
fn losses_have_the_derivatives_they_say() {
    for loss in [Loss::Square, Loss::Huber, Loss::SoftL1, Loss::Cauchy, Loss::Arctan] {
        for z in [0.1, 0.7, 1.6, 9.0] {
            let h = 1e-5;
            let [below, at, above] = [z - h, z, z + h].map(|z| loss.at(z));
            assert!(((above[0] - below[0]) / (2.0 * h) - at[1]).abs() < 1e-8, "{loss:?} {z}");
            assert!(((above[1] - below[1]) / (2.0 * h) - at[2]).abs() < 1e-8, "{loss:?} {z}");
        }
    }
}

#[test]
fn the_simplex_goes_down_the_valley() {
    for adaptive in [true, false] {
        let settings =
            NelderMeadSettings { adaptive, change_tolerance: 1e-9, step_tolerance: 1e-6, ..Default::default() };
        let optimiser = NelderMead::new(settings, square(5.0)).unwrap();
        let (found, _) = run(&optimiser, &Downhill(2, rosenbrock), &[-1.2, 1.0]);
        assert!(found.status == Status::Spread && (found.x[0] - 1.0).abs() < 1e-4, "{found:?}");
    }
    let bounds = Bounds::new(vec![-5.0; 2], vec![0.8, 5.0]).unwrap();
    let (found, _) =
        run(&NelderMead::new(NelderMeadSettings::default(), bounds).unwrap(), &Downhill(2, rosenbrock), &[-1.2, 1.0]);
    assert!((found.f - 0.04).abs() < 1e-3, "{found:?}");
}

/// Many minima, the deepest at 0.3.
fn rastrigin(x: &[f64], g: &mut [f64]) -> f64 {
    use std::f64::consts::TAU;
    let mut f = 0.0;
    for (x, g) in x.iter().zip(g) {
        let z = x - 0.3;
        f += z * z + 10.0 * (1.0 - libm::cos(TAU * z));
        *g = 2.0 * z + 10.0 * TAU * libm::sin(TAU * z);
    }
    f
}

#[test]
fn evolution_finds_the_deepest_of_many() {
    let bounds = Bounds::new(vec![-5.0; 3], vec![5.0; 3]).unwrap();
    for seed in 0..4 {
        let settings = EvolutionSettings { seed, ..Default::default() };
        let polish = Some(LbfgsbSettings::default());
        let optimiser = Evolution::new(settings, bounds.clone(), polish).unwrap();
        let (found, _) = run(&optimiser, &Downhill(3, rastrigin), &[4.0, -4.0, 3.0]);
        assert!(found.status == Status::Spread && found.f < 1e-8, "{found:?}");
    }
}

#[test]
fn many_starts_find_the_deepest() {
    let optimiser = lbfgsb(Slope::Given, square(3.0));
    let many = MultiStart::new(MultiStartSettings { points: 256, starts: 20, seed: 5 }, optimiser.clone()).unwrap();
    let (found, state) = run(&many, &Downhill(2, rastrigin), &[2.3, 2.3]);
    assert!(found.f < 1e-8, "{found:?}");
    let all = many.outcomes(&state);
    assert!(all.len() == 20 && all.iter().all(|one| one.status.is_converged()));
    assert!(all.iter().any(|one| one.f > 0.5), "no start fell into another minimum: {all:?}");
}

#[test]
fn the_hessian_of_a_bowl_is_its_matrix() {
    let dim = 5;
    let (of, x) = (Downhill(dim, bowl), vec![1.0; dim]);
    let by_gradients = curvature(&of, &x, Slope::Given, &Engine::serial()).unwrap();
    let by_values = curvature(&of, &x, Slope::Central, &Engine::serial()).unwrap();
    for j in 0..dim {
        let mut column = vec![0.0; dim];
        let mut unit = x.clone();
        unit[j] += 1.0;
        bowl(&unit, &mut column);
        for (i, column) in column.iter().enumerate() {
            let size = (by_gradients.hessian[(i, i)] * by_gradients.hessian[(j, j)]).sqrt();
            assert!((by_gradients.hessian[(i, j)] - column).abs() < 1e-9 * size);
            assert!((by_values.hessian[(i, j)] - column).abs() < 1e-7 * size);
        }
    }
    // a normal density: Laplace's evidence is exact
    let ln_det: f64 = (0..dim).map(|i| 4.0 * i as f64 / 4.0 * std::f64::consts::LN_10).sum();
    let expected = 0.5 * dim as f64 * std::f64::consts::TAU.ln() - 0.5 * ln_det;
    assert!((by_gradients.laplace(0.0) - expected).abs() < 1e-8);
    let saddle = Downhill(2, |x: &[f64], _: &mut [f64]| x[0] * x[0] - x[1] * x[1]);
    let found = curvature(&saddle, &[0.0, 0.0], Slope::Central, &Engine::serial()).unwrap();
    assert!(found.covariance.is_none() && found.half_ln_det.is_nan());
}

#[test]
fn profiles_of_a_bowl_are_parabolas() {
    let (of, dim) = (Downhill(3, bowl), 3);
    let optimiser = lbfgsb(Slope::Given, Bounds::none(dim).unwrap());
    let hessian = curvature(&of, &[1.0; 3], Slope::Given, &Engine::serial()).unwrap();
    let covariance = hessian.covariance.unwrap();
    let sd = covariance[(0, 0)].sqrt();
    let values: Vec<f64> = (0..9).map(|k| 1.0 + sd * (0.5 * f64::from(k) - 1.8)).collect();
    let scan = Scan { parameter: 0, values: values.clone() };
    let profile = Profile::new(optimiser.clone(), vec![scan.clone()], &[1.0; 3]).unwrap();
    let algorithm = Evaluated { sampler: ByRef(&profile), of: &of, entity: 0 };
    let at = same_bits_step(&algorithm, &profile.start(), 200);
    let f: Vec<f64> = profile.outcomes(&at.state).into_iter().map(|outcome| outcome.unwrap().f).collect();
    for (f, x) in f.iter().zip(&values) {
        assert!((f - 0.5 * ((x - 1.0) / sd).powi(2)).abs() < 1e-5, "{f} at {x}");
    }
    let [left, right] = limits(&values, &f, 0.5);
    assert!((left.unwrap() - (1.0 - sd)).abs() < 0.2 * sd && (right.unwrap() - (1.0 + sd)).abs() < 0.2 * sd);
    assert_eq!(limits(&values, &f, 1e3), [None, None]);
    let second = Scan { parameter: 2, values: vec![0.99, 1.0, 1.005] };
    let both = Profile::new(optimiser, vec![scan, second], &[1.0; 3]).unwrap();
    let algorithm = Evaluated { sampler: ByRef(&both), of: &of, entity: 0 };
    let at = same_bits_step(&algorithm, &both.start(), 300);
    assert!(both.outcomes(&at.state).iter().all(|outcome| outcome.as_ref().is_some_and(|o| o.status.is_converged())));
}

#[test]
fn kills_and_machines_do_not_matter() {
    let of = Downhill(2, rosenbrock);
    let start = [-1.2, 1.0];
    for slope in [Slope::Given, Slope::Central] {
        let optimiser = lbfgsb(slope, square(5.0));
        let algorithm = Evaluated { sampler: ByRef(&optimiser), of: &of, entity: 0 };
        same_bits_step(&algorithm, &optimiser.start(&start).unwrap(), 70);
        let optimiser = levenberg(slope, square(5.0));
        let algorithm = Evaluated { sampler: ByRef(&optimiser), of: &Squares(&Valley), entity: 0 };
        same_bits_step(&algorithm, &optimiser.start(&start).unwrap(), 60);
    }
    let optimiser = NelderMead::new(NelderMeadSettings::default(), square(5.0)).unwrap();
    same_bits_step(
        &Evaluated { sampler: ByRef(&optimiser), of: &of, entity: 0 },
        &optimiser.start(&start).unwrap(),
        60,
    );
    let optimiser = Evolution::new(EvolutionSettings::default(), square(5.0), Some(LbfgsbSettings::default())).unwrap();
    same_bits_step(
        &Evaluated { sampler: ByRef(&optimiser), of: &of, entity: 0 },
        &optimiser.start(&start).unwrap(),
        60,
    );
    let optimiser = MultiStart::new(MultiStartSettings::default(), lbfgsb(Slope::Given, square(5.0))).unwrap();
    same_bits_step(
        &Evaluated { sampler: ByRef(&optimiser), of: &of, entity: 0 },
        &optimiser.start(&start).unwrap(),
        60,
    );
}

#[test]
fn bad_input_is_named() {
    let refused = |result: crate::Result<Bounds>| result.unwrap_err().to_string();
    assert!(refused(Bounds::new(vec![1.0], vec![0.5])).contains("at or above the lower bound"));
    assert!(refused(Bounds::new(vec![f64::NAN], vec![0.5])).contains("NaN"));
    assert!(refused(Bounds::new(vec![0.0, 0.0], vec![0.5])).contains("upper bounds"));
    assert!(refused(Bounds::new(vec![], vec![])).contains("parameters"));
    let optimiser = lbfgsb(Slope::Given, square(5.0));
    assert!(matches!(optimiser.start(&[f64::NAN, 0.0]), Err(Error::Setting { .. })));
    assert!(matches!(optimiser.start(&[6.0, 0.0]), Err(Error::Setting { .. })));
    assert!(matches!(optimiser.start(&[0.0]), Err(Error::Length { .. })));
    let open = Bounds::none(2).unwrap();
    assert!(Evolution::new(EvolutionSettings::default(), open.clone(), None).is_err());
    assert!(MultiStart::new(MultiStartSettings::default(), lbfgsb(Slope::Given, open)).is_err());
    let nowhere = Downhill(2, |_: &[f64], _: &mut [f64]| f64::NAN);
    assert_eq!(run(&optimiser, &nowhere, &[1.0, 1.0]).0.status, Status::Start);
    let simplex = NelderMead::new(NelderMeadSettings::default(), square(5.0)).unwrap();
    assert_eq!(run(&simplex, &nowhere, &[1.0, 1.0]).0.status, Status::Start);
    let many = MultiStart::new(MultiStartSettings::default(), optimiser).unwrap();
    assert_eq!(run(&many, &nowhere, &[1.0, 1.0]).0.status, Status::Start);
}

#[test]
fn an_evaluator_without_gradients_is_named() {
    struct Plain;
    impl Evaluate for Plain {
        fn dim(&self) -> usize {
            2
        }
        fn evaluate(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), ExecError> {
            (0..rows.len()).for_each(|_| out.push(-1.0));
            Ok(())
        }
    }
    let optimiser = lbfgsb(Slope::Given, square(5.0));
    let mut at = At::start(optimiser.start(&[0.0, 0.0]).unwrap());
    let before = at.clone();
    let error = minimise(&optimiser, &mut at, &Plain, &Engine::serial(), &mut []).unwrap_err();
    assert!(error.to_string().contains("numbers of a gradient") && at == before, "{error}");
    let mut rows = Vec::new();
    assert_eq!(optimiser.ask(&at.state, &mut rows), Ask::Rows);
}
