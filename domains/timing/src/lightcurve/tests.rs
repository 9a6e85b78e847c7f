//! Arithmetic, parts and tables of light curves.
use super::{ErrDist, LightCurve};
use crate::{Error, Gti, binning::poisson_error, rebin::Method};

fn curve(start_s: f64, counts: &[f64]) -> LightCurve {
    let time_s = (0..counts.len()).map(|bin| start_s + 0.5 + bin as f64).collect();
    LightCurve::new(time_s, counts.to_vec(), Some(1.0)).unwrap()
}

#[test]
fn sums_on_common_good_time() {
    let (a, b) = (curve(0.0, &[1.0, 2.0, 3.0, 4.0]), curve(2.0, &[10.0, 20.0, 30.0]));
    let sum = a.plus(&b).unwrap();
    assert_eq!((&sum.time_s[..], &sum.counts[..]), (&[2.5, 3.5][..], &[13.0, 24.0][..]));
    assert_eq!(sum.gti.intervals(), [[2.0, 4.0]]);
    assert!((sum.counts_err[0] - poisson_error(3.0).hypot(poisson_error(10.0))).abs() < 1e-12);
    assert_eq!(a.minus(&b).unwrap().counts, [-7.0, -16.0]);
    assert!(matches!(a.plus(&curve(9.0, &[1.0])), Err(Error::GtiEmpty)));
    assert!(matches!(a.plus(&curve(2.3, &[1.0, 1.0, 1.0])), Err(Error::Differ { .. } | Error::Length { .. })));
}

#[test]
fn joins_average_what_both_have() {
    let (a, b) = (curve(0.0, &[1.0, 2.0]), curve(1.0, &[4.0, 6.0]));
    let joined = a.join(&b).unwrap();
    assert_eq!((&joined.time_s[..], &joined.counts[..]), (&[0.5, 1.5, 2.5][..], &[1.0, 3.0, 6.0][..]));
    let expected = ((poisson_error(2.0).powi(2) + poisson_error(4.0).powi(2)) / 2.0).sqrt();
    assert!((joined.counts_err[1] - expected).abs() < 1e-12);
    assert_eq!(joined.gti.intervals(), [[0.0, 3.0]]);
}

