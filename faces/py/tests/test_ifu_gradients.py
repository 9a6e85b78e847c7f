"""Gradients of cubes from Python: against differences, through JAX and through PyTorch."""

import made
import numpy as np
import pytest

from astrarium import ifu


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return made.stars(tmp_path_factory.mktemp("stars"))["library"]


@pytest.fixture(scope="module")
def scene(library):
    galaxy = ifu.Galaxy.generate(n_stars=300, n_gas=0, seed=2)
    settings = {"fov_arcsec": 3.0, "assignment": "cloud", "psf": {"fwhm_arcsec": 1.2}, "tolerance": 1e-7}
    orientation = {"angles_deg": [50.0, 0.0, 20.0]}
    return ifu.Scene(galaxy, "SAMI", library=library, orientation=orientation, **settings)


@pytest.fixture(scope="module")
def direction(scene):
    return np.sin(np.arange(np.prod(scene.shape)) / 300.0).reshape(scene.shape)


STEPS = {"angles_deg": 1e-2, "redshift": 1e-5, "distance_factor": 1e-3, "psf_fwhm_arcsec": 1e-3, "lsf_factor": 1e-2}


@pytest.mark.parametrize("name", STEPS)
def test_slopes_are_those_of_the_cube(scene, direction, name):
    slope = scene.pull(None, direction, [name])[name]
    step = np.zeros(slope.shape)
    step[(0,) * slope.ndim] = STEPS[name]
    above, below = (np.sum(direction * scene.cube({name: scene.inputs[name] + by})) for by in (step, -step))
    assert slope.ravel()[0] == pytest.approx((above - below) / (2 * STEPS[name]), rel=5e-3)


def test_all_inputs_have_finite_slopes_of_their_shapes(scene, direction):
    slopes = scene.pull(scene.inputs, direction)
    assert slopes.keys() == scene.inputs.keys() and len(slopes) == 11
    assert all(slopes[name].shape == values.shape and np.isfinite(slopes[name]).all() for name, values in scene.inputs.items())
    # light is linear in mass and falls with the square of the distance
    total = np.sum(direction * scene.cube())
    assert np.sum(slopes["initial_mass_msun"] * scene.inputs["initial_mass_msun"]) == pytest.approx(total, rel=1e-5)
    assert slopes["distance_factor"] == pytest.approx(-2 * total, rel=1e-5)


def test_the_same_bits_for_any_threads(library):
    galaxy = ifu.Galaxy.generate(n_stars=300, n_gas=0, seed=2)
    settings = {"fov_arcsec": 3.0, "assignment": "psf", "psf": {"fwhm_arcsec": 1.2}, "library": library}
    scenes = [ifu.Scene(galaxy, "SAMI", threads=threads, **settings) for threads in (1, 3)]
    one, three = (scene.pull(scene.inputs, np.ones(scene.shape)) for scene in scenes)
    assert all(np.array_equal(one[name], three[name]) for name in one)


def test_what_is_wrong_is_told(scene, library):
    with pytest.raises(ValueError, match="age_gyr has shape \\(3,\\), expected \\(300,\\)"):
        scene.cube({"age_gyr": [1, 2, 3]})
    with pytest.raises(ValueError, match="did you mean `age_gyr`"):
        scene.cube({"age_gry": np.ones(300)})
    with pytest.raises(ValueError, match="below zero"):
        scene.cube({"age_gyr": -scene.inputs["age_gyr"]})
    with pytest.raises(ValueError, match="derivatives have shape"):
        scene.pull(None, np.zeros(3), ["age_gyr"])
    galaxy = ifu.Galaxy.generate(n_stars=300, n_gas=0, seed=2)
    with pytest.raises(ValueError, match="noise cannot be had here"):
        ifu.Scene(galaxy, "SAMI", library=library, noise={"kind": "target", "per_aa": 10})
    plain = ifu.Scene(galaxy, "SAMI", library=library, fov_arcsec=3.0)
    assert "psf_fwhm_arcsec" not in plain.inputs and any("nearest spaxel" in warning for warning in plain.warnings)
    with pytest.raises(ValueError, match="psf of the telescope must be given"):
        plain.cube({"psf_fwhm_arcsec": 1.0})


