"""Cubes as functions of JAX, differentiable in reverse mode.

>>> import jax, jax.numpy as jnp
>>> from astrarium import ifu
>>> from astrarium.ifu.jax import function
>>> galaxy = ifu.Galaxy.generate(n_stars=500, n_gas=0)
>>> scene = ifu.Scene(galaxy, "SAMI", fov_arcsec=3.0, assignment="cloud", library=library)
>>> cube = function(scene)
>>> target = cube({"angles_deg": jnp.array([60.0, 0.0, 0.0])})
>>> @jax.jit
... def loss(inclination):
...     seen = cube({"angles_deg": jnp.array([inclination, 0.0, 0.0])})
...     return jnp.mean((seen - target) ** 2)
>>> bool(jax.grad(loss)(50.0) < 0)  # more inclined fits better
True
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ._scene import Scene

__all__ = ["function"]


def function(scene: Scene) -> Callable[[Mapping[str, Any]], Any]:
    """Make a scene's cube a function of JAX.

    It may be traced (``jit``, ``grad``, ``vmap``, one scene after the other); the work is done outside of JAX by a callback
    that holds no lock of the interpreter. First derivatives in reverse mode only.

    Parameters
    ----------
    scene : Scene
        What is seen.

    Returns
    -------
    callable
        Of a mapping of inputs (see `Scene`); those that are not given are as in ``scene.inputs``, and are constants. It returns the
        cube, of shape ``scene.shape``, in JAX's default precision.

    Raises
    ------
    ImportError
        If there is no JAX.
    """
    try:
        import jax
        import jax.numpy as jnp
    except ImportError as error:
        raise ImportError("astrarium.ifu.jax needs the package jax: pip install jax") from error

    def seen(inputs: dict[str, Any], dtype: Any) -> Any:
        return np.asarray(scene.cube(_arrays(inputs)), dtype=dtype)

    def pulled(inputs: dict[str, Any], derivatives: Any) -> dict[str, Any]:
        slopes = scene.pull(_arrays(inputs), np.asarray(derivatives, dtype=float))
        return {name: np.asarray(slope, dtype=inputs[name].dtype) for name, slope in slopes.items()}

    def look(inputs: dict[str, Any]) -> Any:
        dtype = jnp.result_type(float)
        made = jax.ShapeDtypeStruct(scene.shape, dtype)
        return jax.pure_callback(lambda given: seen(given, dtype), made, inputs, vmap_method="sequential")

    def backward(inputs: dict[str, Any], derivatives: Any) -> tuple[dict[str, Any]]:
        made = {name: jax.ShapeDtypeStruct(values.shape, values.dtype) for name, values in inputs.items()}
        return (jax.pure_callback(pulled, made, inputs, derivatives, vmap_method="sequential"),)

    smooth = jax.custom_vjp(look)
    smooth.defvjp(lambda inputs: (look(inputs), inputs), backward)
    return lambda inputs: smooth({name: jnp.asarray(values, dtype=float) for name, values in inputs.items()})


def _arrays(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: np.asarray(values, dtype=float) for name, values in inputs.items()}
