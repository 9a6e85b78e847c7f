//! The parts seam: bytes in, bytes out, for whoever can carry bytes.

use crate::toys::{NEVER, OFTEN, serial};
use astrarium_exec::{
    Engine, Error, Folder, Saving, seam,
    seam::Parts,
    share_of,
    testkit::toy::{Toy, ToyError},
};
use tempfile::tempdir;

/// Nobody needs to know the types.
fn held() -> Box<dyn Parts<Error = ToyError>> {
    Box::new(Toy::of(90))
}

#[test]
fn parts_by_a_job_without_types() {
    let (job, engine) = (held(), Engine::with_threads(2));
    let n = job.n_blocks().unwrap();
    let parts: Vec<_> = (0..5).map(|i| job.run_blocks(&engine, share_of(n, i, 5)).unwrap()).collect();
    let mut all = parts[3].clone();
    for k in [1, 4, 0] {
        all = job.merge(&all, &parts[k]).unwrap();
    }
    assert_eq!(job.missing(&all).unwrap(), [share_of(n, 2, 5)]);
    assert!(matches!(job.finish_bytes(&all), Err(ToyError::Exec(Error::Missing { .. }))));
    assert!(matches!(job.merge(&all, &parts[4]), Err(ToyError::Exec(Error::Overlap { .. }))));
    all = job.merge(&parts[2], &all).unwrap();
    assert_eq!(seam::finish(&Toy::of(90), &all).unwrap(), serial(90));
    let whole = job.run_blocks(&Engine::serial(), 0..n).unwrap();
    assert_eq!(job.finish_bytes(&all).unwrap(), job.finish_bytes(&whole).unwrap());
    assert_eq!(seam::identity("a part", &all).unwrap(), *job.identity());
}

#[test]
fn a_part_at_fault_is_named() {
    let (job, engine) = (Toy::of(90), Engine::serial());
    let part = |range| seam::run_blocks(&engine, &job, range).unwrap();
    let (a, b, c) = (part(0..40), part(40..90), part(39..41));
    let merge = |parts: &[(&str, &[u8])]| seam::merge_all(&job, parts.iter().copied());
    let all = merge(&[("b.part", &b), ("a.part", &a)]).unwrap();
    assert_eq!(seam::finish(&job, &all).unwrap(), serial(90));
    let error = merge(&[("a.part", &a), ("c.part", &c), ("b.part", &b)]).unwrap_err();
    assert_eq!(error.to_string(), "blocks 39..40 of c.part stand in another part too; merge every part once");
    let error = merge(&[("a.part", &a), ("torn.part", &b[..b.len() - 9])]).unwrap_err();
    assert!(error.to_string().starts_with("torn.part: is cut off"), "{error}");
}

#[test]
fn what_is_no_part_is_refused() {
    let job = held();
    let part = job.run_blocks(&Engine::serial(), 0..9).unwrap();
    for bytes in [&[][..], b"SIMPLE  =                    T", &part[..part.len() - 1], &part[..30]] {
        assert!(matches!(job.finish_bytes(bytes), Err(ToyError::Exec(Error::Unreadable { .. }))));
        assert!(matches!(seam::identity("it", bytes), Err(Error::Unreadable { .. })));
    }
}

#[test]
fn a_part_of_a_stopped_run_goes_on() {
    let folder = tempdir().unwrap();
    let store = Folder(folder.path().to_owned());
    let saving = |every| Saving { store: &store, name: "part", every };
    let (job, engine) = (Toy::of(90), Engine::serial());
    engine.stop().at_look(Some(30));
    assert!(engine.part_saved(&job, 20..70, saving(OFTEN)).is_err());
    engine.stop().clear();
    let part = engine.part_saved(&job, 20..70, saving(NEVER)).unwrap();
    assert!(engine.observer().progress().blocks() < 50);
    assert_eq!(part, engine.part(&job, 20..70).unwrap());
    let file = std::fs::read(folder.path().join("part-0")).unwrap();
    let rest = |range| seam::run_blocks(&engine, &job, range).unwrap();
    let all = seam::merge(&job, &seam::merge(&job, &rest(70..90), &rest(0..20)).unwrap(), &file).unwrap();
    assert_eq!(seam::finish(&job, &all).unwrap(), serial(90), "a checkpoint is a part");
}
