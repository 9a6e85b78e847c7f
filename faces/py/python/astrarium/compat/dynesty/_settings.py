"""dynesty's keywords as the engine's settings."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

BOUNDS = {"none": "none", "single": "single", "multi": "multi", "balls": "multi", "cubes": "multi"}
KERNELS = ("auto", "unif", "rwalk", "slice", "rslice")


def kernel_of(sample: Any) -> str:
    """The kernel of this name; objects with steps of their own are replaced by ours."""
    if isinstance(sample, str):
        if sample not in KERNELS:
            raise ValueError(f"sample is {sample!r}, expected one of {', '.join(KERNELS)}")
        return sample
    name = type(sample).__name__
    if not hasattr(sample, "sample"):
        raise TypeError(f"sample is a {name}, expected one of {', '.join(KERNELS)}")
    kernel = "rslice" if "slice" in name.lower() else "unif" if "unif" in name.lower() else "rwalk"
    warnings.warn(f"the steps of {name} are replaced by those of sample='{kernel}'", stacklevel=4)
    return kernel


def bound_of(bound: Any, sample: Any) -> str:
    """The bound of this name."""
    name = "multi" if bound is None or not isinstance(sample, str) else bound
    if name not in BOUNDS:
        raise ValueError(f"bound is {name!r}, expected one of none, single, multi")
    if name in ("balls", "cubes"):
        warnings.warn(f"bound='{name}' is not here; ellipsoids (bound='multi') take its place", stacklevel=4)
    return BOUNDS[name]


def steps_of(kernel: str, ndim: int, walks: int | None, slices: int | None) -> dict[str, Any]:
    """Steps that were asked for are kept; else they follow how the chains mix."""
    if kernel == "rwalk" and walks is not None:
        return {"steps": int(walks), "adapt_steps": False}
    if kernel in ("slice", "rslice") and slices is not None:
        return {"steps": int(slices) * (ndim if kernel == "slice" else 1), "adapt_steps": False}
    return {}


def first_update_of(first_update: Mapping[str, float] | None, nlive: int) -> dict[str, float]:
    """When the first bound is made."""
    given = dict(first_update or {})
    found = {}
    if "min_ncall" in given:
        found["first_update_calls"] = given.pop("min_ncall") / nlive
    if "min_eff" in given:
        found["first_update_efficiency"] = given.pop("min_eff") / 100.0
    if given:
        raise ValueError(f"first_update has {', '.join(given)}, expected min_ncall and min_eff")
    return found


def update_interval_of(update_interval: float | None, nlive: int) -> dict[str, float]:
    """Evaluations between two bounds: a whole number of them, or a fraction of the live points."""
    if update_interval is None:
        return {}
    is_ratio = isinstance(update_interval, float)
    return {"update_interval": update_interval if is_ratio else update_interval / nlive}


def wraps_of(ndim: int, periodic: Sequence[int] | None, reflective: Sequence[int] | None) -> list[str]:
    """What is beyond the ends of each parameter."""
    wraps = ["none"] * ndim
    for name, numbers in (("periodic", periodic), ("reflective", reflective)):
        for number in [] if numbers is None else np.atleast_1d(np.asarray(numbers, dtype=int)).tolist():
            if not 0 <= number < ndim:
                raise ValueError(f"{name} names parameter {number}, expected numbers from 0 to {ndim - 1}")
            if wraps[number] != "none":
                raise ValueError(f"parameter {number} is {wraps[number]} and {name}, expected one of them")
            wraps[number] = name
    return wraps


def generator_of(rstate: Any) -> np.random.Generator:
    """Where seeds come from."""
    if rstate is None or isinstance(rstate, int | np.integer):
        return np.random.default_rng(rstate)
    if not isinstance(rstate, np.random.Generator):
        raise TypeError(f"rstate is a {type(rstate).__name__}, expected numpy.random.Generator: numpy.random.default_rng(1)")
    return rstate


def warn_unneeded(**given: Any) -> None:
    """Tells of keywords that change nothing here."""
    reasons = {
        "pool": "a pool is not needed: give a likelihood that takes many points at once (vectorized=True) or a compiled one",
        "queue_size": "queue_size is not needed: how many proposals are made together is `width`, and part of the result",
        "use_pool": "use_pool is not needed: the prior transform is called where the likelihood is",
    }
    for name, value in given.items():
        if value is not None and not (name == "queue_size" and value == 1):
            warnings.warn(reasons[name], stacklevel=4)


def refuse_history(save_evaluation_history: bool, history_filename: str | None) -> None:
    """What is not kept here is not promised."""
    if save_evaluation_history or history_filename is not None:
        raise NotImplementedError("evaluations are not kept one by one; keep them in the likelihood, or as blobs")


def kernel_settings(
    sample: Any,
    bound: Any,
    sizes: tuple[int, int],
    steps: tuple[int | None, int | None],
    safety: tuple[float | None, int | None],
) -> dict[str, Any]:
    """Bound and kernel, how long its chains are, how the bound is made safe; ``sizes`` is (ndim, nlive)."""
    kernel, (ndim, nlive), (enlarge, bootstrap) = kernel_of(sample), sizes, safety
    if ndim < 1:
        raise ValueError(f"ndim is {ndim}, expected at least 1")
    if nlive <= ndim + 1:
        raise ValueError(f"nlive is {nlive} for {ndim} parameters, expected at least {ndim + 2}")
    settings = {"kernel": kernel, "bound": bound_of(bound, sample), **steps_of(kernel, ndim, *steps)}
    if enlarge is not None:
        settings["enlarge"] = float(enlarge)
    if bootstrap is not None:
        settings["bootstrap"] = int(bootstrap)
    return settings
