"""emcee's own examples with one import changed, its moves and blobs, and a problem whose truth is known."""

import logging

import numpy as np
import pytest

from astrarium.compat import emcee


def peer():
    return pytest.importorskip("emcee", reason="emcee is not here: pip install emcee")


def normal(x):
    return -0.5 * np.sum(x**2)


def normals(x):
    return -0.5 * np.sum(x**2, axis=1)


def start(walkers=32, dim=3, seed=1):
    return np.random.RandomState(seed).randn(walkers, dim)


def close(samples, mean, sd, tau, sigmas=4.5):
    """Mean and standard deviation of samples whose autocorrelation time is tau."""
    size = len(samples) / np.max(tau)
    np.testing.assert_array_less(np.abs(samples.mean(axis=0) - mean), sigmas * sd / np.sqrt(size))
    np.testing.assert_array_less(np.abs(samples.std(axis=0) / sd - 1), sigmas * np.sqrt(1 / size))


# ---- the examples ----


def test_quickstart():
    def log_prob(x, mu, cov):
        diff = x - mu
        return -0.5 * np.dot(diff, np.linalg.solve(cov, diff))

    ndim, nwalkers = 5, 32
    np.random.seed(42)
    means = np.random.rand(ndim)
    cov = 0.5 - np.random.rand(ndim**2).reshape((ndim, ndim))
    cov = np.triu(cov)
    cov += cov.T - np.diag(cov.diagonal())
    cov = np.dot(cov, cov)
    p0 = np.random.rand(nwalkers, ndim)
    sampler = emcee.EnsembleSampler(nwalkers, ndim, log_prob, args=[means, cov])
    assert sampler.compute_log_prob(p0)[0][0] == pytest.approx(log_prob(p0[0], means, cov))
    state = sampler.run_mcmc(p0, 100)
    sampler.reset()
    assert sampler.iteration == 0
    sampler.run_mcmc(state, 4000)
    samples = sampler.get_chain(flat=True)
    assert samples.shape == (4000 * nwalkers, ndim)
    assert 0.4 < np.mean(sampler.acceptance_fraction) < 0.7
    tau = sampler.get_autocorr_time()
    assert ((20 < tau) & (tau < 100)).all()
    close(samples, means, np.sqrt(np.diag(cov)), tau)


@pytest.fixture(scope="module")
def line():
    """The straight line whose errors are underestimated, and its likelihood."""
    random = np.random.RandomState(123)
    truth = np.array([-0.9594, 4.294, np.log(0.534)])
    x = np.sort(10 * random.rand(50))
    yerr = 0.1 + 0.5 * random.rand(50)
    y = truth[0] * x + truth[1]
    y = y + np.abs(np.exp(truth[2]) * y) * random.randn(50) + yerr * random.randn(50)
    return truth, (x, y, yerr)


def log_likelihood(theta, x, y, yerr):
    m, b, log_f = theta
    model = m * x + b
    sigma2 = yerr**2 + model**2 * np.exp(2 * log_f)
    return -0.5 * np.sum((y - model) ** 2 / sigma2 + np.log(sigma2))


def log_prior(theta):
    m, b, log_f = theta
    return 0.0 if -5.0 < m < 0.5 and 0.0 < b < 10.0 and -10.0 < log_f < 1.0 else -np.inf


def log_probability(theta, x, y, yerr):
    lp = log_prior(theta)
    return lp + log_likelihood(theta, x, y, yerr) if np.isfinite(lp) else -np.inf


def test_fitting_a_model_to_data(line):
    optimize = pytest.importorskip("scipy.optimize")
    truth, data = line
    np.random.seed(42)
    found = optimize.minimize(lambda *a: -log_likelihood(*a), truth + 0.1 * np.random.randn(3), args=data)
    pos = found.x + 1e-4 * np.random.randn(32, 3)
    nwalkers, ndim = pos.shape
    sampler = emcee.EnsembleSampler(nwalkers, ndim, log_probability, args=data)
    sampler.run_mcmc(pos, 2500, progress=False)
    samples = sampler.get_chain()
    assert samples.shape == (2500, 32, 3)
    tau = sampler.get_autocorr_time()
    assert ((20 < tau) & (tau < 50)).all()
    flat_samples = sampler.get_chain(discard=100, thin=15, flat=True)
    assert flat_samples.shape == (160 * 32, 3)
    low, middle, high = np.percentile(flat_samples, [16, 50, 84], axis=0)
    np.testing.assert_array_less(np.abs(middle - truth), 3 * (high - low) / 2)
    # emcee finds the same posterior
    other = peer().EnsembleSampler(nwalkers, ndim, log_probability, args=data)
    other.run_mcmc(pos, 1500)
    theirs = other.get_chain(discard=100, flat=True)
    ours = sampler.get_chain(discard=100, flat=True)
    error = theirs.std(axis=0) * np.sqrt(tau / len(ours) + tau / len(theirs))
    np.testing.assert_array_less(np.abs(ours.mean(axis=0) - theirs.mean(axis=0)), 4.5 * error)
    np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), rtol=0.15)


