//! Closed forms.
use super::*;
use astrarium_num::random::{Purpose, Stream};

/// An ellipsoid of axes 3, 2 and 1 that turns about its shortest, seen from somewhere.
fn ellipsoid(turn: &Matrix) -> (Vec<[f64; 3]>, Vec<[f64; 3]>, Vec<f64>) {
    let draw = Stream::new(5, Purpose::Test, 0);
    let (mut coords, mut velocity) = (Vec::new(), Vec::new());
    for i in 0..20_000 {
        let ([a, b], [c, _]) = (draw.uniforms(i, 0), draw.uniforms(i, 1));
        let unit = [a, b, c].map(|u| 2.0 * u - 1.0);
        if dot(unit, unit) < 1.0 {
            let at = [3.0 * unit[0], 2.0 * unit[1], unit[2]];
            coords.push(rotated(at, turn));
            velocity.push(rotated([-at[1], at[0], 0.0], turn));
        }
    }
    let n = coords.len();
    (coords, velocity, vec![1.0; n])
}

#[test]
fn the_axes_of_an_ellipsoid_are_found_and_face_us() {
    let turn = euler([50.0, -20.0, 130.0]);
    let (coords, velocity, mass) = ellipsoid(&turn);
    let shape = reduced_shape(&coords, &velocity, &mass, 3.0).expect("enough particles");
    assert!(shape.converged);
    assert!((shape.p - 2.0 / 3.0).abs() < 0.02 && (shape.q - 1.0 / 3.0).abs() < 0.02, "{shape:?}");
    assert!((determinant(&shape.axes) - 1.0).abs() < 1e-12);
    // the columns are the rows that the ellipsoid was turned by, up to the sense of its long axis
    let columns = transposed(&shape.axes);
    assert!(dot(columns[2], turn[2]) > 0.999, "{columns:?} {turn:?}");
    assert!(dot(columns[0], turn[0]).abs() > 0.99);
    let turned = rotated(angular_momentum(&coords, &velocity, &mass, 3.0), &shape.axes);
    assert!(turned[2] > 0.0 && turned[0].abs() < 0.05 * turned[2]);
}

#[test]
fn the_inertia_of_two_masses() {
    let tensor = inertia_tensor(&[[1.0, 2.0, 0.0], [0.0, 0.0, 3.0], [9.0, 0.0, 0.0]], &[2.0, 1.0, 1.0], 3.0);
    assert_eq!(tensor, [[8.0 + 9.0, -4.0, 0.0], [-4.0, 2.0 + 9.0, 0.0], [0.0, 0.0, 10.0]]);
    let (axes, values) = principal_axes(&[[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0]]);
    assert_eq!(values, [1.0, 2.0, 3.0]);
    assert_eq!(axes.map(|row| row.map(f64::abs)), [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
}

#[test]
fn edge_on_has_the_line_of_sight_along_minus_y() {
    let edge_on = euler([90.0, 0.0, 0.0]);
    let near = |a: [f64; 3], b: [f64; 3]| (0..3).all(|k| (a[k] - b[k]).abs() < 1e-15);
    assert!(near(rotated([0.0, 1.0, 0.0], &edge_on), [0.0, 0.0, -1.0]));
    assert!(near(rotated([0.0, 0.0, 1.0], &edge_on), [0.0, 1.0, 0.0]));
    assert!((determinant(&euler([60.0, 15.0, 30.0])) - 1.0).abs() < 1e-15);
}

#[test]
fn the_shrinking_sphere_ignores_a_companion() {
    let draw = Stream::new(6, Purpose::Test, 0);
    let blob = |i: u64, centre: f64, size: f64| {
        let ([a, b], [c, _]) = (draw.normals(i, 0), draw.normals(i, 1));
        [centre + size * a, size * b, size * c]
    };
    let mut coords: Vec<[f64; 3]> = (0..4000).map(|i| blob(i, 0.0, 0.5)).collect();
    coords.extend((4000..6000).map(|i| blob(i, 20.0, 3.0)));
    let centre = shrinking_sphere(&coords, &vec![1.0; coords.len()]).expect("mass");
    assert!(dot(centre, centre).sqrt() < 0.3, "{centre:?}");
    assert_eq!(shrinking_sphere(&[], &[]), None);
}

#[test]
fn medians_are_of_what_is_near() {
    let coords = [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 9.0, 0.0], [99.0, 0.0, 0.0]];
    let velocity = [[1.0, 0.0, 5.0], [2.0, 1.0, 5.0], [9.0, 2.0, 5.0], [500.0; 3]];
    assert_eq!(component_median(&coords, &velocity, 10.0), Some([2.0, 1.0, 5.0]));
    assert_eq!(component_median(&coords[..2], &velocity, 10.0), Some([1.5, 0.5, 5.0]));
    assert_eq!(component_median(&coords, &velocity, 0.0), None);
    assert_eq!(mean_velocity(&coords, &velocity, &[1.0, 1.0, 0.0, 1.0], 10.0), Some([1.5, 0.5, 5.0]));
}
