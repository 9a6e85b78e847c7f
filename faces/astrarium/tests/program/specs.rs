//! Mistakes in a specification are shown where they stand, with what is allowed and what is near.
use super::{
    events::desk,
    said::{Desk, flat},
};
use std::path::Path;

/// The message about a specification, as it is shown.
fn complaint(text: &str) -> String {
    astrarium::cli::complete_spec("jobs/qpo.toml", text).expect_err("it is wrong")
}

#[test]
fn mistakes_read_as_they_should() {
    let kind = "kind = \"timing.power\"\n";
    let cases = [
        ("unknown_key", format!("{kind}segmant_s = 16\n")),
        ("unknown_key_below", format!("{kind}[input]\nfilez = []\n")),
        ("wrong_type", format!("{kind}segment_s = \"long\"\n")),
        ("wrong_word", format!("{kind}norm = \"frak\"\n")),
        ("wrong_length", format!("{kind}[input]\nenergy_kev = [0.5]\n")),
        ("wrong_item", format!("{kind}[input]\ndetectors = [1, \"two\"]\n")),
        ("no_table", format!("{kind}input = 3\n")),
        ("not_toml", format!("{kind}segment_s = \n")),
        ("doubled", format!("{kind}bin_s = 1\nbin_s = 2\n")),
        ("no_kind", "segment_s = 16\n".to_owned()),
        ("unknown_kind", "kind = \"timing.pover\"\n".to_owned()),
        ("wrong_seed", format!("{kind}seed = -1\n")),
        ("wrong_simd", format!("{kind}simd = \"fast\"\n")),
    ];
    for (name, text) in cases {
        insta::assert_snapshot!(format!("spec_{name}"), complaint(&text));
    }
}

#[test]
fn a_mistake_on_the_command_line_is_shown_there() {
    let desk = desk();
    let said = desk.run("timing power events.fits --set segment_s=long").failed(2, &["expected a number"]);
    assert!(said.err.contains("command line:1:17") && said.err.contains("--set segment_s=long"), "{}", said.err);
    let said = desk.run("timing power events.fits --norm frak").failed(2, &["did you mean frac?"]);
    assert!(said.err.contains("--norm frak"), "{}", said.err);
    desk.run("timing power events.fits --energy soft").failed(2, &["a list of 2, each a number"]);
    desk.run("timing power events.fits --set segment_s").failed(2, &["expected key=value"]);
    desk.run("timing power events.fits --set segmant_s=3").failed(2, &["did you mean `segment_s`?"]);
    assert_eq!(desk.names(), ["events.fits"]);
}

#[test]
fn a_value_that_the_domain_refuses_names_the_key() {
    let desk = desk();
    desk.run("timing power events.fits --segment-s -4").failed(2, &["segment_s"]);
    desk.run("timing power events.fits --segment-s 4 --bin-s 8").failed(2, &["bins of 8 s"]);
    desk.run("timing power events.fits --segment-s 4 --energy 10-0.5").failed(2, &["energy"]);
    assert_eq!(desk.names(), ["events.fits"]);
}

#[test]
fn a_template_is_complete_and_is_its_own_completion() {
    let desk = Desk::new();
    for kind in ["timing.power", "timing.cross", "timing.lightcurve"] {
        let template = desk.run(&format!("spec {kind}")).fine().out;
        assert!(template.starts_with("# What is computed"), "{template}");
        let again = astrarium::cli::complete_spec("template", &template).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again, template);
    }
    assert!(desk.run("spec").fine().out.contains("timing.cross"));
    desk.run("spec timing.powr").failed(2, &["did you mean timing.power?"]);
    insta::assert_snapshot!("template_power", desk.run("spec timing.power").fine().out);
}

#[test]
fn a_specification_is_read_from_a_file_and_flags_win() {
    let desk = desk();
    std::fs::create_dir(desk.path("jobs")).expect("room");
    desk.write("jobs/a.toml", "kind = \"timing.power\"\nsegment_s = 8\n[input]\nfiles = [\"../events.fits\"]\n");
    desk.run("run jobs/a.toml --set segment_s=4 --out run").fine();
    let spec: toml::Table = toml::from_str(&desk.text("run/spec.toml")).expect("TOML");
    assert_eq!(spec["segment_s"].as_float(), Some(4.0));
    let file = spec["input"]["files"][0].as_str().expect("a path");
    assert!(Path::new(file).is_absolute() && file.ends_with("/events.fits") && !file.contains(".."), "{file}");
    desk.run("timing power --spec jobs/a.toml --segment-s 2 --out run2").fine();
    desk.run("timing cross --spec jobs/a.toml").failed(2, &["of the kind timing.power"]);
    desk.run("run nothing.toml").failed(2, &["there is no file", "nothing.toml"]);
    desk.write("binary.toml", [0xff, 0xfe, 0x00]);
    let said = desk.run("run binary.toml").failed(2, &["is not text"]);
    assert!(flat(&said.err).contains("binary.toml"));
}
