"""Spectra: the same bits whatever the way, results against closed forms, errors, round trips."""

import pickle

import made
import numpy as np
import pytest

from astrarium import CrossJob, CrossSpectrum, EventList, LightCurve, PowerJob, PowerSpectrum

SPEC = {"segment_s": 1.0, "bin_s": 1 / 64}
BANDS = {"bands_kev": [[2.0, 10.0], [0.5, 2.0]]}


@pytest.fixture(scope="module")
def events():
    return made.events()


def test_leahy_power_is_its_definition(events):
    power = PowerSpectrum.from_events(events, norm="leahy", **SPEC)
    counts = np.histogram(events.time_s, np.arange(0, 64 + 1 / 128, 1 / 64))[0].reshape(64, 64)
    transform = np.fft.rfft(counts, axis=1)
    naive = (np.abs(transform) ** 2).mean(axis=0)[1:-1] * 2 / counts.sum(axis=1).mean()
    assert np.allclose(power.power, naive, rtol=1e-12)
    assert power.freq_hz[np.argmax(power.power)] == 5.0
    assert np.allclose(power.power_err, naive / 8, rtol=1e-12)


def test_threads_and_parts_give_the_same_bits(events):
    once = PowerSpectrum.from_events(events, threads=1, **SPEC)
    assert PowerSpectrum.from_events(events, threads=3, **SPEC).power.tobytes() == once.power.tobytes()
    job = PowerJob.from_events(events, **SPEC)
    parts = [job.run_blocks(a, b) for a, b in [(11, 16), (0, 3), (3, 4), (4, 11)]]
    whole = parts[0]
    for part in parts[1:]:
        whole = job.merge(part, whole)
    assert job.finish(whole).power.tobytes() == once.power.tobytes()


def test_a_pickled_job_is_the_same_job(events):
    for job in [PowerJob.from_events(events, **SPEC), CrossJob.from_events(events, **BANDS, **SPEC)]:
        other = pickle.loads(pickle.dumps(job))
        whole = job.merge(job.run_blocks(0, 7), other.run_blocks(7, 16))
        assert other.finish(whole).power.tobytes() == job.finish(whole).power.tobytes()


def test_parts_that_do_not_fit_are_refused(events):
    job = PowerJob.from_events(events, **SPEC)
    part = job.run_blocks(0, 8)
    with pytest.raises(ValueError, match="merge every part once"):
        job.merge(part, job.run_blocks(7, 9))
    with pytest.raises(ValueError, match=r"no part holds blocks 8"):
        job.finish(part)
    with pytest.raises(ValueError, match="belongs to another run: its spec"):
        PowerJob.from_events(events, norm="abs", **SPEC).merge(part, part)
    with pytest.raises(ValueError, match="the job has 16"):
        job.run_blocks(8, 40)
    with pytest.raises((ValueError, RuntimeError)):
        job.finish(b"no part")


def test_lags_of_a_delayed_copy(events):
    late = EventList(events.time_s + 0.02, gti=[[0.02, 64]])
    cross = CrossSpectrum.from_events(late, EventList(events.time_s, gti=[[0, 64]]), segment_s=1.0, bin_s=1 / 256)
    lag_s, error_s = cross.time_lag_s()
    assert abs(lag_s[4] - 0.02) < 5 * error_s[4] + 1e-3
    coherence, _ = cross.raw_coherence()
    assert coherence[4] > 0.9


def test_two_bands_of_one_list_are_two_lists(events):
    one = CrossSpectrum.from_events(events, **BANDS, **SPEC)
    bands = [events.filter(energy_kev=band) for band in BANDS["bands_kev"]]
    two = CrossSpectrum.from_events(*bands, **SPEC)
    assert one.power.tobytes() == two.power.tobytes()
    assert one.power.dtype == np.complex128
    assert np.allclose(one.pds1, PowerSpectrum.from_events(bands[0], **SPEC).power, rtol=1e-12)


def test_light_curves(events):
    curve = LightCurve.from_events(events, 1 / 64)
    by_curve = PowerSpectrum.from_lightcurve(curve, segment_s=1.0, norm="leahy")
    assert np.allclose(by_curve.power, PowerSpectrum.from_events(events, norm="leahy", **SPEC).power, rtol=1e-12)
    cross = CrossSpectrum.from_lightcurves(curve, curve, segment_s=1.0, norm="none")
    assert np.allclose(cross.power.real, cross.pds1, rtol=1e-12)


