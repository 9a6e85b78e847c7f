use super::*;
use crate::Error;
use crate::testkit::{check_adjoint, check_gradient, uniform};

/// A few roundings a term.
const ADJOINT: f64 = 1e-14;
/// Extrapolated differences of smooth maps.
const GRADIENT: f64 = 1e-8;

fn dense(rows: usize, columns: usize) -> Dense {
    Dense::new(rows, columns, uniform(rows * columns, 7)).unwrap()
}

/// `y_i = x_i² exp(−x_i) + x_0`
struct Curved(usize);

impl Map for Curved {
    fn shape(&self) -> (usize, usize) {
        (self.0, self.0)
    }

    fn eval(&self, x: &[f64], y: &mut [f64]) {
        y.iter_mut().zip(x).for_each(|(y, x_i)| *y = x_i * x_i * (-x_i).exp() + x[0]);
    }

    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]) {
        for ((dx, x), dy) in dx.iter_mut().zip(x).zip(dy) {
            *dx = dy * (2.0 - x) * x * (-x).exp();
        }
        dx[0] += dy.iter().sum::<f64>();
    }
}

/// Its gradient forgets the last term.
struct Wrong(Curved);

impl Map for Wrong {
    fn shape(&self) -> (usize, usize) {
        self.0.shape()
    }

    fn eval(&self, x: &[f64], y: &mut [f64]) {
        self.0.eval(x, y);
    }

    fn pull(&self, x: &[f64], dy: &[f64], dx: &mut [f64]) {
        self.0.pull(x, dy, dx);
        dx[0] -= dy[0] * 1e-6;
    }
}

/// Its adjoint forgets a row.
struct Lopsided(Dense);

impl LinearOp for Lopsided {
    fn shape(&self) -> (usize, usize) {
        self.0.shape()
    }

    fn apply(&self, x: &[f64], y: &mut [f64]) {
        self.0.apply(x, y);
    }

    fn adjoint(&self, y: &[f64], x: &mut [f64]) {
        let mut cut = y.to_vec();
        cut[0] = 0.0;
        self.0.adjoint(&cut, x);
    }
}

#[test]
fn compositions_know_their_transpose() {
    let ops: [(&str, Box<dyn LinearOp>); 6] = [
        ("dense", Box::new(dense(3, 5))),
        ("diagonal", Box::new(Diagonal(uniform(4, 1)))),
        ("chain", Box::new(dense(3, 5).then(dense(4, 3)).unwrap())),
        ("sum", Box::new(dense(3, 5).plus(dense(5, 3).transposed()).unwrap())),
        ("scaled", Box::new(dense(3, 5).scaled(-2.5))),
        ("of references", Box::new(dense(2, 2).then(Diagonal(vec![1.0, 2.0])).unwrap())),
    ];
    for (name, op) in &ops {
        println!("{name}");
        check_adjoint(op.as_ref(), ADJOINT);
    }
}

#[test]
fn compositions_compute_what_they_say() {
    let (a, b) = (dense(3, 2), dense(3, 2).scaled(3.0));
    let (x, mut left, mut right) = ([0.25, -2.0], [0.0; 3], [0.0; 3]);
    (&a).plus(&b).unwrap().apply(&x, &mut left);
    a.clone().scaled(4.0).apply(&x, &mut right);
    assert!(left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-14));
    assert_eq!(a.transposed().shape(), (2, 3));
}

#[test]
fn chains_know_their_gradient() {
    let x = uniform(5, 3);
    check_gradient(&Curved(5), &x, GRADIENT);
    check_gradient(&AsMap(dense(3, 5)), &x, GRADIENT);
    check_gradient(&Curved(5).and_then(AsMap(dense(4, 5))).unwrap(), &x, GRADIENT);
    check_gradient(&AsMap(dense(5, 5)).and_then(Curved(5)).unwrap().and_then(Curved(5)).unwrap(), &x, GRADIENT);
}

#[test]
#[should_panic(expected = "gradient")]
fn a_wrong_gradient_is_caught() {
    check_gradient(&Wrong(Curved(3)), &uniform(3, 3), GRADIENT);
}

#[test]
#[should_panic(expected = "adjoint")]
fn a_wrong_transpose_is_caught() {
    check_adjoint(&Lopsided(dense(3, 3)), ADJOINT);
}

#[test]
fn unlike_shapes_are_refused() {
    assert!(matches!(dense(3, 5).then(dense(4, 2)), Err(Error::Length { found: 2, expected: 3, .. })));
    assert!(dense(3, 5).plus(dense(3, 4)).is_err());
    assert!(Curved(3).and_then(Curved(4)).is_err());
    assert!(Dense::new(2, 2, vec![1.0]).is_err());
}