def test_autocorrelation_analysis():
    def log_prob(p):
        return np.logaddexp(-0.5 * np.sum(p**2), -0.5 * np.sum((p - 4.0) ** 2))

    np.random.seed(7)
    sampler = emcee.EnsembleSampler(32, 3, log_prob)
    sampler.run_mcmc(np.concatenate((np.random.randn(16, 3), 4.0 + np.random.randn(16, 3))), 1500)
    chain = sampler.get_chain()[:, :, 0].T
    for n in [100, 400, 1500]:
        part = chain[:, :n].T
        ours = emcee.autocorr.integrated_time(part, tol=0)
        np.testing.assert_allclose(ours, peer().autocorr.integrated_time(part, tol=0), rtol=1e-9)
    np.testing.assert_allclose(
        emcee.autocorr.function_1d(chain[0]), peer().autocorr.function_1d(chain[0]), atol=1e-12
    )
    with pytest.raises(emcee.autocorr.AutocorrError, match="shorter than 50 times") as short:
        sampler.get_autocorr_time()
    np.testing.assert_allclose(short.value.tau, sampler.get_autocorr_time(tol=0))
    np.testing.assert_allclose(
        sampler.get_autocorr_time(discard=200, thin=5, quiet=True),
        5 * emcee.autocorr.integrated_time(sampler.get_chain(discard=200, thin=5), tol=0),
    )


@pytest.mark.parametrize("shape", [(300,), (300, 4), (300, 4, 2)])
def test_autocorrelation_times_of_any_shape_are_those_of_emcee(shape, caplog):
    series = np.random.RandomState(3).randn(*shape).cumsum(axis=0) * 0.1 + np.random.RandomState(4).randn(*shape)
    for options in [{}, {"c": 3}, {"c": 10, "has_walkers": False}]:
        ours = emcee.autocorr.integrated_time(series, tol=0, **options)
        np.testing.assert_allclose(ours, peer().autocorr.integrated_time(series, tol=0, **options), rtol=1e-9)
    with caplog.at_level(logging.WARNING):
        emcee.autocorr.integrated_time(series, tol=1e4, quiet=True)
    assert "run a longer chain" in caplog.text


