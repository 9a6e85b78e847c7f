"""dynesty's documented calls, with the import changed, against truths that are known."""

import json
from pathlib import Path

import numpy as np
import pytest
from astrarium.compat import dynesty
from astrarium.compat.dynesty import utils as dyfunc
from dynesty_cases import (
    COV,
    NORMAL_TRUTH,
    QUIET,
    box,
    close,
    dynamic_run,
    eggbox,
    normal,
    normals,
    over_grid,
    rng,
    shells,
    static_run,
)


@pytest.fixture(scope="module")
def static():
    return static_run()


@pytest.fixture(scope="module")
def dynamic():
    return dynamic_run()


def test_quickstart_static(static):
    results = static.results
    assert close(results, NORMAL_TRUTH)
    n = len(results.logl)
    assert n == results.niter + results.nlive and results.nlive == 250 and not results.isdynamic()
    for key in ("logl", "logwt", "logvol", "logz", "logzerr", "information", "samples_id", "samples_it", "ncall"):
        assert results[key].shape == (n,), key
    assert results.samples.shape == results.samples_u.shape == (n, 3)
    np.testing.assert_allclose(results.samples, box(results.samples_u))
    np.testing.assert_allclose(results.logl, normals(results.samples))
    assert np.all(np.diff(results.logl) >= 0) and np.all(np.diff(results.logvol) < 0)
    assert results.ncall.sum() == static.ncall and static.it == results.niter + 1
    assert results.eff == pytest.approx(100 * n / static.ncall)
    # volumes of a constant number of live points, the last ones uniform in what is left
    assert results.logvol[results.niter - 1] == pytest.approx(-results.niter * np.log(251 / 250))
    assert sorted(set(results.samples_id)) == list(range(250))
    weights = results.importance_weights()
    mean, cov = dyfunc.mean_and_cov(results.samples, weights)
    assert weights.sum() == pytest.approx(1)
    size = static.n_effective
    assert np.all(np.abs(mean) < 5 / np.sqrt(size)) and np.all(np.abs(cov - COV) < 8 / np.sqrt(size))
    quantiles = dyfunc.quantile(results.samples[:, 0], [0.16, 0.5, 0.84], weights=weights)
    np.testing.assert_allclose(quantiles, [-0.994, 0, 0.994], atol=0.2)


def test_quickstart_dynamic(dynamic):
    results = dynamic.results
    assert close(results, NORMAL_TRUTH) and results.isdynamic()
    n, batches = len(results.logl), dynamic.batch + 1
    assert dynamic.n_effective >= 2500 and batches > 2 and results.niter == n
    assert results.batch_logl_bounds.shape == (batches, 2) and results.batch_nlive.tolist() == [100] + [60] * (batches - 1)
    assert results.samples_batch.max() == batches - 1 and results.samples_n.max() > 150
    # live points of a batch were born where it begins
    for number, (low, _) in enumerate(results.batch_logl_bounds):
        assert np.all(results.logl[results.samples_batch == number] > low)
    assert results.ncall.sum() == dynamic.ncall


def test_one_point_at_a_time_or_many():
    options = {"nlive": 60, "sample": "rwalk"}
    one = dynesty.NestedSampler(normal, box, 3, rstate=rng(1), **options)
    many = dynesty.NestedSampler(normals, box, 3, rstate=rng(1), vectorized=True, **options)
    for sampler in (one, many):
        sampler.run_nested(maxiter=300, **QUIET)
    np.testing.assert_allclose(one.results.samples, many.results.samples, rtol=1e-9)
    assert one.ncall == many.ncall


@pytest.mark.parametrize("sample", ["unif", "rwalk", "slice", "rslice"])
@pytest.mark.parametrize("bound", ["single", "multi"])
def test_every_kernel_and_bound(sample, bound):
    sampler = dynesty.NestedSampler(
        normals, box, 3, nlive=100, sample=sample, bound=bound, rstate=rng(4), vectorized=True, slices=3, walks=30
    )
    sampler.run_nested(dlogz=0.1, **QUIET)
    assert close(sampler.results, NORMAL_TRUTH, 5)
    run = sampler.run(["a", "b", "c"])
    assert run.names == ["a", "b", "c"] and run.diagnostics["kernel"] == sample
    assert run.ln_z == pytest.approx(sampler.results.logz[-1], abs=0.1)
    assert run.samples.shape == sampler.results.samples.shape and run.blobs is None


