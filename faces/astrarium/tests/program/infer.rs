//! Samplers on problems whose truth is known: the run folder, the verdict, resumed runs.
use super::said::{Desk, exists, results};

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
