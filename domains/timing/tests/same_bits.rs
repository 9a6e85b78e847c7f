//! Power and cross spectra have the same bits however they are run, and wherever their events lie.
use astrarium_exec::{Engine, testkit::same_bits};
use astrarium_io::ReadOptions;
use astrarium_io::fits::{Cards, Cells, Column, Element, Form, Writer};
use astrarium_num::random::{Purpose, Stream};
use astrarium_timing::{
    CrossJob, CrossSpec, CrossSpectrum, Error, EventInput, EventList, EventSeries, EventSource, Feed, FeedItem,
    GtiStrategy, InputSpec, LightCurve, PowerJob, PowerRows, PowerSpec, PowerSpectrum, Warning,
};
use std::path::{Path, PathBuf};

const SEGMENT_S: f64 = 1.0;
const BIN_S: f64 = 1.0 / 64.0;
const N_EVENTS: usize = 8000;
/// Gaps, an interval shorter than a segment, and one without events.
const GTI: [[f64; 2]; 5] = [[0.25, 20.5], [21.0, 21.5], [22.0, 45.125], [50.0, 53.5], [60.0, 70.0]];

/// First second of the observation, as the file has it.
const START_S: f64 = 193_073_990.0;

/// Times as they are stored, and channels.
fn observed() -> (Vec<f64>, Vec<i64>) {
    let mut uniforms = vec![0.0; 2 * N_EVENTS];
    Stream::new(1, Purpose::Test, 0).fill_uniform(0, 0, &mut uniforms);
    let mut times: Vec<f64> = uniforms[..N_EVENTS].iter().map(|u| START_S + 1.0 + 58.0 * u).collect();
    times.sort_by(f64::total_cmp);
    (times, uniforms[N_EVENTS..].iter().map(|u| (u * 1200.0) as i64).collect())
}

/// A file as an unbarycentred NICER one: TIMEZERO is -1 s.
fn file(folder: &Path) -> PathBuf {
    let (times, pi) = observed();
    write(folder.join("events.fits"), 0, (&times, &pi), &GTI)
}

/// A file of these events, with times that count from so many days later; intervals are seconds of the observation.
fn write(path: PathBuf, days: i64, (times, pi): (&[f64], &[i64]), gti: &[[f64; 2]]) -> PathBuf {
    let moved = |time_s: &f64| time_s - 86_400.0 * days as f64;
    let mut cards = Cards::new();
    cards.text("TELESCOP", "NICER", "").text("INSTRUME", "XTI", "").integer("MJDREFI", 56_658 + days, "");
    cards.real("MJDREFF", 7.775_925_925_925_93e-4, "").real("TIMEZERO", -1.0, "").real("TIMEDEL", 4e-8, "");
    let mut out = Writer::new(
        std::io::BufWriter::new(std::fs::File::create(&path).expect("a file in a temporary folder is written")),
        &path,
    );
    let columns = vec![
        Column::new("TIME", Form::fixed(Element::F64, 1)).with_unit("s"),
        Column::new("PI", Form::fixed(Element::I16, 1)),
    ];
    let mut rows =
        out.table("EVENTS", columns, times.len() as u64, &cards).expect("a file in a temporary folder is written");
    let stored: Vec<f64> = times.iter().map(moved).collect();
    rows.block(&[Cells::F64(&stored), Cells::I64(pi)]).expect("a file in a temporary folder is written");
    rows.finish().expect("a file in a temporary folder is written");
    let edge = |end: usize| gti.iter().map(|interval| moved(&(START_S + 1.0 + interval[end]))).collect::<Vec<f64>>();
    let columns = ["START", "STOP"].map(|name| Column::new(name, Form::fixed(Element::F64, 1)).with_unit("s"));
    let mut rows =
        out.table("GTI", columns.into(), gti.len() as u64, &cards).expect("a file in a temporary folder is written");
    rows.block(&[Cells::F64(&edge(0)), Cells::F64(&edge(1))]).expect("a file in a temporary folder is written");
    rows.finish().expect("a file in a temporary folder is written");
    path
}

/// The observation in four files, cut in a gap, in the middle of a segment and where no event follows.
fn split(folder: &Path, days: [i64; 4]) -> Vec<PathBuf> {
    let (times, pi) = observed();
    let edges = [0.0, 21.75, 33.3, 58.5, 80.0];
    let cuts = edges.map(|edge| times.partition_point(|time| *time < START_S + 1.0 + edge));
    let part = |at: usize| {
        let inside = |[start, stop]: &[f64; 2]| [start.max(edges[at]), stop.min(edges[at + 1])];
        let gti: Vec<[f64; 2]> = GTI.iter().map(inside).filter(|[start, stop]| start < stop).collect();
        let rows = cuts[at]..cuts[at + 1];
        let name = format!("part-{at}-{}.fits", days[at]);
        write(folder.join(name), days[at], (&times[rows.clone()], &pi[rows]), &gti)
    };
    (0..4).map(part).collect()
}

