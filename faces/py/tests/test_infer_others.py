"""Other packages read what inference writes, and find the same numbers."""

import numpy as np
import pytest

from astrarium import infer

SPACE = {"a": infer.parameter(infer.uniform(-5, 5), latex=r"\alpha"), "b": infer.normal(0, 3)}


def likelihood(theta):
    ln_l = -0.5 * ((theta[:, 0] - 1) ** 2 + (theta[:, 1] - 0.5 * theta[:, 0]) ** 2 / 0.25)
    return ln_l, np.stack([theta.sum(axis=1), theta.prod(axis=1)], axis=-1)


@pytest.fixture(scope="module")
def chains():
    return infer.ensemble(
        likelihood, SPACE, vectorized=True, blobs=["sum", "product"], seed=1, max_steps=400, ensembles=2, walkers=16
    )


@pytest.fixture(scope="module")
def dead():
    return infer.nested(likelihood, SPACE, vectorized=True, blobs=["sum", "product"], seed=3, live=200)


def package(name):
    return pytest.importorskip(name, reason=f"{name} is not here: pip install {name}")


def test_arviz_reads_chains_back_from_its_own_file(chains, tmp_path):
    arviz = package("arviz")
    data = infer.to_arviz(chains)
    data.to_netcdf(tmp_path / "chain.nc")
    back = arviz.from_netcdf(tmp_path / "chain.nc")
    draws, walkers, _ = chains.chain.shape
    assert dict(back.posterior.sizes) == {"chain": walkers, "draw": draws}
    np.testing.assert_array_equal(back.posterior["b"], chains.chain[:, :, 1].T)
    np.testing.assert_array_equal(back.posterior["sum"], chains.blobs[:, 0].reshape(draws, walkers).T)
    ln_p = (chains.ln_likelihood + chains.ln_prior).reshape(draws, walkers).T
    np.testing.assert_array_equal(back.sample_stats["lp"], ln_p)
    assert back.posterior.attrs["inference_library"] == "astrarium"
    summary = arviz.summary(back, var_names=["a"])
    assert abs(summary.loc["a", "mean"] - chains.mean()[0]) < 1e-2


def test_arviz_has_weighted_points_beside_draws_of_equal_weight(dead, tmp_path):
    arviz = package("arviz")
    infer.to_arviz(dead).to_netcdf(tmp_path / "nested.nc")
    back = arviz.from_netcdf(tmp_path / "nested.nc")
    assert back.posterior.sizes["chain"] == 1
    spread = dead.sd() / np.sqrt(back.posterior.sizes["draw"])
    assert abs(float(back.posterior["a"].mean()) - dead.mean()[0]) < 4 * spread[0]
    points = back.weighted_posterior
    np.testing.assert_array_equal(points["a"], dead.samples[:, 0])
    np.testing.assert_array_equal(points["product"], dead.blobs[:, 1])
    np.testing.assert_array_equal(points["log_weight"], dead.ln_weights)
    np.testing.assert_array_equal(points["log_likelihood_birth"], dead.ln_likelihood_birth)


def test_getdist_reads_chains(chains, tmp_path):
    getdist = package("getdist")
    chains.write(tmp_path / "chain", "getdist")
    read = getdist.loadMCSamples(str(tmp_path / "chain"))
    assert read.getParamNames().list() == ["a", "b", "sum", "product"]
    assert read.getParamNames().parWithName("a").label == r"\alpha"
    assert read.getParamNames().parWithName("sum").isDerived
    assert read.numrows == len(chains) and len(read.chain_offsets) == 3
    np.testing.assert_allclose(read.getMeans()[:2], chains.mean(), rtol=1e-12)
    np.testing.assert_allclose(np.sqrt(read.getVars()[:2]), chains.sd(), rtol=1e-3)
    assert read.ranges.getLower("a") == -5 and read.ranges.getUpper("b") is None
    converted = infer.to_getdist(chains)
    np.testing.assert_allclose(converted.getMeans(), read.getMeans(), rtol=1e-12)
    assert converted.ranges.getUpper("a") == 5


def test_getdist_reads_weighted_points(dead, tmp_path):
    getdist = package("getdist")
    dead.write(tmp_path / "nested", "getdist")
    read = getdist.loadMCSamples(str(tmp_path / "nested"))
    assert read.sampler == "nested"
    np.testing.assert_allclose(read.getMeans()[:2], dead.mean(), rtol=1e-9)
    np.testing.assert_allclose(infer.to_getdist(dead).getMeans()[:2], dead.mean(), rtol=1e-9)
    best = np.argmax(dead.ln_likelihood + dead.ln_prior)
    assert read.loglikes.min() == pytest.approx(-(dead.ln_likelihood + dead.ln_prior)[best])


def test_anesthetic_reads_dead_and_birth_points(dead, tmp_path):
    anesthetic = package("anesthetic")
    dead.write(tmp_path / "run", "anesthetic")
    for read in [anesthetic.read_chains(str(tmp_path / "run")), infer.to_anesthetic(dead)]:
        assert len(read) == len(dead)
        assert read.get_label("a") == r"$\alpha$"
        # their own volumes from the births alone: the same evidence within its error
        assert abs(float(read.logZ()) - dead.ln_z) < 0.5 * dead.ln_z_err
        assert read["nlive"].max() == 200
        np.testing.assert_allclose([float(read["a"].mean()), float(read["b"].mean())], dead.mean(), atol=0.02)
        np.testing.assert_allclose(read["sum"], read["a"] + read["b"], rtol=1e-12)


