//! Galaxies: models, fits, catalogues, over a stellar library that is made up.
use super::said::{Desk, exists, flat, results};
use astrarium::astro::ssp::{SspLibrary, SspParts};
use std::fmt::Write as _;

const MODEL: &str = r#"
without = ["igm"]

[library]
file = "library.h5"

[galaxy]
redshift = 0.1
age_yr = 3e9
[galaxy.sfh]
kind = "constant"
mass_msun = 1e10
[galaxy.matter]
metallicity = 0.01
[galaxy.dust]
kind = "screen"
av_mag = 0.8

[[bands.own]]
name = "u"
wave_aa = [3200.0, 3210.0, 3900.0, 3910.0]
response = [0.0, 1.0, 1.0, 0.0]
[[bands.own]]
name = "r"
wave_aa = [5600.0, 5610.0, 6900.0, 6910.0]
response = [0.0, 1.0, 1.0, 0.0]
[[bands.own]]
name = "k"
wave_aa = [20000.0, 20100.0, 23000.0, 23100.0]
response = [0.0, 1.0, 1.0, 0.0]
[[bands.own]]
name = "fir"
wave_aa = [1.0e6, 1.01e6, 1.9e6, 2.0e6]
response = [0.0, 1.0, 1.0, 0.0]
"#;
const FIT: &str = r#"
draws = 40
parameters = [
    { name = "sfh.mass_msun", prior = { kind = "log_uniform", low = 1e8, high = 1e12 } },
    { name = "dust.av_mag", prior = { kind = "uniform", low = 0.0, high = 3.0 } },
]
"#;
const SAMPLER: &str = "\n[sampler]\nkind = \"nested\"\nlive = 60\ndlogz = 0.5\n";
const BANDS: [&str; 4] = ["u", "r", "k", "fir"];

/// Stars that fade and redden with age.
fn library() -> Vec<u8> {
    let wave_aa: Vec<f64> = (0..240).map(|i| 10f64.powf(2.0 + 5.5 * f64::from(i) / 239.0)).collect();
    let age_yr: Vec<f64> = std::iter::once(0.0).chain((0..20).map(|i| 10f64.powf(5.5 + 0.25 * f64::from(i)))).collect();
    let metallicity = vec![1e-3, 0.05];
    let shape = |age: f64, wave: f64| {
        let x = 1.4388e8 / (wave * 3e4 * (1.0 + age / 1e6).powf(-0.2));
        (1.0 + age / 1e6).powf(-0.8) * (wave / 5e3).powi(-5) / x.exp_m1().max(1e-300) * 1e-2
    };
    let luminosity =
        (0..2).flat_map(|_| age_yr.iter()).flat_map(|age| wave_aa.iter().map(|wave| shape(*age, *wave))).collect();
    let parts = SspParts { name: "made".to_owned(), wave_aa, age_yr, metallicity, luminosity, ..SspParts::default() };
    SspLibrary::new(parts).and_then(|library| library.to_hdf5_bytes()).expect("sound")
}

/// A desk with a model, and the fluxes of its galaxy.
fn desk() -> (Desk, Vec<f64>) {
    let desk = Desk::new();
    desk.write("library.h5", library());
    desk.write("model.toml", format!("kind = \"sed.model\"\n{MODEL}"));
    let told = desk.run("sed model model.toml --through u,r,k,fir --out model --json").fine().json();
    assert_eq!(told["summary"]["n_wave"].as_u64().map(|n| n > 240), Some(true), "{told}");
    let table = desk.text("model/photometry.ecsv");
    let rows = table.lines().filter(|line| BANDS.iter().any(|band| line.starts_with(&format!("\"{band}\" "))));
    let fluxes: Vec<f64> = rows.filter_map(|row| row.split_whitespace().last()?.parse().ok()).collect();
    assert_eq!(fluxes.len(), 4, "{table}");
    (desk, fluxes)
}

fn fit_spec(more: &str) -> String {
    format!("kind = \"sed.fit\"\n{FIT}{MODEL}{SAMPLER}{more}")
}

