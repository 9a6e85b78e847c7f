"""LightCurve segment by segment, its gaps filled: numbers that are known, and what cannot be."""

import numpy as np
import pytest

from astrarium import LightCurve


def gappy(**columns):
    """100 bins of 1 s, each with its own counts, with a gap of 2 s and one of 10 s."""
    time = np.arange(100) + 0.5
    return LightCurve(time, np.arange(100), bin_s=1, gti=[[0, 40], [42, 70], [80, 100]], **columns)


def test_segments_are_analyzed():
    start, stop, sums = gappy().analyze_segments(lambda part: part.counts.sum(), 20)
    assert start.tolist() == [0, 20, 42, 80]
    assert (stop - start).tolist() == [20] * 4
    assert sums.tolist() == [sum(range(int(first), int(first) + 20)) for first in start]


def test_several_numbers_give_an_array_for_each():
    def ends(part, which=slice(None)):
        return np.array([part.counts[0], part.counts[-1]])[which]

    *_, found = gappy().analyze_segments(ends, 20, fraction_step=0.5)
    assert found.shape == (2, 5)
    assert (found[1] - found[0] == 19).all()
    *_, found = gappy().analyze_by_gti(ends, which=0)
    assert found.tolist() == [0, 42, 80]
    *_, found = gappy().analyze_by_gti(lambda part: part.counts)
    assert [len(counts) for counts in found] == [40, 28, 20]


def test_errors_of_the_function_come_out():
    with pytest.raises(ZeroDivisionError):
        gappy().analyze_by_gti(lambda part: 1 / 0)
    with pytest.raises(ValueError, match="longest"):
        gappy().analyze_segments(len, 41)
    with pytest.warns(UserWarning, match="fewer than two bins"):
        start, _, found = gappy().analyze_segments(len, 1)
    assert len(start) == len(found) == 0


def test_segment_sizes():
    counts = np.full(150, 3.0)
    time = np.arange(150) + 0.5
    assert LightCurve(time, counts).estimate_segment_size(min_counts=10, min_bins=3) == 4
    assert LightCurve(time, counts).estimate_segment_size() == 100
    counts[2:4] = 1
    assert LightCurve(time, counts).estimate_segment_size(3, 1) == 3
    with pytest.raises(ValueError, match="151 bins"):
        LightCurve(time, counts).estimate_segment_size(0, 151)


def test_short_gaps_are_filled():
    with pytest.warns(UserWarning, match="gaps filled: 1, of 2 s in all, with 2 bins"):
        filled = gappy().fill_bad_time_intervals(max_length_s=2, buffer_bins=5, seed=1)
    assert filled.gti.intervals.tolist() == [[0, 70], [80, 100]]
    assert filled.time_s.tolist() == [*np.arange(70) + 0.5, *np.arange(80, 100) + 0.5]
    assert set(filled.counts[40:42]) <= {35, 36, 37, 38, 39, 42, 43, 44, 45, 46}
    assert gappy().fill_bad_time_intervals(max_length_s=1).gti.intervals.tolist() == gappy().gti.intervals.tolist()
    with pytest.raises(ValueError, match="max_length_s"):
        gappy().fill_bad_time_intervals(max_length_s=0)
    with pytest.raises(ValueError, match="max_length_s"):
        gappy().fill_bad_time_intervals(max_length=1)
