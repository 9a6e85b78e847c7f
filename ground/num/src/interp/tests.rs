use proptest::prelude::*;

use super::*;
use crate::Error;

fn grid() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.01..3.0f64, 2..40)
        .prop_map(|steps| steps.into_iter().scan(-5.0, |x, step| Some(std::mem::replace(x, *x + step))).collect())
}

proptest! {
    #[test]
    fn insertion_keeps_the_order(mut a in prop::collection::vec(-5i32..5, 0..50), v in -6i32..6) {
        a.sort();
        let sorted: Vec<f64> = a.iter().map(|&x| f64::from(x)).collect();
        let value = f64::from(v);
        let (left, right) = (search_sorted(&sorted, value, Side::Left), search_sorted(&sorted, value, Side::Right));
        prop_assert_eq!(left, a.iter().filter(|&&x| x < v).count());
        prop_assert_eq!(right, a.iter().filter(|&&x| x <= v).count());
    }

    #[test]
    fn many_are_found_as_one_by_one(mut a in prop::collection::vec(-5i32..5, 0..50), v in prop::collection::vec(-6i32..6, 0..50)) {
        a.sort();
        let sorted: Vec<f64> = a.iter().map(|&x| f64::from(x)).collect();
        let mut values: Vec<f64> = v.iter().map(|&x| f64::from(x)).collect();
        for _ in 0..2 {
            for side in [Side::Left, Side::Right] {
                let one_by_one: Vec<_> = values.iter().map(|&x| search_sorted(&sorted, x, side)).collect();
                prop_assert_eq!(search_sorted_many(&sorted, &values, side), one_by_one);
            }
            values.sort_by(f64::total_cmp);
        }
    }

    #[test]
    fn lines_are_reproduced(x in grid(), a in -3.0..3.0f64, b in -3.0..3.0f64, t in 0.0..1.0f64) {
        let y: Vec<f64> = x.iter().map(|x| a + b * x).collect();
        let at = x[0] + t * (x[x.len() - 1] - x[0]);
        let expected = a + b * at;
        let curves = [Cubic::natural(x.clone(), y.clone()).unwrap(), Cubic::monotone(x.clone(), y.clone()).unwrap()];
        prop_assert!((Linear::new(x, y).unwrap().at(at) - expected).abs() < 1e-12);
        for curve in curves {
            prop_assert!((curve.at(at) - expected).abs() < 1e-11 && (curve.slope_at(at) - b).abs() < 1e-10);
        }
    }

    #[test]
    fn monotone_curves_do_not_overshoot(x in grid(), seed in prop::collection::vec(-3i32..3, 40), t in 0.0..1.0f64) {
        let y: Vec<f64> = x.iter().zip(seed).map(|(_, y)| f64::from(y)).collect();
        let curve = Cubic::monotone(x.clone(), y.clone()).unwrap();
        for i in 0..x.len() - 1 {
            let value = curve.at(x[i] + t * (x[i + 1] - x[i]));
            let (low, high) = (y[i].min(y[i + 1]), y[i].max(y[i + 1]));
            prop_assert!((low - 1e-12..=high + 1e-12).contains(&value));
        }
    }
}

#[test]
fn nan_sorts_last() {
    let sorted = [0.0, 1.0, f64::NAN];
    assert_eq!(search_sorted(&sorted, f64::NAN, Side::Left), 2);
    assert_eq!(search_sorted(&sorted, f64::NAN, Side::Right), 3);
    assert_eq!(search_sorted(&sorted, f64::INFINITY, Side::Right), 2);
    assert_eq!(search_sorted(&[-0.0, 0.0], 0.0, Side::Left), 0);
    assert_eq!(search_sorted_many(&sorted, &[0.5, f64::NAN, 0.5], Side::Left), [1, 2, 1]);
}

#[test]
fn intervals_outside_are_the_nearest() {
    let grid = [0.0, 1.0, 2.0];
    assert_eq!([-1.0, 0.0, 1.0, 1.5, 2.0, 9.0, f64::NAN].map(|x| bracket(&grid, x)), [0, 0, 1, 1, 1, 1, 1]);
    assert_eq!((bracket(&[], 1.0), bracket(&[1.0], 1.0)), (0, 0));
}

