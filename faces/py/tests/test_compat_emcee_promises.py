"""What the adapter for emcee promises beside emcee's examples: the same bits, states, files, refusals."""

import copy
import pickle
import sys
import warnings

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


# ---- random numbers ----


def run(n, seed=9, before=None, **options):
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=seed, **options)
    sampler.run_mcmc(start(12) if before is None else before, n)
    return sampler


MIXED = [
    (emcee.moves.DEMove(), 0.5),
    (emcee.moves.DESnookerMove(), 0.2),
    (emcee.moves.MHMove(lambda x, random: (x + random.randn(*x.shape), np.zeros(len(x)))), 0.3),
]


@pytest.mark.parametrize("moves", [None, MIXED], ids=["stretch", "mixed"])
def test_a_run_in_pieces_has_the_bits_of_one(moves, tmp_path):
    pytest.importorskip("h5py")
    whole = run(60, moves=moves)
    # one sampler that goes on
    parts = run(25, moves=moves)
    parts.run_mcmc(None, 35)
    assert parts.get_chain().tobytes() == whole.get_chain().tobytes()
    assert parts.get_log_prob().tobytes() == whole.get_log_prob().tobytes()
    np.testing.assert_array_equal(parts.acceptance_fraction, whole.acceptance_fraction)
    # another one from its state, by way of a pickle, and of numpy's generator
    first = run(25, moves=moves)
    state = pickle.loads(pickle.dumps(first.get_last_sample()))
    generator = np.random.RandomState()
    generator.set_state(state.random_state)
    state.random_state = generator.get_state()
    second = run(35, seed=0, before=state, moves=moves)
    assert second.get_chain().tobytes() == whole.get_chain()[25:].tobytes()
    # another one from a file
    path = tmp_path / "chain.h5"
    run(25, moves=moves, backend=emcee.backends.HDFBackend(path))
    third = run_on(path, 35, moves)
    assert third.get_chain().tobytes() == whole.get_chain().tobytes()
    # nothing is kept, or every third step
    silent = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=9, moves=moves)
    silent.run_mcmc(start(12), 20, store=False)
    silent.run_mcmc(None, 10, thin_by=3)
    assert silent.get_chain().tobytes() == whole.get_chain()[22:50:3].tobytes()
    # a step that fails has not been
    assert run_with_failures(moves).tobytes() == whole.get_chain().tobytes()


def run_on(path, n, moves):
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, moves=moves, backend=emcee.backends.HDFBackend(path))
    sampler.run_mcmc(None, n)
    return sampler


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_steps_before_a_failure_are_kept(kind, tmp_path):
    pytest.importorskip("h5py")
    whole = run(60)
    calls = 0

    def fails(x):
        nonlocal calls
        calls += 1
        if calls == 72:
            raise KeyboardInterrupt
        # plain numbers, and what wants a closer look, in the middle of a step too
        return normals(x) if calls % 13 else list(normals(x))

    backend = emcee.backends.HDFBackend(tmp_path / "x.h5") if kind == "file" else None
    sampler = emcee.EnsembleSampler(12, 3, fails, vectorize=True, seed=9, backend=backend)
    with pytest.raises(KeyboardInterrupt):
        sampler.run_mcmc(start(12), 60)
    # one call for the start, two for a step, one more where the answer was looked at again
    assert 25 < sampler.iteration < 36
    assert sampler.get_chain().tobytes() == whole.get_chain()[: sampler.iteration].tobytes()
    sampler.run_mcmc(sampler.get_last_sample(), 60 - sampler.iteration)
    assert sampler.get_chain().tobytes() == whole.get_chain().tobytes()
    np.testing.assert_array_equal(sampler.acceptance_fraction, whole.acceptance_fraction)


