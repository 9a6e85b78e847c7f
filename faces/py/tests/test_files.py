"""Event files: streamed as in memory, and what is wrong with them."""

import gzip
import pickle
import warnings

import numpy as np
import pytest

from astrarium import CrossJob, CrossSpectrum, EventList, Gti, LightCurve, PowerJob, PowerSpectrum, runners


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A small event file as NICER writes it."""
    fits = pytest.importorskip("astropy.io.fits", reason="astropy is not here: pip install astropy")
    rng = np.random.default_rng(11)
    time = np.sort(rng.uniform(1e8, 1e8 + 400, 20000))
    columns = [fits.Column("TIME", "1D", unit="s", array=time), fits.Column("PI", "1I", array=rng.integers(30, 1200, len(time)))]
    events = fits.BinTableHDU.from_columns(columns, name="EVENTS")
    gti = fits.BinTableHDU.from_columns(
        [fits.Column("START", "1D", unit="s", array=[1e8, 1e8 + 150]), fits.Column("STOP", "1D", unit="s", array=[1e8 + 100, 1e8 + 400])],
        name="GTI",
    )
    keys = {"TELESCOP": "NICER", "INSTRUME": "XTI", "MJDREFI": 56658, "MJDREFF": 0.000777592592592593, "TIMESYS": "TT", "TIMEZERO": 0.0, "TIMEUNIT": "s", "TSTART": 1e8, "TSTOP": 1e8 + 400}
    for hdu in [events, gti]:
        hdu.header.update(keys)
    path = tmp_path_factory.mktemp("events") / "nicer.evt"
    fits.HDUList([fits.PrimaryHDU(), events, gti]).writeto(path)
    return path


SPEC = {"segment_s": 4.0, "bin_s": 1 / 32}


def test_streamed_is_in_memory(file):
    events = EventList.read(file)
    assert len(events) == 20000
    assert events.header["mission"] == "nicer"
    streamed = PowerSpectrum.from_file(file, **SPEC)
    assert streamed.power.tobytes() == PowerSpectrum.from_events(events, **SPEC).power.tobytes()
    assert streamed.n_segments == 25 + 62
    choice = {"energy_kev": [0.5, 8.0]}
    assert PowerSpectrum.from_file(str(file), **choice, **SPEC).power.tobytes() == PowerSpectrum.from_events(events.filter(**choice), **SPEC).power.tobytes()
    bands = {"bands_kev": [[2, 10], [0.5, 2]]}
    cross = CrossSpectrum.from_file(file, **bands, **SPEC)
    assert cross.power.tobytes() == CrossSpectrum.from_events(events, **bands, **SPEC).power.tobytes()


def test_files_one_after_the_other(file, tmp_path):
    fits = pytest.importorskip("astropy.io.fits", reason="astropy is not here: pip install astropy")
    parts = []
    for at, [start, stop] in enumerate([[1e8, 1e8 + 233], [1e8 + 233, 1e8 + 400]]):
        with fits.open(file) as hdus:
            time = hdus["EVENTS"].data["TIME"]
            hdus["EVENTS"].data = hdus["EVENTS"].data[(time >= start) & (time < stop)]
            gti = [[max(a, start), min(b, stop)] for a, b in hdus["GTI"].data.tolist() if a < stop and b > start]
            hdus["GTI"].data = np.array([tuple(row) for row in gti], dtype=hdus["GTI"].data.dtype)
            parts.append(tmp_path / f"part{at}.evt")
            hdus.writeto(parts[-1])
    bands = {"bands_kev": [[2, 10], [0.5, 2]]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        power = PowerSpectrum.from_file(parts, **SPEC)
        cross = CrossSpectrum.from_file(parts, **bands, **SPEC)
    assert power.power.tobytes() == PowerSpectrum.from_file(file, **SPEC).power.tobytes()
    assert cross.power.tobytes() == CrossSpectrum.from_file(file, **bands, **SPEC).power.tobytes()
    with pytest.warns(UserWarning, match="part0.evt: the file starts before .* joined in memory"):
        turned = PowerSpectrum.from_file(parts[::-1], **SPEC)
    assert turned.n_segments == power.n_segments


def test_intervals_of_a_file(file):
    assert Gti.read(file).intervals.tolist() == [[1e8, 1e8 + 100], [1e8 + 150, 1e8 + 400]]


def test_light_curves_of_files(vectors, tmp_path):
    with pytest.warns(UserWarning, match="no MJDREF"):
        curve = LightCurve.read_fits(vectors / "data" / "lcurveA.fits")
    assert len(curve) > 0
    for ending in ["ecsv", "parquet", "fits", "lc.gz"]:
        curve.write(tmp_path / f"curve.{ending}")
        back = LightCurve.read(tmp_path / f"curve.{ending}")
        for column in ["time_s", "counts", "counts_err"]:
            assert np.array_equal(getattr(back, column), getattr(curve, column), equal_nan=True)
        assert back.gti == curve.gti
        assert (back.bin_s, back.err_dist) == (curve.bin_s, curve.err_dist)
        assert (back.reference_s, back.mjdref) == (curve.reference_s, curve.mjdref)
    (tmp_path / "bare.csv").write_text("time_s,counts\n0.5,1.0\n1.5,2.0\n")
    with pytest.raises(ValueError, match="metadata gti_s: found `nothing"):
        LightCurve.read(tmp_path / "bare.csv")


def test_spectra_are_read_back(file, tmp_path):
    power = PowerSpectrum.from_file(file, **SPEC).rebin_log(0.1)
    cross = CrossSpectrum.from_file(file, bands_pi=[[0, 300], [300, 1500]], **SPEC)
    for ending in ["fits", "ecsv", "parquet"]:
        for spectrum in [power, cross]:
            path = tmp_path / f"spectrum.{ending}"
            spectrum.write(path)
            back = type(spectrum).read(path)
            assert back.power.tobytes() == spectrum.power.tobytes()
            assert back.m.tolist() == spectrum.m.tolist()
            assert (back.norm, back.n_segments, back.n_bins) == (spectrum.norm, spectrum.n_segments, spectrum.n_bins)
        with pytest.raises(ValueError, match="metadata what: found"):
            PowerSpectrum.read(path)
    assert back.time_lag_s()[0].tobytes() == cross.time_lag_s()[0].tobytes()


def test_a_job_of_a_file_is_carried_by_its_path(file):
    job = PowerJob.from_file(file, **SPEC)
    assert len(pickle.dumps(job)) < 1000
    power = runners.processes(job, 2)
    assert power.power.tobytes() == PowerSpectrum.from_file(file, **SPEC).power.tobytes()


def test_a_worker_may_stand_in_another_folder(file, tmp_path, monkeypatch):
    monkeypatch.chdir(file.parent)
    jobs = [
        PowerJob.from_file(file.name, gti=file.name, **SPEC),
        PowerJob.from_file([file.name], **SPEC),
        CrossJob.from_file(file.name, file.name, **SPEC),
    ]
    carried = pickle.dumps(jobs)
    monkeypatch.chdir(tmp_path)
    assert [job.n_blocks for job in pickle.loads(carried)] == [job.n_blocks for job in jobs]


def test_several_files_are_joined(file):
    one = PowerSpectrum.from_file([file], **SPEC)
    assert one.power.tobytes() == PowerSpectrum.from_file(file, **SPEC).power.tobytes()
    both = EventList.read([file, file], gti_strategy="union")
    assert len(both) == 40000


def test_what_is_wrong_with_files(file, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.evt"):
        EventList.read(tmp_path / "nowhere.evt")
    with pytest.raises(FileNotFoundError, match="nowhere.evt"):
        PowerSpectrum.from_file(tmp_path / "nowhere.evt")
    text = tmp_path / "text.evt"
    text.write_text("not a table")
    with pytest.raises(OSError, match="text.evt: expected a FITS file"):
        EventList.read(text)
    cut = tmp_path / "cut.evt"
    cut.write_bytes(file.read_bytes()[:50000])
    with pytest.raises(OSError, match="cut.evt"):
        PowerSpectrum.from_file(cut, **SPEC)
    broken = tmp_path / "cut.evt.gz"
    broken.write_bytes(gzip.compress(file.read_bytes())[:30000])
    with pytest.raises(OSError, match="cut.evt.gz"):
        EventList.read(broken)
    with pytest.raises(TypeError, match="a file is a int, expected a path"):
        EventList.read(3)
    with pytest.raises(ValueError, match="no file in the list"):
        EventList.read([])
    with pytest.raises(ValueError, match="unknown key `energies`"):
        EventList.read(file, energies=[1, 2])
    with pytest.raises(ValueError, match="known:.*segment_s"):
        PowerSpectrum.from_file(file, segmnt=3)


def test_given_files(vectors):
    """Event files of several missions, where the reference cases are."""
    paths = sorted((vectors / "data").glob("*.evt*"))
    assert paths
    for path in paths:
        with warnings.catch_warnings():
            # some have no GTI, no mission or unsorted times: all of that is worth a warning
            warnings.simplefilter("ignore", UserWarning)
            events = EventList.read(path)
        assert len(events) > 0
        assert (np.diff(events.time_s) >= 0).all()
        assert events.gti.exposure_s > 0
        assert pickle.loads(pickle.dumps(events)).time_s.tobytes() == events.time_s.tobytes()
