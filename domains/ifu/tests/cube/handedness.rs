//! Left is left, and what comes nearer is blue.
use crate::galaxy::{one_spectrum, one_star, spec, view};
use astrarium_exec::Engine;
use astrarium_ifu::Stars;
use astrarium_ifu::cube::{Cube, CubePlan, CubeSpec, Path};
use astrarium_ifu::orient::{Alignment, Orientation};

fn cube(spec: &CubeSpec, stars: Stars) -> Cube {
    let line = one_spectrum(|wave| (-0.5 * ((wave - 5200.0) / 8.0f64).powi(2)).exp());
    let view = view(stars, spec);
    CubePlan::new(spec, &view, &line, None).expect("a plan").run(&Engine::serial()).expect("a cube")
}

fn joined(stars: impl IntoIterator<Item = Stars>) -> Stars {
    stars.into_iter().fold(Stars::default(), |mut all, one| {
        all.position_kpc.extend(one.position_kpc);
        all.velocity_km_s.extend(one.velocity_km_s);
        all.mass_msun.extend(one.mass_msun);
        all.initial_mass_msun.extend(one.initial_mass_msun);
        all.age_gyr.extend(one.age_gyr);
        all.metallicity.extend(one.metallicity);
        all
    })
}

#[test]
fn an_l_is_an_l() {
    // long arm along +y, short arm along +x at its foot
    let places = [[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [1.0, 0.0]];
    let stars = || joined(places.map(|[x, y]| one_star([x + 0.05, y + 0.05, 0.0], [0.0; 3])));
    let lit = |spec: &CubeSpec| -> Vec<[usize; 2]> {
        let image = cube(spec, stars()).image();
        (0..144).filter(|k| image[*k] > 0.0).map(|k| [k % 12, k / 12]).collect()
    };
    // a spaxel is about half a kpc wide
    let plain = lit(&spec(""));
    let (foot, corner) = (plain[0], plain[1]);
    assert!(corner[0] > foot[0] && corner[1] == foot[1], "the short arm points to larger x: {plain:?}");
    assert!(plain[2..].iter().all(|[x, y]| *x == foot[0] && *y > foot[1]), "{plain:?}");
    // the field's y to the east: what was at rising x is now at rising y, what was at rising y at falling x
    let mut turned = spec("");
    turned.pointing.position_angle_deg = 90.0;
    let turned = lit(&turned);
    let highest = turned.iter().max_by_key(|at| at[1]).expect("lit");
    let left = turned.iter().min_by_key(|at| at[0]).expect("lit");
    assert!(highest[1] > left[1] && left[0] < highest[0], "{turned:?}");
    // pointing east moves the galaxy to smaller x
    let mut east = spec("");
    east.pointing.east_arcsec = 1.0;
    assert_eq!(lit(&east)[0], [foot[0] - 2, foot[1]]);
}

#[test]
fn a_disc_turns_the_right_way() {
    // counter-clockwise seen from +z: at +x it moves to +y
    let ring = |k: u32| {
        let (sin, cos) = (f64::from(k) * std::f64::consts::TAU / 24.0).sin_cos();
        one_star([2.0 * cos, 2.0 * sin, 0.0], [-200.0 * sin, 200.0 * cos, 0.0])
    };
    let stars = || joined((0..24).map(ring));
    for (path, alignment) in [
        (Path::Direct, Alignment::None),
        (Path::Factored, Alignment::AngularMomentum),
        (Path::Factored, Alignment::Matrix(astrarium_ifu::orient::IDENTITY)),
    ] {
        let edge_on = Orientation { alignment, angles_deg: [90.0, 0.0, 0.0], ..Orientation::untouched() };
        let spec = CubeSpec { path, orientation: edge_on, ..spec("") };
        let cube = cube(&spec, stars());
        // the line of sight is -y: at +x the ring comes nearer
        let mean_aa = |columns: std::ops::Range<usize>| {
            let mut sums = [0.0; 2];
            for (x, y) in (0..12).flat_map(|y| columns.clone().map(move |x| (x, y))) {
                for (value, wave) in cube.spectrum(x, y).iter().zip(&cube.wave_aa) {
                    sums[0] += value;
                    sums[1] += value * wave;
                }
            }
            sums[1] / sums[0]
        };
        let (left, right) = (mean_aa(0..4), mean_aa(8..12));
        assert!(right < 5460.0 - 2.0 && left > 5460.0 + 2.0, "{alignment:?}: {left} {right}");
        // and all of it lies in the rows around the middle
        let image = cube.image();
        assert!((0..144).all(|k| image[k] == 0.0 || (5..=6).contains(&(k / 12))));
    }
}
