"""Steps of the users' own: their classes load, and are replaced by our kernels with a warning."""

from typing import Any, NamedTuple

from astrarium.compat.dynesty._genuine import genuine

__all__ = ["InternalSampler", "SamplerReturn"]


class _Steps:
    """What own steps derive from where dynesty is not installed; only their name is looked at."""

    def __init__(self, **kwargs: Any) -> None:
        self.sampler_kwargs = kwargs

    @staticmethod
    def sample(args: Any) -> Any:
        """Not called."""
        raise NotImplementedError("own steps are replaced by those of the engine")


class _Return(NamedTuple):
    """What own steps give."""

    u: Any
    v: Any
    logl: Any
    ncalls: int
    tuning_info: Any
    proposal_stats: Any


_module = genuine("internal_samplers")
InternalSampler: Any = _Steps if _module is None else _module.InternalSampler
SamplerReturn: Any = _Return if _module is None else _module.SamplerReturn
