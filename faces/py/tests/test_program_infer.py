"""The program's runs: models of a Python file, and files that other programs read."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from astrarium import infer

FIT = """
import os
import time

import numpy as np
from astrarium import infer

X = np.linspace(0, 1, 20)
Y = 2 * X + 1 + 0.1 * np.sin(37 * X)
parameters = {"slope": infer.uniform(-10, 10), "offset": infer.parameter(infer.normal(0, 5), latex=r"\\beta")}


def ln_likelihood(theta):
    if "SLOW" in os.environ:
        time.sleep(0.02)
    return -0.5 * np.sum((Y - theta[:, :1] * X - theta[:, 1:]) ** 2, axis=1) / 0.1**2


def gradient(theta):
    away = (Y - theta[:, :1] * X - theta[:, 1:]) / 0.1**2
    return ln_likelihood(theta), np.stack([(away * X).sum(axis=1), away.sum(axis=1)], axis=1)


def simulate(theta, rng):
    return theta[0] * X + theta[1] + 0.1 * rng.normal(size=len(X))


def of_data(theta, data):
    return -0.5 * np.sum((data - theta[:, :1] * X - theta[:, 1:]) ** 2, axis=1) / 0.1**2


def broken(theta):
    raise RuntimeError("no spectrum at this metallicity")


number = 3
"""

SPEC = """
kind = "infer.run"
seed = 3

[input]
python = "fit.py:ln_likelihood"
vectorized = true
gradient = "gradient"

