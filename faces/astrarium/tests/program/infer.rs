//! Samplers on problems whose truth is known: the run folder, the verdict, resumed runs.
use super::said::{Desk, exists, flat, results};

#[test]
fn a_problem_is_sampled_and_drawn() {
    let desk = Desk::new();
    let said = desk.run("infer run P01_d2 --sampler nested --set sampler.live=200 --seed 3 --out run").fine();
    assert!(said.out.contains("ln Z = ") && said.out.contains("(truth -5.9915)"), "{}", said.out);
    for name in ["spec.toml", "result.fits", "result.ecsv", "report.html", "corner.png", "corner.svg", "course.png"] {
        assert!(exists(desk.path(&format!("run/{name}"))), "{name}");
    }
    assert_eq!(desk.text("run/report.html").matches("<figure").count(), 2);
    desk.run("run run/spec.toml --threads 2 --out again").fine();
    assert_eq!(results(&desk, "again"), results(&desk, "run"));
    assert!(desk.run("cite run").fine().out.contains("@article{skilling2006"));
}

#[test]
fn a_run_that_is_too_short_is_written_and_not_trusted() {
    let desk = Desk::new();
    let said = desk.run("infer run P06_d2 --sampler ensemble --set sampler.max_steps=60 --out run");
    said.failed(6, &["not to be trusted", "autocorrelation times"]);
    assert!(exists(desk.path("run/report.html")));
}

#[test]
fn a_stopped_run_goes_on_with_the_same_bits() {
    let desk = Desk::new();
    let call = "infer run P11 --sampler nested --set sampler.live=100 --seed 2 --checkpoint 0s";
    desk.run(&format!("{call} --out whole")).fine();
    desk.run(&format!("{call} --time-limit 0.2s --out cut")).failed(5, &["stopped early", "--resume"]);
    desk.run(&format!("{call} --out cut --resume --threads 2")).fine();
    assert_eq!(results(&desk, "cut"), results(&desk, "whole"));
}

#[test]
fn what_does_not_fit_is_named() {
    let desk = Desk::new();
    desk.run("infer run P99 --out run").failed(2, &["P99", "P09"]);
    desk.run("infer run P11 --sampler nestde --out run").failed(2, &["nestde", "nested"]);
    desk.run("infer run P11 --set sampler.lives=3 --out run").failed(2, &["lives"]);
    desk.run("infer run P11 P12 --out run").failed(2, &["input.problem"]);
    assert!(!exists(desk.path("run")));
    let template = desk.run("spec infer.run").fine().out;
    assert_eq!(template.matches("\nkind = ").count(), 2, "{template}");
    assert!(desk.run("infer problems").fine().out.contains("P20"));
}

/// Two runs that later commands look at: one of nested sampling, one of walkers that is too short.
fn two_runs() -> Desk {
    let desk = Desk::new();
    desk.run("infer run P01_d2 --sampler nested --set sampler.live=100 --seed 3 --out nested").fine();
    let short = "infer run P01_d2 --sampler ensemble --set sampler.max_steps=60 --seed 1 --out walkers";
    desk.run(short).failed(6, &["autocorrelation times"]);
    desk
}

#[test]
fn a_finished_run_is_checked() {
    let desk = two_runs();
    let said = desk.run("infer check nested").fine();
    assert!(said.out.contains("insertion z") && said.out.contains("can be trusted"), "{}", said.out);
    let told = desk.run("infer check nested --json").fine().json();
    let run = &told["runs"][0];
    assert!(run["ok"] == true && run["parameters"][1]["name"] == "x2" && run["numbers"]["insertion_z"].is_number());
    assert!((run["ln_z"][0].as_f64().expect("a number") + 5.99).abs() < 0.6);
    let said = desk.run("infer check nested walkers").failed(6, &["walkers is not to be trusted", "autocorrelation"]);
    assert!(said.out.contains("NOT to be trusted") && said.out.contains("4 independent"), "{}", said.out);
    // the verdict of a run whose points were altered afterwards does not come from its own words
    let words = desk.text("walkers/run.json").replace("\"ok\": false", "\"ok\": true");
    desk.write("walkers/run.json", words);
    desk.run("infer check walkers --burn-in 20").failed(6, &["not to be trusted"]);
    desk.run("infer convert walkers --to emcee -o chain.h5").fine();
    desk.run("infer check chain.h5").failed(6, &["autocorrelation times", "cannot tell"]);
    desk.run("infer check walkers --burn-in 30").failed(2, &["leaves nothing of walkers", "draws"]);
    desk.run("infer check nested --burn-in 3").failed(2, &["no chains"]);
}

#[test]
fn what_is_no_run_is_named() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("empty")).expect("room");
    desk.run("infer check empty").failed(2, &["there is no run in", "run.json"]);
    desk.run("infer check nowhere").failed(3, &["nowhere: nothing is there", "run.json"]);
    desk.write("notes.md", "x");
    desk.run("infer check notes.md").failed(3, &["a file of no known kind"]);
    desk.write("a_1.txt", "1 2 3\n1 2\n");
    desk.run("infer check a_1.txt").failed(3, &["2 numbers in line 2"]);
    desk.write("b_1.txt", "1 2 three\n");
    desk.run("infer check b").failed(3, &["`three` in line 1"]);
}