/// Errors of curves through `sin` at `n` points fall as the stated power of the spacing.
#[test]
fn errors_fall_as_stated() {
    let worst = |n: usize, curve: &dyn Fn(Vec<f64>, Vec<f64>, f64) -> f64| {
        let x: Vec<f64> = (0..n).map(|i| 1.3 * i as f64 / (n - 1) as f64).collect();
        let y: Vec<f64> = x.iter().map(|x| x.sin()).collect();
        let places = (0..100).map(|i| 0.4 + 0.5 * f64::from(i) / 100.0);
        places.map(|p| (curve(x.clone(), y.clone(), p) - p.sin()).abs()).fold(0.0, f64::max)
    };
    type Curve<'a> = &'a dyn Fn(Vec<f64>, Vec<f64>, f64) -> f64;
    let linear: Curve = &|x, y, p| Linear::new(x, y).unwrap().at(p);
    let natural: Curve = &|x, y, p| Cubic::natural(x, y).unwrap().at(p);
    let free: Curve = &|x, y, p| Cubic::not_a_knot(x, y).unwrap().at(p);
    let clamped: Curve = &|x, y, p| {
        let slopes = [x[0].cos(), x[x.len() - 1].cos()];
        Cubic::clamped(x, y, slopes).unwrap().at(p)
    };
    let monotone: Curve = &|x, y, p| Cubic::monotone(x, y).unwrap().at(p);
    let hermite: Curve = &|x, y, p| {
        let slope = x.iter().map(|x| x.cos()).collect();
        Cubic::hermite(x, y, slope).unwrap().at(p)
    };
    for (name, curve, order) in [
        ("linear", linear, 2.0),
        ("natural", natural, 4.0),
        ("free", free, 4.0),
        ("clamped", clamped, 4.0),
        ("monotone", monotone, 3.0),
        ("hermite", hermite, 4.0),
    ] {
        let measured = (worst(41, curve) / worst(81, curve)).log2();
        assert!((measured - order).abs() < 0.25, "{name}: order {measured}");
    }
}

#[test]
fn the_curvature_of_a_natural_spline_vanishes_at_the_ends() {
    let curve = Cubic::natural(vec![0.0, 1.0, 2.5, 3.0], vec![1.0, -1.0, 2.0, 0.0]).unwrap();
    let h = 1e-4;
    assert!(((curve.slope_at(h) - curve.slope_at(0.0)) / h).abs() < 1e-2);
    for knot in [1.0, 2.5] {
        let left = (curve.slope_at(knot) - curve.slope_at(knot - h)) / h;
        let right = (curve.slope_at(knot + h) - curve.slope_at(knot)) / h;
        assert!((left - right).abs() < 1e-2);
    }
}

/// A cubic is its own spline where the ends are told or left free.
#[test]
fn splines_of_a_cubic_are_the_cubic() {
    let x = vec![0.0, 0.7, 1.0, 2.2, 3.0];
    let f = |x: f64| 1.0 + x * (2.0 - x * (3.0 - 0.5 * x));
    let slope = |x: f64| 2.0 - x * (6.0 - 1.5 * x);
    let y: Vec<f64> = x.iter().map(|x| f(*x)).collect();
    let curves = [
        Cubic::not_a_knot(x.clone(), y.clone()).unwrap(),
        Cubic::clamped(x.clone(), y.clone(), [slope(0.0), slope(3.0)]).unwrap(),
    ];
    for (curve, at) in curves.iter().flat_map(|curve| [0.1, 0.9, 1.5, 2.9].map(|at| (curve, at))) {
        assert!((curve.at(at) - f(at)).abs() < 1e-13 && (curve.slope_at(at) - slope(at)).abs() < 1e-13);
    }
    assert!(Cubic::not_a_knot(x[..3].to_vec(), y[..3].to_vec()).is_err());
}

#[test]
fn unfit_points_are_refused() {
    assert!(matches!(Linear::new(vec![], vec![]), Err(Error::TooFew { .. })));
    assert!(matches!(Linear::new(vec![0.0], vec![]), Err(Error::Length { .. })));
    assert!(matches!(Linear::new(vec![0.0, 0.0], vec![1.0, 2.0]), Err(Error::NotRising { index: 1, .. })));
    assert!(matches!(Linear::new(vec![0.0, 1.0], vec![1.0, f64::NAN]), Err(Error::NotFinite { index: 1, .. })));
    assert!(matches!(Cubic::natural(vec![0.0], vec![1.0]), Err(Error::TooFew { .. })));
    let single = Linear::new(vec![1.0], vec![5.0]).unwrap();
    assert_eq!((single.at(0.0), single.at(3.0)), (5.0, 5.0));
    assert!(single.at(f64::NAN).is_nan());
}
