"""stingray's usual calls give stingray's numbers."""

import json

import compat_cases
import numpy as np
import pytest

from astrarium.compat import stingray as ours

# relative to the largest number of a case: sums in another order
ROUNDING = 1e-9

# of each number: stingray has n p where n trials give less than e^-7, the engine 1 - (1 - p)^n everywhere
APPROXIMATE = {"power.significances.p": 2e-4}


@pytest.fixture(scope="module")
def stored(root):
    return json.loads((root / "vectors" / "timing_stingray" / "compat.json").read_text())["numbers"]


@pytest.fixture(scope="module")
def found():
    return {name: compat_cases.plain(value) for name, value in compat_cases.cases(ours).items()}


def names():
    """All cases, by the numbers that are stored."""
    from conftest import ROOT

    return sorted(json.loads((ROOT / "vectors" / "timing_stingray" / "compat.json").read_text())["numbers"])


def compare(name, found, wanted):
    if isinstance(wanted, dict):
        compare(name, found["re"], wanted["re"])
        compare(name, found["im"], wanted["im"])
        return
    found, wanted = np.array(found, dtype=float), np.array(wanted, dtype=float)
    assert found.shape == wanted.shape
    assert (np.isnan(found) == np.isnan(wanted)).all()
    where = np.isfinite(wanted)
    assert (found[~where & ~np.isnan(wanted)] == wanted[~where & ~np.isnan(wanted)]).all()
    found, wanted = found[where], wanted[where]
    if name in APPROXIMATE:
        assert (np.abs(found - wanted) <= APPROXIMATE[name] * np.abs(wanted)).all()
    else:
        assert np.max(np.abs(found - wanted), initial=0) <= ROUNDING * np.max(np.abs(wanted), initial=0)


@pytest.mark.parametrize("name", names())
def test_stored_number(name, found, stored):
    compare(name, found[name], stored[name])


def test_no_case_is_missing(found, stored):
    assert found.keys() == stored.keys()


def test_live(found):
    theirs = pytest.importorskip("stingray", reason="stingray is not here: pip install stingray (the stored numbers were compared)")
    for name, value in compat_cases.cases(theirs).items():
        compare(name, found[name], compat_cases.plain(value))


def test_the_gti_argument_is_honoured():
    time, _ = compat_cases.band(4000, 0.0, 1)
    events = ours.EventList(time, gti=[[0, 256]])
    half = ours.AveragedPowerspectrum(events, segment_size=8.0, dt=0.1, gti=[[0, 128]], silent=True)
    assert half.m == 16
    assert ours.AveragedPowerspectrum(events, segment_size=8.0, dt=0.1, silent=True).m == 32


def test_usage_errors():
    events = ours.EventList([0.1, 0.2], gti=[[0, 1]])
    with pytest.raises(ValueError, match="please specify the bin time"):
        ours.AveragedPowerspectrum(events, segment_size=1)
    with pytest.raises(ValueError, match="norm must be"):
        ours.AveragedPowerspectrum(events, segment_size=1, dt=0.1, norm="rms")
    with pytest.raises(TypeError, match="Bad inputs"):
        ours.AveragedPowerspectrum([1, 2], segment_size=1, dt=0.1)
    with pytest.raises(ValueError, match="just one light curve"):
        ours.AveragedCrossspectrum(events, None, segment_size=1, dt=0.1)
    with pytest.warns(UserWarning, match="Unrecognized keywords"):
        ours.EventList([1.0], nonsense=1)
    assert ours.AveragedPowerspectrum().freq is None


def test_columns_can_be_set():
    events = ours.EventList([1.0, 2.0])
    events.energy = np.array([3.0, 5.0])
    events.gti = [[0, 4]]
    assert events.filter_energy_range([4, 6]).time.tolist() == [2.0]
    assert events.exposure == 4
