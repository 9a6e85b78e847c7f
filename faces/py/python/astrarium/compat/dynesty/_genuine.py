"""The installed dynesty, where there is one: its Results and its plots are those of the users' other tools."""

import sys
from importlib import import_module
from types import ModuleType

# set by `stand_in`: the names in sys.modules that are ours
taken: set[str] = set()
_found: dict[str, ModuleType | None] = {}


def genuine(name: str) -> ModuleType | None:
    """The installed package's module of this name, such as ``"plotting"``; None if it is not installed."""
    if name not in _found:
        _found[name] = _load(f"dynesty.{name}")
    return _found[name]


def _load(full: str) -> ModuleType | None:
    """Imports it even where this package stands in for it."""
    ours = {key: sys.modules.pop(key) for key in taken if key in sys.modules}
    try:
        return import_module(full)
    except ImportError:
        return None
    finally:
        if ours:
            for key in [key for key in sys.modules if key == "dynesty" or key.startswith("dynesty.")]:
                del sys.modules[key]
            sys.modules.update(ours)