def test_saving_and_monitoring_progress(tmp_path):
    pytest.importorskip("h5py")

    def log_prob(theta):
        log_prior = -0.5 * np.sum((theta - 1.0) ** 2 / 100.0)
        return -0.5 * np.sum(theta**2) + log_prior, log_prior

    np.random.seed(42)
    coords = np.random.randn(32, 3)
    nwalkers, ndim = coords.shape
    filename = tmp_path / "tutorial.h5"
    backend = emcee.backends.HDFBackend(filename)
    backend.reset(nwalkers, ndim)
    sampler = emcee.EnsembleSampler(nwalkers, ndim, log_prob, backend=backend)
    autocorr, old_tau = [], np.inf
    for _ in sampler.sample(coords, iterations=10_000, progress=False):
        if sampler.iteration % 100:
            continue
        tau = sampler.get_autocorr_time(tol=0)
        autocorr.append(np.mean(tau))
        if np.all(tau * 60 < sampler.iteration) and np.all(np.abs(old_tau - tau) / tau < 0.01):
            break
        old_tau = tau
    assert 1000 < sampler.iteration < 10_000 and sampler.iteration % 100 == 0
    assert 25 < autocorr[-1] < 50
    burnin, thin = int(2 * np.max(tau)), int(0.5 * np.min(tau))
    samples = sampler.get_chain(discard=burnin, flat=True, thin=thin)
    assert sampler.get_log_prob(discard=burnin, flat=True, thin=thin).shape == sampler.get_blobs(
        discard=burnin, flat=True, thin=thin
    ).shape
    close(samples, 0.01 / 1.01, np.sqrt(1 / 1.01), 3)
    # what was left there is read again, by emcee too
    for reader in [emcee.backends.HDFBackend(filename, read_only=True), peer().backends.HDFBackend(filename)]:
        np.testing.assert_array_equal(reader.get_chain(discard=burnin, flat=True, thin=thin), samples)
        np.testing.assert_allclose(reader.get_blobs(flat=True), log_prior_of(reader.get_chain(flat=True)))
        np.testing.assert_allclose(reader.get_autocorr_time(), tau)
    # and gone on from
    before = sampler.iteration
    new_sampler = emcee.EnsembleSampler(nwalkers, ndim, log_prob, backend=emcee.backends.HDFBackend(filename))
    new_sampler.run_mcmc(None, 100)
    assert new_sampler.iteration == before + 100
    other = emcee.backends.HDFBackend(filename, name="another_prior")
    sampler = emcee.EnsembleSampler(nwalkers, ndim, log_prob, backend=other)
    sampler.run_mcmc(coords, 20)
    assert (other.iteration, emcee.backends.HDFBackend(filename).iteration) == (20, before + 100)
    with pytest.raises(RuntimeError, match="read-only"):
        emcee.backends.HDFBackend(filename, read_only=True).reset(nwalkers, ndim)


def log_prior_of(theta):
    return -0.5 * np.sum((theta - 1.0) ** 2 / 100.0, axis=1)


@pytest.mark.parametrize(
    "moves",
    [
        [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)],
        emcee.moves.StretchMove(a=3.0),
        emcee.moves.WalkMove(s=6),
        emcee.moves.KDEMove(),
        [emcee.moves.KDEMove(bw_method="silverman"), emcee.moves.KDEMove(bw_method=0.5, live_dangerously=True)],
        [emcee.moves.StretchMove(), emcee.moves.GaussianMove(0.5)],
        emcee.moves.GaussianMove([0.5, 2.0]),
        emcee.moves.GaussianMove([[0.5, 0.2], [0.2, 2.0]]),
        emcee.moves.GaussianMove(0.7, mode="random", factor=2.0),
        emcee.moves.GaussianMove(1.5, mode="sequential"),
        emcee.moves.MHMove(lambda x, random: (x + random.randn(*x.shape), np.zeros(len(x)))),
    ],
    ids=lambda moves: str([type(m).__name__ for m in (moves if isinstance(moves, list) else [moves])]),
)
def test_every_move_finds_the_posterior(moves):
    sampler = emcee.EnsembleSampler(40, 2, normals, moves=moves, vectorize=True, seed=3)
    sampler.run_mcmc(start(40, 2), 1200, store=True)
    tau = sampler.get_autocorr_time(discard=100, tol=0)
    assert (tau < 60).all()
    close(sampler.get_chain(discard=100, flat=True), 0.0, np.ones(2), tau)


def test_moves_with_a_bimodal_density():
    def logprob(x):
        return np.sum(np.logaddexp(-0.5 * (x - 2) ** 2, -0.5 * (x + 2) ** 2))

    np.random.seed(589403)
    init = np.random.randn(32, 1)
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    taus = {}
    for name, given in [("stretch", None), ("snooker", moves)]:
        sampler = emcee.EnsembleSampler(32, 1, logprob, moves=given)
        sampler.run_mcmc(init, 3000)
        taus[name] = sampler.get_autocorr_time(discard=500, tol=0)[0]
        close(sampler.get_chain(discard=500, flat=True), 0.0, np.sqrt([5.0]), taus[name])
    # what the example shows: 40 steps become 7
    assert taus["snooker"] < 0.4 * taus["stretch"]