[sampler]
kind = "nested"
live = 100
"""


def run(line, cwd, **environment):
    command = [sys.executable, "-m", "astrarium", *line.split()]
    everything = os.environ | environment
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300, check=False, env=everything)


def fine(line, cwd):
    ran = run(line, cwd)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def failed(line, cwd, code, *words, **environment):
    ran = run(line, cwd, **environment)
    assert ran.returncode == code, ran.stdout + ran.stderr
    flat = " ".join(word for word in ran.stderr.split() if word not in "│×·")
    for word in words:
        assert word in flat, ran.stderr


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "fit.py").write_text(FIT)
    (tmp_path / "fit.toml").write_text(SPEC)
    return tmp_path


def test_a_model_of_a_file_is_sampled_as_from_python(desk):
    said = fine("run fit.toml --out run", desk)
    assert "fit:ln_likelihood by nested" in said
    names = {}
    exec(FIT, names)
    expected = infer.nested(names["ln_likelihood"], names["parameters"], vectorized=True, seed=3, live=100)
    import astropy.table

    found = astropy.table.Table.read(desk / "run" / "result.fits")
    assert np.array_equal(found["slope"], expected.samples[:, 0])
    words = json.loads((desk / "run" / "run.json").read_text())
    assert words["parameters"][1]["latex"] == "\\beta"
    fine("infer check run", desk)
    fine("run fit.toml --set sampler={kind='nuts',draws=300} --out gradients", desk)


def test_a_stopped_run_of_a_file_goes_on_and_a_changed_file_is_refused(desk):
    call = "run fit.toml --checkpoint 0s"
    fine(f"{call} --out whole", desk)
    failed(f"{call} --out cut --time-limit 4s", desk, 5, "stopped early", SLOW="1")
    os.utime(desk / "fit.py", (1, 1))
    fine(f"{call} --out cut --resume", desk)
    assert (desk / "cut" / "result.fits").read_bytes() == (desk / "whole" / "result.fits").read_bytes()
    failed(f"{call} --out other --time-limit 4s", desk, 5, "stopped early", SLOW="1")
    (desk / "fit.py").write_text(FIT + "\n# changed\n")
    failed(f"{call} --out other --resume", desk, 2, "inputs")


def test_parameters_of_the_specification(desk):
    parameters = """
    [[input.parameters]]
    name = "slope"
    prior = { kind = "uniform", low = -10.0, high = 10.0 }
    [[input.parameters]]
    name = "offset"
    fixed = 1.0
    """
    (desk / "fixed.toml").write_text(SPEC.replace("[sampler]", parameters.replace("    ", "") + "\n[sampler]"))
    fine("run fixed.toml --out run", desk)
    words = json.loads((desk / "run" / "run.json").read_text())
    assert [parameter["name"] for parameter in words["parameters"]] == ["slope"]
    (desk / "none.toml").write_text((desk / "fixed.toml").read_text().replace("fixed = 1.0", ""))
    failed("run none.toml --out none", desk, 2, "`offset`", "prior, fixed and tied")


def test_what_does_not_load_is_named(desk):
    def with_function(name):
        (desk / "other.toml").write_text(SPEC.replace("fit.py:ln_likelihood", name))
        return "run other.toml --out run"

    failed(with_function("fit.py:ln_like"), desk, 2, "no function ln_like", "ln_likelihood")
    failed(with_function("fit.py:number"), desk, 2, "a int, not a function")
    failed(with_function("fits.py:ln_likelihood"), desk, 2, "there is no file", "fits.py")
    failed(with_function("fit.py"), desk, 2, "FILE.py:FUNCTION")
    (desk / "bad.py").write_text("import nothing_of_this_name\n")
    failed(with_function("bad.py:f"), desk, 2, "ModuleNotFoundError", "nothing_of_this_name")
    ran = run(with_function("fit.py:broken").replace("--out", "--set input.gradient='' --out"), desk)
    assert ran.returncode != 0


def test_an_exception_of_the_function_is_shown(desk):
    (desk / "broken.toml").write_text(SPEC.replace("fit.py:ln_likelihood", "fit.py:broken").replace('gradient = "gradient"', ""))
    ran = run("run broken.toml --out run", desk)
    assert ran.returncode not in (0, 5)
    assert "no spectrum at this metallicity" in ran.stderr
    assert not (desk / "run").exists()


def test_a_model_of_a_file_is_calibrated(desk):
    spec = """
    kind = "infer.sbc"
    n_sim = 60
    [input]
    python = "fit.py:of_data"
    simulate = "simulate"
    vectorized = true
    [sampler]
    kind = "nested"
    live = 50
    """
    (desk / "sbc.toml").write_text(spec.replace("    ", ""))
    said = fine("run sbc.toml --out sbc", desk)
    assert "Calibration of fit:of_data by nested" in said and "offset" in said
    assert (desk / "sbc" / "ranks.png").stat().st_size > 5000


def made(tmp_path):
    fine("infer run P01_d2 --sampler nested --set sampler.live=100 --seed 3 --out nested", tmp_path)
    fine("infer run P01_d2 --sampler ensemble --seed 3 --out walkers", tmp_path)
    return {name: json.loads(fine(f"infer check {name} --json", tmp_path))["runs"][0] for name in ["nested", "walkers"]}


def needs(package):
    return pytest.importorskip(package, reason=f"{package} is not here: pip install {package}")


def test_arviz_reads_what_is_converted(tmp_path):
    arviz = needs("arviz")
    known = made(tmp_path)
    for name in ["nested", "walkers"]:
        fine(f"infer convert {name} --to arviz -o {name}.nc", tmp_path)
    data = arviz.from_netcdf(str(tmp_path / "walkers.nc"))
    assert data["posterior"]["x1"].dims == ("chain", "draw")
    mean = known["walkers"]["parameters"][0]["mean"]
    assert float(data["posterior"]["x1"].mean()) == pytest.approx(mean, abs=1e-12)
    assert data["sample_stats"]["lp"].shape == data["posterior"]["x1"].shape
    data = arviz.from_netcdf(str(tmp_path / "nested.nc"))
    weighted = data["weighted_posterior"]
    weights = np.exp(weighted["log_weight"] - weighted["log_weight"].max())
    mean = float((weights * weighted["x1"]).sum() / weights.sum())
    assert mean == pytest.approx(known["nested"]["parameters"][0]["mean"], abs=1e-9)
    assert data["posterior"].attrs["log_evidence"] == pytest.approx(known["nested"]["ln_z"][0])


def test_emcee_reads_what_is_converted(tmp_path):
    emcee = needs("emcee")
    needs("h5py")
    known = made(tmp_path)
    fine("infer convert walkers --to emcee -o chain.h5", tmp_path)
    backend = emcee.backends.HDFBackend(str(tmp_path / "chain.h5"), read_only=True)
    chain = backend.get_chain(flat=True)
    assert chain[:, 0].mean() == pytest.approx(known["walkers"]["parameters"][0]["mean"], abs=1e-12)


def test_getdist_reads_what_is_converted(tmp_path):
    getdist = needs("getdist")
    known = made(tmp_path)
    for name in ["nested", "walkers"]:
        fine(f"infer convert {name} --to getdist -o {name}-chain", tmp_path)
        samples = getdist.loadMCSamples(str(tmp_path / f"{name}-chain"))
        assert samples.mean("x1") == pytest.approx(known[name]["parameters"][0]["mean"], abs=1e-9)


def test_anesthetic_reads_what_is_converted(tmp_path):
    anesthetic = needs("anesthetic")
    known = made(tmp_path)
    fine("infer convert nested --to anesthetic -o dead", tmp_path)
    samples = anesthetic.read_chains(str(tmp_path / "dead"))
    ln_z, error = known["nested"]["ln_z"]
    assert float(samples.logZ()) == pytest.approx(ln_z, abs=2 * error)
    assert float(samples["x1"].mean()) == pytest.approx(known["nested"]["parameters"][0]["mean"], abs=0.02)