def test_jax_has_the_gradient(scene):
    jax = pytest.importorskip("jax", reason="pip install jax")
    from astrarium.ifu.jax import function

    cube, target = function(scene), scene.cube()
    given = {"angles_deg": np.array([45.0, 0.0, 20.0]), "age_gyr": 1.1 * scene.inputs["age_gyr"]}
    double = jax.enable_x64 if hasattr(jax, "enable_x64") else jax.experimental.enable_x64
    with double(True):
        loss = jax.jit(lambda inputs: ((cube(inputs) - target) ** 2).sum())
        value, slopes = jax.value_and_grad(loss)(given)
        several = jax.vmap(lambda redshift: cube({"redshift": redshift}).sum())(np.array([0.05, 0.1]))
    rest = scene.cube(given) - target
    assert value == pytest.approx(np.sum(rest**2), rel=1e-12)
    expected = scene.pull(given, 2 * rest)
    assert all(np.allclose(slopes[name], expected[name], rtol=1e-10, atol=0) for name in given)
    assert several.shape == (2,) and several[1] < several[0]
    # in JAX's own precision too
    coarse = target.astype(np.float32)
    single = jax.grad(lambda inputs: ((cube(inputs) - coarse) ** 2).sum())(given)
    assert single["angles_deg"].dtype == np.float32 and np.allclose(single["angles_deg"], expected["angles_deg"], rtol=1e-2)


def test_many_stars_go_through_jax(library):
    """Large arrays must not make the callback wait for JAX's own threads."""
    jax = pytest.importorskip("jax", reason="pip install jax")
    from astrarium.ifu.jax import function

    galaxy = ifu.Galaxy.generate(n_stars=20000, n_gas=0)
    scene = ifu.Scene(galaxy, "SAMI", library=library, fov_arcsec=2.0)
    slopes = jax.jit(jax.grad(lambda mass: function(scene)({"initial_mass_msun": mass}).sum()))(scene.inputs["initial_mass_msun"])
    assert slopes.shape == (20000,) and float(slopes.min()) >= 0


def test_torch_has_the_gradient(scene):
    torch = pytest.importorskip("torch", reason="pip install torch")
    from astrarium.ifu.torch import function

    cube, target = function(scene), torch.as_tensor(scene.cube())
    given = {"angles_deg": np.array([45.0, 0.0, 20.0]), "age_gyr": 1.1 * scene.inputs["age_gyr"]}
    tensors = {name: torch.tensor(values, requires_grad=name == "angles_deg") for name, values in given.items()}
    loss = ((cube(tensors) - target) ** 2).sum()
    loss.backward()
    rest = scene.cube(given) - target.numpy()
    assert loss.item() == pytest.approx(np.sum(rest**2), rel=1e-12)
    expected = scene.pull(given, 2 * rest, ["angles_deg"])["angles_deg"]
    assert np.allclose(tensors["angles_deg"].grad.numpy(), expected, rtol=1e-10, atol=0)
    assert tensors["age_gyr"].grad is None
    single = {"redshift": torch.tensor(0.06, dtype=torch.float32, requires_grad=True)}
    seen = cube(single)
    assert seen.dtype == torch.float32
    slope = torch.autograd.grad(seen.sum(), single["redshift"], create_graph=True)[0]
    with pytest.raises(RuntimeError, match="does not require grad|once_differentiable"):
        slope.backward()


@pytest.mark.parametrize("package", ["jax", "torch"])
def test_a_missing_package_is_named(python, package):
    script = f"""
import sys
sys.modules["{package}"] = None
from astrarium.ifu.{package} import function
try:
    function(None)
except ImportError as error:
    print(error)
"""
    assert f"pip install {package}" in python(script).stdout
