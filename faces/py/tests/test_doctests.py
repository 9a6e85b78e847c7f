"""The examples of all docstrings run."""

import doctest
import importlib
import inspect
import pkgutil
import types
import warnings

import made
import pytest

import astrarium
from astrarium import CrossSpectrum, PowerSpectrum


def modules():
    """All modules of the package but the program's."""
    found = pkgutil.walk_packages(astrarium.__path__, "astrarium.")
    names = [module.name for module in found if not module.name.endswith("__main__")]
    return [astrarium, *map(importlib.import_module, names)]


def examples():
    """(name, docstring) of modules, functions, classes, methods and properties."""
    seen = {}
    for module in modules():
        seen[module.__name__] = module.__doc__
        for name, thing in vars(module).items():
            if name.startswith("_") or not str(getattr(thing, "__module__", "")).startswith("astrarium"):
                continue
            place = f"{thing.__module__}.{name}"
            seen[place] = thing.__doc__
            for attribute, member in vars(thing).items() if inspect.isclass(thing) else ():
                if not attribute.startswith("_"):
                    seen[f"{place}.{attribute}"] = getattr(thing, attribute).__doc__
    return sorted((name, text) for name, text in seen.items() if text and ">>>" in text)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the examples of methods find already made."""
    pytest.importorskip("matplotlib", reason="matplotlib is not here: pip install matplotlib").use("Agg")
    pytest.importorskip("astropy", reason="astropy is not here: pip install astropy")
    events = made.events()
    spec = {"segment_s": 1, "bin_s": 1 / 64}
    stars = made.stars(tmp_path_factory.mktemp("stars"))
    return {
        "events": events,
        "curve": made.curve(),
        "power": PowerSpectrum.from_events(events, **spec),
        "made": stars,
        "library": stars["library"],
        "cross": CrossSpectrum.from_events(events, bands_kev=[[2, 10], [0.5, 2]], **spec),
    }


# modules whose examples need a package that the others do not
NEEDS = {"astrarium.ifu.jax": "jax", "astrarium.ifu.torch": "torch"}


@pytest.mark.parametrize(("name", "text"), examples(), ids=lambda value: value if len(value) < 80 else "")
def test_example(name, text, names, tmp_path):
    for module, package in NEEDS.items():
        if name.startswith(module):
            pytest.importorskip(package, reason=f"pip install {package}")
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    example = doctest.DocTestParser().get_doctest(text, names | {"tmp_path": tmp_path}, name, None, None)
    report = []
    with warnings.catch_warnings():
        # few segments are worth a warning, not in an example
        warnings.simplefilter("ignore", UserWarning)
        runner.run(example, out=report.append)
    assert runner.failures == 0, "".join(report)


def test_every_public_method_has_an_example():
    bare = []
    for name in astrarium.__all__:
        cls = getattr(astrarium, name)
        if not inspect.isclass(cls):
            continue
        for attribute, member in vars(cls).items():
            is_method = isinstance(member, (staticmethod, types.BuiltinMethodType, types.MethodDescriptorType))
            if is_method and not attribute.startswith("_") and ">>>" not in (getattr(cls, attribute).__doc__ or ""):
                bare.append(f"{name}.{attribute}")
    assert bare == []
