//! Files for other programs: what stands in them, in the layout that those programs were seen to read.

use astrarium_exec::Engine;
use astrarium_infer::{
    Evidence, How, Run, RunSampler, export, import, problems::Problem, samplers::ensemble::Ensemble,
};
use astrarium_io::hdf5::{Attribute, Reader};
use std::{fs, path::Path};

fn ensemble() -> Run {
    let problem = Problem::named("P11").expect("a problem");
    let settings = Ensemble { walkers: 12, ensembles: 2, max_steps: 40, burn_in: Some(10), ..Ensemble::default() };
    settings.run(problem.target(), How::new(&Engine::serial(), 3)).expect("a run")
}

/// The same with weights, births and a derived quantity.
fn nested() -> Run {
    let mut run = ensemble();
    let n = run.points.len();
    run.points.chains = None;
    run.points.ln_weight = Some((0..n).map(|i| -(i as f64)).collect());
    run.points.ln_likelihood_birth =
        Some((0..n).map(|i| if i < 5 { f64::NEG_INFINITY } else { -500.0 + i as f64 }).collect());
    run.points.blobs = (0..n).map(|i| 0.5 * i as f64).collect();
    run.blob_names = vec!["extra".into()];
    run.evidence = Some(Evidence { ln_z: -59.5, ln_z_err: 0.1, errors: [].into(), information: None });
    run
}

fn numbers(path: &Path) -> Vec<Vec<f64>> {
    let text = fs::read_to_string(path).expect("a file");
    let row = |line: &str| line.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    text.lines().map(row).collect()
}

#[test]
fn emcee_finds_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let (run, path) = (ensemble(), folder.path().join("chain.h5"));
    export::emcee(&run, &path).unwrap();
    let file = Reader::open(&path).unwrap();
    assert_eq!(file.shape("mcmc/chain").unwrap(), [30, 24, 5]);
    assert_eq!(file.f64s("mcmc/chain").unwrap().0, run.points.theta);
    let ln = file.f64s("mcmc/log_prob").unwrap();
    assert_eq!((ln.0[7], ln.1), (run.points.ln_likelihood[7] + run.points.ln_prior[7], vec![30, 24]));
    assert_eq!(file.shape("mcmc/accepted").unwrap(), [24]);
    let attributes = file.attributes("mcmc").unwrap();
    for (name, value) in [("nwalkers", 24), ("ndim", 5), ("has_blobs", 0), ("iteration", 30)] {
        assert_eq!(attributes[name], Attribute::I64(vec![value]), "{name}");
    }
    assert_eq!(attributes["random_state_0"], Attribute::Text(vec!["MT19937".into()]));
    let Attribute::I64(key) = &attributes["random_state_1"] else { panic!("a key of whole numbers") };
    assert!(key.len() == 624 && key.iter().all(|word| u32::try_from(*word).is_ok()) && key[0] != key[1]);
    let refused = export::emcee(&nested(), &path).unwrap_err().to_string();
    assert!(refused.starts_with("points of `ensemble`; expected chains"), "{refused}");
}

#[test]
fn getdist_finds_chains_names_and_ranges() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("chain");
    let run = ensemble();
    export::getdist(&run, &root).unwrap();
    let chains = [1, 2].map(|k| numbers(&folder.path().join(format!("chain_{k}.txt"))));
    assert_eq!([chains[0].len(), chains[1].len()], [360; 2]);
    assert_eq!(chains[1][0][2..], *run.points.row(12));
    assert_eq!(chains[1][0][..2], [1.0, -(run.points.ln_likelihood[12] + run.points.ln_prior[12])]);
    let names = fs::read_to_string(folder.path().join("chain.paramnames")).unwrap();
    assert_eq!(names, "m\tm\nb\tb\nlnV\tlnV\nY\tY\nQ\tQ\n");
    let ranges = fs::read_to_string(folder.path().join("chain.ranges")).unwrap();
    assert!(ranges.starts_with("m -5e0 5e0\nb -1e1 1e1\n"), "{ranges}");
    let kind = fs::read_to_string(folder.path().join("chain.properties.ini")).unwrap();
    assert!(kind.starts_with("sampler=mcmc\n"));
    export::getdist(&nested(), &root).unwrap();
    let weighted = numbers(&folder.path().join("chain_1.txt"));
    assert!((weighted[1][0] - (-1_f64).exp()).abs() < 1e-15 && weighted[3][7] == 1.5, "{:?}", weighted[1]);
    assert_eq!(weighted.len(), 691, "weights below 1e-300 are left out");
}

