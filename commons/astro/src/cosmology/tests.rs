//! Closed forms and bad input; reference numbers stand in `tests/vectors`.
use super::*;
use crate::Error;
use astrarium_num::testkit::uniform;
use proptest::prelude::*;

/// Of a quadrature.
const QUADRATURE: f64 = 2e-14;

fn plan(spec: CosmologySpec) -> Cosmology {
    spec.plan().expect("a sound cosmology")
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
}

#[test]
fn matter_alone_has_closed_forms() {
    let universe = plan(CosmologySpec::flat_lambda(50.0, 1.0));
    for z in [1e-9, 1e-3, 0.7, 20.0, 1089.0, 1e6] {
        // 2 (1 - 1/√(1+z)), without cancellation
        let d = 2.0 * -(-0.5 * f64::ln_1p(z)).exp_m1();
        close(universe.comoving_distance_mpc(z), universe.hubble_distance_mpc() * d, QUADRATURE, "distance");
        let age = universe.hubble_time_gyr() * 2.0 / 3.0 * (1.0f64 + z).powf(-1.5);
        close(universe.age_gyr(z), age, QUADRATURE, "age");
    }
}

#[test]
fn a_cosmological_constant_alone_is_eternal() {
    let universe = plan(CosmologySpec::flat_lambda(70.0, 0.0));
    assert_eq!(universe.age_gyr(0.5), f64::INFINITY);
    close(universe.comoving_distance_mpc(3.0), 3.0 * universe.hubble_distance_mpc(), QUADRATURE, "distance");
    close(universe.lookback_time_gyr(3.0), universe.hubble_time_gyr() * 4f64.ln(), QUADRATURE, "lookback");
    assert!(universe.inverse(Quantity::Age, Branch::Low).is_err());
}

#[test]
fn matter_and_a_constant_age_in_closed_form() {
    let universe = plan(CosmologySpec::flat_lambda(70.0, 0.3));
    for z in [0.0, 1.0, 8.0, 1000.0] {
        let root = ((1.0f64 / 0.3 - 1.0) / (1.0f64 + z).powi(3)).sqrt();
        let age = universe.hubble_time_gyr() * 2.0 / 3.0 / 0.7f64.sqrt() * root.asinh();
        close(universe.age_gyr(z), age, QUADRATURE, "age");
        let sum = universe.age_gyr(z) + universe.lookback_time_gyr(z);
        close(sum, universe.age_gyr(0.0), QUADRATURE, "age and lookback");
    }
}

#[test]
fn milne_and_curvature() {
    let empty = CosmologySpec { omega_de: Some(0.0), ..CosmologySpec::flat_lambda(70.0, 0.0) };
    let universe = plan(empty);
    for z in [1e-6f64, 0.5, 9.0] {
        let x = 1.0 + z;
        close(
            universe.transverse_distance_mpc(z),
            universe.hubble_distance_mpc() * z.ln_1p().sinh(),
            QUADRATURE,
            "Milne",
        );
        close(universe.age_gyr(z), universe.hubble_time_gyr() / x, QUADRATURE, "Milne's age");
    }
    // a volume is the integral of its rate, also where closed forms cancel
    for omega_de in [0.6, 0.7, 0.95] {
        let universe = plan(CosmologySpec { omega_de: Some(omega_de), ..CosmologySpec::flat_lambda(70.0, 0.3) });
        for z in [1e-6, 0.01, 2.0] {
            let rule = astrarium_num::quadrature::GaussLegendre::new(40);
            let integral = rule.integrate(0.0, z, |z| universe.differential_volume_mpc3_sr(z));
            close(universe.comoving_volume_mpc3(z), 4.0 * std::f64::consts::PI * integral, 1e-12, "volume");
        }
    }
}

#[test]
fn densities_add_up_at_every_redshift() {
    for (name, _) in CosmologySpec::names() {
        let universe = plan(CosmologySpec::named(name).expect("listed"));
        for z in [-0.5, 0.0, 1.0, 50.0, 3400.0, 1e5] {
            let sum = universe.omega_m_at(z) + universe.omega_de_at(z) + universe.omega_k_at(z);
            close(sum + universe.omega_gamma_at(z) + universe.omega_nu_at(z), 1.0, 1e-14, name);
        }
        assert_eq!(universe.omega_k(), 0.0);
    }
}