def test_nan_in_the_middle_of_a_run_leaves_what_was_before():
    whole = run(400)
    edge = np.sort(whole.get_chain()[:, :, 0].max(axis=1))[-1]
    sampler = emcee.EnsembleSampler(12, 3, lambda x: np.where(x[:, 0] >= edge, np.nan, normals(x)), vectorize=True, seed=9)
    with pytest.raises(ValueError, match="returned NaN"):
        sampler.run_mcmc(start(12), 400)
    assert 0 < sampler.iteration < 400
    assert sampler.get_chain().tobytes() == whole.get_chain()[: sampler.iteration].tobytes()


def run_with_failures(moves):
    calls = 0

    def fails(x):
        nonlocal calls
        calls += 1
        if calls % 17 == 0:
            raise KeyboardInterrupt
        return normals(x)

    sampler = emcee.EnsembleSampler(12, 3, fails, vectorize=True, seed=9, moves=moves)
    state = start(12)
    while sampler.iteration < 60:
        try:
            for state in sampler.sample(state, iterations=60 - sampler.iteration):
                pass
        except KeyboardInterrupt:
            pass
    return sampler.get_chain()


def test_points_one_at_a_time_have_the_bits_of_many():
    many = run(40)
    one = emcee.EnsembleSampler(12, 3, lambda x: normals(x[None])[0], seed=9)
    one.run_mcmc(start(12), 40)
    assert one.get_chain().tobytes() == many.get_chain().tobytes()


def test_a_half_of_the_ensemble_is_one_call():
    sizes = []

    def counts(x):
        sizes.append(len(x))
        return normals(x)

    sampler = emcee.EnsembleSampler(32, 3, counts, vectorize=True, seed=1)
    sampler.run_mcmc(start(32), 10)
    assert sizes == [32] + [16] * 20


def test_numpy_s_seed_is_the_seed():
    def sampled(seed=None, state=None):
        if seed is not None:
            np.random.seed(seed)
        before = np.random.get_state()[1].copy()
        sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True)
        np.testing.assert_array_equal(np.random.get_state()[1], before)
        if state is not None:
            sampler.random_state = state
        sampler.run_mcmc(start(12), 10)
        return sampler.get_chain()

    np.testing.assert_array_equal(sampled(1), sampled(1))
    assert not np.array_equal(sampled(1), sampled(2))
    given = [np.random.RandomState(seed).get_state() for seed in [5, 5, 6]]
    chains = [sampled(state=state) for state in given]
    np.testing.assert_array_equal(chains[0], chains[1])
    assert not np.array_equal(chains[0], chains[2])
    with pytest.warns(DeprecationWarning, match="rstate0"):
        sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=3)
        list(sampler.sample(start(12), rstate0=given[0], iterations=10))
    np.testing.assert_array_equal(sampler.get_chain(), chains[0])
    with pytest.raises(ValueError, match="expected what numpy.random.RandomState.get_state"):
        sampler.random_state = ("MT19937", [1, 2, 3], 0, 0, 0.0)


# ---- states, backends, the rest ----


def test_states_unpack_as_those_of_emcee():
    state = emcee.State(start(4, 2), log_prob=np.zeros(4))
    coords, log_prob, random = state
    assert (len(state), random, state[-1], state[1] is log_prob) == (3, None, None, True)
    with_blobs = emcee.State(start(4, 2), log_prob=np.zeros(4), blobs=np.ones(4))
    assert len(with_blobs) == 4 and with_blobs[3] is with_blobs.blobs and list(with_blobs)[3] is with_blobs.blobs
    copied = emcee.State(with_blobs, copy=True)
    copied.coords[:] = 0
    assert with_blobs.coords.any() and "State(" in repr(state)
    with pytest.raises(IndexError):
        state[3]
    theirs = peer().State(start(12), log_prob=normals(start(12)), random_state=np.random.RandomState(1).get_state())
    assert run(5, before=theirs).get_chain().shape == (5, 12, 3)
    for pos, lnp, rstate in run(2).sample(theirs, iterations=2, store=False):
        assert (pos.shape, lnp.shape, rstate[0]) == ((12, 3), (12,), "MT19937")