/// Text of a catalogue of sources, each a scaled galaxy; the last of them are of no use.
fn catalogue(fluxes: &[f64]) -> String {
    let mut text = "# name redshift".to_owned();
    BANDS.iter().for_each(|band| write!(text, " {band} {band}_err").expect("a String takes all"));
    text.push('\n');
    for i in 0..5 {
        write!(text, "s{i} 0.1").expect("a String takes all");
        for (k, flux) in fluxes.iter().enumerate() {
            let flux = flux * f64::from(i + 1);
            // a band that was not measured, and an upper limit
            match (i, k) {
                (1, 2) => text.push_str(" \"\" \"\""),
                (2, 3) => write!(text, " {} -1", 2.0 * flux).expect("a String takes all"),
                _ => write!(text, " {flux} {}", 0.05 * flux).expect("a String takes all"),
            }
        }
        text.push('\n');
    }
    text.push_str("s0 0.1 1 0.1 1 0.1 1 0.1 1 0.1\nzero 0.1 1 0 1 0.1 1 0.1 1 0.1\n");
    text.push_str("none 0.1 \"\" \"\" \"\" \"\" \"\" \"\" \"\" \"\"\nlimits 0.1 1 -1 1 -1 1 -1 1 -1\n");
    text.push_str("far -0.1 1 0.1 1 0.1 1 0.1 1 0.1\n");
    text
}