def test_eggbox_and_shells():
    for ln_l, (low, high), dlogz in [(eggbox, (0, 10 * np.pi), 0.05), (shells, (-6, 6), 0.05)]:
        sampler = dynesty.NestedSampler(
            ln_l, lambda u, low=low, high=high: low + (high - low) * u, 2, nlive=300, rstate=rng(5), vectorized=True
        )
        sampler.run_nested(dlogz=dlogz, **QUIET)
        assert close(sampler.results, over_grid(ln_l, low, high)), ln_l.__name__


X = np.linspace(0, 10, 40)
Y = 1.2 * X - 0.7 + 0.4 * np.sin(31 * X)


def line(theta, x, y, *, error):
    return -0.5 * np.sum(((y - theta[0] * x - theta[1]) / error) ** 2) - len(x) * np.log(error * np.sqrt(2 * np.pi))


def wide(u, half, *, centre):
    return centre + half * (2 * u - 1)


def test_linear_regression_with_arguments():
    """Even priors far wider than the posterior: ln Z from the normal equations."""
    design = np.column_stack([X, np.ones_like(X)]) / 0.4
    best, residual, *_ = np.linalg.lstsq(design, Y / 0.4, rcond=None)
    inside = -0.5 * float(residual[0]) - 40 * np.log(0.4 * np.sqrt(2 * np.pi)) + np.log(2 * np.pi)
    truth = inside - 0.5 * np.linalg.slogdet(design.T @ design)[1] - np.log(6.0**2)
    sampler = dynesty.NestedSampler(
        line, wide, 2, nlive=150, rstate=rng(6), logl_args=(X, Y), logl_kwargs={"error": 0.4},
        ptform_args=(3.0,), ptform_kwargs={"centre": 0.5},
    )  # fmt: skip
    sampler.run_nested(**QUIET)
    results = sampler.results
    assert close(results, truth)
    mean, cov = dyfunc.mean_and_cov(results.samples, results.importance_weights())
    assert np.all(np.abs(mean - best) < 5 * np.sqrt(cov.diagonal() / sampler.n_effective))


TIMES = np.linspace(0, 30, 60)
WAVE = np.exp(-0.1 * TIMES) * np.sin(2 * np.pi * 0.2 * TIMES + 6.1) + 0.1 * np.cos(47 * TIMES)


def wave(theta):
    phase, decay, frequency = theta[:, :1], theta[:, 1:2], theta[:, 2:]
    model = np.exp(-decay * TIMES) * np.sin(2 * np.pi * frequency * TIMES + phase)
    return -0.5 * np.sum(((WAVE - model) / 0.1) ** 2, axis=1)


def test_an_exponential_wave_whose_phase_lies_at_the_seam():
    def prior(u):
        return u * [2 * np.pi, 0.5, 0.5]

    found = {}
    for periodic in ([0], None):
        sampler = dynesty.NestedSampler(
            wave, prior, 3, nlive=200, sample="rwalk", periodic=periodic, rstate=rng(7), vectorized=True
        )
        sampler.run_nested(dlogz=0.05, **QUIET)
        found[periodic is None] = sampler.results
    both = np.hypot(found[False].logzerr[-1], found[True].logzerr[-1])
    assert abs(found[False].logz[-1] - found[True].logz[-1]) < 4.5 * both
    # the peak at 6.1 has a tail beyond 2 pi, which comes out at 0
    phase, weights = found[False].samples[:, 0], found[False].importance_weights()
    angle = np.angle(np.sum(weights * np.exp(1j * phase))) % (2 * np.pi)
    assert abs(angle - 6.1) < 0.15
    # live points on both sides of the seam are one cluster: fewer steps are lost outside
    assert phase.min() >= 0 and phase.max() <= 2 * np.pi


