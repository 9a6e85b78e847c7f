"""Both samplers, where dynesty has them."""

from astrarium.compat.dynesty._dynamic import DynamicNestedSampler
from astrarium.compat.dynesty._static import NestedSampler

__all__ = ["DynamicNestedSampler", "NestedSampler"]