def test_moves_that_are_not_here_say_so():
    with pytest.raises(NotImplementedError, match="dealt at random"):
        emcee.moves.StretchMove(randomize_split=False)
    with pytest.raises(NotImplementedError, match="'scott'"):
        emcee.moves.KDEMove(bw_method=lambda kde: 1.0)
    with pytest.raises(TypeError, match="is no move"):
        emcee.EnsembleSampler(8, 2, normal, moves="stretch")
    with pytest.raises(ValueError, match="mode is"):
        emcee.moves.GaussianMove(np.eye(2), mode="random")
    with pytest.raises(ValueError, match="cov has the shape"):
        emcee.moves.GaussianMove(np.ones((2, 3)))
    with pytest.raises(ValueError, match="factor is"):
        emcee.moves.GaussianMove(1.0, factor=0.5)
    sampler = emcee.EnsembleSampler(8, 2, normal, moves=emcee.moves.GaussianMove(np.ones(3)))
    with pytest.raises(ValueError, match="covariance of other than"):
        sampler.run_mcmc(start(8, 2), 1)
    sampler = emcee.EnsembleSampler(8, 2, normal, moves=emcee.moves.GaussianMove([[1, 2], [2, 1]]))
    with pytest.raises(ValueError, match="positive definite"):
        sampler.run_mcmc(start(8, 2), 1)


# ---- blobs and named parameters ----


def test_blobs():
    def log_prob(params):
        lp = -0.5 * np.sum(params**2)
        return lp, lp - 1, np.mean(params)

    coords = np.random.RandomState(42).randn(32, 3)
    plain = emcee.EnsembleSampler(32, 3, log_prob, seed=1)
    plain.run_mcmc(coords, 100)
    named = emcee.EnsembleSampler(32, 3, log_prob, blobs_dtype=[("log_prior", float), ("mean", float)], seed=1)
    named.run_mcmc(coords, 100)
    np.testing.assert_array_equal(plain.get_chain(), named.get_chain())
    assert plain.get_blobs().shape == (100, 32, 2) and named.get_blobs().shape == (100, 32)
    np.testing.assert_array_equal(plain.get_blobs()[:, :, 1], named.get_blobs()["mean"])
    np.testing.assert_allclose(named.get_blobs()["mean"], named.get_chain().mean(axis=2))
    np.testing.assert_allclose(named.get_blobs(flat=True)["log_prior"], named.get_log_prob(flat=True) - 1)


@pytest.mark.parametrize(
    ("of", "dtype", "shape", "kind"),
    [
        (lambda x: 1.5 * x[0], None, (), "f"),
        (lambda x: np.array([x[0], x[1], 3.0]), None, (3,), "f"),
        (lambda x: f"at {x[0]:.12f}", None, (), "O"),
        (lambda x: {"x": x[0]}, None, (), "O"),
        (lambda x: int(1e6 * x[0]), int, (), "i"),
        (lambda x: ("here", f"{x[0]}"), None, (2,), "O"),
        (lambda x: (x.copy(), "here"), None, (2,), "O"),
    ],
    ids=["number", "array", "text", "object", "integer", "texts", "ragged"],
)
def test_blobs_of_any_kind_follow_their_walkers(of, dtype, shape, kind):
    sampler = emcee.EnsembleSampler(12, 2, lambda x: (normal(x), of(x)), blobs_dtype=dtype, seed=5)
    for state in sampler.sample(start(12, 2), iterations=30):
        assert len(state) == 4 and len(state.blobs) == 12
    blobs, chain = sampler.get_blobs(), sampler.get_chain()
    assert blobs.shape == (30, 12, *shape) and blobs.dtype.kind == kind
    for t, walker in [(0, 0), (7, 3), (29, 11)]:
        found, expected = blobs[t, walker], of(chain[t, walker])
        pairs = zip(found, expected, strict=True) if shape == (2,) else [(found, expected)]
        assert all(np.all(one == other) for one, other in pairs)
    assert sampler.get_last_sample().blobs.shape == (12, *shape)


def test_blobs_of_a_function_of_many_points():
    sampler = emcee.EnsembleSampler(
        12, 2, lambda x: np.column_stack([normals(x), x[:, 0], x[:, 1]]), vectorize=True, seed=5
    )
    sampler.run_mcmc(start(12, 2), 20)
    np.testing.assert_array_equal(sampler.get_blobs(), sampler.get_chain())
    assert emcee.EnsembleSampler(12, 2, normal).run_mcmc(start(12, 2), 1).blobs is None


