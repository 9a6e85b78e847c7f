"""The battery of known answers, on the package's own problems and on modules of users."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from astrarium import infer
from astrarium.infer import battery
from astrarium.infer.problems import problems


def vectors():
    default = Path(__file__).parents[3] / ".." / "shared" / "vectors"
    file = Path(os.environ.get("ASTRARIUM_VECTORS", default)) / "infer" / "open" / "open_truth.json"
    if not file.is_file():
        pytest.skip(f"{file} is not here: set ASTRARIUM_VECTORS")
    return {problem["name"]: problem for problem in json.loads(file.read_text())}


@pytest.mark.parametrize("name", problems)
def test_every_row_of_the_reference_is_reproduced(name):
    reference, problem = vectors()[name], problems[name]
    assert battery.vectors_differ(problem | {"vectors": reference["vectors"]}) == []
    theta = np.array([row["theta"] for row in reference["vectors"]], dtype=float)
    points = [problem["ln_likelihood"](row) for row in theta]
    np.testing.assert_allclose(problem["batch"](theta), points, rtol=1e-12)
    truth, expected = problem["truth"], reference["truth"]
    np.testing.assert_allclose([truth["lnZ"], truth["H"]], [expected["lnZ"], expected["H"]], rtol=1e-9)
    np.testing.assert_allclose(truth["mean"], expected["mean"], rtol=1e-9, atol=1e-9)


def test_the_names_are_those_of_the_native_problems():
    assert list(problems) == list(infer.names()["problems"])


def test_a_right_likelihood_passes_and_a_wrong_one_does_not():
    line, broken = battery.judge("P06_d2", problems["P06_d2"], seeds=4, dlogz=0.1)
    assert broken == [] and line.startswith("P06_d2")
    shifted = problems["P01_d2"] | {"ln_likelihood": lambda theta: problems["P01_d2"]["ln_likelihood"](theta) + 0.7}
    _, broken = battery.judge("shifted", shifted, seeds=4)
    assert any(rule.startswith("A1") or rule.startswith("A3") for rule in broken)
    wide = problems["P01_d2"] | {"truth": problems["P01_d2"]["truth"] | {"sd": [1.2, 1.2]}}
    _, broken = battery.judge("wide", wide, seeds=4)
    assert any(rule.startswith("A4") for rule in broken)


def test_from_the_command_line(tmp_path):
    module = tmp_path / "bowls.py"
    module.write_text(
        """
from math import log, pi, sqrt
truth = {"lnZ": log(sqrt(2 * pi) / 20), "H": 1.577, "mean": [0.0], "sd": [1.0]}
def bowl(shift):
    return {"dim": 1, "transform": lambda u: 20 * u - 10, "truth": truth,
            "ln_likelihood": lambda theta: shift - 0.5 * float(theta[0]) ** 2,
            "vectors": [{"u": [0.6], "theta": [2.0], "lnL": -2.0}]}
problems = {"bowl": bowl(0.0), "shifted": bowl(1.0)}
"""
    )

    def run(*words):
        command = [sys.executable, "-m", "astrarium.infer.battery", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    right = run(str(module), "--problems", "bowl", "--seeds", "3", "--set", "live=150")
    assert right.returncode == 0 and "all rules hold" in right.stdout, right.stderr
    wrong = run(str(module), "--seeds", "3", "--set", "live=150")
    assert wrong.returncode == 1 and "row 0: ln L = -1.0, expected -2.0" in wrong.stdout
    assert "no such file" in run(str(tmp_path / "nothing.py")).stderr
    assert "no problem 'cup'" in run(str(module), "--problems", "cup").stderr
    empty = tmp_path / "empty.py"
    empty.write_text("")
    assert "no dictionary `problems`" in run(str(empty)).stderr
