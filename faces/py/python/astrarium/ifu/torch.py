"""Cubes as functions of PyTorch, differentiable in reverse mode.

>>> import torch
>>> from astrarium import ifu
>>> from astrarium.ifu.torch import function
>>> galaxy = ifu.Galaxy.generate(n_stars=500, n_gas=0)
>>> scene = ifu.Scene(galaxy, "SAMI", fov_arcsec=3.0, assignment="cloud", library=library)
>>> cube = function(scene)
>>> target = cube({"angles_deg": torch.tensor([60.0, 0.0, 0.0])})
>>> angles = torch.tensor([50.0, 0.0, 0.0], requires_grad=True)
>>> ((cube({"angles_deg": angles}) - target) ** 2).mean().backward()
>>> bool(angles.grad[0] < 0)  # more inclined fits better
True
"""

from collections.abc import Callable, Mapping
from typing import Any

from ._scene import Scene

__all__ = ["function"]


def function(scene: Scene) -> Callable[[Mapping[str, Any]], Any]:
    """Make a scene's cube a function of PyTorch.

    The work is done outside of PyTorch without the interpreter's lock; derivatives are computed only of inputs that require
    them. First derivatives only.

    Parameters
    ----------
    scene : Scene
        What is seen.

    Returns
    -------
    callable
        Of a mapping of inputs (see `Scene`); those that are not given are as in ``scene.inputs``, and are constants. It returns the
        cube, of shape ``scene.shape``, with the floating-point type and the device of the inputs.

    Raises
    ------
    ImportError
        If there is no PyTorch.
    """
    try:
        import torch
    except ImportError as error:
        raise ImportError("astrarium.ifu.torch needs the package torch: pip install torch") from error

    def arrays(names: tuple[str, ...], tensors: tuple[Any, ...]) -> dict[str, Any]:
        return {name: tensor.detach().to("cpu", torch.float64).numpy() for name, tensor in zip(names, tensors, strict=True)}

    def pulled(ctx: Any, derivatives: Any) -> tuple[Any, ...]:
        names, tensors = ctx.names, ctx.saved_tensors
        wanted = [name for name, needed in zip(names, ctx.needs_input_grad[1:], strict=True) if needed]
        slopes = scene.pull(arrays(names, tensors), derivatives.to("cpu", torch.float64).numpy(), wanted)
        found = [
            torch.as_tensor(slopes[name]).to(tensor.device, tensor.dtype) if name in slopes else None
            for name, tensor in zip(names, tensors, strict=True)
        ]
        return (None, *found)

    class Cube(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, names: tuple[str, ...], *tensors: Any) -> Any:
            ctx.names = names
            ctx.save_for_backward(*tensors)
            like = tensors[0] if tensors else torch.empty(0)
            return torch.as_tensor(scene.cube(arrays(names, tensors))).to(like.device, like.dtype)

        # a second derivative is refused, where it would be nought without a word
        backward = staticmethod(torch.autograd.function.once_differentiable(pulled))

    def of(inputs: Mapping[str, Any]) -> Any:
        tensors = [torch.as_tensor(values) for values in inputs.values()]
        tensors = [tensor if tensor.is_floating_point() else tensor.double() for tensor in tensors]
        return Cube.apply(tuple(inputs), *tensors)

    return of
