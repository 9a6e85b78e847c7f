"""Stubs say what is there, and the package's own code is typed."""

import inspect
import os
import subprocess
import sys

import pytest

import astrarium
from astrarium import PowerSpectrum


def mypy(module, *arguments, root):
    pytest.importorskip("mypy", reason="mypy is not here: pip install mypy")
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=300, check=False)


def test_stubs_match_the_compiled_module(root):
    ran = mypy("mypy.stubtest", "astrarium._core", "--ignore-disjoint-bases", root=root)
    assert ran.returncode == 0, ran.stdout


def test_the_package_is_typed(root):
    ran = mypy("mypy", "--cache-dir", os.devnull, root=root)
    assert ran.returncode == 0, ran.stdout


def test_keywords_of_the_stubs_are_those_of_the_specs():
    """The error of an unknown key lists the known ones."""
    import ast
    from pathlib import Path

    stub = ast.parse((Path(astrarium.__file__).parent / "_core.pyi").read_text())
    fields = {}
    for cls in stub.body:
        if isinstance(cls, ast.ClassDef):
            own = [line.target.id for line in cls.body if isinstance(line, ast.AnnAssign)]
            inherited = [name for base in cls.bases if isinstance(base, ast.Name) for name in fields.get(base.id, [])]
            fields[cls.name] = {*own, *inherited}

    def known(call):
        with pytest.raises(ValueError, match="unknown key") as error:
            call()
        return set(str(error.value).split("(known: ")[1].rstrip(")").split(", "))

    from made import curve, events

    assert known(lambda: PowerSpectrum.from_events(events(), nonsense=1)) == fields["_Power"]
    assert known(lambda: PowerSpectrum.from_file("nowhere", nonsense=1)) == fields["_PowerFile"]
    assert known(lambda: astrarium.CrossSpectrum.from_events(events(), nonsense=1)) == fields["_Cross"]
    assert known(lambda: astrarium.CrossSpectrum.from_file("nowhere", nonsense=1)) == fields["_CrossFile"]
    assert known(lambda: astrarium.EventList.read("nowhere", nonsense=1)) == fields["_Input"]
    assert known(lambda: astrarium.Gti.read("nowhere", nonsense=1)) == fields["_Input"]
    assert known(lambda: astrarium.LightCurve.read_fits("nowhere", nonsense=1)) == fields["_FitsCurve"]
    assert known(lambda: events().filter(nonsense=1)) == fields["_Choice"]
    assert known(lambda: events().to_lightcurve(1, nonsense=1)) == fields["_Binning"]
    assert known(lambda: astrarium.LightCurve.from_rates(curve().time_s, curve().rates, nonsense=1)) == fields["_CurveColumns"]


def test_docstrings_are_there():
    for name in astrarium.__all__:
        cls = getattr(astrarium, name)
        if not inspect.isclass(cls):
            continue
        assert cls.__doc__
        for attribute, member in vars(cls).items():
            if not attribute.startswith("_"):
                assert member.__doc__, f"{name}.{attribute}"