def test_backends_of_both_packages_hold_the_same(tmp_path):
    pytest.importorskip("h5py")
    whole = run(30)
    backends = [
        emcee.backends.HDFBackend(tmp_path / "ours.h5", compression="gzip", compression_opts=4),
        peer().backends.Backend(),
        peer().backends.HDFBackend(tmp_path / "theirs.h5"),
    ]
    for backend in backends:
        sampler = run(30, backend=backend)
        for name in ["chain", "log_prob"]:
            np.testing.assert_array_equal(sampler.get_value(name), whole.get_value(name))
        np.testing.assert_array_equal(backend.accepted, whole.backend.accepted)
        assert backend.random_state[0] == "MT19937"
        again = emcee.EnsembleSampler(12, 3, normals, vectorize=True, backend=backend)
        again.run_mcmc(None, 10)
        np.testing.assert_array_equal(again.get_chain(), run(40).get_chain())
        with pytest.raises(ValueError, match="the backend holds"):
            emcee.EnsembleSampler(14, 3, normals, backend=backend)
    # emcee goes on from our file, and we from its
    theirs = peer().EnsembleSampler(12, 3, normals, vectorize=True, backend=peer().backends.HDFBackend(tmp_path / "ours.h5"))
    theirs.run_mcmc(None, 20)
    ours = run_on(tmp_path / "ours.h5", 20, None)
    assert ours.iteration == 80
    np.testing.assert_array_equal(ours.get_chain()[:40], run(40).get_chain())
    np.testing.assert_allclose(ours.get_log_prob(), -0.5 * (ours.get_chain() ** 2).sum(axis=2))


@pytest.mark.parametrize("dtype", [None, [("a", float), ("b", int)], float], ids=["plain", "named", "given"])
def test_blobs_go_into_files_as_emcee_puts_them(dtype, tmp_path):
    pytest.importorskip("h5py")

    def log_prob(x):
        return normal(x), x[0], 2

    chains = {}
    for package in [emcee, peer()]:
        path = tmp_path / f"{package.__name__}.h5"
        for _ in range(2):
            backend = package.backends.HDFBackend(path)
            sampler = package.EnsembleSampler(12, 3, log_prob, blobs_dtype=dtype, backend=backend)
            sampler.run_mcmc(start(12) if backend.iteration == 0 else None, 10)
        chains[package.__name__] = peer().backends.HDFBackend(path).get_blobs()
    ours, theirs = chains.values()
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype) and len(ours) == 20
    first = ours["a"] if ours.dtype.names else ours[..., 0]
    np.testing.assert_array_equal(first, sampler_chain(tmp_path)[:, :, 0])
    backend = emcee.backends.HDFBackend(tmp_path / "objects.h5")
    with pytest.raises(ValueError, match="give a blobs_dtype"):
        emcee.EnsembleSampler(12, 3, lambda x: (normal(x), "text"), backend=backend).run_mcmc(start(12), 2)


def sampler_chain(folder):
    return emcee.backends.HDFBackend(folder / "astrarium.compat.emcee.h5").get_chain()


def test_steps_are_kept_back_and_never_lost(tmp_path):
    pytest.importorskip("h5py")
    path = tmp_path / "chain.h5"
    backend = emcee.backends.HDFBackend(path)
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=9, backend=backend)
    states = sampler.sample(start(12), iterations=50)
    for _ in range(10):
        next(states)
    reader = emcee.backends.HDFBackend(path, read_only=True)
    assert (sampler.iteration, reader.iteration) == (10, 0)
    assert sampler.get_chain().shape == (10, 12, 3) and reader.iteration == 10
    next(states)
    states.close()
    assert reader.iteration == 11
    assert backend.accepted.max() <= 11 and pickle.loads(pickle.dumps(backend)).iteration == 11

    def stops(x):
        raise KeyboardInterrupt

    for _ in sampler.sample(sampler.get_last_sample(), iterations=20):
        if sampler.iteration == 15:
            sampler.log_prob_fn.f = stops
            break
    with pytest.raises(KeyboardInterrupt):
        sampler.run_mcmc(sampler.get_last_sample(), 5)
    np.testing.assert_array_equal(reader.get_chain(), run(15).get_chain())
    # a refusal changes nothing
    with pytest.raises(RuntimeError, match="read-only"):
        reader.reset(12, 3)
    assert reader.iteration == 15
    with emcee.backends.TempHDFBackend() as temporary:
        assert run(5, backend=temporary).iteration == 5


