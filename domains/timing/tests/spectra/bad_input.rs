//! What cannot be done is refused, with its reason.
use crate::simulate;
use astrarium_exec::{Engine, Fault, Kind};
use astrarium_timing::{
    CrossJob, CrossSpec, Error, EventList, Feed, FeedItem, Gti, LightCurve, PowerJob, PowerSpec, Result, Warning,
};

fn power(events: &EventList, spec: &PowerSpec) -> Result<astrarium_timing::PowerSpectrum> {
    PowerJob::from_events(events, spec)?.run(&Engine::with_threads(2))
}

#[test]
fn lengths_that_do_not_fit() {
    let events = simulate::constant(1, 1000, 10.0);
    let refused = |spec: PowerSpec| power(&events, &spec).unwrap_err();
    assert!(matches!(refused(PowerSpec::new(20.0, 0.1)), Error::NoSegment { .. }));
    assert!(matches!(refused(PowerSpec::new(1.0, 2.0)), Error::BinTooWide { .. }));
    assert!(matches!(refused(PowerSpec::new(1.0, 0.0)), Error::NotPositive { .. }));
    assert!(matches!(refused(PowerSpec::new(f64::NAN, 0.1)), Error::NotPositive { .. }));
    assert!(matches!(refused(PowerSpec::new(1.0, 1e-300)), Error::TooMany { .. }));
    let zero = PowerSpec { segments_per_block: 0, ..PowerSpec::new(1.0, 0.1) };
    assert!(matches!(refused(zero), Error::NotPositive { .. }));
    let gaps = events.clone().with_gti(Gti::new(vec![[0.0, 4.0], [5.0, 10.0]]).unwrap());
    let whole = PowerSpec { bin_s: 0.1, ..PowerSpec::default() };
    assert!(matches!(power(&gaps, &whole), Err(Error::GapsInSpan { n_intervals: 2 })));
    assert_eq!(power(&events, &whole).unwrap().n_segments, 1);
}

#[test]
fn no_counts_and_too_much_background() {
    let events = simulate::constant(2, 1000, 10.0).with_gti(Gti::single(20.0, 40.0).unwrap());
    let error = power(&events, &PowerSpec::new(1.0, 0.1)).unwrap_err();
    assert!(matches!(error, Error::NoCounts { n_segments: 20 }));
    assert_eq!(error.kind(), Kind::Data);
    let events = simulate::constant(2, 1000, 10.0);
    let spec = PowerSpec { background_per_s: 100.0, ..PowerSpec::new(1.0, 0.1) };
    assert!(matches!(power(&events, &spec), Err(Error::BackgroundTooHigh { .. })));
    let spec = PowerSpec { background_per_s: -1.0, ..spec };
    assert!(matches!(power(&events, &spec), Err(Error::NotPositive { .. })));
}

#[test]
fn events_out_of_order() {
    let spec = PowerSpec::new(1.0, 0.1);
    let broken = |row: usize, value: f64| {
        let mut events = simulate::constant(3, 1000, 10.0);
        events.time_s[row] = value;
        power(&events, &spec).unwrap_err()
    };
    for row in [3, 500, 998] {
        assert!(matches!(broken(row, f64::NAN), Error::TimeNotFinite { .. }), "row {row}");
        let error = broken(row, 9.99);
        assert!(matches!(error, Error::Unsorted { .. }), "row {row}");
        assert_eq!(error.kind(), Kind::Data);
    }
    // between segments too
    let mut gap = simulate::constant(4, 1000, 10.0).with_gti(Gti::new(vec![[0.0, 4.0], [6.0, 10.0]]).unwrap());
    let row = gap.time_s.partition_point(|time| *time < 5.0);
    gap.time_s.swap(row, row + 1);
    assert!(matches!(power(&gap, &spec), Err(Error::Unsorted { .. })));
}

#[test]
fn bands_that_are_not_there() {
    let events = simulate::constant(5, 1000, 10.0);
    let spec = CrossSpec::new(1.0, 0.1);
    assert!(matches!(CrossJob::from_events(&events, &spec), Err(Error::Empty { .. })));
    let spec = CrossSpec { bands_kev: Some([[2.0, 10.0], [0.5, 2.0]]), ..spec };
    assert!(matches!(CrossJob::from_events(&events, &spec), Err(Error::NoValues { .. })));
    let spec = CrossSpec { bands_kev: Some([[10.0, 2.0], [0.5, 2.0]]), ..spec };
    assert!(matches!(CrossJob::from_events(&events, &spec), Err(Error::BadRange { .. })));
}

