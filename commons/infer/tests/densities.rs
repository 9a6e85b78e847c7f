//! What samplers see of a density: values, slopes, refusals.

use astrarium_exec::{Cx, Engine, Error, Evaluate, Evaluations, Rows, Scratch, evaluate};
use astrarium_infer::{
    Function, LogDensity, NanPolicy, OverReal, OverTheta, OverUnit, Smooth, Space, prior, problems::Problem,
};

/// Relative error of central differences.
const DIFFERENCE: f64 = 2e-6;

fn all(of: &dyn Evaluate, values: &[f64]) -> Result<Evaluations, Error> {
    let entity = vec![0; values.len() / of.dim()];
    evaluate(of, Rows { dim: of.dim(), values, entity: &entity }, &Engine::serial())
}

fn value(of: &dyn Evaluate, x: &[f64]) -> f64 {
    all(of, x).expect("a value").values[0]
}

#[test]
fn slopes_on_the_real_line_agree_with_differences() {
    for name in ["P01_d10", "P02", "P05", "P06_d6", "P11", "P12"] {
        let problem = Problem::named(name).unwrap();
        let over = OverReal::new(problem.gradient().expect("a slope"), NanPolicy::Error).unwrap();
        let dim = over.dim();
        let u: Vec<f64> = (0..dim).map(|k| 0.35 + 0.3 * (0.618 * k as f64).fract()).collect();
        let (mut theta, mut x) = (vec![0.0; dim], vec![0.0; dim]);
        let space = problem.density().space();
        space.transform(&u, &mut theta);
        space.to_real(&theta, &mut x);
        let got = all(&over, &x).unwrap();
        let gradient = over.split(got.blob(0)).gradient.to_vec();
        for k in 0..dim {
            let step = 1e-5;
            let mut ends = [x.clone(), x.clone()];
            ends[0][k] -= step;
            ends[1][k] += step;
            let difference = (value(&over, &ends[1]) - value(&over, &ends[0])) / (2.0 * step);
            let size = difference.abs().max(got.values[0].abs().max(1.0) * 1e-3);
            assert!(
                (gradient[k] - difference).abs() < DIFFERENCE * size,
                "{name} {k}: {} for {difference}",
                gradient[k]
            );
        }
    }
}

#[test]
fn all_coordinates_see_one_posterior() {
    let space = Space::builder()
        .free("a", prior::normal(1.0, 2.0))
        .fixed("b", 3.0)
        .free("c", prior::log_uniform(0.5, 8.0))
        .tied("d", "c")
        .build()
        .unwrap();
    let density = Smooth::new(space, |full: &[f64], slope: &mut [f64]| {
        slope.copy_from_slice(&[full[1], full[0], 2.0 * full[2], -1.0]);
        full[0] * full[1] + full[2] * full[2] - full[3]
    });
    let space = density.space();
    let u = [0.3, 0.8];
    let mut theta = [0.0; 2];
    space.transform(&u, &mut theta);
    let ln_l = 3.0 * theta[0] + theta[1] * theta[1] - theta[1];
    let over_unit = OverUnit::new(&density, NanPolicy::Error, "nested sampling").unwrap();
    let got = all(&over_unit, &u).unwrap();
    assert!((got.values[0] - ln_l).abs() < 1e-14);
    assert_eq!(over_unit.split(got.blob(0)), (&theta[..], &[][..]));
    let got = all(&OverTheta::new(&density), &theta).unwrap();
    assert!((got.values[0] - ln_l - space.ln_prior(&theta)).abs() < 1e-14);
    assert!((OverTheta::split(got.blob(0)).0 - ln_l).abs() < 1e-14);
    let mut x = [0.0; 2];
    space.to_real(&theta, &mut x);
    let over_real = OverReal::new(&density, NanPolicy::Error).unwrap();
    let got = all(&over_real, &x).unwrap();
    let along = over_real.split(got.blob(0));
    let ln_jacobian = space.from_real(&x, &mut [0.0; 2]);
    assert!((got.values[0] - ln_l - space.ln_prior(&theta) - ln_jacobian).abs() < 1e-13);
    assert!((along.ln_likelihood - ln_l).abs() < 1e-13 && along.theta.len() == 2 && along.blobs.is_empty());
    let slope = 2.0 * theta[1] - 1.0 - 1.0 / theta[1];
    let expected = slope * (theta[1] - 0.5) * (8.0 - theta[1]) / 7.5 + (8.5 - 2.0 * theta[1]) / 7.5;
    assert!((along.gradient[1] - expected).abs() < 1e-12, "{along:?} for {expected}");
}

