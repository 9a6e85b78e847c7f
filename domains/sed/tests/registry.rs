//! With the registry's data, where they were fetched to `$ASTRARIUM_DATA`: a fit from its specification, Hα of forming stars.
use astrarium_infer::LogDensity;
use astrarium_io::registry::Shelf;
use astrarium_sed::sfh::{Constant, SfhKind, SfhSpec};
use astrarium_sed::{Component, Error, FitSpec, GalaxyPlan, GalaxySpec, Given, LibrarySpec, Nebular, PhotometrySpec};

fn shelf() -> Option<Shelf> {
    std::env::var_os("ASTRARIUM_DATA").map(Shelf::new)
}

#[test]
fn halpha_tells_the_rate_of_star_formation() {
    let Some(shelf) = shelf() else { return };
    let (Ok(continuum), Ok(lines)) = (shelf.path("cloudy"), shelf.path("cloudy-lines")) else { return };
    let Ok(library) = LibrarySpec::default().read(&shelf) else { return };
    let rate = 3.0;
    let spec = GalaxySpec {
        age_yr: 3e8,
        sfh: SfhSpec::of(SfhKind::Constant(Constant { sfr_msun_yr: rate, start_yr: 0.0 })),
        matter: Some(Given { metallicity: 0.02, ..Given::default() }),
        dust: None,
        nebular: Some(Nebular { continuum, lines, ..Nebular::default() }),
        ..GalaxySpec::default()
    };
    let plan = GalaxyPlan::new(&spec, library).expect("sound");
    let mut light = plan.room();
    plan.light(&spec, &mut light).expect("sound");
    let nebular = light.component(Component::Nebular);
    let waves = plan.wave_aa();
    let power = |from: f64, to: f64| -> f64 {
        let cells = waves.windows(2).zip(nebular.windows(2)).filter(|(wave, _)| wave[0] >= from && wave[1] <= to);
        cells.map(|(wave, value)| 0.5 * (wave[1] - wave[0]) * (value[0] + value[1])).sum()
    };
    let [halpha, hbeta] = [power(6560.0, 6570.0), power(4860.0, 4865.5)].map(|power| power * 3.828e33);
    // 7.9e-42 for Salpeter's masses (Kennicutt 1998), about 4.6e-42 for Chabrier's, with a scatter of stellar models
    let per_power = rate / halpha;
    assert!((3e-42..9e-42).contains(&per_power), "{per_power:e}");
    assert!((2.7..3.2).contains(&(halpha / hbeta)), "case B: {}", halpha / hbeta);
}

#[test]
fn a_fit_is_planned_from_its_specification() {
    let mut spec = FitSpec {
        photometry: PhotometrySpec {
            bands: ["sdss_u0", "sdss_g0", "sdss_r0"].map(str::to_owned).to_vec(),
            fluxes: vec![19.0, 18.2, 17.9],
            errors: vec![0.1, 0.05, 0.05],
            unit: "ABmag".to_owned(),
            ..PhotometrySpec::default()
        },
        ..FitSpec::default()
    };
    for name in ["age_yr", "sfh.psi_max_msun_yr", "dust.f_mc", "noise.calibration"] {
        let parameter = spec.parameter(name).expect("a number of the fit");
        spec.parameters.push(parameter);
    }
    assert!(spec.parameter("dust.fmc").expect_err("a slip").to_string().contains("did you mean `dust.f_mc`?"));
    let text = serde_json::to_string(&spec).expect("plain data");
    assert_eq!(serde_json::from_str::<FitSpec>(&text).expect("as written"), spec);
    // data that were not fetched say how they are
    let absent = spec.plan(&Shelf::new("/nowhere")).expect_err("nothing there");
    assert!(matches!(absent, Error::Astro(_)) && absent.to_string().contains("astrarium data fetch"), "{absent}");
    let Some(shelf) = shelf() else { return };
    let Ok(density) = spec.plan(&shelf) else { return };
    assert_eq!(density.space().dim(), 4);
}