#[test]
fn a_galaxy_is_shown() {
    let (desk, fluxes) = desk();
    assert!(fluxes.iter().all(|flux| flux.is_finite() && *flux > 0.0), "{fluxes:?}");
    for name in ["sed.png", "sed.svg", "result.fits", "photometry.ecsv", "report.html"] {
        assert!(exists(desk.path(&format!("model/{name}"))), "{name}");
    }
    desk.run("run model/spec.toml --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "model"));
    desk.run("sed model galaxy.txt --out x").failed(2, &["galaxy.txt", ".toml"]);
    desk.run("sed model model.toml model.toml --out x").failed(2, &["two specifications", "name one"]);
    desk.run("sed model model.toml --set galaxy.dust.av=1 --out x").failed(2, &["galaxy.dust.av", "av_mag"]);
    desk.run("sed model model.toml --through g --out x").failed(2, &["`g`"]);
    let absent = desk.run("sed model --out x");
    absent.failed(2, &["bc03lr", "astrarium data fetch"]);
}

#[test]
fn a_source_is_fitted() {
    let (desk, fluxes) = desk();
    let errors: Vec<f64> = fluxes.iter().map(|flux| 0.05 * flux).collect();
    let photometry = format!("\n[input.photometry]\nbands = {BANDS:?}\nfluxes = {fluxes:?}\nerrors = {errors:?}\n");
    desk.write("fit.toml", fit_spec(&photometry));
    let said = desk.run("sed fit fit.toml --seed 3 --out fit").fine();
    for words in ["living mass = ", "chi2 of the most likely galaxy", "ln Z = ", "SFR over 100 Myr"] {
        assert!(said.out.contains(words), "no {words} in\n{}", said.out);
    }
    for name in
        ["sed.png", "corner.png", "course.svg", "quantities.ecsv", "spectrum.ecsv", "photometry.ecsv", "run.json"]
    {
        assert!(exists(desk.path(&format!("fit/{name}"))), "{name}");
    }
    assert_eq!(desk.text("fit/report.html").matches("<figure").count(), 3);
    desk.run("run fit/spec.toml --threads 2 --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "fit"));
    desk.run("infer check fit").fine();
    // the mass that went in comes out
    let table = desk.text("fit/quantities.ecsv");
    let row: Vec<f64> = table.lines().find(|line| line.starts_with("\"formed_msun\" ")).map_or_else(Vec::new, |line| {
        line.split_whitespace().skip(3).take(5).filter_map(|word| word.parse().ok()).collect()
    });
    assert!(row.len() == 5 && row[0] < 1e10 && row[4] > 1e10 && row[4] / row[0] < 3.0, "{table}");
}

#[test]
fn a_spectrum_is_fitted_beside_the_bands() {
    let (desk, fluxes) = desk();
    let errors: Vec<f64> = fluxes.iter().map(|flux| 0.05 * flux).collect();
    let mut text = "wave,flux,error,mask\n".to_owned();
    // a straight piece between the two bands that it lies in
    for i in 0..40 {
        let part = f64::from(i) / 39.0;
        let (wave, flux) = (3550.0 + 2700.0 * part, fluxes[0] + (fluxes[1] - fluxes[0]) * part);
        writeln!(text, "{wave},{flux},{},{}", 0.1 * flux, u8::from(i == 7)).expect("a String takes all");
    }
    desk.write("spectrum.csv", text);
    let photometry = format!("\n[input.photometry]\nbands = {BANDS:?}\nfluxes = {fluxes:?}\nerrors = {errors:?}\n");
    desk.write("fit.toml", fit_spec(&photometry) + "\n[spectroscopy]\ncalibration_degree = 2\n");
    let said = desk.run("sed fit fit.toml --spectrum spectrum.csv --seed 3 --out fit").fine();
    assert!(said.out.contains("chi2 of its spectrum") && said.out.contains("in 39 pixels"), "{}", said.out);
    for name in ["spectrum.png", "pixels.ecsv", "sed.png"] {
        assert!(exists(desk.path(&format!("fit/{name}"))), "{name}");
    }
    desk.run("run fit/spec.toml --threads 2 --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "fit"));
    desk.run("sed fit fit.toml --spectrum none.csv --out x").failed(2, &["none.csv"]);
    desk.write("bad.csv", "wave,flux\n5000,1\n");
    desk.run("sed fit fit.toml --spectrum bad.csv --out x").failed(3, &["bad.csv", "a column error"]);
}

#[test]
fn what_a_fit_lacks_is_named() {
    let (desk, fluxes) = desk();
    desk.write("fit.toml", fit_spec(""));
    desk.write("sources.dat", catalogue(&fluxes[..4]).lines().take(4).collect::<Vec<_>>().join("\n"));
    desk.run("sed fit fit.toml --out x").failed(2, &["input.catalogue", "input.photometry"]);
    desk.run("sed fit fit.toml sources.dat --out x").failed(2, &["no source is named", "s0, s1, s2"]);
    desk.run("sed fit fit.toml sources.dat --source s9 --out x").failed(2, &["no source is called s9"]);
    desk.run("sed fit fit.toml sources.dat --source s1 --unit Lsun --out x").failed(2, &["luminosity"]);
    let moved = "--set parameters=[{name=\"dust.avmag\"}]";
    desk.run(&format!("sed fit fit.toml sources.dat --source s1 {moved} --out x"))
        .failed(2, &["dust.avmag", "dust.av_mag"]);
    desk.run("sed fit fit.toml sources.dat --source s1 --set sampler={kind=\"nuts\"} --out nuts").fine();
    desk.run("sed fit fit.toml sources.dat --source s1 --out one").fine();
    let template = desk.run("spec sed.fit").fine().out;
    assert!(template.contains("kind = \"sed.fit\"") && template.contains("[galaxy.dust]"), "{template}");
}

#[test]
fn a_catalogue_is_fitted_with_the_same_bits_anyhow() {
    let (desk, fluxes) = desk();
    desk.write("sources.dat", catalogue(&fluxes));
    let spec = format!(
        "kind = \"sed.catalogue\"\n{FIT}{MODEL}{SAMPLER}\n[models.dusty]\n[models.clear.galaxy.dust]\nav_mag = 0.0\n"
    );
    desk.write("all.toml", spec);
    let call = "sed catalogue all.toml sources.dat --seed 5";
    let said = desk.run(&format!("{call} --out one")).fine().out;
    let words = flat(&said);
    assert!(words.contains("10 sources") && words.contains("20 fits") && words.contains("10 failed"), "{said}");
    let table = desk.text("one/result.ecsv");
    for why in ["called s0 as well", "errors[0] is 0", "no detection", "redshift"] {
        assert!(table.contains(why), "no `{why}` in\n{table}");
    }
    let bits = results(&desk, "one");
    desk.run(&format!("{call} --threads 3 --out three")).fine();
    assert_eq!(results(&desk, "three"), bits);
    for part in 1..=3 {
        desk.run(&format!("{call} --part {part}/3 --out shares")).fine();
    }
    desk.run("merge whole shares/part-2-of-3.part shares/part-3-of-3.part shares/part-1-of-3.part").fine();
    assert_eq!(results(&desk, "whole"), bits);
    desk.run(&format!("{call} --checkpoint 0s --time-limit 0.3s --out cut")).failed(5, &["stopped early", "--resume"]);
    desk.run(&format!("{call} --out cut --resume --threads 2")).fine();
    assert_eq!(results(&desk, "cut"), bits);
}

#[test]
fn a_source_alone_has_the_bits_that_it_has_among_others() {
    let (desk, fluxes) = desk();
    let all = catalogue(&fluxes);
    desk.write("all.toml", format!("kind = \"sed.catalogue\"\n{FIT}{MODEL}{SAMPLER}"));
    desk.write("few.dat", all.lines().take(4).collect::<Vec<_>>().join("\n"));
    let lone: Vec<&str> = all.lines().enumerate().filter(|(i, _)| [0, 3].contains(i)).map(|(_, line)| line).collect();
    desk.write("lone.dat", lone.join("\n"));
    let row = |run: &str| {
        let table = desk.text(&format!("{run}/result.ecsv"));
        table.lines().find(|line| line.starts_with("\"s2\" ")).expect("its row").to_owned()
    };
    desk.run("sed catalogue all.toml few.dat --out few").fine();
    desk.run("sed catalogue all.toml lone.dat --set block=3 --out lone").fine();
    assert_eq!(row("few"), row("lone"));
}

#[cfg(feature = "parquet")]
#[test]
fn catalogues_in_columns_are_as_those_in_lines() {
    use astrarium::io::table::{Column, Table};
    let (desk, fluxes) = desk();
    desk.write("all.toml", format!("kind = \"sed.catalogue\"\n{FIT}{MODEL}{SAMPLER}"));
    let mut table = Table::new();
    let mut push = |column| table.push(column).expect("columns of one length");
    push(Column::text("name", vec!["s0".to_owned(), "s1".to_owned()]));
    push(Column::f64("redshift", vec![0.1; 2]));
    for (band, flux) in BANDS.iter().zip(&fluxes) {
        push(Column::f64(band, vec![*flux, 2.0 * flux]).with_unit("mJy"));
        push(Column::f64(&format!("{band}_err"), vec![0.05 * flux, 0.1 * flux]).with_unit("mJy"));
    }
    for name in ["few.parquet", "few.ecsv"] {
        table.write(desk.path(name)).expect("room");
    }
    desk.run("sed catalogue all.toml few.parquet --out columns").fine();
    desk.run("sed catalogue all.toml few.ecsv --out lines").fine();
    assert_eq!(desk.text("columns/result.ecsv"), desk.text("lines/result.ecsv"));
}

#[test]
fn models_are_compared_by_their_evidence() {
    let (desk, fluxes) = desk();
    desk.write("fit.toml", fit_spec(""));
    desk.write("sources.dat", catalogue(&fluxes).lines().take(2).collect::<Vec<_>>().join("\n"));
    desk.run("sed fit fit.toml sources.dat --out dusty").fine();
    let one = "--set parameters=[{name=\"sfh.mass_msun\"}] --set galaxy.dust.av_mag=0";
    desk.run(&format!("sed fit fit.toml sources.dat {one} --out clear")).fine();
    let told = desk.run("sed compare clear dusty --json").fine().json();
    assert_eq!(told["models"][0]["run"], "dusty", "{told}");
    assert_eq!(told["models"][1]["words"], "decisive", "{told}");
    assert!(desk.run("sed compare clear dusty").fine().out.contains("probability"));
    desk.run("sed fit fit.toml sources.dat --set sampler={kind=\"ensemble\",max_steps=200} --out walk");
    desk.run("sed compare clear walk").failed(2, &["no evidence"]);
}