@pytest.mark.parametrize("sample", ["unif", "rwalk", "slice", "rslice"])
def test_periodic_and_reflective_walls(sample):
    """A peak over the seam of one parameter, another at the wall of the other."""
    truth = np.log(2 * np.pi * 0.05 * 0.05 / 2)

    def ln_l(x):
        across = np.minimum(x[:, 0], 1 - x[:, 0])
        return -0.5 * (across**2 + x[:, 1] ** 2) / 0.05**2

    sampler = dynesty.NestedSampler(
        ln_l, lambda u: u, 2, nlive=150, sample=sample, periodic=[0], reflective=[1], rstate=rng(8), vectorized=True
    )
    sampler.run_nested(**QUIET)
    assert close(sampler.results, truth)
    weights, first = sampler.results.importance_weights(), sampler.results.samples[:, 0]
    assert 0.35 < weights[first < 0.5].sum() < 0.65


# ---- dynamic runs ----


def test_pfrac_moves_live_points_to_the_posterior_or_to_the_evidence():
    found = {}
    for pfrac in (0.0, 1.0):
        sampler = dynesty.DynamicNestedSampler(normals, box, 3, nlive=100, rstate=rng(9), vectorized=True)
        sampler.run_nested(
            nlive_batch=100, maxbatch=4, wt_kwargs={"pfrac": pfrac}, use_stop=False, stop_kwargs={"pfrac": pfrac}, **QUIET
        )
        assert sampler.batch == 4 and close(sampler.results, NORMAL_TRUTH, 5)
        found[pfrac] = sampler
    share = {pfrac: sampler.n_effective / sampler.ncall for pfrac, sampler in found.items()}
    assert share[1.0] > 1.5 * share[0.0]
    assert found[0.0].results.logzerr[-1] < 0.8 * found[1.0].results.logzerr[-1]


