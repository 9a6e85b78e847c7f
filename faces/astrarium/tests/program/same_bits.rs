//! The same bits from threads, parts in any order, and a run that was killed at any block and resumed.
use super::{
    events::{Events, desk},
    said::{Desk, exists, results},
};
use std::process::Command;

const POWER: &str = "timing power events.fits --segment-s 4 --bin-s 0.0625 --rebin-log 0.1";
const CROSS: &str = "timing cross events.fits --bands 0.5-2,2-10 --segment-s 4 --bin-s 0.0625";
/// Blocks of both: 160 segments, 4 a block.
const BLOCKS: u64 = 40;

fn reference(call: &str) -> (Desk, [Vec<u8>; 2]) {
    let desk = desk();
    desk.run(&format!("{call} --threads 1 --out one")).fine();
    let bits = results(&desk, "one");
    (desk, bits)
}

#[test]
fn any_number_of_threads() {
    for call in [POWER, CROSS] {
        let (desk, bits) = reference(call);
        for threads in [2, 5] {
            desk.run(&format!("{call} --threads {threads} --out t{threads}")).fine();
            assert_eq!(results(&desk, &format!("t{threads}")), bits, "{call} on {threads} threads");
        }
        let mut command = desk.command(&format!("{call} --out env"));
        assert!(command.env("ASTRARIUM_THREADS", "3").status().expect("it starts").success());
        assert_eq!(results(&desk, "env"), bits);
    }
}

#[test]
fn parts_in_any_order() {
    for call in [POWER, CROSS] {
        let (desk, bits) = reference(call);
        for part in 1..=5 {
            let said = desk.run(&format!("{call} --part {part}/5 --threads 2 --out shares")).fine();
            assert!(
                said.out.contains(&format!("part {part} of 5: blocks {}..{}", (part - 1) * 8, part * 8)),
                "{}",
                said.out
            );
        }
        let names = [4, 1, 5, 3, 2].map(|part| format!("shares/part-{part}-of-5.part")).join(" ");
        desk.run(&format!("merge whole {names}")).fine();
        assert_eq!(results(&desk, "whole"), bits);
        assert_eq!(desk.text("whole/spec.toml"), desk.text("one/spec.toml"));
    }
}

#[test]
fn parts_of_unlike_instruction_sets_are_joined_only_if_allowed() {
    let best = astrarium::exec::Simd::detect().name();
    if best == "baseline" {
        return println!("left out: this processor has one instruction set");
    }
    let desk = desk();
    desk.run(&format!("{POWER} --part 1/2 --simd baseline --out shares")).fine();
    desk.run(&format!("{POWER} --part 2/2 --out shares")).fine();
    let merge = "merge whole shares/part-1-of-2.part shares/part-2-of-2.part";
    let pinned = format!("with the instruction set {best},");
    desk.run(merge).failed(2, &[&pinned, "part-1-of-2.part with baseline", "--allow-mixed", "--simd LEVEL"]);
    assert!(!exists(desk.path("whole")));
    let said = desk.run(&format!("{merge} --allow-mixed")).fine();
    assert!(said.out.contains("note: parts of unlike instruction sets"), "{}", said.out);
    let origin: serde_json::Value = serde_json::from_slice(&desk.read("whole/provenance.json")).expect("JSON");
    let mut both = [best, "baseline"];
    both.sort_unstable();
    assert_eq!(origin["simd"], format!("mixed ({})", both.join(", ")));
    assert!(desk.text("whole/spec.toml").contains("simd = \"auto\""));
}

#[test]
fn a_pinned_instruction_set_is_that_of_the_run_and_of_its_parts() {
    let desk = desk();
    desk.run(&format!("{POWER} --simd baseline --out run")).fine();
    for part in 1..=2 {
        desk.run(&format!("{POWER} --simd baseline --part {part}/2 --out shares")).fine();
    }
    desk.run("merge whole shares/part-2-of-2.part shares/part-1-of-2.part").fine();
    assert_eq!(results(&desk, "whole"), results(&desk, "run"));
    let origin: serde_json::Value = serde_json::from_slice(&desk.read("whole/provenance.json")).expect("JSON");
    assert_eq!(origin["simd"], "baseline");
}

#[test]
fn killed_at_any_block_and_resumed_on_other_threads() {
    let (desk, bits) = reference(POWER);
    for (block, threads) in [(0, 1), (1, 2), (7, 1), (23, 2), (BLOCKS - 1, 1)] {
        let call = format!("{POWER} --out killed{block} --checkpoint 0s");
        let mut command = desk.command(&format!("{call} --threads {threads}"));
        let status = command.env("ASTRARIUM_TEST_KILL_AT_BLOCK", block.to_string()).status().expect("it starts");
        assert!(!status.success() && status.code().is_none(), "killed at block {block}: {status}");
        assert!(!exists(desk.path(&format!("killed{block}"))) && exists(desk.path(&format!("killed{block}.partial"))));
        desk.run(&call).failed(2, &["a run that was stopped", "--resume"]);
        desk.run(&format!("{call} --resume --threads 3")).fine();
        assert_eq!(results(&desk, &format!("killed{block}")), bits, "killed at block {block}");
        assert!(!exists(desk.path(&format!("killed{block}.partial"))));
    }
}

