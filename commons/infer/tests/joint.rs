//! Priors of several parameters: the ways between their coordinates, densities and slopes.

use astrarium_infer::{Space, joint};
use astrarium_num::random::{Purpose, Stream};

fn sorted() -> Space {
    Space::builder().joint(["a", "b", "c"], &joint::sorted(-1.0, 3.0)).build().expect("a space")
}

fn fractions() -> Space {
    Space::builder()
        .fixed("age", 1.0)
        .joint(["x", "y", "z"], &joint::dirichlet([0.7, 2.0, 3.5]))
        .build()
        .expect("a space")
}

#[test]
fn the_unit_cube_and_the_real_line_and_back() {
    for space in [sorted(), fractions()] {
        let u: Vec<f64> = [0.2, 0.9, 0.4][..space.dim()].to_vec();
        let [mut theta, mut back, mut x] = [(); 3].map(|()| vec![0.0; space.dim()]);
        space.transform(&u, &mut theta);
        space.to_unit(&theta, &mut back);
        assert!(u.iter().zip(&back).all(|(u, back)| (u - back).abs() < 1e-12), "{back:?}");
        space.to_real(&theta, &mut x);
        space.from_real(&x, &mut back);
        assert!(theta.iter().zip(&back).all(|(t, back)| (t - back).abs() < 1e-14), "{back:?}");
        assert!(space.ln_prior(&theta).is_finite());
    }
}

/// ln of the determinant of d to / d from, by differences.
fn ln_determinant(n: usize, of: impl Fn(&[f64]) -> Vec<f64>, at: &[f64]) -> f64 {
    let step = 1e-6;
    let column = |j: usize| {
        let mut ends = [at.to_vec(), at.to_vec()];
        ends[0][j] -= step;
        ends[1][j] += step;
        let [a, b] = ends.map(|end| of(&end));
        b.iter().zip(a).map(|(b, a)| (b - a) / (2.0 * step)).collect::<Vec<_>>()
    };
    // both maps are triangular
    (0..n).map(|j| column(j)[j].abs().ln()).sum()
}

#[test]
fn densities_are_one_over_the_stretch_of_the_unit_cube() {
    for space in [sorted(), fractions()] {
        let n = space.dim();
        let u = vec![0.37; n];
        let at = |u: &[f64]| {
            let mut theta = vec![0.0; n];
            space.transform(u, &mut theta);
            theta
        };
        assert!((space.ln_prior(&at(&u)) + ln_determinant(n, at, &u)).abs() < 1e-7);
        let x = [0.3, -0.8, 0.5];
        let real = |x: &[f64]| {
            let mut theta = vec![0.0; n];
            space.from_real(x, &mut theta);
            theta
        };
        let found = space.from_real(&x[..n], &mut vec![0.0; n]);
        assert!((found - ln_determinant(n, real, &x[..n])).abs() < 1e-8);
    }
}

#[test]
fn slopes_agree_with_differences() {
    for space in [sorted(), fractions()] {
        let n = space.dim();
        let of = |theta: &[f64]| theta.iter().zip(1..).map(|(x, k)| f64::from(k) * x * x).sum::<f64>();
        let value = |x: &[f64]| {
            let mut theta = vec![0.0; n];
            let ln_jacobian = space.from_real(x, &mut theta);
            of(&theta) + space.ln_prior(&theta) + ln_jacobian
        };
        let x = &[0.3, -0.8, 0.5][..n];
        let mut theta = vec![0.0; n];
        space.from_real(x, &mut theta);
        let mut gradient: Vec<f64> = theta.iter().zip(1..).map(|(x, k)| 2.0 * f64::from(k) * x).collect();
        space.add_ln_prior_gradient(&theta, &mut gradient);
        space.pull_real(x, &mut gradient);
        for j in 0..n {
            let mut ends = [x.to_vec(), x.to_vec()];
            ends[0][j] -= 1e-5;
            ends[1][j] += 1e-5;
            let difference = (value(&ends[1]) - value(&ends[0])) / 2e-5;
            assert!((gradient[j] - difference).abs() < 1e-7, "{j}: {} for {difference}", gradient[j]);
        }
    }
}

#[test]
fn the_last_fraction_follows() {
    let space = fractions();
    assert_eq!((space.dim(), space.full_dim()), (2, 4));
    let mut full = Vec::new();
    space.expand(&[0.25, 0.5], &mut full);
    assert_eq!(full, [1.0, 0.25, 0.5, 0.25]);
    let mut free = [0.0; 2];
    space.contract(&[9.0, 1.0, 2.0, 4.0], &mut free);
    assert_eq!(free, [-3.0, -2.0]);
    assert_eq!(space.ln_prior(&[0.8, 0.4]), f64::NEG_INFINITY);
    assert_eq!(sorted().ln_prior(&[0.0, -0.5, 1.0]), f64::NEG_INFINITY);
}

#[test]
fn drawn_fractions_have_their_means() {
    // mean alpha_k / Σ alpha, variance m (1 − m) / (Σ alpha + 1)
    let space = fractions();
    let mut u = vec![0.0; 2 * 20_000];
    Stream::new(5, Purpose::Prior, 0).fill_uniform(0, 0, &mut u);
    let mut theta = vec![0.0; u.len()];
    space.transform(&u, &mut theta);
    for (k, alpha) in [0.7, 2.0].into_iter().enumerate() {
        let mean = theta.iter().skip(k).step_by(2).sum::<f64>() / 20_000.0;
        let expected: f64 = alpha / 6.2;
        let error = (expected * (1.0 - expected) / 7.2 / 20_000.0).sqrt();
        assert!((mean - expected).abs() < 4.0 * error, "{mean} for {expected} ± {error}");
    }
}

#[test]
fn broken_groups_are_named() {
    let short = Space::builder().joint(["x", "y"], &joint::dirichlet([1.0; 3])).build().unwrap_err().to_string();
    assert_eq!(short, "parameter `x`: alpha: 3 values, expected 2");
    let whole = sorted().parameters()[..2].to_vec();
    let broken = Space::new(whole).unwrap_err().to_string();
    assert!(broken.contains("`a` and those after it: place 2 of 3 is not there"), "{broken}");
}
