"""EventList and Gti: what goes in comes out, views, choices, errors."""

import pickle

import made
import numpy as np
import pytest

from astrarium import EventList, Gti


def test_columns_are_views_that_cannot_be_written():
    events = made.events()
    for name in ["time_s", "energy_kev", "pi", "detector"]:
        column = getattr(events, name)
        assert column.base is not None
        assert not column.flags.writeable
        assert np.shares_memory(column, getattr(events, name))
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
    assert events.time_s.dtype == np.float64
    assert events.pi.dtype == np.int32


def test_a_view_outlives_its_owner():
    column = made.events().time_s
    assert column.sum() == made.events().time_s.sum()


@pytest.mark.parametrize("kind", ["strided", "f32", "list", "i64", "reversed bytes"])
def test_any_input_is_taken(kind):
    wanted = np.arange(10, dtype=np.float64)
    given = {
        "strided": np.arange(20, dtype=np.float64)[::2] / 2,
        "f32": wanted.astype(np.float32),
        "list": list(range(10)),
        "i64": np.arange(10),
        "reversed bytes": wanted.astype(">f8"),
    }[kind]
    assert EventList(given).time_s.tolist() == wanted.tolist()


def test_extended_precision_is_kept():
    if np.finfo(np.longdouble).eps >= np.finfo(float).eps:
        pytest.skip("longdouble is no longer than float here")
    time = np.longdouble(3e8) + np.arange(5) * np.longdouble(1e-9)
    events = EventList(time, gti=[[3e8 - 1, 3e8 + 1]])
    assert np.allclose(np.diff(events.time_s), 1e-9, rtol=1e-2)
    assert (events.absolute_s == time).all()
    assert np.allclose(events.gti.intervals, [[-1, 1]])


def test_quantities_and_instants():
    pytest.importorskip("astropy", reason="astropy is not here: pip install astropy")
    from astropy import units
    from astropy.time import Time, TimeDelta

    seconds = EventList([60.0, 120.0], energy_kev=[1.0, 2.0])
    for time in [[1, 2] * units.min, TimeDelta([60, 120] * units.s)]:
        events = EventList(time, energy_kev=[1000, 2000] * units.eV, gti=[[0, 3]] * units.min)
        assert events.time_s.tolist() == seconds.time_s.tolist()
        assert np.allclose(events.energy_kev, seconds.energy_kev, rtol=1e-15)
        assert events.gti.exposure_s == 180.0
    when = Time([58000.25, 58000.25], [0.0, 1e-9 / 86400], format="mjd", scale="tdb")
    events = EventList(when)
    assert events.mjdref == (58000, 0.0)
    assert np.isclose(np.diff(events.time_s)[0], 1e-9, rtol=1e-5)
    assert abs(events.absolute_s[0] - 21600) < 1e-9
    back = Time(events.instants, scale="tdb")
    assert abs((back - when).sec).max() < 1e-10


@pytest.mark.parametrize("mjdref", [56658.5, "56658.5", (56658, 0.5)])
def test_dates(mjdref):
    assert EventList([1.0], mjdref=mjdref).mjdref == (56658, 0.5)


def test_a_text_keeps_the_digits_of_a_date():
    day, fraction = EventList([1.0], mjdref="56658.000777592592592593").mjdref
    assert (day, fraction) == (56658, 0.000777592592592593)


def test_unsorted_times_are_sorted_with_their_columns_and_a_warning():
    with pytest.warns(UserWarning, match="out of order from row 1"):
        events = EventList([3.0, 1.0, 2.0], energy_kev=[30.0, 10.0, 20.0])
    assert events.energy_kev.tolist() == [10.0, 20.0, 30.0]
    assert "out of order" in events.warnings[0]


def test_wrong_input_is_a_value_error():
    with pytest.raises(ValueError, match="row 1: the time is not a finite number"):
        EventList([1.0, np.nan])
    with pytest.raises(ValueError, match="energies: 1 values, expected 2"):
        EventList([1.0, 2.0], energy_kev=[1.0])
    with pytest.raises(ValueError, match="time_s has 2 dimensions"):
        EventList(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="does not turn into an array"):
        EventList(["a"])
    with pytest.raises(ValueError, match=r"pi\[1\] is 2.5"):
        EventList([1.0, 2.0], pi=[1, 2.5])
    with pytest.raises(ValueError, match="mjdref is noon"):
        EventList([1.0], mjdref="noon")
    with pytest.raises(ValueError, match="unknown key `energy`; did you mean `energy_kev`"):
        EventList([1.0], energy=[1.0])


def test_choices():
    events = made.events()
    soft = events.filter(energy_kev=[0.5, 2.0], detectors=[1, 2])
    keep = (events.energy_kev >= 0.5) & (events.energy_kev < 2.0) & np.isin(events.detector, [1, 2])
    assert soft.time_s.tolist() == events.time_s[keep].tolist()
    assert (events.marks(pi=[50, 100]) == ((events.pi >= 50) & (events.pi < 100))).all()
    with pytest.raises(ValueError, match="no energies in this event list"):
        EventList([1.0]).filter(energy_kev=[1, 2])


def test_pickle_and_equality_of_columns():
    events = made.events()
    back = pickle.loads(pickle.dumps(events))
    for name in ["time_s", "energy_kev", "pi", "detector"]:
        assert getattr(back, name).tobytes() == getattr(events, name).tobytes()
    assert back.gti == events.gti
    assert (back.mjdref, back.reference_s, back.header) == (events.mjdref, events.reference_s, events.header)
    with pytest.raises(ValueError, match="no state of this version"):
        EventList._restore(b"\x63nonsense")


def test_gti():
    gti = Gti([[0, 10], [10, 12], [20, 30]])
    assert pickle.loads(pickle.dumps(gti)) == gti
    assert len(gti.intersection([[100, 200]])) == 0
    assert pickle.loads(pickle.dumps(gti.intersection([[100, 200]]))) == gti.intersection([[100, 200]])
    for wrong, message in [([[2, 1]], "before its start"), ([[0, 2], [1, 3]], "before the previous one stops"), ([], "no good time")]:
        with pytest.raises(ValueError, match=message):
            Gti(wrong)
    with pytest.raises(ValueError, match=r"shape \[3\], expected \(n, 2\)"):
        Gti([1, 2, 3])


def test_looks():
    events = made.events()
    assert repr(events).startswith(f"<EventList: events {len(events)}, exposure 64 s, intervals 1")
    assert "<table>" in events._repr_html_()
    assert repr(events.gti) == "<Gti: 1 interval, 64 s>"


def test_numbers_in_looks_are_short():
    assert repr(Gti([[0, 0.1 + 0.2]])) == "<Gti: 1 interval, 0.3 s>"
    assert repr(Gti([[0, 1.23456789e-9]])) == "<Gti: 1 interval, 1.23457e-9 s>"
    assert repr(Gti([[0, 86400]])) == "<Gti: 1 interval, 86400 s>"


def test_intervals_are_an_array_to_numpy():
    gti = Gti([[0.0, 10.0], [12.0, 20.0]])
    assert np.array_equal(np.asarray(gti), gti.intervals)
    assert np.asarray(gti, dtype=np.float32).dtype == np.float32
    events = EventList([1.0, 13.0], gti=np.asarray(gti))
    assert events.gti == gti