def test_blobs_of_some_points_only_are_refused():
    def sometimes(x):
        return (normal(x), x[0]) if x[0] > 0 else normal(x)

    with pytest.raises(ValueError, match="blobs for some points and none for others"):
        emcee.EnsembleSampler(12, 2, sometimes).run_mcmc(start(12, 2), 5)
    sampler = emcee.EnsembleSampler(12, 2, lambda x: (normal(x), x[0]))
    with pytest.raises(ValueError, match="log_prob but no blobs"):
        sampler.run_mcmc(emcee.State(start(12, 2), log_prob=normals(start(12, 2))), 5)
    sampler = emcee.EnsembleSampler(12, 2, normal)
    sampler.run_mcmc(start(12, 2), 2)
    sampler.log_prob_fn.f = lambda x: (normal(x), x[0])
    with pytest.raises(ValueError, match="inconsistent use of blobs"):
        sampler.run_mcmc(start(12, 2), 2)


def test_named_parameters():
    seen = []

    def log_prob(params, scale=1.0):
        seen.append(set(params))
        return -0.5 * scale * (params["a"] ** 2 + np.sum(np.square(params["b"])))

    by_list = emcee.EnsembleSampler(8, 2, log_prob, parameter_names=["a", "b"], kwargs={"scale": 2.0}, seed=2)
    by_list.run_mcmc(start(8, 2), 20)
    by_place = emcee.EnsembleSampler(12, 3, log_prob, parameter_names={"a": 0, "b": [1, 2]}, seed=2)
    by_place.run_mcmc(start(12, 3), 20)
    assert all(names == {"a", "b"} for names in seen)
    plain = emcee.EnsembleSampler(8, 2, lambda x: -0.5 * 2.0 * (x[0] ** 2 + np.sum(np.square(x[1]))), seed=2)
    plain.run_mcmc(start(8, 2), 20)
    np.testing.assert_array_equal(plain.get_chain(), by_list.get_chain())
    for names, message in [(["a"], "one for each"), (["a", "a"], "of one name"), ({"a": 0, "b": 0}, "every one")]:
        with pytest.raises(ValueError, match=message):
            emcee.EnsembleSampler(8, 2, log_prob, parameter_names=names)
    with pytest.raises(ValueError, match="one of the two"):
        emcee.EnsembleSampler(8, 2, log_prob, parameter_names=["a", "b"], vectorize=True)


# ---- a problem with known truth ----


def outliers(theta):
    """The line with outliers (P11): ln of the posterior of many points."""
    phi, s2, s3 = (np.sqrt(5) - 1) / 2, np.sqrt(2) - 1, np.sqrt(3) - 1
    stats = pytest.importorskip("scipy.stats")
    i = np.arange(1, 31)
    x, e = 10 * np.mod(0.2 + phi * i, 1), 0.3 + 0.4 * np.mod(0.9 + s2 * i, 1)
    y = 1.2 * x - 0.7 + e * stats.norm.ppf(np.mod(0.11 + s3 * i, 1))
    y[np.arange(30) % 6 == 4] += [6.0, -5.0, 7.5, 4.5, -8.0]
    m, b, ln_v, mean, q = theta.T[:, :, None]
    low, high = np.array([[-5, -10, -4, -10, 0], [5, 10, 6, 30, 1]])
    inside = ((theta > low) & (theta < high)).all(axis=1)

    def ln_normal(residual, variance):
        return -0.5 * (residual**2 / variance + np.log(2 * np.pi * variance))

    with np.errstate(all="ignore"):
        good = np.log1p(-q) + ln_normal(y - m * x - b, e**2)
        bad = np.log(q) + ln_normal(y - mean, e**2 + np.exp(ln_v))
        return np.where(inside, np.logaddexp(good, bad).sum(axis=1), -np.inf)


def test_a_line_with_outliers_has_its_known_posterior():
    centre, width = np.array([1.17, -0.6, 4.3, 6.5, 0.2]), np.array([0.03, 0.2, 0.5, 2.0, 0.05])
    sampler = emcee.EnsembleSampler(64, 5, outliers, vectorize=True, seed=11)
    sampler.run_mcmc(centre + width * start(64, 5), 4000)
    tau = sampler.get_autocorr_time(discard=500)
    mean = np.array([1.174200, -0.602152, 4.324410, 6.487319, 0.208264])
    sd = np.array([0.032857, 0.191893, 0.663416, 4.144824, 0.075575])
    close(sampler.get_chain(discard=500, flat=True), mean, sd, tau)