#[test]
fn several_runs_are_drawn_over_one_another() {
    let desk = two_runs();
    desk.run("infer corner nested walkers --truth x1=0,x2=0 -o corner.svg").fine();
    let drawn = desk.text("corner.svg");
    assert!(drawn.contains(">nested<") && drawn.contains(">walkers<"), "both runs stand in the legend");
    desk.run("infer corner nested --parameters x2 --title One -o one.png").fine();
    assert!(desk.read("one.png").starts_with(b"\x89PNG"));
    desk.run("infer corner nested --parameters x2 -o one.png").failed(2, &["one.png exists", "--overwrite"]);
    desk.run("infer corner nested --overwrite -o one.png").fine();
    desk.run("infer corner nested --parameters x2,x3 -o b.png").failed(2, &["x3", "x2"]);
    desk.run("infer corner nested --truth x9=1 -o b.png").failed(2, &["x9=1", "x1, x2"]);
    desk.run("infer corner nested -o b.jpg").failed(2, &["b.jpg", ".png or .svg"]);
}

#[test]
fn a_run_is_written_for_other_programs_and_read_back() {
    let desk = two_runs();
    for (run, to, out, back) in [
        ("walkers", "emcee", "chain.h5", Some("chain.h5")),
        ("walkers", "getdist", "chain", Some("chain_1.txt")),
        ("nested", "anesthetic", "dead", Some("dead")),
        ("nested", "native", "copy", Some("copy")),
        ("nested", "arviz", "nested.nc", None),
        ("walkers", "arviz", "walkers.nc", None),
        ("nested", "fits", "points.fits", None),
        ("nested", "csv", "points.csv", None),
        ("nested", "hdf5", "points.h5", None),
    ] {
        desk.run(&format!("infer convert {run} --to {to} -o {out}")).fine();
        desk.run(&format!("infer convert {run} --to {to} -o {out}")).failed(2, &["exists", "--overwrite"]);
        let Some(back) = back else { continue };
        let [known, found] = [run, back].map(|run| {
            let said = desk.run(&format!("infer check {run} --json"));
            said.json()["runs"][0].clone()
        });
        for k in 0..2 {
            let mean = |run: &serde_json::Value| run["parameters"][k]["mean"].as_f64().expect("a number");
            assert!((mean(&known) - mean(&found)).abs() < 1e-9, "{to}: {known} {found}");
        }
    }
    // what was written as deaths and births says the same of the evidence and of the ranks
    let said = flat(&desk.run("infer check dead").fine().out);
    assert!(said.contains("ln Z = ") && said.contains("insertion z"), "{said}");
    assert_eq!(desk.read("copy/points.h5"), desk.read("nested/points.h5"));
    desk.run("infer convert walkers --to anesthetic -o x").failed(2, &["`ensemble`", "births"]);
    desk.run("infer convert nested --to emcee -o x").failed(2, &["`nested`", "chains"]);
    desk.run("infer convert nested --to arvis -o x").failed(2, &["arvis", "arviz"]);
}

#[test]
fn the_demonstration_prints_a_table_against_the_truth() {
    let desk = Desk::new();
    let said = desk.run("infer demo P01_d2 --samplers nested,nuts --seed 2 --out demo").fine();
    for word in ["truth", "nested", "nuts", "optimiser", "x1", "ln Z", "calls"] {
        assert!(said.out.contains(word), "no {word} in\n{}", said.out);
    }
    for name in ["corner.png", "course_nested.svg", "course_nuts.png", "report.html", "result.ecsv"] {
        assert!(exists(desk.path(&format!("demo/{name}"))), "{name}");
    }
    desk.run("infer demo --samplers nestde --out other").failed(2, &["nestde", "nested"]);
    desk.run("infer demo P04 --samplers nested --out other").failed(2, &["gradients"]);
}

#[test]
fn a_model_is_calibrated_and_a_wrong_call_is_named() {
    let desk = Desk::new();
    let call = "infer sbc normal --n-sim 60 --seed 1 --sampler nested --set sampler.live=50";
    let said = desk.run(&format!("{call} --out run")).fine();
    for word in ["Calibration of normal by nested", "60 fits ranked, 0 failed", "ln_sigma", "ln L", "distance"] {
        assert!(said.out.contains(word), "no {word} in\n{}", said.out);
    }
    assert!(exists(desk.path("run/ranks.png")) && exists(desk.path("run/differences.svg")));
    desk.run(&format!("{call} --threads 2 --out again")).fine();
    assert_eq!(results(&desk, "again"), results(&desk, "run"));
    desk.run(&format!("{call} --time-limit 0.1s --checkpoint 0s --out cut")).failed(5, &["stopped early"]);
    desk.run(&format!("{call} --checkpoint 0s --out cut --resume")).fine();
    assert_eq!(results(&desk, "cut"), results(&desk, "run"));
    let walkers =
        "infer sbc normal --n-sim 60 --set sampler={kind='ensemble',ensembles=1,max_steps=4,burn_in=2} --out walkers";
    desk.run(walkers).failed(6, &["ln L: ranks are not uniform"]);
    desk.run("infer sbc normals --out x").failed(2, &["normals", "normal"]);
    desk.run("infer sbc --out x").failed(2, &["input.model", "input.python"]);
    desk.run("infer sbc normal --sampler nuts --out x").failed(2, &["nested or ensemble"]);
}

#[test]
fn a_model_of_python_needs_python() {
    let desk = Desk::new();
    desk.write("fit.toml", "kind = \"infer.run\"\n[input]\npython = \"fit.py:ln_likelihood\"\n");
    desk.run("run fit.toml --out run").failed(2, &["fit.py:ln_likelihood", "without Python", "pip install astrarium"]);
    desk.run("infer run --out run").failed(2, &["input.problem", "input.python"]);
    let calibrated = "infer sbc --set input.python='fit.py:f' --out run";
    desk.run(calibrated).failed(2, &["input.simulate"]);
    assert!(!exists(desk.path("run")));
}
