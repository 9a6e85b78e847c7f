//! The commands beside the runs.
use super::{
    events::desk,
    said::{Desk, exists},
};

#[test]
fn info_tells_what_a_file_holds() {
    let desk = desk();
    let said = desk.run("timing info events.fits").fine();
    for word in ["nicer", "40000 rows of 10 bytes", "640 s in 1 intervals"] {
        assert!(said.out.to_lowercase().contains(word), "no `{word}` in\n{}", said.out);
    }
    let json = desk.run("timing info events.fits --json").fine().json();
    assert_eq!(json["files"][0]["n_rows"].as_u64(), Some(40_000));
    assert_eq!(json["files"][0]["exposure_s"].as_f64(), Some(640.0));
}

#[test]
fn data_sets_are_listed_and_missing_ones_named() {
    let desk = Desk::new();
    let data = |line: &str| desk.run(line);
    let list = data("data list --json").fine().json();
    let sets = list["sets"].as_array().expect("a list");
    assert!(!sets.is_empty() && sets.iter().all(|set| set["here"] == false));
    let name = sets[0]["set"]["name"].as_str().expect("a name").to_owned();
    assert!(data("data list").fine().out.contains(&name));
    data(&format!("data path {name}")).failed(2, &[&name, "fetch"]);
    data("data path nothing").failed(2, &["nothing"]);
    assert!(data("data verify").fine().out.trim().is_empty());
    assert!(!exists(desk.path("cache")));
}

#[test]
fn a_damaged_data_set_is_told() {
    let desk = Desk::new();
    let data = |line: &str| desk.run(line);
    let list = data("data list --json").fine().json();
    let set = &list["sets"][0];
    let path = std::path::PathBuf::from(set["path"].as_str().expect("a path"));
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("room");
    std::fs::write(&path, "half a file").expect("room");
    let name = set["set"]["name"].as_str().expect("a name");
    let said = data(&format!("data verify {name}"));
    assert!(said.code == 3 || said.code == 4, "{}: {}", said.code, said.err);
    assert!(data("data list").fine().out.contains("damaged"));
}

#[test]
fn works_are_cited() {
    let desk = Desk::new();
    let all = desk.run("cite --all").fine().out;
    assert!(all.contains("@article{leahy1983") && all.contains("@software{astrarium"));
    desk.run("cite nothing").failed(2, &["nothing", "a finished run"]);
    desk.run("cite").failed(2, &["RUN"]);
}

#[test]
fn completions_and_manual_pages_know_every_verb() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        let text = desk.run(&format!("completions {shell}")).fine().out;
        assert!(text.contains("lightcurve") && text.contains("segment-s"), "{shell}");
    }
    desk.run("completions tcl").failed(2, &["bash"]);
    desk.run("man pages").fine();
    assert!(desk.text("pages/astrarium-timing-power.1").contains("segment"));
}