#[test]
fn rows_outside_the_prior_are_not_evaluated() {
    let space = Space::builder().free("a", prior::uniform(0.0, 1.0)).build().unwrap();
    let density = Function::new(space, |x: &[f64]| if (0.0..=1.0).contains(&x[0]) { x[0] } else { f64::NAN });
    let got = all(&OverTheta::new(&density), &[0.25, 1.5, -3.0, 0.75, f64::NAN]).unwrap();
    let none = f64::NEG_INFINITY;
    assert_eq!(got.values, [0.25, none, none, 0.75, none]);
    assert!(got.failed.is_empty() && got.blob(1)[0].is_nan());
}

/// Rows inside and outside the walls in turn, walls included: each has its own value, and ln L along with it.
#[test]
fn rows_keep_their_values_beside_rows_outside() {
    for fixed in [false, true] {
        let mut space = Space::builder().free("a", prior::uniform(0.0, 1.0)).free("b", prior::uniform(-2.0, 2.0));
        if fixed {
            space = space.fixed("c", 0.0);
        }
        // all rows in one call
        let of = |x: &[f64]| 10.0 * x[0] + x[1];
        let density = Function::new(space.build().unwrap(), of).with_batch_hint(64);
        let rows = [2.0, 0.0, 0.0, 2.0, 0.5, -3.0, 1.0, -2.0, f64::NAN, 0.0, 0.25, 1.0];
        let got = all(&OverTheta::new(&density), &rows).unwrap();
        for (i, row) in rows.chunks(2).enumerate() {
            let is_inside = (0.0..=1.0).contains(&row[0]) && (-2.0..=2.0).contains(&row[1]);
            let ln_l = 10.0 * row[0] + row[1];
            let expected = if is_inside { ln_l - 4_f64.ln() } else { f64::NEG_INFINITY };
            assert_eq!(got.values[i], expected, "row {i}");
            let (along, blobs) = OverTheta::split(got.blob(i));
            assert!(blobs.is_empty() && if is_inside { along == ln_l } else { along.is_nan() }, "row {i}: {along}");
        }
    }
}

#[test]
fn what_is_no_number_is_an_error_or_counted() {
    let space =
        Space::builder().free("a", prior::uniform(0.0, 1.0)).free("b", prior::uniform(0.0, 1.0)).build().unwrap();
    let density = Function::new(space, |x: &[f64]| if x[0] > 0.5 { f64::NAN } else { (1.0 / x[1]).powi(2) });
    let rows = [2.0, 0.5, 0.1, 0.5, 0.75, 0.5];
    let error = all(&OverTheta::new(&density), &rows).unwrap_err().to_string();
    assert!(error.contains("ln L is NaN at a = 0.75, b = 0.5"), "{error}");
    let reject = OverTheta { nan: NanPolicy::Reject, ..OverTheta::new(&density) };
    let got = all(&reject, &rows).unwrap();
    assert_eq!((got.values[1], got.values[2]), (4.0, f64::NEG_INFINITY));
    assert_eq!(got.failed, [(2, "ln L is NaN".into())]);
    let error = all(&reject, &[0.1, 0.0]).unwrap_err().to_string();
    assert!(error.contains("ln L is +∞ at a = 0.1, b = 0"), "{error}");
}

/// Gives one value too few.
struct Short(Space);
impl LogDensity for Short {
    fn space(&self) -> &Space {
        &self.0
    }
    fn batch_hint(&self) -> usize {
        8
    }
    fn ln_likelihood(&self, rows: Rows<'_>, out: &mut Evaluations, _: &mut Scratch, _: &Cx) -> Result<(), Error> {
        (1..rows.len()).for_each(|_| out.push(0.0));
        Ok(())
    }
}

#[test]
fn missing_values_are_told() {
    let error = all(&OverTheta::new(&Short(Space::flat(1))), &[0.0, 1.0, 2.0]).unwrap_err().to_string();
    assert!(error.contains("2 values of ln L where 3 are expected"), "{error}");
}

#[test]
fn flat_spaces_have_no_unit_cube() {
    let density = Function::new(Space::flat(2), |_: &[f64]| 0.0);
    let Err(error) = OverUnit::new(&density, NanPolicy::Error, "nested sampling") else { panic!("expected a refusal") };
    assert!(error.to_string().contains("`x1` has no prior that can be drawn from"), "{error}");
}