#[test]
fn light_curves_that_differ() {
    let curve = |n: usize, bin_s: f64| {
        let times = (0..n).map(|i| (i as f64 + 0.5) * bin_s).collect();
        LightCurve::new(times, vec![5.0; n], Some(bin_s)).unwrap()
    };
    let spec = CrossSpec::new(10.0, 0.1);
    let refused = CrossJob::from_curves(curve(100, 0.5), curve(50, 1.0), &spec);
    assert!(matches!(refused, Err(Error::StepDiffers { .. })));
    let mut broken = curve(100, 0.5);
    broken.counts[70] = f64::NAN;
    let job = PowerJob::from_curve(broken, &PowerSpec::new(10.0, 0.5)).unwrap();
    assert!(matches!(job.run(&Engine::serial()), Err(Error::CountsNotFinite { bin: 70, .. })));
}

#[test]
fn feeds_that_break() {
    let spec = PowerSpec::new(4.0, 1.0);
    let run = |items: Vec<FeedItem>| {
        PowerJob::from_feed(Feed::once(items.into_iter().map(Ok)), &spec).unwrap().run(&Engine::serial())
    };
    let good = || FeedItem::Counts(vec![1.0, 2.0, 3.0, 5.0]);
    assert_eq!(run(vec![good(), good(), FeedItem::Counts(vec![0.0; 4])]).unwrap().n_segments, 2);
    assert!(matches!(run(vec![good(), FeedItem::Counts(vec![1.0])]), Err(Error::FeedLength { item: 1, found: 1, .. })));
    let nan = FeedItem::Counts(vec![1.0, f64::NAN, 1.0, 1.0]);
    assert!(matches!(run(vec![nan]), Err(Error::FeedNotFinite { item: 0, bin: 1 })));
    assert!(matches!(run(vec![]), Err(Error::NoCounts { .. })));
    let feed = || Feed::once(std::iter::repeat_n(0, 3).map(move |_| Ok(good())));
    let short = Feed::once(std::iter::once(Ok(good())));
    let pair = CrossJob::from_feeds(feed(), short, &CrossSpec::new(4.0, 1.0)).unwrap();
    assert!(matches!(pair.run(&Engine::serial()), Err(Error::FeedsDiffer { .. })));
    let job = PowerJob::from_feed(feed(), &spec).unwrap();
    job.run(&Engine::serial()).unwrap();
    assert!(matches!(job.run(&Engine::serial()), Err(Error::FeedSpent)));
}

#[test]
fn what_was_decided_is_told() {
    let mut events = simulate::constant(6, 1000, 10.0);
    events.facts.frame_s = 0.03;
    let found = power(&events, &PowerSpec::new(1.0, 0.1)).unwrap();
    assert!(found.warnings.iter().any(|warning| matches!(warning, Warning::BinQuantised { .. })));
    assert!(found.warnings.iter().any(|warning| matches!(warning, Warning::SegmentRounded { .. })));
    assert!(found.warnings.iter().any(|warning| matches!(warning, Warning::FewSegments { .. })));
    assert!(found.rebin_log(0.5).unwrap().rebin(2.0).is_err(), "bins of unequal width");
    assert!(found.rebin(0.5).is_err() && found.rebin_log(-1.0).is_err());
    assert!(found.rms([100.0, 200.0], None).is_err());
}

#[test]
fn specs_say_which_key_is_wrong() {
    let error = toml::from_str::<PowerSpec>("segment = 16.0").unwrap_err().to_string();
    assert!(error.contains("segment") && error.contains("segment_s"), "{error}");
    let spec: PowerSpec = toml::from_str("segment_s = 16.0\nbin_s = 0.01\nnorm = \"leahy\"").unwrap();
    assert_eq!(toml::from_str::<PowerSpec>(&toml::to_string(&spec).unwrap()).unwrap(), spec);
    let bands: CrossSpec = toml::from_str("bands_kev = [[2.0, 10.0], [0.5, 2.0]]\nsegment_s = 16.0").unwrap();
    assert_eq!(bands.filters().unwrap()[1].energy_kev, Some([0.5, 2.0]));
}
