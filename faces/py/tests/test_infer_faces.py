"""Optimisers, grids and catalogues from Python."""

import pickle
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from astrarium import infer


def line(theta):
    """Twenty points of a line, errors of 0.1; the exact posterior is normal."""
    x = np.linspace(0, 1, 20)
    y = 2 * x + 1 + 0.1 * np.sin(37 * x)
    return -0.5 * np.sum((y - theta[:, :1] * x - theta[:, 1:]) ** 2, axis=1) / 0.1**2


def exact():
    x = np.linspace(0, 1, 20)
    design = np.stack([x, np.ones(20)], axis=1)
    covariance = np.linalg.inv(design.T @ design) * 0.1**2
    return covariance @ design.T @ (2 * x + 1 + 0.1 * np.sin(37 * x)) / 0.1**2, covariance


PARAMETERS = {"slope": (-10, 10), "offset": (-10, 10)}


@pytest.mark.parametrize("method", ["lbfgsb", "nelder_mead", "evolution"])
def test_minimise(method):
    found = infer.minimise(line, PARAMETERS, method=method, vectorized=True)
    mean, covariance = exact()
    assert found.converged and found.names == ["slope", "offset"]
    np.testing.assert_allclose(found.x, mean, atol=2e-4)
    np.testing.assert_allclose(found.covariance, covariance, rtol=2e-3)
    top = line(found.x[None, :])[0]
    laplace = top + 2 * np.log(1 / 20) + np.log(2 * np.pi) + 0.5 * np.linalg.slogdet(covariance)[1]
    assert abs(found.ln_z - laplace) < 2e-3 and abs(found.ln_posterior - top - 2 * np.log(1 / 20)) < 1e-3
    assert found.as_dict()["slope"] == found.x[0]
    assert pickle.loads(pickle.dumps(found)).calls == found.calls > 0


def test_minimise_with_a_gradient_and_many_starts():
    """Two valleys: only one is the deepest."""

    def density(theta):
        return float(-((theta[0] ** 2 - 4) ** 2) + 0.5 * theta[0])

    def gradient(theta):
        return density(theta), np.array([-4 * theta[0] * (theta[0] ** 2 - 4) + 0.5])

    left = infer.minimise(density, {"x": (-5, 5)}, gradient=gradient, start=[-1.95])
    assert left.x[0] < 0
    many = infer.minimise(density, {"x": (-5, 5)}, gradient=gradient, start=[-1.95], starts=8, seed=1)
    assert many.x[0] > 0 and len(many.others) == 8 and many.ln_posterior > left.ln_posterior
    again = infer.minimise(density, {"x": (-5, 5)}, gradient=gradient, start=[-1.95], starts=8, seed=1)
    assert again.x[0] == many.x[0]


def test_minimise_agrees_with_the_samplers_on_a_problem_of_ours():
    found = infer.minimise("P11", starts=8)
    run = infer.ensemble("P11", seed=1, max_steps=3000)
    assert np.all(np.abs(found.x[:2] - run.mean()[:2]) < 1.5 * run.sd()[:2])


def test_minimise_names_mistakes():
    with pytest.raises(ValueError, match="simplex"):
        infer.minimise(line, PARAMETERS, method="simplex", vectorized=True)
    with pytest.raises(ValueError, match="starting point = 99"):
        infer.minimise(line, PARAMETERS, start=[99, 0], vectorized=True)
    with pytest.raises(ValueError, match="NaN"):
        infer.minimise(lambda theta: float("nan"), {"x": (0, 1)})
    with pytest.raises(ZeroDivisionError):
        infer.minimise(lambda theta: 1 / 0, {"x": (0, 1)})


