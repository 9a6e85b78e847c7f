"""dynesty's samplers of ours: going on, one by one, kept and restored, with blobs."""

import os
import pickle
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from astrarium.compat import dynesty
from astrarium.compat.dynesty import utils as dyfunc
from dynesty_cases import NORMAL_TRUTH, QUIET, box, close, normal, normals, rng, same, static_run


@pytest.fixture(scope="module")
def static():
    return static_run()


def test_a_run_that_is_called_again_goes_on():
    def make(**more):
        return dynesty.NestedSampler(normals, box, 3, nlive=80, rstate=rng(12), vectorized=True, **more)

    whole, pieces = make(), make()
    whole.run_nested(dlogz=0.05, **QUIET)
    with pytest.warns(UserWarning, match="before dlogz"):
        pieces.run_nested(dlogz=0.05, maxiter=123, add_live=False, **QUIET)
    assert pieces.results.niter == len(pieces.results.logl) == 123
    assert pieces.results.logz[-1] < whole.results.logz[-1]
    with pytest.warns(UserWarning, match="before dlogz"):
        pieces.run_nested(dlogz=0.05, maxcall=700, **QUIET)
    assert 700 <= pieces.ncall < 1500
    pieces.run_nested(dlogz=1.0, **QUIET)
    assert not pieces.run().diagnostics.get("nothing") and pieces.results.niter < whole.results.niter
    pieces.run_nested(dlogz=0.05, **QUIET)
    same(pieces.results, whole.results)
    pieces.run_nested(dlogz=0.05, logl_max=-100, **QUIET)
    same(pieces.results, whole.results)
    other = make()
    other.reset()
    other.run_nested(dlogz=0.05, maxiter=50, **QUIET)
    assert other.results.samples[0, 0] != whole.results.samples[0, 0]
    stopped = make()
    stopped.run_nested(logl_max=-10.0, **QUIET)
    assert stopped.results.logl[stopped.results.niter] > -10.0 > stopped.results.logl[stopped.results.niter - 50]
    sized = make()
    sized.run_nested(n_effective=50, add_live=False, **QUIET)
    assert 45 < sized.n_effective < 80


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_change_no_bit(static, threads):
    again = dynesty.NestedSampler(normals, box, 3, nlive=250, rstate=rng(21), vectorized=True, threads=threads)
    again.run_nested(**QUIET)
    same(again.results, static.results)


def test_the_state_of_the_generator_is_the_seed():
    def first(rstate):
        sampler = dynesty.NestedSampler(normals, box, 3, nlive=50, rstate=rstate, vectorized=True)
        sampler.run_nested(maxiter=10, **QUIET)
        return sampler.results.samples[0].tolist()

    source = rng(3)
    one, two = first(source), first(source)
    assert one != two and one == first(rng(3)) and one != first(None)
    with pytest.raises(TypeError, match="Generator"):
        first(np.random.RandomState(1))


def test_generators_of_the_static_run():
    sampler = dynesty.NestedSampler(normals, box, 3, nlive=60, rstate=rng(13), vectorized=True)
    told = list(sampler.sample(dlogz=0.5))
    assert not sampler.added_live and len(told) == sampler.it - 1 == len(sampler.results.logl)
    results = sampler.results
    np.testing.assert_array_equal([one.loglstar for one in told], results.logl)
    np.testing.assert_array_equal([one.vstar for one in told], results.samples)
    for name, key in [("logvol", "logvol"), ("logz", "logz"), ("logwt", "logwt"), ("h", "information")]:
        np.testing.assert_allclose([getattr(one, name) for one in told], results[key], atol=1e-6, err_msg=name)
    np.testing.assert_allclose(np.sqrt([one.logzvar for one in told]), results.logzerr, atol=1e-6)
    assert told[-1].delta_logz < 0.6 < told[-30].delta_logz
    live = list(sampler.add_live_points())
    assert len(live) == 60 and sampler.added_live and len(sampler.results.logl) == len(told) + 60
    assert live[-1].logz == pytest.approx(sampler.results.logz[-1])
    with pytest.raises(ValueError, match="already"):
        sampler.add_final_live()
    whole = dynesty.NestedSampler(normals, box, 3, nlive=60, rstate=rng(13), vectorized=True)
    whole.run_nested(dlogz=0.5, **QUIET)
    same(sampler.results, whole.results)
    assert len(list(sampler.sample(dlogz=0.4, maxiter=7))) <= 7


