//! The external sort.
use crate::make::Made;
use astrarium_exec::Engine;
use astrarium_io::fits::Fits;
use astrarium_timing::{EventList, EventSource, InputSpec, SortOptions, sort_events};

/// Events out of order, many at equal times.
fn shuffled() -> Made {
    let n = 3000;
    let time = (0..n).map(|i| 1e8 + f64::from(i * 7919 % n / 3)).collect();
    let (pi, detector) = ((0..n).map(i64::from).collect(), (0..n).map(|i| i64::from(i % 3)).collect());
    Made { gti: vec![("GTI", vec![[1e8, 1e8 + 1000.0]], vec![])], time, pi, detector, ..Made::default() }
}

#[test]
fn any_memory_gives_the_same_file() {
    let written = shuffled().write();
    let engine = Engine::serial();
    let mut files = Vec::new();
    for memory_bytes in [1, 5_000, 1 << 30] {
        let output = written.folder.path().join(format!("sorted{memory_bytes}.fits"));
        let options = SortOptions { memory_bytes, scratch: None };
        let outcome = sort_events(&written.path, &output, &options, &engine.cx()).unwrap();
        assert_eq!((outcome.n_rows, outcome.first_unsorted_row), (3000, Some(2)));
        assert_eq!(outcome.n_runs > 1, memory_bytes < 1 << 30);
        files.push(std::fs::read(output).unwrap());
    }
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn rows_stay_whole_and_equal_times_keep_their_order() {
    let written = shuffled().write();
    let output = written.folder.path().join("sorted.fits");
    let options = SortOptions { memory_bytes: 10_000, scratch: None };
    sort_events(&written.path, &output, &options, &Engine::serial().cx()).unwrap();
    let source = EventSource::open(&output, &InputSpec::default()).unwrap();
    assert_eq!(source.first_unsorted_row().unwrap(), None);
    // reading the unsorted file sorts stably too
    let sorted = EventList::from_source(&source).unwrap();
    let read = EventList::read(&written.path, &InputSpec::default()).unwrap();
    let absolute = |list: &EventList| (0..list.len()).map(|i| list.absolute_s(i)).collect::<Vec<_>>();
    assert_eq!(absolute(&sorted), absolute(&read));
    assert_eq!((&sorted.pi, &sorted.gti.len()), (&read.pi, &read.gti.len()));
    let (before, after) = (Fits::open(&written.path).unwrap(), Fits::open(&output).unwrap());
    assert_eq!(before.hdus().len(), after.hdus().len());
    assert_eq!(before.hdu("GTI").unwrap().raw_data(), after.hdu("GTI").unwrap().raw_data());
}

#[test]
fn a_sorted_file_is_copied_and_a_stopped_run_leaves_nothing() {
    let written = Made::default().write();
    let output = written.folder.path().join("sorted.fits");
    let engine = Engine::serial();
    let outcome = sort_events(&written.path, &output, &SortOptions::default(), &engine.cx()).unwrap();
    assert_eq!(outcome.n_runs, 0);
    assert_eq!(std::fs::read(&output).unwrap(), std::fs::read(&written.path).unwrap());
    let unsorted = shuffled().write();
    let target = unsorted.folder.path().join("never.fits");
    engine.stop().now();
    assert!(sort_events(&unsorted.path, &target, &SortOptions::default(), &engine.cx()).is_err());
    assert_eq!(std::fs::read_dir(unsorted.folder.path()).unwrap().count(), 1);
}

/// What can be read once only is read once: a packed file behind it is inflated once.
#[test]
#[cfg(unix)]
fn a_pipe_is_sorted_because_the_input_is_opened_once() {
    let sound = Made { time: vec![103.0, 100.25, 101.75, 100.5], ..Made::default() }.write();
    let (pipe, target) = (sound.folder.path().join("pipe"), sound.folder.path().join("sorted.fits"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (bytes, writer) = (std::fs::read(&sound.path).unwrap(), pipe.clone());
    std::thread::spawn(move || {
        std::fs::write(&writer, bytes).unwrap();
        // who opens it again meets something else, and does not wait for ever
        let _nobody_reads = std::fs::write(&writer, b"not a file");
    });
    let outcome = sort_events(&pipe, &target, &SortOptions::default(), &Engine::serial().cx()).unwrap();
    assert_eq!((outcome.n_rows, outcome.first_unsorted_row), (4, Some(1)));
}