fn power_bits(spectrum: &PowerSpectrum) -> Vec<u64> {
    spectrum.power.iter().chain(&spectrum.unnorm_power).chain(&spectrum.power_err).map(|x| x.to_bits()).collect()
}

fn cross_bits(spectrum: &CrossSpectrum) -> Vec<u64> {
    let complex = spectrum.power.iter().chain(&spectrum.power_err).flat_map(|z| [z.re, z.im]);
    complex.chain(spectrum.pds1.iter().copied()).chain(spectrum.pds2.iter().copied()).map(f64::to_bits).collect()
}

#[test]
fn power_spectra() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let input = InputSpec::files([&path]);
    let source = EventSource::open(&path, &input).unwrap();
    let events = EventList::read(&path, &input).unwrap();
    for common_mean in [true, false] {
        let spec = PowerSpec { common_mean, ..PowerSpec::new(SEGMENT_S, BIN_S) };
        let memory = PowerJob::from_events(&events, &spec).unwrap();
        let streamed = PowerJob::from_file(&source, &spec).unwrap();
        assert_eq!(same_bits(&memory), same_bits(&streamed));
        let spectrum = streamed.run(&Engine::with_threads(2)).unwrap();
        assert_eq!(power_bits(&spectrum), power_bits(&memory.run(&Engine::serial()).unwrap()));
        assert_eq!((spectrum.n_segments, spectrum.n_empty), (46, 10), "the last interval holds no events");
    }
}

#[test]
fn every_segment_is_kept_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let source = EventSource::open(&path, &InputSpec::files([&path])).unwrap();
    let job = PowerJob::from_file(&source, &PowerSpec::new(SEGMENT_S, BIN_S)).unwrap();
    let average = job.run(&Engine::serial()).unwrap();
    let rows = PowerRows::new(job);
    let (spectrum, segments) = rows.run(&Engine::serial()).unwrap();
    assert_eq!(power_bits(&spectrum), power_bits(&average));
    let threaded = rows.run(&Engine::with_threads(3)).unwrap().1;
    let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
    assert_eq!(bits(&threaded.unnorm_power), bits(&segments.unnorm_power));
    assert_eq!(segments.photons.len(), 56);
    for k in 0..segments.n_freq {
        let column = segments.unnorm_power.iter().skip(k).step_by(segments.n_freq);
        let mean = column.filter(|power| !power.is_nan()).sum::<f64>() / 46.0;
        assert!((mean / average.unnorm_power[k] - 1.0).abs() < 1e-12);
    }
}

#[test]
fn cross_spectra() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let input = InputSpec::files([&path]);
    let source = EventSource::open(&path, &input).unwrap();
    let events = EventList::read(&path, &input).unwrap();
    for common_mean in [true, false] {
        let bands_kev = Some([[2.0, 10.0], [0.3, 2.0]]);
        let spec = CrossSpec { bands_kev, common_mean, ..CrossSpec::new(SEGMENT_S, BIN_S) };
        let memory = CrossJob::from_events(&events, &spec).unwrap();
        let streamed = CrossJob::from_file(&source, &spec).unwrap();
        assert_eq!(same_bits(&memory), same_bits(&streamed));
        let two = CrossJob::from_two_files(&source, &source, &spec).unwrap().run(&Engine::with_threads(2)).unwrap();
        let one = memory.run(&Engine::serial()).unwrap();
        assert_eq!(cross_bits(&two), cross_bits(&one), "two files, each with its band");
    }
}

#[test]
fn light_curves_and_feeds() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let events = EventList::read(&path, &InputSpec::files([&path])).unwrap();
    let curve = events.to_light_curve(BIN_S).unwrap();
    let spec = PowerSpec::new(SEGMENT_S, BIN_S);
    let held = same_bits(&PowerJob::from_curve(&curve, &spec).unwrap());
    let feed = Feed::again(|| std::iter::once(Ok(FeedItem::Curve(Box::new(curve.clone())))));
    assert_eq!(held, same_bits(&PowerJob::from_feed(feed, &spec).unwrap()));
    let cross = CrossSpec::new(SEGMENT_S, BIN_S);
    let later: LightCurve = events.clone().shifted(BIN_S).to_light_curve(BIN_S).unwrap();
    let job = CrossJob::from_curves(&curve, &curve, &cross).unwrap();
    let sum = same_bits(&job);
    let spectrum = job.finish(&sum).unwrap();
    assert!(spectrum.unnorm_power.iter().all(|z| z.im.abs() <= 1e-9 * z.re), "a band does not lag itself");
    assert!(CrossJob::from_curves(&curve, &later, &cross).is_ok(), "shifted by a whole bin");
}

fn open(spec: &InputSpec) -> EventInput {
    EventInput::open(spec, &ReadOptions::default()).expect("sound files")
}