def test_arviz_takes_the_sampler():
    arviz = pytest.importorskip("arviz", reason="arviz is not here: pip install arviz")
    sampler = run(50)
    data = arviz.from_emcee(sampler, var_names=["a", "b", "c"])
    np.testing.assert_array_equal(data.posterior["b"], sampler.get_chain()[:, :, 1].T)


def test_thinning_storing_and_going_on():
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=9)
    with pytest.raises(ValueError, match="needs an initial_state"):
        sampler.run_mcmc(None, 5)
    with pytest.raises(AttributeError, match="no steps are kept"):
        sampler.get_chain()
    with pytest.raises(AttributeError, match="no steps are kept"):
        sampler.get_last_sample()
    states = list(sampler.sample(start(12), iterations=5, thin_by=4))
    assert len(states) == 5 and sampler.get_chain().shape == (5, 12, 3)
    np.testing.assert_array_equal(states[-1].coords, sampler.get_last_sample().coords)
    np.testing.assert_array_equal(sampler.get_chain(), run(20).get_chain()[3::4])
    with pytest.warns(DeprecationWarning, match="thin_by"):
        sampler.reset()
        assert len(list(sampler.sample(start(12), iterations=20, thin=5))) == 20
    assert sampler.get_chain().shape == (4, 12, 3)
    forever = sampler.sample(start(12), iterations=None, store=False)
    assert [next(forever).coords.shape for _ in range(3)] == [(12, 3)] * 3
    with pytest.raises(ValueError, match="store=True needs"):
        sampler.sample(start(12), iterations=None)
    for wrong in [{"thin_by": 0}, {"thin_by": -1}]:
        with pytest.raises(ValueError, match="thin_by is"):
            sampler.sample(start(12), **wrong)


def test_bad_starts_are_refused():
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True)
    with pytest.raises(ValueError, match="the start has the shape"):
        sampler.run_mcmc(start(12, 2), 1)
    flat = np.ones((12, 3)) * np.arange(12)[:, None]
    for given in [np.ones((12, 3)), flat]:
        with pytest.raises(ValueError, match="start in a subspace"):
            sampler.run_mcmc(given, 1)
    assert sampler.run_mcmc(flat, 1, skip_initial_state_check=True).coords.shape == (12, 3)
    with pytest.raises(ValueError, match="NaN at the start"):
        sampler.run_mcmc(emcee.State(start(12), log_prob=np.full(12, np.nan)), 1)
    with pytest.raises(ValueError, match="log_prob has the shape"):
        sampler.run_mcmc(emcee.State(start(12), log_prob=np.zeros(11)), 1)
    with pytest.raises(RuntimeError, match="at least two for each"):
        emcee.EnsembleSampler(4, 3, normal).run_mcmc(start(4), 1)
    few = emcee.EnsembleSampler(4, 3, normal, moves=emcee.moves.StretchMove(live_dangerously=True))
    assert few.run_mcmc(start(4), 3).coords.shape == (4, 3)
    hot = start(12)
    hot[3, 1] = np.inf
    with pytest.raises(ValueError, match="a parameter is infinite"):
        sampler.run_mcmc(hot, 1, skip_initial_state_check=True)


