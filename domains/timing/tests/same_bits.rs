//! Power and cross spectra have the same bits however they are run, and wherever their events lie.
use astrarium_exec::{Engine, testkit::same_bits};
use astrarium_io::fits::{Cards, Cells, Column, Element, Form, Writer};
use astrarium_num::random::{Purpose, Stream};
use astrarium_timing::{
    CrossJob, CrossSpec, CrossSpectrum, EventList, EventSource, Feed, FeedItem, InputSpec, LightCurve, PowerJob,
    PowerRows, PowerSpec, PowerSpectrum,
};
use std::path::{Path, PathBuf};

const SEGMENT_S: f64 = 1.0;
const BIN_S: f64 = 1.0 / 64.0;
const N_EVENTS: usize = 8000;
/// Gaps, an interval shorter than a segment, and one without events.
const GTI: [[f64; 2]; 5] = [[0.25, 20.5], [21.0, 21.5], [22.0, 45.125], [50.0, 53.5], [60.0, 70.0]];

/// A file as an unbarycentred NICER one: TIMEZERO is -1 s.
fn file(folder: &Path) -> PathBuf {
    let path = folder.join("events.fits");
    let start_s = 193_073_990.0;
    let stream = Stream::new(1, Purpose::Test, 0);
    let mut uniforms = vec![0.0; 2 * N_EVENTS];
    stream.fill_uniform(0, 0, &mut uniforms);
    let mut times: Vec<f64> = uniforms[..N_EVENTS].iter().map(|u| start_s + 1.0 + 58.0 * u).collect();
    times.sort_by(f64::total_cmp);
    let pi: Vec<i64> = uniforms[N_EVENTS..].iter().map(|u| (u * 1200.0) as i64).collect();
    let mut cards = Cards::new();
    cards.text("TELESCOP", "NICER", "").text("INSTRUME", "XTI", "").integer("MJDREFI", 56_658, "");
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
        out.table("EVENTS", columns, N_EVENTS as u64, &cards).expect("a file in a temporary folder is written");
    rows.block(&[Cells::F64(&times), Cells::I64(&pi)]).expect("a file in a temporary folder is written");
    rows.finish().expect("a file in a temporary folder is written");
    let edge = |end: usize| GTI.iter().map(|interval| start_s + 1.0 + interval[end]).collect::<Vec<f64>>();
    let columns = ["START", "STOP"].map(|name| Column::new(name, Form::fixed(Element::F64, 1)).with_unit("s"));
    let mut rows =
        out.table("GTI", columns.into(), GTI.len() as u64, &cards).expect("a file in a temporary folder is written");
    rows.block(&[Cells::F64(&edge(0)), Cells::F64(&edge(1))]).expect("a file in a temporary folder is written");
    rows.finish().expect("a file in a temporary folder is written");
    path
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