#[test]
fn files_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let whole = EventSource::open(&file(folder.path()), &InputSpec::default()).unwrap();
    let power = PowerSpec::new(SEGMENT_S, BIN_S);
    let cross = CrossSpec { bands_kev: Some([[2.0, 10.0], [0.3, 2.0]]), ..CrossSpec::new(SEGMENT_S, BIN_S) };
    for days in [[0; 4], [0, 1, 0, 2]] {
        let choice = InputSpec { pi: Some([20, 1100]), ..InputSpec::files(split(folder.path(), days)) };
        for input in [InputSpec::files(&choice.files), choice] {
            let (files, joined) = (open(&input), EventList::read_all(&input).unwrap());
            let EventInput::Files(series) = &files else { panic!("expected files, found {:?}", files.warnings()) };
            assert_eq!((series.gti(), series.facts()), (&joined.gti, &joined.facts));
            assert_eq!((series.reference(), series.warnings()), (joined.reference, &joined.warnings[..]));
            let streamed = same_bits(&PowerJob::from_file((**series).clone(), &power).unwrap());
            assert_eq!(streamed, same_bits(&PowerJob::from_events(&joined, &power).unwrap()));
            if input.pi.is_none() && days == [0; 4] {
                assert_eq!(streamed, same_bits(&PowerJob::from_file(&whole, &power).unwrap()), "the file that was cut");
            }
            let streamed = same_bits(&CrossJob::from_input(files, &cross).unwrap());
            assert_eq!(streamed, same_bits(&CrossJob::from_events(&joined, &cross).unwrap()));
        }
    }
}

#[test]
fn files_that_do_not_follow_each_other_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let parts = split(folder.path(), [0; 4]);
    let (times, pi) = observed();
    let mut turned: Vec<f64> = times[..4000].to_vec();
    turned.swap(2000, 3000);
    let unsorted = write(folder.path().join("unsorted.fits"), 0, (&turned, &pi[..4000]), &GTI[..1]);
    let power = PowerSpec::new(SEGMENT_S, BIN_S);
    for (files, reason) in [
        ([&parts[1], &parts[0]], "starts before a file that is named before it ends"),
        ([&parts[0], &file(folder.path())], "starts before a file that is named before it ends"),
        ([&unsorted, &parts[3]], "is not sorted in time"),
    ] {
        let input = InputSpec::files(files);
        let (opened, joined) = (open(&input), EventList::read_all(&input).unwrap());
        let EventInput::Memory(list) = &opened else { panic!("{reason}: expected a list") };
        let note = Warning::JoinedInMemory { file: files[usize::from(!reason.contains("sorted"))].clone(), reason };
        assert_eq!(list.warnings.split_last(), Some((&note, &joined.warnings[..])));
        let found = same_bits(&PowerJob::from_input(opened.clone(), &power).unwrap());
        assert_eq!(found, same_bits(&PowerJob::from_events(&joined, &power).unwrap()));
    }
}

#[test]
fn a_series_is_told_from_others_by_all_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let parts = split(folder.path(), [0; 4]);
    let input = InputSpec { rmf: None, gti: Some(parts[0].clone()), ..InputSpec::files(&parts) };
    let series = |input: &InputSpec, n: usize, strategy| {
        let sources: Vec<EventSource> =
            input.files[..n].iter().map(|file| EventSource::open(file, input).unwrap()).collect();
        EventSeries::new(&sources, strategy).unwrap().inputs().unwrap()
    };
    let all = series(&input, 4, GtiStrategy::Infer);
    assert_eq!(all.len(), 5, "four event files and the one of good time");
    assert_eq!(all, series(&input, 4, GtiStrategy::Infer));
    assert_ne!(all, series(&input, 4, GtiStrategy::Union));
    assert_ne!(all[..3], series(&input, 3, GtiStrategy::Infer)[..]);
    assert_ne!(all, series(&InputSpec { pi: Some([0, 9]), ..input.clone() }, 4, GtiStrategy::Infer));
    assert!(matches!(EventSeries::new(&[], GtiStrategy::Infer), Err(Error::Empty { .. })));
}

#[test]
fn disorder_that_was_not_looked_at_is_met_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    // 64 pieces of 4096 rows, and as many rows between them
    let n = 2 * 64 * 4096;
    let mut times: Vec<f64> = (0..n).map(|i| START_S + 1.0 + f64::from(i) * 1e-4).collect();
    times.swap(6000, 7000);
    let pi = vec![100; times.len()];
    let first = write(folder.path().join("first.fits"), 0, (&times, &pi), &[[0.0, 52.0]]);
    let later: Vec<f64> = times.iter().map(|time| time + 60.0).collect();
    let second = write(folder.path().join("second.fits"), 0, (&later, &pi), &[[60.0, 112.0]]);
    let files = open(&InputSpec::files([&first, &second]));
    let EventInput::Files(series) = files else { panic!("expected files") };
    let job = PowerJob::from_file(*series, &PowerSpec::new(SEGMENT_S, BIN_S)).unwrap();
    let met = job.run(&Engine::serial());
    assert!(matches!(&met, Err(Error::Unsorted { file: Some(file), row: 6001, .. }) if *file == first), "{met:?}");
}