#[test]
fn killed_twice() {
    let (desk, bits) = reference(CROSS);
    for block in ["5", "31"] {
        let mut command = desk.command(&format!("{CROSS} --out run --checkpoint 0s --resume"));
        assert!(!command.env("ASTRARIUM_TEST_KILL_AT_BLOCK", block).status().expect("it starts").success());
    }
    desk.run(&format!("{CROSS} --out run --resume")).fine();
    assert_eq!(results(&desk, "run"), bits);
}

#[test]
fn a_time_limit_stops_and_resumes() {
    let (desk, bits) = reference(POWER);
    let said = desk.run(&format!("{POWER} --out run --time-limit 0.000001"));
    assert_eq!(said.code, 5, "{}", said.err);
    assert!(said.err.contains("stopped early") && said.err.contains("--resume"), "{}", said.err);
    desk.run(&format!("{POWER} --out run --resume")).fine();
    assert_eq!(results(&desk, "run"), bits);
}

#[test]
fn files_one_after_the_other() {
    let desk = Desk::new();
    let Events { time_s, pi, .. } = Events::random(40_000, 640.0, 1);
    let cut = time_s.partition_point(|time_s| *time_s < 333.0);
    for (name, rows, gti) in [("a", 0..cut, [0.0, 333.0]), ("b", cut..time_s.len(), [333.0, 640.0])] {
        let part = Events { time_s: time_s[rows.clone()].to_vec(), pi: pi[rows].to_vec(), gti: Some(vec![gti]) };
        part.write(&desk, &format!("{name}.fits"));
    }
    let call = POWER.replace("events.fits", "a.fits b.fits");
    let said = desk.run(&format!("{call} --threads 1 --out one")).fine();
    assert!(!said.out.contains("joined in memory"), "{}", said.out);
    let bits = results(&desk, "one");
    desk.run(&format!("{call} --threads 3 --out three")).fine();
    assert_eq!(results(&desk, "three"), bits);
    for part in [2, 1] {
        desk.run(&format!("{call} --part {part}/2 --out shares")).fine();
    }
    desk.run("merge whole shares/part-1-of-2.part shares/part-2-of-2.part").fine();
    assert_eq!(results(&desk, "whole"), bits);
    let mut command = desk.command(&format!("{call} --out run --checkpoint 0s"));
    assert!(!command.env("ASTRARIUM_TEST_KILL_AT_BLOCK", "30").status().expect("it starts").success());
    desk.run(&format!("{call} --out run --resume")).fine();
    assert_eq!(results(&desk, "run"), bits);
    let said = desk.run(&format!("{} --out turned", POWER.replace("events.fits", "b.fits a.fits"))).fine();
    let words: Vec<&str> = said.out.split_whitespace().collect();
    let note = "a.fits: the file starts before a file that is named before it ends; all files are joined in memory";
    assert!(words.join(" ").contains(note), "{}", said.out);
    // the second file is another one
    let mut command = desk.command(&format!("{call} --out other --checkpoint 0s"));
    assert!(!command.env("ASTRARIUM_TEST_KILL_AT_BLOCK", "30").status().expect("it starts").success());
    Events { gti: Some(vec![[333.0, 640.0]]), ..Events::random(20_000, 640.0, 2) }.write(&desk, "b.fits");
    assert_ne!(desk.run(&format!("{call} --out other --resume")).code, 0);
}

/// One block of 2^25 bins: the first Ctrl-C waits for its end, the second does not.
#[test]
#[cfg(unix)]
fn a_second_interrupt_ends_at_once_and_leaves_nothing_half_written() {
    let desk = desk();
    Events::random(40_000, 40_000.0, 2).write(&desk, "long.fits");
    let call = "timing power long.fits --segment-s 32768 --bin-s 0.0009765625 --out run";
    let child = desk.command(&format!("{call} --threads 1")).stderr(std::process::Stdio::null()).spawn();
    let mut child = child.expect("it starts");
    let begun = std::time::Instant::now();
    while !exists(desk.path("run.partial/spec.toml")) && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    for _ in 0..2 {
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
        assert!(kill.success());
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(desk.names(), ["events.fits", "long.fits", "run.partial"]);
    desk.run(&format!("{call} --bin-s 1 --overwrite").replace("--bin-s 0.0009765625 ", "")).fine();
    assert_eq!(desk.names(), ["events.fits", "long.fits", "run"]);
}

#[test]
#[cfg(unix)]
fn an_interrupt_stops_and_resumes() {
    let desk = desk();
    // long enough to be met: 2^21 bins a segment
    Events::random(400_000, 40_000.0, 2).write(&desk, "long.fits");
    let call = "timing power long.fits --segment-s 64 --bin-s 0.0001220703125 --out run";
    let mut child = desk.command(&format!("{call} --threads 1"));
    let child =
        child.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    let begun = std::time::Instant::now();
    while !exists(desk.path("run.partial/spec.toml")) && begun.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(kill.success());
    let said = super::said::Said::of(child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, 5, "{}{}", said.out, said.err);
    assert!(said.err.contains("a signal asked for it") && said.err.contains("--resume"), "{}", said.err);
    assert!(!exists(desk.path("run")));
    desk.run(&format!("{call} --resume")).fine();
    desk.run(&call.replace("--out run", "--out whole")).fine();
    assert_eq!(results(&desk, "run"), results(&desk, "whole"));
}
