"""dynesty's functions on results, beside those of dynesty; results without dynesty; its plots."""

import warnings

import numpy as np
import pytest
from astrarium.compat import dynesty
from astrarium.compat.dynesty import utils as dyfunc
from dynesty_cases import COV, NORM, NORMAL_TRUTH, QUIET, box, close, dynamic_run, normals, rng, static_run


@pytest.fixture(scope="module")
def static():
    return static_run()


@pytest.fixture(scope="module")
def dynamic():
    return dynamic_run()


@pytest.fixture(params=["static", "dynamic"])
def results(request):
    return request.getfixturevalue(request.param).results


def test_simulated_runs_scatter_by_their_error(results):
    source = rng(1)
    for simulate in (dyfunc.jitter_run, dyfunc.resample_run):
        values = [simulate(results, rstate=source).logz[-1] for _ in range(100)]
        assert 0.65 < np.std(values) / results.logzerr[-1] < 1.5, simulate.__name__
        assert abs(np.mean(values) - results.logz[-1]) < 0.5 * results.logzerr[-1]
    new, index = dyfunc.resample_run(results, rstate=source, return_idx=True)
    np.testing.assert_array_equal(new.samples, results.samples[index])
    divergence, new = dyfunc.kld_error(results, rstate=source, return_new=True)
    assert divergence[-1] > 0 and len(new.logl) == len(results.logl)


def test_unravelled_and_merged_again(results):
    strands = dyfunc.unravel_run(results)
    assert len(strands) == len(np.unique(results.samples_id)) and all(strand.nlive == 1 for strand in strands)
    again = dyfunc.merge_runs(strands)
    np.testing.assert_array_equal(again.logl, results.logl)
    assert again.logz[-1] == pytest.approx(results.logz[-1], abs=1e-6)
    np.testing.assert_allclose(again.logvol, results.logvol, atol=1e-6)
    assert again.isdynamic() == results.isdynamic()


def test_merged_runs_have_all_live_points(static, dynamic):
    other = dynesty.NestedSampler(normals, box, 3, nlive=100, rstate=rng(23), vectorized=True)
    other.run_nested(**QUIET)
    two = dyfunc.merge_runs([static.results, other.results])
    # they end at different contours, so that the number of live points changes there
    assert two.isdynamic() and two.samples_n[0] == two.samples_n.max() == 350
    assert two.logz[-1] == pytest.approx(
        (250 * static.results.logz[-1] + 100 * other.results.logz[-1]) / 350, abs=0.1
    )
    three = dyfunc.merge_runs([static.results, dynamic.results, other.results])
    assert three.isdynamic() and close(three, NORMAL_TRUTH, 5)
    assert three.logzerr[-1] < two.logzerr[-1] < static.results.logzerr[-1]
    assert len(np.unique(three.samples_id)) == sum(
        len(np.unique(sampler.results.samples_id)) for sampler in (static, dynamic, other)
    )
    # the error of the merged run is what its volumes scatter by
    scatter = np.std([dyfunc.jitter_run(three, rng(k)).logz[-1] for k in range(100)])
    assert 0.7 < scatter / three.logzerr[-1] < 1.4


def test_reweighted_runs(static):
    results = static.results
    # a temperature of 2: the same normal with twice the covariance
    new = dyfunc.reweight_run(results, results.logl / 2)
    truth = NORM / 2 - NORM - 0.5 * np.log(2.0**-3) + NORMAL_TRUTH
    assert abs(new.logz[-1] - truth) < 5 * results.logzerr[-1]
    _, cov = dyfunc.mean_and_cov(new.samples, new.importance_weights())
    np.testing.assert_allclose(cov.diagonal(), 2, atol=0.5)
    with pytest.warns(UserWarning, match="effective samples are left"):
        dyfunc.reweight_run(results, results.logl * 500)


def test_equal_weights(results):
    equal = results.samples_equal(rstate=rng(4))
    assert equal.shape == results.samples.shape
    np.testing.assert_allclose(np.cov(equal.T), COV, atol=0.35)
    assert np.array_equal(equal, dyfunc.resample_equal(results.samples, results.importance_weights(), rstate=rng(4)))
    with pytest.raises(ValueError, match="sum to"):
        dyfunc.resample_equal(results.samples, np.ones(len(results.logl)))


