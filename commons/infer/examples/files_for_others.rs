//! Runs an ensemble on the straight line with outliers and writes the files that other programs read.
//!
//! Run with `cargo run -p astrarium-infer --example files_for_others -- FOLDER`.

use astrarium_exec::Engine;
use astrarium_infer::{
    How, Result, RunSampler, export,
    problems::Problem,
    samplers::ensemble::{Ensemble, Start},
};
use std::path::PathBuf;

fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, Into::into);
    let start = Start::Ball { centre: vec![1.17, -0.6, 4.3, 6.5, 0.2], width: vec![0.03, 0.2, 0.5, 2.0, 0.05] };
    let problem = Problem::named("P11")?;
    let settings = Ensemble { start, max_steps: 4000, thin: 4, ..Ensemble::default() };
    let mut run = settings.run(problem.target(), How::new(&Engine::serial(), 1))?;
    export::emcee(&run, &folder.join("chain.h5"))?;
    export::getdist(&run, &folder.join("chain"))?;
    export::table(&run)?.write(folder.join("points.fits"))?;
    // every point as if it had been drawn from the whole prior: the layout is what matters here
    run.points.ln_likelihood_birth = Some(vec![f64::NEG_INFINITY; run.points.len()]);
    export::anesthetic(&run, &folder.join("run"))
}