def test_grid():
    mean, covariance = exact()
    sd = np.sqrt(np.diag(covariance))
    axes = {
        "slope": ("linear", mean[0] - 6 * sd[0], mean[0] + 6 * sd[0], 121),
        "offset": np.linspace(mean[1] - 6 * sd[1], mean[1] + 6 * sd[1], 101),
    }
    found = infer.grid(line, axes, PARAMETERS, vectorized=True, surface=True, keep=3)
    top = line(mean[None, :])[0]
    truth = top + 2 * np.log(1 / 20) + np.log(2 * np.pi) + 0.5 * np.linalg.slogdet(covariance)[1]
    assert abs(found.ln_z - truth) < 1e-3
    np.testing.assert_allclose(found.best[0], mean, atol=1e-9)
    assert found.surface.shape == (121, 101) and found.surface.max() == found.best_ln_posterior[0]
    np.testing.assert_allclose(found.interval("slope"), [mean[0] - sd[0], mean[0] + sd[0]], rtol=1e-3)
    assert abs(sum(found.marginals[1]) - 1) < 1e-12 and len(found.profiles[1]) == 101
    for threads in (1, 3):
        same = infer.grid(line, axes, PARAMETERS, vectorized=True, surface=True, keep=3, threads=threads)
        assert same.surface.tobytes() == found.surface.tobytes() and same.ln_z == found.ln_z


def test_grid_zooms():
    def round_(theta):
        return -((theta[:, 0] - 0.123) ** 2) - (theta[:, 1] + 2.345) ** 2

    axes = {"a": (-9, -1, 2, 4, 8), "b": ("linear", -9, 9, 13)}
    closer = infer.grid(round_, axes, vectorized=True, zooms=8)
    np.testing.assert_allclose(closer.best[0], [0.123, -2.345], atol=0.01)
    assert infer.grid(round_, axes, vectorized=True).best[0].tolist() != closer.best[0].tolist()


def test_grid_names_mistakes():
    with pytest.raises(ValueError, match="axis 'x'"):
        infer.grid(line, {"x": "linear"})
    with pytest.raises(ValueError, match="rising"):
        infer.grid(lambda x: 0.0, {"x": [1.0, 1.0]}, {"x": (0, 1)})
    with pytest.raises(ValueError, match="axes of the grid"):
        infer.grid(lambda x: 0.0, {"x": [1.0, 2.0]}, {"x": (0, 3), "y": (0, 1)})
    with pytest.raises(ValueError, match="at most"):
        infer.grid(lambda x: 0.0, {"x": ("linear", 0, 1, 10**6), "y": ("linear", 0, 1, 10**6)}, surface=True)


Y = np.sin(np.arange(40))


def sources(theta, source):
    if np.ndim(source):
        return -0.5 * ((theta[:, 0] - Y[source]) / 0.1) ** 2 - 0.5 * (theta[:, 1] / 0.2) ** 2
    return float(-0.5 * ((theta[0] - Y[source]) / 0.1) ** 2 - 0.5 * (theta[1] / 0.2) ** 2)


SMALL = {"nested": {"live": 60}, "ensemble": {"walkers": 16, "max_steps": 300}}


@pytest.mark.parametrize("sampler", ["nested", "ensemble"])
def test_catalogue(sampler):
    ids, parameters = [f"star {k}" for k in range(40)], {"a": (-3, 3), "b": infer.normal(0, 1)}
    how = {"sampler": sampler, "seed": 5} | SMALL[sampler]
    found = infer.catalogue(sources, parameters, ids, vectorized=True, **how)
    assert len(found) == 40 and found.names == ["a", "b"]
    np.testing.assert_allclose(found.mean[:, 0], Y, atol=0.08)
    np.testing.assert_allclose(np.median(found.sd, axis=0), [0.1, 0.196], rtol=0.2)
    assert np.isnan(found.ln_z).all() == (sampler == "ensemble")
    columns = found.columns()
    assert columns["a_p50"].shape == (40,) and list(columns["id"][:2]) == ["star 0", "star 1"]
    assert found.to_table()["a_sd"][3] == found.sd[3, 0]
    # a source has the bits that it has in another place, by points, on another number of threads
    for threads, batch in ((1, 7), (3, 256)):
        same = infer.catalogue(sources, parameters, ids[:9], threads=threads, batch=batch, **how)
        assert same.mean.tobytes() == found.mean[:9].tobytes()


