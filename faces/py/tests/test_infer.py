"""Inference from Python: any function under any sampler, with the same bits whichever way it is called."""

import ctypes
import pickle

import numpy as np
import pytest

from astrarium import infer

LINE = {"slope": infer.uniform(-10, 10), "offset": infer.normal(0, 5)}
X = np.linspace(0, 1, 20)
Y = 2 * X + 1 + 0.1 * np.sin(37 * X)


def batch(theta):
    return -0.5 * np.sum((Y - theta[:, :1] * X - theta[:, 1:]) ** 2, axis=1) / 0.1**2


def point(theta):
    return batch(theta[None])[0]


SHORT = {"ensemble": {"max_steps": 300, "ensembles": 2}, "nested": {"live": 60}}


@pytest.mark.parametrize("sampler", SHORT)
def test_a_point_or_a_batch_at_a_time(sampler):
    one = infer.sample(point, LINE, sampler=sampler, seed=5, **SHORT[sampler])
    many = infer.sample(batch, LINE, sampler=sampler, seed=5, vectorized=True, **SHORT[sampler])
    assert one.samples.shape == (len(one), 2)
    np.testing.assert_allclose(one.samples, many.samples, rtol=1e-9)
    assert abs(many.mean()[0] - 2) < 0.2
    other = infer.sample(batch, LINE, sampler=sampler, seed=6, vectorized=True, **SHORT[sampler])
    assert not np.array_equal(other.samples[:10], many.samples[:10])


@pytest.mark.parametrize("sampler", SHORT)
def test_threads_change_no_bit(sampler):
    runs = [infer.sample("P06_d2", sampler=sampler, seed=1, threads=threads, **SHORT[sampler]) for threads in [1, 2]]
    assert runs[0].samples.tobytes() == runs[1].samples.tobytes()
    assert runs[0].ln_likelihood.tobytes() == runs[1].ln_likelihood.tobytes()


def test_the_evidence_of_a_known_problem():
    run = infer.nested("P01_d2", seed=3, live=200)
    assert abs(run.ln_z - -5.99146) < 4 * run.ln_z_err
    assert run.evidence["information"] > 0
    assert run.weights.sum() == pytest.approx(1)
    assert run.ln_likelihood_birth.shape == run.ln_likelihood.shape
    assert run.samples_u.shape == run.samples.shape


def test_a_compiled_function_runs_without_the_interpreter():
    signature = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.POINTER(ctypes.c_double), ctypes.c_int, ctypes.c_void_p)
    compiled = signature(lambda theta, n, _: -0.5 * sum(theta[k] ** 2 for k in range(n)))
    space = {"a": (-5, 5), "b": (-5, 5)}
    # the interpreter is behind this one: threads would only wait for it
    from_address = infer.ensemble(compiled, space, seed=2, max_steps=60, ensembles=2, threads=1)
    from_function = infer.ensemble(lambda x: -0.5 * (x[0] ** 2 + x[1] ** 2), space, seed=2, max_steps=60, ensembles=2)
    np.testing.assert_allclose(from_address.samples, from_function.samples, rtol=1e-12)
    wrong = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(lambda x: x)
    with pytest.raises(TypeError, match="another signature"):
        infer.ensemble(wrong, space)


def test_what_comes_along_is_kept():
    def with_radius(theta):
        return -0.5 * (theta**2).sum(axis=1), np.hypot(theta[:, 0], theta[:, 1])[:, None]

    space = {"a": (-5, 5), "b": (-5, 5)}
    run = infer.ensemble(with_radius, space, vectorized=True, blobs=["radius"], seed=1, max_steps=60)
    assert run.blob_names == ["radius"]
    np.testing.assert_allclose(run.blobs[:, 0], np.hypot(*run.samples.T))
    assert run.quantile("radius", [0.0])[0] >= 0


def test_fixed_tied_and_labelled_parameters():
    seen = []

    def look(theta):
        seen.append(theta.copy())
        return -0.5 * (theta[0] - 1) ** 2

    space = {"a": infer.parameter((-3, 3), latex=r"\alpha", unit="keV"), "b": 7.0, "c": infer.tied("a")}
    run = infer.ensemble(look, space, seed=1, max_steps=40, ensembles=2)
    assert run.names == ["a"] and run.labels == [r"\alpha"] and run.units == ["keV"]
    rows = np.array(seen)
    assert (rows[:, 1] == 7).all() and (rows[:, 2] == rows[:, 0]).all()
    assert infer.transform(space, [0.5]).tolist() == [0.0, 7.0, 0.0]


def test_distributions_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    u = np.array([[1e-3], [0.3], [0.5], [0.9999]])
    for distribution in [stats.norm(2, 3), stats.gamma(2.5), stats.uniform(-1, 4), stats.lognorm(0.5)]:
        found = infer.transform({"a": distribution}, u)[:, 0]
        np.testing.assert_allclose(found, distribution.ppf(u[:, 0]), rtol=2e-4, atol=2e-4)


def test_exceptions_come_back_as_they_were():
    class MyError(Exception):
        pass

    def fails(theta):
        raise MyError("no spectrum at this metallicity")

    with pytest.raises(MyError, match="metallicity"):
        infer.ensemble(fails, LINE, seed=1)


