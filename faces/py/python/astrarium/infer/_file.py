"""Functions of a user's file, for specifications that name one."""

import importlib.util
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ._space import to_json


def load(path: str | os.PathLike[str]) -> ModuleType:
    """Import a file by its path; what lies beside it can be imported from it."""
    path = os.path.abspath(path)
    folder, name = os.path.split(path)
    spec = importlib.util.spec_from_file_location(os.path.splitext(name)[0], path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} is no file of Python, expected one that ends in .py")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def function(module: ModuleType, name: str) -> Callable[..., Any]:
    """A function of the module."""
    found: Callable[..., Any] | None = getattr(module, name, None)
    if callable(found):
        return found
    known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
    what = "no function" if found is None else f"a {type(found).__name__}, not a function,"
    raise AttributeError(f"there is {what} {name}, expected one of {', '.join(known) or 'none'}")


def parameters(module: ModuleType) -> str:
    """The module's dictionary ``parameters`` as the engine reads it."""
    found = getattr(module, "parameters", None)
    if found is None:
        what = "neither the specification nor the file says what the parameters are"
        raise AttributeError(f"{what}, expected a dictionary `parameters`")
    return to_json(found)
