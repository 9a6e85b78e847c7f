"""dynesty's plots, of the installed dynesty: they take results of ours as their own."""

from typing import Any

from astrarium.compat.dynesty._genuine import genuine

__all__ = ["boundplot", "cornerbound", "cornerplot", "cornerpoints", "runplot", "traceplot"]


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    module = genuine("plotting")
    if module is None:
        raise ImportError(
            "dynesty's plots need dynesty and matplotlib: pip install dynesty matplotlib; "
            "without them, sampler.run().corner() and .course() draw the samples"
        )
    return getattr(module, name)
