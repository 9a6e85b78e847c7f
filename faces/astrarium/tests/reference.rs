//! The book's reference of the program is what the commands say of themselves.
//!
//! `cargo xtask gen` sets `ASTRARIUM_WRITE_REFERENCE`, and the page is written instead of compared.
use std::{env, fmt::Write, fs, path::Path, process::Command};

/// Commands in the order of the page.
const COMMANDS: [&str; 24] = [
    "",
    "timing power",
    "timing cross",
    "timing lightcurve",
    "timing info",
    "timing sort",
    "ifu generate",
    "ifu cube",
    "ifu maps",
    "ifu telescopes",
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
    "cite",
    "completions",
    "man",
];

#[test]
fn the_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/reference/program.md");
    let page = page();
    if env::var_os("ASTRARIUM_WRITE_REFERENCE").is_some() {
        fs::create_dir_all(path.parent().expect("the page lies in a folder")).expect("a folder for the page");
        fs::write(&path, &page).expect("the page");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "book/reference/program.md is not what the program says: run `cargo xtask gen`");
}

fn page() -> String {
    let mut page = "# The program\n\nWritten by `cargo xtask gen` from the help of the commands.\n".to_owned();
    for command in COMMANDS {
        let title = format!("astrarium {command}");
        write!(page, "\n## {}\n\n```text\n{}```\n", title.trim(), help(command)).expect("text grows");
    }
    page
}

/// Without blanks at the ends of lines, which editors remove.
fn help(command: &str) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_astrarium"));
    let said = program.args(command.split_whitespace()).arg("--help").env("COLUMNS", "80").output().expect("it starts");
    assert!(said.status.success(), "astrarium {command} --help: {}", said.status);
    let text = String::from_utf8(said.stdout).expect("help is UTF-8");
    text.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