#[test]
fn tables_agree_with_quadrature_for_every_quantity() {
    for spec in unlike() {
        let universe = plan(spec);
        for quantity in Quantity::ALL {
            let table = universe.table(quantity);
            for i in 0..400 {
                let z = 1e-8 * (33.0 * f64::from(i) / 400.0).exp();
                let (found, expected) = (table.at(z), universe.at(quantity, z));
                let apart = (found - expected).abs();
                let tolerance = if quantity == Quantity::DistanceModulus { 2e-13 } else { 1e-13 * expected.abs() };
                let same = apart <= tolerance || (found.is_nan() && expected.is_nan()) || found == expected;
                assert!(same, "{quantity} of {:?} at {z}: {found}, {expected}", universe.spec());
            }
        }
    }
}

/// Cosmologies of every kind.
fn unlike() -> Vec<CosmologySpec> {
    let flat = CosmologySpec::flat_lambda(70.0, 0.3);
    let exact =
        CosmologySpec { neutrinos: NeutrinoIntegral::Fermi, m_nu_ev: vec![0.01, 0.05], ..CosmologySpec::default() };
    let cornered = Tabulated { z: vec![0.0, 0.5, 2.0], w: vec![-0.8, -1.2, -1.0] };
    let law = |dark_energy: DarkEnergy| CosmologySpec { dark_energy, ..flat.clone() };
    vec![
        CosmologySpec::default(),
        flat.clone(),
        CosmologySpec { omega_de: Some(0.6), ..flat.clone() },
        CosmologySpec { omega_de: Some(0.75), omega_m: 0.4, ..flat.clone() },
        CosmologySpec { omega_de: Some(0.0), omega_m: 3.0, ..flat.clone() },
        exact,
        law(DarkEnergy::W0wa(W0wa { w0: -0.9, wa: 0.3 })),
        law(DarkEnergy::W0wz(W0wz { w0: -0.9, wz: 0.1 })),
        law(DarkEnergy::Tabulated(cornered)),
    ]
}

#[test]
fn the_same_redshift_has_the_same_bits_in_every_slice() {
    let universe = plan(CosmologySpec::default());
    let table = universe.table(Quantity::DistanceModulus);
    let z: Vec<f64> = uniform(1000, 7).iter().map(|draw| (draw * 10.0 - 1.0).exp()).collect();
    let mut whole = vec![0.0; z.len()];
    table.fill(&z, &mut whole);
    for n in [1, 7, 31, 64] {
        let mut parts = vec![0.0; z.len()];
        z.chunks(n).zip(parts.chunks_mut(n)).for_each(|(z, out)| table.fill(z, out));
        assert!(whole.iter().zip(&parts).all(|(a, b)| a.to_bits() == b.to_bits()), "pieces of {n}");
    }
}

#[test]
fn degenerate_redshifts_have_defined_values() {
    let universe = plan(CosmologySpec::default());
    let mu = universe.table(Quantity::DistanceModulus);
    assert_eq!(mu.at(0.0), f64::NEG_INFINITY);
    assert!(mu.at(-0.1).is_nan() && mu.at(f64::NAN).is_nan() && mu.at(-1.0).is_nan() && mu.at(-3.0).is_nan());
    let distance = universe.table(Quantity::LuminosityDistance);
    assert_eq!(distance.at(0.0), 0.0);
    assert!(distance.at(-0.1) < 0.0);
    assert!(distance.at(2e6) > distance.at(1e6));
    assert_eq!(universe.comoving_volume_mpc3(0.0), 0.0);
}

#[test]
fn inverses_give_the_value_back() {
    for spec in unlike() {
        let universe = plan(spec);
        for quantity in Quantity::ALL {
            let inverse = universe.inverse(quantity, Branch::Low).expect("all of these change");
            let (low, high) = inverse.range();
            let values: Vec<f64> = (1..500).map(|i| low + (high - low) * f64::from(i) / 500.0).collect();
            let z = inverse.redshifts(&values).expect("inside");
            for (z, value) in z.iter().zip(&values) {
                let what = format!("{quantity} of {:?} at {z}", universe.spec());
                close(universe.at(quantity, *z), *value, 1e-12, &what);
            }
        }
    }
}