def test_a_source_that_fails_is_a_row():
    def picky(theta, source):
        if source == 2:
            raise_me = float("nan")
            return raise_me
        return sources(theta, source)

    found = infer.catalogue(picky, {"a": (-3, 3), "b": (-3, 3)}, ["x", "y", "z", "t"], sampler="ensemble", max_steps=50)
    assert "NaN" in found.errors[2] and np.isnan(found.mean[2]).all() and not found.ok[2]
    assert [error is None for error in found.errors] == [True, True, False, True]
    assert "NaN" in found.columns()["error"][2]


def test_catalogue_names_mistakes(tmp_path):
    parameters = {"a": (-3, 3), "b": (-3, 3)}
    with pytest.raises(ValueError, match="two sources are called `x`"):
        infer.catalogue(sources, parameters, ["x", "x"])
    with pytest.raises(ValueError, match="f\\(theta, source\\)"):
        infer.catalogue("P01_d2", parameters, ["x"])
    with pytest.raises(TypeError):
        infer.catalogue(lambda theta: 0.0, parameters, ["x"])
    small = {"sampler": "ensemble", "max_steps": 20, "checkpoint": tmp_path / "rows"}
    infer.catalogue(sources, parameters, ["x"], **small)
    with pytest.raises(ValueError, match="rows-0-0"):
        infer.catalogue(sources, parameters, ["y"], **small)


SCRIPT = """
import sys
import numpy as np
from astrarium import infer

folder, threads, ranks = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "ranks"
y = np.sin(np.arange(1000))

def ln_likelihood(theta, source):
    return -0.5 * ((theta[:, 0] - y[source]) / 0.1) ** 2

comm = None
if ranks:
    from mpi4py import MPI
    comm = MPI.COMM_WORLD
found = infer.catalogue(
    ln_likelihood, {"mu": (-3, 3)}, [f"galaxy-{k}" for k in range(1000)], sampler="ensemble", walkers=8, max_steps=60,
    vectorized=True, block=10, seed=3, threads=threads, comm=comm, checkpoint=folder,
)
if found is not None:
    np.savez(folder + "/found.npz", mean=found.mean, sd=found.sd, quantiles=found.quantiles, ln=found.ln_likelihood)
"""


def size(folder):
    return sum(path.stat().st_size for path in folder.glob("rows-*")) if folder.is_dir() else 0


def arrays(folder):
    with np.load(folder / "found.npz") as found:
        return b"".join(found[name].tobytes() for name in found.files)


def test_a_thousand_fits_are_killed_and_go_on(tmp_path):
    """Killed half-way; resumed on threads, and on two ranks: the bits of an unbroken run."""
    script = tmp_path / "fits.py"
    script.write_text(SCRIPT)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    subprocess.run([sys.executable, script, whole, "2", "alone"], check=True, timeout=300)
    half = size(whole) // 2
    process = subprocess.Popen([sys.executable, script, broken, "1", "alone"])
    while size(broken) < half:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (broken / "found.npz").exists() and size(broken) < size(whole)
    on_ranks = tmp_path / "on_ranks"
    shutil.copytree(broken, on_ranks)
    subprocess.run([sys.executable, script, broken, "3", "alone"], check=True, timeout=300)
    assert arrays(broken) == arrays(whole)

    pytest.importorskip("mpi4py", reason="mpi4py is not here: pip install mpi4py, and an MPI library")
    if shutil.which("mpirun") is None:
        pytest.skip("mpirun is not here: install Open MPI")
    command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2", sys.executable, script, on_ranks, "1", "ranks"]
    subprocess.run(command, check=True, timeout=300)
    assert arrays(on_ranks) == arrays(whole)
