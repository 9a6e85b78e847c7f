"""The static sampler, where dynesty has it."""

from astrarium.compat.dynesty._static import NestedSampler as Sampler

__all__ = ["Sampler"]
