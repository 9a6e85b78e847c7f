"""dynesty's samplers, computed by this engine.

>>> import numpy as np
>>> from astrarium.compat import dynesty
>>> def loglike(x):
...     return -0.5 * np.sum(x**2) - 1.5 * np.log(2 * np.pi)
>>> def prior_transform(u):
...     return 10 * (2 * u - 1)
>>> sampler = dynesty.NestedSampler(loglike, prior_transform, 3, nlive=100, rstate=np.random.default_rng(1))
>>> sampler.run_nested(print_progress=False)
>>> results = sampler.results
>>> bool(abs(results.logz[-1] + 3 * np.log(20)) < 4 * results.logzerr[-1])
True

`NestedSampler` and `DynamicNestedSampler` take dynesty's arguments; `results` are dynesty's own where that is installed, so
that its plots and tools take them. `utils`, `dynamicsampler`, `plotting` and `pool` are where scripts look for them.
`stand_in` puts this package in the place of dynesty for programs that import it by name.
"""

import sys
from importlib import import_module

from astrarium.compat.dynesty import _genuine, dynamicsampler, plotting, pool, results, sampler, utils
from astrarium.compat.dynesty import dynesty as _samplers

NestedSampler = _samplers.NestedSampler
DynamicNestedSampler = _samplers.DynamicNestedSampler

# the version whose names and arguments are followed
__version__ = "3.1.0"

__all__ = [
    "DynamicNestedSampler",
    "NestedSampler",
    "dynamicsampler",
    "plotting",
    "pool",
    "results",
    "sampler",
    "stand_in",
    "utils",
]

_STANDS_IN = ("dynamicsampler", "dynesty", "internal_samplers", "plotting", "pool", "results", "sampler", "utils")


def stand_in() -> None:
    """Makes ``import dynesty`` give this package, for programs that import dynesty themselves.

    Call it before they do. The installed dynesty, if any, goes on to draw the plots and to hold the results.

    Examples
    --------
    >>> from astrarium.compat import dynesty
    >>> dynesty.stand_in()
    >>> import dynesty as theirs
    >>> theirs is dynesty
    True
    >>> dynesty.stand_down()
    """
    for name in ("plotting", "results", "utils", "internal_samplers"):
        _genuine.genuine(name)
    stand_down()
    for key in [key for key in sys.modules if key == "dynesty" or key.startswith("dynesty.")]:
        del sys.modules[key]
    ours = {"dynesty": sys.modules[__name__]}
    ours |= {f"dynesty.{name}": import_module(f"{__name__}.{name}") for name in _STANDS_IN}
    _genuine.taken.update(ours)
    sys.modules.update(ours)


def stand_down() -> None:
    """Undoes `stand_in`: the next ``import dynesty`` gives the installed one."""
    for key in _genuine.taken:
        sys.modules.pop(key, None)
    _genuine.taken.clear()
