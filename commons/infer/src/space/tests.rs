use super::{Line, Space, Wrap};
use crate::{Error, prior};

fn mixed() -> Space {
    Space::builder()
        .free("a", prior::uniform(-1.0, 3.0))
        .fixed("b", 7.0)
        .free("c", prior::normal(2.0, 0.5))
        .tied("d", "a")
        .free("e", prior::log_uniform(0.1, 10.0))
        .build()
        .unwrap()
}

#[test]
fn full_rows_hold_fixed_and_tied_values() {
    let space = mixed();
    let mut full = Vec::new();
    space.expand(&[1.0, 2.0, 3.0, -1.0, -2.0, -3.0], &mut full);
    assert_eq!(full, [1.0, 7.0, 2.0, 1.0, 3.0, -1.0, 7.0, -2.0, -1.0, -3.0]);
    let mut free = [0.0; 3];
    space.contract(&[1.0, 10.0, 100.0, 1000.0, 10000.0], &mut free);
    assert_eq!(free, [1001.0, 100.0, 10000.0]);
}

#[test]
fn mistakes_are_named() {
    let message = |built: crate::Result<Space>| built.unwrap_err().to_string();
    assert_eq!(message(Space::builder().fixed("a", 1.0).build()), Error::NoFree.to_string());
    let twice = Space::builder().free("a", prior::uniform(0.0, 1.0)).fixed("a", 1.0);
    assert!(message(twice.build()).contains("two parameters are called `a`"));
    let nowhere = Space::builder().free("a", prior::uniform(0.0, 1.0)).tied("b", "c");
    assert!(message(nowhere.build()).contains("`b` is tied to `c`, which is not there"));
    let chain = Space::builder().free("a", prior::uniform(0.0, 1.0)).tied("b", "a").tied("c", "b");
    assert!(message(chain.build()).contains("which is itself tied"));
    let reversed = Space::builder().free("a", prior::uniform(1.0, 0.0));
    assert_eq!(message(reversed.build()), "parameter `a`: high = 0; expected a number above low");
    let angle = Space::builder().free("a", prior::normal(1.0, 1.0)).periodic();
    assert!(message(angle.build()).contains("`a` is periodic, but its prior has no two ends"));
    let flat = Space::flat(2).require_proper("nested sampling").unwrap_err();
    assert!(flat.to_string().starts_with("`x1` has no prior that can be drawn from"), "{flat}");
}

#[test]
fn the_unit_cube_and_back() {
    let space = mixed();
    let u = [0.1, 0.2, 0.3, 0.9, 0.8, 0.7];
    let (mut theta, mut back) = ([0.0; 6], [0.0; 6]);
    space.transform(&u, &mut theta);
    space.to_unit(&theta, &mut back);
    assert!(u.iter().zip(back).all(|(u, back)| (u - back).abs() < 1e-14), "{back:?}");
}

#[test]
fn real_lines_and_their_slopes_agree_with_differences() {
    let step = 1e-5;
    for line in [Line::Whole, Line::Above(2.0), Line::Below(-1.0), Line::Between(-3.0, 4.0), Line::Circle(-9.0, 9.0)] {
        for x in [-6.0, -1.3, 0.0, 0.4, 5.0] {
            let difference = (line.value(x + step) - line.value(x - step)) / (2.0 * step);
            assert!((line.slope(x) - difference).abs() < 1e-8 * difference.max(1.0), "{line:?} at {x}");
            assert!((libm::exp(line.ln_slope(x)) - line.slope(x)).abs() < 1e-14 * line.slope(x), "{line:?} at {x}");
            let second = (line.ln_slope(x + step) - line.ln_slope(x - step)) / (2.0 * step);
            assert!((line.ln_slope_slope(x) - second).abs() < 1e-8, "{line:?} at {x}");
            assert!((line.place(line.value(x)) - x).abs() < 1e-11, "{line:?} at {x}");
        }
    }
}

#[test]
fn beyond_the_ends() {
    assert_eq!([-0.25, 0.25, 1.25, 1.0, -1e-20].map(|u| Wrap::Periodic.fold(u)), [0.75, 0.25, 0.25, 0.0, 0.0]);
    assert_eq!([-0.25, 0.25, 1.25, 2.5].map(|u| Wrap::Reflective.fold(u)), [0.25, 0.25, 0.75, 0.5]);
    let space = Space::builder().free("angle", prior::uniform(-180.0, 180.0)).periodic().build().unwrap();
    let mut theta = [190.0];
    space.fold_theta(&mut theta);
    assert!((theta[0] + 170.0).abs() < 1e-12, "{theta:?}");
}

#[test]
fn the_prior_is_nought_outside() {
    let space = mixed();
    assert_eq!(space.ln_prior(&[3.5, 2.0, 1.0]), f64::NEG_INFINITY);
    assert_eq!(space.ln_prior(&[f64::NAN, 2.0, 1.0]), f64::NEG_INFINITY);
    assert_eq!(space.ln_prior(&[0.0, f64::NAN, 1.0]), f64::NEG_INFINITY);
    assert!(space.ln_prior(&[3.0, 2.0, 1.0]).is_finite());
    assert_eq!(Space::flat(1).ln_prior(&[f64::INFINITY]), f64::NEG_INFINITY);
}