def test_emcee_reads_our_file_and_goes_on_from_it(chains, tmp_path):
    emcee = package("emcee")
    package("h5py")
    path = tmp_path / "chain.h5"
    chains.write(path, "emcee")
    backend = emcee.backends.HDFBackend(path)
    draws, walkers, dim = chains.chain.shape
    assert backend.shape == (walkers, dim) and backend.iteration == draws
    np.testing.assert_array_equal(backend.get_chain(), chains.chain)
    np.testing.assert_array_equal(backend.get_log_prob(flat=True), chains.ln_likelihood + chains.ln_prior)
    np.testing.assert_array_equal(backend.get_blobs(flat=True), chains.blobs)

    def ln_p(theta):
        (ln_l,), ((total, product),) = likelihood(theta[None])
        inside = -5 < theta[0] < 5
        ln_prior = -np.log(10) - 0.5 * (theta[1] / 3) ** 2 - np.log(3 * np.sqrt(2 * np.pi))
        return (ln_l + ln_prior if inside else -np.inf), total, product

    # ln P means the same on both sides
    last = backend.get_last_sample()
    assert ln_p(last.coords[3])[0] == pytest.approx(last.log_prob[3])
    sampler = emcee.EnsembleSampler(walkers, dim, ln_p, backend=backend)
    state = backend.random_state[1]
    np.testing.assert_array_equal(sampler.random_state[1], state)
    sampler.run_mcmc(None, 30)
    assert backend.iteration == draws + 30
    np.testing.assert_array_equal(backend.get_chain()[:draws], chains.chain)
    assert 0.4 < (np.diff(backend.get_chain()[draws:, :, 0], axis=0) != 0).mean() < 0.95
    # the state that emcee starts from follows from the seed
    keys = {}
    for seed in [1, 2]:
        infer.ensemble("P01_d2", seed=seed, max_steps=20).write(tmp_path / "again.h5", "emcee")
        keys[seed] = emcee.backends.HDFBackend(tmp_path / "again.h5").random_state[1]
    np.testing.assert_array_equal(keys[1], state)
    assert not np.array_equal(keys[2], state)


def test_emcee_goes_on_from_one_blob_and_from_none(tmp_path):
    emcee = package("emcee")
    package("h5py")
    one = infer.ensemble(lambda t: (-0.5 * t[0] ** 2, t[0] ** 2), {"x": (-9, 9)}, blobs=["square"], seed=2, max_steps=20)
    none = infer.ensemble(lambda t: -0.5 * t[0] ** 2, {"x": (-9, 9)}, seed=2, max_steps=20)
    for run, ln_p in [(one, lambda t: (-0.5 * t[0] ** 2, t[0] ** 2)), (none, lambda t: -0.5 * t[0] ** 2)]:
        run.write(tmp_path / f"{len(run.blob_names)}.h5", "emcee")
        backend = emcee.backends.HDFBackend(tmp_path / f"{len(run.blob_names)}.h5")
        draws, walkers, dim = run.chain.shape
        emcee.EnsembleSampler(walkers, dim, ln_p, backend=backend).run_mcmc(None, 5)
        assert backend.get_chain().shape == (draws + 5, walkers, dim)
        if run is one:
            np.testing.assert_allclose(backend.get_blobs(), backend.get_chain()[:, :, 0] ** 2)


def test_dynesty_finds_the_same_evidence(dead):
    package("dynesty")
    from dynesty import utils

    results = infer.to_dynesty(dead)
    assert results.logz[-1] == pytest.approx(dead.ln_z)
    mean, covariance = utils.mean_and_cov(results.samples, results.importance_weights())
    np.testing.assert_allclose(mean, dead.mean(), rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), dead.sd(), rtol=1e-2)
    assert (np.diff(results.logvol) < 0).all() and results.samples_n.max() == 200
    assert len(utils.resample_equal(results.samples, results.importance_weights())) == len(dead)


@pytest.mark.parametrize(("name", "convert"), [("anesthetic", infer.to_anesthetic), ("dynesty", infer.to_dynesty)])
def test_chains_have_no_births(name, convert, chains):
    package(name)
    with pytest.raises(ValueError, match="birth"):
        convert(chains)


def test_a_file_of_no_kind_is_refused(chains, tmp_path):
    with pytest.raises(ValueError, match="format `corner`; expected emcee, getdist, anesthetic or table"):
        chains.write(tmp_path / "x", "corner")
    with pytest.raises(ValueError, match="births"):
        chains.write(tmp_path / "x", "anesthetic")
    with pytest.raises(OSError, match="x.h5"):
        chains.write(tmp_path / "no" / "x.h5", "emcee")


def test_tables_have_names_and_weights(dead, tmp_path):
    table = package("astropy.table")
    dead.write(tmp_path / "points.fits", "table")
    read = table.Table.read(tmp_path / "points.fits")
    assert read.colnames == ["a", "b", "sum", "product", "WEIGHT", "LNLIKE", "LNPRIOR"]
    np.testing.assert_array_equal(read["a"], dead.samples[:, 0])
    assert read["WEIGHT"].sum() == pytest.approx(1) and read.meta["LNZ"] == dead.ln_z
