//! Catalogues of fits: the same bits however they are run; what is wrong with a source is its own row.
use astrarium_astro::band::{BandSpec, Detector, Reference};
use astrarium_astro::ssp::{SspLibrary, SspParts};
use astrarium_astro::units::Medium;
use astrarium_exec::{Engine, testkit};
use astrarium_infer::prior;
use astrarium_infer::samplers::SamplerKind;
use astrarium_io::registry::Shelf;
use astrarium_sed::catalogue::{CatalogueFitSpec, CatalogueFits, OwnPrior, catalogue_table, failures};
use astrarium_sed::dust::{DustKind, Screen};
use astrarium_sed::sfh::{Constant, SfhKind, SfhSpec};
use astrarium_sed::{
    Absent, BandsSpec, CatalogueSource, FitSpec, GalaxySpec, Given, LibrarySpec, ParameterSpec, PhotometrySpec,
};
use std::path::Path;

const BANDS: [(&str, f64); 3] = [("u", 3600.0), ("r", 6200.0), ("k", 21500.0)];

/// Stars that fade and redden with age.
fn library(path: &Path) {
    let wave_aa: Vec<f64> = (0..160).map(|i| 10f64.powf(2.5 + 4.5 * f64::from(i) / 159.0)).collect();
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..12).map(|i| 10f64.powf(6.0 + 0.4 * f64::from(i)))).collect();
    let shape = |age: f64, wave: f64| {
        let x = 1.4388e8 / (wave * 3e4 * (1.0 + age / 1e6).powf(-0.2));
        (1.0 + age / 1e6).powf(-0.8) * (wave / 5e3).powi(-5) / x.exp_m1().max(1e-300) * 1e-2
    };
    let luminosity = age_yr.iter().flat_map(|age| wave_aa.iter().map(|wave| shape(*age, *wave))).collect();
    let metallicity = vec![0.01];
    let parts = SspParts { name: "made".to_owned(), wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    let bytes = SspLibrary::new(parts).and_then(|library| library.to_hdf5_bytes()).expect("sound");
    std::fs::write(path, bytes).expect("room");
}

fn band((name, wave): (&str, f64)) -> BandSpec {
    BandSpec {
        name: name.to_owned(),
        wave_aa: vec![0.9 * wave, 0.91 * wave, 1.1 * wave, 1.11 * wave],
        response: vec![0.0, 1.0, 1.0, 0.0],
        detector: Detector::default(),
        reference: Reference::default(),
        reference_wave_aa: None,
        medium: Medium::default(),
    }
}

fn spec(folder: &Path) -> CatalogueFitSpec {
    let file = folder.join("library.h5");
    library(&file);
    let fit = FitSpec {
        galaxy: GalaxySpec {
            sfh: SfhSpec::of(SfhKind::Constant(Constant::default())),
            matter: Some(Given::default()),
            dust: Some(DustKind::Screen(Screen::default())),
            ..GalaxySpec::default()
        },
        without: vec![Absent::Igm],
        library: LibrarySpec { file: Some(file), ..LibrarySpec::default() },
        bands: BandsSpec { own: BANDS.map(band).to_vec(), ..BandsSpec::default() },
        parameters: vec![
            ParameterSpec::free("sfh.sfr_msun_yr", prior::log_uniform(0.01, 1e3)),
            ParameterSpec::free("dust.av_mag", prior::uniform(0.0, 2.0)),
        ],
        ..FitSpec::default()
    };
    let sampler = serde_json::from_str(r#"{"kind": "nested", "live": 40, "dlogz": 1.0}"#).expect("known settings");
    CatalogueFitSpec { fit, sampler, draws: 20, seed: 7, ..CatalogueFitSpec::default() }
}

fn source(id: &str, fluxes: [f64; 3]) -> CatalogueSource {
    CatalogueSource {
        id: id.to_owned(),
        photometry: PhotometrySpec {
            bands: BANDS.map(|(name, _)| name.to_owned()).to_vec(),
            errors: fluxes.map(|flux| 0.1 * flux).to_vec(),
            fluxes: fluxes.to_vec(),
            ..PhotometrySpec::default()
        },
        numbers: vec![("redshift".to_owned(), 0.2), ("redshift_err".to_owned(), 0.02)],
    }
}

fn sources() -> Vec<CatalogueSource> {
    let scaled = |factor: f64| [1e-4 * factor, 1.2e-4 * factor, 5e-5 * factor];
    let mut sources: Vec<_> = (1..=4).map(|i| source(&format!("s{i}"), scaled(f64::from(i)))).collect();
    sources.push(source("s1", scaled(1.0)));
    let mut dark = source("dark", scaled(1.0));
    dark.photometry.errors = vec![f64::NAN; 3];
    sources.push(dark);
    let mut lost = source("lost", scaled(1.0));
    lost.photometry.bands = ["w", "x", "y"].map(str::to_owned).to_vec();
    sources.push(CatalogueSource { photometry: PhotometrySpec::default(), ..lost });
    sources
}

fn fits(spec: &CatalogueFitSpec, sources: Vec<CatalogueSource>) -> CatalogueFits {
    spec.plan_sources(sources, &Shelf::new("/nowhere")).expect("sources that can be fitted")
}

#[test]
fn any_way_of_running_gives_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut spec = spec(folder.path());
    spec.sampler =
        serde_json::from_str(r#"{"kind": "nested", "live": 10, "max_iterations": 20}"#).expect("known settings");
    spec.draws = 4;
    spec.block = 2;
    let mut few = sources();
    few.swap(3, 5);
    few.truncate(5);
    testkit::same_bits(&fits(&spec, few));
}

#[test]
fn a_failed_source_is_a_row_and_stops_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let fits = fits(&spec(folder.path()), sources());
    let found = Engine::with_threads(2).fold(&fits).expect("rows");
    let failed = failures(&fits, &found);
    let told: Vec<(usize, &str)> = failed.iter().map(|(place, id, ..)| (*place, *id)).collect();
    assert_eq!(told, [(4, "s1"), (5, "dark"), (6, "lost")]);
    for (row, why) in failed.iter().zip(["called s1 as well", "errors[0] is NaN", "no detection"]) {
        assert!(row.3.contains(why), "{}", row.3);
    }
    let table = catalogue_table(&fits, &found).expect("columns of their own names");
    assert_eq!(table.n_rows(), 7);
    let rates = table.f64s("sfh.sfr_msun_yr").expect("a parameter");
    assert!(rates[..4].is_sorted() && rates[4..].iter().all(|rate| rate.is_nan()), "{rates:?}");
    let masses = table.f64s("living_msun").expect("a quantity");
    assert!(masses[..4].iter().all(|mass| *mass > 0.0));
}