def test_functions_of_the_users_own():
    seen = []

    def weights(results, args):
        seen.append((len(results.logl), args))
        return results.logl[len(results.logl) // 2], np.inf

    def stop(results, args, rstate=None, mapper=None, return_vals=False):
        assert isinstance(rstate, np.random.Generator) and return_vals
        value = args["samples"] / len(results.logl)
        return value < 1, (value, value, value)

    sampler = dynesty.DynamicNestedSampler(normals, box, 3, nlive=60, rstate=rng(10), vectorized=True)
    sampler.run_nested(
        wt_function=weights, wt_kwargs={"of": "mine"}, stop_function=stop, stop_kwargs={"samples": 1500}, maxbatch=20, **QUIET
    )
    results = sampler.results
    assert len(results.logl) >= 1500 and len(seen) == sampler.batch and seen[0][1] == {"of": "mine"}
    assert np.isinf(results.batch_logl_bounds[1:, 1]).all() and np.isfinite(results.batch_logl_bounds[1:, 0]).all()


def test_batches_by_hand(dynamic):
    sampler = dynesty.DynamicNestedSampler(normals, box, 3, nlive=60, rstate=rng(11), vectorized=True)
    with pytest.raises(RuntimeError, match="no samples"):
        sampler.add_batch(nlive=20)
    sampler.run_nested(maxbatch=0, **QUIET)
    before = sampler.results
    sampler.add_batch(nlive=30, mode="full", **QUIET)
    sampler.add_batch(nlive=30, mode="manual", logl_bounds=(-6.0, -3.0), **QUIET)
    sampler.add_batch(nlive=30, wt_kwargs={"pfrac": 1.0}, **QUIET)
    after = sampler.results
    assert after.batch_nlive.tolist() == [60, 30, 30, 30] and sampler.it > len(after.logl) - 30
    np.testing.assert_array_equal(after.batch_logl_bounds[:3], [[-np.inf, np.inf], [-np.inf, np.inf], [-6.0, -3.0]])
    kept = after.samples[after.samples_batch == 0]
    np.testing.assert_array_equal(kept, before.samples)
    assert close(after, NORMAL_TRUTH) and after.logzerr[-1] < before.logzerr[-1]
    for wrong in ({"mode": "manual"}, {"mode": "where"}, {"wt_kwargs": {"pfrac": 2}}, {"wt_kwargs": {"frac": 1}}):
        with pytest.raises(ValueError, match=r"logl_bounds|expected"):
            sampler.add_batch(nlive=30, **wrong, **QUIET)


def test_default_functions_say_what_the_engine_does(dynamic):
    from astrarium.compat.dynesty.dynamicsampler import compute_weights, stopping_function, weight_function

    results = dynamic.results
    zweight, pweight = compute_weights(results)
    assert zweight.sum() == pytest.approx(1) and pweight.sum() == pytest.approx(1)
    for pfrac in (0.0, 0.8, 1.0):
        bounds, weights = weight_function(results, {"pfrac": pfrac}, return_weights=True)
        outside = (results.logl < bounds[0]) | (results.logl > bounds[1])
        assert outside.any() and weights[2][outside].max() <= 0.8 * weights[2].max()
        engine = dynamic._underway().range(pfrac, 0.8, 1)
        here = np.searchsorted(results.logl, [bounds, engine])
        assert np.all(np.abs(here[0] - here[1]) < 0.05 * len(results.logl))
    enough, values = stopping_function(results, {"target_n_effective": 2500}, return_vals=True)
    assert enough and values[0] == pytest.approx(2500 / dynamic.n_effective)
    args = {"pfrac": 0.0, "evid_thresh": results.logzerr[-1], "n_mc": 60}
    assert 0.6 < stopping_function(results, args, rstate=rng(1), return_vals=True)[1][2] < 1.5
    with pytest.raises(ValueError, match="expected pfrac"):
        stopping_function(results, {"pfraction": 1})


# ---- what is refused, and what is not needed ----


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample": "hslice"}, "expected one of auto"),
        ({"bound": "ball"}, "expected one of none"),
        ({"periodic": [3]}, "expected numbers from 0 to 2"),
        ({"periodic": [1], "reflective": [1]}, "periodic and reflective"),
        ({"nlive": 4}, "expected at least 5"),
        ({"ndim": 0}, "expected at least 1"),
        ({"first_update": {"min_calls": 3}}, "expected min_ncall"),
        ({"loglikelihood": 3}, "expected something to call"),
        ({"enlarge": 0.5}, "enlarge"),
        ({"prior_transform": lambda u: np.zeros((2, 2))}, "shape"),
        ({"loglikelihood": lambda x: np.nan}, "NaN at"),
        ({"loglikelihood": lambda x: np.inf}, "expected a finite number"),
        ({"loglikelihood": lambda x: -np.inf}, "start from"),
        ({"loglikelihood": lambda x: np.zeros(2), "vectorized": True}, "returned 2 values"),
    ],
)
def test_bad_input_says_what_was_expected(change, message):
    given = {"loglikelihood": normal, "prior_transform": box, "ndim": 3, "nlive": 30, "rstate": 1} | change
    with pytest.raises((ValueError, TypeError, RuntimeError), match=message):
        dynesty.NestedSampler(**given).run_nested(maxiter=5, **QUIET)


def test_a_pool_is_accepted_with_a_word():
    class Pool:
        map = map
        size = 4

    for given in ({"pool": Pool()}, {"queue_size": 4}, {"use_pool": {"prior_transform": False}}):
        with pytest.warns(UserWarning, match="not needed"):
            sampler = dynesty.NestedSampler(normal, box, 3, nlive=30, rstate=rng(1), **given)
        sampler.run_nested(maxiter=20, **QUIET)
    plain = dynesty.NestedSampler(normal, box, 3, nlive=30, rstate=rng(1), width=2)
    plain.run_nested(maxiter=20, **QUIET)
    assert plain.run().settings["queue"] == 2
    with pytest.warns(UserWarning, match="ellipsoids"):
        sampler = dynesty.NestedSampler(normal, box, 3, nlive=30, bound="balls")
    with pytest.raises(NotImplementedError, match="blobs"):
        dynesty.NestedSampler(normal, box, 3, save_evaluation_history=True)
    for file in ("gradient", "npdim"):
        with pytest.raises(TypeError, match=file):
            dynesty.NestedSampler(normal, box, 3, **{file: None})