def test_generators_of_the_dynamic_run():
    sampler = dynesty.DynamicNestedSampler(normals, box, 3, rstate=rng(14), vectorized=True)
    base = list(sampler.sample_initial(nlive=60, dlogz=0.5))
    low = sampler.results.logl[len(base) // 2]
    batch = list(sampler.sample_batch(nlive_new=40, logl_bounds=(low, np.inf)))
    sampler.combine_runs()
    results = sampler.results
    assert len(results.logl) == len(base) + 60 + len(batch) + 40
    assert all(one.loglstar > low for one in batch) and close(results, NORMAL_TRUTH)
    with pytest.raises(RuntimeError, match="reset"):
        next(sampler.sample_initial())


def test_progress_is_told(capsys):
    told = []

    def slow(x):
        time.sleep(2e-3)
        return normals(x)

    def print_func(results, niter, ncall, dlogz=None, **_):
        told.append((results.logz, niter, ncall, dlogz))

    sampler = dynesty.NestedSampler(slow, box, 3, nlive=60, rstate=rng(15), vectorized=True)
    sampler.run_nested(dlogz=0.3, print_func=print_func)
    assert len(told) > 1 and told[-1][1] == sampler.it - 1 and told[-1][3] == 0.3
    assert [row[1] for row in told] == sorted(row[1] for row in told)
    sampler = dynesty.NestedSampler(normals, box, 3, nlive=60, rstate=rng(15), vectorized=True)
    sampler.run_nested(dlogz=0.3)
    assert f"iter: {told[-1][1]} " in capsys.readouterr().err
    sampler.results.summary()
    assert "nlive: 60" in capsys.readouterr().out


KILLED = """
import sys, time
import numpy as np
from astrarium.compat import dynesty

def ln_l(x):
    time.sleep(float(sys.argv[3]))
    return -0.5 * x @ x

def prior(u):
    return 12 * u - 6

if __name__ == "__main__":
    kind, file = sys.argv[1:3]
    if len(sys.argv) > 4:
        sampler = getattr(dynesty, kind).restore(file)
        again = {"resume": True}
    else:
        sampler = getattr(dynesty, kind)(ln_l, prior, 2, nlive=40, sample="rwalk", rstate=np.random.default_rng(5))
        again = {}
    more = {"nlive_batch": 30, "maxbatch": 3, "use_stop": False} if "Dynamic" in kind else {"dlogz": 0.1}
    sampler.run_nested(checkpoint_file=file, checkpoint_every=0.05, print_progress=False, **more, **again)
    np.save(file + ".npy", np.column_stack([sampler.results.samples, sampler.results.logl, sampler.results.logwt]))
"""


@pytest.mark.parametrize("kind", ["NestedSampler", "DynamicNestedSampler"])
def test_a_killed_run_that_is_restored_is_the_unbroken_one(tmp_path, kind):
    script = tmp_path / "fit.py"
    script.write_text(KILLED)

    def run(name, pause, *more):
        return subprocess.Popen([sys.executable, script, kind, tmp_path / name, str(pause), *more])

    assert run("whole", 0).wait(120) == 0
    whole = np.load(tmp_path / "whole.npy")
    chance = np.random.default_rng()
    killed = 0
    process = run("part", 2e-4)
    for _ in range(2):
        waited = time.monotonic()
        while not (tmp_path / "part").exists() and time.monotonic() - waited < 60:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.05, 0.4))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        process = run("part", 2e-4, "restore")
    assert process.wait(120) == 0 and killed > 0
    assert np.load(tmp_path / "part.npy").tobytes() == whole.tobytes()


def test_kept_and_restored(tmp_path, static):
    file = tmp_path / "run.save"
    static.save(file)
    back = dynesty.NestedSampler.restore(file)
    same(back.results, static.results)
    assert pickle.loads(pickle.dumps(static)).ncall == static.ncall
    assert os.listdir(tmp_path) == ["run.save"]
    with pytest.raises(TypeError, match="expected a DynamicNestedSampler"):
        dynesty.DynamicNestedSampler.restore(file)
    # functions that cannot be kept are given again
    sampler = dynesty.NestedSampler(lambda x: normals(x), box, 3, nlive=60, rstate=rng(1), vectorized=True)
    sampler.run_nested(maxiter=50, checkpoint_file=file, **QUIET)
    back = dynesty.NestedSampler.restore(file)
    assert len(back.results.logl) == 110
    with pytest.raises(RuntimeError, match="loglikelihood="):
        back.run_nested(**QUIET)
    back = dynesty.NestedSampler.restore(file, loglikelihood=normals, prior_transform=box)
    back.run_nested(dlogz=0.3, **QUIET)
    sampler.run_nested(dlogz=0.3, **QUIET)
    same(back.results, sampler.results)
    assert file.stat().st_size < 400_000


def test_exceptions_leave_the_run_as_it_was():
    calls = 0

    def fails(x):
        nonlocal calls
        calls += 1
        if calls == 30:
            raise KeyboardInterrupt
        return normals(x)

    sampler = dynesty.NestedSampler(fails, box, 3, nlive=60, rstate=rng(20), sample="rslice", vectorized=True)
    with pytest.raises(KeyboardInterrupt):
        sampler.run_nested(dlogz=0.2, **QUIET)
    assert len(sampler.results.logl) >= 60
    sampler.run_nested(dlogz=0.2, **QUIET)
    whole = dynesty.NestedSampler(normals, box, 3, nlive=60, rstate=rng(20), sample="rslice", vectorized=True)
    whole.run_nested(dlogz=0.2, **QUIET)
    same(sampler.results, whole.results)


# ---- blobs, live points, what is impossible ----


