//! Results as tables and figures, written and looked at.
use crate::simulate;
use astrarium_exec::Engine;
use astrarium_io::report::{Figure, png, svg};
use astrarium_io::table::Table;
use astrarium_timing::{
    Compat, CrossJob, CrossSpec, CrossSpectrum, Gti, PowerJob, PowerSpec, PowerSpectrum, PowerType,
};
use std::path::Path;

fn power() -> PowerSpectrum {
    let events = simulate::sinusoid(21, 200_000, 400.0, [0.4, 5.0, 0.0]);
    PowerJob::from_events(&events, &PowerSpec::new(8.0, 1.0 / 64.0)).unwrap().run(&Engine::serial()).unwrap()
}

fn cross() -> CrossSpectrum {
    let late = simulate::sinusoid(22, 200_000, 400.0, [0.5, 2.0, 0.05]);
    let early = simulate::sinusoid(23, 200_000, 400.0, [0.5, 2.0, 0.0]);
    CrossJob::from_two_events(late, early, &CrossSpec::new(8.0, 1.0 / 64.0)).unwrap().run(&Engine::serial()).unwrap()
}

/// Draws a figure beside the test's other files, where it can be looked at; gives its text.
fn drawn(name: &str, figure: &Figure) -> String {
    let text = svg(figure).unwrap();
    let picture = png(&text, 1.0).unwrap();
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png")), picture).unwrap();
    text
}

#[test]
fn tables_keep_every_digit() {
    let folder = tempfile::tempdir().unwrap();
    let (power, cross) = (power(), cross().rebin_log(0.1).unwrap());
    for extension in ["fits", "ecsv"] {
        let path = folder.path().join(format!("power.{extension}"));
        power.to_table().write(&path).unwrap();
        let back = Table::read(&path).unwrap();
        assert_eq!(back.f64s("freq").unwrap(), power.freq_hz);
        assert_eq!(back.f64s("power").unwrap(), power.power);
        assert_eq!(back.f64s("power_err").unwrap(), power.power_err);
        assert_eq!(back.column("freq").unwrap().unit.as_deref(), Some("Hz"));
        let path = folder.path().join(format!("cross.{extension}"));
        cross.to_table().write(&path).unwrap();
        let back = Table::read(&path).unwrap();
        assert_eq!(back.f64s("pds2").unwrap(), cross.pds2);
        assert_eq!(back.f64s("time_lag").unwrap(), cross.time_lag_s().value);
        assert_eq!(back.n_rows(), cross.freq_hz.len());
    }
}

#[test]
fn files_give_the_spectra_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut power, mut cross) = (power().rebin_log(0.1).unwrap(), cross());
    (power.counts.variance, power.counts.background_per_s, power.compat) = (Some(0.1), 1.0 / 3.0, Compat::Stingray);
    (cross.full_spectrum, cross.power_type, cross.channels_overlap) = (true, PowerType::Real, true);
    power.warnings.clear();
    cross.warnings.clear();
    for extension in ["fits", "ecsv"] {
        let path = folder.path().join(format!("spectrum.{extension}"));
        power.write(&path).unwrap();
        assert_eq!(PowerSpectrum::read(&path).unwrap(), power);
        let other = CrossSpectrum::read(&path).unwrap_err().to_string();
        assert_eq!(other, "metadata what: found `\"power spectrum\"`, expected cross spectrum");
        cross.write(&path).unwrap();
        assert_eq!(CrossSpectrum::read(&path).unwrap(), cross);
    }
    let mut table = power.to_table();
    table.meta.remove("nbins");
    let found = PowerSpectrum::from_table(&table).unwrap_err().to_string();
    assert_eq!(found, "metadata nbins: found `nothing`, expected a whole number");
}

#[test]
fn results_are_serialised_whole() {
    let power = power();
    let text = serde_json::to_string(&power).unwrap();
    let back: PowerSpectrum = serde_json::from_str(&text).unwrap();
    assert_eq!(PowerSpectrum { warnings: Vec::new(), ..power }, back);
}

#[test]
fn figures_of_spectra() {
    let power = power();
    for (name, spectrum) in [("power_all", power.clone()), ("power_log", power.rebin_log(0.08).unwrap())] {
        let text = drawn(name, &spectrum.figure());
        assert!(text.contains("Frequency") && text.contains("Poisson noise"), "{name}");
    }
    let cross = cross();
    for (name, spectrum) in [("cross_all", cross.clone()), ("cross_log", cross.rebin_log(0.1).unwrap())] {
        let text = drawn(name, &spectrum.figure());
        for word in ["Phase lag", "Time lag", "Coherence", "band 2"] {
            assert!(text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn figures_of_light_curves() {
    let gti = Gti::new(vec![[10.0, 180.0], [210.0, 390.0]]).unwrap();
    let events = simulate::sinusoid(24, 100_000, 400.0, [0.5, 0.01, 0.0]).apply_gti(&gti).unwrap();
    for (name, bin_s) in [("curve_few", 4.0), ("curve_many", 0.01)] {
        let curve = events.to_light_curve(bin_s).unwrap();
        assert!(drawn(name, &curve.figure()).contains("good time"), "{name}");
    }
}