def test_nan_is_an_error_and_minus_infinity_a_place_not_to_go():
    with pytest.raises(ValueError, match="log_prob_fn returned NaN"):
        emcee.EnsembleSampler(12, 3, lambda x: np.nan).run_mcmc(start(12), 1)

    def later(x):
        return np.where(x[:, 0] > 2.0, np.nan, normals(x))

    with pytest.raises(ValueError, match="log_prob_fn returned NaN"):
        emcee.EnsembleSampler(12, 3, later, vectorize=True, seed=1).run_mcmc(0.1 * start(12), 500)

    def half(x):
        return np.where(x[:, 0] < 0, -np.inf, normals(x))

    sampler = emcee.EnsembleSampler(40, 3, half, vectorize=True, seed=1)
    # walkers that start a little outside find their way
    sampler.run_mcmc(np.abs(start(40)) - 0.2, 600)
    assert np.isinf(sampler.get_log_prob()[0]).any()
    assert np.isfinite(sampler.get_log_prob()[-1]).all()
    samples = sampler.get_chain(discard=100, flat=True)
    assert samples[:, 0].min() >= 0 and abs(samples[:, 0].mean() - np.sqrt(2 / np.pi)) < 0.05
    # nowhere to go at all: walkers stay where they are
    nowhere = emcee.EnsembleSampler(12, 3, lambda x: np.full(len(x), -np.inf), vectorize=True, seed=1)
    nowhere.run_mcmc(start(12), 5)
    assert (nowhere.acceptance_fraction == 0).all() and (nowhere.get_chain()[-1] == start(12)).all()
    for returned, message in [(lambda x: "text", "expected one number"), (lambda x: np.zeros(0), "expected one number")]:
        with pytest.raises(ValueError, match=message):
            emcee.EnsembleSampler(12, 3, returned).run_mcmc(start(12), 1)
    with pytest.raises(ValueError, match="returned 3 values, expected 12"):
        emcee.EnsembleSampler(12, 3, lambda x: np.zeros(3), vectorize=True).run_mcmc(start(12), 1)


def test_exceptions_of_the_function_come_back_with_a_note():
    class MyError(Exception):
        pass

    def fails(x, where):
        raise MyError("no spectrum")

    with pytest.raises(MyError, match="no spectrum") as raised:
        emcee.EnsembleSampler(12, 3, fails, args=["here"]).run_mcmc(start(12), 1)
    assert "args ['here']" in raised.value.__notes__[0]


def test_what_is_accepted_and_left_aside():
    with pytest.warns(UserWarning, match="pool is left aside"):
        sampler = emcee.EnsembleSampler(12, 3, normal, pool=object())
    sampler.run_mcmc(start(12), 2, tune=True)
    with pytest.warns(DeprecationWarning, match="'threads' means nothing"):
        emcee.EnsembleSampler(12, 3, normal, threads=4)
    with pytest.warns(DeprecationWarning):
        assert sampler.chain.shape == (12, 2, 3) and sampler.flatchain.shape == (24, 3)
    with pytest.warns(DeprecationWarning):
        assert sampler.lnprobability.shape == (12, 2) and sampler.flatlnprobability.shape == (24,)
    with pytest.warns(DeprecationWarning):
        assert sampler.blobs is None and sampler.flatblobs is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copied = pickle.loads(pickle.dumps(emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=9)))
        copied.run_mcmc(start(12), 3)
        copy.deepcopy(copied).run_mcmc(None, 4)
    np.testing.assert_array_equal(copied.get_chain(), run(3).get_chain())


@pytest.mark.parametrize("has_tqdm", [True, False])
def test_progress_is_shown(has_tqdm, capsys, monkeypatch):
    if has_tqdm:
        pytest.importorskip("tqdm")
    else:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    run(5)
    assert capsys.readouterr().err == ""
    sampler = emcee.EnsembleSampler(12, 3, normals, vectorize=True, seed=9)
    sampler.run_mcmc(start(12), 300, progress=True)
    list(sampler.sample(start(12), iterations=30, progress=True))
    shown = capsys.readouterr().err
    assert "300" in shown and "30" in shown.replace("300", "") and "100%" in shown