def test_utilities_agree_with_those_of_dynesty(results, static, dynamic):
    theirs = pytest.importorskip("dynesty.utils", reason="dynesty is not here: pip install dynesty")
    assert type(results) is theirs.Results
    weights = results.importance_weights()
    for name in ("mean_and_cov",):
        for one, other in zip(
            getattr(dyfunc, name)(results.samples, weights), getattr(theirs, name)(results.samples, weights), strict=True
        ):
            np.testing.assert_allclose(one, other, atol=1e-12)
    values = [module.quantile(results.samples[:, 0], [0.1, 0.5], weights=weights) for module in (dyfunc, theirs)]
    np.testing.assert_allclose(*values, atol=0.02)
    sums = [module.compute_integrals(logl=results.logl, logvol=results.logvol) for module in (dyfunc, theirs)]
    for k in (0, 1):
        np.testing.assert_allclose(sums[0][k], sums[1][k], atol=1e-9)
    assert sums[0][3][-1] == pytest.approx(sums[1][3][-1], abs=1e-9)
    # theirs take our results
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for simulate in (theirs.jitter_run, theirs.resample_run):
            spread = [simulate(results, rstate=rng(k)).logz[-1] for k in range(40)]
            assert abs(np.mean(spread) - results.logz[-1]) < 0.6 * results.logzerr[-1]
            assert 0.5 < np.std(spread) / results.logzerr[-1] < 1.7
        other = static.results if results.isdynamic() else dynamic.results
        both = [module.merge_runs([results, other], print_progress=False) for module in (dyfunc, theirs)]
    for key in ("logl", "samples_n", "logvol", "logz"):
        np.testing.assert_allclose(both[0][key], both[1][key], atol=1e-9, err_msg=key)


@pytest.mark.parametrize("plot", ["runplot", "traceplot", "cornerplot", "cornerpoints"])
def test_plots_of_dynesty(results, plot, tmp_path):
    pytest.importorskip("dynesty", reason="dynesty is not here: pip install dynesty")
    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not here: pip install matplotlib")
    matplotlib.use("Agg")
    from astrarium.compat.dynesty import plotting as dyplot

    options = {"lnz_truth": NORMAL_TRUTH} if plot == "runplot" else {"labels": ["a", "b", "c"]}
    figure, _ = getattr(dyplot, plot)(results, **options)
    figure.savefig(tmp_path / "figure.png", dpi=40)
    matplotlib.pyplot.close(figure)
    assert (tmp_path / "figure.png").stat().st_size > 5_000


WITHOUT = """
import sys
sys.modules["dynesty"] = None
import copy, pickle
import numpy as np
from astrarium.compat import dynesty
from astrarium.compat.dynesty import plotting, utils
from astrarium.compat.dynesty._results import Results

sampler = dynesty.NestedSampler(lambda x: -0.5 * x @ x, lambda u: 10 * u - 5, 2, nlive=60, rstate=np.random.default_rng(1))
sampler.run_nested(print_progress=False)
results = sampler.results
assert type(results) is Results and not results.isdynamic()
results.summary()
assert set(results.asdict()) == set(results.keys()) and "logz" in results and dict(results.items())["nlive"] == 60
assert abs(results.importance_weights().sum() - 1) < 1e-12
assert results.samples_equal(rstate=np.random.default_rng(1)).shape == results.samples.shape
assert abs(results.logz[-1] + np.log(100 / (2 * np.pi))) < 5 * results.logzerr[-1]
for back in (pickle.loads(pickle.dumps(results)), copy.copy(results), copy.deepcopy(results), results.copy()):
    assert np.array_equal(back.samples, results.samples)
merged = utils.merge_runs([results, utils.jitter_run(results)])
assert type(merged) is Results and merged.nlive == 120 and "samples_id" in repr(merged)
assert len(utils.merge_runs(utils.unravel_run(results)).logl) == len(results.logl)
for wrong in (lambda: results.nothing, lambda: results["nothing"], lambda: setattr(results, "logz", 1), lambda: Results({})):
    try:
        wrong()
    except (AttributeError, KeyError, RuntimeError, ValueError):
        continue
    raise SystemExit("no error")
try:
    plotting.runplot(results)
except ImportError as error:
    assert "pip install dynesty" in str(error)
dynesty.stand_in()
import dynesty as theirs
assert theirs.NestedSampler is dynesty.NestedSampler
"""


def test_without_dynesty_installed(python):
    assert "nlive: 60" in python(WITHOUT).stdout