#[test]
fn parts() {
    let a = curve(0.0, &[5.0, 1.0, 3.0]);
    assert_eq!(a.between(0.5, 2.5).unwrap().counts, [5.0, 1.0]);
    assert_eq!(a.truncated(1..9).unwrap().gti.intervals(), [[1.0, 3.0]]);
    assert!(matches!(a.truncated(3..4), Err(Error::Empty { .. })));
    assert_eq!(a.by_counts().counts, [1.0, 3.0, 5.0]);
    let gappy = a.join(&curve(10.0, &[7.0, 8.0])).unwrap();
    assert_eq!(gappy.split_at_gaps(2.0, 1).unwrap().iter().map(LightCurve::len).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(gappy.split_at_gaps(2.0, 3).unwrap().len(), 1);
    assert_eq!(gappy.split_by_gti(1).unwrap().len(), 2);
    assert_eq!(gappy.apply_gti(&Gti::single(1.0, 11.0).unwrap()).unwrap().counts, [1.0, 3.0, 7.0]);
}

#[test]
fn wider_bins_stay_in_their_interval() {
    let gti = Gti::new(vec![[0.0, 5.0], [10.0, 11.0], [12.0, 14.0]]).unwrap();
    let a = curve(0.0, &(0..14).map(f64::from).collect::<Vec<_>>()).with_gti(gti).unwrap();
    let sum = a.rebin(2.0, Method::Sum).unwrap();
    assert_eq!((&sum.time_s[..], &sum.counts[..]), (&[1.0, 3.0, 13.0][..], &[1.0, 5.0, 25.0][..]));
    assert!((sum.counts_err[1] - poisson_error(2.0).hypot(poisson_error(3.0))).abs() < 1e-12);
    // bins 0, 1 and half of 2; the other half, 3 and 4
    let mean = a.rebin(2.5, Method::Mean).unwrap();
    assert_eq!(mean.counts.iter().map(|counts| counts * 2.5).collect::<Vec<_>>(), [2.0, 8.0]);
    assert!(matches!(a.rebin(0.5, Method::Sum), Err(Error::RebinTooFine { .. })));
    assert!(matches!(a.rebin(6.0, Method::Sum), Err(Error::NoSegment { .. })));
}

#[test]
fn means_count_only_good_bins() {
    let a = curve(0.0, &[4.0, 100.0, 8.0]).with_gti(Gti::new(vec![[0.0, 1.0], [2.0, 3.0]]).unwrap()).unwrap();
    assert_eq!((a.mean_counts().unwrap(), a.mean_rate().unwrap()), (6.0, 6.0));
    assert_eq!((a.start_s(), a.span_s()), (0.0, 3.0));
}

#[test]
fn bins_that_are_no_numbers() {
    let a = curve(0.0, &[1.0, f64::NAN, 2.0]);
    let outside = a.clone().with_gti(Gti::new(vec![[0.0, 1.0], [2.0, 3.0]]).unwrap()).unwrap();
    assert_eq!(outside.warnings.len(), 1);
    assert!(matches!(a.with_gti(Gti::single(0.0, 3.0).unwrap()), Err(Error::CountsNotFinite { bin: 1, .. })));
    assert!(matches!(LightCurve::new(vec![1.0, 0.0], vec![1.0, 1.0], Some(1.0)), Err(Error::Unsorted { row: 1, .. })));
    assert!(matches!(LightCurve::new(vec![], vec![], Some(1.0)), Err(Error::Empty { .. })));
}

#[test]
fn tables_give_the_curve_back() {
    let mut a = curve(0.1, &[1.0, 2.0]).with_errors(vec![0.1, 0.2], ErrDist::Gauss).unwrap();
    a.gti = Gti::new(vec![[0.1, 1.1], [1.1, 2.1]]).unwrap();
    a.reference = "193073990.0000000123".parse().unwrap();
    a.mjdref = crate::MjdRef { day: 56_658, fraction: 7.8e-4 };
    assert_eq!(LightCurve::from_table(&a.to_table().unwrap()).unwrap(), a);
    let mut broken = a.to_table().unwrap();
    broken.meta.set("gti_s", "0 1, two 3");
    assert!(matches!(LightCurve::from_table(&broken), Err(Error::Metadata { .. })));
}

#[test]
fn files_give_the_curve_back() {
    let folder = tempfile::tempdir().unwrap();
    let gti = Gti::new(vec![[0.0, 1.5], [2.0, 4.0]]).unwrap();
    let mut curve = curve(0.0, &[3.0, 0.1, 7.0, 1e17 / 3.0]).with_gti(gti).unwrap();
    (curve.bin_s, curve.err_dist) = (0.999_999_9, ErrDist::Poisson);
    // more digits than one float holds
    curve.reference = "94694400.123456789012345678".parse().unwrap();
    curve.mjdref = crate::MjdRef { day: 55_197, fraction: 0.000_766_018_518_518_518_5 };
    curve.facts.time_sys = Some("tdb".to_owned());
    curve.facts.mission = Some("nicer".to_owned());
    for name in ["curve.fits", "curve.lc.gz", "curve.ecsv"] {
        let path = folder.path().join(name);
        for err_dist in [ErrDist::Poisson, ErrDist::Gauss, ErrDist::None] {
            let curve = LightCurve { err_dist, ..curve.clone() };
            curve.write(&path).unwrap();
            let back = LightCurve::read(&path).unwrap();
            assert_eq!(LightCurve { facts: curve.facts.clone(), ..back.clone() }, curve, "{name}");
            if name != "curve.ecsv" {
                let facts = [&back.facts, &curve.facts].map(|facts| (facts.mission.clone(), facts.time_sys.clone()));
                assert_eq!(facts[0], facts[1]);
            }
        }
    }
    let fits = astrarium_io::fits::Fits::open(folder.path().join("curve.fits")).unwrap();
    assert_eq!(fits.hdus().iter().map(|hdu| hdu.name()).collect::<Vec<_>>(), ["", "RATE", "GTI"]);
}

#[test]
fn a_table_without_good_time_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bare.csv");
    curve(0.0, &[1.0]).write(&path).unwrap();
    assert!(LightCurve::read(&path).unwrap_err().to_string().contains("gti_s: found `nothing in"));
}