#[test]
fn anesthetic_finds_births() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("run");
    let run = nested();
    export::anesthetic(&run, &root).unwrap();
    let rows = numbers(&folder.path().join("run_dead-birth.txt"));
    assert_eq!(rows.len(), run.points.len());
    assert_eq!((rows[0][7], rows[9][7], rows[9][6]), (-1e30, -491.0, run.points.ln_likelihood[9]));
    let names = fs::read_to_string(folder.path().join("run.paramnames")).unwrap();
    assert!(names.ends_with("extra*\textra\n"), "{names}");
    assert!(export::anesthetic(&ensemble(), &root).unwrap_err().to_string().contains("whose points have births"));
}

#[test]
fn tables_hold_weights_and_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let run = nested();
    let table = export::table(&run).unwrap();
    let path = folder.path().join("points.fits");
    table.write(&path).unwrap();
    let back = astrarium_io::table::Table::read(&path).unwrap();
    assert_eq!(back.f64s("lnV").unwrap(), run.points.column(2));
    assert!((back.f64s("WEIGHT").unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(back.meta.get("LNZ"), table.meta.get("LNZ"));
    assert!(table.meta.get("LNZERR").is_some() && table.meta.get("SAMPLER").is_some());
}

#[test]
fn a_run_of_ours_comes_back_bit_by_bit() {
    let folder = tempfile::tempdir().unwrap();
    for mut run in [ensemble(), nested()] {
        run.note("nothing", f64::NAN);
        let path = folder.path().join(&run.sampler);
        export::save(&run, &path).unwrap();
        let mut back = import::read(&path).unwrap();
        // JSON has no such number
        assert!(back.diagnostics["nothing"].is_null());
        back.diagnostics.clone_from(&run.diagnostics);
        assert_eq!(back, run);
    }
    let none = import::read(folder.path()).unwrap_err().to_string();
    assert!(none.starts_with("there is no run in") && none.contains("run.json"), "{none}");
}

#[test]
fn arviz_finds_groups_scales_and_weights() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.nc");
    let run = ensemble();
    export::arviz(&run, &path).unwrap();
    let file = Reader::open(&path).unwrap();
    let (m, shape) = file.f64s("posterior/m").unwrap();
    assert_eq!((shape, m[30]), (vec![24, 30], run.points.row(1)[0]), "the second chain's first draw");
    assert_eq!(file.i64s("posterior/draw").unwrap().0, (0..30).collect::<Vec<i64>>());
    let marks = file.attributes("posterior/m").unwrap();
    assert_eq!(marks["CLASS"], Attribute::Text(vec!["DIMENSION_SCALE".into()]));
    let number = |name: &str| file.attributes(&format!("posterior/{name}")).unwrap()["_Netcdf4Dimid"].clone();
    let (Attribute::I64(chain), Attribute::I64(draw)) = (number("chain"), number("draw")) else { panic!("numbers") };
    assert_eq!(marks["_Netcdf4Coordinates"], Attribute::I64(vec![chain[0], draw[0]]));
    export::arviz(&nested(), &path).unwrap();
    let file = Reader::open(&path).unwrap();
    assert_eq!(file.shape("posterior/extra").unwrap()[0], 1);
    assert_eq!(file.f64s("weighted_posterior/log_weight").unwrap().0, nested().points.ln_weight.unwrap());
    assert!(file.attributes("posterior").unwrap().contains_key("log_evidence"));
}