#[test]
fn a_band_beyond_the_stars_and_an_unknown_unit_are_their_sources_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut spec = spec(folder.path());
    spec.fit.library.extension = None;
    let fluxes = [1e-4, 1.2e-4, 5e-5];
    let mut far = source("far", fluxes);
    far.numbers = vec![("redshift".to_owned(), 12.0)];
    let mut odd = source("odd", fluxes);
    odd.photometry.unit = "Lsun".to_owned();
    let mut naught = source("naught", fluxes);
    naught.photometry.errors[1] = 0.0;
    let fits = fits(&spec, vec![source("near", fluxes), far, odd, naught, source("again", fluxes)]);
    let found = Engine::serial().fold(&fits).expect("rows");
    let failed = failures(&fits, &found);
    assert_eq!(failed.iter().map(|(place, ..)| *place).collect::<Vec<_>>(), [1, 2, 3]);
    for (row, why) in failed.iter().zip(["band u", "luminosity", "errors[1] is 0"]) {
        assert!(row.3.contains(why), "{}", row.3);
    }
    let table = catalogue_table(&fits, &found).expect("columns of their own names");
    let rates = table.f64s("sfh.sfr_msun_yr").expect("a parameter");
    assert!((rates[0] / rates[4] - 1.0).abs() < 0.2, "the same fluxes, another seed: {rates:?}");
}

#[test]
fn a_band_that_was_not_measured_says_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = spec(folder.path());
    let mut short = source("short", [1e-4, 1.2e-4, 5e-5]);
    for list in [&mut short.photometry.fluxes, &mut short.photometry.errors] {
        list.pop();
    }
    short.photometry.bands.pop();
    let mut alone = fits(&spec, vec![short.clone()]);
    let mut beside = fits(&spec, vec![source("whole", [1e-4, 1.2e-4, 5e-5]), short]);
    let of = |fits: &mut CatalogueFits, place: u64| {
        let found = Engine::serial().fold(&*fits).expect("rows");
        found.rows.into_iter().find(|row| row.row.source == place).expect("its row").row.found.expect("a fit")
    };
    assert_eq!(of(&mut alone, 0), of(&mut beside, 1));
}

#[test]
fn redshifts_may_be_uncertain_each_by_its_own_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut spec = spec(folder.path());
    spec.own_priors = vec![OwnPrior::default()];
    spec.models.insert("plain".to_owned(), serde_json::json!({}));
    spec.models.insert(
        "clear".to_owned(),
        serde_json::json!({ "galaxy": { "dust": { "av_mag": 0.0 } }, "parameters": [
        { "name": "sfh.sfr_msun_yr", "prior": { "kind": "log_uniform", "low": 0.01, "high": 1e3 } }
    ] }),
    );
    let mut sources = sources();
    sources[1].numbers = vec![("redshift".to_owned(), 0.6), ("redshift_err".to_owned(), 0.001)];
    sources[2].numbers.pop();
    let fits = fits(&spec, sources);
    let found = Engine::serial().fold(&fits).expect("rows");
    let table = catalogue_table(&fits, &found).expect("columns of their own names");
    let redshifts = table.f64s("redshift").expect("a parameter");
    assert!((redshifts[0] - 0.2).abs() < 0.06 && (redshifts[2] - 0.6).abs() < 0.003, "{redshifts:?}");
    assert!(failures(&fits, &found).iter().any(|(place, .., why)| *place == 2 && why.contains("redshift_err")));
    let chances = table.f64s("model_probability").expect("a column");
    assert!((chances[0] + chances[1] - 1.0).abs() < 1e-12, "{chances:?}");
    assert!(table.f64s("dust.av_mag").expect("a parameter")[0].is_nan(), "the clear model has none");
}

#[test]
fn what_is_wrong_with_the_whole_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = spec(folder.path());
    let refuse = |spec: &CatalogueFitSpec, sources| {
        spec.plan_sources(sources, &Shelf::new("/nowhere")).expect_err("it cannot be planned").to_string()
    };
    let useless = sources().split_off(5);
    assert!(refuse(&spec, useless).contains("none of 2 sources can be fitted; the first: dark"));
    let sampler = SamplerKind::named("nuts").expect("a name");
    assert!(refuse(&CatalogueFitSpec { sampler, ..spec.clone() }, sources()).contains("gradients"));
    let mut slip = spec.clone();
    slip.models.insert("b".to_owned(), serde_json::json!({ "galaxi": {} }));
    assert!(refuse(&slip, sources()).contains("the model `b`: unknown field `galaxi`"));
    assert!(refuse(&CatalogueFitSpec { block: 0, ..spec }, sources()).contains("block: 0"));
}