#[test]
fn an_angular_distance_has_two_redshifts() {
    let universe = plan(CosmologySpec::default());
    let both = [Branch::Low, Branch::High].map(|branch| {
        universe.redshifts(Quantity::AngularDiameterDistance, branch, &[1500.0]).expect("below the peak")[0]
    });
    assert!(both[0] < 1.6 && both[1] > 1.6, "{both:?}");
    let far = universe.redshifts(Quantity::AngularDiameterDistance, Branch::High, &[1e9]).expect_err("too far");
    assert!(matches!(far, Error::NoRedshift { .. }));
    assert!(far.to_string().contains("on its high branch"), "{far}");
    assert!(universe.inverse(Quantity::LuminosityDistance, Branch::High).is_err());
}

#[test]
fn what_no_universe_has_is_refused() {
    let base = CosmologySpec::default;
    for spec in [
        CosmologySpec { h0_km_s_mpc: 0.0, ..base() },
        CosmologySpec { h0_km_s_mpc: f64::NAN, ..base() },
        CosmologySpec { omega_m: -0.1, ..base() },
        CosmologySpec { omega_b: Some(0.5), ..base() },
        CosmologySpec { omega_de: Some(f64::INFINITY), ..base() },
        CosmologySpec { t_cmb_k: -2.7, ..base() },
        CosmologySpec { n_eff: f64::NAN, ..base() },
        CosmologySpec { m_nu_ev: vec![-0.06], ..base() },
        CosmologySpec { m_nu_ev: vec![0.0; 4], ..base() },
        CosmologySpec { dark_energy: DarkEnergy::ConstantW(ConstantW { w: f64::NAN }), ..base() },
    ] {
        let error = spec.plan().expect_err("no universe");
        assert!(error.is_usage(), "{error}");
    }
    let bounced = CosmologySpec { omega_de: Some(2.0), ..CosmologySpec::flat_lambda(70.0, 0.1) };
    assert!(matches!(bounced.plan(), Err(Error::NoBigBang { .. })));
    let universe = plan(base());
    for z in [f64::NAN, -1.0, f64::INFINITY] {
        let error = universe.values(Quantity::Age, &[0.1, z]).expect_err("no redshift");
        assert!(matches!(error, Error::BadValue { index: 1, .. }), "{error}");
    }
    let error = CosmologySpec::named("Plank18").expect_err("misspelt").to_string();
    assert!(error.contains("did you mean `Planck18`?"), "{error}");
}

#[test]
fn specs_are_read_by_name_and_as_tables() {
    let read = |text: &str| serde_json::from_str::<CosmologyChoice>(text).expect(text).spec().expect(text);
    assert_eq!(read(r#""wmap9""#), CosmologySpec::named("WMAP9").expect("known"));
    let own = read(r#"{"h0_km_s_mpc": 70, "dark_energy": {"kind": "w0wa", "w0": -0.9, "wa": 0.1}}"#);
    assert_eq!((own.h0_km_s_mpc, own.dark_energy.name()), (70.0, "w0wa"));
    assert!(serde_json::from_str::<CosmologySpec>(r#"{"H0": 70}"#).is_err());
}

proptest! {
    #[test]
    fn distances_rise_with_redshift(omega_m in 0.05..1.0f64, w in -1.5..-0.4f64, z in 1e-6..1e3f64) {
        let spec = CosmologySpec { dark_energy: DarkEnergy::ConstantW(ConstantW { w }), ..CosmologySpec::flat_lambda(70.0, omega_m) };
        let universe = plan(spec);
        let table = universe.table(Quantity::ComovingDistance);
        prop_assert!(table.at(z * 1.001) > table.at(z));
        prop_assert!((table.at(z) / universe.comoving_distance_mpc(z) - 1.0).abs() < 1e-13);
    }
}
