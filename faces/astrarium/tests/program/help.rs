//! Every help fits a screen, and the example that it shows works.
use super::{events::desk, said::Desk};

const COMMANDS: [&str; 26] = [
    "",
    "timing",
    "timing power",
    "timing cross",
    "timing lightcurve",
    "timing info",
    "timing sort",
    "infer",
    "infer run",
    "infer demo",
    "infer sbc",
    "infer check",
    "infer corner",
    "infer convert",
    "infer problems",
    "run",
    "merge",
    "spec",
    "data",
    "data list",
    "data fetch",
    "data path",
    "data verify",
    "cite",
    "completions",
    "man",
];
const ROWS: usize = 24;
const COLUMNS: usize = 80;
/// `run` explains every flag that all runs share, one a line.
const ROWS_OF_RUN: usize = 40;

#[test]
fn every_help_fits_a_screen() {
    let desk = Desk::new();
    for command in COMMANDS {
        let help = desk.run(&format!("{command} --help")).fine().out;
        let most = if command == "run" { ROWS_OF_RUN } else { ROWS };
        assert!(help.lines().count() <= most, "{command}: {} lines\n{help}", help.lines().count());
        let widest = help.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= COLUMNS, "{command}: {widest} columns\n{help}");
    }
}

#[test]
fn the_helps_read_as_they_should() {
    let desk = Desk::new();
    for command in
        ["", "timing", "timing power", "timing cross", "timing lightcurve", "infer convert", "run", "merge", "data"]
    {
        let help = desk.run(&format!("{command} --help")).fine().out;
        let name = if command.is_empty() { "program".to_owned() } else { command.replace(' ', "_") };
        insta::assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn the_examples_of_the_verbs_work() {
    let desk = desk();
    for command in ["timing power", "timing cross", "timing lightcurve", "timing info"] {
        let help = desk.run(&format!("{command} --help")).fine().out;
        let example = help.lines().find_map(|line| line.trim().strip_prefix("Example: astrarium "));
        desk.run(example.unwrap_or_else(|| panic!("{command} shows no example"))).fine();
    }
}

#[test]
fn a_command_that_is_none_names_the_near_one() {
    let desk = Desk::new();
    desk.run("timing powr").failed(2, &["power"]);
    desk.run("timing power x.fits --segmant-s 3").failed(2, &["--segment-s"]);
    desk.run("").failed(2, &["Usage"]);
    assert!(desk.run("--version").fine().out.starts_with("astrarium "));
}
