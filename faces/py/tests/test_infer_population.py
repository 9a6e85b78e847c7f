"""Populations from the fits of their sources."""

import numpy as np
import pytest

from astrarium import infer

N, MEAN, SPREAD = 70, 1.0, 0.7


def ln_normal(x, mean, sd):
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd) - 0.5 * np.log(2 * np.pi)


def measured():
    rng = np.random.default_rng(4)
    sd = 0.3 + 0.3 * (np.arange(N) % 10) / 10
    return MEAN + SPREAD * rng.normal(size=N) + sd * rng.normal(size=N), sd


def fitted(y, sd, samples=800):
    """Posterior samples under a normal prior of 0.5 +- 2.5, with the evidence."""
    rng = np.random.default_rng(5)
    for one, error in zip(y, sd, strict=True):
        precision = 1 / error**2 + 1 / 2.5**2
        theta = (one / error**2 + 0.5 / 2.5**2) / precision + rng.normal(size=samples) / np.sqrt(precision)
        ln_prior = ln_normal(theta, 0.5, 2.5)
        yield dict(samples=theta[:, None], ln_prior=ln_prior, ln_z=ln_normal(one, 0.5, np.hypot(error, 2.5)))


PRIORS = {"mean": (0.0, 2.0), "spread": (0.3, 1.5)}


def exact(y, sd):
    """Mean and standard deviation of the population's parameters in closed form, on a grid."""
    mean, spread = np.meshgrid(np.linspace(0.0, 2.0, 201), np.linspace(0.3, 1.5, 201), indexing="ij")
    ln_l = sum(ln_normal(one, mean, np.hypot(spread, error)) for one, error in zip(y, sd, strict=True))
    p = np.exp(ln_l - ln_l.max())
    p /= p.sum()
    of = lambda x: (np.sum(p * x), np.sqrt(np.sum(p * x**2) - np.sum(p * x) ** 2))  # noqa: E731
    return of(mean), of(spread)


@pytest.fixture(scope="module")
def normal():
    return infer.population(list(fitted(*measured())), "normal", PRIORS, seed=1, live=150)


def test_the_closed_form_is_found(normal):
    for k, (centre, width) in enumerate(exact(*measured())):
        assert abs(normal.run.mean()[k] - centre) < 0.35 * width
        assert 0.8 < normal.run.sd()[k] / width < 1.25


def test_sources_shrink(normal):
    y, sd = measured()
    sources = list(fitted(y, sd))
    shrunken = np.array([w @ source["samples"][:, 0] for w, source in zip(normal.weights, sources, strict=True)])
    mean, spread = normal.run.mean()
    expected = (y / sd**2 + mean / spread**2) / (1 / sd**2 + 1 / spread**2)
    assert np.allclose(shrunken, expected, atol=0.08)
    assert [w.sum() for w in normal.weights] == pytest.approx(np.ones(N))
    assert normal.poorest[0][1] <= normal.poorest[1][1]


def test_a_function_of_ones_own_has_the_same_answer(normal):
    sources = list(fitted(*measured()))
    called = []

    def distribution(theta, eta):
        called.append(theta.shape)
        return ln_normal(theta[:, 0], eta[0], eta[1])

    own = infer.population(sources, distribution, PRIORS, seed=1, live=150)
    assert own.run.mean() == pytest.approx(normal.run.mean(), rel=1e-6)
    assert called[0][0] > 800, "samples of many sources at once"
    again = infer.population(sources, distribution, PRIORS, seed=1, live=150, threads=2)
    assert np.array_equal(own.run.samples, again.run.samples)


def test_a_stopped_population_goes_on_with_the_same_bits(normal, tmp_path):
    sources, calls = list(fitted(*measured())), []

    def distribution(theta, eta):
        calls.append(1)
        if len(calls) == 1000:
            raise KeyboardInterrupt
        return ln_normal(theta[:, 0], eta[0], eta[1])

    kept = dict(seed=1, live=60, checkpoint=tmp_path / "kept", checkpoint_every_s=0.0)
    with pytest.raises(KeyboardInterrupt):
        infer.population(sources, distribution, PRIORS, **kept)
    done = len(calls)
    resumed = infer.population(sources, distribution, PRIORS, **kept)
    resumed_calls = len(calls) - done
    calls.clear()
    calls.extend([1] * 5000)
    whole = infer.population(sources, distribution, PRIORS, seed=1, live=60)
    assert np.array_equal(resumed.run.samples, whole.run.samples)
    assert all(np.array_equal(a, b) for a, b in zip(resumed.weights, whole.weights, strict=True))
    assert resumed_calls < len(calls) - 5000, "it went on from where it was stopped"


def test_runs_are_sources():
    y = [0.5, 1.5, 2.0, 1.0]
    runs = [infer.nested(lambda x, one=one: -0.5 * ((x[0] - one) / 0.2) ** 2, {"x": (-5, 5)}, live=100) for one in y]
    found = infer.population(runs, "normal", {"mean": (-1, 4), "spread": (0.2, 2)}, live=100, largest_variance=5.0)
    assert abs(found.run.mean()[0] - 1.25) < 0.4


def test_bad_sources_are_told():
    flat = dict(samples=np.zeros((10, 1)), ln_prior=np.zeros(10))
    with pytest.raises(ValueError, match="learn of a population"):
        infer.population([], "normal", PRIORS)
    with pytest.raises(ValueError, match="source 1.*ln prior"):
        infer.population([flat, dict(flat, ln_prior=np.full(10, -np.inf))], "normal", PRIORS)
    with pytest.raises(ValueError, match="expected the same number of all"):
        infer.population([flat, dict(flat, samples=np.zeros((10, 2)))], "normal", PRIORS)
    with pytest.raises(ValueError, match="expected two"):
        infer.population([flat], "normal", {"mean": (0, 1)})
    with pytest.raises(ValueError, match="expected a function or 'normal'"):
        infer.population([flat], "lognormal", PRIORS)
    with pytest.raises(ZeroDivisionError):
        infer.population([flat, flat], lambda theta, eta: 1 / 0, PRIORS)
    with pytest.raises(ValueError, match="densities of a population"):
        infer.population([flat, flat], lambda theta, eta: np.zeros(3), PRIORS)


def test_noise_is_refused_and_counted():
    poor = [dict(source, samples=source["samples"][:12], ln_prior=source["ln_prior"][:12]) for source in fitted(*measured())]
    found = infer.population(poor, "normal", PRIORS, live=50, max_calls=2000, least_samples=4, largest_variance=10)
    assert any("effective samples" in reason for reason in found.run.counts["failed"])
