//! What every law keeps, and published values; numbers of peers stand in `vectors/astro`.
use super::*;

#[test]
fn every_law_is_one_in_v_and_falls_to_the_infrared() {
    for (name, _) in DustLaw::ALL {
        let law = DustLaw::named(name).expect("listed");
        law.check().expect("defaults are sound");
        // Fitzpatrick's first laws are of the broad band, not of its wavelength
        let is_of_the_band = ["fitzpatrick1999", "fitzpatrick2004", "gordon2016"].contains(name);
        let close = if is_of_the_band { 0.025 } else { 4e-3 };
        assert!((law.ratio(0.55) - 1.0).abs() < close, "{name} in V: {}", law.ratio(0.55));
        for i in 0..400 {
            let wave_um = 1e-4 * 1.05f64.powi(i);
            let ratio = law.ratio(wave_um);
            assert!(ratio.is_finite() && ratio >= 0.0, "{name} at {wave_um}: {ratio}");
        }
        let (first, last) = law.range_um();
        assert!(first < 0.15 && last > 2.0, "{name}");
        assert!(law.ratio(0.3) > law.ratio(0.55) && law.ratio(0.55) > law.ratio(1.0), "{name}");
        assert_eq!(law.ratio(0.05), law.ratio(0.0912), "{name} is constant below the Lyman limit");
        assert!((law.transmission(0.55, 1.0) - 10f64.powf(-0.4 * law.ratio(0.55))).abs() < 1e-15, "{name}");
    }
}

#[test]
fn laws_are_smooth_where_their_parts_meet() {
    const STEP: f64 = 0.03;
    for (name, _) in DustLaw::ALL {
        let law = DustLaw::named(name).expect("listed");
        for wave_um in [0.125, 1.0 / 5.9, 0.27, 1.0 / 3.3, 0.63, 1.0 / 1.1, 2.198, 1.0 / 0.3] {
            let (below, above) = (law.ratio(wave_um * (1.0 - 1e-9)), law.ratio(wave_um * (1.0 + 1e-9)));
            assert!((below - above).abs() <= STEP * below.max(0.1), "{name} at {wave_um}: {below}, {above}");
        }
    }
}

#[test]
fn published_values() {
    // Cardelli et al. 1989, table 3: A(λ)/A(V) for R_V = 3.1
    for (wave_um, ratio) in [(3.4, 0.051), (2.2, 0.114), (1.25, 0.282), (0.7, 0.751), (0.44, 1.337), (0.365, 1.569)] {
        assert!((Cardelli1989::default().ratio(wave_um) - ratio).abs() < 0.02, "{wave_um}");
    }
    // Calzetti et al. 2000: R'_V = 4.05, k(2.2 µm) = 0.37
    assert!((calzetti2000::k(2.2) - 0.369).abs() < 1e-3);
    // Gordon et al. 2003, table 4, to the scatter of its means
    for (x, ratio) in [(3.375, 2.000), (4.125, 2.661), (5.125, 3.489), (6.625, 4.776), (8.125, 6.297)] {
        assert!((Gordon2003Smc {}.ratio(1.0 / x) / ratio - 1.0f64).abs() < 0.03, "{x}");
    }
}

#[test]
fn generalised_laws_hold_calzettis() {
    for wave_um in [0.1, 0.2175, 0.4, 1.0, 2.0] {
        let calzetti = Calzetti2000 {}.ratio(wave_um);
        assert_eq!(Noll2009::default().ratio(wave_um), calzetti);
        assert!((Salim2018::default().ratio(wave_um) / calzetti - 1.0f64).abs() < 1e-15);
    }
    // the bump at its top, and the slope named by R_V: A(B) - A(V) = A(V)/R_V
    let bumped = Noll2009 { slope: 0.0, bump: 4.05 };
    assert!((bumped.ratio(0.2175) - Calzetti2000 {}.ratio(0.2175) - 1.0f64).abs() < 1e-14);
    let steep = KriekConroy2013 { slope: -0.4 };
    assert_eq!(steep.ratio(0.3), Noll2009 { slope: -0.4, bump: 0.85 + 0.76 }.ratio(0.3));
}

#[test]
fn parameters_out_of_bounds_are_refused() {
    assert!(Cardelli1989 { r_v: 0.0 }.check().is_err());
    assert!(Odonnell1994 { r_v: f64::NAN }.check().is_err());
    assert!(PowerLaw { index: f64::INFINITY }.check().is_err());
    assert!(Salim2018 { slope: 1.0, bump: 0.0 }.check().is_err());
    assert!("calzeti2000".parse::<DustLaw>().expect_err("misspelt").to_string().contains("calzetti2000"));
    let law: DustLaw = serde_json::from_str(r#"{"kind": "cardelli1989", "r_v": 5.0}"#).expect("sound");
    assert_eq!(law, DustLaw::Cardelli1989(Cardelli1989 { r_v: 5.0 }));
    assert!(serde_json::from_str::<DustLaw>(r#"{"kind": "cardelli1989", "rv": 5.0}"#).is_err());
}
