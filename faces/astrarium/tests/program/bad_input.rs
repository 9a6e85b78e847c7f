//! Each bad input: a message that names the place, the right exit code, nothing half-written, no panic.
use super::{
    events::{Events, desk},
    said::{Desk, exists},
};

const CALL: &str = "timing power events.fits --segment-s 4 --bin-s 0.0625";

/// Runs a call on one changed file, expects this end, and that nothing was written.
fn refused(events: &[u8], flags: &str, code: i32, words: &[&str]) {
    let desk = Desk::new();
    desk.write("events.fits", events);
    desk.run(&format!("{CALL} {flags} --out run")).failed(code, words);
    assert_eq!(desk.names(), ["events.fits"]);
}

#[test]
fn a_file_that_is_missing_or_none() {
    let desk = Desk::new();
    desk.run(&format!("{CALL} --out run")).failed(2, &["events.fits"]);
    desk.run("timing power --out run").failed(2, &["event file"]);
    assert!(desk.names().is_empty());
    refused(b"not a FITS file at all", "", 3, &["events.fits"]);
    refused(b"", "", 3, &["events.fits"]);
}

#[test]
fn a_truncated_file() {
    let whole = Events::random(4000, 64.0, 1).bytes();
    for length in [100, 2880, 2880 + 1000, 4 * 2880 + 17, whole.len() - 2880, whole.len() - 2881] {
        refused(&whole[..length], "", 3, &["events.fits"]);
    }
}

#[test]
fn a_header_that_promises_more_than_any_memory() {
    let whole = Events::random(4000, 64.0, 1).bytes();
    let text = String::from_utf8_lossy(&whole[..2 * 2880]).into_owned();
    let at = text.find("NAXIS2  =").expect("the card");
    let mut huge = whole.clone();
    huge[at..at + 30].copy_from_slice(format!("NAXIS2  = {:>20}", 1_u64 << 60).as_bytes());
    refused(&huge, "", 3, &["events.fits"]);
}

#[test]
fn good_time_intervals_that_cannot_be() {
    let with = |gti: Vec<[f64; 2]>| Events { gti: Some(gti), ..Events::random(4000, 64.0, 1) }.bytes();
    refused(&with(vec![[10.0, 5.0]]), "", 3, &["events.fits", "GTI"]);
    refused(&with(vec![[0.0, 20.0], [10.0, 30.0]]), "", 3, &["events.fits", "overlap"]);
    refused(&with(vec![[f64::NAN, 20.0]]), "", 3, &["events.fits", "GTI"]);
    refused(&with(vec![[0.0, 3.0]]), "", 2, &["segments of 4 s", "longest"]);
    refused(&Events { gti: None, ..Events::random(4000, 64.0, 1) }.bytes(), "", 3, &["events.fits", "GTI"]);
}

#[test]
fn times_that_cannot_be() {
    let mut events = Events::random(4000, 64.0, 1);
    events.time_s[1234] = f64::NAN;
    refused(&events.bytes(), "", 3, &["events.fits", "row 1234"]);
    let mut events = Events::random(4000, 64.0, 1);
    events.time_s.swap(2000, 2100);
    refused(&events.bytes(), "", 3, &["events.fits", "row 20", "astrarium timing sort"]);
    refused(&Events { gti: Some(vec![[1000.0, 1064.0]]), ..Events::random(4000, 64.0, 1) }.bytes(), "", 3, &["counts"]);
}

#[test]
fn sorting_mends_what_is_out_of_order() {
    let desk = Desk::new();
    let mut events = Events::random(4000, 64.0, 1);
    events.write(&desk, "sorted.fits");
    events.time_s.swap(2000, 2100);
    events.pi.swap(2000, 2100);
    events.write(&desk, "events.fits");
    desk.run("timing sort events.fits mended.fits --mem 20k").fine();
    assert_eq!(desk.read("mended.fits"), desk.read("sorted.fits"));
    desk.run("timing sort events.fits mended.fits").failed(2, &["exists", "--overwrite"]);
    desk.run("timing power mended.fits --segment-s 4 --bin-s 0.0625").fine();
}

#[test]
fn columns_that_are_not_there() {
    let bytes = Events::random(4000, 64.0, 1).bytes();
    let renamed = String::from_utf8_lossy(&bytes[2880..2 * 2880]).replace("'TIME'  ", "'CLOCK' ");
    let mut without_time = bytes.clone();
    without_time[2880..2 * 2880].copy_from_slice(renamed.as_bytes());
    refused(&without_time, "", 2, &["events.fits", "TIME", "CLOCK"]);
    refused(&bytes, "--detector 3", 2, &["detector"]);
}

#[test]
fn folders_that_cannot_be_written() {
    let desk = desk();
    desk.write("file", "in the way");
    let said = desk.run(&format!("{CALL} --out file/run"));
    assert_eq!(said.code, 4, "{}", said.err);
    assert!(said.err.contains("file/run"), "{}", said.err);
    let said = desk.run(&format!("{CALL} --out /proc/run"));
    assert_eq!(said.code, 4, "{}", said.err);
    desk.run(&format!("{CALL} --out file")).failed(2, &["exists"]);
    assert_eq!(desk.names(), ["events.fits", "file"]);
}