def test_norms_and_rms(events):
    frac = PowerSpectrum.from_events(events, norm="frac", **SPEC)
    assert np.allclose(frac.to_norm("leahy").power, PowerSpectrum.from_events(events, norm="leahy", **SPEC).power)
    rms, error = frac.rms([4.5, 5.5])
    # 0.5 + 0.3 sin: fractional rms 0.6 / sqrt 2, less what bins of 1/64 s smear
    assert abs(rms - 0.6 / np.sqrt(2)) < 3 * error
    assert frac.compute_rms(4.5, 5.5) == (rms, error)
    with pytest.raises(ValueError, match="rms2"):
        frac.to_norm("rms2")


def test_keywords_are_the_keys_of_the_spec(events):
    with pytest.raises(ValueError, match="unknown key `segments_s`; did you mean `segment_s`"):
        PowerSpectrum.from_events(events, segments_s=1)
    with pytest.raises(ValueError, match="lehay"):
        PowerSpectrum.from_events(events, norm="lehay", **SPEC)
    with pytest.raises(TypeError, match="bin_s is a object"):
        PowerSpectrum.from_events(events, bin_s=object())
    with pytest.raises(ValueError, match="threads is 0, expected at least 1"):
        PowerSpectrum.from_events(events, threads=0, **SPEC)
    with pytest.raises(ValueError, match="segments of 100 s"):
        PowerSpectrum.from_events(events, segment_s=100, bin_s=0.1)
    assert PowerSpectrum.from_events(events, rebin=None, **SPEC).n_segments == 64


def test_quantities_are_keywords(events):
    units = pytest.importorskip("astropy.units", reason="astropy is not here: pip install astropy")
    spec = {"segment_s": 1 * units.s, "bin_s": 15.625 * units.ms}
    assert PowerSpectrum.from_events(events, **spec).power.tobytes() == PowerSpectrum.from_events(events, **SPEC).power.tobytes()
    bands = [[2000, 10000], [500, 2000]] * units.eV
    assert CrossSpectrum.from_events(events, bands_kev=bands, **SPEC).n_segments == 64


def test_pickles(events):
    for spectrum in [PowerSpectrum.from_events(events, **SPEC), CrossSpectrum.from_events(events, **BANDS, **SPEC)]:
        back = pickle.loads(pickle.dumps(spectrum))
        assert back.power.tobytes() == spectrum.power.tobytes()
        assert back.rebin_log(0.1).m.tolist() == spectrum.rebin_log(0.1).m.tolist()
        assert repr(back) == repr(spectrum)
    curve = made.curve()
    assert pickle.loads(pickle.dumps(curve)).counts.tobytes() == curve.counts.tobytes()


def test_files_are_written_whole(events, tmp_path):
    power = PowerSpectrum.from_events(events, **SPEC)
    power.write(tmp_path / "power.fits")
    assert [path.name for path in tmp_path.iterdir()] == ["power.fits"]
    with pytest.raises(OSError, match="power.fits"):
        power.write(tmp_path / "nowhere" / "power.fits")


def test_tables(events):
    pytest.importorskip("astropy", reason="astropy is not here: pip install astropy")
    power = PowerSpectrum.from_events(events, **SPEC)
    table = power.to_table()
    assert table["freq"].unit == "Hz"
    assert table["power"].value.tolist() == power.power.tolist()
    cross = CrossSpectrum.from_events(events, **BANDS, **SPEC).to_table()
    assert cross["power"].dtype == complex
    curve = made.curve().to_table()
    assert curve["counts"].value.tolist() == made.curve().counts.tolist()


def test_time_series_round_trips():
    pytest.importorskip("astropy", reason="astropy is not here: pip install astropy")
    curve = made.curve().apply_gti([[0, 10], [12, 30]])
    back = LightCurve.from_timeseries(curve.to_timeseries())
    assert back.counts.tolist() == curve.counts.tolist()
    assert back.counts_err.tolist() == curve.counts_err.tolist()
    assert np.allclose(back.absolute_s.astype(float), curve.absolute_s.astype(float), atol=1e-6)
    assert np.allclose(back.gti.intervals + sum(back.reference_s), curve.gti.intervals, atol=1e-6)
    assert back.mjdref == curve.mjdref


def test_lightkurve_round_trips():
    pytest.importorskip("lightkurve", reason="lightkurve is not here: pip install lightkurve")
    curve = made.curve()
    theirs = curve.to_lightkurve()
    assert theirs.flux.value.tolist() == curve.rates.tolist()
    back = LightCurve.from_lightkurve(theirs)
    assert np.allclose(back.counts, curve.counts)
    assert np.allclose(back.counts_err, curve.counts_err)
    assert (back.bin_s, back.mjdref) == (curve.bin_s, curve.mjdref)