def test_nan_is_an_error_or_a_counted_rejection():
    def holey(theta):
        return np.nan if theta[0] > 0 else -0.5 * theta[1] ** 2

    with pytest.raises(ValueError, match="NaN at"):
        infer.ensemble(holey, LINE, seed=1, max_steps=20)
    run = infer.ensemble(holey, LINE, seed=1, max_steps=200, nan="reject")
    assert run.counts["failed"]["ln L is NaN"] > 0
    assert (run.samples[np.isfinite(run.ln_likelihood), 0] <= 0).all()
    # walkers that started where nothing is possible, and stayed, are told
    assert not run.ok and any("never moved" in reason for reason in run.reasons)


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        ((point, LINE), {"sampler": "nestde"}, "unknown variant `nestde`"),
        ((point, LINE), {"sampler": "nested", "lives": 3}, "unknown field `lives`"),
        ((point, 2), {"sampler": "nested"}, "no prior"),
        ((point, {}), {"sampler": "nested"}, "no free parameter"),
        ((point, {"a": infer.uniform(2, 1)}), {"sampler": "nested"}, "parameter `a`"),
        ((point, {"a": "b"}), {"sampler": "nested"}, "expected a prior"),
        (("P99",), {"sampler": "nested"}, "no `P99`"),
        ((3.0, LINE), {"sampler": "nested"}, "expected something to call"),
        ((lambda theta: [1.0, 2.0, 3.0], LINE), {"sampler": "nested", "vectorized": True}, "returned 3 values"),
    ],
)
def test_bad_input_says_what_was_expected(arguments, keywords, message):
    with pytest.raises((ValueError, TypeError), match=message):
        infer.sample(*arguments, **keywords)


def test_a_run_can_be_pickled():
    run = infer.nested("P01_d2", seed=3, live=60)
    back = pickle.loads(pickle.dumps(run))
    assert back.samples.tobytes() == run.samples.tobytes()
    assert back.ln_likelihood_birth.tobytes() == run.ln_likelihood_birth.tobytes()
    assert (back.ln_z, back.ok, back.reasons, repr(back)) == (run.ln_z, run.ok, run.reasons, repr(run))


def test_an_interrupted_run_goes_on_with_the_same_bits(tmp_path):
    whole = infer.ensemble(batch, LINE, vectorized=True, seed=9, max_steps=200, ensembles=2)
    calls = 0

    def stops(theta):
        nonlocal calls
        calls += 1
        if calls == 150:
            raise KeyboardInterrupt
        return batch(theta)

    options = {"vectorized": True, "seed": 9, "max_steps": 200, "ensembles": 2, "checkpoint": tmp_path / "run"}
    with pytest.raises(KeyboardInterrupt):
        infer.ensemble(stops, LINE, **options)
    assert any((tmp_path / "run").iterdir())
    first = calls
    again = infer.ensemble(stops, LINE, **options)
    assert again.samples.tobytes() == whole.samples.tobytes()
    assert calls - first < 2 * 200


def test_pictures(tmp_path):
    run = infer.ensemble("P06_d2", seed=1, max_steps=300)
    assert run.corner(tmp_path / "corner.png", truth=[0.936, 1.293]).startswith("<svg")
    assert run.course(tmp_path / "course.svg").startswith("<svg")
    assert (tmp_path / "corner.png").stat().st_size > 10_000
    with pytest.raises(ValueError, match=r"\.svg or \.png"):
        run.corner(tmp_path / "corner.jpg")


def test_walkers_start_where_they_are_told():
    random = np.random.default_rng(1)
    positions = np.array([2.0, 1.0]) + 0.1 * random.normal(size=(2, 10, 2))
    options = {"vectorized": True, "seed": 4, "max_steps": 40, "burn_in": 0}
    seen = []

    def looks(theta):
        seen.append(theta.copy())
        return batch(theta)

    shaped = infer.ensemble(looks, LINE, start=positions, **options)
    np.testing.assert_array_equal(seen[0], positions.reshape(20, 2))
    assert shaped.independent == 2 and shaped.chain.shape[1:] == (20, 2)
    flat = infer.ensemble(batch, LINE, start=positions.reshape(20, 2), ensembles=2, **options)
    assert flat.samples.tobytes() == shaped.samples.tobytes()
    seen.clear()
    infer.ensemble(looks, LINE, start=([2.0, 1.0], 0.01), walkers=12, **options)
    assert seen[0].shape == (48, 2) and (np.abs(seen[0] - [2.0, 1.0]) < 0.06).all()
    for start, more, message in [
        (positions[0, 0], {}, r"expected \(ensembles, walkers, d\)"),
        (positions.reshape(20, 2), {"ensembles": 3}, "multiple of 3"),
        (positions, {"walkers": 12}, "2 ensembles of 10 walkers"),
        (np.ones((2, 10, 2)), {}, "walkers at different values"),
        (positions[:, :, :1], {}, "start.theta: 20 values, expected 40"),
    ]:
        with pytest.raises(ValueError, match=message):
            infer.ensemble(batch, LINE, start=start, **options, **more)


def test_moves_by_name_and_weight():
    options = {"vectorized": True, "seed": 4, "max_steps": 300, "ensembles": 2, "start": ([2.0, 1.0], [0.1, 0.1])}
    named = infer.ensemble(batch, LINE, moves={"differential": 0.8, "snooker": 0.2}, **options)
    assert [move["of"]["kind"] for move in named.settings["moves"]] == ["differential", "snooker"]
    assert abs(named.mean()[0] - 2) < 0.2
    assert infer.ensemble(batch, LINE, moves="walk", **options).settings["moves"][0]["weight"] == 1.0
    with pytest.raises(ValueError, match="unknown variant `walks`"):
        infer.ensemble(batch, LINE, moves="walks", **options)