# ---- the line with outliers ----


def test_the_line_with_outliers(vectors):
    problems = json.loads((vectors.parent / "infer" / "open" / "open_truth.json").read_text())
    problem = next(one for one in problems if one["name"] == "P11")
    x, e, y = (np.array(problem["data"][key]) for key in ("x", "e", "y"))
    low, high = np.array([-5, -10, -4, -10, 0.0]), np.array([5, 10, 6, 30, 1.0])

    def ln_l(theta):
        m, b, ln_v, centre, share = theta.T[:, :, None]
        good = -0.5 * ((y - m * x - b) / e) ** 2 - np.log(e * np.sqrt(2 * np.pi)) + np.log1p(-share)
        wide = e**2 + np.exp(ln_v)
        bad = -0.5 * ((y - centre) ** 2 / wide + np.log(2 * np.pi * wide)) + np.log(share)
        return np.logaddexp(good, bad).sum(axis=1)

    for row in problem["vectors"]:
        theta = np.array(row["theta"], dtype=float)
        assert ln_l(theta[None])[0] == pytest.approx(row["lnL"], rel=1e-9)
    truth = problem["truth"]
    sampler = dynesty.NestedSampler(ln_l, lambda u: low + (high - low) * u, 5, nlive=300, rstate=rng(31), vectorized=True)
    sampler.run_nested(**QUIET)
    results = sampler.results
    assert close(results, truth["lnZ"])
    mean, cov = dyfunc.mean_and_cov(results.samples, results.importance_weights())
    sd = np.array(truth["sd"])
    assert np.all(np.abs(mean - truth["mean"]) < 5 * sd / np.sqrt(sampler.n_effective))
    np.testing.assert_allclose(np.sqrt(cov.diagonal()), sd, rtol=0.2)
    assert sampler.run(["m", "b", "lnV", "Y", "Q"]).ok


# ---- bilby ----

BILBY = """
import logging, sys
from astrarium.compat import dynesty
dynesty.stand_in()
import bilby
import numpy as np

logging.getLogger("bilby").setLevel("ERROR")
x = np.linspace(0, 10, 40)
y = 1.2 * x - 0.7 + 0.4 * np.sin(31 * x)
likelihood = bilby.likelihood.GaussianLikelihood(x, y, lambda x, m, b: m * x + b, sigma=0.4)
priors = {"m": bilby.core.prior.Uniform(-3, 3, "m"), "b": bilby.core.prior.Uniform(-3, 3, "b")}
result = bilby.run_sampler(
    likelihood, priors, sampler="dynesty", nlive=100, outdir=sys.argv[1], label="fit", seed=3, print_method="interval-60",
    npool=1, check_point_plot=False, resume=False, **eval(sys.argv[2]),
)
assert dynesty.NestedSampler.__module__.startswith("astrarium"), dynesty.NestedSampler.__module__
print(result.log_evidence, result.log_evidence_err, result.posterior["m"].mean(), result.posterior["b"].mean())
"""


@pytest.mark.parametrize("options", ['{"sample": "rslice", "bound": "multi"}', "{}"])
def test_bilby_runs_it(python, tmp_path, options):
    """bilby imports dynesty by name: `stand_in` comes first. Its own walks (the default) are replaced by ours."""
    pytest.importorskip("bilby", reason="bilby is not here: pip install bilby")
    ran = python(BILBY, tmp_path / "out", options, timeout=300)
    evidence, error, m, b = (float(word) for word in ran.stdout.split()[-4:])
    design = np.column_stack([X, np.ones_like(X)]) / 0.4
    best, residual, *_ = np.linalg.lstsq(design, Y / 0.4, rcond=None)
    inside = -0.5 * float(residual[0]) - 40 * np.log(0.4 * np.sqrt(2 * np.pi)) + np.log(2 * np.pi)
    truth = inside - 0.5 * np.linalg.slogdet(design.T @ design)[1] - np.log(6.0**2)
    assert abs(evidence - truth) < 4.5 * error and abs(m - best[0]) < 0.02 and abs(b - best[1]) < 0.1
    assert Path(tmp_path / "out" / "fit_result.json").exists()
