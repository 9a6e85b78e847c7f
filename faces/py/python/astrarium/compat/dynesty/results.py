"""Results, where dynesty has them."""

from typing import Any

from astrarium.compat.dynesty._progress import show as print_fn
from astrarium.compat.dynesty._results import results_class

__all__ = ["Results", "print_fn"]


def __getattr__(name: str) -> Any:
    # the installed dynesty is imported only when somebody asks
    if name == "Results":
        return results_class()
    raise AttributeError(name)
