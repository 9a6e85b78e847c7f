//! A run folder is complete, appears whole, and repeats itself.
use super::{
    events::desk,
    said::{exists, results},
};
use serde_json::Value;

const CALL: &str = "timing power events.fits --segment-s 4 --bin-s 0.0625";

#[test]
fn a_run_folder_holds_everything_and_repeats_itself() {
    let desk = desk();
    let said = desk.run(&format!("{CALL} --rebin-log 0.05 --out run")).fine();
    assert!(said.out.contains("160 segments of 4 s") && said.out.contains("results in"), "{}", said.out);
    for name in ["spec.toml", "provenance.json", "result.fits", "result.ecsv", "report.html", "power.png", "power.svg"]
    {
        assert!(exists(desk.path(&format!("run/{name}"))), "{name}");
    }
    assert_eq!(desk.names(), ["events.fits", "run"]);
    assert!(desk.read("run/power.png").starts_with(b"\x89PNG"));
    assert!(desk.text("run/report.html").contains("<svg"));
    desk.run("run run/spec.toml --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "run"));
    assert_eq!(desk.text("again/spec.toml"), desk.text("run/spec.toml"));
}

#[test]
fn results_are_read_back_as_what_they_are() {
    use astrarium::timing::{CrossSpectrum, LightCurve, PowerSpectrum};
    let desk = desk();
    desk.run(&format!("{CALL} --out power")).fine();
    desk.run("timing cross events.fits --bands 0.5-2,2-10 --segment-s 4 --bin-s 0.0625 --out cross").fine();
    desk.run("timing lightcurve events.fits --bin-s 10 --out curve").fine();
    let both = |run: &str| ["fits", "ecsv"].map(|end| desk.path(&format!("{run}/result.{end}")));
    let power = both("power").map(|path| PowerSpectrum::read(path).expect("a power spectrum"));
    let cross = both("cross").map(|path| CrossSpectrum::read(path).expect("a cross spectrum"));
    let curve = both("curve").map(|path| LightCurve::read(path).expect("a light curve"));
    assert_eq!((power[0].n_segments, power[0] == power[1]), (160, true));
    assert_eq!((cross[0].n_segments, cross[0] == cross[1]), (160, true));
    let known = |curve: &LightCurve| (curve.counts.clone(), curve.gti.clone(), curve.reference, curve.mjdref);
    assert_eq!(known(&curve[0]), known(&curve[1]));
    assert_eq!((curve[0].bin_s, curve[0].gti.is_empty()), (10.0, false));
}

#[test]
fn the_origin_is_written_down() {
    let desk = desk();
    desk.run(&format!("{CALL} --threads 2 --seed 7 --out run")).fine();
    let origin: Value = serde_json::from_slice(&desk.read("run/provenance.json")).expect("JSON");
    assert_eq!((&origin["kind"], &origin["threads"], &origin["ranks"]), (&"timing.power".into(), &2.into(), &1.into()));
    let input = &origin["inputs"][0];
    assert!(input["path"].as_str().expect("a path").ends_with("events.fits"));
    assert_eq!(input["identity"]["size"].as_u64(), Some(desk.read("events.fits").len() as u64));
    assert!(origin["started"].as_str().expect("a date").ends_with('Z'));
    assert!(origin["wall_s"].as_f64().expect("a time") > 0.0 && origin["cpu_s"].as_f64().expect("a time") > 0.0);
    assert!(origin["program"].as_str().expect("a name").starts_with("astrarium 0."));
    let cited = desk.run("cite run").fine().out;
    assert!(cited.contains("@article{belloni1990") && !cited.contains("@article{leahy1983"), "{cited}");
}

#[test]
fn a_folder_in_the_way_is_left_alone() {
    let desk = desk();
    desk.run(&format!("{CALL} --out run")).fine();
    let before = results(&desk, "run");
    desk.run(&format!("{CALL} --norm leahy --out run")).failed(2, &["exists", "--overwrite"]);
    assert_eq!(results(&desk, "run"), before);
    assert!(desk.run(&format!("{CALL} --out run --resume")).fine().out.contains("finished already"));
    desk.run(&format!("{CALL} --norm leahy --out run --overwrite")).fine();
    assert_ne!(results(&desk, "run"), before);
    std::fs::create_dir(desk.path("home")).expect("room");
    desk.write("home/thesis.tex", "years of work");
    desk.run(&format!("{CALL} --out home --overwrite")).failed(2, &["not the folder of a run"]);
    assert_eq!(desk.text("home/thesis.tex"), "years of work");
    assert_eq!(desk.names(), ["events.fits", "home", "run"]);
}

#[test]
fn without_out_the_folder_is_named_after_input_and_verb() {
    let desk = desk();
    desk.run(CALL).fine();
    desk.run("timing lightcurve events.fits --bin-s 10").fine();
    desk.run("timing cross events.fits --bands 0.5-2,2-10 --segment-s 4 --bin-s 0.0625").fine();
    assert_eq!(desk.names(), ["events.fits", "events_cross", "events_lightcurve", "events_power"]);
}

#[test]
fn one_json_object_says_it_all() {
    let desk = desk();
    let json = desk.run(&format!("{CALL} --out run --json")).fine().json();
    assert_eq!(json["summary"]["n_segments"].as_u64(), Some(160));
    assert!(json["folder"].as_str().expect("a path").ends_with("/run"));
    for name in json["files"].as_array().expect("a list") {
        assert!(exists(desk.path(&format!("run/{}", name.as_str().expect("a name")))), "{name}");
    }
    let rate = json["summary"]["rate_per_s"].as_f64().expect("a number");
    assert!((rate - 62.5).abs() < 1e-9, "{rate}");
}

#[test]
fn a_dry_run_does_nothing_but_tell() {
    let desk = desk();
    let said = desk.run(&format!("{CALL} --threads 2 --dry-run")).fine();
    for word in ["blocks   40", "events.fits", "2 threads", "events_power"] {
        assert!(said.out.contains(word), "no `{word}` in\n{}", said.out);
    }
    let json = desk.run(&format!("{CALL} --dry-run --json")).fine().json();
    assert_eq!(json["blocks"].as_u64(), Some(40));
    assert!(json["bytes"].as_u64().expect("bytes") > 0);
    assert_eq!(desk.names(), ["events.fits"]);
}

#[test]
fn trace_and_profile_tell_where_time_went() {
    let desk = desk();
    let said = desk.run(&format!("{CALL} --out run --threads 2 --trace trace.json --profile")).fine();
    assert!(said.out.contains("stage") && said.out.contains("peak memory"), "{}", said.out);
    let trace: Value = serde_json::from_slice(&desk.read("trace.json")).expect("JSON");
    let spans = trace["traceEvents"].as_array().expect("a list");
    assert!(spans.iter().filter(|span| span["ph"] == "X" && span["args"]["block"].is_u64()).count() >= 40);
}

#[test]
fn a_plot_in_the_terminal() {
    let desk = desk();
    let said = desk.run("timing power events.fits --segment-s 4 --bin-s 0.0625 --norm leahy --out run --plot").fine();
    let braille = said.out.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
    assert!(braille > 20, "{}", said.out);
    assert!(said.out.contains("Hz"));
}

#[test]
fn quiet_says_nothing_beside_the_result() {
    let desk = desk();
    let said = desk.run(&format!("{CALL} --out run --quiet")).fine();
    assert!(said.err.is_empty(), "{}", said.err);
}