def structured(x):
    row = np.zeros(1, dtype=[("radius", float), ("quadrant", int), ("name", "U4")])[0]
    row["radius"], row["quadrant"], row["name"] = np.hypot(*x[:2]), int(x[0] > 0), "left" if x[0] < 0 else "rght"
    return normal(x), row


@pytest.mark.parametrize("make", [dynesty.NestedSampler, dynesty.DynamicNestedSampler])
def test_blobs_of_any_kind(make, tmp_path):
    more = {"maxbatch": 2, "use_stop": False} if make is dynesty.DynamicNestedSampler else {}

    def run(function, **options):
        sampler = make(function, box, 3, nlive=50, blob=True, rstate=rng(16), sample="rwalk", **options)
        sampler.run_nested(checkpoint_file=tmp_path / "blobs", **more, **QUIET)
        back = make.restore(tmp_path / "blobs").results.blob
        assert len(back) == len(sampler.results.logl)
        return sampler, sampler.results

    sampler, results = run(structured)
    assert results.blob.dtype.names == ("radius", "quadrant", "name")
    np.testing.assert_allclose(results.blob["radius"], np.hypot(*results.samples.T[:2]))
    assert np.all((results.blob["name"] == "left") == (results.samples[:, 0] < 0))
    # only what can still come out is held
    assert len(sampler.model.blobs) < 1.5 * len(results.logl) < sampler.ncall
    _, results = run(lambda x: (normal(x), {"first": x[0]}))
    assert all(blob["first"] == x for blob, x in zip(results.blob, results.samples[:, 0], strict=True))
    _, results = run(lambda x: (normals(x), np.column_stack([x[:, 0], x[:, 1] ** 2])), vectorized=True)
    np.testing.assert_array_equal(results.blob, np.column_stack([results.samples[:, 0], results.samples[:, 1] ** 2]))


def test_live_points_that_were_drawn_before():
    u = rng(17).random((120, 3))
    given = (u, box(u), normals(box(u)))
    sampler = dynesty.NestedSampler(normals, box, 3, nlive=7, live_points=given, rstate=rng(1), vectorized=True)
    sampler.run_nested(**QUIET)
    results = sampler.results
    assert results.nlive == 120 and close(results, NORMAL_TRUTH)
    first = results.samples_it == 0
    assert first.sum() == 120
    np.testing.assert_array_equal(np.sort(results.samples_u[first][:, 0]), np.sort(u[:, 0]))
    blobs = [{"number": k} for k in range(120)]
    sampler = dynesty.NestedSampler(
        lambda x: (normal(x), {"number": -1}), box, 3, live_points=(*given, blobs), blob=True, rstate=rng(1)
    )
    sampler.run_nested(maxiter=40, **QUIET)
    assert sorted(blob["number"] for blob in sampler.results.blob)[40:] == list(range(120))
    for wrong in [given[:2], (u[:, :2], *given[1:]), (u + 1, *given[1:]), (*given[:2], np.full(120, -np.inf))]:
        sampler = dynesty.NestedSampler(normals, box, 3, live_points=wrong, vectorized=True)
        with pytest.raises(ValueError, match=r"expected"):
            sampler.run_nested(**QUIET)
    sampler = dynesty.DynamicNestedSampler(normals, box, 3, rstate=rng(2), vectorized=True)
    sampler.run_nested(live_points=given, maxbatch=0, **QUIET)
    assert sampler.results.batch_nlive.tolist() == [120]


def test_a_part_of_the_prior_is_impossible():
    def half(x):
        return np.where(x[:, 0] > 0, normals(x), -np.inf)

    sampler = dynesty.NestedSampler(half, box, 3, nlive=200, rstate=rng(18), vectorized=True)
    sampler.run_nested(**QUIET)
    results = sampler.results
    assert close(results, NORMAL_TRUTH - np.log(2)) and np.isfinite(results.logl).all()
    assert results.logvol[0] == pytest.approx(-np.log(2), abs=0.3)
    for new in (dyfunc.jitter_run(results, rng(1)), dyfunc.resample_run(results, rng(1))):
        assert abs(new.logz[-1] - results.logz[-1]) < 5 * results.logzerr[-1]
    merged = dyfunc.merge_runs(dyfunc.unravel_run(results))
    assert merged.logz[-1] == pytest.approx(results.logz[-1])


def test_plateaus():
    """A top that is flat, and steps on the way."""

    def steps(x):
        return np.minimum(np.floor(-0.5 * np.sum(x**2, axis=1)), -2.0)

    def ln_z():
        r2 = 16 * (np.arange(400_000) + 0.5) / 400_000
        inside = np.log(np.mean(np.exp(np.minimum(np.floor(-0.5 * r2), -2.0)))) + np.log(np.pi * 16)
        return inside - np.log(8.0**2)

    sampler = dynesty.NestedSampler(steps, lambda u: 8 * u - 4, 2, nlive=300, rstate=rng(19), vectorized=True)
    sampler.run_nested(**QUIET)
    # what lies in the corners of the square adds less than e^-8
    assert abs(sampler.results.logz[-1] - ln_z()) < 4.5 * max(sampler.results.logzerr[-1], 0.03)