/// Root alone can make a small disk; others leave the test out with a line.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    use std::process::Command;
    let desk = desk();
    std::fs::create_dir(desk.path("disk")).expect("room");
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(desk.path("disk")).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        println!("left out: only root may mount a small disk");
        return;
    }
    let said = desk.run(&format!("{CALL} --out disk/run"));
    let left: Vec<_> =
        std::fs::read_dir(desk.path("disk")).expect("readable").flatten().map(|e| e.file_name()).collect();
    let unmounted = Command::new("umount").arg(desk.path("disk")).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    assert_eq!(said.code, 4, "{}{}", said.out, said.err);
    assert!(said.err.contains("space") && said.err.contains("disk"), "{}", said.err);
    assert!(!left.iter().any(|name| name == "run"), "{left:?}");
}

#[test]
fn parts_that_do_not_fit_together() {
    let desk = desk();
    for part in 1..=3 {
        desk.run(&format!("{CALL} --part {part}/3 --out shares")).fine();
    }
    let names = |parts: &[u32]| parts.iter().map(|i| format!(" shares/part-{i}-of-3.part")).collect::<String>();
    desk.run(&format!("merge run{}", names(&[1, 3]))).failed(2, &["part 2 of 3 is missing", "--part 2/3"]);
    desk.run(&format!("merge run{}", names(&[1]))).failed(2, &["parts 2, 3 of 3 are missing"]);
    desk.run(&format!("merge run{}", names(&[1, 2, 2, 3]))).failed(2, &["part 2 of 3 is there twice"]);
    desk.run(&format!("{CALL} --norm leahy --part 2/3 --out other")).fine();
    let foreign = format!("merge run{} other/part-2-of-3.part", names(&[1, 3]));
    desk.run(&foreign).failed(2, &["belongs to another run", "`norm` differs"]);
    desk.run(&format!("{CALL} --part 2/4 --out other")).fine();
    desk.run(&format!("merge run{} other/part-2-of-4.part", names(&[1, 3]))).failed(2, &["one division"]);
    desk.run(&format!("merge run events.fits{}", names(&[1, 2]))).failed(2, &["events.fits: this is not a parts file"]);
    let torn = &desk.read("shares/part-2-of-3.part")[..900];
    desk.write("torn.part", torn);
    desk.run(&format!("merge run torn.part{}", names(&[1, 3]))).failed(2, &["torn.part"]);
    desk.run(&format!("{CALL} --part 2/3 --out shares")).failed(2, &["exists"]);
    assert!(!exists(desk.path("run")));
}

#[test]
fn parts_of_another_input() {
    let desk = desk();
    desk.run(&format!("{CALL} --part 1/2 --out shares")).fine();
    Events::random(40_000, 640.0, 9).write(&desk, "events.fits");
    desk.run(&format!("{CALL} --part 2/2 --out shares")).fine();
    let said = desk.run("merge run shares/part-1-of-2.part shares/part-2-of-2.part");
    said.failed(2, &["belongs to another run", "inputs"]);
    assert!(!exists(desk.path("run")));
}

#[test]
fn a_checkpoint_of_another_run() {
    let desk = desk();
    let call = format!("{CALL} --out run --checkpoint 0s");
    let mut command = desk.command(&call);
    assert!(!command.env("ASTRARIUM_TEST_KILL_AT_BLOCK", "20").status().expect("it starts").success());
    desk.run(&format!("{call} --resume --norm leahy")).failed(2, &["another", "`norm` differs"]);
    desk.run(&format!("{call} --resume --energy 1-5")).failed(2, &["another", "`input` differs"]);
    assert!(exists(desk.path("run.partial")), "what was done is kept");
    desk.run(&format!("{call} --resume")).fine();
}

#[test]
fn shares_and_sizes_that_are_none() {
    let desk = desk();
    for flags in
        ["--part 0/3", "--part 4/3", "--part x", "--mem much", "--threads 0", "--time-limit soon", "--checkpoint -1"]
    {
        let said = desk.run(&format!("{CALL} {flags}"));
        assert_eq!(said.code, 2, "{flags}: {}", said.err);
    }
    desk.run(&format!("{CALL} --simd fast")).failed(2, &["simd", "auto", "avx2"]);
    desk.run("timing lightcurve events.fits --part 1/2").failed(2, &["no parts"]);
    assert_eq!(desk.names(), ["events.fits"]);
}

#[test]
fn a_launcher_that_this_build_cannot_talk_to() {
    if cfg!(feature = "mpi") {
        return;
    }
    let desk = desk();
    let many = |line: &str| {
        let mut command = desk.command(line);
        command.env("OMPI_COMM_WORLD_SIZE", "3").output().map(super::said::Said::of).expect("it starts")
    };
    many(CALL).failed(4, &["OMPI_COMM_WORLD_SIZE", "3 copies", "--features mpi", "--part"]);
    many(&format!("{CALL} --part 1/3 --out shares")).fine();
    many("data list").fine();
    assert_eq!(desk.names(), ["events.fits", "shares"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let desk = desk();
    for line in ["spec timing.power", "completions bash", "data list", "cite --all"] {
        let mut child = desk.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{line}");
    }
}

#[test]
fn a_budget_that_is_too_small_is_refused_with_the_smallest_that_would_do() {
    let desk = desk();
    let refused = desk.run(&format!("{CALL} --mem 1k --threads 4")).failed(4, &["1.0 kB are allowed", "fewer threads"]);
    let flat = super::said::flat(&refused.err);
    let words: Vec<&str> = flat.split(' ').collect();
    let at = words.iter().position(|word| *word == "bytes").expect("the smallest budget is named");
    let least: u64 = words[at - 1].parse().expect("a number of bytes");
    desk.run(&format!("{CALL} --mem {} --threads 1 --out less", least - 1)).failed(4, &["are allowed"]);
    desk.run(&format!("{CALL} --mem {least} --threads 1 --out enough")).fine();
}
