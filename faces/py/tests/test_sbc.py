"""Simulation-based calibration from Python."""

import numpy as np
import pytest

from astrarium import infer

PRIOR = {"mu": infer.normal(0, 2), "ln_sigma": infer.uniform(-1, 1)}
QUICK = {"vectorized": True, "sampler": {"kind": "nested", "live": 60}, "seed": 4}


def simulate(theta, rng):
    return theta[0] + np.exp(theta[1]) * rng.normal(size=12)


def ln_likelihood(theta, data, wider=0.0):
    ln_sigma = theta[:, 1:] + wider
    return np.sum(-0.5 * ((data - theta[:, :1]) * np.exp(-ln_sigma)) ** 2 - ln_sigma, axis=1)


def test_a_right_model_passes(tmp_path):
    found = infer.sbc(simulate, ln_likelihood, PRIOR, n_sim=150, **QUICK)
    assert found.ok and found.reasons == [] and found.failed == [] and found.n == 150
    assert [row["name"] for row in found.table] == ["mu", "ln_sigma", "ln L", "distance"]
    assert 0.8 < found.table[0]["held"][0.9] <= 1
    assert len(found.ranks["mu"]) == 150 and max(found.ranks["mu"]) <= 99
    assert found.plot(tmp_path / "ranks.png").startswith("<svg")
    assert found.plot(tmp_path / "differences.svg", kind="differences").startswith("<svg")
    assert "150 fits by nested" in repr(found) and "passed" in repr(found)


def test_a_wrong_likelihood_does_not():
    def other(theta, data):
        return ln_likelihood(theta, data, wider=0.35)

    found = infer.sbc(simulate, other, PRIOR, n_sim=150, **QUICK)
    assert not found.ok
    assert any("ln_sigma" in reason for reason in found.reasons)
    assert "NOT passed" in repr(found)


def test_points_one_by_one_and_threads_change_nothing():
    def point(theta, data):
        return ln_likelihood(theta[None], data)[0]

    short = {"n_sim": 40, "draws": 19, "seed": 4, "sampler": QUICK["sampler"]}
    many = infer.sbc(simulate, ln_likelihood, PRIOR, vectorized=True, threads=1, **short)
    assert infer.sbc(simulate, ln_likelihood, PRIOR, vectorized=True, threads=3, **short).ranks == many.ranks
    assert infer.sbc(simulate, point, PRIOR, **short).ranks == many.ranks
    assert infer.sbc(simulate, ln_likelihood, PRIOR, vectorized=True, **(short | {"seed": 5})).ranks != many.ranks


def test_an_interrupted_calibration_goes_on(tmp_path):
    calls = 0

    def stops(theta, data):
        nonlocal calls
        calls += 1
        if calls == 700:
            raise KeyboardInterrupt
        return ln_likelihood(theta, data)

    short = {"n_sim": 40, "draws": 19, "vectorized": True, "seed": 4, "sampler": QUICK["sampler"]}
    whole = infer.sbc(simulate, ln_likelihood, PRIOR, **short)
    saved = {"checkpoint": tmp_path / "sbc", "checkpoint_every_s": 0.0}
    with pytest.raises(KeyboardInterrupt):
        infer.sbc(simulate, stops, PRIOR, **short, **saved)
    assert infer.sbc(simulate, stops, PRIOR, **short, **saved).ranks == whole.ranks


def test_models_of_ours_and_what_is_wrong():
    assert infer.sbc("normal", n_sim=40, draws=19, sampler={"kind": "nested", "live": 50}).n == 40
    with pytest.raises(ValueError, match="normal"):
        infer.sbc("normals")
    with pytest.raises(TypeError, match="ln_likelihood is a NoneType"):
        infer.sbc(simulate, None, PRIOR)
    with pytest.raises(ValueError, match="n_sim"):
        infer.sbc(simulate, ln_likelihood, PRIOR, n_sim=3)
    with pytest.raises(ValueError, match="nested or ensemble"):
        infer.sbc(simulate, ln_likelihood, PRIOR, sampler="nuts")
    with pytest.raises(ZeroDivisionError):
        infer.sbc(lambda theta, rng: 1 / 0, ln_likelihood, PRIOR, **QUICK)
