//! Files and folders are whole or absent, whatever goes wrong.

use astrarium_io::{
    Error,
    atomic::{self, Existing, Generations},
};
use std::fs;
use std::io;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_appears_whole_and_with_the_usual_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("power.ecsv");
    atomic::write_bytes(&path, b"new").unwrap();
    fs::write(folder.path().join("plain"), b"x").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions();
    assert_eq!(mode("power.ecsv"), mode("plain"));
    assert_eq!(names(folder.path()), ["plain", "power.ecsv"]);
}

#[test]
fn a_writer_that_stops_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    atomic::write_bytes(&path, b"old").unwrap();
    let stopped = atomic::write(&path, |out| {
        out.write_all(&[7; 1 << 20])?;
        Err(io::Error::other("the source ended"))
    });
    let message = stopped.unwrap_err().to_string();
    assert!(message.contains("the source ended") && message.contains("/a"), "{message}");
    assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"old".to_vec(), vec!["a".to_owned()]));
}

#[test]
fn what_is_no_file_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(atomic::write_bytes(folder.path(), b""), Err(Error::NotAFile { .. })));
    assert!(matches!(atomic::write_bytes(Path::new("/dev/null"), b""), Err(Error::NotAFile { .. })));
    let missing = atomic::write_bytes(&folder.path().join("no/such"), b"").unwrap_err();
    assert!(missing.to_string().contains("no/such"), "{missing}");
}

#[test]
fn a_folder_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("deep/run");
    let stopped = atomic::folder(&target, Existing::Refuse, |at| {
        fs::write(at.join("spec.toml"), "x").unwrap();
        Err(Error::NotAFile { path: at.to_owned() })
    });
    assert!(stopped.is_err());
    assert_eq!(names(&folder.path().join("deep")), Vec::<String>::new());
    let fill = |text: &'static str| {
        move |at: &Path| {
            fs::create_dir(at.join("figures")).unwrap();
            atomic::write_bytes(&at.join("figures/a.svg"), text.as_bytes())
        }
    };
    atomic::folder(&target, Existing::Refuse, fill("one")).unwrap();
    let refused = atomic::folder(&target, Existing::Refuse, fill("two")).unwrap_err();
    assert!(matches!(refused, Error::Exists { .. }));
    assert_eq!(fs::read_to_string(target.join("figures/a.svg")).unwrap(), "one");
    atomic::folder(&target, Existing::Replace, fill("two")).unwrap();
    assert_eq!(fs::read_to_string(target.join("figures/a.svg")).unwrap(), "two");
    assert_eq!(names(&folder.path().join("deep")), ["run"]);
}

#[test]
fn an_empty_folder_may_be_filled() {
    let target = tempfile::tempdir().unwrap();
    atomic::folder(target.path(), Existing::Refuse, |at| atomic::write_bytes(&at.join("a"), b"1")).unwrap();
    assert_eq!(names(target.path()), ["a"]);
}

#[test]
fn two_generations_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Generations::new(folder.path().join("not/yet"));
    assert_eq!(store.load("checkpoint", 0).unwrap(), None);
    for text in ["one", "two", "three"] {
        store.save("checkpoint", text.as_bytes()).unwrap();
    }
    assert_eq!(store.load("checkpoint", 0).unwrap().as_deref(), Some(&b"three"[..]));
    assert_eq!(store.load("checkpoint", 1).unwrap().as_deref(), Some(&b"two"[..]));
    assert_eq!(store.load("checkpoint", 2).unwrap(), None);
    store.remove("checkpoint").unwrap();
    store.remove("checkpoint").unwrap();
    assert_eq!(names(store.folder()), Vec::<String>::new());
}

#[test]
fn an_unwritable_folder_is_named() {
    // not even root may create files there
    let error = atomic::write_bytes(Path::new("/proc/astrarium"), b"").unwrap_err();
    assert!(error.to_string().contains("/proc/astrarium"), "{error}");
    assert!(matches!(error, Error::NotWritable { .. } | Error::Writing { .. }), "{error:?}");
    let error: io::Error = error.into();
    assert!(error.to_string().contains("/proc/astrarium"));
}

/// A mounted tmpfs of 1 MB, where the test may mount one (root).
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mounted() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mount = std::process::Command::new("mount");
        let status = mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder.path()).output();
        status.is_ok_and(|done| done.status.success()).then(|| Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_named_and_leaves_nothing_behind() {
    let Some(disk) = SmallDisk::mounted() else { return };
    let path = disk.0.path().join("power.fits");
    atomic::write_bytes(&path, b"old").unwrap();
    let error = atomic::write_bytes(&path, &vec![1; 2 << 20]).unwrap_err();
    assert!(matches!(error, Error::DiskFull { .. }), "{error:?}");
    assert_eq!((fs::read(&path).unwrap(), names(disk.0.path())), (b"old".to_vec(), vec!["power.fits".to_owned()]));
    let store = Generations::new(disk.0.path());
    store.save("checkpoint", b"small").unwrap();
    assert!(store.save("checkpoint", &vec![1; 2 << 20]).is_err());
    assert_eq!(store.load("checkpoint", 0).unwrap().as_deref(), Some(&b"small"[..]));
    let run = disk.0.path().join("run");
    let full = atomic::folder(&run, Existing::Refuse, |at| atomic::write_bytes(&at.join("big"), &vec![1; 2 << 20]));
    assert!(matches!(full, Err(Error::DiskFull { .. })));
    assert_eq!(names(disk.0.path()), ["checkpoint", "power.fits"]);
}
